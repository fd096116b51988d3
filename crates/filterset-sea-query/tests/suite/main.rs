//! Tests that a filter matches the same records in memory, in SQLite and in PostgreSQL.
//!
//! PostgreSQL is the database in `DATABASE_URL`; `tests/postgres.sh` runs a command with a temporary one. Without it
//! the tests skip PostgreSQL and print a notice, or fail if `CI` is `true`.

mod cases;
mod columns;
mod decimals;
mod differential;
mod engines;
mod folding;
mod generate;
mod libraries;
mod parameters;
mod random;
mod records;
mod spellings;
mod sql;
mod unsupported;
