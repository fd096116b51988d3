//! The output, and the shapes of responses.

use serde_json::{Value, json};

use super::api::Api;
use super::data::TYPES;
use super::defect::Defect;
use super::{Server, probe, start};

#[test]
fn prints_findings_for_people() {
    let server = start(TYPES, Defect::IgnoresName("x"));
    let (out, _, code) = probe(&server.url, TYPES, &["--max-requests", "120"]);
    assert_eq!(code, 1);
    insta::assert_snapshot!(out.replace(&server.url, "URL"));
}

#[test]
fn prints_junit_xml() {
    let server = start(TYPES, Defect::IgnoresName("x"));
    let (out, _, code) = probe(&server.url, TYPES, &["--max-requests", "120", "--format", "junit"]);
    assert_eq!(code, 1);
    insta::assert_snapshot!(out.replace(&server.url, "URL"));
}

/// Converts the page of an API to another shape.
type Reshape = fn(Value) -> Value;

/// The same API in the shapes of others.
#[test]
fn recognizes_usual_shapes() {
    let shapes: [(&str, Reshape, &[&str]); 6] = [
        ("data and total", |page| json!({"data": page["results"], "total": page["count"]}), &[]),
        ("items and a link", |page| json!({"items": page["results"], "_links": {"next": {"href": page["next"]}}}), &[]),
        ("an array", |page| page["results"].clone(), &[]),
        (
            "JSON:API",
            |page| json!({"data": page["results"], "meta": {"total": page["count"]}, "links": {"next": page["next"]}}),
            &[],
        ),
        (
            "the number on the page",
            |page| json!({"results": page["results"], "count": page["results"].as_array().unwrap().len(), "next": page["next"]}),
            &[],
        ),
        (
            "any",
            |page| json!({"a": {"b": page["results"]}, "n~": page["count"], "more": page["next"]}),
            &["--results", "/a/b", "--count", "/n~0", "--next", "/more"],
        ),
    ];
    for (name, reshape, arguments) in shapes {
        for defect in [Defect::None, Defect::Ignores("unknown_operator"), Defect::UsesFirstItem] {
            let api = Api::new(TYPES, defect);
            let server = Server::start(move |query| {
                let (status, body) = api.respond(query);
                let page = || reshape(serde_json::from_str(&body).unwrap()).to_string();
                (status, if status == 200 { page() } else { body.clone() })
            });
            let (out, errors, code) = probe(&server.url, TYPES, arguments);
            assert_eq!(code, i32::from(defect != Defect::None), "{name}, {defect:?}: {out}{errors}");
        }
    }
}
