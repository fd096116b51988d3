//! Imports a schema from the query parameters of a path.

use std::collections::{BTreeMap, BTreeSet};

use filterset::schema::{SchemaBuilder, Spelling, is_valid_name};
use filterset::text::excerpt;
use filterset::{Field, Limits, Op, OpSet, Schema};

use crate::budget::PathBudget;
use crate::constraint::ParameterError;
use crate::document::{Document, resource_name};
use crate::error::OpenApiError;
use crate::list_options::{self, ImportedListOptions};
use crate::node::Node;
use crate::note::{Note, NoteKind};
use crate::own_operators::find_own_operators;
use crate::parameter::{Evidence, Operation, Parameter};
use crate::parameter_name::{Names, ParameterName};
use crate::spelling::{ParameterSpelling, is_valid_key};
use crate::{extension, field, lists, spelling};

const INVALID_NAME: &str = "invalid name: expected 1 to 128 characters from A-Z a-z 0-9 _ . -";

/// Imports schemas from OpenAPI documents, with options.
///
/// Without [`infer`](Importer::infer), an importer interprets documents literally.
///
/// ```
/// use filterset_openapi::{Document, Importer, NoteKind};
///
/// let document = Document::parse(r#"
/// openapi: 3.0.3
/// paths:
///   /api/links/:
///     get:
///       parameters:
///         - { name: page, in: query, schema: { type: integer } }
///         - { name: seed, in: query, schema: { type: string } }
///         - { name: created_at__gte, in: query, schema: { type: string }, example: "2022-05-04" }
/// "#)?;
/// let import = Importer::new().infer(true).reserved(["seed"]).import(&document, "/api/links/")?;
/// assert!(import.schema.parse("created_at__gte=yesterday").is_err());
/// let notes: Vec<_> = import.notes.iter().map(|note| (note.parameter(), note.kind())).collect();
/// assert_eq!(notes, [("page", NoteKind::Reserved), ("created_at__gte", NoteKind::Inferred)]);
/// # Ok::<(), filterset_openapi::OpenApiError>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Importer {
    infer: bool,
    reserved: BTreeSet<String>,
}

/// An imported schema, with notes on its parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Import {
    /// The schema.
    pub schema: Schema,
    /// The notes on parameters that were skipped, changed, inferred or reserved, in the order of the parameters as far as
    /// possible. Each query parameter of the path is in the schema or in a note that it was
    /// [skipped](NoteKind::Skipped).
    pub notes: Vec<Note>,
}

impl Default for Importer {
    fn default() -> Importer {
        Importer::new()
    }
}

impl Importer {
    /// Creates an importer that infers nothing and reserves the well-known names.
    // Not inlined, as `FieldBuilder::new` of filterset.
    #[inline(never)]
    pub fn new() -> Importer {
        Importer { infer: false, reserved: BTreeSet::new() }
    }

    /// Sets whether to infer what a document doesn't declare. Each inference is noted with its reason:
    ///
    /// - the type of a field that is only declared as a string, from its examples and operators;
    /// - if the parameters of a field disagree, the type that accepts the values of each of them: date and date-time,
    ///   integer and decimal, the choices of both;
    /// - commas between the items of a list, if `explode` isn't declared. OpenAPI's default repeats the key;
    /// - the [list options](filterset::list::ListOptions), if the parameters have the language's names, and the document
    ///   declares their sizes, bounds and names. Other names of pagination, ordering, projection and search are reserved.
    pub fn infer(self, infer: bool) -> Importer {
        Importer { infer, ..self }
    }

    /// Adds names to reserve, in addition to the well-known ones, if a path has them.
    pub fn reserved<N: Into<String>>(mut self, names: impl IntoIterator<Item = N>) -> Importer {
        self.reserved.extend(names.into_iter().map(Into::into));
        self
    }

