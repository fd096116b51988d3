//! Explains a filter in English sentences.

use std::fmt::{self, Write};

use super::predicate::is_single_text;
use crate::filter::{Condition, Filter, Predicate, ValueSet};
use crate::schema::Field;
use crate::util::quoted;
use crate::value::{Op, Timestamp, Value};

/// The maximum number of items of a list that are printed. The others are counted.
const MAX_ITEMS: usize = 10;
const ANY_CASE: &str = " (case-insensitive)";

impl Filter<'_> {
    /// Explains in plain English which records the filter matches: one sentence per condition and per line. The wording
    /// can change in any release.
    ///
    /// Whole days are printed as the instants at which they begin and end, or as dates in a list. Each sentence
    /// includes the null case if null satisfies the condition, and excludes it explicitly if the field is nullable. A
    /// filter without conditions is explained as `every record`. If the filter
    /// [is unsatisfiable](Filter::is_unsatisfiable), the first line reports it.
    ///
    /// Strings are quoted, escaped and truncated to 64 characters, and a list is truncated to ten items. The result is
    /// therefore bounded and safe to print in a terminal, whatever the filter contains.
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
            // Writing to a `String` can't fail.
            let _ = write_sentence(&mut out, condition);
        }
        out
    }
}

fn write_sentence(out: &mut String, condition: Condition<'_>) -> fmt::Result {
    let (field, op) = (condition.field(), condition.op());
    let is_negative = op.negated().is_some();
    let subject = match (field.is_multi_valued(), op) {
        (false, _) | (true, Op::IsNull | Op::IsEmpty | Op::AllIn) => "",
        (true, _) if is_negative => "no value of ",
        (true, _) => "any value of ",
    };
    write!(out, "{subject}{} ", field.name())?;
    write_predicate(out, field, condition.predicate())?;
    out.push_str(match (is_negative, field.is_multi_valued()) {
        // This is printed even if the field isn't declared nullable: a null in the data would satisfy the condition.
        (true, false) => ", or is null",
        (true, true) => ", or it has no values",
        (false, false) if field.is_nullable() && !op.takes_boolean() => ", and is not null",
        // If one of several values satisfies the condition, the record has a value.
        (false, _) => "",
    });
    Ok(())
}

/// Writes the predicate without its subject. For a multi-valued field, the subject already states whether all, any or
/// none of the values must satisfy it.
fn write_predicate(out: &mut String, field: &Field, predicate: &Predicate<'_>) -> fmt::Result {
    let is_multi_valued = field.is_multi_valued();
    match predicate {
        Predicate::Ne(value) if !is_multi_valued => write_unequal(out, field, value),
        Predicate::NotIn(list) if !is_multi_valued => match single_item(list) {
            Some(value) => write_unequal(out, field, &value),
            None => out.write_str("is not one of ").and_then(|()| write_items(out, field, list)),
        },
        Predicate::Exact(value) | Predicate::Ne(value) => write_equal(out, field, value),
        Predicate::In(list) | Predicate::NotIn(list) => match single_item(list) {
            Some(value) => write_equal(out, field, &value),
            None => out.write_str("is one of ").and_then(|()| write_items(out, field, list)),
        },
        Predicate::Gt(value) => write_bounds(out, field, &[(Op::Gt, value)]),
        Predicate::Gte(value) => write_bounds(out, field, &[(Op::Gte, value)]),
        Predicate::Lt(value) => write_bounds(out, field, &[(Op::Lt, value)]),
        Predicate::Lte(value) => write_bounds(out, field, &[(Op::Lte, value)]),
        Predicate::Range(low, high) => write_bounds(out, field, &[(Op::Gte, low), (Op::Lte, high)]),
        Predicate::IsEmpty(true) if is_single_text(field) => out.write_str("is empty, or is null"),
        Predicate::IsEmpty(false) if is_single_text(field) => out.write_str("is not empty, and is not null"),
        Predicate::IsNull(true) | Predicate::IsEmpty(true) => {
            out.write_str(if is_multi_valued { "has no values" } else { "is null" })
        }
        Predicate::IsNull(false) | Predicate::IsEmpty(false) => {
            out.write_str(if is_multi_valued { "has at least one value" } else { "is not null" })
        }
        Predicate::AllIn(list) => out.write_str("has all of ").and_then(|()| write_items(out, field, list)),
        _ => write_search(out, predicate, !is_multi_valued),
    }
}

