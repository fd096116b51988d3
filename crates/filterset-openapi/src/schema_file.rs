//! Parts of the schema file format in extension keys.

use serde::Deserialize;
use serde_json::{Map, Number, Value};

use filterset::Schema;
use filterset::schema::SchemaBuilder;
use filterset::text::excerpt;

use crate::budget::PathBudget;
use crate::constraint::ParameterError;
use crate::node::Node;

/// The depth of these parts in the schema file format.
const MAX_DEPTH: usize = 2;

/// Reads a part of a schema file, and returns a schema that has nothing else.
pub(crate) fn read_part(node: &Node, key: &str, budget: &PathBudget<'_>) -> Result<Schema, String> {
    let part = to_json(node, 0, budget).map_err(|problem| match problem {
        ParameterError::Skipped(why) | ParameterError::CircularReference(why) => why,
    })?;
    let schema = [("name", Value::from("")), ("fields", Value::Object(Map::new())), (key, part)];
    let schema = SchemaBuilder::deserialize(Value::from_iter(schema)).map_err(|error| excerpt(&error.to_string()))?;
    schema.build().map_err(|error| error.to_string())
}

/// Converts a value to JSON. Values that nest deeper than the schema file format become null.
fn to_json(node: &Node, depth: usize, budget: &PathBudget<'_>) -> Result<Value, ParameterError> {
    let below = depth.saturating_add(1);
    if depth > MAX_DEPTH {
        return Ok(Value::Null);
    }
    if let Some(items) = node.items() {
        budget.count_choices(items.len())?;
        return items.iter().map(|item| to_json(item, below, budget)).collect();
    }
    if let Some(members) = node.members() {
        budget.count_choices(members.len())?;
        return members.iter().map(|(key, member)| Ok((key.as_ref(), to_json(member, below, budget)?))).collect();
    }
    if let Some(boolean) = node.boolean() {
        return Ok(boolean.into());
    }
    node.text().map_or(Ok(()), |text| budget.count_text(text))?;
    let text = node.text().map(Value::from);
    let number = || node.scalar()?.parse::<Number>().ok().map(Value::from);
    Ok(text.or_else(number).unwrap_or_default())
}
