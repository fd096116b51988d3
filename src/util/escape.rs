//! What a message may echo of an input: little, and nothing that a terminal or a log would act on.

use std::fmt::Write;

/// How many characters of input a message echoes.
const MOST: usize = 64;

/// The beginning of a text, escaped, of at most 64 characters and a `…` where more follow.
#[must_use]
pub fn excerpt(text: &str) -> String {
    cut(text.chars(), MOST)
}

/// The same in quotes, which nothing in the text can be taken for.
pub(crate) fn quoted(text: &str) -> String {
    let escape = |character| matches!(character, '"' | '\\').then_some('\\');
    let mut quoted = cut(text.chars().flat_map(|character| escape(character).into_iter().chain([character])), MOST);
    quoted.insert(0, '"');
    quoted.push('"');
    quoted
}

/// The beginnings of two texts that share what a message may echo.
pub(crate) fn excerpts(first: &str, second: &str) -> (String, String) {
    (cut(first.chars(), MOST / 2), cut(second.chars(), MOST / 2))
}

fn cut(text: impl Iterator<Item = char>, most: usize) -> String {
    let mut excerpt = String::new();
    let mut len = 0_usize;
    for character in text {
        let shown = Shown::of(character);
        len = len.saturating_add(shown.len());
        if len > most {
            excerpt.push('…');
            break;
        }
        shown.push_to(&mut excerpt);
    }
    excerpt
}

/// How a character is shown.
pub(crate) enum Shown {
    Plain(char),
    Escaped(char),
}

impl Shown {
    /// Escaped are control, bidirectional and invisible format characters.
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

    /// How many characters it is shown as.
    fn len(&self) -> usize {
        match self {
            Shown::Plain(_) => 1,
            Shown::Escaped(character) => character.escape_unicode().len(),
        }
    }

    /// How many columns of a terminal it takes.
    pub(crate) fn width(&self) -> usize {
        match self {
            Shown::Plain(character) => unicode_width::UnicodeWidthChar::width(*character).unwrap_or(0),
            Shown::Escaped(character) => character.escape_unicode().len(),
        }
    }

    pub(crate) fn push_to(&self, text: &mut String) {
        // Writing to a String can't fail.
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
    fn escapes_what_terminals_act_on() {
        assert_eq!(excerpt("é 漢\u{1b}[31m\u{202e}\u{9f}"), r"é 漢\u{1b}[31m\u{202e}\u{9f}");
    }

    #[test]
    fn is_cut_at_64_characters_after_escaping() {
        assert_eq!(excerpt(&"é".repeat(64)), "é".repeat(64));
        assert_eq!(excerpt(&"é".repeat(65)), format!("{}…", "é".repeat(64)));
        assert_eq!(excerpt(&format!("{}\u{202e}", "a".repeat(60))), format!("{}…", "a".repeat(60)));
    }
}
