//! The response to a query with errors.

use std::collections::BTreeMap;

use serde_json::json;
use utoipa::IntoResponses;
use utoipa::openapi::response::Response;
use utoipa::openapi::{ContentBuilder, RefOr, ResponseBuilder, Schema};

/// The response to a query with errors, for `responses(...)` of `#[utoipa::path]`: the status 400 with a problem document
/// ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457), section 3). It has no values.
pub enum Problem {}

impl IntoResponses for Problem {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let status = filterset::error::Problem::STATUS.to_string();
        BTreeMap::from([(status, RefOr::T(problem_response()))])
    }
}

/// Returns the response to a query with errors, whose body is a [`Problem`](filterset::error::Problem).
#[must_use]
pub fn problem_response() -> Response {
    let schema = json!({
        "type": "object",
        "required": ["type", "title", "status", "detail", "errors"],
        "properties": {
            "type": {"type": "string", "format": "uri-reference"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string", "description": "The first error, and the number of the others."},
            "more": {"type": "integer", "description": "The number of errors that aren't listed."},
            "errors": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["code", "message"],
                    "properties": {
                        "code": {"type": "string", "description": "A stable code, such as unknown_field."},
                        "message": {"type": "string"},
                        "parameter": {"type": "string"},
                        "field": {"type": "string"},
                        "start": {"type": "integer", "description": "The position in the query, in bytes."},
                        "end": {"type": "integer"},
                        "allowed": {"type": "array", "items": {"type": "string"}, "description": "The allowed operators or choices."},
                        "expected": {"type": "string", "description": "The type or the number of the values."},
                        "found": {"type": "integer", "description": "The number of values."},
                        "nearest": {"type": "array", "items": {"type": "string"}, "description": "Similar names."},
                    },
                },
            },
        },
    });
    // Other members can follow, as RFC 9457 allows. An object of JSON Schema, so the conversion can't fail.
    let schema = serde_json::from_value::<Schema>(schema).ok();
    let content = ContentBuilder::new().schema(schema).build();
    ResponseBuilder::new()
        .description("The query has errors.")
        .content(filterset::error::Problem::MEDIA_TYPE, content)
        .build()
}
