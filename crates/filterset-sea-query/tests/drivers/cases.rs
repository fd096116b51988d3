//! Filters of every type, and the records that they match. The tests of each driver run them.

use chrono::{DateTime, NaiveDate};
use filterset::schema::FieldBuilder;
use filterset::{Field, Op, Schema, ValueType};
use filterset_sea_query::{Column, Dialect, to_condition};
use sea_query::{Condition, Expr, ExprTrait, Query, UpdateStatement};

/// A table of records. Each column has the name of its type, and the dates are null.
#[must_use]
pub fn create_table(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Postgres => {
            "CREATE TEMPORARY TABLE records (
                id bigint, text text, choice text, integer integer, decimal numeric, boolean boolean, uuid uuid, date date,
                date_time timestamptz, texts text[], choices text[], integers integer[], decimals numeric[],
                booleans boolean[], uuids uuid[], dates date[], date_times timestamptz[]);
            INSERT INTO records VALUES
                (1, 'Erebor', 'valid', 5, 120.50, true, '0b1e6a5e-0000-4000-8000-000000000001', NULL, NULL,
                    '{Erebor,gringotts}', '{valid,invalid}', '{5,-3}', '{120.50,99.99}', '{true,false}',
                    '{0b1e6a5e-0000-4000-8000-000000000001,0b1e6a5e-0000-4000-8000-000000000002}',
                    '{2022-05-04,2022-05-05}', '{2022-05-04T10:30:00.5Z,2022-05-05T10:30:00Z}'),
                (2, 'gringotts', 'invalid', -3, 99.99, false, '0b1e6a5e-0000-4000-8000-000000000002', NULL, NULL,
                    '{gringotts}', '{invalid}', '{-3}', '{99.99}', '{false}', '{0b1e6a5e-0000-4000-8000-000000000002}',
                    '{2022-05-05}', '{2022-05-05T10:30:00Z}');
            INSERT INTO records VALUES (3)"
        }
        _ => {
            "CREATE TABLE records (
                id INTEGER, text TEXT, choice TEXT, integer INTEGER, decimal INTEGER, boolean INTEGER, uuid BLOB,
                date TEXT, date_time TEXT);
            INSERT INTO records VALUES
                (1, 'Erebor', 'valid', 5, 12050, 1, x'0b1e6a5e000040008000000000000001', NULL, NULL),
                (2, 'gringotts', 'invalid', -3, 9999, 0, x'0b1e6a5e000040008000000000000002', NULL, NULL),
                (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)"
        }
    }
}

/// Returns statements that set the dates of the records, because each driver writes them in its own form.
#[must_use]
pub fn set_dates() -> [UpdateStatement; 2] {
    [(1_i64, 4, 1_651_660_200, 500_000_000), (2, 5, 1_651_746_600, 0)].map(|(id, day, seconds, nanoseconds)| {
        let date = NaiveDate::from_ymd_opt(2022, 5, day).expect("a date");
        let date_time = DateTime::from_timestamp(seconds, nanoseconds).expect("an instant");
        let values = [("date", date.into()), ("date_time", date_time.into())];
        Query::update().table("records").values(values).and_where(Expr::col("id").eq(id)).take()
    })
}

/// Returns queries, their conditions, and the ids of the records that satisfy them.
pub fn cases(dialect: Dialect) -> impl Iterator<Item = (&'static str, Condition, &'static [i64])> {
    let schema = build_schema();
    let arrays = if dialect == Dialect::Postgres { ARRAY_CASES } else { &[] };
    CASES.iter().chain(arrays).map(move |(query, ids)| {
        let filter = schema.parse(query).unwrap_or_else(|errors| panic!("{query}: {errors}"));
        let columns = (dialect, |field: &Field| Some(map_to_column(dialect, field)));
        let condition = to_condition(&filter, &columns).unwrap_or_else(|error| panic!("{query}: {error}"));
        (*query, condition, *ids)
    })
}

