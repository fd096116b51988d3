//! Schemas that the state doesn't hold, or that aren't marked as part of it.

use filterset::Schema;
use filterset_axum::{FilterQuery, FromState, ListQuery};

#[derive(Clone)]
struct App;

#[axum::debug_handler(state = App)]
async fn unmarked(_: FilterQuery<Schema>) {}

#[axum::debug_handler(state = App)]
async fn not_in_state(_: ListQuery<FromState<Schema>>) {}

fn main() {}
