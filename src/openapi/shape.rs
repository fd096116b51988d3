//! What a Schema Object says of values.

use std::cell::Cell;

use crate::excerpt::excerpt;
use crate::value::ValueType;

use super::document::Document;
use super::node::Node;
use super::said::{Fault, Kind, Said};

/// How deep schemas may refer to and contain each other, and how many make up one.
const MOST_DEPTH: usize = 32;
const MOST_SCHEMAS: usize = 1000;
/// How many examples of one schema are looked at.
const MOST_EXAMPLES: usize = 100;

/// What a schema says.
#[derive(Clone, Debug, Default)]
pub(super) struct Shape {
    pub(super) said: Said,
    pub(super) nullable: bool,
    pub(super) most_items: Option<i64>,
    pub(super) most_characters: Option<i64>,
    /// Its default, where that is an integer.
    pub(super) default: Option<i64>,
    pub(super) examples: Vec<String>,
    pub(super) description: Option<String>,
    /// What a table can't say of it.
    pub(super) not_kept: Vec<&'static str>,
}

/// How many choices all schemas of a path may have: one of a document can be referred to by many parameters.
pub(super) struct Choices(Cell<usize>);

impl Choices {
    pub(super) fn new() -> Choices {
        Choices(Cell::new(1_000_000))
    }

    pub(super) fn count(&self, more: usize) -> Result<(), Fault> {
        let left = self.0.get().checked_sub(more);
        let too_many = || Fault::LeftOut("the parameters of its path have more than 1000000 choices".to_owned());
        self.0.set(left.ok_or_else(too_many)?);
        Ok(())
    }
}

/// Reads one schema, with those that it refers to.
pub(super) struct Reader<'d> {
    document: &'d Document,
    choices: &'d Choices,
    /// The references that are being followed.
    trail: Vec<&'d str>,
    schemas: usize,
}

