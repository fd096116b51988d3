//! Responses that aren't those of a list.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;

use super::api::Api;
use super::data::TYPES;
use super::defect::Defect;
use super::{Server, probe};

#[test]
fn fails_if_the_api_cant_be_queried() {
    let deep = format!("{{\"results\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let large = format!("{{\"results\": [\"{}\"]}}", "a".repeat(9 << 20));
    for (status, body, message) in [
        (500, "", "status 500"),
        (404, "", "status 404"),
        (401, "", "status 401: expected credentials; use --header"),
        (429, "", "status 429: expected fewer requests; reduce --rate"),
        (302, "http://127.0.0.1:1/", "status 302: expected no redirect"),
        (200, "<html>", "invalid JSON"),
        (200, "{\"a\": 1}", "expected an array of records; use --results"),
        (200, "[]", "the list has no records"),
        (200, &deep, "invalid JSON: recursion limit exceeded"),
        (200, &large, "no response"),
    ] {
        let body = body.to_owned();
        let server = Server::start(move |_| (status, body.clone()));
        let (out, errors, code) = probe(&server.url, TYPES, &[]);
        assert!(code == 2 && out.is_empty() && errors.contains(message), "{message}: {errors}");
        assert_eq!(server.received().len(), 1);
    }
    let (_, errors, code) = probe("http://127.0.0.1:1/", TYPES, &[]);
    assert!(code == 2 && errors.contains("no response"), "{errors}");
}

#[test]
fn follows_no_redirects() {
    let other = Server::start(|_| (200, "[]".to_owned()));
    let api = Api::new(TYPES, Defect::None);
    let location = other.url.clone();
    let server = Server::start(move |query| match api.respond(query) {
        (400, _) => (307, location.clone()),
        response => response,
    });
    let (out, _, code) = probe(&server.url, TYPES, &["--max-requests", "60"]);
    assert!(code == 1 && out.contains("found status 307"), "{out}");
    assert_eq!(other.received().len(), 0);
}

/// The links to the next page lead to another host, and to the same page again.
#[test]
fn sends_nothing_to_other_hosts() {
    let other = Server::start(|_| (200, "[]".to_owned()));
    let next = format!("{}?page=1", other.url);
    let server = Server::start(move |_| (200, json!({"results": [{"id": 1}], "next": next}).to_string()));
    let (out, _, code) = probe(&server.url, TYPES, &["--max-requests", "60"]);
    assert!(code == 1 && out.contains("differs[pagination]"), "{out}");
    assert_eq!(other.received().len(), 0);
    assert!(server.received().len() <= 60);
}

#[test]
fn stops_if_the_api_asks_for_a_pause_or_for_credentials() {
    for (status, message) in [(429, "reduce --rate"), (401, "use --header")] {
        let count = Arc::new(AtomicUsize::new(0));
        let api = Api::new(TYPES, Defect::None);
        let server = Server::start(move |query| match count.fetch_add(1, Ordering::Relaxed) {
            30.. => (status, String::new()),
            _ => api.respond(query),
        });
        let (_, errors, code) = probe(&server.url, TYPES, &[]);
        assert!(code == 2 && errors.contains(message), "{errors}");
        assert_eq!(server.received().len(), 31);
    }
}

#[test]
fn escapes_the_text_of_records() {
    let id = "\u{1b}]0;a\u{7}\u{202e}<&\"'";
    let page = json!([{"id": id, "status": "valid", "rank": 1}, {"id": 2, "status": "lost", "rank": 5}]).to_string();
    let server = Server::start(move |_| (200, page.clone()));
    for format in ["text", "json", "junit"] {
        let (out, _, code) = probe(&server.url, TYPES, &["--format", format]);
        let is_hidden = |c: char| c != '\n' && (c.is_control() || c == '\u{202e}');
        assert!(code == 1 && !out.contains(is_hidden) && out.contains("1b"), "{out}");
        assert_eq!(out.contains("&lt;&amp;"), format == "junit", "{out}");
    }
}
