//! Operands near a value: the value itself, its neighbours, and parts of a string.

use arbitrary::{Result, Unstructured};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::random::one_in;
use super::value::{canonical_decimal, canonical_value, clamp, fit_text, is_in_range, operand};
use crate::schema::Field;
use crate::value::{Date, Op, Timestamp, Value, ValueType};

/// Generates an operand near a value that a record holds in the field.
pub(super) fn near_operand(
    u: &mut Unstructured<'_>,
    field: &Field,
    op: Op,
    held: &Value<'_>,
) -> Result<Value<'static>> {
    if op.takes_boolean() || one_in(u, 32)? {
        return operand(u, field, op);
    }
    let is_near = one_in(u, 4)?;
    Ok(match held {
        Value::Text(text) if field.value_type() == ValueType::Text => {
            fit_text(field, op, near_text(u, op, text)?).into()
        }
        Value::Text(text) if !is_near && field.has_choice(text) => text.clone().into_owned().into(),
        Value::Integer(integer) => clamp(field, if is_near { next(u, *integer)? } else { *integer }).into(),
        Value::Decimal(decimal) if is_near => near_decimal(u, *decimal)?.into(),
        Value::Date(date) if is_near => near_date(u, *date)?.into(),
        Value::Instant(instant) if one_in(u, 3)? => {
            let date = near_date(u, instant.date())?;
            canonical_value(field, date.into()).unwrap_or_else(|| (*instant).into())
        }
        Value::Instant(instant) if is_near => near_instant(u, *instant)?.into(),
        Value::Uuid(uuid) if is_near => Uuid::from_u128(uuid.as_u128() ^ 1).into(),
        Value::Text(_) | Value::Day(_) => return operand(u, field, op),
        value => value.clone().into_owned(),
    })
}

/// Returns the string, or a part of it for an operator that searches. Sometimes the case or the end differs.
fn near_text(u: &mut Unstructured<'_>, op: Op, text: &str) -> Result<String> {
    let length = text.chars().count();
    let few = |u: &mut Unstructured<'_>| u.int_in_range(1..=2_usize);
    let (start, count) = match op.negated().unwrap_or(op) {
        Op::Contains | Op::IContains => (u.int_in_range(0..=length.saturating_sub(1))?, few(u)?),
        Op::StartsWith | Op::IStartsWith => (0, few(u)?),
        Op::EndsWith | Op::IEndsWith => (length.saturating_sub(few(u)?), length),
        _ if one_in(u, 10)? => (0, u.int_in_range(0..=length)?),
        _ => (0, length),
    };
    let mut part: String = text.chars().skip(start).take(count).collect();
    match u.int_in_range(0..=19)? {
        19 => part.push('a'),
        17..=18 => part = part.to_uppercase(),
        15..=16 => part = part.to_lowercase(),
        13..=14 => part.make_ascii_uppercase(),
        11..=12 => part.make_ascii_lowercase(),
        _ => {}
    }
    Ok(part)
}

/// Returns the integer before or after this one.
fn next(u: &mut Unstructured<'_>, integer: i64) -> Result<i64> {
    Ok(if u.arbitrary()? { integer.saturating_add(1) } else { integer.saturating_sub(1) })
}

/// Changes the last digit of a decimal by one, or the last one that it can have.
fn near_decimal(u: &mut Unstructured<'_>, decimal: Decimal) -> Result<Decimal> {
    let scale = if one_in(u, 3)? { 28 } else { decimal.scale() };
    let step = Decimal::try_from_i128_with_scale(if u.arbitrary()? { 1 } else { -1 }, scale).unwrap_or_default();
    let near = decimal.checked_add(step).and_then(canonical_decimal);
    Ok(near.unwrap_or(decimal))
}

/// Returns the date, or the one before or after it.
fn near_date(u: &mut Unstructured<'_>, date: Date) -> Result<Date> {
    let days = date.unix_days().saturating_add(*u.choose(&[0, 0, -1, 1])?);
    Ok(Date::from_unix_days(days).filter(|near| !matches!(*near, Date::MIN | Date::MAX)).unwrap_or(date))
}

/// Returns an instant at most a microsecond before or after this one.
fn near_instant(u: &mut Unstructured<'_>, instant: Timestamp) -> Result<Timestamp> {
    let nanoseconds = instant.unix_nanos().saturating_add(*u.choose(&[1, -1, 1_000, -1_000, 500, -999])?);
    Ok(Timestamp::from_unix_nanos(nanoseconds).filter(|near| is_in_range(*near)).unwrap_or(instant))
}
