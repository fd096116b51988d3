//! The SQL of one page of a list.

use std::borrow::Cow;

use filterset::list::{Direction, ListRequest, PaginationKind};
use sea_query::{Asterisk, Condition, Expr, ExprTrait, SelectStatement};

#[cfg(feature = "cursors")]
use crate::cursor::CursorKey;
use crate::keyset::SortItem;

/// The expression that a list selects for a name of a projection, and the name.
pub(crate) type SelectedColumn = (Expr, Cow<'static, str>);

/// The SQL of one page of a list: its conditions, ordering, limit, columns and count.
///
/// [`ListSource::page`](crate::ListSource::page) makes it. [`select`](PageQuery::select) and [`count`](PageQuery::count) are
/// whole statements. [`apply_to`](PageQuery::apply_to) changes a statement that another library made: with sea-orm, it is
/// `page.apply_to(QuerySelect::query(&mut find))`.
#[must_use]
pub struct PageQuery<'a, 'q> {
    pub(crate) list: &'a ListRequest<'q>,
    /// The condition of the filter and of the search.
    pub(crate) condition: Condition,
    /// The condition of the records after the cursor.
    pub(crate) after: Option<Condition>,
    pub(crate) items: Vec<SortItem>,
    pub(crate) columns: Vec<SelectedColumn>,
    #[cfg(feature = "cursors")]
    pub(crate) cursor_key: Option<&'a CursorKey>,
}

impl PageQuery<'_, '_> {
    /// Adds the conditions, the ordering and the limit to a statement. The statement has a FROM clause, and can have
    /// columns, joins and conditions of its own, but no ordering or limit.
    ///
    /// With pagination by cursor, the limit is one record more than the page has, so that
    /// [`next_page`](PageQuery::next_page) knows whether there are more.
    pub fn apply_to(&self, select: &mut SelectStatement) {
        self.add_condition(select);
        if let Some(after) = &self.after {
            select.cond_where(after.clone());
        }
        for SortItem { key, direction, .. } in &self.items {
            key.order(*direction, select);
        }
        if let Some(limit) = self.list.limit() {
            select.limit(if self.is_by_cursor() { limit.saturating_add(1) } else { limit });
        }
        if let Some(offset) = self.list.offset() {
            select.offset(offset);
        }
    }

    /// Returns the statement of the page. `from` has a FROM clause, and the columns that each record has in addition to
    /// those of the projection.
    ///
    /// The columns of the projection follow in the order of [`columns`](PageQuery::columns), each named as in the request.
    /// With pagination by cursor, the values of the [ordering](PageQuery::ordering) follow, named `order_1`, `order_2` and
    /// so on.
    #[must_use]
    pub fn select(&self, from: SelectStatement) -> SelectStatement {
        let mut select = from;
        for (expr, name) in &self.columns {
            select.expr_as(expr.clone(), name.to_string());
        }
        if self.is_by_cursor() {
            for (number, item) in (1..).zip(&self.items) {
                select.expr_as(item.key.expr(), format!("order_{number}"));
            }
        }
        self.apply_to(&mut select);
        select
    }

    /// Returns the statement that counts the records of the filter and the search on all pages: one row with the column
    /// `count`. `from` has a FROM clause, and no columns, grouping or limit.
    #[must_use]
    pub fn count(&self, from: SelectStatement) -> SelectStatement {
        let mut count = from;
        count.expr_as(Expr::col(Asterisk).count(), "count");
        self.add_condition(&mut count);
        count
    }

    /// Returns the names that the projection includes and that have a column, each with the expression to select, in the
    /// order of the names. There are none if the schema declares neither `fields` nor `omit`.
    #[must_use]
    pub fn columns(&self) -> impl ExactSizeIterator<Item = (&str, &Expr)> {
        self.columns.iter().map(|(expr, name)| (name.as_ref(), expr))
    }

    /// Returns the names that the records are ordered by, the unique one last.
    #[must_use]
    pub fn ordering(&self) -> impl ExactSizeIterator<Item = (&str, Direction)> {
        self.items.iter().map(|item| (item.name.as_str(), item.direction))
    }

    /// Returns the condition of the filter and the search, without that of the cursor.
    #[must_use]
    pub fn condition(&self) -> &Condition {
        &self.condition
    }

    fn add_condition(&self, select: &mut SelectStatement) {
        // An empty condition would be `WHERE TRUE`.
        if !self.condition.is_empty() {
            select.cond_where(self.condition.clone());
        }
    }

    pub(crate) fn is_by_cursor(&self) -> bool {
        let pagination = self.list.filter().schema().list_options().pagination();
        pagination.is_some_and(|pagination| pagination.kind == PaginationKind::Cursor)
    }
}
