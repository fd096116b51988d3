//! Runs random filters in every engine, and checks that all return the same records.

use std::collections::BTreeMap;
use std::env;
use std::fmt::Write as _;
use std::iter;

use filterset::schema::ListStyle;
use filterset::{Filter, Op, ValueType};
use filterset_sea_query::{DateLibrary, Dialect};

use crate::columns::{COLUMNS, Column, build_schema, build_spelled_schema, libraries_for};
use crate::engines::{Engine, Postgres, Sqlite, Table, build_statement, ids_in_memory, print_notice};
use crate::generate;
use crate::mariadb::MariaDb;
use crate::random::Random;
use crate::records::Row;

const RECORDS: usize = 200;
const FILTERS_OF_A_TABLE: usize = 400;
/// The number of previous filters that each filter is compared with.
const COMPARED: usize = 50;
/// The number of disagreements after which the test stops.
const ENOUGH: usize = 5;

/// Parses a number from the environment.
fn parse_variable(name: &str, default: u64) -> u64 {
    env::var(name).map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name}: invalid number {text:?}")))
}

/// Describes how the records of a database differ from those in memory. Returns `None` if they agree.
fn describe_disagreement<E: Engine>(
    engine: &mut E,
    library: DateLibrary,
    columns: &[&Column],
    rows: &[Row],
    filter: &Filter<'_>,
    expected: &[i64],
) -> Option<String> {
    let found = engine.ids_with(library, filter);
    if found.as_deref() == Ok(expected) {
        return None;
    }
    let statement = build_statement(E::DIALECT, library, filter);
    let mut reported =
        format!("filter: {filter}\n  {}: {}\n  {library:?} {:?}\n", E::NAME, statement.sql, statement.parameters);
    match found {
        Err(error) => {
            let _ = writeln!(reported, "  error: {error}");
        }
        Ok(found) => {
            let only = |these: &[i64], those: &[i64]| these.iter().copied().filter(|id| !those.contains(id)).collect();
            let sides: [(&str, Vec<i64>); 2] = [(E::NAME, only(&found, expected)), ("memory", only(expected, &found))];
            for (side, ids) in sides {
                let _ = writeln!(reported, "  only in {side}: {} records", ids.len());
                for id in ids.into_iter().take(3) {
                    let _ = write!(reported, "    {id}:");
                    let row = &rows[usize::try_from(id).expect("a place")];
                    for condition in filter {
                        let column = columns.iter().find(|column| column.name == condition.field().name());
                        let column = column.expect("a column");
                        let _ = write!(reported, " {} = {:?}", column.name, row.cell(column));
                    }
                    reported.push('\n');
                }
            }
        }
    }
    Some(reported)
}

/// How often each operator of each field was used, and how many records the filters matched.
#[derive(Default)]
struct Counts {
    used: BTreeMap<(&'static str, Op), usize>,
    filters: usize,
    matched: usize,
    /// Filters that match some records, but not all.
    selective: usize,
    /// Filters that are known to match nothing.
    unsatisfiable: usize,
    /// Pairs of filters, one known to imply the other.
    implied: usize,
}

impl Counts {
    fn add(&mut self, filter: &Filter<'_>, columns: &[&'static Column], matched: usize) {
        for condition in filter {
            let column = columns.iter().find(|column| column.name == condition.field().name()).expect("a column");
            *self.used.entry((column.name, condition.op())).or_default() += 1;
        }
        self.filters += 1;
        self.matched += matched;
        self.selective += usize::from(matched > 0 && matched < RECORDS);
    }

    /// Checks the results of static analysis against the matching records.
    fn check_known(&mut self, filter: &Filter<'_>, ids: &[i64], others: &[(Filter<'_>, Vec<i64>)]) {
        if filter.is_unsatisfiable() {
            assert!(ids.is_empty(), "{filter} is known to match nothing");
            self.unsatisfiable += 1;
        }
        for (other, their) in others.iter().rev().take(COMPARED) {
            for ((one, ids), (all, wider)) in [((filter, ids), (other, &**their)), ((other, their), (filter, ids))] {
                if one.implies(all) {
                    assert!(ids.iter().all(|id| wider.contains(id)), "{one} is known to imply {all}");
                    self.implied += 1;
                }
            }
        }
    }

    fn of_type(&self, value_type: ValueType, op: Op) -> usize {
        let of_type = COLUMNS.iter().filter(|column| column.value_type == value_type);
        of_type.filter_map(|column| self.used.get(&(column.name, op))).sum()
    }

    fn print(&self) {
        print!("{:12}", "");
        for value_type in ValueType::ALL {
            print!("{value_type:>10}");
        }
        println!("{:>10}", "all");
        for op in Op::ALL {
            let counts = ValueType::ALL.map(|value_type| self.of_type(value_type, op));
            print!("{:12}", op.wire_name());
            for count in counts {
                if count == 0 { print!("{:>10}", "-") } else { print!("{count:>10}") }
            }
            println!("{:>10}", counts.iter().sum::<usize>());
        }
        println!(
            "{:.1} of {RECORDS} records matched on average; {:.1}% of the filters matched some and not all",
            self.mean(),
            self.percent_selective()
        );
        println!(
            "{} filters are known to match nothing; of {} pairs one is known to imply the other",
            self.unsatisfiable, self.implied
        );
    }

    fn mean(&self) -> f64 {
        ratio(self.matched, self.filters)
    }

    fn percent_selective(&self) -> f64 {
        100.0 * ratio(self.selective, self.filters)
    }

    /// Checks that every operator of every field was used.
    fn check(&self) {
        for column in &COLUMNS {
            for op in column.ops().iter() {
                assert!(self.used.contains_key(&(column.name, op)), "{} {op} was never asked", column.name);
            }
        }
        for value_type in ValueType::ALL {
            for op in value_type.ops().iter().chain([Op::IsNull, Op::AllIn, Op::IsEmpty]) {
                assert_ne!(self.of_type(value_type, op), 0, "{value_type} {op} was never asked");
            }
        }
        assert!(self.percent_selective() > 60.0, "few of the filters tell anything");
    }
}

