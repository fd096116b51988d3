//! JSON objects as records.

use serde_json::Value as Json;

use super::{Accessor, Record};
use crate::schema::Field;
use crate::value::{Input, Value, ValueType, exact_decimal};

/// A JSON object as a record. A field is the member with its name. If there is none, a field such as
/// `balance__available` is the member `available` of the object `balance`. A missing member is null.
///
/// | field | JSON |
/// |---|---|
/// | text | a string |
/// | choice | a string that is one of the field's choices |
/// | integer | a number without a fraction, within 64 bits |
/// | decimal | a string such as `"12.50"`, or a number with at most 15 digits: `serde_json` rounds longer ones to a 64-bit float |
/// | boolean | `true` or `false` |
/// | uuid, date, date-time | a string, spelled as in a query, with years from 0001 to 9999; a date-time can't be only a date |
/// | multi-valued | an array of these, without nulls |
///
/// Any other JSON [isn't a value of the field](super::Matcher::try_matches).
impl Record for Json {
    fn accessor(field: &Field) -> Option<Accessor<'_, Json>> {
        Some(Accessor::new(None, field.is_multi_valued(), move |test| {
            Box::new(move |record| {
                let held = find_member(record, field.name())?;
                let values = match held {
                    Json::Null => [].iter(),
                    Json::Array(values) if field.is_multi_valued() => values.iter(),
                    _ if field.is_multi_valued() => return None,
                    single => std::slice::from_ref(single).iter(),
                };
                test.evaluate(
                    field.is_multi_valued(),
                    values,
                    |check, value| check.passes(&read_value(field, value)?),
                    |value| read_value(field, value),
                )
            })
        }))
    }
}

/// Returns the member with a name, or at the path of the name's parts between `__`. A missing member is null.
fn find_member<'r>(record: &'r Json, name: &str) -> Option<&'r Json> {
    let (mut record, mut name) = (record, name);
    loop {
        let object = record.as_object()?;
        if let Some(member) = object.get(name) {
            return Some(member);
        }
        let inner = name.split_once("__").and_then(|(first, rest)| Some((object.get(first)?, rest)));
        match inner {
            None | Some((Json::Null, _)) => return Some(&Json::Null),
            Some(inner) => (record, name) = inner,
        }
    }
}

/// Converts a JSON value into a value of a field.
fn read_value<'r>(field: &Field, json: &'r Json) -> Option<Value<'r>> {
    let text = |text: &'r str| Input::Temporary(text).parse(field.value_type(), field.zone()).ok();
    match (field.value_type(), json) {
        (ValueType::Text, Json::String(text)) => Some(text.into()),
        (ValueType::Choice, Json::String(text)) => field.has_choice(text).then(|| text.into()),
        (ValueType::Integer, Json::Number(number)) => number.as_i64().map(Value::Integer),
        (ValueType::Boolean, Json::Bool(boolean)) => Some(Value::Boolean(*boolean)),
        (ValueType::Decimal, Json::Number(number)) => exact_decimal(number).map(Value::Decimal),
        (ValueType::Decimal | ValueType::Uuid | ValueType::Date | ValueType::DateTime, Json::String(string)) => {
            text(string)
        }
        _ => None,
    }
}
