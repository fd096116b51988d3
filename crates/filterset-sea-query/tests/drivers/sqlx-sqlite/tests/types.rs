//! Runs filters of every type.

#[path = "../../cases.rs"]
mod cases;

use filterset_sea_query::Dialect;
use sea_query::{Order, Query, SqliteQueryBuilder};
use sea_query_sqlx::SqlxBinder;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};

#[tokio::test]
async fn selects_the_records_that_match() -> Result<(), Box<dyn std::error::Error>> {
    let mut connection = SqliteConnection::connect("sqlite::memory:").await?;
    sqlx::raw_sql(cases::create_table(Dialect::Sqlite)).execute(&mut connection).await?;
    for update in cases::set_dates() {
        let (sql, values) = update.build_sqlx(SqliteQueryBuilder);
        sqlx::query_with(AssertSqlSafe(sql), values).execute(&mut connection).await?;
    }
    for (query, condition, expected) in cases::cases(Dialect::Sqlite) {
        let mut select = Query::select().column("id").from("records").cond_where(condition).take();
        let (sql, values) = select.order_by("id", Order::Asc).build_sqlx(SqliteQueryBuilder);
        let ids: Vec<i64> = sqlx::query_scalar_with(AssertSqlSafe(sql), values).fetch_all(&mut connection).await?;
        assert_eq!(ids, expected, "{query}");
    }
    Ok(())
}
