//! Filters and list queries as arguments of axum's handlers, and refusals as answers.
#![deny(missing_docs)]
#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::string_slice,
        clippy::unwrap_used
    )
)]

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use axum_core::extract::{FromRef, FromRequestParts};
use axum_core::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use http::request::Parts;
use http::{StatusCode, Uri};

use filterset::error::Problem;
use filterset::list::ListRequest;
use filterset::parse::Parsed;
use filterset::parse::ParsedListRequest;
use filterset::uri::QueryString;
use filterset::{Errors, Filter, FilterSet, Schema};

/// The filter of a request, checked against the table of a type: an argument of axum's handlers.
///
/// A handler that takes it isn't called for a query that is refused: the answer is [`Rejection`]. Parameters of a list are
/// handed back as reserved pairs are; [`Listed`] reads them.
///
/// ```
/// # #[cfg(feature = "derive")] {
/// use filterset::FilterSet;
/// use filterset_axum::Filtered;
///
/// #[derive(FilterSet)]
/// #[filter(reserved("page"))]
/// struct Link {
///     #[filter(exact, in)]
///     institution: String,
/// }
///
/// // For `axum::Router::new().route("/api/links/", get(links))`.
/// async fn links(links: Filtered<Link>) -> String {
///     format!("links with {}, and {} reserved pairs", links.filter, links.reserved.len())
/// }
/// # }
/// ```
#[non_exhaustive]
pub struct Filtered<T> {
    /// The filter.
    pub filter: Filter<'static>,
    /// The pairs of reserved names, as [`Parsed`] has them.
    pub reserved: Vec<(Cow<'static, str>, Cow<'static, str>)>,
    of: PhantomData<fn() -> T>,
}

impl<T: FilterSet, S: Sync> FromRequestParts<S> for Filtered<T> {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Filtered<T>, Rejection> {
        let Parsed { filter, reserved, .. } = read(T::schema(), &parts.uri)?;
        Ok(Filtered { filter, reserved, of: PhantomData })
    }
}

impl<T> fmt::Debug for Filtered<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Filtered").field("filter", &self.filter).field("reserved", &self.reserved).finish()
    }
}

/// The filter of a request, checked against a table that the router's state holds: an argument of axum's handlers.
///
/// `T` is the table as the state tells it, by axum's `FromRef`: a [`Schema`] where there is one, else a type of yours
/// for each table, so that no handler can take another's.
///
/// ```
/// use axum_core::extract::FromRef;
/// use filterset::Schema;
/// use filterset_axum::FilteredBy;
///
/// #[derive(Clone)]
/// struct App { institutions: Institutions }
///
/// #[derive(Clone)]
/// struct Institutions(Schema);
///
/// impl AsRef<Schema> for Institutions {
///     fn as_ref(&self) -> &Schema { &self.0 }
/// }
///
/// impl FromRef<App> for Institutions {
///     fn from_ref(app: &App) -> Institutions { app.institutions.clone() }
/// }
///
/// async fn institutions(institutions: FilteredBy<Institutions>) -> String {
///     institutions.filter.to_string()
/// }
/// ```
#[non_exhaustive]
pub struct FilteredBy<T> {
    /// The filter.
    pub filter: Filter<'static>,
    /// The pairs of reserved names, as [`Parsed`] has them.
    pub reserved: Vec<(Cow<'static, str>, Cow<'static, str>)>,
    of: PhantomData<fn() -> T>,
}

impl<T, S> FromRequestParts<S> for FilteredBy<T>
where
    T: AsRef<Schema> + FromRef<S>,
    S: Sync,
{
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<FilteredBy<T>, Rejection> {
        let Parsed { filter, reserved, .. } = read(T::from_ref(state).as_ref(), &parts.uri)?;
        Ok(FilteredBy { filter, reserved, of: PhantomData })
    }
}

impl<T> fmt::Debug for FilteredBy<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FilteredBy").field("filter", &self.filter).field("reserved", &self.reserved).finish()
    }
}

/// The list query of a request, checked against the table of a type: an argument of axum's handlers.
///
/// It is to [`FilterSet::parse_list_request`] what [`Filtered`] is to [`FilterSet::parse`]: a handler that takes it isn't called
/// for a query that is refused, whether its filter or a parameter of the list is. The answer is [`Rejection`].
///
/// ```
/// # #[cfg(feature = "derive")] {
/// use filterset::FilterSet;
/// use filterset::list::{ListOptions, Pagination};
/// use filterset_axum::Listed;
///
/// #[derive(FilterSet)]
/// #[filter(list = ListOptions::builder().pagination(Pagination::by_page()))]
/// struct Link {
///     #[filter(exact, in, sort)]
///     institution: String,
/// }
///
/// // For `axum::Router::new().route("/api/links/", get(links))`.
/// async fn links(Listed { list, .. }: Listed<Link>) -> String {
///     format!("links with {}, from {:?} on", list.filter(), list.offset())
/// }
/// # }
/// ```
#[non_exhaustive]
pub struct Listed<T> {
    /// The list query.
    pub list: ListRequest<'static>,
    /// The pairs of reserved names, as [`ParsedListRequest`] has them.
    pub reserved: Vec<(Cow<'static, str>, Cow<'static, str>)>,
    of: PhantomData<fn() -> T>,
}

