//! Errors: their messages, reports, keys and problem documents.

mod messages;
mod parameters;
#[cfg(feature = "serde")]
mod problem;
mod report;
