//! Tests the responses of the server in process, with SQLite and with the PostgreSQL server of DATABASE_URL.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use filterset::FilterSet;
use filterset_belvo as belvo;
use filterset_sea_query::CursorKey;
use http_body_util::BodyExt;
use links_api::{App, Key, LINK_COUNT, Link, Options, Store, router};
use serde_json::{Value, json};
use tokio::task::JoinSet;
use tower::ServiceExt;

const KEY: &str = "id:a password";
/// `id:a password`
const BASIC: &str = "Basic aWQ6YSBwYXNzd29yZA==";

/// The stores are never dropped, because closing a connection would block the runtime.
static STORES: LazyLock<Vec<Arc<Store>>> = LazyLock::new(|| {
    let mut stores = vec![Arc::new(Store::sqlite(None).unwrap())];
    let is_ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
    if let Ok(url) = std::env::var("DATABASE_URL") {
        stores.push(Arc::new(Store::postgres(&url).unwrap()));
    } else {
        assert!(!is_ci, "DATABASE_URL names no PostgreSQL");
        eprintln!("skipped: PostgreSQL, which DATABASE_URL would name");
    }
    stores
});

struct Reply {
    status: StatusCode,
    headers: header::HeaderMap,
    body: Value,
}

async fn send(router: &Router, request: Request<Body>) -> Reply {
    let (parts, body) = router.clone().oneshot(request).await.unwrap().into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    let body = if body.is_empty() { Value::Null } else { serde_json::from_slice(&body).unwrap() };
    Reply { status: parts.status, headers: parts.headers, body }
}

fn authorized(target: &str) -> axum::http::request::Builder {
    Request::get(target).header(header::AUTHORIZATION, BASIC)
}

async fn get(router: &Router, target: &str) -> Reply {
    send(router, authorized(target).body(Body::empty()).unwrap()).await
}

fn new_app(store: &Arc<Store>, cursor_key: [u8; 32]) -> App {
    let (keys, base_url) = (vec![KEY.parse().unwrap()], "http://links.example/".parse().unwrap());
    let options = Options { keys, base_url, seed: 1, allows_remote_webhooks: false };
    App::new(Arc::clone(store), options, CursorKey::new(&cursor_key)).unwrap()
}

/// Runs a test with each database.
fn with_each_store(test: impl AsyncFn(Router)) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for store in STORES.iter() {
        runtime.block_on(test(router(new_app(store, [1; 32]))));
    }
}

/// Returns the code and the parameter of each error, and asserts that each has the request's id.
fn error_codes(answer: &Reply) -> Vec<(&str, Option<&str>)> {
    let id = answer.headers["x-request-id"].to_str().unwrap();
    assert_eq!(answer.headers[header::CONTENT_TYPE], "application/json");
    let errors = answer.body.as_array().unwrap().iter();
    errors
        .map(|error| {
            assert_eq!(error["request_id"], id);
            assert!(!error["message"].as_str().unwrap().is_empty());
            (error["code"].as_str().unwrap(), error["field"].as_str())
        })
        .collect()
}

#[test]
fn requires_key() {
    with_each_store(async |router| {
        for key in [BASIC, "basic aWQ6YSBwYXNzd29yZA=="] {
            let request = Request::get("/api/").header(header::AUTHORIZATION, key).body(Body::empty()).unwrap();
            assert_eq!(send(&router, request).await.status, StatusCode::OK, "{key}");
        }
        // A wrong and an empty password, a prefix, an extension, another scheme, no credentials, and invalid UTF-8.
        let others: [&[u8]; 8] = [
            b"Basic aWQ6YW5vdGhlcg==",
            b"Basic aWQ6",
            b"Basic aWQ6YSBwYXNzd29yZA=",
            b"Basic aWQ6YSBwYXNzd29yZA===",
            b"Bearer aWQ6YSBwYXNzd29yZA==",
            b"Basic",
            b"",
            b"Basic \xff",
        ];
        for key in others {
            for target in ["/api/", "/api/links/", "/api/links/?status=invald", "/api/institutions/"] {
                let request = Request::get(target).header(header::AUTHORIZATION, key).body(Body::empty()).unwrap();
                let answer = send(&router, request).await;
                assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
                assert_eq!(answer.headers[header::WWW_AUTHENTICATE], "Basic realm=\"links\"");
                assert_eq!(error_codes(&answer), [("authentication_failed", None)]);
            }
        }
        assert!("id".parse::<Key>().is_err() && ":x".parse::<Key>().is_err() && "id:".parse::<Key>().is_err());
    });
}