/// Creates a nullable field of every type, and a multi-valued one with an `s` at the end of its name.
fn build_schema() -> Schema {
    let fields = ValueType::ALL.into_iter().flat_map(|value_type| {
        let name = value_type.name().replace('-', "_");
        let ops = value_type.ops();
        let choices: &[_] = if value_type == ValueType::Choice { &["valid", "invalid"] } else { &[] };
        let field = |name| FieldBuilder::new(name, value_type).choices(choices.iter().copied());
        let values = field(format!("{name}s")).multi_valued().ops(ops.with(Op::AllIn).with(Op::IsEmpty));
        [field(name).nullable().ops(ops.with(Op::IsNull)), values]
    });
    Schema::builder("records").fields(fields).build().expect("a schema")
}

fn map_to_column(dialect: Dialect, field: &Field) -> Column {
    let expr = Expr::col(field.name().to_owned());
    match field.value_type() {
        _ if field.is_multi_valued() => Column::array(expr),
        ValueType::Decimal if dialect == Dialect::Sqlite => Column::from(expr).scaled(2),
        _ => expr.into(),
    }
}

const CASES: &[(&str, &[i64])] = &[
    ("", &[1, 2, 3]),
    ("text=Erebor", &[1]),
    ("text__ne=Erebor", &[2, 3]),
    ("text__in=Erebor,gringotts", &[1, 2]),
    ("text__gt=Erebor", &[2]),
    ("text__icontains=ERE", &[1]),
    ("text__not_endswith=r", &[2, 3]),
    ("text__isnull=true", &[3]),
    ("choice=invalid", &[2]),
    ("choice__not_in=invalid,valid", &[3]),
    ("choice__isnull=true", &[3]),
    ("integer=-3", &[2]),
    ("integer__range=-3,5", &[1, 2]),
    ("integer__in=5,7", &[1]),
    ("integer__isnull=true", &[3]),
    ("decimal=120.5", &[1]),
    ("decimal__lt=100.001", &[2]),
    ("decimal__in=99.99,120.50", &[1, 2]),
    ("decimal__isnull=true", &[3]),
    ("boolean=true", &[1]),
    ("boolean__ne=true", &[2, 3]),
    ("boolean__isnull=true", &[3]),
    ("uuid=0B1E6A5E-0000-4000-8000-000000000001", &[1]),
    ("uuid__in=0b1e6a5e-0000-4000-8000-000000000001,0b1e6a5e-0000-4000-8000-000000000002", &[1, 2]),
    ("uuid__isnull=true", &[3]),
    ("date=2022-05-04", &[1]),
    ("date__gt=2022-05-04", &[2]),
    ("date__in=2022-05-04,2022-05-06", &[1]),
    ("date__isnull=true", &[3]),
    ("date_time=2022-05-04T10:30:00.5Z", &[1]),
    ("date_time__gt=2022-05-04T10:30:00Z", &[1, 2]),
    ("date_time__lt=2022-05-04T18:30:00-05:00", &[1]),
    ("date_time__lte=2022-05-04", &[1]),
    ("date_time__in=2022-05-05,2022-05-04T10:30:00Z", &[2]),
    ("date_time__lte=9999-12-31", &[1, 2]),
    ("date_time__isnull=true", &[3]),
    (
        "text__istartswith=e&integer__gte=5&decimal__gte=100&boolean=true&date__lte=2022-05-04&date_time__gte=2022-05-04",
        &[1],
    ),
];

const ARRAY_CASES: &[(&str, &[i64])] = &[
    ("texts=Erebor", &[1]),
    ("texts__allin=Erebor,gringotts", &[1]),
    ("texts__istartswith=GRIN", &[1, 2]),
    ("texts__isempty=true", &[3]),
    ("choices__allin=valid,invalid", &[1]),
    ("integers__allin=5,-3", &[1]),
    ("integers__lt=0", &[1, 2]),
    ("decimals__allin=120.5,99.99", &[1]),
    ("decimals__gte=100", &[1]),
    ("booleans__allin=false,true", &[1]),
    ("booleans__ne=true", &[2, 3]),
    ("uuids__allin=0b1e6a5e-0000-4000-8000-000000000001,0b1e6a5e-0000-4000-8000-000000000002", &[1]),
    ("uuids__not_in=0b1e6a5e-0000-4000-8000-000000000001", &[2, 3]),
    ("dates__allin=2022-05-04,2022-05-05", &[1]),
    ("dates__gt=2022-05-04", &[1, 2]),
    ("date_times__allin=2022-05-04T10:30:00.5Z,2022-05-05T10:30:00Z", &[1]),
    ("date_times=2022-05-05", &[1, 2]),
];
