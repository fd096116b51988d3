//! What a document says of the table's lists: under the crate's key.

use serde::Deserialize;
use serde_json::{Map, Number, Value};

use crate::excerpt::excerpt;
use crate::listing::Listing;
use crate::schema::SchemaBuilder;

use super::keys;
use super::node::Node;
use super::note::{Note, NoteKind};
use super::parameter::Parameter;
use super::said::Fault;
use super::shape::Choices;

/// How deep the table format nests what it says of lists.
const MOST_DEPTH: usize = 2;

/// What the operation declares under the crate's key: nothing where that can't be read, which is noted.
pub(super) fn declared(
    operation: &Node,
    parameters: &[Parameter<'_>],
    choices: &Choices,
    notes: &mut Vec<Note>,
) -> Listing {
    let Some(node) = operation.get(keys::LIST) else { return Listing::new() };
    let listing = read(node, choices).unwrap_or_else(|why| {
        notes.push(Note::new(NoteKind::Doubtful, "", format!("{} can't be read: {why}", keys::LIST)));
        Listing::new()
    });
    for name in listing.parameters().filter(|name| parameters.iter().all(|parameter| parameter.name != *name)) {
        let why = format!("{} declares it, and the path has no such parameter", keys::LIST);
        notes.push(Note::new(NoteKind::Doubtful, name, why));
    }
    listing
}

/// What is said as the table format has it, read as that.
fn read(node: &Node, choices: &Choices) -> Result<Listing, String> {
    let list = value(node, 0, choices).map_err(|fault| match fault {
        Fault::LeftOut(why) | Fault::Circular(why) => why,
    })?;
    let table = [("name", Value::from("")), ("fields", Value::Object(Map::new())), ("list", list)];
    let table = SchemaBuilder::deserialize(Value::from_iter(table)).map_err(|error| excerpt(&error.to_string()))?;
    Ok(table.build().map_err(|error| error.to_string())?.listing().clone())
}

/// A value as data; what stands deeper than the table format goes is nothing.
fn value(node: &Node, depth: usize, choices: &Choices) -> Result<Value, Fault> {
    let below = depth.saturating_add(1);
    if depth > MOST_DEPTH {
        return Ok(Value::Null);
    }
    if let Some(items) = node.items() {
        choices.count(items.len())?;
        return items.iter().map(|item| value(item, below, choices)).collect();
    }
    if let Some(members) = node.members() {
        choices.count(members.len())?;
        return members.iter().map(|(key, member)| Ok((key.as_ref(), value(member, below, choices)?))).collect();
    }
    if let Some(boolean) = node.boolean() {
        return Ok(boolean.into());
    }
    let text = node.text().map(Value::from);
    let number = || node.scalar()?.parse::<Number>().ok().map(Value::from);
    Ok(text.or_else(number).unwrap_or_default())
}
