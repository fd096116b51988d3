//! The examples do what they say.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

#[path = "../../examples/client.rs"]
#[allow(dead_code, reason = "only its entry is called")]
mod client;
#[path = "../../examples/server.rs"]
#[allow(dead_code, reason = "the test listens on a port of its own")]
mod server;

#[test]
fn the_client_runs() {
    client::main().unwrap();
}

#[test]
fn the_server_answers_over_http() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let serving = std::thread::spawn(move || server::serve(listener.accept().unwrap().0).unwrap());
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET /api/links/?institution__in=erebor_mx_retail&status=invalid HTTP/1.1\r\n\r\n").unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    serving.join().unwrap();
    assert!(response.starts_with("HTTP/1.1 200 OK\r\n"), "{response}");
    assert!(response.ends_with("{\"results\":[[\"erebor_mx_retail\",\"invalid\"]]}\n"), "{response}");
}

#[test]
fn the_server_refuses_instead_of_answering_with_every_link() {
    let (status, body) = server::answer("/api/links/?statos=invalid");
    assert_eq!(status, "400 Bad Request");
    let body: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!(body["errors"][0]["code"], "unknown_field");
    assert_eq!(body["errors"][0]["nearest"], serde_json::json!(["status"]));
    assert_eq!(server::answer("/api/links/?refresh_rate=6h").0, "501 Not Implemented");
}

#[test]
fn each_is_short() {
    for source in [include_str!("../../examples/client.rs"), include_str!("../../examples/server.rs")] {
        assert!(source.lines().count() < 60);
    }
}
