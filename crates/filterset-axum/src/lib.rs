//! [Axum](https://docs.rs/axum) extractors for the query filters of [`filterset`].
//!
//! A handler takes a checked filter as an argument. If the query of a request has an error, the handler isn't called, and
//! the client gets a problem document that lists every error with its position.
//!
//! | extractor | its value |
//! |---|---|
//! | [`FilterQuery<T>`] | a [`Filter`](filterset::Filter) |
//! | [`ListQuery<T>`] | a [`ListRequest`](filterset::list::ListRequest): a filter with pagination, ordering, projection and search |
//!
//! `T` is a struct that derives [`FilterSet`](filterset::FilterSet), or [`FromState`] for a schema that the router's state
//! holds, such as one that was loaded from a file.
//!
//! # Example
//!
//! ```
//! use axum::extract::State;
//! use axum::http::StatusCode;
//! use axum::routing::get;
//! use axum::{Json, Router};
//! use filterset::FilterSet;
//! use filterset::list::{ListOptions, Pagination};
//! use filterset_axum::ListQuery;
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
//! async fn links(
//!     State(links): State<Vec<Link>>,
//!     ListQuery { list, .. }: ListQuery<Link>,
//! ) -> Result<Json<Vec<String>>, StatusCode> {
//!     let matcher = list.filter().matcher::<Link>().map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
//!     let offset = list.offset().and_then(|offset| usize::try_from(offset).ok()).unwrap_or(0);
//!     let limit = list.limit().and_then(|limit| usize::try_from(limit).ok()).unwrap_or(100);
//!     let found = links.iter().filter(|link| matcher.matches(link)).skip(offset).take(limit);
//!     Ok(Json(found.map(|link| link.institution.clone()).collect()))
//! }
//!
//! let data = vec![
//!     Link { institution: "erebor_mx_retail".to_owned(), accounts: 3 },
//!     Link { institution: "gringotts_mx_retail".to_owned(), accounts: 8 },
//! ];
//! let app: Router = Router::new().route("/api/links/", get(links)).with_state(data);
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
//! [`Rejection`] is the rejection type of both extractors. A response made from it carries the rejection in its
//! extensions, so one middleware can write all errors of an API in another format. To let one handler decide, take
//! `Result<FilterQuery<T>, Rejection>`.
//!
//! # OpenAPI
//!
//! With the feature `utoipa`, the extractors are `IntoParams` and the rejection is `IntoResponses` of utoipa 6, so
//! `#[utoipa::path(params(ListQuery<Link>), responses((status = 200), Rejection))]` documents the parameters that are
//! checked. [`filterset_utoipa`](https://docs.rs/filterset-utoipa) has the rest.
//!
//! With the feature `aide`, the extractors are `OperationInput` of aide 0.15. A new version of aide isn't a breaking change
//! of this crate.
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
#[cfg(feature = "aide")]
mod with_aide;
#[cfg(feature = "utoipa")]
mod with_utoipa;

pub use extract::{FilterQuery, FromState, ListQuery, SchemaSource};
pub use rejection::Rejection;
