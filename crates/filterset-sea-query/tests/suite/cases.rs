//! Hand-written cases that a database could easily get wrong, with the results that docs/language.md requires.

use filterset::Filter;

use crate::columns::{COLUMNS, Column, build_schema, libraries_for};
use crate::engines::{Engine, Postgres, Sqlite, Table, ids_in_memory};
use crate::mariadb::MariaDb;
use crate::records::Row;

/// A name, the records (with the ids 0, 1, ...), and filters with the ids of the records that satisfy them. A record is
/// `-` if the field is null, or else a query with its values: `text=a`, `texts__in=a,b`.
struct Case {
    name: &'static str,
    records: &'static [&'static str],
    answers: &'static [(&'static str, &'static [i64])],
}

const CASES: &[Case] = &[
    Case {
        name: "a null and the empty text are two things",
        records: &["-", "text=", "text=a"],
        answers: &[
            ("text=", &[1]),
            ("text__iexact=", &[1]),
            ("text__ne=", &[0, 2]),
            ("text__ne=a", &[0, 1]),
            ("text__not_in=a,b", &[0, 1]),
            ("text__lt=a", &[1]),
            ("text__isnull=true", &[0]),
            ("text__isnull=false", &[1, 2]),
            ("text__isempty=true", &[0, 1]),
            ("text__isempty=false", &[2]),
            ("text__not_iexact=", &[0, 2]),
            ("text__not_contains=a", &[0, 1]),
            ("text__not_istartswith=A", &[0, 1]),
        ],
    },
    Case {
        name: "the characters of patterns are characters",
        records: &["text=a%25b", "text=aXb", "text=a_b", "text=a\\b", "text=a!b", "text=a*b", "text=a[b]", "text=!%25"],
        answers: &[
            ("text__contains=%25", &[0, 7]),
            ("text__contains=_", &[2]),
            ("text__contains=a_b", &[2]),
            ("text__contains=\\", &[3]),
            ("text__contains=!", &[4, 7]),
            ("text__contains=!%25", &[7]),
            ("text__startswith=a*", &[5]),
            ("text__endswith=b]", &[6]),
            ("text__icontains=A%25", &[0]),
            ("text__istartswith=A_", &[2]),
            ("text__iendswith=\\B", &[3]),
            ("text__iexact=A_B", &[2]),
            ("text__not_contains=%25", &[1, 2, 3, 4, 5, 6]),
            ("text__not_startswith=a", &[7]),
            ("text__not_iendswith=B", &[6, 7]),
        ],
    },
    Case {
        name: "letters beyond A to Z have a case of their own",
        records: &[
            "text=%C3%89a",
            "text=%C3%A9A",
            "text=e%CC%81a",
            "text=Ka",
            "text=%E2%84%AAa",
            "text=%C4%B0",
            "text=i",
        ],
        answers: &[
            ("text__iexact=%C3%A9a", &[1]),
            ("text__icontains=%C3%89", &[0]),
            ("text__istartswith=%C3%A9", &[1]),
            ("text__iendswith=A", &[0, 1, 2, 3, 4]),
            ("text__istartswith=k", &[3]),
            ("text__iexact=I", &[6]),
            ("text__contains=e", &[2]),
            ("text__contains=i", &[6]),
        ],
    },
    Case {
        name: "the order of texts is that of code points",
        records: &[
            "text=a",
            "text=B",
            "text=b",
            "text=%C3%A9",
            "text=%EE%80%80",
            "text=%F0%9F%98%80",
            "text=-",
            "text=ab",
        ],
        answers: &[
            ("text__lt=a", &[1, 6]),
            ("text__gt=b", &[3, 4, 5]),
            ("text__range=a,b", &[0, 2, 7]),
            ("text__gte=%F0%9F%98%80", &[5]),
            ("text__lt=%EE%80%81&text__gte=%EE%80%80", &[4]),
        ],
    },
    Case {
        name: "spaces at the end are a part of a text",
        records: &["label=a", "label=a%20", "label=a%20%20"],
        answers: &[("label=a", &[0]), ("label=a%20", &[1]), ("label__endswith=%20", &[1, 2]), ("label__gt=a", &[1, 2])],
    },
    Case {
        name: "a range of more bits than the column has",
        records: &["small=32767&int=2147483647", "small=-32768&int=-2147483648", "small=0&int=0"],
        answers: &[
            ("small__lt=40000", &[0, 1, 2]),
            ("small__gt=-9223372036854775808", &[0, 1, 2]),
            ("small=65536", &[]),
            ("small__not_in=65536,0", &[0, 1]),
            ("int__range=-9223372036854775808,0", &[1, 2]),
            ("int__in=4294967296,0", &[2]),
        ],
    },
    Case {
        name: "operands of more digits than the column has",
        records: &["price=0.0001", "price=-0.0001", "price=0", "price=99999999999999.9999"],
        answers: &[
            ("price__gt=0.00001", &[0, 3]),
            ("price__lt=0.00001", &[1, 2]),
            ("price__gte=-0.00005", &[0, 2, 3]),
            ("price__lte=-0.00005", &[1]),
            ("price=0.00001", &[]),
            ("price__ne=0.00001", &[0, 1, 2, 3]),
            ("price__not_in=0.00001,0", &[0, 1, 3]),
            ("price__lt=9999999999999999999999999999", &[0, 1, 2, 3]),
            ("price__gt=9999999999999999999999999999", &[]),
            ("price__range=-9999999999999999999999999999,-0.00001", &[1]),
        ],
    },
    Case {
        name: "floating point numbers stand for their shortest decimals",
        records: &["real=0.1", "real=0.3", "real=123456789012345", "-", "real=-0"],
        answers: &[
            ("real=0.1", &[0]),
            ("real=0.10000000000000000555", &[]),
            ("real__gt=0.1", &[1, 2]),
            ("real__gt=0.09999999999999999999", &[0, 1, 2]),
            ("real__lt=0.10000000000000000001", &[0, 4]),
            ("real__lte=0.09999999999999999999", &[4]),
            ("real__range=0.29999999999999999999,0.30000000000000000001", &[1]),
            ("real__ne=0.10000000000000000001", &[0, 1, 2, 3, 4]),
            ("real=0", &[4]),
        ],
    },
    Case {
        name: "decimals of 28 digits, to the last one",
        records: &[
            "decimal=9999999999999999999999999999",
            "decimal=9999999999999999999999999998",
            "decimal=0.0000000000000000000000000001",
            "decimal=0",
            "-",
        ],
        answers: &[
            ("decimal=9999999999999999999999999999", &[0]),
            ("decimal__lt=9999999999999999999999999999", &[1, 2, 3]),
            ("decimal__gt=0", &[0, 1, 2]),
            ("decimal__ne=0", &[0, 1, 2, 4]),
            ("decimal__in=0.0000000000000000000000000001,9999999999999999999999999998", &[1, 2]),
        ],
    },
    Case {
        name: "a day ends where the next begins, in the field's zone",
        records: &[
            "instant=2022-05-04T05:59:59.999999Z",
            "instant=2022-05-04T06:00:00Z",
            "instant=2022-05-05T05:59:59.999999Z",
            "instant=2022-05-05T06:00:00Z",
            "-",
        ],
        answers: &[
            ("instant=2022-05-04", &[1, 2]),
            ("instant__ne=2022-05-04", &[0, 3, 4]),
            ("instant__not_in=2022-05-04,2022-05-05T06:00:00Z", &[0, 4]),
            ("instant__in=2022-05-04,2022-05-05T06:00:00Z", &[1, 2, 3]),
            ("instant__gt=2022-05-04", &[3]),
            ("instant__gte=2022-05-04", &[1, 2, 3]),
            ("instant__lt=2022-05-04", &[0]),
            ("instant__lte=2022-05-04", &[0, 1, 2]),
            ("instant__range=2022-05-04,2022-05-04", &[1, 2]),
            ("instant__range=2022-05-04,2022-05-05T06:00:00Z", &[1, 2, 3]),
        ],
    },
    Case {
        name: "instants finer than a column's microseconds",
        records: &["instant_us=2022-05-04T00:00:00.000001Z", "instant_us=2022-05-04T00:00:00.000002Z"],
        answers: &[
            ("instant_us__gt=2022-05-04T00:00:00.000001001Z", &[1]),
            ("instant_us__gte=2022-05-04T00:00:00.000000999Z", &[0, 1]),
            ("instant_us__lt=2022-05-04T00:00:00.000001001Z", &[0]),
            ("instant_us__lte=2022-05-04T00:00:00.000001999Z", &[0]),
            ("instant_us=2022-05-04T00:00:00.000001001Z", &[]),
            ("instant_us__ne=2022-05-04T00:00:00.000001001Z", &[0, 1]),
            ("instant_us__not_in=2022-05-04T00:00:00.000001001Z", &[0, 1]),
        ],
    },
    Case {
        name: "the ends of time",
        records: &[
            "instant=0001-01-01T00:00:00Z",
            "instant=9999-12-31T23:59:59.999999Z",
            "instant=1969-12-31T23:59:59.999999Z",
        ],
        answers: &[
            ("instant=9999-12-31", &[1]),
            ("instant__lte=9999-12-31", &[0, 1, 2]),
            ("instant__gt=9999-12-31", &[]),
            ("instant__ne=9999-12-31", &[0, 2]),
            ("instant__lt=0001-01-01", &[0]),
            ("instant__lt=1970-01-01T00:00:00Z", &[0, 2]),
            ("instant__gte=9999-12-31T23:59:59.999999999Z", &[]),
            ("instant__range=0001-01-01T00:00:00Z,9999-12-31", &[0, 1, 2]),
            ("instant__in=0001-01-01T00:00:00Z,9999-12-31T23:59:59.999999Z", &[0, 1]),
            ("instant__gt=9999-12-31T23:59:59.999998001Z", &[1]),
            ("instant__not_in=9999-12-31T23:59:59.999999999Z,9999-12-31T23:59:59.999999Z", &[0, 2]),
        ],
    },
    Case {
        name: "a day that begins before the year 1",
        records: &["unix_us=0001-01-01T00:00:00Z", "unix_us=9999-12-31T23:59:59.999999Z", "-"],
        answers: &[
            ("unix_us=0001-01-01", &[0]),
            ("unix_us__lt=0001-01-01", &[]),
            ("unix_us__gte=0001-01-01", &[0, 1]),
            ("unix_us__ne=9999-12-31", &[0, 1, 2]),
        ],
    },
    Case {
        name: "many values: one of them, none of them, all of them",
        records: &["-", "texts__in=a", "texts__in=a,b", "texts__in=b,c", "texts__in=A"],
        answers: &[
            ("texts=a", &[1, 2]),
            ("texts__ne=a", &[0, 3, 4]),
            ("texts__in=a,c", &[1, 2, 3]),
            ("texts__not_in=a,c", &[0, 4]),
            ("texts__allin=a,b", &[2]),
            ("texts__allin=b", &[2, 3]),
            ("texts__gt=a", &[2, 3]),
            ("texts__iexact=a", &[1, 2, 4]),
            ("texts__not_contains=a", &[0, 3, 4]),
            ("texts__not_iexact=A", &[0, 3]),
            ("texts__isempty=true", &[0]),
            ("texts__isempty=false", &[1, 2, 3, 4]),
            ("texts__isnull=true", &[0]),
            ("texts__isnull=false", &[1, 2, 3, 4]),
            // Different values may satisfy the two conditions.
            ("texts__gt=a&texts__lt=b", &[2]),
            ("texts__gte=b&texts__lt=b", &[2]),
        ],
    },
    Case {
        name: "all of the first and the last instants",
        records: &["instants__in=0001-01-01T00:00:00Z,9999-12-31T23:59:59.999999Z", "-"],
        answers: &[
            ("instants__allin=0001-01-01T00:00:00Z,9999-12-31T23:59:59.999999Z", &[0]),
            ("instants__allin=9999-12-31T23:59:59.999999999Z", &[]),
            ("instants__allin=9999-12-31,0001-01-01T00:00:00Z", &[0]),
        ],
    },
    Case {
        name: "all of days and instants",
        records: &[
            "instants__in=2022-05-04T06:00:00Z,2022-05-06T00:00:00Z",
            "instants__in=2022-05-04T07:00:00Z,2022-05-04T08:00:00Z",
            "-",
        ],
        answers: &[
            ("instants__allin=2022-05-04,2022-05-05", &[0]),
            ("instants__allin=2022-05-04", &[0, 1]),
            ("instants__allin=2022-05-04,2022-05-04T08:00:00Z", &[1]),
            ("instants__allin=2022-05-04T08:00:00Z,2022-05-04T07:00:00Z", &[1]),
            ("instants__allin=2022-05-04T08:00:00.000000001Z", &[]),
            ("instants__not_in=2022-05-04,2022-05-05", &[2]),
        ],
    },
];

