//! Serves an API on a socket, and records the requests.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::Request;
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

/// A request that a server received.
#[derive(Clone)]
pub(super) struct Received {
    pub(super) method: String,
    pub(super) target: String,
    pub(super) headers: HeaderMap,
}

/// A server that runs until the test ends.
pub(super) struct Server {
    /// The URL of the list.
    pub(super) url: String,
    pub(super) requests: Arc<Mutex<Vec<Received>>>,
    /// Stops the server when it is dropped.
    _runtime: tokio::runtime::Runtime,
}

impl Server {
    /// Starts a server. The function returns the status and the body of the response to a query; for a redirect, the body
    /// is the location.
    pub(super) fn start(respond: impl Fn(&str) -> (u16, String) + Send + Sync + 'static) -> Server {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (log, respond) = (Arc::clone(&requests), Arc::new(respond));
        let handle = move |request: Request| {
            log.lock().unwrap().push(Received {
                method: request.method().to_string(),
                target: request.uri().to_string(),
                headers: request.headers().clone(),
            });
            std::future::ready(to_response(respond(request.uri().query().unwrap_or_default())))
        };
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let url = format!("http://{}/api/list/", listener.local_addr().unwrap());
        runtime.spawn(async move { axum::serve(listener, Router::new().fallback(handle)).await });
        Server { url, requests, _runtime: runtime }
    }

    /// Returns the requests so far.
    pub(super) fn received(&self) -> Vec<Received> {
        self.requests.lock().unwrap().clone()
    }
}

fn to_response((status, body): (u16, String)) -> Response {
    let status = StatusCode::from_u16(status).unwrap();
    if status.is_redirection() {
        (status, [(LOCATION, body)]).into_response()
    } else {
        (status, [(CONTENT_TYPE, "application/json")], body).into_response()
    }
}
