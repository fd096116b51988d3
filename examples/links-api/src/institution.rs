//! Institutions, whose schema is loaded from a file.

use std::sync::Arc;

use filterset::list::ListOptionsBuilder;
use filterset::record::UnsupportedFieldsError;
use filterset::{Schema, ValueType};
use filterset_belvo as belvo;
use filterset_sea_query::{Column, ColumnMap, Dialect, ListSource};
use sea_query::{Expr, ExprTrait, Query, SelectStatement};

use crate::resource::{Resource, Table};
use crate::store::{StoreError, Transaction};

/// The institutions. The schema in the file allows any name in `fields` and `omit`. This one allows only the names of
/// columns, so a typo is an error.
#[derive(Clone)]
pub(crate) struct Institutions(pub(crate) Arc<Resource>);

impl Institutions {
    pub(crate) fn new(dialect: Dialect) -> Result<Institutions, UnsupportedFieldsError> {
        let schema = belvo::institutions();
        let list = ListOptionsBuilder::from(schema.list_options().clone()).fields(COLUMNS).omit(COLUMNS);
        let schema = Schema::builder(TABLE).fields(schema.fields().cloned()).list_options(list).build();
        let source = ListSource::builder(&schema.expect("a valid schema"), columns(dialect), KEY).build()?;
        let table = Table { name: TABLE, key: KEY, json_columns: &[RESOURCES], has_owner: false };
        Ok(Institutions(Arc::new(Resource::new(table, TABLE, source, columns(dialect), &COLUMNS)?)))
    }
}

impl AsRef<Schema> for Institutions {
    fn as_ref(&self) -> &Schema {
        self.0.as_ref().as_ref()
    }
}

/// The table of the institutions.
pub(crate) const TABLE: &str = "institutions";
const KEY: &str = "name";
/// The column that another table holds.
const RESOURCES: &str = "resources";

/// The table of the institutions' resources, with a row for each.
pub(crate) const RESOURCES_TABLE: &str = "institution_resources";

pub(crate) const COLUMNS: [&str; 7] =
    ["name", "display_name", "type", "status", "country_code", "website", "resources"];

/// Returns the columns of all names. The resources are rows of another table, which are selected as a JSON array.
fn columns(dialect: Dialect) -> ColumnMap {
    let array = if dialect == Dialect::Postgres { "json_agg(resource)::text" } else { "json_group_array(resource)" };
    let resources = Column::rows(select_resources(), Expr::col((RESOURCES_TABLE, "resource")))
        .selected_as(select_resources().expr(Expr::cust(array)).take());
    let columns = COLUMNS.into_iter().filter(|name| *name != RESOURCES);
    let columns = columns.fold(ColumnMap::new(dialect), |map, name| map.column(name, Expr::col((TABLE, name))));
    let key = Column::from(Expr::col((TABLE, KEY))).typed(ValueType::Text);
    columns.column(KEY, key).column(RESOURCES, resources)
}

fn select_resources() -> SelectStatement {
    Query::select()
        .from(RESOURCES_TABLE)
        .and_where(Expr::col((RESOURCES_TABLE, "institution")).equals((TABLE, "name")))
        .take()
}

/// What the sandbox simulates of an institution.
pub(crate) struct Profile {
    pub(crate) country: String,
    pub(crate) is_down: bool,
    /// The names of the resources that links to the institution have.
    pub(crate) resources: Vec<String>,
}

/// Finds an institution by its name.
pub(crate) fn find(transaction: &mut Transaction<'_>, name: &str) -> Result<Option<Profile>, StoreError> {
    let columns = ["country_code", "status"];
    let select = Query::select().columns(columns).from(TABLE).and_where(Expr::col("name").eq(name)).take();
    let Some(row) = transaction.find(&select)? else { return Ok(None) };
    let [Some(country), Some(status)] = <[_; 2]>::try_from(row).unwrap_or_default() else {
        return Err(StoreError::Unexpected("institutions"));
    };
    let select =
        Query::select().column("resource").from(RESOURCES_TABLE).and_where(Expr::col("institution").eq(name)).take();
    let resources = transaction.query(&select)?.into_iter().flatten().flatten().collect();
    Ok(Some(Profile { country, is_down: status == "down", resources }))
}
