//! The conditions on the elements of a PostgreSQL array.
//!
//! An index of the class `array_ops` serves `&&` and `@>`. Foreign servers evaluate no subqueries, so a condition has one
//! only if a single element must satisfy a predicate that isn't one comparison.

use filterset::{Predicate, Value, ValueSet, ValueType};
use sea_query::{BinOper, Condition, Expr, ExprTrait, Func, Query, Value as SqlValue};

use crate::column::Encoding;
use crate::expr::{Members, TypedExpr, is_negated};
use crate::operand::Comparison;
use crate::reason::UnsupportedReason;
use crate::rows::convert_rows;

/// The name of an array's elements in a subquery.
const ELEMENT: &str = "filterset_value";

/// Returns the expression of an element in a subquery.
pub(crate) fn element() -> Expr {
    Expr::col(ELEMENT)
}

/// Converts a predicate on the elements of an array. The array and its elements may be null.
pub(crate) fn convert_array(
    element: &TypedExpr,
    array: Expr,
    predicate: &Predicate<'_>,
) -> Result<Condition, UnsupportedReason> {
    let compared = match predicate {
        Predicate::IsNull(is_null) | Predicate::IsEmpty(is_null) => return Ok(is_empty(array, *is_null)),
        Predicate::Exact(value) | Predicate::Ne(value) if !matches!(value, Value::Day(_)) => {
            compare_set(element, array.clone(), "&&", std::slice::from_ref(value))
        }
        Predicate::In(set) | Predicate::NotIn(set) if !has_days(set) => {
            compare_set(element, array.clone(), "&&", &Members::new(set).values)
        }
        Predicate::AllIn(set) if !has_days(set) => compare_set(element, array.clone(), "@>", &Members::new(set).values),
        Predicate::Gt(value) => compare_any(element, array.clone(), Comparison::Greater, value)?,
        Predicate::Gte(value) => compare_any(element, array.clone(), Comparison::AtLeast, value)?,
        Predicate::Lt(value) => compare_any(element, array.clone(), Comparison::Less, value)?,
        Predicate::Lte(value) => compare_any(element, array.clone(), Comparison::AtMost, value)?,
        _ => {
            let elements = Query::select().from_function(Func::cust("unnest").arg(array), ELEMENT).take();
            return convert_rows(element, &elements, predicate);
        }
    };
    Ok(if is_negated(predicate) { Condition::any().add(compared.not()).add(array.is_null()) } else { compared.into() })
}

fn has_days(set: &ValueSet<'_>) -> bool {
    set.iter().any(|value| matches!(value, Value::Day(_)))
}

/// Tests that an array has no elements except nulls, or the exact complement.
fn is_empty(array: Expr, is_empty: bool) -> Condition {
    let count = Expr::cust_with_exprs("num_nonnulls(VARIADIC $1)", [array.clone()]);
    let zero = Expr::Constant(SqlValue::from(0));
    if is_empty { Condition::any().add(array.is_null()).add(count.eq(zero)) } else { count.gt(zero).into() }
}

/// Compares an array with a set of values. Each is a bind parameter of its own, because not all drivers can send arrays.
fn compare_set(element: &TypedExpr, array: Expr, operator: &'static str, values: &[Value<'_>]) -> Expr {
    let operands = values.iter().map(|value| element.operand(Comparison::Equal, value).1);
    // In a template, brackets would quote the placeholders between them.
    let bracket = |text: &'static str| Expr::custom_keyword(text);
    let parts: Vec<Expr> = [bracket("[")].into_iter().chain(operands).chain([bracket("]")]).collect();
    let placeholders: Vec<String> = (2..parts.len()).map(|number| format!("${number}")).collect();
    let template = format!("ARRAY $1 {} ${}", placeholders.join(", "), parts.len());
    let array = match element.encoding() {
        // The array may have elements of fewer bits than the operands.
        Encoding::Scaled(_) => array.cast_as("bigint[]"),
        Encoding::PostgresEnum(_) => array,
        _ if element.value_type == ValueType::Integer => array.cast_as("bigint[]"),
        // The operands have no type of their own, and the array may be of another type of text.
        _ if element.is_text() => array.cast_as("text[]"),
        _ => array,
    };
    array.binary(BinOper::Custom(operator), Expr::cust_with_exprs(template, parts))
}

/// Tests that any element satisfies a comparison. The operand is on the left.
fn compare_any(
    element: &TypedExpr,
    array: Expr,
    comparison: Comparison,
    value: &Value<'_>,
) -> Result<Expr, UnsupportedReason> {
    let (comparison, operand) = element.bound(comparison, value)?;
    let (operator, array) = element.order_of(comparison.reversed(), array);
    Ok(operand.binary(operator, Func::cust("ANY").arg(array)))
}
