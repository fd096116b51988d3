//! Requests and responses, and their form as JSON Lines.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::input::Line;
use crate::terminal::escape_text;

/// The maximum length of the body of a response, in bytes.
pub(crate) const MAX_BODY: usize = 8 << 20;
/// The maximum length of all bodies, in bytes.
pub(crate) const MAX_BODIES: usize = 256 << 20;
/// JSON can need six bytes for a byte of a body.
const MAX_LINE: usize = 6 * MAX_BODY + 1024;

/// The number of a request in the plan.
pub(crate) type RequestId = usize;

/// A request, as a line of a plan.
#[derive(Serialize)]
pub(crate) struct Request {
    pub(crate) id: RequestId,
    pub(crate) method: &'static str,
    pub(crate) url: String,
}

/// A response, as a line of the input of `--judge`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Response {
    /// The number and the URL of the request.
    pub(crate) id: RequestId,
    pub(crate) url: String,
    /// The status code, or 0 without a response.
    pub(crate) status: u16,
    #[serde(default)]
    pub(crate) body: String,
    /// The reason for a missing response.
    #[serde(default)]
    pub(crate) error: String,
}

/// The responses by the number of the request.
#[derive(Default)]
pub(crate) struct Responses {
    by_id: BTreeMap<RequestId, Response>,
    bytes: usize,
}

impl Responses {
    pub(crate) fn get(&self, id: RequestId) -> Option<&Response> {
        self.by_id.get(&id)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Response> {
        self.by_id.values()
    }

    pub(crate) fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Adds a response. Only the body of a success is kept, because no other is used.
    pub(crate) fn insert(&mut self, mut response: Response) -> Result<(), Failure> {
        if !response.is_success() {
            response.body = String::new();
        }
        self.bytes = self.bytes.saturating_add(response.body.len());
        if self.bytes > MAX_BODIES {
            let message =
                "the responses are too large: expected at most 256 MiB; reduce --max-requests or the page size";
            return Err(Failure::Message(message.to_owned()));
        }
        self.by_id.insert(response.id, response);
        Ok(())
    }

    /// Reads responses from a JSON Lines file, or from standard input.
    pub(crate) fn read(path: &Path) -> Result<Responses, Failure> {
        let name = escape_text(&path.display().to_string());
        let fail = |error: &dyn std::fmt::Display| Failure::Message(format!("{name}: {error}"));
        let source: Box<dyn Read> = if path == Path::new("-") {
            Box::new(io::stdin().lock())
        } else {
            Box::new(File::open(path).map_err(|error| fail(&error))?)
        };
        let mut input = BufReader::new(source);
        let (mut line, mut responses, mut number) = (Line::default(), Responses::default(), 0_usize);
        while line.read_next(&mut input, MAX_LINE).map_err(|error| fail(&error))? {
            number = number.saturating_add(1);
            if line.bytes.is_empty() {
                continue;
            }
            let fail_line = |error: &dyn std::fmt::Display| fail(&format!("line {number}: {error}"));
            if line.len > MAX_LINE {
                return Err(fail_line(&format!("the line is too long: expected at most {MAX_LINE} bytes")));
            }
            let response =
                serde_json::from_slice(&line.bytes).map_err(|error| fail_line(&escape_text(&error.to_string())))?;
            responses.insert(response)?;
        }
        Ok(responses)
    }
}

impl Response {
    pub(crate) const fn is_success(&self) -> bool {
        matches!(self.status, 200..=299)
    }

    /// Returns `true` if more requests are useless: the API asks for credentials, or for a pause.
    pub(crate) const fn ends_run(&self) -> bool {
        matches!(self.status, 401 | 407 | 429)
    }
}

/// Returns the response to a request, if there is one.
pub(crate) fn find_response<'r>(
    responses: &'r Responses,
    id: RequestId,
    url: &str,
) -> Result<Option<&'r Response>, Failure> {
    match responses.get(id) {
        Some(response) if response.url != url => {
            let message = format!("response {id} is that of another URL: expected the options of --plan");
            Err(Failure::Message(message))
        }
        found => Ok(found),
    }
}

/// Returns the failure if `--judge` lacks responses.
pub(crate) fn incomplete() -> Failure {
    let message = "the responses are incomplete: --plan with --judge prints the requests without a response";
    Failure::Message(message.to_owned())
}
