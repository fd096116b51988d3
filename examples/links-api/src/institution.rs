//! Institutions, whose schema is loaded from a file.

use filterset::list::{Direction, ListOptionsBuilder};
use filterset::{Field, Schema};
use filterset_belvo as belvo;
use filterset_sea_query::{Column, Dialect};
use sea_query::{Expr, ExprTrait, Query, SelectStatement};

use crate::resource::Resource;

/// The schema of institutions. The schema in the file allows any name in `fields` and `omit`. This one allows only the
/// names of columns, so a typo is an error.
#[derive(Clone)]
pub(crate) struct Institutions(Schema);

impl Default for Institutions {
    fn default() -> Institutions {
        let schema = belvo::institutions();
        let list = ListOptionsBuilder::from(schema.list_options().clone()).fields(COLUMNS).omit(COLUMNS);
        let schema = Schema::builder(RESOURCE.name).fields(schema.fields().cloned()).list_options(list).build();
        Institutions(schema.expect("a valid schema"))
    }
}

impl AsRef<Schema> for Institutions {
    fn as_ref(&self) -> &Schema {
        &self.0
    }
}

/// The table of the institutions' resources, with a row for each.
pub(crate) const RESOURCES_TABLE: &str = "institution_resources";

const COLUMNS: [&str; 7] = ["name", "display_name", "type", "status", "country_code", "website", "resources"];

pub(crate) const RESOURCE: Resource = Resource {
    name: "institutions",
    columns: &COLUMNS,
    key: "name",
    order: ("name", Direction::Ascending),
    column,
    json_expr,
};

/// Returns the column of a field: a subquery for the resources, and otherwise the column with the field's name.
fn column(field: &Field) -> Option<Column> {
    match field.name() {
        "resources" => Some(Column::rows(select_resources(), Expr::col((RESOURCES_TABLE, "resource")))),
        name => {
            let name = RESOURCE.columns.iter().find(|column| **column == name)?;
            Some(Column::from(Expr::col((RESOURCE.name, *name))))
        }
    }
}

/// Returns the resources as a JSON array.
fn json_expr(dialect: Dialect, column: &str) -> Option<Expr> {
    let array = if dialect == Dialect::Postgres { "json_agg(resource)::text" } else { "json_group_array(resource)" };
    (column == "resources").then(|| select_resources().expr(Expr::cust(array)).take().into())
}

fn select_resources() -> SelectStatement {
    Query::select()
        .from(RESOURCES_TABLE)
        .and_where(Expr::col((RESOURCES_TABLE, "institution")).equals((RESOURCE.name, "name")))
        .take()
}
