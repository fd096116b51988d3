//! The values of a record that make a cursor, as a driver returns them.

use filterset::value::Timestamp;
use filterset::{Value, ValueType};
use rust_decimal::Decimal;

use crate::column::Encoding;
use crate::operand::is_exact;
use crate::sort::SortKey;

/// Returns the canonical text of a value of a record, or `None` if it isn't one that the column holds.
pub(crate) fn spell(key: &SortKey, value: &Value<'_>) -> Option<String> {
    let value_type = key.value_type();
    let text = match (key.encoding(), value) {
        (Encoding::Scaled(digits), Value::Integer(units)) => from_units(value_type, *units, digits)?.to_string(),
        (Encoding::Scaled(_), Value::Text(_)) => return None,
        (encoding @ Encoding::Scaled(_), value) => Some(value).filter(|value| is_exact(encoding, value))?.to_string(),
        // A conversion of the number to a decimal may round it, and the next page would begin at another one.
        (Encoding::Real, Value::Text(number)) => Decimal::from_str_exact(number).ok()?.to_string(),
        (Encoding::Real, _) => return None,
        (_, value) => value.to_string(),
    };
    parse(value_type, text.clone()).map(|_| text)
}

/// Describes the values of a column.
pub(crate) fn describe(key: &SortKey) -> String {
    let value_type = key.value_type();
    match key.encoding() {
        Encoding::Scaled(digits) => format!("integer in units of 10^-{digits}, or {value_type}"),
        Encoding::Real => "text of a floating point number".to_owned(),
        _ => format!("type {value_type}"),
    }
}

/// Converts an integer of a scaled column to the value that it represents.
fn from_units(value_type: ValueType, units: i64, digits: u8) -> Option<Value<'static>> {
    if value_type == ValueType::Decimal {
        let decimal = Decimal::try_from_i128_with_scale(units.into(), digits.into()).ok()?;
        Some(Value::Decimal(decimal.normalize()))
    } else {
        let nanoseconds = 10_i128.checked_pow(9_u32.checked_sub(digits.into())?)?;
        Timestamp::from_unix_nanos(nanoseconds.checked_mul(units.into())?).map(Value::Instant)
    }
}

/// Parses the canonical text of a value of a type.
pub(crate) fn parse(value_type: ValueType, text: String) -> Option<Value<'static>> {
    Some(match value_type {
        ValueType::Text | ValueType::Choice => Value::Text(text.into()),
        ValueType::Integer => Value::Integer(text.parse().ok()?),
        ValueType::Decimal => Value::Decimal(Decimal::from_str_exact(&text).ok()?),
        ValueType::Boolean => Value::Boolean(text.parse().ok()?),
        ValueType::Uuid => Value::Uuid(text.parse().ok()?),
        ValueType::Date => Value::Date(text.parse().ok()?),
        ValueType::DateTime => Value::Instant(text.parse().ok()?),
        _ => return None,
    })
}
