//! Links, whose schema is derived from a struct.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use filterset::list::{Direction, ListOptions, ListOptionsBuilder, Pagination};
use filterset::record::UnsupportedFieldsError;
use filterset::{FilterSet, FilterValue, Schema, ValueType};
use filterset_sea_query::{Column, ColumnMap, CursorKey, Dialect, ListSource};
use sea_query::Expr;
use uuid::Uuid;

use crate::resource::Resource;

/// A link to an institution, without its credentials.
#[derive(FilterSet)]
#[filter(
    name = "links",
    list = ListOptions::builder().pagination(Pagination::by_page()).ordering(COLUMNS).fields(COLUMNS).omit(COLUMNS)
)]
pub struct Link {
    #[filter(exact, in)]
    pub(crate) id: Uuid,
    #[filter(exact, in)]
    pub(crate) institution: String,
    #[filter(exact)]
    pub(crate) access_mode: AccessMode,
    #[filter(exact, in)]
    pub(crate) status: Status,
    #[filter(exact)]
    pub(crate) refresh_rate: Option<RefreshRate>,
    #[filter(exact, in)]
    pub(crate) external_id: Option<String>,
    #[filter(not_in)]
    pub(crate) created_by: Uuid,
    #[filter(skip)]
    pub(crate) created_at: DateTime<Utc>,
    #[filter(skip)]
    pub(crate) last_accessed_at: Option<DateTime<Utc>>,
}

#[derive(Clone, Copy, FilterValue)]
#[filter(rename_all = "snake_case")]
pub(crate) enum AccessMode {
    Single,
    Recurrent,
}

#[derive(Clone, Copy, FilterValue)]
#[filter(rename_all = "snake_case")]
pub(crate) enum Status {
    Valid,
    Invalid,
    Unconfirmed,
    TokenRequired,
}

#[derive(Clone, Copy, FilterValue)]
pub(crate) enum RefreshRate {
    #[filter(rename = "6h")]
    SixHours,
    #[filter(rename = "12h")]
    TwelveHours,
    #[filter(rename = "24h")]
    Day,
    #[filter(rename = "7d")]
    Week,
    #[filter(rename = "30d")]
    Month,
}

/// The table of the links.
pub(crate) const TABLE: &str = "links";

pub(crate) const COLUMNS: [&str; 9] = [
    "id",
    "institution",
    "access_mode",
    "status",
    "refresh_rate",
    "external_id",
    "created_by",
    "created_at",
    "last_accessed_at",
];

/// The links, with pagination by page.
#[derive(Clone)]
pub(crate) struct Links(pub(crate) Arc<Resource>);

/// The same links with pagination by cursor. A schema has one kind of pagination, so this list has another schema.
#[derive(Clone)]
pub(crate) struct LinksByCursor(pub(crate) Arc<Resource>);

/// A single link, whose request has `fields` and `omit` but no filter.
#[derive(Clone)]
pub(crate) struct OneLink(pub(crate) Arc<Resource>);

impl Links {
    pub(crate) fn new(dialect: Dialect) -> Result<Links, UnsupportedFieldsError> {
        let source = ListSource::builder(Link::schema(), columns(dialect), KEY).default_ordering(NEW_TO_OLD).build()?;
        Ok(Links(Arc::new(resource("links", source))))
    }
}

impl LinksByCursor {
    pub(crate) fn new(dialect: Dialect, key: CursorKey) -> Result<LinksByCursor, UnsupportedFieldsError> {
        let links = Link::schema();
        let list = ListOptionsBuilder::from(links.list_options().clone()).pagination(Pagination::by_cursor());
        let schema = Schema::builder(links.name()).fields(links.fields().cloned()).list_options(list).build();
        let source = ListSource::builder(&schema.expect("a valid schema"), columns(dialect), KEY);
        let source = source.default_ordering(NEW_TO_OLD).cursor_key(key).build()?;
        Ok(LinksByCursor(Arc::new(resource("links/by-cursor", source))))
    }
}

impl OneLink {
    pub(crate) fn new(dialect: Dialect) -> Result<OneLink, UnsupportedFieldsError> {
        let list = ListOptions::builder().fields(COLUMNS).omit(COLUMNS);
        let schema = Schema::builder("link").list_options(list).build().expect("two parameters");
        // The names of the projection aren't fields here.
        let columns = ColumnMap::new(dialect).column(KEY, Column::from(Expr::col(KEY)).typed(ValueType::Text));
        let others = COLUMNS.into_iter().filter(|name| *name != KEY);
        let columns = others.fold(columns, |columns, name| columns.column(name, Expr::col(name)));
        let source = ListSource::builder(&schema, columns, KEY).build()?;
        Ok(OneLink(Arc::new(resource("links", source))))
    }
}

impl AsRef<Schema> for LinksByCursor {
    fn as_ref(&self) -> &Schema {
        self.0.as_ref().as_ref()
    }
}

impl AsRef<Schema> for OneLink {
    fn as_ref(&self) -> &Schema {
        self.0.as_ref().as_ref()
    }
}

const KEY: &str = "id";
const NEW_TO_OLD: [(&str, Direction); 1] = [("created_at", Direction::Descending)];

fn resource(path: &'static str, source: ListSource<ColumnMap>) -> Resource {
    Resource { table: TABLE, path, key: KEY, json_columns: &[], source }
}

/// Returns the columns of all names. UUIDs are stored as text. The names that aren't fields of the schema are times, which
/// are stored as text in the order of the instants.
fn columns(dialect: Dialect) -> ColumnMap {
    let column = |name: &'static str| Column::from(Expr::col((TABLE, name)));
    ColumnMap::from_filter_set::<Link>(dialect, TABLE)
        .column("id", column("id").text())
        .column("created_by", column("created_by").text())
        .column("created_at", column("created_at").typed(ValueType::Text))
        .column("last_accessed_at", column("last_accessed_at").typed(ValueType::Text).nullable())
}
