//! A server that rejects what it doesn't understand: `cargo run --example server`, then
//! `curl 'http://127.0.0.1:8080/api/links/?status=invalid'`. An argument sets another address.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};

use filterset::{Filter, Predicate, Value};

/// Institution and status of each link.
const LINKS: [[&str; 2]; 3] =
    [["erebor_mx_retail", "valid"], ["erebor_mx_retail", "invalid"], ["gringotts_mx_retail", "invalid"]];

fn matches(filter: &Filter<'_>, [institution, status]: [&str; 2]) -> Result<bool, String> {
    for condition in filter {
        let held = Value::from(match condition.field().name() {
            "institution" => institution,
            "status" => status,
            other => return Err(format!("{other} can't be filtered here")),
        });
        let holds = match condition.predicate() {
            Predicate::Exact(value) => *value == held,
            Predicate::In(list) => list.contains(&held),
            other => return Err(format!("{} can't be filtered here", other.op())),
        };
        if !holds {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Status line and body for the target of a request.
fn answer(target: &str) -> (&'static str, String) {
    let query = target.split_once('?').map_or("", |(_, query)| query);
    let filter = match filterset_belvo::links().parse(query) {
        Ok(filter) => filter,
        Err(errors) => return ("400 Bad Request", serde_json::json!({ "errors": errors }).to_string()),
    };
    let links =
        LINKS.into_iter().filter_map(|link| matches(&filter, link).map(|holds| holds.then_some(link)).transpose());
    match links.collect::<Result<Vec<_>, String>>() {
        Ok(links) => ("200 OK", serde_json::json!({ "results": links }).to_string()),
        Err(reason) => ("501 Not Implemented", serde_json::json!({ "reason": reason }).to_string()),
    }
}

/// Answers one request: a line of at most 8 kB, of which the target is the second word.
fn serve(mut stream: TcpStream) -> std::io::Result<()> {
    let mut line = String::new();
    BufReader::new(stream.try_clone()?).take(8192).read_line(&mut line)?;
    let (status, body) = answer(line.split(' ').nth(1).unwrap_or("/"));
    write!(stream, "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n{body}\n")
}

fn main() -> std::io::Result<()> {
    let listener = TcpListener::bind(std::env::args().nth(1).as_deref().unwrap_or("127.0.0.1:8080"))?;
    println!("http://{}", listener.local_addr()?);
    listener.incoming().try_for_each(|stream| serve(stream?))
}
