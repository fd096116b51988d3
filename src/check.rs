//! The one gate: a field, an operator and operands become a predicate, or every reason why not. It knows no text
//! positions: a fault of an item is told with the item's number.

use std::fmt::Write;
use std::sync::Arc;

use crate::error::ErrorKind;
use crate::excerpt::{excerpt, excerpts};
use crate::field::Field;
use crate::filter::{Entry, List, Predicate};
use crate::limits::Limits;
use crate::nearest::nearest;
use crate::op::{Arity, Op};
use crate::value::{Reason, Value, ValueType, can_be_in_list};

/// What a fault of an operand is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// The whole operand.
    Operand,
    /// One item of a list or range, by its number.
    Item(usize),
}

/// What is to become an operand: one value, or the items of a list or range.
pub(crate) struct Operand<I, W> {
    /// How many values there are, repeats too.
    pub(crate) count: usize,
    /// How many of them can be sound, at the most.
    pub(crate) room: usize,
    /// How many operand values they count as on a date-time field.
    pub(crate) weight: W,
    pub(crate) values: I,
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

    /// Checks what a condition says of a field that lists the operator. Each fault is told with its place, and with
    /// what makes its sentence: nothing is made for faults that nobody reads.
    pub(crate) fn check<'v>(
        &mut self,
        field: &Field,
        op: Op,
        operand: Operand<impl Iterator<Item = Value<'v>>, impl FnOnce() -> usize>,
        fault: &mut dyn FnMut(Place, &dyn Fn() -> ErrorKind),
    ) -> Option<Predicate<'v>> {
        let Operand { count, room, weight, mut values } = operand;
        let weight = || if field.value_type() == ValueType::DateTime { weight() } else { count };
        if let Err(kind) = self.admit(op, count, weight) {
            fault(Place::Operand, &|| kind.clone());
            return None;
        }
        match op.arity() {
            Arity::One => match single(field, op, values.next()?) {
                Ok(value) => with_value(op, value),
                Err(refusal) => {
                    fault(Place::Operand, &|| refusal.explain(field));
                    None
                }
            },
            Arity::Two => {
                let [low, high] = <[Value<'v>; 2]>::try_from(items(field, room, values, fault)?).ok()?;
                if Value::is_reversed_range(&low, &high) {
                    let (low, high) = excerpts(&text_of(&low), &text_of(&high));
                    fault(Place::Operand, &|| ErrorKind::ReversedRange { low: low.clone(), high: high.clone() });
                    return None;
                }
                Some(Predicate::Range(low, high))
            }
            Arity::List => with_list(op, List::new(items(field, room, values, fault)?)),
        }
    }

    /// Counts an operand's values, before any of them is read.
    fn admit(&mut self, op: Op, count: usize, weight: impl FnOnce() -> usize) -> Result<(), ErrorKind> {
        match op.arity() {
            Arity::Two | Arity::List if count == 0 => return Err(ErrorKind::EmptyList),
            Arity::Two if count != 2 => return Err(ErrorKind::WrongItemCount { expected: 2, found: count }),
            Arity::One if count != 1 => return Err(ErrorKind::WrongItemCount { expected: 1, found: count }),
            Arity::List if count > self.limits.list_items => {
                return Err(ErrorKind::TooManyItems { limit: self.limits.list_items, found: count, in_all: false });
            }
            _ => {}
        }
        let (limit, found) = (self.limits.operands, self.operands.saturating_add(weight()));
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
enum Refusal<'v> {
    EmptyValue { expected: ValueType },
    EmptyItem,
    NullCharacter,
    Unrepresentable(Value<'v>),
    Invalid { value: Value<'v>, expected: ValueType, reason: Reason },
}

impl Refusal<'_> {
    fn explain(&self, field: &Field) -> ErrorKind {
        match self {
            Refusal::EmptyValue { expected } => ErrorKind::EmptyValue { expected: *expected },
            Refusal::EmptyItem => ErrorKind::EmptyItem,
            Refusal::NullCharacter => ErrorKind::NullCharacter,
            Refusal::Unrepresentable(value) => ErrorKind::UnrepresentableValue { found: excerpt(&text_of(value)) },
            Refusal::Invalid { value, expected, reason } => {
                let value = text_of(value);
                let is_choice = *expected == ValueType::Choice;
                ErrorKind::InvalidValue {
                    found: excerpt(&value),
                    expected: *expected,
                    reason: *reason,
                    choices: if is_choice { Arc::clone(&field.choices) } else { Arc::default() },
                    nearest: nearest(&value, field.declared_choices().filter(|_| is_choice)),
                }
            }
        }
    }
}

/// A value's text. `to_string` would panic where writing fails, though it can't.
fn text_of(value: &Value<'_>) -> String {
    let mut text = String::new();
    let _ = write!(text, "{value}");
    text
}

/// The items of a list or range, of which there are no more than the limit.
fn items<'v>(
    field: &Field,
    room: usize,
    values: impl Iterator<Item = Value<'v>>,
    fault: &mut dyn FnMut(Place, &dyn Fn() -> ErrorKind),
) -> Option<Vec<Value<'v>>> {
    let mut items = Vec::new();
    let mut is_sound = true;
    for (number, value) in values.enumerate() {
        match item(field, value) {
            // Nothing is kept beside a fault.
            Ok(_) if !is_sound => {}
            Ok(value) => {
                if items.is_empty() {
                    items.reserve_exact(room);
                }
                items.push(value);
            }
            Err(refusal) => {
                is_sound = false;
                items = Vec::new();
                fault(Place::Item(number), &|| refusal.explain(field));
            }
        }
    }
    is_sound.then_some(items)
}

fn item<'v>(field: &Field, value: Value<'v>) -> Result<Value<'v>, Refusal<'v>> {
    match &value {
        Value::Text(text) if text.is_empty() => Err(Refusal::EmptyItem),
        Value::Text(text) if field.value_type() == ValueType::Text && !can_be_in_list(text) => {
            Err(Refusal::Unrepresentable(value))
        }
        _ => read(field, field.value_type(), value),
    }
}

/// Whether the empty text is an operand like any other. It is contained in every text: only equality can ask for it.
pub(crate) fn takes_empty(field: &Field, op: Op) -> bool {
    field.allows_empty() && matches!(op, Op::Exact | Op::Ne | Op::IExact)
}

fn single<'v>(field: &Field, op: Op, value: Value<'v>) -> Result<Value<'v>, Refusal<'v>> {
    let expected = if op == Op::IsNull { ValueType::Boolean } else { field.value_type() };
    match &value {
        Value::Text(text) if text.is_empty() && !takes_empty(field, op) => Err(Refusal::EmptyValue { expected }),
        _ => read(field, expected, value),
    }
}

fn read<'v>(field: &Field, expected: ValueType, value: Value<'v>) -> Result<Value<'v>, Refusal<'v>> {
    let value =
        value.convert(expected, field.zone).map_err(|(value, reason)| Refusal::Invalid { value, expected, reason })?;
    match &value {
        Value::Text(text) if text.contains('\0') => Err(Refusal::NullCharacter),
        Value::Text(text) if expected == ValueType::Choice && !field.has_choice(text) => {
            Err(Refusal::Invalid { value, expected, reason: Reason::NotAChoice })
        }
        Value::Integer(integer) if !field.has_integer(*integer) => {
            let (minimum, maximum) = (field.declared_minimum(), field.declared_maximum());
            Err(Refusal::Invalid { value, expected, reason: Reason::OutOfBounds { minimum, maximum } })
        }
        _ => Ok(value),
    }
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
