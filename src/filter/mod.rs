//! The checked filter, its conditions and their operands.

mod display;
mod predicate;
mod value_set;

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use crate::schema::{Field, Rank, Schema};
use crate::value::Op;

pub(crate) use display::len_of;
pub use predicate::Predicate;
pub use value_set::ValueSet;

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
    /// Returns the key in its canonical spelling, decoded: the bare field name for equality and otherwise `field__op`,
    /// unless the schema or the field declares a [spelling](crate::schema::Spelling).
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
