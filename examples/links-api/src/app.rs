//! The routes, their handlers, and the middleware around them.

use std::sync::Arc;
use std::time::Duration;

use axum::error_handling::HandleErrorLayer;
use axum::extract::{FromRef, Path, Request, State};
use axum::http::header::{HeaderName, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderValue, StatusCode, Uri};
use axum::response::Response;
use axum::routing::get;
use axum::{Json, Router, middleware};
use filterset::FilterSet;
use filterset::record::UnsupportedFieldsError;
use filterset_axum::{FromState, ListQuery};
use filterset_sea_query::CursorKey;
use serde_json::{Value, json};
use tower::ServiceBuilder;
use tower::limit::GlobalConcurrencyLimitLayer;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::propagate_header::PropagateHeaderLayer;
use tower_http::set_header::{SetRequestHeaderLayer, SetResponseHeaderLayer};
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::{DefaultOnResponse, TraceLayer};
use tracing::Level;
use uuid::Uuid;

use crate::auth::{self, Key};
use crate::base_url::BaseUrl;
use crate::error::{ApiError, format_errors};
use crate::explorer;
use crate::health::Health;
use crate::institution::Institutions;
use crate::link::{Link, Links, LinksByCursor, OneLink};
use crate::store::Store;

/// The maximum length of a request's body. No route reads one.
const MAX_BODY_BYTES: usize = 16 * 1024;
/// The maximum number of requests with the key in progress. Others get the status 503. Requests without the key don't
/// count, so nobody else can use up the limit.
const MAX_CONCURRENT_REQUESTS: usize = 256;
/// The maximum time for a response.
const TIMEOUT: Duration = Duration::from_secs(10);
/// The request's id, which is in its response, in its errors and in the log.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The state of the router.
#[derive(Clone, FromRef)]
pub struct App {
    store: Arc<Store>,
    key: Key,
    institutions: Institutions,
    links: Links,
    links_by_cursor: LinksByCursor,
    one_link: OneLink,
    base_url: BaseUrl,
    health: Health,
}

impl App {
    /// Creates an app that reads from `store` and requires `key`. `base_url` is its own public URL, and `cursor_key`
    /// authenticates its cursors.
    ///
    /// # Errors
    ///
    /// Returns an error if the schemas and the columns of the database don't agree.
    pub fn new(
        store: Arc<Store>,
        key: Key,
        base_url: BaseUrl,
        cursor_key: CursorKey,
    ) -> Result<App, UnsupportedFieldsError> {
        let dialect = store.dialect();
        let (institutions, links) = (Institutions::new(dialect)?, Links::new(dialect)?);
        let (links_by_cursor, one_link) = (LinksByCursor::new(dialect, cursor_key)?, OneLink::new(dialect)?);
        Ok(App { store, key, institutions, links, links_by_cursor, one_link, base_url, health: Health::default() })
    }
}

/// Returns the router of the server.
pub fn router(app: App) -> Router {
    let api = Router::new()
        .route("/api/", get(welcome))
        .route("/api/links/", get(links))
        .route("/api/links/by-cursor/", get(links_by_cursor))
        .route("/api/links/{id}/", get(one_link))
        .route("/api/institutions/", get(institutions))
        .route("/api/schemas/{name}/", get(explorer::show_schema))
        .route("/api/schemas/{name}/check/", get(explorer::check_query));
    let api = require_key(api, &app);
    let routes = Router::new().route("/", get(explorer::page)).route("/health", get(health)).merge(api);
    add_layers(routes.fallback(not_found)).with_state(app)
}

/// Returns a router whose list of links always uses `query`, as a baseline for the cost of parsing queries.
///
/// # Errors
///
/// Returns the errors of the query.
#[doc(hidden)]
pub fn router_with_fixed_query(app: App, query: &'static str) -> Result<Router, filterset::Errors> {
    let list = Link::parse_list_request(query)?.into_owned();
    let links = async move |State(app): State<App>, uri: Uri| -> Result<Response, ApiError> {
        app.links.0.list_page(&app.store, &app.base_url, &list, uri).await
    };
    let api = require_key(Router::new().route("/api/links/", get(links)), &app);
    Ok(add_layers(api).with_state(app))
}

