//! Serialization of filters, errors and schemas.

use filterset_test_support::laws;

use filterset::schema::SchemaBuilder;
use filterset::value::{Date, Timestamp};
use filterset::{Errors, Field, Limits, Op, Schema};
use serde::de::DeserializeSeed;
use serde_json::json;

fn schema() -> Schema {
    Schema::builder("links")
        .field(Field::text("institution").ops([Op::Exact, Op::In]))
        .field(Field::choice("status", ["valid", "invalid"]).ops([Op::Exact, Op::In]))
        .field(Field::date_time("at").ops([Op::Range, Op::Lte]))
        .field(Field::integer("n").nullable().ops([Op::Exact, Op::IsNull]))
        .reserved(["page"])
        .build()
        .expect("a sound table")
}

fn read_filter(json: &str) -> Result<String, String> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let filter = schema().deserialize(&mut deserializer).map_err(|error| error.to_string())?;
    Ok(filter.to_string())
}

fn as_json(query: &str) -> serde_json::Value {
    let errors: Errors = schema().parse(query).expect_err("a faulty query");
    serde_json::to_value(&errors).expect("errors are data")
}

#[test]
fn serializes_a_filter_as_its_canonical_string() {
    let schema = schema();
    let filter = schema.parse("status=valid&institution__in=b,a%22").expect("a sound query");
    let json = r#""institution__in=a%22,b&status=valid""#;
    assert_eq!(serde_json::to_string(&filter).expect("a filter is data"), json);
    let back = schema.deserialize(&mut serde_json::Deserializer::from_str(json)).expect("a sound filter");
    assert_eq!(back, filter);
    assert_eq!(serde_json::to_string(&schema.parse("").expect("no condition")).expect("data"), r#""""#);
}

#[test]
fn deserializes_filters_strictly() {
    assert_eq!(read_filter(r#""?status=v\u0061lid&page=2""#), Ok("status=valid".to_owned()));
    assert_eq!(read_filter(r#""""#), Ok(String::new()));
    let rejected = read_filter(r#""nope=1&status=""#).expect_err("two faults");
    assert!(rejected.starts_with("unknown field \"nope\"\nfield \"status\": empty value"), "{rejected}");
    for json in ["1", "null", "[]", "{}", "true", r#"["status=valid"]"#, r#"{"status":"valid"}"#] {
        let rejected = read_filter(json).expect_err("no string");
        assert!(rejected.contains("expected a query string for the schema \"links\""), "{rejected}");
    }
}

#[test]
fn serializes_a_condition_as_field_operator_and_value() {
    let schema = schema();
    let query = "n=-05&n__isnull=0&institution__in=b,a%26&at__range=2022-03-03,2022-03-04T00:00:00%2B01:00";
    let filter = schema.parse(query).expect("a sound query");
    let conditions: Vec<_> = filter.iter().map(|condition| serde_json::to_value(condition).expect("data")).collect();
    assert_eq!(
        conditions,
        [
            json!({"field": "at", "op": "range", "value": ["2022-03-03", "2022-03-03T23:00:00Z"]}),
            json!({"field": "institution", "op": "in", "value": ["a&", "b"]}),
            json!({"field": "n", "op": "exact", "value": "-5"}),
            json!({"field": "n", "op": "isnull", "value": "false"}),
        ]
    );
}

#[test]
fn serializes_errors_as_an_array_of_objects() {
    assert_eq!(
        as_json("instituton=a"),
        json!([{
            "code": "unknown_field",
            "message": "unknown field \"instituton\"; did you mean \"institution\"?",
            "field": "instituton",
            "start": 0,
            "end": 10,
            "nearest": ["institution"],
        }])
    );
    assert_eq!(
        as_json("status__nope=a"),
        json!([{
            "code": "unknown_operator",
            "message": "unknown operator \"nope\" for field \"status\": expected one of exact, in",
            "field": "status",
            "start": 0,
            "end": 12,
            "allowed": ["exact", "in"],
        }])
    );
    assert_eq!(
        as_json("at=2022-03-03"),
        json!([{
            "code": "operator_not_allowed",
            "message": "operator \"exact\" is not allowed for field \"at\": expected one of lte, range",
            "field": "at",
            "start": 0,
            "end": 2,
            "allowed": ["lte", "range"],
        }])
    );
    assert_eq!(
        as_json("n=1&n__exact=2"),
        json!([{
            "code": "duplicate_condition",
            "message": "duplicate key \"n\": each key may appear once",
            "field": "n",
            "start": 4,
            "end": 12,
            "first": {"start": 0, "end": 1},
        }])
    );
}

#[test]
fn includes_the_expected_values_in_errors() {
    assert_eq!(
        as_json("status=vald"),
        json!([{
            "code": "invalid_value",
            "message": "field \"status\": invalid choice \"vald\": expected one of valid, invalid; \
                did you mean \"valid\"?",
            "field": "status",
            "start": 7,
            "end": 11,
            "nearest": ["valid"],
            "allowed": ["valid", "invalid"],
            "expected": "choice",
        }])
    );
    assert_eq!(
        as_json("n=x"),
        json!([{
            "code": "invalid_value",
            "message": "field \"n\": invalid integer \"x\": expected an integer such as 42",
            "field": "n",
            "start": 2,
            "end": 3,
            "expected": "integer",
        }])
    );
    assert_eq!(
        as_json("n="),
        json!([{
            "code": "empty_value",
            "message": "field \"n\": empty value: expected an integer such as 42",
            "field": "n",
            "start": 2,
            "end": 2,
            "expected": "integer",
        }])
    );
    assert_eq!(
        as_json("at__range=2022-03-03"),
        json!([{
            "code": "wrong_item_count",
            "message": "field \"at\": expected two values separated by a comma, found 1",
            "field": "at",
            "start": 10,
            "end": 20,
            "expected": "2 values",
            "found": 1,
        }])
    );
    assert_eq!(
        as_json("x&=1&n=%zz"),
        json!([
            {"code": "missing_equals", "message": "missing \"=\" after \"x\": expected key=value", "start": 0, "end": 1},
            {"code": "empty_key", "message": "missing key before \"=\": expected key=value", "start": 2, "end": 2},
            {
                "code": "malformed_percent",
                "message": "field \"n\": invalid percent-encoding \"%zz\": expected \"%\" and two hex digits",
                "field": "n",
                "start": 7,
                "end": 10,
            },
        ])
    );
}

#[test]
fn includes_limits_in_their_errors() {
    let schema = schema();
    let json = |limits: Limits, query: &str| {
        let errors = schema.parser().limits(limits).parse(query).expect_err("over the limit");
        serde_json::to_value(&errors).expect("errors are data")
    };
    assert_eq!(
        json(Limits { input_bytes: 2, ..Limits::DEFAULT }, "n=1"),
        json!([{
            "code": "input_too_long",
            "message": "the input is too long: expected at most 2 bytes, found 3",
            "start": 0,
            "end": 3,
            "limit": 2,
            "found": 3,
        }])
    );
    assert_eq!(
        json(Limits { conditions: 1, ..Limits::DEFAULT }, "n=1&n__isnull=1&x"),
        json!([{
            "code": "too_many_conditions",
            "message": "too many conditions: expected at most 1, found 2",
            "start": 4,
            "end": 13,
            "limit": 1,
            "found": 2,
        }])
    );
    assert_eq!(
        json(Limits { list_items: 1, ..Limits::DEFAULT }, "institution__in=a,b"),
        json!([{
            "code": "too_many_items",
            "message": "field \"institution\": too many items in the list: expected at most 1, found 2",
            "field": "institution",
            "start": 16,
            "end": 19,
            "limit": 1,
            "found": 2,
        }])
    );
}

#[test]
fn omits_locations_of_builder_errors() {
    let builder = schema().filter().exact("n", "x").exact("n", 1).with("status", Op::Exact, ["valid", "invalid"]);
    let errors = builder.build().expect_err("three faults");
    assert_eq!(
        serde_json::to_value(&errors).expect("errors are data"),
        json!([
            {
                "code": "invalid_value",
                "message": "field \"n\": invalid integer \"x\": expected an integer such as 42",
                "field": "n",
                "expected": "integer",
            },
            {"code": "duplicate_condition", "message": "duplicate key \"n\": each key may appear once", "field": "n"},
            {
                "code": "wrong_item_count",
                "message": "field \"status\": expected one value, found 2",
                "field": "status",
                "expected": "1 value",
                "found": 2,
            },
        ])
    );
}

#[test]
fn serializes_only_what_a_schema_declares() {
    let schema = Schema::builder("t")
        .field(Field::text("b").ops([Op::In, Op::Exact]))
        .field(Field::choice("a", ["y", "x"]).multi_valued().nullable().ops([Op::AllIn, Op::IsNull]).description("A."))
        .field(Field::date_time("c").ops([Op::Lt]).time_zone("-06:00"))
        .field(Field::text("d").ops([Op::Ne]).allow_empty())
        .field(Field::integer("e").ops([Op::Gt]).minimum(-1).maximum(i64::MAX))
        .reserved(["q", "page"])
        .limits(Limits { conditions: 3, ..Limits::DEFAULT })
        .build()
        .expect("a sound table");
    let json = [
        r#"{"name":"t","reserved":["q","page"],"#,
        r#""limits":{"input_bytes":65536,"conditions":3,"list_items":500,"operands":900,"errors":32},"#,
        r#""fields":{"a":{"type":"choice","choices":["y","x"],"ops":["isnull","allin"],"many":true,"nullable":true,"#,
        r#""description":"A."},"#,
        r#""b":{"type":"text","ops":["exact","in"]},"#,
        r#""c":{"type":"date-time","ops":["lt"],"time_zone":"-06:00"},"#,
        r#""d":{"type":"text","ops":["ne"],"allow_empty":true},"#,
        r#""e":{"type":"integer","minimum":-1,"maximum":9223372036854775807,"ops":["gt"]}}}"#,
    ];
    assert_eq!(serde_json::to_string(&schema).expect("a table is data"), json.concat());
    let minimum = Schema::builder("").build().expect("a sound table");
    assert_eq!(serde_json::to_string(&minimum).expect("a table is data"), r#"{"name":"","fields":{}}"#);
    laws::check_schema(&schema);
    laws::check_schema(&minimum);
}

#[test]
fn accepts_partial_limits() {
    let read = |limits: &str| {
        let schema = format!("name = \"t\"\n[limits]\n{limits}\n[fields]\n");
        toml::from_str::<Schema>(&schema).map(|schema| *schema.limits()).map_err(|error| error.to_string())
    };
    assert_eq!(read(""), Ok(Limits::DEFAULT));
    assert_eq!(read("errors = 1\nlist_items = 0"), Ok(Limits { errors: 1, list_items: 0, ..Limits::DEFAULT }));
    for wrong in ["nope = 1", "errors = -1", "errors = 1.5", "errors = \"1\"", "errors = true"] {
        assert!(read(wrong).is_err(), "{wrong}");
    }
    assert_eq!(serde_json::from_str::<Limits>("{}").ok(), Some(Limits::DEFAULT));
    assert!(serde_json::from_str::<Limits>(r#"{"errors":1,"errors":2}"#).is_err());
}

#[test]
fn reports_every_error_of_the_data_at_once() {
    let schema = r#"
        name = "t"
        nope = 1
        reserved = ["page", "page"]

        [fields.a]
        type = "strin"
        ops = ["exact", "like"]
        lookup = "x"

        [fields.b]
        type = "uuid"
        ops = ["not_in", "nin", "gt"]

        [fields.c]
        type = "text"
        ops = ["IN"]

        [fields.d]
        type = "date-time"
        ops = ["exact", "exact"]
        time_zone = "+24:00"

        [fields.e]
        type = "text"
    "#;
    let expected = [
        "schema: unknown key \"nope\": expected one of name, reserved, limits, list, spelling, fields",
        "fields.a: unknown key \"lookup\": expected one of type, choices, minimum, maximum, ops, many, nullable, allow_empty, time_zone, description, bare, lists, keys",
        "fields.a.ops: unknown operator \"like\"",
        "fields.a.type: unknown type \"strin\": expected one of text, integer, decimal, boolean, uuid, date, date-time, choice",
        "fields.b.ops: unknown operator \"nin\"",
        "fields.c.ops: unknown operator \"IN\"",
        "fields.b.ops: invalid operator \"gt\" for a uuid: expected one of exact, ne, in, not_in",
        "fields.d.ops: duplicate operator \"exact\"",
        "fields.d.time_zone: unknown time zone \"+24:00\"",
        "fields.e.ops: empty list: expected at least one operator",
        "reserved: duplicate name \"page\"",
    ];
    let error = toml::from_str::<SchemaBuilder>(schema).expect("it is read").build().expect_err("it has faults");
    let lines: Vec<String> = error.iter().map(ToString::to_string).collect();
    assert_eq!(lines.len(), expected.len(), "{error}");
    for (line, expected) in lines.iter().zip(expected) {
        assert!(line.starts_with(expected), "{line:?} is not {expected:?}");
    }
    let error = toml::from_str::<Schema>(schema).expect_err("it has faults").to_string();
    assert!(lines.iter().all(|line| error.contains(line.as_str())), "{error}");
}

#[test]
fn rejects_duplicate_keys_and_wrong_types() {
    let read = |schema: &str| {
        let built = serde_json::from_str::<SchemaBuilder>(schema).map_err(|error| error.to_string());
        built.and_then(|builder| builder.build().map_err(|error| error.to_string())).map(|schema| schema.fields().len())
    };
    let rejected = |schema: &str, part: &str| {
        let error = read(schema).expect_err(schema);
        assert!(error.contains(part), "{error:?} of {schema}");
    };
    assert_eq!(read(r#"{"name":"t","fields":{"a":{"type":"text","ops":["exact"]}}}"#), Ok(1));
    let a = r#""a":{"type":"text","ops":["exact"]}"#;
    rejected(
        &format!(r#"{{"name":"t","fields":{{{a},{a}}}}}"#),
        "fields.a: duplicate field: each name may appear once",
    );
    rejected(&format!(r#"{{"name":"t","fields":{{{a}}},"fields":{{}}}}"#), "duplicate field `fields`");
    rejected(r#"{"name":"t","name":"u","fields":{}}"#, "duplicate field `name`");
    rejected(r#"{"name":"t","fields":{"a":{"type":"text","type":"uuid","ops":["exact"]}}}"#, "duplicate field `type`");
    rejected(r#"{"name":"t","fields":{"a":{"type":"text","ops":["exact"],"ops":["in"]}}}"#, "duplicate field `ops`");
    rejected(r#"{"name":"t"}"#, "missing field `fields`");
    rejected(r#"{"fields":{}}"#, "missing field `name`");
    rejected(r#"{"name":"t","fields":{"a":{"ops":["exact"]}}}"#, "missing field `type`");
    rejected(r#"{"name":"t","fields":[]}"#, "a map of fields by name");
    rejected(r#"{"name":1,"fields":{}}"#, "invalid type");
    rejected(r#"{"name":"t","fields":{"a":{"type":"text","ops":"exact"}}}"#, "invalid type");
    rejected(r#"{"name":"t","fields":{"a":{"type":"text","ops":["exact"],"many":"yes"}}}"#, "invalid type");
    rejected(r#"{"name":"t","fields":{},"limits":{"errors":-1}}"#, "invalid value");
    // An unknown key is one error, whatever its value.
    rejected(r#"{"name":"t","fields":{},"x":{"y":[1,null]}}"#, "schema: unknown key \"x\"");
    rejected(r#"{"name":"t","fields":{},"\u202e":1}"#, r#"schema: unknown key "\u{202e}""#);
}

#[test]
fn deserializes_the_built_in_schemas() {
    for (name, schema) in filterset_belvo::all() {
        println!("{name}");
        laws::check_schema(&schema);
    }
}

/// A struct can derive both `FilterSet` and serde's traits.
#[cfg(feature = "derive")]
#[test]
fn converts_dates_and_instants_of_derived_structs() {
    #[derive(Debug, PartialEq, filterset::FilterSet, serde::Serialize, serde::Deserialize)]
    struct Event {
        #[filter(exact)]
        on: Date,
        #[filter(gte)]
        at: Option<Timestamp>,
    }

    let event = Event {
        on: Date::new(2022, 5, 4).expect("a date"),
        at: Some("2022-05-04T10:30:00.120Z".parse().expect("an instant")),
    };
    let json = r#"{"on":"2022-05-04","at":"2022-05-04T10:30:00.12Z"}"#;
    assert_eq!(serde_json::to_string(&event).expect("data"), json);
    assert_eq!(serde_json::from_str::<Event>(json).expect("an event"), event);
    // A value isn't borrowed from the text.
    assert_eq!(serde_json::from_reader::<_, Event>(json.as_bytes()).expect("an event"), event);
}

#[test]
fn deserializes_only_the_spelling_of_dates_and_instants() {
    let date = |json: &str| serde_json::from_str::<Date>(json).map_err(|error| error.to_string());
    let instant = |json: &str| serde_json::from_str::<Timestamp>(json).map_err(|error| error.to_string());
    assert_eq!(date(r#""2022-\u00305-04""#), Ok(Date::new(2022, 5, 4).expect("a date")));
    assert_eq!(instant(r#""1970-01-01T01:00:00+01:00""#), Ok(Timestamp::from_unix_seconds(0).expect("the epoch")));
    for (found, expected) in [
        (date(r#""2022-02-30""#), "invalid date: no such date in the calendar"),
        (date(r#""0000-12-31""#), "invalid date: out of range: expected the years 0001 to 9999"),
        (date("19000"), "invalid type: integer `19000`, expected a date such as 2022-03-03"),
    ] {
        let message = found.expect_err("no date");
        assert!(message.starts_with(expected), "{message}");
    }
    for (json, expected) in [
        (r#""2022-03-03""#, "invalid date-time: expected an instant such as 2022-03-03T10:30:00Z"),
        ("0", "invalid type: integer `0`, expected an instant such as 2022-03-03T10:30:00Z"),
    ] {
        let message = instant(json).expect_err("no instant");
        assert!(message.starts_with(expected), "{message}");
    }
}
