//! A table from the query parameters of a path.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use filterset::schema::is_valid_name;
use filterset::text::excerpt;
use filterset::{Field, Limits, Op, OpSet, Schema};

use crate::budget::Allowance;
use crate::constraint::Problem;
use crate::document::{Document, name_of};
use crate::error::OpenApiError;
use crate::key::{Key, Names, split};
use crate::lists::{self, Lists};
use crate::node::Node;
use crate::note::{Note, NoteKind};
use crate::parameter::{Evidence, Operation, Parameter};
use crate::{field, keys};

/// How tables are read from documents.
///
/// By itself an importer takes what a document says, and nothing more.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct Importer {
    infer: bool,
    reserved: BTreeSet<String>,
}

/// A table that was read, and what there is to say of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Import {
    /// The table.
    pub schema: Schema,
    /// What was left out, doubted, inferred or recognised, in the order of the parameters as far as possible. Each
    /// query parameter of the path is in the table or in a note that it is [left out](NoteKind::Skipped).
    pub notes: Vec<Note>,
}

impl Importer {
    /// An importer that infers nothing.
    pub fn new() -> Importer {
        Importer::default()
    }

    /// Infers what a document doesn't say, and notes each inference with its reason:
    ///
    /// - the type of what is only said to be a string, from its examples and operators;
    /// - where the parameters of a field disagree, the type that takes what each of them takes: date and date-time,
    ///   integer and decimal, the choices of both;
    /// - commas between the items of a list, where `explode` isn't said. By OpenAPI's default the key is repeated;
    /// - what the table's [lists](filterset::list::ListOptions) take, where the parameters have the language's names, and the document
    ///   says as much of them as a table has to. Other names of paging, ordering, projection and search are reserved.
    pub fn infer(self, infer: bool) -> Importer {
        Importer { infer, ..self }
    }

    /// Names that are reserved where a path has them, besides those that are known.
    pub fn reserved<N: Into<String>>(mut self, names: impl IntoIterator<Item = N>) -> Importer {
        self.reserved.extend(names.into_iter().map(Into::into));
        self
    }

    /// Reads the table of a path from the query parameters of its get operation.
    ///
    /// # Errors
    ///
    /// A path that the document doesn't have, or that has no get operation; a reference that leads to itself; a
    /// [reserved](Importer::reserved) name that is also a field's key, or a parameter of the list that
    /// `x-filterset-list` declares.
    pub fn import(&self, document: &Document, path: &str) -> Result<Import, OpenApiError> {
        let mut notes = Vec::new();
        let operation = Operation::of(document, path, &mut notes)?;
        let limits = limits(operation.node, &mut notes);
        let allowance = Allowance::new();
        let names = Names::of(operation.parameters.iter().map(|parameter| parameter.name));
        let lists = match lists::declared(operation.node, &operation.parameters, &allowance, &mut notes) {
            Some(list_options) => Lists::of(list_options),
            None if self.infer => {
                let known = operation.parameters.iter().filter(|parameter| self.is_known(parameter, &names)).collect();
                lists::inferred(document, known, limits.list_items, &allowance, &mut notes)?
            }
            None => Lists::default(),
        };
        let mut reserved: Vec<String> = Vec::new();
        let mut fields: BTreeMap<&str, Vec<Evidence<'_>>> = BTreeMap::new();
        for parameter in &operation.parameters {
            let (field, op) = match self.reading(parameter, &names, &lists, &mut notes) {
                Reading::Condition(field, op) => (field, op),
                Reading::Reserved => {
                    reserved.push(parameter.name.to_owned());
                    continue;
                }
                Reading::Listed | Reading::Skipped => continue,
            };
            match parameter.evidence(document, &allowance, op, limits.list_items, self.infer, &mut notes) {
                Ok(evidence) => fields.entry(field).or_default().push(evidence),
                Err(Problem::Skipped(why)) => notes.push(Note::new(NoteKind::Skipped, parameter.name, why)),
                Err(Problem::Circular(reference)) => return Err(OpenApiError::CircularReference { reference }),
            }
        }
        let mut built = Vec::new();
        for (name, parameters) in &mut fields {
            parameters.sort_by_key(|parameter| parameter.op);
            built.extend(field::field(name, parameters, self.infer, &mut notes));
        }
        let clashing = clashing(&built);
        built.retain(|field| !clashing.contains_key(field.name()));
        for (name, parameters) in &fields {
            let Some((head, op)) = clashing.get(*name) else { continue };
            let why = format!("two readings: the field \"{name}\", and the field \"{head}\" with \"{op}\"");
            notes.extend(parameters.iter().map(|parameter| Note::new(NoteKind::Skipped, parameter.name, why.clone())));
        }
        let builder = Schema::builder(name(operation.node, path)).fields(built).reserved(reserved);
        let builder = builder.limits(limits).list_options(lists.list_options);
        Ok(Import { schema: builder.build()?, notes })
    }

