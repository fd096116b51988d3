//! `filterset diff`: the changes from one schema to another, and the saved queries that break.

mod change;
mod reserved;
mod saved;
mod schemas;
mod spelling;

use std::io::{self, Write};
use std::process::ExitCode;

use filterset::Schema;
use serde::Serialize;

use crate::args::{DiffArgs, Format};
use crate::failure::{Failure, INVALID};
use crate::schema_arg::load_schema;
use crate::terminal::Palette;
use crate::{escape, terminal};

use change::Change;
use saved::{Comparison, Sums};

/// The last line of JSON output.
#[derive(Serialize)]
struct Line {
    summary: Summary,
}

#[derive(Serialize)]
struct Summary {
    breaking: bool,
    changes: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    queries: Option<Sums>,
}

/// Writes the changes from one schema to another, for people.
pub(crate) fn write_changes(out: &mut impl Write, palette: Palette, old: &Schema, new: &Schema) -> io::Result<()> {
    change::write_text(out, palette, &schemas::compare_schemas(old, new))
}

pub(crate) fn print_diff(args: &DiffArgs) -> Result<ExitCode, Failure> {
    let (old, new) = (load_schema(&args.old)?, load_schema(&args.new)?);
    let changes = schemas::compare_schemas(&old, &new);
    let (mut out, palette) = terminal::open_stdout();
    match args.format {
        Format::Json => change::write_json(&mut out, &changes)?,
        Format::Text => change::write_text(&mut out, palette, &changes)?,
    }
    let queries = match &args.queries {
        Some(file) => Some(Comparison::new(&old, &new, args.format, palette, &mut out).compare_file(file)?),
        None => None,
    };
    let breaking = changes.iter().any(Change::is_breaking) || queries.is_some_and(Sums::is_breaking);
    match args.format {
        Format::Json => {
            let summary = Summary { breaking, changes: changes.len(), queries };
            escape::write_json(&mut out, &Line { summary })?;
        }
        Format::Text => {
            if let Some(queries) = queries {
                queries.write_text(&mut out, palette)?;
            }
        }
    }
    out.flush()?;
    Ok(if breaking { ExitCode::from(INVALID) } else { ExitCode::SUCCESS })
}
