//! The validator of conditions.

use std::mem;

use super::operand::{OperandError, check_single_type, check_text, parse_value, read_item, read_uuid_item};
use super::partial::PartialLists;
use super::{Location, Report};
use crate::error::ErrorKind;
use crate::filter::{Entry, Predicate, ValueSet};
use crate::schema::{Field, Key, Limits, ListStyle, Rank};
use crate::util::excerpts;
use crate::value::{Arity, Input, Op, Value, ValueType, uuid};

/// A validator of the conditions of one filter. It keeps the valid conditions and enforces the limits.
#[derive(Clone, Debug)]
pub(crate) struct Validator<'v> {
    limits: Limits,
    conditions: usize,
    operands: usize,
    is_full: bool,
    entries: Vec<Entry<'v>>,
    /// Present if there are lists that are given in several pairs.
    pub(super) partial: Option<Box<PartialLists<'v>>>,
}

impl<'v> Validator<'v> {
    /// Returns a validator with capacity for a number of conditions.
    pub(crate) fn new(limits: Limits, capacity: usize) -> Validator<'v> {
        let entries = Vec::with_capacity(capacity);
        Validator { limits, conditions: 0, operands: 0, is_full: false, entries, partial: None }
    }

    /// Returns a validator with conditions that are already valid.
    pub(crate) fn with_entries(limits: Limits, entries: Vec<Entry<'v>>) -> Validator<'v> {
        let operands = entries.iter().map(|entry| entry.predicate.weight()).sum();
        Validator { limits, conditions: entries.len(), operands, is_full: false, entries, partial: None }
    }

    pub(crate) const fn limits(&self) -> &Limits {
        &self.limits
    }

    pub(crate) fn set_limits(&mut self, limits: Limits) {
        self.limits = limits;
    }

    /// Returns `true` if there were too many operand values. Later ones aren't read.
    pub(crate) const fn is_full(&self) -> bool {
        self.is_full
    }

    /// Returns the number of conditions that are kept.
    pub(crate) const fn len(&self) -> usize {
        self.entries.len()
    }

    pub(crate) fn take_entries(&mut self) -> Vec<Entry<'v>> {
        mem::take(&mut self.entries)
    }

    /// Removes a condition and its operand values. Returns `true` if there was one.
    pub(crate) fn remove(&mut self, rank: Rank) -> bool {
        let Some(index) = self.entries.iter().position(|entry| entry.rank == rank) else { return false };
        let removed = self.entries.swap_remove(index);
        self.conditions = self.conditions.saturating_sub(1);
        self.operands = self.operands.saturating_sub(removed.predicate.weight());
        true
    }

    /// Counts a condition, whether it is valid or not.
    pub(crate) fn count_condition(&mut self) -> Result<(), ErrorKind> {
        let limit = self.limits.conditions;
        if self.conditions >= limit {
            return Err(ErrorKind::TooManyConditions { limit, found: limit.saturating_add(1) });
        }
        self.conditions = self.conditions.saturating_add(1);
        Ok(())
    }

    /// Returns the first limit that is exceeded, for conditions that were validated under other limits.
    pub(crate) fn exceeded_limit(&self) -> Option<ErrorKind> {
        let Limits { conditions, list_items, operands, .. } = self.limits;
        let lists = self.entries.iter().filter(|entry| entry.predicate.op().arity() == Arity::List);
        let longest = lists.map(|entry| entry.predicate.values().count()).max().unwrap_or(0);
        if self.conditions > conditions {
            Some(ErrorKind::TooManyConditions { limit: conditions, found: self.conditions })
        } else if longest > list_items {
            Some(ErrorKind::TooManyItems { limit: list_items, found: longest, in_all: false })
        } else if self.operands > operands {
            Some(ErrorKind::TooManyItems { limit: operands, found: self.operands, in_all: true })
        } else {
            None
        }
    }

    /// Validates a condition with any number of inputs, of which there are `count`.
    pub(crate) fn check<'t>(
        &mut self,
        key: &Key<'_>,
        count: usize,
        mut inputs: impl Iterator<Item = Input<'t, 'v>> + Clone,
        report: &mut Report<'_>,
    ) {
        match (key.op.arity(), count) {
            (Arity::Two | Arity::List, _) => self.check_items(key, count, inputs, report),
            (Arity::One, 1) => {
                if let Some(input) = inputs.next() {
                    self.check_value(key, input, report);
                }
            }
            (Arity::One, found) => report(Location::Value, &|| ErrorKind::WrongItemCount { expected: 1, found }),
        }
    }

    /// Validates a condition with a single value.
    #[inline]
    pub(crate) fn check_value(&mut self, key: &Key<'_>, mut input: Input<'_, 'v>, report: &mut Report<'_>) {
        let Key { field, op, .. } = *key;
        let is_date_time = field.value_type() == ValueType::DateTime && !op.takes_boolean();
        let weight = if is_date_time { input.date_time_weight() } else { 1 };
        if let Err(kind) = self.count_operands(weight) {
            return report(Location::Value, &|| kind.clone());
        }
        let value = match check_single_type(field, op, &input) {
            Ok(ValueType::Text | ValueType::Choice) => {
                check_text(field, &input).map(|()| Value::Text(input.take_text()))
            }
            Ok(expected) => parse_value(field, expected, &input),
            Err(error) => Err(error),
        };
        match value {
            Ok(value) => self.keep_value(key, value),
            Err(error) => report(Location::Value, &|| error.describe(field, &input)),
        }
    }

    /// Validates a condition with the items of a list or the ends of a range, of which there are `count`.
    pub(crate) fn check_items<'t>(
        &mut self,
        key: &Key<'_>,
        count: usize,
        inputs: impl Iterator<Item = Input<'t, 'v>> + Clone,
        report: &mut Report<'_>,
    ) {
        let Key { field, op, .. } = *key;
        let style = field.list_style(op);
        let weight = || weigh_items(field, count, inputs.clone());
        if let Err(kind) = self.check_count(op, count).and_then(|()| self.count_operands(weight())) {
            return report(Location::Value, &|| kind.clone());
        }
        if op.arity() == Arity::Two {
            let (mut low, mut high) = (None, None);
            let keep = |value| low = high.replace(value);
            let read = |field: &Field, input: &mut Input<'t, 'v>| read_item(field, style, input);
            if read_items(field, inputs, read, keep, report)
                && let (Some(low), Some(high)) = (low, high)
            {
                self.keep_range(key, low, high, report);
            }
            return;
        }
        // Sorting numbers takes half of the instructions of sorting values.
        let list = match field.value_type() {
            ValueType::Uuid if style != ListStyle::Repeat => {
                collect_items(field, count, inputs, read_uuid_item, report).map(ValueSet::of_uuids)
            }
            _ => {
                let read = |field: &Field, input: &mut Input<'t, 'v>| read_item(field, style, input);
                collect_items(field, count, inputs, read, report).map(ValueSet::of_values)
            }
        };
        if let Some(list) = list {
            self.entries.extend(list_entry(key.rank, op, list));
        }
    }

    /// Keeps a list of `count` UUIDs if it is spelled as in a canonical query. Returns `false` if it isn't one, or exceeds a
    /// limit.
    #[inline]
    pub(crate) fn keep_canonical_uuids(&mut self, key: &Key<'_>, count: usize, text: &str) -> bool {
        let Key { field, op, rank } = *key;
        let is_list = field.value_type() == ValueType::Uuid && op.arity() == Arity::List;
        if !is_list || self.check_count(op, count).is_err() {
            return false;
        }
        let Some(uuids) = uuid::parse_list(text, count) else { return false };
        let is_within = self.count_operands(count).is_ok();
        if is_within {
            self.entries.extend(list_entry(rank, op, ValueSet::of_uuids(uuids)));
        }
        is_within
    }

    /// Checks the order of the two ends of a range, and keeps the condition.
    fn keep_range(&mut self, key: &Key<'_>, low: Value<'v>, high: Value<'v>, report: &mut Report<'_>) {
        if Value::is_reversed_range(&low, &high) {
            return report(Location::Value, &|| {
                let (low, high) = (Input::Value(low.borrowed()), Input::Value(high.borrowed()));
                let (low, high) = excerpts(&low.spelling(), &high.spelling());
                ErrorKind::ReversedRange { low, high }
            });
        }
        self.keep(key, Predicate::Range(low, high));
    }

    /// Keeps the condition of an operator that takes one value. The value has the right type.
    #[inline]
    fn keep_value(&mut self, key: &Key<'_>, value: Value<'v>) {
        let predicate = match (key.op, value) {
            (Op::Exact, value) => Predicate::Exact(value),
            (Op::Ne, value) => Predicate::Ne(value),
            (Op::Gt, value) => Predicate::Gt(value),
            (Op::Gte, value) => Predicate::Gte(value),
            (Op::Lt, value) => Predicate::Lt(value),
            (Op::Lte, value) => Predicate::Lte(value),
            (Op::IExact, Value::Text(text)) => Predicate::IExact(text),
            (Op::Contains, Value::Text(text)) => Predicate::Contains(text),
            (Op::IContains, Value::Text(text)) => Predicate::IContains(text),
            (Op::StartsWith, Value::Text(text)) => Predicate::StartsWith(text),
            (Op::IStartsWith, Value::Text(text)) => Predicate::IStartsWith(text),
            (Op::EndsWith, Value::Text(text)) => Predicate::EndsWith(text),
            (Op::IEndsWith, Value::Text(text)) => Predicate::IEndsWith(text),
            (Op::IsNull, Value::Boolean(is_null)) => Predicate::IsNull(is_null),
            (Op::NotIExact, Value::Text(text)) => Predicate::NotIExact(text),
            (Op::NotContains, Value::Text(text)) => Predicate::NotContains(text),
            (Op::NotIContains, Value::Text(text)) => Predicate::NotIContains(text),
            (Op::NotStartsWith, Value::Text(text)) => Predicate::NotStartsWith(text),
            (Op::NotIStartsWith, Value::Text(text)) => Predicate::NotIStartsWith(text),
            (Op::NotEndsWith, Value::Text(text)) => Predicate::NotEndsWith(text),
            (Op::NotIEndsWith, Value::Text(text)) => Predicate::NotIEndsWith(text),
            (Op::IsEmpty, Value::Boolean(is_empty)) => Predicate::IsEmpty(is_empty),
            _ => return,
        };
        self.keep(key, predicate);
    }

    fn keep(&mut self, key: &Key<'_>, predicate: Predicate<'v>) {
        self.entries.push(Entry { rank: key.rank, predicate });
    }

    /// Checks the number of items before any of them is read.
    fn check_count(&self, op: Op, count: usize) -> Result<(), ErrorKind> {
        match op.arity() {
            _ if count == 0 => Err(ErrorKind::EmptyList),
            Arity::Two if count != 2 => Err(ErrorKind::WrongItemCount { expected: 2, found: count }),
            Arity::List if count > self.limits.list_items => {
                Err(ErrorKind::TooManyItems { limit: self.limits.list_items, found: count, in_all: false })
            }
            _ => Ok(()),
        }
    }

    /// Counts the values of an operand before any of them is read.
    pub(super) fn count_operands(&mut self, weight: usize) -> Result<(), ErrorKind> {
        let (limit, found) = (self.limits.operands, self.operands.saturating_add(weight));
        if found > limit {
            self.is_full = true;
            return Err(ErrorKind::TooManyItems { limit, found, in_all: true });
        }
        self.operands = found;
        Ok(())
    }
}

