//! The arguments of tool calls: their JSON types, their names, and the positions of their errors.

use filterset::list::{ListOptions, Pagination};
use filterset::schema::{ListStyle, Spelling};
use filterset::{Errors, Field, Limits, Op, Schema};
use insta::assert_snapshot;
use serde_json::{Map, Value, json};

fn schema() -> Schema {
    Schema::builder("t")
        .field(Field::integer("day").minimum(1).maximum(31).ops([Op::Exact, Op::In, Op::Range]))
        .field(Field::decimal("amount").ops([Op::Exact, Op::In, Op::Range]))
        .field(Field::boolean("active").ops([Op::Exact, Op::In]))
        .field(Field::uuid("id").nullable().ops([Op::In, Op::IsNull]))
        .field(Field::date("on").ops([Op::Exact]))
        .field(Field::date_time("at").ops([Op::Exact, Op::In, Op::Range]))
        .field(Field::choice("status", ["valid", "invalid"]).ops([Op::Exact, Op::In, Op::NotIn]))
        .field(Field::text("name").ops([Op::Exact, Op::In, Op::IContains]))
        .field(Field::text("institution").ops([Op::In]))
        .reserved(["format", "cf_*"])
        .list_options(
            ListOptions::builder()
                .pagination(Pagination::by_page())
                .ordering(["at", "id"])
                .fields(["id", "name"])
                .any_omit()
                .search(8),
        )
        .build()
        .unwrap()
}

fn object(arguments: &Value) -> &Map<String, Value> {
    arguments.as_object().unwrap()
}

fn canonical(arguments: &Value) -> String {
    schema().parse_arguments(object(arguments)).unwrap_or_else(|errors| panic!("{arguments}: {errors}")).to_string()
}

fn canonical_list(arguments: &Value) -> String {
    schema()
        .parse_list_arguments(object(arguments))
        .unwrap_or_else(|errors| panic!("{arguments}: {errors}"))
        .to_string()
}

fn errors(arguments: &Value) -> Errors {
    schema().parse_list_arguments(object(arguments)).expect_err(&arguments.to_string())
}

/// Formats the errors, with their positions.
fn report(arguments: &Value) -> String {
    errors(arguments).report("")
}

#[test]
fn accepts_values_of_each_type() {
    assert_eq!(canonical(&json!({})), "");
    assert_eq!(
        canonical(&json!({ "day": 7, "day__in": [3, 1, 3], "day__range": [1, 31] })),
        "day=7&day__in=1,3&day__range=1,31"
    );
    assert_eq!(
        canonical(&json!({ "amount": "012.50", "amount__in": [1.5, -2, 1e3, "0.1234567890123456789012345678"] })),
        "amount=12.5&amount__in=-2,0.1234567890123456789012345678,1.5,1000"
    );
    assert_eq!(canonical(&json!({ "active": true, "active__in": [true, false] })), "active=true&active__in=false,true");
    assert_eq!(
        canonical(&json!({ "id__in": ["2D2FB5A49B2A4E4A8F5C6A0E0B6F3A51"], "id__isnull": false })),
        "id__in=2d2fb5a4-9b2a-4e4a-8f5c-6a0e0b6f3a51&id__isnull=false"
    );
    assert_eq!(
        canonical(&json!({ "on": "2022-05-04", "at__range": ["2022-05-04", "2022-05-04T10:30:00+02:00"] })),
        "at__range=2022-05-04,2022-05-04T08:30:00Z&on=2022-05-04"
    );
    assert_eq!(
        canonical(&json!({ "name": "a, b & c=d ", "status__in": ["valid"] })),
        "name=a,%20b%20%26%20c%3Dd%20&status__in=valid"
    );
}

#[test]
fn accepts_list_parameters() {
    assert_eq!(
        canonical_list(
            &json!({ "status": "valid", "page": 2, "page_size": 20, "ordering": ["-at", "id"], "fields": ["id"], "search": "a b" })
        ),
        "status=valid&fields=id&ordering=-at,id&page=2&page_size=20&search=a%20b"
    );
    assert_eq!(canonical_list(&json!({ "omit": ["b", "a"], "page": 1 })), "omit=a,b");
}