#[test]
fn equals_the_schema_of_the_reference_page() {
    let described = |schema: &filterset::Schema| {
        let fields = schema.fields().map(|field| {
            let choices = field.choices().map(str::to_owned).collect::<Vec<_>>();
            (field.name().to_owned(), field.value_type(), field.ops(), choices)
        });
        fields.collect::<Vec<_>>()
    };
    assert_eq!(described(Link::schema()), described(&belvo::links()));
    let (own, page) = (Link::schema().list_options(), belvo::links().list_options().clone());
    assert_eq!(own.pagination(), page.pagination());
    // The server has the parameters of the page, and `ordering`.
    assert_eq!(
        own.parameters().filter(|parameter| parameter.name() != "ordering").collect::<Vec<_>>(),
        page.parameters().collect::<Vec<_>>()
    );
}

#[test]
fn filters_links() {
    with_each_store(async |router| {
        let all = get(&router, "/api/links/?page_size=1000").await.body;
        assert_eq!(all["count"], LINK_COUNT);
        let mut sum = 0;
        for status in ["valid", "invalid", "unconfirmed", "token_required"] {
            let found = get(&router, &format!("/api/links/?status={status}&page_size=1000")).await.body;
            assert!(found["results"].as_array().unwrap().iter().all(|link| link["status"] == status));
            sum += found["count"].as_u64().unwrap();
        }
        assert_eq!(sum, LINK_COUNT);

        let link = &all["results"][0];
        let (id, creator) = (link["id"].as_str().unwrap(), link["created_by"].as_str().unwrap());
        let by_id = get(&router, &format!("/api/links/?id__in={id}")).await.body;
        assert_eq!((&by_id["count"], &by_id["results"][0]), (&json!(1), link));
        let by_others = get(&router, &format!("/api/links/?created_by__not_in={creator}&page_size=1000")).await.body;
        assert!(by_others["results"].as_array().unwrap().iter().all(|link| link["created_by"] != creator));
        let none = get(&router, "/api/links/?external_id=nobody").await.body;
        assert_eq!(none, json!({"count": 0, "next": null, "previous": null, "results": []}));
        let customer = get(&router, "/api/links/?external_id__in=customer-5,customer-10,customer-11").await.body;
        assert_eq!(customer["count"], 2);
        let weekly = "institution__in=erebor_mx_retail,gringotts_mx_retail&access_mode=recurrent&refresh_rate=7d";
        let weekly = get(&router, &format!("/api/links/?{weekly}&page_size=1000")).await.body;
        assert!(weekly["count"].as_u64().unwrap() > 100);
        for link in weekly["results"].as_array().unwrap() {
            assert!(link["institution"] == "erebor_mx_retail" || link["institution"] == "gringotts_mx_retail");
            assert_eq!((&link["access_mode"], &link["refresh_rate"]), (&json!("recurrent"), &json!("7d")));
        }
    });
}

