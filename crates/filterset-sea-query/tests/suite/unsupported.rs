//! Fields that a database doesn't have are errors: no condition is dropped.

use filterset::Field;
use filterset_sea_query::{Column, Dialect, to_condition};
use sea_query::{Expr, Order, PostgresQueryBuilder, Query};
use sea_query_postgres::PostgresBinder;

use crate::columns::{COLUMNS, build_schema};
use crate::engines::{Engine, Postgres};
use crate::mariadb::MariaDb;

#[test]
fn reports_every_field_without_a_column() {
    let schema = build_schema(&COLUMNS.iter().collect::<Vec<_>>());
    let filter = schema.parse("big=1&label=a&small__gte=1&small__lte=2&text__ne=a&texts=a").expect("a filter");
    for dialect in [Dialect::Sqlite, Dialect::Postgres] {
        let mapped = |names: &'static [&'static str]| {
            let columns = (dialect, move |field: &Field| names.contains(&field.name()).then(|| Expr::col("c")));
            to_condition(&filter, &columns)
        };
        let unsupported = mapped(&["big"]).expect_err("most of them have no column");
        assert_eq!(unsupported.fields().collect::<Vec<_>>(), ["label", "small", "text", "texts"]);
        assert!(unsupported.to_string().contains(r#"unsupported field "small": it has no column"#), "{unsupported}");
        // A column of one value can't hold a multi-valued field.
        let unsupported = mapped(&["big", "label", "small", "text", "texts"]).expect_err("one of them can't be asked");
        assert_eq!(unsupported.fields().collect::<Vec<_>>(), ["texts"]);
    }
}

#[test]
fn rejects_decimals_and_arrays_in_sqlite() {
    let schema = build_schema(&COLUMNS.iter().collect::<Vec<_>>());
    let filter = schema.parse("price=1&texts=a&uuid=2d2fb5a49b2a4e4a8f5c6a0e0b6f3a51").expect("a filter");
    let columns = (Dialect::Sqlite, |field: &Field| {
        let column = Expr::col(field.name().to_owned());
        Some(if field.is_multi_valued() { Column::array(column) } else { column.into() })
    });
    let unsupported = to_condition(&filter, &columns).expect_err("neither decimals nor arrays");
    assert_eq!(unsupported.fields().collect::<Vec<_>>(), ["price", "texts"]);
}

/// PostgreSQL reports an error if a column isn't of the field's type. Without the cast, it would take a bind parameter
/// for a value of the column's type.
#[test]
fn rejects_columns_of_other_types_in_postgres() {
    let Some(mut postgres) = Postgres::connect("columns of other types") else { return };
    postgres.execute(
        "CREATE TEMP TABLE mistaken (n bigint, i int4, d date, t text, at timestamptz);
         INSERT INTO mistaken VALUES (4070908800000, 1, '2022-03-03', 'a', now())",
    );
    let schema = build_schema(&COLUMNS.iter().collect::<Vec<_>>());
    let cases = [
        ("instant__lte=2022-05-04", &["n", "i", "t"][..]),
        ("date__lte=2022-05-04", &["n", "i", "t"]),
        ("uuid=2d2fb5a49b2a4e4a8f5c6a0e0b6f3a51", &["n", "t", "at"]),
        ("big__gte=1", &["d", "t", "at"]),
        ("is_active=true", &["n", "t", "d"]),
        ("price__gte=1", &["t", "d", "at"]),
        ("instants__allin=2022-05-04T00:00:00Z", &["n"]),
    ];
    for (query, columns) in cases {
        let filter = schema.parse(query).expect("a filter");
        for column in columns {
            let mapped = (Dialect::Postgres, |field: &Field| {
                let expr = Expr::col(*column);
                Some(if field.is_multi_valued() { Column::array(expr) } else { expr.into() })
            });
            let condition = to_condition(&filter, &mapped).expect("a column");
            let select = Query::select().column("n").from("mistaken").cond_where(condition).take();
            let (sql, values) = select.build_postgres(PostgresQueryBuilder);
            assert!(postgres.0.query(&sql, &values.as_params()).is_err(), "{query} of {column}: {sql}");
        }
    }
}

/// The guide to databases describes these pairs of types, which PostgreSQL doesn't reject.
#[test]
fn compares_dates_with_instants_at_midnight_of_the_session() {
    let Some(mut postgres) = Postgres::connect("dates and instants") else { return };
    postgres.execute(
        "SET timezone TO 'America/Mexico_City';
         CREATE TEMP TABLE mixed (id bigint, d date, at timestamptz);
         INSERT INTO mixed VALUES (0, '2022-05-04', '2022-05-04T05:00:00Z'), (1, '2022-05-05', '2022-05-04T12:00:00Z')",
    );
    let schema = build_schema(&COLUMNS.iter().collect::<Vec<_>>());
    let cases = [
        ("date=2022-05-04", "at", &[0_i64][..]),
        ("date=2022-05-04", "(at AT TIME ZONE 'UTC')::date", &[0, 1]),
        ("instant=2022-05-04T05:00:00Z", "d", &[0]),
        ("instant__gt=2022-05-04T05:00:00Z", "d", &[1]),
    ];
    for (query, expression, expected) in cases {
        let mapped = (Dialect::Postgres, |_: &Field| Some(Expr::cust(expression)));
        let condition = to_condition(&schema.parse(query).expect("a filter"), &mapped).expect("a column");
        let mut select = Query::select().column("id").from("mixed").cond_where(condition).take();
        let (sql, values) = select.order_by("id", Order::Asc).build_postgres(PostgresQueryBuilder);
        let rows = postgres.0.query(&sql, &values.as_params()).unwrap_or_else(|error| panic!("{sql}: {error}"));
        assert_eq!(rows.iter().map(|row| row.get(0)).collect::<Vec<i64>>(), expected, "{query} of {expression}");
    }
}

/// The guide to databases describes the setting and the expression. The type `datetime` doesn't depend on the session.
#[test]
fn compares_timestamps_in_the_time_zone_of_the_session_in_mariadb() {
    let Some(mut mariadb) = MariaDb::connect("the time zones of sessions") else { return };
    mariadb.execute(
        "SET time_zone = '+00:00';
         CREATE TABLE moments (id bigint, moment datetime(6), stamp timestamp(6) NULL);
         INSERT INTO moments VALUES (0, '2022-05-04 12:00:00.000001', '2022-05-04 12:00:00.000001')",
    );
    let schema = build_schema(&COLUMNS.iter().collect::<Vec<_>>());
    let moment: fn() -> Column = || Expr::col("moment").into();
    let stamp: fn() -> Column = || Expr::col("stamp").into();
    let unix: fn() -> Column = || Column::from(Expr::cust("UNIX_TIMESTAMP(stamp) * 1000000")).scaled(6);
    for zone in ["'+00:00'", "'-06:00'", "'+13:00'"] {
        mariadb.execute(&format!("SET time_zone = {zone}"));
        for (column, is_found) in [(moment, true), (stamp, zone == "'+00:00'"), (unix, true)] {
            let filter = schema.parse("plain=2022-05-04T12:00:00.000001Z").expect("a filter");
            let condition = to_condition(&filter, &(Dialect::MySql, |_: &Field| Some(column()))).expect("a column");
            let found = mariadb.select_ids(Query::select().column("id").from("moments").cond_where(condition));
            let expected: &[i64] = if is_found { &[0] } else { &[] };
            assert_eq!(found.as_deref(), Ok(expected), "{:?} in {zone}", column());
        }
    }
}
