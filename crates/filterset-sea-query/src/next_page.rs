//! The request for the next page of a list with pagination by cursor.

use filterset::Value;
use filterset::list::ListRequest;

use crate::cursor::NextPageError;
use crate::page_query::PageQuery;

impl<'q> PageQuery<'_, 'q> {
    /// Returns the request for the next page, or `None` if this is the last one, and removes the additional record. `rows`
    /// are all the records that the statement returned, in their order. `value` returns the value of a record for a name of
    /// the [ordering](PageQuery::ordering), or `None` for null:
    ///
    /// | the column | the value |
    /// |---|---|
    /// | [`scaled`](crate::Column::scaled) | the integer that the column holds, or the decimal or date-time that it represents |
    /// | [`real`](crate::Column::real) | the text of the floating point number, `number.to_string()`: a conversion to a decimal may round it |
    /// | any other | the value, or its canonical text |
    ///
    /// The values must be exact: after a rounded one, records would be repeated or missing.
    ///
    /// It is for pagination by cursor. With another kind it returns `None`, because [`ListRequest::next`] gives the next page.
    ///
    /// A list continues after the last record of the page, whether or not it still exists. Records that were inserted before
    /// it aren't seen, and no other record is seen twice or missed, unless its values in the ordering change.
    ///
    /// ```
    /// use filterset::{Field, Op, Schema};
    /// use filterset::list::{ListOptions, Pagination};
    /// use filterset_sea_query::{ColumnMap, CursorKey, Dialect, ListSource, PageError};
    /// use sea_query::{Expr, Query, SqliteQueryBuilder};
    /// use sea_query_rusqlite::RusqliteBinder;
    ///
    /// let events = Schema::builder("events")
    ///     .field(Field::integer("id").ops([Op::Exact]))
    ///     .list_options(ListOptions::builder().pagination(Pagination::by_cursor().size(2)).ordering(["id"]))
    ///     .build()?;
    /// let columns = ColumnMap::new(Dialect::Sqlite).column("id", Expr::col("id"));
    /// # let secret = [7; 32];
    /// let source = ListSource::builder(&events, columns, "id").cursor_key(CursorKey::new(&secret)).build()?;
    /// let database = rusqlite::Connection::open_in_memory()?;
    /// database.execute_batch("CREATE TABLE events (id INTEGER PRIMARY KEY); INSERT INTO events VALUES (1), (2), (3)")?;
    ///
    /// let list = events.parse_list_request("ordering=-id")?;
    /// let page = source.page(&list)?;
    /// let (sql, values) = page.select(Query::select().column("id").from("events").take()).build_rusqlite(SqliteQueryBuilder);
    /// let mut statement = database.prepare(&sql)?;
    /// let mut ids = statement.query_map(&*values.as_params(), |row| row.get(0))?.collect::<Result<Vec<i64>, _>>()?;
    /// let next = page.next_page(&mut ids, |id, _| Some((*id).into()))?.expect("another page");
    /// assert_eq!(ids, [3, 2]);
    ///
    /// // The link continues this list, and no other.
    /// assert!(source.page(&next).is_ok());
    /// let other = next.to_string().replace("-id", "id");
    /// assert_eq!(source.page(&events.parse_list_request(&other)?).err(), Some(PageError::InvalidCursor));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error if a value isn't one that the column of its name holds, or if the cursor is too long for a query. Both are errors
    /// of the program.
    #[cfg_attr(docsrs, doc(cfg(feature = "cursors")))]
    pub fn next_page<'r, R>(
        &self,
        rows: &'r mut Vec<R>,
        value: impl Fn(&'r R, &str) -> Option<Value<'r>>,
    ) -> Result<Option<ListRequest<'q>>, NextPageError> {
        let limit = self.list.limit().and_then(|limit| usize::try_from(limit).ok());
        let (Some(limit), Some(key), true) = (limit, self.cursor_key, self.is_by_cursor()) else { return Ok(None) };
        if rows.len() <= limit {
            return Ok(None);
        }
        rows.truncate(limit);
        let Some(last) = rows.last() else { return Ok(None) };
        let values: Vec<_> = self.items.iter().map(|item| value(last, &item.name)).collect();
        let cursor = key.encode(self.list, &self.items, &values)?;
        self.list.at_cursor(cursor).map(Some).map_err(NextPageError::TooLong)
    }
}
