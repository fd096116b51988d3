//! The clock of the sandbox, which clients can move forward, so that a test need not wait for a refresh.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, LazyLock};

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use sea_query::{Expr, ExprTrait, OnConflict, Query};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::sync::Notify;

use crate::app::App;
use crate::body::BodySchema;
use crate::error::ApiError;
use crate::store::{Store, StoreError};

/// The row of the settings that holds the offset.
const SETTING: &str = "clock_offset_seconds";
/// The longest move: ten years.
const MAX_ADVANCE_SECONDS: i64 = 10 * 366 * 86_400;
/// The furthest from the clock of the machine, so that each time has a year of four digits.
const MAX_OFFSET_SECONDS: i64 = 1_000 * 366 * 86_400;

/// A clock that is ahead of the machine's by an offset, which the database holds.
#[derive(Clone)]
pub(crate) struct Clock(Arc<Inner>);

struct Inner {
    offset_seconds: AtomicI64,
    moved: Notify,
}

impl Clock {
    pub(crate) fn load(store: &Store) -> Result<Clock, StoreError> {
        let select = Query::select().column("value").from("settings").and_where(Expr::col("name").eq(SETTING)).take();
        let row = store.transaction_blocking(|transaction| transaction.find(&select))?;
        let offset = row.and_then(|mut row| row.pop()?).and_then(|value| value.parse().ok()).unwrap_or(0);
        Ok(Clock(Arc::new(Inner { offset_seconds: AtomicI64::new(offset), moved: Notify::new() })))
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        Utc::now() + TimeDelta::seconds(self.0.offset_seconds.load(Ordering::Acquire))
    }

    /// Waits until the clock is moved.
    pub(crate) async fn wait_until_moved(&self) {
        self.0.moved.notified().await;
    }

    async fn advance(&self, store: &Arc<Store>, seconds: i64) -> Result<(), StoreError> {
        let clock = Arc::clone(&self.0);
        store
            .transaction(move |transaction| {
                let offset = clock.offset_seconds.load(Ordering::Acquire) + seconds;
                let offset = Ord::min(offset, MAX_OFFSET_SECONDS);
                let mut insert = Query::insert();
                insert
                    .into_table("settings")
                    .columns(["name", "value"])
                    .values_panic([SETTING.into(), offset.to_string().into()]);
                transaction
                    .execute(insert.on_conflict(OnConflict::column("name").update_column("value").to_owned()))?;
                clock.offset_seconds.store(offset, Ordering::Release);
                Ok::<(), StoreError>(())
            })
            .await?;
        self.0.moved.notify_waiters();
        Ok(())
    }
}

/// Formats a time so that the order of texts is that of the times.
pub(crate) fn format_time(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Micros, true)
}

#[derive(Deserialize)]
struct Advance {
    advance_seconds: i64,
}

static ADVANCE: LazyLock<BodySchema> = LazyLock::new(|| {
    let seconds = json!({ "type": "integer", "minimum": 1, "maximum": MAX_ADVANCE_SECONDS });
    BodySchema::new(json!({ "advance_seconds": seconds }), &["advance_seconds"])
});

#[derive(Serialize)]
pub(crate) struct Time {
    now: String,
}

/// Returns the time of the sandbox.
pub(crate) async fn show(State(app): State<App>) -> Json<Time> {
    Json(Time { now: format_time(app.clock.now()) })
}

/// Moves the clock forward, and with it what is due until then.
pub(crate) async fn advance(State(app): State<App>, body: Bytes) -> Result<Json<Time>, ApiError> {
    let advance: Advance = ADVANCE.parse(&body)?;
    app.clock.advance(&app.store, advance.advance_seconds).await?;
    Ok(show(State(app)).await)
}
