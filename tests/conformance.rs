//! Runs the language-neutral cases in `tests/cases`. Their results are derived from the language's reference, not from
//! the output of the crate.
//!
//! A file is `{about, schemas, cases}`. `schemas` are schemas in the schema file format, by the names that the cases
//! use. A case is `{rule, schema, query}` with either `canonical`, the canonical string, or `errors`, every error in
//! order with its `code`, `start` and `end`. An error of a case may have other members, which must equal those of the
//! serialized error.
//!
//! The optional keys of a case are `note`, `policy`, `reserved` (the reserved pairs that are returned), `more` (the
//! number of errors that are omitted), `needs` (a feature that the case requires), and `list` (whether the query is a
//! list request).
#![cfg(feature = "serde")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use filterset::parse::Parsed;
use filterset::schema::SchemaBuilder;
use filterset::{Errors, Policy, Schema};
use serde_json::{Map, Value, json};

/// The minimum number of cases that run, with any features.
const MIN_CASES: usize = 2_500;

/// Every error code of queries and list requests. Only a builder has `unrepresentable_value`.
const CODES: [&str; 23] = [
    "unexpected_character",
    "malformed_percent",
    "invalid_utf8",
    "null_character",
    "missing_equals",
    "empty_key",
    "unknown_field",
    "unknown_operator",
    "operator_not_allowed",
    "duplicate_condition",
    "duplicate_parameter",
    "conflicting_parameters",
    "duplicate_item",
    "value_too_long",
    "empty_value",
    "empty_list",
    "empty_item",
    "wrong_item_count",
    "reversed_range",
    "invalid_value",
    "input_too_long",
    "too_many_conditions",
    "too_many_items",
];

const KEYS: [&str; 11] =
    ["rule", "schema", "query", "canonical", "errors", "note", "policy", "reserved", "more", "needs", "list"];

