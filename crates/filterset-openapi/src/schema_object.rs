//! What a Schema Object says of values.

use std::collections::HashSet;

use filterset::ValueType;
use filterset::text::excerpt;

use crate::budget::Allowance;
use crate::constraint::{Bounds, Constraint, Kind, Problem};
use crate::document::Document;
use crate::node::Node;

/// How deep schemas may refer to and contain each other, and how many make up one.
const MAX_DEPTH: usize = 32;
const MOST_SCHEMAS: usize = 1000;
/// How many examples of one schema are looked at.
const MOST_EXAMPLES: usize = 100;

/// What a schema says.
#[derive(Clone, Debug, Default)]
pub(super) struct Shape {
    pub(super) constraint: Constraint,
    /// The bounds of a number, which may be said apart from its type. They are the type's once all is read.
    bounds: Bounds,
    pub(super) nullable: bool,
    pub(super) most_items: Option<i64>,
    pub(super) most_characters: Option<i64>,
    /// Its default, where that is an integer.
    pub(super) default: Option<i64>,
    pub(super) examples: Vec<String>,
    /// What a table can't say of it.
    pub(super) not_kept: Vec<&'static str>,
}

/// Reads one schema, with those that it refers to.
pub(super) struct Reader<'d> {
    document: &'d Document,
    allowance: &'d Allowance,
    /// The references that are being followed.
    trail: Vec<&'d str>,
    schemas: usize,
}

