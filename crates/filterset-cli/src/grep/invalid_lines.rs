//! Reports the lines that aren't valid records.

use std::io::Write;

use crate::failure::Failure;
use crate::lines::Source;

/// The maximum number of lines that are reported, so that a wrong file doesn't flood a terminal.
const MAX_REPORTED: u64 = 20;

/// The invalid lines of a chunk.
#[derive(Default)]
pub(super) struct InvalidLines {
    count: u64,
    /// The first lines, by number, with their errors.
    first: Vec<(u64, String)>,
}

impl InvalidLines {
    pub(super) fn add_line(&mut self, number: u64, error: String) {
        self.count = self.count.saturating_add(1);
        if self.count <= MAX_REPORTED {
            self.first.push((number, error));
        }
    }
}

/// The report of the invalid lines of an input.
pub(super) struct Report<'s> {
    source: &'s Source,
    /// Whether the first invalid line is a failure.
    is_strict: bool,
    count: u64,
}

impl Report<'_> {
    pub(super) const fn new(source: &Source, is_strict: bool) -> Report<'_> {
        Report { source, is_strict, count: 0 }
    }

    pub(super) const fn count(&self) -> u64 {
        self.count
    }

    /// Reports the lines of the next chunk. An error of the output is ignored, because the exit code reports the lines too.
    pub(super) fn report_lines(&mut self, lines: &InvalidLines) -> Result<(), Failure> {
        let reported = self.count;
        self.count = self.count.saturating_add(lines.count);
        for ((number, error), _) in lines.first.iter().zip(reported..MAX_REPORTED) {
            let message = format!("{}:{number}: {error}", self.source.name);
            if self.is_strict {
                return Err(Failure::Message(message));
            }
            self.source.progress.suspend(|| drop(writeln!(anstream::stderr().lock(), "filterset: {message}")));
        }
        Ok(())
    }

    pub(super) fn report_total(&self) {
        let rest = match self.count {
            0 => return,
            // It was reported as the failure.
            _ if self.is_strict => return,
            count if count > MAX_REPORTED => format!(" (the first {MAX_REPORTED} are reported)"),
            _ => String::new(),
        };
        let (count, lines) = (self.count, if self.count == 1 { "invalid record" } else { "invalid records" });
        let total = format!("filterset: {}: {count} {lines}{rest}", self.source.name);
        self.source.progress.suspend(|| drop(writeln!(anstream::stderr().lock(), "{total}")));
    }
}
