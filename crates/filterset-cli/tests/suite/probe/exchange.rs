//! The requests that are sent, and plans for other clients.

use std::io::Write;

use serde_json::{Value, json};

use super::api::Api;
use super::data::TYPES;
use super::defect::Defect;
use super::{probe, start, write_schema};
use crate::support::{new_folder, run_filterset, stderr, stdout};

#[test]
fn sends_only_get_requests_to_the_url() {
    let server = start(TYPES, Defect::Ignores("unknown_field"));
    let url = format!("{}?format=json", server.url);
    let arguments = ["--header", "X-Api-Key: secret", "--header", "accept: application/vnd.api+json"];
    let (out, errors, code) = probe(&url, TYPES, &arguments);
    assert_eq!(code, 1, "{errors}");
    assert!(!out.contains("secret") && out.contains("-H 'x-api-key: '\"${X_API_KEY}\""), "{out}");
    let received = server.received();
    assert!(received.len() > 100 && received.len() <= 200);
    for request in received {
        assert_eq!(request.method, "GET");
        assert!(request.target.starts_with("/api/list/?format=json"), "{}", request.target);
        assert_eq!(request.headers["x-api-key"], "secret");
        assert_eq!(request.headers["accept"], "application/vnd.api+json");
    }
}

#[test]
fn prints_nothing_of_invalid_headers() {
    for header in ["Authorization Bearer s3cret", "Authorization: s3cret\u{7f}", "s3cret key: a"] {
        let (out, errors, code) = probe("http://127.0.0.1:1/", TYPES, &["--header", header]);
        assert!(code == 2 && out.is_empty() && errors.contains("invalid value of --header 1"), "{errors}");
        assert!(!errors.contains("s3cret"), "{errors}");
    }
}

/// Plans, sends and judges in rounds, as the help describes. The result is that of a run that sends itself.
#[test]
fn plans_and_judges_requests_of_another_client() {
    let folder = new_folder();
    let schema = write_schema(&folder, TYPES);
    let responses = folder.join("responses.jsonl");
    std::fs::write(&responses, "").unwrap();
    let responses = responses.to_str().unwrap();
    let api = Api::new(TYPES, Defect::Ignores("empty_value"));
    let url = "https://api.example.com/list/";
    let run = |arguments: &[&str]| run_filterset(&[&["probe", url, "--schema", &schema], arguments].concat(), b"");
    let mut rounds = 0;
    loop {
        let output = run(&["--plan", "--judge", responses]);
        assert!(output.status.success(), "{}", stderr(&output));
        let plan = stdout(&output);
        if plan.is_empty() {
            break;
        }
        rounds += 1;
        let mut file = std::fs::OpenOptions::new().append(true).open(responses).unwrap();
        for line in plan.lines() {
            let request: Value = serde_json::from_str(line).unwrap();
            assert_eq!(request["method"], "GET");
            let sent = &request["url"];
            let query = sent.as_str().unwrap().strip_prefix(url).unwrap();
            let (status, body) = api.respond(query.strip_prefix('?').unwrap_or_default());
            writeln!(file, "{}", json!({"id": request["id"], "url": sent, "status": status, "body": body})).unwrap();
        }
    }
    // The first page, the two that follow, and the checks.
    assert_eq!(rounds, 4);
    let judged = run(&["--judge", responses]);
    let server = start(TYPES, Defect::Ignores("empty_value"));
    let (sent, _, code) = probe(&server.url, TYPES, &[]);
    assert_eq!((judged.status.code(), code), (Some(1), 1), "{}", stderr(&judged));
    assert_eq!(stdout(&judged).replace(url, &server.url), sent);
    assert!(sent.contains("widens[empty_value]"), "{sent}");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn rejects_incomplete_responses() {
    let folder = new_folder();
    let schema = write_schema(&folder, TYPES);
    let judge = |lines: &str| {
        let arguments = ["probe", "https://api.example.com/", "--schema", &schema, "--judge", "-"];
        let output = run_filterset(&arguments, lines.as_bytes());
        (stderr(&output), output.status.code())
    };
    let first = json!({"id": 1, "url": "https://api.example.com/", "status": 200, "body": "[{\"id\": 1}]"});
    let of_other = json!({"id": 1, "url": "https://api.example.com/?a=1", "status": 200, "body": "[{\"id\": 1}]"});
    for (lines, message) in [
        (&*of_other.to_string(), "response 1 is that of another URL: expected the options of --plan"),
        ("", "the responses are incomplete"),
        (&first.to_string(), "the responses are incomplete"),
        ("{\"id\": 1, \"status\": 200}", "-: line 1: missing field `url`"),
        ("\n{\"id\": 1, \"headers\": {}}", "-: line 2: unknown field `headers`"),
        (
            "{\"id\": 1, \"url\": \"https://api.example.com/\", \"status\": 0, \"error\": \"a\\u001b\"}",
            "the API can't be queried: no response: a\\u{1b}",
        ),
    ] {
        let (errors, code) = judge(lines);
        assert!(code == Some(2) && errors.contains(message), "{errors}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}

/// Another seed plans other requests, so responses to the first plan can't be judged with it.
#[test]
fn rejects_responses_to_another_plan() {
    let folder = new_folder();
    let schema = write_schema(&folder, TYPES);
    let api = Api::new(TYPES, Defect::None);
    let run = |arguments: &[&str], input: &str| {
        let options = ["probe", "https://a.example/", "--schema", &schema];
        run_filterset(&[&options, arguments].concat(), input.as_bytes())
    };
    let mut lines = String::new();
    for _ in 0..4 {
        let plan = stdout(&run(&["--plan", "--judge", "-"], &lines));
        for request in plan.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()) {
            let url = request["url"].as_str().unwrap();
            let (status, body) = api.respond(url.split_once('?').map_or("", |(_, query)| query));
            lines += &json!({"id": request["id"], "url": url, "status": status, "body": body}).to_string();
            lines += "\n";
        }
    }
    assert_eq!(run(&["--judge", "-"], &lines).status.code(), Some(0));
    let other = run(&["--judge", "-", "--seed", "5"], &lines);
    assert!(other.status.code() == Some(2) && stderr(&other).contains("is that of another URL"), "{}", stderr(&other));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn rejects_urls_with_parameters_of_the_schema() {
    for parameter in ["status=valid", "status__in=valid,lost", "ordering=id", "page=2", "status=", "id__gt=1"] {
        let url = format!("http://127.0.0.1:1/?format=json&{parameter}");
        let (out, errors, code) = probe(&url, TYPES, &[]);
        assert!(code == 2 && out.is_empty() && errors.contains("expected no parameter of the schema"), "{errors}");
    }
    let (_, errors, _) = probe("http://127.0.0.1:1/?format=json&tenant=5&", TYPES, &[]);
    assert!(errors.contains("no response"), "{errors}");
}

#[test]
fn skips_checks_and_ignores_minor_findings() {
    let server = start(TYPES, Defect::FoldsCaseOfNames);
    let (out, _, code) = probe(&server.url, TYPES, &["--fail-on", "major"]);
    assert!(code == 0 && out.contains("accepts[letter_case]"), "{out}");
    let (out, _, code) = probe(&server.url, TYPES, &["--skip", "letter_case,pagination"]);
    assert!(code == 0 && !out.contains("letter_case") && !out.contains("pagination"), "{out}");
    let (_, errors, code) = probe(&server.url, TYPES, &["--skip", "leter_case"]);
    assert!(code == 2 && errors.contains("unknown check \"leter_case\"; did you mean \"letter_case\"?"), "{errors}");
}
