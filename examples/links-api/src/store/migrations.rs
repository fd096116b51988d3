//! The tables, as migrations that each database runs once.

use postgres::Client;
use refinery::{Migration, Report, Runner};
use rusqlite::Connection;

/// The migrations. A released one never changes.
const MIGRATIONS: [(&str, &str); 3] = [
    ("V1__links", include_str!("migrations/V1__links.sql")),
    ("V2__data", include_str!("migrations/V2__data.sql")),
    ("V3__webhooks", include_str!("migrations/V3__webhooks.sql")),
];

pub(crate) fn migrate_sqlite(connection: &mut Connection) -> Result<Report, refinery::Error> {
    runner(str::to_owned)?.run(connection)
}

pub(crate) fn migrate_postgres(client: &mut Client) -> Result<Report, refinery::Error> {
    // Text is ordered by code point, as in SQLite.
    runner(|sql| sql.replace("TEXT", "text COLLATE \"C\""))?.run(client)
}

fn runner(translate: impl Fn(&str) -> String) -> Result<Runner, refinery::Error> {
    let migrations = MIGRATIONS.iter().map(|(name, sql)| Migration::unapplied(name, &translate(sql)));
    Ok(Runner::new(&migrations.collect::<Result<Vec<_>, _>>()?))
}
