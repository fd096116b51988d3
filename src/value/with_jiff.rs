//! Conversions from and to the types of the crate jiff.

use jiff::ZonedDateTime;

use super::{Date, DateTimeError, InvalidReason, Timestamp, Value};

/// Returns an error outside the range of [`Date`]: jiff has the years -9999 to 9999.
impl TryFrom<jiff::civil::Date> for Date {
    type Error = DateTimeError;

    fn try_from(date: jiff::civil::Date) -> Result<Date, DateTimeError> {
        let year = u16::try_from(date.year()).ok();
        let (month, day) = (date.month().unsigned_abs(), date.day().unsigned_abs());
        year.and_then(|year| Date::new(year, month, day)).ok_or(DateTimeError::date(InvalidReason::OutOfRange))
    }
}

/// Returns an error for [`Date::MAX`], which is after the last date of jiff.
impl TryFrom<Date> for jiff::civil::Date {
    type Error = DateTimeError;

    fn try_from(date: Date) -> Result<jiff::civil::Date, DateTimeError> {
        let error = DateTimeError::date(InvalidReason::OutOfRange).of_library();
        let year = i16::try_from(date.year()).map_err(|_| error)?;
        jiff::civil::Date::new(year, date.month().cast_signed(), date.day().cast_signed()).map_err(|_| error)
    }
}

/// Returns an error outside the range of [`Timestamp`]: jiff has the years -9999 to 9999.
impl TryFrom<jiff::Timestamp> for Timestamp {
    type Error = DateTimeError;

    fn try_from(instant: jiff::Timestamp) -> Result<Timestamp, DateTimeError> {
        Timestamp::from_unix_nanos(instant.as_nanosecond()).ok_or(DateTimeError::timestamp(InvalidReason::OutOfRange))
    }
}

/// Returns an error outside the range of [`Timestamp`]. The time zone is lost.
impl TryFrom<ZonedDateTime> for Timestamp {
    type Error = DateTimeError;

    fn try_from(instant: ZonedDateTime) -> Result<Timestamp, DateTimeError> {
        Timestamp::try_from(&instant)
    }
}

/// Returns an error outside the range of [`Timestamp`]. The time zone is lost.
impl TryFrom<&ZonedDateTime> for Timestamp {
    type Error = DateTimeError;

    fn try_from(instant: &ZonedDateTime) -> Result<Timestamp, DateTimeError> {
        instant.timestamp().try_into()
    }
}

/// Returns an error after the last instant of jiff, 9999-12-30T22:00:00.999999999Z.
impl TryFrom<Timestamp> for jiff::Timestamp {
    type Error = DateTimeError;

    fn try_from(instant: Timestamp) -> Result<jiff::Timestamp, DateTimeError> {
        jiff::Timestamp::from_nanosecond(instant.unix_nanos())
            .map_err(|_| DateTimeError::timestamp(InvalidReason::OutOfRange).of_library())
    }
}

/// Converts a date. One outside the range of [`Date`] becomes its minimum or maximum, which every field rejects, and
/// which are before and after all dates of filters.
impl From<jiff::civil::Date> for Value<'_> {
    fn from(date: jiff::civil::Date) -> Self {
        let outermost = if date.year() < 1 { Date::MIN } else { Date::MAX };
        Value::Date(Date::try_from(date).unwrap_or(outermost))
    }
}

impl From<&jiff::civil::Date> for Value<'_> {
    fn from(date: &jiff::civil::Date) -> Self {
        Value::from(*date)
    }
}

/// Converts an instant. One outside the range of [`Timestamp`] becomes its minimum or maximum, which every field rejects,
/// and which are before and after all instants of filters.
impl From<jiff::Timestamp> for Value<'_> {
    fn from(instant: jiff::Timestamp) -> Self {
        let outermost = if instant.as_second() < 0 { Timestamp::MIN } else { Timestamp::MAX };
        Value::Instant(Timestamp::try_from(instant).unwrap_or(outermost))
    }
}

impl From<&jiff::Timestamp> for Value<'_> {
    fn from(instant: &jiff::Timestamp) -> Self {
        Value::from(*instant)
    }
}

/// Converts the instant, as [`jiff::Timestamp`] converts. The time zone is lost.
impl From<ZonedDateTime> for Value<'_> {
    fn from(instant: ZonedDateTime) -> Self {
        Value::from(instant.timestamp())
    }
}

impl From<&ZonedDateTime> for Value<'_> {
    fn from(instant: &ZonedDateTime) -> Self {
        Value::from(instant.timestamp())
    }
}
