//! The connections of the server, with limits on requests that are incomplete.

use std::io;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;

/// The time between attempts to accept a connection, if the process has no more file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_secs(1);

/// The limits of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConnectionLimits {
    /// The maximum time between the start of a request, or the end of the previous one, and the end of its headers. Then
    /// the connection is closed.
    pub header_timeout: Duration,
    /// The maximum number of bytes of a request's first line and headers, at least 8 KiB. A longer request gets the status
    /// 431. It is also the memory that an incomplete request can use.
    pub header_bytes: usize,
}

impl ConnectionLimits {
    /// The limits of the command: 10 seconds, and 32 KiB, in which a list of 500 UUIDs fits.
    pub const DEFAULT: ConnectionLimits =
        ConnectionLimits { header_timeout: Duration::from_secs(10), header_bytes: 32 * 1024 };
}

/// Serves connections until `shutdown` is done, and then until the requests in progress are.
///
/// # Panics
///
/// Panics at the first connection if `header_bytes` is less than 8 KiB.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    limits: ConnectionLimits,
    shutdown: impl Future<Output = ()>,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(limits.header_timeout).max_buf_size(limits.header_bytes);
    let service = TowerToHyperService::new(router);
    let connections = GracefulShutdown::new();
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut shutdown => break,
        };
        match accepted {
            Ok((stream, _)) => {
                let connection = http.serve_connection(TokioIo::new(stream), service.clone());
                let connection = connections.watch(connection);
                tokio::spawn(async move {
                    if let Err(error) = connection.await {
                        tracing::debug!(%error, "a connection");
                    }
                });
            }
            Err(error) if is_of_client(&error) => {}
            Err(error) => {
                tracing::error!(%error, "no new connection");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
    drop(listener);
    connections.shutdown().await;
}

/// Returns `true` if the client has closed the connection before it was accepted.
fn is_of_client(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}
