//! The output, and the shapes of responses.

use serde_json::json;

use super::data::TYPES;
use super::defect::Defect;
use super::{Reshape, probe, start, start_reshaped};

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
            let server = start_reshaped(TYPES, defect, reshape);
            let (out, errors, code) = probe(&server.url, TYPES, arguments);
            assert_eq!(code, i32::from(defect != Defect::None), "{name}, {defect:?}: {out}{errors}");
        }
    }
}
