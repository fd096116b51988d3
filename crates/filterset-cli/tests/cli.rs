//! The `filterset` command, as people and scripts run it.
#![cfg(feature = "cli")]

use std::io::Write;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

const REFERENCE: &str = "institution__in=erebor_mx_retail,gringotts_mx_retail&status=invalid";

fn filterset(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_filterset"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Both ends at once: neither pipe holds all that goes through it.
    let mut stdin = child.stdin.take().unwrap();
    std::thread::scope(|scope| {
        // A command that reads no input may be gone before it is given any.
        scope.spawn(move || drop(stdin.write_all(input)));
        child.wait_with_output().unwrap()
    })
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// The objects that `check --format json` prints against the Links table, and its exit status.
fn check_json(queries: &[&str], input: &[u8]) -> (Vec<Value>, i32) {
    let output = filterset(&[&["check", "--schema", "belvo/links", "--format", "json"], queries].concat(), input);
    let objects = stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (objects, output.status.code().unwrap())
}

/// Code and span of each fault of a result.
fn errors(result: &Value) -> Vec<(&str, u64, u64)> {
    let error = |error: &'_ Value| -> (u64, u64) { (error["start"].as_u64().unwrap(), error["end"].as_u64().unwrap()) };
    let errors = result["errors"].as_array().unwrap();
    errors.iter().map(|error| (error["code"].as_str().unwrap(), error(error).0, error(error).1)).collect()
}

#[test]
fn a_valid_query_is_shown_with_its_conditions() {
    let output = filterset(&["check", "--schema", "belvo/links", REFERENCE], b"");
    assert_eq!(output.status.code(), Some(0));
    insta::assert_snapshot!(stdout(&output), @"
    institution__in=erebor_mx_retail,gringotts_mx_retail&status=invalid
      institution  in     erebor_mx_retail, gringotts_mx_retail
      status       exact  invalid
    ");
}

#[test]
fn an_invalid_query_is_shown_with_its_errors() {
    let query = "instituton__in=erebor_mx_retail&created_by=1&status=invald";
    let output = filterset(&["check", "--schema", "belvo/links", query], b"");
    assert_eq!(output.status.code(), Some(1));
    insta::assert_snapshot!(stdout(&output), @r#"
    error[unknown_field]: unknown field "instituton__in"; did you mean "institution__in"?
      | instituton__in=erebor_mx_retail&created_by=1&status=invald
      | ^^^^^^^^^^^^^^
    error[operator_not_allowed]: field "created_by" doesn't allow "exact"; it allows: not_in
      | instituton__in=erebor_mx_retail&created_by=1&status=invald
      |                                 ^^^^^^^^^^
    error[invalid_value]: field "status": "invald" isn't one of the choices: valid, invalid, unconfirmed, token_required; did you mean "invalid"?
      | instituton__in=erebor_mx_retail&created_by=1&status=invald
      |                                                     ^^^^^^
    "#);
}

#[test]
fn several_queries_are_numbered() {
    let output = filterset(&["check", "--schema", "belvo/links", "status=valid", "", "status"], b"");
    assert_eq!(output.status.code(), Some(1));
    insta::assert_snapshot!(stdout(&output), @r#"
    query 1: valid
    status=valid
      status  exact  valid
    query 2: valid
    (no condition: every record matches)
    query 3: invalid
    error[missing_equals]: "status" has no "="
      | status
      | ^^^^^^
    "#);
}

#[test]
fn json_is_one_object_a_line_exactly() {
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
    let line = stdout(&filterset(&["check", "--schema", "belvo/links", "--format", "json", "status=valid"], b""));
    assert_eq!(
        line,
        "{\"query\":\"status=valid\",\"ok\":true,\"canonical\":\"status=valid\",\"conditions\":\
         [{\"field\":\"status\",\"op\":\"exact\",\"value\":\"valid\"}],\"parameters\":[],\"reserved\":[]}\n"
    );
}

#[test]
fn what_lists_take_is_checked_and_shown() {
    let folder = new_folder();
    let schema = lists_schema(&folder);
    let query =
        "/api/links/?ordering=-created_at,+id&status=valid&fields=id&page=02&page_size=50&search=caf%c3%a9&format=csv";
    let check = |arguments: &[&str]| filterset(&[&["check", "--schema", &schema], arguments].concat(), b"");
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
    (no condition: every record matches)
    query 2: valid
    page=2
    (no condition)
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
        error[invalid_value]: parameter "page": "0" is no integer from 1 to 46116860184273879
          | /?page=0&ordering=create_at
          |        ^
        error[invalid_value]: parameter "ordering": "create_at" isn't one of the choices: created_at, id; did you mean "created_at"?
          | /?page=0&ordering=create_at
          |                   ^^^^^^^^^
        "#); }
    }
    let rejected: Value = serde_json::from_slice(&check(&["--format", "json", "/?page=0"]).stdout).unwrap();
    assert_eq!(errors(&rejected), [("invalid_value", 7, 8)]);
    assert_eq!(rejected["errors"][0]["parameter"], "page");
    insta::assert_snapshot!(stdout(&filterset(&["schemas", &schema], b"")), @"
    lists
      field   type    operators
      status  choice  exact      valid | invalid
      reserved: format
      parameter  what it takes
      fields     any name
      omit       id, status
      ordering   created_at, id
      page       from 1
      page_size  1 to 200, 50 where it isn't given; a greater one is taken as that
      search     at most 64 characters
    ");
    std::fs::remove_dir_all(folder).unwrap();
}

/// A table that declares what its lists take, in a file of a folder.
fn lists_schema(folder: &std::path::Path) -> String {
    let path = folder.join("lists.toml");
    let schema = r#"
        name = "lists"
        reserved = ["format"]
        [fields.status]
        type = "choice"
        choices = ["valid", "invalid"]
        ops = ["exact"]
        [list]
        paging = { by = "page", size = 50, max_size = 200, clamp = true }
        ordering = ["created_at", "id"]
        fields = "any"
        omit = ["id", "status"]
        search = 64
    "#;
    std::fs::write(&path, schema).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn a_url_or_path_has_its_query_taken_and_spans_index_the_text_as_given() {
    for (text, errors_of) in [
        ("https://api.example.com/api/links/?status=x", vec![("invalid_value", 42, 43)]),
        // A fragment may have been meant as the rest of a value, or as conditions.
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
fn a_url_without_a_query_is_rejected_under_every_policy() {
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
            let output = filterset(&["check", "--schema", "belvo/links", "--policy", policy, text], b"");
            assert_eq!(output.status.code(), Some(1), "{text}");
        }
    }
}

#[test]
fn lines_are_read_whatever_they_are() {
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
fn more_errors_than_are_reported_are_counted() {
    let (results, _) = check_json(&[&"a=&".repeat(40)], b"");
    assert_eq!(results[0]["errors"].as_array().unwrap().len(), 32);
    assert_eq!(results[0]["more"], 8);
}

#[test]
fn the_policy_is_the_servers_to_choose() {
    let lenient = ["check", "--schema", "belvo/links", "--policy", "django-filter", "--format", "json"];
    let output = filterset(&[&lenient[..], &["statos=x&status=&access_mode=single"]].concat(), b"");
    let result: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(result["canonical"], "access_mode=single");
    assert_eq!(result["reserved"], json!([["statos", "x"]]));
}

#[test]
fn many_queries_are_summed_up() {
    let log = "status=valid\n/api/links/?statos=valid&status=x\nstatos=a&status__IN=a&%1B=a\nstatos=a\n\n";
    let mut log = log.as_bytes().to_vec();
    log.extend_from_slice(b"st\xFFatus\n");
    log.extend_from_slice("a=&".repeat(40).as_bytes());
    let check = ["check", "--schema", "belvo/links", "--summary", "--quiet"];
    let output = filterset(&check, &log);
    assert_eq!(output.status.code(), Some(1));
    insta::assert_snapshot!(stdout(&output), @r"
    2 of 7 queries are valid
    faults:
      unknown_field     36
      invalid_utf8      1
      invalid_value     1
      unknown_operator  1
      and 8 more, of queries with more faults than are told
    unknown names:
      a           32
      statos      3   status
      \u{1b}      1
      status__IN  1   status__in
    ");
    let output = filterset(&[&check[..], &["--format", "json"]].concat(), &log);
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
    let output = filterset(&["check", "--schema", "belvo/links", "--summary", "status=valid", "status=invalid"], b"");
    assert_eq!(output.status.code(), Some(0));
    assert!(
        stdout(&output).starts_with("query 1: valid\n") && stdout(&output).ends_with("\n2 of 2 queries are valid\n")
    );
}

#[test]
fn of_many_unknown_names_it_is_reported_how_many_more_there_are() {
    let names: Vec<String> = (0..23).map(|n| format!("unheard_of_{n}=a")).collect();
    let log = names.join("\n");
    let check = ["check", "--schema", "belvo/links", "--summary", "--quiet"];
    let reported = stdout(&filterset(&check, log.as_bytes()));
    assert!(reported.ends_with("\n  and 3 more\n"), "{told}");
    let result = stdout(&filterset(&[&check[..], &["--format", "json"]].concat(), log.as_bytes()));
    let result: Value = serde_json::from_str(&result).unwrap();
    assert_eq!(result["summary"]["unknown"].as_array().unwrap().len(), 20);
    assert_eq!(result["summary"]["unknown_more"], 3);
}

#[test]
fn a_summary_is_bounded_whatever_it_sums_up() {
    let mut log = Vec::new();
    for n in 0..20_000 {
        writeln!(log, "unheard_of_{n}=a&{}", if n % 4 == 0 { "statos=a" } else { "" }).unwrap();
    }
    let check = ["check", "--schema", "belvo/links", "--summary", "--quiet", "--format", "json"];
    let result: Value = serde_json::from_str(&stdout(&filterset(&check, &log))).unwrap();
    let unknown = &result["summary"]["unknown"];
    assert!(unknown.as_array().unwrap().len() <= 20, "{result}");
    assert_eq!((&unknown[0]["name"], &unknown[0]["nearest"]), (&json!("statos"), &json!(["status"])));
    let (count, short_by) = (unknown[0]["count"].as_u64().unwrap(), &result["summary"]["unknown_short_by"]);
    assert!((5_000 - short_by.as_u64().unwrap()..=5_000).contains(&count), "{result}");
}

/// What is data has the formats' own escapes, so that a table can be read back as it was.
#[test]
fn nothing_is_printed_as_data_that_a_terminal_acts_on() {
    let folder = new_folder();
    let location = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let choices = ["\u{202e}dilav", "say \"\u{200b}\"", "\\ \u{9b}31m"];
    let field =
        json!({"type": "choice", "choices": choices, "ops": ["exact"], "description": "a 'b' \\ \u{feff}\n\"c\""});
    let schema = json!({"name": "\u{2066}table", "fields": {"status": field}}).to_string();
    std::fs::write(location("table.json"), &schema).unwrap();
    std::fs::write(location("other.json"), schema.replace('\u{202e}', "\u{202d}")).unwrap();
    let schema = location("table.json");
    let printed = |arguments: &[&str]| -> String {
        let output = filterset(arguments, b"");
        let text = stdout(&output);
        let is_hidden =
            |c: char| c != '\n' && (c.is_control() || ('\u{200b}'..='\u{206f}').contains(&c) || c == '\u{feff}');
        assert!(!text.is_empty() && !text.contains(is_hidden), "{arguments:?}: {text:?} {}", stderr(&output));
        text
    };

    let json = printed(&["schemas", "--format", "json", &schema]);
    std::fs::write(location("json.json"), json).unwrap();
    let toml = printed(&["schemas", "--format", "toml", &schema]);
    assert!(toml.contains("\"\\u202Edilav\""), "{toml}");
    std::fs::write(location("toml.toml"), toml).unwrap();
    let exported = printed(&["export", "--path", "/api/links/", "--schema", &schema]);
    std::fs::write(location("exported.json"), exported).unwrap();
    let imported = printed(&["import", "--path", "/api/links/", &location("exported.json")]);
    std::fs::write(location("imported.toml"), imported).unwrap();
    for copy in ["json.json", "toml.toml", "imported.toml"] {
        let (reported, status) = (filterset(&["diff", &schema, &location(copy)], b""), Some(0));
        assert_eq!((reported.status.code(), stdout(&reported).as_str()), (status, "no change\n"), "{copy}");
    }

    let lines = printed(&["diff", "--format", "json", &schema, &location("other.json")]);
    let change: Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    assert!(change.to_string().contains('\u{202e}'), "{change}");
    let query = "status=\u{202e}dilav";
    let line = printed(&["check", "--format", "json", "--schema", &schema, query]);
    assert_eq!(serde_json::from_str::<Value>(&line).unwrap()["query"], query);
    let line = printed(&["sql", "--dialect", "sqlite", "--format", "json", "--schema", &schema, query]);
    assert!(serde_json::from_str::<Value>(&line).unwrap()["binds"].to_string().contains("\u{202e}dilav"), "{line}");
    printed(&["explain", "--format", "json", "--schema", &schema, query]);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn nothing_is_echoed_that_a_terminal_acts_on() {
    let query = "external_id=%1B%5B31m%E2%80%AE&st\u{202E}tus=\u{1b}[31m&page=%1B";
    for query in [query, "external_id=%1B%5B31m%E2%80%AE&page=%1B"] {
        let shown = stdout(&filterset(&["check", "--schema", "belvo/links", query], b""));
        assert!(shown.chars().all(|c| (c == '\n' || !c.is_control()) && c != '\u{202E}'), "{shown:?}");
    }
}

#[test]
fn schemas_come_from_files_too() {
    let folder = new_folder();
    let toml = folder.join("links.toml");
    let json = folder.join("links.json");
    for (path, format) in [(&toml, "toml"), (&json, "json")] {
        let written = stdout(&filterset(&["schemas", "belvo/links", "--format", format], b""));
        std::fs::write(path, &written).unwrap();
        let path = path.to_str().unwrap();
        assert_eq!(stdout(&filterset(&["schemas", path, "--format", format], b"")), written);
        assert_eq!(filterset(&["check", "--schema", path, REFERENCE], b"").status.code(), Some(0));
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_faulty_schema_is_reported_with_every_error_and_its_location() {
    let folder = new_folder();
    let path = folder.join("faulty.toml");
    let faulty = "name = 'x'\nreservd = []\n[fields.a]\ntype = 'uuid'\nops = ['gt', 'eq']\n[fields.b]\ntype = 'choice'\nops = []\n";
    std::fs::write(&path, faulty).unwrap();
    let output = filterset(&["check", "--schema", path.to_str().unwrap(), "a=1"], b"");
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(2), ""));
    let reported = stderr(&output);
    for error in [
        "table: \"reservd\" is no key of the table format",
        "fields.a.ops: a uuid can't have \"gt\"",
        "fields.a.ops: \"eq\" is no operator",
        "fields.b.choices: a choice field declares its choices",
        "fields.b.ops: it lists no operator",
    ] {
        assert!(reported.contains(error), "{fault} in {told}");
    }
    std::fs::write(&path, "name = 'x'\n[fields.a]\ntype = 7\n").unwrap();
    let reported = stderr(&filterset(&["schemas", path.to_str().unwrap()], b""));
    assert!(reported.contains("line 3, column 8"), "{told}");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn misuse_and_unreadable_schemas_exit_with_2() {
    for arguments in [
        &["check"] as &[&str],
        &["check", "--schema", "belvo/link", "a=1"],
        &["check", "--schema", "Cargo.lock", "a=1"],
        &["check", "--schema", "belvo/links", "--format", "xml", "a=1"],
        &["schemas", "nothing.toml"],
        &["schemas", "--format", "json"],
        &[],
    ] {
        let output = filterset(arguments, b"");
        assert_eq!((output.status.code(), stdout(&output).is_empty()), (Some(2), true), "{arguments:?}");
        assert!(!output.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn the_built_in_schemas_are_listed_and_shown() {
    let list = stdout(&filterset(&["schemas"], b""));
    assert_eq!(list.lines().count(), 24);
    assert!(list.contains("  belvo/payments/transactions"));
    insta::assert_snapshot!(stdout(&filterset(&["schemas", "belvo/links"], b"")), @"
    links
      field         type    operators
      access_mode   choice  exact      single | recurrent
      created_by    uuid    not_in
      external_id   text    exact, in
      id            uuid    exact, in
      institution   text    exact, in
      refresh_rate  choice  exact      6h | 12h | 24h | 7d | 30d
      status        choice  exact, in  valid | invalid | unconfirmed | token_required
      parameter  what it takes
      fields     any name
      omit       any name
      page       from 1
      page_size  1 to 1000, 100 where it isn't given
    ");
}

#[test]
fn a_query_is_explained() {
    let explain = ["explain", "--schema", "belvo/accounts"];
    let query = "created_at__range=2022-03-03,2022-05-04&currency=MXN";
    let output = filterset(&[&explain[..], &[query]].concat(), b"");
    assert_eq!(output.status.code(), Some(0));
    insta::assert_snapshot!(stdout(&output), @r#"
    created_at on or after 2022-03-03 00:00 UTC and before 2022-05-05 00:00 UTC
    currency is "MXN"
    "#);
    let output = filterset(&[&explain[..], &["--format", "json", query]].concat(), b"");
    let explained = json!({
        "query": query, "ok": true, "canonical": query, "is_unsatisfiable": false,
        "explanation": [
            "created_at on or after 2022-03-03 00:00 UTC and before 2022-05-05 00:00 UTC", "currency is \"MXN\"",
        ],
    });
    assert_eq!(serde_json::from_str::<Value>(&stdout(&output)).unwrap(), explained);
    let output = filterset(&[&explain[..], &[""]].concat(), b"");
    assert_eq!((stdout(&output).as_str(), output.status.code()), ("every record\n", Some(0)));
    let output = filterset(&[&explain[..], &["page=2"]].concat(), b"");
    assert_eq!((stdout(&output).as_str(), output.status.code()), ("", Some(2)));
    let output = filterset(&[&explain[..], &["curency=MXN"]].concat(), b"");
    assert_eq!((stdout(&output).as_str(), output.status.code()), ("", Some(1)));
    assert!(stderr(&output).contains("did you mean \"currency\"?"), "{}", stderr(&output));
    let output = filterset(&[&explain[..], &["--format", "json", "curency=MXN"]].concat(), b"");
    let result: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!((errors(&result), output.status.code()), (vec![("unknown_field", 0, 7)], Some(1)));
}

/// What `sql` prints, and its exit status; standard error where it prints nothing.
fn sql(arguments: &[&str]) -> (String, i32) {
    let output = filterset(&[&["sql"], arguments].concat(), b"");
    let reported = if output.stdout.is_empty() { stderr(&output) } else { stdout(&output) };
    (reported, output.status.code().unwrap())
}

/// Of each dialect, with the Links table.
fn links_sql(query: &str) -> String {
    let sql = |dialect| sql(&["--schema", "belvo/links", "--dialect", dialect, query]).0;
    ["sqlite", "postgres", "mysql"].map(sql).join("")
}

/// A table of every type, in a file of a folder.
fn types_schema(folder: &std::path::Path) -> String {
    let path = folder.join("types.toml");
    let schema = r#"
        name = "types"
        reserved = ["page"]
        fields.account__balance = { type = "decimal", ops = ["exact", "gte"] }
        fields.count = { type = "integer", nullable = true, ops = ["exact", "gte", "isnull"] }
        fields.created_at = { type = "date-time", ops = ["in", "lte"] }
        fields.day = { type = "date", ops = ["exact"] }
        fields.name = { type = "text", allow_empty = true, ops = ["exact", "ne", "icontains"] }
        fields.open = { type = "boolean", ops = ["exact"] }
        fields.tags = { type = "text", many = true, ops = ["exact", "allin"] }
    "#;
    std::fs::write(&path, schema).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn a_query_is_printed_as_sql_of_each_dialect() {
    insta::assert_snapshot!(links_sql(REFERENCE), @r#"
    ("institution" COLLATE BINARY) IN (?, ?) AND ("status" COLLATE BINARY) = ?
      1  text  erebor_mx_retail
      2  text  gringotts_mx_retail
      3  text  invalid
    "institution" IN ($1, $2) AND "status" = $3
      1  text  erebor_mx_retail
      2  text  gringotts_mx_retail
      3  text  invalid
    CAST(`institution` AS BINARY) IN (?, ?) AND CAST(`status` AS BINARY) = ?
      1  text  erebor_mx_retail
      2  text  gringotts_mx_retail
      3  text  invalid
    "#);
}

#[test]
fn binds_are_typed_and_shown_without_what_a_terminal_acts_on() {
    let folder = new_folder();
    let types = types_schema(&folder);
    let query = "account__balance__gte=12.50&count=7&created_at__lte=2022-05-04&day=2022-03-03\
                 &name=%1B%5B31m%E2%80%AE%20&open=true&tags__allin=a,b";
    let (shown, status) = sql(&["--schema", &types, "--dialect", "postgres", query]);
    assert_eq!(status, 0);
    insta::assert_snapshot!(shown, @r#"
    "account__balance" >= CAST($1 AS numeric) AND "count" = CAST($2 AS bigint) AND "created_at" < CAST($3 AS timestamptz) AND "day" = CAST($4 AS date) AND "name" = $5 AND "open" = CAST($6 AS boolean) AND ("tags" @> $7)
      1  decimal    12.5
      2  integer    7
      3  date-time  2022-05-05T00:00:00Z
      4  date       2022-03-03
      5  text       "\u{1b}[31m\u{202e} "
      6  boolean    true
      7  array      a, b
    "#);
    let (shown, _) = sql(&["--schema", &types, "--dialect", "postgres", "--format", "json", query]);
    let result: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(result["binds"][4], json!({"type": "text", "value": "\u{1b}[31m\u{202e} "}));
    assert_eq!(result["binds"][6], json!({"type": "array", "value": ["a", "b"]}));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn sql_can_be_followed_by_a_further_condition() {
    let folder = new_folder();
    let types = types_schema(&folder);
    let arguments = ["--schema", &types, "--dialect", "sqlite"];
    let (shown, status) = sql(&[&arguments[..], &["created_at__lte=2022-05-04"]].concat());
    assert_eq!((status, shown.contains("--instants")), (2, true), "{shown}");
    for (instants, bind) in [("text", "text  2022-05-05 00:00:00+00:00"), ("scaled:3", "integer  1651708799999")] {
        let (shown, status) = sql(&[&arguments[..], &["created_at__lte=2022-05-04", "--instants", instants]].concat());
        assert_eq!((status, shown.contains(bind)), (0, true), "{instants}: {shown}");
    }
    let (shown, _) = sql(&[&arguments[..], &["created_at__in=2022-05-04,2022-05-06", "--instants", "text"]].concat());
    assert!(shown.starts_with("((\"created_at\" >= ?") && shown.lines().next().unwrap().ends_with("< ?))"), "{shown}");
    assert_eq!(sql(&[&arguments[..], &[""]].concat()), ("TRUE\n".to_owned(), 0));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn columns_are_named_by_options() {
    let arguments = ["--schema", "belvo/links", "--dialect", "postgres", "--table", "app.links", "--format", "json"];
    let more =
        ["--column", "status=state", "--column", "institution=i.code", "status=valid&institution=a&external_id=b"];
    let (shown, status) = sql(&[&arguments[..], &more].concat());
    assert_eq!(status, 0);
    let result: Value = serde_json::from_str(&shown).unwrap();
    let expected = r#""app"."links"."external_id" = $1 AND "i"."code" = $2 AND "app"."links"."state" = $3"#;
    assert_eq!(result["sql"], expected);
    for (column, reported) in [
        ("statos=state", "no field \"statos\"; the table has: access_mode, created_by"),
        ("status", "it has no ="),
        ("status=a\";", "letters, digits, _ and $"),
        ("status=a.b.c.d", "letters, digits, _ and $"),
        ("institution=other", "\"institution\" is given twice"),
    ] {
        let (shown, status) = sql(&[&arguments[..], &["--column", column], &more].concat());
        assert_eq!((status, shown.contains(reported)), (2, true), "{column}: {shown}");
    }
}

#[test]
fn what_a_database_cannot_answer_is_reported_with_what_helps() {
    let folder = new_folder();
    let types = types_schema(&folder);
    let arguments = ["--schema", &types, "--dialect", "sqlite", "account__balance=1.5"];
    let (shown, status) = sql(&arguments);
    assert_eq!((status, shown.contains("--decimals"), shown.contains("scaled:2")), (2, true, true), "{shown}");
    for (decimals, bind) in [("real", "real  1.5"), ("text", "text  1.5"), ("scaled:2", "integer  150")] {
        let (shown, status) = sql(&[&arguments[..], &["--decimals", decimals]].concat());
        assert_eq!((status, shown.contains(bind)), (0, true), "{decimals}: {shown}");
    }
    assert_eq!(sql(&[&arguments[..], &["--decimals", "scaled:40"]].concat()).1, 2);
    let (shown, status) = sql(&["--schema", &types, "--dialect", "mysql", "tags=a"]);
    assert_eq!((status, shown.contains("only PostgreSQL has arrays")), (2, true), "{shown}");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn no_sql_is_printed_of_an_invalid_query() {
    let arguments = ["sql", "--schema", "belvo/links", "--dialect", "sqlite", "/api/links/?statos=valid"];
    let output = filterset(&arguments, b"");
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(1), ""));
    insta::assert_snapshot!(stderr(&output), @r#"
    error[unknown_field]: unknown field "statos"; did you mean "status"?
      | /api/links/?statos=valid
      |             ^^^^^^
    "#);
    let (shown, status) = sql(&[&arguments[1..], &["--format", "json"]].concat());
    let result: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!((status, errors(&result)), (1, vec![("unknown_field", 12, 18)]));
}

#[test]
fn reserved_names_are_rejected_where_a_filter_is_acted_on() {
    let folder = new_folder();
    let schema = lists_schema(&folder);
    for (query, reported) in [
        ("status=valid&page=2", "page is a parameter of lists"),
        // It says what holds without it, but a filter alone finds more than the first page.
        ("/api/links/?status=valid&page=1&format=csv", "page is a parameter of lists"),
        ("status=valid&format=csv&page=1", "format is a reserved name"),
    ] {
        for command in [&["sql", "--dialect", "sqlite"] as &[&str], &["grep", "--count"]] {
            let arguments = [command, &["--schema", &schema, query]].concat();
            let output = filterset(&arguments, b"");
            assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(2), ""), "{arguments:?}");
            assert!(stderr(&output).contains(reported), "{}", stderr(&output));
            let ignored = filterset(&[&arguments[..], &["--ignore-reserved"]].concat(), b"{\"status\": \"valid\"}");
            assert_eq!((ignored.status.code(), ignored.stdout.is_empty()), (Some(0), false), "{arguments:?}");
        }
    }
    // A search matches less than the filter alone.
    for command in [&["sql", "--dialect", "sqlite"] as &[&str], &["grep"], &["explain"]] {
        for more in [&[] as &[&str], &["--ignore-reserved"]] {
            let query = "status=valid&page=2&search=erebor";
            let output =
                filterset(&[command, &["--schema", &schema, query], more].concat(), b"{\"status\": \"valid\"}");
            assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(2), ""), "{command:?}");
            assert!(stderr(&output).contains("take it out of the query\n"), "{}", stderr(&output));
        }
    }
    // What is passed over is checked before.
    let arguments = ["sql", "--dialect", "sqlite", "--schema", &schema, "--ignore-reserved", "status=valid&page=0"];
    let output = filterset(&arguments, b"");
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(1), ""));
    assert!(stderr(&output).contains("parameter \"page\""), "{}", stderr(&output));
    std::fs::remove_dir_all(folder).unwrap();
}

/// What `grep` prints of input, what it tells and its exit status.
fn grep(arguments: &[&str], input: &[u8]) -> (String, String, i32) {
    let output = filterset(&[&["grep", "--schema", "belvo/links"], arguments].concat(), input);
    (stdout(&output), stderr(&output), output.status.code().unwrap())
}

fn reported(out: &str, status: i32) -> (String, String, i32) {
    (out.to_owned(), String::new(), status)
}

#[test]
fn records_that_match_are_printed_as_they_stand() {
    let input = "{\"status\":\"valid\",  \"n\": 1.0}\r\n\n  \t\n\r\n{\"status\": \"invalid\"}\n{\"n\": 2}\n \
                 {\"status\": \"valid\", \"d\": \"\u{e9}\\ud800\", \"n\": 1e999}";
    let (first, last) = ("{\"status\":\"valid\",  \"n\": 1.0}\r\n", input.rsplit('\n').next().unwrap());
    let matching = format!("{first}{last}\n");
    assert_eq!(grep(&["status=valid"], input.as_bytes()), reported(&matching, 0));
    assert_eq!(grep(&["/api/links/?status=valid", "-"], input.as_bytes()), reported(&matching, 0));
    assert_eq!(grep(&["-v", "status=valid"], input.as_bytes()), reported("{\"status\": \"invalid\"}\n{\"n\": 2}\n", 0));
    assert_eq!(grep(&["-c", "status=valid"], input.as_bytes()), reported("2\n", 0));
    assert_eq!(grep(&["--count", "--invert-match", "status=valid"], input.as_bytes()), reported("2\n", 0));
    assert_eq!(grep(&["-c", ""], input.as_bytes()), reported("4\n", 0));
    assert_eq!(grep(&["status=unconfirmed"], input.as_bytes()), reported("", 1));
    assert_eq!(grep(&["-c", "status=unconfirmed"], input.as_bytes()), reported("0\n", 1));
    assert_eq!(grep(&["status=valid"], b""), reported("", 1));
    let folder = new_folder();
    let path = folder.join("links.jsonl");
    std::fs::write(&path, input).unwrap();
    assert_eq!(grep(&["status=valid", path.to_str().unwrap()], b""), reported(&matching, 0));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn lines_that_are_no_records_are_reported_and_never_selected() {
    let input = b"{\"status\": \"valid\"}\n\
        nothing\n\
        [{\"status\": \"valid\"}]\n\
        {\"status\": 7}\n\
        \n\
        {\"status\": \"valid\", \"status\": \"invalid\"}\n\
        {\"status\": \"valid\"} {\"status\": \"valid\"}\n\
        {\"status\": \"val\xFFid\"}\n\
        {\"status\": \"valid\", \"id\": \"\xE2\x80\"}\n\
        {\"status\": \"invalid\"}\n\
        {\"status\": \"val";
    let (printed, errors, status) = grep(&["status=valid"], input);
    assert_eq!((printed.as_str(), status), ("{\"status\": \"valid\"}\n", 2));
    insta::assert_snapshot!(errors, @r#"
    filterset: standard input:2: no JSON: expected ident at column 2
    filterset: standard input:3: the line is no JSON object
    filterset: standard input:4: field "status" of the record doesn't hold one of the field's choices
    filterset: standard input:6: the object has the member "status" twice
    filterset: standard input:7: no JSON: trailing characters at column 21
    filterset: standard input:8: the bytes \xff are no UTF-8
    filterset: standard input:9: the bytes \xe2\x80 are no UTF-8
    filterset: standard input:11: no JSON: EOF while parsing a string at column 15
    filterset: standard input: 8 lines are no records
    "#);
    let (printed, inverted, status) = grep(&["-v", "status=valid"], input);
    assert_eq!((printed.as_str(), inverted, status), ("{\"status\": \"invalid\"}\n", errors, 2));
    let (printed, error, status) = grep(&["--strict", "-v", "status=valid"], input);
    assert_eq!((printed.as_str(), status), ("", 2));
    assert_eq!(error, "filterset: standard input:2: no JSON: expected ident at column 2\n");
    let (printed, _, status) = grep(&["--strict", "status=valid"], input);
    assert_eq!((printed.as_str(), status), ("{\"status\": \"valid\"}\n", 2));
    assert_eq!(grep(&["--strict", "-c", "status=valid"], input).0, "");
    assert_eq!(grep(&["-c", "status=valid"], input).0, "1\n");
}

#[test]
fn a_wrong_file_does_not_flood() {
    let (printed, errors, status) = grep(&["status=valid"], "a,b\n".repeat(1000).as_bytes());
    assert_eq!((printed.as_str(), status, errors.lines().count()), ("", 2, 21));
    let sum = "filterset: standard input: 1000 lines are no records, of which the first 20 are told";
    assert_eq!(errors.lines().last(), Some(sum));
    assert!(errors.contains(":20: ") && !errors.contains(":21: "), "{faults}");
}

#[test]
fn a_line_has_a_limit() {
    let record = |len: usize| {
        let (start, end) = ("{\"status\": \"valid\", \"id\": \"", "\"}");
        format!("{start}{}{end}", "a".repeat(len - start.len() - end.len()))
    };
    for end in ["\n", "\r\n", ""] {
        for (len, expected) in [(99, 0), (100, 0), (101, 2), (102, 2), (103, 2), (200_000, 2)] {
            let input = format!("{{}}\n{}{end}", record(len));
            let (printed, reported, status) = grep(&["--max-line", "100", "status=valid"], input.as_bytes());
            assert_eq!((status, printed.is_empty()), (expected, expected == 2), "{len} {end:?}");
            let error = "standard input:2: the line has more than 100 bytes";
            assert_eq!(reported.contains(error), expected == 2, "{len} {end:?}: {told}");
        }
    }
    let input = format!("{}\n{{\"status\": \"valid\"}}\n", record(17 << 20));
    let (printed, reported, status) = grep(&["status=valid"], input.as_bytes());
    assert_eq!((printed.as_str(), status), ("{\"status\": \"valid\"}\n", 2));
    assert!(reported.contains("more than 16777216 bytes"), "{told}");
}

#[test]
fn grep_says_that_nothing_matches_only_where_it_asked() {
    let input = b"{\"status\": \"invalid\"}\n";
    for arguments in [
        &["statos=valid"] as &[&str],
        &["https://api.example.com/api/links/"],
        &["status=valid", "nothing.jsonl"],
        &["status=valid", "src"],
        &["status=valid&page=2"],
        &["--max-line", "x", "status=valid"],
        &[],
    ] {
        let (printed, reported, status) = grep(arguments, input);
        assert_eq!((printed.as_str(), reported.is_empty(), status), ("", false, 2), "{arguments:?}");
    }
    assert!(grep(&["statos=valid"], input).1.starts_with("error[unknown_field]: unknown field \"statos\""));
    assert_eq!(grep(&["--ignore-reserved", "status=valid&page=2"], input), reported("", 1));
}

#[test]
fn members_of_members_are_asked_for() {
    let folder = new_folder();
    let types = types_schema(&folder);
    let lines = [
        r#"{"account": {"balance": "12.50"}, "tags": ["a", "b"], "created_at": "2022-05-04T23:59:59Z", "count": null}"#,
        r#"{"account__balance": 12.5, "tags": ["b", "a"], "created_at": "2022-05-04T00:00:00Z"}"#,
        r#"{"account": {"balance": 3}, "tags": ["a", "b"], "created_at": "2022-05-04T00:00:00Z"}"#,
        r#"{"account": null, "tags": ["a", "b"], "created_at": "2022-05-04T00:00:00Z"}"#,
        r#"{"account": {"balance": 13}, "tags": ["a"], "created_at": "2022-05-04T00:00:00Z"}"#,
        r#"{"account": {"balance": 13}, "tags": ["a", "b"], "created_at": "2022-05-05T00:00:00Z"}"#,
    ];
    let query = "account__balance__gte=12.5&tags__allin=a,b&created_at__lte=2022-05-04&count__isnull=true";
    let output = filterset(&["grep", "--schema", &types, query], lines.join("\n").as_bytes());
    assert_eq!((stdout(&output), output.status.code()), (format!("{}\n{}\n", lines[0], lines[1]), Some(0)));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn grep_gives_a_record_as_soon_as_it_is_read_and_stops_with_its_reader() {
    use std::io::{BufRead, BufReader};
    let mut child = Command::new(env!("CARGO_BIN_EXE_filterset"))
        .args(["grep", "--schema", "belvo/links", "status=valid"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let record = "{\"status\": \"valid\"}\n";
    for _ in 0..3 {
        // The beginning of another line is no reason to wait.
        stdin.write_all(format!("{record}{{\"status\": ").as_bytes()).unwrap();
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        assert_eq!(line, record);
        stdin.write_all(b"\"invalid\"}\n").unwrap();
    }
    drop(stdout);
    // It may be gone before it is given all.
    drop(stdin.write_all(record.repeat(100_000).as_bytes()));
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(2), ""));
}

/// A new folder for the test that asks.
fn new_folder() -> std::path::PathBuf {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let name = format!("filterset-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let path = std::env::temp_dir().join(name);
    std::fs::create_dir_all(&path).unwrap();
    path
}
