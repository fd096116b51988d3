//! Calendar dates: their arithmetic, parsing and printing.

use std::fmt::{self, Write};
use std::str::FromStr;

use super::{DateTimeError, InvalidReason};

/// A date of the Gregorian calendar, without a time zone.
///
/// A filter contains the years 0001 to 9999, spelled `YYYY-MM-DD` (RFC 3339, `full-date`). The type has one more day at
/// each end, [`Date::MIN`] and [`Date::MAX`], in which whole days of other time zones begin or end in UTC. A field
/// rejects these two as out of range, and `FromStr` doesn't parse them.
///
/// The features `chrono`, `jiff` and `time` convert dates from and to the types of these libraries. With the feature
/// `serde`, a date is data: its spelling.
///
/// ```
/// use filterset::value::Date;
///
/// const LAUNCH: Date = Date::new(2022, 5, 4).unwrap();
///
/// assert_eq!(LAUNCH.to_string(), "2022-05-04");
/// assert_eq!("2022-05-04".parse(), Ok(LAUNCH));
/// assert_eq!(Date::new(2022, 2, 30), None);
/// assert!("2022-2-3".parse::<Date>().is_err());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

/// The number of days from March 1 of the year 0 to 1970-01-01.
const EPOCH: i32 = 719_468;

impl Date {
    /// The minimum, 0000-12-31. It is in no filter.
    pub const MIN: Date = Date { year: 0, month: 12, day: 31 };

    /// The maximum, 10000-01-01. It is in no filter.
    pub const MAX: Date = Date { year: 10_000, month: 1, day: 1 };

    /// Creates a date, or returns `None` if the calendar has no such date or it is outside the range of the type.
    #[must_use]
    pub const fn new(year: u16, month: u8, day: u8) -> Option<Date> {
        match (year, month, day) {
            (1..=9999, 1..=12, 1..=31) if day <= days_in_month(year, month) => Some(Date { year, month, day }),
            (0, 12, 31) => Some(Date::MIN),
            (10_000, 1, 1) => Some(Date::MAX),
            _ => None,
        }
    }

