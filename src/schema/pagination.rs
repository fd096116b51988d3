//! How lists come in parts.

/// How lists come in parts: by page, by offset, or by cursor, with a size of the parts.
///
/// The size is 100 where a query doesn't give one, and at most 1,000; both can be declared. A query that asks for more
/// is refused, unless the table [clamps](Paging::clamp).
///
/// ```
/// # use filterset::Paging;
/// let paging = Paging::by_offset().size(20).max_size(200);
/// assert_eq!((paging.declared_size(), paging.declared_max_size()), (20, 200));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paging {
    pub by: By,
    size: u64,
    max_size: u64,
    clamp: bool,
}

/// By what the parts of a list are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Page,
    Offset,
    Cursor,
}

impl By {
    pub const ALL: [By; 3] = [By::Page, By::Offset, By::Cursor];

    pub const fn name(self) -> &'static str {
        match self {
            By::Page => "page",
            By::Offset => "offset",
            By::Cursor => "cursor",
        }
    }
}

impl Paging {
    /// No size is greater, so that pages can be counted.
    const GREATEST: u64 = u32::MAX as u64;
    /// How many characters a cursor can have.
    pub const CURSOR: usize = 4096;

    /// What is wrong with it.
    pub(super) fn faults(&self) -> impl Iterator<Item = &'static str> {
        let size = !(1..=self.max_size).contains(&self.size);
        let size = size.then_some("its size isn't from 1 to its max_size");
        let max_size = (self.max_size > Paging::GREATEST).then_some("its max_size is above 4294967295");
        size.into_iter().chain(max_size)
    }

    pub const fn new(by: By) -> Paging {
        Paging { by, size: 100, max_size: 1000, clamp: false }
    }

    /// By `page`, counted from 1, and `page_size`.
    #[must_use]
    pub const fn by_page() -> Paging {
        Paging::new(By::Page)
    }

    /// By `offset`, counted from 0, and `limit`.
    #[must_use]
    pub const fn by_offset() -> Paging {
        Paging::new(By::Offset)
    }

    /// By `cursor`, a text that only the server understands, and `page_size`.
    #[must_use]
    pub const fn by_cursor() -> Paging {
        Paging::new(By::Cursor)
    }

    /// Sets how many records a part has where the query doesn't say, at least one.
    #[must_use]
    pub const fn size(mut self, size: u64) -> Paging {
        self.size = size;
        self
    }

    /// Sets the most records that a query can ask for in one part, up to 4,294,967,295.
    #[must_use]
    pub const fn max_size(mut self, max_size: u64) -> Paging {
        self.max_size = max_size;
        self
    }

    /// Takes a greater size as the greatest, in place of an error. What it costs: the answer has fewer records than the
    /// query asks for, and the client isn't told.
    #[must_use]
    pub const fn clamp(mut self) -> Paging {
        self.clamp = true;
        self
    }

    /// What the parts are told apart by: `page`, `offset` or `cursor`.
    #[must_use]
    pub const fn parameter(&self) -> &'static str {
        self.by.name()
    }

    /// How many records a part has where the query doesn't say.
    #[must_use]
    pub const fn declared_size(&self) -> u64 {
        self.size
    }

    /// The most records that a query can ask for in one part.
    #[must_use]
    pub const fn declared_max_size(&self) -> u64 {
        self.max_size
    }

    /// Whether a greater size is taken as the greatest.
    #[must_use]
    pub const fn clamps(&self) -> bool {
        self.clamp
    }

    /// The greatest page: no record's number is above that of the last one of it.
    pub(crate) fn last_page(&self) -> u64 {
        i64::MAX.unsigned_abs().checked_div(self.max_size).unwrap_or(1)
    }

    /// The greatest offset.
    pub(crate) const fn last_offset(&self) -> u64 {
        i64::MAX.unsigned_abs().saturating_sub(self.max_size)
    }
}
