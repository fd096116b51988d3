//! Who may ask: those with the key that the server was started with.

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

/// An id and a password, as `Authorization: Basic` has them.
#[derive(Clone)]
pub struct Key(Arc<str>);

impl FromStr for Key {
    type Err = &'static str;

    /// Reads `ID:PASSWORD`.
    fn from_str(text: &str) -> Result<Key, &'static str> {
        match text.split_once(':') {
            Some((id, password)) if !id.is_empty() && !password.is_empty() => {
                Ok(Key(BASE64_STANDARD.encode(text).into()))
            }
            _ => Err("a key is ID:PASSWORD"),
        }
    }
}

impl Key {
    /// Whether a request has the key. What is compared are the encoded credentials, so that nothing sent is decoded; how
    /// long that takes tells their length and nothing else.
    fn matches(&self, headers: &HeaderMap) -> bool {
        let credentials = headers.get(AUTHORIZATION).and_then(|header| header.as_bytes().split_first_chunk());
        credentials.is_some_and(|(scheme, sent): (&[u8; 6], &[u8])| {
            scheme.eq_ignore_ascii_case(b"basic ") && self.0.as_bytes().ct_eq(sent).to_bool()
        })
    }
}

/// Answers 401 to those who haven't got the key.
pub(crate) async fn require_key(State(key): State<Key>, request: Request, next: Next) -> Result<Response, ApiError> {
    if key.matches(request.headers()) { Ok(next.run(request).await) } else { Err(ApiError::unauthorized()) }
}