    /// Returns the date that is a number of days after 1970-01-01, or before it if the number is negative. Returns
    /// `None` outside the range of the type.
    #[must_use]
    #[expect(clippy::arithmetic_side_effects, reason = "the range check bounds all terms to seven digits")]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the terms are in the range of the types"
    )]
    pub const fn from_unix_days(days: i32) -> Option<Date> {
        if days < Date::MIN.unix_days() || days > Date::MAX.unix_days() {
            return None;
        }
        // `civil_from_days` of "chrono-Compatible Low-Level Date Algorithms" by Howard Hinnant, for years from 0 on. A
        // year begins on March 1, so that a leap day is its last day.
        let days = (days + EPOCH) as u32;
        let (era, day_of_era) = (days / 146_097, days % 146_097);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let (month, next_year) =
            if month_from_march < 10 { (month_from_march + 3, 0) } else { (month_from_march - 9, 1) };
        Some(Date { year: (era * 400 + year_of_era + next_year) as u16, month: month as u8, day: day as u8 })
    }

    /// Returns the year, from 0 to 10000.
    #[must_use]
    pub const fn year(self) -> u16 {
        self.year
    }

    /// Returns the month, from 1 to 12.
    #[must_use]
    pub const fn month(self) -> u8 {
        self.month
    }

    /// Returns the day of the month, from 1 to 31.
    #[must_use]
    pub const fn day(self) -> u8 {
        self.day
    }

    /// Returns the number of days from 1970-01-01, which is negative for earlier dates.
    #[must_use]
    #[expect(clippy::arithmetic_side_effects, reason = "the fields bound all terms to seven digits")]
    pub const fn unix_days(self) -> i32 {
        // `days_from_civil`, the inverse of `civil_from_days`.
        let (year, month, day) = (self.year as i32, self.month as i32, self.day as i32);
        let (year, month_from_march) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
        let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
        year * 365 + year / 4 - year / 100 + year / 400 + day_of_year - EPOCH
    }

    /// Returns the next day, or `None` at the end of the range.
    pub(crate) fn next(self) -> Option<Date> {
        let Date { year, month, day } = self;
        match (month, day) {
            (12, 31) => Date::new(year.saturating_add(1), 1, 1),
            _ if day < days_in_month(year, month) => Date::new(year, month, day.saturating_add(1)),
            _ => Date::new(year, month.saturating_add(1), 1),
        }
    }

    /// Returns the date, unless a filter can't contain it.
    pub(super) fn canonical(self) -> Result<Date, InvalidReason> {
        if self == Date::MIN || self == Date::MAX { Err(InvalidReason::OutOfRange) } else { Ok(self) }
    }

    /// Parses a date at the start of a string, and returns the rest.
    pub(super) fn take(text: &[u8]) -> Result<(Date, &[u8]), InvalidReason> {
        let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, rest @ ..] = text else {
            return Err(InvalidReason::Malformed);
        };
        let (century, year) = (two_digits(*y1, *y2)?, two_digits(*y3, *y4)?);
        let year = u16::from(century).saturating_mul(100).saturating_add(year.into());
        let (month, day) = (two_digits(*m1, *m2)?, two_digits(*d1, *d2)?);
        match Date::new(year, month, day) {
            Some(date) if year > 0 => Ok((date, rest)),
            _ => Err(InvalidReason::NoSuchDate),
        }
    }

    /// Parses `YYYY-MM-DD`.
    pub(super) fn parse(text: &str) -> Result<Date, InvalidReason> {
        let (date, rest) = Date::take(text.as_bytes())?;
        if rest.is_empty() { Ok(date) } else { Err(InvalidReason::Malformed) }
    }

    /// Writes `YYYY-MM-DD`, or `+10000-01-01` as ISO 8601 requires for a year of five digits.
    pub(super) fn write(self, out: &mut impl Write) -> fmt::Result {
        match self.spell() {
            Some(text) => write_ascii(out, &text),
            None => out.write_str("+10000-01-01"),
        }
    }

    /// Returns `YYYY-MM-DD`, or `None` for [`Date::MAX`].
    pub(super) fn spell(self) -> Option<[u8; 10]> {
        let century = u8::try_from(self.year / 100).ok().filter(|century| *century < 100)?;
        let ([y1, y2], [y3, y4]) = (spell_digits(century), spell_digits(u8::try_from(self.year % 100).ok()?));
        let ([m1, m2], [d1, d2]) = (spell_digits(self.month), spell_digits(self.day));
        Some([y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2])
    }
}

const fn days_in_month(year: u16, month: u8) -> u8 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Parses `YYYY-MM-DD`, with years from 0001 to 9999.
impl FromStr for Date {
    type Err = DateTimeError;

    fn from_str(text: &str) -> Result<Date, DateTimeError> {
        Date::parse(text).map_err(|reason| DateTimeError::date(refine_reason(text, reason)))
    }
}

/// Returns the reason why a text has no value. A query reports the year 0 as no date, but [`Date`] has a day of it.
pub(super) fn refine_reason(text: &str, reason: InvalidReason) -> InvalidReason {
    match reason {
        InvalidReason::NoSuchDate if text.starts_with("0000") => InvalidReason::OutOfRange,
        reason => reason,
    }
}

/// Prints `YYYY-MM-DD`, or `+10000-01-01` for [`Date::MAX`].
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        self.write(&mut text)?;
        f.pad(&text)
    }
}

/// Prints the same as `Display`.
impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Parses a number of two digits.
#[inline]
pub(super) fn two_digits(tens: u8, ones: u8) -> Result<u8, InvalidReason> {
    let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
    if tens > 9 || ones > 9 {
        return Err(InvalidReason::Malformed);
    }
    Ok(tens.wrapping_mul(10).wrapping_add(ones))
}

/// Returns the two digits of a number below 100.
#[inline]
pub(super) fn spell_digits(number: u8) -> [u8; 2] {
    [(number / 10 % 10) | b'0', (number % 10) | b'0']
}

pub(super) fn write_ascii(out: &mut impl Write, text: &[u8]) -> fmt::Result {
    out.write_str(std::str::from_utf8(text).unwrap_or_default())
}
