//! The SQL text depends on a filter's shape alone, and no filter has more bind parameters than a database accepts.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use filterset::value::Date;
use filterset::{Field, Filter, Op, Schema, Value, ValueType};
use filterset_sea_query::{Column, DateLibrary, Dialect, to_condition};
use sea_query::{Expr, ExprTrait, Order, Query, SelectStatement, SqliteQueryBuilder};

use crate::columns::{self, COLUMNS, build_schema};
use crate::engines::{Engine, Postgres, Sqlite, build_statement};
use crate::generate;
use crate::mariadb::MariaDb;
use crate::random::Random;

/// The number of bind parameters that every build of SQLite accepts.
const MAX_PARAMETERS: usize = 999;

/// The number of sets of values of one shape; a debug build is slow.
const SETS: usize = if cfg!(debug_assertions) { 100 } else { 1_000 };

/// A condition without its values. It includes which of them are whole days, and a boolean operand.
pub(crate) struct ConditionShape {
    pub(crate) column: &'static columns::Column,
    pub(crate) op: Op,
    pub(crate) days: Vec<bool>,
    pub(crate) flag: bool,
}

impl ConditionShape {
    fn new(random: &mut Random, column: &'static columns::Column, op: Op) -> ConditionShape {
        let most = if column.value_type == ValueType::Boolean { 2 } else { 4 };
        let count = match op {
            Op::In | Op::NotIn | Op::AllIn => random.within(1..=most),
            Op::Range => 2,
            _ => 1,
        };
        let takes_days = column.value_type == ValueType::DateTime;
        let days = (0..count).map(|_| takes_days && random.percent(50)).collect();
        ConditionShape { column, op, days, flag: random.percent(50) }
    }

    /// Generates new values.
    pub(crate) fn values(&self, random: &mut Random, schema: &Schema) -> Vec<Value<'static>> {
        let &ConditionShape { column, op, ref days, flag } = self;
        if op.takes_boolean() {
            return vec![flag.into()];
        }
        loop {
            let values = days.iter().map(|is_day| match is_day {
                true => generate::date(random).into(),
                false => generate::item(random, column),
            });
            let values: Vec<Value<'static>> = values.collect();
            // A repeated value counts once, and the bounds of a range must be in order.
            let builder = schema.filter().with(column.name, op, values.iter().map(Value::borrowed));
            let has_all = |filter: &Filter<'_>| filter.iter().map(|it| it.predicate().values().count()).sum::<usize>();
            if builder.build().is_ok_and(|filter| has_all(&filter) == values.len()) {
                return values;
            }
        }
    }
}

#[test]
fn generates_the_same_sql_for_every_filter_of_a_shape() {
    let mut random = Random::new(1_000);
    let schema = build_schema(&COLUMNS.iter().collect::<Vec<_>>());
    let keys: Vec<_> = COLUMNS.iter().flat_map(|column| column.ops().iter().map(move |op| (column, op))).collect();
    // A filter can have 64 conditions.
    for keys in keys.chunks(64) {
        let shapes: Vec<ConditionShape> =
            keys.iter().map(|(column, op)| ConditionShape::new(&mut random, column, *op)).collect();
        let targets = [
            (Dialect::Sqlite, DateLibrary::Chrono),
            (Dialect::Postgres, DateLibrary::Chrono),
            (Dialect::Postgres, DateLibrary::Jiff),
            (Dialect::MySql, DateLibrary::Chrono),
        ];
        let (mut texts, mut canonical) = (targets.map(|_| BTreeSet::new()), BTreeSet::new());
        for _ in 0..SETS {
            let mut builder = schema.filter();
            for shape in &shapes {
                builder = builder.with(shape.column.name, shape.op, shape.values(&mut random, &schema));
            }
            let filter = builder.build().expect("a filter");
            for (texts, (dialect, library)) in texts.iter_mut().zip(targets) {
                texts.insert(build_statement(dialect, library, &filter).sql);
            }
            canonical.insert(filter.to_string());
        }
        for (texts, (_, library)) in texts.into_iter().zip(targets) {
            // jiff doesn't have the last instants, which are bound as text.
            let most = if library == DateLibrary::Jiff { 2 } else { 1 };
            assert!(texts.len() <= most, "{texts:#?}");
        }
        assert_eq!(canonical.len(), SETS, "the filters are hardly different");
    }
}

