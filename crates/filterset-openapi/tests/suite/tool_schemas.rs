//! JSON Schemas of tool calls: their form, and their agreement with the crate.

use std::collections::BTreeMap;

use arbitrary::{Result, Unstructured};
use filterset::error::InvalidReason;
use filterset::list::{ListOptions, Pagination};
use filterset::schema::{Arity, ListStyle, SchemaBuilder};
use filterset::{Error, ErrorKind, Field, Limits, Op, Schema, ValueType};
use filterset_openapi::ToolSchema;
use filterset_test_support::{generate, lists, schemas};
use serde_json::{Map, Value, json};

fn export(schema: &Schema) -> Value {
    serde_json::to_value(ToolSchema::new(schema)).unwrap()
}

/// Returns the schema of an argument without its description, and the description.
fn argument(schema: &Schema, name: &str) -> (Value, String) {
    let mut argument = export(schema)["properties"][name].take();
    let description = argument.as_object_mut().unwrap().remove("description").unwrap();
    (argument, description.as_str().unwrap().to_owned())
}

#[test]
fn describes_each_type() {
    let fields = [
        Field::integer("day").minimum(1).maximum(31).description("The day of the month").ops([Op::Exact]),
        Field::decimal("amount").description("An amount.").ops([Op::Range]),
        Field::boolean("active").nullable().ops([Op::Exact, Op::IsNull]),
        Field::uuid("id").ops([Op::In]),
        Field::date("on").ops([Op::Exact]),
        Field::date_time("at").time_zone("-06:00").ops([Op::Lte]),
        Field::text("name").allow_empty().ops([Op::Exact, Op::In, Op::IContains]),
    ];
    let limits = Limits { list_items: 9, ..Limits::DEFAULT };
    let schema = Schema::builder("t").fields(fields).limits(limits).reserved(["format"]).build().unwrap();
    assert_eq!(
        argument(&schema, "day"),
        (
            json!({ "type": "integer", "minimum": 1, "maximum": 31 }),
            "The day of the month. `day` equals the value.".to_owned()
        )
    );
    let decimal = json!({ "type": ["number", "string"], "pattern": r"^-?[0-9]+(\.[0-9]+)?$" });
    assert_eq!(
        argument(&schema, "amount__range"),
        (
            json!({ "type": "array", "items": decimal, "minItems": 2, "maxItems": 2 }),
            "An amount. `amount` is between the two values, inclusive.".to_owned()
        )
    );
    assert_eq!(argument(&schema, "active").0, json!({ "type": "boolean" }));
    assert_eq!(argument(&schema, "active__isnull").0, json!({ "type": "boolean" }));
    let id = argument(&schema, "id__in").0;
    assert_eq!((&id["items"]["format"], &id["maxItems"]), (&json!("uuid"), &json!(9)));
    assert_eq!(argument(&schema, "on").0["format"], "date");
    let (at, described) = argument(&schema, "at__lte");
    assert_eq!((at.get("format"), described.ends_with("means the whole day in -06:00.")), (None, true));
    assert_eq!(argument(&schema, "name").0, json!({ "type": "string" }));
    assert_eq!(argument(&schema, "name__icontains").0, json!({ "type": "string", "minLength": 1 }));
    assert_eq!(
        argument(&schema, "name__in").0["items"],
        json!({ "type": "string", "pattern": "^[^, ]([^,]*[^, ])?$" })
    );
    let object = export(&schema);
    assert_eq!(
        (&object["type"], &object["additionalProperties"], object.get("required")),
        (&json!("object"), &json!(false), None)
    );
    assert!(object["properties"].get("format").is_none());
}

#[test]
fn describes_list_parameters() {
    let options = ListOptions::builder().pagination(Pagination::by_page()).ordering(["id"]).any_fields().search(8);
    let schema = Schema::builder("t").list_options(options).build().unwrap();
    assert_eq!(argument(&schema, "page").0, json!({ "type": "integer", "minimum": 1 }));
    assert_eq!(
        argument(&schema, "page_size").0,
        json!({ "type": "integer", "minimum": 1, "maximum": 1000, "default": 100 })
    );
    assert_eq!(
        argument(&schema, "ordering").0,
        json!({ "type": "array", "items": { "type": "string", "enum": ["id", "-id"] }, "minItems": 1, "maxItems": 500, "uniqueItems": true })
    );
    assert_eq!(argument(&schema, "search").0, json!({ "type": "string", "pattern": r"\S", "maxLength": 8 }));
    assert_eq!(
        argument(&schema, "fields").0["items"],
        json!({ "type": "string", "pattern": "^[A-Za-z0-9_.-]{1,128}$" })
    );
}

