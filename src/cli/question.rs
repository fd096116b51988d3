//! A query that a command is to act on, and not only to check.

use std::borrow::Cow;

use filterset::{Filter, Parsed, Policy, Schema};

use super::show::printable;
use super::verdict::Verdict;
use super::{Failure, Question};

impl Question {
    /// The query, for people.
    pub(super) fn text(&self) -> Cow<'_, str> {
        self.query.to_string_lossy()
    }

    pub(super) fn verdict(&self, schema: &Schema) -> Verdict<'_> {
        let bytes = self.query.as_encoded_bytes();
        Verdict::of(schema, Policy::STRICT, bytes, bytes.len())
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
