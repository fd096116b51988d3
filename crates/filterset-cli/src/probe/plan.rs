//! The requests of a run, in rounds: the first pages, one after another, and then all checks.

use std::collections::{BTreeSet, HashMap};

use filterset::Schema;
use filterset::schema::PaginationKind;

use super::check::{Check, Probe, Relation};
use super::choice::{Choice, Turns};
use super::context::Context;
use super::exchange::{RequestId, Response, Responses, find_response};
use super::finding::Coverage;
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
    /// The checks that aren't made.
    pub(crate) skipped: BTreeSet<Check>,
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
    pub(crate) coverage: Coverage,
    /// The queries by their id, minus one.
    queries: Vec<String>,
    ids: HashMap<String, RequestId>,
    /// The number of first pages, which the last requests repeat.
    pages: usize,
}

impl Planner<'_> {
    pub(crate) fn next_step(&self, responses: &Responses) -> Result<Step, Failure> {
        let (mut pages, mut queries) = (Vec::<(String, Page)>::new(), vec![String::new()]);
        let mut shape = None;
        let max_pages = usize::try_from(self.args.max_requests / 10).unwrap_or(MAX_PAGES).clamp(1, MAX_PAGES);
        while let Some(query) = queries.get(pages.len()) {
            let id = queries.len();
            let Some(response) = find_response(responses, id, &self.target.url_of(query))? else {
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
        let pages: Vec<String> = pages.into_iter().map(|(query, _)| query).collect();
        let plan = self.plan_checks(survey, &queries, pages);
        for (index, query) in plan.queries.iter().enumerate() {
            find_response(responses, index.saturating_add(1), &self.target.url_of(query))?;
        }
        Ok(Step::Checks(Box::new(plan)))
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

    /// Chooses probes in turns, until the number of requests is reached.
    fn plan_checks(&self, survey: Survey, queries: &[String], pages: Vec<String>) -> Plan {
        let mut turns = Turns::default();
        let mut context = Context::new(self.schema, &survey, self.args.seed);
        for _ in 0..VARIANTS {
            let mut candidates = widening::make_probes(&mut context);
            candidates.extend(meaning::make_probes(&mut context));
            context.shuffle(&mut candidates);
            candidates.retain(|probe| !self.skipped.contains(&probe.check));
            for probe in candidates {
                turns.add(probe);
            }
        }
        let mut choice = Choice::default();
        for query in queries {
            choice.add_query(query);
        }
        if !self.skipped.contains(&Check::Pagination) {
            choice.probes.push(self.check_pages(queries));
            if let Some(probe) = self.join_pages(&survey, queries) {
                turns.add_first(probe);
            }
        }
        // The last requests repeat the first pages.
        let max = usize::try_from(self.args.max_requests).unwrap_or(usize::MAX).saturating_sub(pages.len());
        let coverage = turns.choose(&mut choice, max);
        let Choice { probes, mut queries, ids } = choice;
        let len = pages.len();
        queries.extend(pages);
        Plan { survey, probes, coverage, queries, ids, pages: len }
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

    /// Returns the query of a request.
    pub(crate) fn query_of(&self, id: RequestId) -> &str {
        id.checked_sub(1).and_then(|index| self.queries.get(index)).map_or("", String::as_str)
    }

    /// Returns the numbers of the requests of the first pages, each with that of the request that repeats it at the end.
    pub(crate) fn repeated_pages(&self) -> impl Iterator<Item = (RequestId, RequestId)> {
        let before = self.queries.len().saturating_sub(self.pages);
        (1..=self.pages).map(move |id| (id, before.saturating_add(id)))
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