impl<'d> Reader<'d> {
    pub(super) fn new(document: &'d Document, choices: &'d Choices) -> Reader<'d> {
        Reader { document, choices, trail: Vec::new(), schemas: 0 }
    }

    pub(super) fn read(&mut self, node: &'d Node) -> Result<Shape, Fault> {
        self.part(node, MOST_DEPTH)
    }

    /// A schema within others, which goes no further down than it may.
    fn part(&mut self, node: &'d Node, depth: usize) -> Result<Shape, Fault> {
        self.schemas = self.schemas.saturating_add(1);
        let depth = depth.checked_sub(1).filter(|_| self.schemas <= MOST_SCHEMAS);
        let depth = depth.ok_or_else(|| Fault::LeftOut("its schema is made of too many others".to_owned()))?;
        let mut shape = self.own(node, depth)?;
        if let Some(reference) = node.get("$ref").and_then(Node::text) {
            let target = follow(self.document, &self.trail, reference)?;
            self.trail.push(reference);
            let said = self.part(target, depth)?;
            self.trail.pop();
            shape = shape.and(said)?;
        }
        for part in node.get("allOf").and_then(Node::items).unwrap_or_default() {
            shape = shape.and(self.part(part, depth)?)?;
        }
        for parts in ["anyOf", "oneOf"].iter().filter_map(|key| node.get(key)?.items()) {
            let mut parts = parts.iter();
            let Some(first) = parts.next() else { continue };
            let mut either = self.part(first, depth)?;
            for part in parts {
                either = either.or(self.part(part, depth)?)?;
            }
            shape = shape.and(either)?;
        }
        Ok(shape)
    }

    /// What a schema says by itself.
    fn own(&mut self, node: &'d Node, depth: usize) -> Result<Shape, Fault> {
        let mut shape = Shape {
            nullable: node.says("nullable"),
            most_items: node.get("maxItems").and_then(Node::integer),
            most_characters: node.get("maxLength").and_then(Node::integer),
            default: node.get("default").and_then(Node::integer),
            examples: examples(node),
            description: node.get("description").and_then(Node::text).map(str::to_owned),
            ..Shape::default()
        };
        shape.said = match self.base(node, &mut shape, depth)? {
            Said::Null => Said::Null,
            base => choices(node, base, &mut shape, self.choices)?,
        };
        bounds(node, &mut shape);
        for key in ["default", "pattern", "maxLength", "multipleOf", "not"] {
            if node.get(key).is_some_and(|value| !value.is_null()) {
                shape.not_kept.push(key);
            }
        }
        if node.get("minLength").and_then(Node::integer).is_some_and(|length| length > 1) {
            shape.not_kept.push("minLength");
        }
        Ok(shape)
    }

    /// What `type` and `format` say.
    fn base(&mut self, node: &'d Node, shape: &mut Shape, depth: usize) -> Result<Said, Fault> {
        let listed = node.get("type").and_then(Node::items).unwrap_or_default().iter();
        let mut types: Vec<&str> =
            node.get("type").and_then(Node::text).into_iter().chain(listed.filter_map(Node::text)).collect();
        let format = node.get("format").and_then(Node::text);
        if let Some(place) = types.iter().position(|name| *name == "null") {
            types.remove(place);
            if types.is_empty() {
                return Ok(Said::Null);
            }
            shape.nullable = true;
        }
        let of = |value_type| Ok(Said::Kind(Kind::of(value_type)));
        match (types.as_slice(), format) {
            ([] | ["string"], Some("date")) => of(ValueType::Date),
            ([] | ["string"], Some("date-time")) => of(ValueType::DateTime),
            ([] | ["string"], Some("uuid")) => of(ValueType::Uuid),
            ([] | ["string"], Some("decimal")) | (["number"] | ["integer", "number"] | ["number", "integer"], _) => {
                of(ValueType::Decimal)
            }
            // 64-bit integers as JSON has to have them.
            (["string"], Some("int64")) | (["integer"], _) => of(ValueType::Integer),
            (["string"], _) => Ok(Said::Text),
            (["boolean"], _) => of(ValueType::Boolean),
            (["array"], _) => {
                let Some(items) = node.get("items") else { return Ok(Said::List(Box::default())) };
                let item = self.part(items, depth)?;
                shape.examples.extend(item.examples);
                shape.not_kept.extend(item.not_kept);
                match item.said {
                    Said::List(_) => Err(Fault::LeftOut("it is a list of lists".to_owned())),
                    said => Ok(Said::List(Box::new(said))),
                }
            }
            ([], _) if node.get("properties").is_none() => Ok(Said::Nothing),
            ([] | ["object"], _) => Err(Fault::LeftOut("it is an object".to_owned())),
            (types, _) => Err(Fault::LeftOut(format!("its type is {}", excerpt(&types.join(" or "))))),
        }
    }
}

impl Shape {
    fn and(self, other: Shape) -> Result<Shape, Fault> {
        let said = self.said.clone().and(other.said.clone())?;
        Ok(Shape { nullable: self.nullable || other.nullable, ..self.beside(other, said) })
    }

    fn or(self, other: Shape) -> Result<Shape, Fault> {
        let is_null = |said: &Said| *said == Said::Null;
        let nullable = self.nullable || other.nullable || is_null(&self.said) || is_null(&other.said);
        let said = self.said.clone().or(other.said.clone())?;
        Ok(Shape { nullable, ..self.beside(other, said) })
    }

    fn beside(mut self, other: Shape, said: Said) -> Shape {
        self.examples.extend(other.examples);
        self.not_kept.extend(other.not_kept);
        Shape {
            said,
            description: self.description.or(other.description),
            most_items: self.most_items.or(other.most_items),
            most_characters: self.most_characters.or(other.most_characters),
            default: self.default.or(other.default),
            ..self
        }
    }
}

/// What a reference leads to, unless it is being followed.
pub(super) fn follow<'d>(document: &'d Document, trail: &[&str], reference: &str) -> Result<&'d Node, Fault> {
    if trail.contains(&reference) {
        return Err(Fault::Circular(excerpt(reference)));
    }
    let nowhere = || Fault::LeftOut(format!("its $ref \"{}\" leads nowhere in the document", excerpt(reference)));
    document.referenced(reference).ok_or_else(nowhere)
}

