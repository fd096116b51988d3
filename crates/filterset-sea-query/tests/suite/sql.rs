//! The SQL text and the bind parameters of each operator. Those of PostgreSQL have a file of their own.

use chrono::{DateTime, Utc};
use filterset::record::UnsupportedFieldsError;
use filterset::schema::FieldBuilder;
use filterset::{Field, Op, OpSet, Schema, ValueType};
use filterset_sea_query::{Column, Dialect, to_condition};
use sea_query::{
    Expr, ExprTrait, MysqlQueryBuilder, PostgresQueryBuilder, Query, SqliteQueryBuilder, Value as SqlValue,
};

pub(crate) fn nullable(field: FieldBuilder) -> FieldBuilder {
    let ops = field.value_type().ops().with(Op::IsNull).with(Op::IsEmpty);
    field.nullable().ops(ops)
}

fn multi_valued(field: FieldBuilder) -> FieldBuilder {
    let ops = OpSet::EQUALITY.with(Op::AllIn).with(Op::IsNull).with(Op::IsEmpty);
    let ops = if field.value_type() == ValueType::Text { ops.union(OpSet::TEXT) } else { ops };
    field.multi_valued().nullable().ops(ops)
}

fn schema() -> Schema {
    Schema::builder("things")
        .field(nullable(Field::text("t")))
        .field(nullable(Field::integer("i")))
        .field(nullable(Field::decimal("c")))
        .field(nullable(Field::boolean("b")))
        .field(nullable(Field::uuid("u")))
        .field(nullable(Field::date("d")))
        .field(nullable(Field::date_time("at")))
        .field(nullable(Field::choice("s", ["valid", "invalid"])))
        .field(multi_valued(Field::text("m")))
        .field(multi_valued(Field::integer("n")))
        .field(multi_valued(Field::date_time("o")))
        .build()
        .expect("a valid schema")
}

/// Maps a field to the column of its name: cents in SQLite, arrays in PostgreSQL, rows elsewhere.
fn column(dialect: Dialect, field: &Field) -> Column {
    let expr = Expr::col(field.name().to_owned());
    match (dialect, field.value_type()) {
        (Dialect::Postgres, _) if field.is_multi_valued() => Column::array(expr),
        _ if field.is_multi_valued() => {
            let rows = Query::select().from("r").and_where(Expr::col(("r", "thing")).equals(("things", "id"))).take();
            Column::rows(rows, Expr::col(("r", "v")))
        }
        (Dialect::Sqlite, ValueType::Decimal) => Column::from(expr).scaled(2),
        _ => expr.into(),
    }
}

fn sql(schema: &Schema, dialect: Dialect, query: &str) -> (String, Vec<SqlValue>) {
    let filter = schema.parse(query).unwrap_or_else(|errors| panic!("{query}: {errors}"));
    let condition = to_condition(&filter, &(dialect, |field: &Field| Some(column(dialect, field)))).expect("columns");
    let statement = Query::select().expr(Expr::cust("1")).cond_where(condition).take();
    let (text, values) = match dialect {
        Dialect::Postgres => statement.build(PostgresQueryBuilder),
        Dialect::MySql => statement.build(MysqlQueryBuilder),
        _ => statement.build(SqliteQueryBuilder),
    };
    (text.strip_prefix("SELECT 1 WHERE ").expect("a condition").to_owned(), values.0)
}

pub(crate) fn assert_all(dialect: Dialect, cases: &[(&str, &str)]) {
    let schema = schema();
    for (query, expected) in cases {
        assert_eq!(sql(&schema, dialect, query).0, *expected, "{query}");
    }
}

