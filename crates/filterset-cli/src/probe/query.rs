//! The queries that are sent.

use filterset::parse::ParsedListRequest;
use filterset::{Errors, Field, Filter, Op, Schema, Value};

/// A query, as it is sent, with its meaning.
#[derive(Clone)]
pub(crate) struct Query {
    /// The text after the `?`.
    pub(crate) text: String,
    pub(crate) meaning: Meaning,
}

#[derive(Clone)]
pub(crate) enum Meaning {
    /// A query of the language, with the filter that it means.
    Valid(Filter<'static>),
    /// A query that the language rejects with a code. A record that doesn't satisfy all of the filters isn't asked for
    /// under any reading.
    Invalid { code: &'static str, readings: Vec<Filter<'static>> },
}

impl Query {
    /// Returns the query of one condition, if the values are valid for it.
    pub(crate) fn condition(schema: &Schema, field: &Field, op: Op, values: &[&str]) -> Option<Query> {
        Query::conditions(schema, &[(field, op, values)])
    }

    /// Returns the query of several conditions, in the canonical form.
    pub(crate) fn conditions(schema: &Schema, conditions: &[(&Field, Op, &[&str])]) -> Option<Query> {
        let builder = conditions.iter().fold(schema.filter(), |builder, (field, op, values)| {
            builder.with(field.name(), *op, values.iter().map(|value| Value::from((*value).to_owned())))
        });
        let filter = builder.build().ok()?;
        Some(Query { text: filter.to_string(), meaning: Meaning::Valid(filter) })
    }

    /// Returns a query in another spelling, if it is valid.
    pub(crate) fn spelled(schema: &Schema, text: String) -> Option<Query> {
        let filter = parse(schema, &text).ok()?.list.into_filter().into_owned();
        Some(Query { text, meaning: Meaning::Valid(filter) })
    }

    /// Returns an invalid query, or `None` if the language accepts it.
    pub(crate) fn invalid(schema: &Schema, text: String, readings: Vec<Query>) -> Option<Query> {
        let errors = parse(schema, &text).err()?;
        let code = errors.iter().next()?.code();
        let readings = readings.into_iter().filter_map(|query| query.filter().cloned()).collect();
        Some(Query { text, meaning: Meaning::Invalid { code, readings } })
    }

    /// Returns the filter of a valid query.
    pub(crate) const fn filter(&self) -> Option<&Filter<'static>> {
        match &self.meaning {
            Meaning::Valid(filter) => Some(filter),
            Meaning::Invalid { .. } => None,
        }
    }

    /// Returns the first key and the first value, as they are sent.
    pub(crate) fn pair(&self) -> (&str, &str) {
        self.text.split('&').next().and_then(|pair| pair.split_once('=')).unwrap_or((&self.text, ""))
    }
}

fn parse<'q>(schema: &Schema, text: &'q str) -> Result<ParsedListRequest<'q>, Errors> {
    schema.parser().parse_list_request_with_reserved(text)
}
