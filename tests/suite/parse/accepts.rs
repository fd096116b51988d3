//! Accepted queries, one a line, with the canonical string of the filter.

use std::hash::{DefaultHasher, Hash, Hasher};

use filterset::{Field, Op, OpSet, Predicate, Schema, Value};

const COMPARED: OpSet = OpSet::EQUALITY.union(OpSet::ORDER);

fn links() -> Schema {
    Schema::builder("links")
        .field(Field::text("institution").ops(OpSet::EQUALITY.union(OpSet::TEXT)))
        .field(Field::text("note").allow_empty().nullable().ops([Op::Exact, Op::Ne, Op::IExact, Op::In, Op::IsNull]))
        .field(Field::choice("status", ["valid", "invalid", "token_required"]).ops(OpSet::EQUALITY))
        .field(Field::uuid("created_by").ops([Op::NotIn]))
        .field(Field::integer("count").ops(COMPARED))
        .field(Field::decimal("balance__available").ops(COMPARED))
        .field(Field::boolean("active").ops(OpSet::EQUALITY))
        .field(Field::date("on").ops(COMPARED))
        .field(Field::date_time("created_at").time_zone("-06:00").ops(COMPARED))
        .field(Field::text("resources").multi_valued().ops([Op::AllIn]))
        .reserved(["page", "fields"])
        .build()
        .expect("a sound table")
}

#[track_caller]
fn accepts(cases: &[(&str, &str)]) {
    let links = links();
    for (query, canonical) in cases {
        let filter = links.parse(query).unwrap_or_else(|errors| panic!("{query:?} is refused:\n{errors}"));
        assert_eq!(filter.to_string(), *canonical, "what {query:?} means");
        let again = links.parse(canonical).unwrap_or_else(|errors| panic!("{canonical:?} is refused:\n{errors}"));
        assert_eq!(again, filter, "{query:?} and {canonical:?}");
        assert_eq!(again.to_string(), *canonical, "what {canonical:?} means");
        assert_eq!(again.into_owned(), filter, "what {canonical:?} means, free of its text");
    }
}

#[test]
fn accepts_empty_query() {
    accepts(&[("", ""), ("?", ""), ("&&", ""), ("?&", ""), ("page=2", ""), ("page=&page=1&fields=a,b", "")]);
}

#[test]
fn accepts_keys() {
    accepts(&[
        ("count=1", "count=1"),
        ("count__exact=1", "count=1"),
        ("c%6Funt%5F%5fgt=1", "count__gt=1"),
        ("balance__available=1", "balance__available=1"),
        ("balance__available__exact=1", "balance__available=1"),
        ("balance__available__gte=1", "balance__available__gte=1"),
        ("status=valid&count=1&active=1", "active=true&count=1&status=valid"),
        ("count__lt=5&count__gt=9", "count__gt=9&count__lt=5"),
    ]);
}

/// Few conditions and as many as a filter can have, for a schema with about as many keys and for one with many more.
#[test]
fn accepts_conditions_in_any_order() {
    for fields in [64, 1_000] {
        let fields = (0..fields).map(|number| Field::integer(format!("field_{number:04}")).ops([Op::Exact]));
        let schema = Schema::builder("wide").fields(fields).build().expect("a sound table");
        for count in [1, 2, 3, 31, 32, 33, 63, 64] {
            let pairs: Vec<String> = (0..count).map(|number| format!("field_{number:04}={number}")).collect();
            let canonical = pairs.join("&");
            // If the step and the count have no common divisor, each condition is reached once.
            for step in (1..count).filter(|step| (2..=*step).all(|divisor| count % divisor + step % divisor > 0)) {
                let shuffled: Vec<&str> = (0..count).map(|number| pairs[number * step % count].as_str()).collect();
                let filter = schema.parse(&shuffled.join("&")).map(|filter| filter.to_string());
                assert_eq!(filter.as_ref(), Ok(&canonical), "each {step}th of {count}");
            }
        }
    }
}

#[test]
fn accepts_text() {
    accepts(&[
        ("institution=a=b", "institution=a%3Db"),
        ("institution=a;b", "institution=a%3Bb"),
        ("institution=a,b", "institution=a,b"),
        ("institution=+a+", "institution=%20a%20"),
        ("institution=a+b%2Bc", "institution=a%20b%2Bc"),
        ("institution=é日😀", "institution=%C3%A9%E6%97%A5%F0%9F%98%80"),
        ("institution__icontains=100%25", "institution__icontains=100%25"),
        ("institution__iexact=A%26", "institution__iexact=A%26"),
        ("institution__startswith=%0A", "institution__startswith=%0A"),
        ("institution__istartswith=%25a", "institution__istartswith=%25a"),
        ("institution__endswith=+", "institution__endswith=%20"),
        ("institution__iendswith=%C3%89", "institution__iendswith=%C3%89"),
        ("note=", "note="),
        ("note__ne=&note__iexact=", "note__iexact=&note__ne="),
        ("note__isnull=TRUE", "note__isnull=true"),
        ("note__isnull=0", "note__isnull=false"),
    ]);
}

#[test]
fn accepts_numbers_booleans_and_uuids() {
    accepts(&[
        ("count=-0", "count=0"),
        ("count=-007", "count=-7"),
        ("count=9223372036854775807", "count=9223372036854775807"),
        ("balance__available=00012.500", "balance__available=12.5"),
        ("balance__available=-0.00", "balance__available=0"),
        ("balance__available=0.0000000000000000000000000001", "balance__available=0.0000000000000000000000000001"),
        ("active=TrUe", "active=true"),
        ("active__in=1,0,true", "active__in=false,true"),
        (
            "created_by__not_in=2D2FB5A49B2A4E4A8F5C6A0E0B6F3A51",
            "created_by__not_in=2d2fb5a4-9b2a-4e4a-8f5c-6a0e0b6f3a51",
        ),
    ]);
}

