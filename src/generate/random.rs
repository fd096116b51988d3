//! Choices from arbitrary bytes. At the end of the bytes, each is the simplest one.

use arbitrary::{Result, Unstructured};

/// Returns `true` once in `count` times on average.
pub(super) fn one_in(u: &mut Unstructured<'_>, count: u8) -> Result<bool> {
    Ok(u.int_in_range(1..=count.max(1))? == count)
}

/// Returns a number from 1 to `maximum`, or 0 if `maximum` is.
pub(super) fn up_to(u: &mut Unstructured<'_>, maximum: usize) -> Result<usize> {
    u.int_in_range(maximum.min(1)..=maximum)
}

/// Puts items into an arbitrary order.
pub(super) fn shuffle<T>(u: &mut Unstructured<'_>, items: &mut [T]) -> Result<()> {
    for last in (1..items.len()).rev() {
        items.swap(last.saturating_sub(u.int_in_range(0..=last)?), last);
    }
    Ok(())
}
