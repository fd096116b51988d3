//! Imports list options: from the extension key, or by inference from the parameters.

use std::collections::{BTreeMap, BTreeSet};

use filterset::list::{ListOptions, ListOptionsBuilder, ListParameter, Pagination, PaginationKind};
use filterset::text::excerpt;
use filterset::{Op, Schema, ValueType};

use crate::budget::PathBudget;
use crate::constraint::{Bounds, Constraint, ParameterError, TypeConstraint};
use crate::document::Document;
use crate::error::OpenApiError;
use crate::node::Node;
use crate::note::{Note, NoteKind};
use crate::parameter::Parameter;
use crate::schema_object::SchemaObject;
use crate::{extension, schema_file};

/// The list options of a path.
#[derive(Default)]
pub(crate) struct ImportedListOptions {
    pub(crate) options: ListOptions,
    /// The reasons why nothing was inferred, by parameter.
    pub(crate) reasons: BTreeMap<String, String>,
}

impl ImportedListOptions {
    pub(crate) fn new(options: ListOptions) -> ImportedListOptions {
        ImportedListOptions { options, reasons: BTreeMap::new() }
    }
}

/// Reads the extension key of the operation, if it has one. An invalid value is noted and ignored.
pub(crate) fn read_declared(
    operation: &Node,
    parameters: &[Parameter<'_>],
    budget: &PathBudget<'_>,
    notes: &mut Vec<Note>,
) -> Option<ListOptions> {
    let list_options = match schema_file::read_part(operation.get(extension::LIST)?, "list", budget) {
        Ok(schema) => schema.list_options().clone(),
        Err(why) => {
            notes.push(Note::new(NoteKind::Ambiguous, "", format!("invalid {}: {why}", extension::LIST)));
            ListOptions::default()
        }
    };
    let names = list_options.parameters().map(ListParameter::name);
    for name in names.filter(|name| parameters.iter().all(|parameter| parameter.name != *name)) {
        let why = format!("{} declares it, but the path does not have this parameter", extension::LIST);
        notes.push(Note::new(NoteKind::Ambiguous, name, why));
    }
    Some(list_options)
}

/// Infers list options from the parameters that have the language's names, and notes each inference.
pub(crate) fn infer_list_options<'d>(
    document: &'d Document,
    known: Vec<&Parameter<'d>>,
    max_items: usize,
    budget: &'d PathBudget<'d>,
    notes: &mut Vec<Note>,
) -> Result<ImportedListOptions, OpenApiError> {
    let inference = Inference { document, known, max_items, budget };
    let steps: [(&[&str], InferenceStep<'_, 'd>); 5] = [
        (&["page", "page_size", "offset", "limit", "cursor"], Inference::infer_pagination),
        (&["ordering"], Inference::infer_ordering),
        (&["fields"], Inference::infer_fields),
        (&["omit"], Inference::infer_omit),
        (&["search"], Inference::infer_search),
    ];
    let mut inferred = ImportedListOptions::default();
    for (names, step) in steps {
        let names = names.iter().filter(|name| inference.find_parameter(name).is_some());
        if names.clone().next().is_none() {
            continue;
        }
        let mut reported = Vec::new();
        match step(&inference, inferred.options.clone().into(), &mut reported).and_then(check_list_options) {
            Ok(options) => {
                inferred.options = options;
                notes.append(&mut reported);
            }
            Err(ParameterError::Skipped(why)) => {
                inferred.reasons.extend(names.map(|name| ((*name).to_owned(), why.clone())));
            }
            Err(ParameterError::CircularReference(reference)) => {
                return Err(OpenApiError::CircularReference { reference });
            }
        }
    }
    Ok(inferred)
}

