//! A small server of links: from a URL to a page of results. See its README.

mod accept;
mod app;
mod auth;
mod base;
mod error;
mod explorer;
mod institution;
mod link;
mod resource;
mod seed;
mod store;

pub use app::{App, hard_coded, router};
pub use auth::Key;
pub use base::Base;
pub use link::Link;
pub use seed::LINKS;
pub use store::{Store, StoreError};

/// The page about web requests, each of whose examples is run.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/web.md")]
mod web {}
