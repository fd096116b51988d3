//! Filters, errors, schemas, dates and instants as data, through serde.
//!
//! | item | as data |
//! |---|---|
//! | [`Filter`] | its canonical string; a schema deserializes it: `&Schema` is a [`DeserializeSeed`] |
//! | [`ListRequest`] | its canonical string |
//! | [`Condition`] | `{field, op, value}`, in which a value is a canonical string, and a list or range is an array of them |
//! | [`Errors`] | `[{code, message, field?, parameter?, start?, end?, argument?, item?, nearest?, allowed?, expected?, first?, limit?, found?}]` |
//! | [`Schema`] | `{name, reserved?, limits?, list?, spelling?, fields}`, in both directions |
//! | [`Date`](crate::value::Date), [`Timestamp`](crate::value::Timestamp) | the canonical string, in both directions |

mod date_time;
mod list_options;
mod saved;
mod spelling;
mod unknown;

pub use saved::{deserialize, deserialize_option};
use unknown::Unknown;

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, Visitor};
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind, Errors};
use crate::filter::{Condition, Filter, Predicate};
use crate::list::ListRequest;
use crate::schema::{Field, FieldBuilder, Limits, Schema, SchemaBuilder, SchemaErrorKind};
use crate::util::excerpt;
use crate::value::{Arity, Op, Value, ValueType};

/// Serializes as the canonical query string.
impl Serialize for Filter<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Serializes as the canonical query string, which [`Schema::parse_list_request`] parses.
impl Serialize for ListRequest<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Deserializes a filter from a query string, with the schema's limits and [`Policy::STRICT`](crate::Policy::STRICT).
///
/// ```
/// use filterset::{Field, Op, Schema};
/// use serde::de::DeserializeSeed;
///
/// # let links = Schema::builder("links").field(Field::text("institution").ops([Op::Exact])).build().unwrap();
/// let saved = r#""institution=erebor_mx_retail""#;
/// let filter = links.deserialize(&mut serde_json::Deserializer::from_str(saved))?;
/// assert_eq!(serde_json::to_string(&filter)?, saved);
/// # Ok::<(), serde_json::Error>(())
/// ```
impl<'de> DeserializeSeed<'de> for &Schema {
    type Value = Filter<'static>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(FilterVisitor(self))
    }
}

struct FilterVisitor<'s>(&'s Schema);

impl Visitor<'_> for FilterVisitor<'_> {
    type Value = Filter<'static>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a query string for the schema {:?}", self.0.name())
    }

    fn visit_str<E: serde::de::Error>(self, query: &str) -> Result<Self::Value, E> {
        self.0.parse(query).map(Filter::into_owned).map_err(E::custom)
    }
}

/// Serializes as `{field, op, value}`, in which a value is a canonical string, and a list or range is an array of them.
impl Serialize for Condition<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("field", self.field().name())?;
        map.serialize_entry("op", self.op().wire_name())?;
        match (self.op().arity(), self.predicate().values().next()) {
            (Arity::One, Some(value)) => map.serialize_entry("value", &Spelling(value))?,
            _ => map.serialize_entry("value", &Spellings(self.predicate()))?,
        }
        map.end()
    }
}

/// A value as its canonical string.
struct Spelling<'v>(Value<'v>);

impl Serialize for Spelling<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Value::Text(text) => serializer.serialize_str(text),
            value => serializer.collect_str(value),
        }
    }
}

/// The values of a list or range as their canonical strings.
struct Spellings<'p>(&'p Predicate<'p>);

impl Serialize for Spellings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.values().map(Spelling))
    }
}

/// Serializes as the list of errors, in order, without the number of [omitted](Errors::omitted) errors.
impl Serialize for Errors {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self)
    }
}

