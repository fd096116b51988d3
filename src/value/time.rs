//! Dates and date-times: their parsing, the whole day that a date means, and their printing.

use std::cmp::Ordering;
use std::fmt::{self, Write};

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Timelike, Utc};

use super::offset::{parse_digits, parse_offset, to_instant};
use super::{InvalidReason, Zone};

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
/// assert_eq!(day.start().to_string(), "2022-05-04 06:00:00 UTC");
/// assert_eq!(day.end().to_string(), "2022-05-05 06:00:00 UTC");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Day {
    date: NaiveDate,
    /// The first instant, in seconds from midnight UTC of the date: two instants would make every [`Value`] larger.
    start: i32,
    /// The first instant after the day, in the same unit.
    end: i32,
}

impl Day {
    /// Returns the date as it was given, in the field's time zone.
    #[must_use]
    pub const fn date(self) -> NaiveDate {
        self.date
    }

    /// Returns the first instant of the day.
    #[must_use]
    pub fn start(self) -> DateTime<Utc> {
        self.instant(self.start)
    }

    /// Returns the first instant after the day.
    #[must_use]
    pub fn end(self) -> DateTime<Utc> {
        self.instant(self.end)
    }

    fn instant(self, seconds: i32) -> DateTime<Utc> {
        let midnight = midnight(self.date);
        // The instant exists: the seconds were computed from it.
        midnight.checked_add_signed(TimeDelta::seconds(seconds.into())).unwrap_or(midnight)
    }

    /// Returns the day of a date in a time zone.
    pub(super) fn in_zone(date: NaiveDate, zone: Zone) -> Result<Day, InvalidReason> {
        let next = date.succ_opt().ok_or(InvalidReason::OutOfRange)?;
        let start = zone.first_instant(date).ok_or(InvalidReason::OutOfRange)?;
        let end = zone.first_instant(next).ok_or(InvalidReason::OutOfRange)?;
        // The first instant of a day that the zone skips is the one of the next day.
        if start >= end {
            return Err(InvalidReason::SkippedTime);
        }
        let seconds = |instant: DateTime<Utc>| {
            i32::try_from(instant.timestamp().saturating_sub(midnight(date).timestamp()))
                .map_err(|_| InvalidReason::OutOfRange)
        };
        Ok(Day { date, start: seconds(start)?, end: seconds(end)? })
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

fn midnight(date: NaiveDate) -> DateTime<Utc> {
    date.and_time(NaiveTime::MIN).and_utc()
}

/// The number of nanoseconds of a second. The time library represents a leap second as more of them.
const NANOS_PER_SECOND: u32 = 1_000_000_000;

/// A value of a date-time field.
pub(super) enum Moment {
    Day(Day),
    Instant(DateTime<Utc>),
}

/// Parses `YYYY-MM-DD`, with years from 0001 to 9999.
pub(super) fn parse_date(text: &str) -> Result<NaiveDate, InvalidReason> {
    let (date, rest) = take_date(text.as_bytes())?;
    if rest.is_empty() { Ok(date) } else { Err(InvalidReason::Malformed) }
}

/// Parses a date, or `YYYY-MM-DDTHH:MM:SS[.1-9 digits]` with `Z`, an offset `+HH:MM` or `-HH:MM`, or neither.
pub(super) fn parse_moment(text: &str, zone: Zone) -> Result<Moment, InvalidReason> {
    let (date, rest) = take_date(text.as_bytes())?;
    let Some(rest) = rest.strip_prefix(b"T") else {
        return if rest.is_empty() { Day::in_zone(date, zone).map(Moment::Day) } else { Err(InvalidReason::Malformed) };
    };
    let (time, rest) = take_time(rest)?;
    let local = date.and_time(time);
    let instant = match rest {
        [] => zone.instant(local)?,
        [b'Z'] => local.and_utc(),
        [b' ', ..] if is_offset_tail(rest) => return Err(InvalidReason::SpaceForSign),
        _ => to_instant(local, parse_offset(rest)?).ok_or(InvalidReason::OutOfRange)?,
    };
    in_range(instant).map(Moment::Instant)
}

/// Checks that the language can spell an instant: its year is from 1 to 9999, and it isn't a leap second.
pub(super) fn canonical_instant(instant: DateTime<Utc>) -> Result<DateTime<Utc>, InvalidReason> {
    if instant.nanosecond() < NANOS_PER_SECOND { in_range(instant) } else { Err(InvalidReason::NoSuchTime) }
}

/// Checks that the language can spell a date: its year is from 1 to 9999.
pub(super) fn canonical_date(date: NaiveDate) -> Result<NaiveDate, InvalidReason> {
    if is_year(date.year()) { Ok(date) } else { Err(InvalidReason::OutOfRange) }
}

/// Returns `true` if the string is a date.
pub(super) fn is_date(text: &str) -> bool {
    text.len() == "YYYY-MM-DD".len() && parse_date(text).is_ok()
}

fn in_range(instant: DateTime<Utc>) -> Result<DateTime<Utc>, InvalidReason> {
    if is_year(instant.year()) { Ok(instant) } else { Err(InvalidReason::OutOfRange) }
}

fn is_year(year: i32) -> bool {
    (1..=9999).contains(&year)
}

fn take_date(text: &[u8]) -> Result<(NaiveDate, &[u8]), InvalidReason> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, rest @ ..] = text else { return Err(InvalidReason::Malformed) };
    let year = parse_digits(&[*y1, *y2, *y3, *y4])?;
    let (month, day) = (parse_digits(&[*m1, *m2])?, parse_digits(&[*d1, *d2])?);
    let date = i32::try_from(year)
        .ok()
        .filter(|year| is_year(*year))
        .and_then(|year| NaiveDate::from_ymd_opt(year, month, day))
        .ok_or(InvalidReason::NoSuchDate)?;
    Ok((date, rest))
}

