//! Names of fields and parameters, and the keys that they make with an operator.

use crate::value::Op;

/// The delimiter between a field and its operator.
pub(super) const DELIMITER: &str = "__";

/// Returns `true` if a name can be that of a field or a reserved parameter: `[A-Za-z0-9_.-]{1,64}`.
#[must_use]
pub fn is_valid_name(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'))
}

/// The canonical spelling of a key: the bare field for equality.
pub(super) fn spell(field: &str, op: Op) -> String {
    if op == Op::Exact { field.to_owned() } else { spell_out(field, op) }
}

/// The spelling of a key with its operator.
pub(super) fn spell_out(field: &str, op: Op) -> String {
    format!("{field}{DELIMITER}{}", op.wire_name())
}
