//! A mapping from names to columns, as data.

use std::borrow::Cow;
use std::collections::BTreeMap;

use filterset::{Field, FilterSet};
use sea_query::Expr;

use crate::column::Column;
use crate::columns::Columns;
use crate::date::DateLibrary;
use crate::dialect::Dialect;

/// A mapping from the names of a schema to columns, in one SQL dialect.
///
/// It serves the filter, the ordering and the projection of a list. Build it once, and [check](Columns::check) it against
/// the schema when the program starts.
///
/// ```
/// use filterset::{FilterSet, ValueType};
/// use filterset_sea_query::{Column, ColumnMap, Columns, Dialect};
/// use sea_query::Expr;
/// # use filterset::list::ListOptions;
///
/// #[derive(FilterSet)]
/// # #[filter(list = ListOptions::builder().ordering(["created_at"]))]
/// struct Link {
///     #[filter(exact, in)]
///     id: uuid::Uuid,
///     #[filter(exact, in, column = "link_status")]
///     status: String,
/// }
///
/// let columns = ColumnMap::from_filter_set::<Link>(Dialect::Sqlite, "links")
///     // The database holds UUIDs as text.
///     .column("id", Column::from(Expr::col(("links", "id"))).text())
///     // Lists can be ordered by this name, which isn't a field of the schema.
///     .column("created_at", Column::from(Expr::col(("links", "created_at"))).typed(ValueType::Text));
/// columns.check(Link::schema())?;
/// # Ok::<(), filterset::record::UnsupportedFieldsError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct ColumnMap {
    dialect: Dialect,
    library: Option<DateLibrary>,
    columns: BTreeMap<Cow<'static, str>, Column>,
}

impl ColumnMap {
    /// Creates a mapping without columns.
    pub fn new(dialect: Dialect) -> ColumnMap {
        ColumnMap { dialect, library: DateLibrary::first_enabled(), columns: BTreeMap::new() }
    }

    /// Creates a mapping from the fields of a struct to the columns of a table that the struct
    /// [declares](FilterSet::COLUMNS). Each column holds one value in the database's own type; replace it with
    /// [`column`](ColumnMap::column) if that isn't so.
    pub fn from_filter_set<T: FilterSet>(dialect: Dialect, table: &'static str) -> ColumnMap {
        let map = ColumnMap::new(dialect);
        T::COLUMNS.iter().fold(map, |map, (field, column)| map.column(*field, Expr::col((table, *column))))
    }

    /// Sets the column of a name: a field, or a name in the ordering or the projection of lists. It replaces an earlier
    /// one.
    pub fn column(mut self, name: impl Into<Cow<'static, str>>, column: impl Into<Column>) -> ColumnMap {
        self.columns.insert(name.into(), column.into());
        self
    }

    /// Sets the library whose types hold dates and instants in bind parameters; see [`Columns::date_library`].
    pub fn date_library(mut self, library: DateLibrary) -> ColumnMap {
        self.library = Some(library);
        self
    }
}

impl Columns for ColumnMap {
    fn dialect(&self) -> Dialect {
        self.dialect
    }

    fn date_library(&self) -> Option<DateLibrary> {
        self.library
    }

    fn column(&self, field: &Field) -> Option<Column> {
        self.named_column(field.name())
    }

    fn named_column(&self, name: &str) -> Option<Column> {
        self.columns.get(name).cloned()
    }
}
