//! Exports a schema as a JSON Schema of the arguments of tool calls.

use serde::Serialize;
use serde::ser::Serializer;

use filterset::list::ListParameter;
use filterset::schema::{Arity, ListStyle};
use filterset::{Field, Op, Schema, ValueType};

use crate::query_description::describe_query;
use crate::sentence::{describe_argument, describe_list_parameter};
use crate::value_schema::{TypeNames, ValueSchema};

/// The patterns of strings, in the common subset of regular expressions (JSON Schema 2020-12, core, section 6.4).
const DECIMAL: &str = r"^-?[0-9]+(\.[0-9]+)?$";
const UUID: &str = "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$";
const DATE: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
const DATE_TIME: &str =
    concat!("^[0-9]{4}-[0-9]{2}-[0-9]{2}", r"(T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})?)?$");
/// An item that a list with commas can hold.
const ITEM: &str = "^[^, ]([^,]*[^, ])?$";
const NAME: &str = "^[A-Za-z0-9_.-]{1,128}$";
/// A string that isn't blank.
const SEARCH: &str = r"\S";

/// A JSON Schema (2020-12) of the arguments of a tool call, for LLM agents.
///
/// `Serialize` writes an object for the member `inputSchema` of a tool of the Model Context Protocol, and for the same
/// member of other interfaces (`input_schema`, `parameters`). It is flat and closed: one argument for each field and
/// operator, with its key as the name, one for each parameter of the list options, and `additionalProperties` is `false`.
/// Lists and ranges are arrays. Reserved names aren't arguments.
///
/// Check a call with `Schema::parse_arguments`, or `Schema::parse_list_arguments` if the schema has list options (feature
/// `serde_json` of filterset), even if a validator has checked it with this schema before: a JSON Schema can't express every
/// rule.
///
/// ```
/// use filterset::{Field, Op, Schema};
/// use filterset_openapi::ToolSchema;
/// use serde_json::json;
///
/// let links = Schema::builder("links")
///     .field(Field::choice("status", ["valid", "invalid"]).ops([Op::Exact, Op::In]))
///     .build()?;
/// assert_eq!(serde_json::to_value(ToolSchema::new(&links))?, json!({
///     "type": "object",
///     "properties": {
///         "status": {
///             "description": "`status` equals the value.",
///             "type": "string",
///             "enum": ["valid", "invalid"],
///         },
///         "status__in": {
///             "description": "`status` equals one of the values.",
///             "type": "array",
///             "items": { "type": "string", "enum": ["valid", "invalid"] },
///             "minItems": 1,
///             "maxItems": 500,
///         },
///     },
///     "additionalProperties": false,
/// }));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct ToolSchema<'s> {
    schema: &'s Schema,
    is_query: bool,
}

impl<'s> ToolSchema<'s> {
    /// Creates an export with an argument for each condition.
    pub const fn new(schema: &'s Schema) -> ToolSchema<'s> {
        ToolSchema { schema, is_query: false }
    }

    /// Creates an export with a single argument, `query`, which is required: a query string, for `Schema::parse` or
    /// `Schema::parse_list_request`. Its description lists the keys.
    ///
    /// Some clients drop unknown arguments before a server sees them, so a misspelt condition would widen the filter. In a
    /// query, nothing is dropped.
    pub const fn of_query(schema: &'s Schema) -> ToolSchema<'s> {
        ToolSchema { schema, is_query: true }
    }

    fn arguments(self) -> Vec<(&'s str, Argument)> {
        let schema = self.schema;
        if self.is_query {
            let max_length = Some(schema.limits().input_bytes);
            let value = ValueSchema { max_length, ..ValueSchema::text() };
            return vec![("query", Argument { description: describe_query(schema), value })];
        }
        let items = schema.limits().list_items;
        let ops = schema.fields().flat_map(|field| field.ops().iter().map(move |op| (field, op)));
        let conditions = ops.filter_map(|(field, op)| {
            let argument =
                Argument { description: describe_argument(field, op), value: condition_schema(field, op, items) };
            Some((schema.key(field.name(), op)?, argument))
        });
        let options = schema.list_options();
        let parameters = options.parameters().map(|parameter| {
            let value = ValueSchema::for_list_parameter(parameter, options, items);
            let description = describe_list_parameter(parameter, options);
            (parameter.name(), Argument { description, value: parameter_schema(parameter, value) })
        });
        conditions.chain(parameters).collect()
    }
}

/// Serializes the JSON Schema.
impl Serialize for ToolSchema<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let required: &[_] = if self.is_query { &["query"] } else { &[] };
        let properties = Properties(self.arguments());
        ObjectSchema { name: "object", properties, required, additional_properties: false }.serialize(serializer)
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ObjectSchema<'s> {
    #[serde(rename = "type")]
    name: &'static str,
    properties: Properties<'s>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    required: &'static [&'static str],
    additional_properties: bool,
}

/// The arguments in the order of the fields.
struct Properties<'s>(Vec<(&'s str, Argument)>);

impl Serialize for Properties<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, argument)| (name, argument)))
    }
}

#[derive(Serialize)]
struct Argument {
    description: String,
    #[serde(flatten)]
    value: ValueSchema,
}

/// Returns the schema of a condition's argument.
fn condition_schema(field: &Field, op: Op, max_items: usize) -> ValueSchema {
    let value = value_schema(field, op);
    match op.arity() {
        Arity::One => value,
        Arity::Two => value.into_list(Some(2), 2),
        Arity::List => value.into_list(Some(1), max_items),
    }
}

/// Returns the schema of a value. A format that a validator may check differently is replaced by a pattern.
fn value_schema(field: &Field, op: Op) -> ValueSchema {
    let value = ValueSchema::for_field(field, op);
    if op.takes_boolean() {
        return value;
    }
    match field.value_type() {
        ValueType::Text if op.arity() != Arity::One && field.list_style(op) != ListStyle::Repeat => {
            ValueSchema { min_length: None, pattern: Some(ITEM), ..value }
        }
        ValueType::Integer => ValueSchema { format: None, ..value },
        ValueType::Decimal => {
            ValueSchema { types: TypeNames::Either(["number", "string"]), pattern: Some(DECIMAL), ..value }
        }
        ValueType::Uuid => ValueSchema { pattern: Some(UUID), ..value },
        ValueType::Date => ValueSchema { pattern: Some(DATE), ..value },
        ValueType::DateTime => ValueSchema { format: None, pattern: Some(DATE_TIME), ..value },
        _ => value,
    }
}

/// Returns the schema of a list parameter's argument, from that of a query's parameter.
fn parameter_schema(parameter: ListParameter, value: ValueSchema) -> ValueSchema {
    let value = ValueSchema { format: None, ..value };
    match parameter {
        ListParameter::Search => ValueSchema { min_length: None, pattern: Some(SEARCH), ..value },
        ListParameter::Ordering => ValueSchema { unique_items: Some(true), ..value },
        ListParameter::Fields | ListParameter::Omit => {
            let items = value.items.map(|items| match items.choices.as_slice() {
                [] => Box::new(ValueSchema { min_length: None, pattern: Some(NAME), ..*items }),
                _ => items,
            });
            ValueSchema { items, ..value }
        }
        _ => value,
    }
}
