//! The indexes that serve each operator in each engine. The guide to databases lists them, and these tests compare its table
//! with the plans of the engines.

use std::fmt::Write as _;

use filterset::schema::FieldBuilder;
use filterset::{Field, Op, OpSet, Schema};
use filterset_sea_query::{Column, Dialect, to_condition};
use sea_query::{Expr, ExprTrait, PostgresQueryBuilder, Query, SelectStatement, SqliteQueryBuilder};
use sea_query_postgres::PostgresBinder;
use sea_query_rusqlite::RusqliteBinder;

use crate::engines::{Postgres, Sqlite};
use crate::mariadb::MariaDb;
use crate::tables::{find_code, read_table};

const TABLE: &str = "indexed";
const ROWS: &str = "rows_of_indexed";
const COLUMN: &str = "c";

/// The engines, in the order of the columns of the guide's table.
const DIALECTS: [Dialect; 3] = [Dialect::Sqlite, Dialect::Postgres, Dialect::MySql];

/// A field of the guide's table.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Integer,
    Decimal,
    Date,
    DateTime,
    Text,
    Enum,
    Array,
    Rows,
}

impl Kind {
    fn find_all(cell: &str) -> Vec<Kind> {
        let names = [
            ("integer", Kind::Integer),
            ("decimal", Kind::Decimal),
            ("date", Kind::Date),
            ("date-time", Kind::DateTime),
            ("text", Kind::Text),
            ("choice in an enum", Kind::Enum),
            ("integers in an array", Kind::Array),
            ("integers in rows", Kind::Rows),
        ];
        let find = |name: &str| names.iter().find(|(known, _)| *known == name).unwrap_or_else(|| panic!("{name:?}")).1;
        cell.split(", ").map(find).collect()
    }

    fn build_schema(self) -> Schema {
        let field: FieldBuilder = match self {
            Kind::Integer => Field::integer(COLUMN),
            Kind::Decimal => Field::decimal(COLUMN),
            Kind::Date => Field::date(COLUMN),
            Kind::DateTime => Field::date_time(COLUMN),
            Kind::Text => Field::text(COLUMN),
            Kind::Enum => Field::choice(COLUMN, ["valid", "invalid"]),
            Kind::Array | Kind::Rows => Field::integer(COLUMN).multi_valued(),
        };
        let ops = match self {
            Kind::Enum => OpSet::EQUALITY,
            Kind::Array | Kind::Rows => OpSet::EQUALITY.with(Op::AllIn),
            Kind::Text => OpSet::ORDER.union(OpSet::EQUALITY).union(OpSet::TEXT).with(Op::IsEmpty),
            _ => OpSet::ORDER.union(OpSet::EQUALITY),
        };
        Schema::builder(TABLE).field(field.nullable().ops(ops.with(Op::IsNull))).build().expect("a schema")
    }

    /// Returns the type of the column. Texts are under a collation that isn't in the order of code points, unless it is
    /// declared.
    fn type_in(self, dialect: Dialect, declaration: Option<&str>) -> &'static str {
        match (self, dialect) {
            (Kind::Integer | Kind::Rows, _) => "bigint",
            (Kind::Decimal, Dialect::Sqlite) => "integer",
            (Kind::Decimal, _) => "decimal(18, 2)",
            (Kind::Date, _) => "date",
            (Kind::DateTime, Dialect::Postgres) => "timestamptz",
            (Kind::DateTime, _) => "datetime(6)",
            (Kind::Text, Dialect::MySql) if declaration == Some("by_code_point") => {
                "varchar(50) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin"
            }
            (Kind::Text, Dialect::MySql) => "varchar(50) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci",
            (Kind::Text, _) => "text",
            (Kind::Enum, _) => "pg_temp.kind",
            (Kind::Array, _) => "bigint[]",
        }
    }

    /// Returns the expression of the value of the record with the number `seq`, in MariaDB.
    fn value_in_mariadb(self) -> &'static str {
        match self {
            Kind::Date | Kind::DateTime => "DATE '2022-01-01' + INTERVAL seq DAY",
            Kind::Text => "CONCAT('x', seq)",
            _ => "seq",
        }
    }

    /// Returns an operand that few of the records of MariaDB satisfy.
    fn operand(self, op: Op) -> &'static str {
        match (self, op) {
            (_, Op::IsNull | Op::IsEmpty) => "true",
            (Kind::Date | Kind::DateTime, Op::Gt | Op::Gte) => "2035-09-01",
            (Kind::Date | Kind::DateTime, Op::Lt | Op::Lte) => "2022-01-10",
            (Kind::Date, Op::In | Op::NotIn | Op::Range) => "2022-05-04,2022-05-05",
            (Kind::DateTime, Op::In | Op::NotIn | Op::Range) => "2022-05-04,2022-05-05T00:00:00Z",
            (Kind::Date | Kind::DateTime, _) => "2022-05-04",
            (Kind::Text, Op::Gt | Op::Gte) => "x999",
            (Kind::Text, Op::Lt | Op::Lte) => "x100",
            (Kind::Text, Op::In | Op::NotIn | Op::Range) => "x700,x701",
            (Kind::Text, _) => "x700",
            (Kind::Enum, Op::In | Op::NotIn) => "valid,invalid",
            (Kind::Enum, _) => "valid",
            (_, Op::Gt | Op::Gte) => "4990",
            (_, Op::Lt | Op::Lte) => "10",
            (_, Op::In | Op::NotIn | Op::Range | Op::AllIn) => "700,701",
            (..) => "700",
        }
    }

    fn declare(self, dialect: Dialect, declaration: Option<&str>) -> Column {
        let column = Expr::col((TABLE, COLUMN));
        let column = match self {
            Kind::Array => Column::array(column),
            Kind::Rows => {
                let rows =
                    Query::select().from(ROWS).and_where(Expr::col((ROWS, "record")).equals((TABLE, "id"))).take();
                Column::rows(rows, Expr::col((ROWS, COLUMN)))
            }
            Kind::Decimal if dialect == Dialect::Sqlite => Column::from(column).scaled(2),
            _ => column.into(),
        };
        match declaration {
            None => column,
            Some("by_code_point") => column.by_code_point(),
            Some("deterministic") => column.deterministic(),
            Some("postgres_enum") => column.postgres_enum("pg_temp.kind"),
            Some(other) => panic!("unknown declaration {other:?}"),
        }
    }
}

