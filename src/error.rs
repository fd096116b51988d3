//! What can be wrong with a query or a builder's calls: data first, sentences second.

mod sentence;

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use crate::excerpt::excerpt;
use crate::op::{Op, OpSet};
use crate::value::{Reason, ValueType};

use sentence::{Described, Invalid, Items, Operator, Ops, Suggestion};

/// One fault of a query, or of a builder's calls.
///
/// ```
/// # use filterset::{Field, Op, Schema};
/// # let links = Schema::builder("links").field(Field::text("institution").ops([Op::In])).build().unwrap();
/// let errors = links.parse("institution_in=erebor_mx_retail").unwrap_err();
/// let error = errors.iter().next().unwrap();
/// assert_eq!(error.code(), "unknown_field");
/// assert_eq!(error.span(), Some(0..14));
/// assert_eq!(error.to_string(), r#"unknown field "institution_in"; did you mean "institution__in"?"#);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    kind: Box<ErrorKind>,
    field: Option<String>,
    span: Option<Range<usize>>,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, field: Option<&str>, span: Option<Range<usize>>) -> Error {
        Error { kind: Box::new(kind), field: field.map(excerpt), span }
    }

    /// The fault's stable code, such as `unknown_field`. Codes are wire format: they don't change.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.kind.code()
    }

    /// What is wrong, with what a caller needs to answer.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        &self.kind
    }

    /// The field's name where there is one; of an unknown field the name as it was given, escaped and cut to 64
    /// characters.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        self.field.as_deref()
    }

    /// Where the fault lies: bytes of the input exactly as it was passed, on character boundaries. A builder's fault
    /// has no place.
    #[must_use]
    pub fn span(&self) -> Option<Range<usize>> {
        self.span.clone()
    }
}

/// One sentence, on one line. Input is echoed escaped and cut to 64 characters.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(field) = self.field.as_deref().filter(|_| self.kind.is_of_value()) {
            write!(f, "field {field:?}: ")?;
        }
        self.kind.fmt(f)
    }
}

impl std::error::Error for Error {}

/// What is wrong, with what a caller needs to answer: the nearest names, the allowed operators, the expected type, the
/// first occurrence, the limit. Texts that come from input are escaped and cut to 64 characters.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A raw `#` or ASCII control character.
    #[error("unexpected {}: it must be percent-encoded", Described(*.found))]
    UnexpectedCharacter {
        /// The character.
        found: char,
    },
    /// A `%` without two hex digits after it.
    #[error("\"{found}\" is no percent-encoding: two hex digits must follow a \"%\"")]
    MalformedPercent {
        /// The `%` and what stands in the digits' place.
        found: String,
    },
    /// Percent-encoded bytes that are no UTF-8.
    #[error("\"{found}\" is no UTF-8")]
    InvalidUtf8 {
        /// The bytes, percent-encoded as they were.
        found: String,
    },
    /// A NUL (U+0000) in a value: databases refuse it or cut at it.
    #[error("a value can't contain a NUL character")]
    NullCharacter,
    /// A pair without `=`.
    #[error("\"{found}\" has no \"=\"")]
    MissingEquals {
        /// The pair.
        found: String,
    },
    /// A pair without a key.
    #[error("a key is missing before \"=\"")]
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
    #[error("field {field:?} has no {}; it has: {}{}", Operator(.operator), Ops(*.allowed), Suggestion(.nearest))]
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
    #[error("field {field:?} doesn't allow {op:?}; it allows: {}", Ops(*.allowed), op = .op.wire_name())]
    OperatorNotAllowed {
        /// The field's name.
        field: String,
        /// The operator that was asked for.
        op: Op,
        /// The operators that the field has.
        allowed: OpSet,
    },
    /// A second condition under one key, whatever its value.
    #[error("{key:?} was given before: a key can be given once")]
    DuplicateCondition {
        /// The key, in its canonical spelling.
        key: String,
        /// Where the key was first; a builder's has no place.
        first: Option<Range<usize>>,
    },
    /// A condition without a value.
    #[error("the value is empty; expected {}", .expected.shape())]
    EmptyValue {
        /// What the field holds.
        expected: ValueType,
    },
    /// A list or range of no text at all.
    #[error("the list is empty")]
    EmptyList,
    /// A list or range with a blank item.
    #[error("an item of the list is empty")]
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
    #[error("the range is reversed: \"{low}\" lies above \"{high}\"")]
    ReversedRange {
        /// The lower end.
        low: String,
        /// The upper end.
        high: String,
    },
    /// A value that the field can't hold.
    #[error("\"{found}\" {}", Invalid { expected: *.expected, reason: *.reason, choices, nearest })]
    InvalidValue {
        /// The value as it was given.
        found: String,
        /// What the field holds.
        expected: ValueType,
        /// Why it can't be that.
        reason: Reason,
        /// The field's choices, where it has any: the table's own, shared.
        choices: Arc<[Cow<'static, str>]>,
        /// The nearest choices, at most three.
        nearest: Vec<String>,
    },
    /// A builder's value that no query could say: text in a list with a comma, or with a space at either end.
    #[error("\"{found}\" can't be in a list: a text there has no comma and no space at either end")]
    UnrepresentableValue {
        /// The value as it was given.
        found: String,
    },
    /// The input, or the canonical form of what it means, has too many bytes.
    #[error("the {} is too long: {found} bytes, at most {limit} are taken", if *.is_canonical { "canonical form" } else { "input" })]
    InputTooLong {
        /// Whether it is the canonical form that is too long.
        is_canonical: bool,
        /// The most bytes.
        limit: usize,
        /// How many there were.
        found: usize,
    },
    /// Too many pairs that aren't reserved.
    #[error("too many conditions: {found}, at most {limit} are taken")]
    TooManyConditions {
        /// The most conditions.
        limit: usize,
        /// The limit and one: what follows isn't read.
        found: usize,
    },
    /// Too many items in a list, or too many operand values in all, a day of a date-time field counting as two.
    #[error("{}: {found}, at most {limit} are taken", Items { in_all: *.in_all })]
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
    fn is_of_value(&self) -> bool {
        !matches!(
            self,
            ErrorKind::UnknownField { .. }
                | ErrorKind::UnknownOperator { .. }
                | ErrorKind::OperatorNotAllowed { .. }
                | ErrorKind::DuplicateCondition { .. }
        )
    }
}

