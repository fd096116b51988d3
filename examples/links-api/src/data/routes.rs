//! The routes of data: lists, single records, and fetches of fresh data.

use std::sync::LazyLock;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use chrono::{DateTime, NaiveDate, Utc};
use sea_query::{Expr, ExprTrait, Query};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::record::Record;
use super::{Fetch, Kind, ingest};
use crate::app::App;
use crate::auth::Caller;
use crate::body::BodySchema;
use crate::error::{ApiError, ErrorItem};
use crate::institution;
use crate::link::{self, LoginFailure, StoredLink};
use crate::resource::{KEY_COLUMN, canonical_id};
use crate::store::{StoreError, Transaction};

/// Returns the routes of one type of data.
pub(crate) fn routes(kind: Kind) -> Router<App> {
    let list = async move |State(app): State<App>, caller: Caller, uri: Uri| {
        app.datasets.get(kind).list(&app, &caller, uri).await
    };
    let create = async move |State(app): State<App>, caller: Caller, body: Bytes| {
        let request: FetchRequest = schema(kind).parse(&body)?;
        fetch(&app, &caller, kind, request).await
    };
    let resume = async move |State(app): State<App>, caller: Caller, body: Bytes| {
        let (link, waiting): (String, Waiting) = link::take_session(&app, &caller, &body).await?;
        if waiting.kind != kind.name() {
            return Err(ApiError::not_found());
        }
        fetch(&app, &caller, kind, FetchRequest { link, ..waiting.request }).await
    };
    let show = async move |State(app): State<App>, caller: Caller, Path(id): Path<String>, uri: Uri| {
        app.datasets.get(kind).show(&app, &caller, &canonical_id(&id)?, uri).await
    };
    let delete = async move |State(app): State<App>, caller: Caller, Path(id): Path<String>| {
        delete(&app, &caller, kind, canonical_id(&id)?).await
    };
    Router::new()
        .route(&format!("/api/{}/", kind.name()), get(list).post(create).patch(resume))
        .route(&format!("/api/{}/{{id}}/", kind.name()), get(show).delete(delete))
}

/// A request for fresh data of a link.
#[derive(Clone, Deserialize, Serialize)]
struct FetchRequest {
    link: String,
    date_from: Option<NaiveDate>,
    date_to: Option<NaiveDate>,
    account: Option<String>,
    save_data: Option<bool>,
    /// A token ends with the request that has it.
    #[serde(skip_serializing)]
    token: Option<SecretString>,
}

/// What waits in a session for a token.
#[derive(Serialize, Deserialize)]
struct Waiting {
    kind: String,
    request: FetchRequest,
}

fn schema(kind: Kind) -> &'static BodySchema {
    static OF_LINK: LazyLock<BodySchema> = LazyLock::new(|| BodySchema::new(common_properties(), &["link"]));
    static OF_DAYS: LazyLock<BodySchema> = LazyLock::new(|| {
        let mut properties = common_properties();
        for name in ["date_from", "date_to"] {
            properties[name] = json!({ "type": "string", "format": "date" });
        }
        properties["account"] = json!({ "type": "string", "format": "uuid" });
        BodySchema::new(properties, &["link", "date_from"])
    });
    match kind {
        Kind::Accounts | Kind::Owners => &OF_LINK,
        Kind::Transactions | Kind::Balances => &OF_DAYS,
    }
}

fn common_properties() -> Value {
    json!({
        "link": { "type": "string", "format": "uuid" },
        "token": { "type": "string", "minLength": 1, "maxLength": 200 },
        "save_data": { "type": "boolean" },
    })
}

/// The result of a fetch: the records, or the failure of the login to a link.
type Fetched = Result<Vec<Value>, (String, LoginFailure)>;

/// Fetches data of a link from its institution, stores it unless the request forbids it, and returns it.
async fn fetch(app: &App, caller: &Caller, kind: Kind, request: FetchRequest) -> Result<Response, ApiError> {
    let (caller, now, seed) = (caller.clone(), app.clock.now(), app.seed);
    check_days(&request, now)?;
    let work = move |transaction: &mut Transaction<'_>| fetch_blocking(transaction, &caller, kind, &request, seed, now);
    match app.store.transaction(work).await? {
        Ok(records) => Ok((StatusCode::CREATED, Json(records)).into_response()),
        Err((link, failure)) => Err(failure.into_error(&link)),
    }
}

