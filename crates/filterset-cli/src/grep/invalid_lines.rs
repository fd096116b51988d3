//! Reports the lines that aren't valid records.

use std::io::Write;

use crate::failure::Failure;
use crate::grep::source::Source;

/// The maximum number of lines that are reported, so that a wrong file doesn't flood a terminal.
const MAX_REPORTED: u64 = 20;

pub(crate) struct InvalidLines {
    /// The name of the input.
    source: String,
    /// Whether the first invalid line is a failure.
    is_strict: bool,
    count: u64,
}

impl InvalidLines {
    pub(crate) const fn new(source: String, is_strict: bool) -> InvalidLines {
        InvalidLines { source, is_strict, count: 0 }
    }

    pub(crate) const fn count(&self) -> u64 {
        self.count
    }

    /// Reports a line. An error of the output is ignored, because the exit code reports the line too.
    pub(crate) fn report_line(&mut self, source: &Source, number: u64, error: &str) -> Result<(), Failure> {
        self.count = self.count.saturating_add(1);
        if self.count > MAX_REPORTED {
            return Ok(());
        }
        let message = format!("{}:{number}: {error}", self.source);
        if self.is_strict {
            return Err(Failure::Message(message));
        }
        source.suspend_progress(|| drop(writeln!(anstream::stderr().lock(), "filterset: {message}")));
        Ok(())
    }

    pub(crate) fn report_total(&self) {
        let rest = match self.count {
            0 => return,
            // It was reported as the failure.
            _ if self.is_strict => return,
            count if count > MAX_REPORTED => format!(", the first {MAX_REPORTED} of which are reported"),
            _ => String::new(),
        };
        let (count, lines) = (self.count, if self.count == 1 { "invalid record" } else { "invalid records" });
        drop(writeln!(anstream::stderr().lock(), "filterset: {}: {count} {lines}{rest}", self.source));
    }
}
