//! Conditions by a convention of names, such as `created_after` of `created`: they hold if they don't contradict what the
//! document declares.

use std::collections::BTreeMap;

use filterset::text::excerpt;
use filterset::{Op, OpSet, ValueType};

use crate::constraint::{Constraint, TypeConstraint};
use crate::parameter::Evidence;
use crate::whole_name::is_bound_in_time;

/// The probable field and operator of a parameter.
#[derive(Clone, Copy)]
pub(crate) struct Guess<'d> {
    pub(crate) field: &'d str,
    pub(crate) op: Op,
    pub(crate) convention: Convention<'d>,
}

/// A convention of names.
#[derive(Clone, Copy)]
pub(crate) enum Convention<'d> {
    /// A prefix or suffix of a field that has a parameter.
    WholeName,
    /// A prefix or suffix of a field that has no parameter.
    PairedName,
    Brackets,
    /// An operator of the API, whose meaning is a common one or given.
    OwnOperator {
        suffix: &'d str,
        is_given: bool,
    },
}

/// The reason why a guess doesn't hold.
pub(crate) enum Contradiction {
    /// The parameter is a field of its own, for this reason.
    OwnField(String),
    /// Another parameter has the operator.
    Repeated(String),
}

impl Guess<'_> {
    /// Describes the guess, for a note. The operator is the one of a list if the parameter is a list.
    pub(crate) fn describe(&self, op: Op) -> String {
        let Guess { field, convention, .. } = self;
        match convention {
            Convention::OwnOperator { suffix, .. } => {
                format!("operator \"{}\" of the API, which means \"{op}\"", excerpt(suffix))
            }
            _ => format!("a key of the field \"{}\" with the operator \"{op}\", by its name", excerpt(field)),
        }
    }

    /// Checks the guess against the other parameters of its field. The operator is that of the evidence, which is the one
    /// of a list if the parameter is a list.
    pub(crate) fn check(
        &self,
        evidence: &Evidence<'_>,
        fields: &BTreeMap<&str, Vec<Evidence<'_>>>,
        infer: bool,
    ) -> Result<(), Contradiction> {
        let own_field = |why: &str| Err(Contradiction::OwnField(why.to_owned()));
        let others = fields.get(self.field).map_or(&[] as &[Evidence<'_>], Vec::as_slice);
        match self.convention {
            Convention::PairedName if !infer => return own_field("that field has no parameter"),
            Convention::WholeName if others.is_empty() => return own_field("that field is not imported"),
            _ => {}
        }
        let is_given = matches!(self.convention, Convention::OwnOperator { is_given: true, .. });
        if OpSet::ORDER.contains(evidence.op) && !is_given && !self.is_bound(evidence.name, &evidence.constraint) {
            return own_field("it is not a number, date or instant");
        }
        if let Some(other) = others.iter().find(|other| !agrees(&other.constraint, &evidence.constraint, infer)) {
            return Err(Contradiction::OwnField(format!("the type of {} is another one", excerpt(other.name))));
        }
        match others.iter().find(|other| other.op == evidence.op) {
            Some(other) => Err(Contradiction::Repeated(excerpt(other.name))),
            None => Ok(()),
        }
    }

    /// Returns `true` if values can be bounds. An integer `country_to` is probably the id of a country.
    fn is_bound(&self, name: &str, constraint: &Constraint) -> bool {
        match constraint {
            Constraint::Type(TypeConstraint { value_type, .. }) => match value_type {
                ValueType::Decimal | ValueType::Date | ValueType::DateTime => true,
                ValueType::Integer => !is_bound_in_time(name),
                _ => false,
            },
            _ => matches!(self.convention, Convention::Brackets),
        }
    }
}

/// Returns `true` if a guessed parameter can be one of a field with another parameter. A string may be a list, or a value
/// whose type only the other parameter declares.
fn agrees(declared: &Constraint, guessed: &Constraint, infer: bool) -> bool {
    match (declared, guessed) {
        (Constraint::Type(declared), Constraint::Type(guessed)) => {
            declared.clone().reconcile(guessed.clone()).is_some()
                || (infer && declared.clone().unite(guessed.clone()).is_some())
        }
        (Constraint::Text, Constraint::Type(_)) => false,
        _ => true,
    }
}
