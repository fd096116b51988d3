//! The reasons why a column doesn't support a condition.

use filterset::{Op, ValueType};

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum UnsupportedReason {
    #[error("nothing holds it")]
    NoColumn,
    #[error("SQLite has no decimals: say how the column holds them (`Column::scaled`, `collated`, `text`, `real`)")]
    NoDecimals,
    #[error("it holds many values, and what is given for it holds one: in SQL use `Column::rows` or `Column::array`")]
    SingleColumn,
    #[error("it holds one value, and what is given for it holds many")]
    MultiValuedColumn,
    #[error("only PostgreSQL has arrays: say which rows hold its values (`Column::rows`)")]
    NoArrays,
    #[error("a column can't hold type {value_type} in this way")]
    Encoding { value_type: ValueType },
    #[error("the order of {value_type} values isn't that of their texts")]
    NoOrder { value_type: ValueType },
    #[error("the operator {op} has no condition in SQL")]
    UnknownOperator { op: Op },
}