fn take_time(text: &[u8]) -> Result<(NaiveTime, &[u8]), InvalidReason> {
    let [h1, h2, b':', m1, m2, b':', s1, s2, rest @ ..] = text else { return Err(InvalidReason::Malformed) };
    let (hour, minute, second) = (parse_digits(&[*h1, *h2])?, parse_digits(&[*m1, *m2])?, parse_digits(&[*s1, *s2])?);
    let (nanosecond, rest) = match rest {
        [b'.', fraction @ ..] => take_fraction(fraction)?,
        _ => (0, rest),
    };
    let time = NaiveTime::from_hms_nano_opt(hour, minute, second, nanosecond).ok_or(InvalidReason::NoSuchTime)?;
    Ok((time, rest))
}

/// Parses 1 to 9 digits as nanoseconds.
fn take_fraction(text: &[u8]) -> Result<(u32, &[u8]), InvalidReason> {
    let len = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    match text.split_at_checked(len) {
        Some((digits @ [_, ..], rest)) if len <= 9 => {
            let missing = digits.len()..9;
            Ok((missing.fold(parse_digits(digits)?, |nanoseconds, _| nanoseconds.saturating_mul(10)), rest))
        }
        _ => Err(InvalidReason::Malformed),
    }
}

/// Returns `true` for a space followed by the rest of an offset: its `+` wasn't percent-encoded.
fn is_offset_tail(text: &[u8]) -> bool {
    matches!(text, [b' ', rest @ ..] if parse_offset(&[b"+", rest].concat()).is_ok())
}

/// Returns the two digits of a number below 100.
fn two_digits(number: u32) -> [u8; 2] {
    let digit = |number: u32| u8::try_from(number % 10).unwrap_or_default() | b'0';
    [digit(number / 10), digit(number)]
}

fn write_ascii(out: &mut impl Write, text: &[u8]) -> fmt::Result {
    out.write_str(std::str::from_utf8(text).unwrap_or_default())
}

/// Returns `true` if the year has four digits. Programs can pass other years, which appear only in errors.
fn has_four_digits(year: i32) -> bool {
    (0..=9999).contains(&year)
}

/// Returns `YYYY-MM-DD`. The year must have four digits.
fn spell_date(date: NaiveDate) -> [u8; 10] {
    let year = date.year().unsigned_abs();
    let ([y1, y2], [y3, y4]) = (two_digits(year / 100), two_digits(year % 100));
    let ([m1, m2], [d1, d2]) = (two_digits(date.month()), two_digits(date.day()));
    [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2]
}

pub(super) fn write_date(out: &mut impl Write, date: NaiveDate) -> fmt::Result {
    if !has_four_digits(date.year()) {
        // The library prints a sign, as ISO 8601 requires.
        return write!(out, "{date}");
    }
    write_ascii(out, &spell_date(date))
}

pub(super) fn write_instant(out: &mut impl Write, instant: DateTime<Utc>) -> fmt::Result {
    if !has_four_digits(instant.year()) {
        return write!(out, "{instant:?}");
    }
    // `naive_utc` is called once because the methods of `DateTime` add the offset on each call.
    let (date, time) = (instant.naive_utc().date(), instant.naive_utc().time());
    let (whole, mut fraction) = (time.nanosecond() / NANOS_PER_SECOND, time.nanosecond() % NANOS_PER_SECOND);
    let second = time.second().saturating_add(whole);
    let [y1, y2, y3, y4, y5, o1, o2, o3, d1, d2] = spell_date(date);
    let ([h1, h2], [m1, m2], [s1, s2]) = (two_digits(time.hour()), two_digits(time.minute()), two_digits(second));
    write_ascii(out, &[y1, y2, y3, y4, y5, o1, o2, o3, d1, d2, b'T', h1, h2, b':', m1, m2, b':', s1, s2])?;
    if fraction > 0 {
        out.write_str(".")?;
        // Two digits at a time, until the rest is zero.
        while fraction > 0 {
            let digits = two_digits(fraction / 10_000_000);
            fraction = (fraction % 10_000_000).saturating_mul(100);
            match (digits, fraction) {
                ([digit, b'0'], 0) => write_ascii(out, &[digit])?,
                _ => write_ascii(out, &digits)?,
            }
        }
    }
    out.write_str("Z")
}

/// Compares by start, with a day before an instant at its start.
pub(super) fn compare_day_to_instant(day: Day, instant: DateTime<Utc>) -> Ordering {
    day.start().cmp(&instant).then(Ordering::Less)
}
