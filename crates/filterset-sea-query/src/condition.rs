//! The condition of a whole filter.

use filterset::record::UnsupportedFieldsError;
use filterset::{Field, Filter, Predicate};
use sea_query::{Condition, ExprTrait};

use crate::array::{convert_array, element};
use crate::column::{Column, Storage};
use crate::columns::Columns;
use crate::date::Target;
use crate::dialect::Dialect;
use crate::expr::{TypedExpr, any, is_negated};
use crate::reason::UnsupportedReason;
use crate::rows::convert_rows;

/// Converts a filter to an SQL condition, for statements of any kind.
///
/// The condition is true for the records for which [`Filter::matches`] returns `true`. The condition of an empty filter
/// is true for every record.
///
/// Every operand is a bind parameter. A filter within the [default limits](filterset::Limits::DEFAULT) has at most 999 of
/// them. The SQL text depends on the filter's fields and operators, on the number of values and of whole days in each
/// list, and on the operands of `isnull` and `isempty`. It depends on nothing else in a query, so a cache of prepared statements has one
/// entry for all the filters of one shape, or two [in PostgreSQL with time or jiff](crate::DateLibrary).
///
/// Like any SQL condition, it may be null for a record with a null column. `NOT` of it then isn't true either.
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
/// Returns an error with every field of the filter that has no column, or whose column doesn't support the field or its
/// condition. No condition of the filter is ever left out:
///
/// ```
/// # use filterset::{Field, Op, Schema};
/// # use filterset_sea_query::{Dialect, to_condition};
/// # use sea_query::Expr;
/// let links = Schema::builder("links").field(Field::text("status").ops([Op::Exact])).build()?;
/// let columns = (Dialect::Sqlite, |_: &Field| None::<Expr>);
/// let error = to_condition(&links.parse("status=valid")?, &columns).unwrap_err();
/// assert_eq!(error.fields().collect::<Vec<_>>(), ["status"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn to_condition(filter: &Filter<'_>, columns: &impl Columns) -> Result<Condition, UnsupportedFieldsError> {
    let target = Target::new(columns.dialect(), columns.date_library(), filter);
    let mut all = Condition::all();
    let mut unsupported = Vec::new();
    for condition in filter {
        let field = condition.field();
        let column = columns.column(field).ok_or(UnsupportedReason::NoColumn);
        match column.and_then(|column| convert(target, field, column, condition.predicate())) {
            Ok(condition) => all = all.add(condition),
            Err(reason) => unsupported.push((field.name().to_owned(), reason)),
        }
    }
    unsupported.dedup();
    let reasons = unsupported.into_iter().map(|(field, reason)| (field, reason.to_string()));
    match UnsupportedFieldsError::new(reasons) {
        Some(error) => Err(error),
        None => Ok(all),
    }
}

fn convert(
    target: Target,
    field: &Field,
    column: Column,
    predicate: &Predicate<'_>,
) -> Result<Condition, UnsupportedReason> {
    let typed = |expr| TypedExpr::new(target, field.value_type(), column.encoding, expr);
    match (column.storage, field.is_multi_valued()) {
        (Storage::Single(expr), false) => convert_single(&typed(expr)?, predicate),
        (Storage::Single(_), true) => Err(UnsupportedReason::SingleColumn),
        (Storage::Array(_) | Storage::Rows(..), false) => Err(UnsupportedReason::MultiValuedColumn),
        (Storage::Array(_), true) if target.dialect != Dialect::Postgres => Err(UnsupportedReason::NoArrays),
        (Storage::Array(array), true) => convert_array(&typed(element())?, array, predicate),
        (Storage::Rows(rows, value), true) => convert_rows(&typed(value)?, &rows, predicate),
    }
}

/// Converts a predicate on a column of one value, which may be null.
fn convert_single(column: &TypedExpr, predicate: &Predicate<'_>) -> Result<Condition, UnsupportedReason> {
    if let Predicate::IsNull(is_null) = predicate {
        let expr = column.expr();
        return Ok((if *is_null { expr.is_null() } else { expr.is_not_null() }).into());
    }
    if let Predicate::IsEmpty(is_empty) = predicate {
        return Ok(column.is_empty(*is_empty));
    }
    let alternatives = column.alternatives(predicate)?;
    Ok(if is_negated(predicate) { column.negate(alternatives) } else { any(alternatives) })
}
