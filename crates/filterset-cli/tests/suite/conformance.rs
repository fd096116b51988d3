//! `filterset conformance`: this implementation, mutants of it, and programs that misbehave.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{new_folder, run_filterset, stderr, stdout};

const FILTERSET: &str = env!("CARGO_BIN_EXE_filterset");

fn cases() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases")
}

/// Returns a command that runs a script of the shell.
fn shell(script: &str) -> String {
    format!("sh -c '{script}'")
}

/// Returns a command that changes each answer of this implementation.
fn mutant(change: &str) -> String {
    shell(&format!("\"{FILTERSET}\" conformance --answer | sed -u \"{change}\""))
}

/// Runs the cases. Returns the failures, the summary and the exit code.
fn test(command: &str, options: &[&str]) -> (Vec<Value>, Value, i32) {
    let output = run_filterset(&[&["conformance", "--format", "json", "--command", command], options].concat(), b"");
    assert_eq!(stderr(&output), "", "{command}");
    let mut lines: Vec<Value> = stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let summary = lines.pop().unwrap()["summary"].take();
    (lines, summary, output.status.code().unwrap())
}

#[test]
fn passes_this_implementation_with_lines_of_the_format() {
    let folder = new_folder();
    let (requests, answers) = (folder.join("requests"), folder.join("answers"));
    let command = format!(
        "tee \"{}\" | \"{FILTERSET}\" conformance --answer | tee \"{}\"",
        requests.display(),
        answers.display()
    );
    let (failures, summary, code) = test(&shell(&command), &["--cases", cases().to_str().unwrap()]);
    assert_eq!((failures, code), (Vec::new(), 0));
    let passed = summary["passed"].as_u64().unwrap();
    assert!(passed > 3_000 && summary["conforming"] == true, "{summary}");
    assert_eq!(summary["rules"].as_array().unwrap().len(), 11);

    let schema: Value =
        serde_json::from_str(&std::fs::read_to_string(cases().join("schema/case.schema.json")).unwrap()).unwrap();
    let definition = |name: &str| {
        let mut schema = schema.clone();
        schema["$ref"] = json!(format!("#/$defs/{name}"));
        jsonschema::validator_for(&schema).unwrap()
    };
    for (path, validator) in [(&requests, definition("request")), (&answers, definition("answer"))] {
        let lines = std::fs::read_to_string(path).unwrap();
        assert_eq!(u64::try_from(lines.lines().count()).unwrap(), passed);
        for line in lines.lines() {
            let line: Value = serde_json::from_str(line).unwrap();
            assert!(validator.is_valid(&line), "{:?}: {line}", validator.iter_errors(&line).next());
        }
    }
    let mut count = 0;
    let file = definition("file");
    for entry in std::fs::read_dir(cases()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let cases: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
            assert!(file.is_valid(&cases), "{}: {:?}", path.display(), file.iter_errors(&cases).next());
            count += 1;
        }
    }
    assert!(count >= 25, "only {count} files");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn fails_mutants() {
    for (change, rule) in [
        // Another code, another span, an error less, another suggestion.
        ("s/unknown_field/unknown_key/", "2"),
        ("s/\\\"start\\\":12}/\\\"start\\\":13}/", "7"),
        ("s/\\\"nearest\\\":\\[\\\"/&x/", "2"),
        ("s/\\\"more\\\":[1-9][0-9]*/\\\"more\\\":0/", "7"),
        // Another spelling, order of values, or reserved pair.
        ("s/%20/+/", "6"),
        ("s/Z\\\",\\\"reserved/+00:00\\\",\\\"reserved/", "4"),
        ("s/\\\"reserved\\\":\\[\\[\\\"page/\\\"reserved\\\":[[\\\"pages/", "2"),
        // Accepts what it must reject, and rejects what it must accept.
        ("s/\\\"errors\\\":.*duplicate_condition.*/\\\"canonical\\\":\\\"\\\"}/", "5"),
        ("s/\\\"canonical\\\":\\\"a=1\\\".*/\\\"rejected\\\":true}/", "1"),
        ("s/\\\"canonical\\\":\\\"page=.*/\\\"failed\\\":\\\"exception\\\"}/", "10"),
    ] {
        let (failures, summary, code) = test(&mutant(change), &[]);
        assert_eq!((code, &summary["conforming"]), (1, &json!(false)), "{change}");
        assert_eq!(summary["failed"], failures.len(), "{change}");
        assert!(failures.iter().any(|failure| failure["rule"] == rule), "{change}: {}", failures[0]);
    }
}