#[test]
fn lists_each_link_once_over_all_pages() {
    with_each_store(async |router| {
        let mut seen = BTreeSet::new();
        let mut next = Some("http://links.example/api/links/?page_size=999&fields=id".to_owned());
        let mut last = Value::Null;
        while let Some(url) = next {
            last = get(&router, url.strip_prefix("http://links.example").unwrap()).await.body;
            for link in last["results"].as_array().unwrap() {
                assert!(seen.insert(link["id"].as_str().unwrap().to_owned()));
            }
            next = last["next"].as_str().map(str::to_owned);
        }
        assert_eq!(seen.len() as u64, LINK_COUNT);
        let previous = last["previous"].as_str().unwrap();
        assert_eq!(previous, "http://links.example/api/links/?fields=id&page=5&page_size=999");

        // They contain the filter in its canonical form.
        let page = get(&router, "/api/links/?page=2&status__in=valid,invalid,valid").await.body;
        assert_eq!(page["next"], "http://links.example/api/links/?status__in=invalid,valid&page=3");
        assert_eq!(page["previous"], "http://links.example/api/links/?status__in=invalid,valid");
        let page = get(&router, "/api/links/?page=2").await.body;
        assert_eq!(page["previous"], "http://links.example/api/links/");
        for page in ["52", "4294967295", "9223372036854775", "9223372036854775&page_size=1000"] {
            let beyond = get(&router, &format!("/api/links/?page={page}")).await;
            assert_eq!(
                (beyond.status, error_codes(&beyond)),
                (StatusCode::NOT_FOUND, vec![("not_found", Some("page"))]),
                "{page}"
            );
            assert_eq!(beyond.body[0]["message"], "Invalid page.");
        }
    });
}

/// Returns the path and the query of a link to another page.
fn target_of(link: &Value) -> Option<String> {
    link.as_str().map(|url| url.strip_prefix("http://links.example").unwrap().to_owned())
}

#[test]
fn walks_every_ordering_by_cursor() {
    with_each_store(async |router| {
        let names = Link::schema().list_options().ordering();
        let orderings = names.iter().flat_map(|name| [name.to_string(), format!("-{name}")]);
        for ordering in orderings.chain(["status,-last_accessed_at,institution".to_owned()]) {
            let filter = "institution__in=erebor_mx_retail,gringotts_mx_retail&status=invalid";
            // The same records by page, in the same order.
            let by_page = get(&router, &format!("/api/links/?{filter}&ordering={ordering}&page_size=1000")).await.body;
            let mut seen = Vec::new();
            let mut next = Some(format!("/api/links/by-cursor/?{filter}&ordering={ordering}&page_size=37"));
            while let Some(target) = next {
                let page = get(&router, &target).await.body;
                assert_eq!((&page["count"], &page["previous"]), (&by_page["count"], &Value::Null), "{target}");
                let results = page["results"].as_array().unwrap();
                next = target_of(&page["next"]);
                assert!(if next.is_some() { results.len() == 37 } else { results.len() <= 37 }, "{target}");
                seen.extend(results.iter().cloned());
            }
            assert_eq!(by_page["results"].as_array().unwrap(), &seen, "{ordering}");
            assert!(seen.len() > 200);
        }
    });
}

#[test]
fn continues_with_another_size_and_other_fields() {
    with_each_store(async |router| {
        let first = get(&router, "/api/links/by-cursor/?ordering=last_accessed_at&page_size=2&fields=id").await.body;
        let next = target_of(&first["next"]).unwrap();
        assert!(next.starts_with("/api/links/by-cursor/?cursor="), "{next}");
        let next = next.replace("page_size=2", "page_size=3").replace("fields=id", "fields=status,id");
        let second = get(&router, &next).await.body;
        let both = get(&router, "/api/links/?ordering=last_accessed_at&page_size=5&fields=id,status").await.body;
        assert_eq!(second["results"].as_array().unwrap()[..], both["results"].as_array().unwrap()[2..]);
    });
}