    /// Imports the schema of a path from the query parameters of its get operation.
    ///
    /// # Errors
    ///
    /// - [`UnknownPath`](OpenApiError::UnknownPath) or [`NoGetOperation`](OpenApiError::NoGetOperation) if the document
    ///   doesn't have the path, or the path doesn't have a get operation;
    /// - [`CircularReference`](OpenApiError::CircularReference) if a reference leads to itself;
    /// - [`InvalidSchema`](OpenApiError::InvalidSchema) if a [reserved](Importer::reserved) name or a pattern in
    ///   `x-filterset-reserved` is also a field's key, or a parameter of the list options that `x-filterset-list` declares.
    pub fn import(&self, document: &Document, path: &str) -> Result<Import, OpenApiError> {
        let mut notes = Vec::new();
        let mut operation = Operation::find_operation(document, path, &mut notes)?;
        let limits = read_limits(operation.node, &mut notes);
        let budget = PathBudget::new();
        let spelling = spelling::read_spelling(operation.node, &budget, &mut notes);
        for parameter in &mut operation.parameters {
            parameter.spelling = ParameterSpelling::new(parameter.node, spelling.as_ref());
        }
        let own_operators = document.own_operators.get_or_init(|| find_own_operators(document));
        let names = Names::new(operation.parameters.iter().map(|parameter| parameter.name), own_operators);
        let list_options = match list_options::read_declared(operation.node, &operation.parameters, &budget, &mut notes)
        {
            Some(options) => ImportedListOptions::new(options),
            None if self.infer => {
                let known =
                    operation.parameters.iter().filter(|parameter| self.is_well_known(parameter, &names)).collect();
                list_options::infer_list_options(document, known, limits.list_items, &budget, &mut notes)?
            }
            None => ImportedListOptions::default(),
        };
        let mut reserved: Vec<String> = Vec::new();
        let mut fields: BTreeMap<&str, Vec<Evidence<'_>>> = BTreeMap::new();
        for parameter in &operation.parameters {
            let orders_values = || parameter.orders_values(document, &budget);
            let (field, op) = match self.classify(parameter, &names, &list_options, orders_values, &mut notes) {
                Classification::Condition(field, op) => (field, op),
                Classification::Reserved => {
                    reserved.push(parameter.name.to_owned());
                    continue;
                }
                Classification::ListOption | Classification::Skipped => continue,
            };
            match parameter.collect_evidence(document, &budget, op, limits.list_items, self.infer, &mut notes) {
                Ok(mut evidence) => {
                    let is_whole = !parameter.spelling.is_declared && !is_key(parameter.name, field, op);
                    evidence.spelling.is_key |= is_whole;
                    fields.entry(field).or_default().push(evidence);
                }
                Err(ParameterError::Skipped(why)) => notes.push(Note::new(NoteKind::Skipped, parameter.name, why)),
                Err(ParameterError::CircularReference(reference)) => {
                    return Err(OpenApiError::CircularReference { reference });
                }
            }
        }
        let fields = self.build_fields(fields, spelling.as_ref(), &mut notes);
        let reserved = spelling::add_patterns(operation.node, reserved, &mut notes);
        let builder = Schema::builder(schema_name(operation.node, path)).fields(fields).reserved(reserved);
        let builder = builder.limits(limits).list_options(list_options.options);
        let builder = spelling.into_iter().fold(builder, SchemaBuilder::spelling);
        Ok(Import { schema: builder.build()?, notes })
    }

    /// Builds the fields from their parameters. A field whose name is also a key of another field is skipped.
    fn build_fields(
        &self,
        mut fields: BTreeMap<&str, Vec<Evidence<'_>>>,
        spelling: Option<&Spelling>,
        notes: &mut Vec<Note>,
    ) -> Vec<Field> {
        let mut built = Vec::new();
        for (name, parameters) in &mut fields {
            parameters.sort_by_key(|parameter| parameter.op);
            lists::adopt_lists(name, parameters, notes);
            built.extend(field::build_field(name, parameters, spelling, self.infer, notes));
        }
        let clashing = spelling::find_clashing_fields(&built, spelling);
        built.retain(|field| !clashing.contains_key(field.name()));
        for (name, parameters) in &fields {
            let Some((head, op)) = clashing.get(*name) else { continue };
            let why = format!(
                "ambiguous name: it can mean the field \"{name}\" or the field \"{head}\" with the operator \"{op}\""
            );
            notes.extend(parameters.iter().map(|parameter| Note::new(NoteKind::Skipped, parameter.name, why.clone())));
        }
        built
    }

    /// Returns `true` if a name is reserved because it is well known, and the document and the importer don't decide
    /// otherwise.
    fn is_well_known(&self, parameter: &Parameter<'_>, names: &Names<'_>) -> bool {
        let Parameter { name, node, .. } = *parameter;
        let is_decided =
            self.reserved.contains(name) || node.is_true(extension::RESERVED) || node.get(extension::FIELD).is_some();
        !is_decided && matches!(names.classify_name(name), ParameterName::Reserved(_))
    }