#[test]
fn converts_nothing() {
    assert_snapshot!(report(&json!({
        "active": "true",
        "active__in": [1, "false"],
        "amount": "1e3",
        "amount__in": [0.123_456_789_012_345_67, true],
        "at": 20_220_504,
        "day": "5",
        "day__in": "1,2",
        "day__range": { "low": 1, "high": 2 },
        "id__isnull": null,
        "name": ["a"],
        "on": null,
        "status": true,
        "status__in": "valid",
    })), @r#"
    error[invalid_value]: field "active": invalid boolean "true": expected true or false, found a string
      | active
    error[invalid_value]: field "active": invalid boolean "1": expected true or false, found a number
      | active__in[0]
    error[invalid_value]: field "active": invalid boolean "false": expected true or false, found a string
      | active__in[1]
    error[invalid_value]: field "amount": invalid decimal "1e3": expected a decimal such as 12.50
      | amount
    error[invalid_value]: field "amount": invalid decimal "0.12345678901234566": expected a JSON string, because a number of more than 15 digits may have been rounded
      | amount__in[0]
    error[invalid_value]: field "amount": invalid decimal "true": expected a JSON number or string, found a boolean
      | amount__in[1]
    error[invalid_value]: field "at": invalid date-time "20220504": expected a JSON string, found a number
      | at
    error[invalid_value]: field "day": invalid integer "5": expected a JSON number, found a string
      | day
    error[invalid_value]: field "day": invalid integer "1,2": expected a JSON array, found a string
      | day__in
    error[invalid_value]: field "day": invalid integer "{…}": expected a JSON array, found an object
      | day__range
    error[invalid_value]: field "id": invalid boolean "null": expected true or false, found null
      | id__isnull
    error[invalid_value]: field "name": invalid text "[…]": expected a JSON string, found an array
      | name
    error[invalid_value]: field "on": invalid date "null": expected a JSON string, found null
      | on
    error[invalid_value]: field "status": invalid choice "true": expected a JSON string, found a boolean
      | status
    error[invalid_value]: field "status": invalid choice "valid": expected a JSON array, found a string
      | status__in
    "#);
}

#[test]
fn rejects_invalid_values_like_a_query() {
    assert_snapshot!(report(&json!({
        "at__in": ["2022-02-30"],
        "at__range": ["2022-05-04"],
        "day": 32,
        "day__in": [1, 1.0, 1.5, 99],
        "day__range": [2, 1],
        "institution__in": ["a,b", " a", "", "a\u{0}"],
        "name": "",
        "name__in": [],
        "name__icontains": "a\u{0}",
        "status": "vald",
    })), @r#"
    error[invalid_value]: field "at": invalid date-time "2022-02-30": no such date in the calendar
      | at__in[0]
    error[wrong_item_count]: field "at": expected an array of 2 items, found 1
      | at__range
    error[invalid_value]: field "day": invalid integer "32": expected a value from 1 to 31
      | day
    error[invalid_value]: field "day": invalid integer "1.0": expected an integer such as 42
      | day__in[1]
    error[invalid_value]: field "day": invalid integer "1.5": expected an integer such as 42
      | day__in[2]
    error[invalid_value]: field "day": invalid integer "99": expected a value from 1 to 31
      | day__in[3]
    error[reversed_range]: field "day": reversed range: the lower bound "2" is greater than the upper bound "1"
      | day__range
    error[unrepresentable_value]: field "institution": invalid list item "a,b": expected text without commas or surrounding spaces
      | institution__in[0]
    error[unrepresentable_value]: field "institution": invalid list item " a": expected text without commas or surrounding spaces
      | institution__in[1]
    error[empty_item]: field "institution": empty list item: expected a value
      | institution__in[2]
    error[null_character]: field "institution": invalid value: it contains a NUL character
      | institution__in[3]
    error[empty_value]: field "name": empty value: expected text
      | name
    error[null_character]: field "name": invalid value: it contains a NUL character
      | name__icontains
    error[empty_list]: field "name": empty list: expected at least one item
      | name__in
    error[invalid_value]: field "status": invalid choice "vald": expected one of valid, invalid; did you mean "valid"?
      | status
    "#);
}

#[test]
fn suggests_arguments_for_unknown_names() {
    assert_snapshot!(report(&json!({
        "": 1,
        "cf_x": "a",
        "format": "csv",
        "institution": "a",
        "instituton": "a",
        "pagesize": 5,
        "stats": "valid",
        "status!": "valid",
        "status__exact": "valid",
        "status__isnot": "valid",
        "status__nin": ["valid"],
        "status__gt": "valid",
        "zzz": { "deep": [1, 2, 3] },
    })), @r#"
    error[unknown_field]: unknown field ""
      | 
    error[unknown_field]: unknown field "cf_x"
      | cf_x
    error[unknown_field]: unknown field "format"
      | format
    error[operator_not_allowed]: operator "exact" is not allowed for field "institution": expected "in"
      | institution
    error[unknown_field]: unknown field "instituton"; did you mean "institution__in"?
      | instituton
    error[unknown_field]: unknown field "pagesize"; did you mean "page_size"?
      | pagesize
    error[unknown_field]: unknown field "stats"; did you mean "status"?
      | stats
    error[unknown_field]: unknown field "status!"; did you mean "status__not_in"?
      | status!
    error[unknown_operator]: operator "exact" of field "status" has another key; did you mean "status"?
      | status__exact
    error[operator_not_allowed]: operator "gt" is not allowed for field "status": expected one of exact, in, not_in
      | status__gt
    error[unknown_operator]: unknown operator "isnot" for field "status": expected one of exact, in, not_in
      | status__isnot
    error[unknown_operator]: unknown operator "nin" for field "status": expected one of exact, in, not_in; did you mean "status__not_in"?
      | status__nin
    error[unknown_field]: unknown field "zzz"
      | zzz
    "#);
}

#[test]
fn rejects_list_parameters_of_a_filter() {
    let arguments = json!({ "page": 2, "pge": 2 });
    let errors = schema().parse_arguments(object(&arguments)).unwrap_err();
    assert_eq!(errors.to_string(), "unknown field \"page\"\nunknown field \"pge\"");
}

#[test]
fn rejects_invalid_list_parameters() {
    assert_snapshot!(report(&json!({
        "fields": ["id", "secret", 5, ""],
        "omit": "id",
        "ordering": ["-at", 1, "at", " id"],
        "page": "2",
        "page_size": 1001,
        "search": 5,
    })), @r#"
    error[invalid_value]: parameter "fields": invalid choice "secret": expected one of id, name
      | fields[1]
    error[invalid_value]: parameter "fields": invalid choice "5": expected a JSON string, found a number
      | fields[2]
    error[empty_item]: parameter "fields": empty list item: expected a value
      | fields[3]
    error[conflicting_parameters]: parameter "omit" conflicts with "fields": expected only one of them
      | omit
    error[invalid_value]: parameter "omit": invalid text "id": expected a JSON array, found a string
      | omit
    error[invalid_value]: parameter "ordering": invalid choice "1": expected a JSON string, found a number
      | ordering[1]
    error[duplicate_item]: parameter "ordering": duplicate item "at": each name may appear once
      | ordering[2]
    error[invalid_value]: parameter "ordering": invalid choice " id": expected one of at, id; did you mean "id"?
      | ordering[3]
    error[invalid_value]: parameter "page": invalid integer "2": expected a JSON number, found a string
      | page
    error[invalid_value]: parameter "page_size": invalid integer "1001": expected a value from 1 to 1000
      | page_size
    error[invalid_value]: parameter "search": invalid text "5": expected a JSON string, found a number
      | search
    "#);
    assert_snapshot!(report(&json!({ "page": 0, "page_size": null, "ordering": [], "search": " " })), @r#"
    error[empty_list]: parameter "ordering": empty list: expected at least one item
      | ordering
    error[invalid_value]: parameter "page": invalid integer "0": expected a value from 1 to 9223372036854775
      | page
    error[invalid_value]: parameter "page_size": invalid integer "null": expected a JSON number, found null
      | page_size
    error[empty_value]: parameter "search": empty value: expected text
      | search
    "#);
}

#[test]
fn names_the_argument_and_the_item_in_data() {
    let arguments = json!({ "status__in": ["valid", "x"], "stauts": "valid" });
    let errors = errors(&arguments);
    let positions: Vec<_> = errors.iter().map(|error| (error.span(), error.argument(), error.item())).collect();
    assert_eq!(positions, [(None, Some("status__in"), Some(1)), (None, Some("stauts"), None)]);
    let data = serde_json::to_value(&errors).unwrap();
    assert_eq!((&data[0]["argument"], &data[0]["item"]), (&json!("status__in"), &json!(1)));
    assert_eq!((data[1]["argument"].as_str(), data[1].get("item"), data[1].get("start")), (Some("stauts"), None, None));
    assert_eq!(errors.clone().offset_spans(5), errors);
    let hostile = json!({ format!("\u{202e}{}", "k".repeat(100)): 1 });
    let errors = schema().parse_arguments(object(&hostile)).unwrap_err();
    assert_eq!(errors.iter().next().unwrap().argument(), Some(&*format!("\\u{{202e}}{}…", "k".repeat(56))));
}

#[test]
fn uses_the_keys_of_a_spelling() {
    let schema = Schema::builder("devices")
        .spelling(Spelling::new().lists(ListStyle::Repeat).bare(Op::In).operator("n", Op::NotIn))
        .field(Field::text("name").ops([Op::In, Op::NotIn]))
        .field(Field::date_time("created").ops([Op::Gte]).key("created_after", Op::Gte))
        .build()
        .unwrap();
    let arguments = json!({ "name": ["a, b", " c"], "name__n": ["d"], "created_after": "2022-05-04" });
    let filter = schema.parse_arguments(object(&arguments)).unwrap();
    assert_eq!(filter.to_string(), "created_after=2022-05-04&name=%20c&name=a,%20b&name__n=d");
    let arguments = json!({ "name__in": ["a"], "created": "2022-05-04", "name": "a" });
    let errors = schema.parse_arguments(object(&arguments)).unwrap_err();
    assert_snapshot!(errors.report(""), @r#"
    error[operator_not_allowed]: operator "in" is not allowed for field "created": expected "created_after"
      | created
    error[invalid_value]: field "name": invalid text "a": expected a JSON array, found a string
      | name
    error[unknown_operator]: operator "in" of field "name" has another key; did you mean "name"?
      | name__in
    "#);
}

#[test]
fn applies_the_limits() {
    let limits = Limits { conditions: 2, list_items: 2, operands: 3, input_bytes: 40, errors: 2 };
    let schema = Schema::builder("t")
        .field(Field::text("a").ops([Op::Exact, Op::In, Op::NotIn]))
        .limits(limits)
        .list_options(ListOptions::builder().any_fields())
        .build()
        .unwrap();
    let report = |arguments: &Value| schema.parse_list_arguments(object(arguments)).unwrap_err().report("");
    assert_snapshot!(report(&json!({ "a": "1", "a__in": ["1"], "a__not_in": ["1"], "b": 1 })), @r"
    error[too_many_conditions]: too many conditions: expected at most 2, found 3
      | a__not_in
    ");
    assert_snapshot!(report(&json!({ "a__in": ["1", "2", "3"], "fields": ["a", "b", "c"] })), @r#"
    error[too_many_items]: field "a": too many items in the list: expected at most 2, found 3
      | a__in
    error[too_many_items]: parameter "fields": too many items in the list: expected at most 2, found 3
      | fields
    "#);
    assert_snapshot!(report(&json!({ "a__in": ["1", "2"], "a__not_in": ["3", "4"] })), @r#"
    error[too_many_items]: field "a": too many values in the query: expected at most 3, found 4 (a day of a date-time field counts as two)
      | a__not_in
    "#);
    assert_snapshot!(report(&json!({ "a": "x".repeat(39) })), @"error[input_too_long]: the canonical form is too long: expected at most 40 bytes, found 41");
    let errors = schema.parse_arguments(object(&json!({ "a": 1, "a__in": [1, 2] }))).unwrap_err();
    assert_eq!((errors.len(), errors.omitted()), (2, 1));
}
