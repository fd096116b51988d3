//! The names that a list can select.

use std::borrow::Cow;
use std::collections::BTreeSet;

use filterset::Schema;

/// The separator between a name and the name of a nested field.
const NESTING: &str = "__";

/// Returns the names that `fields` and `omit` declare, in the order of their bytes.
pub(crate) fn selectable_names(schema: &Schema) -> BTreeSet<Cow<'static, str>> {
    let options = schema.list_options();
    [options.fields(), options.omit()].into_iter().flatten().flatten().cloned().collect()
}

/// Returns `true` if `fields` or `omit` accepts every name, so that the names aren't known.
pub(crate) fn accepts_any_name(schema: &Schema) -> bool {
    let options = schema.list_options();
    [options.fields(), options.omit()].into_iter().flatten().any(<[_]>::is_empty)
}

/// Returns `true` if a declared name is nested in this one.
pub(crate) fn is_outer_name(schema: &Schema, name: &str) -> bool {
    let is_inner = |other: &str| other.strip_prefix(name).is_some_and(|rest| rest.starts_with(NESTING));
    selectable_names(schema).iter().any(|other| is_inner(other))
}
