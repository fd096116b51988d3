//! Deliveries: their list, the due ones, and the results of attempts.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::routing::{get, post};
use chrono::{DateTime, TimeDelta, Utc};
use filterset::list::{Direction, ListOptions, Pagination};
use filterset::record::UnsupportedFieldsError;
use filterset::schema::FieldBuilder;
use filterset::{Op, Schema, ValueType};
use filterset_sea_query::{Column, ColumnMap, Dialect, ListSource};
use sea_query::{Alias, Expr, ExprTrait, Order, Query};
use tokio::sync::Notify;
use uuid::Uuid;

use super::{ATTEMPTS, DELIVERIES, Status, WEBHOOKS};
use crate::app::App;
use crate::auth::Caller;
use crate::clock::format_time;
use crate::error::ApiError;
use crate::resource::{KEY_COLUMN, Resource, Table, canonical_id};
use crate::store::{Row, Store, StoreError, Transaction};

/// The maximum number of attempts, until a person asks for more.
const MAX_ATTEMPTS: i64 = 8;
/// The pause after the first attempt. Each further pause is twice as long.
const FIRST_PAUSE: TimeDelta = TimeDelta::seconds(1);
/// The maximum number of deliveries that are sent at the same time.
pub(super) const MAX_CONCURRENT: usize = 64;

/// Wakes the sender.
#[derive(Clone, Default)]
pub(crate) struct Deliveries(Arc<Notify>);

impl Deliveries {
    /// Announces that there are new deliveries.
    pub(crate) fn wake(&self) {
        self.0.notify_one();
    }

    pub(super) async fn wait(&self) {
        self.0.notified().await;
    }
}

const MEMBERS: [&str; 12] = [
    "id",
    "webhook",
    "link",
    "number",
    "type",
    "code",
    "status",
    "payload",
    "created_at",
    "attempt_count",
    "next_attempt_at",
    "attempts",
];

/// Returns the resource of deliveries.
pub(crate) fn resource(dialect: Dialect) -> Result<Resource, UnsupportedFieldsError> {
    let statuses = [Status::Pending, Status::Delivered, Status::Failed].map(Status::name);
    let field = |name: &'static str, value_type| FieldBuilder::new(name, value_type);
    let list = ListOptions::builder().pagination(Pagination::by_page()).ordering(["created_at"]);
    let schema = Schema::builder(DELIVERIES)
        .fields([
            field("id", ValueType::Uuid).ops([Op::Exact, Op::In]),
            field("webhook", ValueType::Uuid).ops([Op::Exact, Op::In]),
            field("link", ValueType::Uuid).ops([Op::Exact, Op::In]),
            field("type", ValueType::Text).ops([Op::Exact, Op::In]),
            field("code", ValueType::Text).ops([Op::Exact, Op::In]),
            field("status", ValueType::Choice).choices(statuses).ops([Op::Exact, Op::In, Op::NotIn]),
        ])
        .list_options(list.fields(MEMBERS).omit(MEMBERS))
        .build()
        .expect("a valid schema");
    let columns = columns(dialect);
    let source = ListSource::builder(&schema, columns.clone(), "id");
    let source = source.default_ordering([("created_at", Direction::Descending)]).build()?;
    let json_columns = &["number", "payload", "attempt_count", "attempts"];
    let table = Table { name: DELIVERIES, key: "id", json_columns, has_owner: true };
    Resource::new(table, "webhooks/deliveries", source, columns, &MEMBERS)
}

fn columns(dialect: Dialect) -> ColumnMap {
    let attempts = match dialect {
        Dialect::Postgres => {
            "(SELECT COALESCE(json_agg(json_build_object('number', number, 'sent_at', sent_at, \
             'response_status', response_status, 'error', error) ORDER BY number), '[]')::text \
             FROM attempts WHERE delivery = deliveries.id)"
        }
        _ => {
            "(SELECT json_group_array(json_object('number', number, 'sent_at', sent_at, \
             'response_status', response_status, 'error', error) ORDER BY number) \
             FROM attempts WHERE delivery = deliveries.id)"
        }
    };
    let column = |name: &'static str| Column::from(Expr::col((DELIVERIES, name)));
    let number = |name: &'static str| column(name).selected_as(Expr::col((DELIVERIES, name)).cast_as("text"));
    let map = ["id", "webhook", "link"]
        .into_iter()
        .fold(ColumnMap::new(dialect), |map, name| map.column(name, column(name).text().typed(ValueType::Text)));
    let map = ["type", "code", "status", "payload", "next_attempt_at"]
        .into_iter()
        .fold(map, |map, name| map.column(name, column(name)));
    map.column("created_at", column("created_at").typed(ValueType::Text))
        .column("number", number("number"))
        .column("attempt_count", number("attempt_count"))
        .column("attempts", Expr::cust(attempts))
}

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/api/webhooks/deliveries/", get(list))
        .route("/api/webhooks/deliveries/{id}/", get(show))
        .route("/api/webhooks/deliveries/{id}/resend/", post(resend))
}

async fn list(State(app): State<App>, caller: Caller, uri: Uri) -> Result<axum::response::Response, ApiError> {
    app.delivery_list.list(&app, &caller, uri).await
}

async fn show(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    uri: Uri,
) -> Result<axum::response::Response, ApiError> {
    app.delivery_list.show(&app, &caller, &canonical_id(&id)?, uri).await
}

