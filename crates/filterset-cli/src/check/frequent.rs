//! The most frequent names of an input of any length, in bounded memory.

use std::collections::HashMap;

/// The number of names that are always kept.
const KEPT: usize = 1000;

/// Names with counts, by the algorithm of Misra and Gries. If there are more than twice [`KEPT`] names, the least
/// frequent ones are dropped and their count is subtracted from the others, so no count is too high. A name with at
/// least a thousandth of all counts is never dropped.
#[derive(Default)]
pub(crate) struct Frequent {
    names: HashMap<String, Name>,
    short_by: u64,
}

struct Name {
    count: u64,
    nearest: Vec<String>,
}

impl Frequent {
    pub(crate) fn count_name(&mut self, name: String, nearest: Vec<String>) {
        if let Some(known) = self.names.get_mut(&name) {
            known.count = known.count.saturating_add(1);
            return;
        }
        if self.names.len() >= KEPT.saturating_mul(2) {
            self.make_room();
        }
        self.names.insert(name, Name { count: 1, nearest });
    }

    fn make_room(&mut self) {
        let mut counts: Vec<u64> = self.names.values().map(|name| name.count).collect();
        counts.sort_unstable_by(|a, b| b.cmp(a));
        let minimum = counts.get(KEPT).copied().unwrap_or_default();
        self.names.retain(|_, name| {
            name.count = name.count.saturating_sub(minimum);
            name.count > 0
        });
        self.short_by = self.short_by.saturating_add(minimum);
    }

    /// Returns the maximum error of a count, which can only be too low. A dropped name may have had this count.
    pub(crate) const fn short_by(&self) -> u64 {
        self.short_by
    }

    /// Returns the number of kept names. If counts are inexact, there were more.
    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }

    /// Returns the most frequent names, with their counts and suggestions, in descending order.
    pub(crate) fn most_frequent(&self, max: usize) -> Vec<(&str, u64, &[String])> {
        let mut names: Vec<_> = self.names.iter().collect();
        names.sort_unstable_by(|(a, one), (b, other)| other.count.cmp(&one.count).then_with(|| a.cmp(b)));
        names.into_iter().take(max).map(|(text, name)| (text.as_str(), name.count, name.nearest.as_slice())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Frequent, KEPT};

    #[test]
    fn counts_few_names_exactly() {
        let mut frequent = Frequent::default();
        for name in ["b", "a", "c", "a", "c", "a"] {
            frequent.count_name(name.to_owned(), Vec::new());
        }
        let most: Vec<_> = frequent.most_frequent(2).into_iter().map(|(name, count, _)| (name, count)).collect();
        assert_eq!((most, frequent.short_by()), (vec![("a", 3), ("c", 2)], 0));
    }

    #[test]
    fn finds_frequent_names_among_any_number_of_others() {
        let mut frequent = Frequent::default();
        for n in 0..100_000 {
            frequent.count_name(format!("other {n}"), Vec::new());
            if n % 10 == 0 {
                frequent.count_name("frequent".to_owned(), vec!["near".to_owned()]);
            }
            assert!(frequent.names.len() <= 2 * KEPT);
        }
        let (name, count, nearest) = frequent.most_frequent(1)[0];
        assert_eq!((name, nearest), ("frequent", ["near".to_owned()].as_slice()));
        assert!(count <= 10_000 && count + frequent.short_by() >= 10_000, "{count} and {}", frequent.short_by());
        assert!(frequent.short_by() <= 110_000 / KEPT as u64);
    }
}
