//! Dates and date-times: what texts spell them, the whole day that a date means, and how they are printed.

use std::cmp::Ordering;
use std::fmt::{self, Write};

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Timelike, Utc};

use super::offset::{parse_digits, parse_offset, to_instant};
use super::{InvalidReason, Zone};

/// A whole day of a date-time field, in the field's time zone: what a date given to such a field means.
///
/// It prints as the date that was given and can be asked for its instants, from [`start`](Day::start) (included) to
/// [`end`](Day::end) (excluded). A day begins at its first instant, even where midnight is skipped or repeated.
///
/// A day can be given to a field whose time zone has the same instants for that date. Elsewhere it is
/// [refused](crate::error::InvalidReason::OtherTimeZone): a filter by it would ask for other instants. Give its date where the field's
/// own day is meant, or its instants.
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
    /// The day's first instant, in seconds from the date's midnight in UTC: two instants would make every value larger.
    start: i32,
    /// The first instant after the day, likewise.
    end: i32,
}

impl Day {
    /// The date as it was given, in the field's time zone.
    #[must_use]
    pub const fn date(self) -> NaiveDate {
        self.date
    }

    /// The day's first instant.
    #[must_use]
    pub fn start(self) -> DateTime<Utc> {
        self.instant(self.start)
    }

    /// The first instant after the day.
    #[must_use]
    pub fn end(self) -> DateTime<Utc> {
        self.instant(self.end)
    }

    fn instant(self, seconds: i32) -> DateTime<Utc> {
        let midnight = midnight(self.date);
        // There is one: it was counted from there.
        midnight.checked_add_signed(TimeDelta::seconds(seconds.into())).unwrap_or(midnight)
    }

    /// The day of that date in a zone.
    pub(super) fn in_zone(date: NaiveDate, zone: Zone) -> Result<Day, InvalidReason> {
        let next = date.succ_opt().ok_or(InvalidReason::OutOfRange)?;
        let start = zone.first_instant(date).ok_or(InvalidReason::OutOfRange)?;
        let end = zone.first_instant(next).ok_or(InvalidReason::OutOfRange)?;
        // A day that the zone skips begins where the next one does.
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

/// By start, then by end.
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

/// The nanoseconds of a second. The time library counts a leap second as more of them in the second before.
const SECOND: u32 = 1_000_000_000;

/// What a text on a date-time field can be.
pub(super) enum Moment {
    Day(Day),
    Instant(DateTime<Utc>),
}

/// `YYYY-MM-DD`, years 0001-9999.
pub(super) fn date(text: &str) -> Result<NaiveDate, InvalidReason> {
    let (date, rest) = take_date(text.as_bytes())?;
    if rest.is_empty() { Ok(date) } else { Err(InvalidReason::Malformed) }
}

/// A date, or `YYYY-MM-DDTHH:MM:SS[.1-9 digits]` with `Z`, an offset `+-HH:MM`, or neither.
pub(super) fn moment(text: &str, zone: Zone) -> Result<Moment, InvalidReason> {
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

/// An instant that code made: within the years that text can have, and no leap second.
pub(super) fn canonical_instant(instant: DateTime<Utc>) -> Result<DateTime<Utc>, InvalidReason> {
    if instant.nanosecond() < SECOND { in_range(instant) } else { Err(InvalidReason::NoSuchTime) }
}

/// A date that code made: within the years that text can have.
pub(super) fn canonical_date(date: NaiveDate) -> Result<NaiveDate, InvalidReason> {
    if is_year(date.year()) { Ok(date) } else { Err(InvalidReason::OutOfRange) }
}

/// Whether a text on a date-time field is a date.
pub(super) fn is_date(text: &str) -> bool {
    text.len() == "YYYY-MM-DD".len() && date(text).is_ok()
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

/// 1 to 9 digits, as nanoseconds.
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

/// Whether a raw `+` was sent where the text has a space: what is left would be an offset.
fn is_offset_tail(text: &[u8]) -> bool {
    matches!(text, [b' ', rest @ ..] if parse_offset(&[b"+", rest].concat()).is_ok())
}

/// A number below 100 as two digits.
fn two(number: u32) -> [u8; 2] {
    let digit = |number: u32| u8::try_from(number % 10).unwrap_or_default() | b'0';
    [digit(number / 10), digit(number)]
}

/// Writes what is ASCII.
fn write_ascii(out: &mut impl Write, text: &[u8]) -> fmt::Result {
    out.write_str(std::str::from_utf8(text).unwrap_or_default())
}

/// Whether a year has four digits; what code asks about may have another, and is refused with it.
fn is_spelled(year: i32) -> bool {
    (0..=9999).contains(&year)
}

/// `YYYY-MM-DD`, of a year of four digits.
fn spell_date(date: NaiveDate) -> [u8; 10] {
    let year = date.year().unsigned_abs();
    let ([y1, y2], [y3, y4]) = (two(year / 100), two(year % 100));
    let ([m1, m2], [d1, d2]) = (two(date.month()), two(date.day()));
    [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2]
}

pub(super) fn write_date(out: &mut impl Write, date: NaiveDate) -> fmt::Result {
    if !is_spelled(date.year()) {
        // With a sign, as ISO 8601 has it.
        return write!(out, "{date}");
    }
    write_ascii(out, &spell_date(date))
}

pub(super) fn write_instant(out: &mut impl Write, instant: DateTime<Utc>) -> fmt::Result {
    if !is_spelled(instant.year()) {
        return write!(out, "{instant:?}");
    }
    // Asked once: what is asked of an instant itself is shifted by its offset each time.
    let (date, time) = (instant.naive_utc().date(), instant.naive_utc().time());
    let (whole, mut fraction) = (time.nanosecond() / SECOND, time.nanosecond() % SECOND);
    let second = time.second().saturating_add(whole);
    let [y1, y2, y3, y4, y5, o1, o2, o3, d1, d2] = spell_date(date);
    let ([h1, h2], [m1, m2], [s1, s2]) = (two(time.hour()), two(time.minute()), two(second));
    write_ascii(out, &[y1, y2, y3, y4, y5, o1, o2, o3, d1, d2, b'T', h1, h2, b':', m1, m2, b':', s1, s2])?;
    if fraction > 0 {
        out.write_str(".")?;
        // Two digits of the fraction at a time, until what is left of it is nothing.
        while fraction > 0 {
            let digits = two(fraction / 10_000_000);
            fraction = (fraction % 10_000_000).saturating_mul(100);
            match (digits, fraction) {
                ([digit, b'0'], 0) => write_ascii(out, &[digit])?,
                _ => write_ascii(out, &digits)?,
            }
        }
    }
    out.write_str("Z")
}

/// By start; a day comes before an instant at its start.
pub(super) fn day_to_instant(day: Day, instant: DateTime<Utc>) -> Ordering {
    day.start().cmp(&instant).then(Ordering::Less)
}
