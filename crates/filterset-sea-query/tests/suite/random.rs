//! Random numbers, which are the same on every machine for a seed.

use std::ops::RangeInclusive;

/// SplitMix64.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Random {
        Random(seed)
    }

    pub(crate) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }

    pub(crate) fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count.div_ceil(8)).flat_map(|_| self.bits().to_le_bytes()).collect()
    }

    /// Returns a number in the range. It isn't perfectly uniform for large ranges, which doesn't matter here.
    pub(crate) fn within(&mut self, range: RangeInclusive<i128>) -> i128 {
        let span = range.end() - range.start() + 1;
        let bits = (i128::from(self.bits()) << 62) ^ i128::from(self.bits());
        range.start() + bits.rem_euclid(span)
    }

    pub(crate) fn index(&mut self, count: usize) -> usize {
        usize::try_from(self.within(0..=count as i128 - 1)).expect("less than a usize")
    }

    pub(crate) fn choose<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.index(items.len())]
    }

    /// Returns `true` with a probability in percent.
    pub(crate) fn percent(&mut self, percent: i128) -> bool {
        self.within(0..=99) < percent
    }
}
