//! JSON results: one object a line, in order.

use std::borrow::Cow;
use std::io::{self, Write};

use filterset::list::ListRequest;
use filterset::{Condition, Errors, Filter};
use serde::{Serialize, Serializer};

use crate::escape;
use crate::outcome::{Outcome, Unreadable};

#[derive(Serialize)]
struct Valid<'a> {
    query: &'a str,
    ok: bool,
    canonical: &'a ListRequest<'a>,
    #[serde(serialize_with = "serialize_conditions")]
    conditions: &'a Filter<'a>,
    parameters: Vec<(&'a str, String)>,
    reserved: &'a [(Cow<'a, str>, Cow<'a, str>)],
}

#[derive(Serialize)]
struct Invalid<'a> {
    query: &'a str,
    ok: bool,
    errors: &'a Errors,
    /// The number of errors that were omitted, if any.
    #[serde(skip_serializing_if = "is_zero")]
    more: usize,
}

#[derive(Serialize)]
struct InvalidInput<'a> {
    query: &'a str,
    ok: bool,
    errors: [&'a Unreadable; 1],
}

pub(crate) fn write_outcome(out: &mut impl Write, query: &str, outcome: &Outcome<'_>) -> io::Result<()> {
    match outcome {
        Outcome::Valid(parsed) => {
            let list = &parsed.list;
            let valid = Valid {
                query,
                ok: true,
                canonical: list,
                conditions: list.filter(),
                parameters: list.parameters().collect(),
                reserved: &parsed.reserved,
            };
            escape::write_json(out, &valid)
        }
        Outcome::Invalid(errors) => {
            escape::write_json(out, &Invalid { query, ok: false, errors, more: errors.omitted() })
        }
        Outcome::Unreadable(error) => escape::write_json(out, &InvalidInput { query, ok: false, errors: [error] }),
    }
}

fn serialize_conditions<S: Serializer>(filter: &Filter<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq::<&mut dyn Iterator<Item = Condition<'_>>>(&mut filter.iter())
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_zero(count: &usize) -> bool {
    *count == 0
}
