//! A simple second implementation of the meaning of filters, and records to test it with.

use std::borrow::Cow;
use std::collections::BTreeMap;

use arbitrary::{Result, Unstructured};
use filterset::record::Accessor;
use filterset::schema::FieldBuilder;
use filterset::value::Timestamp;
use filterset::{Condition, Field, Filter, Op, Predicate, Record, Schema, Value};

/// The values of a record in each field; none if the field is null.
#[derive(Clone, Debug, Default)]
pub struct Row(pub BTreeMap<String, Vec<Value<'static>>>);

impl Row {
    pub fn held(&self, field: &str) -> &[Value<'static>] {
        self.0.get(field).map_or(&[], Vec::as_slice)
    }
}

impl Record for Row {
    fn accessor(field: &Field) -> Option<Accessor<'_, Row>> {
        Some(if field.is_multi_valued() {
            Accessor::values(|row: &Row| Cow::Borrowed(row.held(field.name())))
        } else {
            Accessor::value(|row: &Row| row.held(field.name()).first().map(Value::borrowed))
        })
    }
}

/// How an engine folds the case of the texts of records, and of operands. Section 3 of the reference requires only that
/// ASCII letters are folded.
#[derive(Clone, Copy)]
pub struct Folding {
    held: fn(&str) -> String,
    operand: fn(&str) -> String,
}

impl Folding {
    /// The folding of the crate's own matching and of its SQL.
    pub const ASCII: Folding = Folding { held: str::to_ascii_lowercase, operand: str::to_ascii_lowercase };
    pub const UNICODE: Folding = Folding { held: str::to_lowercase, operand: str::to_lowercase };
    /// SQLite's if the extension ICU replaces its function `lower`: operands are folded before they are bound.
    pub const REPLACED_LOWER: Folding = Folding { held: str::to_lowercase, operand: str::to_ascii_lowercase };
}

/// Returns `true` if the row satisfies every condition, by sections 3 and 4 of the reference.
#[must_use]
pub fn matches(filter: &Filter<'_>, row: &Row) -> bool {
    matches_with(Folding::ASCII, filter, row)
}

/// Returns `true` if the row satisfies every condition in an engine with another folding.
#[must_use]
pub fn matches_with(folding: Folding, filter: &Filter<'_>, row: &Row) -> bool {
    filter.iter().all(|condition| satisfies(folding, condition, row.held(condition.field().name())))
}

fn satisfies(folding: Folding, condition: Condition<'_>, held: &[Value<'_>]) -> bool {
    let one_of = |list: &filterset::ValueSet<'_>, held: &Value<'_>| list.iter().any(|value| equals(held, &value));
    let some = |passes: &dyn Fn(&Value<'_>) -> bool| held.iter().any(passes);
    match condition.predicate() {
        Predicate::Exact(value) => some(&|held| equals(held, value)),
        Predicate::Ne(value) => !some(&|held| equals(held, value)),
        Predicate::In(list) => some(&|held| one_of(list, held)),
        Predicate::NotIn(list) => !some(&|held| one_of(list, held)),
        Predicate::Gt(value) => some(&|held| !below(held, value) && !equals(held, value)),
        Predicate::Gte(value) => some(&|held| !below(held, value)),
        Predicate::Lt(value) => some(&|held| below(held, value)),
        Predicate::Lte(value) => some(&|held| below(held, value) || equals(held, value)),
        Predicate::Range(low, high) => some(&|held| !below(held, low) && (below(held, high) || equals(held, high))),
        Predicate::IsNull(is_null) => held.is_empty() == *is_null,
        Predicate::IsEmpty(is_empty) => {
            let is_blank = !condition.field().is_multi_valued() && some(&|held| *held == "".into());
            (held.is_empty() || is_blank) == *is_empty
        }
        Predicate::AllIn(list) => list.iter().all(|value| some(&|held| equals(held, &value))),
        search if search.op().wire_name().starts_with("not_") => {
            !some(&|held| finds(folding, search, &held.to_string()))
        }
        search => some(&|held| finds(folding, search, &held.to_string())),
    }
}

/// A day equals each of its instants.
fn equals(held: &Value<'_>, operand: &Value<'_>) -> bool {
    match (held, operand) {
        (Value::Instant(instant), Value::Day(day)) => day.start() <= *instant && *instant < day.end(),
        _ => held == operand,
    }
}

/// An instant is less than a day if it is before the start of the day.
fn below(held: &Value<'_>, operand: &Value<'_>) -> bool {
    match (held, operand) {
        (Value::Instant(instant), Value::Day(day)) => *instant < day.start(),
        _ => held < operand,
    }
}

/// Evaluates a search, or the search that a negative one negates.
fn finds(folding: Folding, search: &Predicate<'_>, text: &str) -> bool {
    let (folded, fold) = ((folding.held)(text), folding.operand);
    match search {
        Predicate::IExact(wanted) | Predicate::NotIExact(wanted) => folded == fold(wanted),
        Predicate::Contains(wanted) | Predicate::NotContains(wanted) => text.contains(wanted.as_ref()),
        Predicate::IContains(wanted) | Predicate::NotIContains(wanted) => folded.contains(&fold(wanted)),
        Predicate::StartsWith(wanted) | Predicate::NotStartsWith(wanted) => text.starts_with(wanted.as_ref()),
        Predicate::IStartsWith(wanted) | Predicate::NotIStartsWith(wanted) => folded.starts_with(&fold(wanted)),
        Predicate::EndsWith(wanted) | Predicate::NotEndsWith(wanted) => text.ends_with(wanted.as_ref()),
        Predicate::IEndsWith(wanted) | Predicate::NotIEndsWith(wanted) => folded.ends_with(&fold(wanted)),
        other => panic!("{other:?} is new: what does it mean?"),
    }
}

/// Generates a row. Most of its values satisfy one of the filters, or nearly do.
pub fn row(u: &mut Unstructured<'_>, schema: &Schema, filters: &[&Filter<'_>]) -> Result<Row> {
    let mut row = Row::default();
    for field in schema.fields() {
        let operands: Vec<Value<'static>> = filters
            .iter()
            .flat_map(|filter| filter.iter())
            .filter(|condition| condition.field().name() == field.name() && !condition.op().takes_boolean())
            .flat_map(|condition| condition.predicate().values().map(Value::into_owned).collect::<Vec<_>>())
            .collect();
        let most = if field.is_multi_valued() { 3 } else { 1 };
        let count = if u.ratio(1, 8)? { 0 } else { u.int_in_range(1..=most)? };
        let mut values = Vec::new();
        for _ in 0..count {
            let value = match u.choose(&operands) {
                Ok(operand) if u.ratio(7, 8)? => operand.clone(),
                _ => field.arbitrary_operand(Op::Exact, u)?,
            };
            values.push(stored(u, field, &value)?);
        }
        row.0.insert(field.name().to_owned(), values);
    }
    Ok(row)
}