#[test]
fn writes_sqlite_conditions() {
    assert_all(
        Dialect::Sqlite,
        &[
            ("", "TRUE"),
            ("t=a", r#"("t" COLLATE BINARY) = ?"#),
            ("t__ne=a", r#"(("t" COLLATE BINARY) = ?) IS NOT TRUE"#),
            ("t__in=a,b", r#"("t" COLLATE BINARY) IN (?, ?)"#),
            ("t__not_in=a,b", r#"(("t" COLLATE BINARY) IN (?, ?)) IS NOT TRUE"#),
            ("t__gt=a", r#"("t" COLLATE BINARY) > ?"#),
            ("t__range=a,b", r#"("t" COLLATE BINARY) >= ? AND ("t" COLLATE BINARY) <= ?"#),
            ("t__iexact=a", r#"(LOWER("t") COLLATE BINARY) = ?"#),
            ("t__contains=a", r#"instr("t", ?) > 0"#),
            ("t__icontains=a", r#"instr(LOWER("t"), ?) > 0"#),
            ("t__startswith=a", r#"instr("t", ?) = 1"#),
            ("t__istartswith=a", r#"instr(LOWER("t"), ?) = 1"#),
            ("t__endswith=a", r#"substr(CAST("t" AS BLOB), 0 - length(CAST(? AS BLOB))) = CAST(? AS BLOB)"#),
            ("t__iendswith=a", r#"substr(CAST(LOWER("t") AS BLOB), 0 - length(CAST(? AS BLOB))) = CAST(? AS BLOB)"#),
            ("t__isnull=true", r#""t" IS NULL"#),
            ("t__isnull=false", r#""t" IS NOT NULL"#),
            ("t__not_iexact=a", r#"((LOWER("t") COLLATE BINARY) = ?) IS NOT TRUE"#),
            ("t__not_contains=a", r#"(instr("t", ?) > 0) IS NOT TRUE"#),
            ("t__not_icontains=a", r#"(instr(LOWER("t"), ?) > 0) IS NOT TRUE"#),
            ("t__not_startswith=a", r#"(instr("t", ?) = 1) IS NOT TRUE"#),
            ("t__not_istartswith=a", r#"(instr(LOWER("t"), ?) = 1) IS NOT TRUE"#),
            (
                "t__not_endswith=a",
                r#"(substr(CAST("t" AS BLOB), 0 - length(CAST(? AS BLOB))) = CAST(? AS BLOB)) IS NOT TRUE"#,
            ),
            (
                "t__not_iendswith=a",
                r#"(substr(CAST(LOWER("t") AS BLOB), 0 - length(CAST(? AS BLOB))) = CAST(? AS BLOB)) IS NOT TRUE"#,
            ),
            ("t__isempty=true", r#""t" IS NULL OR ("t" COLLATE BINARY) = ''"#),
            ("t__isempty=false", r#""t" IS NOT NULL AND ("t" COLLATE BINARY) <> ''"#),
            ("i=5&t__isempty=true", r#""i" = ? AND ("t" IS NULL OR ("t" COLLATE BINARY) = '')"#),
            ("i__isempty=true", r#""i" IS NULL"#),
            ("s__isempty=false", r#""s" IS NOT NULL"#),
            ("i=5&t=a", r#""i" = ? AND ("t" COLLATE BINARY) = ?"#),
            ("i__in=1,2", r#""i" IN (?, ?)"#),
            ("c=5.5", r#""c" = ?"#),
            ("c__gt=5.5", r#""c" >= ?"#),
            ("c__lt=5.5", r#""c" <= ?"#),
            ("b__ne=true", r#"("b" = ?) IS NOT TRUE"#),
            ("d__lte=2022-03-03", r#""d" <= ?"#),
            ("at=2022-03-03", r#""at" >= ? AND "at" < ?"#),
            ("at__gt=2022-03-03", r#""at" >= ?"#),
            ("at__lte=2022-03-03", r#""at" < ?"#),
            ("at__range=2022-03-03,2022-03-05T00:00:00Z", r#""at" >= ? AND "at" <= ?"#),
            ("at__in=2022-03-03T00:00:00Z,2022-03-04T00:00:00Z", r#""at" IN (?, ?)"#),
            ("at__in=2022-03-03,2022-03-05T00:00:00Z", r#""at" IN (?) OR ("at" >= ? AND "at" < ?)"#),
            (
                "at__not_in=2022-03-03,2022-03-05T00:00:00Z",
                r#"("at" IN (?)) IS NOT TRUE AND ("at" >= ? AND "at" < ?) IS NOT TRUE"#,
            ),
            ("m=a", r#"EXISTS(SELECT 1 FROM "r" WHERE "r"."thing" = "things"."id" AND ("r"."v" COLLATE BINARY) = ?)"#),
            (
                "m__ne=a",
                r#"NOT EXISTS(SELECT 1 FROM "r" WHERE "r"."thing" = "things"."id" AND ("r"."v" COLLATE BINARY) = ?)"#,
            ),
            (
                "m__isnull=true",
                r#"NOT EXISTS(SELECT 1 FROM "r" WHERE "r"."thing" = "things"."id" AND "r"."v" IS NOT NULL)"#,
            ),
            (
                "m__isempty=true",
                r#"NOT EXISTS(SELECT 1 FROM "r" WHERE "r"."thing" = "things"."id" AND "r"."v" IS NOT NULL)"#,
            ),
            (
                "m__not_contains=a",
                r#"NOT EXISTS(SELECT 1 FROM "r" WHERE "r"."thing" = "things"."id" AND instr("r"."v", ?) > 0)"#,
            ),
            (
                "m__allin=a,b",
                r#"(SELECT COUNT(DISTINCT "r"."v" COLLATE BINARY) FROM "r" WHERE "r"."thing" = "things"."id" AND ("r"."v" COLLATE BINARY) IN (?, ?)) = 2"#,
            ),
        ],
    );
}

#[test]
fn writes_mysql_conditions() {
    assert_all(
        Dialect::MySql,
        &[
            ("t=a", "CAST(CAST(`t` AS CHAR CHARACTER SET utf8mb4) AS BINARY) = ?"),
            ("t__not_in=a,b", "(CAST(CAST(`t` AS CHAR CHARACTER SET utf8mb4) AS BINARY) IN (?, ?)) IS NOT TRUE"),
            ("t__lt=a", "CAST(CAST(`t` AS CHAR CHARACTER SET utf8mb4) AS BINARY) < ?"),
            (
                "t__iexact=a",
                "CAST(LOWER(CAST(CAST(CAST(`t` AS CHAR CHARACTER SET utf8mb4) AS BINARY) AS CHAR CHARACTER SET tis620)) AS BINARY) = ?",
            ),
            ("t__contains=a", "CAST(CAST(`t` AS CHAR CHARACTER SET utf8mb4) AS BINARY) LIKE ? ESCAPE '!'"),
            ("t__endswith=a", "CAST(CAST(`t` AS CHAR CHARACTER SET utf8mb4) AS BINARY) LIKE ? ESCAPE '!'"),
            (
                "t__icontains=a",
                "CAST(LOWER(CAST(CAST(CAST(`t` AS CHAR CHARACTER SET utf8mb4) AS BINARY) AS CHAR CHARACTER SET tis620)) AS BINARY) LIKE ? ESCAPE '!'",
            ),
            (
                "t__not_contains=a",
                "(CAST(CAST(`t` AS CHAR CHARACTER SET utf8mb4) AS BINARY) LIKE ? ESCAPE '!') IS NOT TRUE",
            ),
            (
                "t__not_iexact=a",
                "(CAST(LOWER(CAST(CAST(CAST(`t` AS CHAR CHARACTER SET utf8mb4) AS BINARY) AS CHAR CHARACTER SET tis620)) AS BINARY) = ?) IS NOT TRUE",
            ),
            ("t__isempty=true", "`t` IS NULL OR CAST(CAST(`t` AS CHAR CHARACTER SET utf8mb4) AS BINARY) = ''"),
            ("t__isempty=false", "`t` IS NOT NULL AND CAST(CAST(`t` AS CHAR CHARACTER SET utf8mb4) AS BINARY) <> ''"),
            ("i__ne=5", "(`i` = ?) IS NOT TRUE"),
            ("at=2022-03-03", "`at` >= CAST(? AS DATETIME(6)) AND `at` <= CAST(? AS DATETIME(6))"),
            ("at__gt=2022-03-03", "`at` >= CAST(? AS DATETIME(6))"),
            ("at__gt=2022-03-03T00:00:00Z", "`at` >= CAST(? AS DATETIME(6))"),
            ("c__lte=5.5", "`c` <= CAST(? AS DECIMAL(65, 30))"),
            (
                "m=a",
                "EXISTS(SELECT 1 FROM `r` WHERE `r`.`thing` = `things`.`id` AND CAST(CAST(`r`.`v` AS CHAR CHARACTER SET utf8mb4) AS BINARY) = ?)",
            ),
            (
                "m__allin=a,b",
                "(SELECT COUNT(DISTINCT CAST(CAST(`r`.`v` AS CHAR CHARACTER SET utf8mb4) AS BINARY)) FROM `r` WHERE `r`.`thing` = `things`.`id` AND CAST(CAST(`r`.`v` AS CHAR CHARACTER SET utf8mb4) AS BINARY) IN (?, ?)) = 2",
            ),
        ],
    );
}

#[test]
fn casts_no_column_that_compares_by_code_point() {
    let schema = schema();
    let declare = |field: &Field| Some(Column::from(Expr::col(field.name().to_owned())).by_code_point());
    for (query, expected) in [
        ("t=a", "`t` = ?"),
        ("t__not_in=a,b", "(`t` IN (?, ?)) IS NOT TRUE"),
        ("t__range=a,b", "`t` >= ? AND `t` <= ?"),
        ("t__startswith=a", "`t` LIKE ? ESCAPE '!'"),
        ("t__isempty=false", "`t` IS NOT NULL AND `t` <> ''"),
        (
            "t__iexact=a",
            "CAST(LOWER(CAST(CAST(CAST(`t` AS CHAR CHARACTER SET utf8mb4) AS BINARY) AS CHAR CHARACTER SET tis620)) AS BINARY) = ?",
        ),
    ] {
        let condition = to_condition(&schema.parse(query).expect("a filter"), &(Dialect::MySql, declare));
        let select = Query::select().expr(Expr::cust("1")).cond_where(condition.expect("a column")).take();
        assert_eq!(select.build(MysqlQueryBuilder).0.strip_prefix("SELECT 1 WHERE "), Some(expected), "{query}");
    }
}

#[test]
fn encodes_operands() {
    let schema = schema();
    let instant = |text: &str| SqlValue::from(text.parse::<chrono::DateTime<chrono::Utc>>().expect("an instant"));
    let none = SqlValue::from(None::<chrono::DateTime<chrono::Utc>>);
    let (sqlite, postgres, mysql) = (Dialect::Sqlite, Dialect::Postgres, Dialect::MySql);
    let cases = [
        (postgres, "t__contains=100%25_!", vec![r"%100\%\_!%".into()]),
        (mysql, "t__contains=100%25_!", vec!["%100!%!_!!%".into()]),
        (postgres, "t__endswith=%5C", vec![r"%\\".into()]),
        (mysql, "t__endswith=%5C", vec![r"%\".into()]),
        (postgres, "t__icontains=%C3%89A", vec!["%Éa%".into()]),
        (mysql, "t__icontains=%C3%89A", vec!["%Éa%".into()]),
        (sqlite, "t__contains=100%25_!", vec!["100%_!".into()]),
        (sqlite, "t__iendswith=AB", vec!["ab".into(), "ab".into()]),
        (sqlite, "c=5.5", vec![550_i64.into()]),
        (sqlite, "c=5.505", vec![None::<i64>.into()]),
        (sqlite, "c__gt=5.505", vec![551_i64.into()]),
        (sqlite, "c__gte=5.505", vec![551_i64.into()]),
        (sqlite, "c__gt=5.5", vec![551_i64.into()]),
        (sqlite, "c__lt=5.505", vec![550_i64.into()]),
        (sqlite, "c__lte=-5.505", vec![(-551_i64).into()]),
        (sqlite, "c__gt=-5.505", vec![(-550_i64).into()]),
        (sqlite, "c__gt=92233720368547758.07", vec![None::<i64>.into()]),
        (sqlite, "c__gt=92233720368547758.06", vec![i64::MAX.into()]),
        (sqlite, "c__lt=92233720368547758.08", vec![i64::MAX.into()]),
        (sqlite, "c__gte=-9999999999999999999999999999", vec![i64::MIN.into()]),
        (sqlite, "c__lt=-92233720368547758.08", vec![None::<i64>.into()]),
        (postgres, "at=2022-03-03T00:00:00.000000001Z", vec![none.clone()]),
        (postgres, "at__gt=2022-03-03T00:00:00.000000001Z", vec![instant("2022-03-03T00:00:00Z")]),
        (postgres, "at__gte=2022-03-03T00:00:00.000000001Z", vec![instant("2022-03-03T00:00:00.000001Z")]),
        (postgres, "at__lt=2022-03-03T00:00:00.000000001Z", vec![instant("2022-03-03T00:00:00.000001Z")]),
        (postgres, "at__lte=1969-12-31T23:59:59.999999999Z", vec![instant("1969-12-31T23:59:59.999999Z")]),
        (sqlite, "at=2022-03-03T00:00:00.000000001Z", vec![instant("2022-03-03T00:00:00.000000001Z")]),
        (sqlite, "at__lte=9999-12-31", vec!["9999-12-31~".into()]),
        (postgres, "at__lte=9999-12-31", vec![instant("+10000-01-01T00:00:00Z")]),
        (mysql, "at__lte=9999-12-31", vec![instant("9999-12-31T23:59:59.999999Z")]),
    ];
    for (dialect, query, expected) in cases {
        assert_eq!(sql(&schema, dialect, query).1, expected, "{query} in {dialect:?}");
    }
}

#[test]
fn binds_only_instants_of_mysql() {
    let ops = OpSet::ORDER.union(OpSet::EQUALITY);
    let schema = Schema::builder("ends")
        .field(Field::date_time("west").time_zone("-12:00").ops(ops))
        .field(Field::date_time("east").time_zone("+14:00").ops(ops))
        .build()
        .expect("a schema");
    let bound = |text: &str| {
        let instant = text.parse::<DateTime<Utc>>().ok();
        SqlValue::ChronoDateTimeUtc(instant)
    };
    let (first, last, none) = ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "");
    // No row satisfies a comparison with NULL, and every row satisfies its negation.
    for (query, expected) in [
        ("west__gt=9999-12-31", none),
        ("west__gt=9999-12-31T23:59:59.999999Z", none),
        ("west__gte=9999-12-31T23:59:59.9999999Z", none),
        ("west=9999-12-31T23:59:59.9999999Z", none),
        ("west__in=9999-12-31T23:59:59.9999999Z", none),
        ("west__lt=9999-12-31T23:59:59.9999999Z", last),
        ("west__lte=9999-12-31", last),
        ("west__lte=9999-12-31T23:59:59.9999999Z", last),
        ("west__gt=2022-05-04T00:00:00Z", "2022-05-04T00:00:00.000001Z"),
        ("west__gt=2022-05-04T00:00:00.0000001Z", "2022-05-04T00:00:00.000001Z"),
        ("west__lt=2022-05-04T00:00:00.000001Z", "2022-05-04T00:00:00Z"),
        ("east__gte=0001-01-01", first),
        ("east__lt=0001-01-01", none),
        ("east__lt=0001-01-01T00:00:00Z", none),
        ("east__lte=0001-01-01T00:00:00Z", first),
        ("east=0001-01-01T00:00:00Z", first),
    ] {
        let (text, values) = sql(&schema, Dialect::MySql, query);
        assert_eq!(values, [bound(expected)], "{query}: {text}");
    }
    for (query, low, high) in [
        ("west=9999-12-31", "9999-12-31T12:00:00Z", last),
        ("west__ne=9999-12-31", "9999-12-31T12:00:00Z", last),
        ("west__in=9999-12-31", "9999-12-31T12:00:00Z", last),
        ("west__range=9999-12-31,9999-12-31", "9999-12-31T12:00:00Z", last),
        ("east=0001-01-01", first, "0001-01-01T09:59:59.999999Z"),
        ("east__not_in=0001-01-01", first, "0001-01-01T09:59:59.999999Z"),
    ] {
        let (_, values) = sql(&schema, Dialect::MySql, query);
        assert_eq!(values, [bound(low), bound(high)], "{query}");
    }
}

#[test]
fn saturates_scaled_operands() {
    let schema = schema();
    for (query, expected) in [("c__lt=0", Some(-1)), ("c=0", Some(0)), ("c__gt=1", None), ("c__lt=1", Some(i64::MAX))] {
        let filter = schema.parse(query).expect("a filter");
        let columns = (Dialect::Sqlite, |_: &Field| Some(Column::from(Expr::col("c")).scaled(60)));
        let statement = Query::select().cond_where(to_condition(&filter, &columns).expect("a column")).take();
        assert_eq!(statement.build(SqliteQueryBuilder).1.0, [SqlValue::from(expected)], "{query}");
    }
}

/// Returns the error for a filter with unsupported columns.
fn rejected(
    schema: &Schema,
    query: &str,
    dialect: Dialect,
    column: impl Fn(&Field) -> Option<Column>,
) -> UnsupportedFieldsError {
    let filter = schema.parse(query).expect("a filter");
    to_condition(&filter, &(dialect, column)).expect_err("something can't be asked for")
}

#[test]
fn rejects_unsupported_columns() {
    let schema = schema();
    let plain = |field: &Field| (field.name() == "t").then(|| Expr::col(field.name().to_owned()).into());
    let unsupported = rejected(&schema, "t=a&i=1&i__gt=0&b=true", Dialect::Sqlite, plain);
    assert_eq!(unsupported.fields().collect::<Vec<_>>(), ["b", "i"]);
    assert!(to_condition(&schema.parse("t=a").expect("a filter"), &(Dialect::Sqlite, plain)).is_ok());

    let named = |field: &Field| Column::from(Expr::col(field.name().to_owned()));
    let same = |field: &Field| Some(named(field));
    let text = |field: &Field| Some(named(field).text());
    let scaled = |field: &Field| Some(named(field).scaled(2));
    let array = |field: &Field| Some(Column::array(Expr::col(field.name().to_owned())));
    for (query, dialect, column, reason) in [
        ("c=1", Dialect::Sqlite, &same as &dyn Fn(&Field) -> Option<Column>, "SQLite has no decimal type"),
        ("c__gt=1", Dialect::Sqlite, &text, "decimal values that are stored as text are not in order"),
        ("i=1", Dialect::Postgres, &scaled, "the storage of its column does not support type integer"),
        ("at=2022-03-03", Dialect::Sqlite, &text, "the storage of its column does not support type date-time"),
        ("m=a", Dialect::Postgres, &same, "it is multi-valued, but its column is single-valued"),
        ("t=a", Dialect::Postgres, &array, "it is single-valued, but its column is multi-valued"),
        ("m=a", Dialect::Sqlite, &array, "only PostgreSQL supports arrays"),
    ] {
        let message = rejected(&schema, query, dialect, column).to_string();
        assert!(message.contains(reason), "{query}: {message}");
    }
    assert!(to_condition(&schema.parse("c=1").expect("a filter"), &(Dialect::Sqlite, text)).is_ok());
}
