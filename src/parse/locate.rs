//! Gives the errors of a value their positions in the query.

use std::cell::OnceCell;

use crate::error::{Error, ErrorKind};
use crate::syntax::grammar::{self, span_of};
use crate::syntax::percent::DecodeErrorKind;
use crate::util::excerpt;
use crate::validate::Location;

/// The subject of a value's errors.
#[derive(Clone, Copy)]
pub(super) enum Subject<'a> {
    Field(&'a str),
    Parameter(&'static str),
}

/// A raw value, which locates the errors of its items.
pub(super) struct RawValue<'q> {
    query: &'q str,
    value: &'q str,
    /// The raw items, computed when an error needs one.
    items: OnceCell<Vec<&'q str>>,
}

impl<'q> RawValue<'q> {
    pub(super) const fn new(query: &'q str, value: &'q str) -> RawValue<'q> {
        RawValue { query, value, items: OnceCell::new() }
    }

    /// Sets the position of an error.
    #[cold]
    pub(super) fn locate(&self, location: Location, mut kind: ErrorKind, subject: Subject<'_>) -> Error {
        let span = match location {
            Location::Value => self.value,
            Location::Item(item) => self.item(item),
            Location::Repeated { item, first: repeated } => {
                if let ErrorKind::DuplicateItem { first, .. } = &mut kind {
                    *first = Some(span_of(self.query, self.item(repeated)));
                }
                self.item(item)
            }
        };
        let span = Some(span_of(self.query, span));
        match subject {
            Subject::Field(name) => Error::new(kind, Some(name), span),
            Subject::Parameter(name) => Error::of_parameter(kind, name, span),
        }
    }

    fn item(&self, number: usize) -> &'q str {
        let items = self.items.get_or_init(|| grammar::raw_items(self.value).collect());
        items.get(number).copied().unwrap_or(self.value)
    }
}

pub(super) fn describe_decode_error(kind: DecodeErrorKind, part: &str) -> ErrorKind {
    match kind {
        DecodeErrorKind::UnexpectedCharacter => {
            ErrorKind::UnexpectedCharacter { found: part.chars().next().unwrap_or_default() }
        }
        DecodeErrorKind::MalformedPercent => ErrorKind::MalformedPercent { found: excerpt(part) },
        DecodeErrorKind::InvalidUtf8 => ErrorKind::InvalidUtf8 { found: excerpt(part) },
        DecodeErrorKind::NullCharacter => ErrorKind::NullCharacter,
    }
}
