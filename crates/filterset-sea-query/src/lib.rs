//! What a filter means, in SQL: a condition of sea-query.
#![deny(missing_docs)]
#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::string_slice,
        clippy::unwrap_used
    )
)]

mod bind;
mod compare;
mod gap;

use sea_query::{Condition, Expr, ExprTrait, Func, Query, SelectStatement};

use filterset::record::UnsupportedFieldsError;
use filterset::{Field, Filter, Op, Predicate, Value};

use bind::Shape;
use compare::Comparer;
use gap::Gap;

/// The kind of database that a condition is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Dialect {
    /// SQLite, 3.23 or newer. Its own `lower` folds A to Z; a connection that replaces it, as those with ICU do, folds
    /// what that folds.
    Sqlite,
    /// PostgreSQL, with text in UTF-8. A column whose collation is declared as nondeterministic says itself which texts
    /// are equal.
    Postgres,
    /// MySQL or MariaDB, with text in `utf8mb4`.
    MySql,
}

/// Which columns hold a table's fields, and in what kind of database.
///
/// A dialect with a function from a field to an expression is one: a column (`Expr::col`), one of a table's alias, or
/// any expression of yours. Nothing of it ever comes from a query.
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
#[diagnostic::on_unimplemented(
    message = "`{Self}` doesn't say which columns hold the fields",
    note = "give a pair of a `Dialect` and a function from `&Field` to `Option<Expr>` or `Option<Column>`"
)]
pub trait Columns {
    /// The kind of database.
    fn dialect(&self) -> Dialect;

    /// What holds a field; `None` where nothing does, which is an error wherever a filter asks for it.
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

/// What holds a field in a database: an expression, and how values are written there.
///
/// An expression alone is a column whose values are bound by their own types: `i64`, `bool`, `&str`, and those of
/// `chrono`, `uuid` and `rust_decimal`. Where a column holds them otherwise, say so:
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
    storage: Storage,
    shape: Shape,
}

#[derive(Clone, Debug, PartialEq)]
enum Storage {
    One(Expr),
    Array(Expr),
    Rows(Box<SelectStatement>, Expr),
}

impl From<Expr> for Column {
    fn from(expr: Expr) -> Column {
        Column { storage: Storage::One(expr), shape: Shape::Native }
    }
}

impl Column {
    /// A field of many values, held by an array of PostgreSQL.
    pub fn array(expr: impl Into<Expr>) -> Column {
        Column { storage: Storage::Array(expr.into()), shape: Shape::Native }
    }

    /// A field of many values, held by the rows of another table.
    ///
    /// `rows` selects those that belong to the record, without columns; `value` is the expression that holds a value.
    ///
    /// ```
    /// # use sea_query::{Expr, ExprTrait, Query};
    /// # use filterset_sea_query::Column;
    /// let rows = Query::select().from("tags").and_where(Expr::col(("tags", "link_id")).equals(("links", "id"))).take();
    /// let tags = Column::rows(rows, Expr::col(("tags", "name")));
    /// ```
    pub fn rows(rows: SelectStatement, value: impl Into<Expr>) -> Column {
        Column { storage: Storage::Rows(Box::new(rows), value.into()), shape: Shape::Native }
    }

    /// Decimals or date-times that are held as integers, of units of 10<sup>-digits</sup>: `scaled(2)` are cents, or
    /// hundredths of a second since 1970 (Unix time). Exact, within 64 bits: a value between two units equals none.
    pub fn scaled(self, digits: u8) -> Column {
        Column { shape: Shape::Scaled(digits), ..self }
    }

    /// Uuids, dates or decimals that are held as text, in their canonical spelling. Exact; there is no order of decimals.
    pub fn text(self) -> Column {
        Column { shape: Shape::Text, ..self }
    }

    /// Decimals that are held as text, compared by a collation of this name: one of yours, that compares them as
    /// numbers. As exact as the collation.
    pub fn collated(self, collation: &'static str) -> Column {
        Column { shape: Shape::Collated(collation), ..self }
    }

    /// Decimals that are held as floating point numbers of 64 bits, each of which stands for the shortest decimal that
    /// is read as it. A value that isn't one of those (from 16 digits on) equals none.
    pub fn real(self) -> Column {
        Column { shape: Shape::Real, ..self }
    }
}

