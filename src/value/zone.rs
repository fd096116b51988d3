//! Time zones of date-time fields: UTC, a fixed offset, or an IANA name with the feature `chrono-tz`.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Utc};

use super::InvalidReason;
use super::offset::{parse_offset, to_instant};

/// The time zone of whole days and of local times without an offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Zone {
    Utc,
    Fixed(FixedOffset),
    #[cfg(feature = "chrono-tz")]
    Named(chrono_tz::Tz),
}

impl Zone {
    /// Parses `UTC`, `+HH:MM`, `-HH:MM` or an IANA name. Returns `None` for any other name.
    pub(crate) fn named(name: &str) -> Option<Zone> {
        if name == "UTC" {
            return Some(Zone::Utc);
        }
        if let Ok(offset) = parse_offset(name.as_bytes()) {
            return Some(if offset.local_minus_utc() == 0 { Zone::Utc } else { Zone::Fixed(offset) });
        }
        #[cfg(feature = "chrono-tz")]
        {
            name.parse().ok().map(Zone::Named)
        }
        #[cfg(not(feature = "chrono-tz"))]
        None
    }

    /// Returns the instant of a local time, unless the clock skips the local time or shows it twice.
    pub(super) fn instant(self, local: NaiveDateTime) -> Result<DateTime<Utc>, InvalidReason> {
        match self {
            Zone::Utc => Ok(local.and_utc()),
            Zone::Fixed(offset) => to_instant(local, offset).ok_or(InvalidReason::OutOfRange),
            #[cfg(feature = "chrono-tz")]
            Zone::Named(zone) => match chrono::TimeZone::from_local_datetime(&zone, &local) {
                chrono::MappedLocalTime::Single(instant) => Ok(instant.to_utc()),
                chrono::MappedLocalTime::Ambiguous(..) => Err(InvalidReason::RepeatedTime),
                chrono::MappedLocalTime::None => Err(InvalidReason::SkippedTime),
            },
        }
    }

    /// Returns the first instant of a day, or of the next day if the zone skips this one. Returns `None` only outside
    /// of the time library's range.
    pub(super) fn first_instant(self, date: NaiveDate) -> Option<DateTime<Utc>> {
        let midnight = date.and_time(NaiveTime::MIN);
        match self {
            Zone::Utc => Some(midnight.and_utc()),
            Zone::Fixed(offset) => to_instant(midnight, offset),
            #[cfg(feature = "chrono-tz")]
            Zone::Named(zone) => match chrono::TimeZone::from_local_datetime(&zone, &midnight) {
                chrono::MappedLocalTime::Single(first) | chrono::MappedLocalTime::Ambiguous(first, _) => {
                    Some(first.to_utc())
                }
                chrono::MappedLocalTime::None => end_of_gap(zone, midnight),
            },
        }
    }
}

/// Returns the instant at which the clock skips a local time.
#[cfg(feature = "chrono-tz")]
fn end_of_gap(zone: chrono_tz::Tz, local: NaiveDateTime) -> Option<DateTime<Utc>> {
    let (jump, before) = chrono_tz::GapInfo::new(&local, &zone)?.begin?;
    to_instant(jump, chrono::Offset::fix(&before))
}
