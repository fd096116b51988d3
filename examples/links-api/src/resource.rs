//! Lists and records of a database table.

use std::sync::Arc;

use axum::Json;
use axum::http::Uri;
use axum::response::{IntoResponse, Response};
use filterset::list::ListRequest;
use filterset::uri::QueryString;
use filterset::{Errors, Schema};
use filterset_axum::Rejection;
use filterset_sea_query::{ColumnMap, ListSource, PageError, PageQuery};
use sea_query::{Expr, ExprTrait, Query, SelectStatement};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::value::RawValue;

use crate::base_url::BaseUrl;
use crate::error::ApiError;
use crate::store::{Row, Store};

/// A type of records.
pub(crate) struct Resource {
    /// The name of the table.
    pub(crate) table: &'static str,
    /// The path of the list in its URL, after `api/` and without the slash at the end.
    pub(crate) path: &'static str,
    /// The column of the primary key.
    pub(crate) key: &'static str,
    /// The columns that are selected as JSON.
    pub(crate) json_columns: &'static [&'static str],
    /// The schema, the columns and the default ordering.
    pub(crate) source: ListSource<ColumnMap>,
}

impl AsRef<Schema> for Resource {
    fn as_ref(&self) -> &Schema {
        self.source.schema()
    }
}

impl Resource {
    /// Returns the page of records that the list request of a URI selects. The response to an invalid cursor is a
    /// [`Rejection`], as that to any other invalid parameter.
    pub(crate) async fn list_page(
        &self,
        store: &Arc<Store>,
        base_url: &BaseUrl,
        list: &ListRequest<'static>,
        uri: Uri,
    ) -> Result<Response, ApiError> {
        let page = match self.source.page(list) {
            Ok(page) => page,
            Err(PageError::InvalidCursor) => {
                return Ok(Rejection::new(Errors::invalid_cursor(uri.query_string()), uri).into_response());
            }
            Err(error) => return Err(error.into()),
        };
        // The store returns text.
        let count = page.count(Query::select().from(self.table).take());
        let count = Query::select().expr(Expr::col("count").cast_as("text")).from_subquery(count, "counted").take();
        let mut results = store.query(vec![count, page.select(self.select())]).await?.into_iter();
        let count = results.next().and_then(|mut rows| rows.pop()?.pop()??.parse().ok()).unwrap_or(0);
        let mut rows = results.next().unwrap_or_default();
        let previous = list.previous();
        if rows.is_empty() && previous.is_some() {
            return Err(ApiError::no_page());
        }
        let by_cursor = page.next_page(&mut rows, |row, name| find_order_value(&page, row, name).map(Into::into))?;
        let url = base_url.list_url(self.path);
        let link = |list: ListRequest<'_>| list.to_url(&url).into();
        let (next, previous) = (by_cursor.or_else(|| list.next(count)).map(link), previous.map(link));
        let results = rows.iter().map(|row| self.record(&page, row)).collect();
        Ok(Json(Page { count, next, previous, results }).into_response())
    }

    /// Returns the record with the key.
    pub(crate) async fn find_one(
        &self,
        store: &Arc<Store>,
        key: &str,
        list: &ListRequest<'static>,
    ) -> Result<Response, ApiError> {
        let page = self.source.page(list)?;
        let statement = page.select(self.select().and_where(Expr::col(self.key).eq(key)).take());
        let rows = store.query(vec![statement]).await?;
        let row = rows.first().and_then(|rows| rows.first()).ok_or_else(ApiError::not_found)?;
        Ok(Json(self.record(&page, row)).into_response())
    }

    /// Starts a statement. The key is always selected, so that a projection without fields is valid SQL.
    fn select(&self) -> SelectStatement {
        Query::select().column(self.key).from(self.table).take()
    }

    fn record<'a>(&'a self, page: &'a PageQuery<'a, 'a>, row: &'a Row) -> Record<'a> {
        Record { names: page.columns().map(|(name, _)| name).collect(), json_names: self.json_columns, row }
    }
}

/// Returns the value of a row for a name in the ordering. The values follow the key and the columns.
fn find_order_value<'r>(page: &PageQuery<'_, '_>, row: &'r Row, name: &str) -> Option<&'r str> {
    let index = page.ordering().position(|(other, _)| other == name)?;
    row.get(1 + page.columns().len() + index)?.as_deref()
}

#[derive(serde::Serialize)]
struct Page<'a> {
    count: u64,
    next: Option<String>,
    previous: Option<String>,
    results: Vec<Record<'a>>,
}

/// A row, which is serialized as an object of its columns.
struct Record<'a> {
    names: Vec<&'a str>,
    json_names: &'a [&'a str],
    row: &'a Row,
}

impl Serialize for Record<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.names.len()))?;
        // The key precedes the columns.
        for (name, value) in self.names.iter().zip(self.row.iter().skip(1)) {
            match value {
                Some(value) if self.json_names.contains(name) => {
                    let value: &RawValue = serde_json::from_str(value).map_err(serde::ser::Error::custom)?;
                    map.serialize_entry(name, value)?;
                }
                value => map.serialize_entry(name, value)?,
            }
        }
        map.end()
    }
}
