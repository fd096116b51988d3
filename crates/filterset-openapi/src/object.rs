//! Parameter Objects and Schema Objects, as they are written.

use std::borrow::Cow;

use serde::Serialize;
use serde::ser::Serializer;

use filterset::list::{ListOptions, ListParameter, Pagination};
use filterset::schema::Arity;
use filterset::{Field, Op, ValueType};

use crate::key::{Key, Names};
use crate::reserved::Role;
use crate::{keys, sentence};

/// A Parameter Object.
#[derive(Serialize)]
pub(super) struct Parameter {
    name: String,
    #[serde(rename = "in")]
    location: &'static str,
    description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    style: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    explode: Option<bool>,
    schema: Values,
    #[serde(flatten)]
    pub(super) extensions: Extensions,
}

/// A Schema Object.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Values {
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
    items: Option<Box<Values>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    min_items: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_items: Option<usize>,
}

/// What OpenAPI has no words for, by key.
#[derive(Default)]
pub(super) struct Extensions(Vec<(&'static str, Extension)>);

#[derive(Serialize)]
#[serde(untagged)]
enum Extension {
    Yes(bool),
    Text(String),
    Values(Values),
}

impl Serialize for Extensions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, extension)| (key, extension)))
    }
}

impl Extensions {
    pub(super) fn keys(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().map(|(key, _)| *key)
    }

    /// What isn't said otherwise of a condition, its name's reading given all names included.
    fn of_condition(key: &str, field: &Field, op: Op, names: &Names<'_>) -> Extensions {
        let ops = field.ops();
        let mut extensions = Extensions::default();
        let mut say = |key, extension| extensions.0.push((key, extension));
        if names.read(key) != Key::Condition(field.name(), op) {
            say(keys::FIELD, Extension::Text(field.name().to_owned()));
            say(keys::OP, Extension::Text(op.wire_name().to_owned()));
        }
        if ops.iter().all(|op| op == Op::IsNull) {
            say(keys::VALUES, Extension::Values(Values::of(field, Op::Exact)));
        }
        if field.is_multi_valued() && !ops.contains(Op::AllIn) {
            say(keys::MANY, Extension::Yes(true));
        }
        if field.is_nullable() && !ops.contains(Op::IsNull) {
            say(keys::NULLABLE, Extension::Yes(true));
        }
        if field.allows_empty() {
            say(keys::ALLOW_EMPTY, Extension::Yes(true));
        }
        if let Some(time_zone) = field.time_zone() {
            say(keys::TIME_ZONE, Extension::Text(time_zone.to_owned()));
        }
        extensions
    }
}

impl Parameter {
    /// Of a field and an operator.
    pub(super) fn condition(key: &str, field: &Field, op: Op, most_items: usize, names: &Names<'_>) -> Parameter {
        let value = Values::of(field, op);
        let schema = match op.arity() {
            Arity::One => value,
            Arity::Two => value.listed(Some(2), 2),
            Arity::List => value.listed(Some(1), most_items),
        };
        let extensions = Extensions::of_condition(key, field, op, names);
        Parameter::new(key, sentence::described(field, op), schema, extensions)
    }

    /// Of what the table's lists take.
    pub(super) fn listed(parameter: ListParameter, list_options: &ListOptions, most_items: usize) -> Parameter {
        let schema = Values::of_list(parameter, list_options, most_items);
        Parameter::new(parameter.name(), sentence::of_list(parameter, list_options), schema, Extensions::default())
    }

