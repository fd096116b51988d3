//! A condition as it is asked of records: which of a field's values must pass, and what passes.

use rust_decimal::Decimal;

use super::find::Needle;
use crate::extent::Extent;
use crate::filter::{List, Predicate};
use crate::value::{Value, ValueType};

/// What is asked of the values that a record holds in a field: none where it is null, one, or many.
pub(super) enum Test<C> {
    /// One of them passes.
    Any(C),
    /// None of them passes: true of a null.
    No(C),
    /// Whether there is none.
    Null(bool),
    /// For each of the checks one of them passes.
    All(Vec<C>),
}

impl<'f> Test<Check<'f>> {
    pub(super) fn new(predicate: &'f Predicate<'f>, value_type: ValueType) -> Test<Check<'f>> {
        match predicate {
            Predicate::IsNull(is_null) => Test::Null(*is_null),
            Predicate::AllIn(list) => {
                Test::All(list.iter().map(|value| Check { value_type, ask: Ask::of_value(value) }).collect())
            }
            Predicate::Ne(_) | Predicate::NotIn(_) => Test::No(Check::new(predicate, value_type)),
            _ => Test::Any(Check::new(predicate, value_type)),
        }
    }
}

impl<C> Test<C> {
    pub(super) fn map<D>(self, change: impl Fn(C) -> D) -> Test<D> {
        match self {
            Test::Any(check) => Test::Any(change(check)),
            Test::No(check) => Test::No(change(check)),
            Test::Null(is_null) => Test::Null(is_null),
            Test::All(checks) => Test::All(checks.into_iter().map(change).collect()),
        }
    }

    /// Runs it on the values that a record holds; `None` where one of them is of another type than the field's.
    #[inline]
    pub(super) fn run<I: Iterator>(
        &self,
        values: impl Fn() -> I,
        passes: impl Fn(&C, I::Item) -> Option<bool>,
    ) -> Option<bool> {
        match self {
            Test::Any(check) => any(values(), |value| passes(check, value)),
            Test::No(check) => any(values(), |value| passes(check, value)).map(|passed| !passed),
            Test::Null(is_null) => Some(values().next().is_none() == *is_null),
            Test::All(checks) => {
                for check in checks {
                    if !any(values(), |value| passes(check, value))? {
                        return Some(false);
                    }
                }
                Some(true)
            }
        }
    }
}

#[inline]
fn any<T>(values: impl Iterator<Item = T>, passes: impl Fn(T) -> Option<bool>) -> Option<bool> {
    for value in values {
        if passes(value)? {
            return Some(true);
        }
    }
    Some(false)
}

/// What a value has to be.
pub(super) struct Check<'f> {
    /// The field's type: no value of another type can be asked.
    value_type: ValueType,
    ask: Ask<'f>,
}

impl<'f> Check<'f> {
    /// What a predicate asks of one value; a negative one, what its opposite asks.
    pub(super) fn new(predicate: &'f Predicate<'f>, value_type: ValueType) -> Check<'f> {
        Check { value_type, ask: Ask::of(predicate, value_type) }
    }

    /// Whether the value passes; `None` where it is of another type.
    #[inline]
    pub(super) fn passes(&self, value: Value<'_>) -> Option<bool> {
        use ValueType as Type;
        match (self.value_type, value) {
            (Type::Text | Type::Choice, Value::Text(text)) => Some(self.ask.text(&text)),
            (Type::Decimal, Value::Integer(integer)) => Some(self.ask.value(&Value::Decimal(Decimal::from(integer)))),
            (Type::Integer, value @ Value::Integer(_))
            | (Type::Decimal, value @ Value::Decimal(_))
            | (Type::Boolean, value @ Value::Boolean(_))
            | (Type::Uuid, value @ Value::Uuid(_))
            | (Type::Date, value @ Value::Date(_))
            | (Type::DateTime, value @ Value::Instant(_)) => Some(self.ask.value(&value)),
            _ => None,
        }
    }
}

/// What is asked of a value.
enum Ask<'f> {
    Equal(Value<'f>),
    OneOf(&'f List<'f>),
    Greater(Value<'f>),
    AtLeast(Value<'f>),
    Less(Value<'f>),
    AtMost(Value<'f>),
    Between(Value<'f>, Value<'f>),
    /// Of a date-time: whole days are intervals.
    Within(Extent<'f>),
    Contains(&'f str),
    StartsWith(&'f str),
    EndsWith(&'f str),
    IExact(&'f str),
    IContains(Needle<'f>),
    IStartsWith(&'f str),
    IEndsWith(&'f str),
    /// What no value passes.
    Nothing,
}

impl<'f> Ask<'f> {
    fn of(predicate: &'f Predicate<'f>, value_type: ValueType) -> Ask<'f> {
        if value_type == ValueType::DateTime {
            return Ask::Within(Extent::of(predicate));
        }
        match predicate {
            Predicate::Exact(value) | Predicate::Ne(value) => Ask::Equal(value.borrowed()),
            Predicate::In(list) | Predicate::NotIn(list) => Ask::OneOf(list),
            Predicate::Gt(value) => Ask::Greater(value.borrowed()),
            Predicate::Gte(value) => Ask::AtLeast(value.borrowed()),
            Predicate::Lt(value) => Ask::Less(value.borrowed()),
            Predicate::Lte(value) => Ask::AtMost(value.borrowed()),
            Predicate::Range(low, high) => Ask::Between(low.borrowed(), high.borrowed()),
            Predicate::Contains(text) => Ask::Contains(text),
            Predicate::StartsWith(text) => Ask::StartsWith(text),
            Predicate::EndsWith(text) => Ask::EndsWith(text),
            Predicate::IExact(text) => Ask::IExact(text),
            Predicate::IContains(text) => Ask::IContains(Needle::new(text)),
            Predicate::IStartsWith(text) => Ask::IStartsWith(text),
            Predicate::IEndsWith(text) => Ask::IEndsWith(text),
            Predicate::IsNull(_) | Predicate::AllIn(_) => Ask::Nothing,
        }
    }

    /// To equal a value, or to lie in a day.
    fn of_value(value: Value<'f>) -> Ask<'f> {
        match value {
            Value::Day(_) => Ask::Within(Extent::of_value(value)),
            value => Ask::Equal(value),
        }
    }

    #[inline]
    fn value(&self, value: &Value<'_>) -> bool {
        match self {
            Ask::Equal(other) => value == other,
            Ask::OneOf(list) => list.contains(value),
            Ask::Greater(other) => value > other,
            Ask::AtLeast(other) => value >= other,
            Ask::Less(other) => value < other,
            Ask::AtMost(other) => value <= other,
            Ask::Between(low, high) => low <= value && value <= high,
            Ask::Within(extent) => extent.contains(value),
            _ => false,
        }
    }

    #[inline]
    fn text(&self, text: &str) -> bool {
        match self {
            Ask::Contains(part) => text.contains(part),
            Ask::StartsWith(start) => text.starts_with(start),
            Ask::EndsWith(end) => text.ends_with(end),
            Ask::IExact(other) => text.eq_ignore_ascii_case(other),
            Ask::IContains(needle) => needle.is_in(text),
            Ask::IStartsWith(start) => {
                text.as_bytes().get(..start.len()).is_some_and(|it| it.eq_ignore_ascii_case(start.as_bytes()))
            }
            Ask::IEndsWith(end) => {
                let from = text.len().checked_sub(end.len());
                from.and_then(|from| text.as_bytes().get(from..))
                    .is_some_and(|it| it.eq_ignore_ascii_case(end.as_bytes()))
            }
            other => other.value(&text.into()),
        }
    }
}
