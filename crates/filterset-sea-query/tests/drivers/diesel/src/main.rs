use diesel::connection::SimpleConnection;
use diesel::sqlite::{Sqlite, SqliteConnection};
use diesel::{Connection, QueryableByName, RunQueryDsl};
use filterset::FilterSet;
use filterset_sea_query::{ColumnMap, Columns, Dialect, to_condition};
use sea_query::Query;
use sea_query_diesel::DieselBinder;

#[derive(FilterSet)]
struct Link {
    #[filter(exact, in)]
    institution: String,
    #[filter(gte, lte)]
    created_at: chrono::DateTime<chrono::Utc>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    id: i64,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut connection = SqliteConnection::establish(":memory:")?;
    connection.batch_execute(
        "CREATE TABLE links (id INTEGER PRIMARY KEY, institution TEXT NOT NULL, created_at TEXT NOT NULL);
        INSERT INTO links VALUES (1, 'erebor', '2022-05-04 10:30:00+00:00'), (2, 'erebor', '2022-05-05 10:30:00+00:00')",
    )?;

    let columns = ColumnMap::from_filter_set::<Link>(Dialect::Sqlite, "links");
    columns.check(Link::schema())?;
    let filter = Link::parse("institution=erebor&created_at__lte=2022-05-04")?;
    let rows: Vec<Row> = Query::select()
        .column("id")
        .from("links")
        .cond_where(to_condition(&filter, &columns)?)
        .build_diesel::<Sqlite>()?
        .load(&mut connection)?;
    assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [1]);
    Ok(())
}