#[test]
fn rejects_cursors_of_other_lists() {
    with_each_store(async |router| {
        let cursor = async |query: &str| -> String {
            let first = get(&router, &format!("/api/links/by-cursor/?{query}&page_size=1")).await.body;
            let next = target_of(&first["next"]).unwrap();
            next.split(['?', '&']).find_map(|pair| pair.strip_prefix("cursor=")).unwrap().to_owned()
        };
        let valid = cursor("status=invalid&ordering=-id").await;
        let list = "/api/links/by-cursor/?status=invalid&ordering=-id";
        assert_eq!(get(&router, &format!("{list}&cursor={valid}")).await.status, StatusCode::OK);
        for (target, code) in [
            (format!("/api/links/by-cursor/?status=valid&ordering=-id&cursor={valid}"), "invalid_cursor"),
            (format!("/api/links/by-cursor/?ordering=-id&cursor={valid}"), "invalid_cursor"),
            (format!("/api/links/by-cursor/?status=invalid&ordering=id&cursor={valid}"), "invalid_cursor"),
            (format!("/api/links/by-cursor/?status=invalid&cursor={valid}"), "invalid_cursor"),
            (format!("{list}&cursor={}", &valid[1..]), "invalid_cursor"),
            (format!("{list}&cursor={}", &valid[..valid.len() - 1]), "invalid_cursor"),
            (format!("{list}&cursor={valid}A"), "invalid_cursor"),
            (format!("{list}&cursor={valid}%3D"), "invalid_cursor"),
            (format!("{list}&cursor={}", valid.to_lowercase()), "invalid_cursor"),
            (format!("{list}&cursor=1"), "invalid_cursor"),
            (format!("{list}&cursor={}", "A".repeat(4096)), "invalid_cursor"),
            (format!("{list}&cursor={}", "A".repeat(4097)), "value_too_long"),
            (format!("{list}&cursor="), "empty_value"),
            (format!("{list}&cursor={valid}&cursor={valid}"), "duplicate_parameter"),
        ] {
            let answer = get(&router, &target).await;
            assert_eq!(
                (answer.status, error_codes(&answer)),
                (StatusCode::BAD_REQUEST, vec![(code, Some("cursor"))]),
                "{target}"
            );
        }
        // A problem document has the position of the cursor.
        let request = authorized(&format!("{list}&cursor=abc")).header(header::ACCEPT, "application/problem+json");
        let problem = send(&router, request.body(Body::empty()).unwrap()).await.body;
        let error = &problem["errors"][0];
        let expected = (json!("invalid_cursor"), json!(35), json!(38));
        assert_eq!((error["code"].clone(), error["start"].clone(), error["end"].clone()), expected, "{problem}");
        // Links by page have no cursors.
        let answer = get(&router, &format!("/api/links/?cursor={valid}")).await;
        assert_eq!(error_codes(&answer), [("unknown_field", Some("cursor"))]);
    });
}

#[test]
fn rejects_cursors_of_another_key() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let routers = [[1; 32], [2; 32]].map(|key| router(new_app(&STORES[0], key)));
        let first = get(&routers[0], "/api/links/by-cursor/").await.body;
        let next = target_of(&first["next"]).unwrap();
        assert_eq!(get(&routers[0], &next).await.status, StatusCode::OK);
        assert_eq!(error_codes(&get(&routers[1], &next).await), [("invalid_cursor", Some("cursor"))]);
    });
}

#[test]
fn orders_links() {
    with_each_store(async |router| {
        let column = async |query: &str, name: &str| -> Vec<String> {
            let page = get(&router, &format!("/api/links/?page_size=1000&{query}")).await.body;
            page["results"].as_array().unwrap().iter().map(|link| link[name].as_str().unwrap().to_owned()).collect()
        };
        assert!(column("", "created_at").await.is_sorted_by(|a, b| a >= b));
        assert!(column("ordering=created_at", "created_at").await.is_sorted());
        let (institutions, ids) =
            (column("ordering=-institution", "institution").await, column("ordering=-institution", "id").await);
        assert!(institutions.is_sorted_by(|a, b| a >= b));
        // Null is greater than every value in both databases.
        let nulls = async |query: &str| -> Vec<bool> {
            let page = get(&router, &format!("/api/links/?page_size=1000&fields=external_id&{query}")).await.body;
            page["results"].as_array().unwrap().iter().map(|link| link["external_id"].is_null()).collect()
        };
        let (first, last) = (nulls("ordering=-external_id").await, nulls("ordering=external_id&page=5").await);
        assert!(first[0] && last[last.len() - 1]);
        assert!(!nulls("ordering=external_id").await[0] && !nulls("ordering=-external_id&page=5").await[999]);
        // The id decides between equal values, in the same direction, so that no link is on two pages.
        assert!(
            institutions.windows(2).zip(ids.windows(2)).all(|(names, ids)| names[0] != names[1] || ids[0] > ids[1])
        );
    });
}

