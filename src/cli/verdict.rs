//! What becomes of a query, and how it is told.

pub(super) mod json;
pub(super) mod text;

use std::ops::Range;

use filterset::{Errors, Parsed, Policy, Schema};

use super::input::{self, Text};

/// What became of a query.
pub(super) enum Verdict<'q> {
    Valid(Parsed<'q>),
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

impl<'q> Verdict<'q> {
    /// On a query of a length, of which the beginning is held.
    pub(super) fn of(schema: &Schema, policy: Policy, bytes: &'q [u8], len: usize) -> Verdict<'q> {
        let parse = |query, is_bare| {
            // No policy makes a filter of a URL without a query.
            let policy = if is_bare { Policy::STRICT } else { policy };
            schema.parser().policy(policy).parse_with_reserved(query)
        };
        read(schema, bytes, len, parse).map_or_else(|refusal| refusal, Verdict::Valid)
    }
}

/// What a parser makes of the query in a text of a length, of which the beginning is held, or the verdict on it. The
/// parser is told whether the text is a URL or path without a query, which is given to it to be refused.
pub(super) fn read<'q, T>(
    schema: &Schema,
    bytes: &'q [u8],
    len: usize,
    parse: impl FnOnce(&'q str, bool) -> Result<T, Errors>,
) -> Result<T, Verdict<'q>> {
    if len > bytes.len() {
        return Err(Verdict::Unreadable(Unreadable::too_long(schema.limits().input_bytes, len)));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| Verdict::Unreadable(Unreadable::no_utf8(bytes, error)))?;
    let (place, is_bare) = match input::recognise(text) {
        Text::Query => (0..text.len(), false),
        Text::Url(place) => (place, false),
        Text::Bare => (0..text.len(), true),
    };
    let query = text.get(place.clone()).unwrap_or(text);
    parse(query, is_bare).map_err(|errors| Verdict::Invalid(errors.moved_by(place.start)))
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
