//! A condition compiled for records: a check of single values, and the number of values that must pass it.

use std::borrow::Cow;
#[cfg(feature = "arbitrary")]
use std::sync::Mutex;

use rust_decimal::Decimal;
use uuid::Uuid;

use super::operands::Operands;
use super::order::{Order, order_of_instants};
use super::search::{Kind, Search};
use crate::filter::Predicate;
use crate::schema::Field;
use crate::value::{Date, Op, Timestamp, Value, ValueType};

/// A test of the values that a record holds in a field: none if it is null, one, or many.
pub(super) enum Test<'f, C> {
    /// At least one value passes.
    Any(C),
    /// No value passes, or the field is null.
    No(C),
    /// The field is null (`true`) or not (`false`). The check only determines whether a value has the field's type.
    Null(bool, C),
    /// Each operand is among the values.
    All(Operands<'f>),
    /// Copies the values, for the generators.
    #[cfg(feature = "arbitrary")]
    Copy(&'f Mutex<Vec<Value<'static>>>),
}

impl<'f> Test<'f, Check<'f>> {
    pub(super) fn new(predicate: &'f Predicate<'_>, field: &Field) -> Test<'f, Check<'f>> {
        let value_type = field.value_type();
        let check = || Check::new(predicate.op(), predicate.values().collect(), value_type);
        match predicate {
            Predicate::IsEmpty(is_empty) if is_single_text(field) => {
                let is_not_empty = Check::Text(Order::Greater(""));
                if *is_empty { Test::No(is_not_empty) } else { Test::Any(is_not_empty) }
            }
            Predicate::IsNull(is_null) | Predicate::IsEmpty(is_null) => {
                Test::Null(*is_null, Check::new(Op::In, Vec::new(), value_type))
            }
            Predicate::AllIn(list) => Test::All(Operands::new(list, value_type)),
            negative if negative.op().negated().is_some() => Test::No(check()),
            _ => Test::Any(check()),
        }
    }
}

impl<'f, C> Test<'f, C> {
    /// Returns `true` if the test has a check and it is of a kind.
    pub(super) fn all_checks(&self, kind: impl Fn(&C) -> bool) -> bool {
        match self {
            Test::Any(check) | Test::No(check) | Test::Null(_, check) => kind(check),
            Test::All(_) => false,
            #[cfg(feature = "arbitrary")]
            Test::Copy(_) => false,
        }
    }

    pub(super) fn map<D>(self, change: impl Fn(C) -> D) -> Test<'f, D> {
        match self {
            Test::Any(check) => Test::Any(change(check)),
            Test::No(check) => Test::No(change(check)),
            Test::Null(is_null, check) => Test::Null(is_null, change(check)),
            Test::All(operands) => Test::All(operands),
            #[cfg(feature = "arbitrary")]
            Test::Copy(copies) => Test::Copy(copies),
        }
    }

    /// Evaluates the test on the values of a record. Returns `None` if a value has another type than the field's.
    #[inline]
    pub(super) fn evaluate<'v, I: Iterator>(
        &self,
        is_multi_valued: bool,
        values: I,
        passes: impl Fn(&C, I::Item) -> Option<bool>,
        value: impl Fn(I::Item) -> Option<Value<'v>>,
    ) -> Option<bool> {
        match self {
            Test::Any(check) => any_passes(is_multi_valued, values, |value| passes(check, value)),
            Test::No(check) => any_passes(is_multi_valued, values, |value| passes(check, value)).map(|passed| !passed),
            Test::Null(is_null, check) => {
                let is_held = any_passes(is_multi_valued, values, |value| passes(check, value).map(|_| true))?;
                Some(is_held != *is_null)
            }
            Test::All(operands) => operands.are_among(values.map(value)),
            #[cfg(feature = "arbitrary")]
            Test::Copy(copies) => {
                copies.lock().ok()?.extend(values.filter_map(value).map(Value::into_owned));
                Some(true)
            }
        }
    }
}

/// Returns `true` if one of the values passes.
#[inline]
pub(super) fn any_passes<T>(
    is_multi_valued: bool,
    mut values: impl Iterator<Item = T>,
    passes: impl Fn(T) -> Option<bool>,
) -> Option<bool> {
    if !is_multi_valued {
        // Without a branch on the result, the processor can work ahead on the next record.
        return values.next().map_or(Some(false), passes);
    }
    // No short circuit: a value of another type must be detected at any index.
    values.try_fold(false, |found, value| Some(found | passes(value)?))
}

/// Returns `true` for a single-valued field of text, which `isempty` tests for the empty string too.
pub(super) fn is_single_text(field: &Field) -> bool {
    field.value_type() == ValueType::Text && !field.is_multi_valued()
}

/// A check of a single value, by the type of its field.
pub(super) enum Check<'f> {
    Text(Order<&'f str>),
    Search(Search<'f>),
    Integer(Order<i64>),
    Decimal(Order<Decimal>),
    Boolean(Order<bool>),
    Uuid(Order<Uuid>),
    Date(Order<Date>),
    Instant(Order<Timestamp>),
}

impl<'f> Check<'f> {
    /// Returns the check of an operator, or of its opposite if it is negative.
    pub(super) fn new(op: Op, values: Vec<Value<'f>>, value_type: ValueType) -> Check<'f> {
        // The validator admits only operands of the field's type.
        macro_rules! order {
            ($variant:ident) => {
                Order::new(
                    op,
                    values.into_iter().filter_map(|value| match value {
                        Value::$variant(value) => Some(value),
                        _ => None,
                    }),
                )
            };
        }
        match value_type {
            ValueType::Text | ValueType::Choice => match (Kind::from_op(op), values.as_slice()) {
                (Some(kind), [Value::Text(Cow::Borrowed(text))]) => Check::Search(Search::new(kind, text)),
                _ => Check::Text(Order::new(op, values.iter().filter_map(borrowed_text))),
            },
            ValueType::Integer => Check::Integer(order!(Integer)),
            ValueType::Decimal => Check::Decimal(order!(Decimal)),
            ValueType::Boolean => Check::Boolean(order!(Boolean)),
            ValueType::Uuid => Check::Uuid(order!(Uuid)),
            ValueType::Date => Check::Date(order!(Date)),
            ValueType::DateTime => Check::Instant(order_of_instants(op, &values)),
        }
    }

    /// Returns `true` if the value passes, or `None` if it has another type than the field's.
    #[inline]
    pub(super) fn passes(&self, value: &Value<'_>) -> Option<bool> {
        Some(match (self, value) {
            (Check::Text(order), Value::Text(text)) => order.contains_text(text),
            (Check::Search(search), Value::Text(text)) => search.matches_text(text),
            (Check::Integer(order), Value::Integer(integer)) => order.contains(integer),
            (Check::Decimal(order), Value::Decimal(decimal)) => order.contains(decimal),
            (Check::Decimal(order), Value::Integer(integer)) => order.contains(&Decimal::from(*integer)),
            (Check::Boolean(order), Value::Boolean(boolean)) => order.contains(boolean),
            (Check::Uuid(order), Value::Uuid(uuid)) => order.contains(uuid),
            (Check::Date(order), Value::Date(date)) => order.contains(date),
            (Check::Instant(order), Value::Instant(instant)) => order.contains(instant),
            _ => return None,
        })
    }
}

/// Returns the borrowed string of a value. The values of a predicate are borrowed.
fn borrowed_text<'f>(value: &Value<'f>) -> Option<&'f str> {
    match value {
        Value::Text(Cow::Borrowed(text)) => Some(text),
        _ => None,
    }
}
