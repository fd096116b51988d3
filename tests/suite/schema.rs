//! Schemas: which are valid, and every error of those that aren't, reported at once.

use filterset::list::{ListOptions, ListOptionsBuilder};
use filterset::schema::{FieldBuilder, ListStyle, SchemaBuilder, SchemaErrorKind, Spelling};
use filterset::{Field, Limits, Op, OpSet, Schema, ValueType};

/// The operators of each type, as in the language reference.
const OPERATORS: [(ValueType, &str); 8] = [
    (
        ValueType::Text,
        "exact ne in not_in gt gte lt lte range iexact contains icontains startswith istartswith endswith iendswith \
         not_iexact not_contains not_icontains not_startswith not_istartswith not_endswith not_iendswith isempty",
    ),
    (ValueType::Integer, "exact ne in not_in gt gte lt lte range"),
    (ValueType::Decimal, "exact ne in not_in gt gte lt lte range"),
    (ValueType::Boolean, "exact ne in not_in"),
    (ValueType::Uuid, "exact ne in not_in"),
    (ValueType::Date, "exact ne in not_in gt gte lt lte range"),
    (ValueType::DateTime, "exact ne in not_in gt gte lt lte range"),
    (ValueType::Choice, "exact ne in not_in"),
];

fn schema() -> SchemaBuilder {
    Schema::builder("t")
}

fn text(name: impl Into<String>, ops: &[Op]) -> FieldBuilder {
    Field::text(name.into()).ops(ops.iter().copied())
}

#[track_caller]
fn rejected(schema: SchemaBuilder, errors: &[&str]) {
    let error = schema.build().expect_err("the table has faults");
    assert_eq!(error.to_string().lines().collect::<Vec<_>>(), errors);
    assert_eq!(error.iter().map(ToString::to_string).collect::<Vec<_>>(), errors);
    assert_eq!((&error).into_iter().len(), errors.len());
}

#[track_caller]
fn field_rejected(field: FieldBuilder, errors: &[&str]) {
    rejected(schema().field(field), errors);
}

#[track_caller]
fn taken(schema: SchemaBuilder) -> Schema {
    schema.build().unwrap_or_else(|error| panic!("{error}"))
}

/// Returns a valid field of the type.
fn sound(value_type: ValueType) -> FieldBuilder {
    let field = FieldBuilder::new("f", value_type);
    if value_type == ValueType::Choice { field.choices(["a"]) } else { field }
}

#[test]
fn combines_sets_of_operators() {
    const SET: OpSet = OpSet::of(&[Op::In, Op::Exact, Op::In]);
    assert_eq!(SET, OpSet::of(&[Op::Exact, Op::In]));
    assert_eq!(SET, [Op::In, Op::In, Op::Exact].into_iter().collect());
    assert_eq!(SET.into_iter().collect::<Vec<_>>(), [Op::Exact, Op::In]);
    assert_eq!((SET.len(), SET.is_empty(), SET.contains(Op::In), SET.contains(Op::Ne)), (2, false, true, false));
    assert_eq!((OpSet::EMPTY.len(), OpSet::EMPTY.is_empty()), (0, true));
    assert_eq!((SET.with(Op::In), SET.union(OpSet::EQUALITY)), (SET, OpSet::EQUALITY));
    assert_eq!(format!("{SET} {SET:?} {:>5}.", Op::In), "exact, in {Exact, In}    in.");
}

