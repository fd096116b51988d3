//! The expressions that a list is ordered by.

use filterset::list::Direction;
use filterset::{Field, Value};
use sea_query::{Condition, Expr, ExprTrait, NullOrdering, Order, SelectStatement};

use crate::check::is_ordered;
use crate::column::{Column, Encoding, Storage};
use crate::date::Target;
use crate::expr::TypedExpr;
use crate::operand::Comparison;
use crate::reason::UnsupportedReason;

/// An expression to order by. Null is greater than every value, in every database.
pub(crate) struct SortKey {
    expr: TypedExpr,
    pub(crate) is_nullable: bool,
}

impl SortKey {
    /// Returns the key of a name. `field` is `None` if the name isn't a field of the schema.
    pub(crate) fn new(
        target: Target,
        field: Option<&Field>,
        column: Option<Column>,
    ) -> Result<SortKey, UnsupportedReason> {
        let column = column.ok_or(UnsupportedReason::NoColumn)?;
        let Storage::Single(expr) = column.storage else { return Err(UnsupportedReason::MultiValuedOrder) };
        let (value_type, is_nullable) = match field {
            Some(field) => (field.value_type(), field.is_nullable()),
            None => (column.value_type.ok_or(UnsupportedReason::NoType)?, column.is_nullable),
        };
        if !is_ordered(column.encoding, value_type) {
            return Err(UnsupportedReason::NoOrder { value_type });
        }
        // PostgreSQL orders an enum by its declaration, and other databases have no enums.
        let (expr, encoding) = match column.encoding {
            Encoding::PostgresEnum(_) => (expr.cast_as("text"), Encoding::Native),
            // The bound of a page must be able to use the index of the order.
            Encoding::Deterministic => (expr, Encoding::Native),
            encoding => (expr, encoding),
        };
        let expr = TypedExpr::new(target, value_type, encoding, expr)?;
        Ok(SortKey { expr, is_nullable })
    }

    #[cfg(feature = "cursors")]
    pub(crate) fn value_type(&self) -> filterset::ValueType {
        self.expr.value_type
    }

    #[cfg(feature = "cursors")]
    pub(crate) fn encoding(&self) -> Encoding {
        self.expr.encoding()
    }

    /// Returns the column's value.
    pub(crate) fn expr(&self) -> Expr {
        self.expr.expr()
    }

    /// Orders the records of a statement.
    pub(crate) fn order(&self, direction: Direction, select: &mut SelectStatement) {
        let (order, nulls) = match direction {
            Direction::Ascending => (Order::Asc, NullOrdering::Last),
            Direction::Descending => (Order::Desc, NullOrdering::First),
        };
        if self.is_nullable {
            select.order_by_expr_with_nulls(self.expr.ordered(), order, nulls);
        } else {
            select.order_by_expr(self.expr.ordered(), order);
        }
    }

    /// Tests that the column is after a value in the order; `None` is null. Returns `None` if no record is.
    pub(crate) fn is_after(&self, direction: Direction, value: Option<&Value<'_>>) -> Option<Condition> {
        match (value, direction) {
            (Some(value), Direction::Ascending) => Some(self.or_null(self.expr.comparison(Comparison::Greater, value))),
            (Some(value), Direction::Descending) => Some(self.expr.comparison(Comparison::Less, value).into()),
            (None, Direction::Ascending) => None,
            (None, Direction::Descending) => Some(self.expr().is_not_null().into()),
        }
    }

    /// Tests that the column is at or after a value in the order; `None` is null. Returns `None` if every record is.
    pub(crate) fn is_at_or_after(&self, direction: Direction, value: Option<&Value<'_>>) -> Option<Condition> {
        match (value, direction) {
            (Some(value), Direction::Ascending) => Some(self.or_null(self.expr.comparison(Comparison::AtLeast, value))),
            (Some(value), Direction::Descending) => Some(self.expr.comparison(Comparison::AtMost, value).into()),
            (None, Direction::Ascending) => Some(self.expr().is_null().into()),
            (None, Direction::Descending) => None,
        }
    }

    fn or_null(&self, condition: Expr) -> Condition {
        if self.is_nullable { Condition::any().add(condition).add(self.expr().is_null()) } else { condition.into() }
    }
}
