//! Describes the queries of a schema in words, for a reader that writes them.

use filterset::schema::{Arity, ListStyle};
use filterset::{Field, Op, Schema, ValueType};

use crate::sentence::{describe_argument, describe_list_parameter};

/// Returns a description of the query language, and of each key.
pub(crate) fn describe_query(schema: &Schema) -> String {
    let mut text = String::from(
        "The filter as a query string: `key=value` pairs, joined by `&`. A record must satisfy every \
         pair; the empty string matches every record. Write `%`, `&`, `+` and `#` in a value as `%25`, `%26`, `%2B` and \
         `%23`. Unknown keys are errors. The keys are:",
    );
    for (field, op) in schema.fields().flat_map(|field| field.ops().iter().map(move |op| (field, op))) {
        if let Some(key) = schema.key(field.name(), op) {
            let line = [key, &describe_operand(field, op), &describe_argument(field, op)];
            text.extend(["\n- `", line[0], "`: ", line[1], ". ", line[2]]);
        }
    }
    let options = schema.list_options();
    for parameter in options.parameters() {
        text.extend(["\n- `", parameter.name(), "`: ", &describe_list_parameter(parameter, options)]);
    }
    text
}

/// Returns the form of an operand.
fn describe_operand(field: &Field, op: Op) -> String {
    let value = describe_value(field, op);
    match (op.arity(), field.list_style(op)) {
        (Arity::One, _) => value,
        (Arity::Two, _) => format!("two values, separated by a comma; each is {value}"),
        (Arity::List, ListStyle::Repeat) => format!("{value}; repeat the key for more values"),
        (Arity::List, _) => format!("one or more values, separated by commas; each is {value}"),
    }
}

fn describe_value(field: &Field, op: Op) -> String {
    if op.takes_boolean() {
        return "true or false".to_owned();
    }
    let text = match field.value_type() {
        ValueType::Choice => {
            let choices: Vec<&str> = field.choices().collect();
            return format!("one of {}", choices.join(", "));
        }
        ValueType::Integer => {
            return match (field.minimum(), field.maximum()) {
                (Some(minimum), Some(maximum)) => format!("an integer from {minimum} to {maximum}"),
                (Some(minimum), None) => format!("an integer of at least {minimum}"),
                (None, Some(maximum)) => format!("an integer of at most {maximum}"),
                (None, None) => "an integer".to_owned(),
            };
        }
        ValueType::Decimal => "a decimal such as 12.50",
        ValueType::Boolean => "true or false",
        ValueType::Uuid => "a UUID",
        ValueType::Date => "a date such as 2022-05-04",
        ValueType::DateTime => "a date such as 2022-05-04, or an instant such as 2022-05-04T10:30:00Z",
        _ => "a string",
    };
    text.to_owned()
}
