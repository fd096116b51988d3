//! A query as it is being read: every pair is resolved and checked, every fault gets its place.

use std::borrow::Cow;
use std::collections::HashMap;

use super::Policy;
use crate::error::{Error, ErrorCollector, ErrorKind, Errors};
use crate::filter::Filter;
use crate::schema::{Key, Limits, Rank, Resolved, Schema, Taken};
use crate::syntax::grammar::{self, Pair, span_of};
use crate::syntax::percent::{self, DecodeErrorKind};
use crate::util::{Bits, excerpt};
use crate::validate::{Location, Operand, Validator, takes_empty};
use crate::value::{Arity, Datum, Passing};

/// A pair that makes no condition, decoded.
pub(crate) type Reserved<'q> = (Cow<'q, str>, Cow<'q, str>);

/// A query as it is being read.
pub(super) struct Reading<'s, 'q> {
    schema: &'s Schema,
    policy: Policy,
    query: &'q str,
    /// Which pair is being read.
    number: usize,
    validator: Validator<'q>,
    errors: ErrorCollector,
    /// Which keys had a pair, by rank.
    seen: Bits,
    /// The first key of each rank, where a fault had to point at one.
    first: Option<HashMap<Rank, &'q str>>,
    /// For each rank the number of its last pair, where repeated keys are let pass.
    last: Vec<usize>,
    /// The pairs that make no condition, where somebody asks for them.
    reserved: Option<&'s mut Vec<Reserved<'q>>>,
}

/// Whether what comes next should be counted before there is more room: for a few it isn't worth the time, and for many
/// a vector that doubles takes much more than it needs.
fn is_multi_valued<T>(items: &Vec<T>) -> bool {
    items.len() >= FEW && items.len() == items.capacity()
}

/// How many conditions there is room for at first.
const FEW: usize = 8;

/// From how many bytes on it is worth the time to count a query's conditions at once.
const LONG: usize = 1024;

/// How many conditions can be short: no more than there are names of one character.
const SHORT: usize = 65;

/// There were too many conditions: the rest isn't read.
struct Stop;

impl<'s, 'q> Reading<'s, 'q> {
    #[inline]
    pub(super) fn new(
        schema: &'s Schema,
        policy: Policy,
        limits: Limits,
        query: &'q str,
        reserved: Option<&'s mut Vec<Reserved<'q>>>,
    ) -> Reading<'s, 'q> {
        // What can fail comes first, so that the rest is made where it stays.
        let seen = Bits::new(schema.ranks());
        Reading {
            schema,
            policy,
            query,
            number: 0,
            validator: Validator::new(limits),
            errors: ErrorCollector::new(limits.errors),
            seen,
            first: None,
            last: Vec::new(),
            reserved,
        }
    }

    /// Reads the pairs, and tells how many: after too many conditions, none is read.
    pub(super) fn pairs(&mut self) -> usize {
        if self.policy.repeated_keys {
            self.last = self.last_pairs();
        }
        for pair in grammar::pairs(self.query) {
            if self.pair(pair).is_err() {
                break;
            }
            self.number = self.number.saturating_add(1);
            // Beside a fault there will be no filter.
            if !self.errors.is_empty() {
                self.validator.forget();
            }
        }
        self.number
    }

