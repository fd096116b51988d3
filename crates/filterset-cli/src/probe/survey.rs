//! The first pages of the list: its records, and the values of its fields.

use std::collections::{BTreeMap, HashSet};

use filterset::list::ListRequest;
use filterset::{Field, Schema};
use serde_json::{Value as Json, json};

use super::exchange::Response;
use super::page::{NextPage, Page, Shape};
use super::target::Target;

/// The maximum number of first pages.
pub(crate) const MAX_PAGES: usize = 5;
/// The maximum number of different values of a field, and their maximum length in bytes.
const MAX_VALUES: usize = 200;
const MAX_VALUE_LEN: usize = 200;

/// The contents of the first pages.
pub(crate) struct Survey {
    pub(crate) shape: Shape,
    /// The number of records on the first page.
    pub(crate) page_len: usize,
    /// The number of all records, if it is known.
    pub(crate) total: Option<u64>,
    /// Whether no response states that the first pages have all records, so that other records can refute it.
    is_total_presumed: bool,
    /// The different records of the first pages.
    pub(crate) records: Vec<Json>,
    samples: BTreeMap<String, Sample>,
}

/// The values of a field in the first pages.
#[derive(Default)]
pub(crate) struct Sample {
    /// Different values, as in queries.
    pub(crate) values: Vec<String>,
    pub(crate) has_null: bool,
    /// Whether some record has the member.
    pub(crate) is_visible: bool,
}

impl Survey {
    pub(crate) fn new(schema: &Schema, mut shape: Shape, pages: &[(String, Page)]) -> Survey {
        let (mut seen, mut records) = (HashSet::new(), Vec::new());
        for record in pages.iter().flat_map(|(_, page)| &page.records) {
            // Without identifiers, equal records can be different ones.
            if seen.insert(shape.identify(record)) || !shape.has_ids() {
                records.push(record.clone());
            }
        }
        let page_len = pages.first().map_or(0, |(_, page)| page.records.len());
        let counts_page = |(_, page): &(String, Page)| page.count == u64::try_from(page.records.len()).ok();
        if records.len() > page_len && pages.iter().all(counts_page) {
            shape.forget_count();
        }
        let count = pages.first().and_then(|(_, page)| page.count.filter(|_| shape.has_count()));
        let last = pages.last().map(|(_, page)| page);
        let is_last = last.is_some_and(|page| match page.next {
            NextPage::None => true,
            NextPage::Link(_) => false,
            // Without pagination, the first page is the list.
            NextPage::Unknown if pages.len() == 1 => schema.list_options().pagination().is_none(),
            NextPage::Unknown => page.records.len() < page_len,
        });
        let is_stated = last.is_some_and(|page| matches!(page.next, NextPage::None))
            || count.is_some_and(|count| u64::try_from(page_len).is_ok_and(|len| count != len));
        let samples = schema.fields().map(|field| (field.name().to_owned(), Sample::new(field, &records))).collect();
        Survey {
            shape,
            page_len,
            total: count.or_else(|| u64::try_from(records.len()).ok().filter(|_| is_last)),
            is_total_presumed: !is_stated,
            records,
            samples,
        }
    }

