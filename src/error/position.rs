//! The positions of errors.

use std::ops::Range;

/// The position of an error in the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Position {
    /// The error is one of a builder.
    None,
    Span(Range<usize>),
    #[cfg_attr(not(feature = "serde_json"), expect(dead_code, reason = "only a tool call has arguments"))]
    Argument(Box<ArgumentPosition>),
}

/// The position of an error in the arguments of a tool call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ArgumentPosition {
    /// The name, escaped and truncated.
    pub(super) name: String,
    pub(super) item: Option<usize>,
}

impl Position {
    pub(super) fn argument(&self) -> Option<&ArgumentPosition> {
        match self {
            Position::Argument(argument) => Some(argument),
            Position::None | Position::Span(_) => None,
        }
    }
}

impl From<Option<Range<usize>>> for Position {
    fn from(span: Option<Range<usize>>) -> Position {
        span.map_or(Position::None, Position::Span)
    }
}
