//! The engines that run filters.

use std::env;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};
use filterset::{Filter, Value};
use filterset_sea_query::{DateLibrary, Dialect, to_condition};
use postgres::{Client, NoTls};
use rusqlite::{Connection, ToSql};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use sea_query::{MysqlQueryBuilder, Order, PostgresQueryBuilder, Query, SelectStatement, SqliteQueryBuilder};
use sea_query_postgres::PostgresBinder;
use sea_query_rusqlite::RusqliteBinder;

use crate::columns::{CHOICES, Column, ID, RECORD, RECORDS, Shape, Storage, VALUE, columns_in};
use crate::records::Row;

/// A table of records. The id of a record is its index.
pub(crate) struct Table<'t> {
    pub(crate) columns: Vec<&'static Column>,
    pub(crate) rows: &'t [Row],
    /// Whether multi-valued fields also have null elements, which filters ignore.
    pub(crate) has_nulls: bool,
}

pub(crate) struct Statement {
    pub(crate) sql: String,
    pub(crate) parameters: Vec<sea_query::Value>,
}

pub(crate) fn select(dialect: Dialect, library: DateLibrary, filter: &Filter<'_>) -> SelectStatement {
    let condition = to_condition(filter, &columns_in(dialect, library))
        .unwrap_or_else(|unsupported| panic!("{filter}: {unsupported}"));
    Query::select().column((RECORDS, ID)).from(RECORDS).cond_where(condition).order_by((RECORDS, ID), Order::Asc).take()
}

pub(crate) fn build_statement(dialect: Dialect, library: DateLibrary, filter: &Filter<'_>) -> Statement {
    let statement = select(dialect, library, filter);
    let (sql, values) = match dialect {
        Dialect::Sqlite => statement.build(SqliteQueryBuilder),
        Dialect::MySql => statement.build(MysqlQueryBuilder),
        _ => statement.build(PostgresQueryBuilder),
    };
    Statement { sql, parameters: values.0 }
}

/// A database engine, with a connection to it.
pub(crate) trait Engine {
    const NAME: &str;
    const DIALECT: Dialect;

    /// Creates a table, and drops the previous one.
    fn create(&mut self, table: &Table<'_>);

    /// Runs statements without parameters.
    fn execute_all(&mut self, sql: &str);

    /// Runs a prepared statement that selects ids, or returns the error of the database.
    fn select_ids(&mut self, statement: &SelectStatement) -> Result<Vec<i64>, String>;

    /// Returns the ids of the records that satisfy a filter, or the error of the database.
    fn ids_with(&mut self, library: DateLibrary, filter: &Filter<'_>) -> Result<Vec<i64>, String> {
        self.select_ids(&select(Self::DIALECT, library, filter))
    }

    fn ids(&mut self, filter: &Filter<'_>) -> Result<Vec<i64>, String> {
        self.ids_with(DateLibrary::Chrono, filter)
    }
}

/// Returns the ids of the records that satisfy a filter in memory.
pub(crate) fn ids_in_memory(rows: &[Row], filter: &Filter<'_>) -> Vec<i64> {
    let matcher = filter.matcher::<Row>().unwrap_or_else(|unsupported| panic!("{filter}: {unsupported}"));
    let satisfies = |row: &Row| matcher.try_matches(row).unwrap_or_else(|error| panic!("{filter}: {error}"));
    (0..).zip(rows).filter(|(_, row)| satisfies(row)).map(|(id, _)| id).collect()
}

pub(crate) struct Sqlite(pub(crate) Connection);

impl Sqlite {
    pub(crate) fn new() -> Sqlite {
        let connection = Connection::open_in_memory().expect("a database in memory");
        let decimal = |text: &str| Decimal::from_str(text).expect("a decimal");
        connection.create_collation("decimal", move |a, b| decimal(a).cmp(&decimal(b))).expect("a collation");
        Sqlite(connection)
    }

