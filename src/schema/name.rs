//! The names of fields and parameters, and the keys that combine them with an operator.

use crate::value::Op;

/// The delimiter between a field and its operator.
pub(super) const DELIMITER: &str = "__";

/// Returns `true` if the string is a valid name of a field or a parameter: `[A-Za-z0-9_.-]{1,64}`.
#[must_use]
pub fn is_valid_name(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'))
}

/// Returns the canonical key, which for equality is the bare field name.
pub(super) fn spell(field: &str, op: Op) -> String {
    if op == Op::Exact { field.to_owned() } else { spell_out(field, op) }
}

/// Returns the key that includes the operator, even for equality.
pub(super) fn spell_out(field: &str, op: Op) -> String {
    format!("{field}{DELIMITER}{}", op.wire_name())
}
