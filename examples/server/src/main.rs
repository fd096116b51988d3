use axum::{Json, Router, extract::State, http::StatusCode, routing::get};
use filterset::{FilterSet, FilterValue};
use filterset_axum::FilterQuery;
use filterset_sea_query::{ColumnMap, Columns, Dialect, to_condition};
use sea_query::{Order, Query, SqliteQueryBuilder};
use sea_query_sqlx::SqlxBinder;
use sqlx::{AssertSqlSafe, SqlitePool, sqlite::SqlitePoolOptions};
use std::sync::LazyLock;

// The schema, the row and the response. The `filter` attributes list the operators that clients may use.
#[derive(FilterSet, serde::Serialize, sqlx::FromRow)]
struct Link {
    #[filter(exact, in)]
    institution: String,
    #[filter(exact, in)]
    status: Status,
}

#[derive(FilterValue, serde::Serialize, sqlx::Type)]
#[filter(rename_all = "lowercase")]
#[serde(rename_all = "lowercase")]
#[sqlx(rename_all = "lowercase")]
enum Status {
    Valid,
    Invalid,
}

static COLUMNS: LazyLock<ColumnMap> = LazyLock::new(|| ColumnMap::from_filter_set::<Link>(Dialect::Sqlite, "links"));

// Called only if the query is valid; otherwise, the response lists every error.
async fn list_links(State(pool): State<SqlitePool>, query: FilterQuery<Link>) -> Result<Json<Vec<Link>>, StatusCode> {
    let (sql, values) = Query::select()
        .columns(["institution", "status"])
        .from("links")
        .cond_where(to_condition(&query.filter, &*COLUMNS).map_err(respond_with_500)?)
        .order_by("id", Order::Asc)
        .limit(100)
        .build_sqlx(SqliteQueryBuilder);
    sqlx::query_as_with(AssertSqlSafe(sql), values).fetch_all(&pool).await.map(Json).map_err(respond_with_500)
}

fn respond_with_500(error: impl std::error::Error) -> StatusCode {
    eprintln!("{error}");
    StatusCode::INTERNAL_SERVER_ERROR
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    COLUMNS.check(Link::schema())?; // A field without a suitable column ends the start, not a request.
    // The database is in memory: it lives as long as its only connection.
    let options = SqlitePoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
    let pool = options.connect("sqlite::memory:").await?;
    let links = "CREATE TABLE links (id INTEGER PRIMARY KEY, institution TEXT, status TEXT);
        INSERT INTO links (institution, status) VALUES ('erebor_mx_retail', 'valid'), ('erebor_mx_retail', 'invalid')";
    sqlx::raw_sql(links).execute(&pool).await?;
    let listener = tokio::net::TcpListener::bind(std::env::args().nth(1).unwrap_or("127.0.0.1:8080".into())).await?;
    println!("http://{}", listener.local_addr()?);
    Ok(axum::serve(listener, Router::new().route("/api/links/", get(list_links)).with_state(pool)).await?)
}
