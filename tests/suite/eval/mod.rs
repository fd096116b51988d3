//! Evaluation: records that match a filter, and relations between filters.

mod meaning;
#[cfg(feature = "derive")]
mod records;
