//! The manifest's `rust-version` is the highest that a dependency of the core asks for.

use std::collections::BTreeMap;

use filterset_api::output;

/// The three numbers of a version of Rust; those that it leaves out are 0.
fn numbers(version: &str) -> [u64; 3] {
    let mut numbers = version.split('.').map(|number| number.parse().unwrap());
    [(); 3].map(|()| numbers.next().unwrap_or(0))
}

#[test]
fn rust_version_is_the_highest_of_the_core() {
    let metadata = output("cargo", &["metadata", "--locked", "--all-features", "--format-version", "1"]);
    let metadata: serde_json::Value = serde_json::from_str(&metadata).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let asked: BTreeMap<_, _> = packages
        .iter()
        .map(|package| {
            let text = |key| package[key].as_str().unwrap_or_default();
            (format!("{} v{}", text("name"), text("version")), text("rust_version"))
        })
        .collect();
    let own = packages.iter().find(|package| package["name"] == "filterset").unwrap();
    let stated = own["rust_version"].as_str().unwrap();
    println!("rust-version = {stated}");

    let highest = |features: &[&str]| {
        // On every platform. What only builds a dependency is compiled as well, by the same Rust.
        let tree = ["tree", "--locked", "--package", "filterset", "--edges", "normal,build", "--target", "all"];
        let lines = ["--prefix", "none", "--no-dedupe", "--format", "{p}"];
        let tree = output("cargo", &[&tree[..], &lines, features].concat());
        let crates = tree.lines().map(|line| line.split(" (").next().unwrap());
        // The crate's own derives say what it says.
        let crates = crates.filter(|name| !name.is_empty() && !name.starts_with("filterset"));
        let highest = crates.map(|name| (asked[name], name)).max_by_key(|(version, _)| match *version {
            "" => [0; 3],
            version => numbers(version),
        });
        let (version, name) = highest.unwrap();
        println!("{:45} {name} asks for {version}", features.join(" "));
        numbers(version)
    };
    let core = highest(&["--no-default-features"]);
    let default = highest(&["--features", "default"]);
    let other = ["chrono-tz", "belvo", "serde_json", "sea-query", "derive", "openapi", "http", "url", "axum", "cli"];
    let other = other.map(|feature| highest(&["--no-default-features", "--features", feature]));
    assert_eq!(numbers(stated), core, "the manifest's rust-version, and what the core needs");
    for needed in other.into_iter().chain([default]) {
        assert!(needed <= core, "a feature needs a newer Rust than the core: README.md is to say so");
    }
}
