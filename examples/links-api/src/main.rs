//! The command that starts the server. See its README.

use std::error::Error;
use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::Parser;
use filterset_sea_query::CursorKey;
use links_api::{App, BaseUrl, ConnectionLimits, Key, Options, Store, router};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use uuid::Uuid;

/// The time that requests in progress have when the server stops.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(10);

/// Serve a sandbox of links and their data, from SQLite or from the PostgreSQL server of DATABASE_URL.
#[derive(Parser)]
struct Arguments {
    /// The address to listen on.
    #[arg(long, default_value = "127.0.0.1:8080")]
    addr: SocketAddr,
    /// A key that requests can have; with several, each sees its own links. Other users of the machine can see arguments,
    /// but not the environment.
    #[arg(long = "key", value_name = "ID:PASSWORD", env = "LINKS_API_KEY", hide_env_values = true, required = true)]
    keys: Vec<String>,
    /// The public URL of the server, with which links to other pages begin [default: the address that it listens on].
    #[arg(long)]
    url: Option<BaseUrl>,
    /// The SQLite database [default: one in memory, which ends with the process].
    #[arg(long, value_name = "FILE")]
    database: Option<PathBuf>,
    /// The seed of the simulated institutions: the same seed, link and time give the same data.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Send webhooks to other machines too.
    #[arg(long)]
    allow_remote_webhooks: bool,
    /// The key of cursors, 64 hex digits [default: random, so cursors end with the process]. Servers behind one URL need
    /// the same key.
    #[arg(long, value_name = "HEX", env = "LINKS_API_CURSOR_KEY", hide_env_values = true)]
    cursor_key: Option<String>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    // The key is parsed here because a message of clap would contain it.
    let keys = arguments.keys.iter().map(|key| key.parse::<Key>()).collect::<Result<Vec<_>, _>>();
    let keys = keys.map_err(|error| format!("--key or LINKS_API_KEY: {error}"))?;
    let cursor_key = match &arguments.cursor_key {
        Some(text) => parse_cursor_key(text).ok_or("--cursor-key or LINKS_API_CURSOR_KEY: expected 64 hex digits")?,
        None => random_key(),
    };
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    let store = Arc::new(match (std::env::var("DATABASE_URL"), &arguments.database) {
        (Ok(_), Some(_)) => return Err("expected either DATABASE_URL or --database".into()),
        (Ok(url), None) => Store::postgres(&url)?,
        (Err(_), file) => Store::sqlite(file.as_deref())?,
    });
    // The listener is bound before anything that the runtime runs, so that an address in use is reported first.
    let listener = std::net::TcpListener::bind(arguments.addr)?;
    listener.set_nonblocking(true)?;
    let base_url = match arguments.url {
        Some(url) => url,
        None => format!("http://{}", listener.local_addr()?).parse()?,
    };
    let options =
        Options { keys, base_url, seed: arguments.seed, allows_remote_webhooks: arguments.allow_remote_webhooks };
    let description = describe(&options.base_url, &arguments.keys[0]);
    let app = App::new(Arc::clone(&store), options, CursorKey::new(&cursor_key))?;
    // Written at once. Nobody needs to read more than the first line.
    let _ = std::io::stdout().write_all(description.as_bytes());
    // The store must outlive the runtime, because closing a connection blocks.
    tokio::runtime::Runtime::new()?.block_on(serve_until_stopped(app, listener))
}

/// Returns the URL, and three commands to try.
fn describe(url: &BaseUrl, key: &str) -> String {
    // A key of the environment isn't printed.
    let key = if std::env::var("LINKS_API_KEY").is_ok() { "\"$LINKS_API_KEY\"".to_owned() } else { quote(key) };
    let body = r#"{"institution":"erebor_mx_retail","username":"ana","password":"secret"}"#;
    [
        url.to_string(),
        format!("curl -u {key} '{url}api/links/?status__in=invalid,token_required&page_size=2'"),
        format!("curl -u {key} '{url}api/links/' -H 'Content-Type: application/json' -d '{body}'"),
        format!("curl -u {key} '{url}api/transactions/?amount__gte=1000&type=INFLOW'\n"),
    ]
    .join("\n")
}

/// Quotes an argument of a shell.
fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
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

async fn serve_until_stopped(app: App, listener: std::net::TcpListener) -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::from_std(listener)?;
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let (stop, stopped) = tokio::sync::watch::channel(());
    let mut graceful = stopped.clone();
    let jobs = app.clone().run_jobs(stopped);
    let serving = links_api::serve(listener, router(app), ConnectionLimits::DEFAULT, async move {
        let _ = graceful.changed().await;
    });
    tokio::select! {
        _ = async { tokio::join!(serving, jobs) } => {}
        () = async {
            tokio::select! { _ = interrupt.recv() => {} , _ = terminate.recv() => {} }
            tracing::info!("stopping");
            drop(stop);
            tokio::time::sleep(SHUTDOWN_TIMEOUT).await;
        // Requests in progress and deliveries of webhooks have at most this time. What remains are incomplete requests, and
        // responses that nobody reads. A delivery that isn't finished is sent again after the next start.
        } => tracing::info!("closing the connections that are still open"),
    }
    Ok(())
}
