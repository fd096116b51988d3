//! The one gate: a field, an operator and operands become a predicate, or every reason why not. It knows no text
//! positions: a fault of an item is told with the item's number.

use std::fmt::Write;
use std::sync::Arc;

use uuid::Uuid;

use crate::error::ErrorKind;
use crate::excerpt::{excerpt, excerpts};
use crate::field::Field;
use crate::filter::{Entry, List, Predicate};
use crate::limits::Limits;
use crate::nearest::nearest;
use crate::op::{Arity, Op};
use crate::value::{Datum, Reason, Value, ValueType, can_be_in_list};

/// What a fault of an operand is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
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

/// The gate for one filter's conditions: it keeps count of what they may be.
#[derive(Clone, Debug)]
pub(crate) struct Gate {
    limits: Limits,
    conditions: usize,
    operands: usize,
    is_full: bool,
}

impl Gate {
    pub(crate) const fn new(limits: Limits) -> Gate {
        Gate { limits, conditions: 0, operands: 0, is_full: false }
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

    /// Counts a condition, faulty or not.
    pub(crate) fn count_condition(&mut self) -> Result<(), ErrorKind> {
        let limit = self.limits.conditions;
        if self.conditions >= limit {
            return Err(ErrorKind::TooManyConditions { limit, found: limit.saturating_add(1) });
        }
        self.conditions = self.conditions.saturating_add(1);
        Ok(())
    }

    /// Gives back what a removed condition took.
    pub(crate) fn give_back(&mut self, predicate: &Predicate<'_>) {
        self.conditions = self.conditions.saturating_sub(1);
        self.operands = self.operands.saturating_sub(predicate.weight());
    }

    /// Counts a condition that passed this gate before.
    pub(crate) fn count_again(&mut self, predicate: &Predicate<'_>) {
        self.conditions = self.conditions.saturating_add(1);
        self.operands = self.operands.saturating_add(predicate.weight());
    }

    /// What is over the limits in conditions that passed a gate with others.
    pub(crate) fn over(&self, entries: &[Entry<'_>]) -> Option<ErrorKind> {
        let Limits { conditions, list_items, operands, .. } = self.limits;
        let lists = entries.iter().filter(|entry| entry.predicate.op().arity() == Arity::List);
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

    /// Checks what a condition says of a field that lists the operator, by any number of values.
    pub(crate) fn check<'v>(
        &mut self,
        field: &Field,
        op: Op,
        operand: Operand<impl Iterator<Item = impl Datum<'v>> + Clone>,
        fault: &mut dyn FnMut(Place, &dyn Fn() -> ErrorKind),
    ) -> Option<Predicate<'v>> {
        match op.arity() {
            Arity::Two | Arity::List => self.check_items(field, op, operand, fault),
            Arity::One if operand.count != 1 => {
                fault(Place::Operand, &|| ErrorKind::WrongItemCount { expected: 1, found: operand.count });
                None
            }
            Arity::One => {
                let Operand { mut data, .. } = operand;
                self.check_value(field, op, data.next()?, fault)
            }
        }
    }

    /// Checks what a condition says by one value.
    #[inline]
    pub(crate) fn check_value<'v>(
        &mut self,
        field: &Field,
        op: Op,
        datum: impl Datum<'v>,
        fault: &mut dyn FnMut(Place, &dyn Fn() -> ErrorKind),
    ) -> Option<Predicate<'v>> {
        let weight = if field.value_type() == ValueType::DateTime { datum.weight_as_date_time() } else { 1 };
        if let Err(kind) = self.admit(weight) {
            fault(Place::Operand, &|| kind.clone());
            return None;
        }
        match single(field, op, &datum) {
            Ok(read) => with_value(op, value_of(datum, read)),
            Err(refusal) => {
                fault(Place::Operand, &|| refusal.explain(field, &datum));
                None
            }
        }
    }

    /// Checks what a condition says by a list or a range. Each fault is told with its place, and with what makes its
    /// sentence: nothing is made for faults that nobody reads.
    pub(crate) fn check_items<'v>(
        &mut self,
        field: &Field,
        op: Op,
        operand: Operand<impl Iterator<Item = impl Datum<'v>> + Clone>,
        fault: &mut dyn FnMut(Place, &dyn Fn() -> ErrorKind),
    ) -> Option<Predicate<'v>> {
        let Operand { count, room, data } = operand;
        let weight = || match field.value_type() {
            ValueType::DateTime => data.clone().map(|datum| datum.weight_as_date_time()).sum(),
            _ => count,
        };
        if let Err(kind) = self.admit_items(op, count).and_then(|()| self.admit(weight())) {
            fault(Place::Operand, &|| kind.clone());
            return None;
        }
        match (op.arity(), field.value_type()) {
            (Arity::Two, _) => {
                let values = items(field, room, data, item, value_of, fault)?;
                let [low, high] = <[Value<'v>; 2]>::try_from(values).ok()?;
                if Value::is_reversed_range(&low, &high) {
                    let (low, high) = excerpts(&text_of(&low), &text_of(&high));
                    fault(Place::Operand, &|| ErrorKind::ReversedRange { low: low.clone(), high: high.clone() });
                    return None;
                }
                Some(Predicate::Range(low, high))
            }
            (_, ValueType::Uuid) => {
                with_list(op, List::of_uuids(items(field, room, data, uuid_item, |_, uuid| uuid, fault)?))
            }
            _ => with_list(op, List::of_values(items(field, room, data, item, value_of, fault)?)),
        }
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

impl Predicate<'_> {
    /// How many operand values it counts as.
    fn weight(&self) -> usize {
        self.values().map(|value| if matches!(value, Value::Day(_)) { 2 } else { 1 }).sum()
    }
}

