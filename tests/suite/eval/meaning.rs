//! The meaning of filters: the records that they match, and the filters that they imply.

use filterset_test_support::{generate, meaning};

use arbitrary::Unstructured;
use chrono::{DateTime, Utc};
use filterset::record::{Accessor, RecordTypeError};
use filterset::schema::FieldBuilder;
use filterset::{Field, Filter, FilterValue, Limits, Op, OpSet, Record, Schema, Value, ValueType};
use meaning::{Folding, Row};
use rust_decimal::Decimal;

/// Builds a schema with a field of each type with every operator, and a multi-valued field.
fn schema() -> Schema {
    let nullable = |field: FieldBuilder| {
        let ops = field.value_type().ops().with(Op::IsNull).with(Op::IsEmpty);
        field.nullable().ops(ops)
    };
    let multi_valued = |field: FieldBuilder| field.multi_valued().ops([Op::AllIn, Op::IsEmpty]);
    Schema::builder("things")
        .field(nullable(Field::text("t").allow_empty()))
        .field(nullable(Field::integer("i")))
        .field(nullable(Field::decimal("c")))
        .field(nullable(Field::boolean("b")))
        .field(nullable(Field::uuid("u")))
        .field(nullable(Field::date("d")))
        .field(nullable(Field::date_time("at").time_zone("-06:00")))
        .field(nullable(Field::choice("s", ["valid", "invalid"])))
        .field(Field::text("m").multi_valued().nullable().ops(ValueType::Text.ops().union(OpSet::of(&[
            Op::AllIn,
            Op::IsNull,
            Op::IsEmpty,
        ]))))
        .field(multi_valued(Field::decimal("cs")))
        .field(multi_valued(Field::boolean("bs")))
        .field(multi_valued(Field::uuid("us")))
        .field(multi_valued(Field::date("ds")))
        .field(multi_valued(Field::date_time("ats").time_zone("-06:00")))
        .build()
        .expect("a sound table")
}

/// Parses a row: `field=value` for each field, repeated for a multi-valued one. Other fields are null.
fn row(schema: &Schema, text: &str) -> Row {
    let mut row = Row::default();
    for (name, value) in text.split(' ').filter_map(|pair| pair.split_once('=')) {
        let field = schema.field(name).expect("a field");
        let value = meaning::canonical(field, &value.to_owned().into());
        row.0.entry(name.to_owned()).or_default().push(value);
    }
    row
}

