//! Finds the spelling that most parameters of a document share.

use std::collections::BTreeMap;

use filterset::schema::{Arity, ListStyle, Spelling};
use filterset::{Op, Schema};

use crate::parameter::Evidence;

/// The parameters of a document, by the way in which their names and lists are written.
#[derive(Default)]
pub(crate) struct SpellingTally {
    /// The number of parameters by operator and by the suffix that names it.
    names: BTreeMap<(Op, String), usize>,
    /// The number of bare names by operator.
    bare: BTreeMap<Op, usize>,
    /// The number of lists with commas.
    comma: usize,
    /// The number of lists with repeated keys.
    repeat: usize,
}

impl SpellingTally {
    pub(crate) fn count(&mut self, fields: &BTreeMap<&str, Vec<Evidence<'_>>>) {
        for (field, parameters) in fields {
            for Evidence { name, op, spelling, .. } in
                parameters.iter().filter(|parameter| !parameter.spelling.is_declared)
            {
                if name == field {
                    increment(&mut self.bare, *op);
                } else if let Some(suffix) = name.strip_prefix(field).and_then(|rest| rest.strip_prefix("__")) {
                    increment(&mut self.names, (*op, suffix.to_owned()));
                }
                if op.arity() == Arity::List {
                    let count = match spelling.found.unwrap_or_default() {
                        ListStyle::Comma => &mut self.comma,
                        _ => &mut self.repeat,
                    };
                    *count = count.saturating_add(1);
                }
            }
        }
    }

    /// Returns the spelling of most parameters.
    pub(crate) fn find_spelling(self) -> Spelling {
        let mut spelling = Spelling::new();
        let count = |op| self.bare.get(&op).copied().unwrap_or_default();
        if count(Op::In) > count(Op::Exact) {
            spelling = spelling.bare(Op::In);
        }
        if self.repeat > self.comma {
            spelling = spelling.lists(ListStyle::Repeat);
        }
        // The most frequent names come first. An operator has one name, and a name means one operator.
        let mut names: Vec<((Op, String), usize)> = self.names.into_iter().collect();
        names.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let mut known: Vec<Op> = Vec::new();
        for ((op, name), _) in names {
            let is_free = !known.contains(&op) && spelling.op_of(&name).is_none();
            if is_free && name != op.wire_name() {
                let longer = spelling.clone().operator(name, op);
                if Schema::builder("").spelling(longer.clone()).build().is_ok() {
                    spelling = longer;
                }
            }
            known.push(op);
        }
        spelling
    }
}

fn increment<K: Ord>(counts: &mut BTreeMap<K, usize>, key: K) {
    let count = counts.entry(key).or_default();
    *count = count.saturating_add(1);
}