#[test]
fn reports_all_errors_at_once() {
    rejected(
        schema()
            .field(Field::choice("status", ["valid", ""]).ops([Op::Exact, Op::Gt, Op::Exact]).time_zone("UTC"))
            .field(FieldBuilder::new("a b", ValueType::Integer).choices(["1"]).allow_empty())
            .field(Field::integer("size").ops([Op::Contains]))
            .field(text("x", &[Op::In]))
            .field(text("x__in", &[Op::Exact]))
            .field(Field::date_time("at").ops([Op::IsNull, Op::AllIn, Op::IsEmpty]).time_zone("Mars/Base"))
            .field(FieldBuilder::new("none", ValueType::Choice).ops([Op::Exact]))
            .reserved(["page", "page", "status__exact", "", "x"]),
        &[
            "fields.status.ops: duplicate operator \"exact\"",
            "fields.status.ops: invalid operator \"gt\" for a choice: expected one of exact, ne, in, not_in",
            "fields.status.choices: invalid choice \"\": expected a non-empty string",
            "fields.status.time_zone: unexpected for type choice: only a date-time field can have a time zone",
            "fields: invalid name \"a b\": expected 1 to 128 characters from A-Z a-z 0-9 _ . -",
            "fields.a b.ops: empty list: expected at least one operator",
            "fields.a b.allow_empty: unexpected for type integer: only a text field can allow empty text",
            "fields.a b.choices: unexpected for type integer: only a choice field can have choices",
            "fields.size.ops: invalid operator \"contains\" for an integer: expected one of exact, ne, in, not_in, gt, gte, lt, lte, range",
            "fields.at.ops: operator \"isnull\" is only allowed for a nullable field",
            "fields.at.ops: operator \"allin\" is only allowed for a multi-valued field",
            "fields.at.ops: operator \"isempty\" is only allowed for a text, nullable or multi-valued field",
            UNKNOWN_MARS,
            "fields.none.choices: empty list: expected at least one choice",
            "reserved: invalid name \"\": expected 1 to 128 characters from A-Z a-z 0-9 _ . - [ ], and one * at an end of a pattern",
            "ambiguous key \"x__in\": it can mean the field \"x__in\" or the field \"x\" with the operator \"in\"",
            "reserved: duplicate name \"page\"",
            "ambiguous key \"status__exact\": it can mean the field \"status\" with the operator \"exact\" or a reserved name",
            "ambiguous key \"x\": it can mean the field \"x\" or a reserved name",
        ],
    );
}

const UNKNOWN_MARS: &str = if cfg!(feature = "tz") {
    "fields.at.time_zone: unknown time zone \"Mars/Base\": expected UTC, an offset such as -06:00, or an IANA name"
} else {
    "fields.at.time_zone: unknown time zone \"Mars/Base\": expected UTC or an offset such as -06:00; IANA names need \
     the feature \"tz\""
};

#[test]
fn exposes_errors_as_data() {
    let error = schema().field(Field::uuid("id").ops([Op::Gt])).reserved(["a b"]).build().expect_err("two faults");
    let expected = [
        SchemaErrorKind::UnsupportedOperator { field: "id".to_owned(), op: Op::Gt, value_type: ValueType::Uuid },
        SchemaErrorKind::InvalidReserved { name: "a b".to_owned() },
    ];
    assert!(error.iter().eq(&expected), "{error:?}");
}

#[test]
fn has_the_operators_of_each_type() {
    assert_eq!(OPERATORS.map(|(value_type, _)| value_type), ValueType::ALL);
    for (value_type, listed) in OPERATORS {
        let listed: Vec<&str> = listed.split(' ').collect();
        assert_eq!(value_type.ops().iter().map(Op::wire_name).collect::<Vec<_>>(), listed, "{value_type}");
        for op in Op::ALL {
            for (multi_valued, nullable) in [(false, false), (false, true), (true, false), (true, true)] {
                let field = sound(value_type).ops([op]);
                let field = if multi_valued { field.multi_valued() } else { field };
                let field = if nullable { field.nullable() } else { field };
                let is_legal = listed.contains(&op.wire_name())
                    || (op == Op::AllIn && multi_valued)
                    || (op == Op::IsNull && nullable)
                    || (op == Op::IsEmpty && (nullable || multi_valued));
                let expected = SchemaErrorKind::UnsupportedOperator { field: "f".to_owned(), op, value_type };
                let found = schema().field(field).build();
                let found = found.as_ref().err().map(|error| error.iter().collect::<Vec<_>>());
                assert_eq!(
                    found,
                    (!is_legal).then(|| vec![&expected]),
                    "{op} of {value_type}, {multi_valued}, {nullable}"
                );
            }
        }
    }
}

