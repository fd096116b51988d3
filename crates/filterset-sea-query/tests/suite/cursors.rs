//! The values of records that make a cursor, in each encoding.

use filterset::list::{ListOptions, Pagination};
use filterset::value::Timestamp;
use filterset::{Schema, Value, ValueType};
use filterset_sea_query::{Column, ColumnMap, CursorKey, Dialect, ListSource};
use sea_query::{Expr, Query, SqliteQueryBuilder};
use sea_query_rusqlite::RusqliteBinder;

use ValueType::{Date, DateTime, Integer, Text, Uuid};

/// Returns a source of lists that are ordered by a column that isn't a field.
fn source(size: u64, value_type: ValueType, declare: fn(Column) -> Column) -> (Schema, ListSource<ColumnMap>) {
    let options = ListOptions::builder().pagination(Pagination::by_cursor().size(size)).ordering(["value", "id"]);
    let schema = Schema::builder("records").list_options(options).build().expect("a schema");
    let columns = ColumnMap::new(Dialect::Sqlite)
        .column("id", Column::from(Expr::col("id")).typed(Integer))
        .column("value", declare(Column::from(Expr::col("value")).typed(value_type)));
    let source = ListSource::builder(&schema, columns, "id").cursor_key(CursorKey::new(&[3; 32])).build();
    (schema, source.unwrap_or_else(|error| panic!("{error}")))
}

fn decimal(text: &str) -> Value<'static> {
    Value::Decimal(text.parse().expect("a decimal"))
}

fn instant(text: &str) -> Value<'static> {
    Value::Instant(text.parse::<Timestamp>().expect("an instant"))
}

/// Each encoding, with values that make a cursor, and values that don't.
#[test]
fn takes_the_values_that_a_column_holds() {
    type Case = (ValueType, fn(Column) -> Column, &'static [fn() -> Value<'static>], &'static [fn() -> Value<'static>]);
    const UUID: &str = "01234567-89ab-cdef-0123-456789abcdef";
    const CASES: &[Case] = &[
        (Integer, |column| column, &[|| 5.into(), || "5".into()], &[|| decimal("5.5"), || true.into()]),
        (Text, |column| column, &[|| "a".into()], &[]),
        (Uuid, Column::text, &[|| UUID.into()], &[|| "1".into()]),
        (Date, Column::text, &[|| "2022-05-04".into()], &[|| "2022-05-04T00:00:00Z".into(), || 5.into()]),
        (
            ValueType::Decimal,
            |column| column.scaled(2),
            &[|| 1250.into(), || (-5).into(), || decimal("12.5"), || decimal("12.50")],
            &[|| "1250".into(), || "12.5".into(), || decimal("12.505"), || true.into()],
        ),
        (
            ValueType::Decimal,
            Column::real,
            &[|| 12.5_f64.to_string().into(), || (0.1_f64 + 0.2).to_string().into()],
            &[|| decimal("12.5"), || 12.into(), || "x".into(), || f64::NAN.to_string().into()],
        ),
        (
            DateTime,
            |column| column.scaled(3),
            &[|| 1_651_622_400_500_i64.into(), || instant("2022-05-04T00:00:00.5Z")],
            &[|| "1651622400500".into(), || instant("2022-05-04T00:00:00.5001Z"), || i64::MAX.into()],
        ),
    ];
    for (value_type, declare, good, bad) in CASES {
        let (schema, source) = source(1, *value_type, *declare);
        let list = schema.parse_list_request("ordering=value").expect("a list request");
        let page = source.page(&list).expect("a page");
        let next = |value: &Value<'static>| {
            page.next_page(&mut vec![(), ()], |(), name| Some(if name == "id" { 1.into() } else { value.clone() }))
        };
        for value in good.iter().map(|value| value()) {
            assert!(next(&value).is_ok_and(|next| next.is_some()), "{value_type}: {value:?}");
        }
        for value in bad.iter().map(|value| value()) {
            let error = next(&value).expect_err("another type").to_string();
            assert!(error.starts_with("invalid value of \"value\" in the last record: expected "), "{error}");
        }
    }
}

