//! Conversions from and to the types of the crate time.

use time::{OffsetDateTime, UtcDateTime};

use super::{Date, DateTimeError, InvalidReason, Timestamp, Value};

/// The Julian day of 1970-01-01.
const UNIX_EPOCH: i32 = 2_440_588;

/// Returns an error outside the range of [`Date`].
impl TryFrom<time::Date> for Date {
    type Error = DateTimeError;

    fn try_from(date: time::Date) -> Result<Date, DateTimeError> {
        Date::from_unix_days(date.to_julian_day().saturating_sub(UNIX_EPOCH))
            .ok_or(DateTimeError::date(InvalidReason::OutOfRange))
    }
}

/// Returns an error for [`Date::MAX`], unless the feature `large-dates` of time is on.
impl TryFrom<Date> for time::Date {
    type Error = DateTimeError;

    fn try_from(date: Date) -> Result<time::Date, DateTimeError> {
        time::Date::from_julian_day(date.unix_days().saturating_add(UNIX_EPOCH))
            .map_err(|_| DateTimeError::date(InvalidReason::OutOfRange).of_library())
    }
}

/// Converts a date. One outside the range of [`Date`] becomes its minimum or maximum, which every field rejects, and
/// which are before and after all dates of filters.
impl From<time::Date> for Value<'_> {
    fn from(date: time::Date) -> Self {
        let outermost = if date.year() < 1 { Date::MIN } else { Date::MAX };
        Value::Date(Date::try_from(date).unwrap_or(outermost))
    }
}

impl From<&time::Date> for Value<'_> {
    fn from(date: &time::Date) -> Self {
        Value::from(*date)
    }
}

/// Implements the conversions of a type of instants.
macro_rules! impl_instants {
    ($($library:ty: $loss:literal;)*) => {$(
        #[doc = concat!("Returns an error outside the range of [`Timestamp`].", $loss)]
        impl TryFrom<$library> for Timestamp {
            type Error = DateTimeError;

            fn try_from(instant: $library) -> Result<Timestamp, DateTimeError> {
                Timestamp::from_unix_nanos(instant.unix_timestamp_nanos())
                    .ok_or(DateTimeError::timestamp(InvalidReason::OutOfRange))
            }
        }

        /// Returns an error after the year 9999, unless the feature `large-dates` of time is on.
        impl TryFrom<Timestamp> for $library {
            type Error = DateTimeError;

            fn try_from(instant: Timestamp) -> Result<$library, DateTimeError> {
                <$library>::from_unix_timestamp_nanos(instant.unix_nanos())
                    .map_err(|_| DateTimeError::timestamp(InvalidReason::OutOfRange).of_library())
            }
        }

        /// Converts an instant. One outside the range of [`Timestamp`] becomes its minimum or maximum, which every field
        /// rejects, and which are before and after all instants of filters.
        impl From<$library> for Value<'_> {
            fn from(instant: $library) -> Self {
                let outermost = if instant.unix_timestamp() < 0 { Timestamp::MIN } else { Timestamp::MAX };
                Value::Instant(Timestamp::try_from(instant).unwrap_or(outermost))
            }
        }

        impl From<&$library> for Value<'_> {
            fn from(instant: &$library) -> Self {
                Value::from(*instant)
            }
        }
    )*};
}

impl_instants! {
    OffsetDateTime: " The offset is lost.";
    UtcDateTime: "";
}
