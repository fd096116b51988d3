//! The query parameters of a path, and their declarations.

use std::collections::HashMap;

use filterset::schema::{Arity, ListStyle};
use filterset::text::excerpt;
use filterset::{Op, ValueType};

use crate::budget::PathBudget;
use crate::constraint::{Constraint, ParameterError};
use crate::document::{Document, Version};
use crate::error::OpenApiError;
use crate::extension;
use crate::node::Node;
use crate::note::{Note, NoteKind};
use crate::schema_object::SchemaObject;
use crate::schema_reader::{SchemaReader, collect_examples, resolve_reference};
use crate::spelling::{FieldSpelling, ParameterSpelling};

/// The get operation of a path, with its query parameters. Each name is unique.
pub(crate) struct Operation<'d> {
    pub(crate) node: &'d Node,
    pub(crate) parameters: Vec<Parameter<'d>>,
}

pub(crate) struct Parameter<'d> {
    pub(crate) name: &'d str,
    pub(crate) node: &'d Node,
    description: Option<&'d str>,
    /// The list of parameters that declares it: a later list overrides the earlier ones.
    list: usize,
    pub(crate) spelling: ParameterSpelling,
}

impl<'d> Operation<'d> {
    /// Finds the get operation of a path, and collects its parameters.
    pub(crate) fn find_operation(
        document: &'d Document,
        path: &str,
        budget: &PathBudget<'_>,
        notes: &mut Vec<Note>,
    ) -> Result<Operation<'d>, OpenApiError> {
        let (items, error) = follow_references(document, document.path_item(path)?);
        match error {
            Some(ParameterError::CircularReference(reference)) => {
                return Err(OpenApiError::CircularReference { reference });
            }
            Some(ParameterError::Skipped(why)) => notes.push(Note::new(NoteKind::Skipped, "", why)),
            None => {}
        }
        let mut gets = items.iter().filter_map(|item| item.get("get"));
        let node = gets.next().ok_or_else(|| OpenApiError::NoGetOperation { path: excerpt(path) })?;
        if document.version() >= Version::V3_2 {
            note_other_operations(&items, notes);
        }
        let mut operation = Operation { node, parameters: Vec::new() };
        let mut indices = HashMap::new();
        // Parameters next to a reference override those of its target, and parameters of the operation override those
        // of the path.
        for (list, level) in items.iter().rev().copied().chain([node]).enumerate() {
            for entry in parameter_entries(level, budget, notes) {
                if let Some(parameter) = read_parameter(document, entry, list, notes)? {
                    operation.insert_parameter(parameter, &mut indices, notes);
                }
            }
        }
        for other in gets {
            notes.push(Note::new(
                NoteKind::Ambiguous,
                "",
                "the get operation of its $ref is ignored, because it has one of its own",
            ));
            for entry in parameter_entries(other, budget, notes) {
                let Some(lost) = read_parameter(document, entry, 0, notes)? else { continue };
                if !indices.contains_key(lost.name) {
                    let why = "it belongs to the get operation of a $ref, which is ignored";
                    notes.push(Note::new(NoteKind::Skipped, lost.name, why));
                }
            }
        }
        Ok(operation)
    }

    fn insert_parameter(
        &mut self,
        parameter: Parameter<'d>,
        indices: &mut HashMap<&'d str, usize>,
        notes: &mut Vec<Note>,
    ) {
        let name = parameter.name;
        match indices.get(name).and_then(|index| self.parameters.get_mut(*index)) {
            Some(known) if known.list != parameter.list => *known = parameter,
            Some(_) => notes.push(Note::new(NoteKind::Ambiguous, name, "duplicate parameter: the first one is used")),
            None => {
                indices.insert(name, self.parameters.len());
                self.parameters.push(parameter);
            }
        }
    }
}

/// Notes the operations of version 3.2 that read records, too.
fn note_other_operations(items: &[&Node], notes: &mut Vec<Note>) {
    for key in ["query", "additionalOperations"] {
        if items.iter().any(|item| item.get(key).is_some()) {
            let why = format!("{key}, which is new in OpenAPI 3.2, is ignored: the parameters are those of get");
            notes.push(Note::new(NoteKind::Ambiguous, "", why));
        }
    }
}

