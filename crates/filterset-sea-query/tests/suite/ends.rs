//! The ends of the types of columns: a bound that no value of the column reaches. The guide to databases has a table of
//! them.

use filterset::record::Accessor;
use filterset::schema::FieldBuilder;
use filterset::value::{Date, Timestamp};
use filterset::{Field, Filter, Op, OpSet, Record, Schema, Value, ValueType};
use filterset_sea_query::{Column, DateLibrary, Dialect, to_condition};
use rust_decimal::Decimal;
use sea_query::extension::mysql::{IndexHintScope, MySqlSelectStatementExt};
use sea_query::{BinOper, Expr, ExprTrait, Order, Query};

use crate::engines::{Engine, Postgres, Sqlite};
use crate::mariadb::MariaDb;

/// A type of columns, its first and its last value, and their literals in SQL.
struct Ends {
    sql_type: &'static str,
    value_type: ValueType,
    first: (&'static str, &'static str),
    last: (&'static str, &'static str),
    declare: fn(Expr) -> Column,
}

const fn ends(
    sql_type: &'static str,
    value_type: ValueType,
    first: (&'static str, &'static str),
    last: (&'static str, &'static str),
    declare: fn(Expr) -> Column,
) -> Ends {
    Ends { sql_type, value_type, first, last, declare }
}

fn native(column: Expr) -> Column {
    column.into()
}

fn text(column: Expr) -> Column {
    Column::from(column).text()
}

fn real(column: Expr) -> Column {
    Column::from(column).real()
}

fn scaled<const DIGITS: u8>(column: Expr) -> Column {
    Column::from(column).scaled(DIGITS)
}

fn at_utc(column: Expr) -> Column {
    column.binary(BinOper::Custom("AT TIME ZONE"), Expr::Constant("UTC".into())).into()
}

use ValueType::{Date as Day, DateTime, Decimal as Number, Integer};

const SQLITE: &[Ends] = &[
    ends(
        "INTEGER",
        Integer,
        ("-9223372036854775808", "-9223372036854775808"),
        ("9223372036854775807", "9223372036854775807"),
        native,
    ),
    ends(
        "INTEGER",
        Number,
        ("-92233720368547758.08", "-9223372036854775808"),
        ("92233720368547758.07", "9223372036854775807"),
        scaled::<2>,
    ),
    ends(
        "REAL",
        Number,
        ("-9999999999999990000000000000", "-9999999999999990000000000000"),
        ("9999999999999990000000000000", "9999999999999990000000000000"),
        real,
    ),
    ends(
        "INTEGER",
        DateTime,
        ("1677-09-21T00:12:43.145224192Z", "-9223372036854775808"),
        ("2262-04-11T23:47:16.854775807Z", "9223372036854775807"),
        scaled::<9>,
    ),
    ends(
        "INTEGER",
        DateTime,
        ("0001-01-01T00:00:00Z", "-62135596800"),
        ("9999-12-31T23:59:59Z", "253402300799"),
        scaled::<0>,
    ),
    ends(
        "TEXT",
        DateTime,
        ("0001-01-01T00:00:00Z", "'0001-01-01 00:00:00+00:00'"),
        ("9999-12-31T23:59:59.999999999Z", "'9999-12-31 23:59:59.999999999+00:00'"),
        native,
    ),
    ends("TEXT", Day, ("0001-01-01", "'0001-01-01'"), ("9999-12-31", "'9999-12-31'"), native),
    ends("TEXT", Day, ("0001-01-01", "'0001-01-01'"), ("9999-12-31", "'9999-12-31'"), text),
];

const POSTGRES: &[Ends] = &[
    ends("int2", Integer, ("-32768", "-32768"), ("32767", "32767"), native),
    ends("int4", Integer, ("-2147483648", "-2147483648"), ("2147483647", "2147483647"), native),
    ends(
        "int8",
        Integer,
        ("-9223372036854775808", "-9223372036854775808"),
        ("9223372036854775807", "9223372036854775807"),
        native,
    ),
    ends("int2", Number, ("-327.68", "-32768"), ("327.67", "32767"), scaled::<2>),
    ends(
        "int8",
        Number,
        ("-92233720368547758.08", "-9223372036854775808"),
        ("92233720368547758.07", "9223372036854775807"),
        scaled::<2>,
    ),
    ends("numeric(6, 2)", Number, ("-9999.99", "-9999.99"), ("9999.99", "9999.99"), native),
    ends(
        "float8",
        Number,
        ("-9999999999999990000000000000", "-9999999999999990000000000000"),
        ("9999999999999990000000000000", "9999999999999990000000000000"),
        real,
    ),
    ends(
        "int4",
        DateTime,
        ("1901-12-13T20:45:52Z", "-2147483648"),
        ("2038-01-19T03:14:07Z", "2147483647"),
        scaled::<0>,
    ),
    ends(
        "timestamptz",
        DateTime,
        ("0001-01-01T00:00:00Z", "'0001-01-01 00:00:00+00'"),
        ("9999-12-31T23:59:59.999999Z", "'9999-12-31 23:59:59.999999+00'"),
        native,
    ),
    ends(
        "timestamptz(0)",
        DateTime,
        ("0001-01-01T00:00:00Z", "'0001-01-01 00:00:00+00'"),
        ("9999-12-31T23:59:59Z", "'9999-12-31 23:59:59+00'"),
        native,
    ),
    ends(
        "timestamp",
        DateTime,
        ("0001-01-01T00:00:00Z", "'0001-01-01 00:00:00'"),
        ("9999-12-31T23:59:59.999999Z", "'9999-12-31 23:59:59.999999'"),
        at_utc,
    ),
    ends("date", Day, ("0001-01-01", "'0001-01-01'"), ("9999-12-31", "'9999-12-31'"), native),
    ends("text", Day, ("0001-01-01", "'0001-01-01'"), ("9999-12-31", "'9999-12-31'"), text),
];

