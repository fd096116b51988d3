//! What a mistyped item was meant to be.

use crate::op::{OPS, Op};

/// How many suggestions an error carries.
const MOST: usize = 3;

/// What other styles of filters call an operator. Some of these lie nearer to an operator that means something else.
const ALIASES: [(&str, &str); 43] = [
    ("eq", "exact"),
    ("equal", "exact"),
    ("equals", "exact"),
    ("is", "exact"),
    ("ieq", "iexact"),
    ("neq", "ne"),
    ("not", "ne"),
    ("not_eq", "ne"),
    ("not_equal", "ne"),
    ("is_not", "ne"),
    ("exclude", "ne"),
    ("any", "in"),
    ("any_of", "in"),
    ("one_of", "in"),
    ("is_in", "in"),
    ("nin", "not_in"),
    ("none_of", "not_in"),
    ("after", "gt"),
    ("greater", "gt"),
    ("ge", "gte"),
    ("goe", "gte"),
    ("gteq", "gte"),
    ("min", "gte"),
    ("since", "gte"),
    ("before", "lt"),
    ("less", "lt"),
    ("le", "lte"),
    ("loe", "lte"),
    ("lteq", "lte"),
    ("max", "lte"),
    ("until", "lte"),
    ("between", "range"),
    ("like", "contains"),
    ("substring", "contains"),
    ("ilike", "icontains"),
    ("prefix", "startswith"),
    ("begins_with", "startswith"),
    ("suffix", "endswith"),
    ("null", "isnull"),
    ("is_none", "isnull"),
    ("all", "allin"),
    ("all_of", "allin"),
    ("contains_all", "allin"),
];

/// At most three known items: what another style means by the name, else those within Damerau-Levenshtein distance 2
/// (1 where the item has up to four characters) without regard to ASCII case, nearest first, ties by bytes.
pub(crate) fn nearest<'a>(name: &str, known: &[&'a str]) -> Vec<&'a str> {
    let name = name.to_ascii_lowercase();
    let meant = ALIASES.iter().find(|(alias, _)| *alias == name).map(|(_, op)| *op);
    if let Some(meant) = known.iter().find(|known| Some(**known) == meant) {
        return vec![meant];
    }
    let mut near: Vec<(usize, &str)> = known
        .iter()
        .map(|known| (strsim::damerau_levenshtein(&name, &known.to_ascii_lowercase()), *known))
        .filter(|(distance, known)| *distance <= if known.chars().count() <= 4 { 1 } else { 2 })
        .collect();
    near.sort_unstable();
    near.into_iter().take(MOST).map(|(_, known)| known).collect()
}

/// The operator that is meant by its name, its variant or a name of another style.
pub(crate) fn operator(name: &str) -> Option<&'static Op> {
    let known: Vec<&str> = OPS.iter().map(|op| op.name).collect();
    let variant = OPS.iter().find(|op| op.variant.eq_ignore_ascii_case(name));
    variant.or_else(|| nearest(name, &known).first().and_then(|name| Op::named(name)))
}

#[cfg(test)]
mod tests {
    use super::{ALIASES, OPS, Op, nearest, operator};

    #[test]
    fn another_style_s_name_is_what_it_means_there() {
        let known: Vec<&str> = OPS.iter().map(|op| op.name).collect();
        for (alias, op) in ALIASES {
            assert!(Op::named(alias).is_none(), "{alias} is an operator");
            assert!(Op::named(op).is_some(), "{op} is no operator");
            assert_eq!(nearest(alias, &known), [op], "{alias}");
        }
    }

    #[test]
    fn the_language_s_rule_holds_for_the_rest() {
        let known: Vec<&str> = OPS.iter().map(|op| op.name).chain(["rename", "skip"]).collect();
        let near = |name: &str| nearest(name, &known).join(" ");
        assert_eq!(near("IN"), "in");
        assert_eq!(near("GE"), "gte");
        assert_eq!(near("gtt"), "gt gte");
        assert_eq!(near("name"), "rename");
        assert_eq!(near("Exact"), "exact iexact");
        assert_eq!(near("lk"), "lt");
        assert_eq!(near("regex"), "");
    }

    #[test]
    fn a_variant_is_an_operator_too() {
        let name = |text: &str| operator(text).map(|op| op.name);
        assert_eq!(name("NotIn"), Some("not_in"));
        assert_eq!(name("Eq"), Some("exact"));
        assert_eq!(name("exact"), Some("exact"));
        assert_eq!(name("Regex"), None);
    }
}
