//! The errors of a schema's declaration.

use std::fmt;

use crate::value::{Op, OpSet, ValueType};

/// All errors of a schema, found when it is built; never empty.
///
/// `Display` prints one line per error. Each begins with the location of the error in the schema's data, such as
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
    /// Returns an error if there is at least one kind.
    pub(crate) fn check(errors: Vec<SchemaErrorKind>) -> Result<(), SchemaError> {
        if errors.is_empty() { Ok(()) } else { Err(SchemaError { errors }) }
    }

    /// Returns an iterator over the errors, of which there is at least one.
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

/// One error of a schema.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SchemaErrorKind {
    /// A name of a field, or of a list option, that isn't 1 to 128 characters of `A-Z a-z 0-9 _ . -`.
    #[error("{location}: invalid name \"{name}\": expected 1 to 128 characters from A-Z a-z 0-9 _ . -")]
    InvalidName {
        /// The location: `fields`, or an option of `list`, such as `list.ordering`.
        location: &'static str,
        /// The name.
        name: String,
    },
    /// A reserved name or pattern of an invalid form.
    #[error(
        "reserved: invalid name \"{name}\": expected 1 to 128 characters from A-Z a-z 0-9 _ . - [ ], and one * at an end of a pattern"
    )]
    InvalidReserved {
        /// The name.
        name: String,
    },
    /// A reserved pattern that matches a key of the schema, or a whole key with an operator behind it.
    #[error("reserved: the pattern \"{pattern}\" matches \"{key}\", which is {meaning}")]
    AmbiguousPattern {
        /// The pattern.
        pattern: String,
        /// The key.
        key: String,
        /// The meaning of the key.
        meaning: String,
    },
    /// A name of an operator that isn't of the form `[a-z0-9]+(_[a-z0-9]+)*` with at most 128 characters.
    #[error("spelling.operators: invalid name \"{name}\": expected words of a-z 0-9, joined by single underscores")]
    InvalidOperatorName {
        /// The name.
        name: String,
    },
    /// Two names for one operator.
    #[error("spelling.operators: operator \"{op}\" has more than one name")]
    RepeatedOperatorName {
        /// The operator.
        op: Op,
    },
    /// One name for two operators.
    #[error("spelling.operators: ambiguous name \"{name}\": it can mean {one} or {other}")]
    AmbiguousOperatorName {
        /// The name.
        name: String,
        /// One operator.
        one: Op,
        /// The other operator.
        other: Op,
    },
    /// A key of an operator that isn't 1 to 128 characters of `A-Z a-z 0-9 _ . - [ ]`.
    #[error("fields.{field}.keys: invalid key \"{key}\": expected 1 to 128 characters from A-Z a-z 0-9 _ . - [ ]")]
    InvalidKey {
        /// The field's name.
        field: String,
        /// The key.
        key: String,
    },
    /// A key of an operator that the field doesn't list.
    #[error("fields.{field}.keys: key \"{key}\" is for operator \"{op}\", which the field doesn't list")]
    KeyWithoutOperator {
        /// The field's name.
        field: String,
        /// The key.
        key: String,
        /// The operator.
        op: Op,
    },
    /// Two keys for one operator of a field.
    #[error("fields.{field}.keys: operator \"{op}\" has more than one key")]
    RepeatedKey {
        /// The field's name.
        field: String,
        /// The operator.
        op: Op,
    },
    /// A style of lists declared for a field without a list operator.
    #[error("fields.{field}.lists: unexpected: the field lists none of in, not_in, allin")]
    ListsWithoutListOperator {
        /// The field's name.
        field: String,
    },
    /// Two fields with the same name.
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
    /// A name that a list option declares twice.
    #[error("{location}: duplicate name \"{name}\"")]
    RepeatedName {
        /// The location, such as `list.ordering`.
        location: &'static str,
        /// The name.
        name: String,
    },
    /// An invalid list option.
    #[error("{location}: {why}")]
    InvalidListOptions {
        /// The location, such as `list.paging`.
        location: &'static str,
        /// The reason.
        why: &'static str,
    },
    /// A key with two meanings.
    #[error("ambiguous key \"{key}\": it can mean {one} or {other}")]
    AmbiguousKey {
        /// The key.
        key: String,
        /// One meaning.
        one: String,
        /// The other meaning.
        other: String,
    },
    /// A field without operators.
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
    /// An operator that the field's type doesn't support.
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
    /// Choices declared for a field of another type.
    #[error("fields.{field}.choices: unexpected for type {value_type}: only a choice field can have choices")]
    ChoicesWithoutChoice {
        /// The field's name.
        field: String,
        /// The field's type.
        value_type: ValueType,
    },
    /// A choice that is empty, contains a NUL, is a duplicate, or can't be an item of a list although the field lists a
    /// list operator.
    #[error("fields.{field}.choices: invalid choice \"{choice}\": {why}")]
    InvalidChoice {
        /// The field's name.
        field: String,
        /// The choice.
        choice: String,
        /// The reason.
        why: &'static str,
    },
    /// A minimum or maximum declared for a type other than integer.
    #[error(
        "fields.{field}: unexpected bounds for type {value_type}: only an integer field can have a minimum or a maximum"
    )]
    BoundsWithoutInteger {
        /// The field's name.
        field: String,
        /// The field's type.
        value_type: ValueType,
    },
    /// A minimum that is above the maximum.
    #[error("fields.{field}: the minimum {minimum} is greater than the maximum {maximum}")]
    ReversedBounds {
        /// The field's name.
        field: String,
        /// The minimum.
        minimum: i64,
        /// The maximum.
        maximum: i64,
    },
    /// `allow_empty` declared for a type other than text.
    #[error("fields.{field}.allow_empty: unexpected for type {value_type}: only a text field can allow empty text")]
    AllowEmptyWithoutText {
        /// The field's name.
        field: String,
        /// The field's type.
        value_type: ValueType,
    },
    /// A time zone declared for a type other than date-time.
    #[error("fields.{field}.time_zone: unexpected for type {value_type}: only a date-time field can have a time zone")]
    TimeZoneWithoutDateTime {
        /// The field's name.
        field: String,
        /// The field's type.
        value_type: ValueType,
    },
    /// An unknown time zone.
    #[error("fields.{field}.time_zone: unknown time zone \"{time_zone}\": expected {}", zone_hint())]
    UnknownTimeZone {
        /// The field's name.
        field: String,
        /// The time zone.
        time_zone: String,
    },
    /// An unknown type in the schema's data.
    #[error("fields.{field}.type: unknown type \"{value_type}\": expected one of {}", TypeNames)]
    UnknownType {
        /// The field's name.
        field: String,
        /// The type in the data.
        value_type: String,
    },
    /// An unknown operator in the schema's data.
    #[error("fields.{field}.ops: unknown operator \"{op}\": expected one of {}", Op::ALL.into_iter().collect::<OpSet>())]
    UnknownOperator {
        /// The field's name.
        field: String,
        /// The operator in the data.
        op: String,
    },
    /// An unknown operator in the spelling of the schema's data.
    #[error("{location}: unknown operator \"{op}\": expected one of {}", Op::ALL.into_iter().collect::<OpSet>())]
    UnknownSpelledOperator {
        /// The location, such as `spelling.operators`.
        location: String,
        /// The operator in the data.
        op: String,
    },
    /// A name or a key that stands twice in the spelling of the schema's data.
    #[error("{location}: duplicate key \"{key}\"")]
    DuplicateSpelling {
        /// The location, such as `spelling.operators`.
        location: String,
        /// The name or the key.
        key: String,
    },
    /// An unknown style of lists in the schema's data.
    #[error("{location}: unknown style of lists \"{lists}\": expected one of comma, repeat, both")]
    UnknownListStyle {
        /// The location, such as `spelling.lists`.
        location: String,
        /// The style in the data.
        lists: String,
    },
    /// An unknown kind of pagination in the schema's data.
    #[error("list.paging.by: unknown kind of pagination \"{by}\": expected one of page, offset, cursor")]
    UnknownPagination {
        /// The kind in the data.
        by: String,
    },
    /// An unknown key in the schema's data.
    #[error("{location}: unknown key \"{key}\": expected one of {}", known.join(", "))]
    UnknownKey {
        /// The location of the key.
        location: String,
        /// The key.
        key: String,
        /// The keys that exist at the location.
        known: &'static [&'static str],
    },
}

impl SchemaErrorKind {
    /// Returns the name of the field, if the error is an unknown operator.
    pub(crate) fn unknown_operator_field(&self) -> Option<String> {
        match self {
            SchemaErrorKind::UnknownOperator { field, .. } => Some(field.clone()),
            _ => None,
        }
    }
}

/// The reason why a field can't list an operator.
struct Impossible(Op, ValueType);

impl fmt::Display for Impossible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Impossible(op, value_type) = self;
        match op {
            Op::IsNull => f.write_str("operator \"isnull\" is only allowed for a nullable field"),
            Op::IsEmpty => {
                f.write_str("operator \"isempty\" is only allowed for a text, nullable or multi-valued field")
            }
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
    if cfg!(feature = "tz") {
        "UTC, an offset such as -06:00, or an IANA name"
    } else {
        "UTC or an offset such as -06:00; IANA names need the feature \"tz\""
    }
}
