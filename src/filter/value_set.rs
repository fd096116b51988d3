//! The operand of a list operator: a set of values.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use uuid::Uuid;

use crate::value::Value;

/// The operand of a list operator: a non-empty set of values in ascending order.
///
/// Numbers are ordered by value, dates by calendar, text and choices by code point, `false` before `true`, UUIDs by
/// bytes, and date-times by their start, with a day before an instant at its start.
#[derive(Clone, Debug)]
pub struct ValueSet<'a>(Items<'a>);

/// The values. UUIDs are stored as numbers, which have the same order: parsing a list of 500 takes half of the
/// instructions.
#[derive(Clone, Debug)]
enum Items<'a> {
    Uuids(Vec<u128>),
    Values(Vec<Value<'a>>),
}

/// Sorts the items of a list, unless they ascend as in a canonical query, and removes duplicates.
fn sort_unique<T: Ord>(mut items: Vec<T>) -> Vec<T> {
    if !items.is_sorted_by(|a, b| a < b) {
        items.sort_unstable();
        items.dedup();
    }
    items
}

impl<'a> ValueSet<'a> {
    pub(crate) fn of_values(values: Vec<Value<'a>>) -> ValueSet<'a> {
        ValueSet(Items::Values(sort_unique(values)))
    }

    pub(crate) fn of_uuids(uuids: Vec<u128>) -> ValueSet<'a> {
        ValueSet(Items::Uuids(sort_unique(uuids)))
    }

    /// Returns the number of values, which is at least one.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "there is always one")]
    pub fn len(&self) -> usize {
        match &self.0 {
            Items::Uuids(uuids) => uuids.len(),
            Items::Values(values) => values.len(),
        }
    }

    /// Returns the values in ascending order.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Value<'_>> + Clone {
        match &self.0 {
            Items::Uuids(uuids) => Iter::Uuids(uuids.iter()),
            Items::Values(values) => Iter::Values(values.iter()),
        }
    }

    /// Returns `true` if the set contains the value, in logarithmic time.
    #[must_use]
    pub fn contains(&self, value: &Value<'_>) -> bool {
        self.index(value).is_some()
    }

    /// Returns the index of the value in the set, in logarithmic time.
    pub(crate) fn index(&self, value: &Value<'_>) -> Option<usize> {
        match (&self.0, value) {
            (Items::Uuids(uuids), Value::Uuid(uuid)) => uuids.binary_search(&uuid.as_u128()).ok(),
            (Items::Uuids(_), _) => None,
            (Items::Values(values), value) => values.binary_search_by(|item| item.cmp(value)).ok(),
        }
    }

    pub(super) fn into_owned(self) -> ValueSet<'static> {
        ValueSet(match self.0 {
            Items::Uuids(uuids) => Items::Uuids(uuids),
            Items::Values(values) => Items::Values(values.into_iter().map(Value::into_owned).collect()),
        })
    }
}

impl PartialEq for ValueSet<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for ValueSet<'_> {}

impl PartialOrd for ValueSet<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Compares the values lexicographically.
impl Ord for ValueSet<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.iter().cmp(other.iter())
    }
}

impl Hash for ValueSet<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.len().hash(state);
        self.iter().for_each(|value| value.hash(state));
    }
}

#[derive(Clone)]
enum Iter<'l> {
    Uuids(std::slice::Iter<'l, u128>),
    Values(std::slice::Iter<'l, Value<'l>>),
}

impl<'l> Iterator for Iter<'l> {
    type Item = Value<'l>;

    fn next(&mut self) -> Option<Value<'l>> {
        match self {
            Iter::Uuids(uuids) => uuids.next().map(|uuid| Value::Uuid(Uuid::from_u128(*uuid))),
            Iter::Values(values) => values.next().map(Value::borrowed),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match self {
            Iter::Uuids(uuids) => uuids.size_hint(),
            Iter::Values(values) => values.size_hint(),
        }
    }
}

impl ExactSizeIterator for Iter<'_> {}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn many_uuids_ascend_once_each() {
        const ODD: u128 = 0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835;
        let kinds: [fn(u128) -> u128; 6] = [
            |number| number.wrapping_mul(ODD),
            |number| u128::MAX - number,
            |number| number.wrapping_mul(ODD) >> 11,
            |number| number.wrapping_mul(ODD) | u128::MAX << 118,
            |number| (number % 7).wrapping_mul(ODD),
            |number| (number % 3) << 117,
        ];
        for count in [2, 255, 256, 257, 5_000] {
            for kind in kinds {
                let numbers: Vec<u128> = (0..count).map(kind).collect();
                let expected: Vec<Uuid> =
                    BTreeSet::from_iter(numbers.clone()).into_iter().map(Uuid::from_u128).collect();
                let list = ValueSet::of_uuids(numbers);
                assert!(list.iter().eq(expected.iter().map(|uuid| Value::Uuid(*uuid))), "{count}: {list:?}");
            }
        }
    }
}
