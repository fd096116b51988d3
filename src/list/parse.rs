//! From a query to a checked list query.

use std::borrow::Cow;
use std::ops::Range;

use super::ListRequest;
use super::ordering::Sort;
use super::validate::{Given, Location, Parts, Texts};
use crate::error::{Error, ErrorCollector, Errors};
use crate::parse::{Parser, Reserved};
use crate::schema::{Limits, ListOptions, ListParameter, Schema, index_of};
use crate::syntax::grammar::{self, Pair, span_of};
use crate::syntax::percent;

/// A checked list query and what stood beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParsedListRequest<'q> {
    /// The list query.
    pub list: ListRequest<'q>,
    /// The pairs of reserved names, decoded, in the order of the query; with
    /// [`Policy::unknown_names`](crate::Policy::unknown_names) those of unknown names too.
    pub reserved: Vec<(Cow<'q, str>, Cow<'q, str>)>,
}

impl ParsedListRequest<'_> {
    /// The same, free of the query that it was parsed from.
    #[must_use]
    pub fn into_owned(self) -> ParsedListRequest<'static> {
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        ParsedListRequest {
            list: self.list.into_owned(),
            reserved: self.reserved.into_iter().map(|(key, value)| (owned(key), owned(value))).collect(),
        }
    }
}

impl Schema {
    /// Parses a query against the table: its conditions, and the parameters that the table's
    /// [listing](crate::schema::SchemaBuilder::list_options) declares. Pairs of other reserved names are checked and left out: see
    /// [`parse_list_request_with_reserved`](Schema::parse_list_request_with_reserved).
    ///
    /// ```
    /// # use filterset::{Field, Op, Schema};
    /// # use filterset::list::{ListOptions, Pagination};
    /// # let links = Schema::builder("links")
    /// #     .field(Field::choice("status", ["valid", "invalid"]).ops([Op::Exact, Op::In]))
    /// #     .list_options(ListOptions::builder().pagination(Pagination::by_page()).ordering(["created_at", "id"]))
    /// #     .build().unwrap();
    /// let list = links.parse_list_request("status=invalid&page=2")?;
    /// assert_eq!((list.offset(), list.limit()), (Some(100), Some(100)));
    ///
    /// let errors = links.parse_list_request("status=invald&page=0&ordering=creatd_at").unwrap_err();
    /// assert_eq!(errors.to_string(), "\
    /// field \"status\": \"invald\" isn't one of the choices: valid, invalid; did you mean \"invalid\"?
    /// parameter \"page\": \"0\" is no integer from 1 to 9223372036854775
    /// parameter \"ordering\": \"creatd_at\" isn't one of the choices: created_at, id; did you mean \"created_at\"?");
    /// # Ok::<(), filterset::Errors>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Every fault of the query in one pass, in the order of the text.
    pub fn parse_list_request<'q>(&self, query: &'q str) -> Result<ListRequest<'q>, Errors> {
        self.parser().parse_list_request(query)
    }

    /// Parses a query like [`parse_list_request`](Schema::parse_list_request), and hands back the pairs of reserved names.
    ///
    /// # Errors
    ///
    /// Every fault of the query in one pass, in the order of the text.
    pub fn parse_list_request_with_reserved<'q>(&self, query: &'q str) -> Result<ParsedListRequest<'q>, Errors> {
        self.parser().parse_list_request_with_reserved(query)
    }
}

impl Parser<'_> {
    /// Parses a query with the parameters of a list; see [`Schema::parse_list_request`]. No policy is about these parameters:
    /// they are read as strictly under each.
    ///
    /// # Errors
    ///
    /// Every fault of the query in one pass, in the order of the text.
    pub fn parse_list_request<'q>(&self, query: &'q str) -> Result<ListRequest<'q>, Errors> {
        self.read_list(query, None)
    }

    /// Parses a query with the parameters of a list, and hands back the pairs of reserved names; see
    /// [`Schema::parse_list_request_with_reserved`].
    ///
    /// # Errors
    ///
    /// Every fault of the query in one pass, in the order of the text.
    pub fn parse_list_request_with_reserved<'q>(&self, query: &'q str) -> Result<ParsedListRequest<'q>, Errors> {
        let mut reserved = Vec::new();
        let list = self.read_list(query, Some(&mut reserved))?;
        reserved.retain(|(name, _)| self.schema().list_options().parameter(name).is_none());
        Ok(ParsedListRequest { list, reserved })
    }

    /// Reads a query: first its filter, then its parameters.
    fn read_list<'q>(
        &self,
        query: &'q str,
        reserved: Option<&mut Vec<Reserved<'q>>>,
    ) -> Result<ListRequest<'q>, Errors> {
        let (schema, limits) = (self.schema(), self.limits_in_force());
        let read = self.read(query, reserved)?;
        let parts = Reading::of(schema, limits, query, read.pairs);
        let list = match (read.filter, parts) {
            (Ok(filter), Ok(parts)) => ListRequest { filter, parts },
            (Err(errors), Err(others)) => return Err(errors.and(others, limits.errors)),
            (Err(errors), Ok(_)) | (Ok(_), Err(errors)) => return Err(errors),
        };
        self.check_canonical(query, || list.canonical_len())?;
        Ok(list)
    }
}

