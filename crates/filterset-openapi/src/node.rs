//! A document as a tree, whatever it was written in.

use std::cell::Cell;
use std::sync::Arc;

/// How deep values may nest.
pub(super) const MAX_DEPTH: usize = 100;
/// How many values a document may have.
const MOST_VALUES: usize = 2_000_000;

/// From here on a number that isn't written as an integer may be another one.
const MOST_EXACT: f64 = 9_007_199_254_740_992.0;

/// A value of a document.
#[derive(Debug)]
pub(super) enum Node {
    Null,
    Boolean(bool),
    Integer(i64),
    /// A number that is no 64-bit integer, as text.
    Number(Box<str>),
    Text(Box<str>),
    Array(Box<[Node]>),
    /// By key.
    Object(Box<[(Box<str>, Node)]>),
    /// What an anchor of YAML names: its aliases share it.
    Shared(Arc<Node>),
}

impl Node {
    /// The object of these members, or the key that two of them have.
    pub(super) fn object(mut members: Vec<(Box<str>, Node)>) -> Result<Node, Box<str>> {
        members.sort_by(|(one, _), (other, _)| one.cmp(other));
        let mut pairs = members.iter().zip(members.iter().skip(1));
        match pairs.find(|((one, _), (other, _))| one == other) {
            Some(((key, _), _)) => Err(key.clone()),
            None => Ok(Node::Object(members.into())),
        }
    }

    fn itself(&self) -> &Node {
        // An anchor on an alias is no YAML, so what is shared is no alias.
        if let Node::Shared(node) = self { node } else { self }
    }

    /// The member of an object.
    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        let members = self.members()?;
        let location = members.binary_search_by(|(name, _)| name.as_ref().cmp(key)).ok()?;
        members.get(location).map(|(_, node)| node)
    }

    pub(super) fn members(&self) -> Option<&[(Box<str>, Node)]> {
        if let Node::Object(members) = self.itself() { Some(members) } else { None }
    }

    pub(super) fn items(&self) -> Option<&[Node]> {
        if let Node::Array(items) = self.itself() { Some(items) } else { None }
    }

    pub(super) fn text(&self) -> Option<&str> {
        if let Node::Text(text) = self.itself() { Some(text) } else { None }
    }

    /// An integer, however it is written: `100`, `1e2`, `100.0`.
    pub(super) fn integer(&self) -> Option<i64> {
        match self.itself() {
            Node::Integer(integer) => Some(*integer),
            Node::Number(text) => text.parse().ok().and_then(whole),
            _ => None,
        }
    }

    pub(super) fn is_null(&self) -> bool {
        matches!(self.itself(), Node::Null)
    }

    /// Whether the member of an object is `true`.
    pub(super) fn says(&self, key: &str) -> bool {
        self.get(key).and_then(Node::boolean) == Some(true)
    }

    pub(super) fn boolean(&self) -> Option<bool> {
        if let Node::Boolean(boolean) = self.itself() { Some(*boolean) } else { None }
    }

    /// The text of a value that isn't made of others.
    pub(super) fn scalar(&self) -> Option<String> {
        match self.itself() {
            Node::Boolean(boolean) => Some(boolean.to_string()),
            Node::Integer(integer) => Some(integer.to_string()),
            Node::Number(text) | Node::Text(text) => Some(text.to_string()),
            _ => None,
        }
    }
}

/// The integer that a number is, where such a number is one and no other.
fn whole(number: f64) -> Option<i64> {
    let is_exact = number.fract() == 0.0 && number.abs() < MOST_EXACT;
    if is_exact { format!("{number:.0}").parse().ok() } else { None }
}

/// How many values a document may still have.
pub(super) struct Budget(Cell<usize>);

impl Budget {
    pub(super) fn new() -> Budget {
        Budget(Cell::new(MOST_VALUES))
    }

    /// Counts a value before it is kept.
    pub(super) fn count(&self) -> Result<(), String> {
        let left = self.0.get().checked_sub(1);
        self.0.set(left.ok_or_else(|| format!("it has more than {MOST_VALUES} values"))?);
        Ok(())
    }
}
