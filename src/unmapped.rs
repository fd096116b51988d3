//! What can't be asked of a kind of record, or of a database.

use std::fmt;

use crate::value::ValueType;

/// A filter asks for fields that a type of records, or a database's columns, can't answer for.
///
/// This is a fault of the program and not of the filter. Nothing is ever left out of a filter because of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmapped(Vec<(String, Gap)>);

/// Why a field can't be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Gap {
    #[error("nothing holds it")]
    Missing,
    #[error("it is of type {table} in the table and of type {found} in the record")]
    OtherType { table: ValueType, found: ValueType },
    #[cfg(feature = "sea-query")]
    #[error("SQLite has no decimals: say how the column holds them (`Column::scaled`, `collated`, `text`, `real`)")]
    NoDecimals,
    #[error("it holds many values, and what is given for it holds one: in SQL use `Column::rows` or `Column::array`")]
    One,
    #[error("it holds one value, and what is given for it holds many")]
    Many,
    #[cfg(feature = "sea-query")]
    #[error("only PostgreSQL has arrays: say which rows hold its values (`Column::rows`)")]
    NoArrays,
    #[cfg(feature = "sea-query")]
    #[error("a column can't hold type {table} in this way")]
    OtherShape { table: ValueType },
    #[cfg(feature = "sea-query")]
    #[error("the order of {table} values isn't that of their texts")]
    NoOrder { table: ValueType },
}

impl Unmapped {
    /// The value, where there is no gap.
    pub(crate) fn none<T>(gaps: Vec<(String, Gap)>, value: T) -> Result<T, Unmapped> {
        if gaps.is_empty() { Ok(value) } else { Err(Unmapped(gaps)) }
    }

    /// The fields' names, at least one.
    #[must_use]
    pub fn fields(&self) -> impl ExactSizeIterator<Item = &str> {
        self.0.iter().map(|(field, _)| field.as_str())
    }
}

/// A line for each field.
impl fmt::Display for Unmapped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, (field, gap)) in self.0.iter().enumerate() {
            let end = if i > 0 { "\n" } else { "" };
            write!(f, "{end}field {field:?} can't be asked for: {gap}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Unmapped {}
