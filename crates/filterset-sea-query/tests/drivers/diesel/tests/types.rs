//! Runs filters of every type.

#[path = "../../cases.rs"]
mod cases;

use diesel::connection::SimpleConnection;
use diesel::sqlite::{Sqlite, SqliteConnection};
use diesel::{Connection, QueryableByName, RunQueryDsl};
use filterset_sea_query::Dialect;
use sea_query::{Order, Query};
use sea_query_diesel::DieselBinder;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    id: i64,
}

#[test]
fn selects_the_records_that_match() -> Result<(), Box<dyn std::error::Error>> {
    let mut connection = SqliteConnection::establish(":memory:")?;
    connection.batch_execute(cases::create_table(Dialect::Sqlite))?;
    for update in cases::set_dates() {
        update.build_diesel::<Sqlite>()?.execute(&mut connection)?;
    }
    for (query, condition, expected) in cases::cases(Dialect::Sqlite) {
        let mut select = Query::select().column("id").from("records").cond_where(condition).take();
        let rows: Vec<Row> = select.order_by("id", Order::Asc).build_diesel::<Sqlite>()?.load(&mut connection)?;
        assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), expected, "{query}");
    }
    Ok(())
}
