//! Checks that the program equals the example of the README, and that the responses are those of the README.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

const README: &str = include_str!("../../../README.md");
const MANIFEST: &str = include_str!("../Cargo.toml");
const MAIN: &str = include_str!("../src/main.rs");

/// Returns the first code block of the README that begins with these words.
fn find_code_block(fence: &str) -> &'static str {
    let (_, rest) = README.split_once(&format!("\n{fence}\n")).expect("a code block");
    let (block, _) = rest.split_once("```\n").expect("the end of the code block");
    block
}

/// The server on a free port, until it is dropped.
struct Server {
    program: Child,
    address: String,
}

impl Server {
    fn start() -> Server {
        let mut command = Command::new(env!("CARGO_BIN_EXE_links-server"));
        let mut program = command.arg("127.0.0.1:0").stdout(Stdio::piped()).spawn().expect("a program that starts");
        let mut line = String::new();
        let output = program.stdout.take().expect("its output");
        BufReader::new(output).read_line(&mut line).expect("its address");
        let address = line.trim_end().strip_prefix("http://").unwrap_or_else(|| panic!("{line:?} is not a URL"));
        Server { address: address.to_owned(), program }
    }

    /// Returns the status line and the JSON of the response to a request.
    fn get(&self, target: &str) -> (String, Value) {
        let mut stream = TcpStream::connect(&self.address).expect("a server that accepts connections");
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a timeout above zero");
        let request = format!("GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).expect("a server that reads");
        let mut response = String::new();
        stream.read_to_string(&mut response).expect("a response of UTF-8");
        let (head, body) = response.split_once("\r\n\r\n").expect("a head and a body");
        let status = head.lines().next().expect("a status line");
        (status.to_owned(), serde_json::from_str(body).expect("a body of JSON"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.program.kill().expect("a server that still runs");
        self.program.wait().expect("the end of the server");
    }
}

#[test]
fn readme_prints_the_program() {
    assert_eq!(find_code_block("```rust,ignore"), MAIN);
}

#[test]
fn readme_lists_the_dependencies() {
    for line in find_code_block("```toml").lines().filter(|line| !line.contains("path = ")) {
        assert!(MANIFEST.contains(&format!("{line}\n")), "{line}");
    }
}

#[test]
fn responds_with_the_links_that_match() {
    let (status, body) = Server::start().get("/api/links/?institution__in=erebor_mx_retail&status=invalid");
    assert_eq!(status, "HTTP/1.1 200 OK");
    let expected = json!([{"institution": "erebor_mx_retail", "status": "invalid"}]);
    assert_eq!(body, expected);
    assert!(README.contains(r#"[{"institution":"erebor_mx_retail","status":"invalid"}]"#));
}

#[test]
fn rejects_instead_of_responding_with_every_link() {
    let server = Server::start();
    assert_eq!(server.get("/api/links/").1.as_array().map(Vec::len), Some(2));

    let (status, body) = server.get("/api/links/?statos=invalid");
    assert_eq!(status, "HTTP/1.1 400 Bad Request");
    assert_eq!(body["errors"][0]["code"], "unknown_field");
    assert_eq!(body["errors"][0]["nearest"], json!(["status"]));

    let (status, body) = server.get("/api/links/?status__contains=valid");
    assert_eq!(status, "HTTP/1.1 400 Bad Request");
    assert_eq!(body["errors"][0]["code"], "operator_not_allowed");

    let (status, body) = server.get("/api/links/?refresh_rate=6h");
    assert_eq!(status, "HTTP/1.1 400 Bad Request");
    assert_eq!(body["errors"][0]["code"], "unknown_field");
}
