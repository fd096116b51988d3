//! The spelling of a schema and of its fields as data.

use std::fmt;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};

use super::unknown::Unknown;
use crate::schema::{Field, FieldBuilder, ListStyle, SchemaBuilder, SchemaErrorKind, Spelling};
use crate::util::excerpt;
use crate::value::Op;

/// Serializes as `{lists?, bare?, operators?}`, in which `operators` is a map from names to operators.
impl Serialize for Spelling {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if self.list_style() != ListStyle::Comma {
            map.serialize_entry("lists", self.list_style().name())?;
        }
        if self.bare_op() != Op::Exact {
            map.serialize_entry("bare", self.bare_op().wire_name())?;
        }
        if self.operators().len() > 0 {
            map.serialize_entry("operators", &Names(self.operators().collect()))?;
        }
        map.end()
    }
}

/// Adds the entries `bare?`, `lists?` and `keys?` of a field.
pub(super) fn serialize_field<M: SerializeMap>(map: &mut M, field: &Field) -> Result<(), M::Error> {
    if let Some(bare) = field.bare() {
        map.serialize_entry("bare", bare.wire_name())?;
    }
    if let Some(lists) = field.lists() {
        map.serialize_entry("lists", lists.name())?;
    }
    if field.keys().len() > 0 {
        map.serialize_entry("keys", &Names(field.keys().collect()))?;
    }
    Ok(())
}

/// A map from names to operators.
struct Names<'s>(Vec<(&'s str, Op)>);

impl Serialize for Names<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, op)| (name, op.wire_name())))
    }
}

#[derive(Deserialize)]
#[serde(expecting = "a map of the spelling")]
pub(super) struct SpellingData {
    #[serde(default, deserialize_with = "deserialize_present")]
    lists: Option<String>,
    #[serde(default, deserialize_with = "deserialize_present")]
    bare: Option<String>,
    #[serde(default)]
    operators: NamesData,
    #[serde(flatten)]
    unknown: Unknown,
}

impl SpellingData {
    pub(super) fn add_to(self, mut builder: SchemaBuilder) -> SchemaBuilder {
        self.unknown.report(&mut builder, || "spelling".to_owned(), &["lists", "bare", "operators"]);
        let mut spelling = Spelling::new();
        if let Some(lists) = self.lists.and_then(|lists| list_style(&mut builder, "spelling", &lists)) {
            spelling = spelling.lists(lists);
        }
        if let Some(bare) = self.bare.and_then(|bare| operator(&mut builder, "spelling.bare".to_owned(), &bare)) {
            spelling = spelling.bare(bare);
        }
        for (name, op) in self.operators.finish(&mut builder, "spelling.operators") {
            spelling = spelling.operator(name, op);
        }
        builder.spelling(spelling)
    }
}

/// The spelling of a field.
pub(super) struct FieldSpellingData {
    pub(super) bare: Option<String>,
    pub(super) lists: Option<String>,
    pub(super) keys: NamesData,
}

impl FieldSpellingData {
    pub(super) fn add_to(self, builder: &mut SchemaBuilder, name: &str, mut field: FieldBuilder) -> FieldBuilder {
        let location = format!("fields.{}", excerpt(name));
        if let Some(bare) = self.bare.and_then(|bare| operator(builder, format!("{location}.bare"), &bare)) {
            field = field.bare(bare);
        }
        if let Some(lists) = self.lists.and_then(|lists| list_style(builder, &location, &lists)) {
            field = field.lists(lists);
        }
        for (key, op) in self.keys.finish(builder, &format!("{location}.keys")) {
            field = field.key(key, op);
        }
        field
    }
}

fn operator(builder: &mut SchemaBuilder, location: String, op: &str) -> Option<Op> {
    let found = Op::from_wire_name(op);
    if found.is_none() {
        builder.add_error(SchemaErrorKind::UnknownSpelledOperator { location, op: excerpt(op) });
    }
    found
}

fn list_style(builder: &mut SchemaBuilder, location: &str, lists: &str) -> Option<ListStyle> {
    let found = ListStyle::from_name(lists);
    if found.is_none() {
        let location = format!("{location}.lists");
        builder.add_error(SchemaErrorKind::UnknownListStyle { location, lists: excerpt(lists) });
    }
    found
}

/// The names of operators in the order of the data, with duplicates, which a map would hide.
#[derive(Default)]
pub(super) struct NamesData(Vec<(String, String)>);

impl NamesData {
    /// Returns the names with their operators, and reports the invalid ones.
    fn finish(self, builder: &mut SchemaBuilder, location: &str) -> Vec<(String, Op)> {
        let mut names: Vec<(String, Op)> = Vec::new();
        for (name, op) in self.0 {
            if names.iter().any(|(other, _)| *other == name) {
                let location = location.to_owned();
                builder.add_error(SchemaErrorKind::DuplicateSpelling { location, key: excerpt(&name) });
            } else if let Some(op) = operator(builder, location.to_owned(), &op) {
                names.push((name, op));
            }
        }
        names
    }
}

impl<'de> Deserialize<'de> for NamesData {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(NamesVisitor)
    }
}

struct NamesVisitor;

impl<'de> Visitor<'de> for NamesVisitor {
    type Value = NamesData;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map from names to operators")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<NamesData, A::Error> {
        let mut names = Vec::new();
        while let Some(name) = map.next_entry()? {
            names.push(name);
        }
        Ok(NamesData(names))
    }
}

/// Deserializes a value that isn't null.
pub(super) fn deserialize_present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}
