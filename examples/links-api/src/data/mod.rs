//! The data of links: accounts, owners, transactions and balances.

mod bank;
mod ingest;
mod record;
mod resources;
mod routes;

use sea_query::{Expr, ExprTrait, Query};

use crate::store::{StoreError, Transaction};

pub(crate) use self::ingest::{Fetch, Summary, ingest};
pub(crate) use self::resources::Datasets;
pub(crate) use self::routes::routes;

/// A type of data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Accounts,
    Owners,
    Transactions,
    Balances,
}

impl Kind {
    pub(crate) const ALL: [Kind; 4] = [Kind::Accounts, Kind::Owners, Kind::Transactions, Kind::Balances];

    /// Returns the name in paths, which is also that of the table.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Kind::Accounts => "accounts",
            Kind::Owners => "owners",
            Kind::Transactions => "transactions",
            Kind::Balances => "balances",
        }
    }

    /// Returns the name among the resources of an institution, which is also the type of webhooks.
    pub(crate) fn resource(self) -> String {
        self.name().to_ascii_uppercase()
    }
}

/// Deletes the data of a link.
pub(crate) fn delete_of_link(transaction: &mut Transaction<'_>, link: &str) -> Result<(), StoreError> {
    for kind in Kind::ALL {
        transaction.execute(Query::delete().from_table(kind.name()).and_where(Expr::col("link").eq(link)))?;
    }
    Ok(())
}
