//! The lines of the protocol: a request for each case, and the program's answer.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::cases::{Case, Policy};

/// A case without its result, as the program gets it.
#[derive(Deserialize, Serialize)]
pub(super) struct Request {
    /// The number of the request, from 1.
    pub(super) id: u64,
    /// The section of the reference.
    pub(super) rule: String,
    pub(super) schema: Value,
    pub(super) query: String,
    pub(super) policy: Policy,
    pub(super) list: bool,
    /// A feature that the case requires: `tz`, for named time zones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) needs: Option<String>,
}

impl Request {
    pub(super) fn new(id: u64, case: &Case) -> Request {
        Request {
            id,
            rule: case.rule.clone(),
            schema: case.schema.clone(),
            query: case.query.clone(),
            policy: case.policy,
            list: case.is_list,
            needs: case.needs.clone(),
        }
    }
}

/// The members of an answer. Exactly one of `canonical`, `errors`, `rejected`, `failed` and `skipped` is present.
#[derive(Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Answer {
    pub(super) id: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) canonical: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reserved: Option<Vec<(String, String)>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) errors: Option<Vec<Map<String, Value>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) more: Option<u64>,
    /// `true` if the query is rejected by an implementation without these errors.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rejected: Option<bool>,
    /// The reason if the implementation fails, such as an exception.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) failed: Option<String>,
    /// The reason if the implementation doesn't support what the case needs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) skipped: Option<String>,
}

impl Answer {
    /// Reads an answer to a request.
    pub(super) fn parse(line: &[u8], id: u64) -> Result<Answer, String> {
        let answer: Answer = serde_json::from_slice(line).map_err(|error| error.to_string())?;
        let Answer { canonical, reserved, errors, more, rejected, failed, skipped, .. } = &answer;
        let has = [canonical.is_some(), errors.is_some(), *rejected == Some(true), failed.is_some(), skipped.is_some()];
        if answer.id != id {
            Err(format!("expected the id {id}, found {}", answer.id))
        } else if has.iter().filter(|has| **has).count() != 1 {
            Err("expected exactly one of canonical, errors, rejected, failed and skipped".to_owned())
        } else if reserved.is_some() && canonical.is_none() || more.is_some() && errors.is_none() {
            Err("expected reserved only with canonical, and more only with errors".to_owned())
        } else {
            Ok(answer)
        }
    }
}
