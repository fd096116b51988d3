//! Names that are a key of another field: `created_after` of `created`.

use filterset::Op;

use Affix::{Prefix, Suffix};

use crate::own_operators::common_meaning;

/// A part of a name beside the name of a field.
#[derive(Clone, Copy)]
enum Affix {
    Prefix(&'static str),
    Suffix(&'static str),
}

/// The affixes of negations.
const NEGATIONS: [Affix; 2] = [Prefix("not_"), Prefix("exclude_")];

/// The affixes of lower and upper bounds.
const BOUNDS: [(Affix, Affix); 4] = [
    (Suffix("_after"), Suffix("_before")),
    (Suffix("_from"), Suffix("_to")),
    (Suffix("_min"), Suffix("_max")),
    (Prefix("min_"), Prefix("max_")),
];

impl Affix {
    /// Returns the rest of a name that has the affix.
    fn strip_from(self, name: &str) -> Option<&str> {
        match self {
            Prefix(prefix) => name.strip_prefix(prefix),
            Suffix(suffix) => name.strip_suffix(suffix),
        }
        .filter(|rest| !rest.is_empty())
    }

    fn add_to(self, name: &str) -> String {
        match self {
            Prefix(prefix) => format!("{prefix}{name}"),
            Suffix(suffix) => format!("{name}{suffix}"),
        }
    }
}

/// Splits a name into a field that exists and an operator.
pub(crate) fn split_whole_name(name: &str, exists: impl Fn(&str) -> bool) -> Option<(&str, Op)> {
    let bounds = BOUNDS.into_iter().flat_map(|(lower, upper)| [(lower, Op::Gte), (upper, Op::Lte)]);
    let affixes = NEGATIONS.into_iter().map(|affix| (affix, Op::Ne)).chain(bounds);
    let bases = affixes.filter_map(|(affix, op)| Some((affix.strip_from(name)?, op)));
    // `owner_ids` is a list of `owner_id` or `owner`.
    let lists = [name.strip_suffix('s').filter(|base| is_id(base)), name.strip_suffix("_ids")];
    bases.chain(lists.into_iter().flatten().map(|base| (base, Op::In))).find(|(field, _)| exists(field))
}

/// Returns the rest of the name of a negation.
pub(crate) fn strip_negation(name: &str) -> Option<&str> {
    NEGATIONS.into_iter().find_map(|affix| affix.strip_from(name))
}

/// Returns `true` if both bounds of a field exist.
pub(crate) fn has_bounds(field: &str, exists: impl Fn(&str) -> bool) -> bool {
    BOUNDS.into_iter().any(|(lower, upper)| exists(&lower.add_to(field)) && exists(&upper.add_to(field)))
}

/// Splits a name with brackets into a field and an operator: `filter[name]`, `filter[price][gte]`, `price[gte]`, `tags[]`.
pub(crate) fn split_bracketed_name(name: &str) -> Option<(&str, Op)> {
    let (head, inner) = name.strip_suffix(']')?.split_once('[')?;
    let (field, op) = match (head, inner.split_once("][")) {
        ("filter" | "filters", None) => (inner, ""),
        ("filter" | "filters", Some(parts)) => parts,
        (_, None) => (head, inner),
        (_, Some(_)) => return None,
    };
    let op = match op {
        "" => Op::Exact,
        op => Op::from_wire_name(op).or_else(|| common_meaning(op))?,
    };
    Some((field, op))
}

/// Splits a name that has a counterpart into a field that need not exist and an operator: `made_after` beside
/// `made_before`. The list `ids` needs no counterpart.
pub(crate) fn split_paired_name(name: &str, exists: impl Fn(&str) -> bool) -> Option<(&str, Op)> {
    if name == "ids" {
        return Some(("id", Op::In));
    }
    let pairs = BOUNDS.into_iter().flat_map(|(lower, upper)| [(lower, upper, Op::Gte), (upper, lower, Op::Lte)]);
    let mut bases = pairs.filter_map(|(affix, other, op)| Some((affix.strip_from(name)?, other, op)));
    bases.find(|(base, other, _)| exists(&other.add_to(base))).map(|(base, _, op)| (base, op))
}

/// Returns `true` if a name has the suffix of a bound in time.
pub(crate) fn is_bound_in_time(name: &str) -> bool {
    ["_after", "_before", "_from", "_to"].iter().any(|suffix| name.ends_with(suffix))
}

fn is_id(name: &str) -> bool {
    name == "id" || name.ends_with("_id")
}
