//! Predicates: operators with their operands.

use std::borrow::Cow;

use super::ValueSet;
use crate::value::{Op, Value};

/// An operator with its operand: the test that a condition applies to its field.
///
/// The operand's arity is tied to the operator, so a range with one end can't be constructed. Text operators hold a
/// string, [`IsNull`](Predicate::IsNull) and [`IsEmpty`](Predicate::IsEmpty) a boolean, and the others values of the
/// field's type.
///
/// Case-insensitive operators ignore the case of ASCII letters. An engine other than [`Record`](crate::Record), such as
/// a database, can ignore more differences.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Predicate<'a> {
    /// Equals the value.
    Exact(Value<'a>),
    /// Doesn't equal the value, or is null.
    Ne(Value<'a>),
    /// Equals one of the values.
    In(ValueSet<'a>),
    /// Equals none of the values, or is null.
    NotIn(ValueSet<'a>),
    /// Is greater than the value.
    Gt(Value<'a>),
    /// Is greater than or equal to the value.
    Gte(Value<'a>),
    /// Is less than the value.
    Lt(Value<'a>),
    /// Is less than or equal to the value.
    Lte(Value<'a>),
    /// Is between the two values, both inclusive. The first is never above the second.
    Range(Value<'a>, Value<'a>),
    /// Equals the string, case-insensitively.
    IExact(Cow<'a, str>),
    /// Contains the string.
    Contains(Cow<'a, str>),
    /// Contains the string, case-insensitively.
    IContains(Cow<'a, str>),
    /// Begins with the string.
    StartsWith(Cow<'a, str>),
    /// Begins with the string, case-insensitively.
    IStartsWith(Cow<'a, str>),
    /// Ends with the string.
    EndsWith(Cow<'a, str>),
    /// Ends with the string, case-insensitively.
    IEndsWith(Cow<'a, str>),
    /// Is null (`true`) or isn't null (`false`).
    IsNull(bool),
    /// Contains all of the values; only for multi-valued fields.
    AllIn(ValueSet<'a>),
    /// Doesn't equal the string, case-insensitively, or is null.
    NotIExact(Cow<'a, str>),
    /// Doesn't contain the string, or is null.
    NotContains(Cow<'a, str>),
    /// Doesn't contain the string, case-insensitively, or is null.
    NotIContains(Cow<'a, str>),
    /// Doesn't begin with the string, or is null.
    NotStartsWith(Cow<'a, str>),
    /// Doesn't begin with the string, case-insensitively, or is null.
    NotIStartsWith(Cow<'a, str>),
    /// Doesn't end with the string, or is null.
    NotEndsWith(Cow<'a, str>),
    /// Doesn't end with the string, case-insensitively, or is null.
    NotIEndsWith(Cow<'a, str>),
    /// Is null, is the empty string or, if the field is multi-valued, has no values (`true`); the opposite (`false`).
    IsEmpty(bool),
}

impl<'a> Predicate<'a> {
    /// Returns the operator.
    #[must_use]
    pub const fn op(&self) -> Op {
        match self {
            Predicate::Exact(_) => Op::Exact,
            Predicate::Ne(_) => Op::Ne,
            Predicate::In(_) => Op::In,
            Predicate::NotIn(_) => Op::NotIn,
            Predicate::Gt(_) => Op::Gt,
            Predicate::Gte(_) => Op::Gte,
            Predicate::Lt(_) => Op::Lt,
            Predicate::Lte(_) => Op::Lte,
            Predicate::Range(..) => Op::Range,
            Predicate::IExact(_) => Op::IExact,
            Predicate::Contains(_) => Op::Contains,
            Predicate::IContains(_) => Op::IContains,
            Predicate::StartsWith(_) => Op::StartsWith,
            Predicate::IStartsWith(_) => Op::IStartsWith,
            Predicate::EndsWith(_) => Op::EndsWith,
            Predicate::IEndsWith(_) => Op::IEndsWith,
            Predicate::IsNull(_) => Op::IsNull,
            Predicate::AllIn(_) => Op::AllIn,
            Predicate::NotIExact(_) => Op::NotIExact,
            Predicate::NotContains(_) => Op::NotContains,
            Predicate::NotIContains(_) => Op::NotIContains,
            Predicate::NotStartsWith(_) => Op::NotStartsWith,
            Predicate::NotIStartsWith(_) => Op::NotIStartsWith,
            Predicate::NotEndsWith(_) => Op::NotEndsWith,
            Predicate::NotIEndsWith(_) => Op::NotIEndsWith,
            Predicate::IsEmpty(_) => Op::IsEmpty,
        }
    }

    /// Returns the operand's values in canonical order: one value, the two ends of a range, or the items of a list.
    pub fn values(&self) -> impl Iterator<Item = Value<'_>> + Clone {
        let (first, second, list) = match self {
            Predicate::Exact(value)
            | Predicate::Ne(value)
            | Predicate::Gt(value)
            | Predicate::Gte(value)
            | Predicate::Lt(value)
            | Predicate::Lte(value) => (Some(value.borrowed()), None, None),
            Predicate::Range(low, high) => (Some(low.borrowed()), Some(high.borrowed()), None),
            Predicate::IsNull(flag) | Predicate::IsEmpty(flag) => (Some(Value::Boolean(*flag)), None, None),
            Predicate::In(list) | Predicate::NotIn(list) | Predicate::AllIn(list) => (None, None, Some(list)),
            _ => (self.searched_text().map(Value::from), None, None),
        };
        first.into_iter().chain(second).chain(list.into_iter().flat_map(ValueSet::iter))
    }

    /// Returns the operand of a string search or of its negation.
    pub(crate) fn searched_text(&self) -> Option<&str> {
        match self {
            Predicate::IExact(text)
            | Predicate::Contains(text)
            | Predicate::IContains(text)
            | Predicate::StartsWith(text)
            | Predicate::IStartsWith(text)
            | Predicate::EndsWith(text)
            | Predicate::IEndsWith(text)
            | Predicate::NotIExact(text)
            | Predicate::NotContains(text)
            | Predicate::NotIContains(text)
            | Predicate::NotStartsWith(text)
            | Predicate::NotIStartsWith(text)
            | Predicate::NotEndsWith(text)
            | Predicate::NotIEndsWith(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the same predicate without borrowed data.
    #[must_use]
    pub fn into_owned(self) -> Predicate<'static> {
        let text = |text: Cow<'a, str>| Cow::Owned(text.into_owned());
        match self {
            Predicate::Exact(value) => Predicate::Exact(value.into_owned()),
            Predicate::Ne(value) => Predicate::Ne(value.into_owned()),
            Predicate::In(list) => Predicate::In(list.into_owned()),
            Predicate::NotIn(list) => Predicate::NotIn(list.into_owned()),
            Predicate::Gt(value) => Predicate::Gt(value.into_owned()),
            Predicate::Gte(value) => Predicate::Gte(value.into_owned()),
            Predicate::Lt(value) => Predicate::Lt(value.into_owned()),
            Predicate::Lte(value) => Predicate::Lte(value.into_owned()),
            Predicate::Range(low, high) => Predicate::Range(low.into_owned(), high.into_owned()),
            Predicate::IExact(value) => Predicate::IExact(text(value)),
            Predicate::Contains(value) => Predicate::Contains(text(value)),
            Predicate::IContains(value) => Predicate::IContains(text(value)),
            Predicate::StartsWith(value) => Predicate::StartsWith(text(value)),
            Predicate::IStartsWith(value) => Predicate::IStartsWith(text(value)),
            Predicate::EndsWith(value) => Predicate::EndsWith(text(value)),
            Predicate::IEndsWith(value) => Predicate::IEndsWith(text(value)),
            Predicate::IsNull(is_null) => Predicate::IsNull(is_null),
            Predicate::AllIn(list) => Predicate::AllIn(list.into_owned()),
            Predicate::NotIExact(value) => Predicate::NotIExact(text(value)),
            Predicate::NotContains(value) => Predicate::NotContains(text(value)),
            Predicate::NotIContains(value) => Predicate::NotIContains(text(value)),
            Predicate::NotStartsWith(value) => Predicate::NotStartsWith(text(value)),
            Predicate::NotIStartsWith(value) => Predicate::NotIStartsWith(text(value)),
            Predicate::NotEndsWith(value) => Predicate::NotEndsWith(text(value)),
            Predicate::NotIEndsWith(value) => Predicate::NotIEndsWith(text(value)),
            Predicate::IsEmpty(is_empty) => Predicate::IsEmpty(is_empty),
        }
    }
}
