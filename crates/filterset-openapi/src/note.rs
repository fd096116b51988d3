//! What there is to say of a parameter.

use std::fmt;

use filterset::text::excerpt;

/// What there is to say of one parameter.
///
/// `Display` gives the parameter, the kind and the reason in a line: `page: reserved: a name of paging`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    parameter: String,
    kind: NoteKind,
    message: String,
}

/// What became of a parameter that there is something to say of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum NoteKind {
    /// It isn't in the table: queries with it are refused.
    Skipped,
    /// It was read, and something of it was left out: what the other side can't say.
    Lossy,
    /// It was read as said, which may not be what was meant.
    Ambiguous,
    /// Something was inferred.
    Inferred,
    /// It was recognised as a reserved name.
    Reserved,
}

impl NoteKind {
    /// A stable name: `left_out`, `not_kept`, `doubtful`, `inferred`, `reserved`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            NoteKind::Skipped => "left_out",
            NoteKind::Lossy => "not_kept",
            NoteKind::Ambiguous => "doubtful",
            NoteKind::Inferred => "inferred",
            NoteKind::Reserved => "reserved",
        }
    }
}

impl Note {
    pub(super) fn new(kind: NoteKind, parameter: &str, message: impl Into<String>) -> Note {
        Note { parameter: excerpt(parameter), kind, message: message.into() }
    }

    /// The parameter's name; where it can't be read, what stands in its place; of a table as a whole, nothing.
    #[must_use]
    pub fn parameter(&self) -> &str {
        &self.parameter
    }

    /// What became of it.
    #[must_use]
    pub const fn kind(&self) -> NoteKind {
        self.kind
    }

    /// Why, for people.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.parameter.is_empty() {
            write!(f, "{}: ", self.parameter)?;
        }
        write!(f, "{}: {}", self.kind.name().replace('_', " "), self.message)
    }
}
