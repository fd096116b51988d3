//! A page for people, and what it asks besides the lists: the tables, and whether a query is one of them.

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

/// The page. Its policy lets nothing run or be drawn but its own script and style, which have a nonce of this answer, and
/// nothing be asked but this server; nor may the script make HTML of a text.
pub(crate) async fn page() -> ([(HeaderName, String); 2], Html<String>) {
    let nonce = Uuid::new_v4().simple().to_string();
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; connect-src 'self'; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types"
    );
    let headers = [(CONTENT_SECURITY_POLICY, policy), (REFERRER_POLICY, "no-referrer".to_owned())];
    (headers, Html(PAGE.replace("{nonce}", &nonce)))
}

/// A table, in the format that tables are written in.
pub(crate) async fn show_schema(
    Path(name): Path<String>,
    State(institutions): State<Institutions>,
) -> Result<Json<Schema>, ApiError> {
    find_schema(&name, &institutions).map(|schema| Json(schema.clone()))
}

/// The one form of a query that the table takes. No table here has reserved names, whose pairs would stand beside it.
#[derive(Serialize)]
struct CheckedQuery<'q> {
    canonical: ListRequest<'q>,
}

/// Whether a query is one that the table takes. Nothing is looked up.
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
