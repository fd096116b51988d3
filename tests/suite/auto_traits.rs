//! The traits of the public types: they can be sent between threads, stored in collections, and used as errors.

use std::fmt::{Debug, Display};
use std::hash::Hash;
use std::panic::{RefUnwindSafe, UnwindSafe};

use filterset::builder::ListRequestBuilder;
use filterset::error::InvalidReason;
use filterset::list::{Direction, ListOptions, ListRequest, Pagination, Projection};
use filterset::parse::{Parsed, ParsedListRequest, Parser};
use filterset::schema::{SchemaBuilder, SchemaError, SchemaErrorKind};
use filterset::value::{Date, DateTimeError, Day, Timestamp};
use filterset::{
    Condition, Error, ErrorKind, Errors, Field, Filter, FilterBuilder, Limits, Op, OpSet, Policy, Predicate, Schema,
    Value, ValueSet, ValueType,
};

const fn everything<T: Send + Sync + Unpin + UnwindSafe + RefUnwindSafe + Clone + Debug>() {}
const fn input<T: Eq + Clone + Debug>() {}
const fn key<T: Eq + Ord + Hash + Clone + Debug>() {}
const fn copy<T: Copy + Hash + Eq>() {}
const fn error<T: std::error::Error + 'static>() {}
const fn printed<T: Display>() {}
const fn default<T: Default>() {}

const _: () = {
    everything::<Condition<'_>>();
    everything::<<&Filter<'_> as IntoIterator>::IntoIter>();
    everything::<Date>();
    everything::<DateTimeError>();
    everything::<Day>();
    everything::<Timestamp>();
    everything::<Error>();
    everything::<ErrorKind>();
    everything::<Errors>();
    everything::<Field>();
    everything::<Filter<'_>>();
    everything::<FilterBuilder<'_>>();
    everything::<Limits>();
    everything::<ValueSet<'_>>();
    everything::<Direction>();
    everything::<ListRequestBuilder<'_>>();
    everything::<ListRequest<'_>>();
    everything::<ListOptions>();
    everything::<Pagination>();
    everything::<ParsedListRequest<'_>>();
    everything::<Projection<'_>>();
    everything::<Op>();
    everything::<OpSet>();
    everything::<Parsed<'_>>();
    everything::<Parser<'_>>();
    everything::<Policy>();
    everything::<Predicate<'_>>();
    everything::<InvalidReason>();
    everything::<Schema>();
    everything::<SchemaBuilder>();
    everything::<SchemaError>();
    everything::<SchemaErrorKind>();
    everything::<Value<'_>>();
    everything::<ValueType>();

    key::<Condition<'_>>();
    key::<Date>();
    key::<Day>();
    key::<Timestamp>();
    key::<Direction>();
    key::<Filter<'_>>();
    key::<ValueSet<'_>>();
    key::<Op>();
    key::<OpSet>();
    key::<Predicate<'_>>();
    key::<Value<'_>>();
    key::<ValueType>();

    input::<Error>();
    input::<ErrorKind>();
    input::<Errors>();
    input::<Field>();
    input::<Parsed<'_>>();
    input::<ListRequest<'_>>();
    input::<ListOptions>();
    input::<ParsedListRequest<'_>>();
    input::<Schema>();
    input::<SchemaError>();
    input::<SchemaErrorKind>();

    copy::<Condition<'_>>();
    copy::<Date>();
    copy::<DateTimeError>();
    copy::<Day>();
    copy::<Timestamp>();
    copy::<Limits>();
    copy::<Op>();
    copy::<OpSet>();
    copy::<Policy>();
    copy::<InvalidReason>();
    copy::<ValueType>();

    error::<Error>();
    error::<ErrorKind>();
    error::<Errors>();
    error::<InvalidReason>();
    error::<SchemaError>();
    error::<SchemaErrorKind>();

    printed::<Condition<'_>>();
    printed::<Filter<'_>>();
    printed::<Op>();
    printed::<OpSet>();
    printed::<Predicate<'_>>();
    printed::<Value<'_>>();
    printed::<ValueType>();

    default::<Limits>();
    default::<OpSet>();
    default::<Policy>();
};