#[test]
#[expect(clippy::too_many_lines, reason = "a line for each case")]
fn matches_by_the_reference() {
    let schema = schema();
    for (query, record, expected) in [
        ("", "", true),
        ("t=a", "t=a", true),
        ("t=a", "t=A", false),
        ("t=ab", "t=ba", false),
        ("t=a", "", false),
        ("t=", "t=", true),
        ("t=", "", false),
        ("t__ne=a", "t=a", false),
        ("t__ne=a", "t=b", true),
        ("t__ne=a", "", true),
        ("t__in=a,b", "t=b", true),
        ("t__in=a,b", "t=c", false),
        ("t__in=ab,cd", "t=dc", false),
        ("t__in=a,b", "", false),
        ("t__not_in=a,b", "t=b", false),
        ("t__not_in=a,b", "", true),
        ("t__in=a,b,c,d,e,f,g,h,i,j", "t=j", true),
        ("t__in=a,b,c,d,e,f,g,h,i,j", "t=jj", false),
        ("t__gt=a", "t=a", false),
        ("t__gt=a", "t=aa", true),
        ("t__gt=a", "t=B", false),
        ("t__gte=a", "t=a", true),
        ("t__lt=b", "t=B", true),
        ("t__lt=b", "", false),
        ("t__lte=%EF%BF%BD", "t=\u{10000}", false),
        ("t__range=a,c", "t=c", true),
        ("t__range=a,c", "t=cc", false),
        ("t__iexact=sTraSSe", "t=STRASSE", true),
        ("t__iexact=stra%C3%9Fe", "t=STRASSE", false),
        ("t__iexact=%C3%A9", "t=É", false),
        ("t__contains=%25", "t=5%", true),
        ("t__contains=%25", "t=5", false),
        ("t__contains=a", "t=bAb", false),
        ("t__icontains=AB", "t=xaby", true),
        ("t__icontains=aab", "t=aAaB", true),
        ("t__startswith=ab", "t=abc", true),
        ("t__startswith=ab", "t=Abc", false),
        ("t__istartswith=ab", "t=ABc", true),
        ("t__istartswith=abc", "t=ab", false),
        ("t__endswith=bc", "t=abc", true),
        ("t__endswith=bc", "t=abC", false),
        ("t__iendswith=bc", "t=abC", true),
        ("t__isnull=true", "", true),
        ("t__isnull=true", "t=", false),
        ("t__isnull=false", "t=a", true),
        ("t__isnull=false", "", false),
        ("t__not_iexact=sTraSSe", "t=STRASSE", false),
        ("t__not_iexact=stra%C3%9Fe", "t=STRASSE", true),
        ("t__not_iexact=", "t=", false),
        ("t__not_iexact=", "t=a", true),
        ("t__not_iexact=", "", true),
        ("t__not_contains=a", "t=bAb", true),
        ("t__not_contains=a", "t=bab", false),
        ("t__not_contains=a", "", true),
        ("t__not_contains=a", "t=", true),
        ("t__not_icontains=AB", "t=xaby", false),
        ("t__not_icontains=AB", "t=xayb", true),
        ("t__not_startswith=ab", "t=abc", false),
        ("t__not_startswith=ab", "t=Abc", true),
        ("t__not_istartswith=ab", "t=ABc", false),
        ("t__not_istartswith=abc", "t=ab", true),
        ("t__not_endswith=bc", "t=abc", false),
        ("t__not_endswith=bc", "", true),
        ("t__not_iendswith=bc", "t=abC", false),
        ("t__not_iendswith=bc", "t=c", true),
        ("t__isempty=true", "", true),
        ("t__isempty=true", "t=", true),
        ("t__isempty=true", "t=a", false),
        ("t__isempty=false", "", false),
        ("t__isempty=false", "t=", false),
        ("t__isempty=false", "t=a", true),
        ("i__isempty=true", "i=0", false),
        ("i__isempty=true", "", true),
        ("at__isempty=false", "at=2022-03-03T12:00:00Z", true),
        ("s__isempty=true", "", true),
        ("s__isempty=false", "s=valid", true),
        ("i=5", "i=5", true),
        ("i__gt=9223372036854775806", "i=9223372036854775807", true),
        ("i__lt=-9223372036854775807", "i=-9223372036854775808", true),
        ("i__range=1,3", "i=3", true),
        ("i__range=1,3", "i=4", false),
        ("c=12.5", "c=12.50", true),
        ("c__gt=0.1", "c=0.1000000000000000000000000001", true),
        ("c__lte=0.1", "c=0.1000000000000000000000000001", false),
        ("b=true", "b=1", true),
        ("b__ne=true", "b=false", true),
        ("b__not_in=true,false", "b=true", false),
        ("b__not_in=true,false", "", true),
        ("u=00000000-0000-0000-0000-00000000000a", "u=0000000000000000000000000000000A", true),
        ("d__gt=2022-03-03", "d=2022-03-04", true),
        ("d__range=2022-03-03,2022-03-03", "d=2022-03-03", true),
        ("at=2022-03-03", "at=2022-03-03T06:00:00Z", true),
        ("at=2022-03-03", "at=2022-03-03T05:59:59.999999999Z", false),
        ("at=2022-03-03", "at=2022-03-04T05:59:59.999999999Z", true),
        ("at=2022-03-03", "at=2022-03-04T06:00:00Z", false),
        ("at=2022-03-03T06:00:00", "at=2022-03-03T12:00:00Z", true),
        ("at=2022-03-03T06:00:00Z", "at=2022-03-03T06:00:00.000000001Z", false),
        ("at__gt=2022-03-03T06:00:00Z", "at=2022-03-03T06:00:00Z", false),
        ("at__lte=2022-03-03T06:00:00Z", "at=2022-03-03T06:00:00Z", true),
        ("at__range=2022-03-03T06:00:00Z,2022-03-03T06:00:00Z", "at=2022-03-03T06:00:00Z", true),
        ("at__in=2022-03-03T06:00:00Z,2022-03-04T06:00:00Z", "at=2022-03-05T06:00:00Z", false),
        ("at__ne=2022-03-03", "at=2022-03-03T06:00:00Z", false),
        ("at__gt=2022-03-03", "at=2022-03-04T05:59:59.999999999Z", false),
        ("at__gt=2022-03-03", "at=2022-03-04T06:00:00Z", true),
        ("at__gt=2022-03-03", "at=2022-03-09T06:00:00Z", true),
        ("at__gte=2022-03-03", "at=2022-03-03T06:00:00Z", true),
        ("at__gte=2022-03-03", "at=2022-03-03T05:59:59.999999999Z", false),
        ("at__gte=2022-03-03", "at=2022-03-09T06:00:00Z", true),
        ("at__lt=2022-03-03", "at=2022-03-03T06:00:00Z", false),
        ("at__lt=2022-03-03", "at=2022-02-25T06:00:00Z", true),
        ("at__lte=2022-03-03", "at=2022-02-25T06:00:00Z", true),
        ("at__lt=2022-03-03", "at=2022-03-03T05:59:59.999999999Z", true),
        ("at__lte=2022-03-03", "at=2022-03-04T05:59:59.999999999Z", true),
        ("at__lte=2022-03-03", "at=2022-03-04T06:00:00Z", false),
        ("at__lte=9999-12-31", "at=9999-12-31T23:59:59Z", true),
        ("at__range=2022-03-03,2022-03-04", "at=2022-03-05T05:59:59.999999999Z", true),
        ("at__range=2022-03-03,2022-03-04", "at=2022-03-05T06:00:00Z", false),
        ("at__range=2022-03-03,2022-03-04T00:00:00Z", "at=2022-03-04T00:00:00Z", true),
        ("at__range=2022-03-03,2022-03-04T00:00:00Z", "at=2022-03-04T00:00:00.000000001Z", false),
        ("at__in=2022-03-03,2022-03-03T10:00:00Z,2022-03-05", "at=2022-03-03T12:00:00Z", true),
        ("at__in=2022-03-03,2022-03-03T10:00:00Z,2022-03-05", "at=2022-03-04T12:00:00Z", false),
        ("at__not_in=2022-03-03,2022-03-05T00:00:00Z", "at=2022-03-05T00:00:00Z", false),
        ("at__not_in=2022-03-03,2022-03-05T00:00:00Z", "at=2022-03-05T00:00:00.000000001Z", true),
        ("s=valid", "s=valid", true),
        ("s__in=valid", "s=invalid", false),
        ("s__ne=valid", "", true),
        ("m=a", "m=a m=b", true),
        ("m__ne=a", "m=a m=b", false),
        ("m__ne=c", "m=a m=b", true),
        ("m__not_in=c,b", "m=a m=b", false),
        ("m__gt=a", "m=a m=b", true),
        ("m__lt=a", "m=a m=b", false),
        ("m__icontains=B", "m=a m=b", true),
        ("m__allin=a,b", "m=a m=b m=c", true),
        ("m__allin=a,d", "m=a m=b m=c", false),
        ("m__allin=a", "", false),
        ("cs__allin=1,2.50", "cs=2.5 cs=1.0 cs=3", true),
        ("cs__allin=1,2.51", "cs=2.5 cs=1.0 cs=3", false),
        ("bs__allin=true,false", "bs=0 bs=1", true),
        ("bs__allin=true,false", "bs=1", false),
        ("us__allin=0000000000000000000000000000000a", "us=00000000-0000-0000-0000-00000000000A", true),
        ("ds__allin=2022-03-03,2022-03-04", "ds=2022-03-04 ds=2022-03-03", true),
        ("ds__allin=2022-03-03,2022-03-05", "ds=2022-03-04 ds=2022-03-03", false),
        ("ats__allin=2022-03-03,2022-03-03T12:00:00Z", "ats=2022-03-03T12:00:00Z", true),
        ("ats__allin=2022-03-03,2022-03-03T12:00:00Z", "ats=2022-03-03T13:00:00Z", false),
        ("ats__allin=2022-03-03", "ats=2022-03-03T06:00:00Z", true),
        ("ats__allin=2022-03-03", "ats=2022-03-04T06:00:00Z", false),
        ("ats__allin=2022-03-03", "ats=2022-03-03T05:59:59Z ats=2022-03-04T05:59:59Z", true),
        ("m__not_contains=a", "m=b m=ca", false),
        ("m__not_contains=a", "m=b m=c", true),
        ("m__not_contains=a", "", true),
        ("m__not_iexact=a", "m=A", false),
        ("m__isempty=true", "", true),
        ("m__isempty=true", "m=a", false),
        ("m__isempty=false", "m=a", true),
        ("cs__isempty=true", "", true),
        ("ats__isempty=false", "", false),
        ("m__isnull=true", "", true),
        ("m__isnull=false", "m=a", true),
        ("t=a&i=1", "t=a i=1", true),
        ("t=a&i=1", "t=a i=2", false),
        ("t__contains=a&i=1", "t=b i=1", false),
        (
            "b=true&c=1&d=2022-03-03&i=1&u__ne=0000000000000000000000000000000A&t=a",
            "b=1 c=1 d=2022-03-03 i=1 t=b",
            false,
        ),
    ] {
        let filter = schema.parse(query).expect("a filter");
        let row = row(&schema, record);
        assert_eq!(filter.matches(&row).expect("fields of rows"), expected, "{query} of {record}");
        assert_eq!(meaning::matches(&filter, &row), expected, "{query} of {record}, by the plain reading");
    }
}

