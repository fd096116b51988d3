//! The table: which fields can be filtered, by which operators, and how a key is read.

mod error;
mod field;
mod limits;
mod list_options;
mod pagination;

use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use foldhash::fast::RandomState;

use crate::util::{excerpt, nearest};
use crate::value::Op;

pub use error::{SchemaError, SchemaFault};
pub use field::{Field, is_name};
pub use limits::Limits;
pub use list_options::{Listing, Parameter};
pub(crate) use list_options::{Names, place_of};
pub use pagination::{By, Paging};

/// What stands between a field and its operator.
const DELIMITER: &str = "__";

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
/// assert_eq!(links.field("institution").map(|field| field.allowed_ops().to_string()).as_deref(), Some("exact, in"));
/// # Ok::<(), filterset::SchemaError>(())
/// ```
#[derive(Clone, Debug)]
#[doc(alias = "scheme")]
pub struct Schema(Arc<Table>);

#[derive(Debug)]
struct Table {
    name: Cow<'static, str>,
    /// By name.
    fields: Vec<Field>,
    reserved: Vec<Cow<'static, str>>,
    limits: Limits,
    listing: Listing,
    /// Every key that makes a condition, by the bytes of its canonical spelling.
    keys: Vec<Row>,
    /// Every key that is taken, with what it is.
    taken: HashMap<Box<str>, Taken, RandomState>,
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
pub(crate) enum Taken {
    Condition(Rank),
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
    Taken(Taken),
    OperatorNotAllowed(&'s Field, Op),
    UnknownOperator(&'s Field, &'k str),
    UnknownField,
}

impl Schema {
    /// Starts a table of that name. The name is for people and programs that handle several tables.
    pub fn builder(name: impl Into<Cow<'static, str>>) -> SchemaBuilder {
        SchemaBuilder {
            name: name.into(),
            fields: Vec::new(),
            reserved: Vec::new(),
            limits: Limits::DEFAULT,
            listing: Listing::new(),
            faults: Vec::new(),
        }
    }

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
        let place = self.0.fields.binary_search_by(|field| field.name().cmp(name)).ok()?;
        self.0.fields.get(place)
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
    pub fn listing(&self) -> &Listing {
        &self.0.listing
    }

    /// Reads a decoded key.
    pub(crate) fn resolve<'k>(&self, key: &'k str) -> Resolved<'_, 'k> {
        self.taken(key).map_or_else(|| self.refuse(key), Resolved::Taken)
    }

    /// Reads a key that is taken. No name has a character that is ever escaped, so that a raw key will do.
    #[inline]
    pub(crate) fn taken(&self, key: &str) -> Option<Taken> {
        self.0.taken.get(key).copied()
    }

    /// What the key of a rank asks.
    #[inline]
    pub(crate) fn key(&self, rank: Rank) -> Option<Key<'_>> {
        self.row(rank).map(|(row, field)| Key { rank, field, op: row.op })
    }

    /// Says why a key isn't taken.
    fn refuse<'k>(&self, key: &'k str) -> Resolved<'_, 'k> {
        if let Some(field) = self.field(key) {
            return Resolved::OperatorNotAllowed(field, Op::Exact);
        }
        // The last one, found by what can't panic.
        let split =
            |place| key.split_at_checked(place).and_then(|(name, op)| Some((name, op.strip_prefix(DELIMITER)?)));
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
        match self.0.taken.get(spell(field.name(), op).as_str()) {
            Some(Taken::Condition(rank)) => Some(*rank),
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
        let names = names.chain(self.listing().parameters().map(|name| -> &str { name }));
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
        let (Table { name, fields, reserved, limits, listing, keys: _, taken: _ }, other) = (&*self.0, &*other.0);
        (name, fields, reserved) == (&other.name, &other.fields, &other.reserved)
            && (limits, listing) == (&other.limits, &other.listing)
    }
}

impl Eq for Schema {}

/// Collects a table; see [`Schema::builder`].
#[derive(Clone, Debug)]
#[must_use = "a table is made by `build`"]
pub struct SchemaBuilder {
    name: Cow<'static, str>,
    fields: Vec<Field>,
    reserved: Vec<Cow<'static, str>>,
    limits: Limits,
    listing: Listing,
    /// What was found while the table was read from data.
    faults: Vec<SchemaFault>,
}

impl SchemaBuilder {
    /// Adds a field.
    pub fn field(mut self, field: Field) -> SchemaBuilder {
        self.fields.push(field);
        self
    }

    /// Adds fields.
    pub fn fields(mut self, fields: impl IntoIterator<Item = Field>) -> SchemaBuilder {
        self.fields.extend(fields);
        self
    }

