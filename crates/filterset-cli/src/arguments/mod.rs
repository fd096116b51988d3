//! `filterset check-arguments`: checks the arguments of tool calls, one call at a time.

mod call;

use std::io::{self, BufReader, Write};
use std::process::ExitCode;

use filterset::list::ListRequest;
use filterset::{Condition, Errors, Filter, Schema};
use serde::{Serialize, Serializer};

use crate::args::{CheckArgumentsArgs, Format};
use crate::escape;
use crate::failure::{Failure, INVALID};
use crate::input::Line;
use crate::schema_arg::load_schema;
use crate::terminal::{self, escape_text};

use call::read_call;

/// The maximum number of bytes of a call for each byte of a query: JSON can write a character with six.
const BYTES_OF_CHARACTER: usize = 6;

pub(crate) fn check_arguments(args: &CheckArgumentsArgs) -> Result<ExitCode, Failure> {
    let schema = load_schema(&args.schema)?;
    let (mut out, _) = terminal::open_stdout();
    let mut is_valid = true;
    for call in &args.calls {
        is_valid &= check_call(&schema, args.format, call.as_encoded_bytes(), &mut out)?;
    }
    if args.calls.is_empty() {
        let max_bytes = schema.limits().input_bytes.saturating_mul(BYTES_OF_CHARACTER);
        let unreadable = |error: io::Error| Failure::Message(format!("standard input: {error}"));
        let mut input = BufReader::new(io::stdin().lock());
        let mut line = Line::default();
        while line.read_next(&mut input, max_bytes).map_err(unreadable)? {
            is_valid &= check_call(&schema, args.format, &line.bytes, &mut out)?;
            // No more input is buffered, so flush for a program that waits for the result.
            if input.buffer().is_empty() {
                out.flush()?;
            }
        }
    }
    out.flush()?;
    Ok(if is_valid { ExitCode::SUCCESS } else { ExitCode::from(INVALID) })
}

#[derive(Serialize)]
struct Valid<'a> {
    ok: bool,
    canonical: &'a ListRequest<'a>,
    #[serde(serialize_with = "serialize_conditions")]
    conditions: &'a Filter<'a>,
}

#[derive(Serialize)]
struct Invalid<'a> {
    ok: bool,
    errors: &'a Errors,
    /// The number of errors that were omitted, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    more: Option<usize>,
}

#[derive(Serialize)]
struct Unreadable<'a> {
    ok: bool,
    errors: [NotAnObject<'a>; 1],
}

#[derive(Serialize)]
struct NotAnObject<'a> {
    code: &'static str,
    message: &'a str,
}

/// Checks a call, and writes the result. Returns `true` if it is valid.
fn check_call(schema: &Schema, format: Format, json: &[u8], out: &mut impl Write) -> io::Result<bool> {
    let call = match read_call(json) {
        Ok(call) => call,
        Err(error) => {
            let message = format!("invalid arguments: expected a JSON object: {error}");
            let message = escape_text(&message);
            let errors = [NotAnObject { code: "invalid_json", message: &message }];
            match format {
                Format::Json => escape::write_json(out, &Unreadable { ok: false, errors })?,
                Format::Text => writeln!(out, "error[invalid_json]: {message}")?,
            }
            return Ok(false);
        }
    };
    match (schema.parse_list_arguments(&call), format) {
        (Ok(list), Format::Json) => {
            escape::write_json(out, &Valid { ok: true, canonical: &list, conditions: list.filter() })?;
            Ok(true)
        }
        (Ok(list), Format::Text) => {
            let canonical = list.to_string();
            writeln!(
                out,
                "{}",
                if canonical.is_empty() { "(no conditions: every record matches)" } else { &canonical }
            )?;
            Ok(true)
        }
        (Err(errors), Format::Json) => {
            let more = Some(errors.omitted()).filter(|more| *more > 0);
            escape::write_json(out, &Invalid { ok: false, errors: &errors, more })?;
            Ok(false)
        }
        (Err(errors), Format::Text) => {
            out.write_all(errors.report("").as_bytes())?;
            Ok(false)
        }
    }
}

fn serialize_conditions<S: Serializer>(filter: &Filter<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq::<&mut dyn Iterator<Item = Condition<'_>>>(&mut filter.iter())
}
