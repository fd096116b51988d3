//! Schemas: the fields that can be filtered, their operators, and the resolution of keys.

mod builder;
mod error;
mod field;
mod field_builder;
mod limits;
mod list_options;
mod name;
mod opposite;
mod pagination;
mod rejection;
mod spelling;
mod suggest;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;

use crate::value::Op;

pub use crate::value::Arity;
pub use builder::SchemaBuilder;
pub use error::{SchemaError, SchemaErrorKind};
pub use field::Field;
pub use field_builder::FieldBuilder;
pub use limits::Limits;
pub use list_options::{ListOptions, ListOptionsBuilder, ListParameter};
pub(crate) use list_options::{Names, index_of};
pub use name::is_valid_name;
use name::{DELIMITER, MAX_NAME, matches_pattern};
pub use pagination::{Pagination, PaginationKind};
use spelling::SpellingContext;
pub use spelling::{ListStyle, Spelling};

/// The schema of a resource: its filterable fields with their operators, its reserved names, its limits and its list
/// options.
///
/// A schema is the entry point of the crate: it [parses](Schema::parse) queries and [builds](Schema::filter) filters.
/// It is cheap to clone, and its filters keep it alive. Two schemas are equal if they have the same name, fields,
/// reserved names, limits, list options and spelling; the order in which fields were declared doesn't matter.
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
    /// The fields, sorted by name.
    fields: Vec<Field>,
    reserved: Vec<Cow<'static, str>>,
    limits: Limits,
    list_options: ListOptions,
    spelling: Option<Spelling>,
    /// The keys of all conditions, sorted by the bytes of their canonical spelling.
    keys: Vec<Row>,
    /// All keys that the schema accepts.
    known_keys: HashMap<Box<str>, KnownKey, RandomState>,
    /// The reserved names that are patterns.
    patterns: Vec<Cow<'static, str>>,
}

/// The key of a condition in its canonical spelling.
#[derive(Debug)]
struct Row {
    text: Box<str>,
    field: usize,
    op: Op,
}

/// The meaning of a key that the schema accepts.
#[derive(Clone, Copy, Debug)]
pub(crate) enum KnownKey {
    Condition(Rank),
    Parameter(ListParameter),
    Reserved,
}

/// The index of a condition's key among the sorted keys of the schema.
pub(crate) type Rank = usize;

/// The field and the operator of a condition's key.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key<'s> {
    pub(crate) rank: Rank,
    pub(crate) field: &'s Field,
    pub(crate) op: Op,
}

impl Key<'_> {
    /// Returns `true` for a list that can be given in several pairs.
    #[inline]
    pub(crate) fn is_list_in_pairs(&self) -> bool {
        self.field.list_style(self.op) != ListStyle::Comma
    }
}

/// The meaning of a decoded key, or the reason for its rejection.
#[derive(Debug)]
pub(crate) enum Resolved<'s, 'k> {
    Known(KnownKey),
    OperatorNotAllowed(&'s Field, Op),
    /// An operator that the field lists under another key.
    OtherKey(&'s Field, Op),
    UnknownOperator(&'s Field, &'k str),
    UnknownField,
}

impl Schema {
    /// Returns the name of the schema.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Returns the fields, sorted by name.
    #[must_use]
    pub fn fields(&self) -> impl ExactSizeIterator<Item = &Field> {
        self.0.fields.iter()
    }

    /// Returns the field with this name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        let index = self.0.fields.binary_search_by(|field| field.name().cmp(name)).ok()?;
        self.0.fields.get(index)
    }

    /// Returns the reserved names in the order of their declaration.
    #[must_use]
    pub fn reserved(&self) -> impl ExactSizeIterator<Item = &str> {
        self.0.reserved.iter().map(AsRef::as_ref)
    }

    /// Returns the limits that apply unless a call overrides them.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// Returns the parameters that list requests accept. There are none by default.
    #[must_use]
    pub fn list_options(&self) -> &ListOptions {
        &self.0.list_options
    }

    /// Returns the declared spelling, if there is one.
    #[must_use]
    pub fn spelling(&self) -> Option<&Spelling> {
        self.0.spelling.as_ref()
    }

    /// Returns the key of a field's operator in queries, decoded, or `None` if the field doesn't list it.
    ///
    /// ```
    /// # use filterset::{Field, Op, Schema};
    /// let links = Schema::builder("links").field(Field::text("status").ops([Op::Exact, Op::In])).build()?;
    /// assert_eq!(links.key("status", Op::Exact), Some("status"));
    /// assert_eq!(links.key("status", Op::In), Some("status__in"));
    /// # Ok::<(), filterset::schema::SchemaError>(())
    /// ```
    #[must_use]
    pub fn key(&self, field: &str, op: Op) -> Option<&str> {
        let rank = self.rank(self.field(field)?, op)?;
        self.condition(rank).map(|(key, _)| key)
    }

    /// Resolves a decoded key.
    pub(crate) fn resolve<'k>(&self, key: &'k str) -> Resolved<'_, 'k> {
        self.known_key(key).map_or_else(|| self.reject(key), Resolved::Known)
    }