/// The parameters of a query as they are being read. What is wrong with their encoding, the filter's reader tells.
struct Reading<'s, 'q> {
    schema: &'s Schema,
    limits: Limits,
    query: &'q str,
    given: Given,
    /// The keys under which parameters were given first.
    keys: Vec<(ListParameter, &'q str)>,
    parts: Parts<'q>,
    errors: ErrorCollector,
}

impl<'s, 'q> Reading<'s, 'q> {
    /// Reads the parameters among the first pairs of a query.
    fn of(schema: &'s Schema, limits: Limits, query: &'q str, pairs: usize) -> Result<Parts<'q>, Errors> {
        let mut reading = Reading {
            schema,
            limits,
            query,
            given: Given::default(),
            keys: Vec::new(),
            parts: Parts::default(),
            errors: ErrorCollector::new(limits.errors),
        };
        grammar::pairs(query).take(pairs).for_each(|pair| reading.pair(pair));
        reading.errors.take().map(|()| reading.parts)
    }

    fn pair(&mut self, pair: Pair<'q>) {
        let Some(value) = pair.value else { return };
        let Some(parameter) = decode(pair.key).and_then(|key| self.schema.list_options().parameter(&key)) else {
            return;
        };
        let Reading { query, given, keys, errors, .. } = self;
        let is_first = !given.has(parameter);
        if let Err(clash) = given.add(parameter) {
            errors.push(|| {
                let location = |parameter| keys.iter().find(|(other, _)| *other == parameter).map(|(_, key)| *key);
                let kind = clash.explain(parameter, |parameter| location(parameter).map(|key| span_of(query, key)));
                Error::of_parameter(kind, parameter.name(), Some(span_of(query, pair.key)))
            });
        }
        if is_first {
            keys.push((parameter, pair.key));
        }
        if let Some(text) = decode(value) {
            self.value(parameter, value, text);
        }
    }

    fn value(&mut self, parameter: ListParameter, value: &'q str, text: Cow<'q, str>) {
        match text {
            text if !parameter.is_list() => {
                let Reading { schema, query, parts, errors, .. } = self;
                let texts = Texts { count: 1, room: 1, most: 1, each: std::iter::once(text) };
                parts.take(schema.list_options(), parameter, texts, &mut |_, kind| {
                    errors.push(|| Error::of_parameter(kind(None), parameter.name(), Some(span_of(query, value))));
                });
            }
            Cow::Borrowed(text) => self.items(parameter, value, text, grammar::items(text).map(Cow::Borrowed)),
            Cow::Owned(text) => {
                self.items(parameter, value, &text, grammar::items(&text).map(|item| Cow::Owned(item.to_owned())));
            }
        }
    }

    /// Takes the items of a list and gives its faults their places in the value.
    fn items(
        &mut self,
        parameter: ListParameter,
        value: &'q str,
        text: &str,
        each: impl Iterator<Item = Cow<'q, str>>,
    ) {
        let Reading { schema, limits, query, parts, errors, .. } = self;
        let list_options = schema.list_options();
        let count = grammar::count_items(text);
        let texts = Texts { count, room: grammar::room(text, count), most: limits.list_items, each };
        // Errors of items are told in order: looking for each from the start would make many of them slow.
        let mut items = grammar::raw_items(value).enumerate();
        let mut first: Option<Vec<(usize, Range<usize>)>> = None;
        parts.take(list_options, parameter, texts, &mut |location, kind| {
            errors.push(|| {
                let mut item = |number| items.find(|(other, _)| *other == number).map_or(value, |(_, item)| item);
                let (part, first) = match location {
                    Location::Value => (value, None),
                    Location::Item(number) => (item(number), None),
                    Location::Again { item: number, rank } => {
                        let first = first.get_or_insert_with(|| first_items(list_options, query, value, text));
                        let at = first.binary_search_by_key(&rank, |(rank, _)| *rank).ok();
                        (item(number), at.and_then(|at| first.get(at)).map(|(_, location)| location.clone()))
                    }
                };
                Error::of_parameter(kind(first), parameter.name(), Some(span_of(query, part)))
            });
        });
    }
}

/// Where each name that `ordering` takes stands first in a list, by its place among the declared ones.
fn first_items(list_options: &ListOptions, query: &str, value: &str, text: &str) -> Vec<(usize, Range<usize>)> {
    let names = list_options.ordering();
    let mut locations = Vec::with_capacity(grammar::room(text, grammar::count_items(text)));
    locations.extend(grammar::items(text).zip(grammar::raw_items(value)).filter_map(|(item, raw)| {
        Some((index_of(names, &Sort::read(Cow::Borrowed(item)).name)?, span_of(query, raw)))
    }));
    locations.sort_unstable_by_key(|(rank, location)| (*rank, location.start));
    locations.dedup_by_key(|(rank, _)| *rank);
    locations
}

/// A decoded key or value; `None` where it can't be decoded.
fn decode(raw: &str) -> Option<Cow<'_, str>> {
    let mut is_sound = true;
    let text = percent::decode(raw, |_, _| is_sound = false);
    is_sound.then_some(text)
}
