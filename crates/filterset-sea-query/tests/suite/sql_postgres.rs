//! The SQL text of each operator in PostgreSQL.

use filterset::{Field, Op, Schema};
use filterset_sea_query::{Column, Dialect, to_condition};
use sea_query::{Expr, PostgresQueryBuilder, Query};

use crate::sql::{assert_all, nullable};

#[test]
fn writes_postgres_conditions() {
    assert_all(
        Dialect::Postgres,
        &[
            ("", "TRUE"),
            ("t=a", r#""t" = $1"#),
            ("t__ne=a", r#"(NOT "t" = $1) OR "t" IS NULL"#),
            ("t__not_in=a,b", r#"(NOT "t" IN ($1, $2)) OR "t" IS NULL"#),
            ("t__gte=a", r#"("t" COLLATE "C") >= $1"#),
            ("t__iexact=a", r#"LOWER("t" COLLATE "C") = $1"#),
            ("t__contains=a", r#"("t" COLLATE "C") LIKE $1"#),
            ("t__istartswith=a", r#"LOWER("t" COLLATE "C") LIKE $1"#),
            ("t__not_contains=a", r#"(NOT ("t" COLLATE "C") LIKE $1) OR "t" IS NULL"#),
            ("t__not_iendswith=a", r#"(NOT LOWER("t" COLLATE "C") LIKE $1) OR "t" IS NULL"#),
            ("t__isempty=true", r#""t" IS NULL OR "t" = ''"#),
            ("t__isempty=false", r#""t" IS NOT NULL AND "t" <> ''"#),
            ("at__isempty=true", r#""at" IS NULL"#),
            ("m__isempty=false", r#"(num_nonnulls(VARIADIC "m")) > 0"#),
            ("m__isnull=true", r#""m" IS NULL OR (num_nonnulls(VARIADIC "m")) = 0"#),
            ("i=5", r#""i" = CAST($1 AS bigint)"#),
            ("i__in=1,2", r#""i" IN (CAST($1 AS bigint), CAST($2 AS bigint))"#),
            ("c__gt=5.5", r#""c" > CAST(CAST($1 AS text) AS numeric)"#),
            ("b=true", r#""b" = CAST($1 AS boolean)"#),
            ("d__lte=2022-03-03", r#""d" <= CAST($1 AS date)"#),
            ("u=00000000-0000-0000-0000-00000000000a", r#""u" = CAST(CAST($1 AS text) AS uuid)"#),
            ("at=2022-03-03", r#""at" >= CAST($1 AS timestamptz) AND "at" < CAST($2 AS timestamptz)"#),
            ("at__gt=2022-03-03T00:00:00Z", r#""at" > CAST($1 AS timestamptz)"#),
            ("at__ne=2022-03-03T00:00:00Z", r#"("at" = CAST($1 AS timestamptz)) IS DISTINCT FROM TRUE"#),
            ("i__ne=5&i__gt=1", r#""i" > CAST($1 AS bigint) AND ((NOT "i" = CAST($2 AS bigint)) OR "i" IS NULL)"#),
            ("m=a", r#"CAST("m" AS text[]) && (ARRAY [ $1 ])"#),
            ("m__not_in=a,b", r#"(NOT (CAST("m" AS text[]) && (ARRAY [ $1, $2 ]))) OR "m" IS NULL"#),
            ("m__allin=a,b", r#"CAST("m" AS text[]) @> (ARRAY [ $1, $2 ])"#),
            ("n__allin=1,2", r#"CAST("n" AS bigint[]) @> (ARRAY [ CAST($1 AS bigint), CAST($2 AS bigint) ])"#),
            (
                "m__contains=a",
                r#"EXISTS(SELECT 1 FROM unnest("m") AS "filterset_value" WHERE ("filterset_value" COLLATE "C") LIKE $1)"#,
            ),
            (
                "o__allin=2022-03-03",
                r#"EXISTS(SELECT 1 FROM unnest("o") AS "filterset_value" WHERE "filterset_value" >= CAST($1 AS timestamptz) AND "filterset_value" < CAST($2 AS timestamptz))"#,
            ),
        ],
    );
}

#[test]
fn casts_choices_to_enums_of_postgres() {
    let schema = Schema::builder("things")
        .field(Field::choice("s", ["valid", "invalid"]).ops([Op::Exact, Op::In, Op::NotIn]))
        .field(Field::choice("m", ["valid", "invalid"]).multi_valued().ops([Op::AllIn]))
        .build()
        .expect("a schema");
    let declare = |field: &Field| {
        let column = Expr::col(field.name().to_owned());
        let column = if field.is_multi_valued() { Column::array(column) } else { column.into() };
        Some(column.postgres_enum(r#"api."Status""#))
    };
    for (query, expected) in [
        ("s=valid", r#""s" = CAST(CAST($1 AS text) AS api."Status")"#),
        ("s__not_in=valid", r#"(NOT "s" IN (CAST(CAST($1 AS text) AS api."Status"))) OR "s" IS NULL"#),
        ("m__allin=valid", r#""m" @> (ARRAY [ CAST(CAST($1 AS text) AS api."Status") ])"#),
    ] {
        let filter = schema.parse(query).expect("a filter");
        let condition = to_condition(&filter, &(Dialect::Postgres, declare)).expect("columns");
        let (text, _) = Query::select().expr(Expr::cust("1")).cond_where(condition).build(PostgresQueryBuilder);
        assert_eq!(text.strip_prefix("SELECT 1 WHERE "), Some(expected), "{query}");
        if query.starts_with('s') {
            for dialect in [Dialect::Sqlite, Dialect::MySql] {
                let unsupported = to_condition(&filter, &(dialect, declare)).expect_err("no enum");
                assert_eq!(unsupported.fields().collect::<Vec<_>>(), ["s"]);
            }
        }
    }
}

#[test]
fn uses_deterministic_collations_of_postgres() {
    let schema = Schema::builder("things")
        .field(nullable(Field::text("t")))
        .field(Field::text("m").multi_valued().ops([Op::In, Op::Gte]))
        .build()
        .expect("a schema");
    let declare = |field: &Field| {
        let column = Expr::col(field.name().to_owned());
        let column = if field.is_multi_valued() { Column::array(column) } else { column.into() };
        Some(column.deterministic())
    };
    for (query, expected) in [
        ("t=a", r#""t" = $1"#),
        ("t__gt=a", r#""t" ~>~ $1"#),
        ("t__range=a,b", r#"("t" ~>=~ $1) AND ("t" ~<=~ $2)"#),
        ("t__startswith=a", r#""t" LIKE $1"#),
        ("t__not_contains=a", r#"(NOT "t" LIKE $1) OR "t" IS NULL"#),
        // LOWER under any other collation would fold more letters.
        ("t__iexact=a", r#"LOWER("t" COLLATE "C") = $1"#),
        ("m__in=a", r#"CAST("m" AS text[]) && (ARRAY [ $1 ])"#),
        ("m__gte=a", r#"$1 ~<=~ ANY("m")"#),
    ] {
        let condition = to_condition(&schema.parse(query).expect("a filter"), &(Dialect::Postgres, declare));
        let select = Query::select().expr(Expr::cust("1")).cond_where(condition.expect("a column")).take();
        assert_eq!(select.build(PostgresQueryBuilder).0.strip_prefix("SELECT 1 WHERE "), Some(expected), "{query}");
    }
}
