//! Conversions from and to the types of the crate chrono.

use chrono::{DateTime, Datelike, NaiveDate, TimeZone, Utc};

use super::{Date, DateTimeError, InvalidReason, Timestamp, Value};

/// Returns an error outside the range of [`Date`].
impl TryFrom<NaiveDate> for Date {
    type Error = DateTimeError;

    fn try_from(date: NaiveDate) -> Result<Date, DateTimeError> {
        Date::from_unix_days(date.to_epoch_days()).ok_or(DateTimeError::date(InvalidReason::OutOfRange))
    }
}

impl From<Date> for NaiveDate {
    fn from(date: Date) -> NaiveDate {
        // The default is never used: chrono has the years of every `Date`, as the tests check for each of them.
        NaiveDate::from_epoch_days(date.unix_days()).unwrap_or_default()
    }
}

/// Returns an error outside the range of [`Timestamp`], and for a leap second. The time zone is lost.
impl<Tz: TimeZone> TryFrom<DateTime<Tz>> for Timestamp {
    type Error = DateTimeError;

    fn try_from(instant: DateTime<Tz>) -> Result<Timestamp, DateTimeError> {
        Timestamp::try_from(&instant)
    }
}

/// Returns an error outside the range of [`Timestamp`], and for a leap second. The time zone is lost.
impl<Tz: TimeZone> TryFrom<&DateTime<Tz>> for Timestamp {
    type Error = DateTimeError;

    #[inline]
    fn try_from(instant: &DateTime<Tz>) -> Result<Timestamp, DateTimeError> {
        Timestamp::from_unix_parts(instant.timestamp(), instant.timestamp_subsec_nanos())
    }
}

impl From<Timestamp> for DateTime<Utc> {
    fn from(instant: Timestamp) -> DateTime<Utc> {
        // The default is never used: chrono has the years of every `Timestamp`, and the nanoseconds are of one second.
        DateTime::from_timestamp(instant.unix_seconds(), instant.subsec_nanos()).unwrap_or_default()
    }
}

/// Converts a date. One outside the range of [`Date`] becomes its minimum or maximum, which every field rejects, and
/// which are before and after all dates of filters.
impl From<NaiveDate> for Value<'_> {
    fn from(date: NaiveDate) -> Self {
        let outermost = if date.year() < 1 { Date::MIN } else { Date::MAX };
        Value::Date(Date::try_from(date).unwrap_or(outermost))
    }
}

impl From<&NaiveDate> for Value<'_> {
    fn from(date: &NaiveDate) -> Self {
        Value::from(*date)
    }
}

/// Converts an instant. One outside the range of [`Timestamp`] becomes its minimum or maximum, which every field rejects,
/// and which are before and after all instants of filters. A leap second becomes its text (`2016-12-31T23:59:60Z`), which
/// date-time fields reject. A text field accepts this text, although it rejects every other instant.
impl<Tz: TimeZone> From<DateTime<Tz>> for Value<'_> {
    fn from(instant: DateTime<Tz>) -> Self {
        Value::from(&instant)
    }
}

impl<Tz: TimeZone> From<&DateTime<Tz>> for Value<'_> {
    fn from(instant: &DateTime<Tz>) -> Self {
        match Timestamp::try_from(instant) {
            Ok(instant) => Value::Instant(instant),
            Err(error) if error.reason() == InvalidReason::NoSuchTime => format!("{:?}", instant.to_utc()).into(),
            Err(_) if instant.timestamp() < 0 => Value::Instant(Timestamp::MIN),
            Err(_) => Value::Instant(Timestamp::MAX),
        }
    }
}