#[test]
fn rejects_invalid_names() {
    const NAME: &str = "expected 1 to 128 characters from A-Z a-z 0-9 _ . -";
    let bad = |name: &str, shown: &str| {
        field_rejected(text(name, &[Op::Exact]), &[&format!("fields: invalid name \"{shown}\": {NAME}")]);
    };
    let bad_reserved = |name: &str, shown: &str| {
        let expected = format!("{NAME} [ ], and one * at an end of a pattern");
        rejected(schema().reserved([name.to_owned()]), &[&format!("reserved: invalid name \"{shown}\": {expected}")]);
    };
    for name in [" ", "a b", "a=b", "a&b", "a,b", "a+b", "a%20b", "a/b", "a:b", "~", "é", "a#"] {
        bad(name, name);
        bad_reserved(name, name);
    }
    for name in ["a[b]", "a*", "*"] {
        bad(name, name);
    }
    for name in ["*", "**", "a*b", "*a*", "a**"] {
        bad_reserved(name, name);
    }
    let too_long = "n".repeat(129);
    let shown = format!("{}…", "n".repeat(64));
    for (name, shown) in [("", ""), ("\0", "\\u{0}"), ("a\u{202E}", "a\\u{202e}"), (&too_long, &shown)] {
        bad(name, shown);
        bad_reserved(name, shown);
    }

    let longest = "n".repeat(128);
    for name in ["a", "_", "__", "-", ".", "0", "A", "Az_09.-", "exact", "in", "a__b__c", "__in", "a__", &longest] {
        let taken_schema = taken(schema().field(text(name, &[Op::Exact])));
        assert_eq!(taken_schema.parse(&format!("{name}=1")).map(|filter| filter.to_string()), Ok(format!("{name}=1")));
        taken(schema().reserved([name.to_owned()]));
    }
    for name in ["a[b]", "[", "cf_*", "*_detail", "group_by[*", "a*"] {
        taken(schema().reserved([name]));
    }
}

#[test]
fn rejects_ambiguous_keys() {
    use Op::{Exact, In, Ne};
    let two =
        |one: FieldBuilder, other: FieldBuilder, error: &str| rejected(schema().field(one).field(other), &[error]);
    let reserved = |field: FieldBuilder, name: &'static str, error: &str| {
        rejected(schema().field(field).reserved([name]), &[error]);
    };
    let ambiguous =
        |key: &str, one: &str, other: &str| format!("ambiguous key \"{key}\": it can mean {one} or {other}");

    let error = ambiguous("a__in", "the field \"a__in\"", "the field \"a\" with the operator \"in\"");
    two(text("a", &[In]), text("a__in", &[Exact]), &error);
    two(text("a__in", &[Ne]), text("a", &[Exact, In]), &error);
    let error = ambiguous("a__exact", "the field \"a__exact\"", "the field \"a\" with the operator \"exact\"");
    two(text("a", &[Exact]), text("a__exact", &[In]), &error);

    reserved(text("a", &[Exact]), "a", &ambiguous("a", "the field \"a\"", "a reserved name"));
    reserved(text("a", &[In]), "a", &ambiguous("a", "the field \"a\"", "a reserved name"));
    reserved(
        text("a", &[In]),
        "a__in",
        &ambiguous("a__in", "the field \"a\" with the operator \"in\"", "a reserved name"),
    );
    let error = ambiguous("a__exact", "the field \"a\" with the operator \"exact\"", "a reserved name");
    reserved(text("a", &[Exact]), "a__exact", &error);
    reserved(text("a", &[In]), "a__exact", &error);

    two(text("a", &[In]), text("a", &[Ne]), "fields.a: duplicate field: each name may appear once");
    two(text("a", &[In]), text("a", &[In]), "fields.a: duplicate field: each name may appear once");
    rejected(schema().reserved(["p", "q", "p"]), &["reserved: duplicate name \"p\""]);
}

#[test]
fn accepts_similar_keys() {
    let schema = taken(
        schema()
            .field(text("a", &[Op::Exact]))
            .field(text("a__in", &[Op::Exact, Op::NotIn]))
            .field(text("a__b", &[Op::In]))
            .field(text("in", &[Op::In]))
            .reserved(["a__ne", "a__c", "b__exact", "exact", "A"]),
    );
    let query = "a=1&a__in=2&a__in__not_in=3&a__b__in=4&in__in=5&a__ne=6&a__c=7&b__exact=8&exact=9&A=10";
    let parsed = schema.parse_with_reserved(query).expect("each key has one reading");
    assert_eq!(parsed.filter.to_string(), "a=1&a__b__in=4&a__in=2&a__in__not_in=3&in__in=5");
    assert_eq!(
        parsed.reserved.iter().map(|(key, _)| key.as_ref()).collect::<Vec<_>>(),
        ["a__ne", "a__c", "b__exact", "exact", "A"]
    );
}

