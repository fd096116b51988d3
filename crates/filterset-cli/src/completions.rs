//! `filterset completions`: prints the completion script of a shell.

use std::io::Write;

use clap::CommandFactory;

use crate::args::{Cli, CompletionsArgs};
use crate::failure::Failure;
use crate::terminal;

pub(crate) fn print_completions(args: &CompletionsArgs) -> Result<(), Failure> {
    // In memory first: the generator panics if the output is closed.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "filterset", &mut script);
    let (mut out, _) = terminal::open_stdout();
    out.write_all(&script)?;
    Ok(out.flush()?)
}
