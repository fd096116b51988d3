//! The table: which fields can be filtered, by which operators, and how a key is read.

mod builder;
mod error;
mod field;
mod limits;
mod list_options;
mod name;
mod pagination;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;

use crate::util::nearest;
use crate::value::Op;

pub use crate::value::Arity;
pub use builder::SchemaBuilder;
pub use error::{SchemaError, SchemaErrorKind};
pub use field::{Field, FieldBuilder};
pub use limits::Limits;
pub use list_options::{ListOptions, ListOptionsBuilder, ListParameter};
pub(crate) use list_options::{Names, index_of};
pub use name::is_valid_name;
use name::{DELIMITER, spell};
pub use pagination::{Pagination, PaginationKind};

/// The table of a resource: its filterable fields and their operators, and the reserved names beside them.
///
/// A table is the entry to everything: it [parses](Schema::parse) queries and [builds](Schema::filter) filters. It is
/// cheap to clone, and lives on in the filters made from it. Two tables are equal where they have the same name,
/// fields, reserved names, limits and listing, in whatever order the fields were declared.
///
/// ```
/// use filterset::{Field, Op, Schema};
///
/// let links = Schema::builder("links")
///     .field(Field::text("institution").ops([Op::Exact, Op::In]))
///     .field(Field::choice("status", ["valid", "invalid"]).ops([Op::Exact, Op::In]))
///     .reserved(["page", "page_size"])
///     .build()?;
///
/// assert_eq!(links.field("institution").map(|field| field.ops().to_string()).as_deref(), Some("exact, in"));
/// # Ok::<(), filterset::schema::SchemaError>(())
/// ```
#[derive(Clone, Debug)]
#[doc(alias = "scheme")]
pub struct Schema(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    name: Cow<'static, str>,
    /// By name.
    fields: Vec<Field>,
    reserved: Vec<Cow<'static, str>>,
    limits: Limits,
    list_options: ListOptions,
    /// Every key that makes a condition, by the bytes of its canonical spelling.
    keys: Vec<Row>,
    /// Every key that is taken, with what it is.
    known_keys: HashMap<Box<str>, KnownKey, RandomState>,
}

/// A key that makes a condition, in its canonical spelling.
#[derive(Debug)]
struct Row {
    text: Box<str>,
    field: usize,
    op: Op,
}

/// What a key that is taken stands for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum KnownKey {
    Condition(Rank),
    Parameter(ListParameter),
    Reserved,
}

/// The place of a condition's key among the table's sorted keys.
pub(crate) type Rank = usize;

/// A key that makes a condition: what it asks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key<'s> {
    pub(crate) rank: Rank,
    pub(crate) field: &'s Field,
    pub(crate) op: Op,
}

/// What a decoded key is to a table.
#[derive(Debug)]
pub(crate) enum Resolved<'s, 'k> {
    Known(KnownKey),
    OperatorNotAllowed(&'s Field, Op),
    UnknownOperator(&'s Field, &'k str),
    UnknownField,
}

impl Schema {
    /// The table's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// The fields, by name.
    #[must_use]
    pub fn fields(&self) -> impl ExactSizeIterator<Item = &Field> {
        self.0.fields.iter()
    }

    /// The field of that name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        let location = self.0.fields.binary_search_by(|field| field.name().cmp(name)).ok()?;
        self.0.fields.get(location)
    }

    /// The reserved names, in the order declared.
    #[must_use]
    pub fn reserved(&self) -> impl ExactSizeIterator<Item = &str> {
        self.0.reserved.iter().map(AsRef::as_ref)
    }

    /// The limits that hold where a call gives no others.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// What lists take besides filters; nothing, unless it is declared.
    #[must_use]
    pub fn list_options(&self) -> &ListOptions {
        &self.0.list_options
    }

    /// Reads a decoded key.
    pub(crate) fn resolve<'k>(&self, key: &'k str) -> Resolved<'_, 'k> {
        self.known_key(key).map_or_else(|| self.reject(key), Resolved::Known)
    }

    /// Reads a key that is taken. No name has a character that is ever escaped, so that a raw key will do.
    #[inline]
    pub(crate) fn known_key(&self, key: &str) -> Option<KnownKey> {
        self.0.known_keys.get(key).copied()
    }

    /// What the key of a rank asks.
    #[inline]
    pub(crate) fn key(&self, rank: Rank) -> Option<Key<'_>> {
        self.row(rank).map(|(row, field)| Key { rank, field, op: row.op })
    }

    /// Says why a key isn't taken.
    fn reject<'k>(&self, key: &'k str) -> Resolved<'_, 'k> {
        if let Some(field) = self.field(key) {
            return Resolved::OperatorNotAllowed(field, Op::Exact);
        }
        // The last one, found by what can't panic.
        let split =
            |location| key.split_at_checked(location).and_then(|(name, op)| Some((name, op.strip_prefix(DELIMITER)?)));
        if let Some((name, op)) = (0..key.len()).rev().find_map(split)
            && let (Some(field), Some(op)) = (self.field(name), Op::from_wire_name(op))
        {
            return Resolved::OperatorNotAllowed(field, op);
        }
        // The longest field that `__` follows; no name is longer than 64 bytes.
        (1..=64.min(key.len()))
            .rev()
            .filter_map(|len| key.split_at_checked(len))
            .filter_map(|(name, rest)| Some((name, rest.strip_prefix(DELIMITER)?)))
            .find_map(|(name, op)| Some(Resolved::UnknownOperator(self.field(name)?, op)))
            .unwrap_or(Resolved::UnknownField)
    }

    /// The rank of a field's operator, where the field lists it.
    pub(crate) fn rank(&self, field: &Field, op: Op) -> Option<Rank> {
        match self.0.known_keys.get(spell(field.name(), op).as_str()) {
            Some(KnownKey::Condition(rank)) => Some(*rank),
            _ => None,
        }
    }

    /// How many ranks there are.
    pub(crate) fn ranks(&self) -> usize {
        self.0.keys.len()
    }

    /// What a rank stands for: the key in its canonical spelling, and the field.
    pub(crate) fn condition(&self, rank: Rank) -> Option<(&str, &Field)> {
        self.row(rank).map(|(row, field)| (row.text.as_ref(), field))
    }

    #[inline]
    fn row(&self, rank: Rank) -> Option<(&Row, &Field)> {
        let row = self.0.keys.get(rank)?;
        Some((row, self.0.fields.get(row.field)?))
    }

    /// The declared spellings nearest to a key.
    pub(crate) fn nearest(&self, key: &str) -> Vec<String> {
        let names = self.fields().map(Field::name).chain(self.reserved());
        let names = names.chain(self.list_options().parameters().map(|parameter| -> &str { parameter.name() }));
        nearest(key, names.chain(self.0.keys.iter().map(|key| key.text.as_ref())))
    }
}

/// Itself, for code that takes a type of one table.
impl AsRef<Schema> for Schema {
    fn as_ref(&self) -> &Schema {
        self
    }
}

impl PartialEq for Schema {
    fn eq(&self, other: &Schema) -> bool {
        let (Inner { name, fields, reserved, limits, list_options, keys: _, known_keys: _ }, other) =
            (&*self.0, &*other.0);
        (name, fields, reserved) == (&other.name, &other.fields, &other.reserved)
            && (limits, list_options) == (&other.limits, &other.list_options)
    }
}

impl Eq for Schema {}
