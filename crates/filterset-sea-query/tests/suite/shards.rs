//! The conditions that foreign servers of PostgreSQL evaluate. The guide to databases lists those that they don't.
//!
//! A table is partitioned by hash over two databases of the server in `DATABASE_URL`, with `postgres_fdw`.

use std::collections::BTreeSet;
use std::env;
use std::fmt::Write as _;
use std::process;
use std::sync::atomic::{AtomicUsize, Ordering};

use filterset::value::Date;
use filterset::{Field, Filter, Op, Schema, ValueType};
use filterset_sea_query::{DateLibrary, Dialect, to_condition};
use postgres::config::Host;
use postgres::{Client, Config, NoTls};
use sea_query::{Expr, PostgresQueryBuilder, Query, SelectStatement};
use sea_query_postgres::PostgresBinder;

use crate::columns::{CHOICES, COLUMNS, Column, ID, RECORD, RECORDS, Shape, Storage, VALUE, build_schema};
use crate::engines::{Engine, Postgres, Table, build_inserts, ids_in_memory, select, split_columns, type_of_column};
use crate::generate;
use crate::parameters::ConditionShape;
use crate::random::Random;
use crate::tables::{find_code, read_table};

const SHARDS: [&str; 2] = ["0", "1"];

/// The databases of the shards and of the server that distributes queries.
struct Cluster {
    /// A connection to the database in `DATABASE_URL`.
    root: Postgres,
    coordinator: Option<Postgres>,
    shards: Vec<Client>,
    config: Config,
    prefix: String,
}

impl Cluster {
    fn connect(what: &str) -> Option<Cluster> {
        static CLUSTERS: AtomicUsize = AtomicUsize::new(0);

        let root = Postgres::connect(what)?;
        let config: Config = env::var("DATABASE_URL").ok()?.parse().expect("a URL");
        let prefix = format!("filterset_{}_{}", process::id(), CLUSTERS.fetch_add(1, Ordering::Relaxed));
        let mut cluster = Cluster { root, coordinator: None, shards: Vec::new(), config, prefix };
        let mut clients = Vec::new();
        for name in ["server"].into_iter().chain(SHARDS) {
            let database = format!("{}_{name}", cluster.prefix);
            cluster.root.execute(&format!("DROP DATABASE IF EXISTS {database}"));
            cluster.root.execute(&format!("CREATE DATABASE {database}"));
            let client = cluster.config.clone().dbname(&database).connect(NoTls);
            clients.push(client.unwrap_or_else(|error| panic!("{database}: {error}")));
        }
        cluster.shards = clients.split_off(1);
        cluster.coordinator = clients.pop().map(Postgres);
        let servers = SHARDS.map(|shard| cluster.server_sql(shard)).join("; ");
        let sql = format!("SET client_min_messages = warning; CREATE EXTENSION postgres_fdw; {servers}");
        cluster.coordinator().execute(&sql);
        Some(cluster)
    }

    fn server_sql(&self, shard: &str) -> String {
        let host = match self.config.get_hosts() {
            [Host::Tcp(host), ..] => host.clone(),
            [Host::Unix(path), ..] => path.display().to_string(),
            [] => "localhost".to_owned(),
        };
        let port = self.config.get_ports().first().copied().unwrap_or(5432);
        let user = self.config.get_user().expect("a user in DATABASE_URL");
        let password = String::from_utf8_lossy(self.config.get_password().unwrap_or_default());
        format!(
            "CREATE SERVER shard_{shard} FOREIGN DATA WRAPPER postgres_fdw
                OPTIONS (host '{host}', port '{port}', dbname '{}_{shard}');
            CREATE USER MAPPING FOR CURRENT_USER SERVER shard_{shard} OPTIONS (user '{user}', password '{password}')",
            self.prefix
        )
    }

    fn coordinator(&mut self) -> &mut Postgres {
        self.coordinator.as_mut().expect("a connection until the end")
    }

