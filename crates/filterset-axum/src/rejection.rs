//! The response to a query with errors.

use std::fmt;

use axum_core::response::{IntoResponse, Response};
use filterset::Errors;
use filterset::error::Problem;
use filterset::uri::QueryString;
use http::header::CONTENT_TYPE;
use http::{StatusCode, Uri};

/// A request whose query has errors.
///
/// As a response it is a problem document ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457), section 3) with the status
/// 400 and the media type `application/problem+json`; [`Problem`] lists its members.
///
/// The response also carries the rejection in its extensions. An API that reports errors in its own format can
/// therefore rewrite all rejections of a router in one middleware:
///
/// ```
/// use axum::middleware;
/// use axum::response::{IntoResponse, Response};
/// use filterset_axum::Rejection;
///
/// async fn as_plain_text(mut response: Response) -> Response {
///     match response.extensions_mut().remove::<Rejection>() {
///         Some(rejection) => (response.status(), rejection.errors().to_string()).into_response(),
///         None => response,
///     }
/// }
///
/// let app: axum::Router = axum::Router::new().layer(middleware::map_response(as_plain_text));
/// ```
#[derive(Clone, Debug)]
pub struct Rejection {
    errors: Errors,
    // The URI shares its bytes with the request, so the query isn't copied.
    uri: Uri,
}

impl Rejection {
    /// Creates a rejection from the errors of the query in `uri`.
    ///
    /// Extractors and handlers that parse a query themselves can return it. The query must be the one that
    /// [`Uri::query_string`](QueryString::query_string) returns, because the spans of the errors are byte ranges in it.
    ///
    /// ```
    /// use filterset::uri::QueryString;
    /// use filterset::{Filter, Schema};
    /// use filterset_axum::Rejection;
    /// use http::Uri;
    ///
    /// fn parse(schema: &Schema, uri: Uri) -> Result<Filter<'static>, Rejection> {
    ///     match schema.parse(uri.query_string()) {
    ///         Ok(filter) => Ok(filter.into_owned()),
    ///         Err(errors) => Err(Rejection::new(errors, uri)),
    ///     }
    /// }
    /// ```
    #[must_use]
    pub fn new(errors: Errors, uri: Uri) -> Rejection {
        Rejection { errors, uri }
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
        self.uri.query_string()
    }

    /// Returns the errors as a problem document, which serde serializes.
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
        // A problem document has only strings and numbers, so its serialization can't fail.
        let body = serde_json::to_vec(&self.problem()).unwrap_or_default();
        let mut response = (StatusCode::BAD_REQUEST, [(CONTENT_TYPE, Problem::MEDIA_TYPE)], body).into_response();
        response.extensions_mut().insert(self);
        response
    }
}
