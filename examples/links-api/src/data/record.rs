//! The records of data as rows: the columns that filters compare, and the JSON object of a response.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use sea_query::Expr;
use serde_json::{Value, json};
use uuid::Uuid;

use super::Kind;
use super::bank::{Account, Owner, Transaction};
use crate::clock::format_time;
use crate::link::StoredLink;
use crate::random::Random;

/// A record of a table.
pub(crate) struct Record {
    pub(crate) id: String,
    /// The columns and their values, except for those that every record has.
    pub(crate) columns: Vec<(&'static str, Expr)>,
    /// The members of the response, except for those that every record has.
    pub(crate) body: Value,
    /// The day that the record belongs to, if it belongs to one.
    pub(crate) day: Option<NaiveDate>,
    pub(crate) is_inflow: bool,
}

/// Returns an amount as a JSON number. A number of 64 bits represents each of these amounts.
#[expect(clippy::cast_precision_loss, reason = "the amounts have fewer than 15 digits")]
fn amount(hundredths: i64) -> Value {
    json!(hundredths as f64 / 100.0)
}

fn micros(day: NaiveDate) -> i64 {
    day.and_time(NaiveTime::MIN).and_utc().timestamp_micros()
}

impl Record {
    pub(crate) fn from_account(account: &Account, link: &StoredLink) -> Record {
        Record {
            id: account.id.to_string(),
            columns: vec![
                ("institution", link.institution.as_str().into()),
                ("balance_available", account.available.into()),
                ("balance_current", account.current.into()),
                ("category", account.category.into()),
                ("currency", account.currency.into()),
                ("name", account.name.into()),
                ("number", account.number.as_str().into()),
                ("public_identification_name", "CLABE".into()),
                ("public_identification_value", account.identification.as_str().into()),
                ("type", account.kind.into()),
            ],
            body: json!({
                "institution": { "name": link.institution, "type": "bank" },
                "category": account.category,
                "type": account.kind,
                "name": account.name,
                "number": account.number,
                "balance": { "current": amount(account.current), "available": account.available.map(amount) },
                "currency": account.currency,
                "public_identification_name": "CLABE",
                "public_identification_value": account.identification,
                "balance_type": if account.category == "CREDIT_CARD" { "LIABILITY" } else { "ASSET" },
                "internal_identification": account.identification,
                "bank_product_id": null,
                "last_accessed_at": null,
                "credit_data": null,
                "loan_data": null,
                "funds_data": null,
            }),
            day: None,
            is_inflow: false,
        }
    }

    pub(crate) fn from_owner(owner: &Owner) -> Record {
        let display_name = format!("{} {}", owner.first_name, owner.last_name);
        Record {
            id: owner.id.to_string(),
            columns: vec![("display_name", display_name.as_str().into()), ("email", owner.email.as_str().into())],
            body: json!({
                "internal_identification": owner.id.simple().to_string(),
                "display_name": display_name,
                "first_name": owner.first_name,
                "last_name": owner.last_name,
                "second_last_name": null,
                "email": owner.email,
                "phone_number": owner.phone,
                "address": null,
                "document_id": null,
            }),
            day: None,
            is_inflow: false,
        }
    }

    pub(crate) fn from_transaction(account: &Account, one: &Transaction, now: DateTime<Utc>) -> Record {
        let day = one.at.date_naive();
        let (status, kind) =
            (if one.is_pending { "PENDING" } else { "PROCESSED" }, if one.is_inflow { "INFLOW" } else { "OUTFLOW" });
        let bill_name = (account.category == "CREDIT_CARD").then(|| day.format("%Y-%m").to_string());
        let account_body = json!({
            "id": account.id,
            "name": account.name,
            "type": account.kind,
            "category": account.category,
            "currency": account.currency,
            "number": account.number,
            "balance": { "current": amount(account.current), "available": account.available.map(amount) },
        });
        Record {
            id: one.id.to_string(),
            columns: vec![
                ("account", account.id.to_string().into()),
                ("collected_at", now.timestamp_micros().into()),
                ("value_date", micros(day).into()),
                ("accounting_date", one.at.timestamp_micros().into()),
                ("amount", one.amount.into()),
                ("currency", account.currency.into()),
                ("reference", one.reference.as_str().into()),
                ("status", status.into()),
                ("type", kind.into()),
                ("account_type", account.kind.into()),
                ("account_balance_available", account.available.into()),
                ("account_balance_current", account.current.into()),
                ("bill_name", bill_name.clone().into()),
            ],
            body: json!({
                "internal_identification": one.id.simple().to_string(),
                "account": account_body,
                "value_date": day.to_string(),
                "accounting_date": format_time(one.at),
                "amount": amount(one.amount),
                "balance": amount(one.balance),
                "currency": account.currency,
                "description": one.description,
                "observations": null,
                "merchant": null,
                "category": one.category,
                "subcategory": null,
                "reference": one.reference,
                "type": kind,
                "status": status,
                "credit_card_data": bill_name.map(|bill_name| json!({ "bill_name": bill_name })),
            }),
            day: Some(day),
            is_inflow: one.is_inflow,
        }
    }

    /// Returns the balance of an account on the day of a time.
    pub(crate) fn from_balance(account: &Account, link: &StoredLink, now: DateTime<Utc>) -> Record {
        let day = now.date_naive();
        let (high, low) = account.id.as_u64_pair();
        let id: Uuid = Random::from_parts(&[high, low, micros(day).cast_unsigned()]).uuid();
        Record {
            id: id.to_string(),
            columns: vec![
                ("account", account.id.to_string().into()),
                ("institution", link.institution.as_str().into()),
                ("value_date", micros(day).into()),
                ("balance", account.current.into()),
                ("currency", account.currency.into()),
                ("account_type", account.kind.into()),
            ],
            body: json!({
                "account": { "id": account.id, "name": account.name, "type": account.kind },
                "institution": { "name": link.institution, "type": "bank" },
                "value_date": day.to_string(),
                "balance": amount(account.current),
                "currency": account.currency,
                "statement": null,
            }),
            day: Some(day),
            is_inflow: false,
        }
    }

    /// Returns the members that change when the record is reported again.
    pub(crate) fn changing_columns(kind: Kind) -> &'static [&'static str] {
        match kind {
            Kind::Accounts => &["balance_available", "balance_current", "body"],
            Kind::Owners => &["body"],
            Kind::Transactions => {
                &["status", "collected_at", "account_balance_available", "account_balance_current", "body"]
            }
            Kind::Balances => &["balance", "body"],
        }
    }
}
