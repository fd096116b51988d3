//! Errors: their messages, reports, keys and problem documents.

mod cursor;
mod messages;
mod parameters;
#[cfg(feature = "serde")]
mod problem;
mod report;
