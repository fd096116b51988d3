//! The lists of a table: the checked mapping from list requests to SQL.

use std::borrow::Cow;
use std::fmt;

use filterset::Schema;
use filterset::list::{Direction, ListRequest, PaginationKind};
use filterset::record::UnsupportedFieldsError;
use sea_query::Condition;

use crate::check::Gaps;
use crate::column::Column;
use crate::columns::{Columns, collect_gaps, find_column};
use crate::condition::to_condition;
use crate::cursor::CursorKey;
use crate::date::Target;
use crate::keyset::{SortItem, follow};
use crate::page_query::{PageQuery, SelectedColumn};
use crate::projection::{accepts_any_name, selectable_names};
use crate::reason::UnsupportedReason;
use crate::sort::SortKey;

/// The lists of a table: everything that turns a [`ListRequest`] of a schema into SQL.
///
/// Build it once, when the program starts. If this succeeds, every list request of the schema has a [`page`](Self::page):
/// the conditions, the ordering, the limit and the count.
///
/// ```
/// use filterset::FilterSet;
/// use filterset::list::{Direction, ListOptions, Pagination};
/// use filterset_sea_query::{ColumnMap, Dialect, ListSource};
/// use sea_query::{PostgresQueryBuilder, Query};
///
/// #[derive(FilterSet)]
/// #[filter(list = ListOptions::builder().pagination(Pagination::by_page()))]
/// struct Link {
///     #[filter(exact, sort)]
///     id: i64,
///     #[filter(exact, in, sort)]
///     status: String,
/// }
///
/// let columns = ColumnMap::from_filter_set::<Link>(Dialect::Postgres, "links");
/// let links = ListSource::builder(Link::schema(), columns, "id")
///     .default_ordering([("id", Direction::Descending)])
///     .build()?;
///
/// let list = Link::parse_list_request("status__in=valid,invalid&ordering=-status&page=3")?;
/// let page = links.page(&list)?;
/// let (sql, _) = page.select(Query::select().column("id").from("links").take()).build(PostgresQueryBuilder);
/// assert_eq!(
///     sql,
///     "SELECT \"id\" FROM \"links\" WHERE \"links\".\"status\" IN ($1, $2) \
///      ORDER BY \"links\".\"status\" COLLATE \"C\" DESC, \"links\".\"id\" DESC LIMIT $3 OFFSET $4"
/// );
/// let (sql, _) = page.count(Query::select().from("links").take()).build(PostgresQueryBuilder);
/// assert_eq!(sql, "SELECT COUNT(*) AS \"count\" FROM \"links\" WHERE \"links\".\"status\" IN ($1, $2)");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct ListSource<C> {
    schema: Schema,
    columns: C,
    unique: Cow<'static, str>,
    default_ordering: Vec<(Cow<'static, str>, Direction)>,
    search: Option<Search>,
    cursor_key: Option<CursorKey>,
}

/// Makes the condition of a search string.
type Search = Box<dyn Fn(&str) -> Condition + Send + Sync>;

/// The declaration of a [`ListSource`]. It is checked when it is [built](ListSourceBuilder::build).
#[must_use]
pub struct ListSourceBuilder<C>(ListSource<C>);

/// The reason why a list request has no SQL.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PageError {
    /// The cursor isn't one that this source made for the same filter, search and ordering. It is an error of the client:
    /// [`Errors::invalid_cursor`](filterset::Errors::invalid_cursor) describes it, with its position.
    #[error("invalid cursor: expected one that this list returned for the same filter and ordering")]
    InvalidCursor,
    /// The request is one of another schema. It is an error of the program.
    #[error("the list request has another schema than the source")]
    OtherSchema,
    /// The columns have changed since the source was built. It is an error of the program.
    #[error(transparent)]
    Unsupported(#[from] UnsupportedFieldsError),
}

impl<C: Columns> ListSource<C> {
    /// Starts the source of lists of a schema. `unique` is the name of a field or a column whose values are unique and not
    /// null, such as an id. It ends each ordering, so that the order is total.
    pub fn builder(schema: &Schema, columns: C, unique: impl Into<Cow<'static, str>>) -> ListSourceBuilder<C> {
        ListSourceBuilder(ListSource {
            schema: schema.clone(),
            columns,
            unique: unique.into(),
            default_ordering: Vec::new(),
            search: None,
            cursor_key: None,
        })
    }

    /// Returns the schema.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// Returns the SQL of the page that a list request selects.
    ///
    /// The ordering is that of the request, or else the default one. The unique name ends it, in the direction of the name
    /// before it. Null is greater than every value in every database: last in ascending order, first in descending order.
    /// Text is ordered by code point.
    ///
    /// # Errors
    ///
    /// Returns an error if the request has an invalid cursor, or if it is one of another schema.
    pub fn page<'a, 'q>(&'a self, list: &'a ListRequest<'q>) -> Result<PageQuery<'a, 'q>, PageError> {
        if list.filter().schema() != &self.schema {
            return Err(PageError::OtherSchema);
        }
        let mut condition = to_condition(list.filter(), &self.columns)?;
        if let Some(text) = list.search() {
            // A source of a schema with `search` has the function.
            let search = self.search.as_ref().ok_or(PageError::OtherSchema)?;
            let filter = Some(condition).filter(|condition| !condition.is_empty());
            condition = Condition::all().add_option(filter).add(search(text));
        }
        let items = self.sort_items(list)?;
        let after = match list.cursor() {
            Some(cursor) => {
                let values = self.cursor_key.as_ref().and_then(|key| key.decode(list, &items, cursor));
                Some(follow(&items, &values.ok_or(PageError::InvalidCursor)?))
            }
            None => None,
        };
        let columns = self.selected_columns(list);
        Ok(PageQuery {
            list,
            condition,
            after,
            items,
            columns,
            #[cfg(feature = "cursors")]
            cursor_key: self.cursor_key.as_ref(),
        })
    }