#[test]
fn rejects_missing_and_duplicate_operators() {
    field_rejected(text("a", &[]), &["fields.a.ops: empty list: expected at least one operator"]);
    field_rejected(text("a", &[Op::In, Op::In, Op::In]), &["fields.a.ops: duplicate operator \"in\""]);
    field_rejected(text("a", &[Op::In]).ops([Op::Exact, Op::In]), &["fields.a.ops: duplicate operator \"in\""]);
    let field = text("a", &[Op::In]).ops([Op::Exact]);
    assert_eq!(taken(schema().field(field)).field("a").map(Field::ops), Some(OpSet::of(&[Op::Exact, Op::In])));
}

#[test]
fn rejects_choices_that_no_query_can_represent() {
    const IN_LIST: &str = "expected no commas or surrounding spaces, because the field has a list operator";
    let rejected = |ops: &[Op], choice: &'static str, shown: &str, why: &str| {
        let field = Field::choice("f", [choice]).multi_valued().nullable().ops(ops.iter().copied());
        field_rejected(field, &[&format!("fields.f.choices: invalid choice \"{shown}\": {why}")]);
    };
    rejected(&[Op::Exact], "", "", "expected a non-empty string");
    rejected(&[Op::Exact], "a\0", "a\\u{0}", "it contains a NUL character");
    for op in [Op::In, Op::NotIn, Op::AllIn] {
        rejected(&[Op::Exact, op], "a,b", "a,b", IN_LIST);
        rejected(&[op], " a", " a", IN_LIST);
        rejected(&[op], "a ", "a ", IN_LIST);
        rejected(&[op], " ", " ", IN_LIST);
        taken(schema().field(Field::choice("f", ["a b", "\ta", "\u{A0}", "é"]).multi_valued().ops([op])));
    }
    let field = Field::choice("f", ["a,b", " a", "a ", " "]).nullable().ops([Op::Exact, Op::Ne, Op::IsNull]);
    let schema = taken(schema().field(field));
    assert_eq!(schema.parse("f=a%2Cb&f__ne=+a").map(|filter| filter.to_string()), Ok("f=a,b&f__ne=%20a".to_owned()));

    let twice = "fields.f.choices: invalid choice \"a\": each choice may appear once";
    field_rejected(Field::choice("f", ["a", "b", "a"]).ops([Op::Exact]), &[twice]);
    field_rejected(Field::choice("f", ["a"]).choices(["b", "a"]).ops([Op::Exact]), &[twice]);
    let none = "fields.f.choices: empty list: expected at least one choice";
    field_rejected(Field::choice("f", [""; 0]).ops([Op::Exact]), &[none]);
    field_rejected(
        Field::choice("f", ["", "a,", "a,", "b"]).ops([Op::In]),
        &[
            "fields.f.choices: invalid choice \"\": expected a non-empty string",
            &format!("fields.f.choices: invalid choice \"a,\": {IN_LIST}"),
            &format!("fields.f.choices: invalid choice \"a,\": {IN_LIST}"),
        ],
    );
}

#[test]
fn rejects_options_of_other_types() {
    for value_type in ValueType::ALL {
        let field = || sound(value_type).ops([Op::Exact]);
        let error = |part: &str, what: &str| format!("fields.f.{part}: unexpected for type {value_type}: only {what}");
        if value_type != ValueType::Choice {
            field_rejected(field().choices(["a"]), &[&error("choices", "a choice field can have choices")]);
        }
        if value_type != ValueType::Integer {
            let error = format!(
                "fields.f: unexpected bounds for type {value_type}: only an integer field can have a minimum or a maximum"
            );
            field_rejected(field().minimum(0), &[&error]);
            field_rejected(field().maximum(0), &[&error]);
        }
        if value_type != ValueType::Text {
            field_rejected(field().allow_empty(), &[&error("allow_empty", "a text field can allow empty text")]);
        }
        if value_type != ValueType::DateTime {
            field_rejected(field().time_zone("UTC"), &[&error("time_zone", "a date-time field can have a time zone")]);
            field_rejected(
                field().time_zone("Mars/Base"),
                &[&error("time_zone", "a date-time field can have a time zone")],
            );
        }
    }
    taken(schema().field(sound(ValueType::Choice).ops([Op::Exact])));
    taken(schema().field(sound(ValueType::Text).ops([Op::Exact]).allow_empty()));
    taken(schema().field(sound(ValueType::DateTime).ops([Op::Exact]).time_zone("UTC")));
    let integer = || sound(ValueType::Integer).ops([Op::Exact]);
    taken(schema().field(integer().minimum(3).maximum(3)));
    field_rejected(integer().minimum(3).maximum(2), &["fields.f: the minimum 3 is greater than the maximum 2"]);
}

