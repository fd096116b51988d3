//! Tests that a filter matches the same records in memory, in SQLite and in PostgreSQL.
//!
//! PostgreSQL is the database that `DATABASE_URL` names; `tests/postgres.sh` runs a command with one of its own. Without
//! it the tests print what they skip, and fail if `CI` is `true`.

mod cases;
mod columns;
mod decimals;
mod differential;
mod engines;
mod folding;
mod generate;
mod parameters;
mod random;
mod records;
mod sql;
mod unsupported;