    /// Adds reserved names: parameters that are no conditions, such as `page`. Their pairs are decoded as strictly as
    /// any, may be empty or repeated, and are [handed back](crate::Parser::parse_with_reserved) in order.
    pub fn reserved<N: Into<Cow<'static, str>>>(mut self, names: impl IntoIterator<Item = N>) -> SchemaBuilder {
        self.reserved.extend(names.into_iter().map(Into::into));
        self
    }

    /// Sets the limits that hold where a call gives no others.
    pub fn limits(mut self, limits: Limits) -> SchemaBuilder {
        self.limits = limits;
        self
    }

    /// Declares what lists take besides filters. Its parameters are known to the table by that, and aren't reserved
    /// names besides.
    pub fn list(mut self, listing: Listing) -> SchemaBuilder {
        self.listing = listing;
        self
    }

    /// Remembers a fault of the data that the table is read from.
    #[cfg(feature = "serde")]
    pub(crate) fn fault(&mut self, fault: SchemaFault) {
        self.faults.push(fault);
    }

    /// Checks the table.
    ///
    /// # Errors
    ///
    /// Every fault at once: a name outside the allowed characters, a field or reserved name declared twice, a key that
    /// could be read in two ways, an empty or repeated operator list, an operator that the field's type doesn't have,
    /// bad choices, `allow_empty` on another type than text, an unknown time zone, a bad [`Listing`].
    pub fn build(self) -> Result<Schema, SchemaError> {
        let SchemaBuilder { name, mut fields, reserved, limits, mut listing, mut faults } = self;
        for field in &mut fields {
            field.finish(|fault| faults.push(fault));
        }
        // A field whose operators couldn't be read is told as that.
        let unread: Vec<String> = faults.iter().filter_map(SchemaFault::of_unknown_operator).collect();
        faults.retain(|fault| !matches!(fault, SchemaFault::NoOperators { field } if unread.contains(field)));
        for name in reserved.iter().filter(|name| !is_name(name)) {
            faults.push(SchemaFault::BadName { place: "reserved", name: excerpt(name) });
        }
        listing.finish(|fault| faults.push(fault));
        fields.sort_by(|a, b| a.name.cmp(&b.name));
        check_readings(&fields, &reserved, &listing, &mut faults);
        SchemaError::check(faults)?;

        let mut keys: Vec<Row> = Vec::new();
        for (place, field) in fields.iter().enumerate() {
            keys.extend(field.ops.iter().map(|op| Row { text: spell(&field.name, op).into(), field: place, op }));
        }
        keys.sort_unstable_by(|a, b| a.text.cmp(&b.text));
        let mut taken: HashMap<Box<str>, Taken, RandomState> = HashMap::default();
        for (rank, key) in keys.iter().enumerate() {
            taken.insert(key.text.clone(), Taken::Condition(rank));
            if key.op == Op::Exact {
                taken.insert(spell_out(&key.text, key.op).into(), Taken::Condition(rank));
            }
        }
        taken.extend(reserved.iter().map(|name| (name.as_ref().into(), Taken::Reserved)));
        taken.extend(listing.parameters().map(|name| (name.into(), Taken::Reserved)));
        Ok(Schema(Arc::new(Table { name, fields, reserved, limits, listing, keys, taken })))
    }
}

/// Finds each key that could be read in two ways.
fn check_readings(fields: &[Field], reserved: &[Cow<'static, str>], listing: &Listing, faults: &mut Vec<SchemaFault>) {
    let mut readings: HashMap<String, String> = HashMap::new();
    for field in fields {
        if readings.insert(field.name.to_string(), format!("the field \"{}\"", excerpt(&field.name))).is_some() {
            faults.push(SchemaFault::DuplicateField { field: excerpt(&field.name) });
        }
    }
    for field in fields {
        for op in field.ops {
            let reading = format!("the field \"{}\" with \"{op}\"", excerpt(&field.name));
            match readings.entry(spell_out(&field.name, op)) {
                Entry::Vacant(vacant) => drop(vacant.insert(reading)),
                // A field that is declared twice is told as that.
                Entry::Occupied(other) if *other.get() == reading => {}
                Entry::Occupied(other) => faults.push(SchemaFault::AmbiguousKey {
                    key: excerpt(other.key()),
                    one: other.get().clone(),
                    other: reading,
                }),
            }
        }
    }
    // No reserved name can be the long spelling of a field, even of one that doesn't list equality.
    for field in fields.iter().filter(|field| !field.ops.contains(Op::Exact)) {
        let reading = format!("the field \"{}\" with \"{}\"", excerpt(&field.name), Op::Exact);
        readings.entry(spell_out(&field.name, Op::Exact)).or_insert(reading);
    }
    for name in listing.parameters() {
        let reading = "a parameter of the list".to_owned();
        if let Some(other) = readings.insert(name.to_owned(), reading.clone()) {
            faults.push(SchemaFault::AmbiguousKey { key: name.to_owned(), one: other, other: reading });
        }
    }
    let mut seen = BTreeSet::new();
    for name in reserved {
        if !seen.insert(name) {
            faults.push(SchemaFault::DuplicateReserved { name: excerpt(name) });
        } else if let Some(reading) = readings.get(name.as_ref()) {
            let other = "a reserved name".to_owned();
            faults.push(SchemaFault::AmbiguousKey { key: excerpt(name), one: reading.clone(), other });
        }
    }
}

/// The canonical spelling of a key: the bare field for equality.
fn spell(field: &str, op: Op) -> String {
    if op == Op::Exact { field.to_owned() } else { spell_out(field, op) }
}

/// The spelling of a key with its operator.
fn spell_out(field: &str, op: Op) -> String {
    format!("{field}{DELIMITER}{}", op.wire_name())
}
