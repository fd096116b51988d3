//! A datum as an operand of its field, or why it is none.

use std::sync::Arc;

use uuid::Uuid;

use crate::error::ErrorKind;
use crate::schema::Field;
use crate::util::{excerpt, nearest};
use crate::value::{Datum, Op, Reason, Value, ValueType};

/// Why a value is refused.
#[derive(Clone, Copy)]
pub(super) enum Refusal {
    EmptyValue { expected: ValueType },
    EmptyItem,
    NullCharacter,
    Unrepresentable,
    Invalid { expected: ValueType, reason: Reason },
}

impl Refusal {
    pub(super) fn explain<'v>(self, field: &Field, datum: &impl Datum<'v>) -> ErrorKind {
        match self {
            Refusal::EmptyValue { expected } => ErrorKind::EmptyValue { expected },
            Refusal::EmptyItem => ErrorKind::EmptyItem,
            Refusal::NullCharacter => ErrorKind::NullCharacter,
            Refusal::Unrepresentable => ErrorKind::UnrepresentableValue { found: excerpt(&datum.lent().spelled()) },
            Refusal::Invalid { expected, reason } => {
                let value = datum.lent().spelled();
                let is_choice = expected == ValueType::Choice;
                ErrorKind::InvalidValue {
                    found: excerpt(&value),
                    expected,
                    reason,
                    choices: if is_choice { Arc::clone(&field.choices) } else { Arc::default() },
                    nearest: nearest(&value, field.declared_choices().filter(|_| is_choice)),
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
pub(super) fn single_type<'v>(field: &Field, op: Op, datum: &impl Datum<'v>) -> Result<ValueType, Refusal> {
    let expected = if op == Op::IsNull { ValueType::Boolean } else { field.value_type() };
    match datum.text() {
        Some("") if !takes_empty(field, op) => Err(Refusal::EmptyValue { expected }),
        _ => Ok(expected),
    }
}

/// Reads an item of a list or a range of values that aren't texts.
pub(super) fn item<'v>(field: &Field, datum: &impl Datum<'v>) -> Result<Value<'static>, Refusal> {
    match datum.text() {
        Some("") => Err(Refusal::EmptyItem),
        _ => typed(field, field.value_type(), datum, |value| value),
    }
}

/// Reads an item of a list of texts, which is one as it stands.
pub(super) fn text_item<'v>(field: &Field, datum: &impl Datum<'v>) -> Result<(), Refusal> {
    match datum.text() {
        Some("") => Err(Refusal::EmptyItem),
        Some(_) if field.value_type() == ValueType::Text && !datum.can_be_in_list() => Err(Refusal::Unrepresentable),
        _ => check_text(field, datum),
    }
}

/// Reads an item of a list of uuids.
pub(super) fn uuid_item<'v>(_: &Field, datum: &impl Datum<'v>) -> Result<Uuid, Refusal> {
    match datum.text() {
        Some("") => Err(Refusal::EmptyItem),
        _ => datum.lent().uuid().map_err(|reason| Refusal::Invalid { expected: ValueType::Uuid, reason }),
    }
}

/// Checks a datum of a field of texts or of choices, which is read as it stands. No choice has a NUL.
#[inline]
pub(super) fn check_text<'v>(field: &Field, datum: &impl Datum<'v>) -> Result<(), Refusal> {
    let expected = field.value_type();
    match datum.text() {
        None => Err(Refusal::Invalid { expected, reason: Reason::OtherType }),
        Some(text) if expected == ValueType::Choice && field.has_choice(text) => Ok(()),
        Some(_) if datum.has_null() => Err(Refusal::NullCharacter),
        Some(_) if expected == ValueType::Choice => Err(Refusal::Invalid { expected, reason: Reason::NotAChoice }),
        Some(_) => Ok(()),
    }
}

/// Reads what isn't a text as it stands, and hands it on.
#[expect(clippy::inline_always, reason = "what comes through memory is waited for")]
#[inline(always)]
pub(super) fn typed<'v, R>(
    field: &Field,
    expected: ValueType,
    datum: &impl Datum<'v>,
    keep: impl FnOnce(Value<'static>) -> R,
) -> Result<R, Refusal> {
    let invalid = |reason| Refusal::Invalid { expected, reason };
    if expected != ValueType::Integer {
        return datum.lent().read(expected, field.zone, keep).map_err(invalid);
    }
    let integer = datum.lent().integer().map_err(invalid)?;
    if !field.has_integer(integer) {
        let (minimum, maximum) = (field.declared_minimum(), field.declared_maximum());
        return Err(invalid(Reason::OutOfBounds { minimum, maximum }));
    }
    Ok(keep(Value::Integer(integer)))
}
