//! Lists and records of a database table.

use axum::Json;
use axum::http::Uri;
use axum::response::{IntoResponse, Response};
use filterset::list::{ListOptions, ListRequest};
use filterset::record::UnsupportedFieldsError;
use filterset::uri::QueryString;
use filterset::{Errors, Schema};
use filterset_axum::Rejection;
use filterset_sea_query::{ColumnMap, ListSource, PageError, PageQuery};
use sea_query::{Expr, ExprTrait, Query, SelectStatement};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::store::Row;

/// The column with the id of the key that a record belongs to.
pub(crate) const KEY_COLUMN: &str = "key_id";

/// A table of records.
pub(crate) struct Table {
    pub(crate) name: &'static str,
    /// The column of the primary key.
    pub(crate) key: &'static str,
    /// The columns that are selected as JSON.
    pub(crate) json_columns: &'static [&'static str],
    /// Whether each record belongs to a key, which is in the column `key_id`.
    pub(crate) has_owner: bool,
}

/// A type of records.
pub(crate) struct Resource {
    table: Table,
    /// The path of the list in its URL, after `api/` and without the slash at the end.
    path: &'static str,
    members: &'static [&'static str],
    /// The schema, the columns and the default ordering of lists.
    list: ListSource<ColumnMap>,
    /// The same for a single record, whose request has `fields` and `omit` but no filter.
    one: ListSource<ColumnMap>,
}

impl AsRef<Schema> for Resource {
    fn as_ref(&self) -> &Schema {
        self.list.schema()
    }
}

impl Resource {
    /// Creates the resource of a list. `columns` are those of the list, and `names` are the members of a
    /// record. No name is a field of a single record's schema, so the column of the key declares its type.
    pub(crate) fn new(
        table: Table,
        path: &'static str,
        list: ListSource<ColumnMap>,
        columns: ColumnMap,
        names: &'static [&'static str],
    ) -> Result<Resource, UnsupportedFieldsError> {
        let options = ListOptions::builder().fields(names.iter().copied()).omit(names.iter().copied());
        let schema = Schema::builder("record").list_options(options).build().expect("two parameters");
        let one = ListSource::builder(&schema, columns, table.key).build()?;
        Ok(Resource { table, path, members: names, list, one })
    }

    /// Returns the path of the list in its URL, after `api/` and without the slash at the end.
    pub(crate) const fn path(&self) -> &'static str {
        self.path
    }

    /// Returns the names of the members of a record.
    pub(crate) const fn members(&self) -> &'static [&'static str] {
        self.members
    }

    /// Returns the page of records of a key that the list request of a URI selects.
    pub(crate) async fn list(&self, app: &App, caller: &Caller, uri: Uri) -> Result<Response, ApiError> {
        match self.list.schema().parse_list_request(uri.query_string()).map(ListRequest::into_owned) {
            Ok(list) => self.list_page(app, caller, &list, uri).await,
            Err(errors) => Ok(Rejection::new(errors, uri).into_response()),
        }
    }

    /// Returns the page of records of a key that a list request selects. The response to an invalid cursor is a
    /// [`Rejection`], as that to any other invalid parameter.
    pub(crate) async fn list_page(
        &self,
        app: &App,
        caller: &Caller,
        list: &ListRequest<'static>,
        uri: Uri,
    ) -> Result<Response, ApiError> {
        let page = match self.list.page(list) {
            Ok(page) => page,
            Err(PageError::InvalidCursor) => {
                return Ok(Rejection::new(Errors::invalid_cursor(uri.query_string()), uri).into_response());
            }
            Err(error) => return Err(error.into()),
        };
        // The store returns text.
        let count = page.count(self.owned(Query::select().from(self.table.name).take(), caller));
        let count = Query::select().expr(Expr::col("count").cast_as("text")).from_subquery(count, "counted").take();
        let select = page.select(self.select(caller));
        let mut results = app.store.query(vec![count, select]).await?.into_iter();
        let count = results.next().and_then(|mut rows| rows.pop()?.pop()??.parse().ok()).unwrap_or(0);
        let mut rows = results.next().unwrap_or_default();
        let previous = list.previous();
        if rows.is_empty() && previous.is_some() {
            return Err(ApiError::no_page());
        }
        let by_cursor = page.next_page(&mut rows, |row, name| find_order_value(&page, row, name).map(Into::into))?;
        let url = app.base_url.list_url(self.path);
        let link = |list: ListRequest<'_>| list.to_url(&url).into();
        let (next, previous) = (by_cursor.or_else(|| list.next(count)).map(link), previous.map(link));
        let results = rows.iter().map(|row| self.record(&page, row)).collect();
        Ok(Json(Page { count, next, previous, results }).into_response())
    }

    /// Returns the record with an id, whose members the query of a URI selects.
    pub(crate) async fn show(&self, app: &App, caller: &Caller, id: &str, uri: Uri) -> Result<Response, ApiError> {
        let list = match self.one.schema().parse_list_request(uri.query_string()) {
            Ok(list) => list.into_owned(),
            Err(errors) => return Ok(Rejection::new(errors, uri).into_response()),
        };
        let page = self.one.page(&list)?;
        let id = canonical_id(id)?;
        let select =
            page.select(self.select(caller).and_where(Expr::col((self.table.name, self.table.key)).eq(id)).take());
        let rows = app.store.query(vec![select]).await?;
        let row = rows.first().and_then(|rows| rows.first()).ok_or_else(ApiError::not_found)?;
        Ok(Json(self.record(&page, row)).into_response())
    }

    /// Restricts a statement to the records of a key.
    fn owned(&self, mut select: SelectStatement, caller: &Caller) -> SelectStatement {
        if self.table.has_owner {
            select.and_where(Expr::col((self.table.name, KEY_COLUMN)).eq(&*caller.0));
        }
        select
    }

    /// Starts a statement. The key is always selected, so that a projection without fields is valid SQL.
    fn select(&self, caller: &Caller) -> SelectStatement {
        self.owned(Query::select().column((self.table.name, self.table.key)).from(self.table.name).take(), caller)
    }

    fn record<'a>(&'a self, page: &'a PageQuery<'a, 'a>, row: &'a Row) -> Record<'a> {
        Record { names: page.columns().map(|(name, _)| name).collect(), json_names: self.table.json_columns, row }
    }
}

/// Returns the canonical form of an id in a path.
pub(crate) fn canonical_id(id: &str) -> Result<String, ApiError> {
    // The library also parses braces and `urn:`, which aren't valid in a filter.
    let uuid = Uuid::try_parse(id).ok().map(|uuid| uuid.to_string()).filter(|uuid| uuid.eq_ignore_ascii_case(id));
    uuid.ok_or_else(ApiError::not_found)
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
