//! The conditions that can use an index of a column. The guide to databases lists them.

use filterset::{Field, Op, OpSet, Schema};
use filterset_sea_query::{Column, Dialect, to_condition};
use sea_query::{Expr, ExprTrait, MysqlQueryBuilder, PostgresQueryBuilder, Query};

use crate::engines::Postgres;
use crate::mariadb::MariaDb;

fn build_schema() -> Schema {
    let ops = OpSet::ORDER.union(OpSet::EQUALITY);
    Schema::builder("indexed")
        .field(Field::text("t").ops(ops))
        .field(Field::integer("i").ops(ops))
        .field(Field::date_time("at").ops(ops))
        .field(Field::choice("kind", ["valid", "invalid"]).ops([Op::Exact, Op::In]))
        .build()
        .expect("a schema")
}

#[test]
fn uses_indexes_in_postgres() {
    let Some(mut postgres) = Postgres::connect("the use of indexes") else { return };
    postgres.execute(
        "CREATE TYPE pg_temp.kind AS ENUM ('valid', 'invalid');
        CREATE TEMP TABLE indexed (id int8, t text, i int4, at timestamptz, kind pg_temp.kind);
        CREATE INDEX ON indexed (t); CREATE INDEX ON indexed (i); CREATE INDEX ON indexed (at); CREATE INDEX ON indexed (kind);
        SET enable_seqscan = off",
    );
    let schema = build_schema();
    let as_text: fn(Expr) -> Column = |column| column.cast_as("text").into();
    let as_enum: fn(Expr) -> Column = |column| Column::from(column).postgres_enum("pg_temp.kind");
    let native: fn(Expr) -> Column = Column::from;
    for (query, declare, is_used) in [
        ("t=a", native, true),
        ("t__in=a,b", native, true),
        // The order is that of code points, and the index has the default collation.
        ("t__gt=a", native, false),
        ("i__range=1,9", native, true),
        ("at=2022-05-04", native, true),
        ("kind=valid", as_enum, true),
        ("kind__in=valid,invalid", as_enum, true),
        ("kind=valid", as_text, false),
    ] {
        let declare = |field: &Field| Some(declare(Expr::col(field.name().to_owned())));
        let condition = to_condition(&schema.parse(query).expect("a filter"), &(Dialect::Postgres, declare));
        let select = Query::select().column("id").from("indexed").cond_where(condition.expect("a column")).take();
        let explained = format!("EXPLAIN {}", select.to_string(PostgresQueryBuilder));
        let plan = postgres.0.query(&explained, &[]).unwrap_or_else(|error| panic!("{explained}: {error}"));
        let plan: Vec<String> = plan.iter().map(|row| row.get(0)).collect();
        assert_eq!(plan.iter().any(|line| line.contains("Index Cond")), is_used, "{query}: {plan:#?}");
    }
}

#[test]
fn uses_indexes_in_mariadb() {
    let Some(mut mariadb) = MariaDb::connect("the use of indexes") else { return };
    mariadb.execute(
        "CREATE TABLE indexed (id bigint, t varchar(50) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin, i int, at datetime(6),
            INDEX (t), INDEX (i), INDEX (at));
        INSERT INTO indexed SELECT seq, CONCAT('x', seq), seq, TIMESTAMP('2022-01-01') + INTERVAL seq DAY FROM seq_1_to_5000",
    );
    let schema = build_schema();
    let native: fn(Expr) -> Column = Column::from;
    let by_code_point: fn(Expr) -> Column = |column| Column::from(column).by_code_point();
    for (query, declare, is_used) in [
        ("t=x7", native, false),
        ("t=x7", by_code_point, true),
        ("t__in=x7,x8", by_code_point, true),
        ("t__range=x70,x71", by_code_point, true),
        ("i__in=7,8", native, true),
        ("at=2022-05-04", native, true),
    ] {
        let declare = |field: &Field| Some(declare(Expr::col(field.name().to_owned())));
        let condition = to_condition(&schema.parse(query).expect("a filter"), &(Dialect::MySql, declare));
        let select = Query::select().column("id").from("indexed").cond_where(condition.expect("a column")).take();
        let key = mariadb.explain_key(&select.to_string(MysqlQueryBuilder));
        assert_eq!(key.is_some(), is_used, "{query}: {key:?}");
    }
}