    /// Of a reserved name.
    pub(super) fn reserved(name: &str, names: &Names<'_>) -> Parameter {
        let role = Role::of(name);
        let schema = match role {
            Some(Role::Pagination) => match name {
                "offset" | "skip" => Values { minimum: Some(0), ..Values::integer() },
                "cursor" | "page_token" | "pageToken" | "starting_after" | "ending_before" => Values::text(),
                _ => Values { minimum: Some(1), ..Values::integer() },
            },
            Some(Role::Ordering | Role::Projection) => Values::text().listed(None, None),
            Some(Role::Search | Role::Format) | None => Values::text(),
        };
        let description = match role {
            Some(Role::Pagination) => "Which page of the records is answered.",
            Some(Role::Ordering) => "By which fields the records are ordered.",
            Some(Role::Projection) => "Which fields the records are answered with.",
            Some(Role::Search) => "What is searched for.",
            Some(Role::Format) => "In which format the records are answered.",
            None => "A parameter that filters nothing.",
        };
        let is_known = matches!(names.read(name), Key::Reserved(_));
        let constraint = if is_known { Vec::new() } else { vec![(keys::RESERVED, Extension::Yes(true))] };
        Parameter::new(name, description.to_owned(), schema, Extensions(constraint))
    }

    fn new(name: &str, description: String, schema: Values, extensions: Extensions) -> Parameter {
        let is_list = schema.items.is_some();
        Parameter {
            name: name.to_owned(),
            location: "query",
            description,
            style: is_list.then_some("form"),
            explode: is_list.then_some(false),
            schema,
            extensions,
        }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

impl Values {
    /// The values of a field, as they are given to an operator.
    fn of(field: &Field, op: Op) -> Values {
        let text = |format| Values { format: Some(format), ..Values::text() };
        if op == Op::IsNull {
            return Values { name: "boolean", ..Values::default() };
        }
        match field.value_type() {
            ValueType::Text => {
                let takes_empty = field.allows_empty() && matches!(op, Op::Exact | Op::Ne | Op::IExact);
                Values { min_length: (!takes_empty).then_some(1), ..Values::text() }
            }
            ValueType::Integer => Values { minimum: field.minimum(), maximum: field.maximum(), ..Values::integer() },
            ValueType::Decimal => text("decimal"),
            ValueType::Boolean => Values { name: "boolean", ..Values::default() },
            ValueType::Uuid => text("uuid"),
            ValueType::Date => text("date"),
            ValueType::DateTime => text("date-time"),
            ValueType::Choice => Values { choices: field.choices().map(str::to_owned).collect(), ..Values::text() },
            _ => Values::text(),
        }
    }

    /// What a list's parameter takes.
    fn of_list(parameter: ListParameter, list_options: &ListOptions, most_items: usize) -> Values {
        use ListParameter::{Cursor, Fields, Limit, Offset, Omit, Ordering, Page, PageSize, Search};
        let text = |most| Values { min_length: Some(1), max_length: most, ..Values::text() };
        // No names are declared where any is taken.
        let names = |names: Vec<String>| match names.as_slice() {
            [] => text(None).listed(Some(1), most_items),
            _ => Values { choices: names, ..Values::text() }.listed(Some(1), most_items),
        };
        let declared = |names: Option<&[Cow<'static, str>]>| {
            names.unwrap_or_default().iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        match parameter {
            Page => Values { minimum: Some(1), ..Values::integer() },
            Offset => Values { minimum: Some(0), ..Values::integer() },
            PageSize | Limit => {
                let pagination = list_options.pagination();
                // A greater one is taken too where the table clamps.
                let maximum = pagination.filter(|pagination| !pagination.clamp).map(|pagination| pagination.max_size);
                Values {
                    minimum: Some(1),
                    maximum: maximum.and_then(|size| i64::try_from(size).ok()),
                    default: pagination.map(|pagination| pagination.size),
                    ..Values::integer()
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

    fn text() -> Values {
        Values { name: "string", ..Values::default() }
    }

    fn integer() -> Values {
        Values { name: "integer", format: Some("int64"), ..Values::default() }
    }

    /// A list of such values.
    fn listed(self, minimum: Option<usize>, most: impl Into<Option<usize>>) -> Values {
        let items = Some(Box::new(self));
        Values { name: "array", items, min_items: minimum, max_items: most.into(), ..Values::default() }
    }
}
