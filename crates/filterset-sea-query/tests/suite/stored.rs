//! Stored values that no query can name: texts with NUL or ill-formed UTF-8, values of another type, and numbers and dates
//! beyond the language. The guide to databases describes them.

use filterset::schema::FieldBuilder;
use filterset::{Field, Schema, ValueType};
use filterset_sea_query::{Column, to_condition};
use sea_query::{Expr, Order, Query};

use crate::engines::{Engine, Postgres, Sqlite};
use crate::mariadb::MariaDb;

fn build_schema() -> Schema {
    let field = |name: &str, value_type: ValueType| {
        let ops = value_type.ops();
        FieldBuilder::new(name.to_owned(), value_type).ops(ops)
    };
    Schema::builder("stored")
        .field(field("text", ValueType::Text).allow_empty())
        .field(field("number", ValueType::Integer))
        .field(field("decimal", ValueType::Decimal))
        .field(field("date", ValueType::Date))
        .field(field("at", ValueType::DateTime))
        .build()
        .expect("a schema")
}

/// Checks the ids of the records of the table `stored` that satisfy filters on its column `c`.
fn check<E: Engine>(engine: &mut E, declare: fn(Column) -> Column, cases: &[(&str, &[i64])]) {
    let schema = build_schema();
    for (query, expected) in cases {
        let filter = schema.parse(query).unwrap_or_else(|errors| panic!("{query}: {errors}"));
        let columns = (E::DIALECT, |_: &Field| Some(declare(Expr::col("c").into())));
        let condition = to_condition(&filter, &columns).expect("a column");
        let mut select = Query::select().column("id").from("stored").cond_where(condition).take();
        let found = engine.select_ids(select.order_by("id", Order::Asc));
        assert_eq!(found.as_deref(), Ok(*expected), "{} {query}", E::NAME);
    }
}

/// Each text has `abc` at another place, or not at all.
const WITH_NUL: &[(&str, &[i64])] = &[
    ("text=abc", &[4]),
    ("text__ne=abc", &[0, 1, 2, 3, 5]),
    ("text__in=abc,xyz", &[4]),
    ("text__not_in=abc,xyz", &[0, 1, 2, 3, 5]),
    ("text__gt=abc", &[0, 1]),
    ("text__lte=abc", &[2, 3, 4, 5]),
    ("text__iexact=ABC", &[4]),
    ("text__not_iexact=ABC", &[0, 1, 2, 3, 5]),
    ("text__contains=xyz", &[0]),
    ("text__not_contains=xyz", &[1, 2, 3, 4, 5]),
    ("text__startswith=abc", &[0, 1, 4]),
    ("text__istartswith=ABC", &[0, 1, 3, 4]),
    ("text__not_istartswith=ABC", &[2, 5]),
    ("text__endswith=abc", &[2, 4]),
    ("text__not_endswith=abc", &[0, 1, 3, 5]),
    ("text__iendswith=ABC", &[2, 3, 4]),
    ("text__not_iendswith=ABC", &[0, 1, 5]),
    ("text=", &[]),
    ("text__isempty=true", &[]),
];

#[test]
fn compares_texts_with_nul_by_bytes_in_sqlite() {
    let mut sqlite = Sqlite::new();
    sqlite.execute(
        "CREATE TABLE stored (id INTEGER, c TEXT);
        INSERT INTO stored VALUES (0, 'abc' || char(0) || 'xyz'), (1, 'abc' || char(0)), (2, char(0) || 'abc'),
            (3, 'Abc' || char(0) || 'ABC'), (4, 'abc'), (5, char(0))",
    );
    check(&mut sqlite, |column| column, WITH_NUL);
}

#[test]
fn compares_texts_with_nul_by_bytes_in_mariadb() {
    let Some(mut mariadb) = MariaDb::connect("texts with NUL") else { return };
    for column in ["varchar(20) CHARACTER SET utf8mb4", "text CHARACTER SET utf16", "blob"] {
        mariadb.execute(&format!(
            "DROP TABLE IF EXISTS stored; CREATE TABLE stored (id bigint, c {column});
            INSERT INTO stored VALUES (0, 'abc\\0xyz'), (1, 'abc\\0'), (2, '\\0abc'), (3, 'Abc\\0ABC'), (4, 'abc'), (5, '\\0')"
        ));
        check(&mut mariadb, |column| column, WITH_NUL);
    }
}

#[test]
fn compares_ill_formed_texts_by_bytes_in_sqlite() {
    let mut sqlite = Sqlite::new();
    sqlite.execute(
        "CREATE TABLE stored (id INTEGER, c TEXT);
        INSERT INTO stored VALUES (0, CAST(x'FF61' AS TEXT)), (1, CAST(x'61FF41' AS TEXT)), (2, '\u{FFFD}a'), (3, '?a')",
    );
    check(
        &mut sqlite,
        |column| column,
        &[
            ("text=%EF%BF%BDa", &[2]),
            ("text=?a", &[3]),
            ("text__ne=?a", &[0, 1, 2]),
            ("text__startswith=a", &[1]),
            ("text__endswith=a", &[0, 2, 3]),
            ("text__iendswith=A", &[0, 1, 2, 3]),
            ("text__contains=A", &[1]),
            ("text__gt=%F0%9F%98%80", &[0]),
        ],
    );
}

