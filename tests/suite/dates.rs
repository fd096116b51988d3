//! The crate's dates and instants, compared with those of other libraries.

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use filterset::error::InvalidReason;
use filterset::value::{Date, DateTimeError, Timestamp};
use filterset::{Field, Op, Schema, Value};
use proptest::prelude::*;

/// Returns all dates of the type.
fn dates() -> impl Iterator<Item = Date> {
    (Date::MIN.unix_days()..=Date::MAX.unix_days()).map(|days| Date::from_unix_days(days).expect("a day in the range"))
}

fn date(year: u16, month: u8, day: u8) -> Date {
    Date::new(year, month, day).expect("a date")
}

#[test]
fn has_the_calendar_of_chrono() {
    assert_eq!((Date::MIN, Date::MAX), (date(0, 12, 31), date(10_000, 1, 1)));
    assert_eq!(dates().count(), 3_652_061);
    let mut previous = None;
    for date in dates() {
        let other = NaiveDate::from_ymd_opt(date.year().into(), date.month().into(), date.day().into());
        let other = other.unwrap_or_else(|| panic!("{date} isn't a date of chrono"));
        assert_eq!(date.unix_days(), other.to_epoch_days());
        assert_eq!(Date::new(date.year(), date.month(), date.day()), Some(date));
        assert!(previous < Some(date), "{date}");
        let is_canonical = (1..=9999).contains(&date.year());
        assert_eq!(date.to_string(), other.to_string());
        assert_eq!(date.to_string().parse().ok(), is_canonical.then_some(date));
        previous = Some(date);
    }
}

#[test]
fn rejects_dates_that_are_not_in_the_calendar() {
    for year in [1, 4, 100, 400, 1900, 2000, 2022, 2023, 2024, 9996, 9999] {
        for (month, day) in (0..=13).flat_map(|month| (0..=32).map(move |day| (month, day))) {
            let other = NaiveDate::from_ymd_opt(year.into(), month.into(), day.into());
            assert_eq!(Date::new(year, month, day).is_some(), other.is_some(), "{year} {month} {day}");
        }
    }
    for (year, month, day) in [(0, 12, 30), (0, 1, 1), (10_000, 1, 2), (10_000, 12, 31), (u16::MAX, 1, 1)] {
        assert_eq!(Date::new(year, month, day), None, "{year} {month} {day}");
    }
    assert_eq!(Date::from_unix_days(Date::MIN.unix_days() - 1), None);
    assert_eq!(Date::from_unix_days(Date::MAX.unix_days() + 1), None);
    assert_eq!((Date::from_unix_days(i32::MIN), Date::from_unix_days(i32::MAX)), (None, None));
}

