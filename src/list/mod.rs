//! List requests: a filter with pagination, ordering, projection and search.

mod display;
mod ordering;
mod parts;
mod projection;

use crate::filter::Filter;

pub use crate::schema::{ListOptions, ListOptionsBuilder, ListParameter, Pagination, PaginationKind};
pub use ordering::Direction;
pub(crate) use ordering::Sort;
pub(crate) use parts::Parts;
pub use projection::Projection;

/// A list request: a filter with pagination, ordering, projection and search.
///
/// A schema declares the parameters that it accepts with [`ListOptions`]. Like its filter, a list request is canonical
/// by construction: `Display` prints its canonical query string, and two list requests of the same schema are equal if
/// and only if these strings are. A parameter that has its default value is omitted. Section 10 of the
/// [language reference](crate::guide::language) specifies the parameters.
///
/// ```
/// use filterset::{Field, Op, Schema};
/// use filterset::list::{Direction, ListOptions, Pagination};
///
/// let links = Schema::builder("links")
///     .field(Field::choice("status", ["valid", "invalid"]).ops([Op::Exact, Op::In]))
///     .list_options(ListOptions::builder().pagination(Pagination::by_page()).ordering(["created_at", "id"]))
///     .build()?;
///
/// let list = links.parse_list_request("ordering=-created_at,id&page=3&page_size=50&status=invalid")?;
/// assert_eq!(list.filter().to_string(), "status=invalid");
/// assert_eq!((list.offset(), list.limit()), (Some(100), Some(50)));
/// assert_eq!(
///     list.ordering().collect::<Vec<_>>(),
///     [("created_at", Direction::Descending), ("id", Direction::Ascending)]
/// );
///
/// // Of 160 records, ten are left for the next page.
/// let next = list.next(160).expect("another page");
/// assert_eq!(next.to_string(), "status=invalid&ordering=-created_at,id&page=4&page_size=50");
/// assert_eq!(next.next(160), None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ListRequest<'q> {
    filter: Filter<'q>,
    parts: Parts<'q>,
}

