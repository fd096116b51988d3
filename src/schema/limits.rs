//! How much a filter may be.

/// How much a filter may be: each limit is checked before anything is allocated for what it bounds.
///
/// A table has [its own](crate::schema::SchemaBuilder::limits), and a call can give others
/// ([`Parser::limits`](crate::parse::Parser::limits), [`FilterBuilder::limits`](crate::FilterBuilder::limits)). The defaults
/// hold a request to what a server can answer: a filter's SQL stays under the 999 binds that any `SQLite` build takes.
///
/// ```
/// # use filterset::Limits;
/// let limits = Limits { list_items: 100, ..Limits::DEFAULT };
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, deny_unknown_fields))]
pub struct Limits {
    /// The most bytes of an input, and of the canonical form of what it means; 65,536 by default.
    pub input_bytes: usize,
    /// The most pairs that aren't reserved, faulty ones too; 64 by default.
    pub conditions: usize,
    /// The most items of a list, repeats too; 500 by default.
    pub list_items: usize,
    /// The most operand values of all conditions, a day of a date-time field counting as two; 900 by default.
    pub operands: usize,
    /// The most faults that are reported, at least one; the rest is [counted](crate::Errors::omitted). 32 by default.
    pub errors: usize,
}

impl Limits {
    /// The limits that hold where none are given.
    pub const DEFAULT: Limits =
        Limits { input_bytes: 65_536, conditions: 64, list_items: 500, operands: 900, errors: 32 };
}

impl Default for Limits {
    fn default() -> Limits {
        Limits::DEFAULT
    }
}
