//! A column that holds a field, and the encoding of its values.

use filterset::ValueType;
use sea_query::{Expr, SelectStatement};

use crate::date::DateLibrary;
use crate::dialect::Dialect;
use crate::reason::UnsupportedReason;

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
    /// The type and the nullability of a name that isn't a field of the schema.
    pub(crate) value_type: Option<ValueType>,
    pub(crate) is_nullable: bool,
    /// The expression that a projection selects, if it isn't the one of the storage.
    pub(crate) selected: Option<Expr>,
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
        Column::new(Storage::Single(expr))
    }
}

impl Column {
    const fn new(storage: Storage) -> Column {
        Column { storage, encoding: Encoding::Native, value_type: None, is_nullable: true, selected: None }
    }

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
        Column::new(Storage::Array(expr.into()))
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
        Column::new(Storage::Rows(Box::new(rows), value.into()))
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

    /// Declares that the column's own collation is deterministic, so that conditions on PostgreSQL can use it.
    ///
    /// Every collation is deterministic unless it was created with `deterministic = false`: texts with different bytes
    /// aren't equal. Conditions then use the column itself, without `COLLATE "C"`. An index with the class
    /// `text_pattern_ops` serves order operators and `startswith`, one with `gin_trgm_ops` serves `contains`, and foreign
    /// servers evaluate all of them. A column under the collation `"C"` needs no declaration. Other databases ignore it.
    ///
    /// ```
    /// # use sea_query::Expr;
    /// # use filterset_sea_query::Column;
    /// let institution = Column::from(Expr::col("institution")).deterministic();
    /// ```
    pub fn deterministic(self) -> Column {
        Column { encoding: Encoding::Deterministic, ..self }
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

    /// Declares the type of the values, for a name that lists can be ordered by and that isn't a field of the schema. A
    /// field has the type that the schema declares.
    ///
    /// ```
    /// # use filterset::ValueType;
    /// # use sea_query::Expr;
    /// # use filterset_sea_query::Column;
    /// let created_at = Column::from(Expr::col("created_at")).typed(ValueType::DateTime);
    /// ```
    pub fn typed(self, value_type: ValueType) -> Column {
        Column { value_type: Some(value_type), ..self }
    }

    /// Declares that the column is never null, for a name that isn't a field of the schema, so that an order can use an index
    /// on it. Without this declaration it can be null. A field is nullable if the schema declares it.
    ///
    /// Declare it only for a column that the database declares `NOT NULL`: pages by cursor don't have the records with null.
    ///
    /// ```
    /// # use filterset::ValueType;
    /// # use sea_query::Expr;
    /// # use filterset_sea_query::Column;
    /// let created_at = Column::from(Expr::col("created_at")).typed(ValueType::DateTime).not_null();
    /// ```
    pub fn not_null(self) -> Column {
        Column { is_nullable: false, ..self }
    }

    /// Declares the expression that lists select for this name, if it isn't the column itself.
    ///
    /// An example is a subquery that collects the values of [`rows`](Column::rows), which can't be selected otherwise.
    pub fn selected_as(self, expr: impl Into<Expr>) -> Column {
        Column { selected: Some(expr.into()), ..self }
    }

    /// Returns the expression that lists select: the declared one, or that of the column. Rows have none.
    pub(crate) fn selected_expr(&self) -> Option<Expr> {
        self.selected.clone().or_else(|| match &self.storage {
            Storage::Single(expr) | Storage::Array(expr) => Some(expr.clone()),
            Storage::Rows(..) => None,
        })
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
    Deterministic,
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
            | (Encoding::ByCodePoint | Encoding::Deterministic, Text | Choice) => Ok(()),
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