/// Returns the entries under `parameters` of a path or an operation.
fn parameter_entries<'d>(level: &'d Node, budget: &PathBudget<'_>, notes: &mut Vec<Note>) -> &'d [Node] {
    let Some(list) = level.get("parameters").filter(|list| !list.is_null()) else { return &[] };
    let problem = match list.items() {
        Some(entries) => match budget.count_parameters(entries.len()) {
            Ok(()) => return entries,
            Err(ParameterError::Skipped(why) | ParameterError::CircularReference(why)) => why,
        },
        None => "invalid parameters: expected a list".to_owned(),
    };
    notes.push(Note::new(NoteKind::Skipped, "", problem));
    &[]
}

/// Returns the query parameter of an entry, if it is one. Notes an entry that isn't a parameter.
fn read_parameter<'d>(
    document: &'d Document,
    node: &'d Node,
    list: usize,
    notes: &mut Vec<Note>,
) -> Result<Option<Parameter<'d>>, OpenApiError> {
    let reference = node.get("$ref").and_then(Node::text).unwrap_or_default();
    let (trail, error) = follow_references(document, node);
    let node = trail.last().copied().unwrap_or(node);
    // Before version 3.1, members next to a reference are ignored.
    let described = if document.version() >= Version::V3_1 { trail.as_slice() } else { std::slice::from_ref(&node) };
    let description = described.iter().find_map(|node| node.get("description")?.text());
    match error.map_or_else(|| query_parameter_name(node, document.version()), Err) {
        Ok(name) => {
            Ok(name.map(|name| Parameter { name, node, description, list, spelling: ParameterSpelling::default() }))
        }
        Err(ParameterError::CircularReference(reference)) => Err(OpenApiError::CircularReference { reference }),
        Err(ParameterError::Skipped(why)) => {
            let name = node.get("name").and_then(Node::scalar);
            notes.push(Note::new(NoteKind::Skipped, name.as_deref().unwrap_or(reference), why));
            Ok(None)
        }
    }
}

/// Returns the name of a query parameter, and `None` for a parameter of the path, a header or a cookie.
fn query_parameter_name(node: &Node, version: Version) -> Result<Option<&str>, ParameterError> {
    let skip = |why: &str| Err(ParameterError::Skipped(why.to_owned()));
    if node.members().is_none() {
        return skip("invalid parameter: expected an object");
    }
    match node.get("in").map(Node::text) {
        Some(Some("query")) => match node.get("name") {
            Some(name) => name
                .text()
                .map(Some)
                .ok_or_else(|| ParameterError::Skipped("invalid name: expected a string".to_owned())),
            None => skip("missing name of a query parameter"),
        },
        Some(Some("path" | "header" | "cookie")) => Ok(None),
        Some(Some("body" | "formData")) if version == Version::V2_0 => Ok(None),
        Some(Some("querystring")) if version >= Version::V3_2 => {
            skip("unsupported in \"querystring\": expected a parameter for each condition")
        }
        Some(Some(other)) => {
            skip(&format!("invalid in \"{}\": expected query, path, header or cookie", excerpt(other)))
        }
        Some(None) => skip("invalid in: expected query, path, header or cookie"),
        None => skip("missing in: expected query, path, header or cookie"),
    }
}

/// Returns a value and the targets of its references, one after the other, until an error occurs.
fn follow_references<'d>(document: &'d Document, node: &'d Node) -> (Vec<&'d Node>, Option<ParameterError>) {
    let (mut nodes, mut trail) = (vec![node], Vec::new());
    let mut node = node;
    while let Some(reference) = node.get("$ref") {
        if trail.len() > 32 {
            return (
                nodes,
                Some(ParameterError::Skipped("its $ref leads through too many other references".to_owned())),
            );
        }
        let next = match reference.text() {
            Some(reference) => resolve_reference(document, &trail, reference).inspect(|_| trail.push(reference)),
            None => Err(ParameterError::Skipped("invalid $ref: expected a string".to_owned())),
        };
        match next {
            Ok(next) => node = next,
            Err(error) => return (nodes, Some(error)),
        }
        nodes.push(node);
    }
    (nodes, None)
}

/// The declarations of a parameter that concern its field.
#[derive(Clone)]
pub(crate) struct Evidence<'d> {
    pub(crate) name: &'d str,
    pub(crate) op: Op,
    /// The constraint on one value of the field.
    pub(crate) constraint: Constraint,
    pub(crate) examples: Vec<String>,
    pub(crate) description: Option<&'d str>,
    pub(crate) nullable: bool,
    pub(crate) multi_valued: bool,
    pub(crate) allow_empty: bool,
    pub(crate) time_zone: Option<&'d str>,
    pub(crate) spelling: FieldSpelling<'d>,
}

