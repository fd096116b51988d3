//! Suggestions for an unknown item.

use crate::op::{OPS, Op};

/// The maximum number of suggestions in an error.
const MAX_SUGGESTIONS: usize = 3;

/// Names of operators in other filter languages. Some of them are closer to an operator with another meaning.
const ALIASES: [(&str, &str); 60] = [
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
    ("not_exact", "ne"),
    ("not_is", "ne"),
    ("nexact", "ne"),
    ("niexact", "not_iexact"),
    ("nieq", "not_iexact"),
    ("not_ieq", "not_iexact"),
    ("not_like", "not_contains"),
    ("ncontains", "not_contains"),
    ("not_ilike", "not_icontains"),
    ("nicontains", "not_icontains"),
    ("nstartswith", "not_startswith"),
    ("nistartswith", "not_istartswith"),
    ("nendswith", "not_endswith"),
    ("niendswith", "not_iendswith"),
    ("empty", "isempty"),
    ("is_blank", "isempty"),
    ("blank", "isempty"),
];

/// Returns at most three known names: the equivalent of a name in another filter language, or else the names within a
/// Damerau-Levenshtein distance of 2 (1 for names of up to four characters), closest first and ties in byte order. The
/// comparison is ASCII case-insensitive. A negative operator, whose name begins with `n`, is suggested only for a name that
/// also does, and only such operators are.
pub(crate) fn suggest_names<'a>(name: &str, known: &[&'a str]) -> Vec<&'a str> {
    let name = name.to_ascii_lowercase();
    let meant = ALIASES.iter().find(|(alias, _)| *alias == name).map(|(_, op)| *op);
    if let Some(meant) = known.iter().find(|known| Some(**known) == meant) {
        return vec![meant];
    }
    let is_negative = name.starts_with('n');
    let mut near: Vec<(usize, &str)> = known
        .iter()
        .filter(|known| Op::from_name(known).is_none_or(|op| op.name.starts_with('n') == is_negative))
        .map(|known| (strsim::damerau_levenshtein(&name, &known.to_ascii_lowercase()), *known))
        .filter(|(distance, known)| *distance <= if known.chars().count() <= 4 { 1 } else { 2 })
        .collect();
    near.sort_unstable();
    near.into_iter().take(MAX_SUGGESTIONS).map(|(_, known)| known).collect()
}

/// Returns the message for an unknown operator.
pub(crate) fn describe_unknown_operator(name: &str) -> String {
    let known = OPS.map(|op| op.name);
    match suggest_names(name, &known).as_slice() {
        [] => format!("unknown operator `{name}`: expected one of `{}`", known.join("`, `")),
        near => format!("unknown operator `{name}`; did you mean `{}`?", near.join("` or `")),
    }
}

/// Finds an operator by its name, its variant or its name in another filter language.
pub(crate) fn find_operator(name: &str) -> Option<&'static Op> {
    let known: Vec<&str> = OPS.iter().map(|op| op.name).collect();
    let variant = OPS.iter().find(|op| op.variant.eq_ignore_ascii_case(name));
    variant.or_else(|| suggest_names(name, &known).first().and_then(|name| Op::from_name(name)))
}

#[cfg(test)]
mod tests {
    use super::{ALIASES, OPS, Op, find_operator, suggest_names};

    #[test]
    fn suggests_the_operator_that_an_alias_means() {
        let known: Vec<&str> = OPS.iter().map(|op| op.name).collect();
        for (alias, op) in ALIASES {
            assert!(Op::from_name(alias).is_none(), "{alias} is an operator");
            assert!(Op::from_name(op).is_some(), "{op} isn't an operator");
            assert_eq!(suggest_names(alias, &known), [op], "{alias}");
        }
    }

    #[test]
    fn suggests_close_names() {
        let known: Vec<&str> = OPS.iter().map(|op| op.name).chain(["rename", "skip"]).collect();
        let near = |name: &str| suggest_names(name, &known).join(" ");
        assert_eq!(near("IN"), "in");
        assert_eq!(near("GE"), "gte");
        assert_eq!(near("gtt"), "gt gte");
        assert_eq!(near("name"), "rename");
        assert_eq!(near("Exact"), "exact iexact");
        assert_eq!(near("lk"), "lt");
        assert_eq!(near("regex"), "");
        assert_eq!(near("isempt"), "isempty");
        assert_eq!(near("not_contain"), "not_contains not_icontains");
        assert_eq!(near("ncontain"), "");
        assert_eq!(near("e"), "");
    }

    #[test]
    fn finds_operators_by_variant() {
        let name = |text: &str| find_operator(text).map(|op| op.name);
        assert_eq!(name("NotIn"), Some("not_in"));
        assert_eq!(name("Eq"), Some("exact"));
        assert_eq!(name("exact"), Some("exact"));
        assert_eq!(name("Regex"), None);
    }
}
