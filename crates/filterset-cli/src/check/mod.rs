//! `filterset check`: checks queries one at a time.

mod checker;
mod frequent;
mod summary;

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use crate::args::{CheckArgs, Format};
use crate::failure::{Failure, INVALID};
use crate::lines::{Source, process_chunks};
use crate::schema_arg::load_schema;
use crate::terminal::{self, Palette};

use checker::{Checker, Results};
use summary::Summary;

pub(crate) fn check_queries(args: &CheckArgs) -> Result<ExitCode, Failure> {
    let schema = load_schema(&args.schema)?;
    let (out, palette) = terminal::open_stdout();
    let checker = Checker {
        schema,
        policy: args.policy.policy(),
        format: args.format,
        palette,
        is_numbered: args.queries.len() != 1,
        is_quiet: args.quiet,
        is_summarized: args.summary,
    };
    let mut output = Output { out, summary: args.summary.then(Summary::default), invalid: 0 };
    if args.queries.is_empty() {
        // Progress would appear between the results.
        let shows_progress = args.quiet || !io::stdout().is_terminal();
        let max_line = checker.schema.limits().input_bytes;
        let (_source, chunks) = Source::open(None, max_line, shows_progress)?;
        process_chunks(
            args.threads.count(),
            chunks,
            move |chunk| checker.check_chunk(chunk),
            |results| Ok(output.write_results(results?)?),
        )?;
    } else {
        output.write_results(checker.check_arguments(&args.queries)?)?;
    }
    output.write_summary(args.format, palette)?;
    Ok(if output.invalid == 0 { ExitCode::SUCCESS } else { ExitCode::from(INVALID) })
}

struct Output {
    out: Box<dyn Write>,
    summary: Option<Summary>,
    /// The number of queries that aren't valid.
    invalid: u64,
}

impl Output {
    fn write_results(&mut self, results: Results) -> io::Result<()> {
        self.out.write_all(&results.text)?;
        self.invalid = self.invalid.saturating_add(results.invalid);
        if let Some(summary) = &mut self.summary {
            summary.add_tally(results.tally);
        }
        self.out.flush()
    }

    fn write_summary(&mut self, format: Format, palette: Palette) -> io::Result<()> {
        match (&self.summary, format) {
            (None, _) => {}
            (Some(summary), Format::Json) => summary.write_json(&mut self.out)?,
            (Some(summary), Format::Text) => summary.write_text(&mut self.out, palette)?,
        }
        self.out.flush()
    }
}
