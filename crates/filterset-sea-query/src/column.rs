//! The columns that hold the fields of a schema.

use filterset::{Field, ValueType};
use sea_query::{Expr, SelectStatement};

use crate::date::DateLibrary;
use crate::dialect::Dialect;
use crate::reason::UnsupportedReason;

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
/// Implement it for a type of your own if the mapping is data:
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

/// An expression that holds a field's values, and the encoding of the values.
///
/// `Column::from(expr)` holds one value in the database's own type: a UUID is of the type `uuid` in PostgreSQL, and the 16
/// bytes of it elsewhere. The other constructors hold multi-valued fields, and the methods declare another encoding. The
/// [front page](crate#columns) lists them all.
///
/// ```
/// # use sea_query::Expr;
/// use filterset_sea_query::Column;
///
/// let cents = Column::from(Expr::col("amount_cents")).scaled(2);
/// let milliseconds = Column::from(Expr::col("created_at_ms")).scaled(3);
/// let id = Column::from(Expr::col("id")).text();
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct Column {
    pub(crate) storage: Storage,
    pub(crate) encoding: Encoding,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Storage {
    Single(Expr),
    Array(Expr),
    /// The rows of another table that belong to the record, and the expression of a row's value.
    Rows(Box<SelectStatement>, Expr),
}

impl From<Expr> for Column {
    fn from(expr: Expr) -> Column {
        Column { storage: Storage::Single(expr), encoding: Encoding::Native }
    }
}

impl Column {
    /// Creates the column of a multi-valued field that a PostgreSQL array holds.
    ///
    /// Null and the empty array both hold no values, and null elements are ignored.
    ///
    /// ```
    /// # use sea_query::Expr;
    /// # use filterset_sea_query::Column;
    /// let tags = Column::array(Expr::col(("links", "tags")));
    /// ```
    pub fn array(expr: impl Into<Expr>) -> Column {
        Column { storage: Storage::Array(expr.into()), encoding: Encoding::Native }
    }

    /// Creates the column of a multi-valued field that the rows of another table hold.
    ///
    /// `rows` selects the rows that belong to a record and has no columns of its own; `value` is the expression of a
    /// row's value. Null values are ignored.
    ///
    /// ```
    /// # use sea_query::{Expr, ExprTrait, Query};
    /// # use filterset_sea_query::Column;
    /// let rows = Query::select().from("tags").and_where(Expr::col(("tags", "link_id")).equals(("links", "id"))).take();
    /// let tags = Column::rows(rows, Expr::col(("tags", "name")));
    /// ```
    pub fn rows(rows: SelectStatement, value: impl Into<Expr>) -> Column {
        Column { storage: Storage::Rows(Box::new(rows), value.into()), encoding: Encoding::Native }
    }

    /// Declares that the column holds decimals or date-times as integers, in units of 10<sup>-digits</sup>.
    ///
    /// The unit of a date-time is a fraction of a second of Unix time: `scaled(0)` holds seconds and `scaled(3)`
    /// milliseconds. `scaled(2)` holds a decimal as hundredths, such as cents. Comparisons are exact for every integer
    /// of 64 bits; an operand between two units equals no value.
    pub fn scaled(self, digits: u8) -> Column {
        Column { encoding: Encoding::Scaled(digits), ..self }
    }

    /// Declares that the column holds UUIDs, dates or decimals as text in their canonical spelling.
    ///
    /// The canonical spelling is that of [`Value`](filterset::Value)'s `Display`: `2022-05-04`, `12.5`,
    /// `2d2fb5a4-9b2a-4e4a-8f5c-6a0e0b6f3a51`. Comparisons are exact. The order of decimals isn't the order of their
    /// texts, so `gt`, `gte`, `lt`, `lte` and `range` of decimals are errors.
    pub fn text(self) -> Column {
        Column { encoding: Encoding::Text, ..self }
    }

    /// Declares that the column holds decimals as text, which a collation compares as numbers.
    ///
    /// The program must define the collation in the database; comparisons are as exact as the collation.
    pub fn collated(self, collation: &'static str) -> Column {
        Column { encoding: Encoding::Collated(collation), ..self }
    }

    /// Declares that the column holds decimals as 64-bit floating point numbers.
    ///
    /// Each number represents the shortest decimal that parses as it. Comparisons are exact for decimals of up to 15
    /// digits. An operand with more digits that no number represents equals no value.
    pub fn real(self) -> Column {
        Column { encoding: Encoding::Real, ..self }
    }

    /// Declares that the column's own collation compares texts by code point and ignores no spaces, so that conditions on
    /// MySQL can use an index on the column.
    ///
    /// These are MySQL's `utf8mb4_0900_bin`, MariaDB's `utf8mb4_nopad_bin`, and binary columns. With `utf8mb4_bin`, filters
    /// would match texts with more spaces at the end. Other databases use their indexes without this declaration, and
    /// ignore it.
    pub fn by_code_point(self) -> Column {
        Column { encoding: Encoding::ByCodePoint, ..self }
    }

    /// Declares that the column holds choices as values of a PostgreSQL enum, whose name is written to the SQL as it is.
    ///
    /// Each bind parameter is cast to the enum, so conditions can use an index on the column. PostgreSQL reports an error
    /// for a choice that the enum doesn't have.
    ///
    /// ```
    /// # use sea_query::Expr;
    /// # use filterset_sea_query::Column;
    /// let status = Column::from(Expr::col("status")).postgres_enum("link_status");
    /// let qualified = Column::from(Expr::col("status")).postgres_enum(r#"api."LinkStatus""#);
    /// ```
    pub fn postgres_enum(self, name: &'static str) -> Column {
        Column { encoding: Encoding::PostgresEnum(name), ..self }
    }
}

/// How a column represents values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    Native,
    Scaled(u8),
    Text,
    Collated(&'static str),
    Real,
    ByCodePoint,
    PostgresEnum(&'static str),
}

impl Encoding {
    /// Checks that a database can hold values of a type in this encoding, and compare them with bind parameters.
    pub(crate) fn check(
        self,
        dialect: Dialect,
        library: Option<DateLibrary>,
        value_type: ValueType,
    ) -> Result<(), UnsupportedReason> {
        use ValueType::{Choice, Date, DateTime, Decimal, Text, Uuid};
        match (self, value_type) {
            (Encoding::Native, Decimal) if dialect == Dialect::Sqlite => Err(UnsupportedReason::NoDecimals),
            (Encoding::Native, Date | DateTime) => check_library(dialect, library, value_type),
            (Encoding::PostgresEnum(_), Choice) if dialect == Dialect::Postgres => Ok(()),
            (Encoding::Native, _)
            | (Encoding::Scaled(_), Decimal | DateTime)
            | (Encoding::Text, Text | Choice | Uuid | Date | Decimal)
            | (Encoding::Collated(_) | Encoding::Real, Decimal)
            | (Encoding::ByCodePoint, Text | Choice) => Ok(()),
            (_, value_type) => Err(UnsupportedReason::Encoding { value_type }),
        }
    }
}

/// Checks that bind parameters can have the types of a library.
fn check_library(
    dialect: Dialect,
    library: Option<DateLibrary>,
    value_type: ValueType,
) -> Result<(), UnsupportedReason> {
    let Some(library) = library else { return Err(UnsupportedReason::NoDateLibrary { value_type }) };
    if !library.supports(dialect) {
        return Err(UnsupportedReason::NoDriver { value_type });
    }
    if dialect == Dialect::Sqlite && value_type == ValueType::DateTime && !library.has_ordered_texts() {
        return Err(UnsupportedReason::NoOrderedInstants);
    }
    Ok(())
}