/// Adds the check of the key, and limits the number of requests that have it.
fn require_key(routes: Router<App>, app: &App) -> Router<App> {
    let layers = ServiceBuilder::new()
        .layer(middleware::from_fn_with_state(app.clone(), auth::require_key))
        .layer(HandleErrorLayer::new(|_| async { StatusCode::SERVICE_UNAVAILABLE }))
        .load_shed()
        .layer(GlobalConcurrencyLimitLayer::new(MAX_CONCURRENT_REQUESTS));
    routes.route_layer(layers)
}

/// Adds the middleware for all requests, including those without a route.
fn add_layers<S: Clone + Send + Sync + 'static>(routes: Router<S>) -> Router<S> {
    // The layers are in the order in which they process a request.
    let layers = ServiceBuilder::new()
        // An id from the client would be untrusted text in every log line.
        .layer(SetRequestHeaderLayer::overriding(REQUEST_ID, |_: &Request| {
            HeaderValue::from_str(&Uuid::new_v4().to_string()).ok()
        }))
        .layer(PropagateHeaderLayer::new(REQUEST_ID))
        .layer(SetResponseHeaderLayer::overriding(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")))
        .layer(
            TraceLayer::new_for_http()
                .make_span_with(make_span)
                .on_response(DefaultOnResponse::new().level(Level::INFO)),
        )
        .layer(middleware::from_fn(format_errors))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIMEOUT))
        .layer(RequestBodyLimitLayer::new(MAX_BODY_BYTES))
        .layer(CatchPanicLayer::new());
    routes.layer(layers)
}

/// Creates the span that precedes each log line of a request. It omits the query, which can be long.
fn make_span(request: &Request) -> tracing::Span {
    let id = request.headers().get(REQUEST_ID).and_then(|id| id.to_str().ok()).unwrap_or_default();
    tracing::info_span!("request", id, method = %request.method(), path = request.uri().path())
}

async fn not_found(uri: Uri) -> ApiError {
    ApiError::no_route(uri.path())
}

async fn health(State(app): State<App>) -> Result<Json<Value>, ApiError> {
    let is_up = app.health.check(&app.store).await;
    if is_up { Ok(Json(json!({ "status": "up" }))) } else { Err(ApiError::unavailable()) }
}

async fn welcome() -> Json<Value> {
    Json(json!({ "links": "/api/links/", "institutions": "/api/institutions/" }))
}

async fn links(
    State(app): State<App>,
    ListQuery { list, .. }: ListQuery<Link>,
    uri: Uri,
) -> Result<Response, ApiError> {
    app.links.0.list_page(&app.store, &app.base_url, &list, uri).await
}

async fn links_by_cursor(
    State(app): State<App>,
    ListQuery { list, .. }: ListQuery<FromState<LinksByCursor>>,
    uri: Uri,
) -> Result<Response, ApiError> {
    app.links_by_cursor.0.list_page(&app.store, &app.base_url, &list, uri).await
}

async fn one_link(
    State(app): State<App>,
    Path(id): Path<String>,
    ListQuery { list, .. }: ListQuery<FromState<OneLink>>,
) -> Result<Response, ApiError> {
    // The library also parses braces and `urn:`, which aren't valid in a filter.
    let id = Uuid::try_parse(&id).ok().map(|uuid| uuid.to_string()).filter(|uuid| uuid.eq_ignore_ascii_case(&id));
    app.one_link.0.find_one(&app.store, &id.ok_or_else(ApiError::not_found)?, &list).await
}

async fn institutions(
    State(app): State<App>,
    ListQuery { list, .. }: ListQuery<FromState<Institutions>>,
    uri: Uri,
) -> Result<Response, ApiError> {
    app.institutions.0.list_page(&app.store, &app.base_url, &list, uri).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use tower::ServiceExt;

    #[tokio::test]
    async fn reports_panic_as_api_error() {
        async fn panicking() -> StatusCode {
            panic!("handler panic")
        }
        let app = add_layers(Router::new().route("/", get(panicking)));
        let response = app.oneshot(Request::get("/").body(axum::body::Body::empty()).unwrap()).await.unwrap();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let body = axum::body::to_bytes(response.into_body(), 1000).await.unwrap();
        let body: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(body[0]["code"], "unexpected_error");
        assert!(!body.to_string().contains("defect"), "{body}");
    }
}
