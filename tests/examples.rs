//! Builds and runs the examples, and checks their output.
#![cfg(feature = "serde")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// The features that this test was built with, so that building an example doesn't rebuild the crate.
const FEATURES: [(&str, bool); 6] = [
    ("chrono-tz", cfg!(feature = "chrono-tz")),
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

/// The example server on a free port. It stops when it is dropped.
struct Server {
    program: Child,
    address: String,
}

impl Server {
    fn start() -> Server {
        let mut command = Command::new(build_program("server"));
        let mut program = command.arg("127.0.0.1:0").stdout(Stdio::piped()).spawn().expect("a program that starts");
        let mut line = String::new();
        let output = program.stdout.take().expect("its output");
        BufReader::new(output).read_line(&mut line).expect("its address");
        let address = line.trim_end().strip_prefix("http://").unwrap_or_else(|| panic!("{line:?} is no address"));
        Server { address: address.to_owned(), program }
    }

    /// Returns the response to a request for a target.
    fn get(&self, target: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).expect("a server that accepts connections");
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a timeout above zero");
        // Written at once, because a server that closes a connection with unread data would reset it.
        stream.write_all(format!("GET {target} HTTP/1.1\r\n\r\n").as_bytes()).expect("a server that reads");
        let mut response = String::new();
        stream.read_to_string(&mut response).expect("a response of text");
        response
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.program.kill().expect("a server that still runs");
        self.program.wait().expect("the end of the server");
    }
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
fn responds_over_http() {
    let response = Server::start().get("/api/links/?institution__in=erebor_mx_retail&status=invalid");
    assert!(response.starts_with("HTTP/1.1 200 OK\r\n"), "{response}");
    assert!(response.ends_with("{\"results\":[[\"erebor_mx_retail\",\"invalid\"]]}\n"), "{response}");
}

#[test]
fn rejects_invalid_and_unsupported_queries() {
    let server = Server::start();
    let response = server.get("/api/links/?statos=invalid");
    let (head, body) = response.split_once("\r\n\r\n").expect("a head and a body");
    assert!(head.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{head}");
    let body: serde_json::Value = serde_json::from_str(body).expect("a body of JSON");
    assert_eq!(body["errors"][0]["code"], "unknown_field");
    assert_eq!(body["errors"][0]["nearest"], serde_json::json!(["status"]));
    let response = server.get("/api/links/?refresh_rate=6h");
    assert!(response.starts_with("HTTP/1.1 501 Not Implemented\r\n"), "{response}");
}

#[test]
fn keeps_examples_under_60_lines() {
    for source in [include_str!("../examples/client.rs"), include_str!("../examples/server.rs")] {
        assert!(source.lines().count() < 60);
    }
}
