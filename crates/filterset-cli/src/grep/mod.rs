//! `filterset grep`: prints the matching records of a JSON Lines file.

mod invalid_lines;
mod projection;
mod record;
mod search;

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use crate::args::GrepArgs;
use crate::failure::{FAILURE, Failure};
use crate::lines::{Source, process_chunks};
use crate::outcome::{Outcome, text};
use crate::schema_arg::load_schema;
use crate::terminal;

use invalid_lines::Report;
use search::Search;

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
    let search = Search::new(args.query.take_filter(parsed)?.into_owned(), args);
    // Reports the fields that records can't have before any record is read.
    drop(search.compile()?);
    let mut stdout = io::stdout().lock();
    // Progress would appear between the records.
    let shows_progress = args.count || !stdout.is_terminal();
    let (source, chunks) = Source::open(args.file.as_deref(), args.max_line, shows_progress)?;
    let mut report = Report::new(&source, args.strict);
    let mut count = 0_u64;
    let searched = process_chunks(
        args.threads.count(),
        chunks,
        move |chunk| search.search_chunk(chunk),
        |found| {
            let found = found?;
            count = count.saturating_add(found.count);
            stdout.write_all(&found.records)?;
            stdout.flush()?;
            report.report_lines(&found.invalid_lines)
        },
    );
    if args.count && searched.is_ok() {
        writeln!(stdout, "{count}")?;
    }
    report.report_total();
    searched?;
    Ok(match (report.count(), count) {
        (0, 0) => ExitCode::from(NOTHING),
        (0, _) => ExitCode::SUCCESS,
        _ => ExitCode::from(FAILURE),
    })
}
