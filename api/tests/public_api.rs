//! The public items are those of the committed listings.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use filterset_api::{output, root};

/// The format of rustdoc's JSON that the pinned version of `public-api` reads.
const FORMAT: u64 = 57;

/// The public items with some features, one a line, as the installed nightly's rustdoc tells them.
fn items(features: &str) -> String {
    // A folder for each set of features: what one writes is never taken for another's.
    let target = &format!("{}/rustdoc{features}", env!("CARGO_TARGET_TMPDIR"));
    let args = ["run", "nightly", "cargo", "rustdoc", "--locked", "--lib", "--target-dir", target, features];
    let json = ["-Z", "unstable-options", "--output-format", "json"];
    output("rustup", &[&args[..], &json].concat());
    let path = format!("{target}/doc/filterset.json");
    let read: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    let format = read["format_version"].as_u64().unwrap();
    assert!(
        format == FORMAT,
        "the nightly's rustdoc writes format {format}, and what reads it here knows {FORMAT}: set `public-api` in \
         api/Cargo.toml to a version for that format and FORMAT in {}, or install a nightly that writes {FORMAT}",
        file!()
    );
    // Blanket impls say nothing of this crate, and the traits that a compiler implements have tests/auto_traits.rs.
    let api = public_api::Builder::from_rustdoc_json(path)
        .omit_blanket_impls(true)
        .omit_auto_trait_impls(true)
        .build()
        .unwrap();
    // What only documentation has, and what only the compiler may name, nobody builds on.
    let is_promised =
        |item: &String| !["filterset::_documentation", "StructuralPartialEq"].iter().any(|no| item.contains(no));
    let items = api.items().map(|item| format!("{item}\n"));
    items.filter(is_promised).collect()
}

/// The lines that one text has more often than the other, in its order.
fn more<'a>(one: &'a str, other: &str) -> Vec<&'a str> {
    let mut known = BTreeMap::new();
    for line in other.lines() {
        *known.entry(line).or_insert(0) += 1;
    }
    let is_more = |line: &&str| match known.get_mut(*line) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    one.lines().filter(is_more).collect()
}

#[test]
fn public_items_are_those_of_the_listings() {
    let renewed = std::env::var_os("RENEW").is_some();
    let mut report = String::new();
    for (name, features) in [("public-api.txt", "--all-features"), ("public-api-core.txt", "--no-default-features")] {
        let path = root().join("api").join(name);
        let items = items(features);
        println!("{name}: {} public items with {features}", items.lines().count());
        if renewed {
            fs::write(path, items).unwrap();
            continue;
        }
        let listed = fs::read_to_string(path).unwrap();
        if items != listed {
            writeln!(report, "--- api/{name}\n+++ the crate with {features}").unwrap();
            more(&listed, &items).iter().for_each(|line| writeln!(report, "-{line}").unwrap());
            more(&items, &listed).iter().for_each(|line| writeln!(report, "+{line}").unwrap());
        }
    }
    assert!(
        report.is_empty(),
        "the public items have changed:\n\n{report}\nA line with - is gone, which breaks those who use it. Where it is \
         meant, `RENEW=1 just api` writes the listings anew, and CHANGELOG.md tells it.\n"
    );
}
