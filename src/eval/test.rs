//! A condition as it is asked of records: which of a field's values must pass, and what passes.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::operands::Operands;
use super::order::{Order, moments};
use super::search::{Kind, Search};
use crate::filter::Predicate;
use crate::value::{Op, Value, ValueType};

/// What is asked of the values that a record holds in a field: none where it is null, one, or many.
pub(super) enum Test<'f, C> {
    /// One of them passes.
    Any(C),
    /// None of them passes: true of a null.
    No(C),
    /// Whether there is none. What the check says doesn't matter: only whether it can be asked of a value.
    Null(bool, C),
    /// Each of the operands is among them.
    All(Operands<'f>),
}

impl<'f> Test<'f, Check<'f>> {
    pub(super) fn new(predicate: &'f Predicate<'_>, value_type: ValueType) -> Test<'f, Check<'f>> {
        let check = || Check::new(predicate.op(), predicate.values().collect(), value_type);
        match predicate {
            Predicate::IsNull(is_null) => Test::Null(*is_null, Check::new(Op::In, Vec::new(), value_type)),
            Predicate::AllIn(list) => Test::All(Operands::new(list, value_type)),
            Predicate::Ne(_) | Predicate::NotIn(_) => Test::No(check()),
            _ => Test::Any(check()),
        }
    }
}

impl<'f, C> Test<'f, C> {
    /// Whether all of its checks are of a kind.
    pub(super) fn is(&self, kind: impl Fn(&C) -> bool) -> bool {
        match self {
            Test::Any(check) | Test::No(check) | Test::Null(_, check) => kind(check),
            Test::All(_) => false,
        }
    }

    pub(super) fn map<D>(self, change: impl Fn(C) -> D) -> Test<'f, D> {
        match self {
            Test::Any(check) => Test::Any(change(check)),
            Test::No(check) => Test::No(change(check)),
            Test::Null(is_null, check) => Test::Null(is_null, change(check)),
            Test::All(operands) => Test::All(operands),
        }
    }

    /// Runs it on the values that a record holds; `None` where one of them is of another type than the field's.
    #[inline]
    pub(super) fn run<'v, I: Iterator>(
        &self,
        is_multi_valued: bool,
        values: I,
        passes: impl Fn(&C, I::Item) -> Option<bool>,
        value: impl Fn(I::Item) -> Option<Value<'v>>,
    ) -> Option<bool> {
        match self {
            Test::Any(check) => any(is_multi_valued, values, |value| passes(check, value)),
            Test::No(check) => any(is_multi_valued, values, |value| passes(check, value)).map(|passed| !passed),
            Test::Null(is_null, check) => {
                let is_held = any(is_multi_valued, values, |value| passes(check, value).map(|_| true))?;
                Some(is_held != *is_null)
            }
            Test::All(operands) => operands.are_among(values.map(value)),
        }
    }
}

/// Whether one of the values passes.
#[inline]
pub(super) fn any<T>(
    is_multi_valued: bool,
    mut values: impl Iterator<Item = T>,
    passes: impl Fn(T) -> Option<bool>,
) -> Option<bool> {
    if !is_multi_valued {
        // Without a branch on what is found: records are independent, and the processor can read ahead.
        return values.next().map_or(Some(false), passes);
    }
    // All of them, wherever one passes: a value of another type is one in any order.
    values.try_fold(false, |found, value| Some(found | passes(value)?))
}

/// What a value has to be, by the type of its field.
pub(super) enum Check<'f> {
    Text(Order<&'f str>),
    Search(Search<'f>),
    Integer(Order<i64>),
    Decimal(Order<Decimal>),
    Boolean(Order<bool>),
    Uuid(Order<Uuid>),
    Date(Order<NaiveDate>),
    Instant(Order<DateTime<Utc>>),
}

impl<'f> Check<'f> {
    /// What an operator asks of one value; a negative one, what its opposite asks.
    pub(super) fn new(op: Op, values: Vec<Value<'f>>, value_type: ValueType) -> Check<'f> {
        // The gate has let no operands of other types pass.
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
            ValueType::Text | ValueType::Choice => match (Kind::of(op), values.as_slice()) {
                (Some(kind), [Value::Text(Cow::Borrowed(text))]) => Check::Search(Search::new(kind, text)),
                _ => Check::Text(Order::new(op, values.iter().filter_map(borrowed))),
            },
            ValueType::Integer => Check::Integer(order!(Integer)),
            ValueType::Decimal => Check::Decimal(order!(Decimal)),
            ValueType::Boolean => Check::Boolean(order!(Boolean)),
            ValueType::Uuid => Check::Uuid(order!(Uuid)),
            ValueType::Date => Check::Date(order!(Date)),
            ValueType::DateTime => Check::Instant(moments(op, &values)),
        }
    }

    /// Whether the value passes; `None` where it is of another type than the field's.
    #[inline]
    pub(super) fn passes(&self, value: &Value<'_>) -> Option<bool> {
        Some(match (self, value) {
            (Check::Text(order), Value::Text(text)) => order.has_text(text),
            (Check::Search(search), Value::Text(text)) => search.has_text(text),
            (Check::Integer(order), Value::Integer(integer)) => order.has(integer),
            (Check::Decimal(order), Value::Decimal(decimal)) => order.has(decimal),
            (Check::Decimal(order), Value::Integer(integer)) => order.has(&Decimal::from(*integer)),
            (Check::Boolean(order), Value::Boolean(boolean)) => order.has(boolean),
            (Check::Uuid(order), Value::Uuid(uuid)) => order.has(uuid),
            (Check::Date(order), Value::Date(date)) => order.has(date),
            (Check::Instant(order), Value::Instant(instant)) => order.has(instant),
            _ => return None,
        })
    }
}

/// A text of a predicate, which lends its values.
fn borrowed<'f>(value: &Value<'f>) -> Option<&'f str> {
    match value {
        Value::Text(Cow::Borrowed(text)) => Some(text),
        _ => None,
    }
}
