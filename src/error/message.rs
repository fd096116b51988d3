//! Parts of error messages.

use std::borrow::Cow;
use std::fmt;

use crate::util::excerpt;
use crate::value::{InvalidReason, OpSet, ValueType};

/// `; did you mean "a" or "b"?`
pub(super) struct Suggestion<'a>(pub(super) &'a [String]);

impl fmt::Display for Suggestion<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, name) in self.0.iter().enumerate() {
            f.write_str(if i == 0 { "; did you mean " } else { " or " })?;
            write!(f, "{name:?}")?;
        }
        f.write_str(if self.0.is_empty() { "" } else { "?" })
    }
}

/// An operator as it was given, which can be empty.
pub(super) struct Operator<'a>(pub(super) &'a str);

impl fmt::Display for Operator<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { f.write_str("operator after \"__\"") } else { write!(f, "operator \"{}\"", self.0) }
    }
}

/// The items of which there are too many.
pub(super) struct Items {
    pub(super) in_all: bool,
}

impl fmt::Display for Items {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.in_all {
            "too many values in all, where a day of a date-time field counts as two"
        } else {
            "too many items in the list"
        })
    }
}

/// The names of the operators, or `none`.
pub(super) struct Ops(pub(super) OpSet);

impl fmt::Display for Ops {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { f.write_str("none") } else { self.0.fmt(f) }
    }
}

/// The reason why a value is invalid, and the values that are valid.
pub(super) struct Invalid<'a> {
    pub(super) expected: ValueType,
    pub(super) reason: InvalidReason,
    pub(super) choices: &'a [Cow<'static, str>],
    pub(super) nearest: &'a [String],
}

impl fmt::Display for Invalid<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 12;
        let Invalid { expected, reason, choices, nearest } = self;
        match reason {
            InvalidReason::Malformed => write!(f, "is no {expected}; expected {}", expected.shape()),
            InvalidReason::NotAChoice => {
                f.write_str("isn't one of the choices")?;
                for (i, choice) in choices.iter().take(SHOWN).enumerate() {
                    f.write_str(if i == 0 { ": " } else { ", " })?;
                    f.write_str(&excerpt(choice))?;
                }
                f.write_str(if choices.len() > SHOWN { ", …" } else { "" })?;
                Suggestion(nearest).fmt(f)
            }
            InvalidReason::NotAName => f.write_str("is no name: 1 to 64 of A-Z a-z 0-9 _ . -"),
            InvalidReason::OutOfBounds { minimum, maximum } => {
                write!(f, "is no {expected}{}", Bounds { minimum: *minimum, maximum: *maximum })
            }
            _ => write!(f, "is no {expected}: {reason}"),
        }
    }
}

/// ` from 1 to 31`
struct Bounds {
    minimum: Option<i64>,
    maximum: Option<i64>,
}

impl fmt::Display for Bounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.minimum, self.maximum) {
            (Some(minimum), Some(maximum)) => write!(f, " from {minimum} to {maximum}"),
            (Some(minimum), None) => write!(f, " from {minimum}"),
            (None, Some(maximum)) => write!(f, " up to {maximum}"),
            (None, None) => Ok(()),
        }
    }
}

/// The name or the code point of a character.
pub(super) struct Described(pub(super) char);

impl fmt::Display for Described {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            '#' => f.write_str("\"#\""),
            other => write!(f, "control character U+{:04X}", u32::from(other)),
        }
    }
}
