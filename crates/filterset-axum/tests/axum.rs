//! Filters and list queries as arguments of axum's handlers, and refusals as answers.
#![cfg(feature = "axum")]

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use axum_core::extract::{FromRef, FromRequestParts};
use axum_core::response::{IntoResponse, Response};
use filterset::error::Problem;
use filterset::list::{ListOptions, Pagination};
use filterset::{Errors, Field, FilterSet, Limits, Op, Schema};
use filterset_axum::{Filtered, FilteredBy, Listed, ListedBy, Rejection};
use http::header::CONTENT_TYPE;
use http::{Request, StatusCode};
use http_body_util::BodyExt;

/// A type with a table, as the derive would make it.
#[derive(Debug)]
struct Link;

impl FilterSet for Link {
    type Builder<'v> = ();

    fn schema() -> &'static Schema {
        static LINKS: std::sync::LazyLock<Schema> = std::sync::LazyLock::new(|| {
            let status = Field::choice("status", ["valid", "invalid"]).ops([Op::Exact, Op::In]);
            let schema = Schema::builder("links").field(status).reserved(["page"]);
            schema.limits(Limits { input_bytes: 100, ..Limits::DEFAULT }).build().expect("a sound table")
        });
        &LINKS
    }

    fn filter<'v>() -> Self::Builder<'v> {}
}

/// A type whose table declares a list.
#[derive(Debug)]
struct Account;

impl FilterSet for Account {
    type Builder<'v> = ();

    fn schema() -> &'static Schema {
        static ACCOUNTS: std::sync::LazyLock<Schema> = std::sync::LazyLock::new(|| {
            let schema = Schema::builder("accounts").field(Field::text("type").ops([Op::Exact])).reserved(["token"]);
            let list = ListOptions::builder().pagination(Pagination::by_page()).ordering(["id"]);
            schema
                .list_options(list)
                .limits(Limits { input_bytes: 100, ..Limits::DEFAULT })
                .build()
                .expect("a sound table")
        });
        &ACCOUNTS
    }

    fn filter<'v>() -> Self::Builder<'v> {}
}

/// A future that waits for nothing.
fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("nothing here waits"),
    }
}

fn extract<E: FromRequestParts<S>, S>(target: &str, state: &S) -> Result<E, E::Rejection> {
    let (mut parts, ()) = Request::get(target).body(()).expect("a target").into_parts();
    ready(E::from_request_parts(&mut parts, state))
}

fn links(target: &str) -> Result<Filtered<Link>, Rejection> {
    extract(target, &())
}

fn accounts(target: &str) -> Result<Listed<Account>, Rejection> {
    extract(target, &())
}

fn body(response: Response) -> serde_json::Value {
    let body = ready(response.into_body().collect()).expect("a body in memory").to_bytes();
    serde_json::from_slice(&body).expect("JSON")
}

#[test]
fn a_sound_query_is_a_filter_and_the_reserved_pairs() {
    let found = links("/api/links/?status__in=valid,invalid&page=2&page=").expect("a sound query");
    assert_eq!(found.filter.to_string(), "status__in=invalid,valid");
    assert_eq!(found.reserved, [("page".into(), "2".into()), ("page".into(), "".into())]);
}

#[test]
fn no_query_is_the_empty_filter() {
    for target in ["/api/links/", "/api/links/?", "http://api.example.com/api/links/", "*"] {
        assert!(links(target).expect("no condition").filter.is_empty(), "{target}");
    }
}

