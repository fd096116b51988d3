//! The operand of a list operator: a set of values.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use uuid::Uuid;

use crate::value::Value;

/// The values of a list operator: a set in ascending order, never empty.
///
/// Numbers ascend by value, dates by calendar, text and choices by code point, `false` before `true`, uuids by bytes,
/// date-times by start with a day before an instant at its start.
#[derive(Clone, Debug)]
pub struct List<'a>(Items<'a>);

/// The values, as small as they can be kept: the longest lists are of uuids, which order as numbers do.
#[derive(Clone, Debug)]
enum Items<'a> {
    Uuids(Vec<u128>),
    Values(Vec<Value<'a>>),
}

/// A set's items, ascending.
fn set<T: Ord>(mut items: Vec<T>) -> Vec<T> {
    if !items.is_sorted_by(|a, b| a < b) {
        items.sort_unstable();
        items.dedup();
    }
    items
}

impl<'a> List<'a> {
    pub(crate) fn of_values(values: Vec<Value<'a>>) -> List<'a> {
        List(Items::Values(set(values)))
    }

    /// Of uuids, as numbers.
    pub(crate) fn of_uuids(uuids: Vec<u128>) -> List<'a> {
        List(Items::Uuids(set(uuids)))
    }

    /// How many values there are, at least one.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "there is always one")]
    pub fn len(&self) -> usize {
        match &self.0 {
            Items::Uuids(uuids) => uuids.len(),
            Items::Values(values) => values.len(),
        }
    }

    /// The values, ascending.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Value<'_>> + Clone {
        match &self.0 {
            Items::Uuids(uuids) => Iter::Uuids(uuids.iter()),
            Items::Values(values) => Iter::Values(values.iter()),
        }
    }

    /// Whether the value is one of them, in logarithmic time.
    #[must_use]
    pub fn contains(&self, value: &Value<'_>) -> bool {
        self.place(value).is_some()
    }

    /// Where the value stands among them, from 0, in logarithmic time.
    pub(crate) fn place(&self, value: &Value<'_>) -> Option<usize> {
        match (&self.0, value) {
            (Items::Uuids(uuids), Value::Uuid(uuid)) => uuids.binary_search(&uuid.as_u128()).ok(),
            (Items::Uuids(_), _) => None,
            (Items::Values(values), value) => values.binary_search_by(|item| item.cmp(value)).ok(),
        }
    }

    pub(super) fn into_owned(self) -> List<'static> {
        List(match self.0 {
            Items::Uuids(uuids) => Items::Uuids(uuids),
            Items::Values(values) => Items::Values(values.into_iter().map(Value::into_owned).collect()),
        })
    }
}

impl PartialEq for List<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for List<'_> {}

impl PartialOrd for List<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// By their values, one after the other.
impl Ord for List<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.iter().cmp(other.iter())
    }
}

impl Hash for List<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.len().hash(state);
        self.iter().for_each(|value| value.hash(state));
    }
}

/// The values of a list, lent.
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
