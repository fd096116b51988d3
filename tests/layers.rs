//! Each module of the library imports only from those below it, and the command only what is public.

use std::fs;
use std::path::{Path, PathBuf};

/// The modules of the library, from the lowest to the highest: each knows only those before it. A folder's modules
/// know, by `super`, the one that the folder belongs to.
const LAYERS: [&str; 85] = [
    "op",
    "value/datum",
    "value/from",
    "value/number",
    "value/time",
    "value/uuid",
    "value/zone",
    "value",
    "bits",
    "excerpt",
    "nearest",
    "limits",
    "schema_error",
    "error/sentence",
    "error/kind",
    "error",
    "report",
    "field",
    "listing/paging",
    "listing",
    "schema",
    "filter/list",
    "filter",
    "percent",
    "query",
    "parameters",
    "check/read",
    "check",
    "policy",
    "parse/reading",
    "parse",
    "builder",
    "render",
    "list/sort",
    "list/projection",
    "list/gate",
    "list/render",
    "list/read",
    "list/builder",
    "list",
    "address",
    "typed/impls",
    "typed/checks",
    "typed/saved",
    "typed",
    "extent",
    "unmapped",
    "matches/operands",
    "matches/order",
    "matches/search",
    "matches/check",
    "matches/json",
    "matches",
    "implies",
    "explain",
    "sql/bind",
    "sql/compare",
    "sql",
    "data/listing",
    "data",
    "openapi/error",
    "openapi/note",
    "openapi/node",
    "openapi/json",
    "openapi/yaml",
    "openapi/document",
    "openapi/reserved",
    "openapi/key",
    "openapi/keys",
    "openapi/said",
    "openapi/allowance",
    "openapi/shape",
    "openapi/parameter",
    "openapi/infer",
    "openapi/sentence",
    "openapi/gather",
    "openapi/lists",
    "openapi/import",
    "openapi/object",
    "openapi/export",
    "openapi",
    "problem",
    "http",
    "belvo",
    "lib",
];

/// The `.rs` files of `src`, as module paths such as `value/time`.
fn modules() -> Vec<(String, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders: Vec<PathBuf> = vec![src.clone()];
    let mut modules = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a readable folder") {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let module = path.strip_prefix(&src).expect("a file of src").with_extension("");
                let module = module.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>();
                modules.push((module.join("/"), fs::read_to_string(&path).expect("a readable file")));
            }
        }
    }
    modules.sort();
    modules
}

/// The lines of code, without what is a comment.
fn code(source: &str) -> impl Iterator<Item = &str> {
    source.lines().map(|line| line.split("//").next().unwrap_or_default())
}

/// What follows each mention of a root, up to where the name ends.
fn mentions<'a>(source: &'a str, root: &'a str) -> impl Iterator<Item = &'a str> {
    code(source).flat_map(move |line| line.split(root).skip(1)).map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        &rest[..end]
    })
}

fn is_command(module: &str) -> bool {
    module == "main" || module == "cli" || module.starts_with("cli/")
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| *layer == module)
}

#[test]
fn every_file_has_its_layer() {
    let modules = modules();
    let unknown: Vec<_> = modules.iter().filter(|(module, _)| !is_command(module) && layer(module).is_none()).collect();
    assert!(unknown.is_empty(), "put {:?} in the list", unknown.iter().map(|(module, _)| module).collect::<Vec<_>>());
    let gone: Vec<_> = LAYERS.iter().filter(|layer| !modules.iter().any(|(module, _)| module == *layer)).collect();
    assert!(gone.is_empty(), "take {gone:?} off the list");
}

#[test]
fn no_arrow_points_up() {
    let mut arrows = 0;
    for (module, source) in modules().iter().filter(|(module, _)| !is_command(module)) {
        for below in mentions(source, "crate::") {
            assert!(!below.is_empty(), "{module} imports many modules in one line: this test reads one a line");
            let arrow = layer(below).unwrap_or_else(|| panic!("{module} imports {below}, which has no layer"));
            assert!(Some(arrow) < layer(module), "{module} imports {below}, which is above it");
            arrows += 1;
        }
    }
    assert!(arrows > 40, "only {arrows} imports were found");
}

#[test]
fn the_command_uses_what_is_public() {
    for (module, source) in modules().iter().filter(|(module, _)| is_command(module)) {
        for own in mentions(source, "crate::") {
            assert_eq!(own, "cli", "{module} imports from the library, which is filterset:: to it");
        }
    }
    for (module, source) in modules().iter().filter(|(module, _)| !is_command(module)) {
        assert!(mentions(source, "filterset::").next().is_none(), "{module} calls its own crate by name");
    }
}

#[test]
fn nom_stays_in_the_grammar() {
    for (module, source) in modules().iter().filter(|(module, _)| module != "query") {
        assert!(mentions(source, "nom::").next().is_none(), "{module} knows the parser library");
    }
}
