//! MariaDB, for the dialect of MySQL.

use std::fmt::Write as _;
use std::process;
use std::str::FromStr;
use std::sync::atomic::{AtomicUsize, Ordering};

use filterset::{Filter, Value};
use filterset_sea_query::{DateLibrary, Dialect};
use sea_query::extension::mysql::{IndexHintScope, MySqlSelectStatementExt};
use sea_query::{MysqlQueryBuilder, SelectStatement};
use sea_query_sqlx::SqlxBinder;
use sqlx::mysql::{MySqlConnectOptions, MySqlConnection, MySqlRow};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection as _, Row as _};
use tokio::runtime::{self, Runtime};

use crate::columns::{Column, ID, RECORD, RECORDS, Shape, Storage, VALUE, index_of};
use crate::engines::{Engine, Table, find_server, select, units};

pub(crate) struct MariaDb {
    runtime: Runtime,
    connection: MySqlConnection,
    database: String,
    /// The numbers of tables and filters until now.
    tables: usize,
    filters: usize,
    /// The columns of the table that have an index.
    indexed: Vec<&'static str>,
}

impl MariaDb {
    /// Connects to the server in MARIADB_URL, if there is one, and creates a database for this connection.
    pub(crate) fn connect(what: &str) -> Option<MariaDb> {
        static DATABASES: AtomicUsize = AtomicUsize::new(0);

        let url = find_server(Self::NAME, "MARIADB_URL", "mariadb.sh", what)?;
        let runtime = runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        // By default, sqlx sets the session's time zone to UTC, and has few statements prepared. To close one takes 40 ms,
        // because the server acknowledges the message late.
        let options =
            MySqlConnectOptions::from_str(&url).expect("a URL").timezone(None).statement_cache_capacity(10_000);
        let connection = runtime.block_on(options.connect());
        let connection = connection.unwrap_or_else(|error| panic!("no MariaDB at {url}: {error}"));
        let database = format!("filterset_{}_{}", process::id(), DATABASES.fetch_add(1, Ordering::Relaxed));
        let create = format!("CREATE DATABASE {database}; USE {database}");
        let mut mariadb = MariaDb { runtime, connection, database, tables: 0, filters: 0, indexed: Vec::new() };
        mariadb.execute(&create);
        Some(mariadb)
    }

    pub(crate) fn version(&mut self) -> String {
        let version = sqlx::query_scalar("SELECT VERSION()").fetch_one(&mut self.connection);
        let version: String = self.runtime.block_on(version).expect("a version");
        format!("{} {version}", Self::NAME)
    }

    /// Returns the index that a prepared statement uses for each of its tables, and the type of access.
    pub(crate) fn explain(&mut self, statement: &SelectStatement) -> Vec<(Option<String>, String)> {
        let (sql, values) = statement.build_sqlx(MysqlQueryBuilder);
        let explained = format!("EXPLAIN {sql}");
        let rows = sqlx::query_with(AssertSqlSafe(explained), values).fetch_all(&mut self.connection);
        let rows = self.runtime.block_on(rows).unwrap_or_else(|error| panic!("{sql}: {error}"));
        let of_row = |row: &MySqlRow| (row.get("key"), row.get::<Option<String>, _>("type").unwrap_or_default());
        rows.iter().map(of_row).collect()
    }

    pub(crate) fn execute(&mut self, sql: &str) {
        let result = self.runtime.block_on(sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut self.connection));
        result.unwrap_or_else(|error| panic!("{error}: {}", sql.chars().take(2_000).collect::<String>()));
    }
}

impl Drop for MariaDb {
    fn drop(&mut self) {
        let dropped = sqlx::raw_sql(AssertSqlSafe(format!("DROP DATABASE {}", self.database)));
        // A failure would hide that of the test.
        let _ = self.runtime.block_on(dropped.execute(&mut self.connection));
    }
}

/// Formats a value as a literal of MySQL, which the server converts to the type of the column.
fn mysql_literal(column: &Column, value: &Value<'_>) -> String {
    let text = match (column.shape(Dialect::MySql), value) {
        (shape @ Shape::Scaled(_), _) if column.mysql_type(0) == "bigint" => units(shape, value).to_string(),
        (Shape::Native, Value::Boolean(boolean)) => return boolean.to_string(),
        (Shape::Native, Value::Uuid(uuid)) => return format!("x'{}'", uuid.simple()),
        (_, Value::Instant(instant)) => instant.to_string().replace('T', " ").replace('Z', ""),
        (_, value) => value.to_string(),
    };
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
}

