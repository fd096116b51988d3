//! The output of a run.

mod json;
mod junit;
mod text;

use std::io::{self, Write};

use super::finding::Report;
use super::target::Target;
use crate::args::ProbeFormat;
use crate::terminal;

pub(crate) fn write_report(format: ProbeFormat, target: &Target, report: &Report) -> io::Result<()> {
    let (mut out, palette) = terminal::open_stdout();
    match format {
        ProbeFormat::Text => text::write(&mut out, palette, target, report)?,
        ProbeFormat::Json => json::write(&mut out, target, report)?,
        ProbeFormat::Junit => junit::write(&mut out, target, report)?,
    }
    out.flush()
}
