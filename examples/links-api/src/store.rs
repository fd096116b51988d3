//! The database: SQLite in memory, or PostgreSQL.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use filterset_sea_query::Dialect;
use postgres::NoTls;
use r2d2_postgres::PostgresConnectionManager;
use r2d2_sqlite::SqliteConnectionManager;
use rusqlite::Connection;
use sea_query::{PostgresQueryBuilder, SelectStatement, SqliteQueryBuilder};
use sea_query_postgres::PostgresBinder;
use sea_query_rusqlite::RusqliteBinder;
use tokio::sync::Semaphore;

use crate::seed;

/// Every column is selected as text.
pub(crate) type Row = Vec<Option<String>>;

/// The maximum number of connections.
const MAX_CONNECTIONS: u8 = 4;
/// The time that a request waits for a connection.
const CONNECTION_TIMEOUT: Duration = Duration::from_secs(5);

/// A database with the server's data.
pub struct Store {
    engine: Engine,
    /// Has a permit for each connection, so that requests wait for one without blocking a thread.
    permits: Arc<Semaphore>,
}

enum Engine {
    Sqlite {
        pool: r2d2::Pool<SqliteConnectionManager>,
        /// Keeps the database in memory, which is deleted with its last connection.
        _anchor: Mutex<Connection>,
    },
    Postgres(r2d2::Pool<PostgresConnectionManager<NoTls>>),
}

/// An error of the database.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No connection could be opened.
    #[error("no connection: {0}")]
    NoConnection(#[from] r2d2::Error),
    /// Every connection stayed in use while the request waited.
    #[error("no free connection")]
    Busy,
    /// An error of SQLite.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    /// An error of PostgreSQL.
    #[error("{}", .0.as_db_error().map_or_else(|| .0.to_string(), ToString::to_string))]
    Postgres(#[from] postgres::Error),
    /// The thread of the query panicked.
    #[error(transparent)]
    Join(#[from] tokio::task::JoinError),
}

impl Store {
    /// Creates a new SQLite database in memory.
    ///
    /// # Errors
    ///
    /// Returns the error of SQLite.
    pub fn sqlite() -> Result<Store, StoreError> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let uri = format!("file:/links-{}?vfs=memdb", NUMBER.fetch_add(1, Ordering::Relaxed));
        let mut anchor = Connection::open(&uri)?;
        let transaction = anchor.transaction()?;
        transaction.execute_batch(seed::CREATE_TABLES)?;
        for statement in seed::statements() {
            let (sql, values) = statement.build_rusqlite(SqliteQueryBuilder);
            transaction.execute(&sql, &*values.as_params())?;
        }
        transaction.commit()?;
        let manager = SqliteConnectionManager::file(uri)
            .with_init(|connection| connection.execute_batch("PRAGMA query_only = true"));
        let pool = pool_builder().build(manager)?;
        Ok(Store::new(Engine::Sqlite { pool, _anchor: Mutex::new(anchor) }))
    }

    /// Connects to PostgreSQL, and creates the data in the namespace `links_api` if it doesn't exist.
    ///
    /// # Errors
    ///
    /// Returns the error of PostgreSQL.
    pub fn postgres(url: &str) -> Result<Store, StoreError> {
        let mut config: postgres::Config = url.parse()?;
        let mut client = config.connect(NoTls)?;
        let mut transaction = client.transaction()?;
        // If several servers start at the same time, one of them creates it.
        transaction.execute("SELECT pg_advisory_xact_lock(hashtext('links_api'))", &[])?;
        let found = transaction.query_one("SELECT to_regclass('links_api.links') IS NOT NULL", &[])?;
        if !found.get::<_, bool>(0) {
            transaction.batch_execute("CREATE SCHEMA links_api; SET LOCAL search_path = links_api")?;
            transaction.batch_execute(&seed::CREATE_TABLES.replace("TEXT", "text COLLATE \"C\""))?;
            for statement in seed::statements() {
                let (sql, values) = statement.build_postgres(PostgresQueryBuilder);
                transaction.execute(&sql, &values.as_params())?;
            }
        }
        transaction.commit()?;
        config.options("-c search_path=links_api -c default_transaction_read_only=on");
        Ok(Store::new(Engine::Postgres(pool_builder().build(PostgresConnectionManager::new(config, NoTls))?)))
    }

    fn new(engine: Engine) -> Store {
        Store { engine, permits: Arc::new(Semaphore::new(MAX_CONNECTIONS.into())) }
    }

    pub(crate) fn dialect(&self) -> Dialect {
        match self.engine {
            Engine::Sqlite { .. } => Dialect::Sqlite,
            Engine::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Runs the statements in order on one connection, and returns the rows of each. It blocks a thread of the runtime's
    /// blocking pool, which has no more of these threads than there are connections.
    pub(crate) async fn query(
        self: &Arc<Store>,
        statements: Vec<SelectStatement>,
    ) -> Result<Vec<Vec<Row>>, StoreError> {
        let permit = tokio::time::timeout(CONNECTION_TIMEOUT, Arc::clone(&self.permits).acquire_owned()).await;
        let permit = permit.ok().and_then(Result::ok).ok_or(StoreError::Busy)?;
        let store = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            // The permit is held until the thread is done, even if the request was cancelled.
            let _permit = permit;
            match &store.engine {
                Engine::Sqlite { pool, .. } => query_sqlite(&*pool.get()?, &statements),
                Engine::Postgres(pool) => query_postgres(&mut *pool.get()?, &statements),
            }
        })
        .await?
    }
}

fn pool_builder<M: r2d2::ManageConnection>() -> r2d2::Builder<M> {
    r2d2::Pool::builder().max_size(MAX_CONNECTIONS.into()).connection_timeout(CONNECTION_TIMEOUT)
}

fn query_sqlite(connection: &Connection, statements: &[SelectStatement]) -> Result<Vec<Vec<Row>>, StoreError> {
    let rows = |statement: &SelectStatement| {
        let (sql, values) = statement.build_rusqlite(SqliteQueryBuilder);
        let mut prepared = connection.prepare_cached(&sql)?;
        let columns = prepared.column_count();
        let rows =
            prepared.query_map(&*values.as_params(), |row| (0..columns).map(|index| row.get(index)).collect())?;
        rows.collect::<Result<_, _>>().map_err(StoreError::from)
    };
    statements.iter().map(rows).collect()
}

fn query_postgres(client: &mut postgres::Client, statements: &[SelectStatement]) -> Result<Vec<Vec<Row>>, StoreError> {
    let mut rows = |statement: &SelectStatement| {
        let (sql, values) = statement.build_postgres(PostgresQueryBuilder);
        let rows = client.query(&sql, &values.as_params())?;
        rows.iter()
            .map(|row| (0..row.len()).map(|index| row.try_get(index)).collect::<Result<_, _>>())
            .collect::<Result<_, _>>()
            .map_err(StoreError::from)
    };
    statements.iter().map(&mut rows).collect()
}