/// Returns deterministic bytes for the generators.
fn bytes(seed: u64, count: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut bytes = Vec::with_capacity(count + 8);
    while bytes.len() < count {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend(state.to_le_bytes());
    }
    bytes
}

fn cases() -> u64 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(1024)
}

#[test]
fn matches_like_the_naive_implementation() {
    let (mut matched, mut missed) = (0, 0);
    for seed in 0..cases() {
        let made = bytes(seed, 8192);
        let mut u = Unstructured::new(&made);
        let schema = generate::schema(&mut u).expect("enough bytes");
        let filter = schema.arbitrary_filter(&mut u).expect("enough bytes");
        let compiled = filter.matcher().expect("fields of rows");
        for _ in 0..16 {
            let row = meaning::row(&mut u, &schema, &[&filter]).expect("enough bytes");
            let expected = meaning::matches(&filter, &row);
            assert_eq!(compiled.matches(&row), expected, "{filter} of {row:?}");
            assert_eq!(compiled.try_matches(&row), Ok(expected), "{filter} of {row:?}");
            #[cfg(feature = "serde_json")]
            assert_eq!(filter.matches(&json(&schema, &row)), Ok(expected), "{filter} of {row:?} as JSON");
            *(if expected { &mut matched } else { &mut missed }) += 1;
        }
    }
    assert!(matched > missed / 20 && missed > matched / 20, "{matched} matched, {missed} didn't: that tests little");
}

#[test]
fn implies_only_filters_that_match_more() {
    let (mut implied, mut contradictory, mut matched) = (0, 0, 0);
    for seed in 0..cases() {
        let made = bytes(seed, 8192);
        let mut u = Unstructured::new(&made);
        // One field is enough, because implication is decided field by field.
        let schema = loop {
            let schema = generate::schema(&mut u).expect("enough bytes");
            if schema.fields().len() <= 2 || u.is_empty() {
                break schema;
            }
        };
        let one = schema.arbitrary_filter(&mut u).expect("enough bytes");
        let other = wider(&mut u, &one);
        let (follows, nothing) = (one.implies(&other), one.is_unsatisfiable());
        assert!(one.implies(&one), "{one} implies itself");
        assert!(one.implies(&schema.filter().build().expect("no condition")), "{one} implies no condition");
        for _ in 0..16 {
            let row = meaning::row(&mut u, &schema, &[&one, &other]).expect("enough bytes");
            for folding in [Folding::ASCII, Folding::UNICODE, Folding::REPLACED_LOWER] {
                let is_matched = meaning::matches_with(folding, &one, &row);
                assert!(!(is_matched && nothing), "{one} was said to match nothing, and matches {row:?}");
                assert!(
                    !(is_matched && follows) || meaning::matches_with(folding, &other, &row),
                    "{one} was said to imply {other}, which doesn't match {row:?}"
                );
                matched += u32::from(is_matched);
            }
        }
        implied += u32::from(follows && !nothing);
        contradictory += u32::from(nothing);
    }
    let minimum = u32::try_from(cases() / 100).unwrap_or(1);
    assert!(implied > minimum && contradictory > minimum && matched > minimum, "{implied} {contradictory} {matched}");
}

/// Generates a filter of the same schema with some conditions of `filter`, or similar ones.
fn wider(u: &mut Unstructured<'_>, filter: &Filter<'_>) -> Filter<'static> {
    let other = filter.schema().arbitrary_filter(u).expect("enough bytes");
    let mut builder = filter.clone().into_owned().into_builder();
    for condition in filter {
        if u.ratio(1, 2).expect("enough bytes") {
            builder = builder.remove(condition.field().name(), condition.op());
        }
    }
    for condition in &other {
        if u.ratio(1, 3).expect("enough bytes") {
            let (field, op) = (condition.field().name(), condition.op());
            // The values of other operators of the first filter, if they are valid for this one.
            let near: Vec<_> = filter.iter().filter(|near| near.field().name() == field).collect();
            let values: Vec<Value<'static>> = match near.first() {
                Some(near) => near.predicate().values().map(Value::into_owned).collect(),
                None => condition.predicate().values().map(Value::into_owned).collect(),
            };
            let changed = builder.clone().remove(field, op).with(field, op, values);
            builder = if changed.clone().build().is_ok() { changed } else { builder };
        }
    }
    builder.build().expect("conditions of the table")
}

