//! A transaction, in which statements read and write.

use sea_query::{PostgresQueryBuilder, SelectStatement, SqliteQueryBuilder};
use sea_query_postgres::PostgresBinder;
use sea_query_rusqlite::RusqliteBinder;

use super::{Row, StoreError};

/// A transaction of a database.
pub(crate) enum Transaction<'c> {
    Sqlite(rusqlite::Transaction<'c>),
    Postgres(postgres::Transaction<'c>),
}

impl Transaction<'_> {
    /// Runs a statement that writes, and returns the number of rows that it wrote.
    pub(crate) fn execute<S: RusqliteBinder + PostgresBinder>(&mut self, statement: &S) -> Result<u64, StoreError> {
        match self {
            Transaction::Sqlite(transaction) => {
                let (sql, values) = statement.build_rusqlite(SqliteQueryBuilder);
                let count = transaction.prepare_cached(&sql)?.execute(&*values.as_params())?;
                Ok(u64::try_from(count).unwrap_or(u64::MAX))
            }
            Transaction::Postgres(transaction) => {
                let (sql, values) = statement.build_postgres(PostgresQueryBuilder);
                Ok(transaction.execute(&sql, &values.as_params())?)
            }
        }
    }

    /// Returns the rows that a statement selects.
    pub(crate) fn query(&mut self, statement: &SelectStatement) -> Result<Vec<Row>, StoreError> {
        match self {
            Transaction::Sqlite(transaction) => query_sqlite(transaction, statement),
            Transaction::Postgres(transaction) => query_postgres(transaction, statement),
        }
    }

    /// Returns the first row that a statement selects.
    pub(crate) fn find(&mut self, statement: &SelectStatement) -> Result<Option<Row>, StoreError> {
        Ok(self.query(statement)?.into_iter().next())
    }

    pub(super) fn commit(self) -> Result<(), StoreError> {
        match self {
            Transaction::Sqlite(transaction) => Ok(transaction.commit()?),
            Transaction::Postgres(transaction) => Ok(transaction.commit()?),
        }
    }
}

pub(super) fn query_sqlite(
    connection: &rusqlite::Connection,
    statement: &SelectStatement,
) -> Result<Vec<Row>, StoreError> {
    let (sql, values) = statement.build_rusqlite(SqliteQueryBuilder);
    let mut prepared = connection.prepare_cached(&sql)?;
    let columns = prepared.column_count();
    let rows = prepared.query_map(&*values.as_params(), |row| (0..columns).map(|index| row.get(index)).collect())?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn query_postgres(
    client: &mut impl postgres::GenericClient,
    statement: &SelectStatement,
) -> Result<Vec<Row>, StoreError> {
    let (sql, values) = statement.build_postgres(PostgresQueryBuilder);
    let rows = client.query(&sql, &values.as_params())?;
    let rows = rows.iter().map(|row| (0..row.len()).map(|index| row.try_get(index)).collect());
    Ok(rows.collect::<Result<_, _>>()?)
}