    fn classify<'d>(
        &self,
        parameter: &Parameter<'d>,
        names: &Names<'d>,
        list_options: &ImportedListOptions,
        orders_values: impl Fn() -> bool,
        notes: &mut Vec<Note>,
    ) -> Classification<'d> {
        let Parameter { name, node, .. } = *parameter;
        let mut skip = |why: String| {
            notes.push(Note::new(NoteKind::Skipped, name, why));
            Classification::Skipped
        };
        if self.reserved.contains(name) || node.is_true(extension::RESERVED) {
            return if is_valid_key(name) { Classification::Reserved } else { skip(INVALID_NAME.to_owned()) };
        }
        if list_options.options.parameter(name).is_some() {
            return Classification::ListOption;
        }
        if let Some(field) = node.get(extension::FIELD) {
            let op = node.get(extension::OP).map_or(Some(Op::Exact), |op| op.text().and_then(Op::from_wire_name));
            return match (field.text(), op) {
                (Some(field), Some(op))
                    if is_valid_name(field) && (parameter.spelling.is_declared || is_key(name, field, op)) =>
                {
                    Classification::Condition(field, op)
                }
                _ => skip(format!("{} and {} do not match this name", extension::FIELD, extension::OP)),
            };
        }
        // `ship_to` is no bound of `ship` if it is a text.
        let is_possible = |op: Op| !OpSet::ORDER.contains(op) || orders_values();
        match names.classify_name(name) {
            ParameterName::Condition(field, _)
            | ParameterName::WholeName(field, _)
            | ParameterName::OwnOperator(field, ..)
                if !is_valid_name(field) =>
            {
                skip(INVALID_NAME.to_owned())
            }
            ParameterName::WholeName(field, op) if is_possible(op) => {
                let why = format!("a key of the field \"{field}\" with the operator \"{op}\", by its name");
                notes.push(Note::new(NoteKind::Inferred, name, why));
                Classification::Condition(field, op)
            }
            ParameterName::OwnOperator(field, suffix, op) if is_possible(op) => {
                let why = format!("operator \"{suffix}\" of the API, which means \"{op}\"");
                notes.push(Note::new(NoteKind::Inferred, name, why));
                Classification::Condition(field, op)
            }
            ParameterName::Regex => skip("a regular expression, for which the language has no operator".to_owned()),
            ParameterName::OwnOperator(_, suffix, _) | ParameterName::UnknownOperator(suffix) => {
                let why = format!("unknown operator \"{suffix}\": it is imported as part of the field's name");
                notes.push(Note::new(NoteKind::Ambiguous, name, why));
                Classification::Condition(name, Op::Exact)
            }
            ParameterName::WholeName(..) => Classification::Condition(name, Op::Exact),
            ParameterName::Condition(field, op) => Classification::Condition(field, op),
            ParameterName::Reserved(role) => {
                let why = list_options.reasons.get(name).map(|why| format!("; nothing is inferred: {why}"));
                let why = role.description().to_owned() + &why.unwrap_or_default();
                notes.push(Note::new(NoteKind::Reserved, name, why));
                Classification::Reserved
            }
            ParameterName::Ambiguous(field, op) => {
                let field = excerpt(field);
                skip(format!(
                    "ambiguous name: it can mean a field of this name or the field \"{field}\" with the operator \"{op}\""
                ))
            }
        }
    }
}

/// The use of a parameter.
enum Classification<'d> {
    Condition(&'d str, Op),
    Reserved,
    ListOption,
    Skipped,
}

/// Returns `true` if a name is the key of a field and an operator.
fn is_key(name: &str, field: &str, op: Op) -> bool {
    match name.strip_prefix(field) {
        Some("") => op == Op::Exact,
        Some(rest) => rest.strip_prefix("__") == Some(op.wire_name()),
        None => false,
    }
}

/// Returns the name of the schema: that of the operation's extension key, or else the last fixed segment of the path.
fn schema_name(operation: &Node, path: &str) -> String {
    match operation.get(extension::NAME).and_then(Node::text) {
        Some(name) => name.to_owned(),
        None => resource_name(path).to_owned(),
    }
}

fn read_limits(operation: &Node, notes: &mut Vec<Note>) -> Limits {
    let mut limits = Limits::DEFAULT;
    for (key, value) in operation.get(extension::LIMITS).and_then(Node::members).unwrap_or_default() {
        let limit = match key.as_ref() {
            "input_bytes" => Some(&mut limits.input_bytes),
            "conditions" => Some(&mut limits.conditions),
            "list_items" => Some(&mut limits.list_items),
            "operands" => Some(&mut limits.operands),
            "errors" => Some(&mut limits.errors),
            _ => None,
        };
        match (limit, value.scalar().and_then(|value| value.parse().ok())) {
            (Some(limit), Some(value)) => *limit = value,
            _ => notes.push(Note::new(NoteKind::Ambiguous, "", format!("unknown limit \"{}\"", excerpt(key)))),
        }
    }
    limits
}
