//! The one gate: a field, an operator and operands become a predicate, or every reason why not. It knows no text
//! positions: a fault of an item is told with the item's number.

mod operand;

use std::mem;

use crate::error::ErrorKind;
use crate::filter::{Entry, Predicate, ValueSet};
use crate::schema::{Field, Key, Limits, Rank};
use crate::util::excerpts;
use crate::value::{Arity, Datum, Op, Value, ValueType};

pub(crate) use operand::takes_empty;
use operand::{OperandError, check_text, item, single_type, text_item, typed, uuid_item};

/// What a fault of an operand is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Location {
    /// The whole operand.
    Operand,
    /// One item of a list or range, by its number.
    Item(usize),
}

/// What is to become an operand: one value, or the items of a list or range.
pub(crate) struct Operand<I> {
    /// How many there are, repeats too.
    pub(crate) count: usize,
    /// How many of them can be sound, at the most.
    pub(crate) room: usize,
    pub(crate) data: I,
}

/// The gate for one filter's conditions: it keeps those that pass, and count of what they may be.
#[derive(Clone, Debug)]
pub(crate) struct Validator<'v> {
    limits: Limits,
    conditions: usize,
    operands: usize,
    is_full: bool,
    entries: Vec<Entry<'v>>,
}

impl<'v> Validator<'v> {
    pub(crate) const fn new(limits: Limits) -> Validator<'v> {
        Validator { limits, conditions: 0, operands: 0, is_full: false, entries: Vec::new() }
    }

    /// A gate that what was checked before has passed already.
    pub(crate) fn reopened(limits: Limits, entries: Vec<Entry<'v>>) -> Validator<'v> {
        let operands = entries.iter().map(|entry| entry.predicate.weight()).sum();
        Validator { conditions: entries.len(), operands, entries, ..Validator::new(limits) }
    }

    pub(crate) const fn limits(&self) -> &Limits {
        &self.limits
    }

    pub(crate) fn set_limits(&mut self, limits: Limits) {
        self.limits = limits;
    }

    /// Whether there were too many operand values: later ones aren't read.
    pub(crate) const fn is_full(&self) -> bool {
        self.is_full
    }

    /// What has passed.
    pub(crate) const fn entries(&self) -> &Vec<Entry<'v>> {
        &self.entries
    }

    /// What has passed, to keep.
    pub(crate) fn take(&mut self) -> Vec<Entry<'v>> {
        mem::take(&mut self.entries)
    }

    /// Whether there is no room for one condition more.
    pub(crate) const fn is_at_capacity(&self) -> bool {
        self.entries.len() == self.entries.capacity()
    }

    /// Makes room for so many conditions more.
    pub(crate) fn reserve(&mut self, conditions: usize) {
        if self.entries.capacity() == 0 {
            self.entries = Vec::with_capacity(conditions);
        } else {
            self.entries.reserve_exact(conditions);
        }
    }

    /// Drops what has passed, which nobody will ask for. It counts all the same.
    pub(crate) fn forget(&mut self) {
        self.entries = Vec::new();
    }

    /// Drops the condition that passed last. It counts all the same.
    pub(crate) fn forget_last(&mut self) {
        self.entries.pop();
    }

    /// Takes back a condition and what it counted, and tells whether there was one.
    pub(crate) fn remove(&mut self, rank: Rank) -> bool {
        let Some(location) = self.entries.iter().position(|entry| entry.rank == rank) else { return false };
        let removed = self.entries.swap_remove(location);
        self.conditions = self.conditions.saturating_sub(1);
        self.operands = self.operands.saturating_sub(removed.predicate.weight());
        true
    }

    /// Counts a condition, faulty or not.
    pub(crate) fn count_condition(&mut self) -> Result<(), ErrorKind> {
        let limit = self.limits.conditions;
        if self.conditions >= limit {
            return Err(ErrorKind::TooManyConditions { limit, found: limit.saturating_add(1) });
        }
        self.conditions = self.conditions.saturating_add(1);
        Ok(())
    }

    /// What is over the limits in conditions that passed with others.
    pub(crate) fn over(&self) -> Option<ErrorKind> {
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

    /// Checks what a condition says by any number of values.
    pub(crate) fn check(
        &mut self,
        key: &Key<'_>,
        operand: Operand<impl Iterator<Item = impl Datum<'v>> + Clone>,
        report: &mut dyn FnMut(Location, &dyn Fn() -> ErrorKind),
    ) {
        match (key.op.arity(), operand.count) {
            (Arity::Two | Arity::List, _) => self.check_items(key, operand, report),
            (Arity::One, 1) => {
                let Operand { data, .. } = operand;
                data.for_each(|input| self.check_value(key, input, report));
            }
            (Arity::One, found) => report(Location::Operand, &|| ErrorKind::WrongItemCount { expected: 1, found }),
        }
    }

    /// Checks what a condition says by one value. Errors here and below are told with their place and with what makes
    /// their sentence: nothing is made for those that nobody reads.
    #[inline]
    pub(crate) fn check_value(
        &mut self,
        key: &Key<'_>,
        input: impl Datum<'v>,
        report: &mut dyn FnMut(Location, &dyn Fn() -> ErrorKind),
    ) {
        let Key { field, op, .. } = *key;
        let weight = if field.value_type() == ValueType::DateTime { input.lent().weight_as_date_time() } else { 1 };
        if let Err(kind) = self.admit(weight) {
            return reject(report, Location::Operand, &|| kind.clone());
        }
        // What is a text as it stands doesn't go through memory as a value that was read.
        let read = match single_type(field, op, &input) {
            Ok(ValueType::Text | ValueType::Choice) => match check_text(field, &input) {
                Ok(()) => return self.keep_value(key, Value::Text(input.into_text())),
                Err(error) => Err(error),
            },
            Ok(value_type) => self.keep_typed(key, value_type, &input),
            Err(error) => Err(error),
        };
        if let Err(error) = read {
            reject(report, Location::Operand, &|| error.explain(field, &input));
        }
    }

    /// Keeps what a value that isn't a text is read as.
    #[inline(never)]
    fn keep_typed(&mut self, key: &Key<'_>, value_type: ValueType, input: &impl Datum<'v>) -> Result<(), OperandError> {
        typed(key.field, value_type, input, |value| self.keep_value(key, value))
    }

    /// Checks what a condition says by a list or a range.
    pub(crate) fn check_items(
        &mut self,
        key: &Key<'_>,
        operand: Operand<impl Iterator<Item = impl Datum<'v>> + Clone>,
        report: &mut dyn FnMut(Location, &dyn Fn() -> ErrorKind),
    ) {
        let Key { field, op, .. } = *key;
        let Operand { count, room, data } = operand;
        let weight = || match field.value_type() {
            ValueType::DateTime => data.clone().map(|input| input.lent().weight_as_date_time()).sum(),
            _ => count,
        };
        if let Err(kind) = self.admit_items(op, count).and_then(|()| self.admit(weight())) {
            return report(Location::Operand, &|| kind.clone());
        }
        match (op.arity(), field.value_type()) {
            (Arity::Two, value_type) => {
                // The one before the last, and the last: there are two.
                let (mut low, mut high) = (None, None);
                let mut keep = |value| low = high.replace(value);
                let is_sound = match value_type {
                    ValueType::Text | ValueType::Choice => {
                        items(field, data, text_item, |input, ()| keep(Value::Text(input.into_text())), report)
                    }
                    _ => items(field, data, item, |_, value| keep(value), report),
                };
                if is_sound {
                    self.keep_range(key, low, high, report);
                }
            }
            (_, ValueType::Text | ValueType::Choice) => {
                if let Some(texts) = list(field, room, data, text_item, |input, ()| input.into_text(), report) {
                    self.keep_list(key, ValueSet::of_texts(texts));
                }
            }
            (_, ValueType::Uuid) => {
                if let Some(uuids) = list(field, room, data, uuid_item, |_, uuid| uuid.as_u128(), report) {
                    self.keep_list(key, ValueSet::of_uuids(uuids));
                }
            }
            _ => {
                if let Some(values) = list(field, room, data, item, |_, value| value, report) {
                    self.keep_list(key, ValueSet::of_values(values));
                }
            }
        }
    }

    /// Checks a range whose ends are sound.
    fn keep_range(
        &mut self,
        key: &Key<'_>,
        low: Option<Value<'v>>,
        high: Option<Value<'v>>,
        report: &mut dyn FnMut(Location, &dyn Fn() -> ErrorKind),
    ) {
        if let (Some(low), Some(high)) = (low, high) {
            if Value::is_reversed_range(&low, &high) {
                let (low, high) = excerpts(&low.lent().spelling(), &high.lent().spelling());
                return report(Location::Operand, &|| ErrorKind::ReversedRange {
                    low: low.clone(),
                    high: high.clone(),
                });
            }
            self.keep(key, Predicate::Range(low, high));
        }
    }

    /// Keeps what an operator says by one value, which is of the type that it takes.
    #[expect(clippy::inline_always, reason = "what comes through memory is copied at several times the cost")]
    #[inline(always)]
    fn keep_value(&mut self, key: &Key<'_>, value: Value<'v>) {
        match (key.op, value) {
            (Op::Exact, value) => self.keep(key, Predicate::Exact(value)),
            (Op::Ne, value) => self.keep(key, Predicate::Ne(value)),
            (Op::Gt, value) => self.keep(key, Predicate::Gt(value)),
            (Op::Gte, value) => self.keep(key, Predicate::Gte(value)),
            (Op::Lt, value) => self.keep(key, Predicate::Lt(value)),
            (Op::Lte, value) => self.keep(key, Predicate::Lte(value)),
            (Op::IExact, Value::Text(text)) => self.keep(key, Predicate::IExact(text)),
            (Op::Contains, Value::Text(text)) => self.keep(key, Predicate::Contains(text)),
            (Op::IContains, Value::Text(text)) => self.keep(key, Predicate::IContains(text)),
            (Op::StartsWith, Value::Text(text)) => self.keep(key, Predicate::StartsWith(text)),
            (Op::IStartsWith, Value::Text(text)) => self.keep(key, Predicate::IStartsWith(text)),
            (Op::EndsWith, Value::Text(text)) => self.keep(key, Predicate::EndsWith(text)),
            (Op::IEndsWith, Value::Text(text)) => self.keep(key, Predicate::IEndsWith(text)),
            (Op::IsNull, Value::Boolean(is_null)) => self.keep(key, Predicate::IsNull(is_null)),
            _ => {}
        }
    }

    /// Keeps what an operator says by a list.
    fn keep_list(&mut self, key: &Key<'_>, list: ValueSet<'v>) {
        match key.op {
            Op::In => self.keep(key, Predicate::In(list)),
            Op::NotIn => self.keep(key, Predicate::NotIn(list)),
            Op::AllIn => self.keep(key, Predicate::AllIn(list)),
            _ => {}
        }
    }

    #[inline]
    fn keep(&mut self, key: &Key<'_>, predicate: Predicate<'v>) {
        self.entries.push(Entry { rank: key.rank, predicate });
    }

    /// Checks how many items a list or a range has, before any of them is read.
    fn admit_items(&self, op: Op, count: usize) -> Result<(), ErrorKind> {
        match op.arity() {
            _ if count == 0 => Err(ErrorKind::EmptyList),
            Arity::Two if count != 2 => Err(ErrorKind::WrongItemCount { expected: 2, found: count }),
            Arity::List if count > self.limits.list_items => {
                Err(ErrorKind::TooManyItems { limit: self.limits.list_items, found: count, in_all: false })
            }
            _ => Ok(()),
        }
    }

    /// Counts the values of an operand, before any of them is read.
    fn admit(&mut self, weight: usize) -> Result<(), ErrorKind> {
        let (limit, found) = (self.limits.operands, self.operands.saturating_add(weight));
        if found > limit {
            self.is_full = true;
            return Err(ErrorKind::TooManyItems { limit, found, in_all: true });
        }
        self.operands = found;
        Ok(())
    }
}