    /// Creates the tables on every shard, with all texts under a collation, and inserts the records.
    fn create(&mut self, table: &Table<'_>, collation: Collation) {
        let choices = CHOICES.map(|choice| format!("'{choice}'")).join(", ");
        let reset =
            format!("DROP SCHEMA public CASCADE; CREATE SCHEMA public; CREATE TYPE public.kind AS ENUM ({choices});");
        let tables = build_tables(table, collation);
        for shard in &mut self.shards {
            let mut sql = reset.clone();
            for (name, columns) in &tables {
                let _ = write!(sql, r#"CREATE TABLE "{name}" ({});"#, columns.replace("pg_temp.", "public."));
            }
            shard.batch_execute(&sql).unwrap_or_else(|error| panic!("{sql}: {error:?}"));
        }
        let mut sql = String::from("DISCARD TEMP;");
        let _ = write!(sql, "CREATE TYPE pg_temp.kind AS ENUM ({choices});");
        for (name, columns) in &tables {
            let key = columns.split_whitespace().next().expect("a key");
            let _ = write!(
                sql,
                r#"DROP TABLE IF EXISTS "{name}"; CREATE TABLE "{name}" ({columns}) PARTITION BY HASH ({key});"#
            );
            for (remainder, shard) in SHARDS.iter().enumerate() {
                let _ = write!(
                    sql,
                    r#"CREATE FOREIGN TABLE "{name}_{shard}" PARTITION OF "{name}"
                    FOR VALUES WITH (MODULUS {}, REMAINDER {remainder}) SERVER shard_{shard} OPTIONS (table_name '{name}');"#,
                    SHARDS.len()
                );
            }
        }
        self.coordinator().execute(&sql);
        self.coordinator().execute(&format!("BEGIN; {} COMMIT", build_inserts(table)));
    }

    /// Returns the plan of a filter. A generic plan is one for every set of bind parameters.
    fn explain(&mut self, filter: &Filter<'_>, library: DateLibrary, plan: Plan) -> Vec<String> {
        self.explain_statement(&select(Dialect::Postgres, library, filter), plan)
    }

    fn explain_statement(&mut self, select: &SelectStatement, plan: Plan) -> Vec<String> {
        let (sql, values) = select.build_postgres(PostgresQueryBuilder);
        let client = &mut self.coordinator().0;
        let explained = match plan {
            Plan::Custom => client.query(&format!("EXPLAIN (VERBOSE, COSTS OFF) {sql}"), &values.as_params()),
            Plan::Generic => {
                let nulls = vec!["NULL"; values.as_params().len()].join(", ");
                let arguments = if nulls.is_empty() { nulls } else { format!("({nulls})") };
                let prepare = format!("SET plan_cache_mode = force_generic_plan; PREPARE planned AS {sql}");
                client.batch_execute(&prepare).unwrap_or_else(|error| panic!("{sql}: {error:?}"));
                let explained = client.query(&format!("EXPLAIN (VERBOSE, COSTS OFF) EXECUTE planned{arguments}"), &[]);
                client.batch_execute("DEALLOCATE planned; RESET plan_cache_mode").expect("a session");
                explained
            }
        };
        let explained = explained.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
        explained.iter().map(|row| row.get(0)).collect()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // The connections of the foreign data wrapper end with this one.
        self.coordinator = None;
        self.shards.clear();
        for name in ["server"].into_iter().chain(SHARDS) {
            let sql = format!("DROP DATABASE IF EXISTS {}_{name} WITH (FORCE)", self.prefix);
            // A failure would hide that of the test.
            let _ = self.root.0.batch_execute(&sql);
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Plan {
    Custom,
    Generic,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Collation {
    /// The default of the database.
    Default,
    C,
}

/// Returns the name and the columns of each table: that of the records, and one for each column whose values are rows.
fn build_tables(table: &Table<'_>, collation: Collation) -> Vec<(&'static str, String)> {
    let declare = |column: &Column| {
        let is_text = column.postgres_type == "text" || column.postgres_type.starts_with("varchar");
        let collate = if is_text && collation == Collation::C { r#" COLLATE "C""# } else { "" };
        format!("{}{collate}", type_of_column(column))
    };
    let (held, rows) = split_columns(table);
    let records = held.iter().fold(format!("{ID} int8 NOT NULL"), |mut columns, column| {
        let _ = write!(columns, r#", "{}" {}"#, column.name, declare(column));
        columns
    });
    let mut tables = vec![(RECORDS, records)];
    for column in rows {
        tables.push((column.name, format!("{RECORD} int8 NOT NULL, {VALUE} {}", declare(column))));
    }
    tables
}

/// What the operands of a date-time are.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Operands {
    /// Values of the field's type.
    Values,
    WholeDays,
    /// Whole days, of which the last one ends after the last instant of the library.
    LastDay,
}

/// A condition on one column, in one kind of plan.
#[derive(Debug)]
struct Case {
    column: &'static Column,
    collation: Collation,
    op: Op,
    operands: Operands,
    plan: Plan,
}

impl Case {
    fn build_filter<'s>(&self, schema: &'s Schema, random: &mut Random) -> Filter<'s> {
        let &Case { column, op, operands, .. } = self;
        let count = match op {
            Op::In | Op::NotIn | Op::AllIn if column.value_type == ValueType::Boolean => 1,
            Op::In | Op::NotIn | Op::AllIn | Op::Range => 2,
            _ => 1,
        };
        let builder = schema.filter();
        let builder = if operands == Operands::LastDay && !op.takes_boolean() {
            let days: [Date; 2] = ["2022-05-04", "9999-12-31"].map(|day| day.parse().expect("a day"));
            builder.with(column.name, op, days.into_iter().skip(2 - count))
        } else {
            let days = vec![operands == Operands::WholeDays; count];
            let shape = ConditionShape { column, op, days, flag: true };
            builder.with(column.name, op, shape.values(random, schema))
        };
        builder.build().unwrap_or_else(|errors| panic!("{self:?}: {errors}"))
    }

    /// Returns `true` if each shard evaluates the condition. Rows of another table are joined afterwards.
    fn is_evaluated_by_shards(&self, lines: &[String]) -> bool {
        let is_in_rows = self.column.storage(Dialect::Postgres) == Storage::Rows;
        let table = if is_in_rows { self.column.name } else { RECORDS };
        let from = format!("FROM public.{table}");
        let remote = lines.iter().filter(|line| line.contains("Remote SQL:") && line.contains(&from));
        let filters: Vec<bool> = remote
            .map(|line| line.split_once(" WHERE ").is_some_and(|(_, filter)| !is_in_rows || filter.contains(VALUE)))
            .collect();
        assert!(filters.len() >= SHARDS.len(), "{self:?}: {lines:#?}");
        filters.iter().all(|is_filtered| *is_filtered)
    }
}

type AppliesTo = fn(&Case) -> bool;

/// The first cells of the table of exceptions in the guide, and the cases that each describes.
const EXCEPTIONS: [(&str, AppliesTo); 11] = [
    (r#"text under a collation that isn't `"C"`"#, |case| {
        is_text(case) && case.collation == Collation::Default && case.column.postgres != Shape::Deterministic
    }),
    ("text, declared as `deterministic`", |case| {
        case.collation == Collation::Default && case.column.postgres == Shape::Deterministic
    }),
    ("array", is_array),
    ("array of date-times, whole days", |case| is_array(case) && case.operands != Operands::Values),
    ("array of `smallint` or `integer`", |case| is_array(case) && case.column.postgres_type == "int4"),
    ("array of `varchar`", |case| is_array(case) && is_varchar(case)),
    ("enum, also if cast to text", |case| matches!(case.column.postgres, Shape::Enum | Shape::EnumAsText)),
    ("`timestamp` at the time zone `'UTC'`", |case| case.column.postgres_type == "timestamp"),
    ("`numeric` or `uuid`, generic plan", |case| {
        case.plan == Plan::Generic && ["numeric", "uuid"].iter().any(|name| case.column.postgres_type.starts_with(name))
    }),
    ("`varchar`, generic plan", |case| case.plan == Plan::Generic && is_varchar(case)),
    ("date-time that the library doesn't have", |case| case.operands == Operands::LastDay),
];

fn is_text(case: &Case) -> bool {
    case.column.postgres_type == "text" || is_varchar(case)
}

fn is_varchar(case: &Case) -> bool {
    case.column.postgres_type.starts_with("varchar")
}

fn is_array(case: &Case) -> bool {
    case.column.storage(Dialect::Postgres) == Storage::Array
}

/// A row of the table of exceptions.
struct Exception {
    name: &'static str,
    applies: AppliesTo,
    ops: BTreeSet<Op>,
    unused: BTreeSet<Op>,
}

fn read_exceptions() -> Vec<Exception> {
    let rows = read_table("### Shards");
    let names: Vec<&str> = rows.iter().map(|cells| cells[0]).collect();
    assert_eq!(names, EXCEPTIONS.map(|(name, _)| name), "the exceptions of the guide");
    let parse = |name: &str| Op::ALL.into_iter().find(|op| op.wire_name() == name).expect("an operator");
    rows.iter()
        .zip(EXCEPTIONS)
        .map(|(cells, (name, applies))| {
            let ops: BTreeSet<Op> = match cells[1] {
                "all" => Op::ALL.into_iter().collect(),
                cell => find_code(cell).into_iter().map(parse).collect(),
            };
            let unused = if cells[1] == "all" { BTreeSet::new() } else { ops.clone() };
            Exception { name, applies, ops, unused }
        })
        .collect()
}

#[test]
fn evaluates_conditions_on_shards() {
    let Some(mut cluster) = Cluster::connect("conditions on shards") else { return };
    let mut exceptions = read_exceptions();
    let columns: Vec<&'static Column> = COLUMNS.iter().collect();
    let schema = build_schema(&columns);
    let mut random = Random::new(20_220_504);
    let rows = generate::rows(&mut random, &columns, 40);
    let table = Table { columns: columns.clone(), rows: &rows, has_nulls: true };
    let mut problems = Vec::new();
    for collation in [Collation::Default, Collation::C] {
        cluster.create(&table, collation);
        for case in list_cases(&columns, collation) {
            let filter = case.build_filter(&schema, &mut random);
            // This library doesn't have the end of the last day.
            let library = if case.operands == Operands::LastDay { DateLibrary::Time } else { DateLibrary::Chrono };
            let lines = cluster.explain(&filter, library, case.plan);
            let mut listed: Vec<&mut Exception> =
                exceptions.iter_mut().filter(|it| it.ops.contains(&case.op) && (it.applies)(&case)).collect();
            if case.is_evaluated_by_shards(&lines) != listed.is_empty() {
                let names: Vec<&str> = listed.iter().map(|it| it.name).collect();
                let Case { column, collation, op, operands, plan } = &case;
                problems.push(format!(
                    "{} {op}, {collation:?} {operands:?} {plan:?}: listed in {names:?}\n{}",
                    column.name,
                    lines.join("\n")
                ));
            }
            for exception in &mut listed {
                exception.unused.remove(&case.op);
            }
            if case.plan == Plan::Custom {
                let found = cluster.coordinator().ids_with(library, &filter);
                assert_eq!(found.as_deref(), Ok(&*ids_in_memory(&rows, &filter)), "{filter}");
            }
        }
    }
    assert!(problems.is_empty(), "{} differences from the guide\n{}", problems.len(), problems.join("\n"));
    for Exception { name, unused, .. } in exceptions {
        assert!(unused.is_empty(), "{name}: {unused:?} are listed, but the shards evaluate them");
    }
}

/// Lists the cases of every operator of every column.
fn list_cases(columns: &[&'static Column], collation: Collation) -> Vec<Case> {
    let mut cases = Vec::new();
    for &column in columns {
        for op in column.ops().iter() {
            for operands in [Operands::Values, Operands::WholeDays, Operands::LastDay] {
                let is_native = column.value_type == ValueType::DateTime && column.postgres == Shape::Native;
                let has_operands = match operands {
                    Operands::Values => true,
                    Operands::WholeDays => column.value_type == ValueType::DateTime && !op.takes_boolean(),
                    Operands::LastDay => is_native && !op.takes_boolean(),
                };
                for plan in [Plan::Custom, Plan::Generic].into_iter().filter(|_| has_operands) {
                    cases.push(Case { column, collation, op, operands, plan });
                }
            }
        }
    }
    cases
}

/// The guide recommends this expression to those who have shards.
#[test]
fn evaluates_timestamps_at_an_interval_on_shards() {
    let Some(mut cluster) = Cluster::connect("timestamps on shards") else { return };
    let columns: Vec<&'static Column> = COLUMNS.iter().filter(|column| column.name == "plain").collect();
    let schema = build_schema(&columns);
    cluster.create(&Table { columns, rows: &[], has_nulls: false }, Collation::Default);
    let filter = schema.parse("plain__gte=2022-05-04").expect("a filter");
    let interval = Expr::cust(r#""plain" AT TIME ZONE INTERVAL '0'"#);
    let condition = to_condition(&filter, &(Dialect::Postgres, |_: &Field| Some(interval.clone())));
    let select = Query::select().column(ID).from(RECORDS).cond_where(condition.expect("a column")).take();
    let lines = cluster.explain_statement(&select, Plan::Generic).join("\n");
    assert_eq!(lines.matches(" WHERE ((timezone(").count(), SHARDS.len(), "{lines}");
}
