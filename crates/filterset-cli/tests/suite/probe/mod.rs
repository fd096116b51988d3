//! `filterset probe`.

mod api;
mod correct;
mod data;
mod defect;
mod defects;
mod exchange;
mod formats;
mod guide;
mod hostile;
mod server;

use std::path::Path;

use serde_json::Value;

use crate::support::{new_folder, run_filterset, stderr, stdout};
use api::Api;
use defect::Defect;
use server::Server;

/// Runs the command on a URL. Returns standard output, standard error and the exit code.
fn probe(url: &str, schema: &str, arguments: &[&str]) -> (String, String, i32) {
    let folder = new_folder();
    let path = write_schema(&folder, schema);
    let output = run_filterset(&[&["probe", url, "--schema", &path, "--rate", "100000"], arguments].concat(), b"");
    std::fs::remove_dir_all(folder).unwrap();
    (stdout(&output), stderr(&output), output.status.code().unwrap())
}

fn write_schema(folder: &Path, schema: &str) -> String {
    let path = folder.join("schema.toml");
    std::fs::write(&path, schema).unwrap();
    path.to_str().unwrap().to_owned()
}

/// Starts an API with a defect.
fn start(schema: &str, defect: Defect) -> Server {
    let api = Api::new(schema, defect);
    Server::start(move |query| api.respond(query))
}

/// Converts the page of an API to another shape.
type Reshape = fn(Value) -> Value;

/// Starts an API that responds in another shape.
fn start_reshaped(schema: &str, defect: Defect, reshape: Reshape) -> Server {
    let api = Api::new(schema, defect);
    Server::start(move |query| {
        let (status, body) = api.respond(query);
        let page = || reshape(serde_json::from_str(&body).unwrap()).to_string();
        (status, if status == 200 { page() } else { body.clone() })
    })
}

/// Runs the command on an API. Returns the findings and the summary.
fn find(schema: &str, defect: Defect, arguments: &[&str]) -> (Vec<Value>, Value) {
    let server = start(schema, defect);
    let (out, errors, code) = probe(&server.url, schema, &[&["--format", "json"], arguments].concat());
    let mut lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let summary = lines.pop().unwrap_or_else(|| panic!("{errors}"))["summary"].clone();
    assert_eq!(code, i32::from(!lines.is_empty()), "{errors}");
    (lines, summary)
}
