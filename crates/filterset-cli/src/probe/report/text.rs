//! Findings for people, and a table of the checks.

use std::borrow::Cow;
use std::io::{self, Write};

use super::super::finding::{Kind, Report};
use super::super::target::Target;
use crate::terminal::{Palette, escape_text, write_columns};

/// The maximum number of findings of one kind and check, and the maximum length of a command, that are printed.
const MAX_ALIKE: usize = 3;
const MAX_COMMAND: usize = 1000;

pub(super) fn write(out: &mut impl Write, palette: Palette, target: &Target, report: &Report) -> io::Result<()> {
    let Palette { bad, good, strong } = palette;
    for alike in report.findings.chunk_by(|a, b| (a.kind, a.check) == (b.kind, b.check)) {
        for finding in alike.iter().take(MAX_ALIKE) {
            let style = if finding.kind == Kind::Accepts { strong } else { bad };
            let (kind, check) = (finding.kind.name(), finding.check.name());
            let (expected, found) = (escape_text(&finding.expected), escape_text(&finding.found));
            writeln!(out, "{style}{kind}[{check}]{style:#}: expected {expected}, found {found}")?;
            for query in &finding.queries {
                writeln!(out, "  {}", shorten(&escape_text(&target.curl(query))))?;
            }
        }
        match alike.len().saturating_sub(MAX_ALIKE) {
            0 => {}
            more => writeln!(out, "  and {more} more; --format json prints all of them")?,
        }
    }
    let count = |finding_check| report.findings.iter().filter(|finding| finding.check == finding_check).count();
    let header = ["check", "tried", "undecided", "findings"].map(str::to_owned);
    let rows = report.tried.iter().map(|(check, tried)| {
        [check.name().to_owned(), tried.probes.to_string(), tried.undecided.to_string(), count(*check).to_string()]
    });
    if !report.findings.is_empty() {
        writeln!(out)?;
    }
    write_columns(out, [header].into_iter().chain(rows))?;
    let records = report.records.map_or_else(|| "an unknown number of".to_owned(), |records| records.to_string());
    let (style, findings) = match report.findings.len() {
        0 => (good, "nothing found".to_owned()),
        1 => (bad, "1 finding".to_owned()),
        len => (bad, format!("{len} findings")),
    };
    writeln!(out, "{style}{findings}{style:#} in {} requests to a list of {records} records", report.requests)
}

/// Replaces a command that is too long to read.
fn shorten(command: &str) -> Cow<'_, str> {
    let len = command.chars().count();
    if len <= MAX_COMMAND {
        return command.into();
    }
    let start: String = command.chars().take(80).collect();
    format!("{start}... ({len} characters; --format json prints all of them)").into()
}