#[cfg(feature = "serde")]
const _: () = {
    const fn written<T: serde::Serialize>() {}
    const fn read<T: serde::de::DeserializeOwned>() {}

    written::<Date>();
    written::<Timestamp>();
    read::<Date>();
    read::<Timestamp>();
    written::<Filter<'_>>();
    written::<Condition<'_>>();
    written::<Errors>();
    written::<Error>();
    written::<Schema>();
    written::<Field>();
    written::<Limits>();
    read::<Schema>();
    read::<SchemaBuilder>();
    read::<Limits>();
};

#[cfg(any(feature = "http", feature = "url"))]
const _: () = {
    const fn object(_: Option<&dyn filterset::uri::QueryString>) {}
    object(None);
};

/// Checks covariance: a filter with a longer lifetime is accepted for a shorter one.
const fn shorter<'a: 'b, 'b>(filter: Filter<'a>) -> Filter<'b> {
    filter
}

#[test]
fn sends_an_owned_filter_to_another_thread() {
    let filter = {
        let schema = Schema::builder("t").field(Field::text("a").ops([Op::Exact])).build().expect("a sound table");
        let query = String::from("a=%C3%A9");
        schema.parse(&query).expect("a sound query").into_owned()
    };
    let text = std::thread::spawn(move || shorter(filter).to_string()).join().expect("no panic");
    assert_eq!(text, "a=%C3%A9");
}

#[test]
fn boxes_errors() {
    let schema = Schema::builder("t").field(Field::text("a").ops([Op::Exact])).build().expect("a sound table");
    let fail = || -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        schema.parse("b=1&a=")?;
        Ok(())
    };
    let error = fail().expect_err("two faults");
    assert_eq!(error.downcast_ref::<Errors>().map(Errors::len), Some(2));
}

#[test]
fn orders_filters_by_their_conditions() {
    let field = Field::integer("a").ops([Op::Exact, Op::Gt, Op::Lt]);
    let schema = Schema::builder("t").field(field).build().expect("a sound table");
    let ascending = ["", "a=9", "a=9&a__gt=1", "a=10", "a__gt=1", "a__gt=1&a__lt=3", "a__gt=2"];
    let filters: Vec<_> = ascending.iter().map(|query| schema.parse(query).expect("a filter")).collect();
    assert!(filters.windows(2).all(|pair| pair[0] < pair[1]), "{filters:?}");
    let firsts: Vec<_> = filters.iter().filter_map(|filter| filter.iter().next()).collect();
    assert!(firsts.windows(2).all(|pair| pair[0] <= pair[1]), "{firsts:?}");
}

#[test]
fn debugs_a_filter_as_its_canonical_string() {
    let schema = Schema::builder("t").field(Field::text("a").ops([Op::Exact])).build().expect("a sound table");
    let filter = schema.parse("a=%C3%A9").expect("a filter");
    assert_eq!(format!("{filter:?}"), "Filter(a=%C3%A9)");
    assert_eq!(format!("{:?}", filter.iter().collect::<Vec<_>>()), "[Condition(a=%C3%A9)]");
}

#[test]
fn counts_the_operators_of_a_set() {
    let listed = OpSet::ORDER.with(Op::Exact).with(Op::Gt);
    assert_eq!((OpSet::EMPTY.len(), listed.len()), (0, listed.iter().count()));
}

#[test]
fn orders_value_sets_by_their_values() {
    use filterset::{Predicate, Value};

    let schema = Schema::builder("t")
        .field(Field::uuid("id").ops([Op::In]))
        .field(Field::text("name").ops([Op::In]))
        .build()
        .expect("a sound table");
    let list = |query: &str| {
        let filter = schema.parse(query).expect("a filter").into_owned();
        match filter.iter().next().map(|condition| condition.predicate().clone().into_owned()) {
            Some(Predicate::In(list)) => list,
            other => panic!("{other:?}"),
        }
    };
    let [low, high] = ["00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002"];
    let (one, other) = (list(&format!("id__in={low},{high}")), list(&format!("id__in={high}")));
    assert!(one < other && one.partial_cmp(&other).is_some_and(std::cmp::Ordering::is_lt));
    // Values of different types are ordered by type: text is less than a uuid.
    assert!(list("name__in=z") < one);
    assert!(!one.contains(&Value::from("00000000-0000-0000-0000-000000000001")));
    assert_eq!((one.len(), one.iter().len(), one.iter().size_hint()), (2, 2, (2, Some(2))));
}
