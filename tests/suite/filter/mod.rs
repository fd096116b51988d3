//! Filters in words.

mod explain;
