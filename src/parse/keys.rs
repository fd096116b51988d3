//! Finds the pairs of a query by their keys, for the rules and errors that concern several pairs.

use std::collections::{HashMap, HashSet};

use crate::schema::{KnownKey, Rank, Resolved, Schema};
use crate::syntax::grammar::{self, Pair};
use crate::syntax::percent;

/// The keys that have a pair with a value that isn't empty, among the pairs up to the limit of conditions.
pub(super) struct WithValue(HashSet<Rank>);

impl WithValue {
    pub(super) fn new(schema: &Schema, query: &str, limit: usize) -> WithValue {
        let (mut lists, mut with_value) = (HashSet::new(), HashSet::new());
        let mut conditions = 0_usize;
        for Pair { key, value } in grammar::pairs(query) {
            let decoded = value.and_then(|_| percent::decode_key(key).ok());
            let rank = match decoded.as_deref().map(|key| schema.resolve(key)) {
                Some(Resolved::Known(KnownKey::Condition(rank))) => Some(rank),
                Some(Resolved::Known(_)) => continue,
                _ => None,
            };
            // Only the first pair of a list in several pairs counts.
            let list = rank.filter(|rank| schema.key_of_rank(*rank).is_some_and(|key| key.is_list_in_pairs()));
            if list.is_none_or(|list| lists.insert(list)) {
                conditions = conditions.saturating_add(1);
            }
            if conditions > limit {
                break;
            }
            with_value.extend(rank.filter(|_| value.is_some_and(|value| !value.is_empty())));
        }
        WithValue(with_value)
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
