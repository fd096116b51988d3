//! Time zones of date-time fields: UTC, a fixed offset, or an IANA name with the feature `tz`.

use super::offset::Offset;
use super::{Date, InvalidReason, Timestamp};

/// The time zone of whole days and of local times without an offset. A local time is given as if it were in UTC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Zone {
    Utc,
    Fixed(Offset),
    #[cfg(feature = "tz")]
    Named(named::NamedZone),
}

impl Zone {
    /// Parses `UTC`, `+HH:MM`, `-HH:MM` or an IANA name. Returns `None` for any other name.
    pub(crate) fn parse(name: &str) -> Option<Zone> {
        if name == "UTC" {
            return Some(Zone::Utc);
        }
        if let Ok(offset) = Offset::parse(name.as_bytes()) {
            return Some(if offset == Offset::UTC { Zone::Utc } else { Zone::Fixed(offset) });
        }
        #[cfg(feature = "tz")]
        {
            named::NamedZone::find(name).map(Zone::Named)
        }
        #[cfg(not(feature = "tz"))]
        None
    }

    /// Returns the instant of a local time, unless the clock skips the local time or shows it twice.
    pub(super) fn instant(&self, local: Timestamp) -> Result<Timestamp, InvalidReason> {
        match self {
            Zone::Utc => Ok(local),
            Zone::Fixed(offset) => local.at_offset(*offset).ok_or(InvalidReason::OutOfRange),
            #[cfg(feature = "tz")]
            Zone::Named(zone) => zone.instant(local),
        }
    }

    /// Returns the first instant of a day, or of the next day if the zone skips this one. Returns `None` only outside
    /// the range of [`Timestamp`].
    pub(super) fn first_instant(&self, date: Date) -> Option<Timestamp> {
        let midnight = Timestamp::midnight(date);
        match self {
            Zone::Utc => Some(midnight),
            Zone::Fixed(offset) => midnight.at_offset(*offset),
            #[cfg(feature = "tz")]
            Zone::Named(zone) => zone.first_instant_from(midnight),
        }
    }
}

#[cfg(feature = "tz")]
mod named {
    use std::sync::LazyLock;

    use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};

    use super::super::offset::Offset;
    use super::super::{InvalidReason, Timestamp};

    /// The database that is part of the binary, so that a schema means the same on every machine.
    static DATABASE: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

    /// The seconds of 400 years, after which the calendar repeats.
    const CYCLE: i64 = 146_097 * 86_400;

    /// The second from which instants are shifted by a cycle, in the year 9000. The library's range ends before the
    /// language's, and all zones follow their recurring rules by then.
    const SHIFTED_FROM: i64 = 221_845_392_000;

    /// A zone of the IANA database.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct NamedZone(TimeZone);

    impl NamedZone {
        /// Finds a zone by its name, which is case-sensitive.
        pub(super) fn find(name: &str) -> Option<NamedZone> {
            let zone = DATABASE.get(name).ok()?;
            (zone.iana_name() == Some(name)).then_some(NamedZone(zone))
        }

        pub(super) fn instant(&self, local: Timestamp) -> Result<Timestamp, InvalidReason> {
            match self.offset_at_local(local).ok_or(InvalidReason::OutOfRange)? {
                AmbiguousOffset::Unambiguous { offset } => {
                    local.at_offset(Offset::from_seconds(offset.seconds())).ok_or(InvalidReason::OutOfRange)
                }
                AmbiguousOffset::Fold { .. } => Err(InvalidReason::RepeatedTime),
                AmbiguousOffset::Gap { .. } => Err(InvalidReason::SkippedTime),
            }
        }

        /// Returns the first instant whose local time isn't before a local time.
        pub(super) fn first_instant_from(&self, local: Timestamp) -> Option<Timestamp> {
            match self.offset_at_local(local)? {
                AmbiguousOffset::Unambiguous { offset } | AmbiguousOffset::Fold { before: offset, .. } => {
                    local.at_offset(Offset::from_seconds(offset.seconds()))
                }
                AmbiguousOffset::Gap { before, after } => {
                    // At the old offset, the local time would be at or after the transition that skips it.
                    let latest = local.at_offset(Offset::from_seconds(before.seconds()))?;
                    let (latest, shift) = shift(latest);
                    let mut transitions = self.0.preceding(jiff::Timestamp::from_second(latest.checked_add(1)?).ok()?);
                    let transition = transitions.find(|transition| transition.offset() == after)?;
                    Timestamp::from_unix_seconds(transition.timestamp().as_second().checked_add(shift)?)
                }
            }
        }

        fn offset_at_local(&self, local: Timestamp) -> Option<AmbiguousOffset> {
            let (seconds, _) = shift(local);
            let local = jiff::Timestamp::from_second(seconds).ok()?;
            Some(self.0.to_ambiguous_timestamp(jiff::tz::Offset::UTC.to_datetime(local)).offset())
        }
    }

    /// Returns an instant in the library's range, without its nanoseconds, and the seconds that were subtracted.
    fn shift(instant: Timestamp) -> (i64, i64) {
        let seconds = instant.unix_seconds();
        let shift = if seconds < SHIFTED_FROM { 0 } else { CYCLE };
        (seconds.saturating_sub(shift), shift)
    }
}
