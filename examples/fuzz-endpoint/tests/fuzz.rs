use axum::{body::Body, http::Request};
use filterset::FilterSet;
use fuzz_endpoint::{Link, endpoint};
use proptest::prelude::*;
use serde_json::{Value, json};
use tower::ServiceExt;

fn fuzz(is_widened: bool) {
    let link = |(name, balance): (&str, i64)| Link { institution: name.to_owned(), balance };
    let links: Vec<Link> = [("erebor", 120), ("gringotts", -5), ("Erebor, S.A. & Co", 0)].map(link).into();
    let app = endpoint(links.clone(), is_widened);
    let get = |query: &str| {
        let request = Request::get(format!("/links?{query}")).body(Body::empty()).expect("a URL");
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        runtime.block_on(async {
            let response = app.clone().oneshot(request).await.expect("a response");
            let status = response.status().as_u16();
            let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.expect("a body");
            (status, serde_json::from_slice::<Value>(&body).expect("JSON"))
        })
    };
    let generator = Link::schema().generator().records(&links);
    proptest!(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() }, |(
        query in generator.queries(),
        near_miss in generator.near_misses(),
    )| {
        // The endpoint returns the records that match, no more and no less.
        let matcher = query.filter.matcher::<Link>().expect("fields of links");
        let expected: Vec<&Link> = links.iter().filter(|link| matcher.matches(*link)).collect();
        prop_assert_eq!(get(&query.text), (200, json!(expected)));
        // It rejects a query with a mistake.
        let (status, problem) = get(&near_miss.query);
        prop_assert_eq!((status, &problem["errors"][0]["code"]), (400, &json!(near_miss.code)));
    });
}

#[test]
fn returns_the_records_that_match() {
    fuzz(false);
}

#[test]
#[should_panic(expected = "institution__not_in=")]
fn finds_a_widening() {
    fuzz(true);
}