/// Adds what some parameters declare to the list options, and notes it.
type InferenceStep<'i, 'd> =
    fn(&'i Inference<'i, 'd>, ListOptionsBuilder, &mut Vec<Note>) -> Result<ListOptionsBuilder, ParameterError>;

/// Returns the list options if a schema can have them.
fn check_list_options(list_options: ListOptionsBuilder) -> Result<ListOptions, ParameterError> {
    match Schema::builder("").list_options(list_options).build() {
        Ok(schema) => Ok(schema.list_options().clone()),
        Err(error) => Err(ParameterError::Skipped(error.to_string())),
    }
}

struct Inference<'p, 'd> {
    document: &'d Document,
    known: Vec<&'p Parameter<'d>>,
    max_items: usize,
    budget: &'d PathBudget<'d>,
}

impl<'p, 'd> Inference<'p, 'd> {
    fn find_parameter(&self, name: &str) -> Option<&'p Parameter<'d>> {
        self.known.iter().copied().find(|parameter| parameter.name == name)
    }

    /// Reads the schema of a parameter that takes one value or a list.
    fn read_schema(&self, name: &str, op: Op, notes: &mut Vec<Note>) -> Result<SchemaObject, ParameterError> {
        let parameter = self.find_parameter(name).ok_or_else(|| ParameterError::Skipped(format!("missing {name}")))?;
        parameter.read_schema(self.document, self.budget, op, true, notes)
    }

    /// Notes each inference from a parameter, and the keywords that are lost, except for the one that is kept.
    fn note_inference(&self, name: &str, mut schema: SchemaObject, kept: &str, why: String, notes: &mut Vec<Note>) {
        schema.lost.retain(|key| *key != kept);
        notes.push(Note::new(NoteKind::Inferred, name, why));
        if let Some(parameter) = self.find_parameter(name) {
            parameter.note_lossy(&schema, self.max_items, notes);
        }
    }

    fn infer_pagination(
        &self,
        list_options: ListOptionsBuilder,
        notes: &mut Vec<Note>,
    ) -> Result<ListOptionsBuilder, ParameterError> {
        let skip = |why: String| Err(ParameterError::Skipped(why));
        let kinds: Vec<PaginationKind> =
            PaginationKind::ALL.into_iter().filter(|by| self.find_parameter(by.name()).is_some()).collect();
        let by = match kinds.as_slice() {
            [by] => *by,
            [] => return skip("missing page, offset or cursor".to_owned()),
            [one, other, ..] => {
                return skip(format!("{} and {} are two kinds of pagination", one.name(), other.name()));
            }
        };
        let start = self.read_schema(by.name(), Op::Exact, notes)?;
        let (is_valid, kept, expected) = match by {
            PaginationKind::Page => (counts_from(&start, 1), "default", "an integer of at least 1"),
            PaginationKind::Offset => (counts_from(&start, 0), "default", "an integer of at least 0"),
            PaginationKind::Cursor => {
                let is_whole = start.max_length.and_then(|most| usize::try_from(most).ok())
                    == Some(Pagination::MAX_CURSOR_CHARACTERS);
                (start.constraint == Constraint::Text, if is_whole { "maxLength" } else { "" }, "a string")
            }
        };
        if !is_valid {
            return skip(format!("invalid {}: expected {expected}", by.name()));
        }
        let size_name = if by == PaginationKind::Offset { "limit" } else { "page_size" };
        let size = self.read_schema(size_name, Op::Exact, notes)?;
        let bounds = match &size.constraint {
            Constraint::Type(TypeConstraint {
                value_type: ValueType::Integer,
                bounds: Bounds { minimum: None | Some(1), maximum },
                ..
            }) => to_size(size.default).zip(to_size(*maximum)),
            _ => None,
        };
        let Some((default, most)) = bounds else {
            return skip(format!(
                "invalid {size_name}: expected an integer of at least 1 with a maximum and a default"
            ));
        };
        self.note_inference(by.name(), start, kept, format!("pagination with the page size in {size_name}"), notes);
        let why = format!("{default} records by default and at most {most}, from its default and maximum");
        self.note_inference(size_name, size, "default", why, notes);
        Ok(list_options.pagination(Pagination::new(by).size(default).max_size(most)))
    }

    fn infer_ordering(
        &self,
        list_options: ListOptionsBuilder,
        notes: &mut Vec<Note>,
    ) -> Result<ListOptionsBuilder, ParameterError> {
        let names: BTreeSet<String> = self.read_names("ordering", notes)?.into_iter().collect();
        if let Some(name) = names.iter().find(|name| !names.contains(&reverse_direction(name))) {
            let (name, other) = (excerpt(name), excerpt(&reverse_direction(name)));
            return Err(ParameterError::Skipped(format!("its enum has \"{name}\" but not \"{other}\"")));
        }
        let bare: BTreeSet<&str> = names.iter().map(|name| name.strip_prefix('-').unwrap_or(name)).collect();
        Ok(list_options.ordering(bare.into_iter().map(str::to_owned)))
    }

    fn infer_fields(
        &self,
        list_options: ListOptionsBuilder,
        notes: &mut Vec<Note>,
    ) -> Result<ListOptionsBuilder, ParameterError> {
        Ok(list_options.fields(self.read_names("fields", notes)?))
    }

    fn infer_omit(
        &self,
        list_options: ListOptionsBuilder,
        notes: &mut Vec<Note>,
    ) -> Result<ListOptionsBuilder, ParameterError> {
        Ok(list_options.omit(self.read_names("omit", notes)?))
    }

    fn infer_search(
        &self,
        list_options: ListOptionsBuilder,
        notes: &mut Vec<Note>,
    ) -> Result<ListOptionsBuilder, ParameterError> {
        let schema = self.read_schema("search", Op::Exact, notes)?;
        let most = schema.max_length.and_then(|most| usize::try_from(most).ok());
        let Some(most) = most.filter(|_| schema.constraint == Constraint::Text) else {
            return Err(ParameterError::Skipped("expected a string with a maxLength".to_owned()));
        };
        let why = format!("text of at most {most} characters, from its maxLength");
        self.note_inference("search", schema, "maxLength", why, notes);
        Ok(list_options.search(most))
    }

    /// Returns the names in the enum of a parameter, and notes the inference.
    fn read_names(&self, name: &str, notes: &mut Vec<Note>) -> Result<Vec<String>, ParameterError> {
        let schema = self.read_schema(name, Op::In, notes)?;
        let (kind, why) = match &schema.constraint {
            Constraint::List(item) => (item.as_ref(), "a list of the names in its enum"),
            constraint => (constraint, "a list of the names in its enum, although the document accepts a single name"),
        };
        match kind {
            Constraint::Type(TypeConstraint { value_type: ValueType::Choice, choices, .. }) => {
                let choices = choices.clone();
                self.note_inference(name, schema, "", why.to_owned(), notes);
                Ok(choices)
            }
            _ => Err(ParameterError::Skipped("missing enum".to_owned())),
        }
    }
}

fn to_size(number: Option<i64>) -> Option<u64> {
    u64::try_from(number?).ok()
}

/// Returns an `ordering` name with the opposite direction: `-id` for `id`, and `id` for `-id`.
fn reverse_direction(name: &str) -> String {
    name.strip_prefix('-').map_or_else(|| format!("-{name}"), str::to_owned)
}

/// Returns `true` if the values are consecutive integers.
fn counts_from(schema: &SchemaObject, first: i64) -> bool {
    let is_first = |number: Option<i64>| number.is_none_or(|number| number == first);
    match &schema.constraint {
        Constraint::Type(TypeConstraint {
            value_type: ValueType::Integer,
            bounds: Bounds { minimum, maximum: None },
            ..
        }) => is_first(*minimum) && is_first(schema.default),
        _ => false,
    }
}
