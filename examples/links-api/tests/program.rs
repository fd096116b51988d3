//! Tests the command: its start, its responses over a socket, and its shutdown on a signal.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};

struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
    }
}

fn get(address: &str, target: &str) -> String {
    send(address, "GET", target, "")
}

fn send(address: &str, method: &str, target: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    let headers = "Host: x\r\nAuthorization: Basic aWQ6YSBwYXNzd29yZA==\r\nConnection: close";
    write!(stream, "{method} {target} HTTP/1.1\r\n{headers}\r\nContent-Length: {}\r\n\r\n{body}", body.len()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn starts_responds_and_stops() {
    let mut server = Command::new(env!("CARGO_BIN_EXE_links-api"));
    server.args(["--addr", "127.0.0.1:0"]).env("LINKS_API_KEY", "id:a password").env_remove("DATABASE_URL");
    let mut server = Server(server.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap());
    let mut url = String::new();
    BufReader::new(server.0.stdout.take().unwrap()).read_line(&mut url).unwrap();
    let address = url.trim().strip_prefix("http://").and_then(|url| url.strip_suffix('/')).unwrap();

    let answer = get(address, "/api/links/?status=invalid&page_size=1&fields=status");
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.ends_with("\"results\":[{\"status\":\"invalid\"}]}"), "{answer}");
    assert!(
        answer.contains(&format!("http://{address}/api/links/?status=invalid&fields=status&page=2&page_size=1")),
        "{answer}"
    );
    assert!(get(address, "/api/links/?statos=invalid").starts_with("HTTP/1.1 400 Bad Request\r\n"));

    // An idle connection doesn't prevent the server from stopping.
    let _idle = TcpStream::connect(address).unwrap();
    let signal = Command::new("kill").arg(server.0.id().to_string()).status().unwrap();
    assert!(signal.success());
    assert!(server.0.wait().unwrap().success());
}

#[test]
fn reports_invalid_arguments() {
    let cases: [(&[&str], Option<&str>, &str); 7] = [
        (&["--key", "nocolon"], None, "expected ID:PASSWORD"),
        (&[], Some("nocolon"), "expected ID:PASSWORD"),
        (&[], None, "--key <ID:PASSWORD>"),
        (&["--key", "id:x", "--url", "links.example"], None, "expected http://HOST"),
        (&["--cursor-key", "00"], Some("id:x"), "expected 64 hex digits"),
        (&["--cursor-key", &"+0".repeat(32)], Some("id:x"), "expected 64 hex digits"),
        (&["--url", "ftp://links.example"], Some("id:x"), "expected http://HOST"),
    ];
    for (arguments, key, expected) in cases {
        let mut server = Command::new(env!("CARGO_BIN_EXE_links-api"));
        server.args(arguments).env_remove("LINKS_API_KEY").envs(key.map(|key| ("LINKS_API_KEY", key)));
        let output = server.output().unwrap();
        assert!(!output.status.success());
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(stderr.contains(expected) && !stderr.contains("nocolon"), "{stderr}");
    }
    // The help doesn't show values of the environment.
    let mut help = Command::new(env!("CARGO_BIN_EXE_links-api"));
    let help = help.arg("--help").env("LINKS_API_KEY", "id:secret").output().unwrap();
    assert!(help.status.success() && !String::from_utf8_lossy(&help.stdout).contains("secret"));
}

#[test]
fn keeps_no_credentials_in_database_and_log() {
    const SECRETS: [&str; 4] = ["s3cr3t-user", "s3cr3t-password", "s3cr3t-second", "s3cr3t-token"];
    let folder = tempfile::tempdir().unwrap();
    let mut server = Command::new(env!("CARGO_BIN_EXE_links-api"));
    server.args(["--addr", "127.0.0.1:0", "--database"]).arg(folder.path().join("links.db"));
    server.env("LINKS_API_KEY", "id:a password").env("RUST_LOG", "trace").env_remove("DATABASE_URL");
    let mut server = Server(server.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap());
    let mut url = String::new();
    BufReader::new(server.0.stdout.take().unwrap()).read_line(&mut url).unwrap();
    let address = url.trim().strip_prefix("http://").and_then(|url| url.strip_suffix('/')).unwrap();

    let [username, password, second, token] = SECRETS;
    let mut ids = Vec::new();
    for institution in ["erebor_mx_retail", "ironbank_br_retail", "nowhere"] {
        let body = format!(
            r#"{{"institution":"{institution}","username":"{username}","username2":"{second}","password":"{password}","token":"{token}"}}"#
        );
        let answer = send(address, "POST", "/api/links/", &body);
        ids.extend(answer.split("\"id\":\"").nth(1).map(|rest| rest[..36].to_owned()));
    }
    assert_eq!(ids.len(), 1);
    // A body that isn't valid, and one that isn't JSON.
    send(address, "POST", "/api/links/", &format!(r#"{{"institution":["{password}"],"{username}":"{token}"}}"#));
    send(address, "POST", "/api/links/", &format!(r#"{{"password":"{password}""#));
    let put = send(address, "PUT", &format!("/api/links/{}/", ids[0]), &format!(r#"{{"password":"{password}"}}"#));
    assert!(put.starts_with("HTTP/1.1 200 OK\r\n"), "{put}");
    let mfa =
        send(address, "POST", "/api/links/", r#"{"institution":"erebor_mx_retail","username":"mfa","password":"x"}"#);
    assert!(mfa.starts_with("HTTP/1.1 428 "), "{mfa}");

    assert!(Command::new("kill").arg(server.0.id().to_string()).status().unwrap().success());
    let mut log = Vec::new();
    server.0.stderr.take().unwrap().read_to_end(&mut log).unwrap();
    let mut places = vec![("the log".to_owned(), log)];
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let path = file.unwrap().path();
        places.push((path.display().to_string(), std::fs::read(&path).unwrap()));
    }
    assert!(places.iter().any(|(_, bytes)| find(bytes, "erebor_mx_retail")));
    for (place, bytes) in places {
        for secret in SECRETS {
            assert!(!find(&bytes, secret), "{place} has {secret}");
        }
    }
}

fn find(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

/// Starts the server on a database, and returns it with its address.
fn start(database: &std::path::Path) -> (Server, String) {
    let mut server = Command::new(env!("CARGO_BIN_EXE_links-api"));
    server.args(["--addr", "127.0.0.1:0", "--database"]).arg(database);
    server.env("LINKS_API_KEY", "id:a password").env_remove("DATABASE_URL");
    let mut server = Server(server.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap());
    let mut url = String::new();
    BufReader::new(server.0.stdout.take().unwrap()).read_line(&mut url).unwrap();
    let address = url.trim().strip_prefix("http://").and_then(|url| url.strip_suffix('/')).unwrap().to_owned();
    (server, address)
}

#[test]
fn finishes_deliveries_in_progress_and_keeps_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("links.db");
    let receiver = TcpListener::bind("127.0.0.1:0").unwrap();
    let (mut server, address) = start(&database);
    let body = format!(r#"{{"url":"http://{}/"}}"#, receiver.local_addr().unwrap());
    assert!(send(&address, "POST", "/api/webhooks/", &body).starts_with("HTTP/1.1 201 "));
    let body = r#"{"institution":"erebor_mx_retail","username":"ana","password":"secret"}"#;
    assert!(send(&address, "POST", "/api/links/", body).starts_with("HTTP/1.1 201 "));

    // The server stops while the first of four deliveries waits for its response.
    let (mut delivery, _) = receiver.accept().unwrap();
    assert!(Command::new("kill").arg(server.0.id().to_string()).status().unwrap().success());
    std::thread::sleep(std::time::Duration::from_millis(500));
    assert!(server.0.try_wait().unwrap().is_none());
    delivery.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").unwrap();
    assert!(server.0.wait().unwrap().success());

    let (_server, address) = start(&database);
    let count = |status: &str| {
        let answer = get(&address, &format!("/api/webhooks/deliveries/?status={status}"));
        answer.split("\"count\":").nth(1).and_then(|rest| rest.split(',').next()).unwrap().parse::<u64>().unwrap()
    };
    assert_eq!((count("delivered"), count("pending")), (1, 3));
}
