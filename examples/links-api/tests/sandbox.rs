//! Tests the life of links in process, with SQLite and with the PostgreSQL server of DATABASE_URL.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use filterset_belvo as belvo;
use filterset_sea_query::CursorKey;
use http_body_util::BodyExt;
use links_api::{App, Options, Store, router};
use serde_json::{Value, json};
use tokio::sync::watch;
use tower::ServiceExt;
use uuid::Uuid;

/// The time after which a test gives up.
const PATIENCE: Duration = Duration::from_secs(30);
/// A word that no response, row or log line may contain.
const SECRET: &str = "s3cr3t-Passw0rd";

/// Returns new databases. Each has a clock and jobs of its own.
fn new_stores() -> Vec<Arc<Store>> {
    let mut stores = vec![Arc::new(Store::sqlite(None).unwrap())];
    let is_ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
    if let Ok(url) = std::env::var("DATABASE_URL") {
        stores.push(Arc::new(Store::postgres(&create_database(&url)).unwrap()));
    } else {
        assert!(!is_ci, "DATABASE_URL names no PostgreSQL");
        eprintln!("skipped: PostgreSQL, which DATABASE_URL would name");
    }
    stores
}

/// Creates a database on the server of a URL, and returns its URL.
fn create_database(url: &str) -> String {
    let name = format!("sandbox_{}", Uuid::new_v4().simple());
    let mut client = postgres::Client::connect(url, postgres::NoTls).unwrap();
    client.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
    let mut url = url::Url::parse(url).unwrap();
    url.set_path(&name);
    url.into()
}

/// A server in process whose key nobody else has, and its jobs.
struct Sandbox {
    router: Router,
    /// The credentials of its first key, and of a second one.
    credentials: [String; 2],
    /// The ids of the keys.
    ids: [String; 2],
    _stop: watch::Sender<()>,
}

impl Sandbox {
    /// Creates a server. This blocks, so no runtime may run.
    fn new(store: &Arc<Store>) -> (Sandbox, App, watch::Receiver<()>) {
        let ids = [Uuid::new_v4().to_string(), Uuid::new_v4().to_string()];
        let keys = ids.each_ref().map(|id| format!("{id}:password"));
        // The first key has the example links.
        let first = "first:password".parse().unwrap();
        let options = Options {
            keys: [first].into_iter().chain(keys.iter().map(|key| key.parse().unwrap())).collect(),
            base_url: "http://links.example/".parse().unwrap(),
            seed: 1,
            allows_remote_webhooks: false,
        };
        let app = App::new(Arc::clone(store), options, CursorKey::new(&[1; 32])).unwrap();
        let (stop, stopped) = watch::channel(());
        let credentials = keys.map(|key| format!("Basic {}", BASE64_STANDARD.encode(key)));
        (Sandbox { router: router(app.clone()), credentials, ids, _stop: stop }, app, stopped)
    }

    async fn send_as(&self, authorization: &str, method: Method, target: &str, body: Value) -> (StatusCode, Value) {
        let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
        let request = Request::builder().method(method).uri(target).header(header::AUTHORIZATION, authorization);
        let response = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let status = response.status();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        assert!(!String::from_utf8_lossy(&body).contains(SECRET), "{target}");
        (status, serde_json::from_slice(&body).unwrap_or_default())
    }

    async fn send(&self, method: Method, target: &str, body: Value) -> (StatusCode, Value) {
        self.send_as(&self.credentials[0], method, target, body).await
    }

    async fn get(&self, target: &str) -> Value {
        let (status, body) = self.send(Method::GET, target, Value::Null).await;
        assert_eq!(status, StatusCode::OK, "{target}: {body}");
        body
    }

    async fn create(&self, username: &str, more: Value) -> (StatusCode, Value) {
        let mut body = json!({ "institution": "erebor_mx_retail", "username": username, "password": SECRET });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.send(Method::POST, "/api/links/", body).await
    }

    async fn advance(&self, seconds: i64) {
        let body = json!({ "advance_seconds": seconds });
        let (status, _) = self.send(Method::POST, "/api/sandbox/clock/", body).await;
        assert_eq!(status, StatusCode::OK);
    }

    async fn count(&self, target: &str) -> u64 {
        self.get(target).await["count"].as_u64().unwrap()
    }

