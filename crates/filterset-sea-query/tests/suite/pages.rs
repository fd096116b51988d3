//! Walks all pages of lists by cursor, while records are inserted, and checks that each old record is seen once, in an
//! order that is the same in memory and in every engine.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use filterset::list::{Direction, ListOptions, ListRequest, Pagination};
use filterset::{Filter, Schema, Value, ValueType};
use filterset_sea_query::{ColumnMap, CursorKey, Dialect, ListSource};
use sea_query::{Expr, Query};

use crate::columns::{COLUMNS, Column, ID, RECORDS, Shape, build_schema};
use crate::engines::{Engine, Postgres, Sqlite, Table};
use crate::generate;
use crate::mariadb::MariaDb;
use crate::random::Random;
use crate::records::Row;

/// The number of records from which on none is inserted.
const MAX_RECORDS: usize = 80;

/// Returns the value of a record for a name of an ordering. The id of a record is its index.
fn find_value<'r>(rows: &'r [Row], id: i64, name: &str) -> Option<Value<'r>> {
    let Some(column) = COLUMNS.iter().find(|column| column.name == name) else { return Some(Value::Integer(id)) };
    let row = &rows[usize::try_from(id).expect("an index")];
    row.cell(column).values().into_iter().next()
}

/// Returns the value of a record as a driver of a database returns it.
fn find_stored<'r>(dialect: Dialect, rows: &'r [Row], id: i64, name: &str) -> Option<Value<'r>> {
    let value = find_value(rows, id, name)?;
    let column = COLUMNS.iter().find(|column| column.name == name);
    Some(match (column.map(|column| column.shape(dialect)), value) {
        (Some(Shape::Scaled(digits)), Value::Decimal(decimal)) => {
            let units = decimal * rust_decimal::Decimal::from(10_i64.pow(digits.into()));
            Value::Integer(units.try_into().expect("an integer"))
        }
        (Some(Shape::Scaled(digits)), Value::Instant(instant)) => {
            let units = instant.unix_nanos() / 10_i128.pow(9 - u32::from(digits));
            Value::Integer(units.try_into().expect("an integer"))
        }
        (Some(Shape::Real), Value::Decimal(decimal)) => {
            Value::Text(decimal.to_string().parse::<f64>().expect("a number").to_string().into())
        }
        (_, value) => value,
    })
}

/// Compares two records by the reference: null is greater than every value.
fn compare(rows: &[Row], ordering: &[(String, Direction)], one: i64, other: i64) -> Ordering {
    let in_items = ordering.iter().map(|(name, direction)| {
        let ordering = match (find_value(rows, one, name), find_value(rows, other, name)) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (Some(a), Some(b)) => a.cmp(&b),
        };
        if *direction == Direction::Ascending { ordering } else { ordering.reverse() }
    });
    in_items.fold(Ordering::Equal, Ordering::then)
}

/// A table whose lists are walked.
struct Lists {
    schema: Schema,
    columns: Vec<&'static Column>,
    sortable: Vec<&'static str>,
}

impl Lists {
    fn new(columns: Vec<&'static Column>) -> Lists {
        // SQLite can't order decimals that are stored as text.
        let is_ordered = |column: &Column| column.value_type != ValueType::Decimal || column.sqlite != Shape::Text;
        let single = columns.iter().filter(|column| column.multi_valued.is_none() && is_ordered(column));
        let sortable: Vec<_> = single.map(|column| column.name).chain([ID]).collect();
        let fields = build_schema(&columns);
        let options = ListOptions::builder().pagination(Pagination::by_cursor()).ordering(sortable.clone());
        let schema = Schema::builder(RECORDS).fields(fields.fields().cloned()).list_options(options).build();
        Lists { schema: schema.expect("a valid schema"), columns, sortable }
    }

    fn source(&self, dialect: Dialect) -> ListSource<ColumnMap> {
        let id = filterset_sea_query::Column::from(Expr::col((RECORDS, ID))).typed(ValueType::Integer);
        let columns = self.columns.iter().fold(ColumnMap::new(dialect).column(ID, id), |map, column| {
            map.column(column.name, column.declare(dialect))
        });
        let source = ListSource::builder(&self.schema, columns, ID).cursor_key(CursorKey::new(&[7; 32]));
        source.build().unwrap_or_else(|error| panic!("{error}"))
    }

    fn random_request(&self, random: &mut Random, rows: &[Row], number: usize) -> ListRequest<'static> {
        let filter = match number % 3 {
            0 => generate::filter(random, &self.schema.generator().records(rows)),
            _ => self.schema.parse("").expect("an empty filter").into_owned(),
        };
        let mut names = Vec::new();
        for _ in 0..random.within(0..=3) {
            let name = *random.choose(&self.sortable);
            if !names.iter().any(|known: &String| known.trim_start_matches('-') == name) {
                names.push(format!("{}{name}", random.choose(&["", "-"])));
            }
        }
        let size = u64::try_from(random.within(1..=7)).expect("a size");
        let request = filter.into_list_request().page_size(size);
        let request = if names.is_empty() { request } else { request.ordering(names) };
        request.build().unwrap_or_else(|errors| panic!("a random request: {errors}"))
    }
}

