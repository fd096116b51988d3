//! `filterset check`.

use serde_json::{Value, json};

use crate::support::{REFERENCE, check_json, errors, lists_schema, new_folder, run_filterset, stdout};

#[test]
fn prints_a_valid_query_with_its_conditions() {
    let output = run_filterset(&["check", "--schema", "belvo/links", REFERENCE], b"");
    assert_eq!(output.status.code(), Some(0));
    insta::assert_snapshot!(stdout(&output), @"
    institution__in=erebor_mx_retail,gringotts_mx_retail&status=invalid
      institution  in     erebor_mx_retail, gringotts_mx_retail
      status       exact  invalid
    ");
}

#[test]
fn prints_an_invalid_query_with_its_errors() {
    let query = "instituton__in=erebor_mx_retail&created_by=1&status=invald";
    let output = run_filterset(&["check", "--schema", "belvo/links", query], b"");
    assert_eq!(output.status.code(), Some(1));
    insta::assert_snapshot!(stdout(&output), @r#"
    error[unknown_field]: unknown field "instituton__in"; did you mean "institution__in"?
      | instituton__in=erebor_mx_retail&created_by=1&status=invald
      | ^^^^^^^^^^^^^^
    error[operator_not_allowed]: operator "exact" is not allowed for field "created_by": expected "not_in"
      | instituton__in=erebor_mx_retail&created_by=1&status=invald
      |                                 ^^^^^^^^^^
    error[invalid_value]: field "status": invalid choice "invald": expected one of valid, invalid, unconfirmed, token_required; did you mean "invalid"?
      | instituton__in=erebor_mx_retail&created_by=1&status=invald
      |                                                     ^^^^^^
    "#);
}

#[test]
fn numbers_several_queries() {
    let output = run_filterset(&["check", "--schema", "belvo/links", "status=valid", "", "status"], b"");
    assert_eq!(output.status.code(), Some(1));
    insta::assert_snapshot!(stdout(&output), @r#"
    query 1: valid
    status=valid
      status  exact  valid
    query 2: valid
    (no conditions: every record matches)
    query 3: invalid
    error[missing_equals]: missing "=" after "status": expected key=value
      | status
      | ^^^^^^
    "#);
}

#[test]
fn prints_one_json_object_a_line() {
    let (results, status) = check_json(&[&format!("{REFERENCE}&page=1"), "instituton=a"], b"");
    assert_eq!(status, 1);
    let valid = json!({
        "query": format!("{REFERENCE}&page=1"), "ok": true, "canonical": REFERENCE,
        "conditions": [
            {"field": "institution", "op": "in", "value": ["erebor_mx_retail", "gringotts_mx_retail"]},
            {"field": "status", "op": "exact", "value": "invalid"},
        ],
        "parameters": [], "reserved": [],
    });
    let invalid = json!({
        "query": "instituton=a", "ok": false,
        "errors": [{
            "code": "unknown_field", "message": "unknown field \"instituton\"; did you mean \"institution\"?",
            "field": "instituton", "start": 0, "end": 10, "nearest": ["institution"],
        }],
    });
    assert_eq!(results, [valid, invalid]);
    let line = stdout(&run_filterset(&["check", "--schema", "belvo/links", "--format", "json", "status=valid"], b""));
    assert_eq!(
        line,
        "{\"query\":\"status=valid\",\"ok\":true,\"canonical\":\"status=valid\",\"conditions\":\
         [{\"field\":\"status\",\"op\":\"exact\",\"value\":\"valid\"}],\"parameters\":[],\"reserved\":[]}\n"
    );
}

#[test]
fn checks_parameters_of_lists() {
    let folder = new_folder();
    let schema = lists_schema(&folder);
    let query =
        "/api/links/?ordering=-created_at,+id&status=valid&fields=id&page=02&page_size=50&search=caf%c3%a9&format=csv";
    let check = |arguments: &[&str]| run_filterset(&[&["check", "--schema", &schema], arguments].concat(), b"");
    insta::assert_snapshot!(stdout(&check(&[query])), @"
    status=valid&fields=id&ordering=-created_at,id&page=2&search=caf%C3%A9
      status    exact       valid
      fields    (list)      id
      ordering  (list)      -created_at,id
      page      (list)      2
      search    (list)      café
      format    (reserved)  csv
    ");
    insta::assert_snapshot!(stdout(&check(&["page=1", "page=2"])), @"
    query 1: valid
    (no conditions: every record matches)
    query 2: valid
    page=2
    (no conditions)
      page  (list)  2
    ");
    let result: Value = serde_json::from_slice(&check(&["--format", "json", query]).stdout).unwrap();
    assert_eq!(result["canonical"], "status=valid&fields=id&ordering=-created_at,id&page=2&search=caf%C3%A9");
    let parameters = json!([["fields", "id"], ["ordering", "-created_at,id"], ["page", "2"], ["search", "café"]]);
    assert_eq!((&result["parameters"], &result["reserved"]), (&parameters, &json!([["format", "csv"]])));
    for policy in ["strict", "django-filter"] {
        let rejected = check(&["--policy", policy, "/?page=0&ordering=create_at"]);
        assert_eq!(rejected.status.code(), Some(1));
        insta::allow_duplicates! { insta::assert_snapshot!(stdout(&rejected), @r#"
        error[invalid_value]: parameter "page": invalid integer "0": expected a value from 1 to 46116860184273879
          | /?page=0&ordering=create_at
          |        ^
        error[invalid_value]: parameter "ordering": invalid choice "create_at": expected one of created_at, id; did you mean "created_at"?
          | /?page=0&ordering=create_at
          |                   ^^^^^^^^^
        "#); }
    }
    let rejected: Value = serde_json::from_slice(&check(&["--format", "json", "/?page=0"]).stdout).unwrap();
    assert_eq!(errors(&rejected), [("invalid_value", 7, 8)]);
    assert_eq!(rejected["errors"][0]["parameter"], "page");
    insta::assert_snapshot!(stdout(&run_filterset(&["schemas", &schema], b"")), @"
    lists
      field   type    operators
      status  choice  exact      valid | invalid
      reserved: format
      parameter  values
      fields     any name
      omit       id, status
      ordering   created_at, id
      page       from 1
      page_size  1 to 200, default 50; a greater value is treated as the maximum
      search     at most 64 characters
    ");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn checks_the_query_of_urls_and_paths() {
    for (text, errors_of) in [
        ("https://api.example.com/api/links/?status=x", vec![("invalid_value", 42, 43)]),
        // A fragment may be intended as the rest of a value, or as conditions.
        ("https://api.example.com/api/links/?status=valid#top", vec![("unexpected_character", 47, 48)]),
        ("https://api.example.com/api/links/?external_id=C#", vec![("unexpected_character", 48, 49)]),
        ("/api/links/?status=valid&status=valid", vec![("duplicate_condition", 25, 31)]),
        ("/api/links/?id=a#b&status=valid", vec![("unexpected_character", 16, 17)]),
        ("api/links/?&statos=", vec![("unknown_field", 12, 18)]),
        ("?statos=", vec![("unknown_field", 1, 7)]),
    ] {
        let (results, status) = check_json(&[text], b"");
        assert_eq!((errors(&results[0]), status), (errors_of, 1), "{text}");
    }
    let (results, _) = check_json(&["/api/links/?status=valid&status=valid"], b"");
    assert_eq!(results[0]["errors"][0]["first"], json!({"start": 12, "end": 18}));
    let (results, status) = check_json(&["https://api.example.com/api/links/?status=valid"], b"");
    assert_eq!((&results[0]["canonical"], status), (&json!("status=valid"), 0));
}

#[test]
fn rejects_urls_without_a_query_under_every_policy() {
    for policy in ["strict", "django-filter"] {
        for text in [
            "https://api.example.com/api/links/",
            "/api/links/",
            "/api/links/#?status=valid",
            "/a=b/",
            "/",
            "/status=valid?page=2",
            "/a&b?page=2",
        ] {
            let output = run_filterset(&["check", "--schema", "belvo/links", "--policy", policy, text], b"");
            assert_eq!(output.status.code(), Some(1), "{text}");
        }
    }
}

#[test]
fn reads_lines_of_any_bytes() {
    let limit = 65_536;
    let long = |len: usize| format!("external_id={}", "a".repeat(len - "external_id=".len()));
    let mut input = Vec::new();
    for line in [b"status=valid\r\n" as &[u8], b"\n", b"st\xFFatus=valid\n", b"status=%FF\n"] {
        input.extend_from_slice(line);
    }
    for len in [limit - 1, limit, limit + 1, limit + 2, limit + 3, 300_000] {
        input.extend_from_slice(format!("{}\n", long(len)).as_bytes());
    }
    input.extend_from_slice(b"status=invalid");
    let (results, status) = check_json(&[], &input);
    assert_eq!(status, 1);
    let verdicts: Vec<_> = results.iter().map(|result| result["ok"].as_bool().unwrap()).collect();
    assert_eq!(verdicts, [true, true, false, false, true, true, false, false, false, false, true]);
    assert_eq!(results[0]["query"], "status=valid");
    assert_eq!(errors(&results[2]), [("invalid_utf8", 2, 3)]);
    assert_eq!(errors(&results[3]), [("invalid_utf8", 7, 10)]);
    for (result, len) in results[6..10].iter().zip([limit + 1, limit + 2, limit + 3, 300_000]) {
        assert_eq!(errors(result), [("input_too_long", 0, len as u64)]);
        assert_eq!((&result["errors"][0]["limit"], &result["errors"][0]["found"]), (&json!(limit), &json!(len)));
    }
}

#[test]
fn counts_errors_that_are_not_reported() {
    let (results, _) = check_json(&[&"a=&".repeat(40)], b"");
    assert_eq!(results[0]["errors"].as_array().unwrap().len(), 32);
    assert_eq!(results[0]["more"], 8);
}

#[test]
fn applies_the_policy() {
    let lenient = ["check", "--schema", "belvo/links", "--policy", "django-filter", "--format", "json"];
    let output = run_filterset(&[&lenient[..], &["statos=x&status=&access_mode=single"]].concat(), b"");
    let result: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(result["canonical"], "access_mode=single");
    assert_eq!(result["reserved"], json!([["statos", "x"]]));
}
