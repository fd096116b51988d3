use filterset::FilterValue;
use filterset::{Field, FilterSet};
use filterset_sea_query::{Dialect, to_condition};
use sea_query::{Expr, Query, SqliteQueryBuilder};
use sea_query_rusqlite::RusqliteBinder;

#[derive(FilterSet)]
#[filter(name = "links")]
struct Link {
    #[filter(exact, in, icontains)]
    institution: String,
    #[filter(exact, in)]
    status: Status,
    #[filter(gte, lte, range)]
    created_at: chrono::DateTime<chrono::Utc>,
}

#[allow(dead_code)]
#[derive(FilterValue)]
#[filter(rename_all = "snake_case")]
enum Status {
    Valid,
    Invalid,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let connection = rusqlite::Connection::open_in_memory()?;
    connection.execute_batch(
        "CREATE TABLE links (id INTEGER PRIMARY KEY, institution TEXT, status TEXT, created_at TEXT);
        INSERT INTO links VALUES (1, 'erebor_mx_retail', 'invalid', '2022-05-04 23:59:59+00:00'),
            (2, 'erebor_mx_retail', 'invalid', '2022-05-05 00:00:00+00:00');",
    )?;

    let columns = (Dialect::Sqlite, |field: &Field| match field.name() {
        "institution" => Some(Expr::col(("links", "institution"))),
        "status" => Some(Expr::col(("links", "status"))),
        "created_at" => Some(Expr::col(("links", "created_at"))),
        _ => None,
    });
    let filter = Link::parse("status=invalid&institution__icontains=MX&created_at__lte=2022-05-04")?;
    let (sql, values) = Query::select()
        .column("id")
        .from("links")
        .cond_where(to_condition(&filter, &columns)?)
        .build_rusqlite(SqliteQueryBuilder);

    let mut statement = connection.prepare(&sql)?;
    let ids: Vec<i64> = statement.query_map(&*values.as_params(), |row| row.get(0))?.collect::<Result<_, _>>()?;
    assert_eq!(ids, [1]);
    Ok(())
}
