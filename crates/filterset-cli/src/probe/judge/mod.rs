//! Judges the responses: compares them with the meaning of the queries.

mod answer;
mod order;
mod relation;
mod selection;
mod verdict;

use std::collections::{BTreeSet, HashMap};

use serde_json::Value as Json;

use super::check::{Check, Probe, Relation};
use super::exchange::{RequestId, Responses, incomplete};
use super::finding::{Finding, Report};
use super::plan::{Plan, describe_failure};
use super::query::{Meaning, Query};
use crate::failure::Failure;

use answer::{Answer, Facts};
use verdict::Verdict;

/// Judges the responses to all requests of a plan.
pub(crate) fn judge(plan: &Plan, responses: &Responses) -> Result<Report, Failure> {
    let mut judge = Judge {
        plan,
        responses,
        judged: HashMap::new(),
        report: Report { requests: responses.len(), records: plan.survey.total, ..Report::default() },
        is_changed: false,
    };
    judge.check_change()?;
    // A condition that is wrong by itself is reported once, and not for each relation.
    let (single, related): (Vec<_>, Vec<_>) =
        plan.probes.iter().partition(|probe| matches!(probe.relation, Relation::Any | Relation::Rejected));
    for probe in single.into_iter().chain(related) {
        judge.judge_probe(probe)?;
    }
    judge.report.findings.sort_by_key(|finding| (finding.kind, finding.check));
    Ok(judge.report)
}

struct Judge<'a> {
    plan: &'a Plan,
    responses: &'a Responses,
    judged: HashMap<&'a str, Judged>,
    report: Report,
    /// Whether the list changed during the run, so that numbers of records can't be compared.
    is_changed: bool,
}

/// A query that was judged by itself.
struct Judged {
    is_bad: bool,
    /// The contents of its page, if it has one.
    facts: Option<Facts>,
}

impl<'a> Judge<'a> {
    /// Compares the first and the last response, which have the same query.
    fn check_change(&mut self) -> Result<(), Failure> {
        let (first, last) = (self.read_answer(1)?.0, self.read_answer(self.plan.last_id())?.0);
        let (Answer::Page(first), Answer::Page(last)) = (first, last) else {
            return Err(Failure::Message("the API stopped responding: expected the first page at the end".to_owned()));
        };
        let verdict = if first.size != last.size {
            Verdict::differs(format!("{} at the end", first.describe()), last.describe())
        } else if first.ids.iter().collect::<BTreeSet<_>>() != last.ids.iter().collect() {
            Verdict::differs("the same records at the end", "other records on the first page")
        } else {
            Verdict::Good
        };
        self.is_changed = matches!(verdict, Verdict::Bad { .. });
        self.record(Check::DataChange, &[""], verdict);
        Ok(())
    }

    fn judge_probe(&mut self, probe: &'a Probe) -> Result<(), Failure> {
        for query in &probe.queries {
            if !self.judged.contains_key(query.text.as_str()) {
                let judged = self.judge_query(probe, query)?;
                self.judged.insert(&query.text, judged);
            }
        }
        if matches!(probe.relation, Relation::Rejected | Relation::Any) {
            return Ok(());
        }
        let judged = probe.queries.iter().filter_map(|query| self.judged.get(query.text.as_str()));
        let judged: Vec<&Judged> = judged.collect();
        // The finding about the query is enough.
        if judged.iter().any(|judged| judged.is_bad) {
            return Ok(());
        }
        let pages: Vec<&Facts> = judged.iter().filter_map(|judged| judged.facts.as_ref()).collect();
        let verdict = match &probe.relation {
            Relation::Ordered { field, is_descending } => {
                let query = probe.queries.first().and_then(|query| self.plan.id_of(&query.text));
                let (_, records) = self.read_answer(query.unwrap_or_default())?;
                order::judge_order(&records, field, *is_descending)
            }
            relation => {
                relation::judge_relation(self.plan.survey.total, relation, &pages, probe.queries.len(), self.is_changed)
            }
        };
        let queries: Vec<&str> = probe.queries.iter().map(|query| query.text.as_str()).collect();
        self.record(probe.check, &queries, verdict);
        Ok(())
    }

    /// Judges a query by itself.
    fn judge_query(&mut self, probe: &Probe, query: &Query) -> Result<Judged, Failure> {
        let id = self.plan.id_of(&query.text).unwrap_or_default();
        let (answer, records) = self.read_answer(id)?;
        let response = self.responses.get(id);
        let verdict = match &query.meaning {
            // Their failures are those of the relation.
            _ if matches!(probe.relation, Relation::Pages | Relation::JoinedPages) => Verdict::Good,
            Meaning::Invalid { code, readings } => {
                selection::judge_invalid(self.plan, response, (&answer, &records), code, readings)
            }
            Meaning::Valid(filter) => {
                selection::judge_valid(self.plan, response, (&answer, &records), filter, self.is_changed)
            }
        };
        let is_bad = matches!(verdict, Verdict::Bad { .. });
        if is_bad || matches!(probe.relation, Relation::Rejected | Relation::Any) {
            self.record(probe.check, &[query.text.as_str()], verdict);
        }
        let facts = if let Answer::Page(facts) = answer { Some(facts) } else { None };
        Ok(Judged { is_bad, facts })
    }

    /// Reads a response, or fails if it isn't about the query.
    fn read_answer(&self, id: RequestId) -> Result<(Answer, Vec<Json>), Failure> {
        match self.responses.get(id) {
            None => Err(incomplete()),
            Some(response) if matches!(response.status, 401 | 407 | 429) => {
                Err(Failure::Message(format!("the API can't be queried: {}", describe_failure(response))))
            }
            Some(response) => Ok(Answer::read(&self.plan.survey, response)),
        }
    }

    /// Counts a verdict, and keeps it if it is a finding.
    fn record(&mut self, check: Check, queries: &[&str], verdict: Verdict) {
        let tried = self.report.tried.entry(check).or_default();
        tried.probes = tried.probes.saturating_add(1);
        match verdict {
            Verdict::Good => {}
            Verdict::Undecided => tried.undecided = tried.undecided.saturating_add(1),
            Verdict::Bad { kind, expected, found } => {
                let queries = queries.iter().map(|query| (*query).to_owned()).collect();
                self.report.findings.push(Finding { check, kind, queries, expected, found });
            }
        }
    }
}
