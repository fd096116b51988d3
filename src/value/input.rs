//! What is given for a value: texts of queries and values of code, and what they are read as.

use std::borrow::Cow;
use std::fmt::Write;

use ::uuid::Uuid;
use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::time::Moment;
use super::{Day, InvalidReason, Value, ValueType, Zone, can_be_in_list, number, time, uuid};

/// What a field is asked about, before it is checked: a text as a query has it, or a value as code gives it.
pub(crate) trait Datum<'a>: Sized {
    /// It, lent.
    fn lent(&self) -> Lent<'_>;

    /// What it is, where it is a text.
    fn into_text(self) -> Cow<'a, str>;

    /// The text that it is.
    #[inline]
    fn text(&self) -> Option<&str> {
        match self.lent() {
            Lent::Text(text) => Some(text),
            Lent::Value(_) => None,
        }
    }

    /// Whether it is a text with a NUL.
    fn has_null(&self) -> bool {
        self.text().is_some_and(|text| text.contains('\0'))
    }

    /// Whether a list can hold it as a text. What a query gives for an item was split from a list.
    fn can_be_in_list(&self) -> bool {
        true
    }
}

impl<'a> Datum<'a> for &'a str {
    fn lent(&self) -> Lent<'_> {
        Lent::Text(self)
    }

    fn into_text(self) -> Cow<'a, str> {
        Cow::Borrowed(self)
    }

    /// A query was decoded, which lets none pass.
    fn has_null(&self) -> bool {
        false
    }
}

impl<'a> Datum<'a> for Cow<'a, str> {
    fn lent(&self) -> Lent<'_> {
        Lent::Text(self)
    }

    fn into_text(self) -> Cow<'a, str> {
        self
    }

    /// A query was decoded, which lets none pass.
    fn has_null(&self) -> bool {
        false
    }
}

/// A text that won't last: what is kept of it is copied.
#[derive(Clone, Copy)]
pub(crate) struct Passing<'t>(pub(crate) &'t str);

impl<'a> Datum<'a> for Passing<'_> {
    fn lent(&self) -> Lent<'_> {
        Lent::Text(self.0)
    }

    fn into_text(self) -> Cow<'a, str> {
        Cow::Owned(self.0.to_owned())
    }

    /// A query was decoded, which lets none pass.
    fn has_null(&self) -> bool {
        false
    }
}

impl<'a> Datum<'a> for Value<'a> {
    fn lent(&self) -> Lent<'_> {
        match self {
            Value::Text(text) => Lent::Text(text),
            other => Lent::Value(other),
        }
    }

    fn into_text(self) -> Cow<'a, str> {
        match self {
            Value::Text(text) => text,
            other => other.lent().spelling().into_owned().into(),
        }
    }

    fn can_be_in_list(&self) -> bool {
        self.text().is_none_or(can_be_in_list)
    }
}

/// What is given for a value, lent: a text, or a value that is none.
#[derive(Clone, Copy)]
pub(crate) enum Lent<'d> {
    Text(&'d str),
    Value(&'d Value<'d>),
}

