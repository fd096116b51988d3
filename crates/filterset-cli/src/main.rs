//! The `filterset` command: checks queries against a schema, and runs them on databases and files.

#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::string_slice,
        clippy::unwrap_used
    )
)]

mod args;
mod arguments;
mod check;
mod completions;
mod conformance;
mod diff;
mod escape;
mod explain;
mod export;
mod failure;
mod grep;
mod import;
mod import_files;
mod input;
mod lines;
mod notes;
mod outcome;
mod probe;
mod progress;
mod query_args;
mod schema_arg;
mod schemas;
mod sql;
mod terminal;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Cli, Command};
use crate::failure::{FAILURE, Failure};

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Check(args) => check::check_queries(&args),
        Command::CheckArguments(args) => arguments::check_arguments(&args),
        Command::Diff(args) => diff::print_diff(&args),
        Command::Explain(args) => explain::explain_query(&args),
        Command::Sql(args) => sql::print_sql(&args),
        Command::Grep(args) => grep::print_matching_records(&args),
        Command::Probe(args) => probe::probe_api(&args),
        Command::Conformance(args) => conformance::test_conformance(&args),
        Command::Schemas(args) => schemas::print_schemas(&args).map(|()| ExitCode::SUCCESS),
        Command::Import(args) => import::import_schemas(&args),
        Command::Export(args) => export::export_schema(&args).map(|()| ExitCode::SUCCESS),
        Command::Completions(args) => completions::print_completions(&args).map(|()| ExitCode::SUCCESS),
    };
    match result {
        Ok(code) => code,
        Err(Failure::OutputClosed) => ExitCode::from(FAILURE),
        Err(Failure::Message(message)) => {
            anstream::eprintln!("filterset: {message}");
            ExitCode::from(FAILURE)
        }
    }
}
