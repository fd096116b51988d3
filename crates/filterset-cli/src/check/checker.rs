//! The check of the queries of a chunk.

use std::borrow::Cow;
use std::ffi::OsString;
use std::io;

use filterset::{Policy, Schema};

use super::summary::Tally;
use crate::args::Format;
use crate::lines::Chunk;
use crate::outcome::{Outcome, json, text};
use crate::terminal::Palette;

pub(super) struct Checker {
    pub(super) schema: Schema,
    pub(super) policy: Policy,
    pub(super) format: Format,
    pub(super) palette: Palette,
    /// Whether text results begin with the number of the query.
    pub(super) is_numbered: bool,
    /// Whether the results of single queries are omitted.
    pub(super) is_quiet: bool,
    /// Whether the results are counted for a summary.
    pub(super) is_summarized: bool,
}

/// The results of several queries.
#[derive(Default)]
pub(super) struct Results {
    pub(super) text: Vec<u8>,
    /// The number of queries that aren't valid.
    pub(super) invalid: u64,
    /// The counts for the summary, if there is one.
    pub(super) tally: Tally,
}

impl Checker {
    /// Checks the lines of a chunk.
    pub(super) fn check_chunk(&self, chunk: &Chunk) -> io::Result<Results> {
        let mut results = Results::default();
        for line in chunk.lines() {
            self.check_query(line.number, line.bytes, line.len, &mut results)?;
        }
        Ok(results)
    }

    /// Checks the queries of a command line.
    pub(super) fn check_arguments(&self, queries: &[OsString]) -> io::Result<Results> {
        let mut results = Results::default();
        for (number, query) in (1..).zip(queries) {
            let bytes = query.as_encoded_bytes();
            self.check_query(number, bytes, bytes.len(), &mut results)?;
        }
        Ok(results)
    }

    /// Checks a query of length `len`. `bytes` may be only its beginning.
    fn check_query(&self, number: u64, bytes: &[u8], len: usize, results: &mut Results) -> io::Result<()> {
        let query = match std::str::from_utf8(bytes) {
            Ok(query) => Cow::Borrowed(query),
            Err(_) => String::from_utf8_lossy(bytes),
        };
        let outcome = Outcome::from_bytes(&self.schema, self.policy, bytes, len);
        results.invalid = results.invalid.saturating_add((!matches!(outcome, Outcome::Valid(_))).into());
        if self.is_summarized {
            results.tally.add_outcome(&query, &outcome);
        }
        if self.is_quiet {
            return Ok(());
        }
        match self.format {
            Format::Json => json::write_outcome(&mut results.text, &query, &outcome),
            Format::Text => {
                let number = self.is_numbered.then_some(number);
                text::write_outcome(&mut results.text, self.palette, number, &query, &outcome)
            }
        }
    }
}
