//! Ingestion: what an institution reports becomes rows. It is idempotent: each record has one id, whenever it is reported.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use sea_query::{Expr, ExprTrait, InsertStatement, OnConflict, Query};
use serde_json::{Value, json};
use uuid::Uuid;

use super::Kind;
use super::bank::Bank;
use super::record::Record;
use crate::clock::format_time;
use crate::institution::Profile;
use crate::link::StoredLink;
use crate::resource::KEY_COLUMN;
use crate::store::{Row, StoreError, Transaction};

/// The number of rows in an `INSERT`. It keeps the bind parameters below 999.
const ROWS_PER_INSERT: usize = 40;

/// What is fetched from an institution.
pub(crate) struct Fetch<'a> {
    pub(crate) seed: u64,
    pub(crate) link: &'a StoredLink,
    pub(crate) profile: &'a Profile,
    pub(crate) now: DateTime<Utc>,
}

/// The number and the days of records.
pub(crate) struct Summary {
    pub(crate) kind: Kind,
    pub(crate) count: usize,
    pub(crate) inflow_count: usize,
    pub(crate) first_day: Option<NaiveDate>,
    pub(crate) last_day: Option<NaiveDate>,
}

impl Summary {
    pub(crate) fn new<'r>(kind: Kind, records: impl Iterator<Item = &'r Record> + Clone) -> Summary {
        let days = records.clone().filter_map(|record| record.day);
        Summary {
            kind,
            count: records.clone().count(),
            inflow_count: records.filter(|record| record.is_inflow).count(),
            first_day: days.clone().min(),
            last_day: days.max(),
        }
    }
}

impl Fetch<'_> {
    /// Returns what the institution reports of one type.
    pub(crate) fn records(&self, kind: Kind) -> Result<Vec<Record>, StoreError> {
        let link = Uuid::try_parse(&self.link.id).map_err(|_| StoreError::Unexpected("id"))?;
        let (linked_at, country) = (self.link.created_at, self.profile.country.as_str());
        let bank = Bank { seed: self.seed, link, linked_at, country };
        let accounts = bank.accounts(self.now);
        Ok(match kind {
            Kind::Owners => vec![Record::from_owner(&bank.owner())],
            Kind::Accounts => accounts.iter().map(|account| Record::from_account(account, self.link)).collect(),
            Kind::Balances => {
                accounts.iter().map(|account| Record::from_balance(account, self.link, self.now)).collect()
            }
            Kind::Transactions => {
                let of_account = accounts.iter().flat_map(|account| {
                    account.transactions.iter().map(move |one| Record::from_transaction(account, one, self.now))
                });
                of_account.collect()
            }
        })
    }

    /// Returns the whole body of a record that is reported now.
    pub(crate) fn body(&self, record: &Record) -> Value {
        let mut body = record.body.clone();
        body["id"] = json!(record.id);
        body["link"] = json!(self.link.id);
        body["collected_at"] = json!(format_time(self.now));
        body["created_at"] = json!(format_time(self.now));
        body
    }
}

/// Stores records, and returns a summary of the new ones. Those that are stored already get what has changed.
pub(crate) fn ingest(
    transaction: &mut Transaction<'_>,
    fetch: &Fetch<'_>,
    kind: Kind,
    records: &[Record],
) -> Result<Summary, StoreError> {
    let stored = find_bodies(transaction, kind, &fetch.link.id)?;
    let rows: Vec<_> = records.iter().filter_map(|record| row(fetch, record, stored.get(&record.id))).collect();
    for rows in rows.chunks(ROWS_PER_INSERT) {
        transaction.execute(&insert_statement(kind, rows))?;
    }
    Ok(Summary::new(kind, records.iter().filter(|record| !stored.contains_key(&record.id))))
}

/// Returns the bodies of a link's records by their ids.
fn find_bodies(
    transaction: &mut Transaction<'_>,
    kind: Kind,
    link: &str,
) -> Result<BTreeMap<String, Value>, StoreError> {
    let of_link =
        Query::select().columns(["id", "body"]).from(kind.name()).and_where(Expr::col("link").eq(link)).take();
    let body = |row: Row| match <[_; 2]>::try_from(row) {
        Ok([Some::<String>(id), Some::<String>(body)]) => Some((id, serde_json::from_str(&body).ok()?)),
        _ => None,
    };
    let rows = transaction.query(&of_link)?.into_iter();
    rows.map(|row| body(row).ok_or(StoreError::Unexpected("body"))).collect()
}

/// Returns the columns of a record, unless it is stored with the same members.
fn row(fetch: &Fetch<'_>, record: &Record, stored: Option<&Value>) -> Option<Vec<(&'static str, Expr)>> {
    let mut body = fetch.body(record);
    if let Some(stored) = stored {
        body["created_at"] = stored["created_at"].clone();
        let mut same = body.clone();
        same["collected_at"] = stored["collected_at"].clone();
        if same == *stored {
            return None;
        }
    }
    let mut columns: Vec<(&'static str, Expr)> = vec![
        ("id", record.id.as_str().into()),
        (KEY_COLUMN, fetch.link.key_id.as_str().into()),
        ("link", fetch.link.id.as_str().into()),
        ("created_at", fetch.now.timestamp_micros().into()),
    ];
    columns.extend(record.columns.iter().cloned());
    columns.push(("body", body.to_string().into()));
    Some(columns)
}

fn insert_statement(kind: Kind, rows: &[Vec<(&'static str, Expr)>]) -> InsertStatement {
    let names = rows.first().into_iter().flatten().map(|(name, _)| *name);
    let mut insert = Query::insert().into_table(kind.name()).columns(names).take();
    for row in rows {
        insert.values_panic(row.iter().map(|(_, value)| value.clone()));
    }
    let changing = Record::changing_columns(kind).iter().copied();
    insert.on_conflict(OnConflict::column("id").update_columns(changing).to_owned());
    insert
}