/// Serializes as
/// `{code, message, field?, parameter?, start?, end?, argument?, item?, nearest?, allowed?, expected?, first?, limit?,
/// found?}`. `start` and `end` are the span in bytes, `argument` and `item` are the position in a tool call, `first` is
/// the span `{start, end}` of the first occurrence of a duplicate, `allowed` lists the operators or the choices, and
/// `expected` is the type.
impl Serialize for Error {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("code", self.code())?;
        map.serialize_entry("message", &self.to_string())?;
        if let Some(field) = self.field() {
            map.serialize_entry("field", field)?;
        }
        if let Some(parameter) = self.parameter() {
            map.serialize_entry("parameter", parameter)?;
        }
        if let Some(span) = self.span() {
            map.serialize_entry("start", &span.start)?;
            map.serialize_entry("end", &span.end)?;
        }
        if let Some(argument) = self.argument() {
            map.serialize_entry("argument", argument)?;
        }
        if let Some(item) = self.item() {
            map.serialize_entry("item", &item)?;
        }
        if let Some(first) = self.kind().first() {
            map.serialize_entry("first", first)?;
        }
        match self.kind() {
            ErrorKind::UnknownField { nearest, .. } => nearest_entry(&mut map, nearest)?,
            ErrorKind::UnknownOperator { nearest, allowed, .. } => {
                nearest_entry(&mut map, nearest)?;
                map.serialize_entry("allowed", &names(allowed.iter()))?;
            }
            ErrorKind::OperatorNotAllowed { allowed, .. } => map.serialize_entry("allowed", &names(allowed.iter()))?,
            ErrorKind::EmptyValue { expected } => map.serialize_entry("expected", expected.name())?,
            ErrorKind::InvalidValue { expected, choices, nearest, .. } => {
                nearest_entry(&mut map, nearest)?;
                if !choices.is_empty() {
                    map.serialize_entry("allowed", &**choices)?;
                }
                map.serialize_entry("expected", expected.name())?;
            }
            ErrorKind::WrongItemCount { expected, found } => {
                let values = if *expected == 1 { "1 value" } else { "2 values" };
                map.serialize_entry("expected", values)?;
                map.serialize_entry("found", found)?;
            }
            ErrorKind::InputTooLong { limit, found, .. }
            | ErrorKind::TooManyConditions { limit, found }
            | ErrorKind::TooManyItems { limit, found, .. }
            | ErrorKind::ValueTooLong { limit, found } => {
                map.serialize_entry("limit", limit)?;
                map.serialize_entry("found", found)?;
            }
            _ => {}
        }
        map.end()
    }
}

fn nearest_entry<M: SerializeMap>(map: &mut M, nearest: &[String]) -> Result<(), M::Error> {
    if nearest.is_empty() { Ok(()) } else { map.serialize_entry("nearest", nearest) }
}

fn names(ops: impl Iterator<Item = Op>) -> Vec<&'static str> {
    ops.map(Op::wire_name).collect()
}

/// Serializes in the format that [`SchemaBuilder`](SchemaBuilder#impl-Deserialize<'de>-for-SchemaBuilder) deserializes.
impl Serialize for Schema {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let reserved: Vec<&str> = self.reserved().collect();
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("name", self.name())?;
        if !reserved.is_empty() {
            map.serialize_entry("reserved", &reserved)?;
        }
        if *self.limits() != Limits::DEFAULT {
            map.serialize_entry("limits", self.limits())?;
        }
        if !self.list_options().is_empty() {
            map.serialize_entry("list", self.list_options())?;
        }
        if let Some(spelling) = self.spelling() {
            map.serialize_entry("spelling", spelling)?;
        }
        map.serialize_entry("fields", &Fields(self))?;
        map.end()
    }
}

struct Fields<'s>(&'s Schema);

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.fields().map(|field| (field.name(), field)))
    }
}

/// Serializes as `{type, choices?, minimum?, maximum?, ops, many?, nullable?, allow_empty?, time_zone?, bare?, lists?,
/// keys?, description?}`.
impl Serialize for Field {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let choices: Vec<&str> = self.choices().collect();
        let flags =
            [("many", self.is_multi_valued()), ("nullable", self.is_nullable()), ("allow_empty", self.allows_empty())];
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", self.value_type().name())?;
        if !choices.is_empty() {
            map.serialize_entry("choices", &choices)?;
        }
        for (key, bound) in [("minimum", self.minimum()), ("maximum", self.maximum())] {
            if let Some(bound) = bound {
                map.serialize_entry(key, &bound)?;
            }
        }
        map.serialize_entry("ops", &names(self.ops().iter()))?;
        for (key, _) in flags.into_iter().filter(|(_, is_set)| *is_set) {
            map.serialize_entry(key, &true)?;
        }
        if let Some(time_zone) = self.time_zone() {
            map.serialize_entry("time_zone", time_zone)?;
        }
        spelling::serialize_field(&mut map, self)?;
        if let Some(description) = self.description() {
            map.serialize_entry("description", description)?;
        }
        map.end()
    }
}

/// Deserializes and checks a schema. The error's message has all errors of the schema.
impl<'de> Deserialize<'de> for Schema {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        SchemaBuilder::deserialize(deserializer)?.build().map_err(D::Error::custom)
    }
}

