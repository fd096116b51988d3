//! The whole day that a date means in a date-time field.

use std::cmp::Ordering;
use std::fmt;

use super::offset::Offset;
use super::{Date, InvalidReason, Timestamp, Zone};

/// A whole day of a date-time field, in the field's time zone: the meaning of a date in such a field.
///
/// It prints as the date, and provides the instants from [`start`](Day::start) (inclusive) to [`end`](Day::end)
/// (exclusive). A day begins at its first instant, even if the clock skips midnight or shows it twice.
///
/// A field accepts the day if the date has the same instants in the field's time zone. Otherwise the day is
/// [rejected](crate::error::InvalidReason::OtherTimeZone), because the filter would match other instants than the day's.
/// Pass the date to use the field's own day, or pass the two instants.
///
/// ```
/// # use filterset::{Field, Op, Predicate, Schema, Value};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let schema = Schema::builder("events").field(Field::date_time("at").time_zone("-06:00").ops([Op::Lte])).build()?;
/// let filter = schema.parse("at__lte=2022-05-04")?;
///
/// let condition = filter.get("at", Op::Lte).ok_or("no such condition")?;
/// let Predicate::Lte(Value::Day(day)) = condition.predicate() else { return Err("no day".into()) };
/// assert_eq!(day.date().to_string(), "2022-05-04");
/// assert_eq!(day.start().to_string(), "2022-05-04T06:00:00Z");
/// assert_eq!(day.end().to_string(), "2022-05-05T06:00:00Z");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Day {
    date: Date,
    /// The first instant, in seconds from midnight UTC of the date: two instants would make every
    /// [`Value`](super::Value) larger.
    start: i32,
    /// The first instant after the day, in the same unit.
    end: i32,
}

impl Day {
    /// Returns the date as it was given, in the field's time zone.
    #[must_use]
    pub const fn date(self) -> Date {
        self.date
    }

    /// Returns the first instant of the day.
    #[must_use]
    pub fn start(self) -> Timestamp {
        self.instant(self.start)
    }

    /// Returns the first instant after the day.
    #[must_use]
    pub fn end(self) -> Timestamp {
        self.instant(self.end)
    }

    fn instant(self, seconds: i32) -> Timestamp {
        let midnight = Timestamp::midnight(self.date);
        // The instant exists: the seconds were computed from it.
        midnight.checked_add_seconds(seconds.into()).unwrap_or(midnight)
    }

    /// Returns the day of a date in a time zone.
    pub(super) fn in_zone(date: Date, zone: &Zone) -> Result<Day, InvalidReason> {
        let next = date.next().ok_or(InvalidReason::OutOfRange)?;
        let start = zone.first_instant(date).ok_or(InvalidReason::OutOfRange)?;
        let end = zone.first_instant(next).ok_or(InvalidReason::OutOfRange)?;
        // The first instant of a day that the zone skips is the one of the next day.
        if start >= end {
            return Err(InvalidReason::SkippedTime);
        }
        let midnight = Timestamp::midnight(date).unix_seconds();
        let seconds = |instant: Timestamp| {
            i32::try_from(instant.unix_seconds().saturating_sub(midnight)).map_err(|_| InvalidReason::OutOfRange)
        };
        Ok(Day { date, start: seconds(start)?, end: seconds(end)? })
    }

    /// Compares the starts, with a day before an instant at its start.
    pub(super) fn compare_to_instant(self, instant: Timestamp) -> Ordering {
        self.start().cmp(&instant).then(Ordering::Less)
    }
}

/// Compares by start, then by end.
impl Ord for Day {
    fn cmp(&self, other: &Day) -> Ordering {
        let key = |day: &Day| (day.start(), day.end(), day.date);
        key(self).cmp(&key(other))
    }
}

impl PartialOrd for Day {
    fn partial_cmp(&self, other: &Day) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Day").field("date", &self.date).field("start", &self.start()).field("end", &self.end()).finish()
    }
}

/// A value of a date-time field.
pub(super) enum Moment {
    Day(Day),
    Instant(Timestamp),
}

impl Moment {
    /// Parses a date, or `YYYY-MM-DDTHH:MM:SS[.1-9 digits]` with `Z`, an offset `+HH:MM` or `-HH:MM`, or neither.
    pub(super) fn parse(text: &str, zone: &Zone) -> Result<Moment, InvalidReason> {
        let (date, rest) = Date::take(text.as_bytes())?;
        let Some(rest) = rest.strip_prefix(b"T") else {
            if rest.is_empty() {
                return Day::in_zone(date, zone).map(Moment::Day);
            }
            return Err(InvalidReason::Malformed);
        };
        let (local, rest) = Timestamp::take_time(date, rest)?;
        let instant = match rest {
            [] => zone.instant(local)?.canonical(),
            // The `+` of an offset wasn't percent-encoded.
            [b' ', unsigned @ ..] if Offset::parse_unsigned(unsigned).is_ok() => Err(InvalidReason::SpaceForSign),
            _ => Timestamp::parse_offset(local, rest),
        };
        instant.map(Moment::Instant)
    }
}
