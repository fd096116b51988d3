//! Smaller filters: with fewer conditions, shorter lists and smaller values.

use rust_decimal::Decimal;
use uuid::Uuid;

use super::filter::{Draft, build};
use super::generator::Generator;
use super::value::{canonical_value, clamp, fit_text};
use crate::filter::Filter;
use crate::schema::Field;
use crate::value::{Date, Op, Timestamp, Value, ValueType};

/// The day of the smallest date, 2022-01-08.
const USUAL: i32 = 19_000;

/// Returns the filters that are smaller than a filter by one step, the smallest first. Each step removes a condition or
/// a value of a list, or makes a value smaller, so a sequence of steps ends.
pub(super) fn smaller_filters(generator: &Generator, filter: &Filter<'_>) -> Vec<Filter<'static>> {
    let drafts: Vec<Draft<'_>> = filter
        .iter()
        .map(|condition| {
            let values = condition.predicate().values().map(Value::into_owned);
            (condition.field(), condition.op(), values.collect())
        })
        .collect();
    let mut smaller: Vec<Vec<Draft<'_>>> = Vec::new();
    for index in 0..drafts.len() {
        let mut fewer = drafts.clone();
        fewer.remove(index);
        smaller.push(fewer);
    }
    for (index, (field, op, values)) in drafts.iter().enumerate() {
        for values in smaller_operands(field, *op, values) {
            let mut changed = drafts.clone();
            if let Some(draft) = changed.get_mut(index) {
                draft.2 = values;
            }
            smaller.push(changed);
        }
    }
    smaller.into_iter().filter_map(|drafts| build(generator, drafts).ok()).filter(|it| it != filter).collect()
}

fn smaller_operands(field: &Field, op: Op, values: &[Value<'static>]) -> Vec<Vec<Value<'static>>> {
    let mut smaller = Vec::new();
    for index in 0..values.len() {
        let mut fewer = values.to_vec();
        fewer.remove(index);
        smaller.push(fewer);
    }
    for (index, value) in values.iter().enumerate() {
        for value in smaller_values(field, op, value) {
            let mut changed = values.to_vec();
            changed.splice(index..=index, [value]);
            smaller.push(changed);
        }
    }
    smaller
}

/// Returns smaller values than an operand, the smallest first.
fn smaller_values(field: &Field, op: Op, value: &Value<'static>) -> Vec<Value<'static>> {
    let usual = Date::from_unix_days(USUAL).unwrap_or(Date::MIN);
    let smaller: Vec<Value<'static>> = match value {
        Value::Text(text) if field.value_type() == ValueType::Choice => {
            field.choices().take_while(|choice| choice != text).map(|choice| choice.to_owned().into()).collect()
        }
        Value::Text(text) => smaller_texts(text).into_iter().map(Value::from).collect(),
        Value::Integer(integer) => {
            let least = clamp(field, 0);
            let halfway = least.saturating_add(integer.saturating_sub(least) / 2);
            let step = integer.saturating_sub(least).signum();
            vec![least.into(), halfway.into(), integer.saturating_sub(step).into()]
        }
        Value::Decimal(decimal) => {
            let halfway = decimal.checked_div(Decimal::TWO).unwrap_or_default();
            [Decimal::ZERO, halfway.trunc(), decimal.trunc()].map(Value::from).into()
        }
        Value::Boolean(boolean) => {
            if *boolean {
                vec![false.into()]
            } else {
                Vec::new()
            }
        }
        Value::Uuid(_) => vec![Uuid::nil().into()],
        Value::Date(_) => vec![usual.into()],
        Value::Day(_) => canonical_value(field, usual.into()).into_iter().collect(),
        Value::Instant(instant) => {
            let noon = |date| Timestamp::new(date, 12, 0, 0, 0);
            let whole = Timestamp::from_unix_seconds(instant.unix_seconds());
            [noon(usual), noon(instant.date()), whole].into_iter().flatten().map(Value::from).collect()
        }
    };
    let fit = |value| match value {
        Value::Text(text) if field.value_type() == ValueType::Text => fit_text(field, op, text.into_owned()).into(),
        value => value,
    };
    smaller.into_iter().map(fit).filter(|other| size(field, other) < size(field, value)).collect()
}

/// Returns parts of a string, and the string with one character replaced by `a`.
fn smaller_texts(text: &str) -> Vec<String> {
    let length = text.chars().count();
    let part = |start: usize, count: usize| text.chars().skip(start).take(count).collect::<String>();
    let mut smaller = vec![part(0, 1), part(0, length / 2), part(length / 2, length)];
    smaller.extend([part(1, length), part(0, length.saturating_sub(1))]);
    for (index, character) in text.char_indices().filter(|(_, character)| *character != 'a') {
        let mut simpler = text.to_owned();
        simpler.replace_range(index..index.saturating_add(character.len_utf8()), "a");
        smaller.push(simpler);
    }
    smaller
}

/// Returns the size of a value. It decreases in each step.
fn size(field: &Field, value: &Value<'_>) -> (usize, u128) {
    let days = |date: Date| date.unix_days().abs_diff(USUAL).into();
    match value {
        Value::Text(text) if field.value_type() == ValueType::Choice => {
            (field.choices().take_while(|choice| choice != text).count(), 0)
        }
        Value::Text(text) => (text.chars().count(), text.chars().filter(|character| *character != 'a').count() as u128),
        Value::Integer(integer) => (0, integer.unsigned_abs().into()),
        Value::Decimal(decimal) => {
            (usize::try_from(decimal.scale()).unwrap_or_default(), decimal.mantissa().unsigned_abs())
        }
        Value::Boolean(boolean) => (0, (*boolean).into()),
        Value::Uuid(uuid) => (0, uuid.as_u128()),
        Value::Date(date) => (0, days(*date)),
        Value::Day(day) => (0, days(day.date())),
        Value::Instant(instant) => {
            let is_noon = instant.hour() == 12 && instant.minute() == 0 && instant.second() == 0;
            (usize::from(instant.subsec_nanos() > 0).saturating_add(usize::from(!is_noon)), days(instant.date()))
        }
    }
}