impl<'d> Parameter<'d> {
    /// Collects the declarations of the parameter of an operator.
    pub(crate) fn collect_evidence(
        &self,
        document: &'d Document,
        budget: &'d PathBudget<'d>,
        op: Op,
        max_items: usize,
        infer: bool,
        notes: &mut Vec<Note>,
    ) -> Result<Evidence<'d>, ParameterError> {
        let Parameter { name, node, .. } = *self;
        let schema = self.read_declared_schema(document, budget)?;
        let mut spelling = FieldSpelling::read(name, node, op)?;
        let explode = self.read_explode(document.version())?;
        let op = if let Some(style) = self.repeated_style(&schema.constraint, op, explode, infer) {
            spelling.read_list(style, notes)
        } else {
            self.note_style(&schema.constraint, op, explode, infer, notes)?;
            op
        };
        if op.takes_boolean() {
            check_boolean(&schema.constraint, op)?;
        }
        // A string may contain a list with commas. Another type can't.
        if let Constraint::Type(kind) = &schema.constraint
            && op.arity() != Arity::One
        {
            let why = format!("its schema accepts {kind}, but \"{op}\" takes a list of such values");
            notes.push(Note::new(NoteKind::Ambiguous, self.name, why));
        }
        self.description.map_or(Ok(()), |text| budget.count_text(text))?;
        self.note_lossy(&schema, if op == Op::Range { 2 } else { max_items }, notes);
        let constraint = match node.get(extension::VALUES) {
            Some(values) => SchemaReader::new(document, budget).read_schema(values)?.constraint,
            None if op.takes_boolean() => Constraint::Any,
            None => match schema.constraint {
                Constraint::List(item) => *item,
                constraint => constraint,
            },
        };
        Ok(Evidence {
            name,
            op,
            constraint,
            examples: [collect_examples(node), schema.examples].concat(),
            description: self.description,
            nullable: schema.nullable || node.is_true(extension::NULLABLE),
            multi_valued: node.is_true(extension::MULTI_VALUED),
            allow_empty: node.is_true(extension::ALLOW_EMPTY) || node.is_true("allowEmptyValue"),
            time_zone: node.get(extension::TIME_ZONE).and_then(Node::text),
            spelling,
        })
    }

    /// Reads the schema of the parameter. Its style must be the one that the language uses for the operator.
    pub(crate) fn read_schema(
        &self,
        document: &'d Document,
        budget: &'d PathBudget<'d>,
        op: Op,
        infer: bool,
        notes: &mut Vec<Note>,
    ) -> Result<SchemaObject, ParameterError> {
        let schema = self.read_declared_schema(document, budget)?;
        let explode = self.read_explode(document.version())?;
        self.note_style(&schema.constraint, op, explode, infer, notes)?;
        Ok(schema)
    }

    /// Reads the schema of the parameter, whatever its style.
    pub(crate) fn read_declared_schema(
        &self,
        document: &'d Document,
        budget: &'d PathBudget<'d>,
    ) -> Result<SchemaObject, ParameterError> {
        let node = if document.version() == Version::V2_0 {
            Some(self.node)
        } else if self.node.get("content").is_some() {
            return Err(ParameterError::Skipped("unsupported content: expected a schema".to_owned()));
        } else {
            self.node.get("schema")
        };
        match node {
            Some(node) => SchemaReader::new(document, budget).read_schema(node),
            None => Ok(SchemaObject::default()),
        }
    }

    /// Checks the style of the parameter, and notes any inference that this required.
    fn note_style(
        &self,
        constraint: &Constraint,
        op: Op,
        explode: Option<bool>,
        infer: bool,
        notes: &mut Vec<Note>,
    ) -> Result<(), ParameterError> {
        if let Some(why) = self.check_list(constraint, op, explode, infer)? {
            notes.push(Note::new(NoteKind::Inferred, self.name, why));
        }
        Ok(())
    }

    /// Returns `false` if commas separate the items of a list, `true` if each has a pair of its own, and `None` if that
    /// isn't declared. Other styles are skipped.
    fn read_explode(&self, version: Version) -> Result<Option<bool>, ParameterError> {
        let skip = |why: String| Err(ParameterError::Skipped(why));
        if version == Version::V2_0 {
            return match self.node.get("collectionFormat").map(Node::text) {
                None | Some(Some("csv")) => Ok(Some(false)),
                Some(Some("multi")) => Ok(Some(true)),
                Some(None) => skip("invalid collectionFormat: expected csv or multi".to_owned()),
                Some(Some(other)) => {
                    skip(format!("unsupported collectionFormat {}: expected csv or multi", excerpt(other)))
                }
            };
        }
        match self.node.get("style").map(Node::text) {
            None | Some(Some("form")) => {}
            Some(Some(style)) => return skip(format!("unsupported style {}: expected form", excerpt(style))),
            Some(None) => return skip("invalid style: expected form".to_owned()),
        }
        match self.node.get("explode") {
            None => Ok(None),
            Some(explode) => match explode.boolean() {
                Some(explode) => Ok(Some(explode)),
                None => skip("invalid explode: expected true or false".to_owned()),
            },
        }
    }

    /// Checks that the language can write a list, and returns any inference that this required.
    fn check_list(
        &self,
        constraint: &Constraint,
        op: Op,
        explode: Option<bool>,
        infer: bool,
    ) -> Result<Option<&'static str>, ParameterError> {
        let skip = |why: String| Err(ParameterError::Skipped(why));
        if !matches!(constraint, Constraint::List(_)) {
            return Ok(None);
        }
        if op.arity() == Arity::One && explode != Some(false) && !matches!(op, Op::Exact | Op::Ne) {
            return Ok(Some("one value, although its schema accepts a list of them"));
        }
        if op.arity() == Arity::One {
            return skip(format!("its schema is a list, but \"{op}\" takes one value"));
        }
        let is_repeated = op.arity() == Arity::List && self.spelling.lists != ListStyle::Comma;
        match explode {
            Some(false) if is_repeated => skip("explode is false, but the key is repeated for each item".to_owned()),
            Some(true) | None if is_repeated => Ok(None),
            Some(false) => Ok(None),
            Some(true) => {
                skip("unsupported explode: true, which repeats the key for each item: expected false".to_owned())
            }
            None if infer => Ok(Some("commas between the items, although explode is not declared as false")),
            None => skip("missing explode: false, without which the key is repeated for each item".to_owned()),
        }
    }

    /// Returns how a list is written that the language would write in another way: a list under a field's bare name, or
    /// one whose key is repeated, which is OpenAPI's default.
    fn repeated_style(&self, constraint: &Constraint, op: Op, explode: Option<bool>, infer: bool) -> Option<ListStyle> {
        let Constraint::List(item) = constraint else { return None };
        if self.spelling.is_declared || matches!(**item, Constraint::List(_)) {
            return None;
        }
        let style = match explode {
            Some(false) => ListStyle::Comma,
            None if infer && op.arity() == Arity::List => ListStyle::Comma,
            // OpenAPI's default.
            Some(true) | None => ListStyle::Repeat,
        };
        let is_bare =
            (op == Op::Exact && !self.name.ends_with("__exact")) || (op == Op::Ne && !self.name.ends_with("__ne"));
        let is_other = is_bare || (op.arity() == Arity::List && style == ListStyle::Repeat);
        is_other.then_some(style)
    }

    /// Notes the keywords that a schema of the crate can't express.
    pub(crate) fn note_lossy(&self, schema: &SchemaObject, max_items: usize, notes: &mut Vec<Note>) {
        let mut lost = schema.lost.clone();
        if self.node.is_true("required") {
            lost.push("required");
        }
        if schema.max_items.is_some_and(|most| usize::try_from(most) != Ok(max_items)) {
            lost.push("maxItems");
        }
        lost.sort_unstable();
        lost.dedup();
        if !lost.is_empty() {
            notes.push(Note::new(NoteKind::Lossy, self.name, format!("a schema cannot express {}", lost.join(", "))));
        }
        for (key, _) in self.node.members().unwrap_or_default() {
            if key.starts_with(extension::PREFIX) && !extension::PARAMETER_KEYS.contains(&key.as_ref()) {
                notes.push(Note::new(NoteKind::Ambiguous, self.name, format!("unknown key \"{}\"", excerpt(key))));
            }
        }
    }
}

/// Checks that a schema accepts `true` and `false`.
fn check_boolean(constraint: &Constraint, op: Op) -> Result<(), ParameterError> {
    let Constraint::Type(kind) = constraint.item_constraint() else { return Ok(()) };
    let is_boolean = |choice: &String| matches!(choice.as_str(), "true" | "false");
    match kind.value_type {
        ValueType::Boolean => Ok(()),
        ValueType::Choice if kind.choices.iter().all(is_boolean) => Ok(()),
        _ => Err(ParameterError::Skipped(format!("its schema accepts {kind}, but \"{op}\" takes true or false"))),
    }
}
