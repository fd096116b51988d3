//! The scheduler: it refreshes recurrent links when they are due.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_query::{Expr, ExprTrait, Query};
use serde_json::json;
use tokio::sync::watch;

use crate::app::App;
use crate::clock::format_time;
use crate::data::{Fetch, Kind, Summary, ingest};
use crate::institution;
use crate::link::{self, LoginFailure, RefreshRate, StoredLink};
use crate::store::{Store, StoreError};
use crate::webhook::{self, Event};

/// The time between looks for links that are due.
const INTERVAL: Duration = Duration::from_millis(500);
/// The maximum number of links in one look.
const MAX_LINKS: u64 = 100;

/// Refreshes links until the server stops.
pub(crate) async fn run(app: App, mut stopped: watch::Receiver<()>) {
    loop {
        let is_done = match refresh_due(&app).await {
            Ok(count) => count < MAX_LINKS,
            Err(error) => {
                tracing::error!(%error, "the refresh of links");
                true
            }
        };
        tokio::select! {
            _ = stopped.changed() => return,
            () = tokio::time::sleep(if is_done { INTERVAL } else { Duration::ZERO }) => {}
            () = app.clock.wait_until_moved() => {}
        }
    }
}

/// Refreshes the links that are due, and returns their number.
async fn refresh_due(app: &App) -> Result<u64, StoreError> {
    let now = app.clock.now();
    let due = Query::select()
        .column("id")
        .from(link::TABLE)
        .and_where(Expr::col("next_refresh_at").lte(format_time(now)))
        .order_by("next_refresh_at", sea_query::Order::Asc)
        .limit(MAX_LINKS)
        .take();
    let rows = app.store.query(vec![due]).await?.into_iter().flatten().flatten().flatten();
    let mut count = 0;
    for id in rows {
        refresh(&app.store, app.seed, id, now).await?;
        count += 1;
    }
    if count > 0 {
        app.deliveries.wake();
    }
    Ok(count)
}

/// Refreshes a link. Its data, its webhooks and its next refresh are stored in one transaction, so a crash loses nothing and
/// sends nothing twice.
async fn refresh(store: &Arc<Store>, seed: u64, id: String, now: DateTime<Utc>) -> Result<(), StoreError> {
    store
        .transaction(move |transaction| {
            let is_due = Expr::col("next_refresh_at").lte(format_time(now)).and(Expr::col("id").eq(id.as_str()));
            // Another server can have refreshed it, or a client can have changed it.
            let Some(mut link) = StoredLink::lock(transaction, is_due)? else { return Ok(()) };
            let profile = institution::find(transaction, &link.institution)?;
            let profile = profile.ok_or(StoreError::Unexpected("institution"))?;
            let is_first = link.refreshed_at.is_none();
            if !is_first {
                link::log_in_again(&mut link);
            }
            let period = link.refresh_rate.unwrap_or(RefreshRate::DEFAULT).period();
            if let Some(failure) = link.failure(transaction, &"refresh", now)? {
                webhook::enqueue(transaction, &link, is_first, &failed(&failure), now)?;
                return link.update(transaction, None, now);
            }
            for kind in Kind::ALL.into_iter().filter(|kind| profile.resources.contains(&kind.resource())) {
                let fetch = Fetch { seed, link: &link, profile: &profile, now };
                let records = fetch.records(kind)?;
                let new = ingest(transaction, &fetch, kind, &records)?;
                let event = match new.count {
                    _ if is_first => found_first(&Summary::new(kind, records.iter())),
                    0 => continue,
                    _ => found_new(&new),
                };
                webhook::enqueue(transaction, &link, is_first, &event, now)?;
            }
            link.refreshed_at = Some(format_time(now));
            metrics::counter!("refreshes_total").increment(1);
            link.update(transaction, Some(now + period), now)
        })
        .await
}

/// Returns the event of all records that the first refresh has found.
fn found_first(all: &Summary) -> Event {
    let mut data = json!({ format!("total_{}", all.kind.name()): all.count });
    if all.kind == Kind::Transactions {
        data["total_inflow_transactions"] = json!(all.inflow_count);
        data["total_outflow_transactions"] = json!(all.count - all.inflow_count);
        data["first_transaction_date"] = json!(all.first_day);
        data["last_transaction_date"] = json!(all.last_day);
    }
    Event { kind: all.kind.resource(), code: "historical_update".to_owned(), data }
}

/// Returns the event of the new records that a later refresh has found.
fn found_new(new: &Summary) -> Event {
    let name = new.kind.name();
    let data = json!({ format!("new_{name}"): new.count });
    Event { kind: new.kind.resource(), code: format!("new_{name}_available"), data }
}

/// Returns the event of a login that failed.
fn failed(failure: &LoginFailure) -> Event {
    let (code, error_code, message, status) = match failure {
        LoginFailure::NeedsToken { .. } => {
            ("token_required", "token_required", "A MFA token is required by the institution to login", 428)
        }
        LoginFailure::WrongPassword => {
            ("invalid_credentials", "login_error", "Invalid credentials provided to login to the institution", 400)
        }
        LoginFailure::IsDown => ("institution_down", "institution_down", "The institution doesn't respond", 400),
    };
    let data = json!({ "error_code": error_code, "error_message": message, "status": status });
    Event { kind: "LINK".to_owned(), code: code.to_owned(), data }
}
