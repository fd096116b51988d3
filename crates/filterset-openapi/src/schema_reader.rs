//! Reads Schema Objects: the constraint on values, and the keywords that a schema of the crate can't express.

use filterset::ValueType;
use filterset::text::excerpt;

use crate::budget::PathBudget;
use crate::constraint::{Constraint, ParameterError, TypeConstraint};
use crate::document::Document;
use crate::keywords::{apply_enum, integer_format, read_bounds};
use crate::node::Node;
use crate::schema_object::{MAX_EXAMPLE, MAX_EXAMPLES, SchemaObject};

/// The maximum depth at which schemas may refer to and contain each other.
const MAX_DEPTH: usize = 32;
/// The maximum number of schemas that may be combined to one.
const MAX_SCHEMAS: usize = 1000;

/// Reads a Schema Object and the schemas that it refers to.
pub(crate) struct SchemaReader<'d> {
    document: &'d Document,
    budget: &'d PathBudget<'d>,
    /// The references that are being followed.
    trail: Vec<&'d str>,
    schemas: usize,
}

impl<'d> SchemaReader<'d> {
    pub(crate) fn new(document: &'d Document, budget: &'d PathBudget<'d>) -> SchemaReader<'d> {
        SchemaReader { document, budget, trail: Vec::new(), schemas: 0 }
    }

    pub(crate) fn read_schema(&mut self, node: &'d Node) -> Result<SchemaObject, ParameterError> {
        Ok(self.read_subschema(node, MAX_DEPTH)?.settle_bounds())
    }

    /// Reads a schema within others, down to a remaining depth.
    fn read_subschema(&mut self, node: &'d Node, depth: usize) -> Result<SchemaObject, ParameterError> {
        self.schemas = self.schemas.saturating_add(1);
        let depth = depth.checked_sub(1).filter(|_| self.schemas <= MAX_SCHEMAS);
        let depth =
            depth.ok_or_else(|| ParameterError::Skipped("its schema nests too many other schemas".to_owned()))?;
        self.budget.count_schemas(1)?;
        let mut schema = self.read_own_keywords(node, depth)?;
        if let Some(reference) = node.get("$ref") {
            let reference = reference
                .text()
                .ok_or_else(|| ParameterError::Skipped("invalid $ref: expected a string".to_owned()))?;
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
            return Err(ParameterError::Skipped("its schema accepts no value".to_owned()));
        }
        if node.members().is_none() && !node.is_null() && node.boolean().is_none() {
            return Err(ParameterError::Skipped("invalid schema: expected an object".to_owned()));
        }
        let mut schema = SchemaObject {
            nullable: node.is_true("nullable") || node.is_true("x-nullable"),
            max_items: node.get("maxItems").and_then(Node::floor),
            max_length: node.get("maxLength").and_then(Node::floor),
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
        if format == Some("regex") {
            return Err(ParameterError::Skipped(
                "its value is a regular expression, which a schema cannot check".to_owned(),
            ));
        }
        if let Some(index) = types.iter().position(|name| *name == "null") {
            types.remove(index);
            if types.is_empty() {
                return Ok(Constraint::Null);
            }
            schema.nullable = true;
        }
        // A large integer may be a string, because many JSON parsers round numbers.
        if let (["string" | "integer" | "number"], Some(format_bounds)) =
            (types.as_slice(), format.and_then(integer_format))
        {
            return Ok(Constraint::Type(TypeConstraint { format_bounds, ..TypeConstraint::new(ValueType::Integer) }));
        }
        let value_type = match (types.as_slice(), format) {
            ([] | ["string"], Some("date")) => ValueType::Date,
            ([] | ["string"], Some("date-time")) => ValueType::DateTime,
            ([] | ["string"], Some("uuid")) => ValueType::Uuid,
            ([] | ["string"], Some("decimal")) | (["number"] | ["integer", "number"] | ["number", "integer"], _) => {
                ValueType::Decimal
            }
            (["integer"], _) => ValueType::Integer,
            (["string"], _) => return Ok(Constraint::Text),
            (["boolean"], _) => ValueType::Boolean,
            (["array"], _) => return self.read_array(node, schema, depth),
            ([], _) if node.get("properties").is_none() => return Ok(Constraint::Any),
            ([] | ["object"], _) => return Err(ParameterError::Skipped("unsupported type: object".to_owned())),
            (types, _) => {
                return Err(ParameterError::Skipped(format!("unsupported type: {}", excerpt(&types.join(" or ")))));
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
        let prefix = subschemas(node, "prefixItems")?;
        let rest = node.get("items").filter(|rest| prefix.is_empty() || rest.boolean().is_none());
        if node.get("items").is_some_and(rejects_all) {
            let most = i64::try_from(prefix.len()).unwrap_or(i64::MAX);
            schema.max_items = Some(schema.max_items.map_or(most, |max_items| max_items.min(most)));
        }
        let mut items = Vec::new();
        for item in prefix.iter().chain(rest) {
            items.push(self.read_subschema(item, depth)?);
        }
        if items.windows(2).any(|pair| matches!(pair, [one, next] if !one.has_same_values(next))) {
            schema.lost.push("prefixItems");
        }
        let Some(item) = SchemaObject::unite_all(items, false)? else { return Ok(Constraint::List(Box::default())) };
        let item = item.settle_bounds();
        schema.examples.extend(item.examples);
        schema.lost.extend(item.lost);
        match item.constraint {
            Constraint::List(_) => Err(ParameterError::Skipped("unsupported list of lists".to_owned())),
            constraint => Ok(Constraint::List(Box::new(constraint))),
        }
    }
}
/// Returns the schemas under a keyword such as `allOf`, at least one if the keyword is there.
fn subschemas<'d>(node: &'d Node, key: &str) -> Result<&'d [Node], ParameterError> {
    match node.get(key).map(Node::items) {
        None => Ok(&[]),
        Some(Some(parts)) if !parts.is_empty() => Ok(parts),
        Some(_) => Err(ParameterError::Skipped(format!("invalid {key}: expected a list of schemas"))),
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
    let nowhere = || {
        ParameterError::Skipped(format!("unresolved $ref \"{}\": the document does not have it", excerpt(reference)))
    };
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
        .filter_map(Node::source_text)
        .filter(|example| example.len() <= MAX_EXAMPLE)
        .collect()
}
