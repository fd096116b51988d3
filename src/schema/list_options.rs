//! The parameters that list requests accept: pagination, ordering, projection and search.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use super::{Pagination, PaginationKind, SchemaErrorKind, is_valid_name};
use crate::util::excerpt;

/// A parameter of list requests, in the order of the names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ListParameter {
    /// `cursor`: the position at which the page begins, as returned by the server.
    Cursor,
    /// `fields`: the fields that the records have in the response.
    Fields,
    /// `limit`: the maximum number of records after the offset.
    Limit,
    /// `offset`: the number of records before the first one.
    Offset,
    /// `omit`: the fields that are omitted from the records in the response.
    Omit,
    /// `ordering`: the names to sort by.
    Ordering,
    /// `page`: the number of the page, counted from 1.
    Page,
    /// `page_size`: the maximum number of records of a page, or after a cursor.
    PageSize,
    /// `search`: the string to search for.
    Search,
}

impl ListParameter {
    /// Every parameter.
    pub const ALL: [ListParameter; 9] = [
        ListParameter::Cursor,
        ListParameter::Fields,
        ListParameter::Limit,
        ListParameter::Offset,
        ListParameter::Omit,
        ListParameter::Ordering,
        ListParameter::Page,
        ListParameter::PageSize,
        ListParameter::Search,
    ];

    /// Returns the name of the parameter in a query, such as `page_size`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            ListParameter::Cursor => "cursor",
            ListParameter::Fields => "fields",
            ListParameter::Limit => "limit",
            ListParameter::Offset => "offset",
            ListParameter::Omit => "omit",
            ListParameter::Ordering => "ordering",
            ListParameter::Page => "page",
            ListParameter::PageSize => "page_size",
            ListParameter::Search => "search",
        }
    }

    /// Returns `true` if the value is an integer.
    pub(crate) const fn is_number(self) -> bool {
        matches!(self, ListParameter::Limit | ListParameter::Offset | ListParameter::Page | ListParameter::PageSize)
    }

    /// Returns `true` if the value is a list of names.
    pub(crate) const fn is_list(self) -> bool {
        matches!(self, ListParameter::Fields | ListParameter::Omit | ListParameter::Ordering)
    }
}

impl fmt::Display for ListParameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The parameters that list requests of a resource accept: pagination, ordering, projection and search.
///
/// A schema [declares](crate::schema::SchemaBuilder::list_options) them with a [`ListOptionsBuilder`], and
/// [`Schema::parse_list_request`](crate::Schema::parse_list_request) parses them. A parameter that isn't declared is an
/// unknown field. Section 10 of the [language reference](crate::guide::language) specifies the parameters.
///
/// ```
/// use filterset::list::{ListOptions, ListParameter, Pagination};
/// use filterset::{Field, Op, Schema};
///
/// let links = Schema::builder("links")
///     .field(Field::text("institution").ops([Op::Exact, Op::In]))
///     .list_options(
///         ListOptions::builder()
///             .pagination(Pagination::by_page().size(50).max_size(200))
///             .ordering(["created_at", "id"])
///             .fields(["id", "institution", "account", "account__id"])
///             .search(64),
///     )
///     .build()?;
///
/// assert_eq!(
///     links.list_options().parameters().map(ListParameter::name).collect::<Vec<_>>(),
///     ["fields", "ordering", "page", "page_size", "search"]
/// );
/// # Ok::<(), filterset::schema::SchemaError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListOptions {
    pagination: Option<Pagination>,
    ordering: Option<Arc<[Cow<'static, str>]>>,
    fields: Option<Names>,
    omit: Option<Names>,
    search: Option<usize>,
}

