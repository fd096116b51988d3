//! `filterset check-arguments`, and the export of tools.

use serde_json::{Value, json};

use crate::support::{lists_schema, new_folder, run_filterset, stderr, stdout};

/// Checks calls on the schema with list options. Returns the results and the exit code.
fn check_calls(calls: &[&str], input: &[u8]) -> (Vec<Value>, i32) {
    let folder = new_folder();
    let schema = lists_schema(&folder);
    let output = run_filterset(&[&["check-arguments", "--format", "json", "--schema", &schema], calls].concat(), input);
    std::fs::remove_dir_all(folder).unwrap();
    assert_eq!(stderr(&output), "");
    (stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect(), output.status.code().unwrap())
}

#[test]
fn prints_the_query_of_a_call() {
    let condition = json!({ "field": "status", "op": "exact", "value": "valid" });
    let expected = json!({ "ok": true, "canonical": "status=valid&page=2", "conditions": [condition] });
    assert_eq!(check_calls(&[r#"{"page": 2, "status": "valid"}"#], b""), (vec![expected], 0));
    let (results, code) = check_calls(&[], b"{}\n {\"status\":\"valid\"} \r\n{\"page\":3}");
    let canonical: Vec<_> = results.iter().map(|result| result["canonical"].as_str().unwrap()).collect();
    assert_eq!((canonical, code), (vec!["", "status=valid", "page=3"], 0));
}

#[test]
fn reports_the_errors_of_a_call() {
    let (results, code) = check_calls(&[r#"{"ordering": ["id", "name"], "stats": "valid"}"#, "{}"], b"");
    assert_eq!((results[1]["ok"].as_bool(), code), (Some(true), 1));
    let positions: Vec<_> = results[0]["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| (&error["code"], &error["argument"], &error["item"]))
        .collect();
    assert_eq!(
        positions,
        [
            (&json!("invalid_value"), &json!("ordering"), &json!(1)),
            (&json!("unknown_field"), &json!("stats"), &Value::Null)
        ]
    );
    let unknown = Value::Object((0..40).map(|number| (format!("x{number}"), json!(1))).collect());
    assert_eq!(check_calls(&[&unknown.to_string()], b"").0[0]["more"], 8);
}

#[test]
fn rejects_calls_that_are_not_objects() {
    let deep = format!("{{\"status\":{}", "[".repeat(100_000));
    let long = format!("{{\"status\":\"{}\"}}", "a".repeat(500_000));
    for call in ["", "null", "[]", "5", "{", "{\"status\":\"valid\"} x", "\u{202e}", "{\"a\":1,\"a\":1}", &deep, &long]
    {
        let (results, code) = check_calls(&[], format!("{call}\n").as_bytes());
        assert_eq!(
            (results.len(), &results[0]["errors"][0]["code"], code),
            (1, &json!("invalid_json"), 1),
            "{call:.40}"
        );
    }
    let (results, _) = check_calls(&[], b"{\"status\":\"valid\",\"status\":\"\xff\"}\n");
    assert_eq!(results[0]["errors"][0]["code"], "invalid_json");
    let (results, _) = check_calls(&[r#"{"status":"valid","status":"valid"}"#], b"");
    assert_eq!(
        results[0]["errors"][0]["message"],
        "invalid arguments: expected a JSON object: duplicate argument \"status\": each name may appear once at line 1 column 35"
    );
}

#[test]
fn exports_tools() {
    let folder = new_folder();
    let schema = lists_schema(&folder);
    let export = |options: &[&str]| run_filterset(&[&["export", "--schema", &schema], options].concat(), b"");
    let names = |options: &[&str]| {
        let tool: Value = serde_json::from_str(&stdout(&export(options))).unwrap();
        tool["properties"].as_object().unwrap().keys().cloned().collect::<Vec<_>>()
    };
    assert_eq!(names(&["--format", "tool"]), ["fields", "omit", "ordering", "page", "page_size", "search", "status"]);
    assert_eq!(names(&["--format", "tool", "--query"]), ["query"]);
    for (options, message) in [
        (&["--query"] as &[&str], "filterset: --query: expected --format tool\n"),
        (&["--format", "tool", "--plain"], "filterset: --plain: expected --format openapi\n"),
        (&["--format", "tool", "--path", "/a"], "filterset: --path: expected --format openapi\n"),
    ] {
        let output = export(options);
        assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(2), message));
    }
    std::fs::remove_dir_all(folder).unwrap();
}
