//! Builds and runs the example programs. The test of `examples/server` is in its own package.
#![cfg(feature = "serde")]

use std::path::{Path, PathBuf};
use std::process::Command;

/// The features that this test was built with, so that building an example doesn't rebuild the crate.
const FEATURES: [(&str, bool); 6] = [
    ("tz", cfg!(feature = "tz")),
    ("derive", cfg!(feature = "derive")),
    ("http", cfg!(feature = "http")),
    ("serde", cfg!(feature = "serde")),
    ("serde_json", cfg!(feature = "serde_json")),
    ("url", cfg!(feature = "url")),
];

/// Builds the program of an example, which `cargo test --test examples` doesn't, and returns its path.
fn build_program(name: &str) -> PathBuf {
    let features: Vec<&str> =
        FEATURES.into_iter().filter_map(|(name, is_enabled)| is_enabled.then_some(name)).collect();
    let test = std::env::current_exe().expect("the path of this program");
    let profile = test.parent().and_then(Path::parent).expect("the folder of the profile");
    let target = profile.parent().expect("the target folder");
    let mut build = Command::new(env!("CARGO"));
    build.args(["build", "--quiet", "--no-default-features", "--features", &features.join(","), "--example", name]);
    build.current_dir(env!("CARGO_MANIFEST_DIR")).arg("--target-dir").arg(target);
    build.args(if profile.ends_with("release") { &["--release"][..] } else { &[] });
    assert!(build.status().expect("cargo").success(), "{build:?}");
    profile.join("examples").join(name).with_extension(std::env::consts::EXE_EXTENSION)
}

#[track_caller]
fn run(name: &str) {
    let output = Command::new(build_program(name)).output().expect("a program that starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(!output.stdout.is_empty());
}

#[test]
fn runs_the_client() {
    run("client");
}

#[cfg(feature = "derive")]
#[test]
fn runs_the_derive_example() {
    run("derive");
}

#[test]
fn keeps_examples_under_60_lines() {
    for source in [include_str!("../examples/client.rs"), include_str!("../examples/server/src/main.rs")] {
        assert!(source.lines().count() < 60);
    }
}

#[test]
fn shows_the_report_of_an_error_in_the_readme() {
    let query = "instituton__in=erebor_mx_retail";
    let report = filterset_belvo::links().parse(query).unwrap_err().report(query);
    assert!(include_str!("../README.md").contains(&format!("```text\n{}\n```\n", report.trim_end())), "{report}");
}
