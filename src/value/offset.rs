//! UTC offsets.

use super::InvalidReason;
use super::date::two_digits;

/// An offset of local time from UTC. It is positive east of Greenwich.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Offset {
    seconds: i32,
}

impl Offset {
    pub(super) const UTC: Offset = Offset { seconds: 0 };

    #[cfg(feature = "tz")]
    pub(super) const fn from_seconds(seconds: i32) -> Offset {
        Offset { seconds }
    }

    pub(super) const fn seconds(self) -> i32 {
        self.seconds
    }

    /// Parses `+HH:MM` or `-HH:MM`, up to 23:59.
    pub(super) fn parse(text: &[u8]) -> Result<Offset, InvalidReason> {
        let [sign @ (b'+' | b'-'), unsigned @ ..] = text else { return Err(InvalidReason::Malformed) };
        let Offset { seconds } = Offset::parse_unsigned(unsigned)?;
        Ok(Offset { seconds: if *sign == b'-' { seconds.saturating_neg() } else { seconds } })
    }

    /// Parses `HH:MM`, up to 23:59.
    pub(super) fn parse_unsigned(text: &[u8]) -> Result<Offset, InvalidReason> {
        let [h1, h2, b':', m1, m2] = text else { return Err(InvalidReason::Malformed) };
        let (hours, minutes) = (two_digits(*h1, *h2)?, two_digits(*m1, *m2)?);
        if hours > 23 || minutes > 59 {
            return Err(InvalidReason::NoSuchTime);
        }
        let seconds = i32::from(hours).saturating_mul(3600).saturating_add(i32::from(minutes).saturating_mul(60));
        Ok(Offset { seconds })
    }
}
