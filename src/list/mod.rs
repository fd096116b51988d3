//! List queries: a filter with paging, ordering, projection and search around it.

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

/// A filter with what a list of records takes besides: which part of the list, in which order, with which fields, found
/// by which words. LANGUAGE.md, section 10, is its reference.
///
/// What a table takes is declared by its [`ListOptions`](crate::list::ListOptions). A list query is canonical by construction like
/// its filter: `Display` gives the one query string of it, and two of one table are equal exactly where their strings
/// are. Parameters that say what holds without them are no part of it.
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
    /// Returns a list request of checked parts.
    pub(crate) const fn new(filter: Filter<'q>, parts: Parts<'q>) -> ListRequest<'q> {
        ListRequest { filter, parts }
    }

    pub(crate) fn into_parts(self) -> (Filter<'q>, Parts<'q>) {
        (self.filter, self.parts)
    }

    /// The filter.
    #[must_use]
    pub const fn filter(&self) -> &Filter<'q> {
        &self.filter
    }

    /// The filter alone.
    #[must_use]
    pub fn into_filter(self) -> Filter<'q> {
        self.filter
    }

    /// The page, counted from 1, where the table's lists are paged by page.
    #[must_use]
    pub fn page(&self) -> Option<u64> {
        self.pagination(PaginationKind::Page).map(|_| self.parts.page.unwrap_or(1))
    }

    /// How many records stand before the first one that is asked for; `None` where the table's lists aren't paged, or
    /// are by cursor. With [`limit`](ListRequest::limit) it never adds up to more than [`i64::MAX`].
    #[must_use]
    pub fn offset(&self) -> Option<u64> {
        let pagination = self.schema_pagination()?;
        match pagination.kind {
            PaginationKind::Page => Some(self.page()?.saturating_sub(1).saturating_mul(self.size(pagination))),
            PaginationKind::Offset => Some(self.parts.offset.unwrap_or(0)),
            PaginationKind::Cursor => None,
        }
    }

    /// The most records that are asked for, at least one; `None` where the table's lists aren't paged.
    #[must_use]
    pub fn limit(&self) -> Option<u64> {
        self.schema_pagination().map(|pagination| self.size(pagination))
    }

    /// The cursor as it was given; `None` for the start of the list, and where the table's lists aren't paged by cursor.
    #[must_use]
    pub fn cursor(&self) -> Option<&str> {
        self.parts.cursor.as_deref()
    }

    /// By which names the list is ordered, and which way: by the first, then by the second, and so on.
    ///
    /// It says what was asked for. Parts of a list are stable only where the order is total: end it with a name that no
    /// two records share.
    #[must_use]
    pub fn ordering(&self) -> impl ExactSizeIterator<Item = (&str, Direction)> {
        self.parts.ordering.iter().map(|sort| (sort.name.as_ref(), sort.direction))
    }

    /// Which fields the records are to have.
    #[must_use]
    pub const fn projection(&self) -> &Projection<'q> {
        &self.parts.projection
    }

    /// The words to search for, as they were given.
    #[must_use]
    pub fn search(&self) -> Option<&str> {
        self.parts.search.as_deref()
    }

    /// The next part of a list of so many records in all; `None` where there is none. By cursor it is the server's to
    /// say: see [`at_cursor`](ListRequest::at_cursor).
    ///
    /// Its text can be longer than this one's. Where it is longer than the table
    /// [takes](crate::Limits::input_bytes), parsing refuses it: no part is left out in silence.
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
        // What no query can say isn't there.
        let is_said = parts.page <= Some(pagination.last_page()) && parts.offset <= Some(pagination.last_offset());
        (end < count && is_said).then(|| ListRequest { filter: self.filter.clone(), parts })
    }

    /// The part of the list before this one; `None` at the start, and by cursor.
    ///
    /// By page it is the page before. By offset it begins at the limit before, or at 0.
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

    /// The same list query, free of the query that it was parsed from.
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
