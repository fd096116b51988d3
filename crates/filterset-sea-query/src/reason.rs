//! The reasons why a column doesn't support a condition.

use filterset::{Op, ValueType};

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum UnsupportedReason {
    #[error("it has no column")]
    NoColumn,
    #[error(
        "SQLite has no decimal type: declare how the column stores decimals (`Column::scaled`, `collated`, `text`, `real`)"
    )]
    NoDecimals,
    #[error("it is multi-valued, but its column is single-valued: use `Column::rows` or `Column::array`")]
    SingleColumn,
    #[error("it is single-valued, but its column is multi-valued")]
    MultiValuedColumn,
    #[error("only PostgreSQL supports arrays: declare the rows that hold its values (`Column::rows`)")]
    NoArrays,
    #[error("the storage of its column does not support type {value_type}")]
    Encoding { value_type: ValueType },
    #[error("{value_type} values that are stored as text are not in order")]
    NoOrder { value_type: ValueType },
    #[error(
        "type {value_type} needs a library of dates: enable the feature with-chrono, with-time or with-jiff of \
         filterset-sea-query, or declare another encoding (`Column::scaled` for date-times, `text` for dates)"
    )]
    NoDateLibrary { value_type: ValueType },
    #[error(
        "no driver sends values of type {value_type} to MySQL as jiff's: choose another `DateLibrary`, or declare another \
         encoding (`Column::scaled` for date-times, `text` for dates)"
    )]
    NoDriver { value_type: ValueType },
    #[error(
        "SQLite compares date-times as text, which is in order for those of chrono only: enable `with-chrono` and choose \
         `DateLibrary::Chrono`, or declare that the column stores Unix time (`Column::scaled`)"
    )]
    NoOrderedInstants,
    #[error("it is multi-valued: lists can't be ordered by it")]
    MultiValuedOrder,
    #[error("it isn't a field of the schema: declare its type (`Column::typed`)")]
    NoType,
    #[error("rows can't be selected: declare an expression (`Column::selected_as`)")]
    NoSelection,
    #[error("it can be null: expected a name whose values are unique and not null")]
    NullableUnique,
    #[error("the schema declares it, but the source has no function for it (`ListSourceBuilder::search`)")]
    NoSearch,
    #[error(
        "the schema declares it, but the source has no key (`ListSourceBuilder::cursor_key`, with the feature cursors)"
    )]
    NoCursorKey,
    #[error("the schema accepts any name: declare the names that the list can select")]
    AnyName,
    #[error("operator {op} has no SQL condition")]
    UnknownOperator { op: Op },
}
