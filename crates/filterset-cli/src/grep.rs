//! `filterset grep`: the records of a JSON Lines file that match.

mod bad;
mod projection;
mod source;

use std::io::{self, BufWriter, IsTerminal, Write};
use std::process::ExitCode;

use filterset::record::Matcher;
use serde_json::Value as Json;

use super::input::Line;
use super::outcome::{Outcome, Unreadable, text};
use super::{FAILURE, Failure, Grep, schema_arg, show};

use bad::BadLines;
use projection::Pick;
use source::Source;

/// No record was selected.
const NOTHING: u8 = 1;

pub(super) fn run(arguments: &Grep) -> Result<ExitCode, Failure> {
    let schema = schema_arg::load(&arguments.question.schema)?;
    let parsed = match arguments.question.outcome(&schema) {
        Outcome::Valid(parsed) => parsed,
        outcome => {
            let (mut errors, palette) = show::errors();
            text::write(&mut errors, palette, None, &arguments.question.text(), &outcome)?;
            errors.flush()?;
            // As of a pattern that grep can't read: 1 would say that no record matches.
            return Ok(ExitCode::from(FAILURE));
        }
    };
    let filter = arguments.question.filter(parsed)?;
    let matcher = filter.matcher::<Json>().map_err(|gaps| Failure::Message(gaps.to_string()))?;
    let stdout = io::stdout().lock();
    // A bar would stand between the records.
    let is_quiet = arguments.count || !stdout.is_terminal();
    let source = Source::open(arguments.file.as_deref(), is_quiet)?;
    let mut search = Search {
        pick: Pick::of(&filter),
        matcher,
        selects: !arguments.invert_match,
        most: arguments.max_line,
        records: (!arguments.count).then(|| BufWriter::with_capacity(1 << 16, stdout)),
        count: 0,
        bad: BadLines::new(source.name.clone(), arguments.strict),
    };
    let searched = search.run(source);
    let Search { records, count, bad, .. } = search;
    if let Some(mut records) = records {
        records.flush()?;
    } else if searched.is_ok() {
        writeln!(io::stdout().lock(), "{count}")?;
    }
    bad.sum_up();
    searched?;
    Ok(match (bad.count(), count) {
        (0, 0) => ExitCode::from(NOTHING),
        (0, _) => ExitCode::SUCCESS,
        _ => ExitCode::from(FAILURE),
    })
}

struct Search<'f, W> {
    pick: Pick,
    matcher: Matcher<'f, Json>,
    /// What a record has to answer to be selected.
    selects: bool,
    /// How many bytes a line may have.
    most: usize,
    /// Where the selected records go, unless they are only counted.
    records: Option<W>,
    count: u64,
    bad: BadLines,
}

impl<W: Write> Search<'_, W> {
    fn run(&mut self, mut source: Source) -> Result<(), Failure> {
        let mut line = Line::default();
        let mut number = 0_u64;
        while line.read_next(&mut source.input, self.most).map_err(|error| source.failure(&error))? {
            number = number.saturating_add(1);
            match self.is_selected(&line) {
                Ok(false) => {}
                Ok(true) => {
                    self.count = self.count.saturating_add(1);
                    let Some(records) = &mut self.records else { continue };
                    records.write_all(&line.bytes)?;
                    records.write_all(if line.end.is_empty() { b"\n" } else { line.end })?;
                    // No whole line is there to be read at once: whoever waits for the record gets it.
                    if !source.input.buffer().contains(&b'\n') {
                        records.flush()?;
                    }
                }
                Err(error) => self.bad.report(&source, number, &error)?,
            }
        }
        Ok(())
    }

    /// Whether the record of a line is selected, or why the line is no record.
    fn is_selected(&self, line: &Line) -> Result<bool, String> {
        if line.len > self.most {
            return Err(format!("the line has more than {} bytes (--max-line)", self.most));
        }
        if line.bytes.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r')) {
            return Ok(false);
        }
        let text = std::str::from_utf8(&line.bytes).map_err(|error| Unreadable::no_utf8(&line.bytes, error).message)?;
        let record = self.pick.read(text)?;
        let matches = self.matcher.try_matches(&record).map_err(|record_type_error| record_type_error.to_string())?;
        Ok(matches == self.selects)
    }
}
