//! Filters of schemas with spellings: only their keys and lists are written differently.

use filterset::schema::{ListStyle, Spelling};
use filterset::{Op, Schema};

use crate::cases::{assert_ids, columns_in};
use crate::columns::build_schema;
use crate::engines::{Engine, Postgres, Sqlite, Table, ids_in_memory};
use crate::mariadb::MariaDb;
use crate::records::Row;

/// The spelling of a schema, records as in the other cases, and queries with the ids of the records that satisfy them.
struct Case {
    spelling: fn() -> Spelling,
    records: &'static [&'static str],
    answers: &'static [(&'static str, &'static [i64])],
}

const CASES: [Case; 2] = [
    // Each item is a pair, whose commas and spaces are data.
    Case {
        spelling: || Spelling::new().lists(ListStyle::Repeat).bare(Op::In).operator("n", Op::NotIn),
        records: &["text=a&texts__in=a,b", "text=a,b&texts__in=b", "text=%20a&texts__in=c", "-"],
        answers: &[
            ("text=a", &[0]),
            ("text=a,b&text=a", &[0, 1]),
            ("text=%20a", &[2]),
            ("text__n=a,b", &[0, 2, 3]),
            ("text__n=a&text__n=%20a", &[1, 3]),
            ("text__isnull=true", &[3]),
            ("texts__allin=a&texts__allin=b", &[0]),
            ("texts=a&texts=c", &[0, 2]),
            ("texts=a,b", &[]),
            ("texts__n=b&texts__n=c", &[3]),
        ],
    },
    // Names of operators that mean others in the language.
    Case {
        spelling: || {
            Spelling::new()
                .lists(ListStyle::Both)
                .bare(Op::IContains)
                .operator("exact", Op::Ne)
                .operator("ne", Op::Exact)
        },
        records: &["text=ab&texts__in=x,y", "text=B&texts__in=y", "-"],
        answers: &[
            ("text=B", &[0, 1]),
            ("text__exact=B", &[0, 2]),
            ("text__ne=B", &[1]),
            ("text__in=ab,x&text__in=B", &[0, 1]),
            ("texts__allin=x&texts__allin=y", &[0]),
            ("texts__in=x,z&texts__in=y", &[0, 1]),
        ],
    },
];

#[test]
fn returns_the_records_of_spelled_queries_in_every_engine() {
    let mut sqlite = Sqlite::new();
    let (mut postgres, mut mariadb) = (Postgres::connect("spelled queries"), MariaDb::connect("spelled queries"));
    for Case { spelling, records, answers } in CASES {
        let queries: Vec<&str> = answers.iter().map(|(query, _)| *query).collect();
        let columns = columns_in(&queries);
        let plain = build_schema(&columns);
        let schema = Schema::builder("spelled").spelling(spelling()).fields(plain.fields().cloned()).build().unwrap();
        let row = |record: &&str| if *record == "-" { Row::empty() } else { Row::parse(&plain, record) };
        let rows: Vec<Row> = records.iter().map(row).collect();
        let table = Table { columns, rows: &rows, has_nulls: false };
        sqlite.create(&table);
        if let Some(postgres) = &mut postgres {
            postgres.create(&table);
        }
        if let Some(mariadb) = &mut mariadb {
            mariadb.create(&table);
        }
        for (query, expected) in answers {
            let filter = schema.parse(query).unwrap_or_else(|errors| panic!("{query}: {errors}"));
            assert_eq!(ids_in_memory(&rows, &filter), *expected, "in memory: {query}");
            assert_ids(&mut sqlite, &filter, expected, "spelled");
            if let Some(postgres) = &mut postgres {
                assert_ids(postgres, &filter, expected, "spelled");
            }
            if let Some(mariadb) = &mut mariadb {
                assert_ids(mariadb, &filter, expected, "spelled");
            }
        }
    }
}
