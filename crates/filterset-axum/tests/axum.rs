//! Tests the extractors, called as axum calls them, and the responses of their rejections.

use std::borrow::Cow;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use axum_core::extract::{FromRef, FromRequestParts};
use axum_core::response::{IntoResponse, Response};
use filterset::error::Problem;
use filterset::list::{ListOptions, Pagination};
use filterset::{Errors, Field, FilterSet, Op, Schema};
use filterset_axum::{FilterQuery, FromState, ListQuery, Rejection};
use filterset_test_support::extractors::{self, FILTERS, LISTS, Outcome, assert_outcome};
use http::header::CONTENT_TYPE;
use http::{Request, StatusCode};
use http_body_util::BodyExt;

/// A type with a schema, implemented like the derive does.
#[derive(Debug)]
struct Link;

impl FilterSet for Link {
    type Builder<'v> = ();

    fn schema() -> &'static Schema {
        extractors::links()
    }

    fn filter<'v>() -> Self::Builder<'v> {}
}

/// A type whose schema declares list parameters.
#[derive(Debug)]
struct Account;

impl FilterSet for Account {
    type Builder<'v> = ();

    fn schema() -> &'static Schema {
        extractors::accounts()
    }

    fn filter<'v>() -> Self::Builder<'v> {}
}

/// Returns the output of a future that is ready at once.
fn block_on<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("the future waits"),
    }
}

fn extract<E: FromRequestParts<S>, S>(target: &str, state: &S) -> Result<E, E::Rejection> {
    let (mut parts, ()) = Request::get(target).body(()).expect("a target").into_parts();
    block_on(E::from_request_parts(&mut parts, state))
}

fn links(target: &str) -> Result<FilterQuery<Link>, Rejection> {
    extract(target, &())
}

fn accounts(target: &str) -> Result<ListQuery<Account>, Rejection> {
    extract(target, &())
}

fn body(response: Response) -> serde_json::Value {
    let body = block_on(response.into_body().collect()).expect("a body in memory").to_bytes();
    serde_json::from_slice(&body).expect("JSON")
}

fn check<V>(
    target: &str,
    outcome: Outcome,
    found: Result<V, Rejection>,
    take: impl FnOnce(V) -> (String, Vec<(Cow<'static, str>, Cow<'static, str>)>),
) {
    match found {
        Ok(found) => assert_outcome(target, outcome, Ok(take(found))),
        Err(rejected) => assert_outcome::<String>(target, outcome, Err((rejected.errors(), rejected.query()))),
    }
}

#[test]
fn extracts_filters() {
    for (target, outcome) in FILTERS {
        check(target, *outcome, links(target), |found| (found.filter.to_string(), found.reserved));
    }
    for target in ["http://api.example.com/api/links/", "*"] {
        assert!(links(target).expect("an empty filter").filter.is_empty(), "{target}");
    }
}

#[test]
fn extracts_list_requests() {
    for (target, outcome) in LISTS {
        check(target, *outcome, accounts(target), |found| (found.list.to_string(), found.reserved));
    }
}

#[test]
fn responds_with_problem_document() {
    let rejected = links("/api/links/?status=invald&x=1").expect_err("two errors");
    assert_eq!(rejected.errors().len(), 2);
    assert_eq!(rejected.query(), "status=invald&x=1");
    let expected = serde_json::to_value(rejected.problem()).expect("strings and numbers");
    let response = rejected.into_response();
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    assert_eq!(response.status().as_u16(), Problem::STATUS);
    assert_eq!(response.headers()[CONTENT_TYPE], Problem::MEDIA_TYPE);
    let body = body(response);
    assert_eq!(body, expected);
    assert_eq!(
        (&body["errors"][0]["parameter"], &body["errors"][1]["code"]),
        (&"status".into(), &"unknown_field".into())
    );
}

#[test]
fn rejects_too_long_query_with_one_error() {
    let rejected = links(&extractors::too_long_target()).expect_err("104 bytes");
    assert_eq!(rejected.errors().iter().map(filterset::Error::code).collect::<Vec<_>>(), ["input_too_long"]);
}

#[test]
fn keeps_rejection_in_response_extensions() {
    let mut response = links("/?status=").expect_err("an empty value").into_response();
    let rejected = response.extensions_mut().remove::<Rejection>().expect("a rejection");
    assert_eq!(rejected.errors().iter().next().map(filterset::Error::code), Some("empty_value"));
    assert_eq!(rejected.query(), "status=");
}