impl<'d> Reader<'d> {
    pub(super) fn new(document: &'d Document, allowance: &'d Allowance) -> Reader<'d> {
        Reader { document, allowance, trail: Vec::new(), schemas: 0 }
    }

    pub(super) fn read(&mut self, node: &'d Node) -> Result<Shape, Problem> {
        Ok(self.part(node, MAX_DEPTH)?.settled())
    }

    /// A schema within others, which goes no further down than it may.
    fn part(&mut self, node: &'d Node, depth: usize) -> Result<Shape, Problem> {
        self.schemas = self.schemas.saturating_add(1);
        let depth = depth.checked_sub(1).filter(|_| self.schemas <= MOST_SCHEMAS);
        let depth = depth.ok_or_else(|| Problem::Skipped("its schema is made of too many others".to_owned()))?;
        self.allowance.count_schemas(1)?;
        let mut shape = self.own(node, depth)?;
        if let Some(reference) = node.get("$ref") {
            let reference = reference.text().ok_or_else(|| Problem::Skipped("its $ref is no text".to_owned()))?;
            let target = follow(self.document, &self.trail, reference)?;
            self.trail.push(reference);
            let constraint = self.part(target, depth)?;
            self.trail.pop();
            shape = shape.and(constraint)?;
        }
        for part in parts(node, "allOf")? {
            shape = shape.and(self.part(part, depth)?)?;
        }
        for key in ["anyOf", "oneOf"] {
            let mut either = Vec::new();
            for part in parts(node, key)? {
                either.push(self.part(part, depth)?);
            }
            if let Some(either) = Shape::any(either, key == "oneOf")? {
                shape = shape.and(either)?;
            }
        }
        shape.not_kept.sort_unstable();
        shape.not_kept.dedup();
        Ok(shape)
    }

    /// What a schema says by itself.
    fn own(&mut self, node: &'d Node, depth: usize) -> Result<Shape, Problem> {
        if takes_nothing(node) || node.get("not").is_some_and(takes_all) {
            return Err(Problem::Skipped("its schema takes nothing".to_owned()));
        }
        if node.members().is_none() && !node.is_null() && node.boolean().is_none() {
            return Err(Problem::Skipped("its schema is no object".to_owned()));
        }
        let mut shape = Shape {
            nullable: node.says("nullable"),
            most_items: node.get("maxItems").and_then(Node::integer),
            most_characters: node.get("maxLength").and_then(Node::integer),
            default: node.get("default").and_then(Node::integer),
            examples: examples(node),
            ..Shape::default()
        };
        shape.constraint = match self.base(node, &mut shape, depth)? {
            Constraint::Null => Constraint::Null,
            base => choices(node, base, &mut shape, self.allowance)?,
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
    fn base(&mut self, node: &'d Node, shape: &mut Shape, depth: usize) -> Result<Constraint, Problem> {
        let listed = node.get("type").and_then(Node::items).unwrap_or_default();
        self.allowance.count_schemas(listed.len())?;
        let listed = listed.iter();
        let mut types: Vec<&str> =
            node.get("type").and_then(Node::text).into_iter().chain(listed.filter_map(Node::text)).collect();
        let format = node.get("format").and_then(Node::text);
        if let Some(location) = types.iter().position(|name| *name == "null") {
            types.remove(location);
            if types.is_empty() {
                return Ok(Constraint::Null);
            }
            shape.nullable = true;
        }
        let of = |value_type| Ok(Constraint::Kind(Kind::of(value_type)));
        match (types.as_slice(), format) {
            ([] | ["string"], Some("date")) => of(ValueType::Date),
            ([] | ["string"], Some("date-time")) => of(ValueType::DateTime),
            ([] | ["string"], Some("uuid")) => of(ValueType::Uuid),
            ([] | ["string"], Some("decimal")) | (["number"] | ["integer", "number"] | ["number", "integer"], _) => {
                of(ValueType::Decimal)
            }
            // 64-bit integers as JSON has to have them.
            (["string"], Some("int64")) | (["integer"], _) => of(ValueType::Integer),
            (["string"], _) => Ok(Constraint::Text),
            (["boolean"], _) => of(ValueType::Boolean),
            (["array"], _) => {
                let Some(items) = node.get("items") else { return Ok(Constraint::ValueSet(Box::default())) };
                let item = self.part(items, depth)?.settled();
                shape.examples.extend(item.examples);
                shape.not_kept.extend(item.not_kept);
                match item.constraint {
                    Constraint::ValueSet(_) => Err(Problem::Skipped("it is a list of lists".to_owned())),
                    constraint => Ok(Constraint::ValueSet(Box::new(constraint))),
                }
            }
            ([], _) if node.get("properties").is_none() => Ok(Constraint::Nothing),
            ([] | ["object"], _) => Err(Problem::Skipped("it is an object".to_owned())),
            (types, _) => Err(Problem::Skipped(format!("its type is {}", excerpt(&types.join(" or "))))),
        }
    }
}

impl Shape {
    /// What holds where both do.
    fn and(mut self, mut other: Shape) -> Result<Shape, Problem> {
        let constraint = take_constraints(&mut self).and(take_constraints(&mut other))?;
        let bounds = self.bounds.and(other.bounds);
        let nullable = self.nullable || other.nullable;
        let minimum = |one: Option<i64>, other: Option<i64>| one.into_iter().chain(other).min();
        let most_items = minimum(self.most_items, other.most_items);
        let most_characters = minimum(self.most_characters, other.most_characters);
        Ok(Shape { constraint, bounds, nullable, most_items, most_characters, ..self.beside(other) })
    }

    /// What holds where one of them does, which may have to be the only one; nothing where there is none.
    fn any(mut shapes: Vec<Shape>, is_one: bool) -> Result<Option<Shape>, Problem> {
        // So what lies between two bounds is a gap.
        shapes.sort_by_key(Shape::lowest);
        let is_lost = is_one && overlap(&shapes);
        let mut shapes = shapes.into_iter();
        let Some(mut either) = shapes.next() else { return Ok(None) };
        for shape in shapes {
            either = either.or(shape)?;
        }
        either.constraint = either.constraint.deduplicated();
        if is_lost {
            either.not_kept.push("that just one of its oneOf holds");
        }
        Ok(Some(either))
    }

    fn or(mut self, mut other: Shape) -> Result<Shape, Problem> {
        let (is_null, is_other_null) = (self.constraint == Constraint::Null, other.constraint == Constraint::Null);
        let bounds = match (is_null, is_other_null) {
            (true, _) => other.bounds,
            (_, true) => self.bounds,
            _ => self.bounds.or(other.bounds),
        };
        let both = self.constraint.bounds(self.bounds).zip(other.constraint.bounds(other.bounds));
        let has_gap = !is_null && !is_other_null && both.is_some_and(|(one, other)| one.has_gap_to(other));
        let nullable = self.nullable || other.nullable || is_null || is_other_null;
        let constraint = take_constraints(&mut self).or(take_constraints(&mut other))?;
        let most = |one: Option<i64>, other: Option<i64>| one.into_iter().chain(other).max();
        let most_items = most(self.most_items, other.most_items);
        let most_characters = most(self.most_characters, other.most_characters);
        let mut either = Shape { constraint, bounds, nullable, most_items, most_characters, ..self.beside(other) };
        if has_gap {
            either.not_kept.push("the gap between bounds, whose values it takes too");
        }
        Ok(either)
    }

    fn beside(mut self, other: Shape) -> Shape {
        let room = MOST_EXAMPLES.saturating_sub(self.examples.len());
        self.examples.extend(other.examples.into_iter().take(room));
        self.not_kept.extend(other.not_kept);
        Shape { default: self.default.or(other.default), ..self }
    }

    /// The lowest value of its bounds, its own or those of its items.
    fn lowest(&self) -> Option<i64> {
        self.constraint.bounds(self.bounds).and_then(|bounds| bounds.minimum)
    }

    /// What it says with its bounds, which only integers have.
    fn settled(mut self) -> Shape {
        match &mut self.constraint {
            Constraint::Kind(kind) if kind.value_type == ValueType::Integer => kind.bounds = self.bounds,
            _ => {
                self.not_kept.extend(self.bounds.minimum.map(|_| "minimum"));
                self.not_kept.extend(self.bounds.maximum.map(|_| "maximum"));
            }
        }
        self.bounds = Bounds::default();
        self
    }
}

/// Whether a value is of two of them, which are in the order of their lowest.
fn overlap(shapes: &[Shape]) -> bool {
    let mut choices = HashSet::new();
    let mut others: Vec<&Shape> = Vec::new();
    for shape in shapes.iter().filter(|shape| shape.constraint != Constraint::Null) {
        match shape.constraint.item() {
            Constraint::Kind(kind) if kind.value_type == ValueType::Choice => {
                if !kind.choices.iter().all(|choice| choices.insert(choice)) {
                    return true;
                }
            }
            _ => others.push(shape),
        }
    }
    let is_any_text =
        others.iter().any(|shape| matches!(shape.constraint.item(), Constraint::Nothing | Constraint::Text));
    let meet = |one: &Shape, next: &Shape| {
        let bounds = one.constraint.bounds(one.bounds).zip(next.constraint.bounds(next.bounds));
        one.constraint.item().may_equal(next.constraint.item()) && bounds.is_none_or(|(one, next)| one.reaches(next))
    };
    !choices.is_empty() && is_any_text || others.windows(2).any(|pair| matches!(pair, [one, next] if meet(one, next)))
}

fn take_constraints(shape: &mut Shape) -> Constraint {
    std::mem::take(&mut shape.constraint)
}

/// The parts of a schema under `allOf`, `anyOf` or `oneOf`; there is one at least.
fn parts<'d>(node: &'d Node, key: &str) -> Result<&'d [Node], Problem> {
    match node.get(key).map(Node::items) {
        None => Ok(&[]),
        Some(Some(parts)) if !parts.is_empty() => Ok(parts),
        Some(_) => Err(Problem::Skipped(format!("its {key} is no list of schemas"))),
    }
}

