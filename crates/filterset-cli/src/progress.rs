//! The progress of an input or of work, on standard error.

use std::io::Read;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

const TEMPLATE: &str = "{bar:40} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left";
/// The template of an input whose length isn't known.
const TEMPLATE_WITHOUT_LENGTH: &str = "{spinner} {bytes}, {bytes_per_sec}";

/// The template of work whose end isn't known.
const TEMPLATE_OF_WORK: &str = "{spinner} {msg}, {elapsed}";
/// The time between two images of work.
const TICK: Duration = Duration::from_millis(100);

/// A progress, which is removed when it is dropped. It is shown only if standard error is a terminal.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    pub(crate) fn hidden() -> Progress {
        Progress(ProgressBar::hidden())
    }

    pub(crate) fn new(len: Option<u64>) -> Progress {
        let (bar, template) = match len {
            Some(len) => (ProgressBar::new(len), TEMPLATE),
            None => (ProgressBar::no_length(), TEMPLATE_WITHOUT_LENGTH),
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Progress(bar)
    }

    /// Shows work that doesn't report its progress.
    pub(crate) fn of_work(message: &'static str) -> Progress {
        let bar = ProgressBar::new_spinner().with_message(message);
        if let Ok(style) = ProgressStyle::with_template(TEMPLATE_OF_WORK) {
            bar.set_style(style);
        }
        bar.enable_steady_tick(TICK);
        Progress(bar)
    }

    /// Returns an input whose reads are shown.
    pub(crate) fn watch(&self, input: impl Read + Send + 'static) -> Box<dyn Read + Send> {
        if self.0.is_hidden() { Box::new(input) } else { Box::new(self.0.wrap_read(input)) }
    }

    /// Runs a function that writes to standard error, while the progress is hidden.
    pub(crate) fn suspend(&self, report: impl FnOnce()) {
        self.0.suspend(report);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
