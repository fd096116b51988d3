//! The extractors, and the types that select their schema.

use std::borrow::Cow;
use std::fmt;
use std::future::{Ready, ready};
use std::marker::PhantomData;
use std::ops::Deref;

use actix_web::dev::Payload;
use actix_web::error::ErrorInternalServerError;
use actix_web::web::Data;
use actix_web::{Error, FromRequest, HttpRequest};
use filterset::list::ListRequest;
use filterset::parse::{Parsed, ParsedListRequest};
use filterset::{Errors, Filter, FilterSet, Schema};

use crate::Rejection;

/// An extractor of the filter in a request's query.
///
/// `T` selects the [schema](SchemaSource) that the query is checked against:
///
/// - `FilterQuery<Link>`, if `Link` is a [`FilterSet`], such as a struct that derives it.
/// - `FilterQuery<FromData<Links>>`, if the application's data has the schema; see [`FromData`].
///
/// A request without a query has the empty filter. List parameters (`page`, `ordering` and so on) are reserved pairs,
/// which this extractor doesn't check. Use [`ListQuery`] for a schema that declares them.
///
/// # Errors
///
/// If the query has an error, the handler isn't called, and the response is a [`Rejection`].
///
/// # Examples
///
/// ```
/// use filterset::FilterSet;
/// use filterset_actix::FilterQuery;
///
/// #[derive(FilterSet)]
/// #[filter(reserved("page"))]
/// struct Link {
///     #[filter(exact, in)]
///     institution: String,
/// }
///
/// async fn links(query: FilterQuery<Link>) -> String {
///     format!("links with {}, and {} reserved pairs", query.filter, query.reserved.len())
/// }
/// # let _ = actix_web::App::new().route("/api/links/", actix_web::web::get().to(links));
/// ```
#[non_exhaustive]
pub struct FilterQuery<T> {
    /// The filter.
    pub filter: Filter<'static>,
    /// The decoded key and value of each pair with a reserved name, in the order of the query; see [`Parsed::reserved`].
    pub reserved: Vec<(Cow<'static, str>, Cow<'static, str>)>,
    source: PhantomData<fn() -> T>,
}

impl<T: SchemaSource + 'static> FromRequest for FilterQuery<T> {
    type Error = Error;
    type Future = Ready<Result<FilterQuery<T>, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(parse(request, T::select_schema(request), |schema, query| {
            let Parsed { filter, reserved, .. } = schema.parse_with_reserved(query)?.into_owned();
            Ok(FilterQuery { filter, reserved, source: PhantomData })
        }))
    }
}

impl<T> Clone for FilterQuery<T> {
    fn clone(&self) -> FilterQuery<T> {
        FilterQuery { filter: self.filter.clone(), reserved: self.reserved.clone(), source: PhantomData }
    }
}

impl<T> fmt::Debug for FilterQuery<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FilterQuery")
            .field("filter", &self.filter)
            .field("reserved", &self.reserved)
            .finish_non_exhaustive()
    }
}

/// An extractor of the list request in a request's query: a filter with pagination, ordering, projection and search.
///
/// `T` selects the [schema](SchemaSource) that the query is checked against, and that declares the list
/// parameters:
///
/// - `ListQuery<Link>`, if `Link` is a [`FilterSet`], such as a struct that derives it.
/// - `ListQuery<FromData<Links>>`, if the application's data has the schema; see [`FromData`].
///
/// A request without a query requests the first page of all records.
///
/// # Errors
///
/// If the filter or a list parameter has an error, the handler isn't called, and the response is a [`Rejection`] with
/// all errors of both.
///
/// # Examples
///
/// ```
/// use filterset::FilterSet;
/// use filterset::list::{ListOptions, Pagination};
/// use filterset_actix::ListQuery;
///
/// #[derive(FilterSet)]
/// #[filter(list = ListOptions::builder().pagination(Pagination::by_page()))]
/// struct Link {
///     #[filter(exact, in, sort)]
///     institution: String,
/// }
///
/// async fn links(ListQuery { list, .. }: ListQuery<Link>) -> String {
///     format!("links with {}, starting at record {:?}", list.filter(), list.offset())
/// }
/// # let _ = actix_web::App::new().route("/api/links/", actix_web::web::get().to(links));
/// ```
#[non_exhaustive]
pub struct ListQuery<T> {
    /// The list request.
    pub list: ListRequest<'static>,
    /// The decoded key and value of each pair with a reserved name, in the order of the query; see
    /// [`ParsedListRequest::reserved`].
    pub reserved: Vec<(Cow<'static, str>, Cow<'static, str>)>,
    source: PhantomData<fn() -> T>,
}