#[allow(clippy::cast_precision_loss, reason = "for people")]
fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

#[test]
fn returns_the_same_records_for_random_filters() {
    let seed = parse_variable("SEED", 20_220_504);
    let what = "filters at random";
    let (mut postgres, mut mariadb) = (Postgres::connect(what), MariaDb::connect(what));
    let has_server = postgres.is_some() || mariadb.is_some();
    // Without a server, few differences can be found.
    let filters = parse_variable("FILTERS", if has_server { 20_000 } else { 4_000 });
    let filters = usize::try_from(filters).expect("a count");
    let mut random = Random::new(seed);
    let mut sqlite = Sqlite::new();
    let versions = [postgres.as_mut().map(Postgres::version), mariadb.as_mut().map(MariaDb::version)];
    let versions: Vec<String> = iter::once(Sqlite::version()).chain(versions.into_iter().flatten()).collect();
    print_notice(&format!("{filters} {what} (FILTERS), seed {seed} (SEED), in {}", versions.join(", ")));
    let (mut counts, mut disagreements, mut picks) = (Counts::default(), Vec::new(), 0);
    'all: for round in 0..filters.div_ceil(FILTERS_OF_A_TABLE) {
        // Two consecutive tables have all columns between them.
        picks = if round % 2 == 0 { random.bits() } else { !picks };
        let columns = generate::columns(picks);
        let schema = match round % 6 {
            0 | 1 => build_schema(&columns),
            2 | 3 => build_spelled_schema(&columns, ListStyle::Repeat),
            _ => build_spelled_schema(&columns, ListStyle::Both),
        };
        let rows = generate::rows(&mut random, &columns, RECORDS);
        let table = Table { columns, rows: &rows, has_nulls: true };
        sqlite.create(&table);
        if let Some(postgres) = &mut postgres {
            postgres.create(&table);
        }
        if let Some(mariadb) = &mut mariadb {
            mariadb.create(&table);
        }
        let columns = &table.columns;
        let generator = schema.generator().records(&rows);
        let mut ran: Vec<(Filter<'_>, Vec<i64>)> = Vec::new();
        for _ in 0..FILTERS_OF_A_TABLE.min(filters - round * FILTERS_OF_A_TABLE) {
            let built = generate::filter(&mut random, &generator);
            let canonical = built.to_string();
            let filter = schema.parse(&canonical).unwrap_or_else(|errors| panic!("{canonical}: {errors}")).into_owned();
            assert_eq!(filter, built, "{canonical}");
            let expected = ids_in_memory(&rows, &filter);
            counts.add(&filter, columns, expected.len());
            for library in libraries_for(Dialect::Sqlite, &filter) {
                let it = describe_disagreement(&mut sqlite, *library, columns, &rows, &filter, &expected);
                disagreements.extend(it);
            }
            for library in libraries_for(Dialect::Postgres, &filter) {
                let Some(postgres) = &mut postgres else { break };
                let it = describe_disagreement(postgres, *library, columns, &rows, &filter, &expected);
                disagreements.extend(it);
            }
            for library in libraries_for(Dialect::MySql, &filter) {
                let Some(mariadb) = &mut mariadb else { break };
                let it = describe_disagreement(mariadb, *library, columns, &rows, &filter, &expected);
                disagreements.extend(it);
            }
            counts.check_known(&filter, &expected, &ran);
            ran.push((filter, expected));
            if disagreements.len() >= ENOUGH {
                break 'all;
            }
        }
    }
    counts.print();
    assert!(disagreements.is_empty(), "seed {seed}, after {} filters\n{}", counts.filters, disagreements.join("\n"));
    if counts.filters >= 4_000 {
        counts.check();
    }
}
