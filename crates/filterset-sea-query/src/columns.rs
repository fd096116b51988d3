//! The mapping from the names of a schema to columns.

use filterset::record::UnsupportedFieldsError;
use filterset::{Field, Schema};
#[cfg(doc)]
use sea_query::Expr;

use crate::check::{Gaps, check_field, check_selected};
use crate::column::Column;
use crate::date::{DateLibrary, Target};
use crate::dialect::Dialect;
use crate::projection::selectable_names;
use crate::sort::SortKey;

/// A mapping from fields to the columns that hold them, in one SQL dialect.
///
/// A pair of a [`Dialect`] and a function implements this trait. The function takes a field and returns an expression
/// (an [`Expr`]) or a [`Column`]: a column (`Expr::col`), a column of a table alias, or any other expression. Nothing
/// in the expression comes from a query. A [`DateLibrary`] between the two chooses the types of dates and instants.
///
/// ```
/// # use sea_query::Expr;
/// use filterset::Field;
/// use filterset_sea_query::Dialect;
///
/// let columns = (Dialect::Postgres, |field: &Field| match field.name() {
///     "institution" => Some(Expr::col(("links", "institution"))),
///     "status" => Some(Expr::col(("links", "status"))),
///     _ => None,
/// });
/// ```
///
/// A [`ColumnMap`](crate::ColumnMap) holds the mapping as data, for example that of a derived schema. It also has the
/// columns of names that aren't fields, for [lists](crate::ListSource). Implement the trait for a type of your own if you
/// have the mapping in another form:
///
/// ```
/// # use std::collections::HashMap;
/// # use sea_query::Expr;
/// use filterset::Field;
/// use filterset_sea_query::{Column, Columns, Dialect};
///
/// struct ColumnNames(HashMap<String, String>);
///
/// impl Columns for ColumnNames {
///     fn dialect(&self) -> Dialect {
///         Dialect::Sqlite
///     }
///
///     fn column(&self, field: &Field) -> Option<Column> {
///         let name = self.0.get(field.name())?;
///         Some(Expr::col(name.clone()).into())
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` doesn't map fields to columns",
    note = "use a pair of a `Dialect` and a function from `&Field` to `Option<Expr>` or `Option<Column>`"
)]
pub trait Columns {
    /// Returns the dialect of the database.
    fn dialect(&self) -> Dialect;

    /// Returns the library whose types hold dates and instants in bind parameters. With `None`, only columns of another
    /// [encoding](Column) can hold them.
    ///
    /// The default is the first of chrono, time and jiff whose feature is enabled. Cargo enables a feature for all the
    /// packages that are built together, so choose a library if other packages may enable a second one.
    fn date_library(&self) -> Option<DateLibrary> {
        DateLibrary::first_enabled()
    }

    /// Returns the column that holds a field, or `None` if no column does.
    ///
    /// A filter with a condition on a field without a column is an error.
    fn column(&self, field: &Field) -> Option<Column>;

    /// Returns the column of a name that a list can be ordered by, or that its records have, and that isn't a field of the
    /// schema. The default has no such names.
    fn named_column(&self, name: &str) -> Option<Column> {
        let _ = name;
        None
    }

    /// Checks that there is a column for everything that a schema declares: each field with its operators, and each name
    /// in its `ordering`, `fields` and `omit`. Call it when the program starts, so that no request finds a gap.
    ///
    /// If this succeeds, [`to_condition`](crate::to_condition) succeeds for every filter of the schema.
    ///
    /// ```
    /// use filterset::{Field, Op, Schema};
    /// use filterset_sea_query::{ColumnMap, Columns, Dialect};
    /// use sea_query::Expr;
    ///
    /// let accounts = Schema::builder("accounts")
    ///     .field(Field::text("category").ops([Op::Exact]))
    ///     .field(Field::decimal("balance").ops([Op::Gte]))
    ///     .field(Field::text("owner").ops([Op::Exact]))
    ///     .build()?;
    /// let columns = ColumnMap::new(Dialect::Sqlite)
    ///     .column("category", Expr::col("category"))
    ///     .column("balance", Expr::col("balance"));
    ///
    /// let error = columns.check(&accounts).unwrap_err();
    /// assert_eq!(error.fields().collect::<Vec<_>>(), ["balance", "owner"]);
    /// assert_eq!(error.to_string().lines().last(), Some(r#"unsupported field "owner": it has no column"#));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error with every field and every name that has no column, or whose column doesn't support what the schema
    /// declares.
    fn check(&self, schema: &Schema) -> Result<(), UnsupportedFieldsError>
    where
        Self: Sized,
    {
        collect_gaps(self, schema).into_result()
    }
}

/// Collects the fields and names of a schema that the columns don't support.
pub(crate) fn collect_gaps(columns: &impl Columns, schema: &Schema) -> Gaps {
    let target = Target::plain(columns.dialect(), columns.date_library());
    let mut gaps = Gaps::default();
    for field in schema.fields() {
        gaps.add(field.name(), check_field(target, field, columns.column(field)));
    }
    for name in schema.list_options().ordering() {
        gaps.add(name, SortKey::new(target, schema.field(name), find_column(columns, schema, name)).map(drop));
    }
    for name in selectable_names(schema) {
        gaps.add(&name, check_selected(schema, &name, find_column(columns, schema, &name)));
    }
    gaps
}

/// Returns the column of a field or of another name.
pub(crate) fn find_column(columns: &impl Columns, schema: &Schema, name: &str) -> Option<Column> {
    schema.field(name).map_or_else(|| columns.named_column(name), |field| columns.column(field))
}

impl<F, C> Columns for (Dialect, F)
where
    F: Fn(&Field) -> Option<C>,
    C: Into<Column>,
{
    fn dialect(&self) -> Dialect {
        self.0
    }

    fn column(&self, field: &Field) -> Option<Column> {
        (self.1)(field).map(Into::into)
    }
}

impl<F, C> Columns for (Dialect, DateLibrary, F)
where
    F: Fn(&Field) -> Option<C>,
    C: Into<Column>,
{
    fn dialect(&self) -> Dialect {
        self.0
    }

    fn date_library(&self) -> Option<DateLibrary> {
        Some(self.1)
    }

    fn column(&self, field: &Field) -> Option<Column> {
        (self.2)(field).map(Into::into)
    }
}
