//! Large inputs of `filterset check` and `filterset grep`, on several threads.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};

use crate::support::{run_filterset, stderr};

const THREADS: [&str; 4] = ["1", "2", "3", "16"];

/// Asserts that the number of threads doesn't change the result, and returns the output.
fn run_on_threads(arguments: &[&str], input: &[u8]) -> (Vec<u8>, String, Option<i32>) {
    let run = |threads| {
        let output = run_filterset(&[arguments, &["--threads", threads]].concat(), input);
        (output.stdout.clone(), stderr(&output), output.status.code())
    };
    let result = run("1");
    for threads in THREADS {
        assert!(run(threads) == result, "{arguments:?} on {threads} threads");
    }
    result
}

fn spawn_filterset(arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_filterset"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

#[test]
fn checks_lines_in_order_on_any_number_of_threads() {
    let mut log = String::new();
    for number in 0..30_000 {
        match number % 1000 {
            0 => writeln!(log, "unknown_{number}=a&b{number}=c").unwrap(),
            1 => writeln!(log, "external_id={}", "a".repeat(70_000)).unwrap(),
            _ => writeln!(log, "external_id={number}").unwrap(),
        }
    }
    let check = ["check", "--schema", "belvo/links"];
    let (text, _, status) = run_on_threads(&check, log.as_bytes());
    let text = String::from_utf8(text).unwrap();
    assert_eq!(status, Some(1));
    let numbers = text.lines().filter_map(|line| line.strip_prefix("query ")?.split_once(':'));
    assert!(numbers.map(|(number, _)| number.parse::<u64>().unwrap()).eq(1..=30_000));
    assert!(text.contains("query 29999: valid\nexternal_id=29998\n"));
    let (json, _, _) = run_on_threads(&[&check[..], &["--format", "json"]].concat(), log.as_bytes());
    assert_eq!(String::from_utf8(json).unwrap().lines().count(), 30_000);
    let (summary, _, _) = run_on_threads(&[&check[..], &["--summary", "--quiet"]].concat(), log.as_bytes());
    let summary = String::from_utf8(summary).unwrap();
    assert!(summary.starts_with("29940 of 30000 queries are valid\n"), "{summary}");
    assert!(summary.contains("unknown_field   60\n") && summary.contains("input_too_long  30\n"), "{summary}");
}

#[test]
fn finds_records_in_order_on_any_number_of_threads() {
    let mut records = String::new();
    for number in 1..=30_000 {
        let record = if number % 3000 == 0 { "{\"status\": 7}" } else { "{\"status\": \"valid\"}" };
        writeln!(records, "{record}{}", " ".repeat(number % 7)).unwrap();
    }
    let grep = ["grep", "--schema", "belvo/links", "status=valid"];
    let (found, errors, status) = run_on_threads(&grep, records.as_bytes());
    let valid = records.lines().filter(|line| line.contains("valid"));
    assert!(String::from_utf8(found).unwrap().lines().eq(valid));
    assert_eq!((status, errors.lines().count()), (Some(2), 11));
    for (number, error) in (1..).zip(errors.lines().take(10)) {
        assert!(error.starts_with(&format!("filterset: standard input:{}: ", 3000 * number)), "{errors}");
    }
    let (found, errors, status) = run_on_threads(&[&grep[..], &["--strict"]].concat(), records.as_bytes());
    assert_eq!((String::from_utf8(found).unwrap().lines().count(), status), (2999, Some(2)));
    assert!(errors.starts_with("filterset: standard input:3000: ") && errors.lines().count() == 1, "{errors}");
}

#[test]
fn rejects_invalid_numbers_of_threads() {
    for threads in ["0", "-1", "x"] {
        let threads = format!("--threads={threads}");
        let output = run_filterset(&["check", "--schema", "belvo/links", &threads, "status=valid"], b"");
        assert_eq!(output.status.code(), Some(2), "{threads}");
    }
}

/// A failure ends the command although more input may follow.
#[test]
fn stops_at_a_failure_while_the_input_is_open() {
    for threads in THREADS {
        let mut child =
            spawn_filterset(&["grep", "--schema", "belvo/links", "--threads", threads, "--strict", "status=valid"]);
        child.stdin.as_mut().unwrap().write_all(b"{\"status\": \"valid\"}\nnothing\n").unwrap();
        let (mut found, mut errors) = (String::new(), String::new());
        child.stdout.take().unwrap().read_to_string(&mut found).unwrap();
        child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
        assert_eq!(found, "{\"status\": \"valid\"}\n");
        assert!(errors.starts_with("filterset: standard input:2: "), "{errors}");
        let stdin = child.stdin.take();
        assert_eq!(child.wait().unwrap().code(), Some(2));
        drop(stdin);
    }
}

#[test]
fn stops_with_the_reader_of_an_endless_input() {
    for threads in THREADS {
        for format in ["text", "json"] {
            let mut child =
                spawn_filterset(&["check", "--schema", "belvo/links", "--threads", threads, "--format", format]);
            let mut stdout = child.stdout.take().unwrap();
            let mut stdin = child.stdin.take().unwrap();
            let lines = "status=valid\n".repeat(1000);
            // Writing fails when the command has ended.
            let writer = std::thread::spawn(move || while stdin.write_all(lines.as_bytes()).is_ok() {});
            stdout.read_exact(&mut [0; 100]).unwrap();
            drop(stdout);
            writer.join().unwrap();
            let output = child.wait_with_output().unwrap();
            assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(2), ""));
        }
    }
}
