//! Derived structs match filters like rows of values do.

use filterset_test_support::meaning;

use std::collections::{BTreeSet, HashSet};

use arbitrary::Unstructured;
use chrono::{DateTime, NaiveDate, Utc};
use filterset::{FilterSet, FilterValue, Value};
use meaning::Row;
use proptest::prelude::*;
use rust_decimal::Decimal;
use uuid::Uuid;

/// A field of each type, in each of its forms.
#[derive(Debug, FilterSet)]
struct Thing {
    #[filter(exact, ne, in, not_in, gt, gte, lt, lte, range, iexact, contains, icontains, startswith, istartswith)]
    text: String,
    #[filter(exact, ne, in, not_in, endswith, iendswith, icontains, isnull, allow_empty)]
    name: Option<String>,
    #[filter(exact, ne, in, not_in, gt, gte, lt, lte, range)]
    long: i64,
    #[filter(exact, ne, in, gt, lte, isnull)]
    byte: Option<u8>,
    #[filter(exact, ne, in, not_in, gt, gte, lt, lte, range)]
    decimal: Decimal,
    #[filter(exact, ne, in, not_in)]
    boolean: bool,
    #[filter(exact, ne, in, not_in, isnull)]
    uuid: Option<Uuid>,
    #[filter(exact, ne, in, not_in, gt, gte, lt, lte, range)]
    date: NaiveDate,
    #[filter(exact, ne, in, not_in, gt, gte, lt, lte, range, isnull, time_zone = "+05:30")]
    instant: Option<DateTime<Utc>>,
    #[filter(exact, ne, in, not_in, isnull)]
    level: Option<Level>,
    #[filter(exact, ne, in, not_in, allin)]
    levels: Vec<Level>,
    #[filter(exact, ne, in, allin, contains, gt)]
    tags: BTreeSet<String>,
    #[filter(exact, not_in, allin, isnull, range)]
    numbers: Option<HashSet<i32>>,
    #[filter(exact, not_in, allin, lte)]
    instants: Vec<DateTime<Utc>>,
}

#[derive(Clone, Copy, Debug, FilterValue)]
enum Level {
    Low,
    Middle,
    High,
}