#[test]
fn selects_schema_of_state_by_type() {
    #[derive(Clone)]
    struct App(Institutions);
    #[derive(Clone)]
    struct Institutions(Schema);
    impl AsRef<Schema> for Institutions {
        fn as_ref(&self) -> &Schema {
            &self.0
        }
    }
    impl FromRef<App> for Institutions {
        fn from_ref(app: &App) -> Institutions {
            app.0.clone()
        }
    }

    let schema = Schema::builder("institutions").field(Field::text("name").ops([Op::Exact])).build();
    let schema = schema.expect("a valid schema");
    let app = App(Institutions(schema.clone()));
    let found: FilterQuery<FromState<Institutions>> = extract("/?name=erebor", &app).expect("a valid query");
    assert_eq!(found.filter.to_string(), "name=erebor");
    let rejected =
        extract::<FilterQuery<FromState<Institutions>>, _>("/?nam=erebor", &app).expect_err("an unknown field");
    assert!(rejected.to_string().contains("did you mean \"name\"?"), "{rejected}");

    // The state can be a schema.
    assert!(extract::<FilterQuery<FromState<Schema>>, _>("/?name=erebor", &schema).is_ok());
}

#[test]
fn displays_the_errors_of_a_rejection() {
    let rejected = links("/?status=&x=1").expect_err("two errors");
    assert_eq!(rejected.to_string(), rejected.errors().to_string());
    let source = std::error::Error::source(&rejected).and_then(|source| source.downcast_ref::<Errors>());
    assert_eq!(source, Some(rejected.errors()));
}

#[test]
fn reports_all_errors_of_filter_and_list_parameters() {
    let rejected = accounts("/api/accounts/?type=&page=0&ordering=ib&limit=1").expect_err("four errors");
    assert_eq!(rejected.query(), "type=&page=0&ordering=ib&limit=1");
    let response = rejected.into_response();
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    assert_eq!(response.headers()[CONTENT_TYPE], Problem::MEDIA_TYPE);
    let body = body(response);
    let reported: Vec<_> = body["errors"]
        .as_array()
        .expect("an array")
        .iter()
        .map(|error| (error["code"].as_str().unwrap_or_default(), error["parameter"].as_str().unwrap_or_default()))
        .collect();
    assert_eq!(
        reported,
        [("empty_value", "type"), ("invalid_value", "page"), ("invalid_value", "ordering"), ("unknown_field", "limit")]
    );
    let rejected = accounts(&format!("/?{}", "page=1&".repeat(15))).expect_err("105 bytes");
    assert_eq!(rejected.errors().iter().map(filterset::Error::code).collect::<Vec<_>>(), ["input_too_long"]);
}

#[test]
fn checks_list_request_against_schema_of_state() {
    let schema = Account::schema().clone();
    let found: ListQuery<FromState<Schema>> =
        extract("/?token=&page_size=5&type=savings", &schema).expect("a valid query");
    assert_eq!((found.list.limit(), found.list.filter().to_string()), (Some(5), "type=savings".to_owned()));
    assert_eq!(found.reserved, [("token".into(), "".into())]);
    let rejected = extract::<ListQuery<FromState<Schema>>, _>("/?page=2&page=3", &schema).expect_err("two pages");
    assert_eq!(rejected.errors().iter().map(filterset::Error::code).collect::<Vec<_>>(), ["duplicate_parameter"]);
}

#[test]
fn returns_list_parameters_as_reserved_pairs_from_filter_query() {
    let found: FilterQuery<Account> = extract("/?type=savings&page=2", &()).expect("a valid query");
    assert_eq!(found.filter.to_string(), "type=savings");
    assert_eq!(found.reserved, [("page".into(), "2".into())]);
}

#[test]
fn shows_the_response_on_the_front_page() {
    let page = include_str!("../src/lib.rs");
    let shown: String = page
        .lines()
        .skip_while(|line| *line != "//! ```json")
        .skip(1)
        .take_while(|line| *line != "//! ```")
        .map(|line| line.trim_start_matches("//!"))
        .collect();
    let schema = Schema::builder("links")
        .field(Field::text("institution").ops([Op::Exact, Op::In]))
        .field(Field::integer("accounts").ops([Op::Gte, Op::Lte]))
        .list_options(ListOptions::builder().pagination(Pagination::by_offset()))
        .build()
        .expect("a valid schema");
    let target = "/api/links/?acounts__gte=5";
    let rejected = extract::<ListQuery<FromState<Schema>>, _>(target, &schema).expect_err("an unknown field");
    let body = body(rejected.into_response());
    assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).ok(), Some(body.clone()), "{body:#}");
}

#[test]
fn reports_unsupported_types_at_compile_time() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
