//! The differences that are expected of an implementation, each with its reason.

use std::path::Path;

use serde::Deserialize;

use super::cases::Case;
use super::compare::Difference;
use crate::failure::Failure;

/// A reason for differences.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reason {
    pub(super) reason: String,
    when: Vec<Pattern>,
}

/// The members that a difference and its case must have.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pattern {
    code: Option<String>,
    found: Option<String>,
    rule: Option<String>,
    file: Option<String>,
    schema: Option<String>,
    queries: Option<Vec<String>>,
}

impl Pattern {
    /// Returns the number of members if all of them match.
    fn specificity(&self, case: &Case, difference: &Difference) -> Option<usize> {
        let members = [
            (&self.code, difference.code.as_str()),
            (&self.found, difference.found),
            (&self.rule, &case.rule),
            (&self.file, &case.file),
            (&self.schema, &case.schema_name),
        ];
        let stated = || members.iter().filter_map(|(member, value)| Some((member.as_deref()?, *value)));
        let is_query = self.queries.as_ref().is_none_or(|queries| queries.contains(&case.query));
        let count = stated().count().saturating_add(self.queries.iter().count());
        (is_query && stated().all(|(member, value)| member == value)).then_some(count)
    }
}

/// Reads the reasons of a file.
pub(super) fn load_reasons(path: &Path) -> Result<Vec<Reason>, Failure> {
    let failed = |error: &dyn std::fmt::Display| Failure::Message(format!("{}: {error}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| failed(&error))?;
    serde_json::from_str(&text).map_err(|error| failed(&error))
}

/// Returns the index of the first reason with the most specific pattern that matches.
pub(super) fn find_reason(reasons: &[Reason], case: &Case, difference: &Difference) -> Option<usize> {
    let best = |reason: &Reason| reason.when.iter().filter_map(|pattern| pattern.specificity(case, difference)).max();
    let matching = reasons.iter().enumerate().filter_map(|(index, reason)| Some((best(reason)?, index)));
    matching.max_by_key(|(specificity, index)| (*specificity, std::cmp::Reverse(*index))).map(|(_, index)| index)
}
