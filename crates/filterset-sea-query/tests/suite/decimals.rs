//! Tests which encodings of decimals in SQLite are exact.

use filterset::{Field, Filter, Op, Schema};
use filterset_sea_query::{Column, Dialect, to_condition};
use rusqlite::Connection;
use sea_query::{Expr, Query, SqliteQueryBuilder};
use sea_query_rusqlite::RusqliteBinder;

use crate::engines::Sqlite;

fn build_schema() -> Schema {
    let ops = [Op::Exact, Op::Ne, Op::Gt, Op::Gte, Op::Lt, Op::Lte];
    Schema::builder("amounts").field(Field::decimal("amount").ops(ops)).build().expect("a valid schema")
}

/// Returns the number of records that satisfy a filter on a column with the declared encoding.
fn count(connection: &Connection, filter: &Filter<'_>, declare: fn(Column) -> Column) -> usize {
    let columns = (Dialect::Sqlite, |_: &Field| Some(declare(Expr::col("amount").into())));
    let condition = to_condition(filter, &columns).expect("a condition");
    let select = Query::select().column("amount").from("amounts").cond_where(condition).take();
    let (sql, values) = select.build_rusqlite(SqliteQueryBuilder);
    let mut statement = connection.prepare(&sql).expect("a statement");
    let mut rows = statement.query(&*values.as_params()).expect("an answer");
    std::iter::from_fn(|| rows.next().expect("a row").map(drop)).count()
}

#[test]
fn compares_exactly_with_collations_and_scaled_integers() {
    let database = Sqlite::new();
    let schema = build_schema();
    let ask = |query: &str, declare| count(&database.0, &schema.parse(query).expect("a filter"), declare);

    // Adjacent decimals with no floating point number between them.
    database.execute("CREATE TABLE amounts (amount TEXT); INSERT INTO amounts VALUES ('1.000000000000000000000000001'), ('1.000000000000000000000000002'), ('1.50')");
    let collated = |column: Column| column.collated("decimal");
    assert_eq!(ask("amount=1.000000000000000000000000001", collated), 1);
    assert_eq!(ask("amount__gt=1.000000000000000000000000001", collated), 2);
    assert_eq!(ask("amount=1.5", collated), 1, "a collation compares numbers");
    // Text is exact for canonical spellings only.
    assert_eq!(ask("amount=1.000000000000000000000000002", Column::text), 1);
    assert_eq!(ask("amount=1.5", Column::text), 0, "1.50 isn't canonical");
    assert_eq!(ask("amount__ne=1.5", Column::text), 3);

    database.execute(
        "DROP TABLE amounts; CREATE TABLE amounts (amount INTEGER);
        INSERT INTO amounts VALUES (9223372036854775807), (9223372036854775806), (-9223372036854775808)",
    );
    let cents = |column: Column| column.scaled(2);
    assert_eq!(ask("amount=92233720368547758.07", cents), 1);
    assert_eq!(ask("amount__lt=92233720368547758.07", cents), 2);
    assert_eq!(ask("amount__lte=92233720368547758.069", cents), 2);
    assert_eq!(ask("amount__gt=92233720368547758.07", cents), 0);
    assert_eq!(ask("amount__gte=-92233720368547758.08", cents), 3);
    assert_eq!(ask("amount__lt=-92233720368547758.08", cents), 0);
}

#[test]
fn rejects_order_of_decimals_as_text() {
    let columns = (Dialect::Sqlite, |_: &Field| Some(Column::from(Expr::col("amount")).text()));
    let schema = build_schema();
    let filter = schema.parse("amount__gt=1").expect("a filter");
    let unsupported = to_condition(&filter, &columns).expect_err("no order");
    assert_eq!(unsupported.fields().collect::<Vec<_>>(), ["amount"]);
}

/// Floating point numbers can't represent every decimal of 16 or more digits, so a value may change when it is stored.
/// Up to 15 digits they are exact.
#[test]
fn compares_reals_exactly_up_to_15_digits() {
    let database = Sqlite::new();
    let schema = build_schema();
    let ask = |query: &str| count(&database.0, &schema.parse(query).expect("a filter"), Column::real);

    database.execute(
        "CREATE TABLE amounts (amount REAL); INSERT INTO amounts VALUES (0.1), (0.123456789012345), (999999999999999)",
    );
    assert_eq!(ask("amount=0.1"), 1);
    assert_eq!(ask("amount=0.123456789012345"), 1);
    assert_eq!(ask("amount=999999999999999"), 1);
    assert_eq!(ask("amount__gt=0.1"), 2);
    assert_eq!(ask("amount=0.1000000000000000000000000001"), 0, "an operand of more digits equals none of them");

    database.execute("DELETE FROM amounts; INSERT INTO amounts VALUES (9007199254740993)");
    assert_eq!(ask("amount=9007199254740993"), 0, "what was written isn't what is held");
    assert_eq!(ask("amount=9007199254740992"), 1);
}
