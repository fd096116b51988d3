//! The HTML page, and its routes for schemas and for checks of queries.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::{IntoResponse, Response};
use filterset::list::ListRequest;
use filterset::uri::QueryString;
use filterset::{FilterSet, Schema};
use filterset_axum::Rejection;
use serde::Serialize;

use crate::app::App;
use crate::data::Kind;
use crate::error::ApiError;
use crate::link::Link;
use crate::page::Page;

const PAGE: &str = include_str!("explorer.html");

/// Returns the page.
pub(crate) async fn page() -> Page {
    Page::new(PAGE)
}

/// Returns a schema as data.
pub(crate) async fn show_schema(Path(name): Path<String>, State(app): State<App>) -> Result<Json<Schema>, ApiError> {
    find_schema(&name, &app).map(|schema| Json(schema.clone()))
}

/// The canonical form of a valid query. No schema here has reserved names, whose pairs it would lack.
#[derive(Serialize)]
struct CheckedQuery<'q> {
    canonical: ListRequest<'q>,
}

/// Checks a query against a schema, without running it.
pub(crate) async fn check_query(
    Path(name): Path<String>,
    State(app): State<App>,
    uri: Uri,
) -> Result<Response, ApiError> {
    Ok(match find_schema(&name, &app)?.parse_list_request(uri.query_string()) {
        Ok(canonical) => Json(CheckedQuery { canonical }).into_response(),
        Err(errors) => Rejection::new(errors, uri).into_response(),
    })
}

fn find_schema<'a>(name: &str, app: &'a App) -> Result<&'a Schema, ApiError> {
    let data = Kind::ALL.map(|kind| app.datasets.get(kind));
    let others = [app.institutions.as_ref(), app.delivery_list.as_ref().as_ref()];
    let mut schemas = [Link::schema()].into_iter().chain(others).chain(data.into_iter().map(AsRef::as_ref));
    schemas.find(|schema| schema.name() == name).ok_or_else(ApiError::not_found)
}
