//! A struct without a schema.

use filterset_axum::{FilterQuery, ListQuery};

struct Link;

#[axum::debug_handler]
async fn filter(_: FilterQuery<Link>) {}

#[axum::debug_handler]
async fn list(_: ListQuery<Link>) {}

fn main() {}