fn check_days(request: &FetchRequest, now: DateTime<Utc>) -> Result<(), ApiError> {
    let today = now.date_naive();
    let (from, to) = (request.date_from.unwrap_or(today), request.date_to.unwrap_or(today));
    let mut errors = Vec::new();
    if to > today {
        errors.push(ErrorItem::new("invalid", "day in the future: expected today or before").with_field("date_to"));
    }
    if from > to {
        let item = ErrorItem::new("invalid_range", "reversed range: expected a day that isn't after date_to");
        errors.push(item.with_field("date_from"));
    }
    if errors.is_empty() { Ok(()) } else { Err(ApiError::invalid(errors)) }
}

fn fetch_blocking(
    transaction: &mut Transaction<'_>,
    caller: &Caller,
    kind: Kind,
    request: &FetchRequest,
    seed: u64,
    now: DateTime<Utc>,
) -> Result<Fetched, ApiError> {
    let not_found = || {
        let item = ErrorItem::new("does_not_exist", "unknown link: expected the id of one");
        ApiError::invalid(vec![item.with_field("link")])
    };
    let id = canonical_id(&request.link)?;
    let mut link = StoredLink::find(transaction, caller, &id)?.ok_or_else(not_found)?;
    let profile = institution::find(transaction, &link.institution)?.ok_or_else(not_found)?;
    if !profile.resources.contains(&kind.resource()) {
        let message = format!("the institution has no {}", kind.name());
        return Err(ApiError::invalid(vec![ErrorItem::new("unsupported_operation", message).with_field("link")]));
    }
    if request.token.is_some() {
        link.log_in(transaction, request.token.as_ref(), profile.is_down, now)?;
    } else if profile.is_down {
        return Ok(Err((id, LoginFailure::IsDown)));
    }
    let waiting = Waiting { kind: kind.name().to_owned(), request: request.clone() };
    if let Some(failure) = link.failure(transaction, &waiting, now)? {
        return Ok(Err((id, failure)));
    }
    let fetch = Fetch { seed, link: &link, profile: &profile, now };
    let (from, to) = (request.date_from.unwrap_or(NaiveDate::MIN), request.date_to.unwrap_or(NaiveDate::MAX));
    let is_requested = |record: &Record| {
        record.day.is_none_or(|day| (from..=to).contains(&day))
            && request
                .account
                .as_ref()
                .is_none_or(|account| record.body["account"]["id"] == account.to_ascii_lowercase())
    };
    let records: Vec<_> = fetch.records(kind)?.into_iter().filter(is_requested).collect();
    if request.save_data.unwrap_or(true) {
        ingest(transaction, &fetch, kind, &records)?;
    }
    metrics::counter!("fetches_total", "resource" => kind.name()).increment(1);
    Ok(Ok(records.iter().map(|record| fetch.body(record)).collect()))
}

/// Deletes a record. With an account, its transactions and balances are deleted too.
async fn delete(app: &App, caller: &Caller, kind: Kind, id: String) -> Result<StatusCode, ApiError> {
    let key_id = caller.0.clone();
    let work = move |transaction: &mut Transaction<'_>| {
        let delete = |table: &'static str, column: &'static str| {
            let is_owned = Expr::col(KEY_COLUMN).eq(&*key_id);
            Query::delete().from_table(table).and_where(Expr::col(column).eq(id.as_str())).and_where(is_owned).take()
        };
        let count = transaction.execute(&delete(kind.name(), "id"))?;
        if kind == Kind::Accounts {
            transaction.execute(&delete(Kind::Transactions.name(), "account"))?;
            transaction.execute(&delete(Kind::Balances.name(), "account"))?;
        }
        Ok::<_, StoreError>(count)
    };
    match app.store.transaction(work).await? {
        0 => Err(ApiError::not_found()),
        _ => Ok(StatusCode::NO_CONTENT),
    }
}
