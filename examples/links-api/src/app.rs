//! The routes, their handlers, and the middleware around them.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{FromRef, Request, State};
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
use tokio::sync::watch;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::propagate_header::PropagateHeaderLayer;
use tower_http::set_header::{SetRequestHeaderLayer, SetResponseHeaderLayer};
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::{DefaultOnResponse, TraceLayer};
use tracing::Level;
use uuid::Uuid;

use crate::access_token::AccessTokens;
use crate::auth::{self, Caller, Key, Keys};
use crate::base_url::BaseUrl;
use crate::clock::{self, Clock};
use crate::data::{self, Datasets, Kind};
use crate::error::{ApiError, format_errors};
use crate::explorer;
use crate::health::Health;
use crate::institution::Institutions;
use crate::link::{self, Link, Links, LinksByCursor};
use crate::metrics;
use crate::openapi;
use crate::refresh;
use crate::resource::Resource;
use crate::seed;
use crate::store::{Store, StoreError};
use crate::webhook::{self, Deliveries};
use crate::widget;

/// The maximum length of a request's body.
const MAX_BODY_BYTES: usize = 16 * 1024;
/// The maximum time for a response.
const TIMEOUT: Duration = Duration::from_secs(10);
/// The request's id, which is in its response, in its errors and in the log.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The options of the server.
#[derive(Clone, Debug)]
pub struct Options {
    /// Its keys. The first one has the example links.
    pub keys: Vec<Key>,
    /// Its own public URL.
    pub base_url: BaseUrl,
    /// The seed of the simulated institutions.
    pub seed: u64,
    /// Whether webhooks may be sent to other machines.
    pub allows_remote_webhooks: bool,
}

/// The state of the router.
#[derive(Clone, FromRef)]
pub struct App {
    #[from_ref(skip)]
    pub(crate) store: Arc<Store>,
    keys: Keys,
    pub(crate) access_tokens: AccessTokens,
    pub(crate) clock: Clock,
    pub(crate) institutions: Institutions,
    pub(crate) links: Links,
    pub(crate) links_by_cursor: LinksByCursor,
    #[from_ref(skip)]
    pub(crate) datasets: Arc<Datasets>,
    #[from_ref(skip)]
    pub(crate) delivery_list: Arc<Resource>,
    #[from_ref(skip)]
    pub(crate) deliveries: Deliveries,
    pub(crate) base_url: BaseUrl,
    #[from_ref(skip)]
    pub(crate) seed: u64,
    #[from_ref(skip)]
    pub(crate) allows_remote_webhooks: bool,
    health: Health,
}

/// A reason why the server can't start.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// There is no key.
    #[error("expected at least one key")]
    NoKey,
    /// The schemas and the columns of the database don't agree.
    #[error(transparent)]
    Columns(#[from] UnsupportedFieldsError),
    /// The database can't be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl App {
    /// Creates an app on a database, in which it inserts the institutions and the example links unless they exist.
    /// `cursor_key` authenticates its cursors. This blocks, so an asynchronous runtime may not run on this thread.
    ///
    /// # Errors
    ///
    /// Returns an error if there is no key, if the schemas and the columns of the database don't agree, or if the database
    /// can't be read.
    pub fn new(store: Arc<Store>, options: Options, cursor_key: CursorKey) -> Result<App, AppError> {
        let dialect = store.dialect();
        seed::insert(&store, options.keys.first().ok_or(AppError::NoKey)?.id())?;
        Ok(App {
            clock: Clock::load(&store)?,
            keys: Keys::new(options.keys),
            access_tokens: AccessTokens::default(),
            institutions: Institutions::new(dialect)?,
            links: Links::new(dialect)?,
            links_by_cursor: LinksByCursor::new(dialect, cursor_key)?,
            datasets: Arc::new(Datasets::new(dialect)?),
            delivery_list: Arc::new(webhook::resource(dialect)?),
            deliveries: Deliveries::default(),
            base_url: options.base_url,
            seed: options.seed,
            allows_remote_webhooks: options.allows_remote_webhooks,
            health: Health::default(),
            store,
        })
    }

    /// Returns the resources that have lists.
    pub(crate) fn lists(&self) -> impl Iterator<Item = &Resource> {
        let others = [&*self.links.0, &*self.links_by_cursor.0, &*self.institutions.0, &*self.delivery_list];
        others.into_iter().chain(Kind::ALL.into_iter().map(|kind| self.datasets.get(kind)))
    }

    /// Returns the id of the key with an id and a password.
    pub(crate) fn find_key_id(&self, id: &str, password: &str) -> Option<Arc<str>> {
        self.keys.find_id(id, password)
    }

    /// Refreshes links and sends webhooks, until `stopped` changes. Deliveries in progress are finished first.
    pub async fn run_jobs(self, stopped: watch::Receiver<()>) {
        tokio::join!(refresh::run(self.clone(), stopped.clone()), webhook::run(self, stopped));
    }
}

