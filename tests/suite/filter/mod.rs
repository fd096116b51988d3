//! Explanations of filters.

mod explain;
