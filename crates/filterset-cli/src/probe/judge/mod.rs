//! Judges the responses: compares them with the meaning of the queries.

mod answer;
mod displayed;
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
use relation::List;
use verdict::Verdict;

/// Judges the responses to all requests of a plan.
pub(crate) fn judge(plan: &mut Plan, responses: &Responses) -> Result<Report, Failure> {
    let unknown_record = plan.survey.refute_total(responses.iter().filter(|response| response.is_success()));
    let report = Report {
        requests: responses.len(),
        records: plan.survey.total,
        coverage: plan.coverage,
        unknown_record,
        ..Report::default()
    };
    let mut judge = Judge { plan, responses, judged: HashMap::new(), report, is_changed: false };
    judge.check_change()?;
    // A condition that is wrong by itself is reported once, and not for each relation.
    let (single, related): (Vec<_>, Vec<_>) =
        judge.plan.probes.iter().partition(|probe| matches!(probe.relation, Relation::Any | Relation::Rejected));
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
    /// Compares the first pages with those at the end.
    fn check_change(&mut self) -> Result<(), Failure> {
        let mut queries = "";
        let mut verdict = Verdict::Good;
        for (id, again) in self.plan.repeated_pages() {
            verdict = self.compare_pages(id, again)?;
            if matches!(verdict, Verdict::Bad { .. }) {
                queries = self.plan.query_of(id);
                break;
            }
        }
        self.is_changed = matches!(verdict, Verdict::Bad { .. });
        self.record(Check::DataChange, &[queries], verdict);
        Ok(())
    }

    /// Compares two responses to the query of a first page.
    fn compare_pages(&self, id: RequestId, again: RequestId) -> Result<Verdict, Failure> {
        let ((before, records), (after, records_after)) = (self.read_answer(id)?, self.read_answer(again)?);
        let Answer::Page(before) = before else { return Ok(Verdict::Undecided) };
        let Answer::Page(after) = after else {
            if id == 1 {
                return Err(Failure::Message("the API stopped responding: expected the first page again".to_owned()));
            }
            return Ok(Verdict::differs("the same page at the end", "no page"));
        };
        let ids = |facts: &Facts| facts.ids.iter().cloned().collect::<BTreeSet<_>>();
        let survey = &self.plan.survey;
        let values = |records: &[Json]| records.iter().map(|record| survey.values(record)).collect::<BTreeSet<_>>();
        Ok(if before.size != after.size {
            Verdict::differs(format!("{} at the end", before.describe()), after.describe())
        } else if ids(&before) != ids(&after) {
            Verdict::differs("the same records on the page at the end", "other records")
        } else if values(&records) != values(&records_after) {
            Verdict::differs("the same values on the page at the end", "other values")
        } else {
            Verdict::Good
        })
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
                let (total, has_ids) = (self.plan.survey.total, self.plan.survey.shape.has_ids());
                let list = List { total, has_ids, is_changed: self.is_changed };
                relation::judge_relation(list, relation, &pages, probe.queries.len())
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
            Some(response) if response.ends_run() => {
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
