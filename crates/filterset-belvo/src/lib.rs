//! The built-in catalogue: the list resources of the Belvo API, each parsed on first use.
//!
//! [`links`] is the table that the API's reference page documents. The others are read off the published API
//! description 1.35.0, where types that it calls only strings are inferred.
#![deny(missing_docs)]
#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::string_slice,
        clippy::unwrap_used
    )
)]

use std::sync::LazyLock;

use filterset::Schema;

/// The catalogue's tables, from their data.
macro_rules! catalogue {
    ($($(#[$doc:meta])* $function:ident = $name:literal;)*) => {
        const CATALOGUE: &[(&str, fn() -> Schema)] = &[$((concat!("belvo/", $name), $function)),*];

        $(
            $(#[$doc])*
            #[doc = concat!("The table `belvo/", $name, "`.")]
            #[must_use]
            pub fn $function() -> Schema {
                static SCHEMA: LazyLock<Schema> =
                    LazyLock::new(|| parse(include_str!(concat!("../schemas/", $name, ".toml"))));
                SCHEMA.clone()
            }
        )*
    };
}

catalogue! {
    accounts = "accounts";
    balances = "balances";
    employment_records = "employment-records";
    incomes = "incomes";
    institutions = "institutions";
    investments_portfolios = "investments/portfolios";
    invoices = "invoices";
    links = "links";
    owners = "owners";
    payments_bank_accounts = "payments/bank-accounts";
    payments_customers = "payments/customers";
    payments_institutions = "payments/institutions";
    payments_payment_intents = "payments/payment-intents";
    payments_payment_links = "payments/payment-links";
    payments_transactions = "payments/transactions";
    receivables_transactions = "receivables/transactions";
    recurring_expenses = "recurring-expenses";
    risk_insights = "risk-insights";
    tax_compliance_status = "tax-compliance-status";
    tax_declarations = "tax-declarations";
    tax_retentions = "tax-retentions";
    tax_returns = "tax-returns";
    tax_status = "tax-status";
    transactions = "transactions";
}

/// Every table of the catalogue with its name, such as `belvo/payments/transactions`, by name.
pub fn all() -> impl ExactSizeIterator<Item = (&'static str, Schema)> {
    CATALOGUE.iter().map(|(name, schema)| (*name, schema()))
}

/// The table of that name, such as `belvo/links`.
#[must_use]
pub fn get(name: &str) -> Option<Schema> {
    CATALOGUE.iter().find(|(known, _)| *known == name).map(|(_, schema)| schema())
}

/// The names of the catalogue's tables.
pub fn names() -> impl ExactSizeIterator<Item = &'static str> {
    CATALOGUE.iter().map(|(name, _)| *name)
}

#[expect(clippy::expect_used, reason = "the data is part of the crate, and a test builds every table")]
fn parse(schema: &str) -> Schema {
    toml::from_str(schema).expect("a table of the catalogue is sound")
}
