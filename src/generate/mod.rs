//! Generators of filters, queries and records from arbitrary bytes, to fuzz an endpoint.

mod filter;
mod generator;
mod invalid;
mod mistake;
mod near;
mod near_miss;
mod pool;
mod random;
#[cfg(feature = "serde_json")]
mod record;
#[cfg(feature = "proptest")]
mod shrink;
mod spell;
#[cfg(feature = "proptest")]
mod strategy;
mod value;

use arbitrary::{Result, Unstructured};

use crate::filter::Filter;
use crate::schema::{Field, Schema};
use crate::value::{Op, Value};

pub use generator::Generator;
pub use near_miss::NearMiss;
pub use spell::Query;

impl Schema {
    /// Generates a valid filter; see [`Generator::filter`].
    ///
    /// # Errors
    ///
    /// Returns an error if the bytes don't suffice, which they do with `arbitrary` 1.
    pub fn arbitrary_filter(&self, u: &mut Unstructured<'_>) -> Result<Filter<'static>> {
        self.generator().filter(u)
    }

    /// Generates a valid query; see [`Generator::query`].
    ///
    /// # Errors
    ///
    /// Returns an error if the bytes don't suffice, which they do with `arbitrary` 1.
    pub fn arbitrary_query(&self, u: &mut Unstructured<'_>) -> Result<Query> {
        self.generator().query(u)
    }

    /// Generates a query with exactly one error; see [`Generator::near_miss`].
    ///
    /// # Errors
    ///
    /// Returns an error if the bytes don't suffice, which they do with `arbitrary` 1.
    pub fn arbitrary_near_miss(&self, u: &mut Unstructured<'_>) -> Result<NearMiss> {
        self.generator().near_miss(u)
    }
}

impl Generator {
    /// Generates a valid filter within the limits. Most filters have one to four conditions.
    ///
    /// # Errors
    ///
    /// Returns an error if the bytes don't suffice, which they do with `arbitrary` 1.
    pub fn filter(&self, u: &mut Unstructured<'_>) -> Result<Filter<'static>> {
        filter::filter(self, u)
    }

    /// Generates a valid query: another spelling of a filter.
    ///
    /// # Errors
    ///
    /// Returns an error if the bytes don't suffice, which they do with `arbitrary` 1.
    pub fn query(&self, u: &mut Unstructured<'_>) -> Result<Query> {
        let filter = self.filter(u)?;
        self.query_of(&filter, u)
    }

    /// Generates another spelling of a filter of the schema. Pairs and items are in another order, items are repeated,
    /// padded with spaces and spread over pairs, equal values have other forms, equality has its other key, characters
    /// are percent-encoded or not, and there are empty pairs.
    ///
    /// # Errors
    ///
    /// Returns an error if the bytes don't suffice, which they do with `arbitrary` 1.
    pub fn query_of(&self, filter: &Filter<'_>, u: &mut Unstructured<'_>) -> Result<Query> {
        spell::spell(self, u, filter)
    }

    /// Generates a query with exactly one error.
    ///
    /// A schema can't have every error. The codes of list parameters and of builders never occur. In a URL, neither do
    /// `unexpected_character`, nor `input_too_long` if the limit exceeds 60,000 bytes; see
    /// [`raw_text`](Generator::raw_text). `too_many_conditions` occurs only if the schema has more keys than the limit
    /// allows: a query with too many of them would have another error too.
    ///
    /// # Errors
    ///
    /// Returns an error if the bytes don't suffice, which they do with `arbitrary` 1, or if the limits allow no
    /// condition.
    pub fn near_miss(&self, u: &mut Unstructured<'_>) -> Result<NearMiss> {
        let filter = self.filter(u)?;
        self.near_miss_of(&filter, u)
    }

    /// Generates a query with exactly one error, which otherwise has conditions of a filter of the schema.
    ///
    /// # Errors
    ///
    /// Returns the same errors as [`near_miss`](Generator::near_miss).
    pub fn near_miss_of(&self, filter: &Filter<'_>, u: &mut Unstructured<'_>) -> Result<NearMiss> {
        near_miss::near_miss(self, u, filter)
    }
}

impl Field {
    /// Generates a value that a record can hold in the field: an instant in a date-time field, and not a whole day.
    ///
    /// # Errors
    ///
    /// Returns an error if the bytes don't suffice, which they do with `arbitrary` 1.
    pub fn arbitrary_value(&self, u: &mut Unstructured<'_>) -> Result<Value<'static>> {
        value::held_value(u, self)
    }

    /// Generates an operand of one of the field's operators: a value, one end of a range or an item of a list.
    ///
    /// # Errors
    ///
    /// Returns an error if the bytes don't suffice, which they do with `arbitrary` 1.
    pub fn arbitrary_operand(&self, op: Op, u: &mut Unstructured<'_>) -> Result<Value<'static>> {
        value::operand(u, self, op)
    }

    /// Generates another spelling of an operand of the field, before percent-encoding.
    ///
    /// # Errors
    ///
    /// Returns an error if the bytes don't suffice, which they do with `arbitrary` 1.
    pub fn arbitrary_spelling(&self, value: &Value<'_>, u: &mut Unstructured<'_>) -> Result<String> {
        spell::spell_value(u, self, value)
    }
}
