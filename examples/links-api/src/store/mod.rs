//! The database: SQLite in memory or in a file, or PostgreSQL.

mod migrations;
mod transaction;

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use filterset_sea_query::Dialect;
use postgres::NoTls;
use r2d2_postgres::PostgresConnectionManager;
use r2d2_sqlite::SqliteConnectionManager;
use rusqlite::{Connection, TransactionBehavior};
use sea_query::SelectStatement;
use tokio::sync::Semaphore;

pub(crate) use self::transaction::Transaction;
use self::transaction::{query_postgres, query_sqlite};

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
        /// The connections that read.
        pool: r2d2::Pool<SqliteConnectionManager>,
        /// The connection that writes, because SQLite has one writer at a time. It also keeps the database in memory, which
        /// is deleted with its last connection.
        writer: Mutex<Connection>,
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
    /// The tables couldn't be created.
    #[error("no tables: {0}")]
    Migration(#[from] refinery::Error),
    /// A value of the database isn't one that this program writes.
    #[error("unexpected value in column {0:?}")]
    Unexpected(&'static str),
    /// The thread of the query panicked.
    #[error(transparent)]
    Join(#[from] tokio::task::JoinError),
}

impl Store {
    /// Opens a SQLite database in a file, or a new one in memory.
    ///
    /// # Errors
    ///
    /// Returns the error of SQLite.
    pub fn sqlite(file: Option<&Path>) -> Result<Store, StoreError> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let memory = format!("file:/links-{}?vfs=memdb", NUMBER.fetch_add(1, Ordering::Relaxed));
        let location = file.unwrap_or(Path::new(&memory));
        let mut writer = Connection::open(location)?;
        writer.busy_timeout(CONNECTION_TIMEOUT)?;
        if file.is_some() {
            // Readers don't wait for the writer, and a killed process loses nothing.
            writer.execute_batch("PRAGMA journal_mode = wal; PRAGMA synchronous = normal")?;
        }
        migrations::migrate_sqlite(&mut writer)?;
        let manager = SqliteConnectionManager::file(location).with_init(|connection| {
            connection.busy_timeout(CONNECTION_TIMEOUT)?;
            connection.execute_batch("PRAGMA query_only = true")
        });
        Ok(Store::new(Engine::Sqlite { pool: pool_builder().build(manager)?, writer: Mutex::new(writer) }))
    }

    /// Connects to PostgreSQL, where the tables are in the namespace `links_api`.
    ///
    /// # Errors
    ///
    /// Returns the error of PostgreSQL.
    pub fn postgres(url: &str) -> Result<Store, StoreError> {
        let mut config: postgres::Config = url.parse()?;
        let mut client = config.connect(NoTls)?;
        // If several servers start at the same time, one of them creates the tables. The lock ends with the connection.
        client
            .batch_execute("SELECT pg_advisory_lock(hashtext('links_api')); CREATE SCHEMA IF NOT EXISTS links_api")?;
        client.batch_execute("SET search_path = links_api")?;
        migrations::migrate_postgres(&mut client)?;
        config.options("-c search_path=links_api");
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

    /// Runs the statements in order on one connection, and returns the rows of each.
    pub(crate) async fn query(
        self: &Arc<Store>,
        statements: Vec<SelectStatement>,
    ) -> Result<Vec<Vec<Row>>, StoreError> {
        self.run(move |store| match &store.engine {
            Engine::Sqlite { pool, .. } => {
                let connection = pool.get()?;
                statements.iter().map(|statement| query_sqlite(&connection, statement)).collect()
            }
            Engine::Postgres(pool) => {
                let mut client = pool.get()?;
                statements.iter().map(|statement| query_postgres(&mut *client, statement)).collect()
            }
        })
        .await
    }

    /// Runs a function in a transaction, which is committed unless the function returns an error.
    pub(crate) async fn transaction<T: Send + 'static, E: From<StoreError> + Send + 'static>(
        self: &Arc<Store>,
        function: impl FnOnce(&mut Transaction<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E> {
        self.run(move |store| store.transaction_blocking(function)).await
    }

    /// Runs a function in a transaction, on this thread.
    pub(crate) fn transaction_blocking<T, E: From<StoreError>>(
        &self,
        function: impl FnOnce(&mut Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        match &self.engine {
            Engine::Sqlite { writer, .. } => {
                // A panic has rolled its transaction back.
                let mut writer = writer.lock().unwrap_or_else(PoisonError::into_inner);
                let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate);
                run_transaction(Transaction::Sqlite(transaction.map_err(StoreError::from)?), function)
            }
            Engine::Postgres(pool) => {
                let mut client = pool.get().map_err(StoreError::from)?;
                run_transaction(Transaction::Postgres(client.transaction().map_err(StoreError::from)?), function)
            }
        }
    }

    /// Runs a function on a thread of the runtime's blocking pool, which has no more of these threads than there are
    /// connections.
    async fn run<T: Send + 'static, E: From<StoreError> + Send + 'static>(
        self: &Arc<Store>,
        function: impl FnOnce(&Store) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E> {
        let permit = tokio::time::timeout(CONNECTION_TIMEOUT, Arc::clone(&self.permits).acquire_owned()).await;
        let permit = permit.ok().and_then(Result::ok).ok_or(StoreError::Busy)?;
        let store = Arc::clone(self);
        let run = move || {
            // The permit is held until the thread is done, even if the request was cancelled.
            let _permit = permit;
            function(&store)
        };
        tokio::task::spawn_blocking(run).await.map_err(StoreError::from)?
    }
}

fn run_transaction<T, E: From<StoreError>>(
    mut transaction: Transaction<'_>,
    function: impl FnOnce(&mut Transaction<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let result = function(&mut transaction)?;
    transaction.commit()?;
    Ok(result)
}

fn pool_builder<M: r2d2::ManageConnection>() -> r2d2::Builder<M> {
    r2d2::Pool::builder().max_size(MAX_CONNECTIONS.into()).connection_timeout(CONNECTION_TIMEOUT)
}
