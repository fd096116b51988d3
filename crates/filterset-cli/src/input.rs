//! The input: lines of any bytes and length, and queries, URLs and paths.

use std::io::{self, BufRead, Read};
use std::ops::Range;

use memchr::memchr;

/// A line of the input, kept up to a length.
#[derive(Default)]
pub(crate) struct Line {
    /// The line without its end, or its beginning if it is too long.
    pub(crate) bytes: Vec<u8>,
    /// Its length in bytes.
    pub(crate) len: usize,
    /// Its line ending; empty at the end of the input, or if it is too long.
    pub(crate) end: &'static [u8],
}

impl Line {
    /// Reads the next line into this one, and keeps at most `max_bytes` bytes and one more. Returns `false` at the end of the
    /// input.
    pub(crate) fn read_next(&mut self, input: &mut impl BufRead, max_bytes: usize) -> io::Result<bool> {
        self.bytes.clear();
        self.end = b"";
        // A line of the maximum length fits with its `\r\n`.
        let held = u64::try_from(max_bytes).unwrap_or(u64::MAX).saturating_add(2);
        self.len = input.by_ref().take(held).read_until(b'\n', &mut self.bytes)?;
        if self.len == 0 {
            return Ok(false);
        }
        if self.bytes.last() == Some(&b'\n') {
            self.bytes.pop();
            self.end = b"\n";
            if self.bytes.last() == Some(&b'\r') {
                self.bytes.pop();
                self.end = b"\r\n";
            }
            self.len = self.bytes.len();
        } else {
            self.len = self.len.saturating_add(skip_line(input)?);
            self.bytes.truncate(max_bytes.saturating_add(1));
        }
        Ok(true)
    }
}

/// Skips the rest of a line, and returns its length.
pub(crate) fn skip_line(input: &mut impl BufRead) -> io::Result<usize> {
    let mut len = 0_usize;
    loop {
        let buffer = input.fill_buf()?;
        let end = memchr(b'\n', buffer);
        let read = end.map_or(buffer.len(), |end| end.saturating_add(1));
        len = len.saturating_add(end.unwrap_or(read));
        input.consume(read);
        if end.is_some() || read == 0 {
            return Ok(len);
        }
    }
}

/// The kind of an input, with the range of its query.
pub(crate) enum InputKind {
    /// A query.
    Query,
    /// A URL or path with a query in it.
    Url(Range<usize>),
    /// A URL or path without a query, which is never valid.
    Bare,
}

impl InputKind {
    /// Returns the range of the query in the text.
    pub(crate) fn query_range(self, text: &str) -> Range<usize> {
        match self {
            InputKind::Url(range) => range,
            InputKind::Query | InputKind::Bare => 0..text.len(),
        }
    }
}

/// Distinguishes a query from a URL or path. No valid query looks like either: a name has no `/` and no `:`.
pub(crate) fn classify_input(text: &str) -> InputKind {
    let (head, rest) = text
        .bytes()
        .position(|byte| matches!(byte, b'?' | b'&' | b'=' | b'#'))
        .and_then(|end| text.split_at_checked(end))
        .unwrap_or((text, ""));
    if !head.contains('/') {
        return InputKind::Query;
    }
    // The part before the `?` is dropped, so it must not look like a condition.
    if !rest.starts_with('?') {
        return InputKind::Bare;
    }
    // A fragment isn't part of the query, but may be intended as the rest of a value. The parser rejects it there.
    InputKind::Url(head.len()..text.len())
}