/// Sends a delivery again, whatever its status.
async fn resend(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Result<StatusCode, ApiError> {
    let (id, now) = (canonical_id(&id)?, app.clock.now());
    let work = move |transaction: &mut Transaction<'_>| {
        let of_caller = Expr::col("id").eq(id.as_str()).and(Expr::col(KEY_COLUMN).eq(&*caller.0));
        let update = Query::update()
            .table(DELIVERIES)
            .value("status", Status::Pending.name())
            .value("attempt_count", 0_i64)
            .value("next_attempt_at", format_time(now))
            .and_where(of_caller)
            .take();
        transaction.execute(&update)
    };
    if app.store.transaction(work).await? == 0 {
        return Err(ApiError::not_found());
    }
    app.deliveries.wake();
    Ok(StatusCode::ACCEPTED)
}

/// A delivery that is due.
#[derive(Debug)]
pub(super) struct Due {
    pub(super) id: String,
    pub(super) payload: String,
    pub(super) url: String,
    pub(super) authorization: Option<String>,
}

impl Due {
    fn from_row(row: Row) -> Result<Due, StoreError> {
        match <[_; 4]>::try_from(row) {
            Ok([Some(id), Some(payload), Some(url), authorization]) => Ok(Due { id, payload, url, authorization }),
            _ => Err(StoreError::Unexpected(DELIVERIES)),
        }
    }
}

/// Returns the deliveries that are due: at most one of each link and webhook, so that the next one waits for it.
pub(super) async fn find_due(store: &Arc<Store>, now: DateTime<Utc>) -> Result<Vec<Due>, StoreError> {
    let earlier = Alias::new("earlier");
    let of = |name: &'static str| Expr::col((DELIVERIES, name));
    let of_earlier = |name: &'static str| Expr::col((earlier.clone(), Alias::new(name)));
    let earlier_pending = Query::select()
        .column((earlier.clone(), Alias::new("id")))
        .from_as(DELIVERIES, earlier.clone())
        .and_where(of_earlier("webhook").eq(of("webhook")))
        .and_where(of_earlier("link").eq(of("link")))
        .and_where(of_earlier("status").eq(Status::Pending.name()))
        .and_where(of_earlier("number").lt(of("number")))
        .take();
    let select = Query::select()
        .columns([(DELIVERIES, "id"), (DELIVERIES, "payload"), (WEBHOOKS, "url"), (WEBHOOKS, "authorization")])
        .from(DELIVERIES)
        .inner_join(WEBHOOKS, of("webhook").equals((WEBHOOKS, "id")))
        .and_where(of("next_attempt_at").lte(format_time(now)))
        .and_where(Expr::exists(earlier_pending).not())
        .order_by((DELIVERIES, "next_attempt_at"), Order::Asc)
        .limit(MAX_CONCURRENT as u64)
        .take();
    store.query(vec![select]).await?.into_iter().flatten().map(Due::from_row).collect()
}

/// The result of an attempt: the status of the response, or why there is none.
pub(super) type Attempt = Result<u16, String>;

/// Stores the result of an attempt, and when the next one is due if it failed.
pub(super) async fn finish(
    store: &Arc<Store>,
    id: String,
    attempt: Attempt,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let work = move |transaction: &mut Transaction<'_>| {
        let select = Query::select()
            .expr(Expr::col("attempt_count").cast_as("text"))
            .from(DELIVERIES)
            .and_where(Expr::col("id").eq(id.as_str()))
            .take();
        // The link or the webhook can have been deleted.
        let Some(row) = transaction.find(&select)? else { return Ok(()) };
        let count = row.into_iter().flatten().next().and_then(|count| count.parse::<i64>().ok()).unwrap_or(0) + 1;
        let next_number = Query::select()
            .expr(Expr::col("number").max().cast_as("text"))
            .from(ATTEMPTS)
            .and_where(Expr::col("delivery").eq(id.as_str()))
            .take();
        let last = transaction.find(&next_number)?.and_then(|mut row| row.pop()?);
        let number = last.and_then(|number| number.parse::<i64>().ok()).unwrap_or(0) + 1;
        let (response_status, error) = match &attempt {
            Ok(status) => (Some(i64::from(*status)), None),
            Err(error) => (None, Some(error.clone())),
        };
        let columns = ["delivery", "number", "sent_at", "response_status", "error"];
        transaction.execute(Query::insert().into_table(ATTEMPTS).columns(columns).values_panic([
            id.as_str().into(),
            number.into(),
            format_time(now).into(),
            response_status.into(),
            error.into(),
        ]))?;
        let (status, next_attempt_at) = match attempt {
            Ok(200..=299) => (Status::Delivered, None),
            _ if count >= MAX_ATTEMPTS => (Status::Failed, None),
            _ => (Status::Pending, Some(format_time(now + pause(count)))),
        };
        metrics::counter!("webhook_attempts_total", "status" => status.name()).increment(1);
        let update = Query::update()
            .table(DELIVERIES)
            .value("status", status.name())
            .value("attempt_count", count)
            .value("next_attempt_at", next_attempt_at)
            .and_where(Expr::col("id").eq(id.as_str()))
            .take();
        transaction.execute(&update).map(drop)
    };
    store.transaction(work).await
}

/// Returns the pause after a number of attempts: exponential, with jitter of up to a quarter, so that many deliveries to one
/// server spread out.
fn pause(count: i64) -> TimeDelta {
    let doublings = Ord::min(u32::try_from(count - 1).unwrap_or(0), 20);
    let pause = FIRST_PAUSE * (1 << doublings);
    let jitter = i32::from(Uuid::new_v4().as_bytes()[0]);
    pause + pause * jitter / 1024
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_the_pause_with_jitter() {
        for (count, seconds) in [(1, 1), (2, 2), (3, 4), (8, 128)] {
            for _ in 0..100 {
                let pause = pause(count);
                assert!(pause >= TimeDelta::seconds(seconds) && pause <= TimeDelta::seconds(seconds) * 5 / 4);
            }
        }
    }
}
