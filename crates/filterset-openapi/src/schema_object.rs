//! Reads Schema Objects: the constraint on values, and the keywords that a schema of the crate can't express.

use std::collections::HashSet;

use filterset::ValueType;
use filterset::text::excerpt;

use crate::budget::PathBudget;
use crate::constraint::{Bounds, Constraint, ParameterError, TypeConstraint};
use crate::document::Document;
use crate::node::Node;

/// The maximum depth at which schemas may refer to and contain each other.
const MAX_DEPTH: usize = 32;
/// The maximum number of schemas that make up one.
const MAX_SCHEMAS: usize = 1000;
/// The maximum number of examples that are kept of a schema.
const MAX_EXAMPLES: usize = 100;

/// A Schema Object, with those that it refers to.
#[derive(Clone, Debug, Default)]
pub(crate) struct SchemaObject {
    pub(crate) constraint: Constraint,
    /// The bounds of a number, which may be declared apart from its type. They move into the constraint at the end.
    bounds: Bounds,
    pub(crate) nullable: bool,
    pub(crate) max_items: Option<i64>,
    pub(crate) max_length: Option<i64>,
    /// The default, if it is an integer.
    pub(crate) default: Option<i64>,
    pub(crate) examples: Vec<String>,
    /// The keywords that a schema of the crate can't express.
    pub(crate) lost: Vec<&'static str>,
}

/// Reads one Schema Object, with those that it refers to.
pub(crate) struct SchemaReader<'d> {
    document: &'d Document,
    budget: &'d PathBudget,
    /// The references that are being followed.
    trail: Vec<&'d str>,
    schemas: usize,
}

