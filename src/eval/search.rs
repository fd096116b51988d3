//! String searches, case-sensitive and case-insensitive.

use crate::value::Op;

/// The kind of a search.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    IExact,
    Contains,
    IContains,
    StartsWith,
    IStartsWith,
    EndsWith,
    IEndsWith,
}

impl Kind {
    /// Returns the search of an operator, or of its opposite if it is negative, if it has one.
    pub(super) const fn from_op(op: Op) -> Option<Kind> {
        Some(match op {
            Op::IExact | Op::NotIExact => Kind::IExact,
            Op::Contains | Op::NotContains => Kind::Contains,
            Op::IContains | Op::NotIContains => Kind::IContains,
            Op::StartsWith | Op::NotStartsWith => Kind::StartsWith,
            Op::IStartsWith | Op::NotIStartsWith => Kind::IStartsWith,
            Op::EndsWith | Op::NotEndsWith => Kind::EndsWith,
            Op::IEndsWith | Op::NotIEndsWith => Kind::IEndsWith,
            _ => return None,
        })
    }
}

/// A string to search for. Case-insensitive searches ignore the case of ASCII letters only.
pub(super) struct Search<'f> {
    kind: Kind,
    text: &'f str,
    /// The border lengths of the string's prefixes, for `icontains`.
    borders: Vec<usize>,
}

impl<'f> Search<'f> {
    pub(super) fn new(kind: Kind, text: &'f str) -> Search<'f> {
        let borders = if matches!(kind, Kind::IContains) { compute_borders(text.as_bytes()) } else { Vec::new() };
        Search { kind, text, borders }
    }

    #[inline]
    pub(super) fn matches_text(&self, text: &str) -> bool {
        let wanted = self.text;
        // A byte of a non-ASCII character equals only itself, so no part of another character matches.
        let folded = |part: Option<&[u8]>| part.is_some_and(|part| part.eq_ignore_ascii_case(wanted.as_bytes()));
        match self.kind {
            Kind::IExact => text.eq_ignore_ascii_case(wanted),
            Kind::Contains => text.contains(wanted),
            Kind::IContains => contains_folded(text.as_bytes(), wanted.as_bytes(), &self.borders),
            Kind::StartsWith => text.starts_with(wanted),
            Kind::IStartsWith => folded(text.as_bytes().get(..wanted.len())),
            Kind::EndsWith => text.ends_with(wanted),
            Kind::IEndsWith => {
                let start = text.len().checked_sub(wanted.len());
                folded(start.and_then(|start| text.as_bytes().get(start..)))
            }
        }
    }
}

/// Returns `true` if `text` contains `wanted`, ASCII case-insensitively, in linear time (Knuth, Morris and Pratt).
fn contains_folded(text: &[u8], wanted: &[u8], borders: &[usize]) -> bool {
    let mut found = 0;
    text.iter().any(|byte| {
        found = next_len(wanted, borders, found, *byte);
        found == wanted.len()
    })
}

/// Returns the length of the longest proper border (a prefix that is also a suffix) of each prefix of a string.
fn compute_borders(text: &[u8]) -> Vec<usize> {
    let mut borders = vec![0];
    let mut border = 0;
    for byte in text.iter().skip(1) {
        border = next_len(text, &borders, border, *byte);
        borders.push(border);
    }
    borders
}

/// Returns the length of the longest prefix that the text matches after one more byte, if it matched `len` bytes
/// before.
fn next_len(text: &[u8], borders: &[usize], mut len: usize, byte: u8) -> usize {
    loop {
        if text.get(len).is_some_and(|wanted| wanted.eq_ignore_ascii_case(&byte)) {
            return len.saturating_add(1);
        }
        match len.checked_sub(1).and_then(|last| borders.get(last)) {
            Some(border) => len = *border,
            None => return 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, Search};

    #[test]
    fn finds_what_lower_case_contains() {
        let texts = ["", "a", "ab", "aab", "aaab", "ababac", "xABABaCx", "éA", "É", "aé", "ß", "aaaaaaaab", "abcabd"];
        for wanted in texts.into_iter().filter(|wanted| !wanted.is_empty()) {
            let search = Search::new(Kind::IContains, wanted);
            for text in texts {
                let expected = text.to_ascii_lowercase().contains(&wanted.to_ascii_lowercase());
                assert_eq!(search.matches_text(text), expected, "{wanted:?} in {text:?}");
            }
        }
    }
}
