//! Consecutive lines of an input, in one allocation.

use std::io::{self, BufRead, BufReader, ErrorKind, Read};
use std::iter;

use memchr::{memchr, memchr_iter};

use crate::input::skip_line;

/// The number of bytes that are read at once.
const READ_BYTES: usize = 1 << 18;
/// The maximum number of lines of a chunk, because the result of a short line can be a hundred times as long.
const MAX_LINES: usize = 1 << 12;

/// Consecutive lines of an input.
pub(crate) struct Chunk {
    /// The number of the first line, counted from 1.
    first_number: u64,
    /// The lines with their endings. The beginning of a line that is too long is the last line.
    bytes: Vec<u8>,
    /// The number of bytes of the last line that aren't kept.
    omitted: usize,
    /// The maximum length of a line in bytes.
    max_line: usize,
}

/// A line of a chunk.
pub(crate) struct ChunkLine<'c> {
    /// The number of the line in the input, counted from 1.
    pub(crate) number: u64,
    /// The line without its ending, or its beginning if it is too long.
    pub(crate) bytes: &'c [u8],
    /// Its length in bytes.
    pub(crate) len: usize,
    /// Its ending; empty at the end of the input, or if the line is too long.
    pub(crate) end: &'static [u8],
}

impl Chunk {
    pub(crate) fn lines(&self) -> impl Iterator<Item = ChunkLine<'_>> {
        let mut number = self.first_number;
        let mut rest = self.bytes.as_slice();
        iter::from_fn(move || {
            let len = memchr(b'\n', rest).map_or(rest.len(), |end| end.saturating_add(1));
            let (raw, tail) = rest.split_at_checked(len).filter(|(raw, _)| !raw.is_empty())?;
            let line = self.to_line(number, raw, if tail.is_empty() { self.omitted } else { 0 });
            number = number.saturating_add(1);
            rest = tail;
            Some(line)
        })
    }

    fn to_line<'c>(&self, number: u64, raw: &'c [u8], omitted: usize) -> ChunkLine<'c> {
        let (unended, end): (_, &'static [u8]) = match raw {
            [line @ .., b'\n'] => (line, b"\n"),
            line => (line, b""),
        };
        let (bytes, end): (_, &'static [u8]) = match unended {
            [line @ .., b'\r'] if !end.is_empty() => (line, b"\r\n"),
            line => (line, end),
        };
        if bytes.len() <= self.max_line {
            return ChunkLine { number, bytes, len: bytes.len(), end };
        }
        let beginning = unended.get(..self.max_line.saturating_add(1)).unwrap_or(unended);
        ChunkLine { number, bytes: beginning, len: unended.len().saturating_add(omitted), end: b"" }
    }

    fn count_lines(&self) -> u64 {
        let is_unended = self.bytes.last().is_some_and(|byte| *byte != b'\n');
        let count = memchr_iter(b'\n', &self.bytes).count().saturating_add(usize::from(is_unended));
        u64::try_from(count).unwrap_or(u64::MAX)
    }
}

/// The chunks of an input. A chunk ends with the lines that have arrived, so that a program can wait for the result of each
/// line.
pub(super) struct Chunks<R> {
    input: BufReader<R>,
    /// The maximum length of a line in bytes.
    max_line: usize,
    next_number: u64,
}

impl<R: Read> Chunks<R> {
    pub(super) fn new(input: R, max_line: usize) -> Chunks<R> {
        Chunks { input: BufReader::with_capacity(READ_BYTES, input), max_line, next_number: 1 }
    }

    /// Reads the next chunk. It holds at most one line that isn't complete, up to the maximum length.
    fn read_chunk(&mut self) -> io::Result<Option<Chunk>> {
        let mut bytes = Vec::new();
        let mut omitted = 0;
        // A line of the maximum length fits with its `\r\n`.
        let max_held = self.max_line.saturating_add(2);
        loop {
            let buffer = fill_buffer(&mut self.input)?;
            let lines = memchr_iter(b'\n', buffer).take(MAX_LINES).last().map(|end| end.saturating_add(1));
            let len = lines.unwrap_or(buffer.len());
            bytes.extend_from_slice(buffer.get(..len).unwrap_or_default());
            self.input.consume(len);
            if lines.is_some() || len == 0 {
                break;
            }
            if bytes.len() >= max_held {
                let kept = self.max_line.saturating_add(1);
                omitted = bytes.len().saturating_sub(kept).saturating_add(skip_line(&mut self.input)?);
                bytes.truncate(kept);
                break;
            }
        }
        if bytes.is_empty() {
            return Ok(None);
        }
        let chunk = Chunk { first_number: self.next_number, bytes, omitted, max_line: self.max_line };
        self.next_number = self.next_number.saturating_add(chunk.count_lines());
        Ok(Some(chunk))
    }
}

impl<R: Read> Iterator for Chunks<R> {
    type Item = io::Result<Chunk>;

    fn next(&mut self) -> Option<io::Result<Chunk>> {
        self.read_chunk().transpose()
    }
}

/// Returns the bytes that have been read, at least one except at the end of the input.
fn fill_buffer<R: Read>(input: &mut BufReader<R>) -> io::Result<&[u8]> {
    while let Err(error) = input.fill_buf() {
        if error.kind() != ErrorKind::Interrupted {
            return Err(error);
        }
    }
    Ok(input.buffer())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::input::Line;

    /// An input that returns a few bytes at a time.
    struct Trickle<'i>(&'i [u8], usize);

    impl Read for Trickle<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let len = self.1.min(buffer.len());
            self.0.read(&mut buffer[..len])
        }
    }

    proptest! {
        /// The chunks of an input have the lines that are read one at a time.
        #[test]
        fn has_the_same_lines_however_they_arrive(
            input in "(\\r|\\n|a{0,9}){0,20}",
            max_line in 0_usize..12,
            at_once in 1_usize..30,
        ) {
            let mut expected = Vec::new();
            let mut line = Line::default();
            let mut rest = input.as_bytes();
            while line.read_next(&mut rest, max_line).unwrap() {
                let end = if line.len > max_line { b"" } else { line.end };
                expected.push((line.bytes.clone(), line.len, end));
            }
            let chunks = Chunks::new(Trickle(input.as_bytes(), at_once), max_line);
            let chunks: Vec<Chunk> = chunks.map(Result::unwrap).collect();
            let lines: Vec<_> = chunks.iter().flat_map(Chunk::lines).collect();
            let found: Vec<_> = lines.iter().map(|line| (line.bytes.to_vec(), line.len, line.end)).collect();
            prop_assert_eq!(found, expected);
            let numbers: Vec<_> = lines.iter().map(|line| line.number).collect();
            prop_assert_eq!(numbers, (1..).take(lines.len()).collect::<Vec<u64>>());
            let held = max_line + 2 + at_once;
            prop_assert!(chunks.iter().all(|chunk| chunk.bytes.len() <= held));
        }
    }

    #[test]
    fn limits_the_lines_of_a_chunk() {
        let input = "\n".repeat(10_000);
        let chunks = Chunks::new(input.as_bytes(), 10).map(|chunk| chunk.unwrap().count_lines());
        assert_eq!(chunks.collect::<Vec<_>>(), [4096, 4096, 1808]);
    }
}
