//! Saved queries, checked against the old schema and the new one.

use std::io::{self, IsTerminal, Write};
use std::path::Path;

use filterset::list::ListRequest;
use filterset::{Condition, Policy, Schema, Value};
use serde::Serialize;

use crate::args::Format;
use crate::diff::schemas::is_widening;
use crate::escape;
use crate::failure::Failure;
use crate::lines::{ChunkLine, Source};
use crate::outcome::{Outcome, json, text};
use crate::terminal::{Palette, escape_text, quote_blank};

/// The numbers of saved queries, by result.
#[derive(Clone, Copy, Default, Serialize)]
pub(crate) struct Sums {
    queries: u64,
    /// The queries that the old schema accepts. Only they can break.
    valid: u64,
    /// The valid queries that the new schema rejects.
    rejected: u64,
    /// The valid queries that the new schema interprets differently, or whose canonical string differs.
    changed: u64,
}

/// A query that the new schema interprets differently, or whose canonical string differs.
#[derive(Serialize)]
struct Changed<'a> {
    query: &'a str,
    ok: bool,
    old: Meaning,
    new: Meaning,
}

#[derive(Serialize)]
struct Meaning {
    canonical: String,
    explanation: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<u64>,
}

pub(crate) struct Comparison<'a, W> {
    old: &'a Schema,
    new: &'a Schema,
    format: Format,
    palette: Palette,
    out: W,
    sums: Sums,
}

impl<'a, W: Write> Comparison<'a, W> {
    pub(crate) fn new(old: &'a Schema, new: &'a Schema, format: Format, palette: Palette, out: W) -> Comparison<'a, W> {
        Comparison { old, new, format, palette, out, sums: Sums::default() }
    }

    /// Compares the queries of a file, one per line; `-` is standard input.
    pub(crate) fn compare_file(mut self, file: &Path) -> Result<Sums, Failure> {
        // Progress would appear between the results.
        let shows_progress = !io::stdout().is_terminal();
        let (_source, chunks) = Source::open(Some(file), self.old.limits().input_bytes, shows_progress)?;
        for chunk in chunks {
            for line in chunk?.lines() {
                self.sums.queries = line.number;
                self.compare_line(&line)?;
            }
        }
        Ok(self.sums)
    }

    fn compare_line(&mut self, line: &ChunkLine<'_>) -> io::Result<()> {
        let Outcome::Valid(old) = check_line(self.old, line) else { return Ok(()) };
        self.sums.valid = self.sums.valid.saturating_add(1);
        let query = String::from_utf8_lossy(line.bytes);
        match check_line(self.new, line) {
            Outcome::Valid(new) if have_same_meaning(&old.list, &new.list) => Ok(()),
            Outcome::Valid(new) => {
                self.sums.changed = self.sums.changed.saturating_add(1);
                let (old, new) = (Meaning::new(&old.list), Meaning::new(&new.list));
                match self.format {
                    Format::Json => escape::write_json(&mut self.out, &Changed { query: &query, ok: true, old, new }),
                    Format::Text => {
                        self.write_heading("changes its meaning")?;
                        writeln!(self.out, "  | {}", escape_text(&query))?;
                        write_differences(&mut self.out, &old.to_lines(), &new.to_lines())
                    }
                }
            }
            error => {
                self.sums.rejected = self.sums.rejected.saturating_add(1);
                match self.format {
                    Format::Json => json::write_outcome(&mut self.out, &query, &error),
                    Format::Text => {
                        self.write_heading("is rejected")?;
                        text::write_outcome(&mut self.out, self.palette, None, &query, &error)
                    }
                }
            }
        }
    }

    fn write_heading(&mut self, result: &str) -> io::Result<()> {
        let (bad, number) = (self.palette.bad, self.sums.queries);
        writeln!(self.out, "query {number} {bad}{result}{bad:#}")
    }
}

/// Checks a line as a list request.
fn check_line<'q>(schema: &Schema, line: &ChunkLine<'q>) -> Outcome<'q> {
    Outcome::from_bytes(schema, Policy::STRICT, line.bytes, line.len)
}

/// Returns `true` if a query means the same under both schemas. A wider type may parse the same text as another value.
fn have_same_meaning(old: &ListRequest<'_>, new: &ListRequest<'_>) -> bool {
    let is_same_day = |(old, new): (Value<'_>, Value<'_>)| match (old, new) {
        (Value::Day(old), Value::Day(new)) => old == new,
        _ => true,
    };
    let is_same_condition = |(old, new): (Condition<'_>, Condition<'_>)| {
        let (old_field, new_field) = (old.field(), new.field());
        let (old_type, new_type) = (old_field.value_type(), new_field.value_type());
        (old_field.name(), old.op(), old_field.is_multi_valued())
            == (new_field.name(), new.op(), new_field.is_multi_valued())
            && (old_type == new_type || is_widening(old_type, new_type))
            // A comma can separate two items or be part of one.
            && old.predicate().values().count() == new.predicate().values().count()
            && old.predicate().values().zip(new.predicate().values()).all(is_same_day)
    };
    old.to_string() == new.to_string()
        && (old.offset(), old.limit()) == (new.offset(), new.limit())
        && old.filter().iter().zip(new.filter()).all(is_same_condition)
}

impl Meaning {
    fn new(list: &ListRequest<'_>) -> Meaning {
        Meaning {
            canonical: list.to_string(),
            explanation: list.filter().explain().lines().map(str::to_owned).collect(),
            offset: list.offset(),
            limit: list.limit(),
        }
    }

    fn to_lines(&self) -> Vec<String> {
        let canonical = std::iter::once(quote_blank(&self.canonical));
        let pagination = self.limit.map(|limit| match self.offset {
            Some(offset) => format!("at most {limit} records, after the first {offset}"),
            None => format!("at most {limit} records"),
        });
        canonical.chain(self.explanation.iter().cloned()).chain(pagination).collect()
    }
}

/// Writes the lines of each side that the other one lacks.
fn write_differences(out: &mut impl Write, old: &[String], new: &[String]) -> io::Result<()> {
    for (sign, lines, others) in [("-", old, new), ("+", new, old)] {
        for line in lines.iter().filter(|line| !others.contains(line)) {
            writeln!(out, "  {sign} {line}")?;
        }
    }
    Ok(())
}

impl Sums {
    pub(crate) const fn is_breaking(self) -> bool {
        self.rejected > 0 || self.changed > 0
    }

    pub(crate) fn write_text(self, out: &mut impl Write, Palette { strong, .. }: Palette) -> io::Result<()> {
        let Sums { queries, valid, rejected, changed } = self;
        writeln!(
            out,
            "{strong}{valid} of {queries} queries were valid; now rejected: {rejected}, changed in meaning: \
             {changed}{strong:#}"
        )
    }
}
