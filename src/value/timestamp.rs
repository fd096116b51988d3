//! Instants: their parsing and printing.

use std::fmt::{self, Write};
use std::str::FromStr;

use super::date::{refine_reason, spell_digits, two_digits, write_ascii};
use super::offset::Offset;
use super::{Date, DateTimeError, InvalidReason};

/// An instant in UTC, to the nanosecond.
///
/// A filter contains the instants of the years 0001 to 9999, spelled `YYYY-MM-DDTHH:MM:SS[.1-9 digits]Z` (a profile of
/// RFC 3339). The type has one more day at each end, the days of [`Date::MIN`] and [`Date::MAX`], in which whole days of
/// other time zones begin or end. A field rejects the instants of these days as out of range, and `FromStr` doesn't
/// parse them. As in Unix time, every day has 86,400 seconds: there is no leap second.
///
/// The features `chrono`, `jiff` and `time` convert instants from and to the types of these libraries. With the feature
/// `serde`, an instant is data: its spelling.
///
/// ```
/// use filterset::value::{Date, Timestamp};
///
/// const LAUNCH: Timestamp = Timestamp::from_unix_seconds(1_651_660_200).unwrap();
///
/// assert_eq!(LAUNCH.to_string(), "2022-05-04T10:30:00Z");
/// assert_eq!("2022-05-04T05:30:00-05:00".parse(), Ok(LAUNCH));
/// assert_eq!(LAUNCH.date(), Date::new(2022, 5, 4).unwrap());
/// assert!("2022-05-04T10:30:00".parse::<Timestamp>().is_err(), "no offset");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp {
    /// From 1970-01-01T00:00:00Z.
    seconds: i64,
    nanoseconds: u32,
}

const SECONDS_PER_DAY: i64 = 86_400;
const NANOS_PER_SECOND: u32 = 1_000_000_000;

impl Timestamp {
    /// The minimum, 0000-12-31T00:00:00Z. It is in no filter.
    pub const MIN: Timestamp = Timestamp { seconds: Date::MIN.unix_days() as i64 * SECONDS_PER_DAY, nanoseconds: 0 };

    /// The maximum, 10000-01-01T23:59:59.999999999Z. It is in no filter.
    pub const MAX: Timestamp = Timestamp {
        seconds: Date::MAX.unix_days() as i64 * SECONDS_PER_DAY + SECONDS_PER_DAY - 1,
        nanoseconds: NANOS_PER_SECOND - 1,
    };

    /// Creates an instant from a date and a time of day in UTC. Returns `None` if the day has no such time.
    #[must_use]
    #[expect(clippy::arithmetic_side_effects, reason = "the type of each operand bounds the sum")]
    pub const fn new(date: Date, hour: u8, minute: u8, second: u8, nanosecond: u32) -> Option<Timestamp> {
        if hour > 23 || minute > 59 || second > 59 || nanosecond >= NANOS_PER_SECOND {
            return None;
        }
        let second_of_day = hour as i64 * 3600 + minute as i64 * 60 + second as i64;
        Some(Timestamp { seconds: date.unix_days() as i64 * SECONDS_PER_DAY + second_of_day, nanoseconds: nanosecond })
    }

    /// Creates an instant from Unix time in seconds, or returns `None` outside the range of the type.
    #[must_use]
    pub const fn from_unix_seconds(seconds: i64) -> Option<Timestamp> {
        if seconds < Timestamp::MIN.seconds || seconds > Timestamp::MAX.seconds {
            return None;
        }
        Some(Timestamp { seconds, nanoseconds: 0 })
    }