#[test]
fn lists_the_keys_of_a_query() {
    let schema = schemas::links()
        .field(Field::text("tag").multi_valued().lists(ListStyle::Repeat).ops([Op::AllIn]))
        .build()
        .unwrap();
    let tool = serde_json::to_value(ToolSchema::of_query(&schema)).unwrap();
    assert_eq!((&tool["required"], &tool["additionalProperties"]), (&json!(["query"]), &json!(false)));
    assert_eq!(tool["properties"].as_object().unwrap().keys().collect::<Vec<_>>(), ["query"]);
    let described = tool["properties"]["query"]["description"].as_str().unwrap();
    for line in [
        "- `institution`: a string. `institution` equals the value.",
        "- `status__in`: one or more values, separated by commas; each is one of valid, invalid, unconfirmed, token_required. `status` equals one of the values.",
        "- `tag__allin`: a string; repeat the key for more values. `tag` has all of the values.",
        "- `page`: The number of the page, counted from 1.",
    ] {
        assert!(described.lines().any(|found| found == line), "{line}\n{described}");
    }
}

/// The rules that a JSON Schema doesn't express, by the names in the guide. The crate rejects what breaks them.
fn rule(error: &Error, arguments: &Map<String, Value>) -> Option<&'static str> {
    use InvalidReason::{
        Malformed, NoSuchDate, NoSuchTime, OutOfBounds, OutOfRange, RepeatedTime, RoundedNumber, SkippedTime,
        TooManyDigits,
    };
    Some(match error.kind() {
        ErrorKind::ReversedRange { .. } => "reversed range",
        ErrorKind::NullCharacter => "NUL",
        ErrorKind::TooManyConditions { .. }
        | ErrorKind::TooManyItems { in_all: true, .. }
        | ErrorKind::InputTooLong { is_canonical: true, .. } => "limits",
        ErrorKind::ConflictingParameters { .. } => "fields and omit",
        ErrorKind::DuplicateItem { .. } => "ordering",
        ErrorKind::InvalidValue { expected, reason, .. } => match (expected, reason) {
            (ValueType::Integer, Malformed) if is_whole(error, arguments) => "number with a fraction of zero",
            (ValueType::Integer, OutOfRange) => "64 bits",
            (ValueType::Integer, OutOfBounds { .. }) if matches!(error.parameter(), Some("page" | "offset")) => {
                "last page"
            }
            (ValueType::Decimal, TooManyDigits | RoundedNumber) => "digits",
            (
                ValueType::Date | ValueType::DateTime,
                OutOfRange | NoSuchDate | NoSuchTime | SkippedTime | RepeatedTime,
            ) => "date or time",
            _ => return None,
        },
        _ => return None,
    })
}

/// Returns `true` if the value of an error is a number such as `1.0` or `1e30`, an integer of JSON Schema.
fn is_whole(error: &Error, arguments: &Map<String, Value>) -> bool {
    let value = &arguments[error.argument().unwrap()];
    let value = error.item().map_or(value, |item| &value[item]);
    value.as_f64().is_some_and(|number| number.fract() == 0.0)
}

/// Returns `true` if an argument has a UUID without hyphens, which only the crate accepts.
fn has_short_uuid(schema: &Schema, arguments: &Map<String, Value>) -> bool {
    let is_short = |value: &Value| value.as_str().is_some_and(|text| text.len() == 32);
    let uuids = schema.fields().filter(|field| field.value_type() == ValueType::Uuid);
    let keys = uuids.flat_map(|field| field.ops().iter().filter_map(|op| schema.key(field.name(), op)));
    keys.filter_map(|key| arguments.get(key))
        .any(|value| is_short(value) || value.as_array().is_some_and(|items| items.iter().any(is_short)))
}

