//! Names that are a key of another field: `created_after` of `created`.

use filterset::Op;

/// The prefixes of a field's name, and their operators.
const PREFIXES: [(&str, Op); 4] = [("not_", Op::Ne), ("exclude_", Op::Ne), ("min_", Op::Gte), ("max_", Op::Lte)];

/// The suffixes of a field's name, and their operators.
const SUFFIXES: [(&str, Op); 6] = [
    ("_after", Op::Gte),
    ("_before", Op::Lte),
    ("_from", Op::Gte),
    ("_to", Op::Lte),
    ("_min", Op::Gte),
    ("_max", Op::Lte),
];

/// Splits a name into a field that exists and an operator.
pub(crate) fn split_whole_name(name: &str, exists: impl Fn(&str) -> bool) -> Option<(&str, Op)> {
    let prefixes = PREFIXES.iter().filter_map(|(prefix, op)| Some((name.strip_prefix(prefix)?, *op)));
    let suffixes = SUFFIXES.iter().filter_map(|(suffix, op)| Some((name.strip_suffix(suffix)?, *op)));
    prefixes.chain(suffixes).find(|(field, _)| exists(field))
}
