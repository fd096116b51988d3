//! `filterset grep`: prints the matching records of a JSON Lines file.

mod invalid_lines;
mod projection;
mod source;

use std::io::{self, BufWriter, IsTerminal, Write};
use std::process::ExitCode;

use filterset::record::Matcher;
use serde_json::Value as Json;

use crate::args::GrepArgs;
use crate::failure::{FAILURE, Failure};
use crate::input::Line;
use crate::outcome::{Outcome, Unreadable, text};
use crate::schema_arg::load_schema;
use crate::terminal;

use invalid_lines::InvalidLines;
use projection::Projection;
use source::Source;

/// The exit code if no record was selected.
const NOTHING: u8 = 1;

pub(crate) fn print_matching_records(args: &GrepArgs) -> Result<ExitCode, Failure> {
    let schema = load_schema(&args.query.schema)?;
    let parsed = match args.query.check_query(&schema) {
        Outcome::Valid(parsed) => parsed,
        outcome => {
            let (mut errors, palette) = terminal::open_stderr();
            text::write_outcome(&mut errors, palette, None, &args.query.to_text(), &outcome)?;
            errors.flush()?;
            // As for an invalid pattern in grep; 1 would mean that no record matches.
            return Ok(ExitCode::from(FAILURE));
        }
    };
    let filter = args.query.take_filter(parsed)?;
    let matcher = filter.matcher::<Json>().map_err(|gaps| Failure::Message(gaps.to_string()))?;
    let stdout = io::stdout().lock();
    // A progress bar would appear between the records.
    let is_quiet = args.count || !stdout.is_terminal();
    let source = Source::open(args.file.as_deref(), is_quiet)?;
    let mut search = Search {
        projection: Projection::new(&filter),
        matcher,
        selects: !args.invert_match,
        max_line: args.max_line,
        records: (!args.count).then(|| BufWriter::with_capacity(1 << 16, stdout)),
        count: 0,
        invalid_lines: InvalidLines::new(source.name.clone(), args.strict),
    };
    let searched = search.search_source(source);
    let Search { records, count, invalid_lines, .. } = search;
    if let Some(mut records) = records {
        records.flush()?;
    } else if searched.is_ok() {
        writeln!(io::stdout().lock(), "{count}")?;
    }
    invalid_lines.report_total();
    searched?;
    Ok(match (invalid_lines.count(), count) {
        (0, 0) => ExitCode::from(NOTHING),
        (0, _) => ExitCode::SUCCESS,
        _ => ExitCode::from(FAILURE),
    })
}

struct Search<'f, W> {
    projection: Projection,
    matcher: Matcher<'f, Json>,
    /// `true` to select the matching records, `false` to select the others.
    selects: bool,
    /// The maximum length of a line in bytes.
    max_line: usize,
    /// The output of selected records, unless they are only counted.
    records: Option<W>,
    count: u64,
    invalid_lines: InvalidLines,
}

impl<W: Write> Search<'_, W> {
    fn search_source(&mut self, mut source: Source) -> Result<(), Failure> {
        let mut line = Line::default();
        let mut number = 0_u64;
        while line.read_next(&mut source.input, self.max_line).map_err(|error| source.to_failure(&error))? {
            number = number.saturating_add(1);
            match self.is_selected(&line) {
                Ok(false) => {}
                Ok(true) => {
                    self.count = self.count.saturating_add(1);
                    let Some(records) = &mut self.records else { continue };
                    records.write_all(&line.bytes)?;
                    records.write_all(if line.end.is_empty() { b"\n" } else { line.end })?;
                    // No complete line is buffered, so flush for a program that waits for the record.
                    if !source.input.buffer().contains(&b'\n') {
                        records.flush()?;
                    }
                }
                Err(error) => self.invalid_lines.report_line(&source, number, &error)?,
            }
        }
        Ok(())
    }

    /// Returns `true` if the record of a line is selected, or the reason why the line isn't a valid record.
    fn is_selected(&self, line: &Line) -> Result<bool, String> {
        if line.len > self.max_line {
            return Err(format!("the line is too long: expected at most {} bytes (--max-line)", self.max_line));
        }
        if line.bytes.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r')) {
            return Ok(false);
        }
        let text =
            std::str::from_utf8(&line.bytes).map_err(|error| Unreadable::invalid_utf8(&line.bytes, error).message)?;
        let record = self.projection.parse_record(text)?;
        let matches = self.matcher.try_matches(&record).map_err(|error| error.to_string())?;
        Ok(matches == self.selects)
    }
}
