//! Runs the command, and parses its output.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

pub(crate) const REFERENCE: &str = "institution__in=erebor_mx_retail,gringotts_mx_retail&status=invalid";

pub(crate) fn run_filterset(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_filterset"))
        .args(arguments)
        // The servers of the tests are on this machine.
        .env("NO_PROXY", "127.0.0.1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Reads and writes at the same time, because a pipe doesn't hold the whole input or output.
    let mut stdin = child.stdin.take().unwrap();
    std::thread::scope(|scope| {
        // A command that reads no input may exit before it is written.
        scope.spawn(move || drop(stdin.write_all(input)));
        child.wait_with_output().unwrap()
    })
}

pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Runs `check --format json` on the Links schema. Returns the objects that it prints, and the exit code.
pub(crate) fn check_json(queries: &[&str], input: &[u8]) -> (Vec<Value>, i32) {
    let output = run_filterset(&[&["check", "--schema", "belvo/links", "--format", "json"], queries].concat(), input);
    let objects = stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (objects, output.status.code().unwrap())
}

/// Returns the code and the span of each error of a result.
pub(crate) fn errors(result: &Value) -> Vec<(&str, u64, u64)> {
    let span = |error: &Value| -> (u64, u64) { (error["start"].as_u64().unwrap(), error["end"].as_u64().unwrap()) };
    let errors = result["errors"].as_array().unwrap();
    errors.iter().map(|error| (error["code"].as_str().unwrap(), span(error).0, span(error).1)).collect()
}

/// Creates a new folder for the calling test.
pub(crate) fn new_folder() -> std::path::PathBuf {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let name = format!("filterset-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let path = std::env::temp_dir().join(name);
    std::fs::create_dir_all(&path).unwrap();
    path
}

/// Writes a schema with list options to a file in a folder.
pub(crate) fn lists_schema(folder: &std::path::Path) -> String {
    let path = folder.join("lists.toml");
    let schema = r#"
        name = "lists"
        reserved = ["format"]
        [fields.status]
        type = "choice"
        choices = ["valid", "invalid"]
        ops = ["exact"]
        [list]
        paging = { by = "page", size = 50, max_size = 200, clamp = true }
        ordering = ["created_at", "id"]
        fields = "any"
        omit = ["id", "status"]
        search = 64
    "#;
    std::fs::write(&path, schema).unwrap();
    path.to_str().unwrap().to_owned()
}

/// Writes a schema of every type to a file in a folder.
pub(crate) fn types_schema(folder: &std::path::Path) -> String {
    let path = folder.join("types.toml");
    let schema = r#"
        name = "types"
        reserved = ["page"]
        fields.account__balance = { type = "decimal", ops = ["exact", "gte"] }
        fields.count = { type = "integer", nullable = true, ops = ["exact", "gte", "isnull"] }
        fields.created_at = { type = "date-time", ops = ["in", "lte"] }
        fields.day = { type = "date", ops = ["exact"] }
        fields.name = { type = "text", allow_empty = true, ops = ["exact", "ne", "icontains"] }
        fields.open = { type = "boolean", ops = ["exact"] }
        fields.tags = { type = "text", many = true, ops = ["exact", "allin"] }
    "#;
    std::fs::write(&path, schema).unwrap();
    path.to_str().unwrap().to_owned()
}