impl<'d> Lent<'d> {
    /// Reads it as a value of a type, in its canonical form, and hands it on, each type by itself: what goes through
    /// memory is waited for. No text is read as text: which ones are choices is the caller's to know.
    #[expect(clippy::inline_always, reason = "what comes through memory is waited for")]
    #[inline(always)]
    pub(crate) fn read<R>(
        self,
        value_type: ValueType,
        zone: Zone,
        keep: impl FnOnce(Value<'static>) -> R,
    ) -> Result<R, InvalidReason> {
        Ok(match value_type {
            ValueType::Text | ValueType::Choice => return Err(InvalidReason::OtherType),
            ValueType::Integer => keep(Value::Integer(self.integer()?)),
            ValueType::Decimal => keep(Value::Decimal(self.decimal()?)),
            ValueType::Boolean => keep(Value::Boolean(self.boolean()?)),
            ValueType::Uuid => keep(Value::Uuid(self.uuid()?)),
            ValueType::Date => keep(Value::Date(self.date()?)),
            ValueType::DateTime => match self.moment(zone)? {
                Moment::Day(day) => keep(Value::Day(day)),
                Moment::Instant(instant) => keep(Value::Instant(instant)),
            },
        })
    }

    #[inline]
    pub(crate) fn integer(self) -> Result<i64, InvalidReason> {
        match self {
            Lent::Text(text) => number::integer(text),
            Lent::Value(Value::Integer(integer)) => Ok(*integer),
            Lent::Value(_) => Err(InvalidReason::OtherType),
        }
    }

    fn decimal(self) -> Result<Decimal, InvalidReason> {
        match self {
            Lent::Text(text) => number::decimal(text),
            Lent::Value(Value::Integer(integer)) => Ok((*integer).into()),
            Lent::Value(Value::Decimal(decimal)) => number::canonical_decimal(*decimal),
            Lent::Value(_) => Err(InvalidReason::OtherType),
        }
    }

    fn boolean(self) -> Result<bool, InvalidReason> {
        match self {
            Lent::Text(text) => boolean(text),
            Lent::Value(Value::Boolean(boolean)) => Ok(*boolean),
            Lent::Value(_) => Err(InvalidReason::OtherType),
        }
    }

    #[inline]
    pub(crate) fn uuid(self) -> Result<Uuid, InvalidReason> {
        match self {
            Lent::Text(text) => uuid::uuid(text),
            Lent::Value(Value::Uuid(uuid)) => Ok(*uuid),
            Lent::Value(_) => Err(InvalidReason::OtherType),
        }
    }

    fn date(self) -> Result<NaiveDate, InvalidReason> {
        match self {
            Lent::Text(text) => time::date(text),
            Lent::Value(Value::Date(date)) => time::canonical_date(*date),
            Lent::Value(_) => Err(InvalidReason::OtherType),
        }
    }

    fn moment(self, zone: Zone) -> Result<Moment, InvalidReason> {
        match self {
            Lent::Text(text) => time::moment(text, zone),
            Lent::Value(Value::Date(date)) => {
                time::canonical_date(*date).and_then(|date| Day::in_zone(date, zone)).map(Moment::Day)
            }
            Lent::Value(Value::Day(day)) => match Day::in_zone(day.date(), zone) {
                Ok(read) if read == *day => Ok(Moment::Day(read)),
                _ => Err(InvalidReason::OtherTimeZone),
            },
            Lent::Value(Value::Instant(instant)) => time::canonical_instant(*instant).map(Moment::Instant),
            Lent::Value(_) => Err(InvalidReason::OtherType),
        }
    }

    /// How it is spelled, for messages.
    pub(crate) fn spelling(self) -> Cow<'d, str> {
        match self {
            Lent::Text(text) => Cow::Borrowed(text),
            Lent::Value(value) => {
                // `to_string` would panic where writing fails, though it can't.
                let mut text = String::new();
                let _ = write!(text, "{value}");
                Cow::Owned(text)
            }
        }
    }

    /// How many operand values it counts as on a date-time field: a whole day is two instants.
    pub(crate) fn weight_as_date_time(self) -> usize {
        let is_day = match self {
            Lent::Text(text) => time::is_date(text),
            Lent::Value(value) => matches!(value, Value::Date(_) | Value::Day(_)),
        };
        if is_day { 2 } else { 1 }
    }
}

/// `true`, `false` in any ASCII case, `1`, `0`.
fn boolean(text: &str) -> Result<bool, InvalidReason> {
    if text == "1" || text.eq_ignore_ascii_case("true") {
        Ok(true)
    } else if text == "0" || text.eq_ignore_ascii_case("false") {
        Ok(false)
    } else {
        Err(InvalidReason::Malformed)
    }
}