/// Deserializes the declaration of a schema without checking it. [`build`](SchemaBuilder::build) then returns all
/// errors, including unknown types, operators and keys of the data.
///
/// ```
/// use filterset::schema::SchemaBuilder;
///
/// let links = r#"
///     name = "links"
///     reserved = ["page", "page_size"]
///
///     [fields.institution]
///     type = "text"
///     ops = ["exact", "in"]
///
///     [fields.status]
///     type = "choice"
///     choices = ["valid", "invalid"]
///     ops = ["exact", "in"]
/// "#;
/// let links = toml::from_str::<SchemaBuilder>(links)?.build()?;
/// assert!(links.parse("institution__in=erebor_mx_retail&status=valid&page=2").is_ok());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
impl<'de> Deserialize<'de> for SchemaBuilder {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let SchemaData { name, reserved, limits, list, spelling, fields, unknown } =
            SchemaData::deserialize(deserializer)?;
        let mut builder = Schema::builder(name).reserved(reserved).limits(limits);
        unknown.report(&mut builder, || "schema".to_owned(), SCHEMA_KEYS);
        if let Some(list) = list {
            builder = list.add_to(builder);
        }
        if let Some(spelling) = spelling {
            builder = spelling.add_to(builder);
        }
        for (name, field) in fields.0 {
            builder = field.add_to(builder, &name);
        }
        Ok(builder)
    }
}

/// The keys of [`SchemaData`] and of [`FieldData`].
const SCHEMA_KEYS: &[&str] = &["name", "reserved", "limits", "list", "spelling", "fields"];
const FIELD_KEYS: &[&str] = &[
    "type",
    "choices",
    "minimum",
    "maximum",
    "ops",
    "many",
    "nullable",
    "allow_empty",
    "time_zone",
    "description",
    "bare",
    "lists",
    "keys",
];

#[derive(Deserialize)]
struct SchemaData {
    name: String,
    #[serde(default)]
    reserved: Vec<String>,
    #[serde(default)]
    limits: Limits,
    list: Option<list_options::ListOptionsData>,
    #[serde(default, deserialize_with = "spelling::deserialize_present")]
    spelling: Option<spelling::SpellingData>,
    fields: FieldsData,
    #[serde(flatten)]
    unknown: Unknown,
}

#[derive(Deserialize)]
struct FieldData {
    #[serde(rename = "type")]
    value_type: String,
    #[serde(default)]
    choices: Vec<String>,
    minimum: Option<i64>,
    maximum: Option<i64>,
    #[serde(default)]
    ops: Vec<String>,
    #[serde(default, rename = "many")]
    multi_valued: bool,
    #[serde(default)]
    nullable: bool,
    #[serde(default)]
    allow_empty: bool,
    time_zone: Option<String>,
    description: Option<String>,
    #[serde(default, deserialize_with = "spelling::deserialize_present")]
    bare: Option<String>,
    #[serde(default, deserialize_with = "spelling::deserialize_present")]
    lists: Option<String>,
    #[serde(default)]
    keys: spelling::NamesData,
    #[serde(flatten)]
    unknown: Unknown,
}

impl FieldData {
    fn add_to(self, mut builder: SchemaBuilder, name: &str) -> SchemaBuilder {
        self.unknown.report(&mut builder, || format!("fields.{}", excerpt(name)), FIELD_KEYS);
        let mut ops = Vec::new();
        for op in &self.ops {
            match Op::from_wire_name(op) {
                Some(op) => ops.push(op),
                None => builder.add_error(SchemaErrorKind::UnknownOperator { field: excerpt(name), op: excerpt(op) }),
            }
        }
        let Some(value_type) = ValueType::from_name(&self.value_type) else {
            let (field, value_type) = (excerpt(name), excerpt(&self.value_type));
            builder.add_error(SchemaErrorKind::UnknownType { field, value_type });
            return builder;
        };
        let mut field = FieldBuilder::new(name.to_owned(), value_type).choices(self.choices).ops(ops);
        field = field.minimum(self.minimum).maximum(self.maximum);
        if self.multi_valued {
            field = field.multi_valued();
        }
        if self.nullable {
            field = field.nullable();
        }
        if self.allow_empty {
            field = field.allow_empty();
        }
        if let Some(time_zone) = self.time_zone {
            field = field.time_zone(time_zone);
        }
        if let Some(description) = self.description {
            field = field.description(description);
        }
        let spelling = spelling::FieldSpellingData { bare: self.bare, lists: self.lists, keys: self.keys };
        field = spelling.add_to(&mut builder, name, field);
        builder.field(field)
    }
}

/// The fields in the order of the data, with duplicates, which a map would hide.
struct FieldsData(Vec<(String, FieldData)>);

impl<'de> Deserialize<'de> for FieldsData {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(FieldsVisitor)
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = FieldsData;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map of fields by name")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<FieldsData, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = map.next_entry()? {
            fields.push(field);
        }
        Ok(FieldsData(fields))
    }
}
