//! Queries as they are given: arguments and lines of any bytes and length, URLs and paths.

use std::io::{self, BufRead, Read};
use std::ops::Range;

/// A line of the input, held up to a length.
#[derive(Default)]
pub(super) struct Line {
    /// The line without its end, or its beginning where it is too long.
    pub(super) bytes: Vec<u8>,
    /// How long it is.
    pub(super) len: usize,
    /// What ended it; nothing at the end of the input, or where it is too long.
    pub(super) end: &'static [u8],
}

impl Line {
    /// Reads the next line into this one, keeping no more than `most` bytes and one; false at the end of the input.
    pub(super) fn read_next(&mut self, input: &mut impl BufRead, most: usize) -> io::Result<bool> {
        self.bytes.clear();
        self.end = b"";
        // A line of the most bytes, `\r` and `\n` has to fit.
        let held = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(2);
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
            self.bytes.truncate(most.saturating_add(1));
        }
        Ok(true)
    }
}

/// Passes over the rest of a line and tells how long it was.
fn skip_line(input: &mut impl BufRead) -> io::Result<usize> {
    let mut len = 0_usize;
    loop {
        let buffer = input.fill_buf()?;
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let read = end.map_or(buffer.len(), |end| end.saturating_add(1));
        len = len.saturating_add(end.unwrap_or(read));
        input.consume(read);
        if end.is_some() || read == 0 {
            return Ok(len);
        }
    }
}

/// What a text is, and where its query lies.
pub(super) enum Text {
    /// A query.
    Query,
    /// A URL or path with a query in it.
    Url(Range<usize>),
    /// A URL or path without a query: there is nothing to check, and nothing that it could mean.
    Bare,
}

impl Text {
    /// Where the query lies in the text.
    pub(super) fn location(self, text: &str) -> Range<usize> {
        match self {
            Text::Url(location) => location,
            Text::Query | Text::Bare => 0..text.len(),
        }
    }
}

/// Tells a query from a URL or path. No query that a table takes begins like either: a name has no `/` and no `:`.
pub(super) fn recognise(text: &str) -> Text {
    let (head, rest) = text.find(['?', '&', '=', '#']).and_then(|end| text.split_at_checked(end)).unwrap_or((text, ""));
    if !head.contains('/') {
        return Text::Query;
    }
    // What stands before the `?` is dropped, so nothing there may look like a condition.
    if !rest.starts_with('?') {
        return Text::Bare;
    }
    // A fragment is no part of the query, but may have been meant as the rest of a value: it is refused there.
    Text::Url(head.len()..text.len())
}
