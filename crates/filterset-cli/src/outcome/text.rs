//! Text results: the canonical string and the conditions in columns, or the report of the errors.

use std::borrow::Cow;
use std::io::{self, Write};

use filterset::parse::ParsedListRequest;
use filterset::schema::Arity;
use filterset::{Condition, Errors, Value};

use crate::outcome::Outcome;
use crate::terminal::{Palette, escape_text, quote_blank, write_columns};

pub(crate) fn write_outcome(
    out: &mut impl Write,
    palette: Palette,
    number: Option<u64>,
    query: &str,
    outcome: &Outcome<'_>,
) -> io::Result<()> {
    let Palette { bad, good, .. } = palette;
    if let Some(number) = number {
        let (style, word) = if matches!(outcome, Outcome::Valid(_)) { (good, "valid") } else { (bad, "invalid") };
        writeln!(out, "query {number}: {style}{word}{style:#}")?;
    }
    match outcome {
        Outcome::Valid(parsed) => write_valid(out, palette, parsed),
        Outcome::Invalid(errors) => write_invalid(out, palette, query, errors),
        Outcome::Unreadable(error) => writeln!(out, "{bad}error[{}]{bad:#}: {}", error.code, error.message),
    }
}

fn write_valid(
    out: &mut impl Write,
    Palette { strong, .. }: Palette,
    parsed: &ParsedListRequest<'_>,
) -> io::Result<()> {
    let (list, filter) = (&parsed.list, parsed.list.filter());
    let canonical = list.to_string();
    if !canonical.is_empty() {
        writeln!(out, "{strong}{canonical}{strong:#}")?;
    }
    let mut parameters = list.parameters().peekable();
    if filter.is_empty() {
        // A search or a page restricts the records too.
        let matches = if parameters.peek().is_some() { "" } else { ": every record matches" };
        writeln!(out, "{strong}(no conditions{matches}){strong:#}")?;
    }
    let reserved = parsed.reserved.iter();
    let reserved =
        reserved.map(|(key, value)| [escape_text(key).into(), "(reserved)".into(), escape_text(value).into()]);
    let parameters = parameters.map(|(name, value)| [name.into(), "(list)".into(), quote_blank(&value).into()]);
    write_columns(out, filter.iter().map(to_row).chain(parameters).chain(reserved))
}

/// Returns the field, the operator and the values of a condition.
fn to_row(condition: Condition<'_>) -> [Cow<'_, str>; 3] {
    let quote = if condition.op().arity() == Arity::List { quote_item } else { quote_blank };
    let mut values = String::new();
    for value in condition.predicate().values() {
        if !values.is_empty() {
            values.push_str(", ");
        }
        values.push_str(&match value {
            Value::Text(text) => quote(&text),
            value => value.to_string(),
        });
    }
    [condition.field().name().into(), condition.op().wire_name().into(), values.into()]
}

/// Escapes one of several values, and quotes it if it contains a comma or begins or ends with a blank.
fn quote_item(value: &str) -> String {
    if value.contains(',') { format!("\"{}\"", escape_text(value)) } else { quote_blank(value) }
}

/// Writes the report, with codes and carets in colour.
fn write_invalid(out: &mut impl Write, Palette { bad, .. }: Palette, query: &str, errors: &Errors) -> io::Result<()> {
    for line in errors.report(query).lines() {
        let carets = line.strip_prefix("  | ").map(str::trim_start).filter(|text| text.starts_with('^'));
        match (line.strip_prefix("error[").and_then(|rest| rest.split_once(']')), carets) {
            (Some((code, sentence)), _) => writeln!(out, "{bad}error[{code}]{bad:#}{sentence}")?,
            (None, Some(_)) => writeln!(out, "{bad}{line}{bad:#}")?,
            (None, None) => writeln!(out, "{line}")?,
        }
    }
    Ok(())
}
