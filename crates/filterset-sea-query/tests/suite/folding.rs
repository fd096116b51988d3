//! Case folding and order: only A to Z are folded, and order is by code point, whatever the collation of the column.
//! The last tests show the settings of a database that change the results.

use filterset::{Op, Schema};
use rusqlite::functions::FunctionFlags;

use crate::columns::{COLUMNS, build_schema};
use crate::engines::{Engine, Postgres, Sqlite, ids_in_memory};
use crate::mariadb::MariaDb;
use crate::records::Row;

const TEXTS: [&str; 7] = ["a", "A", "\u{E9}", "\u{C9}", "e\u{301}", "b", "ABI"];

/// Filters, with the indexes of the texts that satisfy them.
const ANSWERS: [(&str, &[i64]); 17] = [
    ("text=a", &[0]),
    ("text__ne=a", &[1, 2, 3, 4, 5, 6]),
    ("text__ne=%C3%A9", &[0, 1, 3, 4, 5, 6]),
    ("text__in=a,%C3%A9", &[0, 2]),
    ("text__not_in=a,%C3%A9", &[1, 3, 4, 5, 6]),
    ("text__contains=a", &[0]),
    ("text__startswith=A", &[1, 6]),
    ("text__endswith=%C3%A9", &[2]),
    ("text__iexact=A", &[0, 1]),
    ("text__iexact=%C3%A9", &[2]),
    // In Turkish, the lower case of I has no dot.
    ("text__iexact=abi", &[6]),
    ("text__not_iendswith=BI", &[0, 1, 2, 3, 4, 5]),
    ("text__icontains=%C3%89", &[3]),
    ("text__gt=b", &[2, 3, 4]),
    ("text__gte=%F0%9F%98%80", &[]),
    ("text__lt=a", &[1, 6]),
    ("text__range=a,b", &[0, 5]),
];

fn text_schema() -> Schema {
    build_schema(&COLUMNS.iter().filter(|column| column.name == "text").collect::<Vec<_>>())
}

