//! The number of threads.

use std::num::NonZero;
use std::thread;

use clap::Args;

#[derive(Args)]
pub(crate) struct ThreadsArgs {
    /// The number of threads for lines of input; by default one for each core. The output doesn't depend on it.
    #[arg(long, value_name = "N")]
    threads: Option<NonZero<usize>>,
}

impl ThreadsArgs {
    pub(crate) fn count(&self) -> NonZero<usize> {
        self.threads.or_else(|| thread::available_parallelism().ok()).unwrap_or(NonZero::<usize>::MIN)
    }
}
