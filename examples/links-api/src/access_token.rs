//! Access tokens, with which a browser uses the widget without a key.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use chrono::{DateTime, TimeDelta, Utc};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::json;
use url::Url;
use uuid::Uuid;

use crate::app::App;
use crate::auth::Caller;
use crate::body::BodySchema;
use crate::error::{ApiError, ErrorItem};

/// The lifetime of a token.
const LIFETIME: TimeDelta = TimeDelta::minutes(10);
/// The maximum number of tokens. The oldest one ends for a new one.
const MAX_TOKENS: usize = 10_000;

/// The tokens of this process.
#[derive(Clone, Debug, Default)]
pub(crate) struct AccessTokens(Arc<Mutex<Tokens>>);

/// What each token allows, and when it expires.
type Tokens = HashMap<String, (Grant, DateTime<Utc>)>;

/// What a token allows: to register links of a key, or only to repair one of them.
#[derive(Clone, Debug)]
pub(crate) struct Grant {
    pub(crate) caller: Caller,
    pub(crate) link: Option<String>,
    pub(crate) redirects: Redirects,
    /// The origin of the page that opens the widget, which gets its messages.
    pub(crate) origin: Option<String>,
}

/// The URLs to which the widget goes in the end.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Redirects {
    pub(crate) success: Option<String>,
    pub(crate) exit: Option<String>,
}

impl AccessTokens {
    /// Returns what a token allows.
    pub(crate) fn find(&self, token: &str) -> Option<Grant> {
        let tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tokens.get(token).filter(|(_, expires_at)| *expires_at > Utc::now()).map(|(grant, _)| grant.clone())
    }

    fn create(&self, grant: Grant) -> String {
        let token = format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
        let now = Utc::now();
        let mut tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if tokens.len() >= MAX_TOKENS {
            tokens.retain(|_, (_, expires_at)| *expires_at > now);
        }
        if tokens.len() >= MAX_TOKENS
            && let Some(oldest) =
                tokens.iter().min_by_key(|(_, (_, expires_at))| *expires_at).map(|(token, _)| token.clone())
        {
            tokens.remove(&oldest);
        }
        tokens.insert(token.clone(), (grant, now + LIFETIME));
        token
    }
}

#[derive(Deserialize)]
struct NewToken {
    id: String,
    password: SecretString,
    link_id: Option<Uuid>,
    #[serde(default)]
    widget: Widget,
}

#[derive(Default, Deserialize)]
struct Widget {
    #[serde(default)]
    callback_urls: Redirects,
    origin: Option<String>,
}

static NEW_TOKEN: LazyLock<BodySchema> = LazyLock::new(|| {
    let url = json!({ "type": "string", "format": "uri", "maxLength": 500 });
    let urls =
        json!({ "type": "object", "properties": { "success": url, "exit": url }, "additionalProperties": false });
    let properties = json!({
        "id": { "type": "string" },
        "password": { "type": "string" },
        "scopes": { "type": "string" },
        "link_id": { "type": "string", "format": "uuid" },
        "widget": { "type": "object", "properties": { "callback_urls": urls, "origin": url } },
    });
    BodySchema::new(properties, &["id", "password", "scopes"])
});

/// A new token. The client library names it `access`.
#[derive(Serialize)]
pub(crate) struct Token {
    access: String,
    /// The seconds until it expires.
    expires_in: i64,
}

/// Creates a token for the key in the body, as the client libraries send it.
pub(crate) async fn create(State(app): State<App>, body: Bytes) -> Result<Json<Token>, ApiError> {
    let new: NewToken = NEW_TOKEN.parse(&body)?;
    let key_id = app.find_key_id(&new.id, new.password.expose_secret()).ok_or_else(ApiError::unauthorized)?;
    let Widget { callback_urls: redirects, origin } = new.widget;
    let urls =
        [("callback_urls__success", &redirects.success), ("callback_urls__exit", &redirects.exit), ("origin", &origin)];
    let is_web = |url: &String| Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    let invalid = urls.into_iter().filter(|(_, url)| !url.as_ref().is_none_or(is_web)).map(|(name, _)| {
        ErrorItem::new("invalid", "invalid URL: expected http:// or https://").with_field(&format!("widget__{name}"))
    });
    let invalid: Vec<_> = invalid.collect();
    if !invalid.is_empty() {
        return Err(ApiError::invalid(invalid));
    }
    let origin = origin.and_then(|url| Url::parse(&url).ok()).map(|url| url.origin().ascii_serialization());
    let link = new.link_id.map(|link| link.to_string());
    let grant = Grant { caller: Caller(key_id), link, redirects, origin };
    Ok(Json(Token { access: app.access_tokens.create(grant), expires_in: LIFETIME.num_seconds() }))
}
