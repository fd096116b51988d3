//! A response, as far as it matters.

use serde_json::Value as Json;

use super::super::exchange::Response;
use super::super::page::NextPage;
use super::super::survey::Survey;

pub(super) enum Answer {
    Page(Facts),
    /// A success that isn't a page, with the reason.
    Unreadable(String),
    /// The status was from 400 to 499.
    Rejection,
    /// Another status, or none.
    Failure,
}

/// The contents of a page.
pub(super) struct Facts {
    /// The number of records on all pages, if it is known.
    pub(super) size: Option<u64>,
    /// The identities of the records on this page.
    pub(super) ids: Vec<String>,
    /// Whether the page states that another one follows.
    pub(super) has_next: bool,
    /// Whether the page states or shows that none follows.
    pub(super) is_last: bool,
}

impl Answer {
    /// Reads a response. The records are returned apart, because they are too large to keep.
    pub(super) fn read(survey: &Survey, response: &Response) -> (Answer, Vec<Json>) {
        let answer = match response.status {
            200..=299 => match survey.shape.read_page(response) {
                Ok(page) => {
                    let facts = Facts {
                        size: survey.size(&page),
                        ids: page.records.iter().map(|record| survey.shape.identify(record)).collect(),
                        has_next: matches!(page.next, NextPage::Link(_)),
                        is_last: survey.is_last(&page),
                    };
                    return (Answer::Page(facts), page.records);
                }
                Err(reason) => Answer::Unreadable(reason),
            },
            400..=499 => Answer::Rejection,
            _ => Answer::Failure,
        };
        (answer, Vec::new())
    }
}

impl Facts {
    /// Returns `true` if the page has all records that were selected.
    pub(super) fn is_whole(&self) -> bool {
        self.size.is_some() && self.size == u64::try_from(self.ids.len()).ok()
    }

    pub(super) fn describe(&self) -> String {
        match self.size {
            Some(0) => "no record".to_owned(),
            Some(1) => "1 record".to_owned(),
            Some(size) => format!("{size} records"),
            None if self.ids.is_empty() => "no record".to_owned(),
            None => format!("{} records on the first page", self.ids.len()),
        }
    }
}
