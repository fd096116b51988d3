//! Authentication with the keys that the server was started with, and the limit of each key.

use std::str::FromStr;
use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use ctutils::CtEq as _;
use tokio::sync::Semaphore;

use crate::error::ApiError;

/// The maximum number of requests of a key in progress. Others get the status 429. Requests without a key don't count, so
/// nobody else can use up the limit.
const MAX_CONCURRENT_REQUESTS: usize = 256;

/// An id and a password for `Authorization: Basic` (RFC 7617).
#[derive(Clone, Debug)]
pub struct Key {
    id: Arc<str>,
    credentials: Credentials,
}

/// The encoded id and password, which aren't printed.
#[derive(Clone)]
struct Credentials(Arc<str>);

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("...")
    }
}

impl FromStr for Key {
    type Err = &'static str;

    /// Parses `ID:PASSWORD`.
    fn from_str(text: &str) -> Result<Key, &'static str> {
        match text.split_once(':') {
            Some((id, password)) if !id.is_empty() && !password.is_empty() => {
                Ok(Key { id: id.into(), credentials: Credentials(BASE64_STANDARD.encode(text).into()) })
            }
            _ => Err("expected ID:PASSWORD"),
        }
    }
}

impl Key {
    /// Returns the id.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }
}

/// The keys of the server.
#[derive(Clone)]
pub(crate) struct Keys(Arc<[(Key, Arc<Semaphore>)]>);

impl Keys {
    pub(crate) fn new(keys: Vec<Key>) -> Keys {
        Keys(keys.into_iter().map(|key| (key, Arc::new(Semaphore::new(MAX_CONCURRENT_REQUESTS)))).collect())
    }

    /// Returns the key of encoded credentials. It compares them with each key, so untrusted text isn't decoded, and its time
    /// depends only on the lengths.
    fn find(&self, credentials: &[u8]) -> Option<&(Key, Arc<Semaphore>)> {
        let mut found = None;
        for entry in self.0.iter() {
            if entry.0.credentials.0.as_bytes().ct_eq(credentials).to_bool() {
                found = Some(entry);
            }
        }
        found
    }

    /// Returns the id of the key with an id and a password.
    pub(crate) fn find_id(&self, id: &str, password: &str) -> Option<Arc<str>> {
        let credentials = BASE64_STANDARD.encode(format!("{id}:{password}"));
        self.find(credentials.as_bytes()).map(|(key, _)| Arc::clone(&key.id))
    }
}

/// Returns the credentials of a request for an authentication scheme.
pub(crate) fn find_credentials<'h>(headers: &'h HeaderMap, scheme: &str) -> Option<&'h [u8]> {
    let header = headers.get(AUTHORIZATION)?.as_bytes();
    let (start, rest) = header.split_at_checked(scheme.len())?;
    start.eq_ignore_ascii_case(scheme.as_bytes()).then_some(rest)?.strip_prefix(b" ")
}

/// The id of a request's key. Everything that a request reads or writes belongs to it.
#[derive(Clone, Debug)]
pub(crate) struct Caller(pub(crate) Arc<str>);

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Caller, ApiError> {
        parts.extensions.get().cloned().ok_or_else(ApiError::unauthorized)
    }
}

/// Rejects requests without a key with the status 401, and too many requests of a key with 429.
pub(crate) async fn require_key(
    State(keys): State<Keys>,
    mut request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let key = find_credentials(request.headers(), "basic").and_then(|credentials| keys.find(credentials));
    let (key, slots) = key.ok_or_else(ApiError::unauthorized)?;
    let _slot = slots.try_acquire().map_err(|_| ApiError::from_status(StatusCode::TOO_MANY_REQUESTS))?;
    request.extensions_mut().insert(Caller(Arc::clone(&key.id)));
    Ok(next.run(request).await)
}
