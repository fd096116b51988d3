//! Explanations of filters, one sentence a line.

use filterset::schema::FieldBuilder;
use filterset_test_support::generate;

use arbitrary::Unstructured;
use filterset::{Field, Limits, Op, OpSet, Schema, ValueType};

/// Builds a schema with fields of each type with every operator: single, nullable and multi-valued.
fn schema() -> Schema {
    let mut schema = Schema::builder("things").limits(Limits { list_items: 1000, ..Limits::DEFAULT });
    for value_type in ValueType::ALL {
        let field = |kind: &str, more: OpSet| {
            let name = format!("{}{kind}", value_type.name());
            let choices: &[&str] = if value_type == ValueType::Choice { &["valid", "in \"valid\""] } else { &[] };
            FieldBuilder::new(name, value_type).choices(choices.iter().copied()).ops(value_type.ops().union(more))
        };
        schema = schema
            .field(field("", OpSet::EMPTY))
            .field(field("_or_null", OpSet::of(&[Op::IsNull, Op::IsEmpty])).nullable())
            .field(field("_many", OpSet::of(&[Op::AllIn, Op::IsEmpty])).multi_valued())
            .field(field("_many_or_none", OpSet::of(&[Op::AllIn, Op::IsNull])).multi_valued().nullable());
    }
    schema
        .field(Field::text("note").allow_empty().ops([Op::Exact]))
        .field(Field::date_time("at").time_zone("-06:00").ops(ValueType::DateTime.ops()))
        .build()
        .expect("a sound table")
}

#[track_caller]
fn says(cases: &[(&str, &str)]) {
    let schema = schema();
    for (query, words) in cases {
        let filter = schema.parse(query).unwrap_or_else(|errors| panic!("{query:?} is refused:\n{errors}"));
        assert_eq!(filter.explain(), *words, "what {query:?} says");
    }
}

