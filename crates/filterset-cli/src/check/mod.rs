//! `filterset check`: checks queries one at a time.

mod frequent;
mod summary;

use std::io::{self, BufReader, Write};
use std::process::ExitCode;

use filterset::{Policy, Schema};

use crate::args::{CheckArgs, Format};
use crate::failure::{Failure, INVALID};
use crate::input::Line;
use crate::outcome::{Outcome, json, text};
use crate::schema_arg::load_schema;
use crate::terminal::{self, Palette};

use summary::Summary;

pub(crate) fn check_queries(args: &CheckArgs) -> Result<ExitCode, Failure> {
    let schema = load_schema(&args.schema)?;
    let (out, palette) = terminal::open_stdout();
    let mut checker = Checker {
        schema: &schema,
        policy: args.policy.policy(),
        format: args.format,
        palette,
        is_numbered: args.queries.len() != 1,
        is_quiet: args.quiet,
        count: 0,
        invalid: 0,
        summary: args.summary.then(Summary::default),
        out,
    };
    if args.queries.is_empty() {
        checker.check_lines()?;
    }
    for query in &args.queries {
        let bytes = query.as_encoded_bytes();
        checker.check_query(bytes, bytes.len())?;
    }
    match (&checker.summary, checker.format) {
        (None, _) => {}
        (Some(summary), Format::Json) => summary.write_json(&mut checker.out)?,
        (Some(summary), Format::Text) => summary.write_text(&mut checker.out, palette)?,
    }
    checker.out.flush()?;
    Ok(if checker.invalid == 0 { ExitCode::SUCCESS } else { ExitCode::from(INVALID) })
}

struct Checker<'s> {
    schema: &'s Schema,
    policy: Policy,
    format: Format,
    palette: Palette,
    /// Whether text results begin with the number of the query.
    is_numbered: bool,
    /// Whether the results of single queries are omitted.
    is_quiet: bool,
    count: usize,
    invalid: usize,
    summary: Option<Summary>,
    out: Box<dyn Write>,
}

impl Checker<'_> {
    /// Checks standard input, a line at a time.
    fn check_lines(&mut self) -> Result<(), Failure> {
        let mut input = BufReader::with_capacity(1 << 16, io::stdin().lock());
        let mut line = Line::default();
        let most = self.schema.limits().input_bytes;
        let unreadable = |error: io::Error| Failure::Message(format!("standard input: {error}"));
        while line.read_next(&mut input, most).map_err(unreadable)? {
            self.check_query(&line.bytes, line.len)?;
            // No more input is buffered, so flush for a program that waits for the result.
            if input.buffer().is_empty() {
                self.out.flush()?;
            }
        }
        Ok(())
    }

    /// Checks a query of length `len`. `bytes` may be only its beginning.
    fn check_query(&mut self, bytes: &[u8], len: usize) -> io::Result<()> {
        let query = String::from_utf8_lossy(bytes);
        let outcome = Outcome::from_bytes(self.schema, self.policy, bytes, len);
        self.count = self.count.saturating_add(1);
        self.invalid = self.invalid.saturating_add((!matches!(outcome, Outcome::Valid(_))).into());
        if let Some(summary) = &mut self.summary {
            summary.add_outcome(&query, &outcome);
        }
        if self.is_quiet {
            return Ok(());
        }
        match self.format {
            Format::Json => json::write_outcome(&mut self.out, &query, &outcome),
            Format::Text => {
                let number = self.is_numbered.then_some(self.count);
                text::write_outcome(&mut self.out, self.palette, number, &query, &outcome)
            }
        }
    }
}