    /// Creates an instant from Unix time in nanoseconds, or returns `None` outside the range of the type.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the range is checked, and the remainder is less than a second"
    )]
    pub const fn from_unix_nanos(nanoseconds: i128) -> Option<Timestamp> {
        if nanoseconds < Timestamp::MIN.unix_nanos() || nanoseconds > Timestamp::MAX.unix_nanos() {
            return None;
        }
        let seconds = nanoseconds.div_euclid(NANOS_PER_SECOND as i128);
        let nanoseconds = nanoseconds.rem_euclid(NANOS_PER_SECOND as i128);
        Some(Timestamp { seconds: seconds as i64, nanoseconds: nanoseconds as u32 })
    }

    /// Creates an instant from Unix time in seconds and nanoseconds.
    #[cfg(feature = "chrono")]
    pub(super) fn from_unix_parts(seconds: i64, nanoseconds: u32) -> Result<Timestamp, DateTimeError> {
        let error = DateTimeError::timestamp;
        if nanoseconds >= NANOS_PER_SECOND {
            return Err(error(InvalidReason::NoSuchTime));
        }
        let whole = Timestamp::from_unix_seconds(seconds).ok_or(error(InvalidReason::OutOfRange))?;
        Ok(Timestamp { nanoseconds, ..whole })
    }

    /// Returns the start of a date in UTC.
    #[expect(clippy::arithmetic_side_effects, reason = "the product has at most 12 digits")]
    pub(super) const fn midnight(date: Date) -> Timestamp {
        Timestamp { seconds: date.unix_days() as i64 * SECONDS_PER_DAY, nanoseconds: 0 }
    }

    /// Returns the date in UTC.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "the range of the type has fewer days than an i32")]
    pub const fn date(self) -> Date {
        match Date::from_unix_days(self.seconds.div_euclid(SECONDS_PER_DAY) as i32) {
            Some(date) => date,
            // Both types have the same range.
            None => Date::MAX,
        }
    }

    /// Returns the hour of the day in UTC, from 0 to 23.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "a day has 24 hours")]
    pub const fn hour(self) -> u8 {
        (self.seconds.rem_euclid(SECONDS_PER_DAY) / 3600) as u8
    }

    /// Returns the minute of the hour in UTC, from 0 to 59.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "an hour has 60 minutes")]
    pub const fn minute(self) -> u8 {
        (self.seconds.rem_euclid(3600) / 60) as u8
    }

    /// Returns the second of the minute, from 0 to 59.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "a minute has 60 seconds")]
    pub const fn second(self) -> u8 {
        self.seconds.rem_euclid(60) as u8
    }

    /// Returns the nanosecond of the second, from 0 to 999,999,999.
    #[must_use]
    pub const fn subsec_nanos(self) -> u32 {
        self.nanoseconds
    }

    /// Returns Unix time in seconds, rounded down.
    #[must_use]
    pub const fn unix_seconds(self) -> i64 {
        self.seconds
    }

    /// Returns Unix time in nanoseconds.
    #[must_use]
    #[expect(clippy::arithmetic_side_effects, reason = "a product of 64 and 30 bits is far from 128")]
    pub const fn unix_nanos(self) -> i128 {
        self.seconds as i128 * NANOS_PER_SECOND as i128 + self.nanoseconds as i128
    }

    /// Returns the instant a number of seconds later, or `None` outside the range of the type.
    pub(super) fn checked_add_seconds(self, seconds: i64) -> Option<Timestamp> {
        let later = Timestamp::from_unix_seconds(self.seconds.checked_add(seconds)?)?;
        Some(Timestamp { nanoseconds: self.nanoseconds, ..later })
    }

    /// Returns the instant of a local time, given as if it were in UTC, or `None` outside the range of the type.
    pub(super) fn at_offset(self, offset: Offset) -> Option<Timestamp> {
        self.checked_add_seconds(i64::from(offset.seconds()).saturating_neg())
    }

    /// Returns the next instant, or `None` at the end of the range.
    pub(crate) fn next(self) -> Option<Timestamp> {
        Timestamp::from_unix_nanos(self.unix_nanos().saturating_add(1))
    }

    /// Returns the instant, unless a filter can't contain it.
    pub(super) fn canonical(self) -> Result<Timestamp, InvalidReason> {
        const FIRST: i64 = Timestamp::MIN.seconds + SECONDS_PER_DAY;
        const LAST: i64 = Timestamp::MAX.seconds - SECONDS_PER_DAY;
        if (FIRST..=LAST).contains(&self.seconds) { Ok(self) } else { Err(InvalidReason::OutOfRange) }
    }

    /// Parses `HH:MM:SS[.1-9 digits]` at the start of a string as a time of a day in UTC, and returns the rest.
    pub(super) fn take_time(date: Date, text: &[u8]) -> Result<(Timestamp, &[u8]), InvalidReason> {
        let [h1, h2, b':', m1, m2, b':', s1, s2, rest @ ..] = text else { return Err(InvalidReason::Malformed) };
        let (hour, minute, second) = (two_digits(*h1, *h2)?, two_digits(*m1, *m2)?, two_digits(*s1, *s2)?);
        let (nanosecond, rest) = match rest {
            [b'.', fraction @ ..] => take_fraction(fraction)?,
            _ => (0, rest),
        };
        let time = Timestamp::new(date, hour, minute, second, nanosecond).ok_or(InvalidReason::NoSuchTime)?;
        Ok((time, rest))
    }

    /// Parses `Z` or an offset, and returns the instant of a local time, given as if it were in UTC.
    pub(super) fn parse_offset(local: Timestamp, text: &[u8]) -> Result<Timestamp, InvalidReason> {
        let instant = match text {
            [b'Z'] => local,
            _ => local.at_offset(Offset::parse(text)?).ok_or(InvalidReason::OutOfRange)?,
        };
        instant.canonical()
    }

    /// Writes `YYYY-MM-DDTHH:MM:SS[.1-9 digits]Z`, with the date as [`Date`] writes it.
    pub(crate) fn write(self, out: &mut impl Write) -> fmt::Result {
        let ([h1, h2], [m1, m2], [s1, s2]) =
            (spell_digits(self.hour()), spell_digits(self.minute()), spell_digits(self.second()));
        if let Some([y1, y2, y3, y4, y5, o1, o2, o3, d1, d2]) = self.date().spell() {
            let text = [y1, y2, y3, y4, y5, o1, o2, o3, d1, d2, b'T', h1, h2, b':', m1, m2, b':', s1, s2];
            write_ascii(out, &text)?;
        } else {
            self.date().write(out)?;
            write_ascii(out, &[b'T', h1, h2, b':', m1, m2, b':', s1, s2])?;
        }
        write_fraction(out, self.nanoseconds)?;
        out.write_str("Z")
    }
}

