//! From typed calls to a checked list query.

use std::borrow::Cow;

use super::ListQuery;
use super::validate::{Given, Parts, Texts};
use crate::builder::{FilterBuilder, check_canonical, some_of};
use crate::error::{Error, ErrorKind, Errors, Faults};
use crate::filter::Filter;
use crate::schema::{Limits, Parameter, Schema};
use crate::util::excerpt;

/// Builds a list query by typed calls, each checked against the table's [listing](crate::Listing) as a query's text is.
///
/// It begins with the conditions: at [`Schema::list`] there are none, at [`FilterBuilder::list`] those of the builder,
/// at [`Filter::into_list`] those of a filter, such as that of a derived builder. There is a method for each parameter;
/// one that the table doesn't declare is a fault, as a second call is. Faults are kept until
/// [`build`](ListBuilder::build), which reports all of them.
///
/// ```
/// use filterset::{Field, Listing, Op, Paging, Schema};
///
/// let links = Schema::builder("links")
///     .field(Field::choice("status", ["valid", "invalid"]).ops([Op::Exact]))
///     .list(Listing::new().paging(Paging::by_page()).ordering(["created_at", "id"]).fields(["id", "status"]))
///     .build()?;
///
/// let list = links.filter().exact("status", "invalid").list().page(2).ordering(["-created_at", "id"]).build()?;
/// assert_eq!(list.to_string(), "status=invalid&ordering=-created_at,id&page=2");
/// assert_eq!(list, links.parse_list(&list.to_string())?);
///
/// let errors = links.list().page(0).limit(10).fields(["id", "secret"]).build().unwrap_err();
/// assert_eq!(
///     errors.iter().map(|error| error.code()).collect::<Vec<_>>(),
///     ["invalid_value", "unknown_field", "invalid_value"]
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "a list query is made by `build`"]
pub struct ListBuilder<'v> {
    schema: Schema,
    limits: Limits,
    filter: Result<Filter<'v>, Errors>,
    given: Given,
    parts: Parts<'v>,
    faults: Faults,
}

impl Schema {
    /// Starts a list query of this table, without conditions.
    ///
    /// ```
    /// # use filterset::{Listing, Paging, Schema};
    /// # let links = Schema::builder("links").list(Listing::new().paging(Paging::by_offset())).build().unwrap();
    /// let list = links.list().offset(40).limit(20).build()?;
    /// assert_eq!(list.to_string(), "limit=20&offset=40");
    /// # Ok::<(), filterset::Errors>(())
    /// ```
    pub fn list<'v>(&self) -> ListBuilder<'v> {
        self.filter().list()
    }
}

impl<'v> FilterBuilder<'v> {
    /// Goes on to a list query of these conditions. Their faults are reported with its own.
    pub fn list(self) -> ListBuilder<'v> {
        let (schema, limits, filter) = self.finish();
        let faults = Faults::new(limits.errors);
        ListBuilder { schema, limits, filter, given: Given::default(), parts: Parts::default(), faults }
    }
}

impl<'q> Filter<'q> {
    /// Goes on to a list query of this filter.
    ///
    /// ```
    /// # use filterset::{Field, Listing, Op, Paging, Schema};
    /// # let links = Schema::builder("links")
    /// #     .field(Field::text("institution").ops([Op::Exact]))
    /// #     .list(Listing::new().paging(Paging::by_page())).build().unwrap();
    /// let filter = links.parse("institution=erebor_mx_retail")?;
    /// let list = filter.into_list().page(2).build()?;
    /// assert_eq!(list.to_string(), "institution=erebor_mx_retail&page=2");
    /// # Ok::<(), filterset::Errors>(())
    /// ```
    pub fn into_list(self) -> ListBuilder<'q> {
        self.into_builder().list()
    }
}

impl<'q> ListQuery<'q> {
    /// Goes back to a builder, to edit a list query: [`remove`](ListBuilder::remove) a parameter and give another.
    ///
    /// ```
    /// # use filterset::{Listing, Paging, Schema};
    /// # let links = Schema::builder("links").list(Listing::new().paging(Paging::by_page())).build().unwrap();
    /// let list = links.parse_list("page=2&page_size=20")?;
    /// let ninth = list.into_builder().remove("page").page(9).build()?;
    /// assert_eq!(ninth.to_string(), "page=9&page_size=20");
    /// # Ok::<(), filterset::Errors>(())
    /// ```
    pub fn into_builder(self) -> ListBuilder<'q> {
        let ListQuery { filter, parts } = self;
        let mut builder = filter.into_list();
        for parameter in builder.schema.listing().taken().filter(|parameter| parts.has(*parameter)) {
            // Each of them was given once.
            let _ = builder.given.add(parameter);
        }
        ListBuilder { parts, ..builder }
    }

    /// The same list from another cursor on, which the server says.
    ///
    /// ```
    /// # use filterset::{Listing, Paging, Schema};
    /// # let links = Schema::builder("links").list(Listing::new().paging(Paging::by_cursor())).build().unwrap();
    /// let list = links.parse_list("page_size=20")?;
    /// assert_eq!(list.at_cursor("b2Zmc2V0PTIw")?.to_string(), "cursor=b2Zmc2V0PTIw&page_size=20");
    /// # Ok::<(), filterset::Errors>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The table's lists aren't paged by cursor, or the cursor is no text that a query takes.
    pub fn at_cursor(&self, cursor: impl Into<Cow<'q, str>>) -> Result<ListQuery<'q>, Errors> {
        self.clone().into_builder().remove(Parameter::Cursor.name()).cursor(cursor).build()
    }
}

