//! The builder of list requests.

use std::borrow::Cow;

use super::FilterBuilder;
use super::filter::take_bounded;
use crate::error::{Error, ErrorKind, Errors};
use crate::filter::Filter;
use crate::list::ListRequest;
use crate::schema::{Limits, ListParameter, Schema};
use crate::util::excerpt;
use crate::validate::{ListValidator, check_canonical};
use crate::value::Input;

/// A builder of list requests. Each call is validated against the schema's [list options](crate::list::ListOptions).
///
/// It starts from [`Schema::list_request`] without conditions, from [`FilterBuilder::list_request`] with the conditions
/// of a builder, or from [`Filter::into_list_request`] with those of a filter, such as one of a derived builder. There
/// is a method for each parameter, which can be called once and only if the schema declares the parameter. Errors are
/// collected until [`build`](ListRequestBuilder::build), which returns all of them.
///
/// ```
/// use filterset::{Field, Op, Schema};
/// use filterset::list::{ListOptions, Pagination};
///
/// let links = Schema::builder("links")
///     .field(Field::choice("status", ["valid", "invalid"]).ops([Op::Exact]))
///     .list_options(ListOptions::builder().pagination(Pagination::by_page()).ordering(["created_at", "id"]).fields(["id", "status"]))
///     .build()?;
///
/// let list = links.filter().exact("status", "invalid").list_request().page(2).ordering(["-created_at", "id"]).build()?;
/// assert_eq!(list.to_string(), "status=invalid&ordering=-created_at,id&page=2");
/// assert_eq!(list, links.parse_list_request(&list.to_string())?);
///
/// let errors = links.list_request().page(0).limit(10).fields(["id", "secret"]).build().unwrap_err();
/// assert_eq!(
///     errors.iter().map(|error| error.code()).collect::<Vec<_>>(),
///     ["invalid_value", "unknown_field", "invalid_value"]
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "call `build` to make the list request"]
pub struct ListRequestBuilder<'v> {
    /// The builder of the filter. Its errors precede those of the parameters.
    filter: FilterBuilder<'v>,
    limits: Limits,
    validator: ListValidator<'v>,
}

impl Schema {
    /// Starts a list request of this schema, without conditions.
    ///
    /// ```
    /// # use filterset::Schema;
    /// # use filterset::list::{ListOptions, Pagination};
    /// # let links = Schema::builder("links").list_options(ListOptions::builder().pagination(Pagination::by_offset())).build().unwrap();
    /// let list = links.list_request().offset(40).limit(20).build()?;
    /// assert_eq!(list.to_string(), "limit=20&offset=40");
    /// # Ok::<(), filterset::Errors>(())
    /// ```
    pub fn list_request<'v>(&self) -> ListRequestBuilder<'v> {
        self.filter().list_request()
    }
}

impl<'v> FilterBuilder<'v> {
    /// Continues with a list request of these conditions. Their errors are reported with those of the parameters.
    pub fn list_request(mut self) -> ListRequestBuilder<'v> {
        self.check_limits();
        let limits = *self.limits_in_force();
        ListRequestBuilder { filter: self, limits, validator: ListValidator::default() }
    }
}

impl<'q> Filter<'q> {
    /// Continues with a list request of this filter.
    ///
    /// ```
    /// # use filterset::{Field, Op, Schema};
    /// # use filterset::list::{ListOptions, Pagination};
    /// # let links = Schema::builder("links")
    /// #     .field(Field::text("institution").ops([Op::Exact]))
    /// #     .list_options(ListOptions::builder().pagination(Pagination::by_page())).build().unwrap();
    /// let filter = links.parse("institution=erebor_mx_retail")?;
    /// let list = filter.into_list_request().page(2).build()?;
    /// assert_eq!(list.to_string(), "institution=erebor_mx_retail&page=2");
    /// # Ok::<(), filterset::Errors>(())
    /// ```
    pub fn into_list_request(self) -> ListRequestBuilder<'q> {
        self.into_builder().list_request()
    }
}

impl<'q> ListRequest<'q> {
    /// Returns a builder with the conditions and parameters of this request, to [`remove`](ListRequestBuilder::remove)
    /// or add parameters.
    ///
    /// ```
    /// # use filterset::Schema;
    /// # use filterset::list::{ListOptions, Pagination};
    /// # let links = Schema::builder("links").list_options(ListOptions::builder().pagination(Pagination::by_page())).build().unwrap();
    /// let list = links.parse_list_request("page=2&page_size=20")?;
    /// let ninth = list.into_builder().remove("page").page(9).build()?;
    /// assert_eq!(ninth.to_string(), "page=9&page_size=20");
    /// # Ok::<(), filterset::Errors>(())
    /// ```
    pub fn into_builder(self) -> ListRequestBuilder<'q> {
        let (filter, parts) = self.into_parts();
        let builder = filter.into_list_request();
        let validator = ListValidator::with_parts(builder.filter.schema.list_options(), parts);
        ListRequestBuilder { validator, ..builder }
    }

    /// Returns the same request with another cursor, such as the next one of the server.
    ///
    /// ```
    /// # use filterset::Schema;
    /// # use filterset::list::{ListOptions, Pagination};
    /// # let links = Schema::builder("links").list_options(ListOptions::builder().pagination(Pagination::by_cursor())).build().unwrap();
    /// let list = links.parse_list_request("page_size=20")?;
    /// assert_eq!(list.at_cursor("b2Zmc2V0PTIw")?.to_string(), "cursor=b2Zmc2V0PTIw&page_size=20");
    /// # Ok::<(), filterset::Errors>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error if the schema doesn't declare pagination by cursor, or if the cursor is empty, has a NUL, or
    /// has more than [`Pagination::MAX_CURSOR_CHARACTERS`](crate::list::Pagination::MAX_CURSOR_CHARACTERS).
    pub fn at_cursor(&self, cursor: impl Into<Cow<'q, str>>) -> Result<ListRequest<'q>, Errors> {
        self.clone().into_builder().remove(ListParameter::Cursor.name()).cursor(cursor).build()
    }
}