const MYSQL: &[Ends] = &[
    ends("tinyint", Integer, ("-128", "-128"), ("127", "127"), native),
    ends("tinyint unsigned", Integer, ("0", "0"), ("255", "255"), native),
    ends("smallint", Integer, ("-32768", "-32768"), ("32767", "32767"), native),
    ends("mediumint unsigned", Integer, ("0", "0"), ("16777215", "16777215"), native),
    ends("int", Integer, ("-2147483648", "-2147483648"), ("2147483647", "2147483647"), native),
    ends("int unsigned", Integer, ("0", "0"), ("4294967295", "4294967295"), native),
    ends(
        "bigint",
        Integer,
        ("-9223372036854775808", "-9223372036854775808"),
        ("9223372036854775807", "9223372036854775807"),
        native,
    ),
    ends("bigint unsigned", Integer, ("0", "0"), ("9223372036854775807", "9223372036854775807"), native),
    ends("smallint", Number, ("-327.68", "-32768"), ("327.67", "32767"), scaled::<2>),
    ends("int unsigned", Number, ("0", "0"), ("42949672.95", "4294967295"), scaled::<2>),
    ends("decimal(6, 2)", Number, ("-9999.99", "-9999.99"), ("9999.99", "9999.99"), native),
    ends("decimal(6, 2) unsigned", Number, ("0", "0"), ("9999.99", "9999.99"), native),
    ends(
        "double",
        Number,
        ("-9999999999999990000000000000", "-9999999999999990000000000000"),
        ("9999999999999990000000000000", "9999999999999990000000000000"),
        real,
    ),
    ends("int", DateTime, ("1901-12-13T20:45:52Z", "-2147483648"), ("2038-01-19T03:14:07Z", "2147483647"), scaled::<0>),
    ends(
        "datetime(6)",
        DateTime,
        ("0001-01-01T00:00:00Z", "'0001-01-01 00:00:00'"),
        ("9999-12-31T23:59:59.999999Z", "'9999-12-31 23:59:59.999999'"),
        native,
    ),
    ends(
        "datetime",
        DateTime,
        ("0001-01-01T00:00:00Z", "'0001-01-01 00:00:00'"),
        ("9999-12-31T23:59:59Z", "'9999-12-31 23:59:59'"),
        native,
    ),
    ends(
        "timestamp(6) NULL",
        DateTime,
        ("1970-01-01T00:00:01Z", "'1970-01-01 00:00:01'"),
        ("2038-01-19T03:14:07.999999Z", "'2038-01-19 03:14:07.999999'"),
        native,
    ),
    ends(
        "timestamp NULL",
        DateTime,
        ("1970-01-01T00:00:01Z", "'1970-01-01 00:00:01'"),
        ("2038-01-19T03:14:07Z", "'2038-01-19 03:14:07'"),
        native,
    ),
    ends("date", Day, ("0001-01-01", "'0001-01-01'"), ("9999-12-31", "'9999-12-31'"), native),
    ends("char(10)", Day, ("0001-01-01", "'0001-01-01'"), ("9999-12-31", "'9999-12-31'"), text),
];

/// A record with one value or null.
struct Held(Option<Value<'static>>);

impl Record for Held {
    fn accessor(_: &Field) -> Option<Accessor<'_, Held>> {
        Some(Accessor::value(|held: &Held| held.0.as_ref().map(Value::borrowed)))
    }
}

fn parse(value_type: ValueType, text: &str) -> Value<'static> {
    match value_type {
        Integer => text.parse::<i64>().expect("an integer").into(),
        Number => text.parse::<Decimal>().expect("a decimal").into(),
        Day => text.parse::<Date>().expect("a date").into(),
        _ => text.parse::<Timestamp>().expect("an instant").into(),
    }
}

