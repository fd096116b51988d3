//! Measures the generators: the operators and codes that they reach, how many records the filters find, and that near misses have one error.

use std::collections::{BTreeMap, BTreeSet};

use arbitrary::Unstructured;
use filterset::generate::{Generator, NearMiss};
use filterset::schema::SchemaBuilder;
use filterset::{Field, Limits, Op, Policy, Schema, ValueType};
use filterset_test_support::{agree, generate, meaning::Row, schemas};

/// Returns pseudorandom bytes that are the same on every run (SplitMix64).
fn bytes(seed: u64, count: usize) -> Vec<u8> {
    let word = |number: u64| {
        let mut word = (seed << 32 | number).wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        word = (word ^ word >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        word = (word ^ word >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        word ^ word >> 31
    };
    (0..).flat_map(|number| word(number).to_le_bytes()).take(count).collect()
}

/// Calls a function with other bytes each time.
fn repeat(count: u64, mut run: impl FnMut(&mut Unstructured<'_>) -> arbitrary::Result<()>) {
    for seed in 0..count {
        run(&mut Unstructured::new(&bytes(seed, 2048))).expect("enough bytes");
    }
}

fn build(schema: SchemaBuilder) -> Schema {
    schema.build().expect("a valid schema")
}

/// Generates a record with values in all fields of a schema. One of eight fields is null.
fn record(u: &mut Unstructured<'_>, schema: &Schema) -> arbitrary::Result<Row> {
    let mut row = Row::default();
    for field in schema.fields() {
        let most = if field.is_multi_valued() { 3 } else { 1 };
        let is_null = (field.is_nullable() || field.is_multi_valued()) && u.int_in_range(0..=7)? == 7;
        let count = if is_null { 0 } else { u.int_in_range(1..=most)? };
        let values = (0..count).map(|_| field.arbitrary_value(u)).collect::<Result<_, _>>()?;
        row.0.insert(field.name().to_owned(), values);
    }
    Ok(row)
}

fn records(schema: &Schema, count: u64) -> Vec<Row> {
    let mut records = Vec::new();
    repeat(count, |u| {
        records.push(record(u, schema)?);
        Ok(())
    });
    records
}

#[test]
fn reaches_every_operator_of_every_type() {
    let schema = build(schemas::every_type());
    let mut used = BTreeMap::<(ValueType, Op), usize>::new();
    repeat(1000, |u| {
        for condition in &schema.arbitrary_filter(u)? {
            *used.entry((condition.field().value_type(), condition.op())).or_default() += 1;
        }
        Ok(())
    });
    let listed = schema.fields().flat_map(|field| field.ops().iter().map(|op| (field.value_type(), op)));
    let listed: BTreeSet<(ValueType, Op)> = listed.collect();
    assert!(used.keys().eq(&listed), "{used:?}");
    println!("{} pairs of a type and an operator; the rarest occurs {:?} times", used.len(), used.values().min());
}

/// Returns the percentage of 10,000 filters that match some of 200 records and not all.
fn percent_selective(schema: &Schema, has_pool: bool) -> usize {
    let records = records(schema, 200);
    let generator = schema.generator();
    let generator = if has_pool { generator.records(&records) } else { generator };
    let mut selective = 0;
    repeat(10_000, |u| {
        let filter = generator.filter(u)?;
        let matcher = filter.matcher::<Row>().expect("fields of rows");
        let count = records.iter().filter(|record| matcher.matches(*record)).count();
        selective += usize::from((1..records.len()).contains(&count));
        Ok(())
    });
    selective / 100
}

#[test]
fn generates_filters_that_match_some_records_and_not_all() {
    for (name, schema) in [("accounts", schemas::accounts()), ("every type", build(schemas::every_type()))] {
        let (with, without) = (percent_selective(&schema, true), percent_selective(&schema, false));
        println!("{name}: {with} % of the filters match some records and not all; {without} % without the records");
        assert!(with >= 60, "{with} % of the filters of {name}");
        assert!(with > without, "{name}: the records don't help");
    }
}

/// Checks that the errors of near misses are those of their codes, and returns the codes.
fn codes_of_near_misses(generator: &Generator, schema: &Schema) -> BTreeSet<&'static str> {
    let mut codes = BTreeSet::new();
    repeat(1000, |u| {
        let NearMiss { query, code, .. } = generator.near_miss(u)?;
        let errors = schema.parse(&query).expect_err(&query);
        assert_eq!(errors.iter().map(filterset::Error::code).collect::<Vec<_>>(), [code], "{query:?}");
        codes.insert(code);
        Ok(())
    });
    codes
}

/// Every code of a filter's query.
const CODES: [&str; 19] = [
    "unexpected_character",
    "malformed_percent",
    "invalid_utf8",
    "null_character",
    "missing_equals",
    "empty_key",
    "unknown_field",
    "unknown_operator",
    "operator_not_allowed",
    "duplicate_condition",
    "empty_value",
    "empty_list",
    "empty_item",
    "wrong_item_count",
    "reversed_range",
    "invalid_value",
    "input_too_long",
    "too_many_conditions",
    "too_many_items",
];

#[test]
fn reaches_every_code_with_near_misses() {
    let check = |schema: &Schema, generator: &Generator, unreachable: &[&'static str]| {
        let expected: BTreeSet<_> = CODES.into_iter().filter(|code| !unreachable.contains(code)).collect();
        assert_eq!(codes_of_near_misses(generator, schema), expected, "{}", schema.name());
    };
    // No more keys than the limit of conditions.
    let accounts = schemas::accounts();
    check(&accounts, &accounts.generator().raw_text(), &["too_many_conditions"]);
    // A URL has no such character, and isn't as long.
    check(&accounts, &accounts.generator(), &["too_many_conditions", "unexpected_character", "input_too_long"]);
    let small = Limits { input_bytes: 400, conditions: 5, ..Limits::DEFAULT };
    // Every type lists every operator that it has, but those that search, for other types.
    let every_type = build(schemas::every_type().limits(small));
    check(&every_type, &every_type.generator().raw_text(), &["too_many_items"]);
    let devices = build(schemas::devices());
    check(&devices, &devices.generator().raw_text(), &["too_many_conditions"]);
    // No list that commas separate, and no range.
    let lists = ["empty_list", "empty_item", "wrong_item_count", "reversed_range"];
    // Few keys, no range, and strings alone.
    let title = Schema::builder("titles").field(Field::text("title").ops([Op::Exact])).build().expect("a valid schema");
    let unreachable = [&lists[..], &["invalid_value", "too_many_conditions", "too_many_items"]].concat();
    check(&title, &title.generator().raw_text(), &unreachable);
}

#[test]
fn generates_within_limits_and_policies() {
    let (mut codes, mut rejected) = (BTreeMap::<&str, usize>::new(), 0);
    repeat(4000, |u| {
        let schema = generate::schema(u)?;
        let (limits, policy) = (generate::limits(u)?, agree::policy(u)?);
        let records = [record(u, &schema)?, record(u, &schema)?];
        let generator = schema.generator().limits(limits).policy(policy).raw_text().reserved_pairs().records(&records);
        let parser = schema.parser().limits(limits).policy(policy);
        let query = generator.query(u)?;
        let parsed = parser.parse(&query.text).unwrap_or_else(|errors| panic!("{:?}: {errors}", query.text));
        assert_eq!(parsed, query.filter, "{:?}", query.text);
        let NearMiss { query, code, .. } = generator.near_miss(u)?;
        let errors = parser.parse(&query).expect_err(&query);
        assert_eq!(errors.iter().map(filterset::Error::code).collect::<Vec<_>>(), [code], "{query:?} {limits:?}");
        *codes.entry(code).or_default() += 1;
        rejected += usize::from(policy != Policy::STRICT);
        Ok(())
    });
    println!("{codes:?}");
    assert!(CODES.iter().all(|code| codes.contains_key(code)), "{codes:?}");
    assert!(rejected > 2000, "{rejected} under other policies");
}

#[test]
fn spells_queries_in_other_ways() {
    let schema = build(schemas::spellings());
    let (mut other, mut escaped, mut raw) = (0, 0, 0);
    repeat(1000, |u| {
        let query = schema.arbitrary_query(u)?;
        assert!(query.reserved.is_empty());
        // RFC 3986, section 3.4, without the characters that a query needs no escape for.
        let is_of_url = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?%".contains(&byte);
        assert!(query.text.bytes().all(is_of_url), "{:?} isn't part of a URL", query.text);
        assert!(!query.text.starts_with('?'), "{:?} has a second question mark in a URL", query.text);
        other += usize::from(query.text != query.filter.to_string());
        escaped += usize::from(query.text.contains('%'));
        raw += usize::from(schema.generator().raw_text().query(u)?.text.bytes().any(|byte| !is_of_url(byte)));
        Ok(())
    });
    println!("of 1,000 queries {other} aren't canonical, {escaped} have escapes; {raw} have raw text");
    assert!(other > 900 && escaped > 500 && raw > 100, "{other} {escaped} {raw}");
}

#[test]
fn generates_simple_filters_at_the_end_of_the_bytes() {
    let schema = schemas::accounts();
    let u = &mut Unstructured::new(&[]);
    assert_eq!(schema.arbitrary_filter(u).expect("a filter").to_string(), "active=false");
    let query = schema.arbitrary_query(u).expect("a query");
    assert_eq!(query.text, "active=false");
    let near_miss = schema.arbitrary_near_miss(u).expect("a near miss");
    assert_eq!((near_miss.query.as_str(), near_miss.code), ("ctive=1&active=false", "unknown_field"));
}

#[cfg(feature = "serde_json")]
#[test]
fn changes_records_to_match_filters_or_not() {
    let (mut possible, mut matched, mut missed) = (0, 0, 0);
    repeat(2000, |u| {
        let schema = generate::schema(u)?;
        let record = schema.arbitrary_record(u)?;
        let filter = schema.arbitrary_filter(u)?;
        assert!(filter.matcher().expect("fields of JSON").try_matches(&record).is_ok(), "{filter} of {record}");
        let matching = filter.arbitrary_match(&record, u)?;
        assert!(matching.iter().all(|record| filter.matches(record) == Ok(true)), "{filter} of {matching:?}");
        let other = filter.arbitrary_mismatch(&record, u)?;
        assert!(other.iter().all(|record| filter.matches(record) == Ok(false)), "{filter} of {other:?}");
        possible += usize::from(!filter.is_empty() && !filter.is_unsatisfiable());
        matched += usize::from(!filter.is_empty() && matching.is_some());
        missed += usize::from(other.is_some());
        Ok(())
    });
    println!("of {possible} filters {matched} match a changed record, and {missed} don't");
    assert!(matched > possible * 9 / 10 && missed > possible * 9 / 10, "{matched} and {missed} of {possible}");
}

#[cfg(feature = "serde_json")]
#[test]
fn changes_members_at_the_path_of_a_field() {
    use serde_json::json;

    let field = Field::integer("a__b").ops([Op::Exact]);
    let filter = build(Schema::builder("nested").field(field)).parse("a__b=5").expect("a filter").into_owned();
    for (record, expected) in [
        (json!({}), json!({ "a__b": 5 })),
        (json!({ "a": null }), json!({ "a": null, "a__b": 5 })),
        (json!({ "a": { "b": 1, "c": 2 } }), json!({ "a": { "b": 5, "c": 2 } })),
        (json!({ "a": { "b": 1 }, "a__b": 2 }), json!({ "a": { "b": 1 }, "a__b": 5 })),
    ] {
        let changed = filter.arbitrary_match(&record, &mut Unstructured::new(&[]));
        assert_eq!(changed.expect("enough bytes"), Some(expected));
    }
    let changed = filter.arbitrary_match(&json!([]), &mut Unstructured::new(&[]));
    assert_eq!(changed.expect("enough bytes"), None);
}

#[cfg(feature = "proptest")]
mod strategies {
    use std::fmt::Debug;

    use filterset::generate::Query;
    use filterset::{Filter, Op, Predicate, Value};
    use filterset_test_support::schemas;
    use proptest::strategy::Strategy;
    use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

    /// Returns the value to which a strategy shrinks if a test fails for the values that contain a bug.
    fn shrink<T: Clone + Debug>(strategy: &impl Strategy<Value = T>, has_bug: impl Fn(&T) -> bool) -> T {
        let config = Config { cases: 20_000, failure_persistence: None, ..Config::default() };
        // The same values on every run.
        let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
        let result = TestRunner::new_with_rng(config, rng)
            .run(strategy, |value| if has_bug(&value) { Err(TestCaseError::fail("a bug")) } else { Ok(()) });
        let Err(TestError::Fail(_, smallest)) = result else { panic!("the bug wasn't found: {result:?}") };
        smallest
    }

    /// A field and an operator, the operands that a bug needs, and the smallest filter with the bug.
    type Case = (&'static str, Op, fn(&Predicate<'_>) -> bool, &'static str);

    #[test]
    fn shrinks_to_the_smallest_filter() {
        const CASES: [Case; 10] = [
            ("active", Op::Ne, |_| true, "active__ne=false"),
            ("balance__available", Op::Lt, |_| true, "balance__available__lt=0"),
            ("count", Op::Gt, |it| matches!(it, Predicate::Gt(Value::Integer(5..))), "count__gt=5"),
            ("created_at", Op::Gte, |it| matches!(it, Predicate::Gte(Value::Day(_))), "created_at__gte=2022-01-08"),
            (
                "created_at",
                Op::Lte,
                |it| matches!(it, Predicate::Lte(Value::Instant(_))),
                "created_at__lte=2022-01-08T12:00:00Z",
            ),
            ("created_by", Op::NotIn, |_| true, "created_by__not_in=00000000-0000-0000-0000-000000000000"),
            (
                "note",
                Op::Contains,
                |it| matches!(it, Predicate::Contains(it) if it.chars().count() > 2),
                "note__contains=aaa",
            ),
            ("note", Op::IsNull, |_| true, "note__isnull=false"),
            ("on", Op::Range, |_| true, "on__range=2022-01-08,2022-01-08"),
            ("status", Op::In, |it| matches!(it, Predicate::In(list) if list.len() == 2), "status__in=invalid,valid"),
        ];
        let schema = schemas::accounts();
        for (field, op, has_bug, expected) in CASES {
            let has_bug = |filter: &Filter<'_>| filter.get(field, op).is_some_and(|it| has_bug(it.predicate()));
            assert_eq!(shrink(&schema.filters(), has_bug).to_string(), expected);
        }
    }

    #[test]
    fn shrinks_to_the_canonical_spelling() {
        let schema = schemas::accounts();
        let has_bug = |query: &Query| query.filter.get("on", Op::Range).is_some();
        assert_eq!(shrink(&schema.queries(), has_bug).text, "on__range=2022-01-08,2022-01-08");
        // The bug is in the spelling.
        let smallest = shrink(&schema.queries(), |query| query.text.contains("&&"));
        assert_eq!((smallest.filter.len(), smallest.text.contains('%')), (1, false), "{smallest:?}");
        let smallest = shrink(&schema.queries(), |query| query.text.contains("__exact"));
        assert_eq!((smallest.filter.len(), smallest.text.contains('%')), (1, false), "{smallest:?}");
    }

    #[test]
    fn shrinks_near_misses_with_their_code() {
        let schema = schemas::accounts();
        for code in ["reversed_range", "empty_item", "unknown_field", "too_many_items"] {
            let smallest = shrink(&schema.near_misses(), |near_miss| near_miss.code == code);
            let errors = schema.parse(&smallest.query).expect_err(&smallest.query);
            assert_eq!(errors.iter().map(filterset::Error::code).collect::<Vec<_>>(), [code]);
            let pairs = smallest.query.split('&').filter(|pair| !pair.is_empty()).count();
            assert_eq!(pairs, 1, "{smallest:?}");
        }
    }
}
