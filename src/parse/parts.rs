//! Reads the pairs of a list that can be given in several.

use std::borrow::Cow;
use std::ops::ControlFlow;

use super::keys::WithValue;
use super::locate::{RawValue, Subject};
use super::reader::Reader;
use crate::error::ErrorKind;
use crate::schema::{Key, ListStyle, Rank};
use crate::syntax::{grammar, percent};
use crate::validate::{Location, takes_empty};
use crate::value::Input;

impl<'q> Reader<'_, 'q> {
    /// Reads one of the pairs of a list that can be given in several.
    #[inline(never)]
    pub(super) fn read_part(&mut self, key: &Key<'_>, raw_key: &'q str, value: &'q str) -> ControlFlow<()> {
        if self.seen.insert(key.rank) {
            self.count_condition(raw_key)?;
        }
        if self.validator.is_full() || self.validator.is_list_full(key.rank) {
            return ControlFlow::Continue(());
        }
        let (field, is_repeat) = (key.field, key.field.list_style(key.op) == ListStyle::Repeat);
        if self.policy.empty_values && value.is_empty() && !takes_empty(field, key.op) {
            // The pairs of a list make no condition only if all of them are empty: a shorter list can match more.
            if self.has_value(key.rank) {
                self.report(value, Some(field.name()), || {
                    if is_repeat {
                        ErrorKind::EmptyValue { expected: field.value_type() }
                    } else {
                        ErrorKind::EmptyList
                    }
                });
            }
            return ControlFlow::Continue(());
        }
        let text = match percent::decode_value(value) {
            Ok(text) => text,
            Err(errors) => {
                self.report_decode_errors(errors, Some(field.name()));
                return ControlFlow::Continue(());
            }
        };
        let Reader { query, validator, errors, .. } = self;
        let raw = RawValue::new(query, value);
        let report = &mut |location, kind: &dyn Fn() -> ErrorKind| {
            let location = if is_repeat { Location::Value } else { location };
            errors.push(|| raw.locate(location, kind(), Subject::Field(field.name())));
        };
        match text {
            text if is_repeat => validator.add_part(key, 1, std::iter::once(Input::Text(text)), report),
            Cow::Borrowed(text) => {
                let items = grammar::items(text).map(|item| Input::Text(Cow::Borrowed(item)));
                validator.add_part(key, grammar::count_items(text), items, report);
            }
            Cow::Owned(text) => {
                let items = grammar::items(&text).map(Input::Temporary);
                validator.add_part(key, grammar::count_items(&text), items, report);
            }
        }
        ControlFlow::Continue(())
    }

    /// Returns `true` if a pair of a key has a value that isn't empty.
    fn has_value(&mut self, rank: Rank) -> bool {
        let Reader { schema, query, with_value, validator, .. } = self;
        let limit = validator.limits().conditions;
        with_value.get_or_insert_with(|| Box::new(WithValue::new(schema, query, limit))).contains(rank)
    }
}