/// A Rust type that is converted from a value in a row.
trait FromValue: Sized {
    fn from_value(value: &Value<'static>) -> Option<Self>;
}

macro_rules! of {
    ($($held:ty: $value:pat => $it:expr;)*) => {$(
        impl FromValue for $held {
            fn from_value(value: &Value<'static>) -> Option<$held> {
                match value {
                    $value => $it,
                    _ => None,
                }
            }
        }
    )*};
}

of! {
    String: Value::Text(text) => Some(text.clone().into_owned());
    i64: Value::Integer(integer) => Some(*integer);
    u8: Value::Integer(integer) => u8::try_from(*integer).ok();
    i32: Value::Integer(integer) => i32::try_from(*integer).ok();
    Decimal: Value::Decimal(decimal) => Some(*decimal);
    bool: Value::Boolean(boolean) => Some(*boolean);
    Uuid: Value::Uuid(uuid) => Some(*uuid);
    NaiveDate: Value::Date(date) => Some((*date).into());
    DateTime<Utc>: Value::Instant(instant) => Some((*instant).into());
    Level: Value::Text(text) => [Level::Low, Level::Middle, Level::High].into_iter().find(|level| level.to_value() == Value::Text(text.clone()));
}

/// Converts a row to a thing, and removes the values that a thing can't hold from the row.
fn thing(row: &mut Row) -> Thing {
    fn all<T: FromValue>(row: &mut Row, field: &str) -> Vec<T> {
        let values = row.0.entry(field.to_owned()).or_default();
        values.retain(|value| T::from_value(value).is_some());
        values.iter().filter_map(T::from_value).collect()
    }
    fn one<T: FromValue>(row: &mut Row, field: &str, default: impl Into<Value<'static>>) -> T {
        if all::<T>(row, field).is_empty() {
            row.0.insert(field.to_owned(), vec![default.into()]);
        }
        all(row, field).pop().expect("the default is of the type")
    }
    Thing {
        text: one(row, "text", "x"),
        name: all(row, "name").pop(),
        long: one(row, "long", 0),
        byte: all(row, "byte").pop(),
        decimal: one(row, "decimal", Decimal::ZERO),
        boolean: one(row, "boolean", false),
        uuid: all(row, "uuid").pop(),
        date: one(row, "date", NaiveDate::default()),
        instant: all(row, "instant").pop(),
        level: all(row, "level").pop(),
        levels: all(row, "levels"),
        tags: all(row, "tags").into_iter().collect(),
        numbers: Some(all(row, "numbers").into_iter().collect()),
        instants: all(row, "instants"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2048, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn matches_a_struct_like_its_values(bytes in proptest::collection::vec(any::<u8>(), 4096)) {
        let mut u = Unstructured::new(&bytes);
        let filter = Thing::schema().arbitrary_filter(&mut u).expect("enough bytes");
        let matcher = filter.matcher::<Thing>().expect("fields of things");
        for _ in 0..8 {
            let mut row = meaning::row(&mut u, Thing::schema(), &[&filter]).expect("enough bytes");
            let thing = thing(&mut row);
            let expected = meaning::matches(&filter, &row);
            prop_assert_eq!(matcher.matches(&thing), expected, "{} of {:?}", &filter, thing);
            prop_assert_eq!(matcher.try_matches(&thing), Ok(expected));
        }
    }
}

#[test]
fn matches_a_struct() {
    let instant = |text: &str| text.parse::<DateTime<Utc>>().expect("an instant");
    let thing = Thing {
        text: "abc".to_owned(),
        name: None,
        long: -5,
        byte: Some(200),
        decimal: Decimal::new(15, 1),
        boolean: true,
        uuid: Some(Uuid::from_u128(10)),
        date: NaiveDate::from_ymd_opt(2022, 3, 3).expect("a date"),
        instant: Some(instant("2022-03-03T18:30:00Z")),
        level: Some(Level::Middle),
        levels: vec![Level::Low, Level::High],
        tags: ["a", "b"].map(str::to_owned).into(),
        numbers: Some(HashSet::from([1, 2])),
        instants: vec![instant("2022-03-03T00:00:00Z"), instant("2022-03-05T23:59:59.999999999Z")],
    };
    for (query, expected) in [
        ("", true),
        ("text=abc", true),
        ("text__not_in=ab,abcd", true),
        ("text__gt=abc", false),
        ("text__istartswith=AB", true),
        ("text__contains=B", false),
        ("name=", false),
        ("name__ne=abc", true),
        ("name__icontains=b", false),
        ("name__isnull=true", true),
        ("long=-5", true),
        ("long__range=-5,4", true),
        ("long__lt=-5", false),
        ("byte__in=1,200", true),
        ("byte__isnull=true", false),
        ("decimal=1.50", true),
        ("decimal__ne=1.5", false),
        ("decimal__range=1.4,1.49", false),
        ("boolean=1", true),
        ("boolean__not_in=false,true", false),
        ("uuid=0000000000000000000000000000000a", true),
        ("uuid__ne=0000000000000000000000000000000a", false),
        ("uuid__isnull=false", true),
        ("date=2022-03-03", true),
        ("date__gt=2022-03-03", false),
        ("instant=2022-03-04", true),
        ("instant=2022-03-03", false),
        ("instant=2022-03-04T00:00:00", true),
        ("instant__gt=2022-03-03T18:30:00Z", false),
        ("instant__range=2022-03-03T18:30:00Z,2022-03-03T18:30:00Z", true),
        ("instant__not_in=2022-03-03T18:30:00.000000001Z,2022-03-05", true),
        ("instant__isnull=true", false),
        ("level=Middle", true),
        ("level__not_in=Low,Middle", false),
        ("level__isnull=true", false),
        ("levels=Middle", false),
        ("levels__in=Middle,High", true),
        ("levels__ne=Low", false),
        ("levels__allin=High,Low", true),
        ("levels__allin=High,Middle", false),
        ("tags=b", true),
        ("tags__gt=b", false),
        ("tags__allin=a,b", true),
        ("tags__allin=a,c", false),
        ("numbers=3", false),
        ("numbers__not_in=3,4", true),
        ("numbers__range=2,9", true),
        ("numbers__allin=2,1", true),
        ("numbers__isnull=false", true),
        ("instants=2022-03-04", false),
        ("instants__lte=2022-03-02", false),
        ("instants__not_in=2022-03-04,2022-03-06", true),
        ("instants__allin=2022-03-03,2022-03-05,2022-03-03T00:00:00Z", true),
        ("instants__allin=2022-03-03,2022-03-05,2022-03-05T00:00:00Z", false),
    ] {
        let filter = Thing::parse(query).expect("a sound query");
        assert_eq!(filter.matches(&thing), Ok(expected), "{query}");
    }
}

#[test]
fn returns_the_index_of_a_choice() {
    for (index, level) in [Level::Low, Level::Middle, Level::High].into_iter().enumerate() {
        assert_eq!(level.choice(), Some(index));
        assert_eq!(Value::from(Level::CHOICES[index]), level.to_value());
    }
}
