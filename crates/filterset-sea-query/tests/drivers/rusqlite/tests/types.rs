//! Runs filters of every type.

#[path = "../../cases.rs"]
mod cases;

use filterset_sea_query::Dialect;
use sea_query::{Order, Query, SqliteQueryBuilder};
use sea_query_rusqlite::RusqliteBinder;

#[test]
fn selects_the_records_that_match() -> Result<(), Box<dyn std::error::Error>> {
    let connection = rusqlite::Connection::open_in_memory()?;
    connection.execute_batch(cases::create_table(Dialect::Sqlite))?;
    for update in cases::set_dates() {
        let (sql, values) = update.build_rusqlite(SqliteQueryBuilder);
        connection.execute(&sql, &*values.as_params())?;
    }
    for (query, condition, expected) in cases::cases(Dialect::Sqlite) {
        let mut select = Query::select().column("id").from("records").cond_where(condition).take();
        let (sql, values) = select.order_by("id", Order::Asc).build_rusqlite(SqliteQueryBuilder);
        let mut statement = connection.prepare(&sql)?;
        let ids = statement.query_map(&*values.as_params(), |row| row.get(0))?;
        assert_eq!(ids.collect::<Result<Vec<i64>, _>>()?, expected, "{query}");
    }
    Ok(())
}
