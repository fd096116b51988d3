//! The conditions on the values of several rows.

use filterset::{Predicate, ValueSet};
use sea_query::{Condition, Expr, ExprTrait, Func, SelectStatement, Value as SqlValue};

use crate::expr::{Members, TypedExpr, any, is_negated};
use crate::reason::UnsupportedReason;

/// Converts a predicate on the values of rows.
pub(crate) fn convert_rows(
    value: &TypedExpr,
    rows: &SelectStatement,
    predicate: &Predicate<'_>,
) -> Result<Condition, UnsupportedReason> {
    match predicate {
        Predicate::IsNull(is_null) | Predicate::IsEmpty(is_null) => {
            let has_value = exists(rows, value.expr().is_not_null());
            Ok((if *is_null { has_value.not() } else { has_value }).into())
        }
        Predicate::AllIn(set) => Ok(contains_all(value, rows, set)),
        _ => {
            let has_match = exists(rows, any(value.alternatives(predicate)?));
            Ok((if is_negated(predicate) { has_match.not() } else { has_match }).into())
        }
    }
}

/// Tests that the rows hold every member of a set: a value within each whole day, and as many distinct values as the
/// set has.
fn contains_all(value: &TypedExpr, rows: &SelectStatement, set: &ValueSet<'_>) -> Condition {
    let Members { values, days } = Members::new(set);
    let within_days = days.into_iter().map(|day| exists(rows, value.is_within(day)));
    let mut all = within_days.fold(Condition::all(), Condition::add);
    if !values.is_empty() {
        let distinct = Func::count_distinct(value.comparable());
        let count = rows.clone().expr(distinct).and_where(value.equals_any(&values)).take();
        let expected = i64::try_from(values.len()).unwrap_or(i64::MAX);
        let counted = Expr::SubQuery(None, Box::new(count.into()));
        all = all.add(counted.eq(Expr::Constant(SqlValue::from(expected))));
    }
    all
}

fn exists(rows: &SelectStatement, condition: impl Into<Condition>) -> Expr {
    Expr::exists(rows.clone().expr(Expr::cust("1")).cond_where(condition.into()).take())
}
