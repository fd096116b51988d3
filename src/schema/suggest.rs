//! Suggestions for unknown keys: by their meaning, or else by their text.

use super::name::is_pattern;
use super::opposite::opposites;
use super::{DELIMITER, Field, Row, Schema};
use crate::util::nearest_without;
use crate::value::Op;

impl Schema {
    /// Returns the keys that can be meant by an unknown key, at most three.
    pub(crate) fn suggest(&self, key: &str) -> Vec<String> {
        let reserved = self.reserved().filter(|name| !is_pattern(name));
        self.suggest_among(key, reserved.chain(self.parameter_names()))
    }

    /// Returns the arguments of a tool call that can be meant by an unknown one, at most three.
    #[cfg(feature = "serde_json")]
    pub(crate) fn suggest_argument(&self, key: &str, has_parameters: bool) -> Vec<String> {
        let parameters = has_parameters.then(|| self.parameter_names()).into_iter().flatten();
        let mut arguments: Vec<String> = Vec::new();
        for name in self.suggest_among(key, parameters) {
            let keys = match self.field(&name) {
                // The name of a field that isn't an argument by itself.
                Some(field) if self.known_key(&name).is_none() => self.keys_of(field, field.ops()),
                _ => vec![name],
            };
            arguments.extend(keys);
        }
        arguments.truncate(3);
        arguments
    }

    fn parameter_names(&self) -> impl Iterator<Item = &str> {
        self.list_options().parameters().map(|parameter| -> &str { parameter.name() })
    }

    /// Returns the keys, and the names of other parameters, that can be meant by an unknown key.
    fn suggest_among<'n>(&'n self, key: &str, parameters: impl Iterator<Item = &'n str>) -> Vec<String> {
        let is_sign = |rest: &str| matches!(rest, "" | "!" | "<" | ">");
        let by_meaning = self
            .longest_field(key, |rest| (is_sign(rest) || rest.starts_with(DELIMITER)).then_some(rest))
            .and_then(|(field, rest)| Some((field, self.meant_ops(field, rest)?)));
        match by_meaning {
            Some((field, ops)) => self.keys_of(field, ops.into_iter().filter(|op| field.ops().contains(*op)).take(3)),
            None if key.contains(['!', '~', '<', '>']) || key.starts_with('-') => Vec::new(),
            None => self.suggest_by_text(key, parameters),
        }
    }

    /// Returns the operators that can be meant by what follows a field's name, in the order of their suggestion.
    fn meant_ops(&self, field: &Field, rest: &str) -> Option<Vec<Op>> {
        let word = match rest {
            "" => return Some(vec![self.context().bare(&field.spelling)]),
            "!" => return Some(vec![Op::Ne, Op::NotIn]),
            ">" => return Some(vec![Op::Gte, Op::Gt]),
            "<" => return Some(vec![Op::Lte, Op::Lt]),
            _ => fold(rest.strip_prefix(DELIMITER)?),
        };
        let named = |word: &str| -> Vec<Op> {
            let by_own_name = Op::ALL.into_iter().filter(|op| fold(self.context().name_of(*op)) == word);
            let by_name = Op::ALL.into_iter().filter(|op| fold(op.wire_name()) == word);
            let mut ops: Vec<Op> = Vec::new();
            for op in by_own_name.chain(by_name) {
                if !ops.contains(&op) {
                    ops.push(op);
                }
            }
            ops
        };
        let ops = named(&word);
        if !ops.is_empty() {
            return Some(ops);
        }
        if matches!(word.as_str(), "like" | "ilike") {
            return Some(vec![Op::IContains, Op::Contains]);
        }
        let negated = ["not", "n"].into_iter().filter_map(|prefix| word.strip_prefix(prefix));
        if let Some(ops) = negated.map(named).find(|ops| !ops.is_empty()) {
            return Some(ops.into_iter().flat_map(negations).collect());
        }
        matches!(word.as_str(), "n" | "not" | "neq" | "exclude").then(|| vec![Op::Ne, Op::NotIn])
    }

    /// Returns the nearest keys and names that don't turn the condition around.
    fn suggest_by_text<'n>(&'n self, key: &str, parameters: impl Iterator<Item = &'n str>) -> Vec<String> {
        let rows = self.0.keys.iter().filter(|row| self.keeps_meaning(key, row)).map(|row| row.text.as_ref());
        let fields = self.fields().filter(|field| !field.is_spelled()).map(Field::name);
        let names = fields.chain(parameters);
        nearest_without(key, names.filter(|name: &&str| self.is_neutral(key, name)).chain(rows), opposites)
    }

    fn keeps_meaning(&self, key: &str, row: &Row) -> bool {
        let Some((key, candidate)) = self.differing_words(key, &row.text) else { return true };
        if is_directed(row.op) { first(key) == first(candidate) } else { keeps_negation(key, candidate) }
    }

    fn is_neutral(&self, key: &str, name: &str) -> bool {
        self.differing_words(key, name).is_none_or(|(key, name)| keeps_negation(key, name))
    }

    /// Returns what follows the first difference of two keys, without the separators at its start, if a word begins
    /// there.
    fn differing_words<'a>(&self, key: &'a str, candidate: &'a str) -> Option<(&'a str, &'a str)> {
        let is_same = |(a, b): &(u8, u8)| a.eq_ignore_ascii_case(b);
        let mut len = key.bytes().zip(candidate.bytes()).take_while(is_same).count();
        while !key.is_char_boundary(len) || !candidate.is_char_boundary(len) {
            len = len.saturating_sub(1);
        }
        let ((common, key), (declared, candidate)) = (key.split_at_checked(len)?, candidate.split_at_checked(len)?);
        let is_field = self.field(common).is_some() || self.field(declared).is_some();
        let begins_word = common.is_empty() || common.ends_with(['_', '.', '-', '[']) || is_field;
        let skip = |text: &'a str| text.trim_start_matches(['_', '.', '-']);
        begins_word.then(|| (skip(key), skip(candidate)))
    }
}

/// Returns a name without the differences that suggestions ignore.
fn fold(name: &str) -> String {
    name.replace('_', "").to_ascii_lowercase()
}

/// Returns the operators that are the negation of an operator, the nearest first.
fn negations(op: Op) -> Vec<Op> {
    match op {
        Op::Exact => vec![Op::Ne, Op::NotIn],
        Op::In => vec![Op::NotIn, Op::Ne],
        other => Op::ALL.into_iter().filter(|op| op.negated() == Some(other)).collect(),
    }
}

/// Returns `true` for an operator whose meaning a small change of its key turns around.
fn is_directed(op: Op) -> bool {
    matches!(op, Op::Gt | Op::Gte | Op::Lt | Op::Lte) || op.negated().is_some()
}

fn first(text: &str) -> Option<char> {
    text.chars().next().map(|character| character.to_ascii_lowercase())
}

/// Returns `false` if a key begins like a negation and the candidate doesn't.
fn keeps_negation(key: &str, candidate: &str) -> bool {
    let begins_like_negation = |text: &str| {
        let text = text.to_ascii_lowercase();
        text.starts_with('n') || text.starts_with("exc")
    };
    !begins_like_negation(key) || begins_like_negation(candidate)
}
