//! The HTML page, and its routes for schemas and for checks of queries.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_SECURITY_POLICY, REFERRER_POLICY};
use axum::http::{HeaderName, Uri};
use axum::response::{Html, IntoResponse, Response};
use filterset::list::ListRequest;
use filterset::uri::QueryString;
use filterset::{FilterSet, Schema};
use filterset_axum::Rejection;
use serde::Serialize;
use uuid::Uuid;

use crate::error::ApiError;
use crate::institution::Institutions;
use crate::link::Link;

const PAGE: &str = include_str!("explorer.html");

/// Returns the page. Its content security policy allows only its own script and style, by a nonce of this response, and
/// only requests to this server. Trusted types prevent the script from parsing text as HTML.
pub(crate) async fn page() -> ([(HeaderName, String); 2], Html<String>) {
    let nonce = Uuid::new_v4().simple().to_string();
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; connect-src 'self'; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types"
    );
    let headers = [(CONTENT_SECURITY_POLICY, policy), (REFERRER_POLICY, "no-referrer".to_owned())];
    (headers, Html(PAGE.replace("{nonce}", &nonce)))
}

/// Returns a schema as data.
pub(crate) async fn show_schema(
    Path(name): Path<String>,
    State(institutions): State<Institutions>,
) -> Result<Json<Schema>, ApiError> {
    find_schema(&name, &institutions).map(|schema| Json(schema.clone()))
}

/// The canonical form of a valid query. No schema here has reserved names, whose pairs it would lack.
#[derive(Serialize)]
struct CheckedQuery<'q> {
    canonical: ListRequest<'q>,
}

/// Checks a query against a schema, without running it.
pub(crate) async fn check_query(
    Path(name): Path<String>,
    State(institutions): State<Institutions>,
    uri: Uri,
) -> Result<Response, ApiError> {
    Ok(match find_schema(&name, &institutions)?.parse_list_request(uri.query_string()) {
        Ok(canonical) => Json(CheckedQuery { canonical }).into_response(),
        Err(errors) => Rejection::new(errors, uri).into_response(),
    })
}

fn find_schema<'a>(name: &str, institutions: &'a Institutions) -> Result<&'a Schema, ApiError> {
    let mut schemas = [Link::schema(), institutions.as_ref()].into_iter();
    schemas.find(|schema| schema.name() == name).ok_or_else(ApiError::not_found)
}