/// A method for each parameter that is a number.
macro_rules! with_number {
    ($($(#[$doc:meta])* $method:ident => $parameter:ident;)*) => {$(
        $(#[$doc])*
        pub fn $method(self, $method: u64) -> Self {
            self.with(Parameter::$parameter, [$method.to_string()])
        }
    )*};
}

/// A method for each parameter that is a text.
macro_rules! with_text {
    ($($(#[$doc:meta])* $method:ident => $parameter:ident;)*) => {$(
        $(#[$doc])*
        pub fn $method(self, $method: impl Into<Cow<'v, str>>) -> Self {
            self.with(Parameter::$parameter, [$method])
        }
    )*};
}

/// A method for each parameter that is a list.
macro_rules! with_list {
    ($($(#[$doc:meta])* $method:ident => $parameter:ident;)*) => {$(
        $(#[$doc])*
        pub fn $method<N: Into<Cow<'v, str>>>(self, names: impl IntoIterator<Item = N>) -> Self {
            self.with(Parameter::$parameter, names)
        }
    )*};
}

impl<'v> ListBuilder<'v> {
    /// Sets limits in place of the table's, or of those that the conditions were built under. They hold for the calls
    /// that follow.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self.faults.set_most(limits.errors);
        self
    }

    with_number! {
        /// The page, counted from 1.
        page => Page;
        /// How many records a page has at the most, or what follows a cursor.
        page_size => PageSize;
        /// How many records stand before the first one.
        offset => Offset;
        /// How many records follow the offset at the most.
        limit => Limit;
    }

    with_text! {
        /// The cursor, as the server gave it.
        cursor => Cursor;
        /// The words to search for.
        search => Search;
    }

    with_list! {
        /// The names that the list is ordered by, each with or without a `-` before it, which means descending.
        ordering => Ordering;
        /// The fields that the records are to have.
        fields => Fields;
        /// The fields that the records aren't to have.
        omit => Omit;
    }

    /// Takes back a parameter, if it was given.
    pub fn remove(mut self, parameter: &str) -> Self {
        if let Some(parameter) = self.schema.listing().parameter(parameter) {
            self.given.remove(parameter);
            self.parts.remove(parameter);
        }
        self
    }

    /// Checks the whole.
    ///
    /// # Errors
    ///
    /// Every fault of every call, those of the conditions first, in the order of the calls.
    pub fn build(self) -> Result<ListQuery<'v>, Errors> {
        let ListBuilder { limits, filter, parts, mut faults, .. } = self;
        let list = match (filter, faults.take().map(|()| parts)) {
            (Ok(filter), Ok(parts)) => ListQuery { filter, parts },
            (Err(errors), Err(others)) => return Err(errors.and(others, limits.errors)),
            (Err(errors), Ok(_)) | (Ok(_), Err(errors)) => return Err(errors),
        };
        check_canonical(limits, || list.canonical_len())?;
        Ok(list)
    }

    fn with<T: Into<Cow<'v, str>>>(mut self, parameter: Parameter, texts: impl IntoIterator<Item = T>) -> Self {
        let ListBuilder { schema, limits, given, parts, faults, .. } = &mut self;
        let name = parameter.name();
        if schema.listing().parameter(name).is_none() {
            faults.push(|| {
                let kind = ErrorKind::UnknownField { name: excerpt(name), nearest: schema.nearest(name) };
                Error::of_parameter(kind, name, None)
            });
            return self;
        }
        if let Err(clash) = given.add(parameter) {
            faults.push(|| Error::of_parameter(clash.explain(parameter, |_| None), name, None));
        }
        let (texts, count) = some_of(texts.into_iter().map(Into::into), limits.list_items);
        let texts = Texts { count, room: texts.len(), most: limits.list_items, each: texts.into_iter() };
        parts.take(schema.listing(), parameter, texts, &mut |_, kind| {
            faults.push(|| Error::of_parameter(kind(None), name, None));
        });
        self
    }
}
