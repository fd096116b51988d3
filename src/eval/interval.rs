//! The values that satisfy a predicate, as intervals in the order of values.

use std::borrow::Cow;

use crate::filter::{Predicate, ValueSet};
use crate::value::Value;

/// The least string.
static EMPTY: Value<'static> = Value::Text(Cow::Borrowed(""));

/// A bound between values: before or after a value, or beyond all values.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Cut<'f> {
    Minimum,
    At { value: Value<'f>, is_after: bool },
    Maximum,
}

impl<'f> Cut<'f> {
    fn before(value: Value<'f>) -> Cut<'f> {
        Cut::At { value, is_after: false }
    }

    /// Returns the bound after a value. If the type has a next value, it is the bound before that one, so `> 4` equals
    /// `>= 5`.
    fn after(value: Value<'f>) -> Cut<'f> {
        match value {
            Value::Integer(integer) => match integer.checked_add(1) {
                Some(next) => Cut::before(Value::Integer(next)),
                None => Cut::Maximum,
            },
            Value::Date(date) => date.next().map_or(Cut::Maximum, |next| Cut::before(Value::Date(next))),
            Value::Boolean(false) => Cut::before(Value::Boolean(true)),
            Value::Boolean(true) => Cut::Maximum,
            value => Cut::At { value, is_after: true },
        }
    }

    /// Returns the bound before a value, or before the first instant of a day.
    fn start(value: Value<'f>) -> Cut<'f> {
        match value {
            Value::Day(day) => Cut::before(Value::Instant(day.start())),
            Value::Integer(i64::MIN) | Value::Boolean(false) => Cut::Minimum,
            Value::Text(text) if text.is_empty() => Cut::Minimum,
            other => Cut::before(other),
        }
    }

    /// Returns the bound after a value or after a day.
    fn end(value: Value<'f>) -> Cut<'f> {
        match value {
            Value::Day(day) => Cut::before(Value::Instant(day.end())),
            other => Cut::after(other),
        }
    }

    /// Returns the bounds of a value or a day.
    fn around(value: Value<'f>) -> (Cut<'f>, Cut<'f>) {
        (Cut::start(value.clone()), Cut::end(value))
    }
}

/// A set of values of one type, as ascending, disjoint intervals that aren't adjacent. No interval is known to be
/// empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Intervals<'f>(Vec<(Cut<'f>, Cut<'f>)>);

impl<'f> Intervals<'f> {
    /// Returns the set of all values.
    pub(crate) fn all() -> Intervals<'f> {
        Intervals(vec![(Cut::Minimum, Cut::Maximum)])
    }

    /// Returns the empty set.
    pub(crate) fn none() -> Intervals<'f> {
        Intervals(Vec::new())
    }

    /// Returns the values that satisfy a predicate, or its opposite for `ne` and `not_in`. It returns all values if
    /// intervals can't express them.
    pub(crate) fn from_predicate(predicate: &'f Predicate<'_>) -> Intervals<'f> {
        let interval = match predicate {
            Predicate::Exact(value) | Predicate::Ne(value) => Cut::around(value.borrowed()),
            Predicate::In(list) | Predicate::NotIn(list) => return Intervals::from_list(list),
            Predicate::Gt(value) => (Cut::end(value.borrowed()), Cut::Maximum),
            Predicate::Gte(value) => (Cut::start(value.borrowed()), Cut::Maximum),
            Predicate::Lt(value) => (Cut::Minimum, Cut::start(value.borrowed())),
            Predicate::Lte(value) => (Cut::Minimum, Cut::end(value.borrowed())),
            Predicate::Range(low, high) => (Cut::start(low.borrowed()), Cut::end(high.borrowed())),
            Predicate::StartsWith(text) => return Intervals::from_prefix(text),
            _ => return Intervals::all(),
        };
        Intervals::union_of(vec![interval])
    }

    /// Returns the set of all strings but the empty one.
    pub(crate) fn non_empty_text() -> Intervals<'f> {
        Intervals(vec![(Cut::after(EMPTY.clone()), Cut::Maximum)])
    }

