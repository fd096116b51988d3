//! The shape of responses: the locations of the records, of their number, and of the link to the next page.

use serde_json::Value as Json;

use super::exchange::Response;
use crate::args::ProbeArgs;

/// The usual members of a response, in the order in which they are tried.
const RESULTS: [&str; 8] =
    ["/results", "/data", "/items", "/records", "/objects", "/content", "/data/items", "/data/results"];
const COUNT: [&str; 12] = [
    "/count",
    "/total",
    "/total_count",
    "/totalCount",
    "/total_items",
    "/totalElements",
    "/meta/total",
    "/meta/count",
    "/meta/total_count",
    "/pagination/total",
    "/page/totalElements",
    "/data/total",
];
const NEXT: [&str; 7] =
    ["/next", "/links/next", "/_links/next/href", "/meta/next", "/pagination/next", "/next_page_url", "/paging/next"];

const ID: &str = "/id";

/// The maximum number of records on a page.
const MAX_RECORDS: usize = 10_000;

/// The JSON pointers of the parts of a response.
#[derive(Clone, Default)]
pub(crate) struct Shape {
    results: String,
    count: Option<String>,
    next: Option<String>,
    /// `None` if records have no identifier.
    id: Option<String>,
}

/// The parts of a response.
pub(crate) struct Page {
    pub(crate) records: Vec<Json>,
    /// The number of records on all pages, if the response states it.
    pub(crate) count: Option<u64>,
    pub(crate) next: NextPage,
}

/// The next page, as a response states it.
pub(crate) enum NextPage {
    /// A URL, or a text for the parameter `cursor`.
    Link(String),
    /// There is none.
    None,
    /// The response doesn't have such a member.
    Unknown,
}

impl Shape {
    /// Finds the shape of the first page, or returns the reason why it has none.
    pub(crate) fn detect(args: &ProbeArgs, response: &Response) -> Result<Shape, String> {
        let body = parse_body(response)?;
        let find = |given: &Option<String>, usual: &[&str], fits: fn(&Json) -> bool| match given {
            Some(pointer) => Some(pointer.clone()),
            None => usual.iter().find(|at| body.pointer(at).is_some_and(fits)).map(|at| (*at).to_owned()),
        };
        let results = match &args.results {
            None if body.is_array() => Some(String::new()),
            given => find(given, &RESULTS, Json::is_array),
        };
        let results = results.ok_or("expected an array of records; use --results")?;
        let mut shape = Shape {
            results,
            count: find(&args.count, &COUNT, Json::is_u64),
            next: find(&args.next, &NEXT, |next| next.is_string() || next.is_null()),
            id: None,
        };
        let page = shape.read_body(&body)?;
        shape.id = find_id(args, &page.records)?;
        let counts_page = page.count == u64::try_from(page.records.len()).ok();
        match &args.next {
            // A list of one page can lack it.
            Some(at) if body.pointer(at).is_none() && !counts_page => {
                return Err(format!("expected the link to the next page at \"{at}\"; use --next"));
            }
            _ => {}
        }
        // Some APIs count the records of the page.
        if args.count.is_none() && counts_page && matches!(page.next, NextPage::Link(_)) {
            shape.forget_count();
        }
        Ok(shape)
    }

    pub(crate) const fn has_count(&self) -> bool {
        self.count.is_some()
    }

    /// Ignores the number of records that pages state, because it isn't that of all pages.
    pub(crate) fn forget_count(&mut self) {
        self.count = None;
    }

    /// Reads a page, or returns the reason why the response isn't one.
    pub(crate) fn read_page(&self, response: &Response) -> Result<Page, String> {
        self.read_body(&parse_body(response)?)
    }

    fn read_body(&self, body: &Json) -> Result<Page, String> {
        let records = body.pointer(&self.results).and_then(Json::as_array);
        let records = records.ok_or_else(|| format!("expected an array of records at \"{}\"", self.results))?;
        if records.len() > MAX_RECORDS {
            return Err(format!("{} records on a page: expected at most {MAX_RECORDS}", records.len()));
        }
        let count = match &self.count {
            None => None,
            Some(at) => {
                Some(body.pointer(at).and_then(Json::as_u64).ok_or_else(|| format!("expected a number at \"{at}\""))?)
            }
        };
        let next = match self.next.as_ref().map(|at| body.pointer(at)) {
            None => NextPage::Unknown,
            Some(Some(Json::String(link))) if !link.is_empty() => NextPage::Link(link.clone()),
            Some(_) => NextPage::None,
        };
        Ok(Page { records: records.clone(), count, next })
    }

    /// Returns the identity of a record: its identifier, or the whole record if it has none.
    pub(crate) fn identify(&self, record: &Json) -> String {
        let id = self.id.as_ref().and_then(|at| record.pointer(at)).filter(|id| is_id(id));
        id.unwrap_or(record).to_string()
    }

    /// Returns `true` if two records with the same identity are the same record.
    pub(crate) const fn has_ids(&self) -> bool {
        self.id.is_some()
    }
}

/// Finds the pointer of the identifier, which every record must have.
fn find_id(args: &ProbeArgs, records: &[Json]) -> Result<Option<String>, String> {
    let at = args.id.as_deref().unwrap_or(ID);
    let is_everywhere = records.iter().all(|record| record.pointer(at).is_some_and(is_id));
    match &args.id {
        Some(_) if !is_everywhere => Err(format!("expected an identifier at \"{at}\" in each record; use --id")),
        _ => Ok(is_everywhere.then(|| at.to_owned())),
    }
}

fn is_id(value: &Json) -> bool {
    value.is_string() || value.is_number()
}

fn parse_body(response: &Response) -> Result<Json, String> {
    // RFC 8259 permits readers to ignore a byte order mark. The parser limits the depth.
    let body = response.body.strip_prefix('\u{feff}').unwrap_or(&response.body);
    serde_json::from_str(body).map_err(|error| format!("invalid JSON: {error}"))
}