/// Why a value is refused.
#[derive(Clone, Copy)]
enum Refusal {
    EmptyValue { expected: ValueType },
    EmptyItem,
    NullCharacter,
    Unrepresentable,
    Invalid { expected: ValueType, reason: Reason },
}

impl Refusal {
    fn explain<'v>(self, field: &Field, datum: &impl Datum<'v>) -> ErrorKind {
        match self {
            Refusal::EmptyValue { expected } => ErrorKind::EmptyValue { expected },
            Refusal::EmptyItem => ErrorKind::EmptyItem,
            Refusal::NullCharacter => ErrorKind::NullCharacter,
            Refusal::Unrepresentable => ErrorKind::UnrepresentableValue { found: excerpt(&text_of(datum)) },
            Refusal::Invalid { expected, reason } => {
                let value = text_of(datum);
                let is_choice = expected == ValueType::Choice;
                ErrorKind::InvalidValue {
                    found: excerpt(&value),
                    expected,
                    reason,
                    choices: if is_choice { Arc::clone(&field.choices) } else { Arc::default() },
                    nearest: nearest(&value, field.declared_choices().filter(|_| is_choice)),
                }
            }
        }
    }
}

/// A datum's text. `to_string` would panic where writing fails, though it can't.
fn text_of<'v>(datum: &impl Datum<'v>) -> String {
    let mut text = String::new();
    let _ = write!(text, "{datum}");
    text
}

/// The items of a list or range, of which there are no more than the limit: what is kept of each datum and of what it
/// was read as.
fn items<'v, D: Datum<'v>, R, T>(
    field: &Field,
    room: usize,
    data: impl Iterator<Item = D>,
    read: impl Fn(&Field, &D) -> Result<R, Refusal>,
    keep: impl Fn(D, R) -> T,
    fault: &mut dyn FnMut(Place, &dyn Fn() -> ErrorKind),
) -> Option<Vec<T>> {
    let mut items = Vec::new();
    let mut is_sound = true;
    for (number, datum) in data.enumerate() {
        match read(field, &datum) {
            // Nothing is kept beside a fault.
            Ok(_) if !is_sound => {}
            Ok(read) => {
                if items.is_empty() {
                    items.reserve_exact(room);
                }
                items.push(keep(datum, read));
            }
            Err(refusal) => {
                is_sound = false;
                items = Vec::new();
                fault(Place::Item(number), &|| refusal.explain(field, &datum));
            }
        }
    }
    is_sound.then_some(items)
}

/// Whether the empty text is an operand like any other. It is contained in every text: only equality can ask for it.
pub(crate) fn takes_empty(field: &Field, op: Op) -> bool {
    field.allows_empty() && matches!(op, Op::Exact | Op::Ne | Op::IExact)
}

/// Reads what stands alone; no value where it is one as it stands.
fn single<'v>(field: &Field, op: Op, datum: &impl Datum<'v>) -> Result<Option<Value<'static>>, Refusal> {
    let expected = if op == Op::IsNull { ValueType::Boolean } else { field.value_type() };
    match datum.text() {
        Some("") if !takes_empty(field, op) => Err(Refusal::EmptyValue { expected }),
        _ => read(field, expected, datum),
    }
}

/// Reads an item of a list or a range; no value where it is one as it stands.
fn item<'v>(field: &Field, datum: &impl Datum<'v>) -> Result<Option<Value<'static>>, Refusal> {
    match datum.text() {
        Some("") => Err(Refusal::EmptyItem),
        Some(text) if field.value_type() == ValueType::Text && !can_be_in_list(text) => Err(Refusal::Unrepresentable),
        _ => read(field, field.value_type(), datum),
    }
}

/// Reads an item of a list of uuids.
fn uuid_item<'v>(_: &Field, datum: &impl Datum<'v>) -> Result<Uuid, Refusal> {
    match datum.text() {
        Some("") => Err(Refusal::EmptyItem),
        _ => datum.to_uuid().map_err(|reason| Refusal::Invalid { expected: ValueType::Uuid, reason }),
    }
}

fn read<'v>(field: &Field, expected: ValueType, datum: &impl Datum<'v>) -> Result<Option<Value<'static>>, Refusal> {
    let invalid = |reason| Refusal::Invalid { expected, reason };
    match (expected, datum.text()) {
        (ValueType::Text | ValueType::Choice, Some(text)) if text.contains('\0') => Err(Refusal::NullCharacter),
        (ValueType::Text, Some(_)) => Ok(None),
        (ValueType::Choice, Some(text)) if field.has_choice(text) => Ok(None),
        (ValueType::Choice, Some(_)) => Err(invalid(Reason::NotAChoice)),
        _ => match datum.read(expected, field.zone).map_err(invalid)? {
            Value::Integer(integer) if !field.has_integer(integer) => {
                let (minimum, maximum) = (field.declared_minimum(), field.declared_maximum());
                Err(invalid(Reason::OutOfBounds { minimum, maximum }))
            }
            read => Ok(Some(read)),
        },
    }
}

/// The value that a datum was read as: itself where it was none other.
fn value_of<'v>(datum: impl Datum<'v>, read: Option<Value<'static>>) -> Value<'v> {
    read.unwrap_or_else(|| datum.into_value())
}

/// The predicate of an operator that takes one value, which is of the type that the operator takes.
fn with_value(op: Op, value: Value<'_>) -> Option<Predicate<'_>> {
    Some(match (op, value) {
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
        _ => return None,
    })
}

/// The predicate of an operator that takes a list.
fn with_list(op: Op, list: List<'_>) -> Option<Predicate<'_>> {
    Some(match op {
        Op::In => Predicate::In(list),
        Op::NotIn => Predicate::NotIn(list),
        Op::AllIn => Predicate::AllIn(list),
        _ => return None,
    })
}
