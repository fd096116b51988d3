//! The extractors, and the types that select their schema.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use axum_core::extract::{FromRef, FromRequestParts};
use filterset::list::ListRequest;
use filterset::parse::{Parsed, ParsedListRequest};
use filterset::uri::QueryString;
use filterset::{Filter, FilterSet, Schema};
use http::request::Parts;

use crate::Rejection;

/// An extractor of the filter in a request's query.
///
/// `T` selects the [schema](SchemaSource) that the query is checked against:
///
/// - `FilterQuery<Link>`, if `Link` is a [`FilterSet`], such as a struct that derives it.
/// - `FilterQuery<FromState<Links>>`, if the router's state holds the schema; see [`FromState`].
///
/// A request without a query has the empty filter. List parameters (`page`, `ordering` and so on) are reserved pairs,
/// which this extractor doesn't check. Use [`ListQuery`] for a schema that declares them.
///
/// # Rejection
///
/// If the query has an error, the handler isn't called, and the response is a [`Rejection`]. A handler that takes
/// `Result<FilterQuery<T>, Rejection>` can respond to errors itself.
///
/// # Examples
///
/// ```
/// use filterset::FilterSet;
/// use filterset_axum::FilterQuery;
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
/// # let _: axum::Router = axum::Router::new().route("/api/links/", axum::routing::get(links));
/// ```
#[non_exhaustive]
pub struct FilterQuery<T> {
    /// The filter.
    pub filter: Filter<'static>,
    /// The decoded key and value of each pair with a reserved name, in the order of the query; see [`Parsed::reserved`].
    pub reserved: Vec<(Cow<'static, str>, Cow<'static, str>)>,
    source: PhantomData<fn() -> T>,
}

impl<T: SchemaSource<S>, S: Sync> FromRequestParts<S> for FilterQuery<T> {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<FilterQuery<T>, Rejection> {
        let schema = T::select_schema(state);
        match schema.as_ref().parse_with_reserved(parts.uri.query_string()) {
            Ok(parsed) => {
                let Parsed { filter, reserved, .. } = parsed.into_owned();
                Ok(FilterQuery { filter, reserved, source: PhantomData })
            }
            Err(errors) => Err(Rejection::new(errors, parts.uri.clone())),
        }
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
/// - `ListQuery<FromState<Links>>`, if the router's state holds the schema; see [`FromState`].
///
/// A request without a query requests the first page of all records.
///
/// # Rejection
///
/// If the filter or a list parameter has an error, the handler isn't called, and the response is a [`Rejection`] with
/// all errors of both. A handler that takes `Result<ListQuery<T>, Rejection>` can respond to errors itself.
///
/// # Examples
///
/// ```
/// use filterset::FilterSet;
/// use filterset::list::{ListOptions, Pagination};
/// use filterset_axum::ListQuery;
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
/// # let _: axum::Router = axum::Router::new().route("/api/links/", axum::routing::get(links));
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

impl<T: SchemaSource<S>, S: Sync> FromRequestParts<S> for ListQuery<T> {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<ListQuery<T>, Rejection> {
        let schema = T::select_schema(state);
        match schema.as_ref().parse_list_request_with_reserved(parts.uri.query_string()) {
            Ok(parsed) => {
                let ParsedListRequest { list, reserved, .. } = parsed.into_owned();
                Ok(ListQuery { list, reserved, source: PhantomData })
            }
            Err(errors) => Err(Rejection::new(errors, parts.uri.clone())),
        }
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

/// A marker that selects a schema from the router's state, as in `FilterQuery<FromState<Institutions>>`.
///
/// `T` is the part of the state that holds the schema: it implements `AsRef<Schema>`, and axum's [`FromRef`] for the state.
/// If the state has several schemas, wrap each one in its own type, so that no handler can use the wrong schema. If the
/// state is a [`Schema`], `T` is `Schema`.
///
/// The marker has no values. The extractors get `T` from the state for each request, so a schema can be replaced while
/// the server runs.
///
/// # Examples
///
/// ```
/// use axum::Router;
/// use axum::extract::FromRef;
/// use axum::routing::get;
/// use filterset::{Field, Op, Schema};
/// use filterset_axum::{FilterQuery, FromState};
///
/// #[derive(Clone)]
/// struct Institutions(Schema);
///
/// impl AsRef<Schema> for Institutions {
///     fn as_ref(&self) -> &Schema {
///         &self.0
///     }
/// }
///
/// #[derive(Clone, FromRef)]
/// struct App {
///     institutions: Institutions,
/// }
///
/// async fn institutions(query: FilterQuery<FromState<Institutions>>) -> String {
///     query.filter.to_string()
/// }
///
/// let schema = Schema::builder("institutions").field(Field::text("name").ops([Op::Exact])).build()?;
/// let app: Router = Router::new()
///     .route("/api/institutions/", get(institutions))
///     .with_state(App { institutions: Institutions(schema) });
/// # Ok::<(), filterset::schema::SchemaError>(())
/// ```
pub struct FromState<T>(PhantomData<fn() -> T>);

/// A type that selects the schema of a [`FilterQuery`] or a [`ListQuery`], for a router with the state `S`.
///
/// The trait is sealed. These types implement it:
///
/// - Each [`FilterSet`], for any state.
/// - [`FromState<T>`](FromState), if `T` implements `AsRef<Schema>` and `FromRef<S>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no schema for a router with the state `{S}`",
    label = "expected a `FilterSet` or `FromState<_>`",
    note = "to use the schema of a struct, derive `FilterSet` for it",
    note = "to use a schema that the router's state holds, write `FromState<T>`, where `T` implements `AsRef<Schema>` and `FromRef<{S}>`"
)]
pub trait SchemaSource<S>: sealed::Sealed<S> {
    #[doc(hidden)]
    fn select_schema(state: &S) -> impl AsRef<Schema>;
}

// Without this attribute, the compiler would suggest only `FilterSet`, and not mention `FromState`.
#[diagnostic::do_not_recommend]
impl<T: FilterSet, S> SchemaSource<S> for T {
    fn select_schema(_: &S) -> impl AsRef<Schema> {
        T::schema()
    }
}

impl<T, S> SchemaSource<S> for FromState<T>
where
    T: AsRef<Schema> + FromRef<S>,
{
    fn select_schema(state: &S) -> impl AsRef<Schema> {
        T::from_ref(state)
    }
}

mod sealed {
    use axum_core::extract::FromRef;
    use filterset::{FilterSet, Schema};

    use super::FromState;

    pub trait Sealed<S> {}

    impl<T: FilterSet, S> Sealed<S> for T {}

    impl<T, S> Sealed<S> for FromState<T> where T: AsRef<Schema> + FromRef<S> {}
}