#[test]
fn detects_unsatisfiable_filters() {
    let schema = schema();
    for (query, expected) in [
        ("", false),
        ("t=a", false),
        ("t=a&t__ne=a", true),
        ("t=a&t__ne=b", false),
        ("t=a&t__in=b,c", true),
        ("t__in=a,b&t__not_in=b,a", true),
        ("t__in=a,b&t__not_in=b", false),
        ("t=a&t__isnull=true", true),
        ("t__ne=a&t__isnull=true", false),
        ("t__gt=b&t__lt=a", true),
        ("t__gt=a&t__lte=a", true),
        ("t__gte=a&t__lte=a", false),
        ("t__gte=a&t__lte=a&t__ne=a", true),
        ("t__startswith=a&t__gt=b", true),
        ("t__startswith=a&t=b", true),
        ("t=abc&t__contains=x", true),
        ("t=abc&t__icontains=B", false),
        ("t__in=abc,abd&t__endswith=x", true),
        ("t__contains=a&t__icontains=b", false),
        ("i__gt=4&i__lt=5", true),
        ("i__gt=4&i__lt=6&i__ne=5", true),
        ("i__gt=9223372036854775807", true),
        ("i__lt=-9223372036854775808", true),
        ("c__gt=4&c__lt=5", false),
        ("d__gt=2022-03-03&d__lt=2022-03-04", true),
        ("b__not_in=true,false", false),
        ("b__not_in=true,false&b__isnull=false", true),
        ("at=2022-03-03&at__gte=2022-03-04", true),
        ("at=2022-03-03&at__gte=2022-03-04T05:59:59Z", false),
        ("at__lt=2022-03-03&at__gt=2022-03-02", true),
        ("at=2022-03-03&at__ne=2022-03-03", true),
        ("t__contains=ab&t__not_contains=b", true),
        ("t__contains=ab&t__not_icontains=B", true),
        ("t__contains=b&t__not_contains=ab", false),
        ("t__icontains=ab&t__not_contains=b", false),
        ("t__iexact=ab&t__not_istartswith=A", true),
        ("t__startswith=abc&t__not_startswith=ab", true),
        ("t__startswith=ab&t__not_startswith=abc", false),
        ("t__gte=ab&t__lt=ac&t__not_startswith=ab", true),
        ("t=abc&t__not_endswith=c", true),
        ("t__in=abc,xbc&t__not_contains=b", true),
        ("t__in=abc,xyz&t__not_contains=b", false),
        // Engines may fold letters beyond A to Z.
        ("t=%C3%89&t__iexact=%C3%A9", false),
        ("t=%C3%89&t__not_iexact=%C3%89", false),
        ("t=%E2%84%AA&t__icontains=k", false),
        ("t=k&t__istartswith=%E2%84%AA", false),
        ("t=%C3%89k&t__not_iendswith=K", true),
        ("t=k&t__iexact=a", true),
        ("t__in=%C3%89,%C3%A9&t__not_iexact=%C3%A9", false),
        ("t__contains=%C3%89&t__not_icontains=%C3%89", false),
        ("t__iexact=%C3%89A&t__not_icontains=%C3%89", false),
        ("t__iexact=%C3%89A&t__not_icontains=a", true),
        ("t__iexact=%C3%89A&t__not_iendswith=%C3%89a", true),
        ("t__iexact=%C3%89&t__not_iexact=%C3%89", true),
        ("t__not_contains=a&t__isnull=true", false),
        ("t=&t__not_iexact=", true),
        ("t=&t__isempty=false", true),
        ("t=&t__isempty=true", false),
        ("t=a&t__isempty=true", true),
        ("t__contains=a&t__isempty=true", true),
        ("t__iexact=&t__isempty=false", true),
        ("t__isnull=true&t__isempty=false", true),
        ("t__isnull=false&t__isempty=true", false),
        ("t__ne=&t__isnull=false&t__isempty=true", true),
        ("i__isnull=false&i__isempty=true", true),
        ("i__isnull=true&i__isempty=true", false),
        ("m__isnull=false&m__isempty=true", true),
        ("m=a&m__isempty=true", true),
        ("m=abc&m__not_contains=b", true),
        ("m__contains=b&m__not_icontains=B", true),
        ("m__contains=b&m__not_contains=c", false),
        ("m__allin=abc,x&m__not_startswith=ab", true),
        ("m=a&m__gt=b", false),
        ("m=a&m__in=b", false),
        ("m=a&m__not_in=a,b", true),
        ("m__allin=a,b&m__ne=b", true),
        ("m__allin=a&m__isnull=true", true),
    ] {
        let filter = schema.parse(query).expect("a filter");
        assert_eq!(filter.is_unsatisfiable(), expected, "{query}");
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "a line for each case")]
fn detects_implied_filters() {
    let schema = schema();
    for (narrow, wide, expected) in [
        ("t=a", "", true),
        ("", "t=a", false),
        ("t=a", "t__in=a,b", true),
        ("t__in=a,b", "t=a", false),
        ("t=a", "t__ne=b", true),
        ("t=a", "t__not_in=b,c", true),
        ("t=a", "t__isnull=false", true),
        ("t__ne=a", "t__isnull=false", false),
        ("t__isnull=true", "t__ne=a", true),
        ("t__isnull=true", "t__not_in=a,b", true),
        ("t__not_in=a,b", "t__ne=a", true),
        ("t__ne=a", "t__not_in=a,b", false),
        ("t__gt=b", "t__gte=a", true),
        ("t__startswith=ab", "t__startswith=a", true),
        ("t__startswith=a", "t__startswith=ab", false),
        ("t__startswith=ab", "t__contains=b", true),
        ("t__startswith=ab", "t__icontains=B", true),
        ("t__startswith=ab", "t__endswith=b", false),
        ("t__startswith=ab", "t__gte=ab", true),
        ("t__startswith=ab", "t__ne=b", true),
        ("t__istartswith=ab", "t__startswith=ab", false),
        ("t__istartswith=AB", "t__istartswith=a", true),
        ("t__endswith=ab", "t__iendswith=B", true),
        ("t__contains=abc", "t__contains=b", true),
        ("t__contains=abc", "t__ne=x", true),
        ("t__icontains=abc", "t__contains=b", false),
        ("t__iexact=abc", "t__istartswith=A", true),
        ("t__iexact=abc", "t__iexact=ABC", true),
        ("t__iexact=abc", "t__startswith=a", false),
        ("t__in=abc,abd", "t__contains=b", true),
        ("t__in=abc,abd", "t__endswith=c", false),
        ("i__range=2,4", "i__gt=1", true),
        ("i__gt=1", "i__gte=2", true),
        ("i__range=2,4&i__ne=3", "i__in=2,4", true),
        ("c__range=2,4", "c__gt=2", false),
        ("b=true", "b__ne=false", true),
        ("b__ne=true&b__isnull=false", "b=false", true),
        ("at=2022-03-03", "at__range=2022-03-01,2022-03-31", true),
        ("at__range=2022-03-01,2022-03-31", "at=2022-03-03", false),
        ("at=2022-03-03T12:00:00Z", "at=2022-03-03", true),
        ("at__lte=2022-03-03", "at__lt=2022-03-04", true),
        ("at__lt=2022-03-04", "at__lte=2022-03-03", true),
        ("t=abc", "t__not_contains=x", true),
        ("t=abc", "t__not_contains=b", false),
        ("t__in=abc,abd", "t__not_endswith=x", true),
        ("t__in=abc,abd", "t__not_endswith=d", false),
        ("t__isnull=true", "t__not_icontains=a", true),
        ("t__not_contains=b", "t__not_contains=abc", true),
        ("t__not_contains=abc", "t__not_contains=b", false),
        ("t__not_icontains=b", "t__not_contains=B", true),
        ("t__not_contains=b", "t__not_icontains=b", false),
        ("t__not_icontains=b", "t__not_iexact=abc", true),
        ("t__not_istartswith=a", "t__not_startswith=ab", true),
        ("t__not_contains=b", "t__ne=abc", true),
        ("t__not_contains=b", "t__not_in=abc,b", true),
        ("t__not_contains=b", "t__not_in=abc,c", false),
        ("t__not_contains=b&t__ne=c", "t__not_in=abc,c", true),
        ("t__not_startswith=a", "t__not_startswith=ab", true),
        ("t__not_startswith=ab", "t__not_startswith=a", false),
        ("t__startswith=b", "t__not_startswith=a", true),
        ("t__gt=b", "t__not_startswith=ab", true),
        ("t__gt=b", "t__not_contains=ab", false),
        ("t__not_contains=a", "t__isnull=false", false),
        ("t__contains=a", "t__isempty=false", true),
        ("t__ne=a", "t__isempty=false", false),
        ("t__gt=a", "t__isempty=false", true),
        ("t__isempty=false", "t__isnull=false", true),
        ("t__isnull=false", "t__isempty=false", false),
        ("t__isnull=true", "t__isempty=true", true),
        ("t__isempty=true", "t__isnull=true", false),
        ("t=", "t__isempty=true", true),
        ("t__iexact=", "t__isempty=true", true),
        ("t=%C3%89", "t__iexact=%C3%89", false),
        ("t=%C3%89", "t__not_iexact=%C3%A9", false),
        ("t=k", "t__not_icontains=%E2%84%AA", false),
        ("t=%E2%84%AA", "t__not_icontains=k", false),
        ("t=%C3%89k", "t__icontains=K", true),
        ("t__iexact=a", "t__ne=%E2%84%AA", false),
        ("t__iexact=a", "t__ne=b", true),
        ("t__not_icontains=k", "t__ne=%C3%89k", true),
        ("t__not_icontains=%C3%89", "t__ne=%C3%89", false),
        ("t__iexact=%C3%89a", "t__istartswith=%C3%89A", true),
        ("t__iexact=%C3%89a", "t__istartswith=%C3%89", false),
        ("t__startswith=%C3%89", "t__istartswith=%C3%89", false),
        ("t__isempty=true", "t__not_contains=a", true),
        ("t__isempty=true", "t__ne=a", true),
        ("t__isempty=true", "t__not_iexact=a", true),
        ("t__isempty=true", "t__not_iexact=", false),
        ("t__isempty=true&t__ne=", "t__isnull=true", true),
        ("t__isempty=true&t__isnull=false", "t=", true),
        ("t__isempty=false", "t__ne=", true),
        ("t__isempty=false", "t__not_iexact=", true),
        ("i__isempty=true", "i__isnull=true", true),
        ("i=1", "i__isempty=false", true),
        ("m__isempty=false", "m__isnull=false", true),
        ("m__isempty=true", "m__not_contains=a", true),
        ("m=abc", "m__not_contains=x", false),
        ("m__not_contains=b", "m__ne=abc", true),
        ("m=a", "m__isempty=false", true),
        ("m=a", "m__in=a,b", true),
        ("m=a", "m__ne=b", false),
        ("m__not_in=a,b", "m__ne=a", true),
        ("m__allin=a,b", "m=a", true),
        ("m__allin=a,b", "m__allin=b", true),
        ("m=a", "m__allin=a,b", false),
        ("m=a", "m__isnull=false", true),
        ("m=abc", "m__contains=b", true),
        ("t=a&i=1", "i__gt=0", true),
        ("t=a&i=1", "i__gt=0&u__isnull=true", false),
        ("i__gt=1&i__lt=1", "u__isnull=true", true),
    ] {
        let (narrow, wide) = (schema.parse(narrow).expect("a filter"), schema.parse(wide).expect("a filter"));
        assert_eq!(narrow.implies(&wide), expected, "{narrow} implies {wide}");
    }
}