    /// Returns the set of all strings with a prefix.
    pub(crate) fn from_prefix(prefix: &'f str) -> Intervals<'f> {
        Intervals::union_of(vec![(Cut::start(prefix.into()), end_of_prefix(prefix))])
    }

    /// Returns the set of one value, or of the instants of a day.
    pub(crate) fn from_value(value: Value<'f>) -> Intervals<'f> {
        Intervals::union_of(vec![Cut::around(value)])
    }

    /// Returns the set of a list's values.
    fn from_list(list: &'f ValueSet<'_>) -> Intervals<'f> {
        Intervals::union_of(list.iter().map(Cut::around).collect())
    }

    /// Returns the union of intervals.
    fn union_of(mut intervals: Vec<(Cut<'f>, Cut<'f>)>) -> Intervals<'f> {
        intervals.retain(|(low, high)| low < high);
        intervals.sort_unstable();
        intervals.dedup_by(|next, last| {
            let touches = next.0 <= last.1;
            if touches && last.1 < next.1 {
                std::mem::swap(&mut last.1, &mut next.1);
            }
            touches
        });
        Intervals(intervals)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the lower bound of the set.
    fn start(&self) -> Option<&Cut<'f>> {
        self.0.first().map(|(low, _)| low)
    }

    /// Sorts sets by their lower bounds.
    pub(crate) fn sort(sets: &mut [Intervals<'f>]) {
        sets.sort_unstable_by(|a, b| a.start().cmp(&b.start()));
    }

    /// Returns `true` if one of the sets, which are sorted by their lower bounds, is a subset of this one.
    pub(crate) fn contains_one_of(&self, sets: &[Intervals<'f>]) -> bool {
        let start = sets.partition_point(|set| set.start() < self.start());
        let end = self.0.last().map_or(start, |(_, high)| sets.partition_point(|set| set.start() < Some(high)));
        sets.get(start..end).is_some_and(|sets| sets.iter().any(|set| set.is_subset(self)))
    }

    /// Returns `true` if this set is a subset of the other.
    pub(crate) fn is_subset(&self, other: &Intervals<'f>) -> bool {
        self.difference(other).is_empty()
    }

    pub(crate) fn union(&self, other: &Intervals<'f>) -> Intervals<'f> {
        Intervals::union_of(self.0.iter().chain(&other.0).cloned().collect())
    }

    pub(crate) fn intersection(&self, other: &Intervals<'f>) -> Intervals<'f> {
        let (mut both, mut rest) = (Vec::new(), self.overlapping(other));
        let mut own = self.0.as_slice();
        while let ([(low, high), own_rest @ ..], [(other_low, other_high), other_rest @ ..]) = (own, rest) {
            let (low, end) = (low.max(other_low), high.min(other_high));
            if low < end {
                both.push((low.clone(), end.clone()));
            }
            if high < other_high {
                own = own_rest;
            } else {
                rest = other_rest;
            }
        }
        Intervals(both)
    }

    pub(crate) fn difference(&self, other: &Intervals<'f>) -> Intervals<'f> {
        self.intersection(&complement(self.overlapping(other)))
    }

    /// Returns the intervals of another set that overlap or touch the range of this one.
    fn overlapping<'e>(&self, other: &'e Intervals<'f>) -> &'e [(Cut<'f>, Cut<'f>)] {
        let (Some((low, _)), Some((_, high))) = (self.0.first(), self.0.last()) else { return &[] };
        let start = other.0.partition_point(|(_, end)| end < low);
        let end = other.0.partition_point(|(start, _)| start <= high);
        other.0.get(start..end).unwrap_or(&[])
    }

    /// Returns the values, if every interval holds a single one.
    pub(crate) fn values(&self) -> Option<Vec<&Value<'f>>> {
        self.0.iter().map(single_value).collect()
    }

    /// Removes the single values that don't pass. Longer intervals are kept.
    pub(crate) fn retain(&mut self, passes: impl Fn(&Value<'f>) -> bool) {
        self.0.retain(|interval| single_value(interval).is_none_or(&passes));
    }
}

fn complement<'f>(intervals: &[(Cut<'f>, Cut<'f>)]) -> Intervals<'f> {
    let mut others = Vec::with_capacity(intervals.len().saturating_add(1));
    let mut from = Cut::Minimum;
    for (low, high) in intervals {
        others.push((from, low.clone()));
        from = high.clone();
    }
    others.push((from, Cut::Maximum));
    others.retain(|(low, high)| low < high);
    Intervals(others)
}

/// Returns the value of an interval, if it holds a single one.
fn single_value<'i, 'f>((low, high): &'i (Cut<'f>, Cut<'f>)) -> Option<&'i Value<'f>> {
    match low {
        Cut::At { value, is_after: false } if *high == Cut::after(value.clone()) => Some(value),
        Cut::Minimum if *high == Cut::after(EMPTY.clone()) => Some(&EMPTY),
        _ => None,
    }
}

/// Returns the bound after all strings with a prefix: the one before the prefix with its last character incremented.
fn end_of_prefix<'f>(prefix: &str) -> Cut<'f> {
    let mut characters: Vec<char> = prefix.chars().collect();
    while let Some(last) = characters.pop() {
        // The surrogates between these two aren't characters.
        let next = if last == '\u{D7FF}' { '\u{E000}'.into() } else { u32::from(last).saturating_add(1) };
        if let Some(next) = char::from_u32(next) {
            characters.push(next);
            return Cut::before(Value::Text(Cow::Owned(characters.into_iter().collect())));
        }
    }
    Cut::Maximum
}

#[cfg(test)]
mod tests {
    use super::{Cut, Intervals, Predicate, Value};

    fn range(low: i64, high: i64) -> Intervals<'static> {
        Intervals::union_of(vec![(Cut::start(low.into()), Cut::end(high.into()))])
    }

    fn contains(extent: &Intervals<'_>, value: Value<'_>) -> bool {
        Intervals::from_value(value).is_subset(extent)
    }

    fn union(ranges: &[(i64, i64)]) -> Intervals<'static> {
        let intervals = ranges.iter().flat_map(|(low, high)| range(*low, *high).0).collect();
        Intervals::union_of(intervals)
    }

    #[test]
    fn sets_agree_with_their_values() {
        let sets: Vec<Intervals<'_>> = (0..1 << 6)
            .map(|bits: i64| union(&(0..6).filter(|bit| bits >> bit & 1 == 1).map(|n| (n, n)).collect::<Vec<_>>()))
            .collect();
        let has = |set: &Intervals<'_>| (0..6).filter(|n| contains(set, Value::from(*n))).collect::<Vec<i64>>();
        for (bits, a) in sets.iter().enumerate() {
            assert_eq!(has(a), (0..6).filter(|n| bits >> n & 1 == 1).collect::<Vec<_>>());
            for (others, b) in sets.iter().enumerate() {
                assert_eq!(has(&a.intersection(b)), has(&sets[bits & others]));
                assert_eq!(has(&a.difference(b)), has(&sets[bits & !others]));
                assert_eq!(a.is_subset(b), bits & !others == 0);
            }
        }
    }

    #[test]
    fn touching_intervals_are_one() {
        assert_eq!(union(&[(4, 9), (1, 3), (2, 2)]), range(1, 9));
        assert_eq!(union(&[(1, 3), (5, 9)]).0.len(), 2);
    }

    #[test]
    fn every_text_with_a_prefix_lies_in_its_interval() {
        for prefix in ["a", "\u{d7ff}", "a\u{10ffff}", "\u{10ffff}"] {
            let predicate = Predicate::StartsWith(prefix.into());
            let extent = Intervals::from_predicate(&predicate);
            for text in
                [prefix, "a", "b", "ab", "a\u{10ffff}z", "\u{d7ff}\u{10ffff}", "\u{e000}", "\u{10ffff}\u{10ffff}"]
            {
                assert_eq!(contains(&extent, text.into()), text.starts_with(prefix), "{prefix:?} {text:?}");
            }
        }
    }
}
