//! Decides the use of each parameter: a condition of a field, a reserved name, or an option of the list.

use std::collections::BTreeMap;

use filterset::Op;
use filterset::schema::is_valid_name;
use filterset::text::excerpt;

use crate::budget::PathBudget;
use crate::constraint::Constraint;
use crate::document::Document;
use crate::extension;
use crate::guess::{Convention, Guess};
use crate::list_options::ImportedListOptions;
use crate::note::{Note, NoteKind};
use crate::parameter::Parameter;
use crate::parameter_name::{Names, ParameterName};
use crate::reserved::{Role, matches_pattern};
use crate::spelling::is_valid_key;

const INVALID_NAME: &str = "invalid name: expected 1 to 128 characters from A-Z a-z 0-9 _ . -";

/// The use of a parameter.
pub(crate) enum Classification<'d> {
    Condition(&'d str, Op),
    /// A condition by a convention of names, unless the parameters of the field contradict it.
    Guess(Guess<'d>),
    Reserved,
    ListOption,
    Skipped,
}

/// What the use of the parameters of a path depends on.
pub(crate) struct Classifier<'d> {
    pub(crate) document: &'d Document,
    pub(crate) budget: &'d PathBudget<'d>,
    pub(crate) names: Names<'d>,
    /// The names and patterns that are reserved in addition to the well-known ones.
    pub(crate) reserved: &'d [String],
    /// The operators of the API whose meaning is given.
    pub(crate) operators: &'d BTreeMap<String, Op>,
}

impl<'d> Classifier<'d> {
    /// Returns `true` if a name is reserved because it is well known, and the document and the importer don't decide
    /// otherwise.
    pub(crate) fn is_well_known(&self, parameter: &Parameter<'d>) -> bool {
        let is_decided = self.is_declared_reserved(parameter) || parameter.node.get(extension::FIELD).is_some();
        !is_decided && matches!(self.classify_name(parameter), ParameterName::Reserved(_))
    }

    pub(crate) fn classify(
        &self,
        parameter: &Parameter<'d>,
        list_options: &ImportedListOptions,
        notes: &mut Vec<Note>,
    ) -> Classification<'d> {
        let Parameter { name, node, .. } = *parameter;
        let mut note = |kind, why: String| notes.push(Note::new(kind, name, why));
        if self.is_declared_reserved(parameter) {
            if is_valid_key(name) {
                return Classification::Reserved;
            }
            note(NoteKind::Skipped, INVALID_NAME.to_owned());
            return Classification::Skipped;
        }
        if list_options.options.parameter(name).is_some() {
            return Classification::ListOption;
        }
        if let Some(field) = node.get(extension::FIELD) {
            let op = node.get(extension::OP).map_or(Some(Op::Exact), |op| op.text().and_then(Op::from_wire_name));
            if let (Some(field), Some(op)) = (field.text(), op)
                && is_valid_name(field)
                && (parameter.spelling.is_declared || is_key(name, field, op))
            {
                return Classification::Condition(field, op);
            }
            let why = format!("{} and {} do not match this name", extension::FIELD, extension::OP);
            note(NoteKind::Skipped, why);
            return Classification::Skipped;
        }
        match self.classify_name(parameter) {
            ParameterName::Condition(field, _)
            | ParameterName::WholeName(field, _)
            | ParameterName::PairedName(field, _)
            | ParameterName::Bracketed(field, _)
            | ParameterName::OwnOperator(field, ..)
                if !is_valid_name(field) =>
            {
                note(NoteKind::Skipped, INVALID_NAME.to_owned());
                Classification::Skipped
            }
            ParameterName::Condition(_, Op::Exact) if name.contains('[') => {
                note(NoteKind::Skipped, INVALID_NAME.to_owned());
                Classification::Skipped
            }
            ParameterName::Condition(field, op) => Classification::Condition(field, op),
            ParameterName::WholeName(field, op) => {
                Classification::Guess(Guess { field, op, convention: Convention::WholeName })
            }
            ParameterName::PairedName(field, op) => {
                Classification::Guess(Guess { field, op, convention: Convention::PairedName })
            }
            ParameterName::Bracketed(field, op) => {
                Classification::Guess(Guess { field, op, convention: Convention::Brackets })
            }
            ParameterName::OwnOperator(field, suffix, op) => {
                let is_given = self.operators.contains_key(suffix);
                Classification::Guess(Guess { field, op, convention: Convention::OwnOperator { suffix, is_given } })
            }
            ParameterName::UnknownOperator(field, suffix) => {
                let (field, suffix) = (excerpt(field), excerpt(suffix));
                let why = format!(
                    "\"{suffix}\" may be an operator of the field \"{field}\": it is imported as part of the name"
                );
                note(NoteKind::Ambiguous, why);
                Classification::Condition(name, Op::Exact)
            }
            ParameterName::Regex => {
                let why = "a regular expression, for which the language has no operator";
                note(NoteKind::Skipped, why.to_owned());
                Classification::Skipped
            }
            ParameterName::Reserved(role) => {
                let why = list_options.reasons.get(name).map(|why| format!("; nothing is inferred: {why}"));
                note(NoteKind::Reserved, role.description().to_owned() + &why.unwrap_or_default());
                Classification::Reserved
            }
            ParameterName::Ambiguous(field, op) => {
                let field = excerpt(field);
                let why = format!(
                    "ambiguous name: it can mean a field of this name or the field \"{field}\" with the operator \"{op}\""
                );
                note(NoteKind::Skipped, why);
                Classification::Skipped
            }
        }
    }

    fn is_declared_reserved(&self, parameter: &Parameter<'_>) -> bool {
        parameter.node.is_true(extension::RESERVED)
            || self.reserved.iter().any(|pattern| matches_pattern(pattern, parameter.name))
    }

    /// Classifies a name. A well-known name isn't reserved if its type contradicts the role.
    fn classify_name(&self, parameter: &Parameter<'d>) -> ParameterName<'d> {
        let name = parameter.name;
        match self.names.classify_name(name) {
            ParameterName::Reserved(role) if self.contradicts(parameter, role) => self.names.classify_filter_name(name),
            meaning => meaning,
        }
    }

    fn contradicts(&self, parameter: &Parameter<'d>, role: Role) -> bool {
        self.read_constraint(parameter).is_some_and(|constraint| !role.admits(parameter.name, &constraint))
    }

    /// Returns the constraint of a parameter's schema, if it can be read.
    fn read_constraint(&self, parameter: &Parameter<'d>) -> Option<Constraint> {
        parameter.read_declared_schema(self.document, self.budget).ok().map(|schema| schema.constraint)
    }
}

/// Returns `true` if a name is the key of a field and an operator.
pub(crate) fn is_key(name: &str, field: &str, op: Op) -> bool {
    match name.strip_prefix(field) {
        Some("") => op == Op::Exact,
        Some(rest) => rest.strip_prefix("__") == Some(op.wire_name()),
        None => false,
    }
}