    /// The filter, or all faults.
    #[inline]
    pub(super) fn finish(&mut self) -> Result<Filter<'q>, Errors> {
        self.errors.take()?;
        Ok(Filter::new(self.schema.clone(), self.validator.take()))
    }

    /// Reads a pair, which may make a condition.
    fn pair(&mut self, pair: Pair<'q>) -> Result<(), Stop> {
        let schema = self.schema;
        match (pair.value, schema.taken(pair.key)) {
            (Some(value), Some(Taken::Condition(rank))) => {
                self.count_condition(pair.key)?;
                self.condition(rank, pair.key, value);
                Ok(())
            }
            (Some(value), Some(Taken::Reserved)) => {
                self.hand_back(Cow::Borrowed(pair.key), value);
                Ok(())
            }
            _ => self.unusual_pair(pair),
        }
    }

    /// Reads a pair whose key has to be decoded, or refused.
    #[cold]
    fn unusual_pair(&mut self, pair: Pair<'q>) -> Result<(), Stop> {
        let Some(value) = pair.value else {
            self.count_condition(pair.key)?;
            self.error(pair.key, None, || ErrorKind::MissingEquals { found: excerpt(pair.key) });
            return Ok(());
        };
        if pair.key.is_empty() {
            self.count_condition(pair.key)?;
            self.error(pair.key, None, || ErrorKind::EmptyKey);
            self.check_decoding(value);
            return Ok(());
        }
        let Some(key) = decode_key(pair.key) else {
            self.count_condition(pair.key)?;
            self.report_key_errors(pair.key);
            self.check_decoding(value);
            return Ok(());
        };
        let schema = self.schema;
        let resolved = schema.resolve(&key);
        if !matches!(resolved, Resolved::Taken(Taken::Reserved)) {
            self.count_condition(pair.key)?;
        }
        match resolved {
            Resolved::Taken(Taken::Condition(rank)) => {
                self.condition(rank, pair.key, value);
                return Ok(());
            }
            Resolved::Taken(Taken::Reserved) => {
                self.hand_back(key, value);
                return Ok(());
            }
            Resolved::UnknownField | Resolved::UnknownOperator(..) if self.policy.unknown_names => {
                self.hand_back(key, value);
                return Ok(());
            }
            Resolved::OperatorNotAllowed(field, op) => self.error(pair.key, Some(field.name()), || {
                let allowed = field.ops();
                ErrorKind::OperatorNotAllowed { field: field.name().to_owned(), op, allowed }
            }),
            Resolved::UnknownOperator(field, operator) => self.error(pair.key, Some(field.name()), || {
                let (field, allowed) = (field.name().to_owned(), field.ops());
                let nearest = schema.nearest(&key);
                ErrorKind::UnknownOperator { field, operator: excerpt(operator), nearest, allowed }
            }),
            Resolved::UnknownField => self.error(pair.key, Some(&key), || {
                let nearest = schema.nearest(&key);
                ErrorKind::UnknownField { name: excerpt(&key), nearest }
            }),
        }
        self.check_decoding(value);
        Ok(())
    }

    /// Reads a pair whose key makes a condition.
    fn condition(&mut self, rank: Rank, raw_key: &'q str, value: &'q str) {
        let schema = self.schema;
        let Some(key) = &schema.key(rank) else { return };
        if !self.seen.insert(key.rank) && !self.policy.repeated_keys {
            self.validator.forget();
            self.duplicate(key, raw_key);
        }
        let is_dropped = self.policy.empty_values && value.is_empty() && !takes_empty(key.field, key.op);
        if is_dropped || self.validator.is_full() {
            return;
        }
        // Beside a fault nothing is kept.
        if self.validator.is_at_capacity() && self.errors.is_empty() {
            let is_first = self.validator.entries().is_empty();
            self.validator.reserve(if is_first && self.query.len() < LONG {
                FEW
            } else {
                self.coming_conditions(raw_key)
            });
        }
        let before = self.validator.entries().len();
        self.operand(key, value);
        // Of repeated keys the last pair counts, where they are let pass at all.
        if self.last.get(key.rank).is_some_and(|last| *last != self.number) && self.validator.entries().len() > before {
            self.validator.forget_last();
        }
    }

    /// Says that there is a pair of the same key before this one.
    #[cold]
    fn duplicate(&mut self, key: &Key<'_>, raw_key: &'q str) {
        let Reading { schema, query, errors, first, .. } = self;
        errors.push(|| {
            let first = first.get_or_insert_with(|| first_keys(schema, query)).get(&key.rank);
            let kind = ErrorKind::DuplicateCondition {
                key: schema.condition(key.rank).map_or("", |(key, _)| key).to_owned(),
                first: first.map(|key| span_of(query, key)),
            };
            Error::new(kind, Some(key.field.name()), Some(span_of(query, raw_key)))
        });
    }

    /// Reads an operand.
    fn operand(&mut self, key: &Key<'_>, value: &'q str) {
        let name = Some(key.field.name());
        let is_plain = percent::are_plain(value);
        match key.op.arity() {
            Arity::One if is_plain => self.check_value(key, value, value),
            Arity::One => {
                if let Some(text) = self.decode(value, name) {
                    self.check_value(key, value, text);
                }
            }
            Arity::Two | Arity::List if is_plain => self.check_items(key, value, value, grammar::items(value)),
            Arity::Two | Arity::List => {
                if let Some(text) = self.decode(value, name) {
                    self.check_items(key, value, &text, grammar::items(&text).map(Passing));
                }
            }
        }
    }

    /// Passes a value through the gate.
    fn check_value(&mut self, key: &Key<'_>, value: &'q str, input: impl Datum<'q>) {
        let Reading { query, validator, errors, .. } = self;
        validator.check_value(key, input, &mut |_, kind| {
            errors.push(|| Error::new(kind(), Some(key.field.name()), Some(span_of(query, value))));
        });
    }

    /// Passes the items of a list or a range through the gate and gives its faults their places in the value.
    fn check_items(
        &mut self,
        key: &Key<'_>,
        value: &'q str,
        text: &str,
        data: impl Iterator<Item = impl Datum<'q>> + Clone,
    ) {
        let count = grammar::count_items(text);
        let room = grammar::room(text, count);
        let Reading { query, validator, errors, .. } = self;
        // Errors of items are told in order: looking for each from the start would make many of them slow.
        let mut items = grammar::raw_items(value).enumerate();
        validator.check_items(key, Operand { count, room, data }, &mut |location, kind| {
            errors.push(|| {
                let part = match location {
                    Location::Operand => value,
                    Location::Item(number) => items.find(|(other, _)| *other == number).map_or(value, |(_, item)| item),
                };
                Error::new(kind(), Some(key.field.name()), Some(span_of(query, part)))
            });
        });
    }

    /// Keeps a pair that makes no condition.
    fn hand_back(&mut self, key: Cow<'q, str>, value: &'q str) {
        let value = self.decode(value, None);
        let coming = if self.reserved.as_ref().is_some_and(|reserved| is_multi_valued(reserved)) {
            self.coming_reserved()
        } else {
            0
        };
        if let (Some(value), Some(reserved)) = (value, &mut self.reserved) {
            if !self.errors.is_empty() {
                **reserved = Vec::new();
                return;
            }
            reserved.reserve_exact(coming);
            reserved.push((key, value));
        }
    }

    /// How many conditions there are from a pair on, by its key: at the most, and no more than the limit lets pass.
    fn coming_conditions(&self, key: &'q str) -> usize {
        let coming = if self.reserved.is_some() {
            let is_condition = |pair: &Pair<'_>| !pair.is_short() && rank_of(self.schema, *pair).is_some();
            grammar::pairs(self.query).skip(self.number).filter(is_condition).count()
        } else {
            grammar::count_pairs(self.query.get(span_of(self.query, key).start..).unwrap_or_default())
        };
        let left = self.validator.limits().conditions.saturating_sub(self.validator.entries().len());
        coming.saturating_add(SHORT).min(left)
    }

    /// How many pairs there are from this one on that make no condition.
    fn coming_reserved(&self) -> usize {
        let is_reserved = |pair: &Pair<'_>| {
            let key = pair.value.and_then(|_| decode_key(pair.key));
            key.is_some_and(|key| match self.schema.resolve(&key) {
                Resolved::Taken(Taken::Reserved) => true,
                Resolved::UnknownField | Resolved::UnknownOperator(..) => self.policy.unknown_names,
                Resolved::Taken(Taken::Condition(..)) | Resolved::OperatorNotAllowed(..) => false,
            })
        };
        grammar::pairs(self.query).skip(self.number).filter(is_reserved).count()
    }

    /// Checks the decoding of a value that makes no condition, where values are still read.
    fn check_decoding(&mut self, raw: &'q str) {
        if !self.validator.is_full() {
            self.decode(raw, None);
        }
    }

    /// Decodes a value, or says what keeps it from being decoded.
    fn decode(&mut self, raw: &'q str, field: Option<&str>) -> Option<Cow<'q, str>> {
        let mut is_sound = true;
        let text = percent::decode(raw, |error, part| {
            is_sound = false;
            self.error(part, field, || describe(error, part));
        });
        is_sound.then_some(text)
    }

    /// Says what is wrong with a key that can't be decoded.
    fn report_key_errors(&mut self, raw: &'q str) {
        percent::decode(raw, |error, part| {
            if error != DecodeErrorKind::NullCharacter {
                self.error(part, None, || describe(error, part));
            }
        });
    }

    fn count_condition(&mut self, key: &'q str) -> Result<(), Stop> {
        self.validator.count_condition().map_err(|kind| {
            self.error(key, None, || kind);
            Stop
        })
    }

    #[cold]
    fn error(&mut self, part: &str, field: Option<&str>, kind: impl FnOnce() -> ErrorKind) {
        let query = self.query;
        self.errors.push(|| Error::new(kind(), field, Some(span_of(query, part))));
    }

    /// For each rank the number of the last pair that has it.
    #[cold]
    fn last_pairs(&self) -> Vec<usize> {
        let mut last = vec![0; self.schema.ranks()];
        for (number, pair) in grammar::pairs(self.query).enumerate() {
            if let Some(location) = rank_of(self.schema, pair).and_then(|rank| last.get_mut(rank)) {
                *location = number;
            }
        }
        last
    }
}

