//! The summary of the results of many queries.

use std::collections::HashMap;
use std::io::{self, Write};

use filterset::text::excerpt;
use filterset::{Error, ErrorKind};
use serde::Serialize;

use crate::check::frequent::Frequent;
use crate::escape;
use crate::outcome::Outcome;
use crate::terminal::{Palette, write_columns};

/// The maximum number of unknown names that are reported.
const MAX_REPORTED: usize = 20;

/// The counts of the results of all queries.
#[derive(Default)]
pub(super) struct Summary {
    queries: u64,
    valid: u64,
    codes: HashMap<&'static str, u64>,
    /// The number of errors that no result lists.
    more: u64,
    unknown: Frequent,
}

/// The counts of the results of some queries.
#[derive(Default)]
pub(super) struct Tally {
    queries: u64,
    valid: u64,
    codes: HashMap<&'static str, u64>,
    more: u64,
    /// The unknown names, in the order of the errors: which of too many names are counted depends on it.
    unknown: Vec<UnknownName>,
}

struct UnknownName {
    name: String,
    nearest: Vec<String>,
}

/// The last line of JSON output.
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
    /// The number of unknown names that aren't listed. The true number is higher if counts are inexact.
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

impl Tally {
    pub(super) fn add_outcome(&mut self, query: &str, outcome: &Outcome<'_>) {
        increase(&mut self.queries, 1);
        match outcome {
            Outcome::Valid(_) => increase(&mut self.valid, 1),
            Outcome::Unreadable(error) => increase(self.codes.entry(error.code).or_default(), 1),
            Outcome::Invalid(errors) => {
                for error in errors {
                    increase(self.codes.entry(error.code()).or_default(), 1);
                    self.unknown.extend(UnknownName::from_error(query, error));
                }
                increase(&mut self.more, errors.omitted().try_into().unwrap_or(u64::MAX));
            }
        }
    }
}

impl UnknownName {
    fn from_error(query: &str, error: &Error) -> Option<UnknownName> {
        let (name, nearest) = match error.kind() {
            ErrorKind::UnknownField { name, nearest } => (name.clone(), nearest),
            // Only the query has the whole key.
            ErrorKind::UnknownOperator { field, nearest, .. } => {
                let key = error.span().and_then(|span| query.get(span));
                (key.map_or_else(|| field.clone(), excerpt), nearest)
            }
            _ => return None,
        };
        Some(UnknownName { name, nearest: nearest.clone() })
    }
}

impl Summary {
    /// Adds the counts of the queries that follow.
    pub(super) fn add_tally(&mut self, tally: Tally) {
        increase(&mut self.queries, tally.queries);
        increase(&mut self.valid, tally.valid);
        increase(&mut self.more, tally.more);
        for (code, count) in tally.codes {
            increase(self.codes.entry(code).or_default(), count);
        }
        for UnknownName { name, nearest } in tally.unknown {
            self.unknown.count_name(name, nearest);
        }
    }

    fn to_counts(&self) -> Counts<'_> {
        let mut codes: Vec<Code> = self.codes.iter().map(|(code, count)| Code { code, count: *count }).collect();
        codes.sort_unstable_by(|a, b| b.count.cmp(&a.count).then_with(|| a.code.cmp(b.code)));
        let unknown = |(name, count, nearest)| Unknown { name, count, nearest };
        Counts {
            queries: self.queries,
            valid: self.valid,
            codes,
            more: self.more,
            unknown: self.unknown.most_frequent(MAX_REPORTED).into_iter().map(unknown).collect(),
            unknown_more: self.unknown.len().saturating_sub(MAX_REPORTED),
            unknown_short_by: self.unknown.short_by(),
        }
    }

    pub(super) fn write_json(&self, out: &mut impl Write) -> io::Result<()> {
        escape::write_json(out, &Line { summary: self.to_counts() })
    }

    pub(super) fn write_text(&self, out: &mut impl Write, Palette { strong, .. }: Palette) -> io::Result<()> {
        let Counts { queries, valid, codes, more, unknown, unknown_more, unknown_short_by } = self.to_counts();
        writeln!(
            out,
            "{strong}{valid} of {queries} queries {}{strong:#}",
            if valid == 1 { "is valid" } else { "are valid" }
        )?;
        if !codes.is_empty() {
            writeln!(out, "errors:")?;
            write_columns(out, codes.iter().map(|code| [code.code.to_owned(), code.count.to_string()]))?;
        }
        if more > 0 {
            writeln!(out, "  and {more} more errors, beyond the limit of errors per query")?;
        }
        if !unknown.is_empty() {
            writeln!(out, "unknown names:")?;
            let row = |name: &Unknown<'_>| [name.name.to_owned(), name.count.to_string(), name.nearest.join(", ")];
            write_columns(out, unknown.iter().map(row))?;
        }
        if unknown_more > 0 {
            let minimum = if unknown_short_by > 0 { "at least " } else { "" };
            writeln!(out, "  and {minimum}{unknown_more} more")?;
        }
        if unknown_short_by > 0 {
            writeln!(out, "  counts can be too low by at most {unknown_short_by}, because there are too many names")?;
        }
        Ok(())
    }
}

fn increase(sum: &mut u64, count: u64) {
    *sum = sum.saturating_add(count);
}
