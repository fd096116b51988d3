//! What is wrong, by code, and the sentence that says it.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::message::{Described, ExpectedOps, Invalid, Items, Operator, Suggestion};
use crate::value::{InvalidReason, Op, OpSet, ValueType};

/// What is wrong, with what a caller needs to answer: the nearest names, the allowed operators, the expected type, the
/// first occurrence, the limit. Texts that come from input are escaped and cut to 64 characters.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A raw `#` or ASCII control character.
    #[error("unexpected {}: it must be percent-encoded as %{:02X}", Described(*.found), u32::from(*.found))]
    UnexpectedCharacter {
        /// The character.
        found: char,
    },
    /// A `%` without two hex digits after it.
    #[error("invalid percent-encoding \"{found}\": expected \"%\" and two hex digits")]
    MalformedPercent {
        /// The `%` and what stands in the digits' place.
        found: String,
    },
    /// Percent-encoded bytes that are no UTF-8.
    #[error("invalid bytes \"{found}\": expected percent-encoded UTF-8")]
    InvalidUtf8 {
        /// The bytes, percent-encoded as they were.
        found: String,
    },
    /// A NUL (U+0000) in a value: databases refuse it or cut at it.
    #[error("invalid value: it contains a NUL character")]
    NullCharacter,
    /// A pair without `=`.
    #[error("missing \"=\" after \"{found}\": expected key=value")]
    MissingEquals {
        /// The pair.
        found: String,
    },
    /// A pair without a key.
    #[error("missing key before \"=\": expected key=value")]
    EmptyKey,
    /// A key that begins with no field of the table.
    #[error("unknown field \"{name}\"{}", Suggestion(.nearest))]
    UnknownField {
        /// The key as it was given.
        name: String,
        /// The nearest declared keys, at most three.
        nearest: Vec<String>,
    },
    /// A declared field with an operator that doesn't exist.
    #[error("{}{}{}", Operator { field, operator }, ExpectedOps(*.allowed), Suggestion(.nearest))]
    UnknownOperator {
        /// The field's name.
        field: String,
        /// The operator as it was given.
        operator: String,
        /// The nearest declared keys, at most three.
        nearest: Vec<String>,
        /// The operators that the field has.
        allowed: OpSet,
    },
    /// An operator that the field doesn't list.
    #[error("operator \"{op}\" is not allowed for field {field:?}{}", ExpectedOps(*.allowed))]
    OperatorNotAllowed {
        /// The field's name.
        field: String,
        /// The operator that was asked for.
        op: Op,
        /// The operators that the field has.
        allowed: OpSet,
    },
    /// A second condition under one key, whatever its value.
    #[error("duplicate key {key:?}: each key may appear once")]
    DuplicateCondition {
        /// The key, in its canonical spelling.
        key: String,
        /// Where the key was first; a builder's has no place.
        first: Option<Range<usize>>,
    },
    /// A second pair of one parameter of a list, whatever its value.
    #[error("duplicate parameter {name:?}: each parameter may appear once")]
    DuplicateParameter {
        /// The parameter.
        name: &'static str,
        /// Where it was first; a builder's has no place.
        first: Option<Range<usize>>,
    },
    /// Two parameters of a list that don't stand together.
    #[error("parameter {name:?} conflicts with {other:?}: expected only one of them")]
    ConflictingParameters {
        /// The parameter.
        name: &'static str,
        /// The one that was given before it.
        other: &'static str,
        /// Where that was; a builder's has no place.
        first: Option<Range<usize>>,
    },
    /// A name that an ordering has twice.
    #[error("duplicate item \"{found}\": each name may appear once")]
    DuplicateItem {
        /// The item as it was given.
        found: String,
        /// Where the name was first; a builder's has no place.
        first: Option<Range<usize>>,
    },
    /// A text with too many characters.
    #[error("the value is too long: expected at most {limit} characters, found {found}")]
    ValueTooLong {
        /// The most characters.
        limit: usize,
        /// How many there were.
        found: usize,
    },
    /// A condition without a value.
    #[error("empty value: expected {}", .expected.shape())]
    EmptyValue {
        /// What the field holds.
        expected: ValueType,
    },
    /// A list or range of no text at all.
    #[error("empty list: expected at least one item")]
    EmptyList,
    /// A list or range with a blank item.
    #[error("empty list item: expected a value")]
    EmptyItem,
    /// A range of more or less than two values.
    #[error("expected {}, found {found}", if *.expected == 1 { "one value" } else { "two values separated by a comma" })]
    WrongItemCount {
        /// How many values it takes.
        expected: usize,
        /// How many were given.
        found: usize,
    },
    /// A range whose lower end lies above its upper end.
    #[error("reversed range: the lower bound \"{low}\" is greater than the upper bound \"{high}\"")]
    ReversedRange {
        /// The lower end.
        low: String,
        /// The upper end.
        high: String,
    },
    /// A value that the field can't hold.
    #[error("{}", Invalid { found, expected: *.expected, reason: *.reason, choices, nearest })]
    InvalidValue {
        /// The value as it was given.
        found: String,
        /// What the field holds.
        expected: ValueType,
        /// Why it can't be that.
        reason: InvalidReason,
        /// The field's choices, where it has any: the table's own, shared.
        choices: Arc<[Cow<'static, str>]>,
        /// The nearest choices, at most three.
        nearest: Vec<String>,
    },
    /// A builder's value that no query could say: text in a list with a comma, or with a space at either end.
    #[error("invalid list item \"{found}\": expected text without commas or surrounding spaces")]
    UnrepresentableValue {
        /// The value as it was given.
        found: String,
    },
    /// The input, or the canonical form of what it means, has too many bytes.
    #[error("the {} is too long: expected at most {limit} bytes, found {found}", if *.is_canonical { "canonical form" } else { "input" })]
    InputTooLong {
        /// Whether it is the canonical form that is too long.
        is_canonical: bool,
        /// The most bytes.
        limit: usize,
        /// How many there were.
        found: usize,
    },
    /// Too many pairs that aren't reserved.
    #[error("too many conditions: expected at most {limit}, found {found}")]
    TooManyConditions {
        /// The most conditions.
        limit: usize,
        /// The limit and one: what follows isn't read.
        found: usize,
    },
    /// Too many items in a list, or too many operand values in all, a day of a date-time field counting as two.
    #[error("{}", Items { in_all: *.in_all, limit: *.limit, found: *.found })]
    TooManyItems {
        /// Whether the values of all conditions are meant, and not the items of one list.
        in_all: bool,
        /// The most items or values.
        limit: usize,
        /// How many there were, up to this value; of a builder's list whose length isn't known beforehand, the limit
        /// and one.
        found: usize,
    },
}

