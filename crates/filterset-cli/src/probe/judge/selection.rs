//! Judges a single query: an invalid one must be rejected, and a valid one must select what its filter means.

use filterset::Filter;
use serde_json::Value as Json;

use super::super::exchange::Response;
use super::super::finding::{Kind, name_record};
use super::super::plan::{Plan, describe_failure};
use super::answer::{Answer, Facts};
use super::displayed::DisplayedFilter;
use super::verdict::Verdict;

/// The records of a page.
struct Selected<'a> {
    facts: &'a Facts,
    records: &'a [Json],
}

/// Judges the response to a query that the language rejects with a code.
pub(super) fn judge_invalid(
    plan: &Plan,
    response: Option<&Response>,
    (answer, records): (&Answer, &[Json]),
    code: &str,
    readings: &[Filter<'static>],
) -> Verdict {
    let expected = format!("status 4xx ({code})");
    let status = response.map_or(0, |response| response.status);
    match answer {
        Answer::Rejection => Verdict::Good,
        Answer::Failure => fail(expected, response),
        Answer::Unreadable(_) => {
            Verdict::Bad { kind: Kind::Accepts, expected, found: format!("status {status} without records") }
        }
        Answer::Page(facts) => {
            let found = format!("status {status} with {}", facts.describe());
            let other = readings.iter().find_map(|reading| find_rejected(plan, reading, &Selected { facts, records }));
            let is_judged = !readings.is_empty() && readings.iter().all(|reading| is_visible(plan, reading));
            if let Some(id) = other {
                let record = name_record(id);
                return Verdict::widens(
                    expected,
                    format!("{found}, such as {record}, which the query doesn't ask for"),
                );
            }
            if !is_judged && is_everything(plan, facts) {
                return Verdict::widens(expected, format!("{found}: every record"));
            }
            Verdict::Bad { kind: Kind::Accepts, expected, found }
        }
    }
}

/// Judges the response to a valid query.
pub(super) fn judge_valid(
    plan: &Plan,
    response: Option<&Response>,
    (answer, records): (&Answer, &[Json]),
    filter: &Filter<'static>,
    is_changed: bool,
) -> Verdict {
    let expected = "status 200 with the records of a valid query";
    let status = response.map_or(0, |response| response.status);
    match answer {
        Answer::Rejection => Verdict::differs(expected, format!("status {status}")),
        Answer::Failure => fail(expected.to_owned(), response),
        Answer::Unreadable(reason) => Verdict::differs(expected, format!("status {status}: {reason}")),
        Answer::Page(facts) => judge_records(plan, &Selected { facts, records }, filter, is_changed),
    }
}

/// Compares the records of a page, and their number, with the filter.
fn judge_records(plan: &Plan, page: &Selected<'_>, filter: &Filter<'static>, is_changed: bool) -> Verdict {
    let facts = page.facts;
    if !is_visible(plan, filter) {
        return Verdict::Undecided;
    }
    if let Some(id) = find_rejected(plan, filter, page) {
        let found = format!("{}, such as {}, which the query doesn't ask for", facts.describe(), name_record(id));
        return Verdict::widens("only records that the query asks for", found);
    }
    let survey = &plan.survey;
    let (Some(size), Some(total), false) = (facts.size, survey.total, is_changed) else {
        return if page.records.is_empty() { Verdict::Undecided } else { Verdict::Good };
    };
    let Some(filter) = DisplayedFilter::new(survey, filter) else { return Verdict::Undecided };
    let matches: Vec<_> = survey.records.iter().map(|record| filter.matches(record)).collect();
    let count = |wanted: bool| {
        u64::try_from(matches.iter().filter(|is_match| **is_match == Some(wanted)).count()).unwrap_or(u64::MAX)
    };
    let (min, max) = (count(true), total.saturating_sub(count(false)));
    let expected = if min == max { format!("{min} records") } else { format!("{min} to {max} records") };
    if size > max {
        // Each record is one that the query asks for, but some aren't in the list without conditions.
        return match facts.ids.iter().find(|id| !survey.has(id)) {
            Some(id) => Verdict::differs(expected, format!("{}, such as {}", facts.describe(), name_record(id))),
            None => Verdict::widens(expected, facts.describe()),
        };
    }
    if size < min {
        return Verdict::differs(expected, facts.describe());
    }
    Verdict::Good
}

/// Returns the identity of a record that a filter rejects.
fn find_rejected<'f>(plan: &Plan, filter: &Filter<'static>, page: &Selected<'f>) -> Option<&'f str> {
    if !is_visible(plan, filter) {
        return None;
    }
    let filter = DisplayedFilter::new(&plan.survey, filter)?;
    let rejected = |(_, record): &(&'f String, &'f Json)| filter.matches(record) == Some(false);
    page.facts.ids.iter().zip(page.records).find(rejected).map(|(id, _)| id.as_str())
}

/// Returns `true` if the records show the fields of all conditions.
fn is_visible(plan: &Plan, filter: &Filter<'static>) -> bool {
    filter.iter().all(|condition| plan.survey.sample(condition.field()).is_some_and(|sample| sample.is_visible))
}

/// Returns `true` if a page is that of every record, or of more.
fn is_everything(plan: &Plan, facts: &Facts) -> bool {
    let survey = &plan.survey;
    match (facts.size, survey.total) {
        (Some(size), Some(total)) => size >= total,
        _ => survey.has_first_page(&facts.ids),
    }
}

fn fail(expected: String, response: Option<&Response>) -> Verdict {
    let found = response.map_or_else(String::new, describe_failure);
    Verdict::Bad { kind: Kind::Fails, expected, found }
}
