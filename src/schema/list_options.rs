//! What a table's lists take besides filters: paging, ordering, projection and search, as they are declared.

use std::borrow::Cow;
use std::sync::Arc;

use super::{SchemaFault, is_name};
use crate::util::excerpt;

use super::{By, Paging};

/// A parameter of a list; in the order of their names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Parameter {
    Cursor,
    Fields,
    Limit,
    Offset,
    Omit,
    Ordering,
    Page,
    PageSize,
    Search,
}

impl Parameter {
    const ALL: [Parameter; 9] = [
        Parameter::Cursor,
        Parameter::Fields,
        Parameter::Limit,
        Parameter::Offset,
        Parameter::Omit,
        Parameter::Ordering,
        Parameter::Page,
        Parameter::PageSize,
        Parameter::Search,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Parameter::Cursor => "cursor",
            Parameter::Fields => "fields",
            Parameter::Limit => "limit",
            Parameter::Offset => "offset",
            Parameter::Omit => "omit",
            Parameter::Ordering => "ordering",
            Parameter::Page => "page",
            Parameter::PageSize => "page_size",
            Parameter::Search => "search",
        }
    }

    /// Whether its value is a list of names.
    pub const fn is_list(self) -> bool {
        matches!(self, Parameter::Fields | Parameter::Omit | Parameter::Ordering)
    }
}

/// What a table's lists take besides filters: which part of the list, in which order, with which fields, found by which
/// words. A table declares it by [`SchemaBuilder::list`](crate::SchemaBuilder::list), and reads it by
/// [`Schema::parse_list`](crate::Schema::parse_list).
///
/// Nothing is taken that isn't declared, and nothing is checked until the table is
/// [built](crate::SchemaBuilder::build), which reports every fault at once. LANGUAGE.md, section 10, is the reference of
/// the parameters.
///
/// ```
/// use filterset::{Field, Listing, Op, Paging, Schema};
///
/// let links = Schema::builder("links")
///     .field(Field::text("institution").ops([Op::Exact, Op::In]))
///     .list(
///         Listing::new()
///             .paging(Paging::by_page().size(50).max_size(200))
///             .ordering(["created_at", "id"])
///             .fields(["id", "institution", "account", "account__id"])
///             .search(64),
///     )
///     .build()?;
///
/// assert_eq!(
///     links.listing().parameters().collect::<Vec<_>>(),
///     ["fields", "ordering", "page", "page_size", "search"]
/// );
/// # Ok::<(), filterset::SchemaError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    paging: Option<Paging>,
    ordering: Option<Arc<[Cow<'static, str>]>>,
    fields: Option<Names>,
    omit: Option<Names>,
    search: Option<usize>,
}

