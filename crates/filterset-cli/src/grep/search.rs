//! The search of the records of a chunk.

use filterset::Filter;
use filterset::record::Matcher;
use serde_json::Value as Json;

use super::invalid_lines::InvalidLines;
use super::projection::Projection;
use super::record::RecordReader;
use crate::args::GrepArgs;
use crate::failure::Failure;
use crate::lines::{Chunk, ChunkLine};
use crate::outcome::Unreadable;

pub(super) struct Search {
    filter: Filter<'static>,
    projection: Projection,
    /// `true` to select the matching records, `false` to select the others.
    selects: bool,
    /// Whether the selected records are only counted.
    only_counts: bool,
    /// Whether the search stops at the first invalid line.
    is_strict: bool,
    /// The maximum length of a line in bytes.
    max_line: usize,
}

/// The result of searching a chunk.
#[derive(Default)]
pub(super) struct Found {
    /// The selected records as lines, unless they are only counted.
    pub(super) records: Vec<u8>,
    /// The number of selected records.
    pub(super) count: u64,
    pub(super) invalid_lines: InvalidLines,
}

impl Search {
    pub(super) fn new(filter: Filter<'static>, args: &GrepArgs) -> Search {
        Search {
            projection: Projection::new(&filter),
            filter,
            selects: !args.invert_match,
            only_counts: args.count,
            is_strict: args.strict,
            max_line: args.max_line,
        }
    }

    pub(super) fn compile(&self) -> Result<Matcher<'_, Json>, Failure> {
        self.filter.matcher::<Json>().map_err(|gaps| Failure::Message(gaps.to_string()))
    }

    pub(super) fn search_chunk(&self, chunk: &Chunk) -> Result<Found, Failure> {
        let matcher = self.compile()?;
        let mut reader = RecordReader::new(self.projection.clone());
        let mut found = Found::default();
        for line in chunk.lines() {
            match self.is_selected(&mut reader, &matcher, &line) {
                Ok(false) => {}
                Ok(true) => {
                    found.count = found.count.saturating_add(1);
                    if !self.only_counts {
                        found.records.extend_from_slice(line.bytes);
                        found.records.extend_from_slice(if line.end.is_empty() { b"\n" } else { line.end });
                    }
                }
                Err(error) => {
                    found.invalid_lines.add_line(line.number, error);
                    if self.is_strict {
                        break;
                    }
                }
            }
        }
        Ok(found)
    }

    /// Returns `true` if the record of a line is selected, or the reason why the line isn't a valid record.
    fn is_selected(
        &self,
        reader: &mut RecordReader,
        matcher: &Matcher<'_, Json>,
        line: &ChunkLine<'_>,
    ) -> Result<bool, String> {
        if line.len > self.max_line {
            return Err(format!("the line is too long: expected at most {} bytes (--max-line)", self.max_line));
        }
        if line.bytes.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r')) {
            return Ok(false);
        }
        let text =
            std::str::from_utf8(line.bytes).map_err(|error| Unreadable::invalid_utf8(line.bytes, error).message)?;
        let record = reader.parse_record(text)?;
        matcher.try_matches(record).map(|is_match| is_match == self.selects).map_err(|error| error.to_string())
    }
}
