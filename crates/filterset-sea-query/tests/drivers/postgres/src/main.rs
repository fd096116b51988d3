use filterset::{Field, Op, Schema};
use filterset_sea_query::{Column, Dialect, to_condition};
use sea_query::{Expr, PostgresQueryBuilder, Query};
use sea_query_postgres::PostgresBinder;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let Ok(url) = std::env::var("DATABASE_URL") else { return Ok(()) };
    let mut client = postgres::Client::connect(&url, postgres::NoTls)?;
    client.batch_execute(
        "CREATE TEMPORARY TABLE accounts (id bigint PRIMARY KEY, balance numeric NOT NULL, tags text[] NOT NULL);
        INSERT INTO accounts VALUES (1, 120.50, '{main,old}'), (2, 99.99, '{main}');",
    )?;

    let accounts = Schema::builder("accounts")
        .field(Field::decimal("balance").ops([Op::Gte, Op::Range]))
        .field(Field::text("tags").multi_valued().ops([Op::Exact, Op::AllIn]))
        .build()?;
    let columns = (Dialect::Postgres, |field: &Field| match field.name() {
        "balance" => Some(Column::from(Expr::col("balance"))),
        "tags" => Some(Column::array(Expr::col("tags"))),
        _ => None,
    });
    let filter = accounts.parse("balance__gte=100&tags__allin=main,old")?;
    let (sql, values) = Query::select()
        .column("id")
        .from("accounts")
        .cond_where(to_condition(&filter, &columns)?)
        .build_postgres(PostgresQueryBuilder);

    let ids: Vec<i64> = client.query(&sql, &values.as_params())?.iter().map(|row| row.get(0)).collect();
    assert_eq!(ids, [1]);
    Ok(())
}