    /// Resolves a key that the schema accepts. The key can be raw, because no valid name contains an escaped character.
    #[inline]
    pub(crate) fn known_key(&self, key: &str) -> Option<KnownKey> {
        self.0.known_keys.get(key).copied()
    }

    /// Returns the key of a rank.
    #[inline]
    pub(crate) fn key_of_rank(&self, rank: Rank) -> Option<Key<'_>> {
        self.row(rank).map(|(row, field)| Key { rank, field, op: row.op })
    }

    fn context(&self) -> SpellingContext<'_> {
        SpellingContext(self.spelling())
    }

    /// Returns the reason why a key isn't accepted, or the meaning that a reserved pattern gives it.
    fn reject<'k>(&self, key: &'k str) -> Resolved<'_, 'k> {
        let refuse = |field, op| match self.rank(field, op) {
            Some(_) => Resolved::OtherKey(field, op),
            None => Resolved::OperatorNotAllowed(field, op),
        };
        if let Some(field) = self.field(key) {
            return refuse(field, self.context().bare(&field.spelling));
        }
        if let Some((name, op)) = key.rsplit_once(DELIMITER)
            && let (Some(field), Some(op)) = (self.field(name), self.context().op_of(op))
        {
            return refuse(field, op);
        }
        if let Some((field, op)) = self.longest_field(key, |rest| rest.strip_prefix(DELIMITER)) {
            return Resolved::UnknownOperator(field, op);
        }
        if self.0.patterns.iter().any(|pattern| matches_pattern(pattern, key)) {
            return Resolved::Known(KnownKey::Reserved);
        }
        Resolved::UnknownField
    }

    /// Returns the longest field at the start of a key, with what a function finds in the rest.
    fn longest_field<'k, T>(&self, key: &'k str, find: impl Fn(&'k str) -> Option<T>) -> Option<(&Field, T)> {
        (1..=MAX_NAME.min(key.len()))
            .rev()
            .filter_map(|len| key.split_at_checked(len))
            .filter_map(|(name, rest)| Some((name, find(rest)?)))
            .find_map(|(name, found)| Some((self.field(name)?, found)))
    }

    /// Returns the rank of a field's operator, if the field lists it.
    pub(crate) fn rank(&self, field: &Field, op: Op) -> Option<Rank> {
        if !field.ops().contains(op) {
            return None;
        }
        match self.known_key(&self.context().key(field.name(), &field.spelling, op)) {
            Some(KnownKey::Condition(rank)) => Some(rank),
            _ => None,
        }
    }

    /// Returns the name of an operator.
    pub(crate) fn operator_name(&self, op: Op) -> &str {
        self.context().name_of(op)
    }

    /// Returns the keys of operators of a field.
    pub(crate) fn keys_of(&self, field: &Field, ops: impl IntoIterator<Item = Op>) -> Vec<String> {
        ops.into_iter().filter_map(|op| self.key(field.name(), op)).map(str::to_owned).collect()
    }

    /// Returns the keys of all operators that a field lists if it is spelled, and none otherwise: then their names are
    /// enough.
    pub(crate) fn spelled_keys(&self, field: &Field) -> Vec<String> {
        if field.is_spelled() { self.keys_of(field, field.ops()) } else { Vec::new() }
    }

    /// Returns the number of ranks.
    pub(crate) fn rank_count(&self) -> usize {
        self.0.keys.len()
    }

    /// Returns the canonical spelling of the key of a rank, and its field.
    pub(crate) fn condition(&self, rank: Rank) -> Option<(&str, &Field)> {
        self.row(rank).map(|(row, field)| (row.text.as_ref(), field))
    }

    #[inline]
    fn row(&self, rank: Rank) -> Option<(&Row, &Field)> {
        let row = self.0.keys.get(rank)?;
        Some((row, self.0.fields.get(row.field)?))
    }
}

/// Returns itself, for code that is generic over types with a schema.
impl AsRef<Schema> for Schema {
    fn as_ref(&self) -> &Schema {
        self
    }
}

impl PartialEq for Schema {
    fn eq(&self, other: &Schema) -> bool {
        let Inner { name, fields, reserved, limits, list_options, spelling, keys: _, known_keys: _, patterns: _ } =
            &*self.0;
        let other = &*other.0;
        (name, fields, reserved) == (&other.name, &other.fields, &other.reserved)
            && (limits, list_options, spelling) == (&other.limits, &other.list_options, &other.spelling)
    }
}

impl Eq for Schema {}
