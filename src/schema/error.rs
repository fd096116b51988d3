//! What can be wrong with a table.

use std::fmt;

use crate::value::{Op, OpSet, ValueType};

/// Every fault of a table, found when it is built; never empty.
///
/// `Display` gives a line for each fault, which begins with its place in the table's data, such as
/// `fields.created_by.ops`.
///
/// ```
/// # use filterset::{Field, Op, Schema};
/// let error = Schema::builder("links")
///     .field(Field::uuid("created_by").ops([Op::NotIn, Op::Gt]))
///     .field(Field::choice("status", ["valid", ""]).ops([Op::Exact]))
///     .build()
///     .unwrap_err();
/// assert_eq!(error.to_string(), "\
/// fields.created_by.ops: invalid operator \"gt\" for a uuid: expected one of exact, ne, in, not_in
/// fields.status.choices: invalid choice \"\": expected a non-empty string");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaError {
    errors: Vec<SchemaErrorKind>,
}

impl SchemaError {
    /// The error of these faults; none where there are none.
    pub(crate) fn check(errors: Vec<SchemaErrorKind>) -> Result<(), SchemaError> {
        if errors.is_empty() { Ok(()) } else { Err(SchemaError { errors }) }
    }

    /// The faults, at least one.
    pub fn iter(&self) -> std::slice::Iter<'_, SchemaErrorKind> {
        self.errors.iter()
    }
}

impl<'a> IntoIterator for &'a SchemaError {
    type Item = &'a SchemaErrorKind;
    type IntoIter = std::slice::Iter<'a, SchemaErrorKind>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, error) in self.iter().enumerate() {
            if i > 0 {
                f.write_str("\n")?;
            }
            error.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for SchemaError {}

/// One fault of a table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SchemaErrorKind {
    /// A field's or reserved name with other characters than `A-Z a-z 0-9 _ . -`, or not 1 to 64 of them.
    #[error("{location}: invalid name \"{name}\": expected 1 to 64 characters from A-Z a-z 0-9 _ . -")]
    InvalidName {
        /// Where it is: `fields`, `reserved`, or a part of `list`, such as `list.ordering`.
        location: &'static str,
        /// The name.
        name: String,
    },
    /// Two fields of one name.
    #[error("fields.{field}: duplicate field: each name may appear once")]
    DuplicateField {
        /// The field's name.
        field: String,
    },
    /// A reserved name that is declared twice.
    #[error("reserved: duplicate name \"{name}\"")]
    DuplicateReserved {
        /// The name.
        name: String,
    },
    /// A name that a part of a listing declares twice.
    #[error("{location}: duplicate name \"{name}\"")]
    RepeatedName {
        /// Where it is, such as `list.ordering`.
        location: &'static str,
        /// The name.
        name: String,
    },
    /// A part of a listing that can't be as it is declared.
    #[error("{location}: {why}")]
    InvalidListOptions {
        /// Where it is, such as `list.paging`.
        location: &'static str,
        /// What is wrong.
        why: &'static str,
    },
    /// A key that could be read in two ways.
    #[error("ambiguous key \"{key}\": it can mean {one} or {other}")]
    AmbiguousKey {
        /// The key.
        key: String,
        /// One reading.
        one: String,
        /// The other.
        other: String,
    },
    /// A field that lists no operator.
    #[error("fields.{field}.ops: empty list: expected at least one operator")]
    NoOperators {
        /// The field's name.
        field: String,
    },
    /// An operator that a field lists twice.
    #[error("fields.{field}.ops: duplicate operator \"{op}\"")]
    RepeatedOperator {
        /// The field's name.
        field: String,
        /// The operator.
        op: Op,
    },
    /// An operator that the field's type doesn't have.
    #[error("fields.{field}.ops: {}", Impossible(*.op, *.value_type))]
    UnsupportedOperator {
        /// The field's name.
        field: String,
        /// The operator.
        op: Op,
        /// The field's type.
        value_type: ValueType,
    },
    /// A choice field without choices.
    #[error("fields.{field}.choices: empty list: expected at least one choice")]
    NoChoices {
        /// The field's name.
        field: String,
    },
    /// Choices given to a field of another type.
    #[error("fields.{field}.choices: unexpected for type {value_type}: only a choice field can have choices")]
    ChoicesWithoutChoice {
        /// The field's name.
        field: String,
        /// The field's type.
        value_type: ValueType,
    },
    /// A choice that is empty, repeated, has a NUL, or couldn't stand in a list that the field takes.
    #[error("fields.{field}.choices: invalid choice \"{choice}\": {why}")]
    InvalidChoice {
        /// The field's name.
        field: String,
        /// The choice.
        choice: String,
        /// Why it can't be one.
        why: &'static str,
    },
    /// Bounds given to another type than integer.
    #[error(
        "fields.{field}: unexpected bounds for type {value_type}: only an integer field can have a minimum or a maximum"
    )]
    BoundsWithoutInteger {
        /// The field's name.
        field: String,
        /// The field's type.
        value_type: ValueType,
    },
    /// A least value above the greatest one.
    #[error("fields.{field}: the minimum {minimum} is greater than the maximum {maximum}")]
    ReversedBounds {
        /// The field's name.
        field: String,
        /// The least value.
        minimum: i64,
        /// The greatest value.
        maximum: i64,
    },
    /// The empty text allowed for another type than text.
    #[error("fields.{field}.allow_empty: unexpected for type {value_type}: only a text field can allow empty text")]
    AllowEmptyWithoutText {
        /// The field's name.
        field: String,
        /// The field's type.
        value_type: ValueType,
    },
    /// A time zone given to another type than date-time.
    #[error("fields.{field}.time_zone: unexpected for type {value_type}: only a date-time field can have a time zone")]
    TimeZoneWithoutDateTime {
        /// The field's name.
        field: String,
        /// The field's type.
        value_type: ValueType,
    },
    /// A time zone that isn't known.
    #[error("fields.{field}.time_zone: unknown time zone \"{time_zone}\": expected {}", zone_hint())]
    UnknownTimeZone {
        /// The field's name.
        field: String,
        /// The time zone.
        time_zone: String,
    },
    /// In a table's data, a type that doesn't exist.
    #[error("fields.{field}.type: unknown type \"{value_type}\": expected one of {}", TypeNames)]
    UnknownType {
        /// The field's name.
        field: String,
        /// What is there.
        value_type: String,
    },
    /// In a table's data, an operator that doesn't exist.
    #[error("fields.{field}.ops: unknown operator \"{op}\": expected one of {}", Op::ALL.into_iter().collect::<OpSet>())]
    UnknownOperator {
        /// The field's name.
        field: String,
        /// What is there.
        op: String,
    },
    /// In a table's data, a kind of paging that doesn't exist.
    #[error("list.paging.by: unknown kind of pagination \"{by}\": expected one of page, offset, cursor")]
    UnknownPagination {
        /// What is there.
        by: String,
    },
    /// In a table's data, a key that doesn't exist.
    #[error("{location}: unknown key \"{key}\"")]
    UnknownKey {
        /// Where it is.
        location: String,
        /// The key.
        key: String,
    },
}