#[test]
fn implies_nothing_about_fields_of_another_type() {
    let schema =
        |field: FieldBuilder| Schema::builder("t").field(field.ops([Op::Exact, Op::In])).build().expect("a table");
    let (text, number) = (schema(Field::text("a")), schema(Field::integer("a")));
    assert!(!text.parse("a=1").expect("a filter").implies(&number.parse("a=1").expect("a filter")));
    let again = schema(Field::text("a"));
    assert!(text.parse("a=1").expect("a filter").implies(&again.parse("a__in=1,2").expect("a filter")));
    let multi_valued = schema(Field::text("a").multi_valued());
    assert!(!text.parse("a=1").expect("a filter").implies(&multi_valued.parse("a=1").expect("a filter")));
}

/// A type of records with one text field.
struct Named(&'static str);

impl Record for Named {
    fn accessor(field: &Field) -> Option<Accessor<'_, Named>> {
        (field.name() == "t").then(|| Accessor::of(|named: &Named| &named.0))
    }
}

#[test]
fn reports_every_unsupported_field() {
    let schema = schema();
    let filter = schema.parse("i=1&m=a&m__ne=b&t=a").expect("a filter");
    let unsupported = filter.matches(&Named("a")).expect_err("there are fields that it lacks");
    assert_eq!(unsupported.fields().collect::<Vec<_>>(), ["i", "m"]);
    assert_eq!(
        unsupported.to_string(),
        "unsupported field \"i\": the record type does not have it\nunsupported field \"m\": the record type does not have it"
    );
    assert_eq!(schema.parse("t=a").expect("a filter").matches(&Named("a")), Ok(true));

    let other = Schema::builder("t").field(Field::uuid("t").ops([Op::Exact])).build().expect("a table");
    let filter = other.parse("t=0000000000000000000000000000000a").expect("a filter");
    assert_eq!(
        filter.matches(&Named("a")).expect_err("it is of another type").to_string(),
        "unsupported field \"t\": its type is uuid in the schema and text in the record type"
    );
}

