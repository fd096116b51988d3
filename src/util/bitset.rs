//! A set of small numbers.

/// The number of words that need no allocation. They have room for the default maximum of 500 items of a list.
const INLINE: usize = 8;

/// A set of numbers below a bound, with one bit for each.
#[derive(Clone)]
pub(crate) struct Bits {
    inline: [u64; INLINE],
    /// Used instead of `inline` if the bound is larger.
    heap: Vec<u64>,
}

impl Bits {
    /// Returns the empty set of numbers below `count`.
    pub(crate) fn new(count: usize) -> Bits {
        let words = count.div_ceil(64);
        Bits { inline: [0; INLINE], heap: if words > INLINE { vec![0; words] } else { Vec::new() } }
    }

    /// Inserts a number. Returns `true` if it is new.
    pub(crate) fn insert(&mut self, number: usize) -> bool {
        let words = if self.heap.is_empty() { self.inline.as_mut_slice() } else { self.heap.as_mut_slice() };
        let bit = 1 << (number % 64);
        words.get_mut(number / 64).is_some_and(|word| {
            let is_new = *word & bit == 0;
            *word |= bit;
            is_new
        })
    }
}
