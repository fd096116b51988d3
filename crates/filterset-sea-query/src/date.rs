//! The libraries whose types hold dates and instants in bind parameters.

use filterset::value::{Date, Timestamp};
use filterset::{Filter, Value};
use sea_query::Value as SqlValue;

use crate::dialect::Dialect;

/// A library whose types hold the dates and instants in bind parameters.
///
/// The features `with-chrono`, `with-time` and `with-jiff` of this crate enable the libraries, in the versions of
/// sea-query: chrono 0.4, time 0.3 and jiff 0.2. If several are enabled, a driver can send the types of each, because a
/// driver of sea-query compiles only with the same features.
///
/// | library | SQLite | PostgreSQL | MySQL |
/// |---|---|---|---|
/// | chrono | dates and date-times | dates and date-times | dates and date-times |
/// | time | dates | dates and date-times | dates and date-times |
/// | jiff | dates | dates and date-times | none |
///
/// Anything else is an error, as is every library if no feature is enabled. [`Column::scaled`](crate::Column::scaled) for
/// date-times and [`Column::text`](crate::Column::text) for dates need no library.
///
/// - SQLite compares date-times as text. The drivers' texts of chrono's `DateTime<Utc>` sort in the order of the instants;
///   those of time and jiff don't in all drivers (`10:30:00.5Z` sorts before `10:30:00Z`). A `DateTime<FixedOffset>`, and
///   with sqlx a `DateTime<Local>`, is written in its own offset: convert it to `DateTime<Utc>` before you write a row.
/// - No driver can send jiff's types to MySQL. For PostgreSQL, `sea-query-postgres` can, and `sea-query-sqlx` can't.
/// - time's date-times end with the year 9999, and jiff's about 26 hours earlier. If a filter in PostgreSQL has an operand
///   after that, such as the end of the last day, all its instants are bound as text and cast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DateLibrary {
    /// chrono 0.4: `NaiveDate` and `DateTime<Utc>`.
    #[cfg(feature = "with-chrono")]
    #[cfg_attr(docsrs, doc(cfg(feature = "with-chrono")))]
    Chrono,
    /// jiff 0.2: `civil::Date` and `Timestamp`.
    #[cfg(feature = "with-jiff")]
    #[cfg_attr(docsrs, doc(cfg(feature = "with-jiff")))]
    Jiff,
    /// time 0.3: `Date` and `OffsetDateTime`.
    #[cfg(feature = "with-time")]
    #[cfg_attr(docsrs, doc(cfg(feature = "with-time")))]
    Time,
}

impl DateLibrary {
    /// The enabled libraries. The first is the default.
    const ENABLED: &[DateLibrary] = &[
        #[cfg(feature = "with-chrono")]
        DateLibrary::Chrono,
        #[cfg(feature = "with-time")]
        DateLibrary::Time,
        #[cfg(feature = "with-jiff")]
        DateLibrary::Jiff,
    ];

    pub(crate) fn first_enabled() -> Option<DateLibrary> {
        DateLibrary::ENABLED.first().copied()
    }

    /// Returns `true` if the drivers' texts of instants in UTC, which SQLite compares, sort in the order of the instants.
    pub(crate) fn has_ordered_texts(self) -> bool {
        match self {
            // "...:00+00:00" and "...:00.500+00:00": the sign sorts before the point.
            #[cfg(feature = "with-chrono")]
            DateLibrary::Chrono => true,
            // "...:00Z" and "...:00.5Z" (sqlx, and rusqlite for jiff): the point sorts before the letter.
            #[cfg(feature = "with-jiff")]
            DateLibrary::Jiff => false,
            #[cfg(feature = "with-time")]
            DateLibrary::Time => false,
        }
    }

    /// Returns `true` if drivers can send the types to a database.
    pub(crate) fn supports(self, dialect: Dialect) -> bool {
        match (self, dialect) {
            #[cfg(feature = "with-jiff")]
            (DateLibrary::Jiff, Dialect::MySql) => false,
            _ => true,
        }
    }

    /// Returns the bind parameter, or `None` if the library doesn't have the date.
    fn bind_date(self, date: Date) -> Option<SqlValue> {
        match (self, date) {
            #[cfg(feature = "with-chrono")]
            (DateLibrary::Chrono, date) => chrono::NaiveDate::from_epoch_days(date.unix_days()).map(SqlValue::from),
            #[cfg(feature = "with-jiff")]
            (DateLibrary::Jiff, date) => {
                let (month, day) = (i8::try_from(date.month()).ok()?, i8::try_from(date.day()).ok()?);
                jiff::civil::Date::new(i16::try_from(date.year()).ok()?, month, day).ok().map(SqlValue::from)
            }
            #[cfg(feature = "with-time")]
            (DateLibrary::Time, date) => {
                /// The Julian day of 1970-01-01.
                const UNIX_EPOCH: i32 = 2_440_588;
                time::Date::from_julian_day(date.unix_days().checked_add(UNIX_EPOCH)?).ok().map(SqlValue::from)
            }
        }
    }