/// Converts an operand to a value that a record can hold, or to one near to it.
fn stored(u: &mut Unstructured<'_>, field: &Field, value: &Value<'static>) -> Result<Value<'static>> {
    let later = |instant: Timestamp, nanoseconds: i128| {
        Timestamp::from_unix_nanos(instant.unix_nanos() + nanoseconds).expect("an instant far from the last one")
    };
    let near = match canonical(field, value) {
        Value::Day(day) => match u.int_in_range(0..=3)? {
            0 => later(day.start(), -1).into(),
            1 => day.start().into(),
            2 => later(day.end(), -1).into(),
            _ => day.end().into(),
        },
        Value::Instant(instant) if u.ratio(1, 3)? => later(instant, 1).into(),
        Value::Integer(integer) if u.ratio(1, 3)? => integer.wrapping_add(u.int_in_range(-1..=1)?).into(),
        Value::Text(text) if field.choices().len() == 0 && u.ratio(1, 2)? => match u.int_in_range(0..=7)? {
            0 => format!("{text}b").into(),
            1 => format!("a{text}").into(),
            2 => format!("A{text}B").into(),
            3 => text.to_ascii_uppercase().into(),
            4 => "".into(),
            5 => text.to_uppercase().into(),
            6 => text.to_lowercase().into(),
            _ => text.chars().skip(1).collect::<String>().into(),
        },
        other => other,
    };
    // Records hold only values that the language has.
    Ok(match near {
        Value::Instant(instant) if !(1..=9999).contains(&instant.date().year()) => {
            Timestamp::from_unix_seconds(0).expect("the epoch").into()
        }
        near => near,
    })
}

/// Converts a value like a schema does. A date in a date-time field becomes a day.
pub fn canonical(field: &Field, value: &Value<'static>) -> Value<'static> {
    let mut own = FieldBuilder::new("own", field.value_type()).ops([Op::Exact]);
    if let Some(zone) = field.time_zone() {
        own = own.time_zone(zone.to_owned());
    }
    if field.allows_empty() {
        own = own.allow_empty();
    }
    own = own.choices(field.choices().map(str::to_owned));
    let own = Schema::builder("").field(own).build().expect("a field alone");
    let built = own.filter().exact("own", value.clone()).build().expect("a value of the field");
    let condition = built.get("own", Op::Exact).expect("the condition");
    condition.predicate().values().next().expect("the value").into_owned()
}
