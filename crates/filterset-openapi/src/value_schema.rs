//! The schemas of single values and lists in exports.

use std::borrow::Cow;

use serde::Serialize;

use filterset::list::{ListOptions, ListParameter, Pagination};
use filterset::schema::ListStyle;
use filterset::{Field, Op, ValueType};

/// The Schema Object of a parameter's values.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ValueSchema {
    #[serde(rename = "type")]
    pub(crate) types: TypeNames,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) format: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) pattern: Option<&'static str>,
    #[serde(rename = "enum", skip_serializing_if = "Vec::is_empty")]
    pub(crate) choices: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) minimum: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) maximum: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) default: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) min_length: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) max_length: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) items: Option<Box<ValueSchema>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) min_items: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) max_items: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) unique_items: Option<bool>,
}

/// The value of `type`.
#[derive(Clone, Copy, Serialize)]
#[serde(untagged)]
pub(crate) enum TypeNames {
    One(&'static str),
    Either([&'static str; 2]),
}

impl Default for TypeNames {
    fn default() -> TypeNames {
        TypeNames::One("string")
    }
}

impl ValueSchema {
    /// Returns the schema of a field's values under an operator.
    pub(crate) fn for_field(field: &Field, op: Op) -> ValueSchema {
        let text = |format| ValueSchema { format: Some(format), ..ValueSchema::text() };
        if op.takes_boolean() {
            return ValueSchema::boolean();
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
            ValueType::Decimal => ValueSchema { types: TypeNames::One("number"), ..ValueSchema::default() },
            ValueType::Boolean => ValueSchema::boolean(),
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
    pub(crate) fn for_list_parameter(
        parameter: ListParameter,
        list_options: &ListOptions,
        max_items: usize,
    ) -> ValueSchema {
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

    pub(crate) fn boolean() -> ValueSchema {
        ValueSchema { types: TypeNames::One("boolean"), ..ValueSchema::default() }
    }

    pub(crate) fn text() -> ValueSchema {
        ValueSchema { types: TypeNames::One("string"), ..ValueSchema::default() }
    }

    pub(crate) fn integer() -> ValueSchema {
        ValueSchema { types: TypeNames::One("integer"), format: Some("int64"), ..ValueSchema::default() }
    }

    /// Returns the schema of a list of these values.
    pub(crate) fn into_list(self, minimum: Option<usize>, maximum: impl Into<Option<usize>>) -> ValueSchema {
        let items = Some(Box::new(self));
        ValueSchema {
            types: TypeNames::One("array"),
            items,
            min_items: minimum,
            max_items: maximum.into(),
            ..ValueSchema::default()
        }
    }
}
