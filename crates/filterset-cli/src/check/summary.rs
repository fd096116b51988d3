//! What was wrong with many queries, in sum.

use std::collections::HashMap;
use std::io::{self, Write};

use filterset::ErrorKind;
use serde::Serialize;

use super::frequent::Frequent;
use crate::escape;
use crate::outcome::Outcome;
use crate::show::{Palette, write_table};

/// How many unknown names are told.
const MAX_REPORTED: usize = 20;

#[derive(Default)]
pub(super) struct Summary {
    queries: u64,
    valid: u64,
    codes: HashMap<&'static str, u64>,
    /// Faults that no query's result tells.
    more: u64,
    unknown: Frequent,
}

/// The line that ends results for programs.
#[derive(Serialize)]
struct Line<'a> {
    summary: Counts<'a>,
}

#[derive(Serialize)]
struct Counts<'a> {
    queries: u64,
    valid: u64,
    codes: Vec<Code>,
    more: u64,
    unknown: Vec<Unknown<'a>>,
    /// How many names aren't among them; more, where counts are too low.
    unknown_more: usize,
    unknown_short_by: u64,
}

#[derive(Serialize)]
struct Code {
    code: &'static str,
    count: u64,
}

#[derive(Serialize)]
struct Unknown<'a> {
    name: &'a str,
    count: u64,
    nearest: &'a [String],
}

impl Summary {
    pub(super) fn add(&mut self, outcome: &Outcome<'_>) {
        add(&mut self.queries, 1);
        match outcome {
            Outcome::Valid(_) => add(&mut self.valid, 1),
            Outcome::Unreadable(error) => add(self.codes.entry(error.code).or_default(), 1),
            Outcome::Invalid(errors) => {
                for error in errors {
                    add(self.codes.entry(error.code()).or_default(), 1);
                    match error.kind() {
                        ErrorKind::UnknownField { name, nearest } => self.unknown.count(name, nearest),
                        ErrorKind::UnknownOperator { field, operator, nearest, .. } => {
                            self.unknown.count(&format!("{field}__{operator}"), nearest);
                        }
                        _ => {}
                    }
                }
                add(&mut self.more, errors.omitted().try_into().unwrap_or(u64::MAX));
            }
        }
    }

    fn counts(&self) -> Counts<'_> {
        let mut codes: Vec<Code> = self.codes.iter().map(|(code, count)| Code { code, count: *count }).collect();
        codes.sort_unstable_by(|a, b| b.count.cmp(&a.count).then_with(|| a.code.cmp(b.code)));
        let unknown = |(name, count, nearest)| Unknown { name, count, nearest };
        Counts {
            queries: self.queries,
            valid: self.valid,
            codes,
            more: self.more,
            unknown: self.unknown.most(MAX_REPORTED).into_iter().map(unknown).collect(),
            unknown_more: self.unknown.len().saturating_sub(MAX_REPORTED),
            unknown_short_by: self.unknown.short_by(),
        }
    }

    pub(super) fn json(&self, out: &mut impl Write) -> io::Result<()> {
        escape::json(out, &Line { summary: self.counts() })
    }

    pub(super) fn text(&self, out: &mut impl Write, Palette { strong, .. }: Palette) -> io::Result<()> {
        let Counts { queries, valid, codes, more, unknown, unknown_more, unknown_short_by } = self.counts();
        writeln!(
            out,
            "{strong}{valid} of {queries} queries {}{strong:#}",
            if valid == 1 { "is valid" } else { "are valid" }
        )?;
        if !codes.is_empty() {
            writeln!(out, "faults:")?;
            write_table(out, codes.iter().map(|code| [code.code.to_owned(), code.count.to_string()]))?;
        }
        if more > 0 {
            writeln!(out, "  and {more} more, of queries with more faults than are told")?;
        }
        if !unknown.is_empty() {
            writeln!(out, "unknown names:")?;
            let row = |name: &Unknown<'_>| [name.name.to_owned(), name.count.to_string(), name.nearest.join(", ")];
            write_table(out, unknown.iter().map(row))?;
        }
        if unknown_more > 0 {
            let minimum = if unknown_short_by > 0 { "at least " } else { "" };
            writeln!(out, "  and {minimum}{unknown_more} more")?;
        }
        if unknown_short_by > 0 {
            writeln!(out, "  of so many names that counts can be too low, by {unknown_short_by} at most")?;
        }
        Ok(())
    }
}

fn add(sum: &mut u64, count: u64) {
    *sum = sum.saturating_add(count);
}
