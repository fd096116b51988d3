//! `filterset explain`: explains in words which records a query matches.

use std::io::Write;
use std::process::ExitCode;

use crate::args::{ExplainArgs, Format};
use crate::failure::Failure;
use crate::outcome::Outcome;
use crate::schema_arg::load_schema;
use crate::{escape, terminal};

#[derive(serde::Serialize)]
struct Explained<'a> {
    query: &'a str,
    ok: bool,
    canonical: &'a str,
    is_unsatisfiable: bool,
    explanation: Vec<&'a str>,
}

pub(crate) fn explain_query(args: &ExplainArgs) -> Result<ExitCode, Failure> {
    let schema = load_schema(&args.query.schema)?;
    let parsed = match args.query.check_query(&schema) {
        Outcome::Valid(parsed) => parsed,
        outcome => return args.query.report_errors(&outcome, args.format),
    };
    let filter = args.query.take_filter(parsed)?;
    let explanation = filter.explain();
    let (mut out, _) = terminal::open_stdout();
    match args.format {
        Format::Json => {
            let explained = Explained {
                query: &args.query.to_text(),
                ok: true,
                canonical: &filter.to_string(),
                is_unsatisfiable: filter.is_unsatisfiable(),
                explanation: explanation.lines().collect(),
            };
            escape::write_json(&mut out, &explained)?;
        }
        Format::Text => writeln!(out, "{explanation}")?,
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