/// Parses 1 to 9 digits as nanoseconds.
fn take_fraction(text: &[u8]) -> Result<(u32, &[u8]), InvalidReason> {
    let len = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    match text.split_at_checked(len) {
        Some((digits @ [_, ..], rest)) if len <= 9 => {
            let padded = digits.iter().chain(std::iter::repeat(&b'0')).take(9);
            let digit = |digit: &u8| u32::from(digit.wrapping_sub(b'0'));
            Ok((padded.fold(0, |sum: u32, byte| sum.wrapping_mul(10).wrapping_add(digit(byte))), rest))
        }
        _ => Err(InvalidReason::Malformed),
    }
}

/// Writes `.` and the digits of a fraction of a second without trailing zeros, or nothing if it is zero.
fn write_fraction(out: &mut impl Write, nanoseconds: u32) -> fmt::Result {
    if nanoseconds == 0 {
        return Ok(());
    }
    let mut digits = [b'0'; 9];
    let mut rest = nanoseconds;
    for digit in digits.iter_mut().rev() {
        *digit |= u8::try_from(rest % 10).unwrap_or_default();
        rest /= 10;
    }
    let len = digits.iter().rposition(|digit| *digit != b'0').map_or(0, |last| last.saturating_add(1));
    out.write_str(".")?;
    write_ascii(out, digits.get(..len).unwrap_or_default())
}

/// Parses `YYYY-MM-DDTHH:MM:SS[.1-9 digits]` with `Z` or an offset, in the years 0001 to 9999.
impl FromStr for Timestamp {
    type Err = DateTimeError;

    fn from_str(text: &str) -> Result<Timestamp, DateTimeError> {
        let parse = || {
            let (date, rest) = Date::take(text.as_bytes())?;
            let rest = rest.strip_prefix(b"T").ok_or(InvalidReason::Malformed)?;
            let (local, rest) = Timestamp::take_time(date, rest)?;
            Timestamp::parse_offset(local, rest)
        };
        parse().map_err(|reason| DateTimeError::timestamp(refine_reason(text, reason)))
    }
}

/// Prints `YYYY-MM-DDTHH:MM:SS[.1-9 digits]Z`, with the date as [`Date`] prints it.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        self.write(&mut text)?;
        f.pad(&text)
    }
}

/// Prints the same as `Display`.
impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
