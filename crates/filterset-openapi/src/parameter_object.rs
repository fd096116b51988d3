//! The Parameter Objects of an export, with their Schema Objects.

use std::borrow::Cow;

use serde::Serialize;
use serde::ser::Serializer;

use filterset::list::{ListOptions, ListParameter, Pagination};
use filterset::schema::{Arity, ListStyle};
use filterset::{Field, Op, ValueType};

use crate::extension;
use crate::parameter_name::{Names, ParameterName};
use crate::reserved::Role;
use crate::sentence::{describe_condition, describe_list_parameter, describe_reserved_name};

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

/// The Schema Object of a parameter's values.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct ValueSchema {
    #[serde(rename = "type")]
    name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<&'static str>,
    #[serde(rename = "enum", skip_serializing_if = "Vec::is_empty")]
    choices: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    minimum: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    maximum: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    min_length: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_length: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    items: Option<Box<ValueSchema>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    min_items: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_items: Option<usize>,
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
            Some(Role::Detail) => ValueSchema { name: "boolean", ..ValueSchema::default() },
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

impl ValueSchema {
    /// Returns the schema of a field's values under an operator.
    fn for_field(field: &Field, op: Op) -> ValueSchema {
        let text = |format| ValueSchema { format: Some(format), ..ValueSchema::text() };
        if op.takes_boolean() {
            return ValueSchema { name: "boolean", ..ValueSchema::default() };
        }
        match field.value_type() {
            ValueType::Text => {
                let is_item = field.list_style(op) == ListStyle::Repeat;
                let takes_empty =
                    field.allows_empty() && (is_item || matches!(op, Op::Exact | Op::Ne | Op::IExact | Op::NotIExact));
                ValueSchema { min_length: (!takes_empty).then_some(1), ..ValueSchema::text() }
            }
            ValueType::Integer => {
                ValueSchema { minimum: field.minimum(), maximum: field.maximum(), ..ValueSchema::integer() }
            }
            ValueType::Decimal => ValueSchema { name: "number", ..ValueSchema::default() },
            ValueType::Boolean => ValueSchema { name: "boolean", ..ValueSchema::default() },
            ValueType::Uuid => text("uuid"),
            ValueType::Date => text("date"),
            ValueType::DateTime => text("date-time"),
            ValueType::Choice => {
                ValueSchema { choices: field.choices().map(str::to_owned).collect(), ..ValueSchema::text() }
            }
            _ => ValueSchema::text(),
        }
    }

    /// Returns the schema of a parameter of the list options.
    fn for_list_parameter(parameter: ListParameter, list_options: &ListOptions, max_items: usize) -> ValueSchema {
        use ListParameter::{Cursor, Fields, Limit, Offset, Omit, Ordering, Page, PageSize, Search};
        let text = |max_length| ValueSchema { min_length: Some(1), max_length, ..ValueSchema::text() };
        // If any name is accepted, the enum is omitted.
        let names = |names: Vec<String>| match names.as_slice() {
            [] => text(None).into_list(Some(1), max_items),
            _ => ValueSchema { choices: names, ..ValueSchema::text() }.into_list(Some(1), max_items),
        };
        let declared = |names: Option<&[Cow<'static, str>]>| {
            names.unwrap_or_default().iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        match parameter {
            Page => ValueSchema { minimum: Some(1), ..ValueSchema::integer() },
            Offset => ValueSchema { minimum: Some(0), ..ValueSchema::integer() },
            PageSize | Limit => {
                let pagination = list_options.pagination();
                // A schema that clamps sizes also accepts larger ones.
                let maximum = pagination.filter(|pagination| !pagination.clamp).map(|pagination| pagination.max_size);
                ValueSchema {
                    minimum: Some(1),
                    maximum: maximum.and_then(|size| i64::try_from(size).ok()),
                    default: pagination.map(|pagination| pagination.size),
                    ..ValueSchema::integer()
                }
            }
            Cursor => text(Some(Pagination::MAX_CURSOR_CHARACTERS)),
            Ordering => {
                let sortable = list_options.ordering().iter();
                names(sortable.flat_map(|name| [name.to_string(), format!("-{name}")]).collect())
            }
            Fields => names(declared(list_options.fields())),
            Omit => names(declared(list_options.omit())),
            Search => text(list_options.search()),
        }
    }

    fn text() -> ValueSchema {
        ValueSchema { name: "string", ..ValueSchema::default() }
    }

    fn integer() -> ValueSchema {
        ValueSchema { name: "integer", format: Some("int64"), ..ValueSchema::default() }
    }

    /// Returns the schema of a list of these values.
    fn into_list(self, minimum: Option<usize>, maximum: impl Into<Option<usize>>) -> ValueSchema {
        let items = Some(Box::new(self));
        ValueSchema { name: "array", items, min_items: minimum, max_items: maximum.into(), ..ValueSchema::default() }
    }
}
