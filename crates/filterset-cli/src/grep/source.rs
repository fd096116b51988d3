//! The source of records, and the progress of reading it.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};

use crate::failure::Failure;
use crate::terminal::escape_text;

const TEMPLATE: &str = "{bar:40} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left";

pub(crate) struct Source {
    /// The name of the input, for messages.
    pub(crate) name: String,
    pub(crate) input: BufReader<Box<dyn Read>>,
    /// Shown only on a terminal.
    bar: ProgressBar,
}

impl Source {
    /// Opens a file, or standard input. A progress bar appears only if nothing else is written to the terminal.
    pub(crate) fn open(file: Option<&Path>, may_have_bar: bool) -> Result<Source, Failure> {
        let Some(path) = file.filter(|path| *path != Path::new("-")) else {
            return Ok(Source::new("standard input".to_owned(), Box::new(io::stdin().lock()), ProgressBar::hidden()));
        };
        let name = escape_text(&path.display().to_string());
        let fail = |error: io::Error| Failure::Message(format!("{name}: {error}"));
        let file = File::open(path).map_err(fail)?;
        let metadata = file.metadata().map_err(fail)?;
        // The size of a pipe or a device isn't known.
        let bar =
            if may_have_bar && metadata.is_file() { ProgressBar::new(metadata.len()) } else { ProgressBar::hidden() };
        let input: Box<dyn Read> = if bar.is_hidden() { Box::new(file) } else { Box::new(bar.wrap_read(file)) };
        Ok(Source::new(name, input, bar))
    }

    fn new(name: String, input: Box<dyn Read>, bar: ProgressBar) -> Source {
        if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
            bar.set_style(style);
        }
        Source { name, input: BufReader::with_capacity(1 << 16, input), bar }
    }

    pub(crate) fn to_failure(&self, error: &io::Error) -> Failure {
        Failure::Message(format!("{}: {error}", self.name))
    }

    /// Runs a function that writes to standard error, while the bar is hidden.
    pub(crate) fn suspend_progress(&self, report: impl FnOnce()) {
        self.bar.suspend(report);
    }
}

impl Drop for Source {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
