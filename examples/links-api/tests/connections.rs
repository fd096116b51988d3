//! Tests the limits of connections over sockets.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use filterset_sea_query::CursorKey;
use links_api::{App, ConnectionLimits, Options, Store, router, serve};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinSet;

const TIMEOUT: Duration = Duration::from_millis(500);
/// A time that is never reached if the limits work.
const PATIENCE: Duration = Duration::from_secs(20);

/// Runs a test with a server.
fn with_server(test: impl AsyncFn(SocketAddr)) {
    // Closing a connection to the database would block the runtime, so the store lives longer.
    let store = Arc::new(Store::sqlite(None).unwrap());
    let (keys, base_url) = (vec!["id:a password".parse().unwrap()], "http://links.example/".parse().unwrap());
    let options = Options { keys, base_url, seed: 1, allows_remote_webhooks: false };
    let app = App::new(Arc::clone(&store), options, CursorKey::new(&[1; 32])).unwrap();
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let limits = ConnectionLimits { header_timeout: TIMEOUT, ..ConnectionLimits::DEFAULT };
        let server = tokio::spawn(serve(listener, router(app), limits, async { drop(stopped.await) }));
        test(address).await;
        drop(stop);
        // Incomplete requests end with the timeout, so they don't keep the server from stopping.
        tokio::time::timeout(PATIENCE, server).await.expect("the server stops").unwrap();
    });
}

/// Sends text, and returns all that the server sends until it closes the connection.
async fn send(address: SocketAddr, text: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    // The server may close the connection before it has read everything.
    let _ = stream.write_all(text.as_bytes()).await;
    let mut received = Vec::new();
    let read = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut received)).await;
    assert!(read.is_ok(), "the connection stays open after {} bytes", text.len());
    String::from_utf8(received).unwrap()
}

/// Returns a request whose first line and headers have this many bytes.
fn request_of_length(length: usize) -> String {
    let (start, end) = ("GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Long: ", "\r\n\r\n");
    format!("{start}{}{end}", "a".repeat(length - start.len() - end.len()))
}

#[test]
fn closes_connections_with_incomplete_headers() {
    with_server(async |address| {
        let started = Instant::now();
        let mut connections = JoinSet::new();
        for number in 0..100 {
            let text = match number % 4 {
                0 => String::new(),
                1 => "GET /health HT".to_owned(),
                2 => "GET /health HTTP/1.1\r\nHost: x\r\n".to_owned(),
                _ => format!("GET /health HTTP/1.1\r\nX-Long: {}", "a".repeat(30_000)),
            };
            connections.spawn(async move { send(address, &text).await });
        }
        // Others are served all the time.
        assert!(send(address, &request_of_length(100)).await.starts_with("HTTP/1.1 200 OK\r\n"));
        for received in connections.join_all().await {
            assert!(!received.starts_with("HTTP/1.1 200"), "{received}");
        }
        assert!(started.elapsed() >= TIMEOUT);
    });
}

#[test]
fn closes_connections_that_send_headers_slowly() {
    with_server(async |address| {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let started = Instant::now();
        stream.write_all(b"GET /health HTTP/1.1\r\n").await.unwrap();
        // Each header arrives in time, but not all of them.
        while started.elapsed() < PATIENCE {
            if stream.write_all(b"X-Slow: a\r\n").await.is_err() {
                break;
            }
            tokio::time::sleep(TIMEOUT / 10).await;
        }
        assert!(started.elapsed() < PATIENCE);
    });
}

#[test]
fn closes_idle_connections() {
    with_server(async |address| {
        let request = "GET /health HTTP/1.1\r\nHost: x\r\n\r\n";
        let received = send(address, &request.repeat(2)).await;
        assert_eq!(received.matches("HTTP/1.1 200 OK\r\n").count(), 2, "{received}");
    });
}

#[test]
fn rejects_long_headers() {
    with_server(async |address| {
        let most = ConnectionLimits::DEFAULT.header_bytes;
        for (length, status) in [(most / 2, "200 OK"), (most - 1, "200 OK"), (2 * most, "431 "), (400_000, "431 ")] {
            let received = send(address, &request_of_length(length)).await;
            // If the server closes the connection while the client still sends, the response can be lost.
            let is_cut_off = length > most && received.is_empty();
            assert!(is_cut_off || received.starts_with(&format!("HTTP/1.1 {status}")), "{length}: {received}");
        }
        // A list of 500 UUIDs is shorter.
        let ids = vec!["2d2fb5a4-9b2a-4e4a-8f5c-6a0e0b6f3a51"; 500].join("%2C");
        let headers = "Host: x\r\nAuthorization: Basic aWQ6YSBwYXNzd29yZA==\r\nConnection: close";
        let received = send(address, &format!("GET /api/links/?id__in={ids} HTTP/1.1\r\n{headers}\r\n\r\n")).await;
        assert!(received.starts_with("HTTP/1.1 200 OK\r\n"), "{received}");
    });
}
