use filterset::FilterSet;
use filterset_sea_query::{ColumnMap, Columns, Dialect, to_condition};
use sea_query::{Query, SqliteQueryBuilder};
use sea_query_sqlx::SqlxBinder;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};

#[derive(FilterSet)]
struct Link {
    #[filter(exact, in)]
    institution: String,
    #[filter(gte, lte)]
    created_at: chrono::DateTime<chrono::Utc>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut connection = SqliteConnection::connect("sqlite::memory:").await?;
    let links = "CREATE TEMPORARY TABLE links (id bigint, institution text, created_at text);
        INSERT INTO links VALUES (1, 'erebor', '2022-05-04T10:30:00+00:00'), (2, 'erebor', '2022-05-05T10:30:00+00:00')";
    sqlx::raw_sql(links).execute(&mut connection).await?;

    let columns = ColumnMap::from_filter_set::<Link>(Dialect::Sqlite, "links");
    columns.check(Link::schema())?;
    let filter = Link::parse("institution=erebor&created_at__lte=2022-05-04")?;
    let (sql, values) = Query::select()
        .column("id")
        .from("links")
        .cond_where(to_condition(&filter, &columns)?)
        .build_sqlx(SqliteQueryBuilder);
    let ids: Vec<i64> = sqlx::query_scalar_with(AssertSqlSafe(sql), values).fetch_all(&mut connection).await?;
    assert_eq!(ids, [1]);
    Ok(())
}
