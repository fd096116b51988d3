//! Searches in a text, with or without regard to case.

use crate::value::Op;

/// Where a text is looked for in another.
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
    /// What an operator looks for, where it does.
    pub(super) const fn of(op: Op) -> Option<Kind> {
        Some(match op {
            Op::IExact => Kind::IExact,
            Op::Contains => Kind::Contains,
            Op::IContains => Kind::IContains,
            Op::StartsWith => Kind::StartsWith,
            Op::IStartsWith => Kind::IStartsWith,
            Op::EndsWith => Kind::EndsWith,
            Op::IEndsWith => Kind::IEndsWith,
            _ => return None,
        })
    }
}

/// A text that is looked for. Without regard to case means that A to Z are equal to a to z, and nothing else is.
pub(super) struct Search<'f> {
    kind: Kind,
    text: &'f str,
    /// Of a text that is looked for anywhere without regard to case.
    borders: Vec<usize>,
}

impl<'f> Search<'f> {
    pub(super) fn new(kind: Kind, text: &'f str) -> Search<'f> {
        let borders = if matches!(kind, Kind::IContains) { borders(text.as_bytes()) } else { Vec::new() };
        Search { kind, text, borders }
    }

    #[inline]
    pub(super) fn has_text(&self, text: &str) -> bool {
        let wanted = self.text;
        // Bytes of characters beyond ASCII equal only themselves, so that none is found in a part of another.
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

/// Whether a text contains another, in linear time (Knuth, Morris, Pratt).
fn contains_folded(text: &[u8], wanted: &[u8], borders: &[usize]) -> bool {
    let mut found = 0;
    text.iter().any(|byte| {
        found = next(wanted, borders, found, *byte);
        found == wanted.len()
    })
}

/// For each beginning of a text: how long the longest shorter beginning is that it ends with.
fn borders(text: &[u8]) -> Vec<usize> {
    let mut borders = vec![0];
    let mut border = 0;
    for byte in text.iter().skip(1) {
        border = next(text, &borders, border, *byte);
        borders.push(border);
    }
    borders
}

/// How much of a text's beginning ends with this byte, where so much ended before it.
fn next(text: &[u8], borders: &[usize], mut len: usize, byte: u8) -> usize {
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
                assert_eq!(search.has_text(text), expected, "{wanted:?} in {text:?}");
            }
        }
    }
}