    /// Returns the items of the ordering, the unique name last.
    fn sort_items(&self, list: &ListRequest<'_>) -> Result<Vec<SortItem>, UnsupportedFieldsError> {
        let mut ordering: Vec<(&str, Direction)> = list.ordering().collect();
        if ordering.is_empty() {
            ordering.extend(self.default_ordering.iter().map(|(name, direction)| (name.as_ref(), *direction)));
        }
        // Nothing after a unique name changes the order.
        if let Some(unique) = ordering.iter().position(|(name, _)| *name == self.unique) {
            ordering.truncate(unique.saturating_add(1));
        } else {
            let direction = ordering.last().map_or(Direction::Ascending, |(_, direction)| *direction);
            ordering.push((&self.unique, direction));
        }
        let mut gaps = Gaps::default();
        let mut items = Vec::with_capacity(ordering.len());
        for (name, direction) in ordering {
            match self.sort_key(name) {
                Ok(key) => items.push(SortItem { name: name.to_owned(), direction, key }),
                Err(reason) => gaps.add(name, Err(reason)),
            }
        }
        gaps.into_result().map(|()| items)
    }

    fn sort_key(&self, name: &str) -> Result<SortKey, UnsupportedReason> {
        let target = Target::plain(self.columns.dialect(), self.columns.date_library());
        let column = self.find_column(name);
        let column = if name == self.unique { column.map(Column::not_null) } else { column };
        SortKey::new(target, self.schema.field(name), column)
    }

    fn find_column(&self, name: &str) -> Option<Column> {
        find_column(&self.columns, &self.schema, name)
    }

    /// Returns the names that the projection includes, with their expressions.
    fn selected_columns(&self, list: &ListRequest<'_>) -> Vec<SelectedColumn> {
        let included = selectable_names(&self.schema).into_iter().filter(|name| list.projection().includes(name));
        included.filter_map(|name| Some((self.find_column(&name)?.selected_expr()?, name))).collect()
    }
}

impl<C: Columns> ListSourceBuilder<C> {
    /// Sets the ordering of a request that has none. By default it is the unique name, ascending.
    pub fn default_ordering<N: Into<Cow<'static, str>>>(
        mut self,
        ordering: impl IntoIterator<Item = (N, Direction)>,
    ) -> Self {
        self.0.default_ordering = ordering.into_iter().map(|(name, direction)| (name.into(), direction)).collect();
        self
    }

    /// Sets the function that makes the condition of a request's `search` string, which is untrusted. A schema that
    /// declares `search` needs it.
    pub fn search(mut self, search: impl Fn(&str) -> Condition + Send + Sync + 'static) -> Self {
        self.0.search = Some(Box::new(search));
        self
    }

    /// Sets the key that authenticates cursors. A schema with pagination by cursor needs it.
    #[cfg(feature = "cursors")]
    #[cfg_attr(docsrs, doc(cfg(feature = "cursors")))]
    pub fn cursor_key(mut self, key: CursorKey) -> Self {
        self.0.cursor_key = Some(key);
        self
    }

    /// Checks the source against its schema.
    ///
    /// # Errors
    ///
    /// Returns an error with every field, name and parameter of the schema that the source doesn't support: those of
    /// [`Columns::check`]; a name of the default ordering without a column; a unique name that can be null; `search` without
    /// a function; pagination by cursor without a key; and `fields` or `omit` that accept any name.
    pub fn build(self) -> Result<ListSource<C>, UnsupportedFieldsError> {
        let source = self.0;
        let options = source.schema.list_options();
        let mut gaps = collect_gaps(&source.columns, &source.schema);
        for (name, _) in &source.default_ordering {
            gaps.add(name, source.sort_key(name).map(drop));
        }
        gaps.add(
            &source.unique,
            match source.sort_key(&source.unique) {
                Ok(key) if key.is_nullable => Err(UnsupportedReason::NullableUnique),
                Ok(_) => Ok(()),
                Err(reason) => Err(reason),
            },
        );
        let check = |is_supported, reason| if is_supported { Ok(()) } else { Err(reason) };
        gaps.add("search", check(options.search().is_none() || source.search.is_some(), UnsupportedReason::NoSearch));
        let by_cursor = options.pagination().is_some_and(|pagination| pagination.kind == PaginationKind::Cursor);
        gaps.add("cursor", check(!by_cursor || source.cursor_key.is_some(), UnsupportedReason::NoCursorKey));
        gaps.add("fields", check(!accepts_any_name(&source.schema), UnsupportedReason::AnyName));
        gaps.into_result().map(|()| source)
    }
}

impl<C: fmt::Debug> fmt::Debug for ListSource<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ListSource")
            .field("schema", &self.schema.name())
            .field("columns", &self.columns)
            .field("unique", &self.unique)
            .field("default_ordering", &self.default_ordering)
            .finish_non_exhaustive()
    }
}
