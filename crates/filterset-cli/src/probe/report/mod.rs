//! The output of a run.

mod json;
mod junit;
mod text;

use std::io::{self, Write};

use super::finding::{Coverage, Report, name_record};
use super::target::Target;
use crate::args::ProbeFormat;
use crate::terminal::{self, escape_text};

pub(crate) fn write_report(format: ProbeFormat, target: &Target, report: &Report) -> io::Result<()> {
    let (mut out, palette) = terminal::open_stdout();
    match format {
        ProbeFormat::Text => text::write(&mut out, palette, target, report)?,
        ProbeFormat::Json => json::write(&mut out, target, report)?,
        ProbeFormat::Junit => junit::write(&mut out, target, report)?,
    }
    out.flush()?;
    write_notes(report)
}

/// Writes to standard error what a run can't show.
fn write_notes(report: &Report) -> io::Result<()> {
    let (mut errors, palette) = terminal::open_stderr();
    let strong = palette.strong;
    let mut write = |note: &str| writeln!(errors, "{strong}note{strong:#}: {note}");
    let Coverage { operators, tried, .. } = report.coverage;
    if tried < operators {
        let (untried, requests) = (operators.saturating_sub(tried), report.requests_of_operators());
        write(&format!(
            "{untried} of the {operators} operators of the fields weren't tried; expected --max-requests {requests}"
        ))?;
    }
    if let Some(id) = &report.unknown_record {
        let record = escape_text(&name_record(id));
        write(&format!(
            "{record} isn't among the first records, so numbers of records weren't compared; if the list has pages, \
             describe them in [list] of the schema"
        ))?;
    }
    errors.flush()
}
