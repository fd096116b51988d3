//! The institutions, and links as examples, which are the same in each database.

use chrono::{DateTime, TimeDelta};
use filterset::FilterValue;
use sea_query::{Expr, InsertStatement, OnConflict, Query};
use uuid::Uuid;

use crate::clock::format_time;
use crate::institution::{self, RESOURCES_TABLE};
use crate::link::{self, AccessMode, Behavior, Link, RefreshRate, Status};
use crate::random::Random;
use crate::store::{Store, StoreError};

/// The number of links.
pub const LINK_COUNT: u64 = 5000;

/// The number of rows in an `INSERT`. It keeps the bind parameters below the limit of each database.
const ROWS_PER_INSERT: usize = 50;

/// Name, display name, type, status, country, and number of resources.
const INSTITUTIONS: [(&str, &str, &str, &str, &str, usize); 8] = [
    ("erebor_br_retail", "Erebor", "bank", "healthy", "BR", 4),
    ("erebor_mx_retail", "Erebor", "bank", "healthy", "MX", 4),
    ("gringotts_mx_business", "Gringotts", "business", "healthy", "MX", 3),
    ("gringotts_mx_retail", "Gringotts", "retail", "healthy", "MX", 3),
    ("ironbank_br_retail", "Iron Bank", "bank", "down", "BR", 2),
    ("laketown_co_business", "Lake-town", "business", "healthy", "CO", 2),
    ("planet_mx_employment", "Planet Express", "employment", "healthy", "MX", 1),
    ("tatooine_mx_fiscal", "Tatooine", "fiscal", "down", "MX", 1),
];
const RESOURCE_NAMES: [&str; 4] = ["ACCOUNTS", "TRANSACTIONS", "OWNERS", "BALANCES"];

/// Inserts the data, with links of a key, into a new database.
pub(crate) fn insert(store: &Store, key_id: &str) -> Result<(), StoreError> {
    store.transaction_blocking(|transaction| {
        // If several servers start at the same time, one of them inserts this row, and the others wait for it.
        let columns = ["name", "value"];
        let mut mark = Query::insert()
            .into_table("settings")
            .columns(columns)
            .values_panic(["seeded".into(), "yes".into()])
            .take();
        if transaction.execute(mark.on_conflict(OnConflict::column("name").do_nothing().to_owned()))? == 1 {
            for statement in statements(key_id) {
                transaction.execute(&statement)?;
            }
        }
        Ok(())
    })
}

fn statements(key_id: &str) -> Vec<InsertStatement> {
    let columns: Vec<_> = institution::COLUMNS.into_iter().filter(|name| *name != "resources").collect();
    let rows = INSTITUTIONS.map(|(name, display_name, kind, status, country, _)| {
        let website = (kind != "fiscal").then(|| format!("https://{}.example", name.replace('_', "-")));
        [name, display_name, kind, status, country].map(Expr::val).into_iter().chain([Expr::val(website)]).collect()
    });
    let mut statements = insert_statements(institution::TABLE, &columns, &rows);
    let resources = INSTITUTIONS.iter().flat_map(|(name, .., resources)| {
        RESOURCE_NAMES.iter().take(*resources).map(|resource| vec![Expr::val(*name), Expr::val(*resource)])
    });
    statements.extend(insert_statements(RESOURCES_TABLE, &["institution", "resource"], &resources.collect::<Vec<_>>()));
    let columns: Vec<_> = link::COLUMNS.into_iter().chain(["key_id", "behavior"]).collect();
    let rows: Vec<_> = links().map(|link| row(link, key_id)).collect();
    statements.extend(insert_statements(link::TABLE, &columns, &rows));
    statements
}

fn insert_statements(table: &'static str, columns: &[&'static str], rows: &[Vec<Expr>]) -> Vec<InsertStatement> {
    let insert = |rows: &[Vec<Expr>]| {
        let mut insert = Query::insert().into_table(table).columns(columns.to_vec()).take();
        rows.iter().fold(&mut insert, |insert, row| insert.values_panic(row.clone()));
        insert
    };
    rows.chunks(ROWS_PER_INSERT).map(insert).collect()
}

/// Returns the values of a link in the order of the columns. The links aren't refreshed: they are examples for filters,
/// without data.
fn row(link: Link, key_id: &str) -> Vec<Expr> {
    vec![
        Expr::val(link.id.to_string()),
        Expr::val(link.institution),
        Expr::val(link.access_mode.to_value().to_string()),
        Expr::val(link.status.to_value().to_string()),
        Expr::val(link.refresh_rate.map(|rate| rate.to_value().to_string())),
        Expr::val(link.external_id),
        Expr::val(link.created_by.to_string()),
        Expr::val(format_time(link.created_at)),
        Expr::val(link.last_accessed_at.map(format_time)),
        Expr::val(key_id),
        Expr::val(Behavior::Succeeds.name()),
    ]
}

/// Generates the links, each created at least a minute after the previous one.
fn links() -> impl Iterator<Item = Link> {
    let mut random = Random::new(42);
    let creators: Vec<Uuid> = (0..3).map(|_| random.uuid()).collect();
    let mut created_at = DateTime::UNIX_EPOCH + TimeDelta::days(18_993);
    (0..LINK_COUNT).map(move |number| {
        created_at += TimeDelta::seconds(60 + random.below(7200).cast_signed());
        let is_single = random.below(4) == 0;
        let rates =
            [RefreshRate::SixHours, RefreshRate::TwelveHours, RefreshRate::Day, RefreshRate::Week, RefreshRate::Month];
        let statuses =
            [Status::Valid, Status::Valid, Status::Valid, Status::Invalid, Status::Unconfirmed, Status::TokenRequired];
        let (institution, ..) = random.pick(&INSTITUTIONS);
        Link {
            id: random.uuid(),
            institution: institution.to_owned(),
            access_mode: if is_single { AccessMode::Single } else { AccessMode::Recurrent },
            status: random.pick(&statuses),
            refresh_rate: (!is_single).then(|| random.pick(&rates)),
            external_id: (number % 5 == 0).then(|| format!("customer-{number}")),
            created_by: random.pick(&creators),
            created_at,
            last_accessed_at: (random.below(10) > 0)
                .then(|| created_at + TimeDelta::seconds(random.below(86_400).cast_signed())),
        }
    })
}
