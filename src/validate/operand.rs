//! Validates one input as an operand of a field.

use std::borrow::Cow;
use std::sync::Arc;

use crate::error::ErrorKind;
use crate::schema::{Field, ListStyle};
use crate::util::{excerpt, nearest};
use crate::value::{Input, InvalidReason, Op, Value, ValueType};

/// The reason for the rejection of an input.
#[derive(Clone, Copy)]
pub(super) enum OperandError {
    EmptyValue { expected: ValueType },
    EmptyItem,
    NullCharacter,
    Unrepresentable,
    Invalid { expected: ValueType, reason: InvalidReason },
}

impl OperandError {
    pub(super) fn describe(self, field: &Field, input: &Input<'_, '_>) -> ErrorKind {
        match self {
            OperandError::EmptyValue { expected } => ErrorKind::EmptyValue { expected },
            OperandError::EmptyItem => ErrorKind::EmptyItem,
            OperandError::NullCharacter => ErrorKind::NullCharacter,
            OperandError::Unrepresentable => ErrorKind::UnrepresentableValue { found: excerpt(&input.spelling()) },
            OperandError::Invalid { expected, reason } => {
                let value = input.spelling();
                let is_choice = expected == ValueType::Choice;
                ErrorKind::InvalidValue {
                    found: excerpt(&value),
                    expected,
                    reason,
                    choices: if is_choice { Arc::clone(field.shared_choices()) } else { Arc::default() },
                    nearest: nearest(&value, field.choices().filter(|_| is_choice)),
                }
            }
        }
    }
}

/// Returns `true` if the operand can be the empty string. Every string contains it, so only equality is meaningful. A
/// list can contain it only if each item has its own pair.
pub(crate) fn takes_empty(field: &Field, op: Op) -> bool {
    field.allows_empty()
        && (matches!(op, Op::Exact | Op::Ne | Op::IExact | Op::NotIExact) || field.list_style(op) == ListStyle::Repeat)
}

/// Checks the shape of a single value and returns the type that it must have.
#[inline]
pub(super) fn check_single_type(field: &Field, op: Op, input: &Input<'_, '_>) -> Result<ValueType, OperandError> {
    let expected = if op.takes_boolean() { ValueType::Boolean } else { field.value_type() };
    match input.text() {
        Some("") if !takes_empty(field, op) => Err(OperandError::EmptyValue { expected }),
        _ => Ok(expected),
    }
}

/// Checks that an item isn't blank and that a list can hold it.
#[inline]
fn check_item(field: &Field, style: ListStyle, input: &Input<'_, '_>) -> Result<(), OperandError> {
    match input.text() {
        Some("") => check_empty_item(field, style),
        Some(_) if field.value_type() == ValueType::Text && !input.can_be_in_list() && style != ListStyle::Repeat => {
            Err(OperandError::Unrepresentable)
        }
        _ => Ok(()),
    }
}

#[cold]
fn check_empty_item(field: &Field, style: ListStyle) -> Result<(), OperandError> {
    match style {
        ListStyle::Repeat if field.allows_empty() => Ok(()),
        ListStyle::Repeat => Err(OperandError::EmptyValue { expected: field.value_type() }),
        ListStyle::Comma | ListStyle::Both => Err(OperandError::EmptyItem),
    }
}

/// Checks an input of a field of text or choices. A choice never has a NUL.
#[inline]
pub(super) fn check_text(field: &Field, input: &Input<'_, '_>) -> Result<(), OperandError> {
    let expected = field.value_type();
    match input.text() {
        None => Err(OperandError::Invalid { expected, reason: input.type_error() }),
        Some(text) if expected == ValueType::Choice && field.has_choice(text) => Ok(()),
        Some(_) if input.has_nul() => Err(OperandError::NullCharacter),
        Some(_) if expected == ValueType::Choice => {
            Err(OperandError::Invalid { expected, reason: InvalidReason::NotAChoice })
        }
        Some(_) => Ok(()),
    }
}

/// Parses an input of a field of any type other than text and choice.
#[inline]
pub(super) fn parse_value(
    field: &Field,
    expected: ValueType,
    input: &Input<'_, '_>,
) -> Result<Value<'static>, OperandError> {
    match input.parse(expected, field.zone()) {
        Ok(Value::Integer(integer)) if expected == ValueType::Integer && !field.is_in_bounds(integer) => {
            let reason = InvalidReason::OutOfBounds { minimum: field.minimum(), maximum: field.maximum() };
            Err(OperandError::Invalid { expected, reason })
        }
        Ok(value) => Ok(value),
        Err(reason) => Err(OperandError::Invalid { expected, reason }),
    }
}

/// Reads an item of a field of text or choices.
#[inline]
fn read_text_item<'v>(
    field: &Field,
    style: ListStyle,
    input: &mut Input<'_, 'v>,
) -> Result<Cow<'v, str>, OperandError> {
    check_item(field, style, input)?;
    check_text(field, input)?;
    Ok(input.take_text())
}

/// Reads an item of a field of UUIDs, as a number.
pub(super) fn read_uuid_item(field: &Field, input: &mut Input<'_, '_>) -> Result<u128, OperandError> {
    check_item(field, ListStyle::Comma, input)?;
    match input.parse_uuid() {
        Ok(uuid) => Ok(uuid.as_u128()),
        Err(reason) => Err(OperandError::Invalid { expected: ValueType::Uuid, reason }),
    }
}

/// Reads an item of a field of any type.
#[inline]
pub(super) fn read_item<'v>(
    field: &Field,
    style: ListStyle,
    input: &mut Input<'_, 'v>,
) -> Result<Value<'v>, OperandError> {
    match field.value_type() {
        ValueType::Text | ValueType::Choice => read_text_item(field, style, input).map(Value::Text),
        expected => {
            check_item(field, style, input)?;
            parse_value(field, expected, input)
        }
    }
}
