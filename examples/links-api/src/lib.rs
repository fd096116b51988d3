//! A small server of links: from a URL to a page of results. See its README.

mod accept;
mod app;
mod auth;
mod base_url;
mod error;
mod explorer;
mod institution;
mod link;
mod resource;
mod seed;
mod store;

pub use app::{App, router, router_with_fixed_query};
pub use auth::Key;
pub use base_url::BaseUrl;
pub use link::Link;
pub use seed::LINK_COUNT;
pub use store::{Store, StoreError};

/// The page about web requests, each of whose examples is run.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/web.md")]
mod web {}