/// Generates a value of a field as JSON, nearly always a valid one.
fn any_operand(u: &mut Unstructured<'_>, field: &Field, op: Op) -> Result<Value> {
    let value = field.arbitrary_operand(op, u)?;
    let text = field.arbitrary_spelling(&value, u)?;
    Ok(match if op.takes_boolean() { ValueType::Boolean } else { field.value_type() } {
        ValueType::Boolean => json!(u.arbitrary::<bool>()?),
        ValueType::Integer => match u.int_in_range(0..=9)? {
            0 => serde_json::from_str(&format!("{value}.0")).unwrap(),
            1 if u.ratio(1, 3)? => json!(u.int_in_range(1 << 63..=u64::MAX)?),
            _ => serde_json::from_str(&value.to_string()).unwrap(),
        },
        ValueType::Decimal if u.arbitrary()? => serde_json::from_str(&value.to_string()).unwrap(),
        _ => json!(text),
    })
}

/// Generates any JSON value, most of which are near a valid one.
fn any_json(u: &mut Unstructured<'_>) -> Result<Value> {
    let text = *u.choose(&[
        "",
        " ",
        "a",
        " a",
        "a,b",
        "a\u{0}",
        "5",
        "1e3",
        "true",
        "null",
        "2022-02-30",
        "2022-05-04T25:00:00Z",
        "2022-05-04T10:30:00",
        "0000-01-01",
        "2022-05-04T10:30:00+24:00",
        "2d2fb5a49b2a4e4a8f5c6a0e0b6f3a51",
        "{2d2fb5a4-9b2a-4e4a-8f5c-6a0e0b6f3a51}",
        "valid",
        "Valid",
        "-id",
        "99999999999999999999999999999",
        "9999-12-31T23:59:59-01:00",
        "2022-05-04\n",
        "é",
    ])?;
    Ok(match u.int_in_range(0..=11)? {
        0 => Value::Null,
        1 => json!(u.arbitrary::<bool>()?),
        2 => json!(u.arbitrary::<i64>()?),
        3 => json!(u.int_in_range(-2..=40)?),
        4 => json!(*u.choose(&[1.0, 1.5, 1e3, 1e30, -0.0, 0.1, 0.123_456_789_012_345_67, 1e-30, 5e300])?),
        5 => json!(u.arbitrary::<u64>()?),
        6 => json!({ "in": [1] }),
        _ => json!(text),
    })
}

/// Generates arguments for a schema. Most of them are valid.
fn any_arguments(u: &mut Unstructured<'_>, schema: &Schema) -> Result<Map<String, Value>> {
    let ops: Vec<_> = schema.fields().flat_map(|field| field.ops().iter().map(move |op| (field, op))).collect();
    let mut arguments = Map::new();
    for _ in 0..u.int_in_range(0..=3)? {
        let (field, op) = *u.choose(&ops)?;
        let key = schema.key(field.name(), op).unwrap().to_owned();
        let count = match op.arity() {
            Arity::One => None,
            Arity::Two => Some(2),
            Arity::List => Some(u.int_in_range(1..=4)?),
        };
        let is_wrong = |u: &mut Unstructured<'_>| u.ratio(1, 12);
        let single = |u: &mut Unstructured<'_>| if is_wrong(u)? { any_json(u) } else { any_operand(u, field, op) };
        let value = match (count, is_wrong(u)?) {
            (None, false) => single(u)?,
            (Some(count), false) => Value::Array((0..count).map(|_| single(u)).collect::<Result<_>>()?),
            (None, true) => Value::Array(vec![single(u)?]),
            (Some(_), true) if u.arbitrary()? => single(u)?,
            (Some(_), true) => Value::Array((0..u.int_in_range(0..=3)?).map(|_| single(u)).collect::<Result<_>>()?),
        };
        arguments.insert(key, value);
    }
    for parameter in schema.list_options().parameters() {
        if u.ratio(1, 4)? {
            let names =
                json!([["id"], ["-id", "created_at"], ["id", "id"], ["id", "-id"], ["a"], ["a b"], [], [5], "id"]);
            let value = match parameter.name() {
                "ordering" | "fields" | "omit" => u.choose(names.as_array().unwrap())?.clone(),
                "search" | "cursor" => json!(*u.choose(&["a", " ", "", "a b c d e f g h i j k", "\u{2003}", "\n"])?),
                _ => json!(*u.choose(&[0, 1, 2, 50, 1001, -1, i64::MAX, i64::MAX / 1000])?),
            };
            let value = if u.ratio(1, 8)? { any_json(u)? } else { value };
            arguments.insert(parameter.name().to_owned(), value);
        }
    }
    if u.ratio(1, 10)? {
        arguments.insert(generate::any_text(u, schema)?, any_json(u)?);
    }
    Ok(arguments)
}