#[test]
fn accepts_dates() {
    accepts(&[
        ("on=2024-02-29", "on=2024-02-29"),
        ("on__range=0001-01-01,9999-12-31", "on__range=0001-01-01,9999-12-31"),
        ("created_at=2022-03-03", "created_at=2022-03-03"),
        ("created_at__lte=9999-12-31", "created_at__lte=9999-12-31"),
        ("created_at=2022-03-03T10:30:00", "created_at=2022-03-03T16:30:00Z"),
        ("created_at=2022-03-03T10:30:00.50Z", "created_at=2022-03-03T10:30:00.5Z"),
        ("created_at=2022-03-03T10:30:00%2B01:00", "created_at=2022-03-03T09:30:00Z"),
        ("created_at__range=2022-03-03,2022-03-03", "created_at__range=2022-03-03,2022-03-03"),
        (
            "created_at__in=2022-03-03T06:00:00Z,2022-03-03,2022-03-03T05:59:59Z",
            "created_at__in=2022-03-03T05:59:59Z,2022-03-03,2022-03-03T06:00:00Z",
        ),
    ]);
}

#[test]
fn accepts_lists_and_ranges() {
    accepts(&[
        ("status__in=valid,invalid", "status__in=invalid,valid"),
        ("status__in=valid%2Cinvalid", "status__in=invalid,valid"),
        ("status__in=valid%2C+invalid", "status__in=invalid,valid"),
        ("status__in=+valid ,%20invalid%20", "status__in=invalid,valid"),
        ("status__not_in=valid,valid", "status__not_in=valid"),
        ("institution__in=b%2Ca", "institution__in=a,b"),
        ("institution__in=é,z,Z", "institution__in=Z,z,%C3%A9"),
        ("institution__in=a+b,%2Bc", "institution__in=%2Bc,a%20b"),
        ("resources__allin=TRANSACTIONS,ACCOUNTS", "resources__allin=ACCOUNTS,TRANSACTIONS"),
        ("count__in=10,9,010", "count__in=9,10"),
        ("count__range=1,%202", "count__range=1,2"),
        ("count__range=2,2", "count__range=2,2"),
        ("balance__available__range=-1.50,1", "balance__available__range=-1.5,1"),
    ]);
}

#[test]
fn finds_conditions_by_field_and_operator() {
    let links = links();
    let filter = links.parse("count__gt=1&count__lt=5&status=valid").expect("a sound query");
    let key = |field, op| filter.get(field, op).map(|condition| condition.to_string());
    assert_eq!(key("count", Op::Gt).as_deref(), Some("count__gt=1"));
    assert_eq!(key("count", Op::Lt).as_deref(), Some("count__lt=5"));
    assert_eq!(key("status", Op::Exact).as_deref(), Some("status=valid"));
    for (field, op) in [("count", Op::Exact), ("count", Op::In), ("status", Op::Gt), ("nope", Op::Exact)] {
        assert_eq!(key(field, op), None, "{field} {op}");
    }
    let mut conditions = filter.iter();
    for left in (0..3).rev() {
        assert!(conditions.next().is_some());
        assert_eq!(conditions.len(), left);
    }
    assert_eq!((filter.len(), conditions.size_hint(), conditions.next()), (3, (0, Some(0)), None));
}

#[test]
fn finds_the_values_of_a_list() {
    let links = links();
    let lists = "count__in=1,2,3&created_by__not_in=0000000000000000000000000000000a";
    let filter = links.parse(lists).expect("a sound query");
    let has = |field, op, value: Value<'_>| match filter.get(field, op).map(|condition| condition.predicate()) {
        Some(Predicate::In(list) | Predicate::NotIn(list)) => list.contains(&value),
        other => panic!("{other:?} is no list"),
    };
    for (value, expected) in [(1.into(), true), (3.into(), true), (4.into(), false), ("2".into(), false)] {
        assert_eq!(has("count", Op::In, value), expected);
    }
    let uuid = |last: u128| uuid::Uuid::from_u128(last).into();
    for (value, expected) in [(uuid(10), true), (uuid(11), false), ("a".into(), false)] {
        assert_eq!(has("created_by", Op::NotIn, value), expected);
    }
    let hash = |query| {
        let mut hasher = DefaultHasher::new();
        links.parse(query).expect("a sound query").hash(&mut hasher);
        hasher.finish()
    };
    assert_eq!(hash("count__in=2,1"), hash("count__in=1,2,1"));
    assert_ne!(hash("count__in=1,2"), hash("count__in=1,3"));
}

#[test]
fn returns_reserved_pairs_decoded_and_in_order() {
    let links = links();
    let parsed = links.parse_with_reserved("page=2&count=1&fields=a%2C+b&page=").expect("a sound query");
    assert_eq!(parsed.filter.to_string(), "count=1");
    let reserved: Vec<_> = parsed.reserved.iter().map(|(key, value)| (key.as_ref(), value.as_ref())).collect();
    assert_eq!(reserved, [("page", "2"), ("fields", "a, b"), ("page", "")]);
}

#[test]
fn converts_a_parsed_filter_to_owned() {
    let schema = Schema::builder("t")
        .field(Field::text("a").ops([Op::Exact]))
        .reserved(["page"])
        .build()
        .expect("a sound table");
    let query = String::from("page=%C3%A9&a=b");
    let owned = schema.parse_with_reserved(&query).expect("a filter").into_owned();
    drop(query);
    assert_eq!(owned.filter.to_string(), "a=b");
    assert_eq!(owned.reserved, [("page".into(), "é".into())]);
    let schema: &Schema = schema.as_ref();
    assert_eq!(owned.filter.schema(), schema);
}
