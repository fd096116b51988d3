//! JSON records, and records that match a filter or don't.

use std::borrow::Cow;

use arbitrary::{Result, Unstructured};
use rust_decimal::Decimal;
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::random::{one_in, shuffle};
use super::value::{canonical_decimal, clamp, held_value, is_in_range};
use crate::filter::{Condition, Filter};
use crate::schema::{Field, Schema};
use crate::value::{Date, Op, Timestamp, Value, ValueType};

impl Schema {
    /// Generates a record: a JSON object with a member for each field of the schema, by its whole name. A nullable or
    /// multi-valued field is sometimes null or empty.
    ///
    /// # Errors
    ///
    /// Returns an error if the bytes don't suffice, which they do with `arbitrary` 1.
    pub fn arbitrary_record(&self, u: &mut Unstructured<'_>) -> Result<Json> {
        let mut members = Map::new();
        for field in self.fields() {
            let values = held_values(u, field)?;
            members.insert(field.name().to_owned(), to_member(field, &values));
        }
        Ok(Json::Object(members))
    }
}

impl Filter<'_> {
    /// Changes a record so that it matches the filter. Only fields of the filter change, to valid values. Returns `None`
    /// if no such record was found: a filter can contradict itself.
    ///
    /// A derived record can be converted to JSON and back with `serde_json`.
    ///
    /// ```
    /// use arbitrary::Unstructured;
    /// use filterset::{Field, Op, Schema};
    /// use serde_json::json;
    ///
    /// let links = Schema::builder("links")
    ///     .field(Field::text("institution").ops([Op::IStartsWith]))
    ///     .field(Field::integer("balance__available").ops([Op::Gt, Op::Lt]))
    ///     .build()?;
    /// let filter = links.parse("balance__available__gt=5&institution__istartswith=Erebor")?;
    /// let record = json!({ "id": 1, "institution": "gringotts", "balance": { "available": 3 } });
    ///
    /// let mut u = Unstructured::new(&[]);
    /// let matching = filter.arbitrary_match(&record, &mut u)?.unwrap();
    /// assert_eq!(matching, json!({ "id": 1, "institution": "Erebor", "balance": { "available": 6 } }));
    /// // One of the two conditions is false.
    /// let other = filter.arbitrary_mismatch(&record, &mut u)?.unwrap();
    /// assert!(!filter.matches(&other)?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error if the bytes don't suffice, which they do with `arbitrary` 1.
    pub fn arbitrary_match(&self, record: &Json, u: &mut Unstructured<'_>) -> Result<Option<Json>> {
        let mut changed = record.clone();
        for field in self.schema().fields() {
            let part = select(self, |condition| condition.field().name() == field.name());
            if part.is_empty() || (matches(&part, &changed) == Some(true) && !one_in(u, 2)?) {
                continue;
            }
            let members = propose_members(u, field, &part)?;
            let is_found = members.into_iter().any(|member| {
                set_member(&mut changed, field.name(), member);
                matches(&part, &changed) == Some(true)
            });
            if !is_found {
                return Ok(None);
            }
        }
        Ok(Some(changed).filter(|changed| matches(self, changed) == Some(true)))
    }

    /// Changes a record so that it doesn't match the filter: if possible, it satisfies all conditions but one. Returns
    /// `None` if no such record was found, such as for the empty filter.
    ///
    /// # Errors
    ///
    /// Returns an error if the bytes don't suffice, which they do with `arbitrary` 1.
    pub fn arbitrary_mismatch(&self, record: &Json, u: &mut Unstructured<'_>) -> Result<Option<Json>> {
        let base = self.arbitrary_match(record, u)?.unwrap_or_else(|| record.clone());
        let mut conditions: Vec<Condition<'_>> = self.iter().collect();
        shuffle(u, &mut conditions)?;
        let mut found = Some(record.clone()).filter(|record| matches(self, record) == Some(false));
        for condition in conditions {
            let (field, op) = (condition.field(), condition.op());
            let is_other = |other: Condition<'_>| (other.field().name(), other.op()) != (field.name(), op);
            let others = select(self, is_other);
            for member in propose_members(u, field, &select(self, |other| !is_other(other)))? {
                let mut changed = base.clone();
                set_member(&mut changed, field.name(), member);
                if matches(self, &changed) != Some(false) {
                    continue;
                }
                if matches(&others, &changed) == Some(true) {
                    return Ok(Some(changed));
                }
                found = found.or(Some(changed));
            }
        }
        Ok(found)
    }
}

