//! A set of places in a table or a list.

/// How many words need no allocation: as many places as a list has by default.
const INLINE: usize = 8;

/// A set of numbers below a count, a bit for each.
#[derive(Clone)]
pub(crate) struct Bits {
    few: [u64; INLINE],
    /// In place of the few, where there can be more.
    multi_valued: Vec<u64>,
}

impl Bits {
    /// No number, of those below `count`.
    pub(crate) fn new(count: usize) -> Bits {
        let words = count.div_ceil(64);
        Bits { few: [0; INLINE], multi_valued: if words > INLINE { vec![0; words] } else { Vec::new() } }
    }

    /// Adds a number, and tells whether it is new.
    pub(crate) fn insert(&mut self, number: usize) -> bool {
        let words =
            if self.multi_valued.is_empty() { self.few.as_mut_slice() } else { self.multi_valued.as_mut_slice() };
        let bit = 1 << (number % 64);
        words.get_mut(number / 64).is_some_and(|word| {
            let is_new = *word & bit == 0;
            *word |= bit;
            is_new
        })
    }
}
