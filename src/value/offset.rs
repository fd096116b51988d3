//! UTC offsets.

use chrono::{DateTime, FixedOffset, NaiveDateTime, Utc};

use super::InvalidReason;

/// Parses `+HH:MM` or `-HH:MM`, up to 23:59.
pub(super) fn parse_offset(text: &[u8]) -> Result<FixedOffset, InvalidReason> {
    let [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] = text else { return Err(InvalidReason::Malformed) };
    let (hours, minutes) = (parse_digits(&[*h1, *h2])?, parse_digits(&[*m1, *m2])?);
    if hours > 23 || minutes > 59 {
        return Err(InvalidReason::NoSuchTime);
    }
    let seconds = i32::try_from(hours.saturating_mul(3600).saturating_add(minutes.saturating_mul(60)))
        .map_err(|_| InvalidReason::NoSuchTime)?;
    FixedOffset::east_opt(if *sign == b'-' { seconds.saturating_neg() } else { seconds })
        .ok_or(InvalidReason::NoSuchTime)
}

/// Converts a local time at an offset into an instant, or returns `None` outside of the time library's range.
pub(super) fn to_instant(local: NaiveDateTime, offset: FixedOffset) -> Option<DateTime<Utc>> {
    local.checked_sub_offset(offset).map(|utc| utc.and_utc())
}

/// Parses at most nine digits.
pub(super) fn parse_digits(digits: &[u8]) -> Result<u32, InvalidReason> {
    digits.iter().try_fold(0_u32, |sum, digit| match digit.wrapping_sub(b'0') {
        digit @ 0..=9 => Ok(sum.saturating_mul(10).saturating_add(digit.into())),
        _ => Err(InvalidReason::Malformed),
    })
}
