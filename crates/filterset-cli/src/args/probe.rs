//! The options of `filterset probe`.

use std::ffi::OsString;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};

#[derive(Args)]
pub(crate) struct ProbeArgs {
    /// The URL of the list, with http or https. Parameters in it are sent with every request.
    #[arg(value_name = "URL")]
    pub(crate) url: String,
    /// The schema: a built-in one such as belvo/links, or a .toml or .json file.
    #[arg(long, value_name = "NAME|FILE")]
    pub(crate) schema: OsString,
    /// A header of every request, such as "Authorization: Bearer ..."; repeatable.
    // Parsed later, because the parser of the arguments prints the values that it rejects, and a header can be secret.
    #[arg(long = "header", value_name = "NAME: VALUE")]
    pub(crate) headers: Vec<OsString>,
    /// The maximum number of requests.
    #[arg(long, value_name = "NUMBER", default_value_t = 200, value_parser = clap::value_parser!(u32).range(3..))]
    pub(crate) max_requests: u32,
    /// The maximum number of requests in a second.
    #[arg(long, value_name = "NUMBER", default_value = "10")]
    pub(crate) rate: NonZeroU32,
    /// The maximum time for a response, in seconds.
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = parse_seconds)]
    pub(crate) timeout: Duration,
    /// The number that selects the requests: the same seed and the same data give the same requests.
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    pub(crate) seed: u64,
    /// The JSON pointer of the array of records in a response, such as /data/items; an empty one is the response itself.
    #[arg(long, value_name = "POINTER", value_parser = parse_pointer)]
    pub(crate) results: Option<String>,
    /// The JSON pointer of the number of records on all pages.
    #[arg(long, value_name = "POINTER", value_parser = parse_pointer)]
    pub(crate) count: Option<String>,
    /// The JSON pointer of the link to the next page. Only its query is used.
    #[arg(long, value_name = "POINTER", value_parser = parse_pointer)]
    pub(crate) next: Option<String>,
    /// The JSON pointer of the identifier in a record, which each record must have. Without it, /id is tried.
    #[arg(long, value_name = "POINTER", value_parser = parse_pointer)]
    pub(crate) id: Option<String>,
    /// A check that isn't made, such as letter_case; repeatable.
    #[arg(long, value_name = "CHECK", value_delimiter = ',')]
    pub(crate) skip: Vec<String>,
    /// The minimum severity of a finding for the exit code 1.
    #[arg(long, value_enum, value_name = "SEVERITY", default_value_t)]
    pub(crate) fail_on: Severity,
    /// The output format: a table for people, one JSON object a line, or JUnit XML.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ProbeFormat,
    /// Send nothing: print the requests as JSON Lines. With --judge, print those that its responses make possible.
    #[arg(long, conflicts_with = "format")]
    pub(crate) plan: bool,
    /// Send nothing: read the responses from a JSON Lines file; - is standard input.
    #[arg(long, value_name = "FILE")]
    pub(crate) judge: Option<PathBuf>,
}

/// The severity of a finding.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, ValueEnum)]
pub(crate) enum Severity {
    #[default]
    Minor,
    Major,
}

impl Severity {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Severity::Minor => "minor",
            Severity::Major => "major",
        }
    }
}

#[derive(Clone, Copy, Default, ValueEnum)]
pub(crate) enum ProbeFormat {
    #[default]
    Text,
    Json,
    Junit,
}

/// Parses a JSON pointer (RFC 6901).
fn parse_pointer(text: &str) -> Result<String, &'static str> {
    if text.is_empty() || text.starts_with('/') {
        Ok(text.to_owned())
    } else {
        Err("expected a JSON pointer that starts with /")
    }
}

/// Parses a positive number of seconds, which may have a fraction.
fn parse_seconds(text: &str) -> Result<Duration, &'static str> {
    let seconds = text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    seconds.filter(|seconds| !seconds.is_zero()).ok_or("expected a positive number of seconds")
}
