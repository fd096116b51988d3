//! What can be wrong with a query or a builder's calls: data first, sentences second.

mod kind;
mod message;
mod parameters;
#[cfg(feature = "serde")]
mod problem;
mod report;

use std::ops::Range;
use std::{fmt, mem};

use crate::util::excerpt;

pub use crate::value::InvalidReason;
pub use kind::ErrorKind;
#[cfg(feature = "serde")]
pub use problem::Problem;

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
    subject: Option<Subject>,
    span: Option<Range<usize>>,
}

/// What a fault is about.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Subject {
    Field(String),
    Parameter(&'static str),
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, field: Option<&str>, span: Option<Range<usize>>) -> Error {
        Error { kind: Box::new(kind), subject: field.map(|field| Subject::Field(excerpt(field))), span }
    }

    pub(crate) fn of_parameter(kind: ErrorKind, parameter: &'static str, span: Option<Range<usize>>) -> Error {
        Error { kind: Box::new(kind), subject: Some(Subject::Parameter(parameter)), span }
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
        match &self.subject {
            Some(Subject::Field(field)) => Some(field),
            _ => None,
        }
    }

    /// The parameter's name, such as `page`, where the fault is one of a list's parameters.
    #[must_use]
    pub const fn parameter(&self) -> Option<&'static str> {
        match self.subject {
            Some(Subject::Parameter(parameter)) => Some(parameter),
            _ => None,
        }
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
        match &self.subject {
            Some(Subject::Field(field)) if self.kind.is_of_value() => write!(f, "field {field:?}: ")?,
            Some(Subject::Parameter(parameter)) if self.kind.is_of_value() => write!(f, "parameter {parameter:?}: ")?,
            _ => {}
        }
        self.kind.fmt(f)
    }
}

impl std::error::Error for Error {}

/// Every fault of a query, or of a builder's calls, in the order of the text or the calls; never empty.
///
/// `Display` gives a line for each fault. [`report`](Errors::report) draws them under the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Errors {
    errors: Vec<Error>,
    omitted: usize,
}

impl Errors {
    /// An error that is reported alone.
    pub(crate) fn one(error: Error) -> Errors {
        Errors { errors: vec![error], omitted: 0 }
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
    /// let errors = links.parse(&url[place..]).unwrap_err().offset_spans(place);
    /// assert_eq!(errors.iter().next().and_then(|error| error.span()), Some(12..23));
    /// ```
    #[must_use]
    pub fn offset_spans(mut self, bytes: usize) -> Errors {
        let moved = |span: &Range<usize>| span.start.saturating_add(bytes)..span.end.saturating_add(bytes);
        for error in &mut self.errors {
            error.span = error.span.as_ref().map(moved);
            if let Some(first) = error.kind.first_mut() {
                *first = moved(first);
            }
        }
        self
    }

    /// How many faults there were besides those that are [reported](crate::Limits::errors).
    #[must_use]
    pub const fn omitted(&self) -> usize {
        self.omitted
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
        match self.omitted {
            0 => Ok(()),
            1 => write!(f, "\nand 1 more error"),
            more => write!(f, "\nand {more} more errors"),
        }
    }
}

impl std::error::Error for Errors {}

/// Collects errors: the first ones are kept, and the others are counted.
#[derive(Clone, Debug)]
pub(crate) struct ErrorCollector {
    errors: Vec<Error>,
    omitted: usize,
    limit: usize,
}

impl ErrorCollector {
    /// Returns a collector that keeps at most `limit` errors, and at least one.
    pub(crate) fn new(limit: usize) -> ErrorCollector {
        ErrorCollector { errors: Vec::new(), omitted: 0, limit: limit.max(1) }
    }

    pub(crate) fn set_limit(&mut self, limit: usize) {
        self.limit = limit.max(1);
        self.omitted = self.omitted.saturating_add(self.errors.len().saturating_sub(self.limit));
        self.errors.truncate(self.limit);
    }

    /// Keeps what `error` makes, or only counts it.
    pub(crate) fn push(&mut self, error: impl FnOnce() -> Error) {
        if self.errors.len() < self.limit {
            self.errors.push(error());
        } else {
            self.omitted = self.omitted.saturating_add(1);
        }
    }

    /// Returns the errors, if there are any.
    pub(crate) fn take(&mut self) -> Result<(), Errors> {
        if self.errors.is_empty() {
            Ok(())
        } else {
            Err(Errors { errors: mem::take(&mut self.errors), omitted: mem::take(&mut self.omitted) })
        }
    }
}
