//! The value that a query or a program gives, before it is validated.

use std::borrow::Cow;
use std::fmt::Write;
use std::mem;

use ::uuid::Uuid;
use rust_decimal::Decimal;

use super::day::Moment;
use super::{Date, Day, InvalidReason, Value, ValueType, Zone, can_be_in_list, number, uuid};

/// A value before it is validated: a string of a query, or a typed value of a program.
///
/// A string of a query has been decoded, so it has no NUL. An item has been split from its list, so it has no comma.
#[derive(Clone, Debug)]
pub(crate) enum Input<'t, 'v> {
    /// A string that lives long enough to be kept.
    Text(Cow<'v, str>),
    /// A string that doesn't live long enough: the validator copies what it keeps.
    Temporary(&'t str),
    /// A typed value of a program.
    Value(Value<'v>),
}

impl<'v> Input<'_, 'v> {
    /// Returns the string, unless the input is a value of another type.
    #[inline]
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Input::Text(text) | Input::Value(Value::Text(text)) => Some(text),
            Input::Temporary(text) => Some(text),
            Input::Value(_) => None,
        }
    }

    /// Takes the string out of the input.
    pub(crate) fn take_text(&mut self) -> Cow<'v, str> {
        match self {
            Input::Text(text) | Input::Value(Value::Text(text)) => mem::take(text),
            Input::Temporary(text) => Cow::Owned((*text).to_owned()),
            Input::Value(value) => Cow::Owned(spell(value)),
        }
    }

    /// Returns `true` if the input is a string with a NUL.
    pub(crate) fn has_nul(&self) -> bool {
        matches!(self, Input::Value(Value::Text(text)) if text.contains('\0'))
    }

    /// Returns `false` if the input is a string that a list would split or trim.
    pub(crate) fn can_be_in_list(&self) -> bool {
        !matches!(self, Input::Value(Value::Text(text)) if !can_be_in_list(text))
    }

    /// Parses the input as a value of a type, in canonical form. Text and choices are kept as they are.
    pub(crate) fn parse(&self, value_type: ValueType, zone: &Zone) -> Result<Value<'static>, InvalidReason> {
        match value_type {
            ValueType::Text | ValueType::Choice => Err(InvalidReason::OtherType),
            ValueType::Integer => self.parse_integer().map(Value::Integer),
            ValueType::Decimal => self.parse_decimal().map(Value::Decimal),
            ValueType::Boolean => self.parse_boolean().map(Value::Boolean),
            ValueType::Uuid => self.parse_uuid().map(Value::Uuid),
            ValueType::Date => self.parse_date().map(Value::Date),
            ValueType::DateTime => Ok(match self.parse_moment(zone)? {
                Moment::Day(day) => Value::Day(day),
                Moment::Instant(instant) => Value::Instant(instant),
            }),
        }
    }

    #[inline]
    pub(crate) fn parse_integer(&self) -> Result<i64, InvalidReason> {
        match (self.text(), self) {
            (Some(text), _) => number::parse_integer(text),
            (None, Input::Value(Value::Integer(integer))) => Ok(*integer),
            _ => Err(InvalidReason::OtherType),
        }
    }

    fn parse_decimal(&self) -> Result<Decimal, InvalidReason> {
        match (self.text(), self) {
            (Some(text), _) => number::parse_decimal(text),
            (None, Input::Value(Value::Integer(integer))) => Ok((*integer).into()),
            (None, Input::Value(Value::Decimal(decimal))) => number::canonical_decimal(*decimal),
            _ => Err(InvalidReason::OtherType),
        }
    }

    fn parse_boolean(&self) -> Result<bool, InvalidReason> {
        match (self.text(), self) {
            (Some(text), _) => parse_boolean(text),
            (None, Input::Value(Value::Boolean(boolean))) => Ok(*boolean),
            _ => Err(InvalidReason::OtherType),
        }
    }

    #[inline]
    pub(crate) fn parse_uuid(&self) -> Result<Uuid, InvalidReason> {
        match (self.text(), self) {
            (Some(text), _) => uuid::parse(text),
            (None, Input::Value(Value::Uuid(uuid))) => Ok(*uuid),
            _ => Err(InvalidReason::OtherType),
        }
    }

    fn parse_date(&self) -> Result<Date, InvalidReason> {
        match (self.text(), self) {
            (Some(text), _) => Date::parse(text),
            (None, Input::Value(Value::Date(date))) => date.canonical(),
            _ => Err(InvalidReason::OtherType),
        }
    }

    fn parse_moment(&self, zone: &Zone) -> Result<Moment, InvalidReason> {
        match (self.text(), self) {
            (Some(text), _) => Moment::parse(text, zone),
            (None, Input::Value(Value::Date(date))) => {
                date.canonical().and_then(|date| Day::in_zone(date, zone)).map(Moment::Day)
            }
            (None, Input::Value(Value::Day(day))) => match Day::in_zone(day.date(), zone) {
                Ok(own) if own == *day => Ok(Moment::Day(own)),
                _ => Err(InvalidReason::OtherTimeZone),
            },
            (None, Input::Value(Value::Instant(instant))) => instant.canonical().map(Moment::Instant),
            _ => Err(InvalidReason::OtherType),
        }
    }

    /// Returns the input's spelling for messages.
    pub(crate) fn spelling(&self) -> Cow<'_, str> {
        match self {
            Input::Text(text) => Cow::Borrowed(text),
            Input::Temporary(text) => Cow::Borrowed(text),
            Input::Value(value) => Cow::Owned(spell(value)),
        }
    }

    /// Returns the number of operand values that the input counts as in a date-time field: a whole day is two instants.
    pub(crate) fn date_time_weight(&self) -> usize {
        let is_day = match (self.text(), self) {
            (Some(text), _) => text.len() == "YYYY-MM-DD".len() && Date::parse(text).is_ok(),
            (None, input) => matches!(input, Input::Value(Value::Date(_) | Value::Day(_))),
        };
        if is_day { 2 } else { 1 }
    }
}

/// Prints a value. `to_string` has a code path that panics, which the crate must not contain.
fn spell(value: &Value<'_>) -> String {
    let mut text = String::new();
    let _ = write!(text, "{value}");
    text
}

/// Parses `true` or `false` (ASCII case-insensitive), `1` or `0`.
fn parse_boolean(text: &str) -> Result<bool, InvalidReason> {
    if text == "1" || text.eq_ignore_ascii_case("true") {
        Ok(true)
    } else if text == "0" || text.eq_ignore_ascii_case("false") {
        Ok(false)
    } else {
        Err(InvalidReason::Malformed)
    }
}
