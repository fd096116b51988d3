//! The response to a query with errors.

use std::fmt;

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use filterset::Errors;
use filterset::error::Problem;

/// A request whose query has errors.
///
/// As a response it is a problem document ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457), section 3) with the status
/// 400 and the media type `application/problem+json`; [`Problem`] lists its members.
///
/// An API that reports errors in its own format can rewrite all rejections in one middleware:
///
/// ```
/// use actix_web::dev::ServiceResponse;
/// use actix_web::http::StatusCode;
/// use actix_web::middleware::{ErrorHandlerResponse, ErrorHandlers};
/// use actix_web::{App, HttpResponse};
/// use filterset_actix::Rejection;
///
/// fn as_plain_text<B>(response: ServiceResponse<B>) -> actix_web::Result<ErrorHandlerResponse<B>> {
///     let error = response.response().error().and_then(|error| error.as_error::<Rejection>());
///     let Some(text) = error.map(|rejection| rejection.errors().to_string()) else {
///         return Ok(ErrorHandlerResponse::Response(response.map_into_left_body()));
///     };
///     let response = response.into_response(HttpResponse::BadRequest().body(text));
///     Ok(ErrorHandlerResponse::Response(response.map_into_right_body()))
/// }
///
/// let app = App::new().wrap(ErrorHandlers::new().handler(StatusCode::BAD_REQUEST, as_plain_text));
/// ```
#[derive(Clone, Debug)]
pub struct Rejection {
    errors: Errors,
    query: String,
}

impl Rejection {
    /// Creates a rejection from the errors of a query, for handlers that parse one themselves. The query must be the one
    /// that was parsed, because the spans of the errors are byte ranges in it.
    ///
    /// ```
    /// use actix_web::HttpRequest;
    /// use filterset::{Filter, Schema};
    /// use filterset_actix::Rejection;
    ///
    /// fn parse(schema: &Schema, request: &HttpRequest) -> Result<Filter<'static>, Rejection> {
    ///     let query = request.query_string();
    ///     match schema.parse(query) {
    ///         Ok(filter) => Ok(filter.into_owned()),
    ///         Err(errors) => Err(Rejection::new(errors, query)),
    ///     }
    /// }
    /// ```
    #[must_use]
    pub fn new(errors: Errors, query: impl Into<String>) -> Rejection {
        Rejection { errors, query: query.into() }
    }

    /// Returns all errors of the query, in the order of the text.
    #[must_use]
    pub fn errors(&self) -> &Errors {
        &self.errors
    }

    /// Returns the query as the client sent it. The spans of the errors are byte ranges in it.
    ///
    /// It is untrusted text. Escape it before you log or show it, or use the messages of the errors, which are escaped.
    #[must_use]
    pub fn query(&self) -> &str {
        &self.query
    }

    /// Returns the errors as a problem document, which serde serializes.
    #[must_use]
    pub fn problem(&self) -> Problem<'_> {
        self.errors.problem(&self.query)
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

impl ResponseError for Rejection {
    fn status_code(&self) -> StatusCode {
        StatusCode::BAD_REQUEST
    }

    fn error_response(&self) -> HttpResponse<BoxBody> {
        // A problem document has only strings and numbers, so its serialization can't fail.
        let body = serde_json::to_vec(&self.problem()).unwrap_or_default();
        HttpResponse::build(self.status_code()).content_type(Problem::MEDIA_TYPE).body(body)
    }
}
