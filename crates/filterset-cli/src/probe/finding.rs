//! The results of a run.

use std::collections::BTreeMap;

use filterset::text::excerpt;

use super::check::Check;
use super::survey::MAX_PAGES;
use crate::args::Severity;

/// A defect, or a sign of one.
pub(crate) struct Finding {
    pub(crate) check: Check,
    pub(crate) kind: Kind,
    /// The queries that show it.
    pub(crate) queries: Vec<String>,
    pub(crate) expected: String,
    pub(crate) found: String,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Kind {
    /// Records that the query doesn't ask for were returned.
    Widens,
    /// The status was 500 or above or a redirect, or the response was missing.
    Fails,
    /// A valid query has another meaning, or is rejected.
    Differs,
    /// A query that should be rejected returned no record, or only records that it can mean.
    Accepts,
}

impl Kind {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Kind::Widens => "widens",
            Kind::Fails => "fails",
            Kind::Differs => "differs",
            Kind::Accepts => "accepts",
        }
    }

    pub(crate) const fn severity(self) -> Severity {
        match self {
            Kind::Accepts => Severity::Minor,
            Kind::Widens | Kind::Fails | Kind::Differs => Severity::Major,
        }
    }
}

/// The findings of a run, and the number of its probes.
#[derive(Default)]
pub(crate) struct Report {
    pub(crate) findings: Vec<Finding>,
    /// The number of probes of each check, and of those that the responses couldn't decide.
    pub(crate) tried: BTreeMap<Check, Tried>,
    pub(crate) requests: usize,
    /// The number of all records, if it is known.
    pub(crate) records: Option<u64>,
    pub(crate) coverage: Coverage,
    /// A record that shows that the first pages don't have all records, although they seem to.
    pub(crate) unknown_record: Option<String>,
}

impl Report {
    /// Returns a maximum number of requests with which all operators are tried.
    pub(crate) const fn requests_of_operators(&self) -> usize {
        // The first pages are requested twice.
        self.coverage.queries.saturating_add(2 * MAX_PAGES)
    }
}

/// The operators of fields that were tried.
#[derive(Clone, Copy, Default)]
pub(crate) struct Coverage {
    /// The number of all operators, each of one field.
    pub(crate) operators: usize,
    pub(crate) tried: usize,
    /// The number of queries after which each operator was tried.
    pub(crate) queries: usize,
}

#[derive(Clone, Copy, Default)]
pub(crate) struct Tried {
    pub(crate) probes: usize,
    pub(crate) undecided: usize,
}

/// Describes a record by its identity.
pub(crate) fn name_record(identity: &str) -> String {
    format!("record {}", excerpt(identity))
}
