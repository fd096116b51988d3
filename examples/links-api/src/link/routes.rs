//! The routes of links: lists, and the changes that clients make.

use std::sync::LazyLock;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use chrono::{DateTime, Utc};
use filterset::FilterValue;
use filterset_axum::{FromState, ListQuery};
use sea_query::{Asterisk, Expr, ExprTrait, Query};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::login::is_right_token;
use super::stored::{LoginFailure, name};
use super::{AccessMode, Behavior, Link, LinksByCursor, RefreshRate, Status, StoredLink, TABLE};
use crate::app::App;
use crate::auth::Caller;
use crate::body::BodySchema;
use crate::clock::format_time;
use crate::data;
use crate::error::{ApiError, ErrorItem};
use crate::institution;
use crate::random::Random;
use crate::resource::{KEY_COLUMN, canonical_id};
use crate::session;
use crate::store::{StoreError, Transaction};
use crate::webhook;

/// The maximum number of links of a key, in addition to the examples.
const MAX_LINKS: u64 = 10_000;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/api/links/", get(list).post(create).patch(resume))
        .route("/api/links/by-cursor/", get(list_by_cursor))
        .route("/api/links/{id}/", get(show).put(replace_credentials).patch(change).delete(delete))
}

/// Returns a page of links.
#[utoipa::path(get, path = "/api/links/", params(ListQuery<Link>), responses((status = 200)))]
pub(crate) async fn list(
    State(app): State<App>,
    caller: Caller,
    ListQuery { list, .. }: ListQuery<Link>,
    uri: Uri,
) -> Result<Response, ApiError> {
    app.links.0.list_page(&app, &caller, &list, uri).await
}

async fn list_by_cursor(
    State(app): State<App>,
    caller: Caller,
    ListQuery { list, .. }: ListQuery<FromState<LinksByCursor>>,
    uri: Uri,
) -> Result<Response, ApiError> {
    app.links_by_cursor.0.list_page(&app, &caller, &list, uri).await
}

async fn show(State(app): State<App>, caller: Caller, Path(id): Path<String>, uri: Uri) -> Result<Response, ApiError> {
    app.links.0.show(&app, &caller, &canonical_id(&id)?, uri).await
}

/// The schema of a credential.
fn credential() -> Value {
    json!({ "type": "string", "minLength": 1, "maxLength": 200 })
}

/// A new link. The members that aren't read are those that clients send and that change nothing here.
#[derive(Deserialize)]
struct NewLink {
    institution: String,
    username: SecretString,
    password: SecretString,
    token: Option<SecretString>,
    access_mode: Option<AccessMode>,
    refresh_rate: Option<RefreshRate>,
    external_id: Option<String>,
    created_by: Option<Uuid>,
}

static NEW_LINK: LazyLock<BodySchema> = LazyLock::new(|| {
    let properties = json!({
        "institution": { "type": "string", "minLength": 1, "maxLength": 100 },
        "username": credential(),
        "username2": credential(),
        "username3": credential(),
        "username_type": { "type": "string", "maxLength": 100 },
        "password": credential(),
        "password2": credential(),
        "token": credential(),
        "save_data": { "type": "boolean" },
        "access_mode": { "type": "string", "enum": AccessMode::CHOICES },
        "refresh_rate": { "type": "string", "enum": RefreshRate::CHOICES },
        "external_id": { "type": "string", "minLength": 1, "maxLength": 100 },
        "created_by": { "type": "string", "format": "uuid" },
    });
    BodySchema::new(properties, &["institution", "username", "password"])
});

/// What waits in a session of a link: nothing but the link.
#[derive(Serialize, Deserialize)]
enum Waiting {
    #[serde(rename = "links")]
    Link,
}

/// The result of a login: the id of the link, and the failure if there is one.
pub(crate) type LoggedIn = (String, Option<LoginFailure>);

/// Registers a link. A link whose login failed is kept, so that its credentials can be replaced.
async fn create(State(app): State<App>, caller: Caller, body: Bytes) -> Result<Response, ApiError> {
    let logged_in = log_in(&app, &caller, &body).await?;
    respond(&app, &caller, StatusCode::CREATED, logged_in).await
}