/// The names that a list of names accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Names {
    /// Every valid name.
    Any,
    /// Only these names, which ascend by their bytes once the schema is built.
    Declared(Arc<[Cow<'static, str>]>),
}

impl ListOptions {
    /// Starts options that accept nothing.
    // Not inlined, as `FieldBuilder::new`.
    #[inline(never)]
    pub fn builder() -> ListOptionsBuilder {
        ListOptionsBuilder { options: ListOptions::default() }
    }

    /// Returns `true` if no parameter is accepted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == ListOptions::default()
    }

    /// Returns the accepted parameters, in the order of their names.
    pub fn parameters(&self) -> impl Iterator<Item = ListParameter> {
        ListParameter::ALL.into_iter().filter(|parameter| self.accepts(*parameter))
    }

    /// Returns the parameter with this name, if it is accepted.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<ListParameter> {
        self.parameters().find(|parameter| parameter.name() == name)
    }

    /// Returns the pagination, if there is one.
    #[must_use]
    pub const fn pagination(&self) -> Option<Pagination> {
        self.pagination
    }

    /// Returns the names that `ordering` accepts, in the order of their bytes, or none if `ordering` isn't accepted.
    #[must_use]
    pub fn ordering(&self) -> &[Cow<'static, str>] {
        self.ordering.as_deref().unwrap_or_default()
    }

    /// Returns the names that `fields` accepts, in the order of their bytes. The slice is empty if every name is
    /// accepted, and the result is `None` if `fields` isn't accepted.
    #[must_use]
    pub fn fields(&self) -> Option<&[Cow<'static, str>]> {
        self.fields.as_ref().map(Names::declared)
    }

    /// Returns the names that `omit` accepts; see [`fields`](ListOptions::fields).
    #[must_use]
    pub fn omit(&self) -> Option<&[Cow<'static, str>]> {
        self.omit.as_ref().map(Names::declared)
    }

    /// Returns the maximum number of characters of `search`, or `None` if it isn't accepted.
    #[must_use]
    pub const fn search(&self) -> Option<usize> {
        self.search
    }

    fn accepts(&self, parameter: ListParameter) -> bool {
        let kind = self.pagination.map(|pagination| pagination.kind);
        match parameter {
            ListParameter::Cursor => kind == Some(PaginationKind::Cursor),
            ListParameter::Limit | ListParameter::Offset => kind == Some(PaginationKind::Offset),
            ListParameter::Page => kind == Some(PaginationKind::Page),
            ListParameter::PageSize => matches!(kind, Some(PaginationKind::Page | PaginationKind::Cursor)),
            ListParameter::Ordering => self.ordering.is_some(),
            ListParameter::Fields => self.fields.is_some(),
            ListParameter::Omit => self.omit.is_some(),
            ListParameter::Search => self.search.is_some(),
        }
    }

    /// Returns the names that `ordering` accepts, shared.
    pub(crate) fn shared_ordering(&self) -> Arc<[Cow<'static, str>]> {
        self.ordering.clone().unwrap_or_default()
    }

    /// Returns the names that `fields` or `omit` accepts.
    pub(crate) const fn projection_names(&self, parameter: ListParameter) -> Option<&Names> {
        match parameter {
            ListParameter::Fields => self.fields.as_ref(),
            ListParameter::Omit => self.omit.as_ref(),
            _ => None,
        }
    }
}

/// The declaration of [`ListOptions`]. It is checked when the schema is [built](crate::schema::SchemaBuilder::build),
/// which reports all errors at once.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct ListOptionsBuilder {
    options: ListOptions,
}

impl ListOptionsBuilder {
    /// Accepts the parameters of a pagination.
    pub fn pagination(mut self, pagination: Pagination) -> Self {
        self.options.pagination = Some(pagination);
        self
    }

