//! A field that a database doesn't have: an error, and nothing is left out.

use filterset::{Column, Dialect, Field};
use sea_query::Expr;

use crate::columns::{COLUMNS, schema};

#[test]
fn every_field_without_a_column_is_named() {
    let schema = schema(&COLUMNS.iter().collect::<Vec<_>>());
    let filter = schema.parse("big=1&label=a&small__gte=1&small__lte=2&text__ne=a&texts=a").expect("a filter");
    for dialect in [Dialect::Sqlite, Dialect::Postgres] {
        let mapped = |names: &'static [&'static str]| {
            let columns = (dialect, move |field: &Field| names.contains(&field.name()).then(|| Expr::col("c")));
            filter.to_condition(&columns)
        };
        let unmapped = mapped(&["big"]).expect_err("most of them have no column");
        assert_eq!(unmapped.fields().collect::<Vec<_>>(), ["label", "small", "text", "texts"]);
        assert!(unmapped.to_string().contains(r#"field "small" can't be asked for: nothing holds it"#), "{unmapped}");
        // A column that holds one value can't be asked for many.
        let unmapped = mapped(&["big", "label", "small", "text", "texts"]).expect_err("one of them can't be asked");
        assert_eq!(unmapped.fields().collect::<Vec<_>>(), ["texts"]);
    }
}

#[test]
fn what_sqlite_has_not_is_named() {
    let schema = schema(&COLUMNS.iter().collect::<Vec<_>>());
    let filter = schema.parse("price=1&texts=a&uuid=2d2fb5a49b2a4e4a8f5c6a0e0b6f3a51").expect("a filter");
    let columns = (Dialect::Sqlite, |field: &Field| {
        let column = Expr::col(field.name().to_owned());
        Some(if field.is_many() { Column::array(column) } else { column.into() })
    });
    let unmapped = filter.to_condition(&columns).expect_err("neither decimals nor arrays");
    assert_eq!(unmapped.fields().collect::<Vec<_>>(), ["price", "texts"]);
}
