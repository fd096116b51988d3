//! Reads the keywords of a Schema Object that have no subschemas: choices, bounds and integer formats.

use std::collections::HashSet;

use filterset::ValueType;

use crate::budget::PathBudget;
use crate::constraint::{Bounds, Constraint, ParameterError, TypeConstraint};
use crate::node::Node;
use crate::schema_object::SchemaObject;

/// Applies `enum` and `const` to the constraint of `type` and `format`.
pub(crate) fn apply_enum(
    node: &Node,
    base: Constraint,
    schema: &mut SchemaObject,
    budget: &PathBudget<'_>,
) -> Result<Constraint, ParameterError> {
    let Some(listed) = read_values(node)? else { return Ok(base) };
    budget.count_choices(listed.len())?;
    let (mut choices, mut known) = (Vec::new(), HashSet::new());
    for value in listed {
        // The author of a string without quotes means the text, not the number that YAML makes of it.
        let text = if base == Constraint::Text { value.source_text() } else { value.scalar() };
        match text {
            None if value.is_null() => schema.nullable = true,
            None => return Err(ParameterError::Skipped("invalid enum: expected no lists or objects".to_owned())),
            Some(choice) if choice.is_empty() => schema.lost.push("the empty string of its enum"),
            Some(choice) if known.insert(choice.clone()) => {
                budget.count_text(&choice)?;
                choices.push(choice);
            }
            Some(_) => schema.lost.push("the repetition of values in its enum"),
        }
    }
    if listed.iter().all(Node::is_null) {
        return Ok(Constraint::Null);
    }
    let is_text = listed.iter().any(|value| value.text().is_some());
    Ok(match base {
        Constraint::Any | Constraint::Text if is_text || base == Constraint::Text => {
            Constraint::Type(TypeConstraint { choices, ..TypeConstraint::new(ValueType::Choice) })
        }
        Constraint::Any if listed.iter().all(|value| value.boolean().is_some()) => {
            if choices.len() < 2 {
                schema.lost.push("enum");
            }
            Constraint::Type(TypeConstraint::new(ValueType::Boolean))
        }
        Constraint::Type(TypeConstraint { value_type: ValueType::Boolean, .. }) if choices.len() > 1 => base,
        base => {
            schema.lost.push("enum");
            match base {
                Constraint::Any if listed.iter().all(|value| value.integer().is_some()) => {
                    Constraint::Type(TypeConstraint::new(ValueType::Integer))
                }
                Constraint::Any => Constraint::Type(TypeConstraint::new(ValueType::Decimal)),
                base => base,
            }
        }
    })
}

/// Returns the values that `enum` and `const` allow together.
fn read_values(node: &Node) -> Result<Option<&[Node]>, ParameterError> {
    let skip = |why: &str| Err(ParameterError::Skipped(why.to_owned()));
    let constant = node.get("const").map(std::slice::from_ref);
    let Some(listed) = node.get("enum") else { return Ok(constant) };
    match (listed.items(), constant) {
        (None, _) => skip("invalid enum: expected a list"),
        (Some([]), _) => skip("invalid enum: expected at least one value"),
        (Some(listed), Some([value])) if !listed.iter().any(|other| is_same_value(value, other)) => {
            skip("its schema accepts no value: its enum does not have its const")
        }
        (Some(listed), constant) => Ok(Some(constant.unwrap_or(listed))),
    }
}

fn is_same_value(one: &Node, other: &Node) -> bool {
    one.is_null() == other.is_null() && one.text().is_some() == other.text().is_some() && one.scalar() == other.scalar()
}

/// Returns the integers that a format of the OpenAPI registry can hold, if it is a format of integers.
pub(crate) fn integer_format(name: &str) -> Option<Bounds> {
    let between = |minimum: i64, maximum: i64| Bounds { minimum: Some(minimum), maximum: Some(maximum) };
    Some(match name {
        "int8" => between(i8::MIN.into(), i8::MAX.into()),
        "int16" => between(i16::MIN.into(), i16::MAX.into()),
        "int32" => between(i32::MIN.into(), i32::MAX.into()),
        "int64" => Bounds::default(),
        "uint8" => between(0, u8::MAX.into()),
        "uint16" => between(0, u16::MAX.into()),
        "uint32" => between(0, u32::MAX.into()),
        "uint64" => Bounds { minimum: Some(0), maximum: None },
        _ => return None,
    })
}

/// Reads `minimum`, `maximum` and their exclusive forms, which are flags in version 3.0 and numbers in 3.1. A bound that
/// isn't an integer becomes the nearest integer that it includes.
pub(crate) fn read_bounds(node: &Node, schema: &mut SchemaObject) {
    for (key, exclusive, inwards) in [("minimum", "exclusiveMinimum", 1), ("maximum", "exclusiveMaximum", -1)] {
        let (bound, beyond) = (node.get(key), node.get(exclusive));
        let is_flag = beyond.is_some_and(|beyond| beyond.boolean() == Some(true));
        let include = |bound: &Node| if key == "minimum" { bound.ceiling() } else { bound.floor() };
        let exclude = |bound: &Node| match bound.integer() {
            Some(integer) => integer.checked_add(inwards),
            None => include(bound),
        };
        let bound = bound.map(|bound| if is_flag { exclude(bound) } else { include(bound) });
        let beyond = beyond.filter(|beyond| beyond.boolean().is_none()).map(exclude);
        if [bound, beyond].contains(&Some(None)) {
            schema.lost.push(key);
        }
        for bound in [bound, beyond].into_iter().filter_map(Option::flatten) {
            let constraint = match key {
                "minimum" => Bounds { minimum: Some(bound), maximum: None },
                _ => Bounds { minimum: None, maximum: Some(bound) },
            };
            schema.bounds = schema.bounds.intersect(constraint);
        }
    }
}
