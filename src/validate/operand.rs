//! A datum as an operand of its field, or why it is none.

use std::sync::Arc;

use uuid::Uuid;

use crate::error::ErrorKind;
use crate::schema::Field;
use crate::util::{excerpt, nearest};
use crate::value::{Datum, InvalidReason, Op, Value, ValueType};

/// Why a value is refused.
#[derive(Clone, Copy)]
pub(super) enum OperandError {
    EmptyValue { expected: ValueType },
    EmptyItem,
    NullCharacter,
    Unrepresentable,
    Invalid { expected: ValueType, reason: InvalidReason },
}

impl OperandError {
    pub(super) fn explain<'v>(self, field: &Field, input: &impl Datum<'v>) -> ErrorKind {
        match self {
            OperandError::EmptyValue { expected } => ErrorKind::EmptyValue { expected },
            OperandError::EmptyItem => ErrorKind::EmptyItem,
            OperandError::NullCharacter => ErrorKind::NullCharacter,
            OperandError::Unrepresentable => {
                ErrorKind::UnrepresentableValue { found: excerpt(&input.lent().spelling()) }
            }
            OperandError::Invalid { expected, reason } => {
                let value = input.lent().spelling();
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

/// Whether the empty text is an operand like any other. It is contained in every text: only equality can ask for it.
pub(crate) fn takes_empty(field: &Field, op: Op) -> bool {
    field.allows_empty() && matches!(op, Op::Exact | Op::Ne | Op::IExact)
}

/// The type that a value which stands alone is read as.
#[inline]
pub(super) fn single_type<'v>(field: &Field, op: Op, input: &impl Datum<'v>) -> Result<ValueType, OperandError> {
    let expected = if op == Op::IsNull { ValueType::Boolean } else { field.value_type() };
    match input.text() {
        Some("") if !takes_empty(field, op) => Err(OperandError::EmptyValue { expected }),
        _ => Ok(expected),
    }
}

/// Reads an item of a list or a range of values that aren't texts.
pub(super) fn item<'v>(field: &Field, input: &impl Datum<'v>) -> Result<Value<'static>, OperandError> {
    match input.text() {
        Some("") => Err(OperandError::EmptyItem),
        _ => typed(field, field.value_type(), input, |value| value),
    }
}

/// Reads an item of a list of texts, which is one as it stands.
pub(super) fn text_item<'v>(field: &Field, input: &impl Datum<'v>) -> Result<(), OperandError> {
    match input.text() {
        Some("") => Err(OperandError::EmptyItem),
        Some(_) if field.value_type() == ValueType::Text && !input.can_be_in_list() => {
            Err(OperandError::Unrepresentable)
        }
        _ => check_text(field, input),
    }
}

/// Reads an item of a list of uuids.
pub(super) fn uuid_item<'v>(_: &Field, input: &impl Datum<'v>) -> Result<Uuid, OperandError> {
    match input.text() {
        Some("") => Err(OperandError::EmptyItem),
        _ => input.lent().uuid().map_err(|reason| OperandError::Invalid { expected: ValueType::Uuid, reason }),
    }
}

/// Checks a datum of a field of texts or of choices, which is read as it stands. No choice has a NUL.
#[inline]
pub(super) fn check_text<'v>(field: &Field, input: &impl Datum<'v>) -> Result<(), OperandError> {
    let expected = field.value_type();
    match input.text() {
        None => Err(OperandError::Invalid { expected, reason: InvalidReason::OtherType }),
        Some(text) if expected == ValueType::Choice && field.has_choice(text) => Ok(()),
        Some(_) if input.has_null() => Err(OperandError::NullCharacter),
        Some(_) if expected == ValueType::Choice => {
            Err(OperandError::Invalid { expected, reason: InvalidReason::NotAChoice })
        }
        Some(_) => Ok(()),
    }
}

/// Reads what isn't a text as it stands, and hands it on.
#[expect(clippy::inline_always, reason = "what comes through memory is waited for")]
#[inline(always)]
pub(super) fn typed<'v, R>(
    field: &Field,
    expected: ValueType,
    input: &impl Datum<'v>,
    keep: impl FnOnce(Value<'static>) -> R,
) -> Result<R, OperandError> {
    let invalid = |reason| OperandError::Invalid { expected, reason };
    if expected != ValueType::Integer {
        return input.lent().read(expected, field.zone(), keep).map_err(invalid);
    }
    let integer = input.lent().integer().map_err(invalid)?;
    if !field.is_in_bounds(integer) {
        let (minimum, maximum) = (field.minimum(), field.maximum());
        return Err(invalid(InvalidReason::OutOfBounds { minimum, maximum }));
    }
    Ok(keep(Value::Integer(integer)))
}
