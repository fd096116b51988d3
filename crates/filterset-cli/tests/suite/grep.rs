//! `filterset grep`.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::support::{new_folder, run_filterset, stderr, stdout, types_schema};

/// Runs `grep` on an input. Returns standard output, standard error and the exit code.
fn grep(arguments: &[&str], input: &[u8]) -> (String, String, i32) {
    let output = run_filterset(&[&["grep", "--schema", "belvo/links"], arguments].concat(), input);
    (stdout(&output), stderr(&output), output.status.code().unwrap())
}

fn reported(out: &str, status: i32) -> (String, String, i32) {
    (out.to_owned(), String::new(), status)
}

#[test]
fn prints_matching_records_unchanged() {
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
fn reports_invalid_lines_and_never_selects_them() {
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
    filterset: standard input:2: invalid JSON: expected ident at column 2
    filterset: standard input:3: expected a JSON object
    filterset: standard input:4: invalid record: field "status": expected one of the field's choices
    filterset: standard input:6: duplicate member "status" of an object
    filterset: standard input:7: invalid JSON: trailing characters at column 21
    filterset: standard input:8: invalid bytes \xff: expected UTF-8
    filterset: standard input:9: invalid bytes \xe2\x80: expected UTF-8
    filterset: standard input:11: invalid JSON: EOF while parsing a string at column 15
    filterset: standard input: 8 invalid records
    "#);
    let (printed, inverted, status) = grep(&["-v", "status=valid"], input);
    assert_eq!((printed.as_str(), inverted, status), ("{\"status\": \"invalid\"}\n", errors, 2));
    let (printed, error, status) = grep(&["--strict", "-v", "status=valid"], input);
    assert_eq!((printed.as_str(), status), ("", 2));
    assert_eq!(error, "filterset: standard input:2: invalid JSON: expected ident at column 2\n");
    let (printed, _, status) = grep(&["--strict", "status=valid"], input);
    assert_eq!((printed.as_str(), status), ("{\"status\": \"valid\"}\n", 2));
    assert_eq!(grep(&["--strict", "-c", "status=valid"], input).0, "");
    assert_eq!(grep(&["-c", "status=valid"], input).0, "1\n");
}

#[test]
fn limits_reports_of_invalid_lines() {
    let (printed, errors, status) = grep(&["status=valid"], "a,b\n".repeat(1000).as_bytes());
    assert_eq!((printed.as_str(), status, errors.lines().count()), ("", 2, 21));
    let sum = "filterset: standard input: 1000 invalid records, the first 20 of which are reported";
    assert_eq!(errors.lines().last(), Some(sum));
    assert!(errors.contains(":20: ") && !errors.contains(":21: "), "{errors}");
}

#[test]
fn limits_the_length_of_lines() {
    let record = |len: usize| {
        let (start, end) = ("{\"status\": \"valid\", \"id\": \"", "\"}");
        format!("{start}{}{end}", "a".repeat(len - start.len() - end.len()))
    };
    for end in ["\n", "\r\n", ""] {
        for (len, expected) in [(99, 0), (100, 0), (101, 2), (102, 2), (103, 2), (200_000, 2)] {
            let input = format!("{{}}\n{}{end}", record(len));
            let (printed, reported, status) = grep(&["--max-line", "100", "status=valid"], input.as_bytes());
            assert_eq!((status, printed.is_empty()), (expected, expected == 2), "{len} {end:?}");
            let error = "standard input:2: the line is too long: expected at most 100 bytes";
            assert_eq!(reported.contains(error), expected == 2, "{len} {end:?}: {reported}");
        }
    }
    let input = format!("{}\n{{\"status\": \"valid\"}}\n", record(17 << 20));
    let (printed, reported, status) = grep(&["status=valid"], input.as_bytes());
    assert_eq!((printed.as_str(), status), ("{\"status\": \"valid\"}\n", 2));
    assert!(reported.contains("at most 16777216 bytes"), "{reported}");
}

#[test]
fn exits_with_1_only_if_every_line_was_matched() {
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
fn matches_nested_members() {
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
    let output = run_filterset(&["grep", "--schema", &types, query], lines.join("\n").as_bytes());
    assert_eq!((stdout(&output), output.status.code()), (format!("{}\n{}\n", lines[0], lines[1]), Some(0)));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn prints_records_at_once_and_stops_with_the_reader() {
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
        // The command doesn't wait for the rest of a line.
        stdin.write_all(format!("{record}{{\"status\": ").as_bytes()).unwrap();
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        assert_eq!(line, record);
        stdin.write_all(b"\"invalid\"}\n").unwrap();
    }
    drop(stdout);
    // The command may exit before all input is written.
    drop(stdin.write_all(record.repeat(100_000).as_bytes()));
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(2), ""));
}