impl Predicate<'_> {
    /// Returns the number of operand values: a whole day counts as two.
    fn weight(&self) -> usize {
        self.values().map(|value| if matches!(value, Value::Day(_)) { 2 } else { 1 }).sum()
    }
}

/// Returns the condition of an operator that takes a list.
pub(super) fn list_entry(rank: Rank, op: Op, list: ValueSet<'_>) -> Option<Entry<'_>> {
    let predicate = match op {
        Op::In => Predicate::In(list),
        Op::NotIn => Predicate::NotIn(list),
        Op::AllIn => Predicate::AllIn(list),
        _ => return None,
    };
    Some(Entry { rank, predicate })
}

/// Returns the number of operand values of items, of which there are `count`.
pub(super) fn weigh_items<'t, 'v>(field: &Field, count: usize, inputs: impl Iterator<Item = Input<'t, 'v>>) -> usize {
    match field.value_type() {
        ValueType::DateTime => inputs.map(|input| input.date_time_weight()).sum(),
        _ => count,
    }
}

/// Reads items and keeps them up to the first error. Returns `true` if there was none.
pub(super) fn read_items<'t, 'v, T>(
    field: &Field,
    inputs: impl Iterator<Item = Input<'t, 'v>>,
    read: impl Fn(&Field, &mut Input<'t, 'v>) -> Result<T, OperandError>,
    mut keep: impl FnMut(T),
    report: &mut Report<'_>,
) -> bool {
    let mut is_valid = true;
    for (number, mut input) in inputs.enumerate() {
        match read(field, &mut input) {
            Ok(item) if is_valid => keep(item),
            Ok(_) => {}
            Err(error) => {
                is_valid = false;
                report(Location::Item(number), &|| error.describe(field, &input));
            }
        }
    }
    is_valid
}

/// Collects the items of a list, of which there are `count`, up to the first error.
fn collect_items<'t, 'v, T>(
    field: &Field,
    count: usize,
    inputs: impl Iterator<Item = Input<'t, 'v>>,
    read: impl Fn(&Field, &mut Input<'t, 'v>) -> Result<T, OperandError>,
    report: &mut Report<'_>,
) -> Option<Vec<T>> {
    let mut items = Vec::with_capacity(count);
    read_items(field, inputs, read, |item| items.push(item), report).then_some(items)
}