/// Every fault of a query, or of a builder's calls, in the order of the text or the calls; never empty.
///
/// `Display` gives a line for each fault. [`report`](Errors::report) draws them under the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Errors {
    errors: Vec<Error>,
    more: usize,
}

impl Errors {
    /// An error that is reported alone.
    pub(crate) fn one(error: Error) -> Errors {
        Errors { errors: vec![error], more: 0 }
    }

    /// The faults that are reported, at least one.
    pub fn iter(&self) -> std::slice::Iter<'_, Error> {
        self.errors.iter()
    }

    /// How many faults are reported, at least one.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "there is always one")]
    pub fn len(&self) -> usize {
        self.errors.len()
    }

    /// The same faults with every span moved, for a query that is a part of a longer text, such as a URL.
    ///
    /// ```
    /// # use filterset::{Field, Op, Schema};
    /// # let links = Schema::builder("links").field(Field::text("institution").ops([Op::In])).build().unwrap();
    /// let url = "/api/links/?institution=erebor_mx_retail";
    /// let place = url.find('?').unwrap();
    /// let errors = links.parse(&url[place..]).unwrap_err().moved_by(place);
    /// assert_eq!(errors.iter().next().and_then(|error| error.span()), Some(12..23));
    /// ```
    #[must_use]
    pub fn moved_by(mut self, bytes: usize) -> Errors {
        let moved = |span: &Range<usize>| span.start.saturating_add(bytes)..span.end.saturating_add(bytes);
        for error in &mut self.errors {
            error.span = error.span.as_ref().map(moved);
            if let ErrorKind::DuplicateCondition { first, .. } = &mut *error.kind {
                *first = first.as_ref().map(moved);
            }
        }
        self
    }

    /// How many faults there were besides those that are [reported](crate::Limits::errors).
    #[must_use]
    pub const fn more(&self) -> usize {
        self.more
    }
}

impl<'a> IntoIterator for &'a Errors {
    type Item = &'a Error;
    type IntoIter = std::slice::Iter<'a, Error>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl IntoIterator for Errors {
    type Item = Error;
    type IntoIter = std::vec::IntoIter<Error>;

    fn into_iter(self) -> Self::IntoIter {
        self.errors.into_iter()
    }
}

impl fmt::Display for Errors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, error) in self.iter().enumerate() {
            if i > 0 {
                f.write_str("\n")?;
            }
            error.fmt(f)?;
        }
        match self.more {
            0 => Ok(()),
            1 => write!(f, "\nand 1 more error"),
            more => write!(f, "\nand {more} more errors"),
        }
    }
}

impl std::error::Error for Errors {}

/// Faults as they are found: the first are kept, the rest counted.
#[derive(Clone, Debug)]
pub(crate) struct Faults {
    errors: Vec<Error>,
    more: usize,
    most: usize,
}

impl Faults {
    pub(crate) fn new(most: usize) -> Faults {
        Faults { errors: Vec::new(), more: 0, most: most.max(1) }
    }

    pub(crate) fn set_most(&mut self, most: usize) {
        self.most = most.max(1);
    }

    /// Keeps what `error` makes, which isn't called for what is only counted.
    pub(crate) fn push(&mut self, error: impl FnOnce() -> Error) {
        if self.errors.len() < self.most {
            self.errors.push(error());
        } else {
            self.more = self.more.saturating_add(1);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.errors.is_empty()
    }

    /// All of them, where there are any.
    pub(crate) fn check(self) -> Result<(), Errors> {
        if self.is_empty() { Ok(()) } else { Err(Errors { errors: self.errors, more: self.more }) }
    }
}