#[test]
fn rejects_unknown_time_zones() {
    let field = |zone: &str| Field::date_time("at").ops([Op::Exact]).time_zone(zone.to_owned());
    let unknown = [
        "",
        " ",
        "utc",
        "Z",
        "z",
        "GMT+1:00",
        "+24:00",
        "-24:00",
        "+23:60",
        "+1:00",
        "+01",
        "+0100",
        "01:00",
        "+01:00 ",
        "\u{2212}06:00",
        "+01:00:00",
        "Mars/Base",
        "america/mexico_city",
        "America/Mexico City",
        "\u{202E}",
    ];
    for zone in unknown {
        let error = schema().field(field(zone)).build().expect_err("an unknown zone");
        let errors: Vec<_> = error.iter().collect();
        assert!(
            matches!(&errors[..], [SchemaErrorKind::UnknownTimeZone { field, .. }] if field == "at"),
            "{zone:?}: {error}"
        );
    }
    for (zone, start) in [
        ("UTC", "2022-05-04T00:00:00Z"),
        ("+00:00", "2022-05-04T00:00:00Z"),
        ("-00:00", "2022-05-04T00:00:00Z"),
        ("-06:00", "2022-05-04T06:00:00Z"),
        ("+23:59", "2022-05-03T00:01:00Z"),
        ("-23:59", "2022-05-04T23:59:00Z"),
    ] {
        assert_eq!(day_start(&taken(schema().field(field(zone)))), start, "{zone}");
    }
    assert_eq!(schema().field(field("America/Mexico_City")).build().is_ok(), cfg!(feature = "tz"));
}

fn day_start(schema: &Schema) -> String {
    let filter = schema.parse("at=2022-05-04").expect("a day");
    match filter.iter().next().expect("a condition").predicate() {
        filterset::Predicate::Exact(filterset::Value::Day(day)) => day.start().to_string(),
        other => panic!("{other:?} is no day"),
    }
}

#[cfg(feature = "tz")]
#[test]
fn starts_days_in_the_named_time_zone() {
    let field = Field::date_time("at").ops([Op::Exact]).time_zone("America/Bogota");
    assert_eq!(day_start(&taken(schema().field(field))), "2022-05-04T05:00:00Z");
}

#[test]
fn returns_what_was_declared() {
    let schema = taken(
        Schema::builder("links")
            .fields([
                text("b", &[Op::In, Op::Exact]).allow_empty().description("A name."),
                Field::date_time("a").multi_valued().nullable().ops([Op::IsNull]).time_zone("-06:00"),
            ])
            .field(Field::choice("B", ["z", "a"]).ops([Op::Ne]))
            .reserved(["q", "page"])
            .reserved(vec![String::from("omit")])
            .limits(Limits { conditions: 3, ..Limits::DEFAULT }),
    );
    assert_eq!(schema.name(), "links");
    assert_eq!(schema.fields().map(Field::name).collect::<Vec<_>>(), ["B", "a", "b"]);
    assert_eq!(schema.reserved().collect::<Vec<_>>(), ["q", "page", "omit"]);
    assert_eq!(schema.limits().conditions, 3);
    assert!(schema.field("c").is_none() && schema.field("b__in").is_none() && schema.field("q").is_none());

    let field = |name| schema.field(name).expect("a declared field");
    assert_eq!(field("B").choices().collect::<Vec<_>>(), ["z", "a"]);
    assert_eq!(field("a").time_zone(), Some("-06:00"));
    assert_eq!(field("b").description(), Some("A name."));
    let flags = |name| (field(name).is_multi_valued(), field(name).is_nullable(), field(name).allows_empty());
    assert_eq!(
        [flags("B"), flags("a"), flags("b")],
        [(false, false, false), (true, true, false), (false, false, true)]
    );
    assert_eq!(field("b").value_type(), ValueType::Text);
    assert_eq!(field("b").ops().to_string(), "exact, in");
}