/// Builds a schema with more fields than a filter can have conditions.
fn wide() -> Schema {
    let texts = (0..64).map(|number| {
        Field::text(format!("text{number}")).ops([
            Op::IExact,
            Op::EndsWith,
            Op::IEndsWith,
            Op::Contains,
            Op::IContains,
            Op::StartsWith,
        ])
    });
    let list = [Op::In, Op::NotIn];
    Schema::builder("wide")
        .fields(texts)
        .field(Field::integer("number").ops(list))
        .field(Field::text("word").ops(list))
        .field(Field::date_time("instant").ops(list))
        .field(Field::text("words").multi_valued().ops([Op::In, Op::NotIn, Op::AllIn]))
        .field(Field::integer("integers").multi_valued().ops([Op::In, Op::NotIn, Op::AllIn]))
        .field(Field::date_time("instants").multi_valued().ops([Op::In, Op::NotIn, Op::AllIn]))
        .build()
        .expect("a valid schema")
}

fn select(dialect: Dialect, filter: &Filter<'_>) -> SelectStatement {
    let columns = (dialect, |field: &Field| {
        let name = field.name().to_owned();
        Some(if !field.is_multi_valued() {
            Column::from(Expr::col(name))
        } else if dialect == Dialect::Postgres && name == "integers" {
            Column::array(Expr::col(name))
        } else {
            let belongs = Expr::col((name.clone(), "record")).equals(("wide", "id"));
            Column::rows(Query::select().from(name.clone()).and_where(belongs).take(), Expr::col((name, "value")))
        })
    });
    Query::select().column("id").from("wide").cond_where(to_condition(filter, &columns).expect("a condition")).take()
}

/// All databases, with the same texts in the table `wide`.
struct Databases {
    sqlite: Sqlite,
    postgres: Option<Postgres>,
    mariadb: Option<MariaDb>,
}

impl Databases {
    fn new(what: &str, texts: &[String]) -> Databases {
        let mut columns = String::from("id bigint, number bigint, word text");
        for number in 0..64 {
            let _ = write!(columns, ", text{number} text");
        }
        let create = |temp: &str, integers: &str, instant: &str| {
            format!(
                "CREATE {temp} TABLE wide ({columns}, instant {instant}{integers});
                CREATE {temp} TABLE words (record bigint, value text);
                CREATE {temp} TABLE integers (record bigint, value bigint);
                CREATE {temp} TABLE instants (record bigint, value {instant})"
            )
        };
        let names: String = (0..64).fold(String::from("id"), |names, number| format!("{names}, text{number}"));
        // A message to MariaDB can have 16 MB, so each row has its own.
        let insert = |(id, text): (usize, &String)| {
            let all = format!(", '{text}'").repeat(64);
            format!("INSERT INTO wide ({names}) VALUES ({id}{all})")
        };
        let (sqlite, mut postgres, mut mariadb) = (Sqlite::new(), Postgres::connect(what), MariaDb::connect(what));
        sqlite.execute(&create("", "", "text"));
        texts.iter().enumerate().map(insert).for_each(|insert| sqlite.execute(&insert));
        if let Some(postgres) = &mut postgres {
            postgres.execute(&create("TEMP", ", integers bigint[]", "timestamptz"));
            texts.iter().enumerate().map(insert).for_each(|insert| postgres.execute(&insert));
        }
        if let Some(mariadb) = &mut mariadb {
            mariadb.execute(&create("", "", "datetime(6)"));
            texts.iter().enumerate().map(insert).for_each(|insert| mariadb.execute(&insert));
        }
        Databases { sqlite, postgres, mariadb }
    }