impl Engine for MariaDb {
    const NAME: &str = "MariaDB";
    const DIALECT: Dialect = Dialect::MySql;

    fn create(&mut self, table: &Table<'_>) {
        let type_of = |column: &Column| column.mysql_type(self.tables + index_of(column.name).expect("a column"));
        let (rows, single): (Vec<&Column>, Vec<&Column>) =
            table.columns.iter().partition(|column| column.storage(Dialect::MySql) == Storage::Rows);
        let mut sql = String::from("SET time_zone = '+00:00';");
        let _ = write!(sql, "DROP TABLE IF EXISTS `{RECORDS}`; CREATE TABLE `{RECORDS}` (`{ID}` bigint PRIMARY KEY");
        for column in &single {
            let _ = write!(sql, ", `{}` {}", column.name, type_of(column));
        }
        // An index on text needs a length, and no condition on text uses one.
        self.indexed = single.iter().filter(|column| !column.is_text()).map(|column| column.name).collect();
        for name in &self.indexed {
            let _ = write!(sql, ", INDEX `by_{name}` (`{name}`)");
        }
        sql.push_str(");");
        for column in &rows {
            let (name, of_type) = (column.name, type_of(column));
            let _ = write!(
                sql,
                "DROP TABLE IF EXISTS `{name}`;
                CREATE TABLE `{name}` (`{RECORD}` bigint NOT NULL, `{VALUE}` {of_type}, INDEX (`{RECORD}`));"
            );
        }
        let mut inserts: Vec<(&str, Vec<String>)> = vec![(RECORDS, Vec::new())];
        for (id, row) in (0_i64..).zip(table.rows) {
            let mut record = id.to_string();
            for column in &single {
                let literal = row.cell(column).values().first().map(|value| mysql_literal(column, value));
                let _ = write!(record, ", {}", literal.as_deref().unwrap_or("NULL"));
            }
            inserts[0].1.push(record);
        }
        for column in &rows {
            let mut values = Vec::new();
            for (id, row) in (0_i64..).zip(table.rows) {
                let of_row = row.cell(column).values();
                values.extend(of_row.iter().map(|it| format!("{id}, {}", mysql_literal(column, it))));
                if table.has_nulls && id % 8 == 0 {
                    values.push(format!("{id}, NULL"));
                }
            }
            inserts.push((column.name, values));
        }
        for (name, values) in inserts.iter().filter(|(_, values)| !values.is_empty()) {
            let _ = write!(sql, "INSERT INTO `{name}` VALUES ({});", values.join("), ("));
        }
        // Only this type depends on the time zone of the session. The server's default isn't UTC.
        if !table.columns.iter().any(|column| column.name == "stamp") {
            sql.push_str("SET time_zone = DEFAULT;");
        }
        self.runtime.block_on(self.connection.clear_cached_statements()).expect("closed statements");
        self.execute(&sql);
        self.tables += 1;
    }

    fn execute_all(&mut self, sql: &str) {
        self.execute(sql);
    }

    fn select_ids(&mut self, statement: &SelectStatement) -> Result<Vec<i64>, String> {
        let (sql, values) = statement.build_sqlx(MysqlQueryBuilder);
        let rows = sqlx::query_with(AssertSqlSafe(sql), values).fetch_all(&mut self.connection);
        let rows = self.runtime.block_on(rows).map_err(|error| error.to_string())?;
        Ok(rows.iter().map(|row| row.get(0)).collect())
    }

    fn ids_with(&mut self, library: DateLibrary, filter: &Filter<'_>) -> Result<Vec<i64>, String> {
        let mut statement = select(Dialect::MySql, library, filter);
        // With an index, the server converts bounds to the type of the column.
        self.filters += 1;
        let mut fields = filter.iter().map(|condition| condition.field().name());
        if self.filters.is_multiple_of(2)
            && let Some(name) = fields.find(|name| self.indexed.contains(name))
        {
            statement.force_index(format!("by_{name}"), IndexHintScope::All);
        }
        self.select_ids(&statement)
    }
}
