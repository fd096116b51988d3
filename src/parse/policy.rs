//! What a parser lets pass besides the language: named, and nothing by default.

/// What a parser lets pass besides the language: nothing, by default.
///
/// A filter never widens under [`STRICT`](Policy::STRICT): an accepted query matches no more than its text says. Each
/// leniency gives that up for a kind of query that other servers let pass.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Policy {
    /// A pair whose key is an unknown field, or a field with an unknown operator, is handed back with the reserved
    /// ones and makes no condition. What it costs: a mistyped key matches every record.
    pub unknown_names: bool,
    /// A pair without a value makes no condition, except where the field takes the empty text. What it costs:
    /// `status__in=` matches every record.
    pub empty_values: bool,
    /// Of several pairs of one key the last counts, be it one without a value; the others must be faultless all the
    /// same. What it costs: a condition is dropped where two were asked for.
    pub repeated_keys: bool,
}

impl Policy {
    /// The language and nothing else.
    pub const STRICT: Policy = Policy { unknown_names: false, empty_values: false, repeated_keys: false };

    /// What servers that migrate from django-filter need: all three leniencies. What it costs is the promise that a
    /// filter never widens.
    pub const DJANGO_FILTER: Policy = Policy { unknown_names: true, empty_values: true, repeated_keys: true };
}
