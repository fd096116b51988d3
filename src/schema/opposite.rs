//! The opposites of a key, which must not be mistaken for it.

use std::ops::Range;

/// Texts that turn each other around. Other pairs, such as `after` and `before`, are too different to be near.
const OPPOSITES: [(&str, &str); 13] = [
    ("min", "max"),
    ("gt", "lt"),
    ("ge", "le"),
    ("hi", "lo"),
    ("any", "all"),
    ("im", "ex"),
    ("en", "de"),
    ("from", "to"),
    ("over", "under"),
    ("new", "old"),
    ("include", "exclude"),
    ("enable", "disable"),
    ("on", "off"),
];

/// The prefixes of negated words.
const PREFIXES: [&str; 5] = ["no", "un", "in", "de", "a"];

/// The suffix of negated words, such as `hasnt`.
const SUFFIX: &str = "nt";

/// Returns the keys in which one word is turned around, in lower case.
pub(super) fn opposites(key: &str) -> Vec<String> {
    let lower = key.to_ascii_lowercase();
    let mut opposites = Vec::new();
    for Range { start, end } in words(key) {
        if let (Some(before), Some(word), Some(after)) = (lower.get(..start), lower.get(start..end), lower.get(end..)) {
            opposites.extend(turn_around(word).into_iter().map(|word| format!("{before}{word}{after}")));
        }
    }
    opposites
}

/// Returns a word with a text replaced by its opposite, negated, or without its negation.
fn turn_around(word: &str) -> Vec<String> {
    let pairs = OPPOSITES.into_iter().flat_map(|(one, other)| [(one, other), (other, one)]);
    let replaced = pairs.filter(|(from, _)| word.contains(from)).map(|(from, to)| word.replace(from, to));
    // `n` negates a word, but most words that begin with it aren't negated.
    let negated = PREFIXES.into_iter().chain(["n"]).map(|prefix| format!("{prefix}{word}"));
    let positive = PREFIXES.into_iter().filter_map(|prefix| word.strip_prefix(prefix)).chain(word.strip_suffix(SUFFIX));
    let positive = positive.filter(|rest| rest.len() > 1).map(str::to_owned);
    replaced.chain(negated).chain([format!("{word}{SUFFIX}")]).chain(positive).collect()
}

/// Returns the words of a key: letters and digits, split before each upper-case letter that follows another character.
fn words(key: &str) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    let mut previous = '_';
    for (index, character) in key.char_indices().filter(|(_, character)| character.is_ascii_alphanumeric()) {
        let end = index.saturating_add(1);
        let is_hump = character.is_ascii_uppercase() && !previous.is_ascii_uppercase();
        match words.last_mut() {
            Some(word) if word.end == index && !is_hump => word.end = end,
            _ => words.push(index..end),
        }
        previous = character;
    }
    words
}
