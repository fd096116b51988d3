//! The widget: a page in which a person registers a link, or repairs one. It uses an access token in place of a key.

use axum::body::Bytes;
use axum::extract::{Extension, Request, State};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, patch, post, put};
use axum::{Json, Router};
use sea_query::{Order, Query};
use serde::Serialize;
use serde_json::Value;

use crate::access_token::{self, Grant, Redirects};
use crate::app::App;
use crate::auth::find_credentials;
use crate::error::ApiError;
use crate::institution;
use crate::link::{self, LoggedIn, StoredLink};
use crate::page::Page;
use crate::store::{Row, StoreError, Transaction};

pub(crate) fn routes(app: &App) -> Router<App> {
    let of_token = Router::new()
        .route("/widget/api/", get(show))
        .route("/widget/api/links/", post(create).merge(patch(resume)))
        .route("/widget/api/link/", put(repair))
        .route_layer(middleware::from_fn_with_state(app.clone(), require_token));
    Router::new().route("/api/token/", post(access_token::create)).route("/widget/", get(page)).merge(of_token)
}

/// Returns the page. Its script reads the token from the URL.
async fn page() -> Page {
    Page::new(include_str!("widget.html"))
}

/// Rejects requests without a valid access token.
async fn require_token(State(app): State<App>, mut request: Request, next: Next) -> Result<Response, ApiError> {
    let token = find_credentials(request.headers(), "bearer").and_then(|token| std::str::from_utf8(token).ok());
    let grant = token.and_then(|token| app.access_tokens.find(token)).ok_or_else(ApiError::invalid_access_token)?;
    request.extensions_mut().insert(grant);
    Ok(next.run(request).await)
}

/// What the page shows.
#[derive(Serialize)]
struct Setup {
    institutions: Vec<Choice>,
    link: Option<Repair>,
    redirects: Redirects,
    origin: Option<String>,
}

#[derive(Serialize)]
struct Choice {
    name: String,
    display_name: String,
    country: String,
}

/// A link to repair.
#[derive(Serialize)]
struct Repair {
    id: String,
    institution: String,
    status: String,
}

async fn show(State(app): State<App>, Extension(grant): Extension<Grant>) -> Result<Json<Setup>, ApiError> {
    let (redirects, origin) = (grant.redirects.clone(), grant.origin.clone());
    let work = move |transaction: &mut Transaction<'_>| {
        let columns = ["name", "display_name", "country_code"];
        let select = Query::select().columns(columns).from(institution::TABLE).order_by("name", Order::Asc).take();
        let choice = |row: Row| match <[_; 3]>::try_from(row) {
            Ok([Some(name), Some(display_name), Some(country)]) => Ok(Choice { name, display_name, country }),
            _ => Err(StoreError::Unexpected(institution::TABLE)),
        };
        let institutions = transaction.query(&select)?.into_iter().map(choice).collect::<Result<_, _>>()?;
        let link = match &grant.link {
            Some(id) => Some(StoredLink::find(transaction, &grant.caller, id)?.ok_or_else(ApiError::not_found)?),
            None => None,
        };
        let repair = |link: StoredLink| {
            let status = link::name(link.status);
            Repair { id: link.id, institution: link.institution, status }
        };
        Ok::<_, ApiError>((institutions, link.map(repair)))
    };
    let (institutions, link) = app.store.transaction(work).await?;
    Ok(Json(Setup { institutions, link, redirects, origin }))
}

/// Registers a link.
async fn create(State(app): State<App>, Extension(grant): Extension<Grant>, body: Bytes) -> Result<Response, ApiError> {
    if grant.link.is_some() {
        return Err(ApiError::from_status(StatusCode::FORBIDDEN));
    }
    respond(link::log_in(&app, &grant.caller, &body).await?)
}

/// Finishes a login with a token of the institution.
async fn resume(State(app): State<App>, Extension(grant): Extension<Grant>, body: Bytes) -> Result<Response, ApiError> {
    // The session is secret, so it proves that the link is the one of this widget.
    let logged_in = link::log_in_with_token(&app, &grant.caller, &body).await?;
    if grant.link.is_some_and(|link| link != logged_in.0) {
        return Err(ApiError::from_status(StatusCode::FORBIDDEN));
    }
    respond(logged_in)
}

/// Replaces the credentials of the link of the access token.
async fn repair(State(app): State<App>, Extension(grant): Extension<Grant>, body: Bytes) -> Result<Response, ApiError> {
    let link = grant.link.ok_or_else(|| ApiError::from_status(StatusCode::FORBIDDEN))?;
    respond(link::log_in_with(&app, &grant.caller, &link, &body).await?)
}

/// Returns the id of a link, without its other members, which the token doesn't allow to read.
fn respond((link, failure): LoggedIn) -> Result<Response, ApiError> {
    match failure {
        Some(failure) => Err(failure.into_error(&link)),
        None => Ok(Json(Value::from_iter([("link", Value::from(link))])).into_response()),
    }
}
