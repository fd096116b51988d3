//! A document as a tree, from JSON or YAML.

use std::sync::Arc;

/// The maximum depth at which values may nest.
pub(crate) const MAX_DEPTH: usize = 100;

/// The first integer above which floats aren't exact, 2^53.
const MAX_EXACT: f64 = 9_007_199_254_740_992.0;

/// A value of a document.
#[derive(Debug)]
pub(crate) enum Node {
    Null,
    Boolean(bool),
    Integer(i64),
    /// A number that isn't a 64-bit integer, as text.
    Number(Box<str>),
    Text(Box<str>),
    Array(Box<[Node]>),
    /// Members, in the order of their keys.
    Object(Box<[(Box<str>, Node)]>),
    /// A boolean or an integer whose text in YAML isn't that of JSON, and this text.
    Spelled(Box<Node>, Box<str>),
    /// The value of a YAML anchor, which its aliases share.
    Shared(Arc<Node>),
}

impl Node {
    /// Creates an object of members. Fails with the key if it is repeated.
    pub(crate) fn from_members(mut members: Vec<(Box<str>, Node)>) -> Result<Node, Box<str>> {
        members.sort_by(|(one, _), (other, _)| one.cmp(other));
        let mut pairs = members.iter().zip(members.iter().skip(1));
        match pairs.find(|((one, _), (other, _))| one == other) {
            Some(((key, _), _)) => Err(key.clone()),
            None => Ok(Node::Object(members.into())),
        }
    }

    fn resolve_shared(&self) -> &Node {
        // YAML allows no anchor on an alias, so a shared value isn't an alias itself.
        if let Node::Shared(node) = self { node } else { self }
    }

    /// Returns the value without its spelling.
    fn resolve_value(&self) -> &Node {
        let node = self.resolve_shared();
        if let Node::Spelled(value, _) = node { value } else { node }
    }

    /// Returns the member of an object.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        let members = self.members()?;
        let index = members.binary_search_by(|(name, _)| name.as_ref().cmp(key)).ok()?;
        members.get(index).map(|(_, node)| node)
    }

    pub(crate) fn members(&self) -> Option<&[(Box<str>, Node)]> {
        if let Node::Object(members) = self.resolve_shared() { Some(members) } else { None }
    }

    pub(crate) fn items(&self) -> Option<&[Node]> {
        if let Node::Array(items) = self.resolve_shared() { Some(items) } else { None }
    }

    pub(crate) fn text(&self) -> Option<&str> {
        if let Node::Text(text) = self.resolve_shared() { Some(text) } else { None }
    }

    /// Returns the integer in any spelling: `100`, `1e2`, `100.0`.
    pub(crate) fn integer(&self) -> Option<i64> {
        match self.resolve_value() {
            Node::Integer(integer) => Some(*integer),
            Node::Number(text) => text.parse().ok().and_then(to_exact_integer),
            _ => None,
        }
    }

    /// Returns the least integer that isn't less than the number.
    pub(crate) fn ceiling(&self) -> Option<i64> {
        self.integer().or_else(|| to_exact_integer(self.fraction()?.ceil()))
    }

    /// Returns the greatest integer that isn't greater than the number.
    pub(crate) fn floor(&self) -> Option<i64> {
        self.integer().or_else(|| to_exact_integer(self.fraction()?.floor()))
    }

    fn fraction(&self) -> Option<f64> {
        if let Node::Number(text) = self.resolve_value() { text.parse().ok() } else { None }
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self.resolve_shared(), Node::Null)
    }

    /// Returns `true` if the member of an object is `true`.
    pub(crate) fn is_true(&self, key: &str) -> bool {
        self.get(key).and_then(Node::boolean) == Some(true)
    }

    pub(crate) fn boolean(&self) -> Option<bool> {
        if let Node::Boolean(boolean) = self.resolve_value() { Some(*boolean) } else { None }
    }

    /// Returns the text that stands in the document for a boolean, a number or a string: `007` for the integer 7.
    pub(crate) fn source_text(&self) -> Option<String> {
        if let Node::Spelled(_, text) = self.resolve_shared() { Some(text.to_string()) } else { self.scalar() }
    }

    /// Returns the text of a boolean, a number or a string.
    pub(crate) fn scalar(&self) -> Option<String> {
        match self.resolve_value() {
            Node::Boolean(boolean) => Some(boolean.to_string()),
            Node::Integer(integer) => Some(integer.to_string()),
            Node::Number(text) | Node::Text(text) => Some(text.to_string()),
            _ => None,
        }
    }
}

/// Converts a number to an integer, if it is one exactly.
fn to_exact_integer(number: f64) -> Option<i64> {
    let is_exact = number.fract() == 0.0 && number.abs() < MAX_EXACT;
    if is_exact { format!("{number:.0}").parse().ok() } else { None }
}
