//! What converts into a value: the types that builders take. No float is among them.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, TimeZone};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::{Day, Value};

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Value::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&&'a str> for Value<'a> {
    fn from(text: &&'a str) -> Self {
        Value::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Value::Text(Cow::Owned(text))
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Value::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<Cow<'a, str>> for Value<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        Value::Text(text)
    }
}

impl<Tz: TimeZone> From<DateTime<Tz>> for Value<'_> {
    fn from(instant: DateTime<Tz>) -> Self {
        Value::Instant(instant.to_utc())
    }
}

impl<Tz: TimeZone> From<&DateTime<Tz>> for Value<'_> {
    fn from(instant: &DateTime<Tz>) -> Self {
        Value::Instant(instant.to_utc())
    }
}

/// Conversions of what is cheap to copy, by value and by reference.
macro_rules! from_copy {
    ($($from:ty => $variant:ident),* $(,)?) => {$(
        impl From<$from> for Value<'_> {
            fn from(value: $from) -> Self {
                Value::$variant(value.into())
            }
        }

        impl From<&$from> for Value<'_> {
            fn from(value: &$from) -> Self {
                Value::from(*value)
            }
        }
    )*};
}

from_copy! {
    i8 => Integer, i16 => Integer, i32 => Integer, i64 => Integer,
    u8 => Integer, u16 => Integer, u32 => Integer,
    bool => Boolean, Decimal => Decimal, Uuid => Uuid, NaiveDate => Date, Day => Day,
}
