//! Finds the pairs of a query by their keys, for the rules and errors that concern several pairs.

use std::collections::{HashMap, HashSet};

use crate::schema::{KnownKey, Rank, Schema};
use crate::syntax::grammar::{self, Pair};
use crate::syntax::percent;

/// The keys of which a pair has a value that isn't empty.
pub(super) struct WithValue(HashSet<Rank>);

impl WithValue {
    pub(super) fn new(schema: &Schema, query: &str) -> WithValue {
        let pairs = grammar::pairs(query).filter(|pair| pair.value.is_some_and(|value| !value.is_empty()));
        let ranks = pairs.filter_map(|pair| match schema.known_key(&percent::decode_key(pair.key).ok()?)? {
            KnownKey::Condition(rank) => Some(rank),
            _ => None,
        });
        WithValue(ranks.collect())
    }

    pub(super) fn contains(&self, rank: Rank) -> bool {
        self.0.contains(&rank)
    }
}

pub(super) fn find_first_keys<'q>(schema: &Schema, query: &'q str) -> HashMap<Rank, &'q str> {
    let mut first = HashMap::new();
    for Pair { key, value } in grammar::pairs(query) {
        if value.is_some()
            && let Ok(decoded) = percent::decode_key(key)
            && let Some(KnownKey::Condition(rank)) = schema.known_key(&decoded)
        {
            first.entry(rank).or_insert(key);
        }
    }
    first
}