impl<'q> ListRequest<'q> {
    pub(crate) const fn new(filter: Filter<'q>, parts: Parts<'q>) -> ListRequest<'q> {
        ListRequest { filter, parts }
    }

    pub(crate) fn into_parts(self) -> (Filter<'q>, Parts<'q>) {
        (self.filter, self.parts)
    }

    /// Returns the filter.
    #[must_use]
    pub const fn filter(&self) -> &Filter<'q> {
        &self.filter
    }

    /// Returns the filter and drops the parameters.
    #[must_use]
    pub fn into_filter(self) -> Filter<'q> {
        self.filter
    }

    /// Returns the number of the page, counted from 1, or `None` unless the schema declares pagination by page.
    #[must_use]
    pub fn page(&self) -> Option<u64> {
        self.pagination(PaginationKind::Page).map(|_| self.parts.page.unwrap_or(1))
    }

    /// Returns the number of records that precede the requested ones, or `None` if the schema declares no pagination or
    /// pagination by cursor. The sum of the offset and the [`limit`](ListRequest::limit) never exceeds [`i64::MAX`].
    #[must_use]
    pub fn offset(&self) -> Option<u64> {
        let pagination = self.schema_pagination()?;
        match pagination.kind {
            PaginationKind::Page => Some(self.page()?.saturating_sub(1).saturating_mul(self.size(pagination))),
            PaginationKind::Offset => Some(self.parts.offset.unwrap_or(0)),
            PaginationKind::Cursor => None,
        }
    }

    /// Returns the maximum number of requested records, at least one, or `None` if the schema declares no pagination.
    #[must_use]
    pub fn limit(&self) -> Option<u64> {
        self.schema_pagination().map(|pagination| self.size(pagination))
    }

    /// Returns the cursor as it was given, or `None` at the start of the list or without pagination by cursor.
    #[must_use]
    pub fn cursor(&self) -> Option<&str> {
        self.parts.cursor.as_deref()
    }

    /// Returns the names to sort by, each with its direction, the primary one first.
    ///
    /// The request doesn't guarantee a total order. Pages are stable only if the order is total: append a name whose
    /// values are unique, such as an id.
    #[must_use]
    pub fn ordering(&self) -> impl ExactSizeIterator<Item = (&str, Direction)> {
        self.parts.ordering.iter().map(|sort| (sort.name.as_ref(), sort.direction))
    }

    /// Returns the fields that the records have in the response.
    #[must_use]
    pub const fn projection(&self) -> &Projection<'q> {
        &self.parts.projection
    }

    /// Returns the search string as it was given.
    #[must_use]
    pub fn search(&self) -> Option<&str> {
        self.parts.search.as_deref()
    }

    /// Returns the request for the next page of a list of `count` records in total, or `None` if this is the last page.
    /// With pagination by cursor it is always `None`, because the server determines the next cursor: see
    /// [`at_cursor`](ListRequest::at_cursor).
    ///
    /// The canonical string of the next page can be longer than the current one. If it exceeds
    /// [`Limits::input_bytes`](crate::Limits::input_bytes), parsing rejects it, so no page is skipped silently.
    #[must_use]
    pub fn next(&self, count: u64) -> Option<ListRequest<'q>> {
        let pagination = self.schema_pagination()?;
        let end = self.offset()?.checked_add(self.size(pagination))?;
        let mut parts = self.parts.clone();
        match pagination.kind {
            PaginationKind::Page => parts.page = Some(self.page()?.checked_add(1)?),
            PaginationKind::Offset => parts.offset = Some(end),
            PaginationKind::Cursor => return None,
        }
        // The last page of a query is bounded, so that record numbers fit `i64`.
        let is_expressible =
            parts.page <= Some(pagination.last_page()) && parts.offset <= Some(pagination.last_offset());
        (end < count && is_expressible).then(|| ListRequest { filter: self.filter.clone(), parts })
    }

    /// Returns the request for the previous page, or `None` on the first page or with pagination by cursor.
    ///
    /// With pagination by offset, the previous page begins `limit` records earlier, or at 0. The number of records isn't
    /// known here: if the request is for page 99 of 3, the previous page is 98, which has no records either. Use
    /// [`previous_within`](ListRequest::previous_within) if you have the count.
    #[must_use]
    pub fn previous(&self) -> Option<ListRequest<'q>> {
        let pagination = self.schema_pagination()?;
        let mut parts = self.parts.clone();
        match pagination.kind {
            PaginationKind::Page => parts.page = Some(parts.page?.saturating_sub(1)).filter(|page| *page > 1),
            PaginationKind::Offset => {
                let offset = parts.offset?.saturating_sub(self.size(pagination));
                parts.offset = Some(offset).filter(|offset| *offset > 0);
            }
            PaginationKind::Cursor => return None,
        }
        Some(ListRequest { filter: self.filter.clone(), parts })
    }

    /// Returns the request for the last page before this one that has records, in a list of `count` records in total. It
    /// is `None` on the first page or with pagination by cursor.
    ///
    /// Within the list, this is the [previous](ListRequest::previous) page. After its end, it is the last page; with
    /// pagination by offset, that page has the last `limit` records. An empty list has one page, the first.
    ///
    /// ```
    /// # use filterset::Schema;
    /// # use filterset::list::{ListOptions, Pagination};
    /// # let links = Schema::builder("links").list_options(ListOptions::builder().pagination(Pagination::by_page())).build().unwrap();
    /// let list = links.parse_list_request("page=99")?;
    /// assert_eq!(list.previous().unwrap().to_string(), "page=98");
    /// assert_eq!(list.previous_within(250).unwrap().to_string(), "page=3");
    /// # Ok::<(), filterset::Errors>(())
    /// ```
    #[must_use]
    pub fn previous_within(&self, count: u64) -> Option<ListRequest<'q>> {
        let mut previous = self.previous()?;
        let size = self.size(self.schema_pagination()?);
        if previous.offset()? >= count {
            let parts = &mut previous.parts;
            parts.page = parts.page.map(|_| count.div_ceil(size)).filter(|page| *page > 1);
            parts.offset = parts.offset.map(|_| count.saturating_sub(size)).filter(|offset| *offset > 0);
        }
        Some(previous)
    }

    /// Returns the same list request without borrowed data.
    #[must_use]
    pub fn into_owned(self) -> ListRequest<'static> {
        ListRequest { filter: self.filter.into_owned(), parts: self.parts.into_owned() }
    }

    fn schema_pagination(&self) -> Option<Pagination> {
        self.filter.schema().list_options().pagination()
    }

    fn pagination(&self, by: PaginationKind) -> Option<Pagination> {
        self.schema_pagination().filter(|pagination| pagination.kind == by)
    }

    fn size(&self, pagination: Pagination) -> u64 {
        self.parts.size.unwrap_or(pagination.size)
    }
}