    /// Adds names that `ordering` accepts, each with or without a leading `-`. They don't have to be filterable fields.
    pub fn ordering<N: Into<Cow<'static, str>>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        let known = self.options.ordering().iter().cloned();
        self.options.ordering = Some(known.chain(names.into_iter().map(Into::into)).collect());
        self
    }

    /// Adds names that `fields` accepts. The name of a field within another field contains `__`, such as `account__id`.
    /// A request for the outer field includes the inner one.
    pub fn fields<N: Into<Cow<'static, str>>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        let known = self.options.fields().unwrap_or_default().iter().cloned();
        self.options.fields = Some(Names::Declared(known.chain(names.into_iter().map(Into::into)).collect()));
        self
    }

    /// Accepts every name in `fields`, for a schema that doesn't know the fields of its records. In exchange, the
    /// application must reject misspelt names.
    pub fn any_fields(mut self) -> Self {
        self.options.fields = Some(Names::Any);
        self
    }

    /// Adds names that `omit` accepts; see [`fields`](ListOptionsBuilder::fields).
    pub fn omit<N: Into<Cow<'static, str>>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        let known = self.options.omit().unwrap_or_default().iter().cloned();
        self.options.omit = Some(Names::Declared(known.chain(names.into_iter().map(Into::into)).collect()));
        self
    }

    /// Accepts every name in `omit`; see [`any_fields`](ListOptionsBuilder::any_fields).
    pub fn any_omit(mut self) -> Self {
        self.options.omit = Some(Names::Any);
        self
    }

    /// Accepts a `search` string of at most this many characters, at least one of which must not be white space.
    pub fn search(mut self, max_characters: usize) -> Self {
        self.options.search = Some(max_characters);
        self
    }

    /// Sorts the names and reports errors.
    pub(super) fn finish(self, mut report: impl FnMut(SchemaErrorKind)) -> ListOptions {
        let mut options = self.options;
        for why in options.pagination.iter().flat_map(Pagination::errors) {
            report(SchemaErrorKind::InvalidListOptions { location: "list.paging", why });
        }
        if options.search == Some(0) {
            report(SchemaErrorKind::InvalidListOptions {
                location: "list.search",
                why: "invalid maximum length 0: expected at least 1 character",
            });
        }
        if let Some(names) = &mut options.ordering {
            if names.iter().any(|name| name.starts_with('-')) {
                report(SchemaErrorKind::InvalidListOptions {
                    location: "list.ordering",
                    why: "invalid name: a leading \"-\" means descending order",
                });
            }
            finish_names("list.ordering", names, &mut report);
        }
        for (location, names) in [("list.fields", &mut options.fields), ("list.omit", &mut options.omit)] {
            if let Some(Names::Declared(names)) = names {
                finish_names(location, names, &mut report);
            }
        }
        options
    }
}

/// Declares the same options again, for another schema.
impl From<ListOptions> for ListOptionsBuilder {
    fn from(options: ListOptions) -> ListOptionsBuilder {
        ListOptionsBuilder { options }
    }
}

fn finish_names(
    location: &'static str,
    names: &mut Arc<[Cow<'static, str>]>,
    report: &mut impl FnMut(SchemaErrorKind),
) {
    if names.is_empty() {
        report(SchemaErrorKind::InvalidListOptions { location, why: "empty list: expected at least one name" });
    }
    for name in names.iter().filter(|name| !is_valid_name(name)) {
        report(SchemaErrorKind::InvalidName { location, name: excerpt(name) });
    }
    let mut sorted = names.to_vec();
    sorted.sort_unstable();
    for repeated in sorted.chunk_by(|a, b| a == b).filter(|same| same.len() > 1).filter_map(<[_]>::first) {
        report(SchemaErrorKind::RepeatedName { location, name: excerpt(repeated) });
    }
    *names = sorted.into();
}

impl Names {
    fn declared(&self) -> &[Cow<'static, str>] {
        match self {
            Names::Any => &[],
            Names::Declared(names) => names,
        }
    }
}

/// Returns the index of a name in a sorted slice of names.
pub(crate) fn index_of(names: &[Cow<'_, str>], name: &str) -> Option<usize> {
    names.binary_search_by(|other| other.as_ref().cmp(name)).ok()
}