/// Defines the methods of parameters that are numbers.
macro_rules! with_number {
    ($($(#[$doc:meta])* $method:ident => $parameter:ident;)*) => {$(
        $(#[$doc])*
        pub fn $method(self, $method: u64) -> Self {
            self.with(ListParameter::$parameter, [$method.to_string()])
        }
    )*};
}

/// Defines the methods of parameters that are strings.
macro_rules! with_text {
    ($($(#[$doc:meta])* $method:ident => $parameter:ident;)*) => {$(
        $(#[$doc])*
        pub fn $method(self, $method: impl Into<Cow<'v, str>>) -> Self {
            self.with(ListParameter::$parameter, [$method])
        }
    )*};
}

/// Defines the methods of parameters that are lists.
macro_rules! with_list {
    ($($(#[$doc:meta])* $method:ident => $parameter:ident;)*) => {$(
        $(#[$doc])*
        pub fn $method<N: Into<Cow<'v, str>>>(self, names: impl IntoIterator<Item = N>) -> Self {
            self.with(ListParameter::$parameter, names)
        }
    )*};
}

impl<'v> ListRequestBuilder<'v> {
    /// Overrides the limits of the schema or of the filter's builder for the calls that follow.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self.filter.errors.set_limit(limits.errors);
        self
    }

    with_number! {
        /// Sets the page, counted from 1.
        page => Page;
        /// Sets the maximum number of records of a page, or after a cursor.
        page_size => PageSize;
        /// Sets the number of records to skip.
        offset => Offset;
        /// Sets the maximum number of records after the offset.
        limit => Limit;
    }

    with_text! {
        /// Sets the cursor, as returned by the server.
        cursor => Cursor;
        /// Sets the string to search for.
        search => Search;
    }

    with_list! {
        /// Sets the names to sort by. A leading `-` means descending.
        ordering => Ordering;
        /// Sets the fields that the records have in the response.
        fields => Fields;
        /// Sets the fields that are omitted from the records in the response.
        omit => Omit;
    }

    /// Removes a parameter, if it was given.
    pub fn remove(mut self, parameter: &str) -> Self {
        if let Some(parameter) = self.filter.schema.list_options().parameter(parameter) {
            self.validator.remove(parameter);
        }
        self
    }

    /// Builds the list request.
    ///
    /// # Errors
    ///
    /// Returns all errors of all calls: first those of the conditions, then those of the parameters, each in the order
    /// of the calls.
    pub fn build(self) -> Result<ListRequest<'v>, Errors> {
        let ListRequestBuilder { filter, limits, validator } = self;
        let list = ListRequest::new(filter.into_filter()?, validator.into_parts());
        check_canonical(limits, || list.canonical_len())?;
        Ok(list)
    }

    fn with<T: Into<Cow<'v, str>>>(mut self, parameter: ListParameter, texts: impl IntoIterator<Item = T>) -> Self {
        let ListRequestBuilder { filter: FilterBuilder { schema, errors, .. }, limits, validator } = &mut self;
        let (options, name) = (schema.list_options(), parameter.name());
        if options.parameter(name).is_none() {
            errors.push(|| {
                let kind = ErrorKind::UnknownField { name: excerpt(name), nearest: schema.suggest(name) };
                Error::of_parameter(kind, name, None)
            });
            return self;
        }
        if let Err(clash) = validator.add_parameter(parameter) {
            errors.push(|| Error::of_parameter(clash.describe(parameter, |_| None), name, None));
        }
        let (texts, count) = take_bounded(texts.into_iter().map(Into::into), limits.list_items);
        let mut texts = texts.into_iter();
        let report = &mut |_, kind: &dyn Fn() -> ErrorKind| {
            errors.push(|| Error::of_parameter(kind(), name, None));
        };
        if parameter.is_list() {
            let inputs = texts.map(Input::Text);
            validator.check_items(options, parameter, (count, limits.list_items), inputs, report);
        } else if let Some(text) = texts.next() {
            validator.check_value(options, parameter, Input::Text(text), report);
        }
        self
    }
}
