//! The check that a careful developer writes by hand: the same rules, but errors have no position and malformed escapes
//! are accepted.

use std::collections::{HashMap, HashSet};
use std::fmt;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use filterset::{Op, OpSet, Schema, ValueType};
use rust_decimal::Decimal;
use uuid::Uuid;

pub struct Column {
    name: String,
    kind: Kind,
    ops: OpSet,
}

enum Kind {
    Text,
    Integer,
    Decimal,
    Uuid,
    DateTime,
    Choice(Vec<String>),
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    Text(String),
    Integer(i64),
    Decimal(Decimal),
    Uuid(Uuid),
    /// A day: its start and its end.
    Day(DateTime<Utc>, DateTime<Utc>),
    Instant(DateTime<Utc>),
}

/// Prints the value like filterset.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Text(text) => f.write_str(text),
            Value::Integer(integer) => integer.fmt(f),
            Value::Decimal(decimal) => decimal.normalize().fmt(f),
            Value::Uuid(uuid) => uuid.fmt(f),
            Value::Day(start, _) => start.format("%F").fmt(f),
            Value::Instant(instant) => instant.format("%FT%TZ").fmt(f),
        }
    }
}

pub enum Operand {
    One(Value),
    Range(Value, Value),
    ValueSet(Vec<Value>),
}

impl Operand {
    pub fn values(&self) -> Vec<&Value> {
        match self {
            Operand::One(value) => vec![value],
            Operand::Range(low, high) => vec![low, high],
            Operand::ValueSet(values) => values.iter().collect(),
        }
    }
}

pub struct Condition<'t> {
    pub field: &'t str,
    pub op: Op,
    pub operand: Operand,
}

pub struct HandSchema {
    columns: HashMap<String, Column>,
    reserved: HashSet<String>,
}

impl HandSchema {
    /// Builds the equivalent of a filterset schema.
    pub fn new(schema: &Schema) -> HandSchema {
        let column = |field: &filterset::Field| Column {
            name: field.name().to_owned(),
            kind: match field.value_type() {
                ValueType::Text => Kind::Text,
                ValueType::Integer => Kind::Integer,
                ValueType::Decimal => Kind::Decimal,
                ValueType::Uuid => Kind::Uuid,
                ValueType::DateTime => Kind::DateTime,
                ValueType::Choice => Kind::Choice(field.choices().map(str::to_owned).collect()),
                other => unreachable!("no schema here has a field of type {other}"),
            },
            ops: field.ops(),
        };
        HandSchema {
            columns: schema.fields().map(|field| (field.name().to_owned(), column(field))).collect(),
            reserved: schema.reserved().map(str::to_owned).collect(),
        }
    }

    pub fn check(&self, query: &str) -> Result<Vec<Condition<'_>>, String> {
        let mut conditions = Vec::new();
        let mut seen = HashSet::new();
        for (key, text) in form_urlencoded::parse(query.as_bytes()) {
            if self.reserved.contains(key.as_ref()) {
                continue;
            }
            let (name, op) = match key.rsplit_once("__") {
                Some((name, op)) => (name, Op::from_wire_name(op).ok_or_else(|| format!("unknown operator in {key}"))?),
                None => (key.as_ref(), Op::Exact),
            };
            let column = self.columns.get(name).ok_or_else(|| format!("unknown field in {key}"))?;
            if !column.ops.contains(op) {
                return Err(format!("{key} isn't allowed"));
            }
            if !seen.insert((column.name.as_str(), op)) {
                return Err(format!("{key} is repeated"));
            }
            let operand = operand(&column.kind, op, &text).ok_or_else(|| format!("{key} has a bad value: {text}"))?;
            conditions.push(Condition { field: &column.name, op, operand });
        }
        Ok(conditions)
    }
}

fn operand(kind: &Kind, op: Op, text: &str) -> Option<Operand> {
    match op {
        Op::In | Op::NotIn => {
            let mut values =
                text.split(',').map(|item| value(kind, item.trim_matches(' '))).collect::<Option<Vec<_>>>()?;
            values.sort_unstable();
            values.dedup();
            Some(Operand::ValueSet(values))
        }
        Op::Range => {
            let (low, high) = text.split_once(',')?;
            let (low, high) = (value(kind, low.trim_matches(' '))?, value(kind, high.trim_matches(' '))?);
            (low <= high).then_some(Operand::Range(low, high))
        }
        _ => value(kind, text).map(Operand::One),
    }
}

fn value(kind: &Kind, text: &str) -> Option<Value> {
    if text.is_empty() || text.contains('\0') {
        return None;
    }
    match kind {
        Kind::Text => Some(Value::Text(text.to_owned())),
        Kind::Integer => text.parse().ok().map(Value::Integer),
        Kind::Decimal => Decimal::from_str_exact(text).ok().map(Value::Decimal),
        Kind::Uuid => Uuid::parse_str(text).ok().map(Value::Uuid),
        Kind::DateTime => date_time(text),
        Kind::Choice(choices) => choices.iter().any(|choice| choice == text).then(|| Value::Text(text.to_owned())),
    }
}

fn date_time(text: &str) -> Option<Value> {
    if let Ok(date) = text.parse::<NaiveDate>() {
        let start = date.and_time(NaiveTime::MIN).and_utc();
        return Some(Value::Day(start, start + TimeDelta::days(1)));
    }
    DateTime::parse_from_rfc3339(text).ok().map(|instant| Value::Instant(instant.to_utc()))
}
