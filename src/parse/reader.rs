//! Reads the pairs of a query: resolves their keys, validates their values, and locates their errors.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashMap;
use std::ops::ControlFlow;

use super::Policy;
use super::keys::{WithValue, find_first_keys};
use super::locate::{RawValue, Subject, describe_decode_error};
use crate::error::{Error, ErrorCollector, ErrorKind, Errors};
use crate::filter::Filter;
use crate::list::{ListRequest, Parts};
use crate::schema::{Field, Key, KnownKey, Limits, ListParameter, Rank, Resolved, Schema};
use crate::syntax::grammar::{self, Pair, span_of};
use crate::syntax::percent::{self, DecodeErrors};
use crate::util::{Bits, excerpt};
use crate::validate::{ListValidator, Validator, takes_empty};
use crate::value::{Arity, Input};

/// The decoded key and value of a pair that isn't a condition.
pub(crate) type ReservedPair<'q> = (Cow<'q, str>, Cow<'q, str>);

pub(super) struct Reader<'s, 'q> {
    pub(super) schema: &'s Schema,
    pub(super) policy: Policy,
    pub(super) query: &'q str,
    pub(super) validator: Validator<'q>,
    pub(super) errors: ErrorCollector,
    /// The ranks of the keys read so far.
    pub(super) seen: Bits,
    /// The first key of each rank, computed when an error needs one.
    first_keys: OnceCell<HashMap<Rank, &'q str>>,
    /// The keys that have a value, computed when the policy needs them.
    pub(super) with_value: Option<Box<WithValue>>,
    /// Present if the policy accepts repeated keys.
    repeats: Option<Box<Repeats>>,
    /// Present if list parameters are read. Otherwise they are reserved names.
    list: Option<Box<ListReader<'q>>>,
    /// Present if the caller wants the reserved pairs.
    reserved: Option<Vec<ReservedPair<'q>>>,
}

#[derive(Default)]
struct ListReader<'q> {
    validator: ListValidator<'q>,
    /// The first key of each parameter.
    keys: Vec<(ListParameter, &'q str)>,
}

/// Tracks repeated keys, of which the last pair wins.
#[derive(Default)]
struct Repeats {
    /// The index of the current pair.
    pair: usize,
    /// The index of the last pair of each rank.
    last: HashMap<Rank, usize>,
    /// The index of the pair of each condition that the validator keeps.
    kept: Vec<usize>,
}

/// The number of bytes of the shortest condition with its separator, such as `a=1&`.
const MIN_PAIR: usize = 4;

impl<'s, 'q> Reader<'s, 'q> {
    #[inline]
    pub(super) fn new(schema: &'s Schema, policy: Policy, limits: Limits, query: &'q str) -> Reader<'s, 'q> {
        let pairs = (query.len() / MIN_PAIR).saturating_add(1);
        let capacity = pairs.min(limits.conditions).min(Limits::DEFAULT.conditions);
        Reader {
            schema,
            policy,
            query,
            validator: Validator::new(limits, capacity),
            errors: ErrorCollector::new(limits.errors),
            seen: Bits::new(schema.rank_count()),
            first_keys: OnceCell::new(),
            with_value: None,
            repeats: policy.repeated_keys.then(Box::default),
            list: None,
            reserved: None,
        }
    }

    /// Collects the reserved pairs.
    pub(super) fn keep_reserved(&mut self) {
        self.reserved = Some(Vec::new());
    }

    /// Reads list parameters, which are otherwise reserved names.
    pub(super) fn read_list_parameters(&mut self) {
        self.list = Some(Box::default());
    }

    /// Reads the pairs of the query up to the limit of conditions.
    pub(super) fn read_pairs(&mut self) {
        for pair in grammar::pairs(self.query) {
            if self.read_pair(pair).is_break() {
                break;
            }
            if let Some(repeats) = &mut self.repeats {
                repeats.pair = repeats.pair.saturating_add(1);
            }
        }
    }

