//! The errors of a query or of a builder's calls: structured data first, messages second.

mod cursor;
mod keys;
mod kind;
mod message;
mod position;
#[cfg(feature = "serde")]
mod problem;
mod report;

use std::ops::Range;
use std::{fmt, mem};

use crate::util::excerpt;

pub use crate::value::InvalidReason;
pub use kind::ErrorKind;
#[cfg(feature = "serde_json")]
use position::ArgumentPosition;
use position::Position;
#[cfg(feature = "serde")]
pub use problem::Problem;

/// One error of a query, of a builder's calls or of the arguments of a tool call.
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
    position: Position,
}

/// The subject of an error.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Subject {
    Field(String),
    Parameter(&'static str),
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, field: Option<&str>, span: Option<Range<usize>>) -> Error {
        Error {
            kind: Box::new(kind),
            subject: field.map(|field| Subject::Field(excerpt(field))),
            position: span.into(),
        }
    }

    pub(crate) fn of_parameter(kind: ErrorKind, parameter: &'static str, span: Option<Range<usize>>) -> Error {
        Error { kind: Box::new(kind), subject: Some(Subject::Parameter(parameter)), position: span.into() }
    }

    /// Sets the position of an error of a tool call.
    #[cfg(feature = "serde_json")]
    pub(crate) fn at_argument(self, name: &str, item: Option<usize>) -> Error {
        Error { position: Position::Argument(Box::new(ArgumentPosition { name: excerpt(name), item })), ..self }
    }

    /// Returns the stable code, such as `unknown_field`. Codes are part of the wire format and don't change.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.kind.code()
    }

    /// Returns the kind of the error, with the data to react to it.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        &self.kind
    }

    /// Returns the name of the field, if the error is about one. For an unknown field, it is the name as it was given,
    /// escaped and truncated to 64 characters.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        match &self.subject {
            Some(Subject::Field(field)) => Some(field),
            _ => None,
        }
    }

    /// Returns the name of the list parameter, such as `page`, if the error is about one.
    #[must_use]
    pub const fn parameter(&self) -> Option<&'static str> {
        match self.subject {
            Some(Subject::Parameter(parameter)) => Some(parameter),
            _ => None,
        }
    }

    /// Returns the span of the error: a range of bytes of the original input, on character boundaries. An error of a
    /// builder or of a tool call has no span.
    #[must_use]
    pub fn span(&self) -> Option<Range<usize>> {
        match &self.position {
            Position::Span(span) => Some(span.clone()),
            _ => None,
        }
    }

    /// Returns the name of the argument that the error is about, as it was given, escaped and truncated to 64 characters.
    /// Only an error of a tool call (`Schema::parse_arguments`) has an argument.
    #[must_use]
    pub fn argument(&self) -> Option<&str> {
        self.position.argument().map(|argument| argument.name.as_str())
    }

    /// Returns the index from 0 of the item in the array of the [argument](Error::argument), if the error is about one
    /// item.
    #[must_use]
    pub fn item(&self) -> Option<usize> {
        self.position.argument().and_then(|argument| argument.item)
    }
}

/// Prints one sentence on one line. Parts of the input are escaped and truncated to 64 characters.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.subject {
            Some(Subject::Field(field)) if self.kind.is_of_value() => write!(f, "field {field:?}: ")?,
            Some(Subject::Parameter(parameter)) if self.kind.is_of_value() => write!(f, "parameter {parameter:?}: ")?,
            _ => {}
        }
        match (&self.position, &*self.kind) {
            // An array has no commas.
            (Position::Argument(_), ErrorKind::WrongItemCount { expected, found }) => {
                write!(f, "expected an array of {expected} items, found {found}")
            }
            (_, kind) => kind.fmt(f),
        }
    }
}

impl std::error::Error for Error {}

/// All errors of a query or of a builder's calls, in the order of the text or of the calls; never empty.
///
/// `Display` prints one line per error. [`report`](Errors::report) also shows their positions in the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Errors {
    errors: Vec<Error>,
    omitted: usize,
}

impl Errors {
    /// Returns a single error.
    pub(crate) fn one(error: Error) -> Errors {
        Errors { errors: vec![error], omitted: 0 }
    }

    /// Returns an iterator over the reported errors, at least one.
    pub fn iter(&self) -> std::slice::Iter<'_, Error> {
        self.errors.iter()
    }

    /// Returns the number of reported errors, at least one.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "there is always one")]
    pub fn len(&self) -> usize {
        self.errors.len()
    }

    /// Moves every span by a number of bytes, for a query that is a part of a longer string, such as a URL.
    ///
    /// ```
    /// # use filterset::{Field, Op, Schema};
    /// # let links = Schema::builder("links").field(Field::text("institution").ops([Op::In])).build().unwrap();
    /// let url = "/api/links/?institution=erebor_mx_retail";
    /// let start = url.find('?').unwrap();
    /// let errors = links.parse(&url[start..]).unwrap_err().offset_spans(start);
    /// assert_eq!(errors.iter().next().and_then(|error| error.span()), Some(12..23));
    /// ```
    #[must_use]
    pub fn offset_spans(mut self, bytes: usize) -> Errors {
        let moved = |span: &Range<usize>| span.start.saturating_add(bytes)..span.end.saturating_add(bytes);
        for error in &mut self.errors {
            if let Position::Span(span) = &mut error.position {
                *span = moved(span);
            }
            if let Some(first) = error.kind.first_mut() {
                *first = moved(first);
            }
        }
        self
    }

    /// Returns the number of errors beyond the [limit](crate::Limits::errors), which aren't reported.
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

/// A collector of errors. It keeps the first ones and counts the others.
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

    /// Keeps the error that the function creates, or only counts it.
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
