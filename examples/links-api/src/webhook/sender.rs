//! The sender of webhooks: at least once, and in order for each link.

use std::collections::HashSet;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::{JoinError, JoinSet};
use ureq::Agent;
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::transport::DefaultConnector;

use super::address::LoopbackResolver;
use super::delivery::{Attempt, Due, MAX_CONCURRENT, find_due, finish};
use crate::app::App;
use crate::store::StoreError;

/// The time between looks for deliveries that are due.
const INTERVAL: Duration = Duration::from_millis(500);
/// The maximum time of an attempt.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Sends deliveries until the server stops. Attempts in progress are finished first. Those that the process doesn't finish
/// stay in the database, and are sent again when it starts.
pub(crate) async fn run(app: App, mut stopped: watch::Receiver<()>) {
    let mut sender = Sender::new(app);
    loop {
        if let Err(error) = sender.start_due().await {
            tracing::error!(%error, "the delivery of webhooks");
        }
        tokio::select! {
            biased;
            _ = stopped.changed() => break,
            Some(done) = sender.attempts.join_next() => sender.finish(done).await,
            () = tokio::time::sleep(INTERVAL) => {}
            () = sender.app.deliveries.wait() => {}
            () = sender.app.clock.wait_until_moved() => {}
        }
    }
    while let Some(done) = sender.attempts.join_next().await {
        sender.finish(done).await;
    }
}

/// The attempts in progress. A receiver that doesn't respond delays only its own deliveries.
struct Sender {
    app: App,
    agent: Agent,
    attempts: JoinSet<(String, Attempt)>,
    in_progress: HashSet<String>,
}

impl Sender {
    fn new(app: App) -> Sender {
        let agent = new_agent(app.allows_remote_webhooks);
        Sender { app, agent, attempts: JoinSet::new(), in_progress: HashSet::new() }
    }

    /// Starts the attempts that are due.
    async fn start_due(&mut self) -> Result<(), StoreError> {
        for delivery in find_due(&self.app.store, self.app.clock.now()).await? {
            if self.attempts.len() < MAX_CONCURRENT && self.in_progress.insert(delivery.id.clone()) {
                let agent = self.agent.clone();
                self.attempts.spawn_blocking(move || {
                    let attempt = attempt(&agent, &delivery);
                    (delivery.id, attempt)
                });
            }
        }
        Ok(())
    }

    /// Stores the result of an attempt. If this fails, the attempt is repeated.
    async fn finish(&mut self, done: Result<(String, Attempt), JoinError>) {
        let result = match done {
            Ok((id, attempt)) => {
                let stored = finish(&self.app.store, id.clone(), attempt, self.app.clock.now()).await;
                self.in_progress.remove(&id);
                stored
            }
            Err(error) => Err(error.into()),
        };
        if let Err(error) = result {
            tracing::error!(%error, "the result of a delivery");
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
