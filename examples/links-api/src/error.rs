//! Error responses, in the format that the API's clients expect: `[{"code", "message", "field", "request_id"}]`.
//!
//! For a rejected query, a request whose `Accept` prefers problem documents gets one.

use std::borrow::Cow;

use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use filterset::error::Problem;
use filterset_axum::Rejection;
use filterset_sea_query::{NextPageError, PageError};
use filterset_utoipa::UnknownPathError;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::accept;
use crate::app::REQUEST_ID;
use crate::store::StoreError;

/// The media type of the API's own format.
const JSON: &str = "application/json";

/// An error response.
#[derive(Clone, Debug)]
pub(crate) struct ApiError {
    status: StatusCode,
    errors: Vec<ErrorItem>,
    /// The challenge of the status 401.
    challenge: &'static str,
}

/// The challenge for a key.
const BASIC: &str = "Basic realm=\"links\"";
/// The challenge for an access token.
const BEARER: &str = "Bearer realm=\"widget\"";

/// One error. Its message has no unescaped text of the request.
#[derive(Clone, Debug)]
pub(crate) struct ErrorItem {
    code: &'static str,
    message: Cow<'static, str>,
    /// The parameter or the member of the body that has the error.
    field: Option<String>,
    /// Further members.
    details: Map<String, Value>,
}

impl ErrorItem {
    pub(crate) fn new(code: &'static str, message: impl Into<Cow<'static, str>>) -> ErrorItem {
        ErrorItem { code, message: message.into(), field: None, details: Map::new() }
    }

    pub(crate) fn with_field(mut self, field: &str) -> ErrorItem {
        self.field = Some(field.to_owned()).filter(|field| !field.is_empty());
        self
    }

    pub(crate) fn with_detail(mut self, name: &str, value: impl Into<Value>) -> ErrorItem {
        self.details.insert(name.to_owned(), value.into());
        self
    }
}

impl ApiError {
    pub(crate) fn new(status: StatusCode, error: ErrorItem) -> ApiError {
        ApiError { status, errors: vec![error], challenge: BASIC }
    }

    /// Returns the errors of a body.
    pub(crate) fn invalid(errors: Vec<ErrorItem>) -> ApiError {
        ApiError { status: StatusCode::BAD_REQUEST, errors, challenge: BASIC }
    }

    pub(crate) fn not_found() -> ApiError {
        ApiError::from_status(StatusCode::NOT_FOUND)
    }

    /// Returns the error for a path without a route.
    pub(crate) fn no_route(path: &str) -> ApiError {
        if path.ends_with('/') {
            return ApiError::not_found();
        }
        ApiError::new(StatusCode::NOT_FOUND, ErrorItem::new("not_found", "Not found: paths of the API end with /"))
    }

    /// Returns the error for a page after the last one, with the message of Django REST framework.
    pub(crate) fn no_page() -> ApiError {
        ApiError::new(StatusCode::NOT_FOUND, ErrorItem::new("not_found", "Invalid page.").with_field("page"))
    }

    pub(crate) fn unavailable() -> ApiError {
        ApiError::from_status(StatusCode::SERVICE_UNAVAILABLE)
    }

    pub(crate) fn unauthorized() -> ApiError {
        ApiError::from_status(StatusCode::UNAUTHORIZED)
    }

    /// Returns the error of a request without a valid access token.
    pub(crate) fn invalid_access_token() -> ApiError {
        ApiError { challenge: BEARER, ..ApiError::unauthorized() }
    }

    /// Returns the error that describes a status.
    pub(crate) fn from_status(status: StatusCode) -> ApiError {
        let (code, message) = match status {
            StatusCode::UNAUTHORIZED => ("authentication_failed", "Missing or invalid key id or password"),
            StatusCode::NOT_FOUND => ("not_found", "Not found"),
            StatusCode::METHOD_NOT_ALLOWED => {
                ("method_not_allowed", "Method not allowed: the header Allow has the allowed ones")
            }
            StatusCode::FORBIDDEN => ("permission_denied", "The access token doesn't allow this request"),
            StatusCode::PAYLOAD_TOO_LARGE => ("payload_too_large", "Body too long: expected at most 16 KiB"),
            StatusCode::TOO_MANY_REQUESTS => ("too_many_requests", "Too many requests of this key: try again later"),
            StatusCode::SERVICE_UNAVAILABLE => ("service_unavailable", "The server is busy: try again later"),
            status if status.is_client_error() => ("bad_request", "Invalid request"),
            _ => ("unexpected_error", "Internal error: report it with the request id"),
        };
        ApiError::new(status, ErrorItem::new(code, message))
    }
}

impl From<&Rejection> for ApiError {
    fn from(rejection: &Rejection) -> ApiError {
        let errors = rejection.errors().iter_with_keys(rejection.query());
        let item = |(error, field): (&filterset::Error, _)| ErrorItem {
            code: error.code(),
            message: error.to_string().into(),
            field,
            details: Map::new(),
        };
        ApiError::invalid(errors.map(item).collect())
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> ApiError {
        tracing::error!(%error, "the store");
        ApiError::from_status(match error {
            StoreError::Busy | StoreError::NoConnection(_) => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        })
    }
}

/// An error of the program. An invalid cursor has a response of its own.
impl From<PageError> for ApiError {
    fn from(error: PageError) -> ApiError {
        tracing::error!(%error, "a list request");
        ApiError::from_status(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl From<NextPageError> for ApiError {
    fn from(error: NextPageError) -> ApiError {
        tracing::error!(%error, "the next page");
        ApiError::from_status(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl From<UnknownPathError> for ApiError {
    fn from(error: UnknownPathError) -> ApiError {
        tracing::error!(%error, "the document");
        ApiError::from_status(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

/// Sets only the status. [`format_errors`] writes the body, which has the request's id.
impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Writes the body of each error response, whether it comes from a handler, from other middleware, or from a path
/// without a route.
pub(crate) async fn format_errors(request: Request, next: Next) -> Response {
    let request_id = request.headers().get(REQUEST_ID).cloned();
    let accepts_problem = accept::prefers(request.headers(), Problem::MEDIA_TYPE, JSON);
    let mut response = next.run(request).await;
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let extensions = response.extensions_mut();
    if accepts_problem && extensions.get::<Rejection>().is_some() {
        return response;
    }
    let error = match extensions.remove::<Rejection>() {
        Some(rejection) => ApiError::from(&rejection),
        None => extensions.remove().unwrap_or_else(|| ApiError::from_status(status)),
    };
    let request_id = request_id.as_ref().and_then(|id| id.to_str().ok());
    let objects: Vec<_> = error.errors.iter().map(|error| ErrorObject::new(error, request_id)).collect();
    let body = serde_json::to_vec(&objects).unwrap_or_default();
    let headers = response.headers_mut();
    headers.remove(CONTENT_LENGTH);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(JSON));
    if status == StatusCode::UNAUTHORIZED {
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static(error.challenge));
    }
    response.map(|_| body.into())
}

#[derive(Serialize)]
struct ErrorObject<'a> {
    code: &'a str,
    message: &'a str,
    field: Option<&'a str>,
    request_id: Option<&'a str>,
    #[serde(flatten)]
    details: &'a Map<String, Value>,
}

impl<'a> ErrorObject<'a> {
    fn new(error: &'a ErrorItem, request_id: Option<&'a str>) -> ErrorObject<'a> {
        let ErrorItem { code, message, field, details } = error;
        ErrorObject { code, message, field: field.as_deref(), request_id, details }
    }
}