/// A type of records whose fields are all multi-valued if `MANY`, and otherwise all have one value.
struct Held<const MANY: bool>(Vec<i64>);

impl Record for Held<true> {
    fn accessor(_: &Field) -> Option<Accessor<'_, Held<true>>> {
        Some(Accessor::of(|held: &Held<true>| &held.0))
    }
}

impl Record for Held<false> {
    fn accessor(_: &Field) -> Option<Accessor<'_, Held<false>>> {
        Some(Accessor::value(|held: &Held<false>| held.0.first().map(Into::into)))
    }
}

#[test]
fn distinguishes_single_from_multi_valued_fields() {
    let schema =
        |field: FieldBuilder| Schema::builder("t").field(field.ops([Op::Gt, Op::Lt])).build().expect("a table");
    let (single, multi_valued) = (schema(Field::integer("n")), schema(Field::integer("n").multi_valued()));
    let (single, multi_valued) =
        (single.parse("n__gt=5&n__lt=3").expect("a filter"), multi_valued.parse("n__gt=5&n__lt=3").expect("a filter"));
    assert!(single.is_unsatisfiable() && !multi_valued.is_unsatisfiable());
    assert!(single.matches(&Held::<true>(vec![2, 9])).is_err());
    assert!(multi_valued.matches(&Held::<false>(vec![2])).is_err());
    assert_eq!(single.matches(&Held::<false>(vec![2])), Ok(false));
    assert_eq!(multi_valued.matches(&Held::<true>(vec![2, 9])), Ok(true));
}

#[test]
fn analyses_long_lists_in_linear_time() {
    let limits = Limits { input_bytes: 1 << 24, list_items: 100_000, operands: 200_000, ..Limits::DEFAULT };
    let field = Field::integer("n").multi_valued().ops([Op::AllIn, Op::NotIn, Op::In]);
    let schema = Schema::builder("t").field(field).limits(limits).build().expect("a table");
    let list = |from: i64, to: i64| (from..to).map(|n| n.to_string()).collect::<Vec<_>>().join(",");
    let all = schema.filter().all_in("n", 0..60_000).not_in("n", 60_000..120_000).build().expect("a filter");
    let text = format!("n__allin={}", list(0, 60_000));
    let fewer = schema.parse(&text).expect("a filter");
    // Both would take minutes if each value were compared with each other one.
    assert!(!all.is_unsatisfiable());
    assert!(all.implies(&fewer) && !fewer.implies(&all));
    assert!(schema.filter().all_in("n", 0..60_000).not_in("n", [59_999]).build().expect("a filter").is_unsatisfiable());
    assert_eq!(all.matches(&Held::<true>((0..60_000).rev().collect())), Ok(true));
    assert_eq!(all.matches(&Held::<true>((1..60_000).collect())), Ok(false));
    assert_eq!(all.matches(&Held::<true>((0..60_001).collect())), Ok(false));
}

#[test]
fn analyses_long_searches_in_linear_time() {
    let limits = Limits { input_bytes: 1 << 24, list_items: 100_000, operands: 200_000, ..Limits::DEFAULT };
    let field = Field::text("t").ops(ValueType::Text.ops());
    let schema = Schema::builder("t").field(field).limits(limits).build().expect("a table");
    let (items, long) = ((0..60_000).map(|n| n.to_string()), "ab".repeat(30_000));
    let list = schema.filter().is_in("t", items.clone()).not_icontains("t", long.clone()).build().expect("a filter");
    let others = schema.filter().not_in("t", items).not_iends_with("t", long.clone()).build().expect("a filter");
    let search = schema.filter().icontains("t", long).build().expect("a filter");
    // Each would take minutes if the search were prepared for each value.
    assert!(!list.is_unsatisfiable());
    assert!(!list.implies(&search) && !list.implies(&others));
    assert!(!search.implies(&others) && !others.implies(&list));
}

