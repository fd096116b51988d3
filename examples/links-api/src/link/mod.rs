//! Links, whose schema is derived from a struct.

mod login;
pub(crate) mod routes;
mod stored;

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use filterset::list::{Direction, ListOptions, ListOptionsBuilder, Pagination};
use filterset::record::UnsupportedFieldsError;
use filterset::{FilterSet, FilterValue, Schema, ValueType};
use filterset_sea_query::{Column, ColumnMap, CursorKey, Dialect, ListSource};
use sea_query::Expr;
use serde::Deserialize;
use uuid::Uuid;

pub(crate) use self::login::Behavior;
pub(crate) use self::routes::{LoggedIn, log_in, log_in_with, log_in_with_token, routes, take_session};
pub(crate) use self::stored::{LoginFailure, StoredLink, log_in_again, name};
use crate::resource::{Resource, Table};

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

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, FilterValue)]
#[filter(rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub(crate) enum AccessMode {
    Single,
    Recurrent,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, FilterValue)]
#[filter(rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub(crate) enum Status {
    Valid,
    Invalid,
    Unconfirmed,
    TokenRequired,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, FilterValue)]
pub(crate) enum RefreshRate {
    #[filter(rename = "6h")]
    #[serde(rename = "6h")]
    SixHours,
    #[filter(rename = "12h")]
    #[serde(rename = "12h")]
    TwelveHours,
    #[filter(rename = "24h")]
    #[serde(rename = "24h")]
    Day,
    #[filter(rename = "7d")]
    #[serde(rename = "7d")]
    Week,
    #[filter(rename = "30d")]
    #[serde(rename = "30d")]
    Month,
}

impl RefreshRate {
    /// The rate of a recurrent link that has no other.
    pub(crate) const DEFAULT: RefreshRate = RefreshRate::Week;

    pub(crate) fn period(self) -> TimeDelta {
        match self {
            RefreshRate::SixHours => TimeDelta::hours(6),
            RefreshRate::TwelveHours => TimeDelta::hours(12),
            RefreshRate::Day => TimeDelta::days(1),
            RefreshRate::Week => TimeDelta::days(7),
            RefreshRate::Month => TimeDelta::days(30),
        }
    }
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

impl Links {
    pub(crate) fn new(dialect: Dialect) -> Result<Links, UnsupportedFieldsError> {
        let source = ListSource::builder(Link::schema(), columns(dialect), KEY).default_ordering(NEW_TO_OLD).build()?;
        Ok(Links(Arc::new(resource("links", source, dialect)?)))
    }
}

impl LinksByCursor {
    pub(crate) fn new(dialect: Dialect, key: CursorKey) -> Result<LinksByCursor, UnsupportedFieldsError> {
        let links = Link::schema();
        let list = ListOptionsBuilder::from(links.list_options().clone()).pagination(Pagination::by_cursor());
        let schema = Schema::builder(links.name()).fields(links.fields().cloned()).list_options(list).build();
        let source = ListSource::builder(&schema.expect("a valid schema"), columns(dialect), KEY);
        let source = source.default_ordering(NEW_TO_OLD).cursor_key(key).build()?;
        Ok(LinksByCursor(Arc::new(resource("links/by-cursor", source, dialect)?)))
    }
}

impl AsRef<Schema> for LinksByCursor {
    fn as_ref(&self) -> &Schema {
        self.0.as_ref().as_ref()
    }
}

const KEY: &str = "id";
const NEW_TO_OLD: [(&str, Direction); 1] = [("created_at", Direction::Descending)];

fn resource(
    path: &'static str,
    source: ListSource<ColumnMap>,
    dialect: Dialect,
) -> Result<Resource, UnsupportedFieldsError> {
    let table = Table { name: TABLE, key: KEY, json_columns: &[], has_owner: true };
    Resource::new(table, path, source, columns(dialect), &COLUMNS)
}

/// Returns the columns of all names. UUIDs are stored as text. The names that aren't fields of the schema are times, which
/// are stored as text in the order of the instants.
fn columns(dialect: Dialect) -> ColumnMap {
    let column = |name: &'static str| Column::from(Expr::col((TABLE, name)));
    ColumnMap::from_filter_set::<Link>(dialect, TABLE)
        .column("id", column("id").text().typed(ValueType::Text))
        .column("created_by", column("created_by").text())
        .column("created_at", column("created_at").typed(ValueType::Text).not_null())
        .column("last_accessed_at", column("last_accessed_at").typed(ValueType::Text))
}
