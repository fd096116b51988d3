//! The guide to probes.

use super::defect::Defect;
use super::{find, start};
use crate::guides::run_commands;
use crate::openapi::Folder;

const PAGE: &str = include_str!("../../../../../docs/find-out-whether-your-api-widens.md");

#[test]
fn runs_the_commands_of_the_guide() {
    let schema = PAGE.split_once("<<'END'\n").and_then(|(_, rest)| rest.split_once("\nEND\n")).unwrap().0;
    let server = start(schema, Defect::Ignores("unknown_field"));
    let page = PAGE.replace("https://api.example.com/links/", &server.url);
    run_commands(&Folder::new("probe"), &page, 2);
}

#[test]
fn lists_every_check_and_key() {
    let (findings, summary) = find(super::data::TYPES, Defect::Ignores("unknown_field"), &["--max-requests", "100"]);
    let checks = summary["checks"].as_array().unwrap();
    let names = checks.iter().map(|check| check["check"].as_str().unwrap());
    let keys = [&findings[0], &summary, &checks[0]].into_iter().flat_map(|object| object.as_object().unwrap().keys());
    let names: Vec<&str> = names.chain(keys.map(String::as_str)).collect();
    assert!(names.len() > 40, "{names:?}");
    for name in names {
        assert!(PAGE.contains(&format!("`{name}`")), "the guide should list {name}");
    }
}
