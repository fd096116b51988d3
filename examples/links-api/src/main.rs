//! The command that starts the server. See its README.

use std::error::Error;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use clap::Parser;
use filterset_sea_query::CursorKey;
use links_api::{App, BaseUrl, ConnectionLimits, Key, Store, router};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use uuid::Uuid;

/// The time that requests in progress have when the server stops.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(10);

/// Serve filterable lists from SQLite in memory, or from the PostgreSQL server of DATABASE_URL.
#[derive(Parser)]
struct Arguments {
    /// The address to listen on.
    #[arg(long, default_value = "127.0.0.1:8080")]
    addr: SocketAddr,
    /// The key that requests must have. Other users of the machine can see arguments, but not the environment.
    #[arg(long, value_name = "ID:PASSWORD", env = "LINKS_API_KEY", hide_env_values = true)]
    key: String,
    /// The public URL of the server, with which links to other pages begin [default: the address that it listens on].
    #[arg(long)]
    url: Option<BaseUrl>,
    /// The key of cursors, 64 hex digits [default: random, so cursors end with the process]. Servers behind one URL need
    /// the same key.
    #[arg(long, value_name = "HEX", env = "LINKS_API_CURSOR_KEY", hide_env_values = true)]
    cursor_key: Option<String>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    // The key is parsed here because a message of clap would contain it.
    let key = arguments.key.parse::<Key>().map_err(|error| format!("--key or LINKS_API_KEY: {error}"))?;
    let cursor_key = match &arguments.cursor_key {
        Some(text) => parse_cursor_key(text).ok_or("--cursor-key or LINKS_API_CURSOR_KEY: expected 64 hex digits")?,
        None => random_key(),
    };
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    let store = Arc::new(match std::env::var("DATABASE_URL") {
        Ok(url) => Store::postgres(&url)?,
        Err(_) => Store::sqlite()?,
    });
    // The store must outlive the runtime, because closing a connection blocks.
    tokio::runtime::Runtime::new()?.block_on(serve_until_stopped(
        arguments,
        key,
        CursorKey::new(&cursor_key),
        Arc::clone(&store),
    ))
}

/// Returns 32 random bytes. The two UUIDs have 244 random bits, from the operating system.
fn random_key() -> [u8; 32] {
    let mut key = [0; 32];
    key.chunks_mut(16).for_each(|half| half.copy_from_slice(Uuid::new_v4().as_bytes()));
    key
}

fn parse_cursor_key(text: &str) -> Option<[u8; 32]> {
    let mut key = [0; 32];
    let digits = text.as_bytes().chunks(2);
    if text.len() != 64 || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    for (byte, digits) in key.iter_mut().zip(digits) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(key)
}

async fn serve_until_stopped(
    arguments: Arguments,
    key: Key,
    cursor_key: CursorKey,
    store: Arc<Store>,
) -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind(arguments.addr).await?;
    let base_url = match arguments.url {
        Some(url) => url,
        None => format!("http://{}", listener.local_addr()?).parse()?,
    };
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let (stop, stopped) = tokio::sync::watch::channel(());
    let mut graceful = stopped.clone();
    println!("{base_url}");
    let app = App::new(store, key, base_url, cursor_key)?;
    let serving = links_api::serve(listener, router(app), ConnectionLimits::DEFAULT, async move {
        let _ = graceful.changed().await;
    });
    tokio::select! {
        () = serving => {}
        () = async {
            tokio::select! { _ = interrupt.recv() => {} , _ = terminate.recv() => {} }
            tracing::info!("stopping");
            drop(stop);
            tokio::time::sleep(SHUTDOWN_TIMEOUT).await;
        // Requests in progress have at most this time. What remains are incomplete requests, and responses that nobody
        // reads.
        } => tracing::info!("closing the connections that are still open"),
    }
    Ok(())
}