    /// Waits until a list has at least `count` records.
    async fn wait_for(&self, target: &str, count: u64) -> u64 {
        let started_at = Instant::now();
        loop {
            let found = self.count(target).await;
            if found >= count {
                return found;
            }
            assert!(started_at.elapsed() < PATIENCE, "{target}: {found} of {count}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

/// Runs a test with each database.
fn with_each_store(test: impl AsyncFn(Sandbox)) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    for store in new_stores() {
        // A store is never dropped, because closing a connection would block the runtime.
        std::mem::forget(Arc::clone(&store));
        let (sandbox, app, stopped) = Sandbox::new(&store);
        runtime.block_on(async {
            let jobs = tokio::spawn(app.run_jobs(stopped));
            test(sandbox).await;
            // The end of the sandbox has stopped them.
            jobs.await.unwrap();
        });
    }
}

/// A receiver of webhooks, which responds with a status until it has `failures` responses less to fail.
struct Receiver {
    address: SocketAddr,
    received: Arc<Mutex<Vec<(String, Value)>>>,
}

impl Receiver {
    fn start(mut failures: usize) -> Receiver {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let received = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&received);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let (head, body) = read_request(&mut stream);
                let status = if failures > 0 { "500 Internal Server Error" } else { "200 OK" };
                if failures == 0 {
                    log.lock().unwrap().push((head, serde_json::from_slice(&body).unwrap()));
                }
                failures = failures.saturating_sub(1);
                write!(stream, "HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").unwrap();
            }
        });
        Receiver { address, received }
    }

    fn codes(&self) -> Vec<(String, String)> {
        let received = self.received.lock().unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        received.iter().map(|(_, body)| (text(&body["webhook_type"]), text(&body["webhook_code"]))).collect()
    }

    async fn wait_for(&self, count: usize) {
        let started_at = Instant::now();
        while self.received.lock().unwrap().len() < count {
            assert!(started_at.elapsed() < PATIENCE, "{:?} of {count}", self.codes());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

fn read_request(stream: &mut std::net::TcpStream) -> (String, Vec<u8>) {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let count = stream.read(&mut buffer).unwrap();
        bytes.extend_from_slice(&buffer[..count]);
        let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let length =
            head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
        if bytes.len() >= end + 4 + length.unwrap_or(0) {
            return (head, bytes[end + 4..].to_vec());
        }
    }
}

fn codes(body: &Value) -> Vec<(&str, &str)> {
    let errors = body.as_array().unwrap().iter();
    errors.map(|error| (error["code"].as_str().unwrap(), error["field"].as_str().unwrap_or_default())).collect()
}

#[test]
fn registers_links_with_the_status_of_the_user_name() {
    with_each_store(async |sandbox| {
        let cases = [
            ("ana", "erebor_mx_retail", StatusCode::CREATED, "", "valid"),
            ("wrong-password", "erebor_mx_retail", StatusCode::BAD_REQUEST, "login_error", "invalid"),
            ("mfa", "erebor_mx_retail", StatusCode::PRECONDITION_REQUIRED, "token_required", "token_required"),
            ("institution-down", "erebor_mx_retail", StatusCode::BAD_REQUEST, "institution_down", "unconfirmed"),
            ("ana", "ironbank_br_retail", StatusCode::BAD_REQUEST, "institution_down", "unconfirmed"),
        ];
        for (username, institution, status, code, link_status) in cases {
            let (found, body) =
                sandbox.create(username, json!({ "institution": institution, "external_id": "x" })).await;
            assert_eq!(found, status, "{username}: {body}");
            let id = if code.is_empty() { &body["id"] } else { &body[0]["link"] };
            assert!(code.is_empty() || body[0]["code"] == code, "{body}");
            let link = sandbox.get(&format!("/api/links/{}/", id.as_str().unwrap())).await;
            assert_eq!((&link["status"], &link["access_mode"]), (&json!(link_status), &json!("recurrent")));
            assert_eq!((&link["refresh_rate"], &link["external_id"]), (&json!("7d"), &json!("x")));
        }
        assert_eq!(sandbox.count("/api/links/").await, 5);
        assert_eq!(sandbox.count("/api/links/?status__in=invalid,unconfirmed").await, 3);
    });
}

#[test]
fn reports_every_error_of_a_body() {
    with_each_store(async |sandbox| {
        let post = async |body: Value| sandbox.send(Method::POST, "/api/links/", body).await;
        let (status, body) = post(json!({
            "institution": "", "username": 5, "acess_mode": "single", "access_mode": "sometimes", "created_by": "me",
        }))
        .await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        let mut found = codes(&body);
        found.sort_unstable();
        let expected = [
            ("empty_value", "institution"),
            ("invalid", "created_by"),
            ("invalid_choice", "access_mode"),
            ("invalid_type", "username"),
            ("required", "password"),
            ("unknown_field", "acess_mode"),
        ];
        assert_eq!(found, expected, "{body}");
        assert!(body.to_string().contains(r#"did you mean \"access_mode\""#), "{body}");
        let (_, body) = post(json!({ "institution": "nowhere", "username": "a", "password": "b" })).await;
        assert_eq!(codes(&body), [("does_not_exist", "institution")]);
        let (_, body) = post(json!([])).await;
        assert_eq!(codes(&body), [("invalid_type", "")]);
        let (_, body) = sandbox.create("a", json!({ "access_mode": "single", "refresh_rate": "6h" })).await;
        assert_eq!(codes(&body), [("invalid", "refresh_rate")]);
        let (_, body) = sandbox.create("a", json!({ "external_id": "x\0" })).await;
        assert_eq!(codes(&body), [("null_character", "")]);
        let clock = json!({ "advance_seconds": 1.0 });
        let (_, body) = sandbox.send(Method::POST, "/api/sandbox/clock/", clock).await;
        assert_eq!(codes(&body), [("invalid", "")]);
        assert_eq!(sandbox.count("/api/links/").await, 0);
    });
}

#[test]
fn finishes_logins_with_a_token() {
    with_each_store(async |sandbox| {
        let (_, body) = sandbox.create("mfa", json!({})).await;
        let (link, session) = (body[0]["link"].clone(), body[0]["session"].clone());
        let patch = async |body: Value| sandbox.send(Method::PATCH, "/api/links/", body).await;
        let (status, body) = patch(json!({ "session": session, "token": "0000", "link": link })).await;
        assert_eq!((status, codes(&body)), (StatusCode::BAD_REQUEST, vec![("invalid_token", "token")]));
        let (_, body) = patch(json!({ "session": "other", "token": "1234", "link": link })).await;
        assert_eq!(codes(&body), [("session_expired", "session")]);
        // Another key can't finish it.
        let request = json!({ "session": session, "token": "1234", "link": link });
        let other = &sandbox.credentials[1];
        let (status, _) = sandbox.send_as(other, Method::PATCH, "/api/links/", request.clone()).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        let (status, body) = patch(request.clone()).await;
        assert_eq!((status, &body["status"]), (StatusCode::OK, &json!("valid")));
        let (_, body) = patch(request).await;
        assert_eq!(codes(&body), [("session_expired", "session")]);
        // A session ends with its time.
        let (_, body) = sandbox.create("mfa", json!({})).await;
        sandbox.advance(601).await;
        let (_, body) = patch(json!({ "session": body[0]["session"], "token": "1234", "link": body[0]["link"] })).await;
        assert_eq!(codes(&body), [("session_expired", "session")]);
    });
}

#[test]
fn refreshes_recurrent_links_and_announces_it() {
    with_each_store(async |sandbox| {
        let receiver = Receiver::start(2);
        let webhook = json!({ "url": format!("http://{}/hook", receiver.address), "authorization": "Bearer abc" });
        let (status, body) = sandbox.send(Method::POST, "/api/webhooks/", webhook).await;
        assert_eq!(status, StatusCode::CREATED, "{body}");
        let (_, link) = sandbox.create("ana", json!({ "refresh_rate": "6h", "external_id": "mine" })).await;
        let of_link = |name: &str| format!("/api/{name}/?link={}", link["id"].as_str().unwrap());
        // The first attempts fail, and the order stays.
        receiver.wait_for(4).await;
        let first =
            ["ACCOUNTS", "OWNERS", "TRANSACTIONS", "BALANCES"].map(|kind| (kind.into(), "historical_update".into()));
        assert_eq!(receiver.codes(), first);
        {
            let (head, body) = &receiver.received.lock().unwrap()[2];
            assert!(
                head.starts_with("POST /hook HTTP/1.1")
                    && head.to_ascii_lowercase().contains("authorization: bearer abc")
            );
            assert_eq!((&body["link_id"], &body["external_id"]), (&link["id"], &json!("mine")));
            assert_eq!(body["process_type"], "historical_update");
            let count = body["data"]["total_transactions"].as_u64().unwrap();
            assert!(count > 10);
        }
        let transactions = sandbox.count(&of_link("transactions")).await;
        assert_eq!(json!(transactions), receiver.received.lock().unwrap()[2].1["data"]["total_transactions"]);
        // A change that changes nothing doesn't postpone the next refresh.
        sandbox.advance(6 * 3600 - 120).await;
        let path = format!("/api/links/{}/", link["id"].as_str().unwrap());
        let (status, body) = sandbox.send(Method::PATCH, &path, json!({ "refresh_rate": "6h" })).await;
        assert_eq!(status, StatusCode::OK);
        sandbox.advance(180).await;
        let started_at = Instant::now();
        while sandbox.get(&path).await["last_accessed_at"] == body["last_accessed_at"] {
            assert!(started_at.elapsed() < PATIENCE);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        // Then days pass, and transactions with them.
        sandbox.advance(60 * 86_400).await;
        let more = sandbox.wait_for(&of_link("transactions"), transactions + 10).await;
        receiver.wait_for(6).await;
        let codes = receiver.codes();
        assert!(codes.contains(&("TRANSACTIONS".into(), "new_transactions_available".into())), "{codes:?}");
        assert!(more > transactions);
        // Each delivery is listed with its attempts, and can be sent again.
        let deliveries =
            sandbox.get("/api/webhooks/deliveries/?type=ACCOUNTS&status=delivered&ordering=created_at").await;
        let oldest = &deliveries["results"][0];
        assert_eq!(oldest["attempts"].as_array().unwrap().len(), 3, "{oldest}");
        assert_eq!(oldest["attempts"][0]["response_status"], 500);
        let before = receiver.received.lock().unwrap().len();
        let id = oldest["id"].as_str().unwrap();
        let (status, _) =
            sandbox.send(Method::POST, &format!("/api/webhooks/deliveries/{id}/resend/"), Value::Null).await;
        assert_eq!(status, StatusCode::ACCEPTED);
        receiver.wait_for(before + 1).await;
    });
}

#[test]
fn delays_only_the_deliveries_of_a_receiver_that_does_not_respond() {
    with_each_store(async |sandbox| {
        // It accepts connections, and never responds.
        let silent = TcpListener::bind("127.0.0.1:0").unwrap();
        let receiver = Receiver::start(0);
        for address in [silent.local_addr().unwrap(), receiver.address] {
            let webhook = json!({ "url": format!("http://{address}/") });
            assert_eq!(sandbox.send(Method::POST, "/api/webhooks/", webhook).await.0, StatusCode::CREATED);
        }
        let started_at = Instant::now();
        sandbox.create("ana", json!({})).await;
        receiver.wait_for(4).await;
        assert!(started_at.elapsed() < Duration::from_secs(5), "{:?}", started_at.elapsed());
        assert_eq!(sandbox.count("/api/webhooks/deliveries/?status=pending").await, 4);
    });
}

#[test]
fn needs_a_request_for_each_fetch_of_a_single_link() {
    with_each_store(async |sandbox| {
        let (status, link) = sandbox.create("ana", json!({ "access_mode": "single" })).await;
        assert_eq!((status, &link["refresh_rate"]), (StatusCode::CREATED, &Value::Null));
        sandbox.advance(2 * 86_400).await;
        tokio::time::sleep(Duration::from_millis(700)).await;
        assert_eq!(sandbox.count("/api/accounts/").await, 0);
        let (status, accounts) = sandbox.send(Method::POST, "/api/accounts/", json!({ "link": link["id"] })).await;
        assert_eq!(status, StatusCode::CREATED);
        assert_eq!(sandbox.count("/api/accounts/").await, accounts.as_array().unwrap().len() as u64);
        assert_eq!(sandbox.count("/api/transactions/").await, 0);
        let fetch = json!({ "link": link["id"], "date_from": "2000-01-01" });
        let (_, old) = sandbox.send(Method::POST, "/api/transactions/", fetch.clone()).await;
        let count = sandbox.count("/api/transactions/").await;
        assert_eq!(count, old.as_array().unwrap().len() as u64);
        sandbox.advance(30 * 86_400).await;
        tokio::time::sleep(Duration::from_millis(700)).await;
        assert_eq!(sandbox.count("/api/transactions/").await, count);
        // A fetch whose data isn't stored.
        let mut unsaved = fetch.clone();
        unsaved["save_data"] = json!(false);
        let (_, new) = sandbox.send(Method::POST, "/api/transactions/", unsaved).await;
        assert!(new.as_array().unwrap().len() as u64 > count);
        assert_eq!(sandbox.count("/api/transactions/").await, count);
        let (_, new) = sandbox.send(Method::POST, "/api/transactions/", fetch.clone()).await;
        assert_eq!(sandbox.count("/api/transactions/").await, new.as_array().unwrap().len() as u64);
        // A response has the records as they are listed.
        let one = &accounts[0];
        assert_eq!(&sandbox.get(&format!("/api/accounts/{}/", one["id"].as_str().unwrap())).await, one);
        let (_, body) = sandbox
            .send(
                Method::POST,
                "/api/transactions/",
                json!({ "link": link["id"], "date_from": "2100-01-02", "date_to": "2100-01-01" }),
            )
            .await;
        assert_eq!(codes(&body), [("invalid", "date_to"), ("invalid_range", "date_from")]);
        let (_, body) = sandbox.send(Method::POST, "/api/accounts/", json!({ "link": Uuid::new_v4() })).await;
        assert_eq!(codes(&body), [("does_not_exist", "link")]);
    });
}

#[test]
fn replaces_credentials_and_changes_access_modes() {
    with_each_store(async |sandbox| {
        let receiver = Receiver::start(0);
        let webhook = json!({ "url": format!("http://{}/", receiver.address) });
        sandbox.send(Method::POST, "/api/webhooks/", webhook).await;
        let (_, link) = sandbox.create("wrong-password-later", json!({ "refresh_rate": "12h" })).await;
        let path = format!("/api/links/{}/", link["id"].as_str().unwrap());
        receiver.wait_for(4).await;
        sandbox.advance(13 * 3600).await;
        receiver.wait_for(5).await;
        assert_eq!(receiver.codes()[4], ("LINK".into(), "invalid_credentials".into()));
        assert_eq!(sandbox.get(&path).await["status"], "invalid");
        let (status, body) = sandbox.send(Method::POST, "/api/accounts/", json!({ "link": link["id"] })).await;
        assert_eq!((status, &body[0]["code"]), (StatusCode::BAD_REQUEST, &json!("login_error")));
        let (status, _) = sandbox.send(Method::PUT, &path, json!({ "password": "wrong-password" })).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        let (status, body) = sandbox.send(Method::PUT, &path, json!({ "password": SECRET })).await;
        assert_eq!((status, &body["status"]), (StatusCode::OK, &json!("valid")));
        // A repaired link is refreshed at once.
        sandbox.advance(30).await;
        let (status, body) = sandbox.send(Method::PATCH, &path, json!({ "access_mode": "single" })).await;
        assert_eq!(
            (status, &body["access_mode"], &body["refresh_rate"]),
            (StatusCode::OK, &json!("single"), &Value::Null)
        );
        let (_, body) =
            sandbox.send(Method::PATCH, &path, json!({ "access_mode": "recurrent", "refresh_rate": "30d" })).await;
        assert_eq!(body["refresh_rate"], "30d");
        let (status, _) = sandbox.send(Method::DELETE, &path, Value::Null).await;
        assert_eq!(status, StatusCode::NO_CONTENT);
        for list in ["links", "accounts", "owners", "transactions", "balances", "webhooks/deliveries"] {
            assert_eq!(sandbox.count(&format!("/api/{list}/")).await, 0, "{list}");
        }
        let (status, _) = sandbox.send(Method::DELETE, &path, Value::Null).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn hides_the_records_of_a_key_from_others() {
    with_each_store(async |sandbox| {
        let (_, link) = sandbox.create("ana", json!({})).await;
        let webhook = json!({ "url": "http://127.0.0.1:9/" });
        let (_, webhook) = sandbox.send(Method::POST, "/api/webhooks/", webhook).await;
        sandbox.advance(3600).await;
        sandbox.wait_for("/api/transactions/", 1).await;
        sandbox.wait_for("/api/webhooks/deliveries/", 0).await;
        let other = &sandbox.credentials[1];
        let as_other =
            async |method: Method, target: &str, body: Value| sandbox.send_as(other, method, target, body).await;
        for list in
            ["links", "links/by-cursor", "accounts", "owners", "transactions", "balances", "webhooks/deliveries"]
        {
            let (status, body) = as_other(Method::GET, &format!("/api/{list}/"), Value::Null).await;
            assert_eq!(status, StatusCode::OK, "{list}");
            let is_empty = body["results"].as_array().unwrap().is_empty();
            assert!(is_empty && body["count"] == 0, "{list}: {body}");
            if list == "links/by-cursor" || list == "webhooks/deliveries" {
                continue;
            }
            let id = sandbox.get(&format!("/api/{list}/?page_size=1")).await["results"][0]["id"].clone();
            let target = format!("/api/{list}/{}/", id.as_str().unwrap());
            for method in [Method::GET, Method::DELETE] {
                let (status, _) = as_other(method.clone(), &target, Value::Null).await;
                assert_eq!(status, StatusCode::NOT_FOUND, "{method} {target}");
            }
            // A filter by the link doesn't widen the list.
            let query = format!("/api/{list}/?id__in={}", id.as_str().unwrap());
            let (_, body) = as_other(Method::GET, &query, Value::Null).await;
            assert!(body["count"] == 0 || body[0]["code"] == "unknown_field", "{query}: {body}");
        }
        let path = format!("/api/links/{}/", link["id"].as_str().unwrap());
        for (method, body) in
            [(Method::PUT, json!({ "password": SECRET })), (Method::PATCH, json!({ "access_mode": "single" }))]
        {
            assert_eq!(as_other(method, &path, body).await.0, StatusCode::NOT_FOUND);
        }
        for list in ["accounts", "owners", "transactions", "balances"] {
            let mut body = json!({ "link": link["id"] });
            if matches!(list, "transactions" | "balances") {
                body["date_from"] = json!("2000-01-01");
            }
            let (status, body) = as_other(Method::POST, &format!("/api/{list}/"), body).await;
            assert_eq!((status, codes(&body)), (StatusCode::BAD_REQUEST, vec![("does_not_exist", "link")]), "{list}");
        }
        assert_eq!(as_other(Method::GET, "/api/webhooks/", Value::Null).await.1, json!([]));
        let target = format!("/api/webhooks/{}/", webhook["id"].as_str().unwrap());
        assert_eq!(as_other(Method::DELETE, &target, Value::Null).await.0, StatusCode::NOT_FOUND);
        let token = json!({ "id": sandbox.ids[1], "password": "password", "scopes": "", "link_id": link["id"] });
        let (_, token) = as_other(Method::POST, "/api/token/", token).await;
        let bearer = format!("Bearer {}", token["access"].as_str().unwrap());
        let (status, _) = sandbox.send_as(&bearer, Method::GET, "/widget/api/", Value::Null).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert_eq!(sandbox.count("/api/links/").await, 1);
    });
}

#[test]
fn serves_the_schemas_of_the_reference() {
    for (name, reference) in [
        ("accounts", belvo::accounts()),
        ("owners", belvo::owners()),
        ("transactions", belvo::transactions()),
        ("balances", belvo::balances()),
    ] {
        with_each_store(async |sandbox| {
            let schema = sandbox.get(&format!("/api/schemas/{name}/")).await;
            let served: filterset::Schema = serde_json::from_value(schema).unwrap();
            assert!(served.fields().eq(reference.fields()), "{name}");
        });
    }
}

#[test]
fn accepts_webhooks_only_on_this_machine() {
    with_each_store(async |sandbox| {
        for (url, code) in [
            ("http://127.0.0.1:9/", ""),
            ("http://localhost:9/", ""),
            ("https://[::1]/", ""),
            ("http://10.0.0.1/", "host_not_allowed"),
            ("http://169.254.169.254/latest", "host_not_allowed"),
            ("http://example.com/", "host_not_allowed"),
            ("http://localhost.example.com/", "host_not_allowed"),
            ("http://0/", "host_not_allowed"),
            ("ftp://localhost/", "invalid"),
            ("localhost:80", "invalid"),
        ] {
            let (status, body) = sandbox.send(Method::POST, "/api/webhooks/", json!({ "url": url })).await;
            let found = body[0]["code"].as_str().unwrap_or_default();
            assert_eq!((found, status == StatusCode::CREATED), (code, code.is_empty()), "{url}");
        }
        let webhooks = sandbox.get("/api/webhooks/").await;
        assert_eq!(webhooks.as_array().unwrap().len(), 3);
        let body = json!({ "url": "http://localhost/", "authorization": "a\r\nX: y" });
        let (_, body) = sandbox.send(Method::POST, "/api/webhooks/", body).await;
        assert_eq!(codes(&body), [("invalid", "authorization")]);
    });
}

#[test]
fn restricts_access_tokens() {
    with_each_store(async |sandbox| {
        let new_token = async |more: Value| {
            let mut body =
                json!({ "id": sandbox.ids[0], "password": "password", "scopes": "read_institutions,write_links" });
            body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            let (status, token) = sandbox.send_as("", Method::POST, "/api/token/", body).await;
            assert_eq!(status, StatusCode::OK, "{token}");
            format!("Bearer {}", token["access"].as_str().unwrap())
        };
        let token = new_token(json!({})).await;
        for target in ["/api/", "/api/links/", "/api/accounts/", "/api/webhooks/"] {
            assert_eq!(sandbox.send_as(&token, Method::GET, target, Value::Null).await.0, StatusCode::UNAUTHORIZED);
        }
        for other in ["", "Bearer ", "Bearer x", &sandbox.credentials[0]] {
            let (status, _) = sandbox.send_as(other, Method::GET, "/widget/api/", Value::Null).await;
            assert_eq!(status, StatusCode::UNAUTHORIZED);
        }
        let body = json!({ "institution": "erebor_mx_retail", "username": "ana", "password": SECRET });
        let (status, body) = sandbox.send_as(&token, Method::POST, "/widget/api/links/", body).await;
        assert_eq!(status, StatusCode::OK);
        let link = body["link"].clone();
        assert_eq!(sandbox.count("/api/links/").await, 1);
        // A token of one link repairs only this one.
        let repair = new_token(json!({ "link_id": link })).await;
        let (_, setup) = sandbox.send_as(&repair, Method::GET, "/widget/api/", Value::Null).await;
        assert_eq!((&setup["link"]["id"], &setup["link"]["status"]), (&link, &json!("valid")));
        let body = json!({ "institution": "erebor_mx_retail", "username": "ana", "password": SECRET });
        let (status, _) = sandbox.send_as(&repair, Method::POST, "/widget/api/links/", body).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        let (status, _) = sandbox.send_as(&token, Method::PUT, "/widget/api/link/", json!({ "password": "x" })).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        let (status, _) = sandbox.send_as(&repair, Method::PUT, "/widget/api/link/", json!({ "password": "x" })).await;
        assert_eq!(status, StatusCode::OK);
        let body = json!({ "id": sandbox.ids[0], "password": "other", "scopes": "" });
        assert_eq!(sandbox.send_as("", Method::POST, "/api/token/", body).await.0, StatusCode::UNAUTHORIZED);
    });
}

#[test]
fn writes_metrics_without_labels_of_clients() {
    with_each_store(async |sandbox| {
        for target in ["/api/links/?status=valid", "/nowhere-1", "/api/links/00000000-0000-4000-8000-000000000000/"] {
            sandbox.send(Method::GET, target, Value::Null).await;
        }
        let request = Request::get("/metrics").body(Body::empty()).unwrap();
        let response = sandbox.router.clone().oneshot(request).await.unwrap();
        let text = response.into_body().collect().await.unwrap().to_bytes();
        let text = String::from_utf8_lossy(&text);
        assert!(text.contains(r#"http_requests_total{method="GET",path="/api/links/{id}/",status="404"}"#), "{text}");
        assert!(!text.contains("nowhere") && !text.contains("00000000"), "{text}");
    });
}
