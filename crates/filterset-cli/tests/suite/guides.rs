//! Runs the commands of the guides.

use std::collections::BTreeSet;

use serde_json::{Deserializer, Value};

use crate::openapi::Folder;
use crate::support::{check_json, new_folder, run_filterset, stdout, types_schema};

const SCRIPTS: &str = include_str!("../../../../docs/use-the-command-in-scripts.md");

/// Runs the `sh` blocks of a page in order. Each must print exactly the blocks that follow it, up to the next `sh` block:
/// first standard error, then standard output, unless they are empty. `json` blocks are compared as values, and examples
/// in other languages are skipped.
pub(crate) fn run_commands(folder: &Folder, page: &str, min_commands: usize) {
    let blocks =
        page.split("\n```").skip(1).step_by(2).map(|block| block.split_once('\n').expect("a block has a language"));
    let mut blocks = blocks.filter(|(language, _)| !["bash", "python", "rust", "yaml"].contains(language)).peekable();
    let mut commands = 0;
    while let Some((language, script)) = blocks.next() {
        assert_eq!(language, "sh", "no command prints this block:\n{script}");
        let output = folder.shell(script);
        let mut printed: Vec<String> =
            [output.stderr, output.stdout].into_iter().map(|bytes| String::from_utf8(bytes).unwrap()).collect();
        printed.retain(|printed| !printed.is_empty());
        let mut printed = printed.into_iter();
        while let Some((language, expected)) = blocks.next_if(|(language, _)| *language != "sh") {
            let printed = printed.next().unwrap_or_default();
            if language == "json" {
                assert_eq!(parse_json(&printed), parse_json(expected), "{script}");
            } else {
                assert_eq!(printed, format!("{expected}\n"), "{script}");
            }
        }
        assert_eq!(printed.next(), None, "the page doesn't show what this prints:\n{script}");
        commands += 1;
    }
    assert!(commands >= min_commands, "only {commands} commands were found");
}

fn parse_json(text: &str) -> Vec<Value> {
    Deserializer::from_str(text).into_iter().collect::<Result<_, _>>().expect(text)
}

#[test]
fn runs_the_commands_of_the_guide_to_openapi() {
    run_commands(&Folder::new("page"), include_str!("../../../../docs/start-from-openapi.md"), 7);
}

#[test]
fn runs_the_commands_of_the_guide_to_other_apis() {
    run_commands(&Folder::new("other"), include_str!("../../../../docs/describe-an-api-you-dont-own.md"), 5);
}

#[test]
fn runs_the_commands_of_the_guide_to_tools() {
    run_commands(&Folder::new("tools"), include_str!("../../../../docs/give-agents-a-tool.md"), 4);
}

#[test]
fn runs_the_commands_of_the_guide_to_scripts() {
    run_commands(&Folder::new("scripts"), SCRIPTS, 9);
}

/// Adds the keys of all objects in a value.
fn collect_keys(value: &Value, keys: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                keys.insert(key.clone());
                collect_keys(value, keys);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect_keys(item, keys)),
        _ => {}
    }
}

#[test]
fn lists_every_key_of_results_in_the_guide_to_scripts() {
    let folder = new_folder();
    let schema = types_schema(&folder);
    let paginated = folder.join("paginated.toml");
    let text = std::fs::read_to_string(&schema).unwrap().replace("reserved = [\"page\"]", "list.paging.by = \"page\"");
    std::fs::write(&paginated, text).unwrap();
    let paginated = paginated.to_str().unwrap();
    let queries = folder.join("queries.txt");
    std::fs::write(&queries, "count=1\npage=2\ncount=1&page=2\n").unwrap();

    let mut keys = BTreeSet::new();
    let invalid = format!("statos=a&status__in=a&created_by=1&status=a&status=b&external_id__in=&{}", "a=&".repeat(40));
    let long = format!("external_id__in={}", "a,".repeat(1000));
    let (results, _) = check_json(&["status=valid", &invalid, &long], b"");
    for arguments in [
        &["check", "--schema", paginated, "--format", "json", "--summary", "page=0", "statos=a"] as &[&str],
        &["diff", paginated, &schema, "--format", "json", "--queries", queries.to_str().unwrap()],
        &["diff", &schema, paginated, "--format", "json", "--queries", queries.to_str().unwrap()],
        &["explain", "--schema", &schema, "--format", "json", "count=1"],
        &["sql", "--schema", &schema, "--dialect", "postgres", "--format", "json", "count=1"],
    ] {
        let output = run_filterset(arguments, b"");
        for result in parse_json(&stdout(&output)) {
            collect_keys(&result, &mut keys);
        }
    }
    for result in &results {
        collect_keys(result, &mut keys);
    }
    std::fs::remove_dir_all(folder).unwrap();

    for key in ["allowed", "expected", "first", "found", "limit", "more", "parameter", "offset", "unknown_more"] {
        assert!(keys.contains(key), "no result has the key {key}");
    }
    for key in keys {
        assert!(SCRIPTS.contains(&format!("`{key}`")), "the guide should list the key {key}");
    }
}
