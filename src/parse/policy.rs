//! The policy of a parser: the deviations from the language that it accepts.

/// The deviations from the language that a parser accepts. By default there are none.
///
/// Under [`STRICT`](Policy::STRICT), a filter never widens: an accepted query matches no record that its text excludes.
/// Each deviation gives up this guarantee for one kind of query that other servers accept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Policy {
    /// A pair whose key is an unknown field, or a field with an unknown operator, is returned with the reserved pairs
    /// and adds no condition. The risk: a query with a misspelt key matches every record.
    pub unknown_names: bool,
    /// A pair with an empty value adds no condition, unless the field accepts the empty string. The risk: `status__in=`
    /// matches every record.
    pub empty_values: bool,
    /// The last pair with a key overrides the ones before it, even if its value is empty; all of them must still be
    /// valid. The risk: conditions of the query are dropped.
    pub repeated_keys: bool,
}

impl Policy {
    /// The language without deviations.
    pub const STRICT: Policy = Policy { unknown_names: false, empty_values: false, repeated_keys: false };

    /// All three deviations, for servers that migrate from django-filter. The risk: a filter can match more records
    /// than the query asks for.
    pub const DJANGO_FILTER: Policy = Policy { unknown_names: true, empty_values: true, repeated_keys: true };
}
