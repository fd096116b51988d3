//! `filterset check`: each query in, its result out, one at a time.

mod frequent;
mod summary;

use std::io::{self, BufReader, Write};
use std::process::ExitCode;

use filterset::{Policy, Schema};

use super::input::Line;
use super::outcome::{Outcome, json, text};
use super::show::{self, Palette};
use super::{Check, Failure, Format, INVALID, schema_arg};

use summary::Summary;

pub(super) fn run(arguments: &Check) -> Result<ExitCode, Failure> {
    let schema = schema_arg::load(&arguments.schema)?;
    let (out, palette) = show::output();
    let mut checker = Checker {
        schema: &schema,
        policy: arguments.policy.policy(),
        format: arguments.format,
        palette,
        is_numbered: arguments.queries.len() != 1,
        is_quiet: arguments.quiet,
        count: 0,
        invalid: 0,
        summary: arguments.summary.then(Summary::default),
        out,
    };
    if arguments.queries.is_empty() {
        checker.lines()?;
    }
    for query in &arguments.queries {
        let bytes = query.as_encoded_bytes();
        checker.check(bytes, bytes.len())?;
    }
    match (&checker.summary, checker.format) {
        (None, _) => {}
        (Some(summary), Format::Json) => summary.json(&mut checker.out)?,
        (Some(summary), Format::Text) => summary.text(&mut checker.out, palette)?,
    }
    checker.out.flush()?;
    Ok(if checker.invalid == 0 { ExitCode::SUCCESS } else { ExitCode::from(INVALID) })
}

struct Checker<'s> {
    schema: &'s Schema,
    policy: Policy,
    format: Format,
    palette: Palette,
    /// Whether results for people say which query they are of.
    is_numbered: bool,
    /// Whether the results of single queries are left out.
    is_quiet: bool,
    count: usize,
    invalid: usize,
    summary: Option<Summary>,
    out: Box<dyn Write>,
}

impl Checker<'_> {
    /// Checks what is on standard input, a line at a time.
    fn lines(&mut self) -> Result<(), Failure> {
        let mut input = BufReader::with_capacity(1 << 16, io::stdin().lock());
        let mut line = Line::default();
        let most = self.schema.limits().input_bytes;
        let unreadable = |error: io::Error| Failure::Message(format!("standard input: {error}"));
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
        let outcome = Outcome::of(self.schema, self.policy, bytes, len);
        self.count = self.count.saturating_add(1);
        self.invalid = self.invalid.saturating_add((!matches!(outcome, Outcome::Valid(_))).into());
        if let Some(summary) = &mut self.summary {
            summary.add(&outcome);
        }
        if self.is_quiet {
            return Ok(());
        }
        match self.format {
            Format::Json => json::write(&mut self.out, &query, &outcome),
            Format::Text => {
                let number = self.is_numbered.then_some(self.count);
                text::write(&mut self.out, self.palette, number, &query, &outcome)
            }
        }
    }
}
