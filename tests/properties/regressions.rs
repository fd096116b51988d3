//! Replays inputs that fuzzing found, and a few hostile ones, with the functions that the fuzz targets call.

use filterset_test_support::targets;

use std::fs;
use std::path::Path;

fn replay(target: &str, run: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/regressions").join(target);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut count = 0;
    for entry in entries {
        let path = entry.expect("a file of the folder").path();
        // The last printed name is that of the failing input.
        println!("{}", path.display());
        run(&fs::read(&path).expect("a readable file"));
        count += 1;
    }
    assert!(count > 0, "{} is empty", folder.display());
}

#[test]
fn replays_parse() {
    replay("parse", targets::parse);
}

#[test]
fn replays_builder() {
    replay("builder", targets::builder);
}

#[test]
fn replays_naive() {
    replay("naive", targets::naive);
}

#[test]
fn replays_spelled() {
    replay("spelled", targets::spelled);
}

#[test]
fn replays_render() {
    replay("render", targets::render);
}

#[cfg(feature = "serde")]
#[test]
fn replays_schema() {
    replay("schema", targets::schema);
}
