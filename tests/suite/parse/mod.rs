//! Queries that the parser accepts and rejects.

mod accepts;
mod limits;
mod policies;
mod rejects;
