//! A sandbox of links, institutions and their data, with filters. See its README.

mod accept;
mod access_token;
mod app;
mod auth;
mod base_url;
mod body;
mod clock;
mod data;
mod error;
mod explorer;
mod health;
mod institution;
mod link;
mod metrics;
mod openapi;
mod page;
mod random;
mod refresh;
mod resource;
mod seed;
mod serve;
mod session;
mod store;
mod webhook;
mod widget;

pub use app::{App, AppError, Options, router, router_with_fixed_query};
pub use auth::Key;
pub use base_url::BaseUrl;
pub use link::Link;
pub use seed::LINK_COUNT;
pub use serve::{ConnectionLimits, serve};
pub use store::{Store, StoreError};

/// Runs the examples of the guide to list endpoints, which need a router and a database.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/filter-a-list-endpoint.md")]
#[doc = include_str!("../../../docs/give-your-clients-types.md")]
mod guide {}
