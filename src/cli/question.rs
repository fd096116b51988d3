//! A query that a command is to act on, and not only to check.

use std::borrow::Cow;
use std::io::Write;
use std::process::ExitCode;

use filterset::{Filter, Parsed, Policy, Schema};

use super::show::{self, printable};
use super::verdict::{Verdict, json, text};
use super::{Failure, Format, INVALID, Question};

impl Question {
    /// The query, for people.
    pub(super) fn text(&self) -> Cow<'_, str> {
        self.query.to_string_lossy()
    }

    pub(super) fn verdict(&self, schema: &Schema) -> Verdict<'_> {
        let bytes = self.query.as_encoded_bytes();
        Verdict::of(schema, Policy::STRICT, bytes, bytes.len())
    }

    /// Tells why the query is none. Whoever takes the output for what was asked for gets nothing there.
    pub(super) fn refuse(&self, verdict: &Verdict<'_>, format: Format) -> Result<ExitCode, Failure> {
        let (mut out, palette) = match format {
            Format::Json => show::output(),
            Format::Text => show::errors(),
        };
        match format {
            Format::Json => json::write(&mut out, &self.text(), verdict)?,
            Format::Text => text::write(&mut out, palette, None, &self.text(), verdict)?,
        }
        out.flush()?;
        Ok(ExitCode::from(INVALID))
    }

    /// The filter, where it is all that the query says: a search that is passed over in silence would widen it.
    pub(super) fn filter<'q>(&self, parsed: Parsed<'q>) -> Result<Filter<'q>, Failure> {
        match parsed.reserved.first() {
            Some((name, _)) if !self.ignore_reserved => Err(Failure::Told(format!(
                "{} is a reserved name and no condition: take it out of the query, or give --ignore-reserved",
                printable(name)
            ))),
            _ => Ok(parsed.filter),
        }
    }
}
