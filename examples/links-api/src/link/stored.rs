//! The rows of links, and the changes that a login makes.

use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use filterset::FilterValue;
use sea_query::{Expr, ExprTrait, LockType, Query};
use secrecy::SecretString;
use serde::Serialize;
use serde::de::{DeserializeOwned, IntoDeserializer};

use super::{AccessMode, Behavior, RefreshRate, Status, TABLE};
use crate::auth::Caller;
use crate::clock::format_time;
use crate::error::{ApiError, ErrorItem};
use crate::resource::KEY_COLUMN;
use crate::session;
use crate::store::{Row, StoreError, Transaction};

/// The time between a login and the first refresh of a recurrent link.
const REFRESH_DELAY: TimeDelta = TimeDelta::seconds(1);

const COLUMNS: [&str; 10] = [
    "id",
    "key_id",
    "institution",
    "access_mode",
    "status",
    "refresh_rate",
    "external_id",
    "created_at",
    "refreshed_at",
    "behavior",
];

/// A link in the database.
#[derive(Clone, Debug)]
pub(crate) struct StoredLink {
    pub(crate) id: String,
    pub(crate) key_id: String,
    pub(crate) institution: String,
    pub(crate) access_mode: AccessMode,
    pub(crate) status: Status,
    pub(crate) refresh_rate: Option<RefreshRate>,
    pub(crate) external_id: Option<String>,
    pub(crate) created_at: DateTime<Utc>,
    /// The end of the last refresh.
    pub(crate) refreshed_at: Option<String>,
    pub(crate) behavior: Behavior,
}

impl StoredLink {
    /// Finds a link of a key, and locks it until the end of the transaction.
    pub(crate) fn find(
        transaction: &mut Transaction<'_>,
        caller: &Caller,
        id: &str,
    ) -> Result<Option<StoredLink>, StoreError> {
        StoredLink::lock(transaction, Expr::col("id").eq(id).and(Expr::col(KEY_COLUMN).eq(&*caller.0)))
    }

    /// Finds the link that a condition selects, and locks it until the end of the transaction.
    pub(crate) fn lock(transaction: &mut Transaction<'_>, condition: Expr) -> Result<Option<StoredLink>, StoreError> {
        // SQLite has one writer at a time, and its SQL no locks.
        let select = Query::select().columns(COLUMNS).from(TABLE).and_where(condition).lock(LockType::Update).take();
        transaction.find(&select)?.map(StoredLink::from_row).transpose()
    }

    fn from_row(row: Row) -> Result<StoredLink, StoreError> {
        let columns = <[_; 10]>::try_from(row).map_err(|_| StoreError::Unexpected(TABLE))?;
        let [id, key_id, institution, access_mode, status, rate, external_id, created_at, refreshed_at, behavior] =
            columns;
        Ok(StoredLink {
            id: id.ok_or(StoreError::Unexpected("id"))?,
            key_id: key_id.ok_or(StoreError::Unexpected(KEY_COLUMN))?,
            institution: institution.ok_or(StoreError::Unexpected("institution"))?,
            access_mode: parse(access_mode).ok_or(StoreError::Unexpected("access_mode"))?,
            status: parse(status).ok_or(StoreError::Unexpected("status"))?,
            refresh_rate: parse(rate),
            external_id,
            created_at: created_at
                .and_then(|time| DateTime::parse_from_rfc3339(&time).ok())
                .ok_or(StoreError::Unexpected("created_at"))?
                .to_utc(),
            refreshed_at,
            behavior: Behavior::from_name(&behavior.unwrap_or_default()),
        })
    }

    /// Logs in with the credentials or the token of a person, and stores what changes. A recurrent link is refreshed then.
    pub(crate) fn log_in(
        &mut self,
        transaction: &mut Transaction<'_>,
        token: Option<&SecretString>,
        is_down: bool,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.status = if is_down { Status::Unconfirmed } else { self.behavior.log_in(token) };
        if self.status == Status::Valid {
            session::delete_of_link(transaction, &self.id)?;
        }
        self.update(transaction, Some(now + REFRESH_DELAY), now)
    }

    /// Stores the status, the access mode and the behavior. `next_refresh_at` is that of a valid recurrent link.
    pub(crate) fn update(
        &self,
        transaction: &mut Transaction<'_>,
        next_refresh_at: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let is_refreshed = self.status == Status::Valid && self.access_mode == AccessMode::Recurrent;
        let next_refresh_at = next_refresh_at.filter(|_| is_refreshed).map(format_time);
        transaction.execute(
            Query::update()
                .table(TABLE)
                .value("access_mode", name(self.access_mode))
                .value("status", name(self.status))
                .value("refresh_rate", self.refresh_rate.map(name))
                .value("behavior", self.behavior.name())
                .value("refreshed_at", self.refreshed_at.clone())
                .value("next_refresh_at", next_refresh_at)
                .value("last_accessed_at", format_time(now))
                .and_where(Expr::col("id").eq(self.id.as_str())),
        )?;
        Ok(())
    }

    /// Returns the failure of the last login, if the link isn't valid. If a token is required, it opens a session in which
    /// `request` waits for the token.
    pub(crate) fn failure(
        &self,
        transaction: &mut Transaction<'_>,
        request: &impl Serialize,
        now: DateTime<Utc>,
    ) -> Result<Option<LoginFailure>, StoreError> {
        Ok(match self.status {
            Status::Valid => None,
            Status::Invalid => Some(LoginFailure::WrongPassword),
            Status::Unconfirmed => Some(LoginFailure::IsDown),
            Status::TokenRequired => {
                let session = session::open(transaction, &self.key_id, &self.id, request, now)?;
                Some(LoginFailure::NeedsToken { session })
            }
        })
    }
}

/// Logs in without a person, as a refresh does.
pub(crate) fn log_in_again(link: &mut StoredLink) {
    (link.status, link.behavior) = link.behavior.log_in_again();
}

/// The reason why a login failed.
#[derive(Clone, Debug)]
pub(crate) enum LoginFailure {
    WrongPassword,
    IsDown,
    NeedsToken { session: String },
}

impl LoginFailure {
    /// Returns the response of a link.
    pub(crate) fn into_error(self, link: &str) -> ApiError {
        let (status, item) = match self {
            LoginFailure::WrongPassword => (
                StatusCode::BAD_REQUEST,
                ErrorItem::new("login_error", "Invalid credentials provided to login to the institution"),
            ),
            LoginFailure::IsDown => (
                StatusCode::BAD_REQUEST,
                ErrorItem::new("institution_down", "The institution doesn't respond: try again later"),
            ),
            LoginFailure::NeedsToken { session } => (
                StatusCode::PRECONDITION_REQUIRED,
                ErrorItem::new("token_required", "A MFA token is required by the institution to login")
                    .with_detail("session", session)
                    .with_detail("expiry", session::LIFETIME_SECONDS),
            ),
        };
        ApiError::new(status, item.with_detail("link", link))
    }
}

/// Returns the name of a choice, as in the database.
#[expect(clippy::needless_pass_by_value, reason = "the choices are Copy")]
pub(crate) fn name(value: impl FilterValue) -> String {
    value.to_value().to_string()
}

fn parse<T: DeserializeOwned>(name: Option<String>) -> Option<T> {
    T::deserialize(name?.into_deserializer()).map_err(|_: serde::de::value::Error| ()).ok()
}
