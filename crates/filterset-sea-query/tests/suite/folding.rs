//! Case and order: A to Z are folded and nothing else, and order is that of code points, whatever a column's own
//! collation is. And what a database can be told that makes it answer otherwise.

use filterset::Schema;
use rusqlite::functions::FunctionFlags;

use crate::columns::{COLUMNS, build_schema};
use crate::engines::{Engine, Postgres, Sqlite, ids_in_memory};
use crate::records::Row;

const TEXTS: [&str; 6] = ["a", "A", "\u{E9}", "\u{C9}", "e\u{301}", "b"];

/// The filters, and which of the texts satisfy them.
const ANSWERS: [(&str, &[i64]); 12] = [
    ("text=a", &[0]),
    ("text__ne=a", &[1, 2, 3, 4, 5]),
    ("text__in=a,%C3%A9", &[0, 2]),
    ("text__not_in=a,%C3%A9", &[1, 3, 4, 5]),
    ("text__contains=a", &[0]),
    ("text__startswith=A", &[1]),
    ("text__endswith=%C3%A9", &[2]),
    ("text__iexact=A", &[0, 1]),
    ("text__iexact=%C3%A9", &[2]),
    ("text__icontains=%C3%89", &[3]),
    ("text__lt=a", &[1]),
    ("text__range=a,b", &[0, 5]),
];

fn text_schema() -> Schema {
    build_schema(&COLUMNS.iter().filter(|column| column.name == "text").collect::<Vec<_>>())
}

/// The texts as rows of an INSERT: id, text.
fn rows() -> String {
    (0..).zip(TEXTS).map(|(id, text): (i64, _)| format!("({id}, '{text}')")).collect::<Vec<_>>().join(", ")
}

fn check<E: Engine>(engine: &mut E, how: &str) {
    let schema = text_schema();
    for (query, expected) in ANSWERS {
        let filter = schema.parse(query).expect("a filter");
        assert_eq!(engine.ids(&filter).as_deref(), Ok(expected), "{}, {how}: {query}", E::NAME);
    }
}

fn ask<E: Engine>(engine: &mut E, query: &str) -> Vec<i64> {
    engine.ids(&text_schema().parse(query).expect("a filter")).expect("an answer")
}

#[test]
fn memory_folds_a_to_z() {
    let schema = text_schema();
    let rows = TEXTS.map(|text| {
        let filter = schema.filter().exact("text", text).build().expect("a filter");
        Row::parse(&schema, &filter.to_string())
    });
    for (query, expected) in ANSWERS {
        assert_eq!(ids_in_memory(&rows, &schema.parse(query).expect("a filter")), expected, "{query}");
    }
}

#[test]
fn sqlite_ignores_collation_of_column() {
    for collation in ["BINARY", "NOCASE", "RTRIM"] {
        let mut sqlite = Sqlite::new();
        sqlite.execute(&format!(
            "CREATE TABLE records (id INTEGER PRIMARY KEY, text TEXT COLLATE {collation}); INSERT INTO records VALUES {}",
            rows()
        ));
        check(&mut sqlite, collation);
        sqlite.execute("DELETE FROM records; INSERT INTO records VALUES (0, 'a '), (1, 'a')");
        assert_eq!(ask(&mut sqlite, "text=a"), [1], "{collation}: spaces at the end count");
        assert_eq!(ask(&mut sqlite, "text__endswith=a"), [1], "{collation}: spaces at the end count");
    }
}

/// What can't be kept: a connection that replaces SQLite's own `lower`, as those with ICU do, folds what that folds.
#[test]
fn sqlite_folds_as_replaced_lower_does() {
    let mut sqlite = Sqlite::new();
    sqlite.execute(&format!(
        "CREATE TABLE records (id INTEGER PRIMARY KEY, text TEXT); INSERT INTO records VALUES {}",
        rows()
    ));
    let lower = |context: &rusqlite::functions::Context<'_>| Ok(context.get::<String>(0)?.to_lowercase());
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    sqlite.0.create_scalar_function("lower", 1, flags, lower).expect("a function");
    // The operand is folded from A to Z before it is sent, so a letter beyond them meets the lower case only.
    assert_eq!(ask(&mut sqlite, "text__iexact=%C3%A9"), [2, 3]);
    assert_eq!(ask(&mut sqlite, "text__icontains=%C3%89"), [0_i64; 0]);
    // What doesn't fold is as it was.
    assert_eq!(ask(&mut sqlite, "text__iexact=A"), [0, 1]);
    assert_eq!(ask(&mut sqlite, "text=%C3%A9"), [2]);
}

#[test]
fn postgres_ignores_collation_of_column() {
    let Some(mut postgres) = Postgres::connect("the collations of 12 filters") else { return };
    let names = "SELECT DISTINCT quote_ident(collname) FROM pg_collation
        WHERE collname IN ('C', 'default', 'en-US-x-icu', 'de-x-icu', 'tr-x-icu', 'en_US.utf8', 'C.utf8', 'und-x-icu')";
    let collations: Vec<String> =
        postgres.0.query(names, &[]).expect("the collations").iter().map(|row| row.get(0)).collect();
    for collation in &collations {
        postgres.execute(&format!(
            "DISCARD TEMP; CREATE TEMP TABLE records (id int8, text text COLLATE {collation}); INSERT INTO records VALUES {}",
            rows()
        ));
        check(&mut postgres, collation);
    }
    // One of them at least has another order: else the test would tell nothing.
    let has_own_order = |collation: &String| {
        let row = postgres.0.query_one(&format!("SELECT 'a' COLLATE {collation} < 'B' COLLATE {collation}"), &[]);
        row.expect("an answer").get::<_, bool>(0)
    };
    assert!(collations.iter().any(has_own_order), "every collation of this server orders by code point");
}

/// What can't be kept: a nondeterministic collation, which PostgreSQL has only where one is created, makes equality of
/// the column what the collation says. Order, and what folds or finds, is as it was.
#[test]
fn nondeterministic_collation_of_postgres_decides_equality() {
    let Some(mut postgres) = Postgres::connect("nondeterministic collations") else { return };
    let created = postgres.0.batch_execute(
        "CREATE COLLATION pg_temp.loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
    );
    if let Err(error) = created {
        println!("this server has no ICU: {error}");
        return;
    }
    postgres.execute(&format!(
        "CREATE TEMP TABLE records (id int8, text text COLLATE pg_temp.loose); INSERT INTO records VALUES {}",
        rows()
    ));
    assert_eq!(ask(&mut postgres, "text=a"), [0, 1]);
    assert_eq!(ask(&mut postgres, "text__in=%C3%A9"), [2, 3, 4]);
    assert_eq!(ask(&mut postgres, "text__lt=a"), [1]);
    assert_eq!(ask(&mut postgres, "text__contains=a"), [0]);
    assert_eq!(ask(&mut postgres, "text__iexact=%C3%A9"), [2]);
}
