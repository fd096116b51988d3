//! Parts of error messages.

use std::borrow::Cow;
use std::fmt;

use crate::util::{excerpt, quoted};
use crate::value::{InvalidReason, Op, OpSet, ValueType};

/// The number of keys or choices that a message lists.
const SHOWN: usize = 12;

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

/// `unknown operator "like" for field "status": expected one of exact, in`, its absence after `status__`, or an operator
/// that the field lists under another key.
pub(super) struct Operator<'a> {
    pub(super) field: &'a str,
    pub(super) given: &'a str,
    pub(super) listed: Option<Op>,
    pub(super) allowed: OpSet,
    pub(super) keys: &'a [String],
}

impl fmt::Display for Operator<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Operator { field, given, listed, allowed, keys } = *self;
        if listed.is_some() {
            return write!(f, "operator \"{given}\" of field {field:?} has another key");
        }
        match given {
            "" => write!(f, "missing operator after \"{field}__\"")?,
            _ => write!(f, "unknown operator \"{given}\" for field {field:?}")?,
        }
        ExpectedOps(allowed, keys).fmt(f)
    }
}

/// The items of which there are too many.
pub(super) struct Items {
    pub(super) in_all: bool,
    pub(super) limit: usize,
    pub(super) found: usize,
}

impl fmt::Display for Items {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Items { in_all, limit, found } = *self;
        let counted = if in_all { "values in the query" } else { "items in the list" };
        write!(f, "too many {counted}: expected at most {limit}, found {found}")?;
        f.write_str(if in_all { " (a day of a date-time field counts as two)" } else { "" })
    }
}

/// `: expected one of exact, in`, or the keys of a spelled field.
pub(super) struct ExpectedOps<'a>(pub(super) OpSet, pub(super) &'a [String]);

impl fmt::Display for ExpectedOps<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0.iter().count(), self.1) {
            (0, _) => Ok(()),
            (_, [key]) => write!(f, ": expected \"{}\"", excerpt(key)),
            (_, keys @ [_, ..]) => {
                for (i, key) in keys.iter().take(SHOWN).enumerate() {
                    f.write_str(if i == 0 { ": expected one of " } else { ", " })?;
                    f.write_str(&excerpt(key))?;
                }
                f.write_str(if keys.len() > SHOWN { ", …" } else { "" })
            }
            (1, []) => write!(f, ": expected \"{}\"", self.0),
            (_, []) => write!(f, ": expected one of {}", self.0),
        }
    }
}

/// The reason why a value is invalid, and the values that are valid.
pub(super) struct Invalid<'a> {
    pub(super) found: &'a str,
    pub(super) expected: ValueType,
    pub(super) reason: InvalidReason,
    pub(super) choices: &'a [Cow<'static, str>],
    pub(super) nearest: &'a [String],
}

impl fmt::Display for Invalid<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Invalid { found, expected, reason, choices, nearest } = self;
        let what = if *reason == InvalidReason::NotAName { "name" } else { expected.name() };
        write!(f, "invalid {what} \"{found}\"")?;
        match reason {
            InvalidReason::Malformed => write!(f, ": expected {}", expected.shape()),
            InvalidReason::OtherType => write!(f, ": expected {}, found a value of another type", expected.shape()),
            InvalidReason::OtherJsonType { found } => {
                write!(f, ": expected {}, found {found}", describe_json_type(*expected))
            }
            InvalidReason::NotAChoice => {
                ExpectedChoices(choices).fmt(f)?;
                Suggestion(nearest).fmt(f)
            }
            InvalidReason::OutOfBounds { minimum, maximum } => Bounds { minimum: *minimum, maximum: *maximum }.fmt(f),
            _ => write!(f, ": {reason}"),
        }
    }
}

/// Returns the JSON type of an argument.
fn describe_json_type(value_type: ValueType) -> &'static str {
    match value_type {
        ValueType::Integer => "a JSON number",
        ValueType::Decimal => "a JSON number or string",
        ValueType::Boolean => "true or false",
        _ => "a JSON string",
    }
}

/// `: expected one of valid, invalid`. A choice that isn't clearly one item of this list is quoted.
struct ExpectedChoices<'a>(&'a [Cow<'static, str>]);

impl fmt::Display for ExpectedChoices<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let [choice] = self.0 {
            return write!(f, ": expected {}", quoted(choice));
        }
        for (i, choice) in self.0.iter().take(SHOWN).enumerate() {
            f.write_str(if i == 0 { ": expected one of " } else { ", " })?;
            let is_plain = !choice.contains([',', '"']) && choice.trim() == choice;
            f.write_str(&if is_plain { excerpt(choice) } else { quoted(choice) })?;
        }
        f.write_str(if self.0.len() > SHOWN { ", …" } else { "" })
    }
}

/// `: expected a value from 1 to 31`
struct Bounds {
    minimum: Option<i64>,
    maximum: Option<i64>,
}

impl fmt::Display for Bounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.minimum, self.maximum) {
            (Some(minimum), Some(maximum)) => write!(f, ": expected a value from {minimum} to {maximum}"),
            (Some(minimum), None) => write!(f, ": expected a value of at least {minimum}"),
            (None, Some(maximum)) => write!(f, ": expected a value of at most {maximum}"),
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
