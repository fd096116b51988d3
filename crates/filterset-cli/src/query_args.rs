//! The query of a command that acts on it, rather than only checking it.

use std::borrow::Cow;
use std::io::Write;
use std::process::ExitCode;

use filterset::parse::ParsedListRequest;
use filterset::{Filter, Policy, Schema};

use crate::args::{Format, QueryArgs};
use crate::failure::{Failure, INVALID};
use crate::input::classify_input;
use crate::outcome::{Outcome, json, text};
use crate::terminal::{self, escape_text};

impl QueryArgs {
    /// Returns the query as text.
    pub(crate) fn to_text(&self) -> Cow<'_, str> {
        self.query.to_string_lossy()
    }

    pub(crate) fn check_query(&self, schema: &Schema) -> Outcome<'_> {
        let bytes = self.query.as_encoded_bytes();
        Outcome::from_bytes(schema, Policy::STRICT, bytes, bytes.len())
    }

    /// Reports the errors of the query: as JSON on standard output, and as text on standard error.
    pub(crate) fn report_errors(&self, outcome: &Outcome<'_>, format: Format) -> Result<ExitCode, Failure> {
        let (mut out, palette) = match format {
            Format::Json => terminal::open_stdout(),
            Format::Text => terminal::open_stderr(),
        };
        match format {
            Format::Json => json::write_outcome(&mut out, &self.to_text(), outcome)?,
            Format::Text => text::write_outcome(&mut out, palette, None, &self.to_text(), outcome)?,
        }
        out.flush()?;
        Ok(ExitCode::from(INVALID))
    }

    /// Returns the filter if the query consists only of conditions. Other parameters can be ignored, except for a
    /// search, without which the filter would match more.
    pub(crate) fn take_filter<'q>(&self, parsed: ParsedListRequest<'q>) -> Result<Filter<'q>, Failure> {
        if parsed.list.search().is_some() {
            let reported = "search is not a condition, and narrows the result: remove it from the query";
            return Err(Failure::Message(reported.to_owned()));
        }
        let filter = parsed.list.into_filter();
        match self.find_other_parameter(filter.schema()) {
            Some((name, what)) if !self.ignore_reserved => Err(Failure::Message(format!(
                "{} is a {what}, not a condition: remove it from the query or use --ignore-reserved",
                escape_text(&name)
            ))),
            _ => Ok(filter),
        }
    }

    /// Returns the first name in a valid query that isn't the key of a condition, with its kind.
    fn find_other_parameter(&self, schema: &Schema) -> Option<(String, &'static str)> {
        let text = self.to_text();
        let query = text.get(classify_input(&text).query_range(&text))?;
        let (name, _) = schema.parse_with_reserved(query).ok()?.reserved.into_iter().next()?;
        let is_parameter = schema.list_options().parameter(&name).is_some();
        Some((name.into_owned(), if is_parameter { "parameter of lists" } else { "reserved name" }))
    }
}
