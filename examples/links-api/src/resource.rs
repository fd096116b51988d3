//! What is listed: a table of the database, and how it is asked.

use std::sync::Arc;

use axum::Json;
use axum::response::{IntoResponse, Response};
use filterset::{Column, Dialect, Field, Filter, Schema};
use sea_query::{Asterisk, Expr, ExprTrait, Order, Query, SelectStatement};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::value::RawValue;

use crate::failure::Failure;
use crate::page::Page;
use crate::store::{Row, Store};

/// A kind of records.
pub(crate) struct Resource {
    /// The table, and the end of its address.
    pub(crate) name: &'static str,
    pub(crate) columns: &'static [&'static str],
    /// The column that tells records apart, last in every order.
    pub(crate) key: &'static str,
    /// The order where none is asked for.
    pub(crate) order: (&'static str, Order),
    /// What holds a field that is asked for.
    pub(crate) holds: fn(&Field) -> Option<Column>,
    /// What a column is selected by, as text; `None` where it isn't the column itself, which holds JSON.
    pub(crate) json: fn(Dialect, &str) -> Option<Expr>,
}

impl Resource {
    /// A page of the records that a filter lets pass.
    pub(crate) async fn list(
        &self,
        store: &Arc<Store>,
        base: &str,
        filter: &Filter<'_>,
        page: &Page,
    ) -> Result<Response, Failure> {
        let condition = filter.to_condition(&(store.dialect(), self.holds))?;
        let count = Query::select()
            .expr(Expr::col(Asterisk).count().cast_as("text"))
            .from(self.name)
            .cond_where(condition.clone())
            .take();
        let mut rows = self.select(store.dialect(), page);
        rows.cond_where(condition).limit(page.size).offset(page.offset());
        let order = if page.order.is_empty() { std::slice::from_ref(&self.order) } else { &page.order };
        for (column, order) in order.iter().cloned().chain([(self.key, Order::Asc)]) {
            rows.order_by(column, order);
        }

        let mut answers = store.ask(vec![count, rows.take()]).await?.into_iter();
        let count = answers.next().and_then(|mut rows| rows.pop()?.pop()??.parse().ok()).unwrap_or(0);
        let rows = answers.next().unwrap_or_default();
        if rows.is_empty() && page.number > 1 {
            return Err(Failure::not_found());
        }
        let link = |number| format!("{base}/api/{}/?{}", self.name, page.link(filter, number));
        let next = (page.offset() + page.size < count).then(|| link(page.number + 1));
        let previous = (page.number > 1).then(|| link(page.number - 1));
        let results = rows.iter().map(|row| Record { resource: self, store, page, row }).collect();
        Ok(Json(Listed { count, next, previous, results }).into_response())
    }

    /// The record of that key.
    pub(crate) async fn one(&self, store: &Arc<Store>, key: &str, page: &Page) -> Result<Response, Failure> {
        let statement = self.select(store.dialect(), page).and_where(Expr::col(self.key).eq(key)).take();
        let rows = store.ask(vec![statement]).await?;
        let row = rows.first().and_then(|rows| rows.first()).ok_or_else(Failure::not_found)?;
        Ok(Json(Record { resource: self, store, page, row }).into_response())
    }

    fn select(&self, dialect: Dialect, page: &Page) -> SelectStatement {
        let columns = page.columns.iter();
        let exprs = columns.map(|column| (self.json)(dialect, column).unwrap_or_else(|| Expr::col(*column)));
        Query::select().exprs(exprs).from(self.name).take()
    }
}

#[derive(serde::Serialize)]
struct Listed<'a> {
    count: u64,
    next: Option<String>,
    previous: Option<String>,
    results: Vec<Record<'a>>,
}

/// A row, as an object of the columns that were asked for.
struct Record<'a> {
    resource: &'a Resource,
    store: &'a Store,
    page: &'a Page,
    row: &'a Row,
}

impl Serialize for Record<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.row.len()))?;
        for (column, value) in self.page.columns.iter().zip(self.row) {
            let is_json = (self.resource.json)(self.store.dialect(), column).is_some();
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

/// What one record can be asked: which of its fields are told. It has no filter.
#[derive(Clone)]
pub(crate) struct Only(Schema);

impl Default for Only {
    fn default() -> Only {
        Only(Schema::builder("record").reserved(["fields", "omit"]).build().expect("two names"))
    }
}

impl AsRef<Schema> for Only {
    fn as_ref(&self) -> &Schema {
        &self.0
    }
}