#[test]
fn passes_every_case() {
    let mut run = Run::default();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder of cases")
        .map(|entry| entry.expect("an entry of the folder").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    files.sort();
    for path in &files {
        run.file(path);
    }

    let summary: Vec<String> = run.ran.iter().map(|(file, count)| format!("{file} {count}")).collect();
    println!("{} cases run, {} skipped: {}", run.total(), run.skipped, summary.join(", "));
    assert!(run.failures.is_empty(), "{} failures:\n{}", run.failures.len(), run.failures.join("\n"));
    assert!(run.total() >= MIN_CASES, "only {} cases were run", run.total());
    let missing: Vec<_> = CODES.into_iter().filter(|code| !run.codes.contains(*code)).collect();
    assert!(missing.is_empty(), "no case has {missing:?}");
    assert_eq!(run.skipped > 0, !cfg!(feature = "tz"), "cases are skipped where a feature is off, and only there");
}

#[derive(Default)]
struct Run {
    ran: BTreeMap<String, usize>,
    skipped: usize,
    codes: BTreeSet<String>,
    failures: Vec<String>,
}

impl Run {
    fn total(&self) -> usize {
        self.ran.values().sum()
    }

    fn file(&mut self, path: &Path) {
        let name = path.file_name().expect("a file").to_string_lossy().into_owned();
        let text = std::fs::read_to_string(path).expect("a readable file");
        let file: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let mut schemas: BTreeMap<&str, Schema> = BTreeMap::new();
        let count = self.ran.entry(name.clone()).or_default();
        let (mut ran, mut failures) = (0, Vec::new());
        for (number, case) in (1..).zip(list(&file["cases"])) {
            if !is_available(case["needs"].as_str()) {
                self.skipped += 1;
                continue;
            }
            // Schemas are built on demand, because those with named time zones can't be built without the feature.
            let schema_name = case["schema"].as_str().expect("the name of a schema");
            let schema = schemas
                .entry(schema_name)
                .or_insert_with(|| build_schema(&name, schema_name, &file["schemas"][schema_name]));
            ran += 1;
            self.codes.extend(list(&case["errors"]).iter().filter_map(|e| Some(e["code"].as_str()?.to_owned())));
            if let Err(failure) = check(schema, case) {
                let (rule, query) = (text_of(case, "rule"), text_of(case, "query"));
                failures.push(format!("{name}:{number} rule {rule} {query:?}\n{failure}"));
            }
        }
        *count += ran;
        self.failures.append(&mut failures);
    }
}

fn is_available(feature: Option<&str>) -> bool {
    match feature {
        None => true,
        Some("tz") => cfg!(feature = "tz"),
        Some(other) => panic!("unknown feature {other:?}"),
    }
}

fn build_schema(file: &str, name: &str, schema: &Value) -> Schema {
    let builder: SchemaBuilder =
        serde_json::from_value(schema.clone()).unwrap_or_else(|error| panic!("{file}: schema {name:?}: {error}"));
    builder.build().unwrap_or_else(|error| panic!("{file}: schema {name:?}: {error}"))
}

fn policy(case: &Value) -> Policy {
    match &case["policy"] {
        Value::Null => Policy::STRICT,
        Value::String(name) if name == "django-filter" => Policy::DJANGO_FILTER,
        Value::Object(leniencies) => {
            let mut policy = Policy::STRICT;
            for (name, value) in leniencies {
                let leniency = match name.as_str() {
                    "unknown_names" => &mut policy.unknown_names,
                    "empty_values" => &mut policy.empty_values,
                    "repeated_keys" => &mut policy.repeated_keys,
                    _ => panic!("unknown leniency {name:?}"),
                };
                *leniency = value.as_bool().expect("a boolean");
            }
            policy
        }
        other => panic!("unknown policy {other}"),
    }
}

/// Checks the result of a case, and describes the difference.
fn check(schema: &Schema, case: &Value) -> Result<(), String> {
    let unknown: Vec<_> = object(case).keys().filter(|key| !KEYS.contains(&key.as_str())).collect();
    assert!(unknown.is_empty(), "unknown keys {unknown:?} in {case}");
    let query = text_of(case, "query");
    let policy = policy(case);
    if case["list"].as_bool() == Some(true) {
        return check_list(schema, policy, case, query);
    }
    let got = schema.parser().policy(policy).parse_with_reserved(query);
    match (case["canonical"].as_str(), &got) {
        (Some(canonical), Ok(parsed)) => check_accepted(schema, policy, case, canonical, parsed),
        (None, Err(errors)) => check_rejected(case, errors),
        (Some(canonical), Err(errors)) => Err(format!("  expected {canonical:?}\n  got      {}", shown(errors))),
        (None, Ok(parsed)) => Err(format!("  expected {}\n  got      {:?}", case["errors"], parsed.filter.to_string())),
    }
}

fn check_list(schema: &Schema, policy: Policy, case: &Value, query: &str) -> Result<(), String> {
    let got = schema.parser().policy(policy).parse_list_request_with_reserved(query);
    let (canonical, parsed) = match (case["canonical"].as_str(), got) {
        (Some(canonical), Ok(parsed)) => (canonical, parsed),
        (None, Err(errors)) => return check_rejected(case, &errors),
        (Some(canonical), Err(errors)) => {
            return Err(format!("  expected {canonical:?}\n  got      {}", shown(&errors)));
        }
        (None, Ok(parsed)) => return Err(format!("  expected {}\n  got      {:?}", case["errors"], parsed.list)),
    };
    let (got, again) = (parsed.list.to_string(), schema.parse_list_request(canonical));
    let reserved = json!(parsed.reserved);
    if got != canonical {
        Err(format!("  expected {canonical:?}\n  got      {got:?}"))
    } else if again.as_ref() != Ok(&parsed.list) {
        Err(format!("  the canonical string is another list query: {again:?}"))
    } else if case.get("reserved").is_some_and(|expected| *expected != reserved) {
        Err(format!("  expected the reserved pairs {}\n  got {reserved}", case["reserved"]))
    } else {
        Ok(())
    }
}

fn check_accepted(
    schema: &Schema,
    policy: Policy,
    case: &Value,
    canonical: &str,
    parsed: &Parsed<'_>,
) -> Result<(), String> {
    let got = parsed.filter.to_string();
    if got != canonical {
        return Err(format!("  expected {canonical:?}\n  got      {got:?}"));
    }
    match schema.parse(canonical) {
        Err(errors) => return Err(format!("  the canonical string is refused: {}", shown(&errors))),
        Ok(again) if again != parsed.filter => {
            return Err(format!("  the canonical string is another filter: {again:?}"));
        }
        Ok(again) if again.to_string() != canonical => {
            return Err(format!("  the canonical string renders to {:?}", again.to_string()));
        }
        Ok(_) => {}
    }
    let reserved = json!(parsed.reserved);
    let expected = case.get("reserved");
    if expected.is_some_and(|expected| *expected != reserved) {
        return Err(format!("  expected the reserved pairs {}\n  got {reserved}", case["reserved"]));
    }
    let query = text_of(case, "query");
    let pairs = query.strip_prefix('?').unwrap_or(query).split('&').filter(|pair| !pair.is_empty());
    // The pairs of one key are one condition: a list under `repeat` or `both`. Any other second pair is an error.
    let mut keys: BTreeSet<_> = pairs.map(|pair| decoded(pair.split_once('=').expect("a pair").0)).collect();
    for (name, _) in &parsed.reserved {
        keys.remove(name.as_bytes());
    }
    if policy == Policy::STRICT && parsed.filter.len() != keys.len() {
        return Err(format!("  {} conditions of {} keys", parsed.filter.len(), keys.len()));
    }
    Ok(())
}

/// Decodes a key of an accepted query.
fn decoded(key: &str) -> Vec<u8> {
    let (mut bytes, mut decoded) = (key.bytes(), Vec::new());
    while let Some(byte) = bytes.next() {
        let mut digit = || bytes.next().and_then(|digit| char::from(digit).to_digit(16)).expect("a hex digit");
        decoded.push(match byte {
            b'%' => u8::try_from(digit() * 16 + digit()).expect("a byte"),
            b'+' => b' ',
            byte => byte,
        });
    }
    decoded
}

fn check_rejected(case: &Value, errors: &Errors) -> Result<(), String> {
    let got = serde_json::to_value(errors).expect("errors are data");
    let (expected, got_list) = (list(&case["errors"]), list(&got));
    let same =
        expected.len() == got_list.len() && expected.iter().zip(got_list).all(|(e, g)| matches_expected(object(e), g));
    let more = case["more"].as_u64().unwrap_or(0);
    if same && errors.omitted() as u64 == more {
        let query = text_of(case, "query");
        return errors
            .iter()
            .map(|error| error.span().expect("a query's faults have places"))
            .find(|span| query.get(span.clone()).is_none())
            .map_or(Ok(()), |span| Err(format!("  {span:?} is no part of the query on character boundaries")));
    }
    Err(format!("  expected {} and {more} more\n  got      {}", case["errors"], shown(errors)))
}

/// Returns `true` if an error has every member that a case states. Serialized errors omit empty arrays.
fn matches_expected(expected: &Map<String, Value>, got: &Value) -> bool {
    ["code", "start", "end"].iter().all(|key| expected.contains_key(*key))
        && expected.iter().all(|(key, value)| match got.get(key) {
            Some(found) => found == value,
            None => value.as_array().is_some_and(Vec::is_empty),
        })
}

fn shown(errors: &Errors) -> String {
    let json_errors = serde_json::to_string(errors).expect("errors are data");
    format!("{json_errors} and {} more", errors.omitted())
}

fn text_of<'c>(case: &'c Value, key: &str) -> &'c str {
    case[key].as_str().unwrap_or_else(|| panic!("a text for {key:?} in {case}"))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn object(value: &Value) -> &Map<String, Value> {
    value.as_object().unwrap_or_else(|| panic!("an object: {value}"))
}