#[test]
fn explains_every_operator() {
    says(&[
        ("text=a", r#"text is "a""#),
        ("text__ne=a", r#"text is not "a", or is null"#),
        ("text__in=b,a", r#"text is one of "a", "b""#),
        ("text__in=a", r#"text is "a""#),
        ("text__not_in=b,a", r#"text is not one of "a", "b", or is null"#),
        ("text__not_in=a", r#"text is not "a", or is null"#),
        ("text__gt=a", r#"text after "a" (by code point)"#),
        ("text__gte=a", r#"text at or after "a" (by code point)"#),
        ("text__lt=a", r#"text before "a" (by code point)"#),
        ("text__lte=a", r#"text at or before "a" (by code point)"#),
        ("text__range=a,b", r#"text at or after "a" and at or before "b" (by code point)"#),
        ("text__iexact=a", r#"text is "a" (case-insensitive)"#),
        ("text__contains=a", r#"text contains "a""#),
        ("text__icontains=a", r#"text contains "a" (case-insensitive)"#),
        ("text__startswith=a", r#"text begins with "a""#),
        ("text__istartswith=a", r#"text begins with "a" (case-insensitive)"#),
        ("text__endswith=a", r#"text ends with "a""#),
        ("text__iendswith=a", r#"text ends with "a" (case-insensitive)"#),
        ("text_or_null__isnull=true", "text_or_null is null"),
        ("text_or_null__isnull=false", "text_or_null is not null"),
        ("text_many__allin=b,a", r#"text_many has all of "a", "b""#),
        ("text__not_iexact=a", r#"text is not "a" (case-insensitive), or is null"#),
        ("text__not_contains=a", r#"text does not contain "a", or is null"#),
        ("text__not_icontains=a", r#"text does not contain "a" (case-insensitive), or is null"#),
        ("text__not_startswith=a", r#"text does not begin with "a", or is null"#),
        ("text__not_istartswith=a", r#"text does not begin with "a" (case-insensitive), or is null"#),
        ("text__not_endswith=a", r#"text does not end with "a", or is null"#),
        ("text__not_iendswith=a", r#"text does not end with "a" (case-insensitive), or is null"#),
        ("text__isempty=true", "text is empty, or is null"),
        ("text__isempty=false", "text is not empty, and is not null"),
        ("text_or_null__isempty=false", "text_or_null is not empty, and is not null"),
        ("note=", r#"note is """#),
    ]);
}

#[test]
fn explains_every_type() {
    says(&[
        ("integer=-5", "integer is -5"),
        ("integer__gt=5", "integer above 5"),
        ("integer__gte=5", "integer at least 5"),
        ("integer__lt=5", "integer below 5"),
        ("integer__lte=5", "integer at most 5"),
        ("integer__range=5,9", "integer at least 5 and at most 9"),
        ("decimal__range=1.50,2", "decimal at least 1.5 and at most 2"),
        ("boolean=1", "boolean is true"),
        ("uuid__ne=0000000000000000000000000000000A", "uuid is not 00000000-0000-0000-0000-00000000000a, or is null"),
        ("choice=valid", r#"choice is "valid""#),
        ("date=2022-03-03", "date is 2022-03-03"),
        ("date__gt=2022-03-03", "date after 2022-03-03"),
        ("date__lte=2022-03-03", "date on or before 2022-03-03"),
        ("date__range=2022-03-03,2022-05-04", "date on or after 2022-03-03 and on or before 2022-05-04"),
        ("date__not_in=2022-03-03,2022-05-04", "date is not one of 2022-03-03, 2022-05-04, or is null"),
    ]);
}

#[test]
fn explains_whole_days_and_instants() {
    says(&[
        ("date-time=2022-03-03", "date-time on or after 2022-03-03 00:00 UTC and before 2022-03-04 00:00 UTC"),
        (
            "date-time__ne=2022-03-03",
            "date-time before 2022-03-03 00:00 UTC, or on or after 2022-03-04 00:00 UTC, or is null",
        ),
        (
            "date-time__not_in=2022-03-03",
            "date-time before 2022-03-03 00:00 UTC, or on or after 2022-03-04 00:00 UTC, or is null",
        ),
        ("date-time__gt=2022-03-03", "date-time on or after 2022-03-04 00:00 UTC"),
        ("date-time__gte=2022-03-03", "date-time on or after 2022-03-03 00:00 UTC"),
        ("date-time__lt=2022-03-03", "date-time before 2022-03-03 00:00 UTC"),
        ("date-time__lte=2022-03-03", "date-time before 2022-03-04 00:00 UTC"),
        (
            "date-time__range=2022-03-03,2022-05-04",
            "date-time on or after 2022-03-03 00:00 UTC and before 2022-05-05 00:00 UTC",
        ),
        (
            "date-time__range=2022-03-03,2022-05-04T10:30:00Z",
            "date-time on or after 2022-03-03 00:00 UTC and on or before 2022-05-04 10:30 UTC",
        ),
        (
            "date-time__in=2022-05-04T10:30:15Z,2022-03-03",
            "date-time is one of 2022-03-03 (the whole day in UTC), 2022-05-04 10:30:15 UTC",
        ),
        ("date-time__gt=2022-03-03T00:00:00.5Z", "date-time after 2022-03-03 00:00:00.5 UTC"),
        ("date-time__ne=2022-03-03T10:30:00-06:00", "date-time is not 2022-03-03 16:30 UTC, or is null"),
        ("date-time__lte=9999-12-31", "date-time before 10000-01-01 00:00 UTC"),
        ("date-time__gte=0001-01-01", "date-time on or after 0001-01-01 00:00 UTC"),
        ("at=2022-03-03", "at on or after 2022-03-03 06:00 UTC and before 2022-03-04 06:00 UTC (days in -06:00)"),
        (
            "at__ne=2022-03-03",
            "at before 2022-03-03 06:00 UTC, or on or after 2022-03-04 06:00 UTC (days in -06:00), or is null",
        ),
        (
            "at__in=2022-03-03,2022-03-04",
            "at is one of 2022-03-03 (the whole day in -06:00), 2022-03-04 (the whole day in -06:00)",
        ),
        ("at__lt=2022-03-03T00:00:00", "at before 2022-03-03 06:00 UTC"),
    ]);
}

#[test]
fn explains_nulls_and_multi_valued_fields() {
    says(&[
        ("text_or_null=a", r#"text_or_null is "a", and is not null"#),
        ("text_or_null__ne=a", r#"text_or_null is not "a", or is null"#),
        ("integer_or_null__lt=5", "integer_or_null below 5, and is not null"),
        ("integer_or_null__not_in=5,6", "integer_or_null is not one of 5, 6, or is null"),
        (
            "date-time_or_null__ne=2022-03-03",
            "date-time_or_null before 2022-03-03 00:00 UTC, or on or after 2022-03-04 00:00 UTC, or is null",
        ),
        ("text_many=a", r#"any value of text_many is "a""#),
        ("text_many__in=a,b", r#"any value of text_many is one of "a", "b""#),
        ("text_many__ne=a", r#"no value of text_many is "a", or it has no values"#),
        ("text_many__not_in=a,b", r#"no value of text_many is one of "a", "b", or it has no values"#),
        ("text_many__contains=a", r#"any value of text_many contains "a""#),
        ("integer_many__range=5,9", "any value of integer_many at least 5 and at most 9"),
        (
            "date-time_many__ne=2022-03-03",
            "no value of date-time_many on or after 2022-03-03 00:00 UTC and before 2022-03-04 00:00 UTC, or it has no values",
        ),
        ("date-time_many__allin=2022-03-03", "date-time_many has all of 2022-03-03 (the whole day in UTC)"),
        ("text_many__not_icontains=a", r#"no value of text_many contains "a" (case-insensitive), or it has no values"#),
        ("text_many__not_iexact=a", r#"no value of text_many is "a" (case-insensitive), or it has no values"#),
        ("text_many__isempty=1", "text_many has no values"),
        ("integer_many__isempty=0", "integer_many has at least one value"),
        ("integer_or_null__isempty=1", "integer_or_null is null"),
        ("choice_or_null__isempty=0", "choice_or_null is not null"),
        ("text_many_or_none=a", r#"any value of text_many_or_none is "a""#),
        ("text_many_or_none__ne=a", r#"no value of text_many_or_none is "a", or it has no values"#),
        ("text_many_or_none__isnull=1", "text_many_or_none has no values"),
        ("text_many_or_none__isnull=0", "text_many_or_none has at least one value"),
    ]);
}

#[test]
fn explains_empty_and_contradictory_filters() {
    says(&[
        ("", "every record"),
        ("text=b&integer__gt=5", "integer above 5\ntext is \"b\""),
        ("integer__gt=9&integer__lt=5", "no record can match this filter\ninteger above 9\ninteger below 5"),
        ("integer__gt=9223372036854775807", "no record can match this filter\ninteger above 9223372036854775807"),
    ]);
}

#[test]
fn escapes_control_characters_and_quotes() {
    says(&[
        ("text=%1B[31m%E2%80%AE%0Aevery%20record", r#"text is "\u{1b}[31m\u{202e}\u{a}every record""#),
        ("text=a%22%20or%20%22b", r#"text is "a\" or \"b""#),
        ("text=%5C", r#"text is "\\""#),
        ("choice=in%20%22valid%22", r#"choice is "in \"valid\"""#),
    ]);
}

#[test]
fn truncates_long_lists_and_texts() {
    let numbers = |count: i64| (1..=count).map(|number| number.to_string()).collect::<Vec<_>>().join(",");
    says(&[
        (&format!("integer__in={}", numbers(10)), "integer is one of 1, 2, 3, 4, 5, 6, 7, 8, 9, 10"),
        (&format!("integer__in={}", numbers(12)), "integer is one of 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 2 more"),
        (&format!("text={}", "a".repeat(64)), &format!("text is \"{}\"", "a".repeat(64))),
        (&format!("text={}", "a".repeat(65)), &format!("text is \"{}…\"", "a".repeat(64))),
    ]);
}

#[test]
fn explains_each_condition_of_generated_filters() {
    let mut state = 1_u64;
    let mut byte = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    };
    for _ in 0..2048 {
        let bytes: Vec<u8> = (0..1024).map(|_| byte()).collect();
        let mut u = Unstructured::new(&bytes);
        let schema = generate::schema(&mut u).expect("enough bytes");
        let filter = schema.arbitrary_filter(&mut u).expect("enough bytes");
        let words = filter.explain();
        let sentences = filter.len().max(1) + usize::from(filter.is_unsatisfiable());
        assert_eq!(words.lines().count(), sentences, "{filter}: {words}");
        assert!(words.chars().all(|c| c == '\n' || !c.is_control()), "{filter}: {words:?}");
        let fields = filter.iter().map(|condition| condition.field().name());
        let own = words.lines().skip(sentences - filter.len()).zip(fields);
        assert!(own.into_iter().all(|(line, field)| line.contains(field)), "{filter}: {words}");
    }
}
