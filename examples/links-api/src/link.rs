//! Links, whose schema is derived from a struct.

use chrono::{DateTime, Utc};
use filterset::list::{Direction, ListOptions, Pagination};
use filterset::{Field, FilterSet, FilterValue, Schema};
use filterset_sea_query::Column;
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

const COLUMNS: [&str; 9] = [
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

pub(crate) const RESOURCE: Resource = Resource {
    name: "links",
    columns: &COLUMNS,
    key: "id",
    order: ("created_at", Direction::Descending),
    column,
    json_expr: |_, _| None,
};

/// The schema for the request of a single link, which has `fields` and `omit` but no filter.
#[derive(Clone)]
pub(crate) struct OneLink(Schema);

impl Default for OneLink {
    fn default() -> OneLink {
        let fields = ListOptions::builder().fields(COLUMNS).omit(COLUMNS);
        OneLink(Schema::builder("link").list_options(fields).build().expect("two parameters"))
    }
}

impl AsRef<Schema> for OneLink {
    fn as_ref(&self) -> &Schema {
        &self.0
    }
}

/// Returns the column of a field, which has its name. UUIDs are stored as text.
fn column(field: &Field) -> Option<Column> {
    let name = RESOURCE.columns.iter().find(|column| **column == field.name())?;
    let column = Column::from(Expr::col(*name));
    Some(if matches!(*name, "id" | "created_by") { column.text() } else { column })
}
