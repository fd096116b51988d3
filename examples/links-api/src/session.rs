//! Sessions: logins that wait for a token. A client finishes one with the session and the token.

use chrono::{DateTime, TimeDelta, Utc};
use sea_query::{Expr, ExprTrait, Query};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::clock::format_time;
use crate::store::{StoreError, Transaction};

/// The time in which a session can be finished, in seconds. Responses state it too.
pub(crate) const LIFETIME_SECONDS: i64 = 600;

const TABLE: &str = "sessions";

/// Opens a session of a link, in which `request` waits.
pub(crate) fn open(
    transaction: &mut Transaction<'_>,
    key_id: &str,
    link: &str,
    request: &impl Serialize,
    now: DateTime<Utc>,
) -> Result<String, StoreError> {
    delete_of_link(transaction, link)?;
    let id = Uuid::new_v4().simple().to_string();
    let request = serde_json::to_string(request).map_err(|_| StoreError::Unexpected("request"))?;
    let expires_at = format_time(now + TimeDelta::seconds(LIFETIME_SECONDS));
    transaction.execute(
        Query::insert().into_table(TABLE).columns(["id", "key_id", "link", "request", "expires_at"]).values_panic([
            id.as_str().into(),
            key_id.into(),
            link.into(),
            request.into(),
            expires_at.into(),
        ]),
    )?;
    Ok(id)
}

/// Returns the request that waits in a session, if the session is one of the key and hasn't expired.
pub(crate) fn find<T: DeserializeOwned>(
    transaction: &mut Transaction<'_>,
    key_id: &str,
    id: &str,
    link: &str,
    now: DateTime<Utc>,
) -> Result<Option<T>, StoreError> {
    let select = Query::select()
        .column("request")
        .from(TABLE)
        .and_where(Expr::col("id").eq(id))
        .and_where(Expr::col("key_id").eq(key_id))
        .and_where(Expr::col("link").eq(link))
        .and_where(Expr::col("expires_at").gt(format_time(now)))
        .take();
    let row = transaction.find(&select)?;
    // A session of another resource has another request.
    Ok(row.and_then(|mut row| row.pop()?).and_then(|request| serde_json::from_str(&request).ok()))
}

/// Deletes the sessions of a link.
pub(crate) fn delete_of_link(transaction: &mut Transaction<'_>, link: &str) -> Result<(), StoreError> {
    transaction.execute(Query::delete().from_table(TABLE).and_where(Expr::col("link").eq(link)))?;
    Ok(())
}