    /// Runs a filter in each and checks the records that satisfy it. Returns the maximum number of its bind parameters.
    fn run(&mut self, filter: &Filter<'_>, expected: &[i64]) -> usize {
        let mut most = run_in(&mut self.sqlite, filter, expected);
        if let Some(postgres) = &mut self.postgres {
            most = most.max(run_in(postgres, filter, expected));
        }
        if let Some(mariadb) = &mut self.mariadb {
            most = most.max(run_in(mariadb, filter, expected));
        }
        most
    }
}

fn run_in<E: Engine>(engine: &mut E, filter: &Filter<'_>, expected: &[i64]) -> usize {
    let mut statement = select(E::DIALECT, filter);
    let ids = engine.select_ids(statement.order_by("id", Order::Asc));
    assert_eq!(ids.as_deref(), Ok(expected), "{}", E::NAME);
    statement.build(SqliteQueryBuilder).1.0.len()
}

#[test]
fn runs_largest_filters() {
    let schema = wide();
    let words = |count: usize| (0..count).map(|number| format!("word{number}"));
    let days = |count: usize| {
        // Every second day, so that no two days are adjacent.
        (0..count).map(|number| Date::from_unix_days(18_993 + 2 * i32::try_from(number).expect("few")).expect("a day"))
    };
    let ends = |count: usize| {
        (0..count).fold(schema.filter(), |builder, number| {
            let (name, end) = (format!("text{number}"), format!("end{number}"));
            if number % 2 == 0 { builder.ends_with(&name, end) } else { builder.iends_with(&name, end) }
        })
    };
    let with_days = |name, op: Op, count| schema.filter().with(name, op, days(count));
    let filters = [
        ("64 conditions", ends(64)),
        ("64 conditions of 900 operands", ends(62).is_in("number", 0..500_i64).not_in("word", words(338))),
        ("two lists of integers", schema.filter().is_in("number", 0..500_i64).is_in("integers", 0..400_i64)),
        ("two lists that all are held", schema.filter().all_in("words", words(500)).all_in("integers", 0..400_i64)),
        (
            "two lists of none",
            schema.filter().not_in("words", words(500)).not_in("integers", 0..399_i64).iends_with("text1", "no"),
        ),
        ("450 days", with_days("instant", Op::In, 450)),
        ("none of 449 days", with_days("instant", Op::NotIn, 449).iends_with("text1", "no")),
        ("one of 450 days", with_days("instants", Op::In, 450)),
        ("450 days that all are held", with_days("instants", Op::AllIn, 450)),
    ];
    let mut databases = Databases::new("the largest filters", &["text".to_owned(), "Text".to_owned()]);
    for (name, builder) in filters {
        let filter = builder.build().unwrap_or_else(|errors| panic!("{name}: {errors}"));
        let count = databases.run(&filter, &[]);
        println!("{name}: {count} parameters");
        assert!(count <= MAX_PARAMETERS, "{name}: {count} parameters");
    }
    // A filter that every record satisfies, with as many bind parameters.
    let filter = schema.filter().not_in("words", words(500)).not_in("integers", 0..400_i64).build().expect("a filter");
    assert_eq!(databases.run(&filter, &[0, 1]), 900);
}

#[test]
fn runs_longest_texts() {
    let schema = wide();
    let long = "xY".repeat(32_500);
    // A query needs three bytes for each.
    let percents = "%".repeat(21_000);
    let texts = [format!("{long}z"), format!("a{long}"), long.to_lowercase(), percents.clone(), "x".to_owned()];
    let mut databases = Databases::new("texts of 65,000 bytes", &texts);
    let asked: [(Op, &str, &[i64]); 9] = [
        (Op::Contains, &long, &[0, 1]),
        (Op::StartsWith, &long, &[0]),
        (Op::EndsWith, &long, &[1]),
        (Op::IContains, &long, &[0, 1, 2]),
        (Op::IEndsWith, &long, &[1, 2]),
        (Op::IExact, &long, &[2]),
        (Op::Contains, &percents, &[3]),
        (Op::IContains, &percents, &[3]),
        (Op::EndsWith, &percents, &[3]),
    ];
    for (op, text, expected) in asked {
        let filter = schema.filter().with("text0", op, [text]).build().expect("a filter");
        databases.run(&filter, expected);
    }
}