    /// Forgets the presumed number of all records if a response has a record that the first pages lack. Returns the
    /// identity of the record.
    pub(crate) fn refute_total<'r>(&mut self, mut responses: impl Iterator<Item = &'r Response>) -> Option<String> {
        if self.total.is_none() || !self.is_total_presumed {
            return None;
        }
        let known: HashSet<String> = self.records.iter().map(|record| self.shape.identify(record)).collect();
        let unknown = responses.find_map(|response| {
            let page = self.shape.read_page(response).ok()?;
            page.records.iter().map(|record| self.shape.identify(record)).find(|id| !known.contains(id))
        })?;
        self.total = None;
        self.shape.forget_count();
        Some(unknown)
    }

    /// Returns `true` if the first pages have a record.
    pub(crate) fn has(&self, id: &str) -> bool {
        self.records.iter().any(|record| self.shape.identify(record) == id)
    }

    /// Returns the identity of a record and the values of its fields, as a text.
    pub(crate) fn values(&self, record: &Json) -> String {
        let values: Vec<_> = self.samples.keys().map(|name| find_member(record, name)).collect();
        json!([self.shape.identify(record), values]).to_string()
    }

    pub(crate) fn sample(&self, field: &Field) -> Option<&Sample> {
        self.samples.get(field.name())
    }

    /// Returns `true` if the first pages have all records.
    pub(crate) fn is_complete(&self) -> bool {
        self.total == u64::try_from(self.records.len()).ok()
    }

    /// Returns the number of records that the query of a first page selects, if it is known.
    pub(crate) fn size(&self, page: &Page) -> Option<u64> {
        page.count.or_else(|| u64::try_from(page.records.len()).ok().filter(|_| self.is_last(page)))
    }

    /// Returns `true` if no page follows a page.
    pub(crate) fn is_last(&self, page: &Page) -> bool {
        match page.next {
            NextPage::Link(_) => false,
            NextPage::None => true,
            NextPage::Unknown => page.records.len() < self.page_len || self.total == u64::try_from(self.page_len).ok(),
        }
    }

    /// Returns `true` if a page has all records of the first page, in any order.
    pub(crate) fn has_first_page(&self, ids: &[String]) -> bool {
        let ids: HashSet<&String> = ids.iter().collect();
        self.records.iter().take(self.page_len).all(|record| ids.contains(&self.shape.identify(record)))
    }
}

impl Sample {
    fn new(field: &Field, records: &[Json]) -> Sample {
        let (mut sample, mut seen) = (Sample::default(), HashSet::new());
        for member in records.iter().map(|record| find_member(record, field.name())) {
            sample.is_visible |= member.is_some();
            let values = match member {
                Some(Json::Array(values)) if field.is_multi_valued() => values.as_slice(),
                Some(value) => std::slice::from_ref(value),
                None => &[],
            };
            sample.has_null |= values.is_empty() || values.iter().any(Json::is_null);
            for value in values.iter().filter_map(to_text) {
                if sample.values.len() < MAX_VALUES && seen.insert(value.clone()) {
                    sample.values.push(value);
                }
            }
        }
        sample
    }
}

/// Converts a JSON value to the text of a query.
fn to_text(value: &Json) -> Option<String> {
    match value {
        Json::String(text) if text.len() <= MAX_VALUE_LEN => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        Json::Bool(boolean) => Some(boolean.to_string()),
        _ => None,
    }
}

/// Finds the member with a name, or at the path of the name's parts between `__`, like the matcher.
pub(crate) fn find_member<'r>(record: &'r Json, name: &str) -> Option<&'r Json> {
    let object = record.as_object()?;
    object.get(name).or_else(|| {
        let (first, rest) = name.split_once("__")?;
        match object.get(first)? {
            Json::Null => Some(&Json::Null),
            inner => find_member(inner, rest),
        }
    })
}

/// Returns the query of the page that follows the first `pages` pages, or `None` if there is none.
pub(crate) fn next_query(schema: &Schema, target: &Target, pages: &[(String, Page)]) -> Option<String> {
    let (_, last) = pages.last()?;
    let first = schema.parser().parse_list_request("").ok();
    match &last.next {
        NextPage::None => None,
        NextPage::Link(link) => match link.split_once('?') {
            Some((_, query)) => {
                let query = query.split('#').next().unwrap_or(query);
                query.bytes().all(|byte| byte.is_ascii_graphic()).then(|| target.strip_own_parameters(query))
            }
            None => first?.at_cursor(link).ok().map(|request| request.to_string()),
        },
        NextPage::Unknown => {
            let next = |request: ListRequest<'_>, _: &(String, Page)| {
                // A number that could be that of the page doesn't end the list.
                let len = u64::try_from(last.records.len()).ok();
                request.next(last.count.filter(|_| last.count != len).unwrap_or(u64::MAX)).map(ListRequest::into_owned)
            };
            let request = pages.iter().try_fold(first?, next)?;
            let is_full = last.records.len() >= pages.first().map_or(0, |(_, page)| page.records.len());
            (is_full && !last.records.is_empty()).then(|| request.to_string())
        }
    }
}