#[test]
fn compares_schemas_in_any_order_of_fields() {
    let (a, b) = (text("a", &[Op::Exact, Op::In]), Field::integer("b").ops([Op::Gt]));
    let links = |fields: [&FieldBuilder; 2]| Schema::builder("t").fields(fields.map(Clone::clone)).reserved(["p", "q"]);
    let one = taken(links([&a, &b]));
    assert_eq!(one, taken(links([&b, &a])));
    assert_eq!(one, taken(links([&text("a", &[Op::In, Op::Exact]), &b])));
    assert_eq!(one, one.clone());

    let b_ne = Field::integer("b").ops([Op::Ne]);
    for other in [
        Schema::builder("u").fields([a.clone(), b.clone()]).reserved(["p", "q"]),
        Schema::builder("t").fields([a.clone(), b.clone()]).reserved(["p"]),
        links([&a, &b]).limits(Limits { errors: 1, ..Limits::DEFAULT }),
        links([&a, &b_ne]),
        links([&a.clone().nullable(), &b]),
        links([&a.clone().multi_valued(), &b]),
        links([&a.clone().allow_empty(), &b]),
        links([&a.clone().description("a"), &b]),
        Schema::builder("t").field(a.clone()).reserved(["p", "q"]),
    ] {
        assert_ne!(one, taken(other));
    }
}

#[test]
fn accepts_only_the_empty_query_without_fields() {
    let schema = taken(schema().reserved(["page"]));
    assert!(schema.parse("").is_ok_and(|filter| filter.is_empty()));
    assert!(schema.parse("?&page=1&").is_ok_and(|filter| filter.is_empty()));
    assert!(schema.parse("a=1").is_err());
    assert!(schema.filter().build().is_ok_and(|filter| filter.is_empty()));
}

/// Only an optimised build can fail this test: rustc up to 1.95 gives two equal values that are built inline one place in
/// memory.
#[test]
fn starts_equal_declarations_independently() {
    let fields = |field: FieldBuilder| schema().field(field.ops([Op::Exact])).build().expect("a sound schema");
    let nullable = |field: FieldBuilder| schema().field(field.nullable().ops([Op::IsNull])).build().expect("a schema");
    let listed =
        |field: FieldBuilder| schema().field(field.lists(ListStyle::Repeat).ops([Op::In])).build().expect("a schema");
    let (first, second, third, fourth) =
        (nullable(Field::text("a")), fields(Field::text("a")), listed(Field::text("a")), fields(Field::text("a")));
    let flags = |schema: &Schema| schema.field("a").map(|field| (field.is_nullable(), field.ops(), field.lists()));
    assert_eq!(flags(&first), Some((true, OpSet::of(&[Op::IsNull]), None)));
    assert_eq!(flags(&second), Some((false, OpSet::of(&[Op::Exact]), None)));
    assert_eq!(flags(&third), Some((false, OpSet::of(&[Op::In]), Some(ListStyle::Repeat))));
    assert_eq!(flags(&fourth), flags(&second));

    let spell = |spelling: Spelling| spelling.operator("n", Op::NotIn).lists(ListStyle::Both);
    let spellings = [spell(Spelling::new()), spell(Spelling::new()), spell(Spelling::new())];
    assert_eq!(spellings.map(|spelling| spelling.operators().len()), [1, 1, 1]);

    let name = |builder: SchemaBuilder| builder.reserved(["page"]).build().expect("a sound schema").reserved().len();
    assert_eq!([name(Schema::builder("a")), name(Schema::builder("a")), name(Schema::builder("a"))], [1, 1, 1]);

    let options = |options: ListOptionsBuilder| schema().list_options(options.ordering(["id"])).build();
    let lists = [options(ListOptions::builder()), options(ListOptions::builder()), options(ListOptions::builder())];
    assert!(lists.iter().all(|list| list.as_ref().is_ok_and(|schema| schema.list_options().ordering() == ["id"])));
}