#[test]
fn never_matches_a_value_of_another_type() {
    let schema = schema();
    let mut row = Row::default();
    row.0.insert("i".to_owned(), vec!["5".into()]);
    for query in [
        "i=5",
        "i__ne=5",
        "i__not_in=6",
        "i__gt=1",
        "i__isnull=false",
        "i__isnull=true",
        "i__isempty=true",
        "i__isempty=false",
    ] {
        let filter = schema.parse(query).expect("a filter");
        let matcher = filter.matcher::<Row>().expect("fields of rows");
        assert!(!matcher.matches(&row), "{query}");
        let record_type_error: RecordTypeError = matcher.try_matches(&row).expect_err("a text in an integer field");
        assert_eq!((record_type_error.field(), record_type_error.expected()), ("i", ValueType::Integer), "{query}");
    }
    assert!(schema.parse("t__ne=a").expect("a filter").matches(&row).expect("fields of rows"));

    row.0.insert("t".to_owned(), vec![5.into()]);
    for query in ["t__not_contains=a", "t__not_iexact=a", "t__isempty=true", "t__isempty=false"] {
        let filter = schema.parse(query).expect("a filter");
        assert!(!filter.matches(&row).expect("fields of rows"), "{query}");
    }
}

#[test]
fn never_matches_a_leap_second() {
    let schema = schema();
    let leap = "2016-12-31T23:59:60.5Z".parse::<DateTime<Utc>>().expect("a leap second");
    let mut row = Row::default();
    row.0.insert("at".to_owned(), vec![leap.into()]);
    for query in ["at=2016-12-31", "at__gt=2016-12-31T23:59:59Z", "at__ne=2016-12-31", "at__isnull=false"] {
        let filter = schema.parse(query).expect("a filter");
        let matcher = filter.matcher::<Row>().expect("fields of rows");
        assert!(!matcher.matches(&row), "{query}");
        assert_eq!(matcher.try_matches(&row).expect_err("a leap second").field(), "at", "{query}");
    }
}

#[test]
fn orders_records_outside_the_range_of_filters() {
    let schema = schema();
    for (instant, is_late) in [(DateTime::<Utc>::MIN_UTC, false), (DateTime::<Utc>::MAX_UTC, true)] {
        let mut row = Row::default();
        row.0.insert("at".to_owned(), vec![instant.into()]);
        for (query, expected) in [
            ("at__gt=9999-12-31T23:59:59.999999999Z", is_late),
            ("at__gt=9999-12-31", is_late),
            ("at__lte=9999-12-31", !is_late),
            ("at__lt=0001-01-01", !is_late),
            ("at__range=0001-01-01,9999-12-31", false),
            ("at=0001-01-01", false),
            ("at__not_in=0001-01-01,9999-12-31", true),
        ] {
            let filter = schema.parse(query).expect("a filter");
            assert_eq!(filter.matches(&row), Ok(expected), "{query} of {instant}");
        }
    }
}

#[test]
fn matches_integers_as_decimals() {
    let field = Field::decimal("c").multi_valued().ops([Op::Exact, Op::Gt, Op::NotIn, Op::AllIn]);
    let schema = Schema::builder("t").field(field).build().expect("a table");
    let mut row = Row::default();
    row.0.insert("c".to_owned(), vec![Value::Integer(5), Value::Decimal(Decimal::new(75, 1))]);
    for (query, expected) in [
        ("c=5", true),
        ("c=5.5", false),
        ("c__gt=7", true),
        ("c__not_in=4,6", true),
        ("c__not_in=5,6", false),
        ("c__allin=5,7.5", true),
        ("c__allin=5.0", true),
        ("c__allin=5,6", false),
    ] {
        assert_eq!(schema.parse(query).expect("a filter").matches(&row), Ok(expected), "{query}");
    }
}

/// A choice whose values don't know their index, and a number that returns texts.
struct Odd(&'static str);

impl FilterValue for Odd {
    const VALUE_TYPE: ValueType = ValueType::Choice;
    const CHOICES: &'static [&'static str] = &["a", "b"];

    fn to_value(&self) -> Value<'_> {
        self.0.into()
    }
}

struct Posing(Odd);

impl FilterValue for Posing {
    const VALUE_TYPE: ValueType = ValueType::Integer;

    fn to_value(&self) -> Value<'_> {
        self.0.to_value()
    }
}

struct Oddities {
    odd: Odd,
    posing: Posing,
    multi_valued: Vec<Posing>,
}

impl Record for Oddities {
    fn accessor(field: &Field) -> Option<Accessor<'_, Oddities>> {
        match field.name() {
            "odd" => Some(Accessor::of(|record: &Oddities| &record.odd)),
            "posing" => Some(Accessor::of(|record: &Oddities| &record.posing)),
            "many" => Some(Accessor::of(|record: &Oddities| &record.multi_valued)),
            _ => None,
        }
    }
}

#[test]
fn never_matches_a_type_that_contradicts_its_declaration() {
    let schema = Schema::builder("t")
        .field(Field::typed::<Odd>("odd").ops([Op::Exact, Op::NotIn]))
        .field(Field::typed::<Posing>("posing").ops([Op::Exact, Op::Ne, Op::Gt]))
        .field(Field::typed::<Vec<Posing>>("many").ops([Op::Exact, Op::NotIn, Op::AllIn]))
        .build()
        .expect("a table");
    let record = Oddities { odd: Odd("b"), posing: Posing(Odd("5")), multi_valued: vec![Posing(Odd("5"))] };
    let asked = |query| {
        let filter = schema.parse(query).expect("a filter");
        let matcher = filter.matcher::<Oddities>().expect("fields of the record");
        assert_eq!(matcher.matches(&record), matcher.try_matches(&record).unwrap_or(false), "{query}");
        matcher.try_matches(&record).map_err(|record_type_error| record_type_error.field().to_owned())
    };
    for (query, expected) in [("odd=b", true), ("odd=a", false), ("odd__not_in=a", true), ("odd__not_in=a,b", false)] {
        assert_eq!(asked(query), Ok(expected), "{query}");
    }
    assert_eq!([Odd("a").choice(), Odd("b").choice()], [None, None]);
    for query in ["posing=5", "posing__ne=5", "posing__gt=1"] {
        assert_eq!(asked(query), Err("posing".to_owned()), "{query}");
    }
    for query in ["many=5", "many__not_in=5", "many__allin=5"] {
        assert_eq!(asked(query), Err("many".to_owned()), "{query}");
    }
}

