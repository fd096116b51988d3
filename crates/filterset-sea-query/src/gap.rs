//! The reasons why a column can't answer for a field.

use filterset::{Op, ValueType};

/// Why a field can't be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Gap {
    #[error("nothing holds it")]
    Missing,
    #[error("SQLite has no decimals: say how the column holds them (`Column::scaled`, `collated`, `text`, `real`)")]
    NoDecimals,
    #[error("it holds many values, and what is given for it holds one: in SQL use `Column::rows` or `Column::array`")]
    One,
    #[error("it holds one value, and what is given for it holds many")]
    Many,
    #[error("only PostgreSQL has arrays: say which rows hold its values (`Column::rows`)")]
    NoArrays,
    #[error("a column can't hold type {schema} in this way")]
    OtherShape { schema: ValueType },
    #[error("the order of {schema} values isn't that of their texts")]
    NoOrder { schema: ValueType },
    #[error("the operator {op} has no condition in SQL")]
    UnknownOperator { op: Op },
}
