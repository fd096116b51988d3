//! Every check finds a defect, and finds nothing without one.

use std::collections::BTreeSet;

use filterset::Op;
use filterset::schema::SchemaBuilder;
use serde_json::{Value, json};

use super::data::{SPELLED, TYPES};
use super::defect::Defect;
use super::{Server, find, probe, start};

#[test]
fn finds_nothing_in_a_correct_api() {
    for (schema, seed) in [(TYPES, "0"), (TYPES, "1"), (TYPES, "2"), (SPELLED, "0"), (SPELLED, "1")] {
        let (findings, summary) = find(schema, Defect::None, &["--max-requests", "600", "--seed", seed]);
        assert_eq!(findings, Vec::<Value>::new(), "seed {seed}");
        assert!(summary["records"] == 55 && summary["requests"].as_u64() > Some(200), "{summary}");
    }
}

/// Each defect, with a check that finds it and the kind of the finding.
const DEFECTS: &[(Defect, &str, &str)] = &[
    (Defect::IgnoresName("x"), "unknown_field", "widens"),
    (Defect::IgnoresMisspeltNames, "misspelt_name", "widens"),
    (Defect::IgnoresUpperCase, "letter_case", "widens"),
    (Defect::FoldsCaseOfNames, "letter_case", "accepts"),
    (Defect::Ignores("unknown_operator"), "unknown_operator", "widens"),
    (Defect::Ignores("operator_not_allowed"), "operator_not_allowed", "widens"),
    (Defect::Ignores("empty_value"), "empty_value", "widens"),
    (Defect::Ignores("empty_list"), "empty_value", "widens"),
    (Defect::Ignores("empty_item"), "blank_item", "widens"),
    (Defect::DropsBlankItems, "blank_item", "accepts"),
    (Defect::Ignores("wrong_item_count"), "half_range", "widens"),
    (Defect::Ignores("reversed_range"), "reversed_range", "widens"),
    (Defect::Ignores("invalid_value"), "wrong_type", "widens"),
    (Defect::Ignores("invalid_value"), "unknown_choice", "widens"),
    (Defect::DropsUnknownChoices, "unknown_choice", "accepts"),
    (Defect::Ignores("duplicate_condition"), "repeated_key", "widens"),
    (Defect::Ignores("null_character"), "null_character", "widens"),
    (Defect::RaisesOnNull, "null_character", "fails"),
    (Defect::Ignores("invalid_utf8"), "invalid_utf8", "widens"),
    (Defect::Ignores("malformed_percent"), "malformed_percent", "widens"),
    (Defect::Ignores("missing_equals"), "missing_equals", "widens"),
    (Defect::Ignores("empty_key"), "empty_key", "widens"),
    (Defect::Ignores("too_many_items"), "long_list", "widens"),
    (Defect::DropsItemsOverLimit, "long_list", "accepts"),
    (Defect::RejectsValid, "condition", "differs"),
    (Defect::IgnoresOwner, "condition", "widens"),
    (Defect::MatchesAnyOf, "condition", "widens"),
    (Defect::UsesFirstItem, "union", "differs"),
    (Defect::ExcludesNull, "complement", "differs"),
    (Defect::IncludesBound, "partition", "widens"),
    (Defect::ExcludesEndOfRange, "range", "differs"),
    (Defect::ComparesAsText, "condition", "widens"),
    (Defect::ReadsDayAsMidnight, "whole_day", "differs"),
    (Defect::IgnoresIsNull, "null", "widens"),
    (Defect::RespectsCase, "text", "differs"),
    (Defect::SearchesAnywhere, "text", "widens"),
    (Defect::JoinsByOr, "intersection", "widens"),
    (Defect::UsesFirstPair, "pair_order", "widens"),
    (Defect::ReadsPlusAsData, "space", "differs"),
    (Defect::SplitsOnlyRawCommas, "encoding", "differs"),
    (Defect::RejectsRepeatedItems, "item_order", "differs"),
    (Defect::IgnoresLongNames, "long_name", "widens"),
    (Defect::IgnoresOrdering, "ordering", "differs"),
    (Defect::IgnoresDescending, "ordering", "differs"),
    (Defect::OverlapsPages, "pagination", "differs"),
    (Defect::SkipsRecords, "pagination", "differs"),
    (Defect::Deletes, "data_change", "differs"),
    (Defect::Updates, "data_change", "differs"),
    (Defect::IgnoresListParameters, "list_parameter", "accepts"),
];

