//! Imports a schema from the query parameters of a path.

use std::collections::{BTreeMap, HashMap};

use filterset::schema::{SchemaBuilder, Spelling};
use filterset::text::excerpt;
use filterset::{Field, Limits, Op, Schema, ValueType};

use crate::budget::{Budget, PathBudget};
use crate::classify::{Classification, Classifier};
use crate::constraint::ParameterError;
use crate::document::{Document, resource_name};
use crate::error::OpenApiError;
use crate::field::FieldOptions;
use crate::guess::{Contradiction, Guess};
use crate::list_options::{self, ImportedListOptions};
use crate::node::Node;
use crate::note::{Note, NoteKind};
use crate::own_operators::find_own_operators;
use crate::parameter::{Evidence, Operation, Parameter};
use crate::parameter_name::Names;
use crate::reserved::matches_pattern;
use crate::spelling::{DeclaredSpelling, ParameterSpelling, SchemaSpelling};
use crate::spelling_tally::SpellingTally;
use crate::{extension, field, lists, reserved, spelling};

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
    reserved: Vec<String>,
    operators: BTreeMap<String, Op>,
    fields: FieldOptions,
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
        let fields = FieldOptions { infer: false, operators_by_type: Vec::new() };
        Importer { reserved: Vec::new(), operators: BTreeMap::new(), fields }
    }

    /// Sets whether to infer what a document doesn't declare. Each inference is noted with its reason:
    ///
    /// - the type of a field that is only declared as a string, from its examples and operators;
    /// - if the parameters of a field disagree, the type that accepts the values of each of them: date and date-time,
    ///   integer and decimal, the choices of both;
    /// - bounds of a field that has no parameter of its own, if both are named alike: `made_after` and `made_before`. Also
    ///   `ids`, the list of `id`;
    /// - commas between the items of a list, if `explode` isn't declared. OpenAPI's default repeats the key;
    /// - the [list options](filterset::list::ListOptions), if the parameters have the language's names, and the document
    ///   declares their sizes, bounds and names. Other names of pagination, ordering, projection and search are reserved.
    pub fn infer(self, infer: bool) -> Importer {
        Importer { fields: FieldOptions { infer, ..self.fields }, ..self }
    }

    /// Adds names to reserve, in addition to the well-known ones. The schema of a path gets those that the path has, and
    /// each pattern: a name that begins or ends with one `*`.
    pub fn reserved<N: Into<String>>(mut self, names: impl IntoIterator<Item = N>) -> Importer {
        self.reserved.extend(names.into_iter().map(Into::into));
        self
    }

    /// Sets the meaning of an operator of the API, which parameters have after the field's name and `__`. The operators of
    /// the language keep their meaning.
    pub fn operator(mut self, name: impl Into<String>, op: Op) -> Importer {
        self.operators.insert(name.into(), op);
        self
    }

    /// Adds operators to the fields of a type, if they have a parameter without an operator. For an API that describes its
    /// operators only in prose.
    pub fn operators_by_type(mut self, value_type: ValueType, ops: impl IntoIterator<Item = Op>) -> Importer {
        self.fields.operators_by_type.push((value_type, ops.into_iter().collect()));
        self
    }

    /// Imports the schema of a path from the query parameters of its get operation.
    ///
    /// The names of operators and the style of lists that most parameters of the document share become the
    /// [spelling](filterset::schema::Spelling) of the schema, so that it accepts the parameters of the path and no other
    /// key. To import several paths, [`import_paths`](Importer::import_paths)
    /// is faster.
    ///
    /// # Errors
    ///
    /// - [`UnknownPath`](OpenApiError::UnknownPath) or [`NoGetOperation`](OpenApiError::NoGetOperation) if the document
    ///   doesn't have the path, or the path doesn't have a get operation;
    /// - [`CircularReference`](OpenApiError::CircularReference) if a reference leads to itself;
    /// - [`InvalidSchema`](OpenApiError::InvalidSchema) if a [reserved](Importer::reserved) name or a pattern in
    ///   `x-filterset-reserved` is also a field's key, or a parameter of the list options that `x-filterset-list` declares.
    pub fn import(&self, document: &Document, path: &str) -> Result<Import, OpenApiError> {
        let budget = PathBudget::new(None);
        let reading = self.read_path(document, path, &budget)?;
        self.build_import(reading, &self.find_spelling(document))
    }

    /// Imports the schemas of several paths, within limits that hold for all of them together: paths can share their
    /// parameters, so the schemas of a small document can be large.
    pub fn import_paths<'d>(
        &self,
        document: &'d Document,
        paths: impl IntoIterator<Item = &'d str>,
    ) -> impl Iterator<Item = (&'d str, Result<Import, OpenApiError>)> {
        let budget = Budget::for_paths();
        let spelling = self.find_spelling(document);
        paths.into_iter().map(move |path| {
            let budget = PathBudget::new(Some(&budget));
            let reading = self.read_path(document, path, &budget);
            (path, reading.and_then(|reading| self.build_import(reading, &spelling)))
        })
    }

    /// Finds the spelling that the paths of a document share.
    fn find_spelling(&self, document: &Document) -> Spelling {
        let budget = Budget::for_evidence();
        let mut tally = SpellingTally::default();
        for path in document.paths() {
            let budget = PathBudget::new(Some(&budget));
            let Ok(reading) = self.read_path(document, path, &budget) else { continue };
            if reading.spelling == DeclaredSpelling::Undeclared {
                tally.count(&reading.fields);
            }
        }
        tally.find_spelling()
    }

    /// Reads the parameters of a path.
    fn read_path<'d>(
        &'d self,
        document: &'d Document,
        path: &'d str,
        budget: &'d PathBudget<'d>,
    ) -> Result<Reading<'d>, OpenApiError> {
        let infer = self.fields.infer;
        let mut notes = Vec::new();
        let mut operation = Operation::find_operation(document, path, budget, &mut notes)?;
        let limits = read_limits(operation.node, &mut notes);
        let spelling = spelling::read_spelling(operation.node, budget, &mut notes);
        for parameter in &mut operation.parameters {
            parameter.spelling = ParameterSpelling::new(parameter.node, spelling.get());
        }
        let own_operators = document.own_operators.get_or_init(|| find_own_operators(document));
        let names = Names::new(
            operation.parameters.iter().map(|parameter| parameter.name),
            own_operators,
            &self.operators,
            infer,
        );
        let classifier = Classifier { document, budget, names, reserved: &self.reserved, operators: &self.operators };
        let list_options = match list_options::read_declared(operation.node, &operation.parameters, budget, &mut notes)
        {
            Some(options) => ImportedListOptions::new(options),
            None if infer => {
                let known =
                    operation.parameters.iter().filter(|parameter| classifier.is_well_known(parameter)).collect();
                list_options::infer_list_options(document, known, limits.list_items, budget, &mut notes)?
            }
            None => ImportedListOptions::default(),
        };
        let mut reserved: Vec<String> = Vec::new();
        let mut fields: BTreeMap<&str, Vec<Evidence<'_>>> = BTreeMap::new();
        let mut guesses: Vec<(&Parameter<'_>, Guess<'_>)> = Vec::new();
        let collect = |parameter: &Parameter<'d>, op, notes: &mut Vec<Note>| match parameter.collect_evidence(
            document,
            budget,
            op,
            limits.list_items,
            infer,
            notes,
        ) {
            Ok(evidence) => Ok(Some(evidence)),
            Err(ParameterError::Skipped(why)) => {
                notes.push(Note::new(NoteKind::Skipped, parameter.name, why));
                Ok(None)
            }
            Err(ParameterError::CircularReference(reference)) => Err(OpenApiError::CircularReference { reference }),
        };
        for parameter in &operation.parameters {
            match classifier.classify(parameter, &list_options, &mut notes) {
                Classification::Condition(field, op) => {
                    fields.entry(field).or_default().extend(collect(parameter, op, &mut notes)?);
                }
                Classification::Guess(guess) => guesses.push((parameter, guess)),
                Classification::Reserved => reserved.push(parameter.name.to_owned()),
                Classification::ListOption | Classification::Skipped => {}
            }
        }
        for (parameter, guess) in guesses {
            let mut own_notes = Vec::new();
            let Some(mut evidence) = collect(parameter, guess.op, &mut own_notes)? else {
                notes.append(&mut own_notes);
                continue;
            };
            match guess.check(&evidence, &fields, infer) {
                Ok(()) => {
                    notes.push(Note::new(NoteKind::Inferred, parameter.name, guess.describe(evidence.op)));
                    notes.append(&mut own_notes);
                    evidence.spelling.is_key |= !parameter.spelling.is_declared;
                    fields.entry(guess.field).or_default().push(evidence);
                }
                Err(Contradiction::OwnField(why)) => {
                    let why = format!("not imported as {}: {why}", guess.describe(evidence.op));
                    if parameter.name.contains('[') {
                        notes.push(Note::new(NoteKind::Skipped, parameter.name, why));
                    } else {
                        notes.push(Note::new(NoteKind::Ambiguous, parameter.name, why));
                        fields.entry(parameter.name).or_default().extend(collect(parameter, Op::Exact, &mut notes)?);
                    }
                }
                Err(Contradiction::Repeated(other)) => {
                    let why = format!("{other} is the key of the operator \"{}\" of its field", evidence.op);
                    notes.push(Note::new(NoteKind::Skipped, parameter.name, why));
                }
            }
        }
        sort_notes(&mut notes, &operation);
        let reserved = spelling::add_patterns(operation.node, reserved, &mut notes);
        let reserved = reserved::add_patterns(reserved, &self.reserved);
        let builder = Schema::builder(schema_name(operation.node, path, budget))
            .limits(limits)
            .list_options(list_options.options);
        Ok(Reading { builder, spelling, reserved, fields, notes })
    }

    /// Builds the schema of a path, under the spelling of its document unless it declares one. Without an operator of the
    /// language or of the document under its standard name, no other key of a field is accepted.
    fn build_import(&self, reading: Reading<'_>, found: &Spelling) -> Result<Import, OpenApiError> {
        if reading.spelling != DeclaredSpelling::Undeclared {
            return self.build_schema(reading, None);
        }
        let parameters =
            |import: &Import| import.schema.fields().map(|field| field.ops().iter().count()).sum::<usize>();
        let standard = Spelling::new();
        let spelled = self.build_schema(reading.clone(), Some(found));
        match spelled {
            // The names of a path can be ambiguous under the spelling of the document.
            Err(_) => self.build_schema(reading, Some(&standard)),
            Ok(spelled) if *found != standard && spelled.notes.iter().any(|note| note.kind() == NoteKind::Skipped) => {
                let plain = self.build_schema(reading, Some(&standard))?;
                Ok(if parameters(&plain) > parameters(&spelled) { plain } else { spelled })
            }
            spelled => spelled,
        }
    }

    fn build_schema(&self, reading: Reading<'_>, found: Option<&Spelling>) -> Result<Import, OpenApiError> {
        let Reading { builder, spelling, reserved, fields, mut notes } = reading;
        let spelling = SchemaSpelling { declared: spelling.get(), found };
        let mut fields = self.build_fields(fields, spelling, &mut notes);
        fields.retain(|field| {
            let is_reserved = reserved.iter().any(|pattern| matches_pattern(pattern, field.name()));
            if is_reserved {
                let why = "its operators are skipped, because the name of the field is reserved";
                notes.push(Note::new(NoteKind::Skipped, field.name(), why));
            }
            !is_reserved
        });
        let builder = builder.fields(fields).reserved(reserved);
        let builder = spelling.get().cloned().into_iter().fold(builder, SchemaBuilder::spelling);
        Ok(Import { schema: builder.build()?, notes })
    }

    /// Builds the fields from their parameters. A field whose name is also a key of another field is skipped.
    fn build_fields(
        &self,
        mut fields: BTreeMap<&str, Vec<Evidence<'_>>>,
        spelling: SchemaSpelling<'_>,
        notes: &mut Vec<Note>,
    ) -> Vec<Field> {
        let mut built = Vec::new();
        for (name, parameters) in &mut fields {
            parameters.sort_by_key(|parameter| parameter.op);
            lists::adopt_lists(name, parameters, spelling.found.is_some(), notes);
            built.extend(field::build_field(name, parameters, spelling, &self.fields, notes));
        }
        let clashing = spelling::find_clashing_fields(&built, spelling.get());
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
}

/// The parameters of a path, before its schema is built.
#[derive(Clone)]
struct Reading<'d> {
    /// The schema without its fields and its reserved names.
    builder: SchemaBuilder,
    /// The spelling that the operation declares.
    spelling: DeclaredSpelling,
    reserved: Vec<String>,
    fields: BTreeMap<&'d str, Vec<Evidence<'d>>>,
    notes: Vec<Note>,
}

/// Returns the name of the schema: that of the operation's extension key, or else the last fixed segment of the path.
fn schema_name(operation: &Node, path: &str, budget: &PathBudget<'_>) -> String {
    match operation.get(extension::NAME).and_then(Node::text).filter(|name| budget.count_text(name).is_ok()) {
        Some(name) => name.to_owned(),
        None => resource_name(path).to_owned(),
    }
}

/// Sorts notes by the order of the parameters. Those on the operation come first.
fn sort_notes(notes: &mut [Note], operation: &Operation<'_>) {
    let positions: HashMap<&str, usize> =
        operation.parameters.iter().enumerate().map(|(index, parameter)| (parameter.name, index)).collect();
    notes.sort_by_key(|note| positions.get(note.parameter()).copied());
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
