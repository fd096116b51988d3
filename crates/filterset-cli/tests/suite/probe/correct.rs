//! Correct APIs that are hard to read: nothing that they do is a finding.

use serde_json::{Value, json};

use super::data::TYPES;
use super::defect::Defect;
use super::{Reshape, Server, probe, start, start_reshaped};

/// Replaces every record of a page.
fn map_records(mut page: Value, map: impl Fn(&mut Value)) -> Value {
    page["results"].as_array_mut().unwrap().iter_mut().for_each(map);
    page
}

/// The schema of the API without its pages.
fn without_pages() -> String {
    let (start, end) = TYPES.split_once("[list]").unwrap();
    format!("{start}[list]\n{}", end.lines().find(|line| line.contains("ordering")).unwrap())
}

const SHAPES: [(&str, Reshape); 7] = [
    ("an array", |page| page["results"].clone()),
    (
        "the number on the page",
        |page| json!({"results": page["results"], "count": page["results"].as_array().unwrap().len()}),
    ),
    (
        "the number on the page, and a link",
        |page| json!({"data": page["results"], "count": page["results"].as_array().unwrap().len(), "next": page["next"]}),
    ),
    ("no identifier", |page| {
        map_records(page, |record| {
            record.as_object_mut().unwrap().remove("id");
        })
    }),
    ("no identifier, and equal records", |page| {
        map_records(page, |record| *record = json!({"status": record["status"], "is_active": record["is_active"]}))
    }),
    ("null as the identifier", |page| map_records(page, |record| record["id"] = Value::Null)),
    ("instants without fractions", |page| {
        map_records(page, |record| {
            for name in ["created_at", "closed_at"] {
                if let Some(instant) = record[name].as_str().and_then(|instant| instant.split('.').next()) {
                    record[name] = json!(format!("{}Z", instant.trim_end_matches('Z')));
                }
            }
        })
    }),
];

/// The schema of the API without its identifier.
fn without_id(schema: &str) -> String {
    let lines: Vec<&str> = schema.lines().filter(|line| !line.trim_start().starts_with("id = ")).collect();
    lines.join("\n").replace("[\"id\", ", "[")
}

#[test]
fn finds_nothing_in_other_shapes() {
    for schema in [TYPES, &without_pages(), &without_id(TYPES)] {
        for size in ["size = 20", "size = 5"] {
            let api = TYPES.replace("size = 20", size);
            let schema = schema.replace("size = 20", size);
            for (name, reshape) in SHAPES {
                // Null isn't the value of the field.
                if name.starts_with("null") && schema.contains(" id = ") {
                    continue;
                }
                let server = start_reshaped(&api, Defect::None, reshape);
                let (out, errors, code) = probe(&server.url, &schema, &["--max-requests", "400"]);
                assert!(code == 0 && !errors.contains("error"), "{name}, {size}: {out}{errors}");
            }
        }
    }
}

/// The API compares more digits than it displays.
#[test]
fn finds_nothing_in_truncated_instants() {
    let server = start_reshaped(TYPES, Defect::StoresFractions, SHAPES[6].1);
    let (out, errors, code) = probe(&server.url, TYPES, &["--max-requests", "500"]);
    assert_eq!(code, 0, "{out}{errors}");
}

/// Changes on any page are the only findings.
#[test]
fn reports_changes_alone() {
    let cursors: Reshape = |page| json!({"results": page["results"], "next": page["next"]});
    for defect in [Defect::Updates, Defect::Deletes] {
        for reshape in [cursors, |page| page] {
            let server = start_reshaped(TYPES, defect, reshape);
            let (out, _, code) = probe(&server.url, TYPES, &["--max-requests", "400", "--format", "json"]);
            let checks: Vec<&str> = out.lines().filter(|line| line.contains(r#""kind""#)).collect();
            assert!(code == 1 && checks.len() == 1 && checks[0].contains("data_change"), "{defect:?}: {out}");
        }
    }
}

#[test]
fn explains_pages_that_the_schema_lacks() {
    let server = start_reshaped(TYPES, Defect::None, |page| page["results"].clone());
    let (out, errors, _) = probe(&server.url, &without_pages(), &["--max-requests", "400"]);
    assert!(out.contains("to a list of an unknown number of records"), "{out}");
    assert!(errors.contains("describe them in [list] of the schema"), "{errors}");
}

#[test]
fn ignores_byte_order_marks() {
    let server = Server::start(|query| {
        (if query.is_empty() { 200 } else { 400 }, "\u{feff}{\"results\": [{\"id\": 1}], \"next\": null}".to_owned())
    });
    let (out, errors, _) = probe(&server.url, TYPES, &["--max-requests", "10"]);
    assert!(out.contains("to a list of 1 records"), "{out}{errors}");
}

/// A pointer to nothing isn't taken for an absent link or identifier.
#[test]
fn rejects_pointers_to_nothing() {
    let server = start(TYPES, Defect::None);
    for (option, message) in [
        ("--results", "expected an array of records at \"/nxt\""),
        ("--count", "expected a number at \"/nxt\""),
        ("--next", "expected the link to the next page at \"/nxt\"; use --next"),
        ("--id", "expected an identifier at \"/nxt\" in each record; use --id"),
    ] {
        let (out, errors, code) = probe(&server.url, TYPES, &[option, "/nxt"]);
        assert!(code == 2 && out.is_empty() && errors.contains(message), "{option}: {errors}");
    }
}
