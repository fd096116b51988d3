//! Lines that are no records.

use std::io::Write;

use super::source::Source;
use crate::Failure;

/// How many are told each, so that a wrong file doesn't flood a terminal.
const MAX_REPORTED: u64 = 20;

pub(super) struct BadLines {
    /// What the input is called.
    source: String,
    /// Whether the first one is a failure.
    is_strict: bool,
    count: u64,
}

impl BadLines {
    pub(super) const fn new(source: String, is_strict: bool) -> BadLines {
        BadLines { source, is_strict, count: 0 }
    }

    pub(super) const fn count(&self) -> u64 {
        self.count
    }

    /// Tells of a line. That nobody hears it is no reason to stop: the exit status says it, too.
    pub(super) fn report(&mut self, source: &Source, number: u64, error: &str) -> Result<(), Failure> {
        self.count = self.count.saturating_add(1);
        if self.count > MAX_REPORTED {
            return Ok(());
        }
        let message = format!("{}:{number}: {error}", self.source);
        if self.is_strict {
            return Err(Failure::Message(message));
        }
        source.pause(|| drop(writeln!(anstream::stderr().lock(), "filterset: {message}")));
        Ok(())
    }

    pub(super) fn sum_up(&self) {
        let rest = match self.count {
            0 => return,
            // It is told as the failure.
            _ if self.is_strict => return,
            count if count > MAX_REPORTED => format!(", of which the first {MAX_REPORTED} are told"),
            _ => String::new(),
        };
        let (count, lines) = (self.count, if self.count == 1 { "line is no record" } else { "lines are no records" });
        drop(writeln!(anstream::stderr().lock(), "filterset: {}: {count} {lines}{rest}", self.source));
    }
}
