//! Which values satisfy a predicate, as intervals of the order of values.

use std::borrow::Cow;

use crate::filter::{Predicate, ValueSet};
use crate::value::Value;

/// A place between values: before one, after one, or beyond all.
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

    /// After a value is before the next one, where the type has a next one: `> 4` and `>= 5` are one place.
    fn after(value: Value<'f>) -> Cut<'f> {
        match value {
            Value::Integer(integer) => match integer.checked_add(1) {
                Some(next) => Cut::before(Value::Integer(next)),
                None => Cut::Maximum,
            },
            Value::Date(date) => date.succ_opt().map_or(Cut::Maximum, |next| Cut::before(Value::Date(next))),
            Value::Boolean(false) => Cut::before(Value::Boolean(true)),
            Value::Boolean(true) => Cut::Maximum,
            value => Cut::At { value, is_after: true },
        }
    }

    /// Where what a value means begins: a day at its first instant.
    fn start(value: Value<'f>) -> Cut<'f> {
        match value {
            Value::Day(day) => Cut::before(Value::Instant(day.start())),
            Value::Integer(i64::MIN) | Value::Boolean(false) => Cut::Minimum,
            other => Cut::before(other),
        }
    }

    /// Where what a value means ends.
    fn end(value: Value<'f>) -> Cut<'f> {
        match value {
            Value::Day(day) => Cut::before(Value::Instant(day.end())),
            other => Cut::after(other),
        }
    }

    /// Where what a value means begins and ends.
    fn both(value: Value<'f>) -> (Cut<'f>, Cut<'f>) {
        (Cut::start(value.clone()), Cut::end(value))
    }
}

/// A set of values of one type, as ascending intervals that don't touch. Each holds a value, as far as is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Extent<'f>(Vec<(Cut<'f>, Cut<'f>)>);

impl<'f> Extent<'f> {
    /// Every value.
    pub(crate) fn everything() -> Extent<'f> {
        Extent(vec![(Cut::Minimum, Cut::Maximum)])
    }

    /// No value.
    pub(crate) fn nothing() -> Extent<'f> {
        Extent(Vec::new())
    }

    /// What satisfies a predicate; of `ne` and `not_in` what satisfies their opposite. Everything, where that isn't
    /// known as intervals.
    pub(crate) fn of(predicate: &'f Predicate<'_>) -> Extent<'f> {
        let interval = match predicate {
            Predicate::Exact(value) | Predicate::Ne(value) => Cut::both(value.borrowed()),
            Predicate::In(list) | Predicate::NotIn(list) => return Extent::of_list(list),
            Predicate::Gt(value) => (Cut::end(value.borrowed()), Cut::Maximum),
            Predicate::Gte(value) => (Cut::start(value.borrowed()), Cut::Maximum),
            Predicate::Lt(value) => (Cut::Minimum, Cut::start(value.borrowed())),
            Predicate::Lte(value) => (Cut::Minimum, Cut::end(value.borrowed())),
            Predicate::Range(low, high) => (Cut::start(low.borrowed()), Cut::end(high.borrowed())),
            Predicate::StartsWith(text) => (Cut::before(text.as_ref().into()), end_of_prefix(text)),
            _ => return Extent::everything(),
        };
        Extent::of_intervals(vec![interval])
    }

    /// What equals a value, or lies in a day.
    pub(crate) fn of_value(value: Value<'f>) -> Extent<'f> {
        Extent::of_intervals(vec![Cut::both(value)])
    }

    /// What equals one of the list's values.
    fn of_list(list: &'f ValueSet<'_>) -> Extent<'f> {
        Extent::of_intervals(list.iter().map(Cut::both).collect())
    }

    /// The union of intervals.
    fn of_intervals(mut intervals: Vec<(Cut<'f>, Cut<'f>)>) -> Extent<'f> {
        intervals.retain(|(low, high)| low < high);
        intervals.sort_unstable();
        intervals.dedup_by(|next, last| {
            let touches = next.0 <= last.1;
            if touches && last.1 < next.1 {
                std::mem::swap(&mut last.1, &mut next.1);
            }
            touches
        });
        Extent(intervals)
    }

    /// Whether no value is in the set.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Where the set begins.
    fn start(&self) -> Option<&Cut<'f>> {
        self.0.first().map(|(low, _)| low)
    }

    /// Puts sets in the order of their beginnings.
    pub(crate) fn sort(sets: &mut [Extent<'f>]) {
        sets.sort_unstable_by(|a, b| a.start().cmp(&b.start()));
    }

    /// Whether one of the sets is within this one; they are in the order of their beginnings.
    pub(crate) fn has_one_of(&self, sets: &[Extent<'f>]) -> bool {
        let start = sets.partition_point(|set| set.start() < self.start());
        let end = self.0.last().map_or(start, |(_, high)| sets.partition_point(|set| set.start() < Some(high)));
        sets.get(start..end).is_some_and(|sets| sets.iter().any(|set| set.is_within(self)))
    }

    /// Whether every value of this set is in the other.
    pub(crate) fn is_within(&self, other: &Extent<'f>) -> bool {
        self.without(other).is_empty()
    }

    /// What is in either set.
    pub(crate) fn or(&self, other: &Extent<'f>) -> Extent<'f> {
        Extent::of_intervals(self.0.iter().chain(&other.0).cloned().collect())
    }

    /// What is in both sets.
    pub(crate) fn and(&self, other: &Extent<'f>) -> Extent<'f> {
        let (mut both, mut rest) = (Vec::new(), self.near(other));
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
        Extent(both)
    }

    /// What is in this set and not in the other.
    pub(crate) fn without(&self, other: &Extent<'f>) -> Extent<'f> {
        self.and(&complement(self.near(other)))
    }

    /// The part of another set that lies between the ends of this one, and what touches it.
    fn near<'e>(&self, other: &'e Extent<'f>) -> &'e [(Cut<'f>, Cut<'f>)] {
        let (Some((low, _)), Some((_, high))) = (self.0.first(), self.0.last()) else { return &[] };
        let start = other.0.partition_point(|(_, end)| end < low);
        let end = other.0.partition_point(|(start, _)| start <= high);
        other.0.get(start..end).unwrap_or(&[])
    }

    /// The values of the set, where it is a list of them.
    pub(crate) fn values(&self) -> Option<Vec<&Value<'f>>> {
        self.0.iter().map(only_value).collect()
    }

    /// Drops single values that don't pass.
    pub(crate) fn retain(&mut self, passes: impl Fn(&Value<'f>) -> bool) {
        self.0.retain(|interval| only_value(interval).is_none_or(&passes));
    }
}

/// What isn't in a set.
fn complement<'f>(intervals: &[(Cut<'f>, Cut<'f>)]) -> Extent<'f> {
    let mut others = Vec::with_capacity(intervals.len().saturating_add(1));
    let mut from = Cut::Minimum;
    for (low, high) in intervals {
        others.push((from, low.clone()));
        from = high.clone();
    }
    others.push((from, Cut::Maximum));
    others.retain(|(low, high)| low < high);
    Extent(others)
}

/// The value that an interval holds, where that is a single one.
fn only_value<'i, 'f>((low, high): &'i (Cut<'f>, Cut<'f>)) -> Option<&'i Value<'f>> {
    match low {
        Cut::At { value, is_after: false } if *high == Cut::after(value.clone()) => Some(value),
        _ => None,
    }
}

/// The place above every text that begins so: before the prefix with its last character moved on.
fn end_of_prefix<'f>(prefix: &str) -> Cut<'f> {
    let mut characters: Vec<char> = prefix.chars().collect();
    while let Some(last) = characters.pop() {
        // No character lies between these two.
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
    use super::{Cut, Extent, Predicate, Value};

    fn range(low: i64, high: i64) -> Extent<'static> {
        Extent::of_intervals(vec![(Cut::start(low.into()), Cut::end(high.into()))])
    }

    fn contains(extent: &Extent<'_>, value: Value<'_>) -> bool {
        Extent::of_value(value).is_within(extent)
    }

    fn union(ranges: &[(i64, i64)]) -> Extent<'static> {
        let intervals = ranges.iter().flat_map(|(low, high)| range(*low, *high).0).collect();
        Extent::of_intervals(intervals)
    }

    #[test]
    fn sets_agree_with_their_values() {
        let sets: Vec<Extent<'_>> = (0..1 << 6)
            .map(|bits: i64| union(&(0..6).filter(|bit| bits >> bit & 1 == 1).map(|n| (n, n)).collect::<Vec<_>>()))
            .collect();
        let has = |set: &Extent<'_>| (0..6).filter(|n| contains(set, Value::from(*n))).collect::<Vec<i64>>();
        for (bits, a) in sets.iter().enumerate() {
            assert_eq!(has(a), (0..6).filter(|n| bits >> n & 1 == 1).collect::<Vec<_>>());
            for (others, b) in sets.iter().enumerate() {
                assert_eq!(has(&a.and(b)), has(&sets[bits & others]));
                assert_eq!(has(&a.without(b)), has(&sets[bits & !others]));
                assert_eq!(a.is_within(b), bits & !others == 0);
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
            let extent = Extent::of(&predicate);
            for text in
                [prefix, "a", "b", "ab", "a\u{10ffff}z", "\u{d7ff}\u{10ffff}", "\u{e000}", "\u{10ffff}\u{10ffff}"]
            {
                assert_eq!(contains(&extent, text.into()), text.starts_with(prefix), "{prefix:?} {text:?}");
            }
        }
    }
}