/// Returns the conditions of a filter that pass a test, as a filter.
fn select<'q>(filter: &Filter<'q>, test: impl Fn(Condition<'_>) -> bool) -> Filter<'q> {
    let (schema, entries) = filter.clone().into_parts();
    let entries = filter.iter().zip(entries).filter(|(condition, _)| test(*condition));
    Filter::new(schema, entries.map(|(_, entry)| entry).collect())
}

/// Returns whether a record matches a filter, or `None` if a member has another type than its field.
fn matches(filter: &Filter<'_>, record: &Json) -> Option<bool> {
    filter.matcher().ok()?.try_matches(record).ok()
}

/// Sets the member that a field reads: the one with its name, or the one at the path of the name's parts between `__`.
fn set_member(record: &mut Json, name: &str, member: Json) {
    let Some(object) = record.as_object_mut() else { return };
    if !object.contains_key(name)
        && let Some((first, rest)) = name.split_once("__")
        && let Some(inner @ Json::Object(_)) = object.get_mut(first)
    {
        return set_member(inner, rest, member);
    }
    object.insert(name.to_owned(), member);
}

/// Proposes members for a field, in any order: null or none, values near the operands of conditions on the field, unions
/// of them, and any values.
fn propose_members(u: &mut Unstructured<'_>, field: &Field, conditions: &Filter<'_>) -> Result<Vec<Json>> {
    let mut values: Vec<Value<'static>> = Vec::new();
    // One that satisfies each condition.
    let mut union: Vec<Value<'static>> = Vec::new();
    for condition in conditions.iter().filter(|condition| !condition.op().takes_boolean()) {
        let operands: Vec<Value<'_>> = condition.predicate().values().collect();
        let near: Vec<Value<'static>> = operands.iter().flat_map(|operand| near_values(field, operand)).collect();
        let alone = select(conditions, |other| other.op() == condition.op());
        let satisfies = |value: &&Value<'static>| {
            let mut record = Json::Object(Map::new());
            set_member(&mut record, field.name(), to_member(field, std::slice::from_ref(*value)));
            matches(&alone, &record) == Some(true)
        };
        if condition.op() == Op::AllIn {
            union.extend(operands.iter().filter_map(|operand| near_values(field, operand).into_iter().next()));
        } else {
            union.extend(near.iter().find(satisfies).cloned());
        }
        values.extend(near);
    }
    values.extend(combine_texts(conditions));
    for _ in 0..8 {
        values.push(held_value(u, field)?);
    }
    let mut members: Vec<Json> = values.iter().map(|value| to_member(field, std::slice::from_ref(value))).collect();
    if field.is_multi_valued() {
        members.push(to_member(field, &union));
    }
    if field.is_multi_valued() || field.is_nullable() {
        members.push(to_member(field, &[]));
    }
    if field.allows_empty() {
        members.push(to_member(field, &["".into()]));
    }
    shuffle(u, &mut members)?;
    Ok(members)
}