impl SchemaErrorKind {
    /// The field that names an operator that doesn't exist.
    pub(crate) fn unknown_operator_field(&self) -> Option<String> {
        match self {
            SchemaErrorKind::UnknownOperator { field, .. } => Some(field.clone()),
            _ => None,
        }
    }
}

/// Why a field can't list an operator.
struct Impossible(Op, ValueType);

impl fmt::Display for Impossible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Impossible(op, value_type) = self;
        match op {
            Op::IsNull => f.write_str("operator \"isnull\" is only allowed for a nullable field"),
            Op::AllIn => f.write_str("operator \"allin\" is only allowed for a multi-valued field"),
            _ => {
                let article = if *value_type == ValueType::Integer { "an" } else { "a" };
                write!(f, "invalid operator \"{op}\" for {article} {value_type}: expected one of {}", value_type.ops())
            }
        }
    }
}

/// The names of all types.
struct TypeNames;

impl fmt::Display for TypeNames {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, value_type) in ValueType::ALL.iter().enumerate() {
            f.write_str(if i > 0 { ", " } else { "" })?;
            f.write_str(value_type.name())?;
        }
        Ok(())
    }
}

fn zone_hint() -> &'static str {
    if cfg!(feature = "chrono-tz") {
        "UTC, an offset such as -06:00, or an IANA name"
    } else {
        "UTC or an offset such as -06:00; IANA names need the feature \"chrono-tz\""
    }
}
