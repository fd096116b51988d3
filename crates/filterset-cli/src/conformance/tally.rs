//! Counts verdicts by section of the reference.

use std::collections::BTreeMap;

use super::cases::Case;
use super::expected::Reason;

/// The titles of the sections, from 0.
const TITLES: [&str; 12] = [
    "A filter never widens",
    "From text to pairs",
    "From a key to a field and an operator",
    "Operators",
    "Values",
    "Conditions and filters",
    "Canonical form",
    "Errors",
    "Limits",
    "Policies",
    "List requests",
    "Spellings",
];

/// The numbers of cases.
#[derive(Clone, Copy, Default, serde::Serialize)]
pub(super) struct Counts {
    pub(super) passed: usize,
    /// The cases that differ as expected.
    pub(super) expected: usize,
    pub(super) failed: usize,
    pub(super) skipped: usize,
}

impl Counts {
    pub(super) fn add(&mut self, other: Counts) {
        for (sum, count) in [
            (&mut self.passed, other.passed),
            (&mut self.expected, other.expected),
            (&mut self.failed, other.failed),
            (&mut self.skipped, other.skipped),
        ] {
            *sum = sum.saturating_add(count);
        }
    }
}

/// The counts of a run.
pub(super) struct Tally {
    rules: BTreeMap<(usize, String), Counts>,
    /// The number of cases for each reason.
    reasons: Vec<usize>,
    skipped: BTreeMap<String, usize>,
}

impl Tally {
    pub(super) fn new(reasons: usize) -> Tally {
        Tally { rules: BTreeMap::new(), reasons: vec![0; reasons], skipped: BTreeMap::new() }
    }

    /// Adds the counts of a case.
    pub(super) fn add(&mut self, case: &Case, counts: Counts) {
        // Sections in the order of their numbers.
        let number = case.rule.parse().unwrap_or(usize::MAX);
        self.rules.entry((number, case.rule.clone())).or_default().add(counts);
    }

    pub(super) fn add_skipped(&mut self, reason: String) {
        let count = self.skipped.entry(reason).or_default();
        *count = count.saturating_add(1);
    }

    pub(super) fn add_reason(&mut self, reason: usize) {
        if let Some(count) = self.reasons.get_mut(reason) {
            *count = count.saturating_add(1);
        }
    }

    /// Returns the number, the title and the counts of each section.
    pub(super) fn rules(&self) -> impl Iterator<Item = (&str, &str, Counts)> {
        self.rules
            .iter()
            .map(|((number, rule), counts)| (rule.as_str(), TITLES.get(*number).copied().unwrap_or_default(), *counts))
    }

    pub(super) fn total(&self) -> Counts {
        let mut total = Counts::default();
        self.rules.values().for_each(|counts| total.add(*counts));
        total
    }

    /// Returns each reason with the number of its cases.
    pub(super) fn reasons<'a>(&'a self, reasons: &'a [Reason]) -> impl Iterator<Item = (&'a str, usize)> {
        reasons.iter().map(|reason| reason.reason.as_str()).zip(self.reasons.iter().copied())
    }

    /// Returns each reason for skipped cases with their number.
    pub(super) fn skipped(&self) -> impl Iterator<Item = (&str, usize)> {
        self.skipped.iter().map(|(reason, count)| (reason.as_str(), *count))
    }

    /// Returns `true` if a case passed, none failed, and each reason has a case.
    pub(super) fn is_conforming(&self) -> bool {
        let total = self.total();
        total.passed > 0 && total.failed == 0 && self.reasons.iter().all(|count| *count > 0)
    }
}