/// Tells a fault, which is rare: what is usual is laid out for speed.
#[cold]
fn reject(report: &mut dyn FnMut(Location, &dyn Fn() -> ErrorKind), location: Location, kind: &dyn Fn() -> ErrorKind) {
    report(location, kind);
}

impl Predicate<'_> {
    /// How many operand values it counts as.
    fn weight(&self) -> usize {
        self.values().map(|value| if matches!(value, Value::Day(_)) { 2 } else { 1 }).sum()
    }
}

/// Reads the items of a list or range and hands each on with what it was read as, up to the first fault. Whether there
/// was none is told.
fn items<'v, D: Datum<'v>, R>(
    field: &Field,
    data: impl Iterator<Item = D>,
    read: impl Fn(&Field, &D) -> Result<R, OperandError>,
    mut keep: impl FnMut(D, R),
    report: &mut dyn FnMut(Location, &dyn Fn() -> ErrorKind),
) -> bool {
    let mut is_sound = true;
    for (number, input) in data.enumerate() {
        match read(field, &input) {
            Ok(read) if is_sound => keep(input, read),
            Ok(_) => {}
            Err(error) => {
                is_sound = false;
                report(Location::Item(number), &|| error.explain(field, &input));
            }
        }
    }
    is_sound
}

/// The items of a list, of which there are no more than the limit.
fn list<'v, D: Datum<'v>, R, T>(
    field: &Field,
    room: usize,
    data: impl Iterator<Item = D>,
    read: impl Fn(&Field, &D) -> Result<R, OperandError>,
    make: impl Fn(D, R) -> T,
    report: &mut dyn FnMut(Location, &dyn Fn() -> ErrorKind),
) -> Option<Vec<T>> {
    let mut list = Vec::new();
    let keep = |input, read| {
        if list.capacity() == 0 {
            list = Vec::with_capacity(room);
        }
        list.push(make(input, read));
    };
    items(field, data, read, keep, report).then_some(list)
}