#[test]
fn parses_only_the_spelling_of_the_language() {
    for (text, message) in [
        ("2022-3-03", "invalid date: expected a date such as 2022-03-03"),
        ("2022-03-03T00:00:00Z", "invalid date: expected a date such as 2022-03-03"),
        ("", "invalid date: expected a date such as 2022-03-03"),
        ("2022-02-30", "invalid date: no such date in the calendar"),
        ("0000-12-31", "invalid date: out of range: expected the years 0001 to 9999"),
        ("+10000-01-01", "invalid date: expected a date such as 2022-03-03"),
    ] {
        assert_eq!(text.parse::<Date>().map_err(|error| error.to_string()), Err(message.to_owned()), "{text:?}");
    }
    for (text, message) in [
        ("2022-03-03", "invalid date-time: expected an instant such as 2022-03-03T10:30:00Z"),
        ("2022-03-03T10:30:00", "invalid date-time: expected an instant such as 2022-03-03T10:30:00Z"),
        ("2022-03-03t10:30:00Z", "invalid date-time: expected an instant such as 2022-03-03T10:30:00Z"),
        // Only a query has percent-encoding.
        ("2022-03-03T10:30:00 02:00", "invalid date-time: expected an instant such as 2022-03-03T10:30:00Z"),
        ("2022-03-03T10:30:00.Z", "invalid date-time: expected an instant such as 2022-03-03T10:30:00Z"),
        ("2022-03-03T10:30:00.0123456789Z", "invalid date-time: expected an instant such as 2022-03-03T10:30:00Z"),
        ("2022-03-03T24:00:00Z", "invalid date-time: no such time of day or UTC offset"),
        ("2016-12-31T23:59:60Z", "invalid date-time: no such time of day or UTC offset"),
        ("2022-03-03T10:30:00+24:00", "invalid date-time: no such time of day or UTC offset"),
        ("0000-12-31T23:00:00Z", "invalid date-time: out of range: expected the years 0001 to 9999"),
        ("9999-12-31T23:00:00-01:00", "invalid date-time: out of range: expected the years 0001 to 9999"),
        ("0001-01-01T00:00:00+00:01", "invalid date-time: out of range: expected the years 0001 to 9999"),
    ] {
        assert_eq!(text.parse::<Timestamp>().map_err(|error| error.to_string()), Err(message.to_owned()), "{text:?}");
    }
    for (text, canonical) in [
        ("2022-03-03T10:30:00Z", "2022-03-03T10:30:00Z"),
        ("2022-03-03T10:30:00.120Z", "2022-03-03T10:30:00.12Z"),
        ("2022-03-03T10:30:00.000000001Z", "2022-03-03T10:30:00.000000001Z"),
        ("2022-03-03T10:30:00+05:30", "2022-03-03T05:00:00Z"),
        ("9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59.999999999Z"),
        ("0001-01-01T00:00:00-00:00", "0001-01-01T00:00:00Z"),
    ] {
        let instant: Timestamp = text.parse().expect(text);
        assert_eq!(instant.to_string(), canonical);
        assert_eq!(format!("{instant:?}"), canonical);
    }
    assert_eq!(Timestamp::MIN.to_string(), "0000-12-31T00:00:00Z");
    assert_eq!(Timestamp::MAX.to_string(), "+10000-01-01T23:59:59.999999999Z");
}

#[test]
fn pads_like_text() {
    assert_eq!(format!("{:>12}|{:<12}|", date(2022, 3, 3), date(2022, 3, 3)), "  2022-03-03|2022-03-03  |");
    assert_eq!(format!("{:>22}", Timestamp::from_unix_seconds(0).expect("the epoch")), "  1970-01-01T00:00:00Z");
}

