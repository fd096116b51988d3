//! Saved queries, asked of the old table and of the new one.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;

use filterset::list::ListRequest;
use filterset::{Condition, Policy, Schema, Value};
use serde::Serialize;

use super::schemas::widens;
use crate::input::Line;
use crate::outcome::{Outcome, json, text};
use crate::show::{Palette, printable, visible};
use crate::{Failure, Format, escape};

/// How many queries there were, and what became of them.
#[derive(Clone, Copy, Default, Serialize)]
pub(super) struct Sums {
    queries: u64,
    /// Those that the old table took. Only they can break.
    valid: u64,
    /// Those of them that the new table refuses.
    rejected: u64,
    /// Those of them that mean something else, or have another canonical text.
    changed: u64,
}

/// A query that means something else, or says it in another canonical text.
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

pub(super) struct Comparison<'a, W> {
    old: &'a Schema,
    new: &'a Schema,
    format: Format,
    palette: Palette,
    out: W,
    sums: Sums,
}

impl<'a, W: Write> Comparison<'a, W> {
    pub(super) fn new(old: &'a Schema, new: &'a Schema, format: Format, palette: Palette, out: W) -> Comparison<'a, W> {
        Comparison { old, new, format, palette, out, sums: Sums::default() }
    }

    /// Compares what each line of a file asks; of standard input where the file is `-`.
    pub(super) fn run(mut self, file: &Path) -> Result<Sums, Failure> {
        let unreadable = |error: io::Error| Failure::Message(format!("{}: {error}", file.display()));
        let mut input: Box<dyn BufRead> = match file.to_str() {
            Some("-") => Box::new(io::stdin().lock()),
            _ => Box::new(BufReader::with_capacity(1 << 16, File::open(file).map_err(unreadable)?)),
        };
        let mut line = Line::default();
        let most = self.old.limits().input_bytes;
        while line.read_next(&mut input, most).map_err(unreadable)? {
            self.sums.queries = self.sums.queries.saturating_add(1);
            self.compare(&line)?;
        }
        Ok(self.sums)
    }

    fn compare(&mut self, line: &Line) -> io::Result<()> {
        let Outcome::Valid(old) = outcome(self.old, line) else { return Ok(()) };
        self.sums.valid = self.sums.valid.saturating_add(1);
        let query = String::from_utf8_lossy(&line.bytes);
        match outcome(self.new, line) {
            Outcome::Valid(new) if is_same(&old.list, &new.list) => Ok(()),
            Outcome::Valid(new) => {
                self.sums.changed = self.sums.changed.saturating_add(1);
                let (old, new) = (Meaning::of(&old.list), Meaning::of(&new.list));
                match self.format {
                    Format::Json => escape::json(&mut self.out, &Changed { query: &query, ok: true, old, new }),
                    Format::Text => {
                        self.say_of_query("is read otherwise")?;
                        writeln!(self.out, "  | {}", printable(&query))?;
                        differences(&mut self.out, &old.lines(), &new.lines())
                    }
                }
            }
            error => {
                self.sums.rejected = self.sums.rejected.saturating_add(1);
                match self.format {
                    Format::Json => json::write(&mut self.out, &query, &error),
                    Format::Text => {
                        self.say_of_query("is refused")?;
                        text::write(&mut self.out, self.palette, None, &query, &error)
                    }
                }
            }
        }
    }

    fn say_of_query(&mut self, says: &str) -> io::Result<()> {
        let (bad, number) = (self.palette.bad, self.sums.queries);
        writeln!(self.out, "query {number} {bad}{says}{bad:#}")
    }
}

/// What a table makes of a line, of its parameters of lists too.
fn outcome<'q>(schema: &Schema, line: &'q Line) -> Outcome<'q> {
    Outcome::of(schema, Policy::STRICT, &line.bytes, line.len)
}

/// Whether a query asks of both tables the same. Types that widen read it as other values of the same text.
fn is_same(old: &ListRequest<'_>, new: &ListRequest<'_>) -> bool {
    let is_same_day = |(old, new): (Value<'_>, Value<'_>)| match (old, new) {
        (Value::Day(old), Value::Day(new)) => old == new,
        _ => true,
    };
    let is_same_condition = |(old, new): (Condition<'_>, Condition<'_>)| {
        let (old_field, new_field) = (old.field(), new.field());
        let (old_type, new_type) = (old_field.value_type(), new_field.value_type());
        (old_field.name(), old.op(), old_field.is_multi_valued())
            == (new_field.name(), new.op(), new_field.is_multi_valued())
            && (old_type == new_type || widens(old_type, new_type))
            && old.predicate().values().zip(new.predicate().values()).all(is_same_day)
    };
    old.to_string() == new.to_string()
        && (old.offset(), old.limit()) == (new.offset(), new.limit())
        && old.filter().iter().zip(new.filter()).all(is_same_condition)
}

impl Meaning {
    fn of(list: &ListRequest<'_>) -> Meaning {
        Meaning {
            canonical: list.to_string(),
            explanation: list.filter().explain().lines().map(str::to_owned).collect(),
            offset: list.offset(),
            limit: list.limit(),
        }
    }

    fn lines(&self) -> Vec<String> {
        let canonical = std::iter::once(visible(&self.canonical));
        let pagination = self.limit.map(|limit| match self.offset {
            Some(offset) => format!("at most {limit} records, from the one after {offset}"),
            None => format!("at most {limit} records"),
        });
        canonical.chain(self.explanation.iter().cloned()).chain(pagination).collect()
    }
}

/// The lines of either that aren't lines of the other.
fn differences(out: &mut impl Write, old: &[String], new: &[String]) -> io::Result<()> {
    for (sign, lines, others) in [("-", old, new), ("+", new, old)] {
        for line in lines.iter().filter(|line| !others.contains(line)) {
            writeln!(out, "  {sign} {line}")?;
        }
    }
    Ok(())
}

impl Sums {
    pub(super) const fn breaks(self) -> bool {
        self.rejected > 0 || self.changed > 0
    }

    pub(super) fn text(self, out: &mut impl Write, Palette { strong, .. }: Palette) -> io::Result<()> {
        let Sums { queries, valid, rejected, changed } = self;
        writeln!(
            out,
            "{strong}queries that were valid: {valid} of {queries}; of these refused now: {rejected}, read otherwise: \
             {changed}{strong:#}"
        )
    }
}
