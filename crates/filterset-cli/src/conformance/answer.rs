//! Answers cases with this implementation.

use std::io::{self, BufReader, Write};

use filterset::schema::SchemaBuilder;
use filterset::{Errors, Policy, Schema};
use serde_json::Value;

use super::message::{Answer, Request};
use super::program::MAX_LINE;
use crate::escape;
use crate::failure::Failure;
use crate::input::Line;
use crate::terminal;

/// Answers the cases on standard input.
pub(super) fn answer_cases() -> Result<(), Failure> {
    let invalid = |error: &dyn std::fmt::Display| Failure::Message(format!("standard input: {error}"));
    let (mut out, _) = terminal::open_stdout();
    let mut input = BufReader::new(io::stdin().lock());
    let mut line = Line::default();
    while line.read_next(&mut input, MAX_LINE).map_err(|error| invalid(&error))? {
        let request: Request = serde_json::from_slice(&line.bytes).map_err(|error| invalid(&error))?;
        let builder: SchemaBuilder = serde_json::from_value(request.schema.clone()).map_err(|error| invalid(&error))?;
        let schema = builder.build().map_err(|error| invalid(&error))?;
        escape::write_json(&mut out, &answer_case(&request, &schema))?;
        out.flush()?;
    }
    Ok(())
}

fn answer_case(request: &Request, schema: &Schema) -> Answer {
    let mut policy = Policy::STRICT;
    policy.unknown_names = request.policy.unknown_names;
    policy.empty_values = request.policy.empty_values;
    policy.repeated_keys = request.policy.repeated_keys;
    let parser = schema.parser().policy(policy);
    let parsed = if request.list {
        let parsed = parser.parse_list_request_with_reserved(&request.query);
        parsed.map(|parsed| (parsed.list.to_string(), parsed.reserved))
    } else {
        let parsed = parser.parse_with_reserved(&request.query);
        parsed.map(|parsed| (parsed.filter.to_string(), parsed.reserved))
    };
    let answer = Answer { id: request.id, ..Answer::default() };
    match parsed {
        Ok((canonical, reserved)) => {
            let owned = reserved.into_iter().map(|(key, value)| (key.into_owned(), value.into_owned()));
            Answer { canonical: Some(canonical), reserved: Some(owned.collect()), ..answer }
        }
        Err(errors) => {
            let more = u64::try_from(errors.omitted()).unwrap_or(u64::MAX);
            Answer { errors: Some(to_objects(&errors)), more: Some(more), ..answer }
        }
    }
}

fn to_objects(errors: &Errors) -> Vec<serde_json::Map<String, Value>> {
    let objects = errors.iter().map(|error| match serde_json::to_value(error) {
        Ok(Value::Object(object)) => object,
        _ => serde_json::Map::new(),
    });
    objects.collect()
}