/// Generates instants, a part of which are near the ends of the range.
fn instants() -> impl Strategy<Value = Timestamp> {
    let nanoseconds = Timestamp::MIN.unix_nanos()..=Timestamp::MAX.unix_nanos();
    let day = 86_400 * 1_000_000_000_i128;
    prop_oneof![
        8 => nanoseconds,
        1 => (0..2 * day).prop_map(|nanoseconds| Timestamp::MIN.unix_nanos() + nanoseconds),
        1 => (0..2 * day).prop_map(|nanoseconds| Timestamp::MAX.unix_nanos() - nanoseconds),
        2 => (-60_000_000_000_i128..60_000_000_000).prop_map(|seconds| seconds * 1_000_000_000),
    ]
    .prop_map(|nanoseconds| Timestamp::from_unix_nanos(nanoseconds).expect("an instant in the range"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn has_the_instants_of_chrono(instant in instants(), other in instants()) {
        let by_chrono = DateTime::<Utc>::from(instant);
        prop_assert_eq!(Timestamp::try_from(by_chrono), Ok(instant));
        prop_assert_eq!(Timestamp::try_from(&by_chrono), Ok(instant));
        prop_assert_eq!(by_chrono.timestamp(), instant.unix_seconds());
        prop_assert_eq!(by_chrono.timestamp_subsec_nanos(), instant.subsec_nanos());
        prop_assert_eq!(NaiveDate::from(instant.date()), by_chrono.date_naive());
        let time = (by_chrono.hour(), by_chrono.minute(), by_chrono.second());
        prop_assert_eq!((instant.hour().into(), instant.minute().into(), instant.second().into()), time);
        let parts = (instant.hour(), instant.minute(), instant.second());
        prop_assert_eq!(Timestamp::new(instant.date(), parts.0, parts.1, parts.2, instant.subsec_nanos()), Some(instant));
        prop_assert_eq!(instant.cmp(&other), by_chrono.cmp(&other.into()));
        prop_assert_eq!(instant.to_string().parse::<DateTime<Utc>>(), Ok(by_chrono));
        let is_canonical = (1..=9999).contains(&by_chrono.year());
        prop_assert_eq!(instant.to_string().parse().ok(), is_canonical.then_some(instant));
    }

    #[cfg(feature = "jiff")]
    #[test]
    fn has_the_instants_of_jiff(instant in instants()) {
        let Ok(by_jiff) = jiff::Timestamp::try_from(instant) else {
            prop_assert!(instant.unix_nanos() > jiff::Timestamp::MAX.as_nanosecond());
            return Ok(());
        };
        prop_assert_eq!(Timestamp::try_from(by_jiff), Ok(instant));
        prop_assert_eq!(by_jiff.as_nanosecond(), instant.unix_nanos());
        prop_assert_eq!(by_jiff.to_string(), instant.to_string());
        let zoned = by_jiff.to_zoned_datetime(jiff::tz::TimeZone::fixed(jiff::tz::offset(5)));
        prop_assert_eq!(Timestamp::try_from(&zoned), Ok(instant));
        prop_assert_eq!(Timestamp::try_from(zoned.clone()), Ok(instant));
        prop_assert_eq!(Value::from(zoned), Value::Instant(instant));
        prop_assert_eq!(Value::from(by_jiff), Value::Instant(instant));
    }

    #[cfg(feature = "time")]
    #[test]
    fn has_the_instants_of_time(instant in instants()) {
        let Ok(by_time) = time::OffsetDateTime::try_from(instant) else {
            prop_assert_eq!(instant.date(), Date::MAX);
            return Ok(());
        };
        prop_assert_eq!(Timestamp::try_from(by_time), Ok(instant));
        prop_assert_eq!(by_time.unix_timestamp_nanos(), instant.unix_nanos());
        let in_utc = time::UtcDateTime::try_from(instant);
        prop_assert_eq!(in_utc.map(time::UtcDateTime::unix_timestamp_nanos), Ok(instant.unix_nanos()));
        prop_assert_eq!(Value::from(by_time), Value::Instant(instant));
    }
}

#[cfg(feature = "jiff")]
#[test]
fn has_the_dates_of_jiff() {
    for date in dates() {
        match jiff::civil::Date::try_from(date) {
            Ok(other) => {
                assert_eq!(Date::try_from(other), Ok(date));
                assert_eq!(other.to_string(), date.to_string());
            }
            Err(error) => assert_eq!((date, error.reason()), (Date::MAX, InvalidReason::OutOfRange)),
        }
    }
}

#[cfg(feature = "time")]
#[test]
fn has_the_dates_of_time() {
    for date in dates() {
        match time::Date::try_from(date) {
            Ok(other) => {
                assert_eq!(Date::try_from(other), Ok(date));
                assert_eq!(
                    (other.year(), u8::from(other.month()), other.day()),
                    (date.year().into(), date.month(), date.day())
                );
            }
            Err(error) => assert_eq!((date, error.reason()), (Date::MAX, InvalidReason::OutOfRange)),
        }
    }
}

#[test]
fn converts_no_value_outside_the_range() {
    let reason = |result: Result<(), DateTimeError>| result.map_err(|error| error.reason());
    let leap = "2016-12-31T23:59:60.5Z".parse::<DateTime<Utc>>().expect("a leap second");
    assert_eq!(reason(Timestamp::try_from(leap).map(drop)), Err(InvalidReason::NoSuchTime));
    assert_eq!(reason(Timestamp::try_from(DateTime::<Utc>::MAX_UTC).map(drop)), Err(InvalidReason::OutOfRange));
    assert_eq!(reason(Timestamp::try_from(DateTime::<Utc>::MIN_UTC).map(drop)), Err(InvalidReason::OutOfRange));
    assert_eq!(reason(Date::try_from(NaiveDate::MAX).map(drop)), Err(InvalidReason::OutOfRange));
    assert_eq!(reason(Date::try_from(NaiveDate::MIN).map(drop)), Err(InvalidReason::OutOfRange));
    #[cfg(feature = "jiff")]
    {
        assert_eq!(reason(Timestamp::try_from(jiff::Timestamp::MIN).map(drop)), Err(InvalidReason::OutOfRange));
        assert_eq!(reason(Date::try_from(jiff::civil::Date::MIN).map(drop)), Err(InvalidReason::OutOfRange));
        assert_eq!(reason(jiff::Timestamp::try_from(Timestamp::MAX).map(drop)), Err(InvalidReason::OutOfRange));
        assert_eq!(reason(jiff::civil::Date::try_from(Date::MAX).map(drop)), Err(InvalidReason::OutOfRange));
    }
    #[cfg(feature = "time")]
    {
        assert_eq!(reason(Date::try_from(time::Date::MIN).map(drop)), Err(InvalidReason::OutOfRange));
        assert_eq!(reason(time::OffsetDateTime::try_from(Timestamp::MAX).map(drop)), Err(InvalidReason::OutOfRange));
        assert_eq!(reason(time::Date::try_from(Date::MAX).map(drop)), Err(InvalidReason::OutOfRange));
    }
}

/// The range of the other library is the limit, not that of filters.
#[cfg(all(feature = "jiff", feature = "time"))]
#[test]
fn names_the_library_as_the_limit() {
    let message = |result: Result<(), DateTimeError>| result.expect_err("out of range").to_string();
    let date = "invalid date: out of the range of the other library";
    assert_eq!(message(jiff::civil::Date::try_from(Date::MAX).map(drop)), date);
    assert_eq!(message(time::Date::try_from(Date::MAX).map(drop)), date);
    let instant = "invalid date-time: out of the range of the other library";
    assert_eq!(message(jiff::Timestamp::try_from(Timestamp::MAX).map(drop)), instant);
    assert_eq!(message(time::OffsetDateTime::try_from(Timestamp::MAX).map(drop)), instant);
    assert_eq!(message(time::UtcDateTime::try_from(Timestamp::MAX).map(drop)), instant);
    let to_filters = message(Timestamp::try_from(jiff::Timestamp::MIN).map(drop));
    assert_eq!(to_filters, "invalid date-time: out of range: expected the years 0001 to 9999");
}

/// A value outside the range becomes the minimum or the maximum, and no field accepts it.
#[test]
fn rejects_values_outside_the_range_of_filters() {
    let schema = Schema::builder("events")
        .field(Field::date("on").ops([Op::Exact]))
        .field(Field::date_time("at").ops([Op::Exact]))
        .build()
        .expect("a sound schema");
    let mut dates: Vec<(Value<'_>, Date)> =
        vec![(NaiveDate::MIN.into(), Date::MIN), (NaiveDate::MAX.into(), Date::MAX), (Date::MAX.into(), Date::MAX)];
    let mut instants: Vec<(Value<'_>, Timestamp)> = vec![
        (DateTime::<Utc>::MIN_UTC.into(), Timestamp::MIN),
        (DateTime::<Utc>::MAX_UTC.into(), Timestamp::MAX),
        (Timestamp::MIN.into(), Timestamp::MIN),
    ];
    #[cfg(feature = "jiff")]
    {
        dates.push((jiff::civil::Date::MIN.into(), Date::MIN));
        instants.push((jiff::Timestamp::MIN.into(), Timestamp::MIN));
    }
    #[cfg(feature = "time")]
    {
        dates.push((time::Date::MIN.into(), Date::MIN));
        instants.push((time::Date::MIN.midnight().assume_utc().into(), Timestamp::MIN));
    }
    for (value, expected) in dates {
        assert_eq!(value, Value::Date(expected));
        for field in ["on", "at"] {
            let errors = schema.filter().exact(field, value.clone()).build().expect_err("out of range");
            assert!(errors.to_string().contains("out of range"), "{errors}");
        }
    }
    for (value, expected) in instants {
        assert_eq!(value, Value::Instant(expected));
        let errors = schema.filter().exact("at", value).build().expect_err("out of range");
        assert!(errors.to_string().contains("out of range"), "{errors}");
    }
}