/// The first pages have only some of the records, so that only the relations between queries show some of the defects.
#[test]
fn finds_each_defect_of_a_long_list() {
    let schema = TYPES.replace("size = 20", "size = 5");
    let mut missed = Vec::new();
    for (defect, check, kind) in DEFECTS {
        let (findings, _) = find(&schema, *defect, &["--max-requests", "400"]);
        let found: BTreeSet<_> = findings.iter().map(describe).collect();
        if !found.contains(&(check, kind)) {
            missed.push(format!("{defect:?}: {check} {kind}, found {found:?}"));
        }
        for finding in &findings {
            assert!(finding["curl"].as_array().is_some_and(|curl| !curl.is_empty()), "{finding}");
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

fn describe(finding: &Value) -> (&str, &str) {
    (finding["check"].as_str().unwrap(), finding["kind"].as_str().unwrap())
}

/// The first pages have all records, so that the number of records of each query is known.
#[test]
fn finds_each_defect_of_a_short_list() {
    for (defect, _, kind) in DEFECTS.iter().filter(|(defect, ..)| !matches!(defect, Defect::Ignores(_))) {
        let (findings, _) = find(TYPES, *defect, &["--max-requests", "400"]);
        let found: BTreeSet<_> = findings.iter().map(describe).collect();
        assert!(found.iter().any(|(_, found)| found == kind), "{defect:?}: {kind}, found {found:?}");
    }
}

#[test]
fn finds_ignored_names_of_a_spelled_api() {
    for (code, check) in
        [("unknown_field", "misspelt_name"), ("unknown_operator", "unknown_operator"), ("empty_value", "blank_item")]
    {
        let (findings, _) = find(SPELLED, Defect::Ignores(code), &[]);
        assert!(findings.iter().any(|finding| finding["check"] == check), "{code}: {findings:?}");
    }
}

/// An unknown parameter is found with few requests.
#[test]
fn starts_with_one_probe_of_each_check() {
    let (findings, summary) = find(TYPES, Defect::Ignores("unknown_field"), &["--max-requests", "40"]);
    assert!(summary["requests"].as_u64() <= Some(40), "{summary}");
    assert_eq!(findings.iter().filter(|finding| finding["check"] == "unknown_field").count(), 1);
}

/// An ignored operator is found among many if the number of requests is large enough, and else the rest is stated.
#[test]
fn states_the_operators_that_werent_tried() {
    let schema = |ops: &str| {
        let fields = (0..25).map(|number| format!("field{number} = {{ type = \"integer\", ops = [{ops}] }}\n"));
        format!("name = \"wide\"\n[fields]\n{}", fields.collect::<String>())
    };
    let wide = schema(r#""exact", "ne", "in", "not_in", "gt", "gte", "lt", "lte""#);
    let records: Vec<Value> = (0..40)
        .map(|id| {
            let fields = (0..25).map(|number| (format!("field{number}"), json!((id * 7 + number) % 40)));
            fields.chain([("id".to_owned(), json!(id))]).collect()
        })
        .collect();
    let engine = toml::from_str::<SchemaBuilder>(&wide).unwrap().build().unwrap();
    for (max_requests, is_complete) in [("200", false), ("500", true)] {
        let (records, engine) = (records.clone(), engine.clone());
        // The API ignores one operator of one field.
        let server = Server::start(move |query| match engine.parse(query) {
            Err(_) => (400, String::new()),
            Ok(filter) => {
                let is_ignored = filter.get("field17", Op::Lt).is_some();
                let matcher = filter.matcher::<Value>().unwrap();
                let selected: Vec<&Value> =
                    records.iter().filter(|record| is_ignored || matcher.matches(record)).collect();
                (200, json!({"results": selected, "next": null}).to_string())
            }
        });
        let (out, errors, code) = probe(&server.url, &wide, &["--max-requests", max_requests]);
        assert_eq!(errors.contains("of the 200 operators of the fields weren't tried"), !is_complete, "{errors}");
        assert!(!is_complete || code == 1 && out.contains("widens[condition]"), "{out}");
    }
    let server = start(TYPES, Defect::None);
    let (_, errors, _) = probe(&server.url, TYPES, &[]);
    assert_eq!(errors, "");
}

/// A query with an unknown name isn't restricted to the records of the caller.
#[test]
fn finds_records_that_the_list_doesnt_have() {
    for paged in [json!({"next": null}), json!({"count": 3}), json!({})] {
        let server = Server::start(move |query| {
            let records = |count: u64| (0..count).map(|id| json!({"id": id, "status": "lost"})).collect::<Value>();
            let page = |count| {
                let mut page = paged.clone();
                page["results"] = records(count);
                page.to_string()
            };
            match query {
                "" => (200, page(3)),
                _ if query.starts_with("x=") => (200, page(6)),
                _ => (400, String::new()),
            }
        });
        let schema = "name = \"links\"\n[fields]\nid = { type = \"integer\", ops = [\"exact\"] }";
        let (out, _, _) = probe(&server.url, schema, &[]);
        assert!(out.contains("widens[unknown_field]"), "{out}");
    }
}

#[test]
fn chooses_requests_by_the_seed() {
    let targets = |seed: &str| {
        let server = start(TYPES, Defect::None);
        let (_, errors, code) = probe(&server.url, TYPES, &["--seed", seed, "--max-requests", "60"]);
        assert_eq!(code, 0, "{errors}");
        server.received().into_iter().map(|request| request.target).collect::<Vec<_>>()
    };
    let (first, again, other) = (targets("7"), targets("7"), targets("8"));
    assert!(first == again && first != other);
}
