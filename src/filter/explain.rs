//! What a filter matches, in words.

use std::fmt::{self, Write};

use chrono::{DateTime, Utc};

use super::{Condition, Filter, Predicate, ValueSet};
use crate::schema::Field;
use crate::util::quoted;
use crate::value::{Op, Value};

/// How many items of a list are told; the rest is counted.
const MOST: usize = 10;
const ANY_CASE: &str = " (case-insensitive)";

impl Filter<'_> {
    /// What the filter matches, in plain words for people: a sentence for each condition, one a line, all of which hold.
    /// The words can change with any version.
    ///
    /// Whole days are told by the instants at which they begin and end, in a list by their dates. What a null
    /// matches is said, and of a nullable field what it doesn't match. Without conditions it is `every record`; where it
    /// [is known](Filter::is_unsatisfiable) that nothing can match, the first line says so.
    ///
    /// Texts stand in quotes, escaped and cut to 64 characters, and of a list the first ten items are told: what it
    /// gives is bounded and fit for a terminal, whatever the filter holds.
    ///
    /// ```
    /// # use filterset::{Field, Op, Schema};
    /// let links = Schema::builder("links")
    ///     .field(Field::date_time("created_at").ops([Op::Range]))
    ///     .field(Field::text("institution").ops([Op::In]))
    ///     .field(Field::choice("status", ["valid", "invalid"]).nullable().ops([Op::Ne]))
    ///     .build()?;
    ///
    /// let query = "created_at__range=2022-03-03,2022-05-04&institution__in=gringotts,erebor&status__ne=valid";
    /// assert_eq!(links.parse(query)?.explain(), r#"
    /// created_at on or after 2022-03-03 00:00 UTC and before 2022-05-05 00:00 UTC
    /// institution is one of "erebor", "gringotts"
    /// status is not "valid", or is null
    /// "#.trim());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn explain(&self) -> String {
        if self.is_empty() {
            return "every record".to_owned();
        }
        let mut out = String::new();
        if self.is_unsatisfiable() {
            out.push_str("no record can match this filter\n");
        }
        for (i, condition) in self.iter().enumerate() {
            if i > 0 {
                out.push('\n');
            }
            // Writing to a String can't fail.
            let _ = sentence(&mut out, condition);
        }
        out
    }
}

fn sentence(out: &mut String, condition: Condition<'_>) -> fmt::Result {
    let (field, op) = (condition.field(), condition.op());
    let is_negative = matches!(op, Op::Ne | Op::NotIn);
    let subject = match (field.is_multi_valued(), op) {
        (false, _) | (true, Op::IsNull | Op::AllIn) => "",
        (true, _) if is_negative => "no value of ",
        (true, _) => "any value of ",
    };
    write!(out, "{subject}{} ", field.name())?;
    says(out, field, condition.predicate())?;
    out.push_str(match (is_negative, field.is_multi_valued()) {
        // Also of a field that isn't declared nullable: where it is null all the same, that is what happens.
        (true, false) => ", or is null",
        (true, true) => ", or it has no values",
        (false, false) if field.is_nullable() && op != Op::IsNull => ", and is not null",
        // Where one of many is what it says, there is one.
        (false, _) => "",
    });
    Ok(())
}

/// What a condition says of the field's value; of a field of many values what it says of them all, or of any or none.
fn says(out: &mut String, field: &Field, predicate: &Predicate<'_>) -> fmt::Result {
    let is_multi_valued = field.is_multi_valued();
    match predicate {
        Predicate::Ne(value) if !is_multi_valued => unequal(out, field, value),
        Predicate::NotIn(list) if !is_multi_valued => match only(list) {
            Some(value) => unequal(out, field, &value),
            None => out.write_str("is not one of ").and_then(|()| items(out, field, list)),
        },
        Predicate::Exact(value) | Predicate::Ne(value) => equal(out, field, value),
        Predicate::In(list) | Predicate::NotIn(list) => match only(list) {
            Some(value) => equal(out, field, &value),
            None => out.write_str("is one of ").and_then(|()| items(out, field, list)),
        },
        Predicate::Gt(value) => bounds(out, field, &[(Op::Gt, value)]),
        Predicate::Gte(value) => bounds(out, field, &[(Op::Gte, value)]),
        Predicate::Lt(value) => bounds(out, field, &[(Op::Lt, value)]),
        Predicate::Lte(value) => bounds(out, field, &[(Op::Lte, value)]),
        Predicate::Range(low, high) => bounds(out, field, &[(Op::Gte, low), (Op::Lte, high)]),
        Predicate::IExact(text) => write!(out, "is {}{ANY_CASE}", quoted(text)),
        Predicate::Contains(text) => write!(out, "contains {}", quoted(text)),
        Predicate::IContains(text) => write!(out, "contains {}{ANY_CASE}", quoted(text)),
        Predicate::StartsWith(text) => write!(out, "begins with {}", quoted(text)),
        Predicate::IStartsWith(text) => write!(out, "begins with {}{ANY_CASE}", quoted(text)),
        Predicate::EndsWith(text) => write!(out, "ends with {}", quoted(text)),
        Predicate::IEndsWith(text) => write!(out, "ends with {}{ANY_CASE}", quoted(text)),
        Predicate::IsNull(true) => out.write_str(if is_multi_valued { "has no values" } else { "is null" }),
        Predicate::IsNull(false) => {
            out.write_str(if is_multi_valued { "has at least one value" } else { "is not null" })
        }
        Predicate::AllIn(list) => out.write_str("has all of ").and_then(|()| items(out, field, list)),
    }
}

