//! Infers the type of a field whose schema is only a string.

use std::sync::LazyLock;

use filterset::schema::{Arity, FieldBuilder};
use filterset::text::excerpt;
use filterset::{Op, OpSet, Schema, ValueType};

use crate::parameter::Evidence;

/// Returns the type that all examples have, and the reason for it. The examples must be values in the syntax of the
/// language. A number is inferred only if an operator compares values, because digits alone may be an identifier.
pub(crate) fn infer_type(parameters: &[Evidence<'_>]) -> Option<(ValueType, String)> {
    let ops: OpSet = parameters.iter().map(|parameter| parameter.op).collect();
    if ops.iter().any(|op| OpSet::TEXT.contains(op)) {
        return None;
    }
    let examples: Vec<&str> = parameters.iter().flat_map(example_values).collect();
    let first = examples.first()?;
    let compared = ops.iter().find(|op| OpSet::ORDER.contains(*op));
    for value_type in [ValueType::Uuid, ValueType::Date, ValueType::DateTime, ValueType::Integer, ValueType::Decimal] {
        let is_number = matches!(value_type, ValueType::Integer | ValueType::Decimal);
        let why = match (is_number, compared) {
            (true, None) => continue,
            (true, Some(op)) => format!(" and the operator \"{op}\""),
            (false, _) => String::new(),
        };
        if examples.iter().all(|example| is_value_of(value_type, example)) {
            return Some((value_type, format!("from examples such as \"{}\"{why}", excerpt(first))));
        }
    }
    None
}

/// Returns the examples of a parameter that could be values of its field.
fn example_values<'e>(parameter: &'e Evidence<'_>) -> impl Iterator<Item = &'e str> {
    let is_one = parameter.op.arity() == Arity::One;
    let examples = parameter.examples.iter().filter(|_| !parameter.op.takes_boolean());
    examples
        .flat_map(move |example| example.splitn(if is_one { 1 } else { usize::MAX }, ','))
        .map(|text| text.trim_matches(' '))
}

/// Returns `true` if the text is a value of the type.
fn is_value_of(value_type: ValueType, text: &str) -> bool {
    static SCHEMA: LazyLock<Option<Schema>> = LazyLock::new(|| {
        let types = ValueType::ALL.into_iter().filter(|value_type| *value_type != ValueType::Choice);
        let fields = types.map(|value_type| FieldBuilder::new(value_type.name(), value_type).ops([Op::Exact]));
        Schema::builder("").fields(fields).build().ok()
    });
    SCHEMA.as_ref().is_some_and(|schema| schema.filter().exact(value_type.name(), text).build().is_ok())
}