    pub(crate) fn version() -> String {
        format!("{} {}", Self::NAME, rusqlite::version())
    }

    pub(crate) fn execute(&self, sql: &str) {
        self.0.execute_batch(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
    }
}

fn sqlite_type(column: &Column) -> &'static str {
    use filterset::ValueType as Type;
    match (column.sqlite, column.value_type) {
        (Shape::Scaled(_), _) | (_, Type::Integer | Type::Boolean) => "INTEGER",
        (Shape::Real, _) => "REAL",
        (Shape::Native, Type::Uuid) => "BLOB",
        _ => "TEXT",
    }
}

/// Converts a value to the encoding of its column. The driver encodes it, not the crate under test.
fn sqlite_value(shape: Shape, value: &Value<'_>) -> Box<dyn ToSql> {
    match (shape, value) {
        (Shape::Scaled(_), _) => Box::new(units(shape, value)),
        (Shape::Real, _) => Box::new(value.to_string().parse::<f64>().expect("a number")),
        (Shape::Collated, Value::Decimal(decimal)) => Box::new(decimal.to_string()),
        (Shape::Text, Value::Decimal(decimal)) => Box::new(decimal.normalize().to_string()),
        (Shape::Text, Value::Uuid(uuid)) => Box::new(uuid.hyphenated().to_string()),
        (Shape::Text, Value::Date(date)) => Box::new(date.to_string()),
        (_, Value::Text(text)) => Box::new(text.to_string()),
        (_, Value::Integer(integer)) => Box::new(*integer),
        (_, Value::Boolean(boolean)) => Box::new(*boolean),
        (_, Value::Uuid(uuid)) => Box::new(*uuid),
        (_, Value::Date(date)) => Box::new(NaiveDate::from(*date)),
        (_, Value::Instant(instant)) => Box::new(DateTime::<Utc>::from(*instant)),
        (shape, value) => panic!("{value:?} can't be held as {shape:?}"),
    }
}

/// Converts a value to an integer in the units of a scaled column.
pub(crate) fn units(shape: Shape, value: &Value<'_>) -> i64 {
    match (shape, value) {
        (Shape::Scaled(digits), Value::Decimal(decimal)) => {
            (*decimal * Decimal::from(10_i64.pow(u32::from(digits)))).to_i64().expect("few digits")
        }
        (Shape::Scaled(6), Value::Instant(instant)) => i64::try_from(instant.unix_nanos() / 1_000).expect("few digits"),
        (shape, value) => panic!("{value:?} can't be held as {shape:?}"),
    }
}

impl Engine for Sqlite {
    const NAME: &str = "SQLite";
    const DIALECT: Dialect = Dialect::Sqlite;

