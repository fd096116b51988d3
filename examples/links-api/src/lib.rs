//! A small server of links: from a URL to a page of results. See its README.

mod app;
mod auth;
mod explorer;
mod failure;
mod institution;
mod link;
mod resource;
mod seed;
mod store;

pub use app::{App, hard_coded, router};
pub use auth::Key;
pub use link::Link;
pub use seed::LINKS;
pub use store::{Store, StoreError};

/// The page about web requests, each of whose examples is run.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/web.md")]
mod web {}