#[test]
fn skips_cases_and_counts_expected_differences() {
    let folder = new_folder();
    let path = folder.join("differences.json");
    let path = path.to_str().unwrap();
    let accepts_unknown = mutant("s/\\\"errors\\\":.*unknown_field.*/\\\"canonical\\\":\\\"\\\"}/");
    let count = |reasons: &Value| {
        std::fs::write(path, reasons.to_string()).unwrap();
        let (failures, summary, code) = test(&accepts_unknown, &["--differences", path]);
        (failures.len(), summary["expected"].as_u64().unwrap(), summary["differences"].clone(), code)
    };
    let (others, expected, differences, code) =
        count(&json!([{ "reason": "Ignores", "when": [{ "code": "unknown_field", "found": "accepted" }] }]));
    assert_eq!((differences, code), (json!([{ "reason": "Ignores", "cases": expected }]), 1));
    assert!(expected > 100 && others > 0, "{expected} {others}");
    // Cases with more than one error have other codes too.
    let (others, all, ..) = count(&json!([{ "reason": "Ignores", "when": [{ "found": "accepted" }] }]));
    assert!(others == 0 && all > expected);
    let reasons = json!([
        { "reason": "all", "when": [{}] },
        { "reason": "some", "when": [{ "file": "suggestions", "rule": "2", "schema": "none" }, { "queries": ["x=1", "instituton=x"] }] },
    ]);
    let (_, _, differences, code) = count(&reasons);
    assert!(differences[1]["cases"].as_u64().unwrap() < 5, "{differences}");
    // A reason without a case is stale.
    let reasons =
        json!([{ "reason": "all", "when": [{}] }, { "reason": "none", "when": [{ "queries": ["no case"] }] }]);
    assert_eq!((code, count(&reasons).3), (0, 1));
    for (text, message) in [
        ("{}", "expected a sequence"),
        ("[{\"reason\": \"a\"}]", "missing field `when`"),
        ("[{\"reason\": \"a\", \"when\": [{\"op\": \"in\"}]}]", "unknown field `op`"),
    ] {
        std::fs::write(path, text).unwrap();
        let output = run_filterset(&["conformance", "--command", "cat", "--differences", path], b"");
        assert!(output.status.code() == Some(2) && stderr(&output).contains(message), "{}", stderr(&output));
    }
    std::fs::remove_dir_all(folder).unwrap();

    let (_, summary, code) = test(&mutant("s/,.*/,\\\"skipped\\\":\\\"nothing works\\\"}/"), &[]);
    assert_eq!((code, &summary["passed"], &summary["skips"][0]["reason"]), (1, &json!(0), &json!("nothing works")));
}

#[test]
fn ignores_errors_if_asked_to() {
    let rejects = mutant("s/\\\"errors\\\":.*/\\\"rejected\\\":true}/");
    assert_eq!((test(&rejects, &[]).2, test(&rejects, &["--ignore-errors"]).2), (1, 0));
}

