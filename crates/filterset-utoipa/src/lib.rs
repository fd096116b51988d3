//! Query filters of [`filterset`] in the OpenAPI documents of [utoipa].
//!
//! The document of a server then has the parameters that the server checks, because both come from one schema. The
//! parameters are those of [`filterset_openapi::Export`].
//!
//! | item | what it documents |
//! |---|---|
//! | [`Params<T>`] | the parameters of a list, in `params(...)` of `#[utoipa::path]` |
//! | [`Problem`] | the response to a query with errors, in `responses(...)` |
//! | [`describe`] | what parameters can't express, such as the limits of a schema |
//! | [`parameters`], [`problem_response`] | the same as the types, for a schema that is loaded at run time |
//!
//! With the feature `utoipa` of `filterset-axum` or `filterset-actix`, their extractors and rejections can be used in
//! place of [`Params`] and [`Problem`].
//!
//! ```
//! use filterset::FilterSet;
//! use filterset::list::{ListOptions, Pagination};
//! use filterset_utoipa::{Params, Problem, describe};
//! use utoipa::OpenApi;
//!
//! #[derive(FilterSet)]
//! #[filter(name = "links", list = ListOptions::builder().pagination(Pagination::by_page()))]
//! struct Link {
//!     #[filter(exact, in)]
//!     institution: String,
//! }
//!
//! #[utoipa::path(get, path = "/api/links/", params(Params<Link>), responses((status = 200), Problem))]
//! async fn list_links() {}
//!
//! #[derive(OpenApi)]
//! #[openapi(paths(list_links))]
//! struct Api;
//!
//! let mut document = Api::openapi();
//! describe(&mut document, "/api/links/", Link::schema())?;
//! let document = serde_json::to_value(document)?;
//! let parameters = document["paths"]["/api/links/"]["get"]["parameters"].as_array().unwrap();
//! let names: Vec<_> = parameters.iter().map(|parameter| parameter["name"].as_str().unwrap()).collect();
//! assert_eq!(names, ["institution", "institution__in", "page", "page_size"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
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

mod describe;
mod params;
mod problem;

pub use describe::{UnknownPathError, describe};
pub use params::{Params, filter_parameters, parameters};
pub use problem::{Problem, problem_response};