#[test]
fn debugs_a_matcher_with_cheap_conditions_first() {
    let schema = schema();
    let filter = schema.parse("c=1&i=1&t__contains=a&t__gt=b").expect("a filter");
    let matcher = filter.matcher::<Row>().expect("fields of rows");
    assert_eq!(
        format!("{matcher:?}"),
        "[Condition(i=1), Condition(t__gt=b), Condition(c=1), Condition(t__contains=a)]"
    );
    let accessor = Named::accessor(schema.field("t").expect("a field")).expect("it has one");
    assert_eq!(format!("{accessor:?}"), "Accessor { value_type: Some(Text), .. }");
}

/// Converts the row to a JSON object.
#[cfg(feature = "serde_json")]
fn json(schema: &Schema, row: &Row) -> serde_json::Value {
    use serde_json::{Map, Value as Json};
    let input = |value: &Value<'_>| match value {
        Value::Integer(integer) => (*integer).into(),
        Value::Boolean(boolean) => (*boolean).into(),
        other => Json::String(other.to_string()),
    };
    let mut object = Map::new();
    for field in schema.fields() {
        let held = row.held(field.name());
        let json = match held {
            [] if !field.name().contains("__") => continue,
            [] => Json::Null,
            [single] if !field.is_multi_valued() => input(single),
            held => held.iter().map(input).collect(),
        };
        object.insert(field.name().to_owned(), json);
    }
    object.into()
}

#[cfg(feature = "serde_json")]
#[test]
fn matches_json_objects() {
    use serde_json::json;
    let schema = Schema::builder("accounts")
        .field(Field::decimal("balance__available").nullable().ops([Op::Exact, Op::Gt, Op::IsNull]))
        .field(Field::integer("n").nullable().ops([Op::Exact, Op::Ne, Op::IsNull]))
        .field(Field::boolean("b").ops([Op::Exact]))
        .field(Field::choice("s", ["valid", "invalid"]).ops([Op::Exact, Op::Ne]))
        .field(Field::date_time("at").ops([Op::Exact]))
        .field(Field::text("tags").multi_valued().nullable().ops([Op::Exact, Op::AllIn, Op::IsNull]))
        .build()
        .expect("a sound table");
    let found = [
        ("balance__available=12.5", json!({"balance": {"available": 12.5}})),
        ("balance__available=12.5", json!({"balance": {"available": "12.50"}})),
        ("balance__available=12.5", json!({"balance__available": 12.50})),
        ("balance__available=18446744073709551615", json!({"balance": {"available": u64::MAX}})),
        ("balance__available=0.0000001", json!({"balance": {"available": 1e-7}})),
        ("balance__available=123.456789012345", json!({"balance": {"available": 123.456_789_012_345}})),
        ("balance__available=0.000123456789012345", json!({"balance": {"available": 0.000_123_456_789_012_345}})),
        ("balance__available__isnull=true", json!({"balance": {"available": null}})),
        ("balance__available__isnull=true", json!({"balance": {}})),
        ("balance__available__isnull=true", json!({"balance": null})),
        ("balance__available__isnull=true", json!({})),
        ("n=5", json!({"n": 5})),
        ("n__ne=5", json!({})),
        ("b=1", json!({"b": true})),
        ("at=2022-03-03", json!({"at": "2022-03-03T10:00:00+02:00"})),
        ("tags=a", json!({"tags": ["b", "a"]})),
        ("tags__allin=a,b", json!({"tags": ["b", "c", "a"]})),
        ("s=valid", json!({"s": "valid"})),
        ("s__ne=valid", json!({"s": "invalid"})),
        ("tags__isnull=true", json!({"tags": []})),
        ("tags__isnull=true", json!({"tags": null})),
    ];
    for (query, record) in found {
        let filter = schema.parse(query).expect("a filter");
        let matcher = filter.matcher().expect("fields of JSON");
        assert_eq!(matcher.try_matches(&record), Ok(true), "{query} of {record}");
    }
    let misfits = [
        ("balance__available__isnull=true", json!({"balance": 5})),
        ("balance__available=0.1", json!({"balance": {"available": 0.123_456_789_012_345_67}})),
        ("balance__available=123.4567890123456", json!({"balance": {"available": 123.456_789_012_345_6}})),
        ("balance__available=1", json!({"balance": {"available": "1e0"}})),
        ("balance__available=1", json!({"balance": {"available": 1e300}})),
        ("balance__available=1", json!({"balance": {"available": true}})),
        ("n__ne=5", json!({"n": "6"})),
        ("n__ne=5", json!({"n": 6.5})),
        ("n__ne=5", json!({"n": [6]})),
        ("n__ne=5", json!({"n": u64::MAX})),
        ("n__ne=5", json!([6])),
        ("b=1", json!({"b": 1})),
        ("at=2022-03-03", json!({"at": "2022-03-03"})),
        ("tags=a", json!({"tags": "a"})),
        ("tags=b", json!({"tags": ["a", null]})),
        ("tags=b", json!({"tags": ["b", null]})),
        ("tags=b", json!({"tags": ["b", 5]})),
        ("tags__allin=b", json!({"tags": ["b", 5]})),
        ("tags__isnull=false", json!({"tags": [null]})),
        ("n__isnull=false", json!({"n": "5"})),
        ("s=valid", json!({"s": "unheard of"})),
        ("s__ne=valid", json!({"s": "unheard of"})),
    ];
    for (query, record) in misfits {
        let filter = schema.parse(query).expect("a filter");
        let matcher = filter.matcher().expect("fields of JSON");
        assert!(matcher.try_matches(&record).is_err(), "{query} of {record}");
        assert!(!matcher.matches(&record), "{query} of {record}");
    }
}