/// Returns a string that begins with, contains and ends with the operands of conditions on a field of text.
fn combine_texts(conditions: &Filter<'_>) -> Option<Value<'static>> {
    let of_ops = |ops: [Op; 2]| {
        let conditions = conditions.iter().filter(move |condition| ops.contains(&condition.op()));
        conditions.filter_map(|condition| condition.predicate().searched_text().map(str::to_owned))
    };
    let starts = of_ops([Op::StartsWith, Op::IStartsWith]);
    let within = of_ops([Op::Contains, Op::IContains]);
    let ends = of_ops([Op::EndsWith, Op::IEndsWith]);
    let text: String = starts.chain(within).chain(ends).collect();
    if text.is_empty() { None } else { Some(text.into()) }
}

/// Generates the values that a record holds in a field.
fn held_values(u: &mut Unstructured<'_>, field: &Field) -> Result<Vec<Value<'static>>> {
    let is_null = (field.is_nullable() || field.is_multi_valued()) && one_in(u, 8)?;
    let count = match (is_null, field.is_multi_valued()) {
        (true, _) => 0,
        (false, true) => u.int_in_range(1..=3)?,
        (false, false) => 1,
    };
    (0..count).map(|_| held_value(u, field)).collect()
}

fn to_member(field: &Field, values: &[Value<'_>]) -> Json {
    match values {
        values if field.is_multi_valued() => Json::Array(values.iter().map(to_json).collect()),
        [value, ..] => to_json(value),
        [] => Json::Null,
    }
}

fn to_json(value: &Value<'_>) -> Json {
    match value {
        Value::Integer(integer) => (*integer).into(),
        Value::Boolean(boolean) => (*boolean).into(),
        value => value.to_string().into(),
    }
}

/// Returns values near an operand that a record can hold, the most similar ones first.
fn near_values(field: &Field, operand: &Value<'_>) -> Vec<Value<'static>> {
    let instants = |nanoseconds: &[i128]| {
        let instants = nanoseconds.iter().filter_map(|it| Timestamp::from_unix_nanos(*it));
        instants.filter(|instant| is_in_range(*instant)).map(Value::from).collect()
    };
    match operand {
        Value::Text(_) if field.value_type() == ValueType::Choice => {
            field.choices().map(|choice| Value::Text(Cow::Owned(choice.to_owned()))).collect()
        }
        Value::Text(text) => {
            let text = text.as_ref();
            let shorter: String = text.chars().skip(1).collect();
            let texts = [
                text.to_owned(),
                format!("{text}a"),
                format!("a{text}"),
                format!("a{text}a"),
                text.to_ascii_uppercase(),
                text.to_ascii_lowercase(),
                shorter,
                "~".to_owned(),
                "!".to_owned(),
            ];
            texts.into_iter().filter(|text| field.allows_empty() || !text.is_empty()).map(Value::from).collect()
        }
        Value::Integer(integer) => {
            [*integer, integer.saturating_add(1), integer.saturating_sub(1)].map(|it| clamp(field, it).into()).into()
        }
        Value::Decimal(decimal) => {
            let steps = [Decimal::ZERO, Decimal::ONE, Decimal::NEGATIVE_ONE].into_iter();
            steps.filter_map(|step| decimal.checked_add(step)).filter_map(canonical_decimal).map(Value::from).collect()
        }
        Value::Boolean(_) => [false, true].map(Value::from).into(),
        Value::Uuid(uuid) => [*uuid, Uuid::from_u128(uuid.as_u128() ^ 1)].map(Value::from).into(),
        Value::Date(date) => {
            let days =
                [0, 1, -1].into_iter().filter_map(|step| Date::from_unix_days(date.unix_days().saturating_add(step)));
            days.filter(|date| !matches!(*date, Date::MIN | Date::MAX)).map(Value::from).collect()
        }
        Value::Day(day) => {
            let (start, end) = (day.start().unix_nanos(), day.end().unix_nanos());
            instants(&[start, end.saturating_sub(1), start.saturating_sub(1), end])
        }
        Value::Instant(instant) => {
            let nanoseconds = instant.unix_nanos();
            instants(&[nanoseconds, nanoseconds.saturating_add(1), nanoseconds.saturating_sub(1)])
        }
    }
}
