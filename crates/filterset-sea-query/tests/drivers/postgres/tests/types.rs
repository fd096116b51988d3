//! Runs filters of every type.

#[path = "../../cases.rs"]
mod cases;

use filterset_sea_query::Dialect;
use sea_query::{Order, PostgresQueryBuilder, Query};
use sea_query_postgres::PostgresBinder;

#[test]
fn selects_the_records_that_match() -> Result<(), Box<dyn std::error::Error>> {
    let mut client = postgres::Client::connect(&std::env::var("DATABASE_URL")?, postgres::NoTls)?;
    client.batch_execute(cases::create_table(Dialect::Postgres))?;
    for update in cases::set_dates() {
        let (sql, values) = update.build_postgres(PostgresQueryBuilder);
        client.execute(&sql, &values.as_params())?;
    }
    for (query, condition, expected) in cases::cases(Dialect::Postgres) {
        let mut select = Query::select().column("id").from("records").cond_where(condition).take();
        let (sql, values) = select.order_by("id", Order::Asc).build_postgres(PostgresQueryBuilder);
        let rows = client.query(&sql, &values.as_params())?;
        assert_eq!(rows.iter().map(|row| row.get(0)).collect::<Vec<i64>>(), expected, "{query}");
    }
    Ok(())
}