impl<T: FilterSet, S: Sync> FromRequestParts<S> for Listed<T> {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Listed<T>, Rejection> {
        let ParsedListRequest { list, reserved, .. } = read_list(T::schema(), &parts.uri)?;
        Ok(Listed { list, reserved, of: PhantomData })
    }
}

impl<T> fmt::Debug for Listed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listed").field("list", &self.list).field("reserved", &self.reserved).finish()
    }
}

/// The list query of a request, checked against a table that the router's state holds: an argument of axum's handlers.
///
/// `T` is the table as the state tells it, as for [`FilteredBy`].
///
/// ```
/// use filterset::Schema;
/// use filterset_axum::ListedBy;
///
/// // For a router whose state is the table.
/// async fn links(links: ListedBy<Schema>) -> String {
///     format!("links with {}, from {:?} on", links.list.filter(), links.list.offset())
/// }
/// ```
#[non_exhaustive]
pub struct ListedBy<T> {
    /// The list query.
    pub list: ListRequest<'static>,
    /// The pairs of reserved names, as [`ParsedListRequest`] has them.
    pub reserved: Vec<(Cow<'static, str>, Cow<'static, str>)>,
    of: PhantomData<fn() -> T>,
}

impl<T, S> FromRequestParts<S> for ListedBy<T>
where
    T: AsRef<Schema> + FromRef<S>,
    S: Sync,
{
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<ListedBy<T>, Rejection> {
        let ParsedListRequest { list, reserved, .. } = read_list(T::from_ref(state).as_ref(), &parts.uri)?;
        Ok(ListedBy { list, reserved, of: PhantomData })
    }
}

impl<T> fmt::Debug for ListedBy<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ListedBy").field("list", &self.list).field("reserved", &self.reserved).finish()
    }
}

/// Reads the query of a request's target; none is the empty one.
fn read(schema: &Schema, uri: &Uri) -> Result<Parsed<'static>, Rejection> {
    let query = uri.query_string();
    schema.parse_with_reserved(query).map(Parsed::into_owned).map_err(|errors| Rejection::new(errors, uri.clone()))
}

/// Reads it with the parameters of a list.
fn read_list(schema: &Schema, uri: &Uri) -> Result<ParsedListRequest<'static>, Rejection> {
    let query = uri.query_string();
    let parsed = schema.parse_list_request_with_reserved(query).map(ParsedListRequest::into_owned);
    parsed.map_err(|errors| Rejection::new(errors, uri.clone()))
}

/// A request whose query was refused. As an answer it is a [`Problem`] with the status 400.
///
/// The answer carries what was refused in its extensions, so that one function can give every refusal another shape:
///
/// ```
/// use axum_core::response::{IntoResponse, Response};
/// use filterset_axum::Rejection;
///
/// // For `router.layer(axum::middleware::map_response(plainly))`.
/// async fn plainly(mut response: Response) -> Response {
///     match response.extensions_mut().remove::<Rejection>() {
///         Some(refused) => (response.status(), refused.errors().to_string()).into_response(),
///         None => response,
///     }
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Rejection {
    errors: Errors,
    // Shared with the request: a query is held once.
    uri: Uri,
}

impl Rejection {
    /// What is refused of a request's target, for extractors of your own.
    #[must_use]
    pub fn new(errors: Errors, uri: Uri) -> Rejection {
        Rejection { errors, uri }
    }

    /// Every fault of the query.
    #[must_use]
    pub fn errors(&self) -> &Errors {
        &self.errors
    }

    /// The query that was refused: what the faults' places and parameters are of. It is the input's own text.
    #[must_use]
    pub fn query(&self) -> &str {
        self.uri.query_string()
    }

    /// The refusal as a problem document.
    #[must_use]
    pub fn problem(&self) -> Problem<'_> {
        self.errors.problem(self.query())
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.errors.fmt(f)
    }
}

impl std::error::Error for Rejection {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.errors)
    }
}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        // What it is made of are texts and numbers: they are always JSON.
        let body = serde_json::to_vec(&self.problem()).unwrap_or_default();
        let mut response = (StatusCode::BAD_REQUEST, [(CONTENT_TYPE, Problem::MEDIA_TYPE)], body).into_response();
        response.extensions_mut().insert(self);
        response
    }
}