    fn create(&mut self, table: &Table<'_>) {
        let (rows, single): (Vec<&Column>, Vec<&Column>) =
            table.columns.iter().partition(|column| column.storage(Dialect::Sqlite) == Storage::Rows);
        let single_columns = single.iter().fold(String::new(), |mut sql, column| {
            let _ = write!(sql, r#", "{}" {}"#, column.name, sqlite_type(column));
            sql
        });
        self.execute(&format!(
            r#"DROP TABLE IF EXISTS "{RECORDS}"; CREATE TABLE "{RECORDS}" ("{ID}" INTEGER PRIMARY KEY{single_columns})"#
        ));
        for column in &rows {
            let (name, of_type) = (column.name, sqlite_type(column));
            self.execute(&format!(
                r#"DROP TABLE IF EXISTS "{name}"; CREATE TABLE "{name}" ("{RECORD}" INTEGER NOT NULL, "{VALUE}" {of_type});
                CREATE INDEX "of_{name}" ON "{name}" ("{RECORD}")"#
            ));
        }
        let transaction = self.0.transaction().expect("a transaction");
        let placeholders = "?, ".repeat(single.len());
        let mut insert =
            transaction.prepare(&format!(r#"INSERT INTO "{RECORDS}" VALUES ({placeholders}?)"#)).expect("an insert");
        for (id, row) in (0_i64..).zip(table.rows) {
            let mut values: Vec<Box<dyn ToSql>> = vec![Box::new(id)];
            for column in &single {
                let value = row.cell(column).values().first().map(|value| sqlite_value(column.sqlite, value));
                values.push(value.unwrap_or_else(|| Box::new(rusqlite::types::Null)));
            }
            insert.execute(rusqlite::params_from_iter(values)).expect("a new record");
        }
        for column in &rows {
            let mut insert =
                transaction.prepare(&format!(r#"INSERT INTO "{}" VALUES (?, ?)"#, column.name)).expect("an insert");
            for (id, row) in (0_i64..).zip(table.rows) {
                for value in row.cell(column).values() {
                    insert.execute(rusqlite::params![id, sqlite_value(column.sqlite, &value)]).expect("a new value");
                }
                if table.has_nulls && id % 8 == 0 {
                    insert.execute(rusqlite::params![id, rusqlite::types::Null]).expect("a new null");
                }
            }
        }
        drop(insert);
        transaction.commit().expect("a commit");
    }

    fn execute_all(&mut self, sql: &str) {
        self.execute(sql);
    }

    fn select_ids(&mut self, statement: &SelectStatement) -> Result<Vec<i64>, String> {
        let (sql, values) = statement.build_rusqlite(SqliteQueryBuilder);
        let ids = || -> Result<Vec<i64>, rusqlite::Error> {
            let mut statement = self.0.prepare(&sql)?;
            statement.query_map(&*values.as_params(), |row| row.get(0))?.collect()
        };
        ids().map_err(|error| error.to_string())
    }
}

/// Prints a line to standard error directly, because the test harness would capture it.
pub(crate) fn print_notice(notice: &str) {
    io::stderr().write_all(format!("{notice}\n").as_bytes()).expect("a standard error");
}

/// Returns the URL of a server. If the variable isn't set, prints what is skipped and returns `None`; in CI it panics.
pub(crate) fn find_server(engine: &str, variable: &str, script: &str, what: &str) -> Option<String> {
    let url = env::var(variable).ok();
    if url.is_none() {
        assert_ne!(env::var("CI").as_deref(), Ok("true"), "{variable} isn't set: {what} can't be left out in CI");
        print_notice(&format!(
            "{what}: skipped {engine}, because {variable} isn't set (`tests/{script} COMMAND` sets it)"
        ));
    }
    url
}

pub(crate) struct Postgres(pub(crate) Client);

impl Postgres {
    /// Connects to the database in DATABASE_URL, if there is one.
    pub(crate) fn connect(what: &str) -> Option<Postgres> {
        let url = find_server(Self::NAME, "DATABASE_URL", "postgres.sh", what)?;
        let mut client = Client::connect(&url, NoTls).unwrap_or_else(|error| panic!("no PostgreSQL at {url}: {error}"));
        client.batch_execute("SET client_min_messages = warning").expect("a session");
        Some(Postgres(client))
    }

    pub(crate) fn version(&mut self) -> String {
        let row = self.0.query_one("SHOW server_version", &[]).expect("a version");
        format!("{} {}", Self::NAME, row.get::<_, String>(0))
    }

    pub(crate) fn execute(&mut self, sql: &str) {
        self.0.batch_execute(sql).unwrap_or_else(|error| panic!("{sql}: {}", format_error(&error)));
    }
}

/// Formats an error with its source, which has the message of PostgreSQL.
fn format_error(error: &postgres::Error) -> String {
    let source = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    format!("{error}: {source}")
}

/// Formats a value as a literal of PostgreSQL, which the server casts to the type of the column.
fn postgres_literal(shape: Shape, value: &Value<'_>) -> String {
    let text = match (shape, value) {
        (Shape::Scaled(_), _) => units(shape, value).to_string(),
        (_, value) => value.to_string(),
    };
    format!("'{}'", text.replace('\'', "''"))
}

/// Returns the columns of PostgreSQL's table of records, and those whose values are rows of another table.
pub(crate) fn split_columns(table: &Table<'_>) -> (Vec<&'static Column>, Vec<&'static Column>) {
    table.columns.iter().partition(|column| column.storage(Dialect::Postgres) != Storage::Rows)
}

/// Returns the type of a column in PostgreSQL's table of records.
pub(crate) fn type_of_column(column: &Column) -> String {
    let brackets = if column.storage(Dialect::Postgres) == Storage::Array { "[]" } else { "" };
    format!("{}{brackets}", column.postgres_type)
}

/// Returns the SQL that inserts the records into the tables of PostgreSQL.
pub(crate) fn build_inserts(table: &Table<'_>) -> String {
    let (held, rows) = split_columns(table);
    let is_array = |column: &Column| column.storage(Dialect::Postgres) == Storage::Array;
    let mut sql = String::new();
    for (id, row) in (0_i64..).zip(table.rows) {
        let literals = |column: &Column| {
            let values = row.cell(column).values();
            let mut literals: Vec<_> = values.iter().map(|it| postgres_literal(column.postgres, it)).collect();
            if column.multi_valued.is_some() && table.has_nulls && id % 8 == 0 {
                literals.push("NULL".to_owned());
            }
            literals
        };
        let _ = write!(sql, r#"INSERT INTO "{RECORDS}" VALUES ({id}"#);
        for column in &held {
            let literals = literals(column);
            if !is_array(column) {
                let _ = write!(sql, ", {}", literals.first().map_or("NULL", String::as_str));
            } else if literals.is_empty() && id % 2 == 0 {
                sql.push_str(", NULL");
            } else {
                let _ = write!(sql, ", ARRAY[{}]::{}[]", literals.join(", "), column.postgres_type);
            }
        }
        sql.push_str(");");
        for column in &rows {
            for literal in literals(column) {
                let _ = write!(sql, r#"INSERT INTO "{}" VALUES ({id}, {literal});"#, column.name);
            }
        }
    }
    sql
}

impl Engine for Postgres {
    const NAME: &str = "PostgreSQL";
    const DIALECT: Dialect = Dialect::Postgres;

    fn create(&mut self, table: &Table<'_>) {
        let (held, rows) = split_columns(table);
        let choices = CHOICES.map(|choice| format!("'{choice}'")).join(", ");
        let mut sql = format!("DISCARD TEMP; CREATE TYPE pg_temp.kind AS ENUM ({choices});");
        let _ = write!(sql, r#"CREATE TEMP TABLE "{RECORDS}" ("{ID}" int8 PRIMARY KEY"#);
        for column in &held {
            let _ = write!(sql, r#", "{}" {}"#, column.name, type_of_column(column));
        }
        sql.push_str(");");
        for column in &rows {
            let (name, of_type) = (column.name, column.postgres_type);
            let _ = write!(
                sql,
                r#"CREATE TEMP TABLE "{name}" ("{RECORD}" int8 NOT NULL, "{VALUE}" {of_type});
                CREATE INDEX ON "{name}" ("{RECORD}");"#
            );
        }
        sql.push_str(&build_inserts(table));
        self.execute(&format!("BEGIN; {sql} COMMIT").replacen("BEGIN; DISCARD TEMP;", "DISCARD TEMP; BEGIN;", 1));
    }

    fn execute_all(&mut self, sql: &str) {
        self.execute(sql);
    }

    fn select_ids(&mut self, statement: &SelectStatement) -> Result<Vec<i64>, String> {
        let (sql, values) = statement.build_postgres(PostgresQueryBuilder);
        let rows = self.0.query(&sql, &values.as_params()).map_err(|error| format_error(&error))?;
        Ok(rows.iter().map(|row| row.get(0)).collect())
    }
}
