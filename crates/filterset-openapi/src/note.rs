//! Notes on parameters.

use std::fmt;

use filterset::text::excerpt;

/// A note on one parameter of an import or an export.
///
/// `Display` formats the parameter, the kind and the reason in one line: `page: reserved: a pagination parameter`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    parameter: String,
    kind: NoteKind,
    message: String,
}

/// The kind of a [`Note`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum NoteKind {
    /// The parameter isn't in the schema, so queries with it are rejected.
    Skipped,
    /// The parameter was imported or exported without a part that the other side can't express.
    Lossy,
    /// The parameter was imported as the document declares it, which may not be what its author meant.
    Ambiguous,
    /// A part of the parameter was inferred.
    Inferred,
    /// The parameter has a well-known name that doesn't filter, and was imported as a reserved name.
    Reserved,
}

impl NoteKind {
    /// Returns the stable name of the kind: `skipped`, `lossy`, `ambiguous`, `inferred` or `reserved`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            NoteKind::Skipped => "skipped",
            NoteKind::Lossy => "lossy",
            NoteKind::Ambiguous => "ambiguous",
            NoteKind::Inferred => "inferred",
            NoteKind::Reserved => "reserved",
        }
    }
}

/// Formats the [name](NoteKind::name).
impl fmt::Display for NoteKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Note {
    pub(crate) fn new(kind: NoteKind, parameter: &str, message: impl Into<String>) -> Note {
        Note { parameter: excerpt(parameter), kind, message: message.into() }
    }

    /// Returns the name of the parameter, escaped and shortened for messages. A parameter without a valid name is
    /// identified by its reference; a note on the document as a whole has the empty string.
    #[must_use]
    pub fn parameter(&self) -> &str {
        &self.parameter
    }

    /// Returns the kind.
    #[must_use]
    pub const fn kind(&self) -> NoteKind {
        self.kind
    }

    /// Returns the reason, for people.
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
        write!(f, "{}: {}", self.kind, self.message)
    }
}
