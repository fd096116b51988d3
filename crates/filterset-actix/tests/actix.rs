//! Tests the extractors, called as actix calls them, and the responses of their rejections.

use std::borrow::Cow;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::test::TestRequest;
use actix_web::web::Data;
use actix_web::{App, Error, FromRequest, HttpRequest, body, test, web};
use filterset::error::Problem;
use filterset::{Errors, Field, FilterSet, Op, Schema};
use filterset_actix::{FilterQuery, FromData, ListQuery, Rejection};
use filterset_test_support::extractors::{self, FILTERS, LISTS, Outcome, assert_outcome};

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

async fn extract<E: FromRequest<Error = Error>>(request: &HttpRequest) -> Result<E, Error> {
    E::from_request(request, &mut Payload::None).await
}

fn get(target: &str) -> HttpRequest {
    TestRequest::get().uri(target).to_http_request()
}

fn rejection(error: &Error) -> &Rejection {
    error.as_error().unwrap_or_else(|| panic!("{error}"))
}

type Pairs = Vec<(Cow<'static, str>, Cow<'static, str>)>;

/// Checks what an extractor returned, as the canonical text and the reserved pairs, and the response if it is a rejection.
async fn check(target: &str, outcome: Outcome, found: Result<(String, Pairs), Error>) {
    let error = match found {
        Ok(found) => return assert_outcome(target, outcome, Ok(found)),
        Err(error) => error,
    };
    let rejection = rejection(&error);
    assert_outcome::<String>(target, outcome, Err((rejection.errors(), rejection.query())));
    let response = error.error_response();
    assert_eq!(response.status().as_u16(), Problem::STATUS);
    assert_eq!(response.headers().get(CONTENT_TYPE).expect("a type"), Problem::MEDIA_TYPE);
    let body = body::to_bytes(response.into_body()).await.expect("a body in memory");
    let expected = serde_json::to_value(rejection.problem()).expect("strings and numbers");
    assert_eq!(serde_json::from_slice::<serde_json::Value>(&body).expect("JSON"), expected);
}

#[actix_web::test]
async fn extracts_filters() {
    for (target, outcome) in FILTERS {
        let found = extract::<FilterQuery<Link>>(&get(target)).await;
        check(target, *outcome, found.map(|found| (found.filter.to_string(), found.reserved))).await;
    }
    let error = extract::<FilterQuery<Link>>(&get(&extractors::too_long_target())).await.expect_err("104 bytes");
    let codes: Vec<_> = rejection(&error).errors().iter().map(filterset::Error::code).collect();
    assert_eq!(codes, ["input_too_long"]);
}

#[actix_web::test]
async fn extracts_list_requests() {
    for (target, outcome) in LISTS {
        let found = extract::<ListQuery<Account>>(&get(target)).await;
        check(target, *outcome, found.map(|found| (found.list.to_string(), found.reserved))).await;
    }
}

#[actix_web::test]
async fn selects_schema_of_data_by_type() {
    struct Institutions(Schema);
    impl AsRef<Schema> for Institutions {
        fn as_ref(&self) -> &Schema {
            &self.0
        }
    }
    let schema = Schema::builder("institutions").field(Field::text("name").ops([Op::Exact])).build();
    let schema = schema.expect("a valid schema");
    let data = Data::new(Institutions(schema.clone()));
    let with_data = |target: &str| TestRequest::get().uri(target).app_data(data.clone()).to_http_request();
    let found: FilterQuery<FromData<Institutions>> = extract(&with_data("/?name=erebor")).await.expect("a valid query");
    assert_eq!(found.filter.to_string(), "name=erebor");
    let error = extract::<ListQuery<FromData<Institutions>>>(&with_data("/?nam=erebor")).await;
    let error = error.expect_err("an unknown field");
    assert!(rejection(&error).to_string().contains("did you mean \"name\"?"), "{error}");

    // Data of another type isn't used, not even if it is a schema.
    let error = extract::<FilterQuery<FromData<Schema>>>(&with_data("/?name=erebor")).await.expect_err("no schema");
    assert_eq!(error.error_response().status(), StatusCode::INTERNAL_SERVER_ERROR);
    let request = TestRequest::get().uri("/?name=erebor").app_data(Data::new(schema)).to_http_request();
    assert!(extract::<FilterQuery<FromData<Schema>>>(&request).await.is_ok());
}

#[actix_web::test]
async fn displays_the_errors_of_a_rejection() {
    let error = extract::<FilterQuery<Link>>(&get("/?status=&x=1")).await.expect_err("two errors");
    let rejection = rejection(&error);
    assert_eq!(rejection.to_string(), rejection.errors().to_string());
    let source = std::error::Error::source(rejection).and_then(|source| source.downcast_ref::<Errors>());
    assert_eq!(source, Some(rejection.errors()));
}

/// The handler isn't called with a rejected query, unless it takes the error itself.
#[actix_web::test]
async fn responds_in_an_application() {
    let app =
        App::new().route("/links/", web::get().to(async |query: FilterQuery<Link>| query.filter.to_string())).route(
            "/own/",
            web::get().to(async |query: Result<FilterQuery<Link>, Error>| match query {
                Ok(query) => query.filter.to_string(),
                Err(error) => format!("{} errors", rejection(&error).errors().len()),
            }),
        );
    let app = test::init_service(app).await;
    for (target, status, start) in [
        ("/links/?status=valid", 200, "status=valid"),
        ("/links/?statu=valid", 400, "{\"type\":"),
        ("/own/?statu=valid&x=1", 200, "2 errors"),
    ] {
        let response = test::call_service(&app, TestRequest::get().uri(target).to_request()).await;
        assert_eq!(response.status().as_u16(), status, "{target}");
        let body = test::read_body(response).await;
        assert!(body.starts_with(start.as_bytes()), "{target}: {body:?}");
    }
}
