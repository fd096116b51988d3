//! The SQL dialects.

/// The SQL dialect that a condition is written in.
///
/// Build the statement with sea-query's builder for the same dialect. The [guide to databases] lists the differences
/// between the dialects, and how conditions compensate for them.
///
/// [guide to databases]: https://docs.rs/filterset/latest/filterset/guide/databases/index.html
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Dialect {
    /// SQLite 3.23 or later, for `SqliteQueryBuilder`.
    ///
    /// Case-insensitive operators use SQLite's `lower` function, which folds only A to Z. If the connection replaces
    /// that function, as the ICU extension does, they fold what the replacement folds.
    Sqlite,
    /// PostgreSQL with text in UTF-8, for `PostgresQueryBuilder`.
    ///
    /// If a column's collation is nondeterministic, that collation decides which texts are equal.
    Postgres,
    /// MySQL or MariaDB, for `MysqlQueryBuilder`. The character set of the connection must be `utf8mb4`; drivers set it.
    MySql,
}