#[test]
fn selects_fields_of_links() {
    with_each_store(async |router| {
        let keys = async |target: &str| -> Vec<String> {
            let body = get(&router, target).await.body;
            let link = if body.get("results").is_some() { body["results"][0].clone() } else { body };
            link.as_object().unwrap().keys().cloned().collect()
        };
        let all = keys("/api/links/").await;
        assert_eq!(all.len(), 9);
        assert_eq!(keys("/api/links/?fields=status,id").await, ["id", "status"]);
        assert_eq!(keys(&format!("/api/links/?omit={}", all.join(","))).await, Vec::<String>::new());
        assert_eq!(keys("/api/links/?omit=created_by,created_at").await.len(), 7);
        let link = get(&router, "/api/links/?page_size=1").await.body["results"][0].clone();
        let id = link["id"].as_str().unwrap();
        let target = format!("/api/links/{id}/");
        assert_eq!(get(&router, &target).await.body, link);
        assert_eq!(get(&router, &format!("/api/links/{}/", id.to_uppercase())).await.body, link);
        // The uuid library also accepts these.
        for id in [format!("urn:uuid:{id}"), format!("%7B{id}%7D"), id.replace('-', "")] {
            assert_eq!(get(&router, &format!("/api/links/{id}/")).await.status, StatusCode::NOT_FOUND, "{id}");
        }
        assert_eq!(keys(&format!("{target}?fields=id")).await, ["id"]);
    });
}

