//! What becomes of a query, and how it is told.

pub(super) mod json;
pub(super) mod text;

use std::ops::Range;

use filterset::list::ListRequest;
use filterset::parse::ParsedListRequest;
use filterset::{Errors, Policy, Schema};

use super::input::{self, Text};

/// What became of a query.
pub(super) enum Outcome<'q> {
    Valid(ParsedListRequest<'q>),
    Invalid(Errors),
    /// It couldn't be given to the parser.
    Unreadable(Unreadable),
}

/// Why a query couldn't be given to the parser, in the words of the language.
#[derive(serde::Serialize)]
pub(super) struct Unreadable {
    pub(super) code: &'static str,
    pub(super) message: String,
    #[serde(flatten)]
    span: Range<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<usize>,
}

/// The parameters of a list query that its canonical form has, with their values.
fn parameters<'a>(list: &'a ListRequest<'_>) -> impl Iterator<Item = (&'a str, String)> {
    list.pairs().skip(list.filter().len())
}

impl<'q> Outcome<'q> {
    /// On a query of a length, of which the beginning is held.
    pub(super) fn of(schema: &Schema, policy: Policy, bytes: &'q [u8], len: usize) -> Outcome<'q> {
        if len > bytes.len() {
            return Outcome::Unreadable(Unreadable::too_long(schema.limits().input_bytes, len));
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => Outcome::of_text(schema, policy, text),
            Err(error) => Outcome::Unreadable(Unreadable::no_utf8(bytes, error)),
        }
    }

    fn of_text(schema: &Schema, policy: Policy, text: &'q str) -> Outcome<'q> {
        let parser = schema.parser();
        let recognised = input::recognise(text);
        let parser = match recognised {
            Text::Query | Text::Url(_) => parser.policy(policy),
            // No policy makes a filter of it.
            Text::Bare => parser,
        };
        let location = recognised.location(text);
        let query = text.get(location.clone()).unwrap_or(text);
        match parser.parse_list_request_with_reserved(query) {
            Ok(parsed) => Outcome::Valid(parsed),
            Err(errors) => Outcome::Invalid(errors.offset_spans(location.start)),
        }
    }
}

impl Unreadable {
    /// A line longer than the limit, of which the beginning is held.
    fn too_long(limit: usize, found: usize) -> Unreadable {
        Unreadable {
            code: "input_too_long",
            message: format!("the input is too long: {found} bytes, at most {limit} are taken"),
            span: 0..found,
            limit: Some(limit),
            found: Some(found),
        }
    }

    /// Bytes that are no UTF-8, of which the first ill-formed part is told.
    pub(super) fn no_utf8(bytes: &[u8], error: std::str::Utf8Error) -> Unreadable {
        let start = error.valid_up_to();
        let end = error.error_len().map_or(bytes.len(), |len| start.saturating_add(len));
        Unreadable {
            code: "invalid_utf8",
            message: format!("the bytes {} are no UTF-8", bytes.get(start..end).unwrap_or_default().escape_ascii()),
            span: start..end,
            limit: None,
            found: None,
        }
    }
}