impl<'d> SchemaReader<'d> {
    pub(crate) fn new(document: &'d Document, budget: &'d PathBudget) -> SchemaReader<'d> {
        SchemaReader { document, budget, trail: Vec::new(), schemas: 0 }
    }

    pub(crate) fn read_schema(&mut self, node: &'d Node) -> Result<SchemaObject, ParameterError> {
        Ok(self.read_subschema(node, MAX_DEPTH)?.settle_bounds())
    }

    /// Reads a schema within others, down to a remaining depth.
    fn read_subschema(&mut self, node: &'d Node, depth: usize) -> Result<SchemaObject, ParameterError> {
        self.schemas = self.schemas.saturating_add(1);
        let depth = depth.checked_sub(1).filter(|_| self.schemas <= MAX_SCHEMAS);
        let depth = depth.ok_or_else(|| ParameterError::Skipped("its schema is made of too many others".to_owned()))?;
        self.budget.count_schemas(1)?;
        let mut schema = self.read_own_keywords(node, depth)?;
        if let Some(reference) = node.get("$ref") {
            let reference =
                reference.text().ok_or_else(|| ParameterError::Skipped("its $ref is no text".to_owned()))?;
            let target = resolve_reference(self.document, &self.trail, reference)?;
            self.trail.push(reference);
            let referenced = self.read_subschema(target, depth)?;
            self.trail.pop();
            schema = schema.intersect(referenced)?;
        }
        for part in subschemas(node, "allOf")? {
            schema = schema.intersect(self.read_subschema(part, depth)?)?;
        }
        for key in ["anyOf", "oneOf"] {
            let mut either = Vec::new();
            for part in subschemas(node, key)? {
                either.push(self.read_subschema(part, depth)?);
            }
            if let Some(either) = SchemaObject::unite_all(either, key == "oneOf")? {
                schema = schema.intersect(either)?;
            }
        }
        schema.lost.sort_unstable();
        schema.lost.dedup();
        Ok(schema)
    }

    /// Reads the keywords of a schema that have no subschemas.
    fn read_own_keywords(&mut self, node: &'d Node, depth: usize) -> Result<SchemaObject, ParameterError> {
        if rejects_all(node) || node.get("not").is_some_and(accepts_all) {
            return Err(ParameterError::Skipped("its schema takes nothing".to_owned()));
        }
        if node.members().is_none() && !node.is_null() && node.boolean().is_none() {
            return Err(ParameterError::Skipped("its schema is no object".to_owned()));
        }
        let mut schema = SchemaObject {
            nullable: node.is_true("nullable"),
            max_items: node.get("maxItems").and_then(Node::integer),
            max_length: node.get("maxLength").and_then(Node::integer),
            default: node.get("default").and_then(Node::integer),
            examples: collect_examples(node),
            ..SchemaObject::default()
        };
        schema.constraint = match self.read_type(node, &mut schema, depth)? {
            Constraint::Null => Constraint::Null,
            base => apply_enum(node, base, &mut schema, self.budget)?,
        };
        read_bounds(node, &mut schema);
        for key in ["default", "pattern", "maxLength", "multipleOf", "not"] {
            if node.get(key).is_some_and(|value| !value.is_null()) {
                schema.lost.push(key);
            }
        }
        if node.get("minLength").and_then(Node::integer).is_some_and(|length| length > 1) {
            schema.lost.push("minLength");
        }
        Ok(schema)
    }

    /// Reads `type` and `format`.
    fn read_type(
        &mut self,
        node: &'d Node,
        schema: &mut SchemaObject,
        depth: usize,
    ) -> Result<Constraint, ParameterError> {
        let listed = node.get("type").and_then(Node::items).unwrap_or_default();
        self.budget.count_schemas(listed.len())?;
        let listed = listed.iter();
        let mut types: Vec<&str> =
            node.get("type").and_then(Node::text).into_iter().chain(listed.filter_map(Node::text)).collect();
        let format = node.get("format").and_then(Node::text);
        if let Some(index) = types.iter().position(|name| *name == "null") {
            types.remove(index);
            if types.is_empty() {
                return Ok(Constraint::Null);
            }
            schema.nullable = true;
        }
        let value_type = match (types.as_slice(), format) {
            ([] | ["string"], Some("date")) => ValueType::Date,
            ([] | ["string"], Some("date-time")) => ValueType::DateTime,
            ([] | ["string"], Some("uuid")) => ValueType::Uuid,
            ([] | ["string"], Some("decimal")) | (["number"] | ["integer", "number"] | ["number", "integer"], _) => {
                ValueType::Decimal
            }
            // A 64-bit integer as a string, because many readers of JSON round large numbers.
            (["string"], Some("int64")) | (["integer"], _) => ValueType::Integer,
            (["string"], _) => return Ok(Constraint::Text),
            (["boolean"], _) => ValueType::Boolean,
            (["array"], _) => return self.read_array(node, schema, depth),
            ([], _) if node.get("properties").is_none() => return Ok(Constraint::Any),
            ([] | ["object"], _) => return Err(ParameterError::Skipped("it is an object".to_owned())),
            (types, _) => {
                return Err(ParameterError::Skipped(format!("its type is {}", excerpt(&types.join(" or ")))));
            }
        };
        Ok(Constraint::Type(TypeConstraint::new(value_type)))
    }

    fn read_array(
        &mut self,
        node: &'d Node,
        schema: &mut SchemaObject,
        depth: usize,
    ) -> Result<Constraint, ParameterError> {
        let Some(items) = node.get("items") else { return Ok(Constraint::List(Box::default())) };
        let item = self.read_subschema(items, depth)?.settle_bounds();
        schema.examples.extend(item.examples);
        schema.lost.extend(item.lost);
        match item.constraint {
            Constraint::List(_) => Err(ParameterError::Skipped("it is a list of lists".to_owned())),
            constraint => Ok(Constraint::List(Box::new(constraint))),
        }
    }
}

impl SchemaObject {
    /// Returns the schema that both parts set.
    fn intersect(mut self, mut other: SchemaObject) -> Result<SchemaObject, ParameterError> {
        let constraint = take_constraint(&mut self).intersect(take_constraint(&mut other))?;
        let bounds = self.bounds.intersect(other.bounds);
        let nullable = self.nullable || other.nullable;
        let minimum = |one: Option<i64>, other: Option<i64>| one.into_iter().chain(other).min();
        let max_items = minimum(self.max_items, other.max_items);
        let max_length = minimum(self.max_length, other.max_length);
        Ok(SchemaObject { constraint, bounds, nullable, max_items, max_length, ..self.merge_annotations(other) })
    }

