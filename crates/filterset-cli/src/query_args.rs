//! A query that a command is to act on, and not only to check.

use std::borrow::Cow;
use std::io::Write;
use std::process::ExitCode;

use filterset::parse::ParsedListRequest;
use filterset::{Filter, Policy, Schema};

use super::outcome::{Outcome, json, text};
use super::show::{self, printable};
use super::{Failure, Format, INVALID, Question, input};

impl Question {
    /// The query, for people.
    pub(super) fn text(&self) -> Cow<'_, str> {
        self.query.to_string_lossy()
    }

    pub(super) fn outcome(&self, schema: &Schema) -> Outcome<'_> {
        let bytes = self.query.as_encoded_bytes();
        Outcome::of(schema, Policy::STRICT, bytes, bytes.len())
    }

    /// Tells why the query is none. Whoever takes the output for what was asked for gets nothing there.
    pub(super) fn reject(&self, outcome: &Outcome<'_>, format: Format) -> Result<ExitCode, Failure> {
        let (mut out, palette) = match format {
            Format::Json => show::output(),
            Format::Text => show::errors(),
        };
        match format {
            Format::Json => json::write(&mut out, &self.text(), outcome)?,
            Format::Text => text::write(&mut out, palette, None, &self.text(), outcome)?,
        }
        out.flush()?;
        Ok(ExitCode::from(INVALID))
    }

    /// The filter, where it is all that the query says. Parameters can be passed over, but for a search: without it the
    /// filter matches more.
    pub(super) fn filter<'q>(&self, parsed: ParsedListRequest<'q>) -> Result<Filter<'q>, Failure> {
        if parsed.list.search().is_some() {
            let reported = "search finds fewer records, and is no condition: take it out of the query";
            return Err(Failure::Message(reported.to_owned()));
        }
        let filter = parsed.list.into_filter();
        match self.no_condition(filter.schema()) {
            Some((name, what)) if !self.ignore_reserved => Err(Failure::Message(format!(
                "{} is a {what} and no condition: take it out of the query, or give --ignore-reserved",
                printable(&name)
            ))),
            _ => Ok(filter),
        }
    }

    /// The first name of a valid query that is no condition's, whatever it says, and what it is.
    fn no_condition(&self, schema: &Schema) -> Option<(String, &'static str)> {
        let text = self.text();
        let query = text.get(input::recognise(&text).location(&text))?;
        let (name, _) = schema.parse_with_reserved(query).ok()?.reserved.into_iter().next()?;
        let is_parameter = schema.list_options().parameter(&name).is_some();
        Some((name.into_owned(), if is_parameter { "parameter of lists" } else { "reserved name" }))
    }
}
