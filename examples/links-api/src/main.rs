//! The server as a program: see its README.

use std::error::Error;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use clap::Parser;
use links_api::{App, BaseUrl, Key, Store, router};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// How long requests may take to end when the server does.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(10);

/// Serves links that can be filtered, from an SQLite in memory, or from the PostgreSQL that DATABASE_URL names.
#[derive(Parser)]
struct Arguments {
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:8080")]
    addr: SocketAddr,
    /// The only key that may ask. Other users of the machine see arguments, and not the environment.
    #[arg(long, value_name = "ID:PASSWORD", env = "LINKS_API_KEY", hide_env_values = true)]
    key: String,
    /// What clients call the server; without it, where it listens.
    #[arg(long)]
    url: Option<BaseUrl>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    // What is wrong with a key is told without the key.
    let key = arguments.key.parse::<Key>().map_err(|error| format!("--key or LINKS_API_KEY: {error}"))?;
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    let store = Arc::new(match std::env::var("DATABASE_URL") {
        Ok(url) => Store::postgres(&url)?,
        Err(_) => Store::sqlite()?,
    });
    // The store outlives the runtime: connections are closed where waiting is allowed.
    tokio::runtime::Runtime::new()?.block_on(serve(arguments, key, Arc::clone(&store)))
}

async fn serve(arguments: Arguments, key: Key, store: Arc<Store>) -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind(arguments.addr).await?;
    let base_url = match arguments.url {
        Some(url) => url,
        None => format!("http://{}", listener.local_addr()?).parse()?,
    };
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let (stop, stopped) = tokio::sync::watch::channel(());
    let mut graceful = stopped.clone();
    println!("{base_url}");
    let app = App::new(store, key, base_url);
    let serving = axum::serve(listener, router(app)).with_graceful_shutdown(async move {
        let _ = graceful.changed().await;
    });
    tokio::select! {
        ended = serving.into_future() => return Ok(ended?),
        () = async {
            tokio::select! { _ = interrupt.recv() => {} , _ = terminate.recv() => {} }
            tracing::info!("stopping");
            drop(stop);
            tokio::time::sleep(SHUTDOWN_TIMEOUT).await;
        // A request has no more time than this: what is left is half of one, or an answer that nobody reads.
        } => tracing::info!("connections that are still open are cut off"),
    }
    Ok(())
}
