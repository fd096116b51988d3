//! The requests of a run, in rounds: the first pages, one after another, and then all checks.

use std::collections::{BTreeMap, HashMap, HashSet};

use filterset::Schema;
use filterset::schema::PaginationKind;

use super::check::{Check, Probe, Relation};
use super::context::Context;
use super::exchange::{RequestId, Response, Responses};
use super::page::{Page, Shape};
use super::query::{Meaning, Query};
use super::survey::{self, MAX_PAGES, Survey};
use super::target::Target;
use super::{meaning, widening};
use crate::args::ProbeArgs;
use crate::failure::Failure;

/// How often probes are made, each time with other values.
const VARIANTS: usize = 4;

/// Plans requests. The same arguments and responses give the same requests.
pub(crate) struct Planner<'a> {
    pub(crate) schema: &'a Schema,
    pub(crate) target: &'a Target,
    pub(crate) args: &'a ProbeArgs,
}

/// The next requests, as far as the responses determine them.
pub(crate) enum Step {
    /// The query of the next page, which must be known before anything else.
    Page {
        id: RequestId,
        query: String,
    },
    Checks(Box<Plan>),
}

/// All requests of a run, and the relations between their responses.
pub(crate) struct Plan {
    pub(crate) survey: Survey,
    pub(crate) probes: Vec<Probe>,
    /// The queries by their id, minus one.
    queries: Vec<String>,
    ids: HashMap<String, RequestId>,
}

