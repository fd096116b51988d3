//! Converts filters of the [`filterset`] crate to SQL conditions of [sea-query](sea_query), for SQLite, PostgreSQL and
//! MySQL.
//!
//! [`to_condition`] takes a checked [`Filter`](filterset::Filter) and the [`Columns`] that hold its fields. It returns a
//! [`Condition`](sea_query::Condition) for the WHERE clause of a statement. The condition selects the same records as the
//! filter matches in memory, and each operand is a bind parameter.
//!
//! ```
//! use filterset::{Field, Op, Schema};
//! use filterset_sea_query::{Column, Dialect, to_condition};
//! use sea_query::{Expr, Query, SqliteQueryBuilder};
//! use sea_query_rusqlite::RusqliteBinder;
//!
//! let accounts = Schema::builder("accounts")
//!     .field(Field::text("category").ops([Op::Exact, Op::In, Op::IContains]))
//!     .field(Field::decimal("balance").ops([Op::Gte, Op::Lte]))
//!     .build()?;
//!
//! let connection = rusqlite::Connection::open_in_memory()?;
//! connection.execute_batch(
//!     "CREATE TABLE accounts (id INTEGER PRIMARY KEY, category TEXT NOT NULL, balance_cents INTEGER NOT NULL);
//!      INSERT INTO accounts VALUES (1, 'Savings account', 12050), (2, 'Checking account', 99)",
//! )?;
//! let columns = (Dialect::Sqlite, |field: &Field| match field.name() {
//!     "category" => Some(Column::from(Expr::col("category"))),
//!     "balance" => Some(Column::from(Expr::col("balance_cents")).scaled(2)),
//!     _ => None,
//! });
//!
//! let filter = accounts.parse("category__icontains=SAVINGS&balance__gte=100.50")?;
//! let (sql, values) = Query::select()
//!     .column("id")
//!     .from("accounts")
//!     .cond_where(to_condition(&filter, &columns)?)
//!     .build_rusqlite(SqliteQueryBuilder);
//! assert_eq!(
//!     sql,
//!     r#"SELECT "id" FROM "accounts" WHERE "balance_cents" >= ? AND instr(LOWER("category"), ?) > 0"#
//! );
//!
//! let mut statement = connection.prepare(&sql)?;
//! let rows = statement.query_map(&*values.as_params(), |row| row.get(0))?;
//! assert_eq!(rows.collect::<Result<Vec<i64>, _>>()?, [1]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Dialects
//!
//! | [`Dialect`] | text is compared | multi-valued fields are in | builder of sea-query |
//! |---|---|---|---|
//! | [`Sqlite`](Dialect::Sqlite) | under `COLLATE BINARY` | rows | `SqliteQueryBuilder` |
//! | [`Postgres`](Dialect::Postgres) | under `COLLATE "C"`, for equality under the column's own | arrays or rows | `PostgresQueryBuilder` |
//! | [`MySql`](Dialect::MySql) | as the bytes of its UTF-8 | rows | `MysqlQueryBuilder` |
//!
//! The tests compare SQLite, PostgreSQL and MariaDB with the matching in memory over generated schemas, records and
//! filters.
//!
//! # Columns
//!
//! An expression such as `Expr::col("status")` is a column that holds one value in the database's own type. Declare a
//! [`Column`] for anything else:
//!
//! | the column holds | declaration |
//! |---|---|
//! | one value in the database's own type | `expr`, or `Column::from(expr)` |
//! | the values of a multi-valued field as a PostgreSQL array | [`Column::array(expr)`](Column::array) |
//! | the values of a multi-valued field as rows of another table | [`Column::rows(rows, value)`](Column::rows) |
//! | decimals as integers of 10<sup>-2</sup>, date-times as Unix milliseconds | [`.scaled(2)`](Column::scaled), [`.scaled(3)`](Column::scaled) |
//! | UUIDs, dates or decimals as text | [`.text()`](Column::text) |
//! | decimals as text under a collation of numbers | [`.collated("decimal")`](Column::collated) |
//! | decimals as floating point numbers | [`.real()`](Column::real) |
//! | text that MySQL's column itself compares by code point | [`.by_code_point()`](Column::by_code_point) |
//! | text that PostgreSQL compares under a deterministic collation | [`.deterministic()`](Column::deterministic) |
//! | choices as a PostgreSQL enum | [`.postgres_enum("status")`](Column::postgres_enum) |
//!
//! SQLite has no decimal type, so a decimal column in SQLite must be declared as `scaled`, `text`, `collated` or `real`.
//!
//! # Lists
//!
//! A [`ListSource`] holds a schema, a [`ColumnMap`] and a default ordering, and checks them against each other when the
//! program starts. It turns a whole [`ListRequest`](filterset::list::ListRequest) into SQL: the conditions, a total
//! ordering, the limit, the columns of the projection and the count. With the feature `cursors` it also makes and checks the
//! cursors of pages, with a [key](CursorKey). [`Columns::check`] is the check for a server without lists.
//!
//! # Drivers
//!
//! Bind parameters are integers, booleans, floating point numbers, texts and bytes, which every driver can send. Decimals
//! and UUIDs are sent as text or bytes, and cast where the database needs it.
//!
//! Dates and date-times in the database's own type have the types of a [library](DateLibrary): chrono 0.4, time 0.3 or jiff
//! 0.2. Enable the feature `with-chrono`, `with-time` or `with-jiff` of this crate, and the feature of the same name in the
//! crate that sends them. Without a feature, a filter with a date or date-time is an error unless the column declares
//! [`.scaled(n)`](Column::scaled) or [`.text()`](Column::text). If other packages enable more libraries, choose one:
//!
//! ```
//! use filterset::Field;
//! use filterset_sea_query::{DateLibrary, Dialect};
//! # use filterset::{Op, Schema};
//! # use sea_query::{Expr, PostgresQueryBuilder, Query};
//!
//! let columns = (Dialect::Postgres, DateLibrary::Time, |field: &Field| Some(Expr::col(field.name().to_owned())));
//! # let schema = Schema::builder("events").field(Field::date("day").ops([Op::Gt])).build()?;
//! # let filter = schema.parse("day__gt=2022-05-04")?;
//! # let (_, values) = Query::select()
//! #     .cond_where(filterset_sea_query::to_condition(&filter, &columns)?)
//! #     .build(PostgresQueryBuilder);
//! # assert!(matches!(values.0[..], [sea_query::Value::TimeDate(Some(_))]));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Guides
//!
//! - [Query a database](https://docs.rs/filterset/latest/filterset/guide/query_a_database/index.html): in memory, in SQLite,
//!   in PostgreSQL, and with other drivers.
//! - [Differences between databases](https://docs.rs/filterset/latest/filterset/guide/databases/index.html), including
//!   those that conditions can't compensate for.
#![deny(missing_docs)]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::string_slice,
        clippy::unwrap_used
    )
)]

mod array;
mod check;
mod column;
mod column_map;
mod columns;
mod condition;
#[cfg(feature = "cursors")]
mod cursor;
#[cfg(not(feature = "cursors"))]
#[path = "no_cursor.rs"]
mod cursor;
mod date;
mod dialect;
mod expr;
mod keyset;
mod list_source;
#[cfg(feature = "cursors")]
mod next_page;
mod operand;
mod page_query;
mod projection;
mod reason;
#[cfg(feature = "cursors")]
mod record_value;
mod rows;
mod search;
mod sort;

pub use column::Column;
pub use column_map::ColumnMap;
pub use columns::Columns;
pub use condition::to_condition;
#[cfg(feature = "cursors")]
pub use cursor::{CursorKey, NextPageError};
pub use date::DateLibrary;
pub use dialect::Dialect;
pub use list_source::{ListSource, ListSourceBuilder, PageError};
pub use page_query::PageQuery;

/// Runs the examples of the guide, which need the drivers of databases.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/query-a-database.md")]
mod guide {}
