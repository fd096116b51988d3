//! Failures of the command, and its exit codes.

use std::io;

/// The exit code if a query is invalid, or a change is breaking.
pub(crate) const INVALID: u8 = 1;
/// The exit code if the command is misused, or a schema or the input can't be read.
pub(crate) const FAILURE: u8 = 2;

/// The reason why the command failed.
pub(crate) enum Failure {
    /// A message for the caller.
    Message(String),
    /// The reader of the output closed it, so there is nothing left to do.
    OutputClosed,
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::OutputClosed,
            _ => Failure::Message(error.to_string()),
        }
    }
}
