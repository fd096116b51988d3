//! The schema of links as a struct, for serde_html_form and serde_qs: a field for each key of the workloads.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::de::{Deserialize, Deserializer, Error as _};
use uuid::Uuid;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Valid,
    Invalid,
    Unconfirmed,
    TokenRequired,
}

#[derive(Debug)]
pub struct NoStatus;

impl fmt::Display for NoStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("invalid status")
    }
}

impl Error for NoStatus {}

impl FromStr for Status {
    type Err = NoStatus;

    fn from_str(text: &str) -> Result<Status, NoStatus> {
        match text {
            "valid" => Ok(Status::Valid),
            "invalid" => Ok(Status::Invalid),
            "unconfirmed" => Ok(Status::Unconfirmed),
            "token_required" => Ok(Status::TokenRequired),
            _ => Err(NoStatus),
        }
    }
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Links {
    pub id: Option<Uuid>,
    #[serde(deserialize_with = "list")]
    pub id__in: Option<Vec<Uuid>>,
    pub institution: Option<String>,
    #[serde(deserialize_with = "list")]
    pub institution__in: Option<Vec<String>>,
    pub status: Option<Status>,
    #[serde(deserialize_with = "list")]
    pub status__in: Option<Vec<Status>>,
    pub holder: Option<String>,
    pub holder__icontains: Option<String>,
    pub city: Option<String>,
    #[serde(deserialize_with = "list")]
    pub city__in: Option<Vec<String>>,
    pub note: Option<String>,
    pub note__contains: Option<String>,
    pub note__startswith: Option<String>,
    pub amount: Option<Decimal>,
    pub amount__gte: Option<Decimal>,
    pub amount__lte: Option<Decimal>,
    #[serde(deserialize_with = "list")]
    pub amount__range: Option<Vec<Decimal>>,
    pub created_at__gte: Option<DateTime<Utc>>,
    pub created_at__lte: Option<DateTime<Utc>>,
    pub failures: Option<i64>,
    pub failures__gt: Option<i64>,
    pub failures__lt: Option<i64>,
    pub page: Option<u64>,
    pub page_size: Option<u64>,
}

/// Deserializes a string that is split at its commas.
fn list<'de, T: FromStr<Err: fmt::Display>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<T>>, D::Error> {
    let text = Cow::<str>::deserialize(deserializer)?;
    text.split(',').map(|item| item.parse().map_err(D::Error::custom)).collect::<Result<_, _>>().map(Some)
}

impl Links {
    /// Returns the number of conditions, and of values in all of them.
    pub fn size(&self) -> (usize, usize) {
        let count = |ones: &[bool]| ones.iter().filter(|is_given| **is_given).count();
        let ones = count(&[
            self.id.is_some(),
            self.institution.is_some(),
            self.status.is_some(),
            self.holder.is_some(),
            self.holder__icontains.is_some(),
            self.city.is_some(),
            self.note.is_some(),
            self.note__contains.is_some(),
            self.note__startswith.is_some(),
            self.amount.is_some(),
            self.amount__gte.is_some(),
            self.amount__lte.is_some(),
            self.created_at__gte.is_some(),
            self.created_at__lte.is_some(),
            self.failures.is_some(),
            self.failures__gt.is_some(),
            self.failures__lt.is_some(),
        ]);
        let lists: Vec<usize> = [
            self.id__in.as_ref().map(Vec::len),
            self.institution__in.as_ref().map(Vec::len),
            self.status__in.as_ref().map(Vec::len),
            self.city__in.as_ref().map(Vec::len),
            self.amount__range.as_ref().map(Vec::len),
        ]
        .into_iter()
        .flatten()
        .collect();
        (ones + lists.len(), ones + lists.iter().sum::<usize>())
    }
}
