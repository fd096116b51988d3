//! The list resources of the [Belvo API](https://developers.belvo.com) as [`filterset`] schemas.
//!
//! Each resource has a function that returns its [`Schema`]. [`get`], [`names`] and [`all`] find the schemas by their names,
//! such as `belvo/links`:
//!
//! ```
//! let links = filterset_belvo::links();
//! let filter = links.parse("status=invalid&institution__in=gringotts_mx_retail,erebor_mx_retail")?;
//! assert_eq!(filter.to_string(), "institution__in=erebor_mx_retail,gringotts_mx_retail&status=invalid");
//! assert_eq!(filterset_belvo::get("belvo/links"), Some(links.clone()));
//!
//! let errors = links.parse("stauts=invalid").unwrap_err();
//! assert_eq!(errors.iter().map(|error| error.code()).collect::<Vec<_>>(), ["unknown_field"]);
//! # Ok::<(), filterset::Errors>(())
//! ```
//!
//! The schema of [`links`] follows the API's reference page. The others follow the published API description 1.35.0, which
//! declares some types only as strings: these types are inferred. A schema is parsed from its file on first use; later
//! calls return cheap clones.
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

/// Declares a function for each schema file.
macro_rules! catalogue {
    ($($(#[$doc:meta])* $function:ident = $name:literal;)*) => {
        const CATALOGUE: &[(&str, fn() -> Schema)] = &[$((concat!("belvo/", $name), $function)),*];

        $(
            $(#[$doc])*
            #[doc = concat!("Returns the schema `belvo/", $name, "`.")]
            #[must_use]
            pub fn $function() -> Schema {
                static SCHEMA: LazyLock<Schema> =
                    LazyLock::new(|| parse_schema(include_str!(concat!("../schemas/", $name, ".toml"))));
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

/// Returns every schema with its name, such as `belvo/payments/transactions`, sorted by name.
pub fn all() -> impl ExactSizeIterator<Item = (&'static str, Schema)> {
    CATALOGUE.iter().map(|(name, schema)| (*name, schema()))
}

/// Returns the schema with a name such as `belvo/links`, or `None` if there is no such schema.
#[must_use]
pub fn get(name: &str) -> Option<Schema> {
    CATALOGUE.iter().find(|(known, _)| *known == name).map(|(_, schema)| schema())
}

/// Returns the names of the schemas, sorted.
pub fn names() -> impl ExactSizeIterator<Item = &'static str> {
    CATALOGUE.iter().map(|(name, _)| *name)
}

#[expect(clippy::expect_used, reason = "the files are part of the crate, and a test builds every schema")]
fn parse_schema(text: &str) -> Schema {
    toml::from_str(text).expect("every schema file is valid")
}