/// MariaDB reads each ill-formed byte as a question mark, unless it compares the column itself.
#[test]
fn reads_ill_formed_bytes_as_question_marks_in_mariadb() {
    let Some(mut mariadb) = MariaDb::connect("ill-formed UTF-8") else { return };
    mariadb.execute(
        "CREATE TABLE stored (id bigint, c varbinary(20)); INSERT INTO stored VALUES (0, x'FF61'), (1, '?a'), (2, 'b')",
    );
    check(&mut mariadb, |column| column, &[("text=?a", &[0, 1]), ("text__ne=?a", &[2]), ("text__endswith=a", &[0, 1])]);
    let by_bytes: &[(&str, &[i64])] = &[("text=?a", &[1]), ("text__ne=?a", &[0, 2]), ("text__endswith=a", &[0, 1])];
    check(&mut mariadb, Column::by_code_point, by_bytes);
}

/// A text is greater than every number, and bytes are greater than every text.
#[test]
fn compares_values_of_other_types_by_storage_class_in_sqlite() {
    let mut sqlite = Sqlite::new();
    sqlite.execute("CREATE TABLE stored (id INTEGER, c INTEGER); INSERT INTO stored VALUES (0, ''), (1, 'x'), (2, 5)");
    check(
        &mut sqlite,
        |column| column,
        &[
            ("number__gt=9223372036854775807", &[0, 1]),
            ("number__lte=9223372036854775807", &[2]),
            ("number=0", &[]),
            ("number__ne=5", &[0, 1]),
        ],
    );
    check(&mut sqlite, Column::real, &[("decimal__gte=6", &[0, 1]), ("decimal__lt=6", &[2])]);
    sqlite.execute(
        "DROP TABLE stored; CREATE TABLE stored (id INTEGER, c TEXT); INSERT INTO stored VALUES (0, x'61'), (1, 'a')",
    );
    check(
        &mut sqlite,
        |column| column,
        &[("text=a", &[1]), ("text__gt=z", &[0]), ("text__ne=a", &[0]), ("text__startswith=a", &[0, 1])],
    );
}

/// SQLite stores NaN as null.
#[test]
fn compares_numbers_and_dates_beyond_the_language_by_value() {
    let mut sqlite = Sqlite::new();
    sqlite.execute("CREATE TABLE stored (id INTEGER, c REAL); INSERT INTO stored VALUES (0, 9e999), (1, -9e999), (2, 9e999 - 9e999), (3, 1e300)");
    let reals: &[(&str, &[i64])] = &[
        ("decimal__gt=9999999999999999999999999999", &[0, 3]),
        ("decimal__lt=-9999999999999999999999999999", &[1]),
        ("decimal__ne=1", &[0, 1, 2, 3]),
        ("decimal__gte=0", &[0, 3]),
    ];
    check(&mut sqlite, Column::real, reals);

    let Some(mut postgres) = Postgres::connect("numbers and dates beyond the language") else { return };
    let mut check_type = |sql_type: &str, values: &str, declare: fn(Column) -> Column, cases: &[(&str, &[i64])]| {
        postgres.execute(&format!(
            "DISCARD TEMP; CREATE TEMP TABLE stored (id int8, c {sql_type}); INSERT INTO stored VALUES {values}"
        ));
        check(&mut postgres, declare, cases);
    };
    let reals: &[(&str, &[i64])] = &[
        ("decimal__gt=9999999999999999999999999999", &[0, 2]),
        ("decimal__lt=-9999999999999999999999999999", &[1]),
        ("decimal=1", &[]),
    ];
    check_type("float8", "(0, 'infinity'), (1, '-infinity'), (2, 'NaN')", Column::real, reals);
    check_type("numeric", "(0, 'infinity'), (1, '-infinity'), (2, 'NaN')", |column| column, reals);
    let days: &[(&str, &[i64])] =
        &[("date__gte=9999-12-31", &[0, 2]), ("date__lt=0001-01-01", &[1, 3]), ("date=9999-12-31", &[])];
    check_type(
        "date",
        "(0, 'infinity'), (1, '-infinity'), (2, '10000-01-01'), (3, '0001-12-31 BC')",
        |column| column,
        days,
    );
    let instants: &[(&str, &[i64])] =
        &[("at__gt=9999-12-31", &[0, 2]), ("at__lt=0001-01-01", &[1, 3]), ("at=9999-12-31", &[])];
    check_type(
        "timestamptz",
        "(0, 'infinity'), (1, '-infinity'), (2, '10000-01-01 00:00:00Z'), (3, '0001-12-31 23:59:59Z BC')",
        |column| column,
        instants,
    );
    // A number of 32 bits has another value than the decimal of the same digits.
    check_type("float4", "(0, 0.5), (1, 0.1)", Column::real, &[("decimal=0.5", &[0]), ("decimal=0.1", &[])]);
}

/// The date 0000-00-00 of MySQL is less than every date.
#[test]
fn compares_zero_dates_by_value_in_mariadb() {
    let Some(mut mariadb) = MariaDb::connect("zero dates") else { return };
    mariadb.execute("SET sql_mode = '', time_zone = '+00:00'");
    // No instant precedes the year 1.
    for (column, name, below) in [("date", "date", &[0][..]), ("datetime(6)", "at", &[]), ("timestamp NULL", "at", &[])]
    {
        mariadb.execute(&format!(
            "DROP TABLE IF EXISTS stored; CREATE TABLE stored (id bigint, c {column}, INDEX (c));
            INSERT INTO stored VALUES (0, '0000-00-00'), (1, '2022-05-04')"
        ));
        check(
            &mut mariadb,
            |column| column,
            &[
                (&format!("{name}__lt=0001-01-01"), below),
                (&format!("{name}__lt=2022-05-04"), &[0]),
                (&format!("{name}__gte=0001-01-01"), &[1]),
                (&format!("{name}=0001-01-01"), &[]),
                (&format!("{name}__ne=2022-05-04"), &[0]),
            ],
        );
    }
}
