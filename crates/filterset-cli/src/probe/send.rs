//! Sends the requests: only GET, only to the URL, and not faster than asked.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use ureq::Agent;
use ureq::tls::{RootCerts, TlsConfig};

use super::exchange::{MAX_BODY, RequestId, Response};
use super::plan::describe_failure;
use super::target::Target;
use crate::args::ProbeArgs;
use crate::failure::Failure;

const TEMPLATE: &str = "{bar:40} {pos} of {len} requests, {eta} left";

pub(crate) struct Client<'a> {
    agent: Agent,
    target: &'a Target,
    /// The minimum time between two requests.
    interval: Duration,
    /// The time of the next request.
    next: Instant,
    /// Shown only on a terminal.
    bar: ProgressBar,
}

impl<'a> Client<'a> {
    pub(crate) fn new(target: &'a Target, args: &ProbeArgs) -> Client<'a> {
        let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .timeout_global(Some(args.timeout))
            // Another host, or another path, isn't the API that was given.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .user_agent(concat!("filterset/", env!("CARGO_PKG_VERSION")))
            .build();
        let bar = ProgressBar::new(args.max_requests.into());
        if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
            bar.set_style(style);
        }
        Client {
            agent: config.into(),
            target,
            interval: Duration::from_secs(1).checked_div(args.rate.get()).unwrap_or_default(),
            next: Instant::now(),
            bar,
        }
    }

    /// Sets the number of requests, for the progress.
    pub(crate) fn expect(&self, requests: usize) {
        self.bar.set_length(u64::try_from(requests).unwrap_or(u64::MAX));
    }

    /// Sends a query. A failure to respond is a response too.
    pub(crate) fn send(&mut self, id: RequestId, query: &str) -> Result<Response, Failure> {
        std::thread::sleep(self.next.saturating_duration_since(Instant::now()));
        self.next = Instant::now().checked_add(self.interval).unwrap_or_else(Instant::now);
        let mut response = Response { id, url: self.target.url_of(query), ..Response::default() };
        match self.get(&response.url) {
            Ok((status, body)) => (response.status, response.body) = (status, body),
            Err(error) => response.error = error.to_string(),
        }
        self.bar.inc(1);
        if response.ends_run() {
            return Err(Failure::Message(format!("the API can't be queried: {}", describe_failure(&response))));
        }
        Ok(response)
    }

    /// Returns the status and the body of the response to a URL.
    fn get(&self, url: &str) -> Result<(u16, String), ureq::Error> {
        let mut request = self.agent.get(url);
        let has_accept = self.target.headers().iter().any(|header| header.name == http::header::ACCEPT);
        if !has_accept {
            request = request.header(http::header::ACCEPT, "application/json");
        }
        for header in self.target.headers() {
            request = request.header(&header.name, &header.value);
        }
        let mut response = request.call()?;
        // The body of another response isn't used.
        let body = if response.status().is_success() {
            let limit = u64::try_from(MAX_BODY).unwrap_or(u64::MAX);
            let bytes = response.body_mut().with_config().limit(limit).read_to_vec()?;
            String::from_utf8_lossy(&bytes).into_owned()
        } else {
            String::new()
        };
        Ok((response.status().as_u16(), body))
    }
}

impl Drop for Client<'_> {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