#[test]
fn filters_institutions() {
    with_each_store(async |router| {
        let names = async |query: &str| -> Vec<String> {
            let page = get(&router, &format!("/api/institutions/?{query}")).await.body;
            page["results"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(names("").await.len(), 8);
        assert_eq!(names("resources__allin=OWNERS,BALANCES").await, ["erebor_br_retail", "erebor_mx_retail"]);
        assert_eq!(names("country_code__in=CO,BR&status=healthy").await, ["erebor_br_retail", "laketown_co_business"]);
        assert_eq!(names("type=fiscal").await, ["tatooine_mx_fiscal"]);
        let one = get(&router, "/api/institutions/?name=laketown_co_business").await.body;
        assert_eq!(one["results"][0]["resources"], json!(["ACCOUNTS", "TRANSACTIONS"]));
        let one = get(&router, "/api/institutions/?name=laketown_co_business&fields=resources,name").await.body;
        assert_eq!(
            one["results"],
            json!([{"name": "laketown_co_business", "resources": ["ACCOUNTS", "TRANSACTIONS"]}])
        );
        let rejected = get(&router, "/api/institutions/?omit=resource").await;
        assert_eq!(error_codes(&rejected), [("invalid_value", Some("omit"))]);
        // The schema follows the API's reference page, which has no ordering.
        let rejected = get(&router, "/api/institutions/?ordering=name").await;
        assert_eq!(error_codes(&rejected), [("unknown_field", Some("ordering"))]);
        let rejected = get(&router, "/api/institutions/?resources=OWNERS").await;
        assert_eq!(error_codes(&rejected), [("operator_not_allowed", Some("resources"))]);
    });
}

#[test]
fn rejects_invalid_queries() {
    with_each_store(async |router| {
        let cases: [(&str, &[(&str, &str)]); 19] = [
            ("instituton=erebor_mx_retail", &[("unknown_field", "instituton")]),
            ("status__im=valid", &[("unknown_operator", "status__im")]),
            ("access_mode__in=single", &[("operator_not_allowed", "access_mode__in")]),
            ("status=", &[("empty_value", "status")]),
            ("status=valid&status=valid", &[("duplicate_condition", "status")]),
            ("id__in=1,,2", &[("invalid_value", "id__in"), ("empty_item", "id__in"), ("invalid_value", "id__in")]),
            ("created_at__gte=2022-01-01", &[("unknown_field", "created_at__gte")]),
            ("page=0", &[("invalid_value", "page")]),
            ("page=+1", &[("invalid_value", "page")]),
            ("page=1&page=2", &[("duplicate_parameter", "page")]),
            ("page_size=1001", &[("invalid_value", "page_size")]),
            ("page=99999999999999999999", &[("invalid_value", "page")]),
            ("page=9223372036854776", &[("invalid_value", "page")]),
            ("ordering=", &[("empty_list", "ordering")]),
            ("ordering=--id", &[("invalid_value", "ordering")]),
            ("fields=id,secret", &[("invalid_value", "fields")]),
            ("fields=id&omit=id", &[("conflicting_parameters", "omit")]),
            ("ordering=id,-id", &[("duplicate_item", "ordering")]),
            ("status=invald&page=0", &[("invalid_value", "status"), ("invalid_value", "page")]),
        ];
        for (query, expected) in cases {
            let answer = get(&router, &format!("/api/links/?{query}")).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
            let expected: Vec<_> = expected.iter().map(|(code, field)| (*code, Some(*field))).collect();
            assert_eq!(error_codes(&answer), expected, "{query}");
        }
        let long = get(&router, &format!("/api/links/?institution={}", "x".repeat(65_000))).await;
        assert_eq!(long.status, StatusCode::OK);
        let one = get(&router, "/api/links/00000000-0000-4000-8000-000000000000/?status=valid").await;
        assert_eq!(error_codes(&one), [("unknown_field", Some("status"))]);
        let one = get(&router, "/api/links/00000000-0000-4000-8000-000000000000/?fields=secret").await;
        assert_eq!(error_codes(&one), [("invalid_value", Some("fields"))]);
    });
}

#[test]
fn reports_all_errors_in_one_format() {
    with_each_store(async |router| {
        let cases = [
            (Method::GET, "/nowhere", StatusCode::NOT_FOUND, "not_found"),
            (Method::GET, "/api/links", StatusCode::NOT_FOUND, "not_found"),
            (Method::GET, "/api/links/nobody/", StatusCode::NOT_FOUND, "not_found"),
            (Method::GET, "/api/links/00000000-0000-4000-8000-000000000000/", StatusCode::NOT_FOUND, "not_found"),
            (Method::POST, "/api/links/", StatusCode::BAD_REQUEST, "parse_error"),
            (Method::POST, "/api/institutions/", StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed"),
            (Method::DELETE, "/health", StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed"),
        ];
        for (path, is_hinted) in [("/api/links", true), ("/api/link/", false)] {
            let message = get(&router, path).await.body[0]["message"].as_str().unwrap().to_owned();
            assert_eq!(message.contains("end with /"), is_hinted, "{path}: {message}");
        }
        for (method, target, status, code) in cases {
            let request = authorized(target).method(method).body(Body::empty()).unwrap();
            let answer = send(&router, request).await;
            assert_eq!((answer.status, error_codes(&answer)), (status, vec![(code, None)]), "{target}");
        }
        let long = authorized("/api/links/")
            .header(header::CONTENT_LENGTH, 1 << 20)
            .body(Body::from(vec![0; 1 << 20]))
            .unwrap();
        let answer = send(&router, long).await;
        assert_eq!(
            (answer.status, error_codes(&answer)),
            (StatusCode::PAYLOAD_TOO_LARGE, vec![("payload_too_large", None)])
        );
    });
}

#[test]
fn escapes_untrusted_input() {
    with_each_store(async |router| {
        let request =
            authorized("/api/links/?%1b%5b31m%E2%80%AE=1").header("x-request-id", "mine").body(Body::empty()).unwrap();
        let answer = send(&router, request).await;
        assert_ne!(answer.headers["x-request-id"], "mine");
        assert_eq!(answer.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(error_codes(&answer), [("unknown_field", Some("\\u{1b}[31m\\u{202e}"))]);
        // Links never contain the host of the request.
        let request = authorized("/api/links/").header(header::HOST, "evil.example").body(Body::empty()).unwrap();
        assert_eq!(send(&router, request).await.body["next"], "http://links.example/api/links/?page=2");
    });
}

/// Returns the number of responses with each status.
async fn count_statuses(requests: impl Iterator<Item = (Router, Request<Body>)>) -> BTreeMap<StatusCode, usize> {
    let mut tasks = JoinSet::new();
    for (router, request) in requests {
        tasks.spawn(async move { router.oneshot(request).await.unwrap().status() });
    }
    let mut counts = BTreeMap::new();
    for status in tasks.join_all().await {
        *counts.entry(status).or_default() += 1;
    }
    counts
}

#[test]
fn serves_keyed_requests_during_health_checks() {
    with_each_store(async |router| {
        let (health, keyed) = (
            || Request::get("/health").body(Body::empty()).unwrap(),
            || authorized("/api/links/?page_size=1").body(Body::empty()).unwrap(),
        );
        // Health checks come before, between and after the others.
        let requests = (0..1000).map(|number| if number % 10 == 5 { keyed() } else { health() });
        let counts = count_statuses(requests.map(|request| (router.clone(), request))).await;
        assert_eq!(counts, BTreeMap::from([(StatusCode::OK, 1000)]));
    });
}

#[test]
fn limits_keyed_requests_only() {
    with_each_store(async |router| {
        let keyed = (0..400).map(|_| authorized("/api/links/?page_size=1").body(Body::empty()).unwrap());
        let unkeyed = (0..400).map(|_| Request::get("/api/links/").body(Body::empty()).unwrap());
        let health = (0..400).map(|_| Request::get("/health").body(Body::empty()).unwrap());
        let requests = unkeyed.chain(health).chain(keyed).map(|request| (router.clone(), request));
        let counts = count_statuses(requests).await;
        let count = |status| counts.get(&status).copied().unwrap_or_default();
        assert_eq!(count(StatusCode::UNAUTHORIZED), 400);
        assert_eq!(count(StatusCode::OK) + count(StatusCode::TOO_MANY_REQUESTS), 800, "{counts:?}");
        assert!((1..=144).contains(&count(StatusCode::TOO_MANY_REQUESTS)), "{counts:?}");
    });
}

#[test]
fn reports_health_without_key() {
    with_each_store(async |router| {
        let answer = send(&router, Request::get("/health").body(Body::empty()).unwrap()).await;
        assert_eq!((answer.status, answer.body), (StatusCode::OK, json!({"status": "up"})));
    });
}

#[test]
fn shows_schemas_and_checks_queries() {
    with_each_store(async |router| {
        for (name, schema) in [("links", Link::schema()), ("institutions", &belvo::institutions())] {
            let shown = get(&router, &format!("/api/schemas/{name}/")).await;
            let fields = &serde_json::to_value(schema).unwrap()["fields"];
            // The response of a check has no reserved pairs.
            assert_eq!(shown.body.get("reserved"), None);
            assert_eq!((shown.status, &shown.body["fields"]), (StatusCode::OK, fields));
        }
        let checked =
            get(&router, "/api/schemas/links/check/?status__in=valid,invalid&page=2&institution=erebor").await;
        let canonical = "institution=erebor&status__in=invalid,valid&page=2";
        assert_eq!(checked.body, json!({ "canonical": canonical }));
        let rejected = get(&router, "/api/schemas/links/check/?statos=invalid").await;
        assert_eq!(
            (rejected.status, error_codes(&rejected)),
            (StatusCode::BAD_REQUEST, vec![("unknown_field", Some("statos"))])
        );
        for target in ["/api/schemas/", "/api/schemas/link/", "/api/schemas/link/check/?status=valid"] {
            assert_eq!(get(&router, target).await.status, StatusCode::NOT_FOUND, "{target}");
        }
        for target in ["/api/schemas/links/", "/api/schemas/links/check/"] {
            let answer = send(&router, Request::get(target).body(Body::empty()).unwrap()).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{target}");
        }
    });
}

#[test]
fn responds_with_problem_document_if_accepted() {
    with_each_store(async |router| {
        for target in ["/api/links/?status=invald", "/api/schemas/links/check/?status=invald"] {
            let accept = "application/problem+json, application/json";
            let request = authorized(target).header(header::ACCEPT, accept).body(Body::empty()).unwrap();
            let answer = send(&router, request).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST);
            assert_eq!(answer.headers[header::CONTENT_TYPE], "application/problem+json");
            assert_eq!(answer.body["errors"][0]["nearest"], json!(["invalid"]));
            let accept = "application/json, application/problem+json;q=0.5";
            let request = authorized(target).header(header::ACCEPT, accept).body(Body::empty()).unwrap();
            assert_eq!(error_codes(&send(&router, request).await), [("invalid_value", Some("status"))]);
        }
    });
}

/// `just browser` tests the page itself.
#[test]
fn allows_only_its_own_script_and_style_on_the_page() {
    with_each_store(async |router| {
        let mut nonces = BTreeSet::new();
        for _ in 0..2 {
            let request = Request::get("/?status=invalid").body(Body::empty()).unwrap();
            let (parts, body) = router.clone().oneshot(request).await.unwrap().into_parts();
            assert_eq!(parts.status, StatusCode::OK);
            assert_eq!(parts.headers[header::CONTENT_TYPE], "text/html; charset=utf-8");
            let policy = parts.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
            assert!(policy.starts_with("default-src 'none'; ") && !policy.contains("unsafe"), "{policy}");
            let nonce = policy.split('\'').find_map(|part| part.strip_prefix("nonce-")).unwrap().to_owned();
            let page = String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap();
            for tag in ["<script", "<style"] {
                let tags: Vec<_> = page.match_indices(tag).map(|(at, _)| &page[at..]).collect();
                assert!(tags.len() == 1 && tags[0].starts_with(&format!("{tag} nonce=\"{nonce}\">")));
            }
            nonces.insert(nonce);
        }
        assert_eq!(nonces.len(), 2);
    });
}

/// The document imports to the schemas that the server serves, and describes every operation once.
#[tokio::test]
async fn serves_an_openapi_document() {
    let router = router(new_app(&STORES[0], [7; 32]));
    let reply = send(&router, Request::get("/openapi.json").body(Body::empty()).unwrap()).await;
    assert_eq!(reply.status, StatusCode::OK);
    let document = filterset_openapi::Document::parse(&reply.body.to_string()).unwrap();
    for name in ["links", "institutions", "accounts", "owners", "transactions", "balances"] {
        let import = filterset_openapi::Importer::new().import(&document, &format!("/api/{name}/")).unwrap();
        let served = get(&router, &format!("/api/schemas/{name}/")).await;
        assert_eq!(serde_json::to_value(&import.schema).unwrap(), served.body, "{name}");
    }
    let paths = reply.body["paths"].as_object().unwrap();
    for path in ["/api/links/by-cursor/", "/api/webhooks/deliveries/", "/api/accounts/{id}/"] {
        assert!(paths.contains_key(path), "{path}");
    }
    let operations = |path: &str| paths[path].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(operations("/api/links/"), ["get", "patch", "post"]);
    // A record of the list has the members of the document.
    let page = get(&router, "/api/links/?page_size=1").await.body;
    let schema = &paths["/api/links/"]["get"]["responses"]["200"]["content"]["application/json"]["schema"];
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(keys(&page), keys(&schema["properties"]));
    assert_eq!(keys(&page["results"][0]), keys(&schema["properties"]["results"]["items"]["properties"]));
}