fn takes_nothing(node: &Node) -> bool {
    node.boolean() == Some(false)
}

fn takes_all(node: &Node) -> bool {
    node.boolean() == Some(true) || node.members().is_some_and(<[_]>::is_empty)
}

/// What a reference leads to, unless it is being followed.
pub(super) fn follow<'d>(document: &'d Document, trail: &[&str], reference: &str) -> Result<&'d Node, Problem> {
    if trail.contains(&reference) {
        return Err(Problem::Circular(excerpt(reference)));
    }
    let nowhere = || Problem::Skipped(format!("its $ref \"{}\" leads nowhere in the document", excerpt(reference)));
    document.referenced(reference).ok_or_else(nowhere)
}

/// The values of `example` and `examples`, one by one.
pub(super) fn examples(node: &Node) -> Vec<String> {
    let listed = node.get("examples");
    let named =
        listed.and_then(Node::members).unwrap_or_default().iter().filter_map(|(_, example)| example.get("value"));
    let values = listed.and_then(Node::items).unwrap_or_default().iter().chain(named).chain(node.get("example"));
    values
        .take(MOST_EXAMPLES)
        .flat_map(|value| value.items().unwrap_or(std::slice::from_ref(value)))
        .take(MOST_EXAMPLES)
        .filter_map(Node::scalar)
        .collect()
}

