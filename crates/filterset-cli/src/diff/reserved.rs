//! The reserved names of two schemas, and the keys that they accept.

use filterset::{Field, Schema};

/// The wildcard of a pattern.
const WILDCARD: char = '*';

/// The delimiter between a field and its operator.
const DELIMITER: &str = "__";

/// Returns `true` if one of the new schema's patterns accepts every key of a reserved name or pattern of the old one.
pub(crate) fn is_still_reserved(name: &str, new: &Schema, patterns: &[&str]) -> bool {
    // A pattern accepts no key that begins with a field and the delimiter. A name without a wildcard does.
    !begins_with_field(name, new) && patterns.iter().any(|pattern| covers(pattern, name))
}

/// Describes the keys that a new field takes from one of the old schema's patterns, if there is one: a field with an
/// unknown operator is never reserved.
pub(crate) fn describe_taken_keys(field: &Field, old: &Schema, patterns: &[&str]) -> Option<String> {
    let prefix = format!("{}{DELIMITER}", field.name());
    if begins_with_field(&prefix, old) {
        return None;
    }
    let is_taken = |pattern: &str| match split_pattern(pattern) {
        None => false,
        Some((start, "")) => start.starts_with(&prefix) || prefix.starts_with(start),
        Some(_) => true,
    };
    let pattern = patterns.iter().find(|pattern| is_taken(pattern))?;
    Some(format!("the reserved pattern {pattern} no longer accepts keys that begin with {prefix}"))
}

/// Returns the reserved names that are patterns.
pub(crate) fn patterns(schema: &Schema) -> Vec<&str> {
    schema.reserved().filter(|name| name.contains(WILDCARD)).collect()
}

/// Returns `true` if a name begins with a field of a schema and the delimiter.
fn begins_with_field(name: &str, schema: &Schema) -> bool {
    let mut heads = (0..name.len()).filter_map(|end| name.split_at_checked(end));
    heads.any(|(head, rest)| rest.starts_with(DELIMITER) && schema.field(head).is_some())
}

/// Returns `true` if a pattern accepts every key that a name or another pattern accepts.
fn covers(pattern: &str, name: &str) -> bool {
    let Some((start, end)) = split_pattern(pattern) else { return false };
    match split_pattern(name) {
        // A wildcard stands for at least one character.
        None => name.len() > start.len().saturating_add(end.len()) && name.starts_with(start) && name.ends_with(end),
        Some((other_start, other_end)) => other_start.starts_with(start) && other_end.ends_with(end),
    }
}

/// Splits a pattern at its wildcard.
fn split_pattern(name: &str) -> Option<(&str, &str)> {
    name.split_once(WILDCARD)
}

#[cfg(test)]
mod tests {
    use super::covers;

    #[test]
    fn compares_patterns() {
        for (pattern, name) in
            [("cf_*", "cf_a"), ("cf_*", "cf_a*"), ("cf_*", "cf_*"), ("*_id", "a_id"), ("*_id", "*_a_id")]
        {
            assert!(covers(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [
            ("cf_*", "cf_"),
            ("cf_*", "cf*"),
            ("cf_*", "*cf_"),
            ("*_id", "_id"),
            ("*_id", "a_id*"),
            ("cf_", "cf_"),
            ("a*", "*a"),
        ] {
            assert!(!covers(pattern, name), "{pattern} {name}");
        }
    }
}