/// Registers the link of a body.
pub(crate) async fn log_in(app: &App, caller: &Caller, body: &[u8]) -> Result<LoggedIn, ApiError> {
    let new: NewLink = NEW_LINK.parse(body)?;
    let access_mode = new.access_mode.unwrap_or(AccessMode::Recurrent);
    if access_mode == AccessMode::Single && new.refresh_rate.is_some() {
        let item = ErrorItem::new("invalid", "unexpected refresh rate: a single link has none");
        return Err(ApiError::invalid(vec![item.with_field("refresh_rate")]));
    }
    let (caller, now) = (caller.clone(), app.clock.now());
    app.store
        .transaction(move |transaction| {
            let Some(profile) = institution::find(transaction, &new.institution)? else {
                let item = ErrorItem::new("does_not_exist", "unknown institution: expected the name of one");
                return Err(ApiError::invalid(vec![item.with_field("institution")]));
            };
            check_count(transaction, &caller)?;
            let is_recurrent = access_mode == AccessMode::Recurrent;
            let mut link = StoredLink {
                id: Uuid::new_v4().to_string(),
                key_id: caller.0.to_string(),
                institution: new.institution,
                access_mode,
                status: Status::Unconfirmed,
                refresh_rate: is_recurrent.then(|| new.refresh_rate.unwrap_or(RefreshRate::DEFAULT)),
                external_id: new.external_id,
                created_at: now,
                refreshed_at: None,
                behavior: Behavior::from_credentials(&new.username, &new.password),
            };
            let created_by = new.created_by.unwrap_or_else(|| creator(&caller));
            insert(transaction, &link, created_by)?;
            link.log_in(transaction, new.token.as_ref(), profile.is_down, now)?;
            let failure = link.failure(transaction, &Waiting::Link, now)?;
            metrics::counter!("links_created_total", "status" => name(link.status)).increment(1);
            Ok((link.id, failure))
        })
        .await
}

/// Returns the id that stands for a key.
fn creator(caller: &Caller) -> Uuid {
    let bytes: Vec<u64> = caller.0.bytes().map(u64::from).collect();
    Random::from_parts(&bytes).uuid()
}

fn check_count(transaction: &mut Transaction<'_>, caller: &Caller) -> Result<(), ApiError> {
    let count = Query::select()
        .expr(Expr::col(Asterisk).count().cast_as("text"))
        .from(TABLE)
        .and_where(Expr::col(KEY_COLUMN).eq(&*caller.0))
        .take();
    let count = transaction.find(&count)?.and_then(|mut row| row.pop()?).and_then(|count| count.parse().ok());
    if count.unwrap_or(0) >= MAX_LINKS + crate::LINK_COUNT {
        let item = ErrorItem::new("too_many_links", "too many links of this key: delete some of them");
        return Err(ApiError::new(StatusCode::FORBIDDEN, item));
    }
    Ok(())
}

fn insert(transaction: &mut Transaction<'_>, link: &StoredLink, created_by: Uuid) -> Result<(), StoreError> {
    let values: [(&str, Expr); 10] = [
        ("id", link.id.as_str().into()),
        (KEY_COLUMN, link.key_id.as_str().into()),
        ("institution", link.institution.as_str().into()),
        ("access_mode", name(link.access_mode).into()),
        ("status", name(link.status).into()),
        ("refresh_rate", link.refresh_rate.map(name).into()),
        ("external_id", link.external_id.clone().into()),
        ("created_by", created_by.to_string().into()),
        ("created_at", format_time(link.created_at).into()),
        ("behavior", link.behavior.name().into()),
    ];
    let (columns, values): (Vec<_>, Vec<_>) = values.into_iter().unzip();
    transaction.execute(Query::insert().into_table(TABLE).columns(columns).values_panic(values))?;
    Ok(())
}

/// New credentials of a link.
#[derive(Deserialize)]
struct Credentials {
    password: SecretString,
    token: Option<SecretString>,
}

static CREDENTIALS: LazyLock<BodySchema> = LazyLock::new(|| {
    let properties = json!({
        "username_type": { "type": "string", "maxLength": 100 },
        "password": credential(),
        "password2": credential(),
        "token": credential(),
        "save_data": { "type": "boolean" },
    });
    BodySchema::new(properties, &["password"])
});