#[test]
fn a_error_is_a_problem_document() {
    let rejected = links("/api/links/?status=invald&x=1").expect_err("two faults");
    assert_eq!(rejected.errors().len(), 2);
    assert_eq!(rejected.query(), "status=invald&x=1");
    let expected = serde_json::to_value(rejected.problem()).expect("texts and numbers");
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
fn what_is_too_long_is_rejected_alone() {
    let rejected = links(&format!("/api/links/?{}", "x=1&".repeat(26))).expect_err("104 bytes");
    assert_eq!(rejected.errors().iter().map(filterset::Error::code).collect::<Vec<_>>(), ["input_too_long"]);
}

#[test]
fn a_function_of_the_callers_gives_refusals_another_shape() {
    let mut response = links("/?status=").expect_err("no value").into_response();
    let rejected = response.extensions_mut().remove::<Rejection>().expect("what was refused");
    assert_eq!(rejected.errors().iter().next().map(filterset::Error::code), Some("empty_value"));
    assert_eq!(rejected.query(), "status=");
}

#[test]
fn schemas_of_the_state_are_reported_apart_by_their_types() {
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
    let schema = schema.expect("a sound table");
    let app = App(Institutions(schema.clone()));
    let found: FilteredBy<Institutions> = extract("/?name=erebor", &app).expect("a sound query");
    assert_eq!(found.filter.to_string(), "name=erebor");
    let rejected = extract::<FilteredBy<Institutions>, _>("/?nam=erebor", &app).expect_err("no field");
    assert!(rejected.to_string().contains("did you mean \"name\"?"), "{refused}");

    // A state that is a table is asked as it is.
    assert!(extract::<FilteredBy<Schema>, _>("/?name=erebor", &schema).is_ok());
}

#[test]
fn a_second_question_mark_is_no_part_of_a_query_that_is_taken() {
    for target in ["/??", "/??status=valid"] {
        let rejected = links(target).expect_err("no field");
        assert!(rejected.query().starts_with("??"), "{refused}");
        assert_eq!(rejected.errors().iter().next().and_then(filterset::Error::span).map(|span| span.start), Some(1));
    }
}

#[test]
fn a_error_is_an_error_that_says_what_its_errors_say() {
    let rejected = links("/?status=&x=1").expect_err("two faults");
    assert_eq!(rejected.to_string(), rejected.errors().to_string());
    let source = std::error::Error::source(&rejected).and_then(|source| source.downcast_ref::<Errors>());
    assert_eq!(source, Some(rejected.errors()));
}

#[test]
fn a_sound_query_is_a_list_query_and_the_reserved_pairs() {
    let found = accounts("/api/accounts/?token=x&page=2&ordering=-id&type=savings").expect("a sound query");
    assert_eq!(found.list.to_string(), "type=savings&ordering=-id&page=2");
    assert_eq!(found.list.offset(), Some(100));
    assert_eq!(found.reserved, [("token".into(), "x".into())]);
    for target in ["/api/accounts/", "/api/accounts/?"] {
        assert_eq!(accounts(target).expect("nothing is asked").list.to_string(), "", "{target}");
    }
}

#[test]
fn a_list_query_is_rejected_with_all_errors_of_its_filter_and_of_the_list() {
    let rejected = accounts("/api/accounts/?type=&page=0&ordering=ib&limit=1").expect_err("four faults");
    assert_eq!(rejected.query(), "type=&page=0&ordering=ib&limit=1");
    let response = rejected.into_response();
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    assert_eq!(response.headers()[CONTENT_TYPE], Problem::MEDIA_TYPE);
    let body = body(response);
    let reported: Vec<_> = body["errors"]
        .as_array()
        .expect("faults")
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
fn a_list_query_is_checked_against_a_schema_of_the_state() {
    let schema = Account::schema().clone();
    let found: ListedBy<Schema> = extract("/?token=&page_size=5&type=savings", &schema).expect("a sound query");
    assert_eq!((found.list.limit(), found.list.filter().to_string()), (Some(5), "type=savings".to_owned()));
    assert_eq!(found.reserved, [("token".into(), "".into())]);
    let rejected = extract::<ListedBy<Schema>, _>("/?page=2&page=3", &schema).expect_err("two pages");
    assert_eq!(rejected.errors().iter().map(filterset::Error::code).collect::<Vec<_>>(), ["duplicate_parameter"]);
}

#[test]
fn a_filter_of_a_schema_with_lists_hands_their_parameters_back() {
    let found: Filtered<Account> = extract("/?type=savings&page=2", &()).expect("a sound query");
    assert_eq!(found.filter.to_string(), "type=savings");
    assert_eq!(found.reserved, [("page".into(), "2".into())]);
}