fn equal(out: &mut String, field: &Field, value: &Value<'_>) -> fmt::Result {
    match value {
        Value::Day(_) => bounds(out, field, &[(Op::Gte, value), (Op::Lte, value)]),
        _ => out.write_str("is ").and_then(|()| item(out, field, value)),
    }
}

fn unequal(out: &mut String, field: &Field, value: &Value<'_>) -> fmt::Result {
    match value {
        Value::Day(day) => {
            write!(out, "before {}, or on or after {}", Moment(day.start()), Moment(day.end()))?;
            day_of(out, field)
        }
        _ => out.write_str("is not ").and_then(|()| item(out, field, value)),
    }
}

/// Where values begin or end.
fn bounds(out: &mut String, field: &Field, bounds: &[(Op, &Value<'_>)]) -> fmt::Result {
    for (i, (op, value)) in bounds.iter().enumerate() {
        if i > 0 {
            out.push_str(" and ");
        }
        let [after, from, before, to] = match value {
            Value::Date(_) | Value::Day(_) | Value::Instant(_) => ["after", "on or after", "before", "on or before"],
            Value::Text(_) => ["after", "at or after", "before", "at or before"],
            _ => ["above", "at least", "below", "at most"],
        };
        match (op, value) {
            (Op::Gt, Value::Day(day)) => write!(out, "{from} {}", Moment(day.end()))?,
            (Op::Gte, Value::Day(day)) => write!(out, "{from} {}", Moment(day.start()))?,
            (Op::Lt, Value::Day(day)) => write!(out, "{before} {}", Moment(day.start()))?,
            (_, Value::Day(day)) => write!(out, "{before} {}", Moment(day.end()))?,
            (op, value) => {
                let word = match op {
                    Op::Gt => after,
                    Op::Gte => from,
                    Op::Lt => before,
                    _ => to,
                };
                write!(out, "{word} ")?;
                item(out, field, value)?;
            }
        }
    }
    let has = |is: fn(&Value<'_>) -> bool| bounds.iter().any(|(_, value)| is(value));
    if has(|value| matches!(value, Value::Text(_))) {
        out.push_str(" (by code point)");
    }
    if has(|value| matches!(value, Value::Day(_))) { day_of(out, field) } else { Ok(()) }
}

/// Says whose days they are, where they begin at another hour than the instants say.
fn day_of(out: &mut String, field: &Field) -> fmt::Result {
    match field.time_zone() {
        None | Some("UTC") => Ok(()),
        Some(zone) => write!(out, " (days in {zone})"),
    }
}

fn items(out: &mut String, field: &Field, list: &ValueSet<'_>) -> fmt::Result {
    for (i, value) in list.iter().take(MOST).enumerate() {
        if i > 0 {
            out.push_str(", ");
        }
        item(out, field, &value)?;
    }
    match list.len().saturating_sub(MOST) {
        0 => Ok(()),
        more => write!(out, " and {more} more"),
    }
}

fn item(out: &mut String, field: &Field, value: &Value<'_>) -> fmt::Result {
    match value {
        Value::Text(text) => out.write_str(&quoted(text)),
        Value::Day(_) => write!(out, "{value} (the whole day in {})", field.time_zone().unwrap_or("UTC")),
        Value::Instant(instant) => write!(out, "{}", Moment(*instant)),
        other => write!(out, "{other}"),
    }
}

/// The item of a list that has no other.
fn only<'l>(list: &'l ValueSet<'_>) -> Option<Value<'l>> {
    list.iter().next().filter(|_| list.len() == 1)
}

/// An instant in UTC, with no more of it than there is to say. The day after the last one of the calendar begins in the
/// year 10000.
struct Moment(DateTime<Utc>);

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        write!(text, "{}", self.0.naive_utc())?;
        let text = text.trim_start_matches('+');
        write!(f, "{} UTC", text.strip_suffix(":00").unwrap_or(text))
    }
}
