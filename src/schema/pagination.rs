//! How a list is divided into parts.

/// How a list is divided into parts: by page, by offset, or by cursor, and how many records a part has.
///
/// A part has 100 records if the query doesn't ask for a number, and at most 1,000. Both can be declared. A query that
/// asks for more is rejected, unless the pagination [clamps](Pagination::clamp()).
///
/// ```
/// # use filterset::list::Pagination;
/// let pagination = Pagination::by_offset().size(20).max_size(200);
/// assert_eq!((pagination.size, pagination.max_size), (20, 200));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pagination {
    /// What identifies a part.
    pub kind: PaginationKind,
    /// The number of records of a part if the query doesn't ask for one, from 1 to `max_size`.
    pub size: u64,
    /// The maximum number of records that a query can ask for in one part, up to 4,294,967,295.
    pub max_size: u64,
    /// Whether a size above the maximum is taken as the maximum, instead of being an error.
    pub clamp: bool,
}

/// What identifies a part of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PaginationKind {
    /// `page`, counted from 1, and `page_size`.
    Page,
    /// `offset`, counted from 0, and `limit`.
    Offset,
    /// `cursor`, a text that only the server understands, and `page_size`.
    Cursor,
}

impl PaginationKind {
    /// Every kind.
    pub const ALL: [PaginationKind; 3] = [PaginationKind::Page, PaginationKind::Offset, PaginationKind::Cursor];

    /// Returns the name of the parameter that identifies a part: `page`, `offset` or `cursor`.
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
    /// The maximum of `max_size`, so that pages can be counted.
    const MAX_SIZE: u64 = u32::MAX as u64;

    /// Returns a pagination of this kind, with 100 records in a part and at most 1,000.
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

    /// Sets the number of records of a part if the query doesn't ask for one.
    #[must_use]
    pub const fn size(mut self, size: u64) -> Pagination {
        self.size = size;
        self
    }

    /// Sets the maximum number of records that a query can ask for in one part.
    #[must_use]
    pub const fn max_size(mut self, max_size: u64) -> Pagination {
        self.max_size = max_size;
        self
    }

    /// Takes a size above the maximum as the maximum, instead of rejecting it. The cost: the response has fewer records
    /// than the query asks for, and the client isn't told.
    #[must_use]
    pub const fn clamp(mut self) -> Pagination {
        self.clamp = true;
        self
    }

    /// Returns what is wrong with the sizes.
    pub(super) fn errors(&self) -> impl Iterator<Item = &'static str> {
        let size = !(1..=self.max_size).contains(&self.size);
        let size = size.then_some("invalid size: expected a value from 1 to max_size");
        let max_size =
            (self.max_size > Pagination::MAX_SIZE).then_some("invalid max_size: expected at most 4294967295");
        size.into_iter().chain(max_size)
    }

    /// Returns the last page that a query can ask for: record numbers stay within `i64`.
    pub(crate) fn last_page(&self) -> u64 {
        i64::MAX.unsigned_abs().checked_div(self.max_size).unwrap_or(1)
    }

    /// Returns the last offset that a query can ask for.
    pub(crate) const fn last_offset(&self) -> u64 {
        i64::MAX.unsigned_abs().saturating_sub(self.max_size)
    }
}
