//! The settings of a generator.

use std::sync::Arc;

use super::pool::Row;
use crate::eval::Record;
use crate::parse::Policy;
use crate::schema::{Limits, Schema};

/// A generator of filters and queries of a schema; see [`Schema::generator`].
///
/// The generated filters use every operator of every field, with values at the limits of their types, values that repeat,
/// and strings that could break an encoding, a pattern or quoting. They never exceed the limits.
///
/// ```
/// use arbitrary::Unstructured;
/// use filterset::{Field, Op, Schema};
///
/// let links = Schema::builder("links")
///     .field(Field::text("institution").ops([Op::Exact, Op::In]))
///     .field(Field::choice("status", ["valid", "invalid"]).ops([Op::Exact, Op::In]))
///     .build()?;
///
/// // A fuzzer provides the bytes.
/// let mut u = Unstructured::new(b"arbitrary bytes, which a fuzzer changes to reach more code");
/// let query = links.arbitrary_query(&mut u)?;
/// assert_eq!(links.parse(&query.text)?, query.filter);
///
/// let near_miss = links.arbitrary_near_miss(&mut u)?;
/// let errors = links.parse(&near_miss.query).unwrap_err();
/// assert_eq!(errors.iter().map(|error| error.code()).collect::<Vec<_>>(), [near_miss.code]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "a generator does nothing until one of its methods generates something"]
pub struct Generator {
    pub(super) schema: Schema,
    pub(super) limits: Limits,
    pub(super) policy: Policy,
    pub(super) rows: Arc<[Row]>,
    pub(super) is_raw: bool,
    pub(super) has_reserved: bool,
}

impl Schema {
    /// Returns a generator of filters and queries of this schema, which can be given records to find, other limits and a
    /// policy.
    pub fn generator(&self) -> Generator {
        Generator {
            schema: self.clone(),
            limits: *self.limits(),
            policy: Policy::STRICT,
            rows: Arc::default(),
            is_raw: false,
            has_reserved: false,
        }
    }
}

impl Generator {
    /// Sets records near which operands are generated: most conditions use the values of one record, their neighbours
    /// and parts of them. So most filters match some of the records and not all.
    ///
    /// A field that a record doesn't have is null, and a value of another type than the field's isn't used.
    pub fn records<R: Record>(mut self, records: &[R]) -> Generator {
        self.rows = records.iter().map(|record| Row::read(&self.schema, record)).collect();
        self
    }

    /// Sets the limits of the queries, which are those of the schema by default.
    pub fn limits(mut self, limits: Limits) -> Generator {
        self.limits = limits;
        self
    }

    /// Sets the policy of the parser, which is [`Policy::STRICT`] by default. A near miss is an error under the policy.
    pub fn policy(mut self, policy: Policy) -> Generator {
        self.policy = policy;
        self
    }

    /// Adds pairs with reserved names and any values to queries. By default there are none, because an application gives
    /// these names their meaning.
    pub fn reserved_pairs(mut self) -> Generator {
        self.has_reserved = true;
        self
    }

    /// Generates queries for a parser instead of a URL: with raw spaces and non-ASCII characters, and with near misses
    /// that no URL (RFC 3986) has.
    pub fn raw_text(mut self) -> Generator {
        self.is_raw = true;
        self
    }
}
