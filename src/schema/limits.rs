//! The limits on the size of a query and its filter.

/// The limits on the size of a query and its filter. Each limit is checked before memory is allocated for the data that
/// it bounds.
///
/// A schema has [default limits](crate::schema::SchemaBuilder::limits), and a call can override them with
/// [`Parser::limits`](crate::parse::Parser::limits) or [`FilterBuilder::limits`](crate::FilterBuilder::limits). With the
/// defaults, the SQL of a filter has fewer bind parameters than the 999 that every `SQLite` build supports.
///
/// ```
/// # use filterset::Limits;
/// let limits = Limits { list_items: 100, ..Limits::DEFAULT };
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, deny_unknown_fields))]
pub struct Limits {
    /// The maximum number of bytes of an input and of its canonical form; 65,536 by default.
    pub input_bytes: usize,
    /// The maximum number of pairs that aren't reserved, including invalid ones; 64 by default.
    pub conditions: usize,
    /// The maximum number of items of a list, including duplicates; 500 by default.
    pub list_items: usize,
    /// The maximum number of operand values in all conditions. A whole day of a date-time field counts as two. 900 by
    /// default.
    pub operands: usize,
    /// The maximum number of errors that are reported, at least one; the others are [counted](crate::Errors::omitted).
    /// 32 by default.
    pub errors: usize,
}

impl Limits {
    /// The default limits.
    pub const DEFAULT: Limits =
        Limits { input_bytes: 65_536, conditions: 64, list_items: 500, operands: 900, errors: 32 };
}

impl Default for Limits {
    fn default() -> Limits {
        Limits::DEFAULT
    }
}
