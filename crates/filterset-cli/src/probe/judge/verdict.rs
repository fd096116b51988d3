//! The results of judging.

use super::super::finding::Kind;

/// The result of comparing responses.
pub(super) enum Verdict {
    Good,
    /// The responses lack the data to decide.
    Undecided,
    Bad {
        kind: Kind,
        expected: String,
        found: String,
    },
}

impl Verdict {
    pub(super) fn widens(expected: impl Into<String>, found: impl Into<String>) -> Verdict {
        Verdict::Bad { kind: Kind::Widens, expected: expected.into(), found: found.into() }
    }

    pub(super) fn differs(expected: impl Into<String>, found: impl Into<String>) -> Verdict {
        Verdict::Bad { kind: Kind::Differs, expected: expected.into(), found: found.into() }
    }
}
