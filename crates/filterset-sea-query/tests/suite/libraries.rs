//! The bind parameters of dates and date-times with the types of each library.

use std::slice;

use chrono::{DateTime, NaiveDate, Utc};
use filterset::record::UnsupportedFieldsError;
use filterset::value::Timestamp;
use filterset::{Field, FilterSet, Op, OpSet, Schema, ValueType};
use filterset_sea_query::{Column, Columns, DateLibrary, Dialect, to_condition};
use sea_query::{
    Expr, MysqlQueryBuilder, Order, PostgresQueryBuilder, Query, SelectStatement, SqliteQueryBuilder, Value as SqlValue,
};
use sea_query_postgres::PostgresBinder;
use sea_query_rusqlite::RusqliteBinder;

use crate::engines::Postgres;

const LIBRARIES: [DateLibrary; 3] = [DateLibrary::Chrono, DateLibrary::Jiff, DateLibrary::Time];

fn schema() -> Schema {
    let ops = OpSet::ORDER.union(OpSet::EQUALITY);
    Schema::builder("events")
        .field(Field::date("d").ops(ops))
        .field(Field::date_time("at").ops(ops))
        .field(Field::date_time("east").time_zone("+14:00").ops(ops))
        .field(Field::date_time("west").time_zone("-12:00").ops(ops))
        .field(Field::date_time("all").multi_valued().ops([Op::AllIn]))
        .build()
        .expect("a valid schema")
}

/// Maps a field to the column of its name.
#[expect(clippy::unnecessary_wraps, reason = "the signature that `Columns` needs")]
fn column(field: &Field) -> Option<Column> {
    let expr = Expr::col(field.name().to_owned());
    Some(if field.is_multi_valued() { Column::array(expr) } else { expr.into() })
}

fn select(query: &str, columns: &impl Columns) -> Result<SelectStatement, UnsupportedFieldsError> {
    let schema = schema();
    let filter = schema.parse(query).unwrap_or_else(|errors| panic!("{query}: {errors}"));
    Ok(Query::select().column("id").from("events").cond_where(to_condition(&filter, columns)?).take())
}

/// Returns the SQL and the bind parameters of a condition.
fn sql(query: &str, columns: &impl Columns) -> (String, Vec<SqlValue>) {
    let statement = select(query, columns).unwrap_or_else(|unsupported| panic!("{query}: {unsupported}"));
    let (text, values) = match columns.dialect() {
        Dialect::Postgres => statement.build(PostgresQueryBuilder),
        Dialect::MySql => statement.build(MysqlQueryBuilder),
        _ => statement.build(SqliteQueryBuilder),
    };
    let (_, condition) = text.split_once(" WHERE ").expect("a condition");
    (condition.to_owned(), values.0)
}

