//! Values of fields: those that records hold, and operands.

use arbitrary::{Result, Unstructured};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::random::one_in;
use crate::schema::{Field, ListStyle};
use crate::validate::takes_empty;
use crate::value::{Arity, Date, Input, Op, Timestamp, Value, ValueType};

/// Pieces of strings, which could break an encoding, a pattern, quoting, case folding or an order.
const PIECES: [&str; 56] = [
    "a",
    "b",
    "c",
    "A",
    "B",
    "ab",
    "Ab",
    "z",
    "Z",
    "i",
    "I",
    "k",
    "s",
    "SS",
    "é",
    "É",
    "e\u{301}",
    "ß",
    "İ",
    "ı",
    "ſ",
    "\u{212A}",
    "ǆ",
    "漢",
    "😀",
    "👍🏽",
    "שלום",
    "\u{202E}",
    "\u{200D}",
    "\u{FEFF}",
    "\u{FFFD}",
    "\u{10FFFF}",
    "%",
    "_",
    "\\",
    "'",
    "\"",
    "[",
    "*",
    "?",
    "^",
    "$1",
    " ",
    ",",
    "&",
    "=",
    "+",
    "#",
    ";",
    "\n",
    "\u{7F}",
    "%2C",
    "%00",
    "null",
    "true",
    "0",
];

/// The 28 digits of the longest decimal.
const MAX_MANTISSA: i128 = 9_999_999_999_999_999_999_999_999_999;

const NANOS_PER_DAY: i128 = 86_400_000_000_000;

