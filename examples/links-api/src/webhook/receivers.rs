//! The URLs that a key has registered for its webhooks.

use std::net::IpAddr;
use std::sync::LazyLock;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{delete, get};
use axum::{Json, Router};
use sea_query::{Asterisk, Expr, ExprTrait, Query};
use serde::{Deserialize, Serialize};
use serde_json::json;
use url::{Host, Url};
use uuid::Uuid;

use super::address::is_loopback_ip;
use super::{WEBHOOKS, delete_deliveries};
use crate::app::App;
use crate::auth::Caller;
use crate::body::BodySchema;
use crate::clock::format_time;
use crate::error::{ApiError, ErrorItem};
use crate::resource::{KEY_COLUMN, canonical_id};
use crate::store::{Row, StoreError, Transaction};

/// The maximum number of webhooks of a key.
const MAX_WEBHOOKS: u64 = 10;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/api/webhooks/", get(list).post(create)).route("/api/webhooks/{id}/", delete(remove))
}

/// A webhook. The `authorization` is sent with each delivery and never returned.
#[derive(Serialize)]
struct Webhook {
    id: String,
    url: String,
    created_at: String,
}

impl Webhook {
    fn from_row(row: Row) -> Result<Webhook, StoreError> {
        match <[_; 3]>::try_from(row) {
            Ok([Some(id), Some(url), Some(created_at)]) => Ok(Webhook { id, url, created_at }),
            _ => Err(StoreError::Unexpected(WEBHOOKS)),
        }
    }
}

async fn list(State(app): State<App>, caller: Caller) -> Result<Json<Vec<Webhook>>, ApiError> {
    let select = Query::select()
        .columns(["id", "url", "created_at"])
        .from(WEBHOOKS)
        .and_where(Expr::col(KEY_COLUMN).eq(&*caller.0))
        .order_by("created_at", sea_query::Order::Asc)
        .take();
    let rows = app.store.query(vec![select]).await?.into_iter().flatten();
    Ok(Json(rows.map(Webhook::from_row).collect::<Result<_, _>>()?))
}

#[derive(Deserialize)]
struct NewWebhook {
    url: String,
    authorization: Option<String>,
}

static NEW_WEBHOOK: LazyLock<BodySchema> = LazyLock::new(|| {
    let properties = json!({
        "url": { "type": "string", "maxLength": 500 },
        "authorization": { "type": "string", "minLength": 1, "maxLength": 500 },
    });
    BodySchema::new(properties, &["url"])
});

/// Registers a URL, and the value of the header `Authorization` that is sent to it.
async fn create(State(app): State<App>, caller: Caller, body: Bytes) -> Result<(StatusCode, Json<Webhook>), ApiError> {
    let new: NewWebhook = NEW_WEBHOOK.parse(&body)?;
    check(&new, app.allows_remote_webhooks)?;
    let now = app.clock.now();
    let work = move |transaction: &mut Transaction<'_>| {
        let count = Query::select()
            .expr(Expr::col(Asterisk).count().cast_as("text"))
            .from(WEBHOOKS)
            .and_where(Expr::col(KEY_COLUMN).eq(&*caller.0))
            .take();
        let count =
            transaction.find(&count)?.and_then(|mut row| row.pop()?).and_then(|count| count.parse::<u64>().ok());
        if count.unwrap_or(0) >= MAX_WEBHOOKS {
            let item = ErrorItem::new("too_many_webhooks", "too many webhooks of this key: delete some of them");
            return Err(ApiError::new(StatusCode::FORBIDDEN, item));
        }
        let webhook = Webhook { id: Uuid::new_v4().to_string(), url: new.url, created_at: format_time(now) };
        let columns = ["id", KEY_COLUMN, "url", "authorization", "created_at"];
        transaction.execute(Query::insert().into_table(WEBHOOKS).columns(columns).values_panic([
            webhook.id.as_str().into(),
            (*caller.0).into(),
            webhook.url.as_str().into(),
            new.authorization.into(),
            webhook.created_at.as_str().into(),
        ]))?;
        Ok(webhook)
    };
    Ok((StatusCode::CREATED, Json(app.store.transaction(work).await?)))
}

fn check(new: &NewWebhook, allows_remote: bool) -> Result<(), ApiError> {
    let mut errors = Vec::new();
    let url = Url::parse(&new.url).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    match url.as_ref().and_then(Url::host) {
        None => errors.push(ErrorItem::new("invalid", "invalid URL: expected http:// or https://").with_field("url")),
        Some(host) if !allows_remote && !is_loopback(&host) => {
            let message = "unexpected host: expected localhost or an address of this machine, unless the server is \
                           started with --allow-remote-webhooks";
            errors.push(ErrorItem::new("host_not_allowed", message).with_field("url"));
        }
        Some(_) => {}
    }
    let is_header = |text: &String| axum::http::HeaderValue::from_str(text).is_ok();
    if !new.authorization.as_ref().is_none_or(is_header) {
        let item = ErrorItem::new("invalid", "invalid header value: expected visible ASCII characters");
        errors.push(item.with_field("authorization"));
    }
    if errors.is_empty() { Ok(()) } else { Err(ApiError::invalid(errors)) }
}

fn is_loopback(host: &Host<&str>) -> bool {
    match *host {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(address) => is_loopback_ip(IpAddr::V4(address)),
        Host::Ipv6(address) => is_loopback_ip(IpAddr::V6(address)),
    }
}

/// Deletes a webhook with its deliveries.
async fn remove(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Result<StatusCode, ApiError> {
    let id = canonical_id(&id)?;
    let work = move |transaction: &mut Transaction<'_>| {
        let of_caller = Expr::col("id").eq(id.as_str()).and(Expr::col(KEY_COLUMN).eq(&*caller.0));
        if transaction.execute(Query::delete().from_table(WEBHOOKS).and_where(of_caller))? == 0 {
            return Err(ApiError::not_found());
        }
        Ok(delete_deliveries(transaction, Expr::col("webhook").eq(id.as_str()))?)
    };
    app.store.transaction(work).await?;
    Ok(StatusCode::NO_CONTENT)
}