/// Replaces the credentials of a link, and logs in with them.
async fn replace_credentials(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, ApiError> {
    let logged_in = log_in_with(&app, &caller, &canonical_id(&id)?, &body).await?;
    respond(&app, &caller, StatusCode::OK, logged_in).await
}

/// Logs in to a link with the new credentials of a body.
pub(crate) async fn log_in_with(app: &App, caller: &Caller, id: &str, body: &[u8]) -> Result<LoggedIn, ApiError> {
    let credentials: Credentials = CREDENTIALS.parse(body)?;
    change_link(app, caller, id, move |transaction, link, now| {
        link.behavior = link.behavior.with_password(&credentials.password);
        let is_down = is_down(transaction, link)?;
        link.log_in(transaction, credentials.token.as_ref(), is_down, now)?;
        let failure = link.failure(transaction, &Waiting::Link, now)?;
        Ok((link.id.clone(), failure))
    })
    .await
}

#[derive(Deserialize)]
struct TokenReply {
    session: String,
    token: SecretString,
    link: String,
}

static TOKEN: LazyLock<BodySchema> = LazyLock::new(|| {
    let properties = json!({
        "session": { "type": "string", "minLength": 1, "maxLength": 100 },
        "token": credential(),
        "link": { "type": "string", "format": "uuid" },
    });
    BodySchema::new(properties, &["session", "token", "link"])
});

/// Finishes a login that waits for a token.
async fn resume(State(app): State<App>, caller: Caller, body: Bytes) -> Result<Response, ApiError> {
    let logged_in = log_in_with_token(&app, &caller, &body).await?;
    respond(&app, &caller, StatusCode::OK, logged_in).await
}

/// Finishes the login that waits for the token of a body.
pub(crate) async fn log_in_with_token(app: &App, caller: &Caller, body: &[u8]) -> Result<LoggedIn, ApiError> {
    let (id, Waiting::Link) = take_session(app, caller, body).await?;
    Ok((id, None))
}

/// Finishes the session of a body, and returns its link and what waits in it.
pub(crate) async fn take_session<T>(app: &App, caller: &Caller, body: &[u8]) -> Result<(String, T), ApiError>
where
    T: serde::de::DeserializeOwned + Send + 'static,
{
    let reply: TokenReply = TOKEN.parse(body)?;
    let (key, id) = (caller.clone(), reply.link.to_ascii_lowercase());
    change_link(app, caller, &id, move |transaction, link, now| {
        let found = session::find(transaction, &key.0, &reply.session, &link.id, now)?;
        let Some(waiting) = found else {
            let item = ErrorItem::new("session_expired", "unknown session: it is finished or expired, so start again");
            return Err(ApiError::invalid(vec![item.with_field("session")]));
        };
        if !is_right_token(&reply.token) {
            let item = ErrorItem::new("invalid_token", "invalid token: expected the one that the institution sent");
            return Err(ApiError::invalid(vec![item.with_field("token")]));
        }
        let is_down = is_down(transaction, link)?;
        link.log_in(transaction, Some(&reply.token), is_down, now)?;
        Ok((link.id.clone(), waiting))
    })
    .await
}

#[derive(Deserialize)]
struct Change {
    access_mode: Option<AccessMode>,
    refresh_rate: Option<RefreshRate>,
}

static CHANGE: LazyLock<BodySchema> = LazyLock::new(|| {
    let properties = json!({
        "access_mode": { "type": "string", "enum": AccessMode::CHOICES },
        "refresh_rate": { "type": "string", "enum": RefreshRate::CHOICES },
    });
    BodySchema::new(properties, &[])
});

/// Changes the access mode of a link, or the rate of its refreshes.
async fn change(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, ApiError> {
    let change: Change = CHANGE.parse(&body)?;
    let logged_in = change_link(&app, &caller, &canonical_id(&id)?, move |transaction, link, now| {
        let before = (link.access_mode, link.refresh_rate);
        link.access_mode = change.access_mode.unwrap_or(link.access_mode);
        if link.access_mode == AccessMode::Single && change.refresh_rate.is_some() {
            let item = ErrorItem::new("invalid", "unexpected refresh rate: a single link has none");
            return Err(ApiError::invalid(vec![item.with_field("refresh_rate")]));
        }
        let rate = change.refresh_rate.or(link.refresh_rate).unwrap_or(RefreshRate::DEFAULT);
        link.refresh_rate = Some(rate).filter(|_| link.access_mode == AccessMode::Recurrent);
        // A change that changes nothing doesn't postpone the next refresh.
        if (link.access_mode, link.refresh_rate) != before {
            let next_refresh_at = if link.refreshed_at.is_some() { now + rate.period() } else { now };
            link.update(transaction, Some(next_refresh_at), now)?;
        }
        Ok((link.id.clone(), None))
    })
    .await?;
    respond(&app, &caller, StatusCode::OK, logged_in).await
}

/// Deletes a link, with its data and the webhooks that are still to be sent.
async fn delete(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Result<StatusCode, ApiError> {
    change_link(&app, &caller, &canonical_id(&id)?, |transaction, link, _| {
        session::delete_of_link(transaction, &link.id)?;
        data::delete_of_link(transaction, &link.id)?;
        webhook::delete_of_link(transaction, &link.id)?;
        transaction.execute(Query::delete().from_table(TABLE).and_where(Expr::col("id").eq(link.id.as_str())))?;
        Ok(())
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Runs a function on a link of a key, in a transaction.
async fn change_link<T: Send + 'static>(
    app: &App,
    caller: &Caller,
    id: &str,
    function: impl FnOnce(&mut Transaction<'_>, &mut StoredLink, DateTime<Utc>) -> Result<T, ApiError> + Send + 'static,
) -> Result<T, ApiError> {
    let (caller, id, now) = (caller.clone(), id.to_owned(), app.clock.now());
    app.store
        .transaction(move |transaction| {
            let link = StoredLink::find(transaction, &caller, &id)?;
            function(transaction, &mut link.ok_or_else(ApiError::not_found)?, now)
        })
        .await
}

fn is_down(transaction: &mut Transaction<'_>, link: &StoredLink) -> Result<bool, StoreError> {
    Ok(institution::find(transaction, &link.institution)?.is_some_and(|profile| profile.is_down))
}

/// Returns the response with the link, or with the failure of its login.
pub(crate) async fn respond(
    app: &App,
    caller: &Caller,
    status: StatusCode,
    (id, failure): LoggedIn,
) -> Result<Response, ApiError> {
    if let Some(failure) = failure {
        return Err(failure.into_error(&id));
    }
    let response = app.links.0.show(app, caller, &id, Uri::from_static("/")).await?;
    Ok((status, response).into_response())
}
