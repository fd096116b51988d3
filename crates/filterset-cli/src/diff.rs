//! `filterset diff`: what changed from one table to another, and what that breaks.

mod change;
mod saved;
mod schemas;

use std::io::Write;
use std::process::ExitCode;

use serde::Serialize;

use super::{Diff, Failure, Format, INVALID, escape, schema_arg, show};

use change::Change;
use saved::{Comparison, Sums};

/// The line that ends results for programs.
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

pub(super) fn run(arguments: &Diff) -> Result<ExitCode, Failure> {
    let (old, new) = (schema_arg::load(&arguments.old)?, schema_arg::load(&arguments.new)?);
    let changes = schemas::changes(&old, &new);
    let (mut out, palette) = show::output();
    match arguments.format {
        Format::Json => change::json(&mut out, &changes)?,
        Format::Text => change::text(&mut out, palette, &changes)?,
    }
    let queries = match &arguments.queries {
        Some(file) => Some(Comparison::new(&old, &new, arguments.format, palette, &mut out).run(file)?),
        None => None,
    };
    let breaking = changes.iter().any(Change::breaks) || queries.is_some_and(Sums::breaks);
    match arguments.format {
        Format::Json => {
            let summary = Summary { breaking, changes: changes.len(), queries };
            escape::json(&mut out, &Line { summary })?;
        }
        Format::Text => {
            if let Some(queries) = queries {
                queries.text(&mut out, palette)?;
            }
        }
    }
    out.flush()?;
    Ok(if breaking { ExitCode::from(INVALID) } else { ExitCode::SUCCESS })
}
