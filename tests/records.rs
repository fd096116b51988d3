//! Filters run on derived structs, as they run on rows of values.
#![cfg(feature = "derive")]

#[path = "common/generate.rs"]
mod generate;
#[path = "common/meaning.rs"]
mod meaning;

use std::collections::{BTreeSet, HashSet};

use arbitrary::Unstructured;
use chrono::{DateTime, NaiveDate, Utc};
use filterset::{FilterSet, FilterValue, Value};
use meaning::Row;
use proptest::prelude::*;
use rust_decimal::Decimal;
use uuid::Uuid;

/// A field of each type and kind.
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

/// A value that a row holds, as a Rust type.
trait Of: Sized {
    fn of(value: &Value<'static>) -> Option<Self>;
}

macro_rules! of {
    ($($held:ty: $value:pat => $it:expr;)*) => {$(
        impl Of for $held {
            fn of(value: &Value<'static>) -> Option<$held> {
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
    NaiveDate: Value::Date(date) => Some(*date);
    DateTime<Utc>: Value::Instant(instant) => Some(*instant);
    Level: Value::Text(text) => [Level::Low, Level::Middle, Level::High].into_iter().find(|level| level.to_value() == Value::Text(text.clone()));
}

/// A row as a thing, and as much of it as a thing can hold.
fn thing(row: &mut Row) -> Thing {
    fn all<T: Of>(row: &mut Row, field: &str) -> Vec<T> {
        let values = row.0.entry(field.to_owned()).or_default();
        values.retain(|value| T::of(value).is_some());
        values.iter().filter_map(T::of).collect()
    }
    fn one<T: Of>(row: &mut Row, field: &str, default: impl Into<Value<'static>>) -> T {
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
    fn a_struct_matches_as_its_values_do(bytes in proptest::collection::vec(any::<u8>(), 4096)) {
        let mut u = Unstructured::new(&bytes);
        let filter = generate::filter(&mut u, Thing::schema()).expect("enough bytes");
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
fn a_choice_knows_its_place() {
    for (place, level) in [Level::Low, Level::Middle, Level::High].into_iter().enumerate() {
        assert_eq!(level.choice(), Some(place));
        assert_eq!(Value::from(Level::CHOICES[place]), level.to_value());
    }
}
