//! The result of checking a query, and its output.

pub(crate) mod json;
pub(crate) mod text;

use std::ops::Range;

use filterset::parse::ParsedListRequest;
use filterset::{Errors, Policy, Schema};

use crate::input::{InputKind, classify_input};

/// The result of checking a query.
pub(crate) enum Outcome<'q> {
    Valid(ParsedListRequest<'q>),
    Invalid(Errors),
    /// The query can't be passed to the parser.
    Unreadable(Unreadable),
}

/// The error for a query that can't be passed to the parser, in the form of the language's errors.
#[derive(serde::Serialize)]
pub(crate) struct Unreadable {
    pub(crate) code: &'static str,
    pub(crate) message: String,
    #[serde(flatten)]
    span: Range<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<usize>,
}

impl<'q> Outcome<'q> {
    /// Checks a query of length `len`. `bytes` may be only its beginning.
    pub(crate) fn from_bytes(schema: &Schema, policy: Policy, bytes: &'q [u8], len: usize) -> Outcome<'q> {
        if len > bytes.len() {
            return Outcome::Unreadable(Unreadable::too_long(schema.limits().input_bytes, len));
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => Outcome::from_text(schema, policy, text),
            Err(error) => Outcome::Unreadable(Unreadable::invalid_utf8(bytes, error)),
        }
    }

    fn from_text(schema: &Schema, policy: Policy, text: &'q str) -> Outcome<'q> {
        let parser = schema.parser();
        let kind = classify_input(text);
        let parser = match kind {
            InputKind::Query | InputKind::Url(_) => parser.policy(policy),
            // A bare URL is rejected under every policy.
            InputKind::Bare => parser,
        };
        let range = kind.query_range(text);
        let query = text.get(range.clone()).unwrap_or(text);
        match parser.parse_list_request_with_reserved(query) {
            Ok(parsed) => Outcome::Valid(parsed),
            Err(errors) => Outcome::Invalid(errors.offset_spans(range.start)),
        }
    }
}

impl Unreadable {
    /// Returns the error of a line that is longer than the limit.
    fn too_long(limit: usize, found: usize) -> Unreadable {
        Unreadable {
            code: "input_too_long",
            message: format!("the input is too long: expected at most {limit} bytes, found {found}"),
            span: 0..found,
            limit: Some(limit),
            found: Some(found),
        }
    }

    /// Returns the error of bytes that aren't UTF-8, at the first invalid sequence.
    pub(crate) fn invalid_utf8(bytes: &[u8], error: std::str::Utf8Error) -> Unreadable {
        let start = error.valid_up_to();
        let end = error.error_len().map_or(bytes.len(), |len| start.saturating_add(len));
        Unreadable {
            code: "invalid_utf8",
            message: format!(
                "invalid bytes {}: expected UTF-8",
                bytes.get(start..end).unwrap_or_default().escape_ascii()
            ),
            span: start..end,
            limit: None,
            found: None,
        }
    }
}
