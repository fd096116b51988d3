//! The arguments of `filterset conformance`.

use std::path::PathBuf;

use clap::Args;

use super::format::Format;

#[derive(Args)]
#[command(arg_required_else_help = true)]
pub(crate) struct ConformanceArgs {
    /// The program to test, with its arguments. It isn't run by a shell.
    #[arg(long, value_name = "COMMAND", required_unless_present = "answer")]
    pub(crate) command: Option<String>,
    /// Answer the cases on standard input, as a program to test does.
    #[arg(long, conflicts_with_all = ["command", "cases", "differences", "ignore_errors", "timeout", "format"])]
    pub(crate) answer: bool,
    /// The folder of the cases; by default those of this version of the language.
    #[arg(long, value_name = "DIR")]
    pub(crate) cases: Option<PathBuf>,
    /// A JSON file of the differences that are expected, each with its reason.
    #[arg(long, value_name = "FILE")]
    pub(crate) differences: Option<PathBuf>,
    /// Compare whether queries are rejected, and not the errors.
    #[arg(long)]
    pub(crate) ignore_errors: bool,
    /// The maximum number of seconds for the result of a case.
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub(crate) timeout: u64,
    /// The output format: text for people, or one JSON object a line.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}