/// Returns the columns that queries have conditions on.
pub(crate) fn columns_in(queries: &[&str]) -> Vec<&'static Column> {
    let keys = queries.iter().flat_map(|query| query.split('&')).filter_map(|pair| pair.split('=').next());
    let names: Vec<_> = keys.map(|key| key.split("__").next().unwrap_or(key)).collect();
    COLUMNS.iter().filter(|column| names.contains(&column.name)).collect()
}

/// Checks the records that satisfy a filter, with the types of each library.
pub(crate) fn assert_ids<E: Engine>(engine: &mut E, filter: &Filter<'_>, expected: &[i64], name: &str) {
    for library in libraries_for(E::DIALECT, filter) {
        let found = engine.ids_with(*library, filter);
        assert_eq!(found.as_deref(), Ok(expected), "in {} with {library:?}, {name}: {filter}", E::NAME);
    }
}

#[test]
fn returns_the_expected_records_in_every_engine() {
    let mut sqlite = Sqlite::new();
    let answers: usize = CASES.iter().map(|case| case.answers.len()).sum();
    let what = format!("{answers} cases");
    let (mut postgres, mut mariadb) = (Postgres::connect(&what), MariaDb::connect(&what));
    for Case { name, records, answers } in CASES {
        let columns = columns_in(&answers.iter().map(|(query, _)| *query).collect::<Vec<_>>());
        let schema = build_schema(&columns);
        let row = |record: &&str| if *record == "-" { Row::empty() } else { Row::parse(&schema, record) };
        let rows: Vec<Row> = records.iter().map(row).collect();
        for has_nulls in [false, true] {
            let table = Table { columns: columns.clone(), rows: &rows, has_nulls };
            sqlite.create(&table);
            if let Some(postgres) = &mut postgres {
                postgres.create(&table);
            }
            if let Some(mariadb) = &mut mariadb {
                mariadb.create(&table);
            }
            for (query, expected) in *answers {
                let filter = schema.parse(query).unwrap_or_else(|errors| panic!("{name}: {query}: {errors}"));
                assert_eq!(ids_in_memory(&rows, &filter), *expected, "in memory, {name}: {query}");
                assert_ids(&mut sqlite, &filter, expected, name);
                if let Some(postgres) = &mut postgres {
                    assert_ids(postgres, &filter, expected, name);
                }
                if let Some(mariadb) = &mut mariadb {
                    assert_ids(mariadb, &filter, expected, name);
                }
            }
        }
    }
}
