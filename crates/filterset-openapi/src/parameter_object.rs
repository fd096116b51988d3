//! The Parameter Objects of an export.

use serde::Serialize;
use serde::ser::Serializer;

use filterset::list::{ListOptions, ListParameter};
use filterset::schema::{Arity, ListStyle};
use filterset::{Field, Op};

use crate::extension;
use crate::parameter_name::{Names, ParameterName};
use crate::reserved::Role;
use crate::sentence::{describe_condition, describe_list_parameter, describe_reserved_name};
use crate::value_schema::ValueSchema;

/// A Parameter Object.
#[derive(Serialize)]
pub(crate) struct ParameterObject {
    name: String,
    #[serde(rename = "in")]
    location: &'static str,
    #[serde(skip_serializing_if = "String::is_empty")]
    description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    style: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    explode: Option<bool>,
    schema: ValueSchema,
    #[serde(flatten)]
    pub(crate) extensions: Extensions,
}

/// The names of an export, as an importer reads them.
pub(crate) struct NamesOfExport<'n> {
    /// In a document of this export alone.
    pub(crate) alone: Names<'n>,
    /// In a document that combines it with others.
    pub(crate) combined: Names<'n>,
}

impl NamesOfExport<'_> {
    /// Returns `true` if an importer reads a name as a field and an operator.
    fn is_condition(&self, name: &str, field: &str, op: Op) -> bool {
        let expected = ParameterName::Condition(field, op);
        let combined = match self.combined.classify_name(name) {
            // It is read as a field, with a note.
            ParameterName::UnknownOperator(..) => ParameterName::Condition(name, Op::Exact),
            other => other,
        };
        self.alone.classify_name(name) == expected && combined == expected
    }

    fn is_reserved(&self, name: &str) -> bool {
        [&self.alone, &self.combined]
            .iter()
            .all(|names| matches!(names.classify_name(name), ParameterName::Reserved(_)))
    }
}

/// The extension keys of a parameter, with their values.
#[derive(Default)]
pub(crate) struct Extensions(Vec<(&'static str, Extension)>);

#[derive(Serialize)]
#[serde(untagged)]
enum Extension {
    Flag(bool),
    Text(String),
    Schema(ValueSchema),
}

impl Serialize for Extensions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, extension)| (key, extension)))
    }
}

impl Extensions {
    pub(crate) fn keys(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().map(|(key, _)| *key)
    }

    /// Returns the members of a condition that OpenAPI can't express. They include the field and the operator if the
    /// importer would split the name differently.
    fn for_condition(key: &str, field: &Field, op: Op, names: &NamesOfExport<'_>) -> Extensions {
        let ops = field.ops();
        let mut extensions = Extensions::default();
        let mut declare = |key, extension| extensions.0.push((key, extension));
        if !names.is_condition(key, field.name(), op) {
            declare(extension::FIELD, Extension::Text(field.name().to_owned()));
            declare(extension::OP, Extension::Text(op.wire_name().to_owned()));
        }
        if ops.iter().all(Op::takes_boolean) {
            declare(extension::VALUES, Extension::Schema(ValueSchema::for_field(field, Op::Exact)));
        }
        if field.is_multi_valued() && !ops.contains(Op::AllIn) {
            declare(extension::MULTI_VALUED, Extension::Flag(true));
        }
        if field.is_nullable() && !ops.contains(Op::IsNull) {
            declare(extension::NULLABLE, Extension::Flag(true));
        }
        if field.allows_empty() {
            declare(extension::ALLOW_EMPTY, Extension::Flag(true));
        }
        if let Some(time_zone) = field.time_zone() {
            declare(extension::TIME_ZONE, Extension::Text(time_zone.to_owned()));
        }
        if let Some(bare) = field.bare() {
            declare(extension::BARE, Extension::Text(bare.wire_name().to_owned()));
        }
        if let Some(lists) = field.lists() {
            declare(extension::LISTS, Extension::Text(lists.name().to_owned()));
        }
        if field.keys().any(|(_, other)| other == op) {
            declare(extension::KEY, Extension::Flag(true));
        }
        extensions
    }
}

impl ParameterObject {
    /// Returns the parameter of a field and an operator.
    pub(crate) fn for_condition(
        key: &str,
        field: &Field,
        op: Op,
        max_items: usize,
        names: &NamesOfExport<'_>,
    ) -> ParameterObject {
        let value = ValueSchema::for_field(field, op);
        let schema = match op.arity() {
            Arity::One => value,
            Arity::Two => value.into_list(Some(2), 2),
            Arity::List => value.into_list(Some(1), max_items),
        };
        let extensions = Extensions::for_condition(key, field, op, names);
        let parameter = ParameterObject::new(key, describe_condition(field, op), schema, extensions);
        let is_repeated = field.list_style(op) != ListStyle::Comma;
        ParameterObject { explode: parameter.explode.map(|_| is_repeated), ..parameter }
    }

    /// Returns a parameter of the list options.
    pub(crate) fn for_list_parameter(
        parameter: ListParameter,
        list_options: &ListOptions,
        max_items: usize,
    ) -> ParameterObject {
        let schema = ValueSchema::for_list_parameter(parameter, list_options, max_items);
        ParameterObject::new(
            parameter.name(),
            describe_list_parameter(parameter, list_options),
            schema,
            Extensions::default(),
        )
    }

    /// Returns the parameter of a reserved name.
    pub(crate) fn for_reserved_name(name: &str, names: &NamesOfExport<'_>) -> ParameterObject {
        let role = Role::from_name(name);
        let schema = match role {
            Some(Role::Pagination) => match name {
                "offset" | "skip" => ValueSchema { minimum: Some(0), ..ValueSchema::integer() },
                "cursor" | "page_token" | "pageToken" | "starting_after" | "ending_before" => ValueSchema::text(),
                _ => ValueSchema { minimum: Some(1), ..ValueSchema::integer() },
            },
            Some(Role::Ordering | Role::Projection) => ValueSchema::text().into_list(None, None),
            Some(Role::Search | Role::Format) | None => ValueSchema::text(),
            Some(Role::Detail) if name == "depth" => ValueSchema { minimum: Some(0), ..ValueSchema::integer() },
            Some(Role::Detail) => ValueSchema::boolean(),
        };
        let is_known = names.is_reserved(name);
        let extensions = if is_known { Vec::new() } else { vec![(extension::RESERVED, Extension::Flag(true))] };
        let description = describe_reserved_name(name).unwrap_or_default().to_owned();
        ParameterObject::new(name, description, schema, Extensions(extensions))
    }

    fn new(name: &str, description: String, schema: ValueSchema, extensions: Extensions) -> ParameterObject {
        let is_list = schema.items.is_some();
        ParameterObject {
            name: name.to_owned(),
            location: "query",
            description,
            style: is_list.then_some("form"),
            explode: is_list.then_some(false),
            schema,
            extensions,
        }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}