/// Which names a list of names takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Names {
    /// Whatever a list can hold.
    Any,
    /// By bytes, once the table is built.
    Declared(Arc<[Cow<'static, str>]>),
}

impl Listing {
    /// A listing that takes nothing.
    #[must_use]
    pub fn new() -> Listing {
        Listing::default()
    }

    /// Lists come in parts: by page, by offset, or by cursor.
    #[must_use]
    pub fn paging(mut self, paging: Paging) -> Listing {
        self.paging = Some(paging);
        self
    }

    /// Adds names that `ordering` takes, each with or without a `-` before it. They needn't be fields that can be
    /// filtered.
    #[must_use]
    pub fn ordering<N: Into<Cow<'static, str>>>(mut self, names: impl IntoIterator<Item = N>) -> Listing {
        let names = self.declared_ordering().iter().cloned().chain(names.into_iter().map(Into::into)).collect();
        self.ordering = Some(names);
        self
    }

    /// Adds names that `fields` takes, those of the records' own fields. What is nested in another is written with `__`
    /// (`account__id`), and is a part of that one.
    #[must_use]
    pub fn fields<N: Into<Cow<'static, str>>>(mut self, names: impl IntoIterator<Item = N>) -> Listing {
        let names = self.declared_fields().unwrap_or_default().iter().cloned().chain(names.into_iter().map(Into::into));
        self.fields = Some(Names::Declared(names.collect()));
        self
    }

    /// `fields` takes any name, for a table that doesn't know those of its records. What it costs: a misspelt name is
    /// the application's to find.
    #[must_use]
    pub fn any_fields(mut self) -> Listing {
        self.fields = Some(Names::Any);
        self
    }

    /// Adds names that `omit` takes; see [`fields`](Listing::fields).
    #[must_use]
    pub fn omit<N: Into<Cow<'static, str>>>(mut self, names: impl IntoIterator<Item = N>) -> Listing {
        let names = self.declared_omit().unwrap_or_default().iter().cloned().chain(names.into_iter().map(Into::into));
        self.omit = Some(Names::Declared(names.collect()));
        self
    }

    /// `omit` takes any name; see [`any_fields`](Listing::any_fields).
    #[must_use]
    pub fn any_omit(mut self) -> Listing {
        self.omit = Some(Names::Any);
        self
    }

    /// `search` takes a text of at most so many characters, one of which isn't white space.
    #[must_use]
    pub fn search(mut self, max_characters: usize) -> Listing {
        self.search = Some(max_characters);
        self
    }

    /// Whether nothing is declared.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Listing::default()
    }

    /// The names of the parameters that are taken, in the order of their bytes.
    pub fn parameters(&self) -> impl Iterator<Item = &'static str> {
        self.taken().map(Parameter::name)
    }

    /// How lists are paged, where they are.
    #[must_use]
    pub const fn declared_paging(&self) -> Option<Paging> {
        self.paging
    }

    /// The names that `ordering` takes, in the order of their bytes; none where it isn't taken.
    #[must_use]
    pub fn declared_ordering(&self) -> &[Cow<'static, str>] {
        self.ordering.as_deref().unwrap_or_default()
    }

    /// The names that `fields` takes, in the order of their bytes: none of them where it takes any, `None` where it
    /// isn't taken.
    #[must_use]
    pub fn declared_fields(&self) -> Option<&[Cow<'static, str>]> {
        self.fields.as_ref().map(Names::declared)
    }

    /// The names that `omit` takes; see [`declared_fields`](Listing::declared_fields).
    #[must_use]
    pub fn declared_omit(&self) -> Option<&[Cow<'static, str>]> {
        self.omit.as_ref().map(Names::declared)
    }

    /// The most characters of `search`, where it is taken.
    #[must_use]
    pub const fn declared_search(&self) -> Option<usize> {
        self.search
    }

    pub fn taken(&self) -> impl Iterator<Item = Parameter> {
        Parameter::ALL.into_iter().filter(|parameter| self.takes(*parameter))
    }

    /// The parameter of that name, where it is taken.
    pub fn parameter(&self, name: &str) -> Option<Parameter> {
        self.taken().find(|parameter| parameter.name() == name)
    }

    fn takes(&self, parameter: Parameter) -> bool {
        let by = self.paging.map(|paging| paging.by);
        match parameter {
            Parameter::Cursor => by == Some(By::Cursor),
            Parameter::Limit | Parameter::Offset => by == Some(By::Offset),
            Parameter::Page => by == Some(By::Page),
            Parameter::PageSize => matches!(by, Some(By::Page | By::Cursor)),
            Parameter::Ordering => self.ordering.is_some(),
            Parameter::Fields => self.fields.is_some(),
            Parameter::Omit => self.omit.is_some(),
            Parameter::Search => self.search.is_some(),
        }
    }

    /// The names that `ordering` takes, shared.
    pub(crate) fn sortable(&self) -> Arc<[Cow<'static, str>]> {
        self.ordering.clone().unwrap_or_default()
    }

    /// The names that `fields` or `omit` takes.
    pub(crate) const fn projected(&self, parameter: Parameter) -> Option<&Names> {
        match parameter {
            Parameter::Fields => self.fields.as_ref(),
            Parameter::Omit => self.omit.as_ref(),
            _ => None,
        }
    }

    /// Sorts the names and finds what is wrong.
    pub(crate) fn finish(&mut self, mut fault: impl FnMut(SchemaFault)) {
        for why in self.paging.iter().flat_map(Paging::faults) {
            fault(SchemaFault::BadListing { place: "list.paging", why });
        }
        if self.search == Some(0) {
            fault(SchemaFault::BadListing { place: "list.search", why: "it takes no character" });
        }
        if let Some(names) = &mut self.ordering {
            if names.iter().any(|name| name.starts_with('-')) {
                fault(SchemaFault::BadListing {
                    place: "list.ordering",
                    why: "a name begins with \"-\", which means descending",
                });
            }
            finish_names("list.ordering", names, &mut fault);
        }
        for (place, names) in [("list.fields", &mut self.fields), ("list.omit", &mut self.omit)] {
            if let Some(Names::Declared(names)) = names {
                finish_names(place, names, &mut fault);
            }
        }
    }
}

fn finish_names(place: &'static str, names: &mut Arc<[Cow<'static, str>]>, fault: &mut impl FnMut(SchemaFault)) {
    if names.is_empty() {
        fault(SchemaFault::BadListing { place, why: "it declares no name" });
    }
    for name in names.iter().filter(|name| !is_name(name)) {
        fault(SchemaFault::BadName { place, name: excerpt(name) });
    }
    let mut sorted = names.to_vec();
    sorted.sort_unstable();
    for repeated in sorted.chunk_by(|a, b| a == b).filter(|same| same.len() > 1).filter_map(<[_]>::first) {
        fault(SchemaFault::RepeatedName { place, name: excerpt(repeated) });
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

/// Where a name stands among names that ascend.
pub(crate) fn place_of(names: &[Cow<'_, str>], name: &str) -> Option<usize> {
    names.binary_search_by(|other| other.as_ref().cmp(name)).ok()
}
