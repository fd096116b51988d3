//! `filterset completions`: what a shell needs to complete the command line.

use std::io::Write;

use clap::CommandFactory;

use super::{Cli, Completions, Failure, show};

pub(super) fn run(arguments: &Completions) -> Result<(), Failure> {
    // Written at once: the generator panics where the output is closed.
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "filterset", &mut script);
    let (mut out, _) = show::output();
    out.write_all(&script)?;
    Ok(out.flush()?)
}
