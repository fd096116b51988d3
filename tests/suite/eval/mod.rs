//! Filters run on records, and what follows from a filter.

mod meaning;
#[cfg(feature = "derive")]
mod records;
