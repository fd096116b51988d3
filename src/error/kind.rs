//! The kinds of errors and their messages.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::message::{Described, ExpectedOps, Invalid, Items, Operator, Suggestion};
use crate::value::{InvalidReason, Op, OpSet, ValueType};

/// The kind of an error, with the data to react to it: the nearest names, the allowed operators, the expected type, the
/// first occurrence, the limit. Strings that come from the input are escaped and truncated to 64 characters.
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
        /// The `%` and the characters in place of the digits.
        found: String,
    },
    /// Percent-encoded bytes that aren't valid UTF-8.
    #[error("invalid bytes \"{found}\": expected percent-encoded UTF-8")]
    InvalidUtf8 {
        /// The bytes, percent-encoded as in the input.
        found: String,
    },
    /// A NUL (U+0000) in a value. Databases reject it or truncate the string.
    #[error("invalid value: it contains a NUL character")]
    NullCharacter,
    /// A pair without `=`.
    #[error("missing \"=\" after \"{found}\": expected key=value")]
    MissingEquals {
        /// The pair.
        found: String,
    },
    /// A pair with an empty key.
    #[error("missing key before \"=\": expected key=value")]
    EmptyKey,
    /// A key that doesn't begin with a field of the schema.
    #[error("unknown field \"{name}\"{}", Suggestion(.nearest))]
    UnknownField {
        /// The key as it was given.
        name: String,
        /// The nearest declared keys, at most three.
        nearest: Vec<String>,
    },
    /// A field with an unknown operator, or with one that has another key.
    #[error("{}{}", Operator { field, given: operator, listed: *.listed, allowed: *.allowed, keys }, Suggestion(.nearest))]
    UnknownOperator {
        /// The field's name.
        field: String,
        /// The operator as it was given, or the name of the operator that the bare name of the field means.
        operator: String,
        /// The operator, if the field lists it under another key.
        listed: Option<Op>,
        /// The nearest declared keys, at most three.
        nearest: Vec<String>,
        /// The operators that the field lists.
        allowed: OpSet,
        /// The keys of these operators, if the schema or the field declares a [spelling](crate::schema::Spelling).
        keys: Vec<String>,
    },
    /// An operator that the field doesn't list.
    #[error("operator \"{name}\" is not allowed for field {field:?}{}", ExpectedOps(*.allowed, .keys))]
    OperatorNotAllowed {
        /// The field's name.
        field: String,
        /// The operator.
        op: Op,
        /// The name of the operator in the schema.
        name: String,
        /// The operators that the field lists.
        allowed: OpSet,
        /// The keys of these operators, if the schema or the field declares a [spelling](crate::schema::Spelling).
        keys: Vec<String>,
    },
    /// A second condition with the same key, whatever its value.
    #[error("duplicate key {key:?}: each key may appear once")]
    DuplicateCondition {
        /// The key, in its canonical spelling.
        key: String,
        /// The span of the first key; `None` in a builder.
        first: Option<Range<usize>>,
    },
    /// A second pair with the same list parameter, whatever its value.
    #[error("duplicate parameter {name:?}: each parameter may appear once")]
    DuplicateParameter {
        /// The parameter.
        name: &'static str,
        /// The span of the first key; `None` in a builder.
        first: Option<Range<usize>>,
    },
    /// Two list parameters that exclude each other.
    #[error("parameter {name:?} conflicts with {other:?}: expected only one of them")]
    ConflictingParameters {
        /// The parameter.
        name: &'static str,
        /// The parameter that was given first.
        other: &'static str,
        /// The span of its key; `None` in a builder.
        first: Option<Range<usize>>,
    },
    /// A duplicate name in an ordering.
    #[error("duplicate item \"{found}\": each name may appear once")]
    DuplicateItem {
        /// The item as it was given.
        found: String,
        /// The span of the first item with the name; `None` in a builder.
        first: Option<Range<usize>>,
    },
    /// A string with too many characters.
    #[error("the value is too long: expected at most {limit} characters, found {found}")]
    ValueTooLong {
        /// The maximum number of characters.
        limit: usize,
        /// The number of characters.
        found: usize,
    },
    /// A condition or a parameter without a value.
    #[error("empty value: expected {}", .expected.shape())]
    EmptyValue {
        /// The expected type.
        expected: ValueType,
    },
    /// An empty list or range.
    #[error("empty list: expected at least one item")]
    EmptyList,
    /// A list or range with a blank item.
    #[error("empty list item: expected a value")]
    EmptyItem,
    /// A number of values that the operator doesn't take, such as a range with one value.
    #[error("expected {}, found {found}", if *.expected == 1 { "one value" } else { "two values separated by a comma" })]
    WrongItemCount {
        /// The expected number of values.
        expected: usize,
        /// The number of values.
        found: usize,
    },
    /// A range whose lower end is above its upper end.
    #[error("reversed range: the lower bound \"{low}\" is greater than the upper bound \"{high}\"")]
    ReversedRange {
        /// The lower end.
        low: String,
        /// The upper end.
        high: String,
    },
    /// A value that is invalid for its field or parameter.
    #[error("{}", Invalid { found, expected: *.expected, reason: *.reason, choices, nearest })]
    InvalidValue {
        /// The value as it was given.
        found: String,
        /// The expected type.
        expected: ValueType,
        /// The reason.
        reason: InvalidReason,
        /// The choices of the field, which are shared with the schema; empty if the field has none.
        choices: Arc<[Cow<'static, str>]>,
        /// The nearest choices, at most three.
        nearest: Vec<String>,
    },
    /// A cursor that the server didn't make for the same filter and ordering. The parser accepts every cursor;
    /// [`Errors::invalid_cursor`](crate::Errors::invalid_cursor) makes this error.
    #[error("invalid cursor \"{found}\": expected one that this list returned for the same filter and ordering")]
    InvalidCursor {
        /// The cursor as it was given.
        found: String,
    },
    /// A value of a builder that a query can't express: a string in a list with a comma, or with a space at either end.
    #[error("invalid list item \"{found}\": expected text without commas or surrounding spaces")]
    UnrepresentableValue {
        /// The value as it was given.
        found: String,
    },
    /// An input, or its canonical form, with too many bytes.
    #[error("the {} is too long: expected at most {limit} bytes, found {found}", if *.is_canonical { "canonical form" } else { "input" })]
    InputTooLong {
        /// `true` if the canonical form is too long.
        is_canonical: bool,
        /// The maximum number of bytes.
        limit: usize,
        /// The number of bytes.
        found: usize,
    },
    /// Too many pairs that aren't reserved.
    #[error("too many conditions: expected at most {limit}, found {found}")]
    TooManyConditions {
        /// The maximum number of conditions.
        limit: usize,
        /// The limit plus one, because the rest isn't read.
        found: usize,
    },
    /// Too many items in a list, or too many operand values in all conditions. A whole day of a date-time field counts
    /// as two operand values.
    #[error("{}", Items { in_all: *.in_all, limit: *.limit, found: *.found })]
    TooManyItems {
        /// `true` if there are too many operand values, `false` if a list has too many items.
        in_all: bool,
        /// The maximum number of items or operand values.
        limit: usize,
        /// The number of items or operand values up to this condition. It is the limit plus one for a builder's
        /// iterator whose length isn't known.
        found: usize,
    },
}

impl ErrorKind {
    /// Returns the stable code, such as `unknown_field`.
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
            ErrorKind::InvalidCursor { .. } => "invalid_cursor",
            ErrorKind::UnrepresentableValue { .. } => "unrepresentable_value",
            ErrorKind::InputTooLong { .. } => "input_too_long",
            ErrorKind::TooManyConditions { .. } => "too_many_conditions",
            ErrorKind::TooManyItems { .. } => "too_many_items",
        }
    }

    /// Returns `true` if the message is about a value, so that it begins with the field.
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

    /// Returns the span of the first occurrence of a duplicate.
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