/// Walks all pages with the values that `select` returns, and returns the ids in their order.
fn walk(stored: &[&str], value_type: ValueType, declare: fn(Column) -> Column, ordering: &str) -> Vec<i64> {
    let connection = rusqlite::Connection::open_in_memory().expect("a database");
    connection.execute_batch("CREATE TABLE records (id INTEGER PRIMARY KEY, value)").expect("a table");
    for value in stored {
        connection.execute_batch(&format!("INSERT INTO records (value) VALUES ({value})")).expect(value);
    }
    let (schema, source) = source(2, value_type, declare);
    let (mut seen, mut query) = (Vec::new(), Some(format!("ordering={ordering}")));
    while let Some(text) = query.take() {
        let list = schema.parse_list_request(&text).expect("a list request");
        let page = source.page(&list).expect("a page");
        let select = page.select(Query::select().column("id").from("records").take());
        let (sql, values) = select.build_rusqlite(SqliteQueryBuilder);
        let mut statement = connection.prepare(&sql).expect("a statement");
        let rows = statement.query_map(&*values.as_params(), |row| Ok((row.get(0)?, row.get("order_1")?)));
        let rows = rows.and_then(Iterator::collect::<rusqlite::Result<Vec<(i64, rusqlite::types::Value)>>>);
        let mut rows = rows.expect("rows");
        let next = page.next_page(&mut rows, |(id, value), name| match value {
            _ if name == "id" => Some((*id).into()),
            rusqlite::types::Value::Null => None,
            rusqlite::types::Value::Integer(integer) => Some((*integer).into()),
            rusqlite::types::Value::Real(number) => Some(number.to_string().into()),
            rusqlite::types::Value::Text(text) => Some(text.as_str().into()),
            rusqlite::types::Value::Blob(_) => panic!("no bytes are stored"),
        });
        query = next.expect("values of the column").map(|next| next.to_string());
        seen.extend(rows.into_iter().map(|(id, _)| id));
        assert!(seen.len() <= stored.len(), "the walk doesn't end: {seen:?}");
    }
    seen
}

/// The cents are those of 12.50, 0.99, null, -0.05, 12.50 and 1250.00.
#[test]
fn sees_each_record_once_in_every_encoding() {
    let cents = ["1250", "99", "NULL", "-5", "1250", "125000"];
    assert_eq!(walk(&cents, ValueType::Decimal, |column| column.scaled(2), "value"), [4, 2, 1, 5, 6, 3]);
    assert_eq!(walk(&cents, ValueType::Decimal, |column| column.scaled(2), "-value,id"), [3, 6, 1, 5, 2, 4]);
    let seconds = ["0", "1651622400", "NULL", "-1"];
    assert_eq!(walk(&seconds, DateTime, |column| column.scaled(0), "value"), [4, 1, 2, 3]);
    // Numbers that a decimal of 15 digits would round.
    let numbers = ["0.1 + 0.2", "0.3", "1e15 / 3", "NULL", "0.30000000000000010", "-2.5"];
    assert_eq!(walk(&numbers, ValueType::Decimal, Column::real, "value"), [6, 2, 1, 5, 3, 4]);
    let texts = ["'b'", "NULL", "''", "'B'", "NULL"];
    assert_eq!(walk(&texts, Text, |column| column, "value"), [3, 4, 1, 2, 5]);
}

/// A column can be null unless it is declared otherwise, so that no record is skipped.
#[test]
fn sees_records_with_null() {
    let values = ["NULL", "2", "NULL", "1", "NULL"];
    for (ordering, expected) in
        [("value", [4, 2, 1, 3, 5]), ("-value", [5, 3, 1, 2, 4]), ("-value,id", [1, 3, 5, 2, 4])]
    {
        assert_eq!(walk(&values, Integer, |column| column, ordering), expected, "{ordering}");
    }
}