fn matches(rows: &[Row], filter: &Filter<'_>) -> Vec<i64> {
    crate::engines::ids_in_memory(rows, filter)
}

/// Walks all pages of a list, and returns the ids in the order in which they were seen. Records are inserted before each
/// page if `inserts` is true.
fn walk<E: Engine>(
    engine: &mut E,
    lists: &Lists,
    start: &ListRequest<'static>,
    rows: &mut Vec<Row>,
    (random, inserts): (&mut Random, bool),
) -> Vec<i64> {
    let source = lists.source(E::DIALECT);
    let create = |engine: &mut E, rows: &[Row]| {
        engine.create(&Table { columns: lists.columns.clone(), rows, has_nulls: false });
    };
    create(engine, rows);
    let limit = usize::try_from(start.limit().expect("a limit")).expect("a small limit");
    let mut seen = Vec::new();
    let mut next = Some(start.clone());
    while let Some(list) = next.take() {
        let text = list.to_string();
        let list = lists.schema.parse_list_request(&text).unwrap_or_else(|errors| panic!("{text}: {errors}"));
        let page = source.page(&list).unwrap_or_else(|error| panic!("{text}: {error}"));
        let select = page.select(Query::select().column((RECORDS, ID)).from(RECORDS).take());
        let mut ids = engine.select_ids(&select).unwrap_or_else(|error| panic!("{text}: {error}"));
        let following = page
            .next_page(&mut ids, |id, name| find_stored(E::DIALECT, rows, *id, name))
            .expect("values of the columns");
        assert!(ids.len() == limit || following.is_none() && ids.len() < limit, "{text}: {} records", ids.len());
        seen.extend(ids);
        next = following.map(ListRequest::into_owned);
        // A walk ends only if records aren't inserted faster than they are seen.
        if inserts && rows.len() < MAX_RECORDS && random.percent(60) {
            let count = random.index(4) + 1;
            rows.extend(generate::rows(random, &lists.columns, count));
            create(engine, rows);
        }
        assert!(seen.len() <= rows.len(), "{text}: the walk doesn't end");
    }
    seen
}

fn check_walks<E: Engine>(engine: &mut E, tables: u64) {
    let mut walked = 0;
    for seed in 0..tables {
        let mut random = Random::new(seed);
        let lists = Lists::new(generate::columns(if seed % 2 == 0 { random.bits() } else { !random.bits() }));
        for number in 0..12 {
            let mut rows = generate::rows(&mut random, &lists.columns, 24);
            // Equal values, which only the unique name tells apart.
            let repeated: Vec<Row> = rows.iter().step_by(2).cloned().collect();
            rows.extend(repeated);
            let old = rows.len();
            let start = lists.random_request(&mut random, &rows, number);
            let page_ordering =
                lists.source(E::DIALECT).page(&start).expect("a page").ordering().map(own).collect::<Vec<_>>();

            let mut expected = matches(&rows, start.filter());
            expected.sort_by(|one, other| compare(&rows, &page_ordering, *one, *other));
            let seen = walk(engine, &lists, &start, &mut rows, (&mut random, number % 2 == 1));
            let seen_old: Vec<i64> = seen.iter().copied().filter(|id| *id < i64::try_from(old).expect("few")).collect();
            assert_eq!(seen_old, expected, "{} {start} (seed {seed}, {number})", E::NAME);

            let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
            for id in &seen {
                *counts.entry(*id).or_default() += 1;
            }
            assert!(counts.values().all(|count| *count == 1), "{} {start}: {counts:?}", E::NAME);
            let matching = matches(&rows, start.filter());
            assert!(seen.iter().all(|id| matching.contains(id)), "{} {start}: widened", E::NAME);
            assert!(seen.is_sorted_by(|one, other| compare(&rows, &page_ordering, *one, *other).is_lt()), "{start}");
            walked += seen.len();
        }
    }
    assert!(walked > 400, "only {walked} records");
}

fn own((name, direction): (&str, Direction)) -> (String, Direction) {
    (name.to_owned(), direction)
}

#[test]
fn sees_each_old_record_once_in_sqlite() {
    check_walks(&mut Sqlite::new(), 20);
}

#[test]
fn sees_each_old_record_once_in_postgres() {
    let Some(mut postgres) = Postgres::connect("pages by cursor") else { return };
    check_walks(&mut postgres, 8);
}

#[test]
fn sees_each_old_record_once_in_mariadb() {
    let Some(mut mariadb) = MariaDb::connect("pages by cursor") else { return };
    // The server takes seconds to create the tables of a walk.
    check_walks(&mut mariadb, 2);
}