    /// Returns the filter, or all errors.
    #[inline]
    pub(super) fn finish(&mut self) -> Result<Filter<'q>, Errors> {
        self.errors.take()?;
        Ok(self.take_filter())
    }

    /// Returns the list request, or all errors.
    pub(super) fn finish_list(&mut self) -> Result<ListRequest<'q>, Errors> {
        let filter = self.finish()?;
        let parts = self.list.take().map_or_else(Parts::default, |list| list.validator.into_parts());
        Ok(ListRequest::new(filter, parts))
    }

    /// Returns the collected reserved pairs.
    pub(super) fn take_reserved(&mut self) -> Vec<ReservedPair<'q>> {
        self.reserved.take().unwrap_or_default()
    }

    fn take_filter(&mut self) -> Filter<'q> {
        let mut entries = self.validator.take_entries();
        if let Some(repeats) = &self.repeats {
            let Repeats { last, kept, .. } = &**repeats;
            let mut kept = kept.iter();
            entries.retain(|entry| last.get(&entry.rank) == kept.next());
        }
        self.validator.take_lists(&mut entries);
        Filter::new(self.schema.clone(), entries)
    }

    fn read_pair(&mut self, pair: Pair<'q>) -> ControlFlow<()> {
        match (pair.value, self.schema.known_key(pair.key)) {
            (Some(value), Some(KnownKey::Condition(rank))) => self.read_condition(rank, pair.key, value),
            (Some(value), Some(known)) => self.read_known(known, Cow::Borrowed(pair.key), pair.key, value),
            _ => self.read_unusual_pair(pair),
        }
    }

    /// Reads a pair whose key must be decoded or rejected.
    #[cold]
    fn read_unusual_pair(&mut self, pair: Pair<'q>) -> ControlFlow<()> {
        let Some(value) = pair.value else {
            self.count_condition(pair.key)?;
            self.report(pair.key, None, || ErrorKind::MissingEquals { found: excerpt(pair.key) });
            return ControlFlow::Continue(());
        };
        if pair.key.is_empty() {
            self.count_condition(pair.key)?;
            self.report(pair.key, None, || ErrorKind::EmptyKey);
            self.check_encoding(value);
            return ControlFlow::Continue(());
        }
        let key = match percent::decode_key(pair.key) {
            Ok(key) => key,
            Err(errors) => {
                self.count_condition(pair.key)?;
                self.report_decode_errors(errors, None);
                self.check_encoding(value);
                return ControlFlow::Continue(());
            }
        };
        let schema = self.schema;
        let resolved = schema.resolve(&key);
        if let Resolved::Known(known) = resolved {
            return self.read_known(known, key, pair.key, value);
        }
        self.count_condition(pair.key)?;
        if self.policy.unknown_names && matches!(resolved, Resolved::UnknownField | Resolved::UnknownOperator(..)) {
            self.read_reserved(key, value);
            return ControlFlow::Continue(());
        }
        // An unknown field is named by the whole key.
        let name = resolved.rejected_field().map_or(&*key, Field::name);
        self.report(pair.key, Some(name), || resolved.describe(schema, &key, || schema.suggest(&key)));
        self.check_encoding(value);
        ControlFlow::Continue(())
    }

    /// Reads a pair whose key the schema accepts.
    fn read_known(&mut self, known: KnownKey, key: Cow<'q, str>, raw_key: &'q str, value: &'q str) -> ControlFlow<()> {
        match known {
            KnownKey::Condition(rank) => return self.read_condition(rank, raw_key, value),
            KnownKey::Parameter(parameter) if self.list.is_some() => self.read_parameter(parameter, raw_key, value),
            KnownKey::Parameter(_) | KnownKey::Reserved => self.read_reserved(key, value),
        }
        ControlFlow::Continue(())
    }

    fn read_condition(&mut self, rank: Rank, raw_key: &'q str, value: &'q str) -> ControlFlow<()> {
        let Some(key) = &self.schema.key_of_rank(rank) else { return ControlFlow::Continue(()) };
        if key.is_list_in_pairs() {
            return self.read_part(key, raw_key, value);
        }
        self.count_condition(raw_key)?;
        let is_repeated = !self.seen.insert(rank);
        if is_repeated && self.repeats.is_none() {
            self.report_duplicate(key, raw_key);
        }
        if let Some(repeats) = &mut self.repeats {
            repeats.last.insert(rank, repeats.pair);
        }
        let is_dropped = self.policy.empty_values && value.is_empty() && !takes_empty(key.field, key.op);
        if is_dropped || self.validator.is_full() {
            return ControlFlow::Continue(());
        }
        let kept = self.validator.len();
        self.read_operand(key, value);
        if let Some(repeats) = &mut self.repeats
            && self.validator.len() > kept
        {
            repeats.kept.push(repeats.pair);
        }
        ControlFlow::Continue(())
    }

    /// Reports that an earlier pair has the same key.
    #[cold]
    fn report_duplicate(&mut self, key: &Key<'_>, raw_key: &'q str) {
        let Reader { schema, query, errors, first_keys, .. } = self;
        errors.push(|| {
            let first = first_keys.get_or_init(|| find_first_keys(schema, query)).get(&key.rank);
            let kind = ErrorKind::DuplicateCondition {
                key: schema.condition(key.rank).map_or("", |(key, _)| key).to_owned(),
                first: first.map(|key| span_of(query, key)),
            };
            Error::new(kind, Some(key.field.name()), Some(span_of(query, raw_key)))
        });
    }

    fn read_operand(&mut self, key: &Key<'_>, value: &'q str) {
        let name = key.field.name();
        let text = match percent::decode_value(value) {
            Ok(text) => text,
            Err(errors) => return self.report_decode_errors(errors, Some(name)),
        };
        let Reader { query, validator, errors, .. } = self;
        let raw = RawValue::new(query, value);
        let report = &mut |location, kind: &dyn Fn() -> ErrorKind| {
            errors.push(|| raw.locate(location, kind(), Subject::Field(name)));
        };
        match (key.op.arity(), &text) {
            (Arity::One, _) => validator.check_value(key, Input::Text(text), report),
            (Arity::Two | Arity::List, Cow::Borrowed(text)) => {
                let count = grammar::count_items(text);
                if !validator.keep_canonical_uuids(key, count, text) {
                    let items = grammar::items(text).map(|item| Input::Text(Cow::Borrowed(item)));
                    validator.check_items(key, count, items, report);
                }
            }
            (Arity::Two | Arity::List, Cow::Owned(text)) => {
                let items = grammar::items(text).map(Input::Temporary);
                validator.check_items(key, grammar::count_items(text), items, report);
            }
        }
    }

    fn read_parameter(&mut self, parameter: ListParameter, raw_key: &'q str, value: &'q str) {
        let limit = self.validator.limits().list_items;
        let Reader { schema, query, errors, list: Some(list), .. } = self else { return };
        let ListReader { validator, keys } = &mut **list;
        if let Err(clash) = validator.add_parameter(parameter) {
            errors.push(|| {
                let key = |parameter| keys.iter().find(|(other, _)| *other == parameter).map(|(_, key)| *key);
                let kind = clash.describe(parameter, |parameter| key(parameter).map(|key| span_of(query, key)));
                Error::of_parameter(kind, parameter.name(), Some(span_of(query, raw_key)))
            });
        }
        if keys.iter().all(|(other, _)| *other != parameter) {
            keys.push((parameter, raw_key));
        }
        let text = match percent::decode_value(value) {
            Ok(text) => text,
            Err(errors) => return self.report_decode_errors(errors, None),
        };
        let raw = RawValue::new(query, value);
        let options = schema.list_options();
        let report = &mut |location, kind: &dyn Fn() -> ErrorKind| {
            errors.push(|| raw.locate(location, kind(), Subject::Parameter(parameter.name())));
        };
        match text {
            text if !parameter.is_list() => validator.check_value(options, parameter, Input::Text(text), report),
            Cow::Borrowed(text) => {
                let items = grammar::items(text).map(|item| Input::Text(Cow::Borrowed(item)));
                validator.check_items(options, parameter, (grammar::count_items(text), limit), items, report);
            }
            Cow::Owned(text) => {
                let items = grammar::items(&text).map(Input::Temporary);
                validator.check_items(options, parameter, (grammar::count_items(&text), limit), items, report);
            }
        }
    }

    /// Reads a pair that isn't a condition.
    fn read_reserved(&mut self, key: Cow<'q, str>, value: &'q str) {
        match percent::decode_value(value) {
            Ok(value) => {
                if let Some(reserved) = &mut self.reserved {
                    reserved.push((key, value));
                }
            }
            Err(errors) => self.report_decode_errors(errors, None),
        }
    }

    /// Checks the encoding of a value whose key is rejected, unless there are too many operand values.
    fn check_encoding(&mut self, raw: &'q str) {
        if !self.validator.is_full()
            && let Err(errors) = percent::decode_value(raw)
        {
            self.report_decode_errors(errors, None);
        }
    }

    #[cold]
    pub(super) fn report_decode_errors(&mut self, errors: DecodeErrors<'q>, field: Option<&str>) {
        for error in errors {
            self.report(error.part, field, || describe_decode_error(error.kind, error.part));
        }
    }

    pub(super) fn count_condition(&mut self, key: &'q str) -> ControlFlow<()> {
        match self.validator.count_condition() {
            Ok(()) => ControlFlow::Continue(()),
            Err(kind) => {
                self.report(key, None, || kind);
                ControlFlow::Break(())
            }
        }
    }

    #[cold]
    pub(super) fn report(&mut self, part: &str, field: Option<&str>, kind: impl FnOnce() -> ErrorKind) {
        let query = self.query;
        self.errors.push(|| Error::new(kind(), field, Some(span_of(query, part))));
    }
}
