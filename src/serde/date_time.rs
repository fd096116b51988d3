//! Dates and instants as strings.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::{Deserializer, Visitor};
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};

use crate::value::{Date, DateTimeError, Timestamp};

/// Serializes as `YYYY-MM-DD`, as `Display` prints it. [`Date::MIN`] and [`Date::MAX`] don't deserialize.
impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Deserializes from the strings that `FromStr` parses.
impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Parse("a date such as 2022-03-03", PhantomData))
    }
}

/// Serializes as `YYYY-MM-DDTHH:MM:SS[.1-9 digits]Z`, as `Display` prints it. The instants of the days of [`Date::MIN`]
/// and [`Date::MAX`] don't deserialize.
impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Deserializes from the strings that `FromStr` parses: with `Z` or an offset.
impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Parse("an instant such as 2022-03-03T10:30:00Z", PhantomData))
    }
}

/// Parses a string, and says what was expected in place of any other data.
struct Parse<T>(&'static str, PhantomData<T>);

impl<T: FromStr<Err = DateTimeError>> Visitor<'_> for Parse<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}
