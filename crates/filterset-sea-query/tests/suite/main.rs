//! Tests that a filter matches the same records in memory, in SQLite, in PostgreSQL and in MariaDB.
//!
//! PostgreSQL is the database in `DATABASE_URL`, and MariaDB the server in `MARIADB_URL`; `tests/postgres.sh` and
//! `tests/mariadb.sh` run a command with a temporary one. Without it the tests skip that server and print a notice, or fail
//! if `CI` is `true`.

mod cases;
mod checks;
mod columns;
mod cursors;
mod decimals;
mod differential;
mod drivers;
mod ends;
mod engines;
mod folding;
mod generate;
mod indexes;
mod libraries;
mod lists;
mod mariadb;
mod pages;
mod parameters;
mod random;
mod records;
mod shards;
mod spellings;
mod sql;
mod sql_postgres;
mod stored;
mod tables;
mod unsupported;