    /// Whether a name is known to filter nothing, and the document and the importer say nothing else of it.
    fn is_known(&self, parameter: &Parameter<'_>, names: &Names<'_>) -> bool {
        let Parameter { name, node, .. } = *parameter;
        let is_said = self.reserved.contains(name) || node.says(keys::RESERVED) || node.get(keys::FIELD).is_some();
        !is_said && matches!(names.read(name), Key::Reserved(_))
    }

    fn reading<'d>(
        &self,
        parameter: &Parameter<'d>,
        names: &Names<'d>,
        lists: &Lists,
        notes: &mut Vec<Note>,
    ) -> Reading<'d> {
        let Parameter { name, node, .. } = *parameter;
        let mut left_out = |why: String| {
            notes.push(Note::new(NoteKind::Skipped, name, why));
            Reading::Skipped
        };
        let no_name = || "it is no name: 1 to 64 of A-Z a-z 0-9 _ . -".to_owned();
        if self.reserved.contains(name) || node.says(keys::RESERVED) {
            return if is_valid_name(name) { Reading::Reserved } else { left_out(no_name()) };
        }
        if lists.list_options.parameter(name).is_some() {
            return Reading::Listed;
        }
        if let Some(field) = node.get(keys::FIELD) {
            let op = node.get(keys::OP).map_or(Some(Op::Exact), |op| op.text().and_then(Op::from_wire_name));
            return match (field.text(), op) {
                (Some(field), Some(op)) if is_valid_name(field) && is_key(name, field, op) => {
                    Reading::Condition(field, op)
                }
                _ => left_out(format!("{} and {} don't make this name", keys::FIELD, keys::OP)),
            };
        }
        match names.read(name) {
            Key::Condition(field, _) if !is_valid_name(field) => left_out(no_name()),
            Key::Condition(field, op) => {
                if let Some(suffix) = names.foreign(name) {
                    let why = format!("\"{suffix}\" is no operator, so it belongs to the field's name");
                    notes.push(Note::new(NoteKind::Ambiguous, name, why));
                }
                Reading::Condition(field, op)
            }
            Key::Reserved(role) => {
                let why = lists.reasons.get(name).map(|why| format!("; nothing is inferred, as {why}"));
                let why = role.description().to_owned() + &why.unwrap_or_default();
                notes.push(Note::new(NoteKind::Reserved, name, why));
                Reading::Reserved
            }
            Key::TwoReadings(field, op) => {
                let field = excerpt(field);
                left_out(format!("two readings: a field of this name, and the field \"{field}\" with \"{op}\""))
            }
        }
    }
}

/// What a parameter is.
enum Reading<'d> {
    Condition(&'d str, Op),
    Reserved,
    /// A parameter of the list.
    Listed,
    Skipped,
}

/// Whether a name is the key of a field and an operator.
fn is_key(name: &str, field: &str, op: Op) -> bool {
    match name.strip_prefix(field) {
        Some("") => op == Op::Exact,
        Some(rest) => rest.strip_prefix("__") == Some(op.wire_name()),
        None => false,
    }
}

/// The fields whose name is also a key of another one, with that field and its operator.
fn clashing(fields: &[Field]) -> HashMap<String, (String, Op)> {
    let listed: HashMap<&str, OpSet> = fields.iter().map(|field| (field.name(), field.ops())).collect();
    let clashes = |field: &Field| {
        let (head, op) = split(field.name())?;
        listed.get(head)?.contains(op).then(|| (field.name().to_owned(), (head.to_owned(), op)))
    };
    fields.iter().filter_map(clashes).collect()
}

/// The table's name: what the operation says, or the path's last part that is no parameter.
fn name(operation: &Node, path: &str) -> String {
    match operation.get(keys::NAME).and_then(Node::text) {
        Some(name) => name.to_owned(),
        None => name_of(path).to_owned(),
    }
}

fn limits(operation: &Node, notes: &mut Vec<Note>) -> Limits {
    let mut limits = Limits::DEFAULT;
    for (key, value) in operation.get(keys::LIMITS).and_then(Node::members).unwrap_or_default() {
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
            _ => notes.push(Note::new(NoteKind::Ambiguous, "", format!("the limit \"{}\" isn't known", excerpt(key)))),
        }
    }
    limits
}
