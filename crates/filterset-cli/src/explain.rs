//! `filterset explain`: what a query matches, in words.

use std::io::Write;
use std::process::ExitCode;

use super::outcome::Outcome;
use super::{Explain, Failure, Format, escape, schema_arg, show};

#[derive(serde::Serialize)]
struct Explained<'a> {
    query: &'a str,
    ok: bool,
    canonical: &'a str,
    is_unsatisfiable: bool,
    explanation: Vec<&'a str>,
}

pub(super) fn run(arguments: &Explain) -> Result<ExitCode, Failure> {
    let schema = schema_arg::load(&arguments.question.schema)?;
    let parsed = match arguments.question.outcome(&schema) {
        Outcome::Valid(parsed) => parsed,
        outcome => return arguments.question.reject(&outcome, arguments.format),
    };
    let filter = arguments.question.filter(parsed)?;
    let explanation = filter.explain();
    let (mut out, _) = show::output();
    match arguments.format {
        Format::Json => {
            let explained = Explained {
                query: &arguments.question.text(),
                ok: true,
                canonical: &filter.to_string(),
                is_unsatisfiable: filter.is_unsatisfiable(),
                explanation: explanation.lines().collect(),
            };
            escape::json(&mut out, &explained)?;
        }
        Format::Text => writeln!(out, "{explanation}")?,
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
