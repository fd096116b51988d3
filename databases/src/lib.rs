//! Nothing but tests: whether filters mean the same in memory and in databases.

/// The page of examples, each run.
#[cfg(doctest)]
#[doc = include_str!("../../docs/run.md")]
mod run {}
