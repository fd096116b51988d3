//! Schemas that aren't in the state, or aren't wrapped in `FromState`.

use filterset::Schema;
use filterset_axum::{FilterQuery, FromState, ListQuery};

#[derive(Clone)]
struct App;

#[axum::debug_handler(state = App)]
async fn unmarked(_: FilterQuery<Schema>) {}

#[axum::debug_handler(state = App)]
async fn not_in_state(_: ListQuery<FromState<Schema>>) {}

fn main() {}
