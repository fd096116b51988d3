//! Compares an answer with the required result.

use serde_json::{Map, Value};

use super::cases::{Case, Required};
use super::message::Answer;

/// The verdict on the answer to a case.
pub(super) enum Verdict {
    Passed,
    Skipped(String),
    /// The answer differs, in each of these ways.
    Different(Vec<Difference>),
}

/// One way in which an answer differs.
pub(super) struct Difference {
    /// The code of a required error, or `accepted`.
    pub(super) code: String,
    /// What the program did: `accepted`, `rejected` or `failed`.
    pub(super) found: &'static str,
}

pub(super) fn compare(case: &Case, answer: &Answer, ignores_errors: bool) -> Verdict {
    if let Some(reason) = &answer.skipped {
        return Verdict::Skipped(reason.clone());
    }
    let is_equal = match &case.required {
        Required::Accepted { canonical, reserved } => {
            answer.canonical.as_ref() == Some(canonical)
                && reserved.as_ref().is_none_or(|reserved| answer.reserved.as_ref() == Some(reserved))
        }
        Required::Rejected { .. } if ignores_errors => answer.errors.is_some() || answer.rejected.is_some(),
        Required::Rejected { errors, more } => {
            answer.errors.as_ref().is_some_and(|found| have_members(errors, found))
                && answer.more.unwrap_or_default() == *more
        }
    };
    if is_equal {
        return Verdict::Passed;
    }
    let found = match answer {
        Answer { canonical: Some(_), .. } => "accepted",
        Answer { failed: Some(_), .. } => "failed",
        _ => "rejected",
    };
    Verdict::Different(codes(case).map(|code| Difference { code, found }).collect())
}

/// Returns the codes of the required errors, each once, or `accepted`.
fn codes(case: &Case) -> impl Iterator<Item = String> {
    let mut codes: Vec<String> = match &case.required {
        Required::Accepted { .. } => vec!["accepted".to_owned()],
        Required::Rejected { errors, .. } => {
            errors.iter().filter_map(|error| Some(error.get("code")?.as_str()?.to_owned())).collect()
        }
    };
    codes.sort();
    codes.dedup();
    codes.into_iter()
}

/// Returns `true` if each error has every member that the case states. An absent member is an empty list.
fn have_members(required: &[Map<String, Value>], found: &[Map<String, Value>]) -> bool {
    let has_members = |(required, found): (&Map<String, Value>, &Map<String, Value>)| {
        required.iter().all(|(key, value)| match found.get(key) {
            Some(found) => found == value,
            None => value.as_array().is_some_and(Vec::is_empty),
        })
    };
    required.len() == found.len() && required.iter().zip(found).all(has_members)
}
