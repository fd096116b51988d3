//! Authentication with the key that the server was started with.

use std::str::FromStr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::middleware::Next;
use axum::response::Response;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use ctutils::CtEq as _;

use crate::error::ApiError;

/// An id and a password for `Authorization: Basic` (RFC 7617).
#[derive(Clone)]
pub struct Key(Arc<str>);

impl FromStr for Key {
    type Err = &'static str;

    /// Parses `ID:PASSWORD`.
    fn from_str(text: &str) -> Result<Key, &'static str> {
        match text.split_once(':') {
            Some((id, password)) if !id.is_empty() && !password.is_empty() => {
                Ok(Key(BASE64_STANDARD.encode(text).into()))
            }
            _ => Err("expected ID:PASSWORD"),
        }
    }
}

impl Key {
    /// Returns `true` if a request has the key. It compares the encoded credentials, so untrusted text isn't decoded, and
    /// its time depends only on their length.
    fn matches(&self, headers: &HeaderMap) -> bool {
        let credentials = headers.get(AUTHORIZATION).and_then(|header| header.as_bytes().split_first_chunk());
        credentials.is_some_and(|(scheme, sent): (&[u8; 6], &[u8])| {
            scheme.eq_ignore_ascii_case(b"basic ") && self.0.as_bytes().ct_eq(sent).to_bool()
        })
    }
}

/// Rejects requests without the key with the status 401.
pub(crate) async fn require_key(State(key): State<Key>, request: Request, next: Next) -> Result<Response, ApiError> {
    if key.matches(request.headers()) { Ok(next.run(request).await) } else { Err(ApiError::unauthorized()) }
}