/// A cell of the guide's table: an index, with the declaration of the column that it needs.
#[derive(Clone, Copy, Debug)]
struct Index {
    declaration: Option<&'static str>,
    /// `None` if no index serves the operators.
    definition: Option<&'static str>,
}

impl Index {
    fn parse_all(cell: &'static str) -> Vec<Index> {
        if cell == "-" {
            return Vec::new();
        }
        let parse = |part: &'static str| {
            let (declaration, definition) = match part.split_once("`: ") {
                Some((declaration, definition)) => (find_code(declaration).first().copied(), definition),
                None => (None, part),
            };
            let code = find_code(definition).first().copied();
            assert!(code.is_some() || definition == "none", "{part:?}: expected an index or `none`");
            Index { declaration, definition: code }
        };
        cell.split("; ").map(parse).collect()
    }
}

/// A row of the guide's table.
struct Entry {
    ops: Vec<Op>,
    kinds: Vec<Kind>,
    indexes: [Vec<Index>; 3],
}

fn read_entries() -> Vec<Entry> {
    let parse = |name: &str| Op::ALL.into_iter().find(|op| op.wire_name() == name).expect("an operator");
    let entries = read_table("### Indexes").into_iter().map(|cells| Entry {
        ops: find_code(cells[0]).into_iter().map(parse).collect(),
        kinds: Kind::find_all(cells[1]),
        indexes: [2, 3, 4].map(|cell| Index::parse_all(cells[cell])),
    });
    entries.collect()
}

/// A column with an index, and the operators that the index must serve or must not serve.
struct Scenario {
    dialect: Dialect,
    kind: Kind,
    declaration: Option<&'static str>,
    /// One index if it serves the operators, or all that serve other ones.
    definitions: Vec<&'static str>,
    ops: Vec<Op>,
    is_used: bool,
}

impl Scenario {
    fn list(dialect: Dialect) -> Vec<Scenario> {
        let engine = DIALECTS.iter().position(|it| *it == dialect).expect("an engine");
        let entries = read_entries();
        let mut scenarios = Vec::new();
        for entry in &entries {
            for &kind in &entry.kinds {
                for &Index { declaration, definition } in &entry.indexes[engine] {
                    let others =
                        entries.iter().filter(|it| it.kinds.contains(&kind)).flat_map(|it| &it.indexes[engine]);
                    let mut all: Vec<&str> = others.filter_map(|index| index.definition).collect();
                    all.sort_unstable();
                    all.dedup();
                    let definitions = definition.map_or(all, |definition| vec![definition]);
                    let (ops, is_used) = (entry.ops.clone(), definition.is_some());
                    scenarios.push(Scenario { dialect, kind, declaration, definitions, ops, is_used });
                }
            }
        }
        scenarios
    }

    /// Returns the SQL that creates the tables and the indexes.
    fn create(&self) -> String {
        let of_type = self.kind.type_in(self.dialect, self.declaration);
        let mut sql = format!("DROP TABLE IF EXISTS {ROWS}; DROP TABLE IF EXISTS {TABLE};");
        let indexed = if self.kind == Kind::Rows {
            let _ = write!(
                sql,
                "CREATE TABLE {TABLE} (id bigint PRIMARY KEY); CREATE TABLE {ROWS} (record bigint NOT NULL, {COLUMN} {of_type});"
            );
            ROWS
        } else {
            let _ = write!(sql, "CREATE TABLE {TABLE} (id bigint PRIMARY KEY, {COLUMN} {of_type});");
            TABLE
        };
        for (number, definition) in self.definitions.iter().enumerate() {
            let columns = match definition.strip_prefix("gin ") {
                Some(columns) => format!("USING gin {columns}"),
                None => format!("({definition})"),
            };
            let _ = write!(sql, "CREATE INDEX index_{number} ON {indexed} {columns};");
        }
        sql
    }