fn chrono(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

fn jiff(text: &str) -> SqlValue {
    SqlValue::from(text.parse::<jiff::Timestamp>().expect("an instant"))
}

fn time(text: &str) -> SqlValue {
    let nanoseconds = text.parse::<Timestamp>().expect("an instant").unix_nanos();
    SqlValue::from(time::OffsetDateTime::from_unix_timestamp_nanos(nanoseconds).expect("an instant"))
}

#[test]
fn binds_the_types_of_each_library() {
    use DateLibrary::{Chrono, Jiff, Time};
    use Dialect::{MySql, Postgres, Sqlite};
    let date = |library| match library {
        Jiff => SqlValue::from(jiff::civil::date(2022, 3, 4)),
        Time => SqlValue::from(time::Date::from_calendar_date(2022, time::Month::March, 4).expect("a date")),
        _ => SqlValue::from(NaiveDate::from_ymd_opt(2022, 3, 4).expect("a date")),
    };
    for (dialect, libraries, expected) in [
        (Sqlite, &LIBRARIES[..], r#""d" > ?"#),
        (Postgres, &LIBRARIES, r#""d" > CAST($1 AS date)"#),
        (MySql, &[Chrono, Time], "`d` > ?"),
    ] {
        for library in libraries {
            let found = sql("d__gt=2022-03-04", &(dialect, *library, column));
            assert_eq!(found, (expected.to_owned(), vec![date(*library)]), "{dialect:?} {library:?}");
        }
    }

    let (first, last) = ("2022-03-04T00:00:00.5Z", "9999-12-31T23:59:59.999999Z");
    for (dialect, library, expected, value) in [
        (Sqlite, Chrono, r#""at" > ?"#, chrono(first).into()),
        (Postgres, Chrono, r#""at" > CAST($1 AS timestamptz)"#, chrono(first).into()),
        (Postgres, Jiff, r#""at" > CAST($1 AS timestamptz)"#, jiff(first)),
        (Postgres, Time, r#""at" > CAST($1 AS timestamptz)"#, time(first)),
        (MySql, Chrono, "`at` >= CAST(? AS DATETIME(6))", chrono("2022-03-04T00:00:00.500001Z").into()),
        (MySql, Time, "`at` >= CAST(? AS DATETIME(6))", time("2022-03-04T00:00:00.500001Z")),
    ] {
        let found = sql(&format!("at__gt={first}"), &(dialect, library, column));
        assert_eq!(found, (expected.to_owned(), vec![value]), "{dialect:?} {library:?}");
    }
    let chrono_null = SqlValue::ChronoDateTimeUtc(None);
    let time_null = SqlValue::TimeDateTimeWithTimeZone(None);
    for (library, value, null) in [(Chrono, chrono(last).into(), chrono_null), (Time, time(last), time_null)] {
        for query in ["at__lt=9999-12-31T23:59:59.9999999Z", "at__lte=9999-12-31"] {
            assert_eq!(sql(query, &(MySql, library, column)).1, slice::from_ref(&value), "{library:?} {query}");
        }
        assert_eq!(sql("at__gt=9999-12-31", &(MySql, library, column)).1, [null], "{library:?}");
    }
}

#[test]
fn binds_instants_that_a_library_does_not_have_as_text() {
    use DateLibrary::{Chrono, Jiff, Time};
    let typed = r#""at" < CAST($1 AS timestamptz)"#;
    let text = r#""at" < CAST(CAST($1 AS text) AS timestamptz)"#;
    for (query, library, expected, value) in [
        ("at__lte=9999-12-31", Chrono, typed, chrono("+10000-01-01T00:00:00Z").into()),
        ("at__lte=9999-12-31", Time, text, "10000-01-01T00:00:00.000000Z".into()),
        ("at__lte=9999-12-31", Jiff, text, "10000-01-01T00:00:00.000000Z".into()),
        ("at__lt=9999-12-31T23:59:59.999999Z", Time, typed, time("9999-12-31T23:59:59.999999Z")),
        ("at__lt=9999-12-31T23:59:59.9999991Z", Time, text, "10000-01-01T00:00:00.000000Z".into()),
        ("at__lt=9999-12-30T22:00:00.999999Z", Jiff, typed, jiff("9999-12-30T22:00:00.999999Z")),
        ("at__lt=9999-12-30T22:00:00.9999991Z", Jiff, text, "9999-12-30T22:00:01.000000Z".into()),
        ("at__lt=9999-12-31T23:59:59.5Z", Jiff, text, "9999-12-31T23:59:59.500000Z".into()),
    ] {
        let found = sql(query, &(Dialect::Postgres, library, column));
        assert_eq!(found, (expected.to_owned(), vec![value]), "{library:?} {query}");
    }

    // All instants of the filter are bound alike, but nothing else.
    let (found, values) = sql(
        "all__allin=9999-12-31T00:00:00Z,2022-03-04T00:00:00Z&at__in=2022-03-04T00:00:00.0000001Z&d=9999-12-31",
        &(Dialect::Postgres, Jiff, column),
    );
    assert_eq!(
        found,
        r#"("all" @> (ARRAY [ CAST(CAST($1 AS text) AS timestamptz), CAST(CAST($2 AS text) AS timestamptz) ])) AND "at" IN (CAST(CAST($3 AS text) AS timestamptz)) AND "d" = CAST($4 AS date)"#
    );
    assert_eq!(values[2..], [None::<String>.into(), SqlValue::from(jiff::civil::date(9999, 12, 31))]);
}

#[test]
fn finds_the_same_records_at_the_ends_of_time_in_postgres() {
    let Some(mut postgres) = Postgres::connect("the ends of time") else { return };
    let instants = [
        "0001-01-01T00:00:00Z",
        "0001-01-02T12:00:00Z",
        "9999-12-30T22:00:00.999999Z",
        "9999-12-30T22:00:01Z",
        "9999-12-31T11:59:59.999999Z",
        "9999-12-31T12:00:00Z",
        "9999-12-31T23:59:59.999999Z",
    ];
    postgres.execute(
        r#"CREATE TEMP TABLE events (id bigint, at timestamptz, east timestamptz, west timestamptz, "all" timestamptz[])"#,
    );
    for (id, instant) in instants.iter().enumerate() {
        postgres.execute(&format!(
            "INSERT INTO events VALUES ({id}, '{instant}', '{instant}', '{instant}', '{{{instant},2022-03-04T00:00:00Z}}')"
        ));
    }
    let cases: [(&str, &[i64]); 14] = [
        ("at=9999-12-31", &[4, 5, 6]),
        ("at__in=9999-12-31T23:59:59.999999Z,0001-01-01T00:00:00Z", &[0, 6]),
        ("at__not_in=9999-12-31T23:59:59.9999999Z,0001-01-01", &[1, 2, 3, 4, 5, 6]),
        ("at__gt=9999-12-30T22:00:00.999999999Z", &[3, 4, 5, 6]),
        ("at__lte=9999-12-30T22:00:01Z", &[0, 1, 2, 3]),
        ("at__gte=9999-12-31T23:59:59.9999999Z", &[]),
        ("at__lt=9999-12-31T23:59:59.9999999Z", &[0, 1, 2, 3, 4, 5, 6]),
        ("west=9999-12-31", &[5, 6]),
        ("west__gt=9999-12-31", &[]),
        ("east=0001-01-01", &[0]),
        ("east__range=0001-01-01,9999-12-31", &[0, 1, 2, 3]),
        ("east__lt=0001-01-01&west__lte=9999-12-31", &[]),
        ("all__allin=9999-12-31T23:59:59.999999Z,2022-03-04T00:00:00Z", &[6]),
        ("all__allin=9999-12-31T23:59:59.9999999Z,2022-03-04T00:00:00Z", &[]),
    ];
    // The text must mean the same in every session.
    for settings in ["ISO, MDY", "ISO, YMD", "SQL, DMY", "German, DMY", "Postgres, YMD"] {
        postgres.execute(&format!("SET datestyle TO {settings}"));
        for library in LIBRARIES {
            for (query, expected) in &cases {
                let mut select = select(query, &(Dialect::Postgres, library, column)).expect("a condition");
                let (sql, values) = select.order_by("id", Order::Asc).build_postgres(PostgresQueryBuilder);
                let rows = postgres.0.query(&sql, &values.as_params());
                let rows = rows.unwrap_or_else(|error| panic!("{library:?} {query}: {sql}: {error:?}"));
                let ids: Vec<i64> = rows.iter().map(|row| row.get(0)).collect();
                assert_eq!(ids, *expected, "{library:?} {query} with {settings}");
            }
        }
    }
}

#[test]
fn rejects_what_no_driver_sends_in_order() {
    use DateLibrary::{Jiff, Time};
    use Dialect::{MySql, Sqlite};
    for (dialect, library, query, reason) in [
        (Sqlite, Jiff, "at=2022-03-04", "enable `with-chrono` and choose `DateLibrary::Chrono`"),
        (Sqlite, Time, "at__gt=2022-03-04T00:00:00Z", "(`Column::scaled`)"),
        (MySql, Jiff, "at=2022-03-04", "no driver sends values of type date-time to MySQL as jiff's"),
        (MySql, Jiff, "d=2022-03-04", "no driver sends values of type date to MySQL as jiff's"),
    ] {
        let message = select(query, &(dialect, library, column)).expect_err("an unsupported field").to_string();
        assert!(message.contains(reason), "{dialect:?} {library:?}: {message}");
    }
    // The other encodings need no types of the library.
    let encoded = |field: &Field| {
        let column = column(field)?;
        Some(if field.value_type() == ValueType::Date { column.text() } else { column.scaled(3) })
    };
    for (dialect, library) in [(Sqlite, Jiff), (Sqlite, Time), (MySql, Jiff)] {
        let (_, values) = sql("at=2022-03-04T00:00:00Z&d=2022-03-04", &(dialect, library, encoded));
        assert_eq!(values, [1_646_352_000_000_i64.into(), "2022-03-04".into()]);
    }
}

/// The guide to databases recommends the CHECK constraint.
#[test]
fn finds_years_of_five_digits_before_others_in_sqlite() {
    let connection = rusqlite::Connection::open_in_memory().expect("a database");
    let create = "CREATE TABLE events (id INTEGER, at TEXT);
        CREATE TABLE checked (at TEXT CHECK (at GLOB '[0-9][0-9][0-9][0-9]-*'))";
    connection.execute_batch(create).expect("the tables");
    let instants = ["2022-03-04T10:30:00.5Z", "9999-12-31T23:59:59.999999999Z", "+10000-01-01T00:00:00Z"];
    for (id, text) in instants.iter().enumerate() {
        connection.execute("INSERT INTO events VALUES (?, ?)", (id, chrono(text))).expect("a row");
        let checked = connection.execute("INSERT INTO checked VALUES (?)", [chrono(text)]);
        assert_eq!(checked.is_ok(), id < 2, "{text}");
    }
    for (query, expected) in
        [("at__lte=9999-12-31", &[0, 1, 2][..]), ("at__gt=9999-12-31", &[]), ("at__lt=2022-03-04", &[2])]
    {
        let select = select(query, &(Dialect::Sqlite, DateLibrary::Chrono, column)).expect("a condition");
        let (sql, values) = select.build_rusqlite(SqliteQueryBuilder);
        let mut statement = connection.prepare(&sql).expect("a statement");
        let ids = statement.query_map(&*values.as_params(), |row| row.get(0)).expect("rows");
        assert_eq!(ids.collect::<Result<Vec<i64>, _>>().expect("ids"), expected, "{query}");
    }
}

/// The columns of a program without a library of dates.
struct NoLibrary(Dialect);

impl Columns for NoLibrary {
    fn dialect(&self) -> Dialect {
        self.0
    }

    fn date_library(&self) -> Option<DateLibrary> {
        None
    }

    fn column(&self, field: &Field) -> Option<Column> {
        match field.name() {
            "east" => Some(column(field)?.scaled(0)),
            _ => column(field),
        }
    }
}

#[test]
fn rejects_dates_without_a_library() {
    for dialect in [Dialect::Sqlite, Dialect::Postgres, Dialect::MySql] {
        let unsupported = select("at=2022-03-04&d=2022-03-04", &NoLibrary(dialect)).expect_err("no library");
        assert_eq!(unsupported.fields().collect::<Vec<_>>(), ["at", "d"]);
        let message = unsupported.to_string();
        for feature in ["with-chrono", "with-jiff", "with-time"] {
            assert!(message.contains(feature), "{message}");
        }
        assert_eq!(sql("east=1970-01-01T00:00:07Z", &NoLibrary(dialect)).1, [7_i64.into()]);
    }
}

#[test]
fn binds_the_types_of_chrono_by_default() {
    assert_eq!((Dialect::Sqlite, column).date_library(), Some(DateLibrary::Chrono));
}

/// Checks that a derived struct selects the same records in memory and in PostgreSQL.
macro_rules! check_derived {
    ($test:ident, $library:expr, $date:ty, $instant:ty) => {
        #[test]
        fn $test() {
            #[derive(FilterSet)]
            struct Event {
                #[filter(exact, not_in, lt)]
                d: $date,
                #[filter(exact, ne, in, gte, lte)]
                at: $instant,
            }

            let Some(mut postgres) = Postgres::connect(stringify!($test)) else { return };
            postgres.execute("CREATE TEMP TABLE events (id bigint, d date, at timestamptz)");
            let instants = ["2022-03-03T23:59:59.999999Z", "2022-03-04T00:00:00Z", "2022-03-04T10:30:00.000001Z"];
            let instants = instants.map(|text| text.parse::<Timestamp>().expect("an instant"));
            let events = instants.map(|instant| Event {
                d: instant.date().try_into().expect("a date"),
                at: instant.try_into().expect("an instant"),
            });
            for (id, instant) in instants.iter().enumerate() {
                postgres.execute(&format!("INSERT INTO events VALUES ({id}, '{}', '{instant}')", instant.date()));
            }
            let [first, second, third] = &events;
            for (filter, expected) in [
                (Event::filter().at(&third.at), vec![2]),
                (Event::filter().at(second.d), vec![1, 2]),
                (Event::filter().at_in([&first.at, &second.at]), vec![0, 1]),
                (Event::filter().at_ne(&first.at).d(&second.d), vec![1, 2]),
                (Event::filter().at_gte(&second.at).at_lte(&third.at), vec![1, 2]),
                (Event::filter().d_not_in([&third.d]), vec![0]),
                (Event::filter().d_lt(&third.d), vec![0]),
            ] {
                let filter = filter.build().expect("a filter");
                let matcher = filter.matcher::<Event>().expect("fields of events");
                let ids = (0_i64..).zip(&events).filter(|(_, event)| matcher.matches(event)).map(|(id, _)| id);
                assert_eq!(ids.collect::<Vec<_>>(), expected, "{filter}");
                let condition = to_condition(&filter, &(Dialect::Postgres, $library, column)).expect("a condition");
                let mut select = Query::select().column("id").from("events").cond_where(condition).take();
                let (sql, values) = select.order_by("id", Order::Asc).build_postgres(PostgresQueryBuilder);
                let rows =
                    postgres.0.query(&sql, &values.as_params()).unwrap_or_else(|error| panic!("{sql}: {error:?}"));
                assert_eq!(rows.iter().map(|row| row.get(0)).collect::<Vec<i64>>(), expected, "{filter}");
            }
        }
    };
}

check_derived! { selects_derived_records_with_chrono, DateLibrary::Chrono, NaiveDate, DateTime<Utc> }
check_derived! { selects_derived_records_with_jiff, DateLibrary::Jiff, jiff_1::civil::Date, jiff_1::Timestamp }
check_derived! { selects_derived_records_with_time, DateLibrary::Time, time::Date, time::OffsetDateTime }
