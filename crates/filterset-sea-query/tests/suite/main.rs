//! A filter means the same in memory, in SQLite and in PostgreSQL: one binary of tests, which `just databases` runs
//! beside a PostgreSQL of its own.

mod binds;
mod cases;
mod columns;
mod decimals;
mod differential;
mod engines;
mod folding;
mod generate;
mod random;
mod records;
mod unsupported;