impl Planner<'_> {
    pub(crate) fn next_step(&self, responses: &Responses) -> Result<Step, Failure> {
        let (mut pages, mut queries) = (Vec::<(String, Page)>::new(), vec![String::new()]);
        let mut shape = None;
        let max_pages = usize::try_from(self.args.max_requests / 10).unwrap_or(MAX_PAGES).clamp(1, MAX_PAGES);
        while let Some(query) = queries.get(pages.len()) {
            let id = queries.len();
            let Some(response) = responses.get(id) else {
                return Ok(Step::Page { id, query: query.clone() });
            };
            let page = match &shape {
                None => self.read_first(response, &mut shape)?,
                Some(shape) => match shape.read_page(response) {
                    Ok(page) if response.is_success() => page,
                    // The check of the pages reports it.
                    _ => break,
                },
            };
            pages.push((query.clone(), page));
            let next = survey::next_query(self.schema, self.target, &pages).filter(|next| !queries.contains(next));
            queries.extend(next.filter(|_| pages.len() < max_pages));
        }
        let survey = Survey::new(self.schema, shape.unwrap_or_default(), &pages);
        if survey.records.is_empty() {
            return Err(Failure::Message("the list has no records: expected some to choose values from".to_owned()));
        }
        Ok(Step::Checks(Box::new(self.plan_checks(survey, queries))))
    }

    /// Reads the first page, without which nothing can be checked.
    fn read_first(&self, response: &Response, shape: &mut Option<Shape>) -> Result<Page, Failure> {
        let fail = |reason: String| Failure::Message(format!("the API can't be queried: {reason}"));
        if !response.is_success() {
            return Err(fail(describe_failure(response)));
        }
        let found = Shape::detect(self.args, response).map_err(fail)?;
        let page = found.read_page(response).map_err(fail)?;
        *shape = Some(found);
        Ok(page)
    }

    /// Chooses probes, in turns of some of each check, until the number of requests is reached.
    fn plan_checks(&self, survey: Survey, mut queries: Vec<String>) -> Plan {
        let mut context = Context::new(self.schema, &survey, self.args.seed);
        let mut turns: BTreeMap<(usize, Check, usize), Probe> = BTreeMap::new();
        let (mut counts, mut seen) = (HashMap::<Check, usize>::new(), HashSet::new());
        for _ in 0..VARIANTS {
            let mut candidates = widening::make_probes(&mut context);
            candidates.extend(meaning::make_probes(&mut context));
            context.shuffle(&mut candidates);
            for probe in candidates {
                let texts: Vec<String> = probe.queries.iter().map(|query| query.text.clone()).collect();
                if seen.insert((probe.check, texts)) {
                    let count = counts.entry(probe.check).or_default();
                    turns.insert((*count / probe.check.per_turn(), probe.check, *count), probe);
                    *count = count.saturating_add(1);
                }
            }
        }
        let mut ids: HashMap<String, RequestId> = HashMap::new();
        for (index, query) in queries.iter().enumerate() {
            ids.insert(query.clone(), index.saturating_add(1));
        }
        let mut probes = vec![self.check_pages(&queries)];
        turns.extend(self.join_pages(&survey, &queries).map(|probe| ((0, probe.check, 0), probe)));
        // The last request repeats the first.
        let max = usize::try_from(self.args.max_requests).unwrap_or(usize::MAX).saturating_sub(1);
        for probe in turns.into_values() {
            let mut new: Vec<&str> = Vec::new();
            for query in &probe.queries {
                if !ids.contains_key(&query.text) && !new.contains(&query.text.as_str()) {
                    new.push(&query.text);
                }
            }
            if queries.len().saturating_add(new.len()) > max {
                continue;
            }
            for text in new {
                queries.push(text.to_owned());
                ids.insert(text.to_owned(), queries.len());
            }
            probes.push(probe);
        }
        queries.push(String::new());
        Plan { survey, probes, queries, ids }
    }

    fn check_pages(&self, queries: &[String]) -> Probe {
        let queries: Vec<Query> = queries.iter().filter_map(|query| self.query_every(query)).collect();
        Probe::new(Check::Pagination, queries, Relation::Pages)
    }

    /// Compares the first two pages with one of their size, if the schema declares a parameter for it.
    fn join_pages(&self, survey: &Survey, queries: &[String]) -> Option<Probe> {
        let size = u64::try_from(survey.page_len).ok()?.checked_mul(2)?;
        let list = self.schema.list_request();
        let list = match self.schema.list_options().pagination()?.kind {
            PaginationKind::Offset => list.limit(size),
            _ => list.page_size(size),
        };
        let texts = [list.build().ok()?.to_string(), queries.first()?.clone(), queries.get(1)?.clone()];
        let queries: Vec<Query> = texts.iter().filter_map(|text| self.query_every(text)).collect();
        Some(Probe::new(Check::Pagination, queries, Relation::JoinedPages))
    }

    /// Returns a query without conditions.
    fn query_every(&self, text: &str) -> Option<Query> {
        let filter = self.schema.filter().build().ok()?;
        Some(Query { text: text.to_owned(), meaning: Meaning::Valid(filter) })
    }
}

impl Plan {
    /// Returns the number of the request with a query.
    pub(crate) fn id_of(&self, query: &str) -> Option<RequestId> {
        self.ids.get(query).copied()
    }

    /// Returns the number of the request that repeats the first one at the end.
    pub(crate) fn last_id(&self) -> RequestId {
        self.queries.len()
    }

    /// Returns the requests without a response, with their queries.
    pub(crate) fn missing<'p>(&'p self, responses: &'p Responses) -> impl Iterator<Item = (RequestId, &'p str)> {
        let numbered = self.queries.iter().enumerate().map(|(index, query)| (index.saturating_add(1), query.as_str()));
        numbered.filter(|(id, _)| responses.get(*id).is_none())
    }
}

/// Describes a response other than a success.
pub(crate) fn describe_failure(response: &Response) -> String {
    match response.status {
        0 => format!("no response: {}", filterset::text::excerpt(&response.error)),
        300..=399 => format!("status {}: expected no redirect; give the URL that it leads to", response.status),
        401 | 403 => format!("status {}: expected credentials; use --header", response.status),
        429 => "status 429: expected fewer requests; reduce --rate".to_owned(),
        status => format!("status {status}"),
    }
}
