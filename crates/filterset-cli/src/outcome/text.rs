//! Results for people: the canonical string over a small table of conditions, or the faults drawn under the query.

use std::io::{self, Write};

use filterset::parse::ParsedListRequest;
use filterset::{Condition, Errors};

use super::{Outcome, parameters};
use crate::show::{Palette, printable, visible, write_table};

pub(crate) fn write(
    out: &mut impl Write,
    palette: Palette,
    number: Option<usize>,
    query: &str,
    outcome: &Outcome<'_>,
) -> io::Result<()> {
    let Palette { bad, good, .. } = palette;
    if let Some(number) = number {
        let (style, word) = if matches!(outcome, Outcome::Valid(_)) { (good, "valid") } else { (bad, "invalid") };
        writeln!(out, "query {number}: {style}{word}{style:#}")?;
    }
    match outcome {
        Outcome::Valid(parsed) => valid(out, palette, parsed),
        Outcome::Invalid(errors) => invalid(out, palette, query, errors),
        Outcome::Unreadable(error) => writeln!(out, "{bad}error[{}]{bad:#}: {}", error.code, error.message),
    }
}

fn valid(out: &mut impl Write, Palette { strong, .. }: Palette, parsed: &ParsedListRequest<'_>) -> io::Result<()> {
    let (list, filter) = (&parsed.list, parsed.list.filter());
    let canonical = list.to_string();
    if !canonical.is_empty() {
        writeln!(out, "{strong}{canonical}{strong:#}")?;
    }
    let mut constraint = parameters(list).peekable();
    if filter.is_empty() {
        // A search finds less, and a page shows less.
        let matches = if constraint.peek().is_some() { "" } else { ": every record matches" };
        writeln!(out, "{strong}(no condition{matches}){strong:#}")?;
    }
    let condition = |condition: Condition<'_>| {
        let values: Vec<String> = condition.predicate().values().map(|value| visible(&value.to_string())).collect();
        [condition.field().name().to_owned(), condition.op().wire_name().to_owned(), values.join(", ")]
    };
    let reserved = parsed.reserved.iter().map(|(key, value)| [printable(key), "(reserved)".into(), printable(value)]);
    let constraint = constraint.map(|(name, value)| [name.to_owned(), "(list)".to_owned(), visible(&value)]);
    write_table(out, filter.iter().map(condition).chain(constraint).chain(reserved))
}

/// The report, with its codes and carets in colour.
fn invalid(out: &mut impl Write, Palette { bad, .. }: Palette, query: &str, errors: &Errors) -> io::Result<()> {
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