/// Formats the texts as rows of an INSERT: id, text.
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
fn folds_only_a_to_z_in_memory() {
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
fn ignores_the_collation_of_a_column_in_sqlite() {
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

/// A documented limitation: if a connection replaces SQLite's `lower` function, as the ICU extension does,
/// case-insensitive operators fold what the replacement folds.
#[test]
fn folds_like_the_replaced_lower_function_in_sqlite() {
    let mut sqlite = Sqlite::new();
    sqlite.execute(&format!(
        "CREATE TABLE records (id INTEGER PRIMARY KEY, text TEXT); INSERT INTO records VALUES {}",
        rows()
    ));
    let lower = |context: &rusqlite::functions::Context<'_>| Ok(context.get::<String>(0)?.to_lowercase());
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    sqlite.0.create_scalar_function("lower", 1, flags, lower).expect("a function");
    // The operand is folded from A to Z in advance, so it matches other letters only in lower case.
    assert_eq!(ask(&mut sqlite, "text__iexact=%C3%A9"), [2, 3]);
    assert_eq!(ask(&mut sqlite, "text__icontains=%C3%89"), [0_i64; 0]);
    // Operators that don't fold are unchanged.
    assert_eq!(ask(&mut sqlite, "text__iexact=A"), [0, 1]);
    assert_eq!(ask(&mut sqlite, "text=%C3%A9"), [2]);
}

#[test]
fn ignores_the_collation_of_a_column_in_postgres() {
    let Some(mut postgres) = Postgres::connect("the collations of 17 filters") else { return };
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
    // At least one collation must have another order, or the test would prove nothing.
    let has_own_order = |collation: &String| {
        let row = postgres.0.query_one(&format!("SELECT 'a' COLLATE {collation} < 'B' COLLATE {collation}"), &[]);
        row.expect("an answer").get::<_, bool>(0)
    };
    assert!(collations.iter().any(has_own_order), "every collation of this server orders by code point");
}

#[test]
fn ignores_the_character_set_and_the_collation_of_a_column_in_mariadb() {
    let Some(mut mariadb) = MariaDb::connect("the character sets of 17 filters") else { return };
    let of_character_set = |name: &str| format!("varchar(20) CHARACTER SET {name}");
    for name in ["utf8mb4", "utf8mb3", "utf16", "utf32", "ucs2"] {
        for collation in ["general_ci", "bin", "turkish_ci", "unicode_nopad_ci"] {
            let column = format!("{} COLLATE {name}_{collation}", of_character_set(name));
            check_in_mariadb(&mut mariadb, &column, &[0, 1, 2, 3, 4, 5, 6]);
        }
    }
    for column in [
        "varbinary(20)",
        "blob",
        "char(20) CHARACTER SET utf16",
        "enum('a', 'A', 'é', 'É', 'e\u{301}', 'b', 'ABI')
        CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
    ] {
        check_in_mariadb(&mut mariadb, column, &[0, 1, 2, 3, 4, 5, 6]);
    }
    // These have no combining accent.
    for name in ["latin1 COLLATE latin1_swedish_ci", "latin1 COLLATE latin1_bin", "latin5 COLLATE latin5_turkish_ci"] {
        check_in_mariadb(&mut mariadb, &of_character_set(name), &[0, 1, 2, 3, 5, 6]);
    }
}

/// Checks the filters on a column that holds the texts with these indexes.
fn check_in_mariadb(mariadb: &mut MariaDb, column: &str, held: &[i64]) {
    let rows: Vec<String> =
        (0..).zip(TEXTS).filter(|(id, _)| held.contains(id)).map(|(id, text)| format!("({id}, '{text}')")).collect();
    mariadb.execute(&format!(
        "DROP TABLE IF EXISTS records; CREATE TABLE records (id bigint PRIMARY KEY, text {column});
        INSERT INTO records VALUES {}",
        rows.join(", ")
    ));
    let schema = text_schema();
    for (query, expected) in ANSWERS {
        let filter = schema.parse(query).expect("a filter");
        let expected: Vec<i64> = expected.iter().copied().filter(|id| held.contains(id)).collect();
        assert_eq!(mariadb.ids(&filter), Ok(expected), "{column}: {query}");
    }
}

/// The letters are those whose case differs, in any character set of the server.
#[test]
fn folds_only_a_to_z_in_mariadb() {
    let Some(mut mariadb) = MariaDb::connect("the folding of every letter") else { return };
    let upper: Vec<char> = ('\u{80}'..=char::MAX).filter(|letter| !letter.to_lowercase().eq([*letter])).collect();
    assert!(upper.len() > 1_000);
    let rows: Vec<String> = (0..).zip(&upper).map(|(id, letter): (i64, _)| format!("({id}, '{letter}')")).collect();
    mariadb.execute(&format!(
        "CREATE TABLE records (id bigint PRIMARY KEY, text varchar(9) CHARACTER SET utf8mb4); INSERT INTO records VALUES {}",
        rows.join(", ")
    ));
    let schema = text_schema();
    for (id, letter) in (0..).zip(&upper) {
        let lower: String = letter.to_lowercase().collect();
        for (text, expected) in [(letter.to_string(), &[id][..]), (lower, &[])] {
            let filter = schema.filter().with("text", Op::IExact, [text]).build().expect("a filter");
            assert_eq!(mariadb.ids(&filter).as_deref(), Ok(expected), "{filter}");
        }
    }
}

/// A documented limitation: a nondeterministic collation decides which texts of its column are equal. Order, case
/// folding and searches are unchanged.
#[test]
fn compares_by_nondeterministic_collations_in_postgres() {
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
    assert_eq!(ask(&mut postgres, "text__lt=a"), [1, 6]);
    assert_eq!(ask(&mut postgres, "text__contains=a"), [0]);
    assert_eq!(ask(&mut postgres, "text__iexact=%C3%A9"), [2]);
}
