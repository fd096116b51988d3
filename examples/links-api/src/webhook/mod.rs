//! Webhooks: what refreshes find is announced to the URLs that a key has registered.
//!
//! The rows of deliveries are written in the transaction of the refresh, and sent later.

mod address;
mod delivery;
mod page;
mod receivers;
mod sender;

use axum::Router;
use chrono::{DateTime, Utc};
use sea_query::{Expr, ExprTrait, Query};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::app::App;
use crate::clock::format_time;
use crate::link::StoredLink;
use crate::resource::KEY_COLUMN;
use crate::store::{StoreError, Transaction};

pub(crate) use self::delivery::{Deliveries, resource};
pub(crate) use self::page::page;
pub(crate) use self::sender::run;

const WEBHOOKS: &str = "webhooks";
const DELIVERIES: &str = "deliveries";
const ATTEMPTS: &str = "attempts";

pub(crate) fn routes() -> Router<App> {
    receivers::routes().merge(delivery::routes())
}

/// What a webhook announces.
pub(crate) struct Event {
    /// The type: a resource, or `LINK`.
    pub(crate) kind: String,
    pub(crate) code: String,
    pub(crate) data: Value,
}

/// The status of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Pending,
    Delivered,
    /// Every attempt has failed.
    Failed,
}

impl Status {
    const fn name(self) -> &'static str {
        match self {
            Status::Pending => "pending",
            Status::Delivered => "delivered",
            Status::Failed => "failed",
        }
    }
}

/// Adds an event of a link to the deliveries of each webhook of its key.
pub(crate) fn enqueue(
    transaction: &mut Transaction<'_>,
    link: &StoredLink,
    is_first: bool,
    event: &Event,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let webhooks =
        Query::select().column("id").from(WEBHOOKS).and_where(Expr::col(KEY_COLUMN).eq(&*link.key_id)).take();
    for webhook in transaction.query(&webhooks)?.into_iter().flatten().flatten() {
        let number = next_number(transaction, &link.id, &webhook)?;
        let id = Uuid::new_v4();
        let payload = json!({
            "webhook_id": id.simple().to_string(),
            "webhook_type": event.kind,
            "process_type": if is_first { "historical_update" } else { "recurrent_update" },
            "webhook_code": event.code,
            "link_id": link.id,
            "request_id": Uuid::new_v4().to_string(),
            "external_id": link.external_id,
            "data": event.data,
        });
        let values: [(&str, Expr); 12] = [
            ("id", id.to_string().into()),
            (KEY_COLUMN, link.key_id.as_str().into()),
            ("webhook", webhook.into()),
            ("link", link.id.as_str().into()),
            ("number", number.into()),
            ("type", event.kind.as_str().into()),
            ("code", event.code.as_str().into()),
            ("status", Status::Pending.name().into()),
            ("payload", payload.to_string().into()),
            ("created_at", format_time(now).into()),
            ("attempt_count", 0_i64.into()),
            ("next_attempt_at", format_time(now).into()),
        ];
        let (columns, values): (Vec<_>, Vec<_>) = values.into_iter().unzip();
        transaction.execute(Query::insert().into_table(DELIVERIES).columns(columns).values_panic(values))?;
    }
    Ok(())
}

/// Returns the number of the next delivery of a link to a webhook. The link is locked, so no other transaction uses it.
fn next_number(transaction: &mut Transaction<'_>, link: &str, webhook: &str) -> Result<i64, StoreError> {
    let last = Query::select()
        .expr(Expr::col("number").max().cast_as("text"))
        .from(DELIVERIES)
        .and_where(Expr::col("link").eq(link))
        .and_where(Expr::col("webhook").eq(webhook))
        .take();
    let last = transaction.find(&last)?.and_then(|mut row| row.pop()?).and_then(|number| number.parse::<i64>().ok());
    Ok(last.map_or(1, |number| number.saturating_add(1)))
}

/// Deletes the deliveries of a link.
pub(crate) fn delete_of_link(transaction: &mut Transaction<'_>, link: &str) -> Result<(), StoreError> {
    delete_deliveries(transaction, Expr::col("link").eq(link))
}

fn delete_deliveries(transaction: &mut Transaction<'_>, condition: Expr) -> Result<(), StoreError> {
    let deliveries = Query::select().column("id").from(DELIVERIES).and_where(condition.clone()).take();
    transaction
        .execute(Query::delete().from_table(ATTEMPTS).and_where(Expr::col("delivery").in_subquery(deliveries)))?;
    transaction.execute(Query::delete().from_table(DELIVERIES).and_where(condition))?;
    Ok(())
}
