//! Time zones of date-time fields: UTC, a fixed offset, or an IANA name behind the feature `chrono-tz`.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Utc};

use super::InvalidReason;
use super::offset::{parse_offset, to_instant};

/// What a local time without an offset, and a day, are read in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Zone {
    Utc,
    Fixed(FixedOffset),
    #[cfg(feature = "chrono-tz")]
    Named(chrono_tz::Tz),
}

impl Zone {
    /// `UTC`, `+HH:MM`, `-HH:MM` or an IANA name; `None` where the name is none of these.
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

    /// The one instant of a local time; a skipped or repeated one has none.
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

    /// The first instant of a day, or of the next one that exists; `None` only beyond the time library's range.
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

/// The instant at which the clock jumped over a local time.
#[cfg(feature = "chrono-tz")]
fn end_of_gap(zone: chrono_tz::Tz, local: NaiveDateTime) -> Option<DateTime<Utc>> {
    let (jump, before) = chrono_tz::GapInfo::new(&local, &zone)?.begin?;
    to_instant(jump, chrono::Offset::fix(&before))
}
