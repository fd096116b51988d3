//! The names of fields, reserved names and keys: their characters, and reserved patterns.

/// The maximum number of characters of a name or a key.
const MAX_NAME: usize = 128;

/// The wildcard of a reserved pattern.
const WILDCARD: char = '*';

/// Returns `true` for a name of a field.
pub(crate) fn is_name(name: &str) -> bool {
    is_key(name) && !name.contains(['[', ']'])
}

/// Returns `true` for a key or a reserved name without a wildcard.
pub(crate) fn is_key(key: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-' | b'[' | b']');
    (1..=MAX_NAME).contains(&key.len()) && key.bytes().all(is_allowed)
}

/// Returns `true` for a reserved name, or a pattern that begins or ends with one wildcard.
pub(crate) fn is_reserved(name: &str) -> bool {
    let rest = name.strip_prefix(WILDCARD).or_else(|| name.strip_suffix(WILDCARD)).unwrap_or(name);
    name.len() <= MAX_NAME && is_key(rest)
}

/// Returns `true` if a pattern matches a key. Its wildcard stands for one or more characters.
pub(crate) fn matches_pattern(pattern: &str, key: &str) -> bool {
    let rest = match (pattern.strip_prefix(WILDCARD), pattern.strip_suffix(WILDCARD)) {
        (Some(suffix), _) => key.strip_suffix(suffix),
        (None, Some(prefix)) => key.strip_prefix(prefix),
        (None, None) => None,
    };
    rest.is_some_and(|rest| !rest.is_empty())
}

/// Returns what a name of a field consists of.
pub(crate) fn describe_name_characters() -> String {
    format!("1 to {MAX_NAME} characters of A-Z, a-z, 0-9, `_`, `.` and `-`")
}

/// Returns what a key consists of.
pub(crate) fn describe_key_characters() -> String {
    format!("1 to {MAX_NAME} characters of A-Z, a-z, 0-9, `_`, `.`, `-`, `[` and `]`")
}

#[cfg(test)]
mod tests {
    use super::{is_key, is_name, is_reserved, matches_pattern};

    #[test]
    fn checks_the_form_of_names() {
        let (longest, longer) = ("a".repeat(128), "a".repeat(129));
        assert!(["a", "A-z_0.9", &longest].into_iter().all(is_name));
        assert!(!["", "a b", "a[b]", "é", "a*", &longer].into_iter().any(is_name));
        assert!(is_key("a[b]") && !is_key("a*") && !is_key(&longer));
        assert!(["a*", "*a", "a[*", &longest].into_iter().all(is_reserved));
        assert!(!["", "*", "**", "*a*", "a*b", "a *", &format!("{longest}*")].into_iter().any(is_reserved));
    }

    #[test]
    fn matches_patterns_of_one_or_more_characters() {
        assert!(matches_pattern("cf_*", "cf_a") && matches_pattern("*_id", "a_id"));
        assert!(!matches_pattern("cf_*", "cf_") && !matches_pattern("*_id", "_id") && !matches_pattern("cf_", "cf_a"));
    }
}