/// Writes a string search, negated only if `negates` is `true`.
fn write_search(out: &mut String, predicate: &Predicate<'_>, negates: bool) -> fmt::Result {
    let (op, is_negative) = match predicate.op().negated() {
        Some(op) => (op, negates),
        None => (predicate.op(), false),
    };
    let (positive, negative) = match op {
        Op::IExact => ("is", "is not"),
        Op::Contains | Op::IContains => ("contains", "does not contain"),
        Op::StartsWith | Op::IStartsWith => ("begins with", "does not begin with"),
        _ => ("ends with", "does not end with"),
    };
    let verb = if is_negative { negative } else { positive };
    let is_any_case = matches!(op, Op::IExact | Op::IContains | Op::IStartsWith | Op::IEndsWith);
    let case = if is_any_case { ANY_CASE } else { "" };
    predicate.values().try_for_each(|value| write!(out, "{verb} {}{case}", quoted(&value.to_string())))
}

fn write_equal(out: &mut String, field: &Field, value: &Value<'_>) -> fmt::Result {
    match value {
        Value::Day(_) => write_bounds(out, field, &[(Op::Gte, value), (Op::Lte, value)]),
        _ => out.write_str("is ").and_then(|()| write_item(out, field, value)),
    }
}

fn write_unequal(out: &mut String, field: &Field, value: &Value<'_>) -> fmt::Result {
    match value {
        Value::Day(day) => {
            write!(out, "before {}, or on or after {}", Moment(day.start()), Moment(day.end()))?;
            write_time_zone(out, field)
        }
        _ => out.write_str("is not ").and_then(|()| write_item(out, field, value)),
    }
}

/// Writes the bounds of the values.
fn write_bounds(out: &mut String, field: &Field, bounds: &[(Op, &Value<'_>)]) -> fmt::Result {
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
                write_item(out, field, value)?;
            }
        }
    }
    let any_value = |is: fn(&Value<'_>) -> bool| bounds.iter().any(|(_, value)| is(value));
    if any_value(|value| matches!(value, Value::Text(_))) {
        out.push_str(" (by code point)");
    }
    if any_value(|value| matches!(value, Value::Day(_))) { write_time_zone(out, field) } else { Ok(()) }
}

/// Writes the time zone of whole days, unless it is UTC, in which their bounds are printed.
fn write_time_zone(out: &mut String, field: &Field) -> fmt::Result {
    match field.time_zone() {
        None | Some("UTC") => Ok(()),
        Some(zone) => write!(out, " (days in {zone})"),
    }
}

fn write_items(out: &mut String, field: &Field, list: &ValueSet<'_>) -> fmt::Result {
    for (i, value) in list.iter().take(MAX_ITEMS).enumerate() {
        if i > 0 {
            out.push_str(", ");
        }
        write_item(out, field, &value)?;
    }
    match list.len().saturating_sub(MAX_ITEMS) {
        0 => Ok(()),
        more => write!(out, " and {more} more"),
    }
}

fn write_item(out: &mut String, field: &Field, value: &Value<'_>) -> fmt::Result {
    match value {
        Value::Text(text) => out.write_str(&quoted(text)),
        Value::Day(_) => write!(out, "{value} (the whole day in {})", field.time_zone().unwrap_or("UTC")),
        Value::Instant(instant) => write!(out, "{}", Moment(*instant)),
        other => write!(out, "{other}"),
    }
}

/// Returns the only item of a list with one item.
fn single_item<'l>(list: &'l ValueSet<'_>) -> Option<Value<'l>> {
    list.iter().next().filter(|_| list.len() == 1)
}

/// An instant that prints in UTC, without seconds if they are zero. Its year can be 10000, in which the last day of the
/// calendar ends.
struct Moment(Timestamp);

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        self.0.write(&mut text)?;
        let text = text.trim_start_matches('+').trim_end_matches('Z').replacen('T', " ", 1);
        write!(f, "{} UTC", text.strip_suffix(":00").unwrap_or(&text))
    }
}