/// Generates a value that a record can hold in a field.
pub(super) fn held_value(u: &mut Unstructured<'_>, field: &Field) -> Result<Value<'static>> {
    Ok(match field.value_type() {
        ValueType::Text if field.allows_empty() && one_in(u, 8)? => "".into(),
        ValueType::Text => text(u)?.into(),
        ValueType::Integer => integer(u, field)?.into(),
        ValueType::Decimal => decimal(u)?.into(),
        ValueType::Boolean => u.arbitrary::<bool>()?.into(),
        ValueType::Uuid => uuid(u)?.into(),
        ValueType::Date => date(u)?.into(),
        ValueType::DateTime => instant(u)?.into(),
        ValueType::Choice => choice(u, field)?,
    })
}

/// Generates an operand that is valid for a field and an operator.
pub(super) fn operand(u: &mut Unstructured<'_>, field: &Field, op: Op) -> Result<Value<'static>> {
    if op.takes_boolean() {
        return Ok(u.arbitrary::<bool>()?.into());
    }
    if field.value_type() == ValueType::DateTime && one_in(u, 3)? {
        let date = date(u)?;
        return Ok(canonical_value(field, date.into()).unwrap_or_else(|| noon(date).into()));
    }
    Ok(match held_value(u, field)? {
        Value::Text(text) if field.value_type() == ValueType::Text => fit_text(field, op, text.into_owned()).into(),
        value => value,
    })
}

/// Changes a string to one that the operator accepts: an item of a list that commas separate has neither commas nor
/// outer spaces, and few operators accept the empty string.
pub(super) fn fit_text(field: &Field, op: Op, mut text: String) -> String {
    text.retain(|character| character != '\0');
    if op.arity() != Arity::One && field.list_style(op) != ListStyle::Repeat {
        text.retain(|character| character != ',');
        text = text.trim_matches(' ').into();
    }
    if text.is_empty() && !takes_empty(field, op) {
        text.push('a');
    }
    text
}

/// Returns a value in the canonical form of a field, or `None` if the field has no such value. A date becomes a whole
/// day in a date-time field, unless the time zone skips it.
pub(super) fn canonical_value(field: &Field, value: Value<'_>) -> Option<Value<'static>> {
    match (field.value_type(), value) {
        (ValueType::Text | ValueType::Choice, Value::Text(text)) => Some(text.into_owned().into()),
        (value_type, value) => Input::Value(value).parse(value_type, field.zone()).ok(),
    }
}

/// Returns the integer in the bounds of a field that is nearest to an integer.
pub(super) fn clamp(field: &Field, integer: i64) -> i64 {
    integer.min(field.maximum().unwrap_or(i64::MAX)).max(field.minimum().unwrap_or(i64::MIN))
}

/// Returns a decimal in its canonical form, or `None` if it has too many digits.
pub(super) fn canonical_decimal(decimal: Decimal) -> Option<Decimal> {
    match Input::Value(decimal.into()).parse(ValueType::Decimal, &crate::value::Zone::Utc) {
        Ok(Value::Decimal(decimal)) => Some(decimal),
        _ => None,
    }
}

/// Returns `true` if a filter can contain the instant.
pub(super) fn is_in_range(instant: Timestamp) -> bool {
    !matches!(instant.date(), Date::MIN | Date::MAX)
}

fn text(u: &mut Unstructured<'_>) -> Result<String> {
    let mut text = String::new();
    for _ in 0..u.int_in_range(1..=4)? {
        match u.int_in_range(0..=7)? {
            0..=1 => text.push(char::from(u.int_in_range(b'a'..=b'e')?)),
            2 => text.push(u.arbitrary()?),
            3 => text.push(char::from(u.int_in_range(1..=0x7F)?)),
            _ => text.push_str(u.choose(&PIECES)?),
        }
    }
    text.retain(|character| character != '\0');
    Ok(if text.is_empty() { "a".to_owned() } else { text })
}

fn choice(u: &mut Unstructured<'_>, field: &Field) -> Result<Value<'static>> {
    Ok(u.choose(field.shared_choices())?.clone().into())
}

fn integer(u: &mut Unstructured<'_>, field: &Field) -> Result<i64> {
    let (minimum, maximum) = (clamp(field, i64::MIN), clamp(field, i64::MAX));
    let small = clamp(field, 0);
    Ok(match u.int_in_range(0..=7)? {
        0..=3 => clamp(field, small.saturating_add(u.int_in_range(0..=8)?).saturating_sub(4)),
        4 => minimum,
        5 => maximum,
        6 => clamp(field, small.saturating_add(u.int_in_range(0..=2000)?).saturating_sub(1000)),
        _ => u.int_in_range(minimum..=maximum)?,
    })
}

fn decimal(u: &mut Unstructured<'_>) -> Result<Decimal> {
    let mantissa = match u.int_in_range(0..=9)? {
        0..=4 => u.int_in_range(-30..=30)?,
        5 => MAX_MANTISSA,
        6 => MAX_MANTISSA.saturating_neg(),
        7 => u.int_in_range(-5_i128..=5)?.saturating_mul(100),
        8 => u.int_in_range(-1_000_000..=1_000_000)?,
        _ => u.int_in_range(MAX_MANTISSA.saturating_neg()..=MAX_MANTISSA)?,
    };
    let scale = if one_in(u, 4)? { u.int_in_range(0..=28)? } else { u.int_in_range(0..=2)? };
    let decimal = Decimal::try_from_i128_with_scale(mantissa, scale).ok();
    Ok(decimal.and_then(canonical_decimal).unwrap_or_default())
}

fn uuid(u: &mut Unstructured<'_>) -> Result<Uuid> {
    Ok(match u.int_in_range(0..=9)? {
        0 => Uuid::nil(),
        1 => Uuid::max(),
        // Only a few different values, so that they repeat.
        2..=7 => Uuid::from_u128(0x2d2f_b5a4_9b2a_4e4a_8f5c_6a0e_0b6f_3a51 ^ (u.int_in_range(0..=11_u128)? << 60)),
        _ => Uuid::from_u128(u.arbitrary()?),
    })
}

fn date(u: &mut Unstructured<'_>) -> Result<Date> {
    const FIRST: i32 = Date::MIN.unix_days();
    const LAST: i32 = Date::MAX.unix_days();
    const USUAL: i32 = 19_000;
    let days = match u.int_in_range(0..=9)? {
        0 => FIRST.saturating_add(1),
        1 => LAST.saturating_sub(1),
        // 1970-01-01 and the day before.
        2 => u.int_in_range(-1..=0)?,
        3 => u.int_in_range(FIRST.saturating_add(1)..=LAST.saturating_sub(1))?,
        4 => u.int_in_range(0..=USUAL.saturating_mul(2))?,
        // Only a few different values, so that they repeat.
        _ => u.int_in_range(USUAL..=USUAL.saturating_add(4))?,
    };
    Ok(Date::from_unix_days(days).unwrap_or(Date::MIN))
}

fn instant(u: &mut Unstructured<'_>) -> Result<Timestamp> {
    let midnight = i128::from(date(u)?.unix_days()).saturating_mul(NANOS_PER_DAY);
    let nanoseconds = match u.int_in_range(0..=6)? {
        0 => 0,
        1 => NANOS_PER_DAY.saturating_sub(1),
        2 => NANOS_PER_DAY / 2,
        // The start of the day in a time zone of whole quarters of an hour, and the instant before.
        3 => u.int_in_range(0..=95_i128)?.saturating_mul(NANOS_PER_DAY / 96).saturating_sub(u.int_in_range(0..=1)?),
        4 => u.int_in_range(0..=86_399_i128)?.saturating_mul(1_000_000_000),
        5 => u.int_in_range(0..=86_399_999_i128)?.saturating_mul(1_000_000),
        _ => u.int_in_range(0..=NANOS_PER_DAY.saturating_sub(1))?,
    };
    let instant = Timestamp::from_unix_nanos(midnight.saturating_add(nanoseconds)).filter(|it| is_in_range(*it));
    Ok(instant.unwrap_or_else(|| noon(Date::from_unix_days(0).unwrap_or(Date::MIN))))
}

fn noon(date: Date) -> Timestamp {
    Timestamp::new(date, 12, 0, 0, 0).unwrap_or(Timestamp::MIN)
}