/// The values of `example` and `examples`, one by one.
pub(super) fn examples(node: &Node) -> Vec<String> {
    let listed = node.get("examples");
    let named =
        listed.and_then(Node::members).unwrap_or_default().iter().filter_map(|(_, example)| example.get("value"));
    let values = listed.and_then(Node::items).unwrap_or_default().iter().chain(named).chain(node.get("example"));
    values
        .flat_map(|value| value.items().unwrap_or(std::slice::from_ref(value)))
        .filter_map(Node::scalar)
        .take(MOST_EXAMPLES)
        .collect()
}

/// What `enum` and `const` say besides.
fn choices(node: &Node, base: Said, shape: &mut Shape, budget: &Choices) -> Result<Said, Fault> {
    let listed = node.get("enum").and_then(Node::items).or_else(|| node.get("const").map(std::slice::from_ref));
    let Some(listed) = listed else { return Ok(base) };
    budget.count(listed.len())?;
    let mut choices = Vec::new();
    for value in listed {
        match value.scalar() {
            None if value.is_null() => shape.nullable = true,
            None => return Err(Fault::LeftOut("its enum has a list or an object".to_owned())),
            Some(choice) if choice.is_empty() => shape.not_kept.push("the empty text of its enum"),
            Some(choice) => choices.push(choice),
        }
    }
    if !listed.is_empty() && listed.iter().all(Node::is_null) {
        return Ok(Said::Null);
    }
    let is_text = listed.iter().any(|value| value.text().is_some());
    Ok(match base {
        Said::Nothing | Said::Text if is_text || base == Said::Text => {
            Said::Kind(Kind { choices, ..Kind::of(ValueType::Choice) })
        }
        Said::Nothing if listed.iter().all(|value| value.boolean().is_some()) => {
            Said::Kind(Kind::of(ValueType::Boolean))
        }
        Said::Kind(Kind { value_type: ValueType::Boolean, .. }) if choices.len() > 1 => base,
        base => {
            shape.not_kept.push("enum");
            match base {
                Said::Nothing if listed.iter().all(|value| value.integer().is_some()) => {
                    Said::Kind(Kind::of(ValueType::Integer))
                }
                Said::Nothing => Said::Kind(Kind::of(ValueType::Decimal)),
                base => base,
            }
        }
    })
}

/// What `minimum`, `maximum` and their exclusive forms say besides: of 3.0 a flag, of 3.1 a number.
fn bounds(node: &Node, shape: &mut Shape) {
    let mut kind = match &mut shape.said {
        Said::Kind(kind) if kind.value_type == ValueType::Integer => Some(kind),
        _ => None,
    };
    for (key, exclusive, inwards) in [("minimum", "exclusiveMinimum", 1), ("maximum", "exclusiveMaximum", -1)] {
        let (bound, beyond) = (node.get(key), node.get(exclusive));
        let is_flag = beyond.is_some_and(|beyond| beyond.boolean() == Some(true));
        let bound =
            bound.map(|bound| bound.integer().and_then(|bound| bound.checked_add(if is_flag { inwards } else { 0 })));
        let beyond = beyond.filter(|beyond| beyond.boolean().is_none());
        let beyond = beyond.map(|beyond| beyond.integer().and_then(|beyond| beyond.checked_add(inwards)));
        let tighter = match (bound, beyond) {
            (None, None) => continue,
            (Some(Some(one)), Some(Some(other))) => Some(if inwards > 0 { one.max(other) } else { one.min(other) }),
            (Some(bound), None) | (None, Some(bound)) => bound,
            (Some(_), Some(_)) => None,
        };
        match (&mut kind, tighter) {
            (Some(kind), Some(bound)) if inwards > 0 => kind.minimum = Some(bound),
            (Some(kind), Some(bound)) => kind.maximum = Some(bound),
            _ => shape.not_kept.push(key),
        }
    }
}
