//! The division of a list into pages.

/// The pagination of a list: by page, by offset or by cursor, and the number of records of a page.
///
/// A page has 100 records by default, and a request can ask for at most 1,000. Both numbers can be declared. A request
/// for a larger page is rejected, unless the pagination [clamps](Pagination::clamp()) its size.
///
/// ```
/// # use filterset::list::Pagination;
/// let pagination = Pagination::by_offset().size(20).max_size(200);
/// assert_eq!((pagination.size, pagination.max_size), (20, 200));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pagination {
    /// The parameter that identifies a page.
    pub kind: PaginationKind,
    /// The default number of records of a page, from 1 to `max_size`.
    pub size: u64,
    /// The maximum number of records of a page, up to 4,294,967,295.
    pub max_size: u64,
    /// `true` to reduce a larger size to the maximum instead of rejecting it.
    pub clamp: bool,
}

/// The parameter that identifies a page of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PaginationKind {
    /// `page`, counted from 1, and `page_size`.
    Page,
    /// `offset`, counted from 0, and `limit`.
    Offset,
    /// `cursor`, an opaque string that the server created, and `page_size`.
    Cursor,
}

impl PaginationKind {
    /// All kinds.
    pub const ALL: [PaginationKind; 3] = [PaginationKind::Page, PaginationKind::Offset, PaginationKind::Cursor];

    /// Returns the name of the parameter that identifies a page: `page`, `offset` or `cursor`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            PaginationKind::Page => "page",
            PaginationKind::Offset => "offset",
            PaginationKind::Cursor => "cursor",
        }
    }
}

impl Pagination {
    /// The maximum number of characters of a cursor.
    pub const MAX_CURSOR_CHARACTERS: usize = 4096;
    /// The upper bound of `max_size`, which keeps the number of the last page large.
    const MAX_SIZE: u64 = u32::MAX as u64;

    /// Returns a pagination of this kind, with 100 records per page by default and at most 1,000.
    #[must_use]
    pub const fn new(kind: PaginationKind) -> Pagination {
        Pagination { kind, size: 100, max_size: 1000, clamp: false }
    }

    /// Returns a pagination by `page` and `page_size`.
    #[must_use]
    pub const fn by_page() -> Pagination {
        Pagination::new(PaginationKind::Page)
    }

    /// Returns a pagination by `offset` and `limit`.
    #[must_use]
    pub const fn by_offset() -> Pagination {
        Pagination::new(PaginationKind::Offset)
    }

    /// Returns a pagination by `cursor` and `page_size`.
    #[must_use]
    pub const fn by_cursor() -> Pagination {
        Pagination::new(PaginationKind::Cursor)
    }

    /// Sets the default number of records of a page.
    #[must_use]
    pub const fn size(mut self, size: u64) -> Pagination {
        self.size = size;
        self
    }

    /// Sets the maximum number of records of a page.
    #[must_use]
    pub const fn max_size(mut self, max_size: u64) -> Pagination {
        self.max_size = max_size;
        self
    }

    /// Reduces a larger size to the maximum instead of rejecting it. In exchange, a client that asks for more records
    /// gets fewer without notice.
    #[must_use]
    pub const fn clamp(mut self) -> Pagination {
        self.clamp = true;
        self
    }

    /// Returns the errors of the sizes.
    pub(super) fn errors(&self) -> impl Iterator<Item = &'static str> {
        let size = !(1..=self.max_size).contains(&self.size);
        let size = size.then_some("invalid size: expected a value from 1 to max_size");
        let max_size =
            (self.max_size > Pagination::MAX_SIZE).then_some("invalid max_size: expected at most 4294967295");
        size.into_iter().chain(max_size)
    }

    /// Returns the maximum page of a request, so that record numbers fit `i64`.
    pub(crate) fn last_page(&self) -> u64 {
        i64::MAX.unsigned_abs().checked_div(self.max_size).unwrap_or(1)
    }

    /// Returns the maximum offset of a request, so that record numbers fit `i64`.
    pub(crate) const fn last_offset(&self) -> u64 {
        i64::MAX.unsigned_abs().saturating_sub(self.max_size)
    }
}
