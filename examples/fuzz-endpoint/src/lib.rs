//! A list endpoint whose filters are translated by hand. `tests/fuzz.rs` fuzzes it.

use axum::{Json, Router, extract::State, routing::get};
use filterset::{FilterSet, Predicate, Value};
use filterset_axum::FilterQuery;

#[derive(Clone, Debug, FilterSet, serde::Serialize)]
pub struct Link {
    #[filter(exact, in, not_in)]
    pub institution: String,
    #[filter(exact, gte)]
    pub balance: i64,
}

/// Returns the endpoint. If `is_widened` is set, it has a bug: it ignores an operator that it doesn't know.
pub fn endpoint(links: Vec<Link>, is_widened: bool) -> Router {
    Router::new().route("/links", get(list_links)).with_state((links, is_widened))
}

async fn list_links(
    State((mut links, is_widened)): State<(Vec<Link>, bool)>,
    query: FilterQuery<Link>,
) -> Json<Vec<Link>> {
    for condition in &query.filter {
        links.retain(|link| {
            let held: Value<'_> = match condition.field().name() {
                "institution" => (&link.institution).into(),
                _ => link.balance.into(),
            };
            match condition.predicate() {
                Predicate::Exact(value) => held == *value,
                Predicate::In(list) => list.contains(&held),
                Predicate::NotIn(list) if !is_widened => !list.contains(&held),
                Predicate::Gte(value) => held >= *value,
                _ => is_widened,
            }
        });
    }
    Json(links)
}