#[test]
fn shows_failures_as_text() {
    let command = mutant("s/unknown_operator/unknown/");
    let output = run_filterset(&["conformance", "--command", &command], b"");
    let text = stdout(&output);
    assert!(
        text.contains(" rule 2, schema ") && text.contains("  required  {\"errors\":[{\"code\":\"unknown_operator\""),
        "{text}"
    );
    assert!(text.contains(" more; --format json lists all of them\n") && text.contains("  total "), "{text}");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn stops_at_programs_that_misbehave() {
    let failure = |command: &str| {
        let started = Instant::now();
        let output = run_filterset(&["conformance", "--timeout", "1", "--command", command], b"");
        assert!(started.elapsed() < Duration::from_secs(20), "{command}");
        assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(2), ""), "{command}");
        stderr(&output)
    };
    let first = "filterset: case canonical:1, query \"\": ";
    assert_eq!(failure("sleep 100"), format!("{first}the program gave no result in 1 s\n"));
    assert_eq!(failure("false"), format!("{first}the program ended with exit status: 1\n"));
    assert_eq!(
        failure("sh -c \"kill -9 $$\"").split_once("program ").unwrap().1.split(':').next(),
        Some("ended with signal")
    );
    assert!(failure("yes").starts_with(&format!("{first}invalid result: expected value")));
    assert!(failure("echo").starts_with(&format!("{first}invalid result: EOF")));
    assert!(failure("cat").starts_with(&format!("{first}invalid result: unknown field `rule`")));
    assert_eq!(failure("cat /dev/zero"), format!("{first}the program gave no result in 1 s\n"));
    assert_eq!(
        failure("head -c 20000000 /dev/zero"),
        format!("{first}the program wrote a line of more than 16777216 bytes\n")
    );
    assert_eq!(failure(&mutant("s/:1,/:2,/")), format!("{first}invalid result: expected the id 1, found 2\n"));
    assert_eq!(
        failure(&mutant("s/\\\"reserved\\\":\\[\\]/\\\"failed\\\":\\\"a\\\"/")),
        format!("{first}invalid result: expected exactly one of canonical, errors, rejected, failed and skipped\n")
    );
    // A program that answers twice is one case ahead.
    assert_eq!(
        failure(&mutant("p")),
        "filterset: case canonical:2, query \"page=1\": invalid result: expected the id 2, found 1\n"
    );
    assert!(failure(&mutant("2q")).starts_with("filterset: case canonical:3, "));
    // A program that doesn't read can't block the command.
    assert_eq!(
        failure(&shell("for i in 1 2 3; do echo \"{\\\"id\\\":$i,\\\"skipped\\\":\\\"\\\"}\"; done; exec sleep 100")),
        "filterset: case canonical:4, query \"a_b=1&a__ne=1&a__in=1&a=1&ab=1\": the program gave no result in 1 s\n"
    );
    assert_eq!(failure("./no-such-program"), "filterset: ./no-such-program: No such file or directory (os error 2)\n");
    for command in ["", " ", "\"a"] {
        assert_eq!(
            failure(command),
            "filterset: --command: expected a program and its arguments, quoted as in a shell\n"
        );
    }
}

#[test]
fn rejects_invalid_cases() {
    let folder = new_folder();
    let failure = |text: &str| {
        std::fs::write(folder.join("a.json"), text).unwrap();
        let output = run_filterset(&["conformance", "--command", "cat", "--cases", folder.to_str().unwrap()], b"");
        assert_eq!(output.status.code(), Some(2));
        stderr(&output)
    };
    let case = |case: &str| {
        format!(r#"{{"about": "", "schemas": {{"t": {{}}}}, "cases": [{{"rule": "1", "query": "", {case}}}]}}"#)
    };
    assert!(failure("[").starts_with("filterset: a.json: EOF"));
    assert!(failure(&case(r#""schema": "t", "canonical": "", "x": 1"#)).contains("unknown field `x`"));
    assert_eq!(
        failure(&case(r#""schema": "u", "canonical": """#)),
        "filterset: a.json: case 1: expected the name of a schema\n"
    );
    assert_eq!(failure(&case(r#""schema": "t""#)), "filterset: a.json: case 1: expected either canonical or errors\n");
    std::fs::remove_file(folder.join("a.json")).unwrap();
    let output = run_filterset(&["conformance", "--command", "cat", "--cases", folder.to_str().unwrap()], b"");
    assert!(stderr(&output).ends_with(": expected files of cases with the extension .json\n"));
    let output = run_filterset(&["conformance", "--answer"], b"{}\n");
    assert_eq!(
        (output.status.code(), stderr(&output).starts_with("filterset: standard input: missing field")),
        (Some(2), true)
    );
    std::fs::remove_dir_all(folder).unwrap();
}
