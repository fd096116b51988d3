//! The value that a query or a program gives, before it is validated.

use std::borrow::Cow;
use std::fmt::Write;
use std::mem;

use ::uuid::Uuid;
use rust_decimal::Decimal;
#[cfg(feature = "serde_json")]
use serde_json::Value as Json;

#[cfg(feature = "serde_json")]
use super::JsonType;
use super::day::Moment;
#[cfg(feature = "serde_json")]
use super::json::{exact_decimal, spell_json, spell_number};
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
    /// An argument of a tool call that isn't a string, or that mustn't be one.
    #[cfg(feature = "serde_json")]
    Json(&'v Json),
}

impl<'v> Input<'_, 'v> {
    /// Returns a JSON value as an input of a type. A string is the spelling of a value, except of those that JSON has a
    /// type for: `"5"` isn't an integer.
    #[cfg(feature = "serde_json")]
    pub(crate) fn from_json(json: &'v Json, expected: ValueType) -> Input<'static, 'v> {
        match json {
            Json::String(text) if !matches!(expected, ValueType::Integer | ValueType::Boolean) => {
                Input::Value(Value::Text(Cow::Borrowed(text)))
            }
            _ => Input::Json(json),
        }
    }

    /// Returns the string, unless the input is a value of another type.
    #[inline]
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Input::Text(text) | Input::Value(Value::Text(text)) => Some(text),
            Input::Temporary(text) => Some(text),
            Input::Value(_) => None,
            #[cfg(feature = "serde_json")]
            Input::Json(_) => None,
        }
    }

    /// Takes the string out of the input.
    #[inline]
    pub(crate) fn take_text(&mut self) -> Cow<'v, str> {
        match self {
            Input::Text(text) | Input::Value(Value::Text(text)) => mem::take(text),
            Input::Temporary(text) => Cow::Owned((*text).to_owned()),
            Input::Value(value) => Cow::Owned(spell(value)),
            #[cfg(feature = "serde_json")]
            Input::Json(json) => spell_json(json),
        }
    }

    /// Returns the reason why an input that isn't a string is invalid if it must be one, or is of another type otherwise.
    pub(crate) fn type_error(&self) -> InvalidReason {
        match self {
            #[cfg(feature = "serde_json")]
            Input::Json(json) => InvalidReason::OtherJsonType { found: JsonType::of(json) },
            _ => InvalidReason::OtherType,
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
            #[cfg(feature = "serde_json")]
            (None, Input::Json(Json::Number(integer))) => number::parse_integer(&spell_number(integer)),
            _ => Err(self.type_error()),
        }
    }

    fn parse_decimal(&self) -> Result<Decimal, InvalidReason> {
        match (self.text(), self) {
            (Some(text), _) => number::parse_decimal(text),
            (None, Input::Value(Value::Integer(integer))) => Ok((*integer).into()),
            (None, Input::Value(Value::Decimal(decimal))) => number::canonical_decimal(*decimal),
            #[cfg(feature = "serde_json")]
            (None, Input::Json(Json::Number(decimal))) => {
                exact_decimal(decimal).ok_or(InvalidReason::RoundedNumber).and_then(number::canonical_decimal)
            }
            _ => Err(self.type_error()),
        }
    }

    fn parse_boolean(&self) -> Result<bool, InvalidReason> {
        match (self.text(), self) {
            (Some(text), _) => parse_boolean(text),
            (None, Input::Value(Value::Boolean(boolean))) => Ok(*boolean),
            #[cfg(feature = "serde_json")]
            (None, Input::Json(Json::Bool(boolean))) => Ok(*boolean),
            _ => Err(self.type_error()),
        }
    }

    #[inline]
    pub(crate) fn parse_uuid(&self) -> Result<Uuid, InvalidReason> {
        match (self.text(), self) {
            (Some(text), _) => uuid::parse(text),
            (None, Input::Value(Value::Uuid(uuid))) => Ok(*uuid),
            _ => Err(self.type_error()),
        }
    }

    fn parse_date(&self) -> Result<Date, InvalidReason> {
        match (self.text(), self) {
            (Some(text), _) => Date::parse(text),
            (None, Input::Value(Value::Date(date))) => date.canonical(),
            _ => Err(self.type_error()),
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
            _ => Err(self.type_error()),
        }
    }

    /// Returns the input's spelling for messages.
    pub(crate) fn spelling(&self) -> Cow<'_, str> {
        match self {
            Input::Text(text) => Cow::Borrowed(text),
            Input::Temporary(text) => Cow::Borrowed(text),
            Input::Value(value) => Cow::Owned(spell(value)),
            #[cfg(feature = "serde_json")]
            Input::Json(json) => spell_json(json),
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
