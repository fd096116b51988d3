//! The checked filter, its conditions and their operands.

mod display;
mod value_set;

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use crate::schema::{Field, Rank, Schema};
use crate::value::{Op, Value};

pub(crate) use display::len_of;
pub use value_set::ValueSet;

/// An operator with its operand: the test that a condition applies to its field.
///
/// The operand's arity is tied to the operator, so a range with one end can't be constructed. Text operators hold a
/// string, [`IsNull`](Predicate::IsNull) a boolean, and the others values of the field's type.
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
            Predicate::IExact(text)
            | Predicate::Contains(text)
            | Predicate::IContains(text)
            | Predicate::StartsWith(text)
            | Predicate::IStartsWith(text)
            | Predicate::EndsWith(text)
            | Predicate::IEndsWith(text) => (Some(Value::from(text.as_ref())), None, None),
            Predicate::IsNull(is_null) => (Some(Value::Boolean(*is_null)), None, None),
            Predicate::In(list) | Predicate::NotIn(list) | Predicate::AllIn(list) => (None, None, Some(list)),
        };
        first.into_iter().chain(second).chain(list.into_iter().flat_map(ValueSet::iter))
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
        }
    }
}

/// One condition of a filter: a field with a predicate. It is a view that is cheap to copy.
///
/// `Display` prints its part of the canonical query string. Conditions are ordered by the bytes of their keys, then by
/// their predicates.
#[derive(Clone, Copy)]
#[doc(alias = "clause")]
pub struct Condition<'a> {
    key: &'a str,
    field: &'a Field,
    predicate: &'a Predicate<'a>,
}

impl<'a> Condition<'a> {
    /// Returns the key in its canonical spelling: the bare field name for equality, otherwise `field__op`.
    #[must_use]
    pub const fn key(&self) -> &'a str {
        self.key
    }

    /// Returns the field.
    #[must_use]
    pub const fn field(&self) -> &'a Field {
        self.field
    }

    /// Returns the operator.
    #[must_use]
    pub const fn op(&self) -> Op {
        self.predicate.op()
    }

    /// Returns the operator with its operand.
    #[must_use]
    pub const fn predicate(&self) -> &'a Predicate<'a> {
        self.predicate
    }

    /// Returns the data that equality, order and hashes use: the key identifies the field.
    const fn identity(&self) -> (&'a str, &'a Predicate<'a>) {
        (self.key, self.predicate)
    }
}

impl PartialEq for Condition<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.identity() == other.identity()
    }
}

impl Eq for Condition<'_> {}

impl PartialOrd for Condition<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Condition<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.identity().cmp(&other.identity())
    }
}

impl Hash for Condition<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.identity().hash(state);
    }
}

impl fmt::Debug for Condition<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Condition({self})")
    }
}

/// A condition as a filter stores it: the rank of its key among the schema's sorted keys, and the predicate. Only the
/// validator creates entries.
#[derive(Clone, Debug)]
pub(crate) struct Entry<'a> {
    pub(crate) rank: Rank,
    pub(crate) predicate: Predicate<'a>,
}

/// A checked filter: a set of conditions that must all be true, at most one for each field and operator.
///
/// A filter is canonical by construction: `Display` only prints it, and two filters of the same schema are equal if and
/// only if their canonical strings are. Filters are compared by their conditions.
///
/// A parsed filter borrows from the query; [`into_owned`](Filter::into_owned) ends the borrow.
///
/// ```
/// # use filterset::{Field, Op, Predicate, Schema};
/// # let links = Schema::builder("links")
/// #     .field(Field::text("institution").ops([Op::Exact, Op::In]))
/// #     .field(Field::choice("status", ["valid", "invalid"]).ops([Op::Exact, Op::In]))
/// #     .build().unwrap();
/// let filter = links.parse("status=invalid&institution__in=gringotts_mx_retail,erebor_mx_retail")?;
/// assert_eq!(filter.to_string(), "institution__in=erebor_mx_retail,gringotts_mx_retail&status=invalid");
///
/// for condition in &filter {
///     match condition.predicate() {
///         Predicate::Exact(value) => println!("{} is {value}", condition.field().name()),
///         Predicate::In(list) => println!("{} is one of {}", condition.field().name(), list.len()),
///         other => println!("{}: {other:?}", condition.key()),
///     }
/// }
/// # Ok::<(), filterset::Errors>(())
/// ```
#[derive(Clone)]
pub struct Filter<'q> {
    schema: Schema,
    entries: Vec<Entry<'q>>,
}

impl<'q> Filter<'q> {
    /// Sorts the entries into a filter. No two of them may have the same rank.
    #[inline]
    pub(crate) fn new(schema: Schema, mut entries: Vec<Entry<'q>>) -> Filter<'q> {
        entries.sort_unstable_by_key(|entry| entry.rank);
        Filter { schema, entries }
    }

    /// Returns the schema that the filter was checked against.
    #[must_use]
    pub const fn schema(&self) -> &Schema {
        &self.schema
    }

    /// Returns the conditions, in the order of the bytes of their keys.
    #[must_use]
    pub fn iter(&self) -> Conditions<'_> {
        Conditions { schema: &self.schema, entries: self.entries.iter() }
    }

    /// Returns the condition for a field and an operator, if the filter has one.
    #[must_use]
    pub fn get(&self, field: &str, op: Op) -> Option<Condition<'_>> {
        self.iter().find(|condition| condition.op() == op && condition.field().name() == field)
    }

    /// Returns the number of conditions.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Returns `true` if the filter has no conditions, so that it matches every record.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Returns the same filter without borrowed data.
    #[must_use]
    pub fn into_owned(self) -> Filter<'static> {
        let own = |entry: Entry<'q>| Entry { rank: entry.rank, predicate: entry.predicate.into_owned() };
        Filter { schema: self.schema, entries: self.entries.into_iter().map(own).collect() }
    }

    pub(crate) fn into_parts(self) -> (Schema, Vec<Entry<'q>>) {
        (self.schema, self.entries)
    }
}

impl<'a> IntoIterator for &'a Filter<'_> {
    type Item = Condition<'a>;
    type IntoIter = Conditions<'a>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// An iterator over the conditions of a filter, in the order of the bytes of their keys.
#[derive(Clone, Debug)]
pub struct Conditions<'a> {
    schema: &'a Schema,
    entries: std::slice::Iter<'a, Entry<'a>>,
}

impl<'a> Iterator for Conditions<'a> {
    type Item = Condition<'a>;

    fn next(&mut self) -> Option<Condition<'a>> {
        let entry = self.entries.next()?;
        let (key, field) = self.schema.condition(entry.rank)?;
        Some(Condition { key, field, predicate: &entry.predicate })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.entries.size_hint()
    }
}

impl ExactSizeIterator for Conditions<'_> {}

impl PartialEq for Filter<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Filter<'_> {}

impl PartialOrd for Filter<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Compares the conditions lexicographically.
impl Ord for Filter<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.iter().cmp(other.iter())
    }
}

impl Hash for Filter<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.entries.len().hash(state);
        self.iter().for_each(|condition| condition.hash(state));
    }
}

impl fmt::Debug for Filter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Filter({self})")
    }
}
