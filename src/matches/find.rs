//! Finding a text in another without regard to ASCII case, in linear time (Knuth, Morris, Pratt).

/// A text to be found.
pub(super) struct Needle<'f> {
    text: &'f [u8],
    /// For each length of a beginning: how long the longest shorter beginning is that it ends with.
    borders: Vec<usize>,
}

impl<'f> Needle<'f> {
    pub(super) fn new(text: &'f str) -> Needle<'f> {
        let mut needle = Needle { text: text.as_bytes(), borders: vec![0] };
        let mut border = 0;
        for byte in needle.text.iter().skip(1) {
            border = needle.next(border, *byte);
            needle.borders.push(border);
        }
        needle
    }

    pub(super) fn is_in(&self, text: &str) -> bool {
        let mut found = 0;
        // Bytes of several-byte characters only equal themselves, so that no character is found in a part of another.
        text.bytes().any(|byte| {
            found = self.next(found, byte);
            found == self.text.len()
        })
    }

    /// How long a beginning ends with this byte, after one of that length.
    fn next(&self, mut len: usize, byte: u8) -> usize {
        loop {
            if self.text.get(len).is_some_and(|next| next.eq_ignore_ascii_case(&byte)) {
                return len + 1;
            }
            match len.checked_sub(1).and_then(|last| self.borders.get(last)) {
                Some(border) => len = *border,
                None => return 0,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Needle;

    #[test]
    fn finds_what_lower_case_contains() {
        let texts = ["", "a", "ab", "aab", "aaab", "ababac", "xABABaCx", "éA", "É", "aé", "ß", "aaaaaaaab", "abcabd"];
        for needle in texts.iter().filter(|needle| !needle.is_empty()) {
            for text in texts {
                let expected = text.to_ascii_lowercase().contains(&needle.to_ascii_lowercase());
                assert_eq!(Needle::new(needle).is_in(text), expected, "{needle:?} in {text:?}");
            }
        }
    }
}