    fn select(&self, op: Op) -> SelectStatement {
        let schema = self.kind.build_schema();
        let query = format!("{COLUMN}__{}={}", op.wire_name(), self.kind.operand(op));
        let query = if op == Op::Exact { query.replace("__exact", "") } else { query };
        let filter = schema.parse(&query).unwrap_or_else(|errors| panic!("{query}: {errors}"));
        let declare = |_: &Field| Some(self.kind.declare(self.dialect, self.declaration));
        let condition = to_condition(&filter, &(self.dialect, declare)).expect("a column");
        Query::select().column((TABLE, "id")).from(TABLE).cond_where(condition).take()
    }

    /// Checks each operator with a function that returns a plan, and whether it searches an index.
    fn check(&self, mut explain: impl FnMut(&SelectStatement) -> (String, bool)) {
        for &op in &self.ops {
            let (plan, is_used) = explain(&self.select(op));
            let Scenario { dialect, kind, declaration, definitions, .. } = self;
            let of = format!("{dialect:?} {kind:?} {op}, declared as {declaration:?}, with {definitions:?}");
            assert_eq!(is_used, self.is_used, "{of}:\n{}\n{plan}", self.select(op).to_string(PostgresQueryBuilder));
        }
    }
}

#[test]
fn uses_the_listed_indexes_in_sqlite() {
    let sqlite = Sqlite::new();
    for scenario in Scenario::list(Dialect::Sqlite) {
        sqlite.execute(&scenario.create());
        scenario.check(|select| {
            let (sql, values) = select.build_rusqlite(SqliteQueryBuilder);
            let mut statement = sqlite.0.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).expect("a statement");
            let lines = statement.query_map(&*values.as_params(), |row| row.get::<_, String>(3)).expect("a plan");
            let lines: Vec<String> = lines.collect::<Result<_, _>>().expect("a plan");
            let searches = |table: &str| lines.iter().any(|line| line.starts_with(&format!("SEARCH {table} ")));
            let scans = |table: &str| lines.iter().any(|line| line.starts_with(&format!("SCAN {table}")));
            let table = if scenario.kind == Kind::Rows { ROWS } else { TABLE };
            (lines.join("\n"), searches(table) && !scans(table))
        });
    }
}

#[test]
fn uses_the_listed_indexes_in_postgres() {
    let Some(mut postgres) = Postgres::connect("the use of indexes") else { return };
    // Nothing is committed, so the extension isn't left behind.
    postgres.execute(
        "BEGIN; CREATE EXTENSION IF NOT EXISTS pg_trgm; SET search_path = pg_temp, public; SET enable_seqscan = off;
        CREATE TYPE pg_temp.kind AS ENUM ('valid', 'invalid')",
    );
    for scenario in Scenario::list(Dialect::Postgres) {
        postgres.execute(&scenario.create());
        scenario.check(|select| {
            let (sql, values) = select.build_postgres(PostgresQueryBuilder);
            let plan = postgres.0.query(&format!("EXPLAIN (COSTS OFF) {sql}"), &values.as_params());
            let plan: Vec<String> = plan.expect("a plan").iter().map(|row| row.get(0)).collect();
            let scans_rows = plan.iter().any(|line| line.contains(&format!("Seq Scan on {ROWS}")));
            let searches = plan.iter().any(|line| line.contains("Index Cond") && !line.contains("(id = "));
            (plan.join("\n"), searches && !scans_rows)
        });
    }
}

#[test]
fn uses_the_listed_indexes_in_mariadb() {
    let Some(mut mariadb) = MariaDb::connect("the use of indexes") else { return };
    for scenario in Scenario::list(Dialect::MySql) {
        let value = scenario.kind.value_in_mariadb();
        let insert = match scenario.kind {
            Kind::Rows => format!(
                "INSERT INTO {TABLE} SELECT seq FROM seq_1_to_5000; INSERT INTO {ROWS} SELECT seq, {value} FROM seq_1_to_5000"
            ),
            _ => format!("INSERT INTO {TABLE} SELECT seq, {value} FROM seq_1_to_5000"),
        };
        mariadb.execute(&format!("{} {insert}; ANALYZE TABLE {TABLE}", scenario.create()));
        scenario.check(|select| {
            let plan = mariadb.explain(select);
            let is_used = plan.iter().any(|(key, access)| {
                key.as_deref().is_some_and(|key| key.starts_with("index_")) && !["index", "ALL"].contains(&&**access)
            });
            (format!("{plan:?}"), is_used)
        });
    }
}