    /// Returns the bind parameter, which is null for `None`. Returns `None` if the library doesn't have the instant.
    fn bind_instant(self, instant: Option<Timestamp>) -> Option<SqlValue> {
        match (self, instant) {
            #[cfg(feature = "with-chrono")]
            (DateLibrary::Chrono, None) => Some(SqlValue::ChronoDateTimeUtc(None)),
            #[cfg(feature = "with-chrono")]
            (DateLibrary::Chrono, Some(instant)) => {
                chrono::DateTime::from_timestamp(instant.unix_seconds(), instant.subsec_nanos()).map(SqlValue::from)
            }
            #[cfg(feature = "with-jiff")]
            (DateLibrary::Jiff, None) => Some(SqlValue::JiffTimestamp(None)),
            #[cfg(feature = "with-jiff")]
            (DateLibrary::Jiff, Some(instant)) => {
                jiff::Timestamp::from_nanosecond(instant.unix_nanos()).ok().map(SqlValue::from)
            }
            #[cfg(feature = "with-time")]
            (DateLibrary::Time, None) => Some(SqlValue::TimeDateTimeWithTimeZone(None)),
            #[cfg(feature = "with-time")]
            (DateLibrary::Time, Some(instant)) => {
                time::OffsetDateTime::from_unix_timestamp_nanos(instant.unix_nanos()).ok().map(SqlValue::from)
            }
        }
    }
}

/// The database, and how the dates and instants of a filter are bound in it.
#[derive(Clone, Copy)]
pub(crate) struct Target {
    pub(crate) dialect: Dialect,
    pub(crate) library: Option<DateLibrary>,
    /// Whether instants are bound as text. All of a filter are if one of them must be, so that a filter's shape has two
    /// texts of SQL, and not one for each combination of operands.
    binds_instants_as_text: bool,
}

impl Target {
    /// Returns the target of operands that the library has.
    pub(crate) const fn plain(dialect: Dialect, library: Option<DateLibrary>) -> Target {
        Target { dialect, library, binds_instants_as_text: false }
    }

    pub(crate) fn new(dialect: Dialect, library: Option<DateLibrary>, filter: &Filter<'_>) -> Target {
        let is_beyond = |value: Value<'_>| {
            let instant = match value {
                Value::Instant(instant) => round_up(instant),
                Value::Day(day) => day.end(),
                _ => return false,
            };
            library.is_none_or(|library| library.bind_instant(Some(instant)).is_none())
        };
        // MySQL has no instants that a library doesn't have, and SQLite gets none of time and jiff.
        let binds_instants_as_text = dialect == Dialect::Postgres
            && filter.iter().any(|condition| condition.predicate().values().any(is_beyond));
        Target { dialect, library, binds_instants_as_text }
    }

    pub(crate) fn bind_date(self, date: Date) -> SqlValue {
        // Every library has all the dates of filters. If one didn't, its text would mean the same in SQLite and MySQL, and
        // PostgreSQL would reject it.
        let bound = self.library.and_then(|library| library.bind_date(date));
        bound.unwrap_or_else(|| SqlValue::from(date.to_string()))
    }

    /// Returns the bind parameter, which is null for `None`.
    pub(crate) fn bind_instant(self, instant: Option<Timestamp>) -> SqlValue {
        // Only PostgreSQL gets texts: in the other databases, `encode_operand` binds only what the library has.
        let library = self.library.filter(|_| !self.binds_instants_as_text);
        let bound = library.and_then(|library| library.bind_instant(instant));
        bound.unwrap_or_else(|| SqlValue::from(instant.map(spell_for_postgres)))
    }
}

/// Rounds an instant up to a microsecond.
fn round_up(instant: Timestamp) -> Timestamp {
    let microseconds = instant.unix_nanos().saturating_add(999).div_euclid(1_000);
    Timestamp::from_unix_nanos(microseconds.saturating_mul(1_000)).unwrap_or(instant)
}

/// Spells an instant as PostgreSQL parses it, for any `DateStyle`. It has no year 0, and allows no sign before a year.
fn spell_for_postgres(instant: Timestamp) -> String {
    let date = instant.date();
    let (year, era) = if date.year() == 0 { (1, " BC") } else { (date.year(), "") };
    let (month, day) = (date.month(), date.day());
    let (hour, minute, second, micros) =
        (instant.hour(), instant.minute(), instant.second(), instant.subsec_nanos() / 1_000);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{micros:06}Z{era}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spells_every_year() {
        for (instant, expected) in [
            (Timestamp::MIN, "0001-12-31T00:00:00.000000Z BC"),
            ("0001-01-01T00:00:00.5Z".parse().expect("an instant"), "0001-01-01T00:00:00.500000Z"),
            ("9999-12-31T23:59:59.999999Z".parse().expect("an instant"), "9999-12-31T23:59:59.999999Z"),
            (Timestamp::MAX, "10000-01-01T23:59:59.999999Z"),
        ] {
            assert_eq!(spell_for_postgres(instant), expected);
        }
    }
}
