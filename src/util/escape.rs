//! Escapes untrusted strings for messages, so that terminals and logs don't interpret them.

use std::fmt::Write;

/// The maximum number of characters of the input in a message.
const MAX_CHARACTERS: usize = 64;

/// Escapes the control, bidirectional and invisible format characters of a string, and truncates it to 64 characters. A
/// `…` marks the truncation.
///
/// ```
/// # use filterset::text::excerpt;
/// assert_eq!(excerpt("a\u{202E}b\n"), r"a\u{202e}b\u{a}");
/// ```
#[must_use]
pub fn excerpt(text: &str) -> String {
    truncate(text.chars(), MAX_CHARACTERS)
}

/// Returns the excerpt in quotes. Quotes and backslashes in the string are escaped.
pub(crate) fn quoted(text: &str) -> String {
    let escape = |character| matches!(character, '"' | '\\').then_some('\\');
    let mut quoted =
        truncate(text.chars().flat_map(|character| escape(character).into_iter().chain([character])), MAX_CHARACTERS);
    quoted.insert(0, '"');
    quoted.push('"');
    quoted
}

/// Returns the excerpts of two strings in one message, each of at most 32 characters.
pub(crate) fn excerpts(first: &str, second: &str) -> (String, String) {
    (truncate(first.chars(), MAX_CHARACTERS / 2), truncate(second.chars(), MAX_CHARACTERS / 2))
}

fn truncate(text: impl Iterator<Item = char>, max: usize) -> String {
    let mut excerpt = String::new();
    let mut len = 0_usize;
    for character in text {
        let shown = Shown::of(character);
        len = len.saturating_add(shown.len());
        if len > max {
            excerpt.push('…');
            break;
        }
        shown.push_to(&mut excerpt);
    }
    excerpt
}

/// A character as it is shown.
pub(crate) enum Shown {
    Plain(char),
    Escaped(char),
}

impl Shown {
    /// Escapes control, bidirectional and invisible format characters.
    pub(crate) fn of(character: char) -> Shown {
        match character {
            '\0'..='\x1F'
            | '\x7F'..='\u{9F}'
            | '\u{61C}'
            | '\u{200B}'..='\u{200F}'
            | '\u{2028}'..='\u{202E}'
            | '\u{2066}'..='\u{2069}'
            | '\u{FEFF}' => Shown::Escaped(character),
            _ => Shown::Plain(character),
        }
    }

    /// Returns the number of characters that are shown.
    fn len(&self) -> usize {
        match self {
            Shown::Plain(_) => 1,
            Shown::Escaped(character) => character.escape_unicode().len(),
        }
    }

    /// Returns the number of terminal columns.
    pub(crate) fn width(&self) -> usize {
        match self {
            Shown::Plain(character) => unicode_width::UnicodeWidthChar::width(*character).unwrap_or(0),
            Shown::Escaped(character) => character.escape_unicode().len(),
        }
    }

    pub(crate) fn push_to(&self, text: &mut String) {
        // Writing to a `String` can't fail.
        let _ = match self {
            Shown::Plain(character) => text.write_char(*character),
            Shown::Escaped(character) => write!(text, "{}", character.escape_unicode()),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::excerpt;

    #[test]
    fn escapes_control_and_bidirectional_characters() {
        assert_eq!(excerpt("é 漢\u{1b}[31m\u{202e}\u{9f}"), r"é 漢\u{1b}[31m\u{202e}\u{9f}");
    }

    #[test]
    fn truncates_to_64_characters_after_escaping() {
        assert_eq!(excerpt(&"é".repeat(64)), "é".repeat(64));
        assert_eq!(excerpt(&"é".repeat(65)), format!("{}…", "é".repeat(64)));
        assert_eq!(excerpt(&format!("{}\u{202e}", "a".repeat(60))), format!("{}…", "a".repeat(60)));
    }
}