/// Returns the router of the server.
pub fn router(app: App) -> Router {
    let api = Router::new()
        .route("/api/", get(welcome))
        .route("/api/institutions/", get(list_institutions))
        .route("/api/schemas/{name}/", get(explorer::show_schema))
        .route("/api/schemas/{name}/check/", get(explorer::check_query))
        .route("/api/sandbox/clock/", get(clock::show).post(clock::advance))
        .merge(link::routes())
        .merge(webhook::routes());
    let api = Kind::ALL.into_iter().fold(api, |api, kind| api.merge(data::routes(kind)));
    let routes = Router::new()
        .route("/", get(explorer::page))
        .route("/openapi.json", get(openapi::show))
        .route("/webhooks", get(webhook::page))
        .route("/health", get(health))
        .route("/metrics", get(metrics::show))
        .merge(widget::routes(&app))
        .merge(require_key(api, &app));
    let routes = routes.route_layer(middleware::from_fn(metrics::record));
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
    let links = async move |State(app): State<App>, caller: Caller, uri: Uri| -> Result<Response, ApiError> {
        app.links.0.list_page(&app, &caller, &list, uri).await
    };
    let api = require_key(Router::new().route("/api/links/", get(links)), &app);
    Ok(add_layers(api).with_state(app))
}

/// Adds the check of the key.
fn require_key(routes: Router<App>, app: &App) -> Router<App> {
    routes.route_layer(middleware::from_fn_with_state(app.clone(), auth::require_key))
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
    let names = ["links", "institutions", "webhooks"].into_iter().chain(Kind::ALL.map(Kind::name));
    Json(names.map(|name| (name.to_owned(), Value::from(format!("/api/{name}/")))).collect())
}

async fn list_institutions(
    State(app): State<App>,
    caller: Caller,
    ListQuery { list, .. }: ListQuery<FromState<Institutions>>,
    uri: Uri,
) -> Result<Response, ApiError> {
    app.institutions.0.list_page(&app, &caller, &list, uri).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write as _;

    use sea_query::{Expr, ExprTrait, Func, Query};
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

    /// Returns everything that the store holds in memory: each table of the database, and the accessible tokens.
    async fn dump(app: &App) -> String {
        let tables = Query::select().column("sql").column("name").from("sqlite_master").take();
        let names = app.store.query(vec![tables]).await.unwrap().remove(0);
        let mut dump = format!("{:?}", app.access_tokens);
        for name in names.into_iter().filter(|row| row[0].as_ref().is_some_and(|sql| sql.starts_with("CREATE TABLE"))) {
            let name = name[1].clone().unwrap();
            let columns =
                Query::select().column("name").from_function(Func::cust("pragma_table_info").arg(&*name), "c").take();
            let columns = app.store.query(vec![columns]).await.unwrap().remove(0).into_iter().flatten().flatten();
            let mut rows = Query::select().from(name).take();
            for column in columns {
                rows.expr(Expr::col(column).cast_as("text"));
            }
            writeln!(dump, "{:?}", app.store.query(vec![rows]).await.unwrap()).unwrap();
        }
        dump
    }

    #[test]
    fn keeps_no_credentials_in_memory() {
        let store = Arc::new(Store::sqlite(None).unwrap());
        let options = Options {
            keys: vec!["id:password".parse().unwrap()],
            base_url: "http://links.example/".parse().unwrap(),
            seed: 1,
            allows_remote_webhooks: false,
        };
        let app = App::new(Arc::clone(&store), options, CursorKey::new(&[1; 32])).unwrap();
        let send = async |method: &str, path: &str, body: Value| {
            let request = Request::builder().method(method).uri(path).header("Authorization", "Basic aWQ6cGFzc3dvcmQ=");
            let request = request.body(axum::body::Body::from(body.to_string())).unwrap();
            let body = router(app.clone()).oneshot(request).await.unwrap().into_body();
            serde_json::from_slice::<Value>(&axum::body::to_bytes(body, 1 << 20).await.unwrap()).unwrap()
        };
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            for username in ["s3cr3t-user", "mfa", "wrong-password-later"] {
                let body = json!({
                    "institution": "erebor_mx_retail", "username": username, "username2": "s3cr3t-second",
                    "password": "s3cr3t-password", "password2": "s3cr3t-other", "token": "s3cr3t-token",
                });
                let link = send("POST", "/api/links/", body).await;
                let id = link["id"].as_str().or(link[0]["link"].as_str()).unwrap().to_owned();
                send("PUT", &format!("/api/links/{id}/"), json!({ "password": "s3cr3t-new" })).await;
                let fetch = json!({ "link": id, "date_from": "2020-01-01", "token": "s3cr3t-token" });
                send("POST", "/api/transactions/", fetch).await;
            }
            let token = json!({ "id": "id", "password": "password", "scopes": "" });
            send("POST", "/api/token/", token).await;
            let dump = dump(&app).await;
            assert!(dump.contains("erebor_mx_retail") && dump.contains("Ahorro") && dump.contains("token_required"));
            assert!(!dump.contains("s3cr3t"));
        });
    }
}