/// What `enum` and `const` say besides.
fn choices(node: &Node, base: Constraint, shape: &mut Shape, allowance: &Allowance) -> Result<Constraint, Problem> {
    let listed = node.get("enum").and_then(Node::items).or_else(|| node.get("const").map(std::slice::from_ref));
    let Some(listed) = listed else {
        return if node.get("enum").is_some() {
            Err(Problem::Skipped("its enum is no list".to_owned()))
        } else {
            Ok(base)
        };
    };
    if listed.is_empty() {
        return Err(Problem::Skipped("its enum is empty".to_owned()));
    }
    allowance.count(listed.len())?;
    let mut choices = Vec::new();
    for value in listed {
        match value.scalar() {
            None if value.is_null() => shape.nullable = true,
            None => return Err(Problem::Skipped("its enum has a list or an object".to_owned())),
            Some(choice) if choice.is_empty() => shape.not_kept.push("the empty text of its enum"),
            Some(choice) => choices.push(choice),
        }
    }
    if listed.iter().all(Node::is_null) {
        return Ok(Constraint::Null);
    }
    let is_text = listed.iter().any(|value| value.text().is_some());
    Ok(match base {
        Constraint::Nothing | Constraint::Text if is_text || base == Constraint::Text => {
            Constraint::Kind(Kind { choices, ..Kind::of(ValueType::Choice) })
        }
        Constraint::Nothing if listed.iter().all(|value| value.boolean().is_some()) => {
            if choices.windows(2).all(|pair| pair.first() == pair.last()) {
                shape.not_kept.push("enum");
            }
            Constraint::Kind(Kind::of(ValueType::Boolean))
        }
        Constraint::Kind(Kind { value_type: ValueType::Boolean, .. }) if choices.len() > 1 => base,
        base => {
            shape.not_kept.push("enum");
            match base {
                Constraint::Nothing if listed.iter().all(|value| value.integer().is_some()) => {
                    Constraint::Kind(Kind::of(ValueType::Integer))
                }
                Constraint::Nothing => Constraint::Kind(Kind::of(ValueType::Decimal)),
                base => base,
            }
        }
    })
}

/// What `minimum`, `maximum` and their exclusive forms say besides: of 3.0 a flag, of 3.1 a number.
fn bounds(node: &Node, shape: &mut Shape) {
    for (key, exclusive, inwards) in [("minimum", "exclusiveMinimum", 1), ("maximum", "exclusiveMaximum", -1)] {
        let (bound, beyond) = (node.get(key), node.get(exclusive));
        let is_flag = beyond.is_some_and(|beyond| beyond.boolean() == Some(true));
        let bound = bound.map(|bound| bound.integer()?.checked_add(if is_flag { inwards } else { 0 }));
        let beyond = beyond.filter(|beyond| beyond.boolean().is_none());
        let beyond = beyond.map(|beyond| beyond.integer()?.checked_add(inwards));
        if [bound, beyond].contains(&Some(None)) {
            shape.not_kept.push(key);
        }
        for bound in [bound, beyond].into_iter().filter_map(Option::flatten) {
            let constraint = match key {
                "minimum" => Bounds { minimum: Some(bound), maximum: None },
                _ => Bounds { minimum: None, maximum: Some(bound) },
            };
            shape.bounds = shape.bounds.and(constraint);
        }
    }
}