    /// Returns the schema of values that satisfy one of the schemas, and `None` if there are none. Under `oneOf` a value
    /// may satisfy only one.
    fn unite_all(mut schemas: Vec<SchemaObject>, is_one: bool) -> Result<Option<SchemaObject>, ParameterError> {
        // In this order the values between two bounds are a gap.
        schemas.sort_by_key(SchemaObject::effective_minimum);
        let is_lost = is_one && have_overlap(&schemas);
        let mut schemas = schemas.into_iter();
        let Some(mut either) = schemas.next() else { return Ok(None) };
        for schema in schemas {
            either = either.unite(schema)?;
        }
        either.constraint = either.constraint.deduplicate_choices();
        if is_lost {
            either.lost.push("that just one of its oneOf holds");
        }
        Ok(Some(either))
    }

    /// Returns the schema of values that satisfy either.
    fn unite(mut self, mut other: SchemaObject) -> Result<SchemaObject, ParameterError> {
        let (is_null, is_other_null) = (self.constraint == Constraint::Null, other.constraint == Constraint::Null);
        let bounds = match (is_null, is_other_null) {
            (true, _) => other.bounds,
            (_, true) => self.bounds,
            _ => self.bounds.unite(other.bounds),
        };
        let both = self.effective_bounds().zip(other.effective_bounds());
        let has_gap = !is_null && !is_other_null && both.is_some_and(|(one, other)| one.has_gap_to(other));
        let nullable = self.nullable || other.nullable || is_null || is_other_null;
        let constraint = take_constraint(&mut self).unite(take_constraint(&mut other))?;
        let most = |one: Option<i64>, other: Option<i64>| one.into_iter().chain(other).max();
        let max_items = most(self.max_items, other.max_items);
        let max_length = most(self.max_length, other.max_length);
        let mut either =
            SchemaObject { constraint, bounds, nullable, max_items, max_length, ..self.merge_annotations(other) };
        if has_gap {
            either.lost.push("the gap between bounds, whose values it takes too");
        }
        Ok(either)
    }

    /// Adds the examples, the default and the lost keywords of another schema.
    fn merge_annotations(mut self, other: SchemaObject) -> SchemaObject {
        let room = MAX_EXAMPLES.saturating_sub(self.examples.len());
        self.examples.extend(other.examples.into_iter().take(room));
        self.lost.extend(other.lost);
        SchemaObject { default: self.default.or(other.default), ..self }
    }

    /// Returns the bounds of the values, or of the items of a list.
    fn effective_bounds(&self) -> Option<Bounds> {
        self.constraint.effective_bounds(self.bounds)
    }

    fn effective_minimum(&self) -> Option<i64> {
        self.effective_bounds()?.minimum
    }

    /// Moves the bounds into the constraint, if it is an integer's: only integers have bounds.
    fn settle_bounds(mut self) -> SchemaObject {
        match &mut self.constraint {
            Constraint::Type(kind) if kind.value_type == ValueType::Integer => kind.bounds = self.bounds,
            _ => {
                self.lost.extend(self.bounds.minimum.map(|_| "minimum"));
                self.lost.extend(self.bounds.maximum.map(|_| "maximum"));
            }
        }
        self.bounds = Bounds::default();
        self
    }
}

/// Returns `true` if a value may satisfy two of the schemas, which must be in the order of their minimum.
fn have_overlap(schemas: &[SchemaObject]) -> bool {
    let mut choices = HashSet::new();
    let mut others: Vec<&SchemaObject> = Vec::new();
    for schema in schemas.iter().filter(|schema| schema.constraint != Constraint::Null) {
        match schema.constraint.item_constraint() {
            Constraint::Type(kind) if kind.value_type == ValueType::Choice => {
                if !kind.choices.iter().all(|choice| choices.insert(choice)) {
                    return true;
                }
            }
            _ => others.push(schema),
        }
    }
    let is_any_text =
        others.iter().any(|schema| matches!(schema.constraint.item_constraint(), Constraint::Any | Constraint::Text));
    let meet = |one: &SchemaObject, next: &SchemaObject| {
        let bounds = one.effective_bounds().zip(next.effective_bounds());
        one.constraint.item_constraint().may_share_values(next.constraint.item_constraint())
            && bounds.is_none_or(|(one, next)| one.overlaps(next))
    };
    !choices.is_empty() && is_any_text || others.windows(2).any(|pair| matches!(pair, [one, next] if meet(one, next)))
}