/// The decoded key; `None` where it can't be decoded. A NUL is data here: no name has one.
fn decode_key(raw: &str) -> Option<Cow<'_, str>> {
    let mut is_sound = true;
    let key = percent::decode(raw, |error, _| is_sound &= error == DecodeErrorKind::NullCharacter);
    is_sound.then_some(key)
}

/// The first key of each rank that a query has.
fn first_keys<'q>(schema: &Schema, query: &'q str) -> HashMap<Rank, &'q str> {
    let mut first = HashMap::new();
    for pair in grammar::pairs(query) {
        if let Some(rank) = rank_of(schema, pair) {
            first.entry(rank).or_insert(pair.key);
        }
    }
    first
}

/// The rank of the condition that a pair makes or fails to make.
fn rank_of(schema: &Schema, pair: Pair<'_>) -> Option<Rank> {
    pair.value?;
    match schema.resolve(&decode_key(pair.key)?) {
        Resolved::Taken(Taken::Condition(rank)) => Some(rank),
        _ => None,
    }
}

/// What is wrong with an encoded part of a key or value.
fn describe(error: DecodeErrorKind, part: &str) -> ErrorKind {
    match error {
        DecodeErrorKind::UnexpectedCharacter => {
            ErrorKind::UnexpectedCharacter { found: part.chars().next().unwrap_or_default() }
        }
        DecodeErrorKind::MalformedPercent => ErrorKind::MalformedPercent { found: excerpt(part) },
        DecodeErrorKind::InvalidUtf8 => ErrorKind::InvalidUtf8 { found: excerpt(part) },
        DecodeErrorKind::NullCharacter => ErrorKind::NullCharacter,
    }
}
