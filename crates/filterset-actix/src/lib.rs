//! [Actix](https://docs.rs/actix-web) extractors for the query filters of [`filterset`].
//!
//! A handler takes a checked filter as an argument. If the query of a request has an error, the handler isn't called, and
//! the client gets a problem document that lists every error with its position.
//!
//! | extractor | its value |
//! |---|---|
//! | [`FilterQuery<T>`] | a [`Filter`](filterset::Filter) |
//! | [`ListQuery<T>`] | a [`ListRequest`](filterset::list::ListRequest): a filter with pagination, ordering, projection and search |
//!
//! `T` is a struct that derives [`FilterSet`](filterset::FilterSet), or [`FromData`] for a schema in the application's data,
//! such as one that was loaded from a file.
//!
//! # Example
//!
//! ```
//! use actix_web::{App, HttpResponse, error, web};
//! use filterset::FilterSet;
//! use filterset::list::{ListOptions, Pagination};
//! use filterset_actix::ListQuery;
//!
//! #[derive(Clone, FilterSet)]
//! #[filter(name = "links", list = ListOptions::builder().pagination(Pagination::by_offset()))]
//! struct Link {
//!     #[filter(exact, in)]
//!     institution: String,
//!     #[filter(gte, lte)]
//!     accounts: i64,
//! }
//!
//! async fn links(data: web::Data<Vec<Link>>, query: ListQuery<Link>) -> actix_web::Result<HttpResponse> {
//!     let list = query.list;
//!     let matcher = list.filter().matcher::<Link>().map_err(error::ErrorInternalServerError)?;
//!     let offset = list.offset().and_then(|offset| usize::try_from(offset).ok()).unwrap_or(0);
//!     let limit = list.limit().and_then(|limit| usize::try_from(limit).ok()).unwrap_or(100);
//!     let found = data.iter().filter(|link| matcher.matches(link)).skip(offset).take(limit);
//!     Ok(HttpResponse::Ok().json(found.map(|link| &link.institution).collect::<Vec<_>>()))
//! }
//!
//! let data = web::Data::new(vec![
//!     Link { institution: "erebor_mx_retail".to_owned(), accounts: 3 },
//!     Link { institution: "gringotts_mx_retail".to_owned(), accounts: 8 },
//! ]);
//! let app = App::new().app_data(data).route("/api/links/", web::get().to(links));
//! # actix_web::rt::System::new().block_on(async {
//! #     let app = actix_web::test::init_service(app).await;
//! #     let get = async |query: &str| {
//! #         let request = actix_web::test::TestRequest::get().uri(&format!("/api/links/{query}")).to_request();
//! #         let response = actix_web::test::call_service(&app, request).await;
//! #         (response.status().as_u16(), actix_web::test::read_body(response).await)
//! #     };
//! #     assert_eq!(get("?accounts__gte=5").await, (200, "[\"gringotts_mx_retail\"]".into()));
//! #     let shown = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/lib.rs")).split("//! ```json\n").nth(1).unwrap();
//! #     let shown = shown.split("//! ```").next().unwrap().replace("//!", "");
//! #     let (status, body) = get("?acounts__gte=5").await;
//! #     assert_eq!((status, serde_json::from_slice::<serde_json::Value>(&body).unwrap()), (400, serde_json::from_str(&shown).unwrap()));
//! # });
//! ```
//!
//! The response to `GET /api/links/?accounts__gte=5` is `["gringotts_mx_retail"]`. The response to
//! `GET /api/links/?acounts__gte=5` has the status 400 and this body:
//!
//! ```json
//! {
//!   "type": "https://docs.rs/filterset/latest/filterset/struct.Problem.html",
//!   "title": "Invalid query",
//!   "status": 400,
//!   "detail": "unknown field \"acounts__gte\"; did you mean \"accounts__gte\"?",
//!   "errors": [
//!     {
//!       "parameter": "acounts__gte",
//!       "code": "unknown_field",
//!       "message": "unknown field \"acounts__gte\"; did you mean \"accounts__gte\"?",
//!       "field": "acounts__gte",
//!       "start": 0,
//!       "end": 12,
//!       "nearest": ["accounts__gte"]
//!     }
//!   ]
//! }
//! ```
//!
//! # Errors in another format
//!
//! [`Rejection`] is the error of both extractors, as an [`actix_web::Error`]. A middleware finds it in
//! [`HttpResponse::error`](actix_web::HttpResponse::error), so it can write all errors of an API in another format. To let
//! one handler decide, take `Result<FilterQuery<T>, actix_web::Error>` and call `error.as_error::<Rejection>()`.
//!
//! # OpenAPI
//!
//! With the feature `utoipa`, the extractors are `IntoParams` and the rejection is `IntoResponses` of utoipa 6, so
//! `#[utoipa::path(params(ListQuery<Link>), responses((status = 200), Rejection))]` documents the parameters that are
//! checked. [`filterset_utoipa`](https://docs.rs/filterset-utoipa) has the rest.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![deny(missing_docs)]
#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::string_slice,
        clippy::unwrap_used
    )
)]

mod extract;
mod rejection;
#[cfg(feature = "utoipa")]
mod with_utoipa;

pub use extract::{FilterQuery, FromData, ListQuery, SchemaSource};
pub use rejection::Rejection;
