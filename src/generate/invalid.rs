//! Texts that aren't values of a field.

use arbitrary::{Result, Unstructured};

use crate::schema::Field;
use crate::value::{Op, ValueType};

/// Returns `true` if not every text is a value of the field, or every one but the empty text.
pub(super) fn has_invalid_text(field: &Field) -> bool {
    field.value_type() != ValueType::Text
}

/// Generates a text that an operator of a field rejects, without commas and spaces.
pub(super) fn invalid_text(u: &mut Unstructured<'_>, field: &Field, op: Op) -> Result<String> {
    let value_type = if op.takes_boolean() { ValueType::Boolean } else { field.value_type() };
    let texts: &[&str] = match value_type {
        ValueType::Text | ValueType::Choice => &[],
        ValueType::Integer => {
            &["+5", "1.5", "1e3", "0x1", "9223372036854775808", "-9223372036854775809", "١", "--1", "a"]
        }
        ValueType::Decimal => &[".5", "5.", "1e3", "1_000", "NaN", "+1", "0.00000000000000000000000000001", "1.2.3"],
        ValueType::Boolean => &["yes", "t", "2", "on", "truee", "null", "00"],
        ValueType::Uuid => &[
            "2d2fb5a4-9b2a-4e4a-8f5c-6a0e0b6f3a5",
            "{2d2fb5a4-9b2a-4e4a-8f5c-6a0e0b6f3a51}",
            "urn:uuid:2d2fb5a4-9b2a-4e4a-8f5c-6a0e0b6f3a51",
            "2d2fb5a49b2a-4e4a-8f5c-6a0e0b6f3a51",
            "2d2fb5a4-9b2a-4e4a-8f5c-6a0e0b6f3a5g",
        ],
        ValueType::Date => {
            &["2022-02-30", "2022-2-3", "20220203", "0000-01-01", "10000-01-01", "2022-02-03T00:00:00Z", "today"]
        }
        ValueType::DateTime => &[
            "2022-02-30",
            "2022-03-03T10:30",
            "2022-03-03t10:30:00z",
            "2022-03-03T24:00:00Z",
            "2022-03-03T10:30:60Z",
            "2022-03-03T10:30:00.Z",
            "2022-03-03T10:30:00+24:00",
            "0000-12-31T23:59:59Z",
            "0001-01-01T00:00:00+00:01",
            "now",
        ],
    };
    if value_type == ValueType::Integer
        && let Some(outside) =
            [field.maximum().and_then(|it| it.checked_add(1)), field.minimum().and_then(|it| it.checked_sub(1))]
                .into_iter()
                .flatten()
                .next()
        && u.arbitrary()?
    {
        return Ok(outside.to_string());
    }
    if value_type == ValueType::Choice {
        return invalid_choice(u, field);
    }
    u.choose(texts).map(|text| (*text).to_owned())
}

/// Generates a text that resembles a choice.
fn invalid_choice(u: &mut Unstructured<'_>, field: &Field) -> Result<String> {
    let choice = u.choose(field.shared_choices())?;
    let mut text = match u.int_in_range(0..=2)? {
        0 => choice.to_uppercase(),
        1 => choice.chars().skip(1).collect(),
        _ => choice.to_string(),
    };
    text.retain(|character| !matches!(character, ',' | ' ' | '\0'));
    while text.is_empty() || field.has_choice(&text) {
        text.push('x');
    }
    Ok(text)
}
