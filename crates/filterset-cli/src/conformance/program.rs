//! Runs the program that is tested: one line in, one line out.

use std::io::{self, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::thread;
use std::time::Duration;

use crate::failure::Failure;
use crate::input::Line;

/// The maximum number of bytes of a line.
pub(super) const MAX_LINE: usize = 16 << 20;

/// A running program. It is killed when it is dropped.
pub(super) struct Program {
    child: Child,
    /// The lines that a thread writes, so that a program that doesn't read them can't block the command.
    requests: Option<Sender<Vec<u8>>>,
    /// The lines that a thread reads, of which one is held at a time.
    answers: Receiver<io::Result<Vec<u8>>>,
    timeout: Duration,
}

impl Program {
    /// Starts a program, given as a command line.
    pub(super) fn start(command: &str, timeout: Duration) -> Result<Program, Failure> {
        let words = shlex::split(command).filter(|words| !words.is_empty());
        let Some((program, arguments)) = words.as_deref().and_then(<[String]>::split_first) else {
            return Err(Failure::Message(
                "--command: expected a program and its arguments, quoted as in a shell".to_owned(),
            ));
        };
        let failed = |error: &dyn std::fmt::Display| Failure::Message(format!("{program}: {error}"));
        let mut child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| failed(&error))?;
        let pipes = child.stdin.take().zip(child.stdout.take());
        let Some((stdin, stdout)) = pipes else { return Err(failed(&"it has no standard input or output")) };
        let (requests, to_write) = channel();
        let (read, answers) = sync_channel(0);
        thread::spawn(move || write_lines(stdin, &to_write));
        thread::spawn(move || read_lines(stdout, &read));
        Ok(Program { child, requests: Some(requests), answers, timeout })
    }

    /// Writes a line, and returns the line that the program writes next. On failure, the program is of no use any more.
    pub(super) fn exchange(&mut self, request: Vec<u8>) -> Result<Vec<u8>, String> {
        // A thread that is gone had an error, as does the other one then.
        let _ = self.requests.as_ref().map(|requests| requests.send(request));
        match self.answers.recv_timeout(self.timeout) {
            Ok(Ok(line)) => Ok(line),
            Ok(Err(error)) => Err(error.to_string()),
            Err(RecvTimeoutError::Timeout) => {
                Err(format!("the program gave no result in {} s", self.timeout.as_secs()))
            }
            Err(RecvTimeoutError::Disconnected) => Err(self.describe_end()),
        }
    }

    /// Closes the standard input, and checks that the program writes nothing more.
    pub(super) fn finish(mut self) -> Result<(), String> {
        self.requests = None;
        match self.answers.recv_timeout(self.timeout) {
            Err(RecvTimeoutError::Disconnected) => Ok(()),
            Err(RecvTimeoutError::Timeout) => Err(format!(
                "the program didn't end in {} s after the end of its standard input",
                self.timeout.as_secs()
            )),
            Ok(Ok(_)) => Err("the program wrote more results than it got cases".to_owned()),
            Ok(Err(error)) => Err(error.to_string()),
        }
    }

    /// Describes the end of a program that closed its standard output.
    fn describe_end(&mut self) -> String {
        // It may still be running.
        let ended = (0..20).find_map(|_| match self.child.try_wait() {
            Ok(None) => {
                thread::sleep(Duration::from_millis(5));
                None
            }
            Ok(Some(status)) => Some(format!("the program ended with {status}")),
            Err(error) => Some(error.to_string()),
        });
        ended.unwrap_or_else(|| "the program closed its standard output".to_owned())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn write_lines(mut stdin: ChildStdin, lines: &Receiver<Vec<u8>>) {
    for line in lines {
        if stdin.write_all(&line).and_then(|()| stdin.flush()).is_err() {
            return;
        }
    }
}

fn read_lines(stdout: ChildStdout, lines: &SyncSender<io::Result<Vec<u8>>>) {
    let mut stdout = BufReader::new(stdout);
    let mut line = Line::default();
    loop {
        let read = match line.read_next(&mut stdout, MAX_LINE) {
            Ok(false) => return,
            Ok(true) if line.len > MAX_LINE => {
                Err(io::Error::other(format!("the program wrote a line of more than {MAX_LINE} bytes")))
            }
            Ok(true) => Ok(std::mem::take(&mut line.bytes)),
            Err(error) => Err(error),
        };
        let is_error = read.is_err();
        if lines.send(read).is_err() || is_error {
            return;
        }
    }
}
