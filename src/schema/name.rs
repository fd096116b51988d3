//! The names of fields and parameters, and the keys that combine them with an operator.

/// The delimiter between a field and its operator.
pub(super) const DELIMITER: &str = "__";

/// The maximum number of bytes of a name or a key.
pub(super) const MAX_NAME: usize = 128;

/// The wildcard of a reserved pattern.
const WILDCARD: char = '*';

/// Returns `true` if the string is a valid name of a field or a parameter: `[A-Za-z0-9_.-]{1,128}`.
#[must_use]
pub fn is_valid_name(name: &str) -> bool {
    is_valid_key(name) && !name.contains(['[', ']'])
}

/// Returns `true` if the string is a valid key or reserved name: `[A-Za-z0-9_.\[\]-]{1,128}`.
pub(super) fn is_valid_key(key: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-' | b'[' | b']');
    (1..=MAX_NAME).contains(&key.len()) && key.bytes().all(is_allowed)
}

/// Returns `true` if a reserved name is a pattern.
pub(super) fn is_pattern(name: &str) -> bool {
    name.contains(WILDCARD)
}

/// Returns `true` for a reserved name, or a pattern that begins or ends with one `*`.
pub(super) fn is_valid_reserved(name: &str) -> bool {
    let rest = name.strip_prefix(WILDCARD).or_else(|| name.strip_suffix(WILDCARD)).unwrap_or(name);
    name.len() <= MAX_NAME && is_valid_key(rest)
}

/// Returns `true` if a key matches a pattern. Its `*` stands for one or more characters.
pub(super) fn matches_pattern(pattern: &str, key: &str) -> bool {
    let rest = match (pattern.strip_prefix(WILDCARD), pattern.strip_suffix(WILDCARD)) {
        (Some(suffix), _) => key.strip_suffix(suffix),
        (None, Some(prefix)) => key.strip_prefix(prefix),
        (None, None) => None,
    };
    rest.is_some_and(|rest| !rest.is_empty()) && is_valid_key(key)
}
