//! Evaluation: records that match a filter, and relations between filters.

mod explain;
mod meaning;
#[cfg(feature = "derive")]
mod records;
