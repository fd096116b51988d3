//! Lists and records of a database table.

use std::sync::Arc;

use axum::Json;
use axum::response::{IntoResponse, Response};
use filterset::Field;
use filterset::list::{Direction, ListRequest, Projection};
use filterset_sea_query::{Column, Dialect};
use sea_query::{Asterisk, Expr, ExprTrait, NullOrdering, Order, Query, SelectStatement};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::value::RawValue;

use crate::base_url::BaseUrl;
use crate::error::ApiError;
use crate::store::{Row, Store};

/// A type of records.
pub(crate) struct Resource {
    /// The name of the table, and of the list in its URL.
    pub(crate) name: &'static str,
    pub(crate) columns: &'static [&'static str],
    /// The column of the primary key, which ends each order.
    pub(crate) key: &'static str,
    /// The default order.
    pub(crate) order: (&'static str, Direction),
    /// Returns the column of a field in a filter.
    pub(crate) column: fn(&Field) -> Option<Column>,
    /// Returns the expression that selects a column as JSON, or `None` if the column is selected as it is.
    pub(crate) json_expr: fn(Dialect, &str) -> Option<Expr>,
}

impl Resource {
    /// Returns the page of records that a list request selects.
    pub(crate) async fn list_page(
        &self,
        store: &Arc<Store>,
        base_url: &BaseUrl,
        list: &ListRequest<'static>,
    ) -> Result<Response, ApiError> {
        let condition = filterset_sea_query::to_condition(list.filter(), &(store.dialect(), self.column))?;
        let count = Query::select()
            .expr(Expr::col(Asterisk).count().cast_as("text"))
            .from(self.name)
            .cond_where(condition.clone())
            .take();
        let columns = self.select_columns(list.projection());
        let mut rows = self.select(store.dialect(), &columns);
        rows.cond_where(condition);
        if let (Some(limit), Some(offset)) = (list.limit(), list.offset()) {
            rows.limit(limit).offset(offset);
        }
        let order = (list.ordering().len() == 0).then_some(self.order);
        for (name, direction) in list.ordering().chain(order) {
            // The schema allows only the names of columns. Null is greater than every value, because the defaults of
            // the databases differ.
            match direction {
                Direction::Ascending => rows.order_by_with_nulls(name.to_owned(), Order::Asc, NullOrdering::Last),
                Direction::Descending => rows.order_by_with_nulls(name.to_owned(), Order::Desc, NullOrdering::First),
            };
        }
        rows.order_by(self.key, Order::Asc);

        let mut results = store.query(vec![count, rows.take()]).await?.into_iter();
        let count = results.next().and_then(|mut rows| rows.pop()?.pop()??.parse().ok()).unwrap_or(0);
        let rows = results.next().unwrap_or_default();
        let previous = list.previous();
        if rows.is_empty() && previous.is_some() {
            return Err(ApiError::no_page());
        }
        let url = base_url.list_url(self.name);
        let link = |list: ListRequest<'_>| list.to_url(&url).into();
        let (next, previous) = (list.next(count).map(link), previous.map(link));
        let results = rows.iter().map(|row| Record { resource: self, store, columns: &columns, row }).collect();
        Ok(Json(Page { count, next, previous, results }).into_response())
    }

    /// Returns the record with the key.
    pub(crate) async fn find_one(
        &self,
        store: &Arc<Store>,
        key: &str,
        projection: &Projection<'_>,
    ) -> Result<Response, ApiError> {
        let columns = self.select_columns(projection);
        let statement = self.select(store.dialect(), &columns).and_where(Expr::col(self.key).eq(key)).take();
        let rows = store.query(vec![statement]).await?;
        let row = rows.first().and_then(|rows| rows.first()).ok_or_else(ApiError::not_found)?;
        Ok(Json(Record { resource: self, store, columns: &columns, row }).into_response())
    }

    /// Returns the columns that a projection includes.
    fn select_columns(&self, projection: &Projection<'_>) -> Vec<&'static str> {
        self.columns.iter().copied().filter(|column| projection.includes(column)).collect()
    }

    fn select(&self, dialect: Dialect, columns: &[&'static str]) -> SelectStatement {
        let exprs =
            columns.iter().map(|column| (self.json_expr)(dialect, column).unwrap_or_else(|| Expr::col(*column)));
        // The key is always selected, so that a projection without fields is valid SQL.
        Query::select().exprs(exprs).column(self.key).from(self.name).take()
    }
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
    resource: &'a Resource,
    store: &'a Store,
    columns: &'a [&'static str],
    row: &'a Row,
}

impl Serialize for Record<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.columns.len()))?;
        for (column, value) in self.columns.iter().zip(self.row) {
            let is_json = (self.resource.json_expr)(self.store.dialect(), column).is_some();
            match value {
                Some(value) if is_json => {
                    let value: &RawValue = serde_json::from_str(value).map_err(serde::ser::Error::custom)?;
                    map.serialize_entry(column, value)?;
                }
                value => map.serialize_entry(column, value)?,
            }
        }
        map.end()
    }
}
