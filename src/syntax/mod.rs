//! The text of a query: pairs, items and percent-encoding. It knows no schema.

pub(crate) mod grammar;
pub(crate) mod percent;
