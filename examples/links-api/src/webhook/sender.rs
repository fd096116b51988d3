//! The sender of webhooks: at least once, and in order for each link.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;
use ureq::Agent;
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::transport::DefaultConnector;

use super::address::LoopbackResolver;
use super::delivery::{Attempt, Due, find_due, finish};
use crate::app::App;
use crate::store::StoreError;

/// The time between looks for deliveries that are due.
const INTERVAL: Duration = Duration::from_millis(500);
/// The maximum time of an attempt.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Sends deliveries until the server stops. Attempts in progress are finished first. Those that the process doesn't finish
/// stay in the database, and are sent again when it starts.
pub(crate) async fn run(app: App, mut stopped: watch::Receiver<()>) {
    let agent = new_agent(app.allows_remote_webhooks);
    loop {
        let is_done = match send_due(&app, &agent).await {
            Ok(count) => count == 0,
            Err(error) => {
                tracing::error!(%error, "the delivery of webhooks");
                true
            }
        };
        tokio::select! {
            biased;
            _ = stopped.changed() => return,
            () = tokio::time::sleep(if is_done { INTERVAL } else { Duration::ZERO }) => {}
            () = app.deliveries.wait() => {}
            () = app.clock.wait_until_moved() => {}
        }
    }
}

fn new_agent(allows_remote: bool) -> Agent {
    let config = Agent::config_builder()
        .timeout_global(Some(TIMEOUT))
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .proxy(None)
        .user_agent("links-api")
        .build();
    if allows_remote {
        return Agent::new_with_config(config);
    }
    Agent::with_parts(config, DefaultConnector::default(), LoopbackResolver(DefaultResolver::default()))
}

/// Sends the deliveries that are due, and returns their number.
async fn send_due(app: &App, agent: &Agent) -> Result<usize, StoreError> {
    let due = find_due(&app.store, app.clock.now()).await?;
    let count = due.len();
    let mut attempts = JoinSet::new();
    for delivery in due {
        let agent = agent.clone();
        attempts.spawn_blocking(move || (attempt(&agent, &delivery), delivery.id));
    }
    while let Some(done) = attempts.join_next().await {
        let (attempt, id) = done?;
        finish(&Arc::clone(&app.store), id, attempt, app.clock.now()).await?;
    }
    Ok(count)
}

fn attempt(agent: &Agent, delivery: &Due) -> Attempt {
    let mut request = agent.post(&delivery.url).content_type("application/json");
    if let Some(authorization) = &delivery.authorization {
        request = request.header("Authorization", authorization);
    }
    match request.send(&delivery.payload) {
        Ok(response) => Ok(response.status().as_u16()),
        Err(error) => Err(error.to_string()),
    }
}