impl ErrorKind {
    /// The fault's stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            ErrorKind::UnexpectedCharacter { .. } => "unexpected_character",
            ErrorKind::MalformedPercent { .. } => "malformed_percent",
            ErrorKind::InvalidUtf8 { .. } => "invalid_utf8",
            ErrorKind::NullCharacter => "null_character",
            ErrorKind::MissingEquals { .. } => "missing_equals",
            ErrorKind::EmptyKey => "empty_key",
            ErrorKind::UnknownField { .. } => "unknown_field",
            ErrorKind::UnknownOperator { .. } => "unknown_operator",
            ErrorKind::OperatorNotAllowed { .. } => "operator_not_allowed",
            ErrorKind::DuplicateCondition { .. } => "duplicate_condition",
            ErrorKind::DuplicateParameter { .. } => "duplicate_parameter",
            ErrorKind::ConflictingParameters { .. } => "conflicting_parameters",
            ErrorKind::DuplicateItem { .. } => "duplicate_item",
            ErrorKind::ValueTooLong { .. } => "value_too_long",
            ErrorKind::EmptyValue { .. } => "empty_value",
            ErrorKind::EmptyList => "empty_list",
            ErrorKind::EmptyItem => "empty_item",
            ErrorKind::WrongItemCount { .. } => "wrong_item_count",
            ErrorKind::ReversedRange { .. } => "reversed_range",
            ErrorKind::InvalidValue { .. } => "invalid_value",
            ErrorKind::UnrepresentableValue { .. } => "unrepresentable_value",
            ErrorKind::InputTooLong { .. } => "input_too_long",
            ErrorKind::TooManyConditions { .. } => "too_many_conditions",
            ErrorKind::TooManyItems { .. } => "too_many_items",
        }
    }

    /// Whether the sentence is about a value and so begins with its field.
    pub(super) const fn is_of_value(&self) -> bool {
        !matches!(
            self,
            ErrorKind::UnknownField { .. }
                | ErrorKind::UnknownOperator { .. }
                | ErrorKind::OperatorNotAllowed { .. }
                | ErrorKind::DuplicateCondition { .. }
                | ErrorKind::DuplicateParameter { .. }
                | ErrorKind::ConflictingParameters { .. }
        )
    }

    /// Where what the fault repeats stood first.
    pub(crate) const fn first(&self) -> Option<&Range<usize>> {
        match self {
            ErrorKind::DuplicateCondition { first, .. }
            | ErrorKind::DuplicateParameter { first, .. }
            | ErrorKind::ConflictingParameters { first, .. }
            | ErrorKind::DuplicateItem { first, .. } => first.as_ref(),
            _ => None,
        }
    }

    pub(super) const fn first_mut(&mut self) -> Option<&mut Range<usize>> {
        match self {
            ErrorKind::DuplicateCondition { first, .. }
            | ErrorKind::DuplicateParameter { first, .. }
            | ErrorKind::ConflictingParameters { first, .. }
            | ErrorKind::DuplicateItem { first, .. } => first.as_mut(),
            _ => None,
        }
    }
}
