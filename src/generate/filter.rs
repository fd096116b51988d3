//! Filters of a schema.

use arbitrary::{Error, Result, Unstructured};

use super::generator::Generator;
use super::near::near_operand;
use super::pool::Row;
use super::random::{one_in, shuffle, up_to};
use super::value::operand;
use crate::filter::{Condition, Filter};
use crate::schema::{Field, Schema};
use crate::value::{Arity, Op, Value};

/// The field, the operator and the operand of a condition.
pub(super) type Draft<'s> = (&'s Field, Op, Vec<Value<'static>>);

/// Generates a filter within the limits of a generator.
pub(super) fn filter(generator: &Generator, u: &mut Unstructured<'_>) -> Result<Filter<'static>> {
    let count = *u.choose(&[1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 8, 0])?;
    let mut keys = keys(&generator.schema);
    shuffle(u, &mut keys)?;
    let target = if generator.rows.is_empty() { None } else { Some(u.choose(&generator.rows)?) };
    let mut drafts: Vec<Draft<'_>> = Vec::new();
    let mut room = generator.limits.operands;
    for (field, op) in keys.into_iter().take(count.min(generator.limits.conditions)) {
        if let Some(values) = operands(generator, u, field, op, target, room)? {
            room = room.saturating_sub(weight(&values));
            drafts.push((field, op, values));
        }
    }
    build(generator, drafts)
}

/// Builds a filter of these conditions, or of the first ones if the canonical form of all is too long.
pub(super) fn build(generator: &Generator, mut drafts: Vec<Draft<'_>>) -> Result<Filter<'static>> {
    loop {
        let builder = generator.schema.filter().limits(generator.limits);
        let builder = drafts
            .iter()
            .fold(builder, |builder, (field, op, values)| builder.with(field.name(), *op, values.iter().cloned()));
        match builder.build() {
            Ok(filter) => return Ok(filter),
            Err(errors) if errors.iter().all(|error| error.code() == "input_too_long") && drafts.pop().is_some() => {}
            Err(_) => return Err(Error::IncorrectFormat),
        }
    }
}

/// Returns the keys of a schema.
pub(super) fn keys(schema: &Schema) -> Vec<(&Field, Op)> {
    schema.fields().flat_map(|field| field.ops().iter().map(move |op| (field, op))).collect()
}

/// Returns the number of operand values that values count as.
pub(super) fn weight<'v>(values: impl IntoIterator<Item = &'v Value<'v>>) -> usize {
    values.into_iter().map(|value| if matches!(value, Value::Day(_)) { 2 } else { 1 }).sum()
}

/// Returns the number of operand values of a condition.
pub(super) fn weight_of(condition: Condition<'_>) -> usize {
    weight(&condition.predicate().values().collect::<Vec<_>>())
}

/// Generates the operands of a condition, or none if they exceed the room that is left or the limits.
pub(super) fn operands(
    generator: &Generator,
    u: &mut Unstructured<'_>,
    field: &Field,
    op: Op,
    target: Option<&Row>,
    room: usize,
) -> Result<Option<Vec<Value<'static>>>> {
    // The number of operands, and how many of 20 first and other ones come from the target. A list has to miss some
    // records, and a negative condition has to match the target.
    let (count, first, others) = match op {
        Op::Range => (2, 18, 5),
        Op::In => (up_to(u, generator.limits.list_items.min(6))?, 18, 5),
        Op::NotIn => (up_to(u, generator.limits.list_items.min(6))?, 2, 2),
        Op::AllIn => (up_to(u, generator.limits.list_items.min(3))?, 19, 17),
        _ if op.negated().is_some() => (1, 2, 0),
        _ => (1, 18, 0),
    };
    let mut values: Vec<Value<'static>> = Vec::new();
    for _ in 0..count {
        let share = if values.is_empty() { first } else { others };
        let row = if u.int_in_range(1..=20)? <= share { target } else { None };
        let row = match row {
            None if !generator.rows.is_empty() => Some(u.choose(&generator.rows)?),
            row => row,
        };
        values.push(match row.map(|row| row.held(field)) {
            Some(held) if op.takes_boolean() => (held.is_empty() != one_in(u, 4)?).into(),
            Some(held @ [_, ..]) => {
                let held = u.choose(held)?;
                near_operand(u, field, op, held)?
            }
            _ => operand(u, field, op)?,
        });
    }
    if op.arity() == Arity::Two
        && let [low, high] = values.as_mut_slice()
        && Value::is_reversed_range(low, high)
    {
        std::mem::swap(low, high);
    }
    Ok(Some(values).filter(|values| !values.is_empty() && weight(values) <= room))
}
