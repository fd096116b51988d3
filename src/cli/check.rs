//! `filterset check`: each query in, its result out, one at a time.

mod json;
mod text;

use std::io::{self, BufReader, Write};
use std::ops::Range;
use std::process::ExitCode;

use filterset::{Errors, Parsed, Parser, Schema};

use super::input::{self, Line, Text};
use super::show::{self, Palette};
use super::{Check, CheckFormat, Failure, INVALID, table};

/// What became of a query.
enum Verdict<'q> {
    Valid(Parsed<'q>),
    Invalid(Errors),
    /// It couldn't be given to the parser.
    Unreadable(Unreadable),
}

/// Why a query couldn't be given to the parser, in the words of the language.
#[derive(serde::Serialize)]
struct Unreadable {
    code: &'static str,
    message: String,
    #[serde(flatten)]
    span: Range<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<usize>,
}

pub(super) fn run(arguments: &Check) -> Result<ExitCode, Failure> {
    let schema = table::load(&arguments.schema)?;
    let (out, palette) = show::output();
    let mut checker = Checker {
        schema: &schema,
        parser: schema.parser().policy(arguments.policy.policy()),
        format: arguments.format,
        palette,
        is_numbered: arguments.queries.len() != 1,
        count: 0,
        invalid: 0,
        out,
    };
    if arguments.queries.is_empty() {
        checker.lines()?;
    }
    for query in &arguments.queries {
        let bytes = query.as_encoded_bytes();
        checker.check(bytes, bytes.len())?;
    }
    checker.out.flush()?;
    Ok(if checker.invalid == 0 { ExitCode::SUCCESS } else { ExitCode::from(INVALID) })
}

struct Checker<'s> {
    schema: &'s Schema,
    parser: Parser<'s>,
    format: CheckFormat,
    palette: Palette,
    /// Whether results for people say which query they are of.
    is_numbered: bool,
    count: usize,
    invalid: usize,
    out: Box<dyn Write>,
}

impl Checker<'_> {
    /// Checks what is on standard input, a line at a time.
    fn lines(&mut self) -> Result<(), Failure> {
        let mut input = BufReader::with_capacity(1 << 16, io::stdin().lock());
        let mut line = Line::default();
        let most = self.schema.limits().input_bytes;
        let unreadable = |error: io::Error| Failure::Told(format!("standard input: {error}"));
        while line.read_next(&mut input, most).map_err(unreadable)? {
            self.check(&line.bytes, line.len)?;
            // Nothing more is there to be read at once: whoever waits for the result gets it.
            if input.buffer().is_empty() {
                self.out.flush()?;
            }
        }
        Ok(())
    }

    /// Checks a query of which the beginning is held.
    fn check(&mut self, bytes: &[u8], len: usize) -> io::Result<()> {
        let query = String::from_utf8_lossy(bytes);
        let verdict = match std::str::from_utf8(bytes) {
            _ if len > bytes.len() => Verdict::Unreadable(Unreadable::too_long(self.schema.limits().input_bytes, len)),
            Ok(text) => self.parse(text),
            Err(error) => Verdict::Unreadable(Unreadable::no_utf8(bytes, error)),
        };
        self.count += 1;
        self.invalid += usize::from(!matches!(verdict, Verdict::Valid(_)));
        match self.format {
            CheckFormat::Json => json::write(&mut self.out, &query, &verdict),
            CheckFormat::Text => {
                let number = self.is_numbered.then_some(self.count);
                text::write(&mut self.out, self.palette, number, &query, &verdict)
            }
        }
    }

    fn parse<'q>(&self, text: &'q str) -> Verdict<'q> {
        let (parser, place) = match input::recognise(text) {
            Text::Query => (self.parser.clone(), 0..text.len()),
            Text::Url(place) => (self.parser.clone(), place),
            // No policy makes a filter of it.
            Text::Bare => (self.schema.parser(), 0..text.len()),
        };
        let query = text.get(place.clone()).unwrap_or(text);
        match parser.parse_with_reserved(query) {
            Ok(parsed) => Verdict::Valid(parsed),
            Err(errors) => Verdict::Invalid(errors.moved_by(place.start)),
        }
    }
}

impl Unreadable {
    /// A line longer than the limit, of which the beginning is held.
    fn too_long(limit: usize, found: usize) -> Unreadable {
        Unreadable {
            code: "input_too_long",
            message: format!("the input is too long: {found} bytes, at most {limit} are taken"),
            span: 0..found,
            limit: Some(limit),
            found: Some(found),
        }
    }

    /// Bytes that are no UTF-8, of which the first ill-formed part is told.
    fn no_utf8(bytes: &[u8], error: std::str::Utf8Error) -> Unreadable {
        let start = error.valid_up_to();
        let end = error.error_len().map_or(bytes.len(), |len| start + len);
        Unreadable {
            code: "invalid_utf8",
            message: format!("the bytes {} are no UTF-8", bytes.get(start..end).unwrap_or_default().escape_ascii()),
            span: start..end,
            limit: None,
            found: None,
        }
    }
}
