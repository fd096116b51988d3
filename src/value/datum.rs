//! What is given for a value: texts of queries and values of code, and what they are read as.

use std::borrow::Cow;
use std::fmt::Write;

use ::uuid::Uuid;

use super::{Day, Reason, Value, ValueType, Zone, can_be_in_list, number, time, uuid};

/// What a field is asked about, before it is checked: a text as a query has it, or a value as code gives it.
pub(crate) trait Datum<'a>: Sized {
    /// The text that it is.
    fn text(&self) -> Option<&str>;

    /// What it is as a value of a type, in its canonical form, or why it is none. No text is read as text: which ones
    /// are choices is the caller's to know.
    fn read(&self, value_type: ValueType, zone: Zone) -> Result<Value<'static>, Reason>;

    /// What it is as a uuid, or why it is none.
    fn to_uuid(&self) -> Result<Uuid, Reason>;

    /// What it is, where it is a text.
    fn into_text(self) -> Cow<'a, str>;

    /// Whether it is a text with a NUL.
    fn has_null(&self) -> bool {
        self.text().is_some_and(|text| text.contains('\0'))
    }

    /// Whether a list can hold it as a text. What a query gives for an item was split from a list.
    fn can_be_in_list(&self) -> bool {
        true
    }

    /// How it is spelled, for messages.
    fn spelled(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.text().unwrap_or_default())
    }

    /// How many operand values it counts as on a date-time field: a whole day is two instants.
    fn weight_as_date_time(&self) -> usize;
}

impl<'a> Datum<'a> for &'a str {
    fn text(&self) -> Option<&str> {
        Some(self)
    }

    fn read(&self, value_type: ValueType, zone: Zone) -> Result<Value<'static>, Reason> {
        match value_type {
            ValueType::Text | ValueType::Choice => Err(Reason::OtherType),
            ValueType::Integer => number::integer(self).map(Value::Integer),
            ValueType::Decimal => number::decimal(self).map(Value::Decimal),
            ValueType::Boolean => boolean(self).map(Value::Boolean),
            ValueType::Uuid => uuid::uuid(self).map(Value::Uuid),
            ValueType::Date => time::date(self).map(Value::Date),
            ValueType::DateTime => time::moment(self, zone).map(|moment| match moment {
                time::Moment::Day(day) => Value::Day(day),
                time::Moment::Instant(instant) => Value::Instant(instant),
            }),
        }
    }

    fn to_uuid(&self) -> Result<Uuid, Reason> {
        uuid::uuid(self)
    }

    fn into_text(self) -> Cow<'a, str> {
        Cow::Borrowed(self)
    }

    /// A query was decoded, which lets none pass.
    fn has_null(&self) -> bool {
        false
    }

    fn weight_as_date_time(&self) -> usize {
        if time::is_date(self) { 2 } else { 1 }
    }
}

impl<'a> Datum<'a> for Cow<'a, str> {
    fn text(&self) -> Option<&str> {
        Some(self)
    }

    fn read(&self, value_type: ValueType, zone: Zone) -> Result<Value<'static>, Reason> {
        self.as_ref().read(value_type, zone)
    }

    fn to_uuid(&self) -> Result<Uuid, Reason> {
        self.as_ref().to_uuid()
    }

    fn into_text(self) -> Cow<'a, str> {
        self
    }

    /// A query was decoded, which lets none pass.
    fn has_null(&self) -> bool {
        false
    }

    fn weight_as_date_time(&self) -> usize {
        self.as_ref().weight_as_date_time()
    }
}

/// A text that won't last: what is kept of it is copied.
#[derive(Clone, Copy)]
pub(crate) struct Passing<'t>(pub(crate) &'t str);

impl<'a> Datum<'a> for Passing<'_> {
    fn text(&self) -> Option<&str> {
        self.0.text()
    }

    fn read(&self, value_type: ValueType, zone: Zone) -> Result<Value<'static>, Reason> {
        self.0.read(value_type, zone)
    }

    fn to_uuid(&self) -> Result<Uuid, Reason> {
        self.0.to_uuid()
    }

    fn into_text(self) -> Cow<'a, str> {
        Cow::Owned(self.0.to_owned())
    }

    /// A query was decoded, which lets none pass.
    fn has_null(&self) -> bool {
        false
    }

    fn weight_as_date_time(&self) -> usize {
        self.0.weight_as_date_time()
    }
}

impl<'a> Datum<'a> for Value<'a> {
    fn text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    fn read(&self, value_type: ValueType, zone: Zone) -> Result<Value<'static>, Reason> {
        match (value_type, self) {
            (_, Value::Text(text)) => text.read(value_type, zone),
            (ValueType::Integer, Value::Integer(integer)) => Ok(Value::Integer(*integer)),
            (ValueType::Decimal, Value::Integer(integer)) => Ok(Value::Decimal((*integer).into())),
            (ValueType::Decimal, Value::Decimal(decimal)) => number::canonical_decimal(*decimal).map(Value::Decimal),
            (ValueType::Boolean, Value::Boolean(boolean)) => Ok(Value::Boolean(*boolean)),
            (ValueType::Uuid, Value::Uuid(uuid)) => Ok(Value::Uuid(*uuid)),
            (ValueType::Date, Value::Date(date)) => time::canonical_date(*date).map(Value::Date),
            (ValueType::DateTime, Value::Date(date)) => {
                time::canonical_date(*date).and_then(|date| Day::in_zone(date, zone)).map(Value::Day)
            }
            (ValueType::DateTime, Value::Day(day)) => match Day::in_zone(day.date(), zone) {
                Ok(read) if read == *day => Ok(Value::Day(read)),
                _ => Err(Reason::OtherTimeZone),
            },
            (ValueType::DateTime, Value::Instant(instant)) => time::canonical_instant(*instant).map(Value::Instant),
            _ => Err(Reason::OtherType),
        }
    }

    fn to_uuid(&self) -> Result<Uuid, Reason> {
        match self {
            Value::Text(text) => text.to_uuid(),
            Value::Uuid(uuid) => Ok(*uuid),
            _ => Err(Reason::OtherType),
        }
    }

    fn into_text(self) -> Cow<'a, str> {
        match self {
            Value::Text(text) => text,
            other => Cow::Owned(other.spelled().into_owned()),
        }
    }

    fn can_be_in_list(&self) -> bool {
        self.text().is_none_or(can_be_in_list)
    }

    fn spelled(&self) -> Cow<'_, str> {
        match self {
            Value::Text(text) => Cow::Borrowed(text),
            other => {
                // `to_string` would panic where writing fails, though it can't.
                let mut text = String::new();
                let _ = write!(text, "{other}");
                Cow::Owned(text)
            }
        }
    }

    fn weight_as_date_time(&self) -> usize {
        match self {
            Value::Text(text) => text.weight_as_date_time(),
            Value::Date(_) | Value::Day(_) => 2,
            _ => 1,
        }
    }
}

/// `true`, `false` in any ASCII case, `1`, `0`.
fn boolean(text: &str) -> Result<bool, Reason> {
    if text == "1" || text.eq_ignore_ascii_case("true") {
        Ok(true)
    } else if text == "0" || text.eq_ignore_ascii_case("false") {
        Ok(false)
    } else {
        Err(Reason::Malformed)
    }
}
