//! `filterset check --summary`.

use std::io::Write;

use serde_json::{Value, json};

use crate::support::{run_filterset, stdout};

#[test]
fn sums_up_many_queries() {
    let log = "status=valid\n/api/links/?statos=valid&status=x\nstatos=a&status__IN=a&%1B=a\nstatos=a\n\n";
    let mut log = log.as_bytes().to_vec();
    log.extend_from_slice(b"st\xFFatus\n");
    log.extend_from_slice("a=&".repeat(40).as_bytes());
    let check = ["check", "--schema", "belvo/links", "--summary", "--quiet"];
    let output = run_filterset(&check, &log);
    assert_eq!(output.status.code(), Some(1));
    insta::assert_snapshot!(stdout(&output), @r"
    2 of 7 queries are valid
    errors:
      unknown_field     36
      invalid_utf8      1
      invalid_value     1
      unknown_operator  1
      and 8 more errors, beyond the limit of errors per query
    unknown names:
      a           32
      statos      3   status
      \u{1b}      1
      status__IN  1   status__in
    ");
    let output = run_filterset(&[&check[..], &["--format", "json"]].concat(), &log);
    let expected = json!({"summary": {
        "queries": 7, "valid": 2,
        "codes": [
            {"code": "unknown_field", "count": 36}, {"code": "invalid_utf8", "count": 1},
            {"code": "invalid_value", "count": 1}, {"code": "unknown_operator", "count": 1},
        ],
        "more": 8,
        "unknown": [
            {"name": "a", "count": 32, "nearest": []}, {"name": "statos", "count": 3, "nearest": ["status"]},
            {"name": "\\u{1b}", "count": 1, "nearest": []},
            {"name": "status__IN", "count": 1, "nearest": ["status__in"]},
        ],
        "unknown_more": 0, "unknown_short_by": 0,
    }});
    assert_eq!(serde_json::from_str::<Value>(&stdout(&output)).unwrap(), expected);
    let output =
        run_filterset(&["check", "--schema", "belvo/links", "--summary", "status=valid", "status=invalid"], b"");
    assert_eq!(output.status.code(), Some(0));
    assert!(
        stdout(&output).starts_with("query 1: valid\n") && stdout(&output).ends_with("\n2 of 2 queries are valid\n")
    );
}

#[test]
fn counts_unknown_names_that_are_not_listed() {
    let names: Vec<String> = (0..23).map(|n| format!("unheard_of_{n}=a")).collect();
    let log = names.join("\n");
    let check = ["check", "--schema", "belvo/links", "--summary", "--quiet"];
    let reported = stdout(&run_filterset(&check, log.as_bytes()));
    assert!(reported.ends_with("\n  and 3 more\n"), "{reported}");
    let result = stdout(&run_filterset(&[&check[..], &["--format", "json"]].concat(), log.as_bytes()));
    let result: Value = serde_json::from_str(&result).unwrap();
    assert_eq!(result["summary"]["unknown"].as_array().unwrap().len(), 20);
    assert_eq!(result["summary"]["unknown_more"], 3);
}

#[test]
fn limits_the_length_of_the_summary() {
    let mut log = Vec::new();
    for n in 0..20_000 {
        writeln!(log, "unheard_of_{n}=a&{}", if n % 4 == 0 { "statos=a" } else { "" }).unwrap();
    }
    let check = ["check", "--schema", "belvo/links", "--summary", "--quiet", "--format", "json"];
    let result: Value = serde_json::from_str(&stdout(&run_filterset(&check, &log))).unwrap();
    let unknown = &result["summary"]["unknown"];
    assert!(unknown.as_array().unwrap().len() <= 20, "{result}");
    assert_eq!((&unknown[0]["name"], &unknown[0]["nearest"]), (&json!("statos"), &json!(["status"])));
    let (count, short_by) = (unknown[0]["count"].as_u64().unwrap(), &result["summary"]["unknown_short_by"]);
    assert!((5_000 - short_by.as_u64().unwrap()..=5_000).contains(&count), "{result}");
}
