//! The data of the server, which is the same at each start.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use filterset::FilterValue;
use sea_query::{Expr, InsertStatement, Query};
use uuid::{Builder, Uuid};

use crate::institution::{self, RESOURCES_TABLE};
use crate::link::{self, AccessMode, Link, RefreshRate, Status};

/// The number of links.
pub const LINK_COUNT: u64 = 5000;

/// The number of rows in an `INSERT`. It keeps the bind parameters below the limit of each database.
const ROWS_PER_INSERT: usize = 50;

/// Creates the tables. `TEXT` is a type of strings that are ordered by code point.
pub(crate) const CREATE_TABLES: &str = "
    CREATE TABLE links (
        id TEXT PRIMARY KEY, institution TEXT NOT NULL, access_mode TEXT NOT NULL, status TEXT NOT NULL,
        refresh_rate TEXT, external_id TEXT, created_by TEXT NOT NULL, created_at TEXT NOT NULL, last_accessed_at TEXT
    );
    CREATE INDEX links_by_created_at ON links (created_at, id);
    CREATE INDEX links_by_institution ON links (institution);
    CREATE TABLE institutions (
        name TEXT PRIMARY KEY, display_name TEXT NOT NULL, type TEXT NOT NULL, status TEXT NOT NULL,
        country_code TEXT NOT NULL, website TEXT
    );
    CREATE TABLE institution_resources (institution TEXT NOT NULL, resource TEXT NOT NULL);
";

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

/// Returns the statements that insert all data.
pub(crate) fn statements() -> Vec<InsertStatement> {
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
    statements.extend(insert_statements(link::TABLE, &link::COLUMNS, &links().map(row).collect::<Vec<_>>()));
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

/// Returns the values of a link in the order of the columns.
fn row(link: Link) -> Vec<Expr> {
    let time = |time: DateTime<Utc>| time.to_rfc3339_opts(SecondsFormat::Micros, true);
    vec![
        Expr::val(link.id.to_string()),
        Expr::val(link.institution),
        Expr::val(link.access_mode.to_value().to_string()),
        Expr::val(link.status.to_value().to_string()),
        Expr::val(link.refresh_rate.map(|rate| rate.to_value().to_string())),
        Expr::val(link.external_id),
        Expr::val(link.created_by.to_string()),
        Expr::val(time(link.created_at)),
        Expr::val(link.last_accessed_at.map(time)),
    ]
}

/// Generates the links, each created at least a minute after the previous one.
fn links() -> impl Iterator<Item = Link> {
    let mut random = Random(42);
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

/// A generator of pseudorandom numbers with a fixed seed (SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        let index = usize::try_from(self.below(all.len() as u64)).unwrap_or(0);
        all[index]
    }

    fn uuid(&mut self) -> Uuid {
        let bytes = (u128::from(self.next()) << 64) | u128::from(self.next());
        Builder::from_random_bytes(bytes.to_be_bytes()).into_uuid()
    }
}
