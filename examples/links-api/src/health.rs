//! Checks of the database, for clients without a key.

use std::sync::Arc;
use std::time::{Duration, Instant};

use sea_query::{Expr, Query};
use tokio::sync::Mutex;

use crate::store::Store;

/// The time for which the result of a check is used again.
const LIFETIME: Duration = Duration::from_secs(1);

/// The last check of the database. All requests share it, so any number of them use at most one connection.
#[derive(Clone, Default)]
pub(crate) struct Health(Arc<Mutex<Option<(Instant, bool)>>>);

impl Health {
    /// Returns `true` if the database responds.
    pub(crate) async fn check(&self, store: &Arc<Store>) -> bool {
        let mut last = self.0.lock().await;
        if let Some((checked_at, is_up)) = *last
            && checked_at.elapsed() < LIFETIME
        {
            return is_up;
        }
        let result = store.query(vec![Query::select().expr(Expr::cust("'up'")).take()]).await;
        if let Err(error) = &result {
            tracing::error!(%error, "the database");
        }
        *last = Some((Instant::now(), result.is_ok()));
        result.is_ok()
    }
}
