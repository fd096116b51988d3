//! Rejected queries as problem documents.

use filterset::error::Problem;
use filterset::list::{ListOptions, Pagination};
use filterset::{Field, Limits, Op, Schema};
use serde_json::{Value, json};

fn links() -> Schema {
    Schema::builder("links")
        .field(Field::text("institution").ops([Op::Exact, Op::In]))
        .field(Field::choice("status", ["valid", "invalid"]).ops([Op::Exact, Op::In]))
        .limits(Limits { errors: 2, input_bytes: 60, ..Limits::DEFAULT })
        .build()
        .expect("a sound table")
}

fn problem(query: &str) -> Value {
    let errors = links().parse(query).expect_err("a faulty query");
    serde_json::to_value(errors.problem(query)).expect("texts and numbers")
}

#[test]
fn has_the_members_of_the_standard() {
    let problem = problem("status=");
    assert_eq!(problem["type"], Problem::TYPE);
    assert_eq!(problem["title"], Problem::TITLE);
    assert_eq!(problem["status"], 400);
    assert_eq!(problem["detail"], "field \"status\": empty value: expected one of the field's choices");
    assert!(problem.get("more").is_none());
}

#[test]
fn includes_errors_with_their_parameter() {
    let query = "status__in=valid,invald";
    let errors = links().parse(query).expect_err("no choice");
    let mut expected = serde_json::to_value(&errors).expect("texts and numbers");
    expected[0]["parameter"] = json!("status__in");
    assert_eq!(problem(query)["errors"], expected);
    // An error that belongs to no pair has no parameter.
    assert!(problem(&"x".repeat(61))["errors"][0].get("parameter").is_none());
}

#[test]
fn includes_the_parameter_of_a_list_error_once() {
    let list =
        ListOptions::builder().pagination(Pagination::by_page()).ordering(["id"]).fields(["id"]).omit(["id"]).search(3);
    let links = Schema::builder("links").list_options(list).build().expect("a sound table");
    for (query, parameter) in [
        ("p%61ge=0", "page"),
        ("page_size=", "page_size"),
        ("page=1&page=1", "page"),
        ("omit=id&fields=id", "fields"),
        ("ordering=id,-id", "ordering"),
        ("search=abcd", "search"),
        ("search=%00", "search"),
        ("search=%", "search"),
        ("pag=1", "pag"),
    ] {
        let errors = links.parse_list_request(query).expect_err("a faulty query");
        let text = serde_json::to_string(&errors.problem(query)).expect("texts and numbers");
        let member = format!("\"parameter\":{parameter:?}");
        assert_eq!((text.matches("\"parameter\":").count(), text.matches(&member).count()), (1, 1), "{text}");
    }
}

#[test]
fn its_detail_counts_the_others() {
    assert_eq!(problem("=1")["detail"], "missing key before \"=\": expected key=value");
    assert_eq!(problem("=1&=2")["detail"], "missing key before \"=\": expected key=value (and 1 more error)");
    let multi_valued = problem("=1&=2&=3&=4");
    assert_eq!(multi_valued["detail"], "missing key before \"=\": expected key=value (and 3 more errors)");
    assert_eq!((multi_valued["errors"].as_array().map(Vec::len), &multi_valued["more"]), (Some(2), &json!(2)));
}

#[test]
fn accepts_a_custom_type_uri() {
    let errors = links().parse("status=").expect_err("no value");
    let problem = serde_json::to_value(errors.problem("status=").of_type("https://api.example.com/problems/query"));
    assert_eq!(problem.expect("texts and numbers")["type"], "https://api.example.com/problems/query");
}

#[test]
fn escapes_everything_it_echoes() {
    let query = "\u{202e}%1b[31m\u{feff}=1";
    let text = serde_json::to_string(&links().parse(query).expect_err("no field").problem(query)).expect("texts");
    assert!(!text.contains(['\u{202e}', '\u{1b}', '\u{feff}']), "{text}");
}
