//! Lines that are no records.

use std::io::Write;

use super::source::Source;
use crate::Failure;

/// How many are told each, so that a wrong file doesn't flood a terminal.
const MOST_TOLD: u64 = 20;

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
    pub(super) fn tell(&mut self, source: &Source, number: u64, fault: &str) -> Result<(), Failure> {
        self.count = self.count.saturating_add(1);
        if self.count > MOST_TOLD {
            return Ok(());
        }
        let message = format!("{}:{number}: {fault}", self.source);
        if self.is_strict {
            return Err(Failure::Told(message));
        }
        source.pause(|| drop(writeln!(anstream::stderr().lock(), "filterset: {message}")));
        Ok(())
    }

    pub(super) fn sum_up(&self) {
        let rest = match self.count {
            0 => return,
            // It is told as the failure.
            _ if self.is_strict => return,
            count if count > MOST_TOLD => format!(", of which the first {MOST_TOLD} are told"),
            _ => String::new(),
        };
        let (count, lines) = (self.count, if self.count == 1 { "line is no record" } else { "lines are no records" });
        drop(writeln!(anstream::stderr().lock(), "filterset: {}: {count} {lines}{rest}", self.source));
    }
}
