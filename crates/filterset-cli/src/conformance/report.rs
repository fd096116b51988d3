//! The report of a run, as text or JSON.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::cases::{Case, Required};
use super::expected::Reason;
use super::message::Answer;
use super::tally::{Counts, Tally};
use crate::args::Format;
use crate::escape;
use crate::terminal::{Palette, escape_text, write_columns};

/// The maximum number of failures that text shows.
const MAX_SHOWN: usize = 20;

pub(super) struct Reporter {
    pub(super) format: Format,
    pub(super) palette: Palette,
    pub(super) out: Box<dyn Write>,
    /// The number of failures so far.
    pub(super) failures: usize,
}

#[derive(Serialize)]
struct FailureLine<'a> {
    case: String,
    rule: &'a str,
    schema: &'a str,
    query: &'a str,
    required: Value,
    found: Map<String, Value>,
}

#[derive(Serialize)]
struct SummaryLine<'a> {
    summary: Summary<'a>,
}

#[derive(Serialize)]
struct Summary<'a> {
    conforming: bool,
    #[serde(flatten)]
    total: Counts,
    rules: Vec<RuleLine<'a>>,
    differences: Vec<ReasonLine<'a>>,
    skips: Vec<ReasonLine<'a>>,
}

#[derive(Serialize)]
struct RuleLine<'a> {
    rule: &'a str,
    title: &'a str,
    #[serde(flatten)]
    counts: Counts,
}

#[derive(Serialize)]
struct ReasonLine<'a> {
    reason: &'a str,
    cases: usize,
}

impl Reporter {
    /// Writes a case whose answer differs.
    pub(super) fn write_failure(&mut self, case: &Case, answer: &Answer) -> io::Result<()> {
        self.failures = self.failures.saturating_add(1);
        let line = FailureLine {
            case: format!("{}:{}", case.file, case.number),
            rule: &case.rule,
            schema: &case.schema_name,
            query: &case.query,
            required: show_required(case),
            found: show_answer(answer),
        };
        let Palette { bad, .. } = self.palette;
        match self.format {
            Format::Json => escape::write_json(&mut self.out, &line),
            Format::Text if self.failures > MAX_SHOWN => Ok(()),
            Format::Text => {
                let (case, rule, schema, query) = (&line.case, line.rule, line.schema, escape_text(line.query));
                writeln!(
                    self.out,
                    "{bad}{case}{bad:#} rule {rule}, schema {}, query \"{query}\"",
                    escape_text(schema)
                )?;
                writeln!(self.out, "  required  {}", escape_text(&line.required.to_string()))?;
                writeln!(self.out, "  found     {}", escape_text(&Value::Object(line.found).to_string()))
            }
        }
    }

    /// Writes the counts.
    pub(super) fn write_summary(&mut self, tally: &Tally, reasons: &[Reason]) -> io::Result<()> {
        match self.format {
            Format::Json => {
                let reason = |(reason, cases)| ReasonLine { reason, cases };
                let rule = |(rule, title, counts)| RuleLine { rule, title, counts };
                let summary = Summary {
                    conforming: tally.is_conforming(),
                    total: tally.total(),
                    rules: tally.rules().map(rule).collect(),
                    differences: tally.reasons(reasons).map(reason).collect(),
                    skips: tally.skipped().map(reason).collect(),
                };
                escape::write_json(&mut self.out, &SummaryLine { summary })
            }
            Format::Text => self.write_tables(tally, reasons),
        }
    }

    fn write_tables(&mut self, tally: &Tally, reasons: &[Reason]) -> io::Result<()> {
        let out = &mut self.out;
        let more = self.failures.saturating_sub(MAX_SHOWN);
        if more > 0 {
            writeln!(out, "and {more} more; --format json lists all of them")?;
        }
        let row = |(rule, title, counts): (&str, &str, Counts)| {
            let Counts { passed, expected, failed, skipped } = counts;
            let name = format!("{rule} {title}").trim().to_owned();
            [escape_text(&name), passed.to_string(), expected.to_string(), failed.to_string(), skipped.to_string()]
        };
        let head = ["rule", "passed", "expected", "failed", "skipped"].map(str::to_owned);
        let total = std::iter::once(("", "total", tally.total()));
        write_columns(out, std::iter::once(head).chain(tally.rules().chain(total).map(row)))?;
        for (title, rows) in [
            ("expected differences:", tally.reasons(reasons).collect::<Vec<_>>()),
            ("skipped:", tally.skipped().collect()),
        ] {
            if !rows.is_empty() {
                writeln!(out, "{title}")?;
                write_columns(out, rows.into_iter().map(|(reason, count)| [count.to_string(), escape_text(reason)]))?;
            }
        }
        let unused = tally.reasons(reasons).filter(|(_, count)| *count == 0);
        for (reason, _) in unused {
            writeln!(out, "no case differs by this reason: {}", escape_text(reason))?;
        }
        Ok(())
    }
}

fn show_required(case: &Case) -> Value {
    match &case.required {
        Required::Accepted { canonical, reserved: None } => json!({ "canonical": canonical }),
        Required::Accepted { canonical, reserved } => json!({ "canonical": canonical, "reserved": reserved }),
        Required::Rejected { errors, more: 0 } => json!({ "errors": errors }),
        Required::Rejected { errors, more } => json!({ "errors": errors, "more": more }),
    }
}

fn show_answer(answer: &Answer) -> Map<String, Value> {
    match serde_json::to_value(answer) {
        Ok(Value::Object(mut members)) => {
            members.remove("id");
            members
        }
        _ => Map::new(),
    }
}