fn take_constraint(schema: &mut SchemaObject) -> Constraint {
    std::mem::take(&mut schema.constraint)
}

/// Returns the schemas under `allOf`, `anyOf` or `oneOf`, at least one if the keyword is there.
fn subschemas<'d>(node: &'d Node, key: &str) -> Result<&'d [Node], ParameterError> {
    match node.get(key).map(Node::items) {
        None => Ok(&[]),
        Some(Some(parts)) if !parts.is_empty() => Ok(parts),
        Some(_) => Err(ParameterError::Skipped(format!("its {key} is no list of schemas"))),
    }
}

fn rejects_all(node: &Node) -> bool {
    node.boolean() == Some(false)
}

fn accepts_all(node: &Node) -> bool {
    node.boolean() == Some(true) || node.members().is_some_and(<[_]>::is_empty)
}

/// Returns the target of a reference. Fails if the reference is already being followed.
pub(crate) fn resolve_reference<'d>(
    document: &'d Document,
    trail: &[&str],
    reference: &str,
) -> Result<&'d Node, ParameterError> {
    if trail.contains(&reference) {
        return Err(ParameterError::CircularReference(excerpt(reference)));
    }
    let nowhere =
        || ParameterError::Skipped(format!("its $ref \"{}\" leads nowhere in the document", excerpt(reference)));
    document.resolve_pointer(reference).ok_or_else(nowhere)
}

/// Returns the values of `example` and `examples`, and the items of those that are lists.
pub(crate) fn collect_examples(node: &Node) -> Vec<String> {
    let listed = node.get("examples");
    let named =
        listed.and_then(Node::members).unwrap_or_default().iter().filter_map(|(_, example)| example.get("value"));
    let values = listed.and_then(Node::items).unwrap_or_default().iter().chain(named).chain(node.get("example"));
    values
        .take(MAX_EXAMPLES)
        .flat_map(|value| value.items().unwrap_or(std::slice::from_ref(value)))
        .take(MAX_EXAMPLES)
        .filter_map(Node::scalar)
        .collect()
}

/// Applies `enum` and `const` to the constraint of `type` and `format`.
fn apply_enum(
    node: &Node,
    base: Constraint,
    schema: &mut SchemaObject,
    budget: &PathBudget,
) -> Result<Constraint, ParameterError> {
    let listed = node.get("enum").and_then(Node::items).or_else(|| node.get("const").map(std::slice::from_ref));
    let Some(listed) = listed else {
        return if node.get("enum").is_some() {
            Err(ParameterError::Skipped("its enum is no list".to_owned()))
        } else {
            Ok(base)
        };
    };
    if listed.is_empty() {
        return Err(ParameterError::Skipped("its enum is empty".to_owned()));
    }
    budget.count_choices(listed.len())?;
    let mut choices = Vec::new();
    for value in listed {
        match value.scalar() {
            None if value.is_null() => schema.nullable = true,
            None => return Err(ParameterError::Skipped("its enum has a list or an object".to_owned())),
            Some(choice) if choice.is_empty() => schema.lost.push("the empty text of its enum"),
            Some(choice) => choices.push(choice),
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
            if choices.windows(2).all(|pair| pair.first() == pair.last()) {
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

/// Reads `minimum`, `maximum` and their exclusive forms, which are flags in version 3.0 and numbers in 3.1.
fn read_bounds(node: &Node, schema: &mut SchemaObject) {
    for (key, exclusive, inwards) in [("minimum", "exclusiveMinimum", 1), ("maximum", "exclusiveMaximum", -1)] {
        let (bound, beyond) = (node.get(key), node.get(exclusive));
        let is_flag = beyond.is_some_and(|beyond| beyond.boolean() == Some(true));
        let bound = bound.map(|bound| bound.integer()?.checked_add(if is_flag { inwards } else { 0 }));
        let beyond = beyond.filter(|beyond| beyond.boolean().is_none());
        let beyond = beyond.map(|beyond| beyond.integer()?.checked_add(inwards));
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