/// The results by what they say: `valid`, `invalid`, or the rule by which the two differ.
#[derive(Default)]
struct Tally(BTreeMap<&'static str, usize>);

impl Tally {
    fn compare(&mut self, schema: &Schema, validator: &jsonschema::Validator, arguments: &Map<String, Value>) {
        let is_accepted = validator.is_valid(&Value::Object(arguments.clone()));
        let result = match (schema.parse_list_arguments(arguments), is_accepted) {
            (Ok(list), true) => {
                assert_eq!(schema.parse_list_request(&list.to_string()), Ok(list));
                "valid"
            }
            (Err(_), false) => "invalid",
            (Ok(list), false) => {
                assert!(has_short_uuid(schema, arguments), "only the crate accepts {arguments:?}: {list}");
                "UUID without hyphens"
            }
            (Err(errors), true) => {
                let rules: Vec<_> = errors.iter().map(|error| (error, rule(error, arguments))).collect();
                let unexpressed = rules.iter().find(|(_, rule)| rule.is_none());
                assert!(unexpressed.is_none(), "only JSON Schema accepts {arguments:?}: {unexpressed:?}");
                rules[0].1.unwrap()
            }
        };
        *self.0.entry(result).or_default() += 1;
    }
}

/// A generator of bytes, for `Unstructured`.
fn bytes(seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    (0..2_000)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_be_bytes()[0]
        })
        .collect()
}

/// The rules of the guide, each of which must occur.
const RULES: [&str; 13] = [
    "64 bits",
    "NUL",
    "UUID without hyphens",
    "date or time",
    "digits",
    "fields and omit",
    "invalid",
    "last page",
    "limits",
    "number with a fraction of zero",
    "ordering",
    "reversed range",
    "valid",
];

#[test]
fn agrees_with_a_validator_of_json_schema() {
    let mut tally = Tally::default();
    let small = Limits { operands: 6, ..Limits::DEFAULT };
    let known: Vec<Schema> = [
        schemas::links(),
        schemas::every_type().limits(small),
        schemas::names(),
        schemas::devices(),
        schemas::spellings(),
        schemas::documents(),
    ]
    .map(|builder: SchemaBuilder| builder.build().unwrap())
    .into();
    for number in 0..500 {
        let bytes = bytes(number);
        let mut u = Unstructured::new(&bytes);
        let index = usize::try_from(number).unwrap() % 10;
        let schema = known.get(index).cloned().unwrap_or_else(|| {
            if index % 2 == 0 { generate::schema(&mut u) } else { lists::schema(&mut u) }.expect("enough bytes")
        });
        let validators = [false, true].map(|has_formats| {
            jsonschema::options().should_validate_formats(has_formats).build(&export(&schema)).unwrap()
        });
        for call in 0..20 {
            let bytes = self::bytes(number * 1_000 + call);
            let validator = &validators[usize::from(call % 2 == 0)];
            tally.compare(&schema, validator, &any_arguments(&mut Unstructured::new(&bytes), &schema).unwrap());
        }
    }
    println!("{:#?}", tally.0);
    assert_eq!(tally.0.values().sum::<usize>(), 10_000);
    assert!(tally.0["valid"] > 3_000 && tally.0["invalid"] > 1_500, "{:?}", tally.0);
    assert_eq!(tally.0.keys().copied().collect::<Vec<_>>(), RULES);
}
