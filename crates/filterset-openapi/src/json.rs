//! Parses documents in JSON, by serde_json.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use filterset::text::excerpt;

use crate::budget::ValueBudget;
use crate::node::{MAX_DEPTH, Node};

pub(crate) fn parse_json(text: &str) -> Result<Node, String> {
    let mut json = serde_json::Deserializer::from_str(text);
    let node =
        Seed { budget: &ValueBudget::new(), depth: 0 }.deserialize(&mut json).map_err(|error| error.to_string())?;
    json.end().map_err(|error| error.to_string())?;
    Ok(node)
}

#[derive(Clone, Copy)]
struct Seed<'b> {
    budget: &'b ValueBudget,
    /// The number of arrays and objects around the value.
    depth: usize,
}

impl<'b> Seed<'b> {
    /// Returns the seed of the values in this array or object.
    fn descend<E: Error>(self) -> Result<Seed<'b>, E> {
        let depth = self.depth.saturating_add(1);
        if depth > MAX_DEPTH {
            return Err(E::custom(format!("values are nested too deeply: expected at most {MAX_DEPTH} levels")));
        }
        Ok(Seed { depth, ..self })
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        self.budget.count_value().map_err(D::Error::custom)?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, boolean: bool) -> Result<Node, E> {
        Ok(Node::Boolean(boolean))
    }

    fn visit_i64<E>(self, integer: i64) -> Result<Node, E> {
        Ok(Node::Integer(integer))
    }

    fn visit_u64<E>(self, integer: u64) -> Result<Node, E> {
        Ok(i64::try_from(integer).map_or_else(|_| Node::Number(integer.to_string().into()), Node::Integer))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Node, E> {
        Ok(Node::Number(number.to_string().into()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Node, E> {
        Ok(Node::Text(text.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Node, A::Error> {
        let (seed, mut items) = (self.descend()?, Vec::new());
        while let Some(item) = array.next_element_seed(seed)? {
            items.push(item);
        }
        Ok(Node::Array(items.into()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Node, A::Error> {
        let (seed, mut members) = (self.descend()?, Vec::new());
        while let Some(key) = object.next_key::<Box<str>>()? {
            members.push((key, object.next_value_seed(seed)?));
        }
        Node::from_members(members).map_err(|key| A::Error::custom(format!("duplicate key \"{}\"", excerpt(&key))))
    }
}