impl<T: SchemaSource + 'static> FromRequest for ListQuery<T> {
    type Error = Error;
    type Future = Ready<Result<ListQuery<T>, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(parse(request, T::select_schema(request), |schema, query| {
            let ParsedListRequest { list, reserved, .. } = schema.parse_list_request_with_reserved(query)?.into_owned();
            Ok(ListQuery { list, reserved, source: PhantomData })
        }))
    }
}

impl<T> Clone for ListQuery<T> {
    fn clone(&self) -> ListQuery<T> {
        ListQuery { list: self.list.clone(), reserved: self.reserved.clone(), source: PhantomData }
    }
}

impl<T> fmt::Debug for ListQuery<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ListQuery").field("list", &self.list).field("reserved", &self.reserved).finish_non_exhaustive()
    }
}

/// Parses the query of a request.
fn parse<R>(
    request: &HttpRequest,
    schema: Result<impl Deref<Target = Schema>, Error>,
    parse: impl FnOnce(&Schema, &str) -> Result<R, Errors>,
) -> Result<R, Error> {
    let (query, schema) = (query_string(request), schema?);
    parse(&schema, &query).map_err(|errors| Rejection::new(errors, query).into())
}

/// Returns the raw query, to be parsed. Parsing skips one `?`, so a second one is part of the first key.
fn query_string(request: &HttpRequest) -> Cow<'_, str> {
    match request.query_string() {
        query if query.starts_with('?') => Cow::Owned(format!("?{query}")),
        query => Cow::Borrowed(query),
    }
}

/// A marker that selects a schema from the application's data, as in `FilterQuery<FromData<Institutions>>`.
///
/// `T` is the data that holds the schema, which is registered as [`Data<T>`] and implements `AsRef<Schema>`. If the
/// application has several schemas, wrap each one in its own type, so that no handler can use the wrong schema. If it has
/// only one, `T` can be [`Schema`]. The marker has no values.
///
/// If no `Data<T>` is registered, the response has the status 500, as for the extractor `Data<T>` itself.
///
/// # Examples
///
/// ```
/// use actix_web::{App, web};
/// use filterset::{Field, Op, Schema};
/// use filterset_actix::{FilterQuery, FromData};
///
/// struct Institutions(Schema);
///
/// impl AsRef<Schema> for Institutions {
///     fn as_ref(&self) -> &Schema {
///         &self.0
///     }
/// }
///
/// async fn institutions(query: FilterQuery<FromData<Institutions>>) -> String {
///     query.filter.to_string()
/// }
///
/// let schema = Schema::builder("institutions").field(Field::text("name").ops([Op::Exact])).build()?;
/// let data = web::Data::new(Institutions(schema));
/// let app = App::new().app_data(data).route("/api/institutions/", web::get().to(institutions));
/// # Ok::<(), filterset::schema::SchemaError>(())
/// ```
pub struct FromData<T>(PhantomData<fn() -> T>);

/// A type that selects the schema of a [`FilterQuery`] or a [`ListQuery`].
///
/// The trait is sealed. These types implement it:
///
/// - Each [`FilterSet`].
/// - [`FromData<T>`](FromData), if `T` implements `AsRef<Schema>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no schema",
    label = "expected a `FilterSet` or `FromData<_>`",
    note = "to use the schema of a struct, derive `FilterSet` for it",
    note = "to use a schema in the application's data, write `FromData<T>`, where `T` implements `AsRef<Schema>`"
)]
pub trait SchemaSource: sealed::Sealed {
    #[doc(hidden)]
    fn select_schema(request: &HttpRequest) -> Result<impl Deref<Target = Schema>, Error>;
}

// Without this attribute, the compiler would suggest only `FilterSet`, and not mention `FromData`.
#[diagnostic::do_not_recommend]
impl<T: FilterSet> SchemaSource for T {
    fn select_schema(_: &HttpRequest) -> Result<impl Deref<Target = Schema>, Error> {
        Ok(T::schema())
    }
}

impl<T: AsRef<Schema> + 'static> SchemaSource for FromData<T> {
    fn select_schema(request: &HttpRequest) -> Result<impl Deref<Target = Schema>, Error> {
        let data = request.app_data::<Data<T>>().map(|data| (***data).as_ref());
        data.ok_or_else(|| ErrorInternalServerError("expected the schema in the application's data"))
    }
}

mod sealed {
    use filterset::{FilterSet, Schema};

    use super::FromData;

    pub trait Sealed {}

    impl<T: FilterSet> Sealed for T {}

    impl<T: AsRef<Schema> + 'static> Sealed for FromData<T> {}
}