/// Returns operands at, below and above a value, and at the ends of the language.
fn operands_near(value: &Value<'_>) -> Vec<Value<'static>> {
    match value {
        Value::Integer(value) => {
            let near = [i64::MIN, i64::MAX, *value, value.saturating_sub(1), value.saturating_add(1)];
            near.map(Value::from).to_vec()
        }
        Value::Decimal(value) => {
            let (most, step) = (Decimal::from_i128_with_scale(10_i128.pow(28) - 1, 0), Decimal::new(1, 3));
            let near = [most, -most, *value, *value - step, *value + step];
            near.into_iter().filter(|near| (-most..=most).contains(near)).map(Value::from).collect()
        }
        Value::Date(value) => [*value].into_iter().chain(end_dates()).map(Value::from).collect(),
        Value::Instant(value) => {
            let [first, last] = ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z"]
                .map(|text| text.parse::<Timestamp>().expect("an instant"));
            let steps = [0, -1, 1, -1_000, 1_000, -1_000_000_000, 1_000_000_000];
            let near = steps.iter().filter_map(|step| Timestamp::from_unix_nanos(value.unix_nanos() + step));
            let mut near: Vec<Timestamp> =
                near.filter(|near| (first..=last).contains(near)).chain([first, last]).collect();
            near.dedup();
            // A date is a whole day, and that of an end may be outside the column.
            let days = [value.date()].into_iter().chain(end_dates());
            near.into_iter().map(Value::from).chain(days.map(Value::from)).collect()
        }
        other => panic!("{other:?} has no end"),
    }
}

fn end_dates() -> [Date; 2] {
    [Date::new(1, 1, 1), Date::new(9999, 12, 31)].map(|date| date.expect("a date"))
}

/// Builds all filters with the operands on a field in a time zone.
fn build_filters(schema: &Schema, operands: &[Value<'static>]) -> Vec<Filter<'static>> {
    let mut filters = Vec::new();
    let mut add = |op: Op, values: Vec<Value<'static>>| {
        // A range may be reversed.
        filters.extend(schema.filter().with("field", op, values).build().ok());
    };
    for operand in operands {
        for op in OpSet::ORDER.union(OpSet::EQUALITY).iter().filter(|op| *op != Op::Range) {
            add(op, vec![operand.clone()]);
        }
        for other in operands {
            for op in [Op::Range, Op::In, Op::NotIn] {
                add(op, vec![operand.clone(), other.clone()]);
            }
        }
    }
    filters
}

/// Runs filters on each type of columns, and compares the results with the matching in memory. Returns their number.
fn check<E: Engine>(engine: &mut E, types: &[Ends]) -> usize {
    let mut count = 0;
    for Ends { sql_type, value_type, first, last, declare } in types {
        engine.execute_all(&format!(
            "DROP TABLE IF EXISTS ends; CREATE TABLE ends (id bigint PRIMARY KEY, field {sql_type});
            CREATE INDEX by_field ON ends (field); INSERT INTO ends VALUES (0, {}), (1, {}), (2, NULL)",
            first.1, last.1
        ));
        let held = [first, last].map(|(value, _)| parse(*value_type, value));
        let mut operands: Vec<Value<'static>> = held.iter().flat_map(operands_near).collect();
        operands.dedup();
        let records = [Held(Some(held[0].clone())), Held(Some(held[1].clone())), Held(None)];
        let zones = if *value_type == DateTime { &["UTC", "-12:00", "+14:00"][..] } else { &["UTC"] };
        for zone in zones {
            let field = FieldBuilder::new("field", *value_type).ops(OpSet::ORDER.union(OpSet::EQUALITY));
            let field = if *value_type == DateTime { field.time_zone(*zone) } else { field };
            let schema = Schema::builder("ends").field(field).build().expect("a schema");
            for filter in build_filters(&schema, &operands) {
                let matcher = filter.matcher::<Held>().expect("a field");
                let expected = (0_i64..).zip(&records).filter(|(_, record)| matcher.matches(record));
                let expected: Vec<i64> = expected.map(|(id, _)| id).collect();
                let columns = (E::DIALECT, DateLibrary::Chrono, |_: &Field| Some(declare(Expr::col("field"))));
                let condition = to_condition(&filter, &columns).expect("a column");
                let mut select = Query::select().column("id").from("ends").cond_where(condition).take();
                select.order_by("id", Order::Asc);
                for is_forced in [false, true] {
                    if is_forced {
                        if E::DIALECT != Dialect::MySql {
                            continue;
                        }
                        select.force_index("by_field", IndexHintScope::All);
                    }
                    let found = engine.select_ids(&select);
                    assert_eq!(
                        found.as_ref(),
                        Ok(&expected),
                        "{} {sql_type} {zone}, index {is_forced}: {filter}",
                        E::NAME
                    );
                    count += 1;
                }
            }
        }
    }
    count
}

#[test]
fn compares_with_bounds_beyond_the_ends_of_types_in_sqlite() {
    assert!(check(&mut Sqlite::new(), SQLITE) > 1_000);
}

#[test]
fn compares_with_bounds_beyond_the_ends_of_types_in_postgres() {
    let Some(mut postgres) = Postgres::connect("the ends of types") else { return };
    postgres.execute("SET search_path TO pg_temp");
    assert!(check(&mut postgres, POSTGRES) > 1_000);
}

#[test]
fn compares_with_bounds_beyond_the_ends_of_types_in_mariadb() {
    let Some(mut mariadb) = MariaDb::connect("the ends of types") else { return };
    mariadb.execute("SET time_zone = '+00:00'");
    assert!(check(&mut mariadb, MYSQL) > 1_000);
}