/// The filter as a condition of SQL, for statements of any kind.
///
/// Each value is a bind, and there are never more than 999 of them under the default limits. The text depends on the
/// filter's fields and operators, how many values each has, which of them are whole days and what `isnull` asks, and
/// on nothing else that a query says. The condition means what [`matches`](Filter::matches) means; as all of SQL it may
/// be null where a column is, so that its `NOT` isn't its complement.
///
/// Binds can be arrays and of types of chrono, uuid and rust_decimal: what sends them to a database
/// (`sea-query-rusqlite`, `sea-query-postgres`, ...) needs its own features for these turned on.
///
/// ```
/// use filterset::{Field, Op, Schema};
/// use filterset_sea_query::{Dialect, to_condition};
/// use sea_query::{Expr, PostgresQueryBuilder, Query};
///
/// let links = Schema::builder("links")
///     .field(Field::text("institution").ops([Op::In]))
///     .field(Field::date_time("created_at").ops([Op::Lte]))
///     .build()?;
/// let columns = (Dialect::Postgres, |field: &Field| match field.name() {
///     "institution" => Some(Expr::col("institution")),
///     "created_at" => Some(Expr::col("created_at")),
///     _ => None,
/// });
///
/// let filter = links.parse("institution__in=erebor_mx_retail,gringotts_mx_retail&created_at__lte=2022-05-04")?;
/// let (sql, values) = Query::select()
///     .column("id")
///     .from("links")
///     .cond_where(to_condition(&filter, &columns)?)
///     .build(PostgresQueryBuilder);
/// assert_eq!(
///     sql,
///     r#"SELECT "id" FROM "links" WHERE "created_at" < CAST($1 AS timestamptz) AND "institution" IN ($2, $3)"#
/// );
/// assert_eq!(values.0.len(), 3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// A field that the filter asks for has no column, or one that can't answer: every such field is named.
pub fn to_condition(filter: &Filter<'_>, columns: &impl Columns) -> Result<Condition, UnsupportedFieldsError> {
    let mut all = Condition::all();
    let mut gaps = Vec::new();
    for condition in filter {
        let (field, predicate) = (condition.field(), condition.predicate());
        let column = columns.column(field).ok_or(Gap::Missing);
        match column.and_then(|column| condition_on(columns.dialect(), field, column, predicate)) {
            Ok(condition) => all = all.add(condition),
            Err(gap) => gaps.push((field.name().to_owned(), gap)),
        }
    }
    gaps.dedup();
    match UnsupportedFieldsError::new(gaps.into_iter().map(|(field, gap)| (field, gap.to_string()))) {
        Some(error) => Err(error),
        None => Ok(all),
    }
}
/// The condition of one predicate.
fn condition_on(dialect: Dialect, field: &Field, column: Column, predicate: &Predicate<'_>) -> Result<Condition, Gap> {
    let Column { storage, shape } = column;
    let comparer = |expr| Comparer::new(dialect, field.value_type(), shape, expr);
    match storage {
        Storage::One(expr) if !field.is_multi_valued() => single(&comparer(expr)?, predicate),
        Storage::One(_) => Err(Gap::One),
        _ if !field.is_multi_valued() => Err(Gap::Many),
        Storage::Array(_) if dialect != Dialect::Postgres => Err(Gap::NoArrays),
        Storage::Array(array) => {
            let values = comparer(Expr::col(VALUE))?;
            if let Predicate::AllIn(list) = predicate
                && let Some(condition) = values.is_contained(&array, list)
            {
                return Ok(condition.into());
            }
            multi_valued(
                &values,
                &Query::select().from_function(Func::cust("unnest").arg(array), VALUE).take(),
                predicate,
            )
        }
        Storage::Rows(rows, value) => multi_valued(&comparer(value)?, &rows, predicate),
    }
}

/// What the values of an array are called.
const VALUE: &str = "filterset_value";

/// The condition of a predicate on one value, or null.
fn single(column: &Comparer, predicate: &Predicate<'_>) -> Result<Condition, Gap> {
    if let Predicate::IsNull(is_null) = predicate {
        let expr = column.expr();
        return Ok((if *is_null { expr.is_null() } else { expr.is_not_null() }).into());
    }
    let parts = column.parts(predicate)?;
    Ok(if is_negative(predicate) {
        // True of a null too, and of all else that the positive condition isn't true of.
        parts.into_iter().map(compare::is_not_true).fold(Condition::all(), Condition::add)
    } else {
        any(parts)
    })
}

/// The condition of a predicate on the values that rows hold.
fn multi_valued(value: &Comparer, rows: &SelectStatement, predicate: &Predicate<'_>) -> Result<Condition, Gap> {
    let exists = |condition: Condition| Expr::exists(rows.clone().expr(Expr::cust("1")).cond_where(condition).take());
    match predicate {
        Predicate::IsNull(is_null) => {
            let holds_any = exists(value.expr().is_not_null().into());
            Ok((if *is_null { holds_any.not() } else { holds_any }).into())
        }
        Predicate::AllIn(list) => {
            let (days, others): (Vec<_>, Vec<_>) = list.iter().partition(|value| matches!(value, Value::Day(_)));
            let mut all = days.iter().map(|day| exists(value.day(day).into())).fold(Condition::all(), Condition::add);
            if !others.is_empty() {
                // As many different values as are asked for.
                let count = Func::count_distinct(value.comparable());
                let found = rows.clone().expr(count).and_where(value.one_of(&others)).take();
                all = all.add(compare::is_count(found, others.len()));
            }
            Ok(all)
        }
        _ => {
            let holds = exists(any(value.parts(predicate)?));
            Ok((if is_negative(predicate) { holds.not() } else { holds }).into())
        }
    }
}

fn is_negative(predicate: &Predicate<'_>) -> bool {
    matches!(predicate.op(), Op::Ne | Op::NotIn)
}

fn any(parts: Vec<Expr>) -> Condition {
    parts.into_iter().fold(Condition::any(), Condition::add)
}

/// The guide's examples, run as tests.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/run.md")]
mod guide {}
