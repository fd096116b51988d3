//! Metrics in the text format of Prometheus.

use std::sync::LazyLock;

use axum::extract::{MatchedPath, Request};
use axum::http::Method;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

/// The ends of the buckets of response times, in seconds.
const BUCKETS: [f64; 9] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.5];

/// The recorder of the process. Without one, as in a test that has another, metrics are empty.
static HANDLE: LazyLock<Option<PrometheusHandle>> = LazyLock::new(|| {
    let builder = PrometheusBuilder::new().set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &BUCKETS);
    builder.ok()?.install_recorder().ok()
});

/// Counts a response and its time. A path without a route has no label of its own, so clients can't create labels.
pub(crate) async fn record(request: Request, next: Next) -> Response {
    LazyLock::force(&HANDLE);
    let path = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let started_at = std::time::Instant::now();
    // A client can invent methods, too.
    let is_known = [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE]
        .contains(request.method());
    let method = if is_known { request.method().to_string() } else { "other".to_owned() };
    let response = next.run(request).await;
    let labels = [("method", method), ("path", path), ("status", response.status().as_u16().to_string())];
    metrics::counter!("http_requests_total", &labels).increment(1);
    metrics::histogram!("http_response_seconds").record(started_at.elapsed());
    response
}

/// Returns all metrics.
pub(crate) async fn show() -> Response {
    let text = HANDLE.as_ref().map(|handle| {
        handle.run_upkeep();
        handle.render()
    });
    let text = text.unwrap_or_default();
    ([(CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response()
}
