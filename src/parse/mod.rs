//! The parser of queries, which returns checked filters and list requests.

mod keys;
mod list;
mod locate;
mod parts;
mod policy;
mod reader;

use std::borrow::Cow;

use crate::error::{Error, ErrorKind, Errors};
use crate::filter::Filter;
use crate::schema::{Limits, Schema};

pub use list::ParsedListRequest;
pub use policy::Policy;
use reader::Reader;

/// A checked filter with the reserved pairs of its query.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Parsed<'q> {
    /// The filter.
    pub filter: Filter<'q>,
    /// The pairs with reserved names, decoded, in the order of the query. With [`Policy::unknown_names`], they include
    /// the pairs with unknown names.
    pub reserved: Vec<(Cow<'q, str>, Cow<'q, str>)>,
}

impl Parsed<'_> {
    /// Returns the same data without borrowing from the query.
    #[must_use]
    pub fn into_owned(self) -> Parsed<'static> {
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        Parsed {
            filter: self.filter.into_owned(),
            reserved: self.reserved.into_iter().map(|(key, value)| (owned(key), owned(value))).collect(),
        }
    }
}

/// A parser of queries for a schema, with its own limits and policy; see [`Schema::parser`].
#[derive(Clone, Debug)]
#[must_use = "a parser does nothing until one of its methods parses a query"]
pub struct Parser<'s> {
    schema: &'s Schema,
    limits: Limits,
    policy: Policy,
}

impl Schema {
    /// Parses a query into a filter, with [`Policy::STRICT`] and the schema's limits. Pairs with reserved names are
    /// validated and dropped; [`parse_with_reserved`](Schema::parse_with_reserved) returns them.
    ///
    /// ```
    /// # use filterset::{Field, Op, Schema};
    /// # let links = Schema::builder("links")
    /// #     .field(Field::choice("status", ["valid", "invalid"]).ops([Op::Exact, Op::In]))
    /// #     .build().unwrap();
    /// let filter = links.parse("status=invalid")?;
    /// assert_eq!(filter.to_string(), "status=invalid");
    /// assert!(links.parse("status=").is_err());
    /// # Ok::<(), filterset::Errors>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns all errors of the query, in the order of the text.
    pub fn parse<'q>(&self, query: &'q str) -> Result<Filter<'q>, Errors> {
        self.parser().parse(query)
    }

    /// Parses a query like [`parse`](Schema::parse), and also returns the pairs with reserved names.
    ///
    /// ```
    /// # use filterset::{Field, Op, Schema};
    /// # let links = Schema::builder("links")
    /// #     .field(Field::choice("status", ["valid", "invalid"]).ops([Op::Exact, Op::In]))
    /// #     .reserved(["page"]).build().unwrap();
    /// let parsed = links.parse_with_reserved("status=invalid&page=2")?;
    /// assert_eq!(parsed.filter.to_string(), "status=invalid");
    /// assert_eq!(parsed.reserved, [("page".into(), "2".into())]);
    /// # Ok::<(), filterset::Errors>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns all errors of the query, in the order of the text.
    pub fn parse_with_reserved<'q>(&self, query: &'q str) -> Result<Parsed<'q>, Errors> {
        self.parser().parse_with_reserved(query)
    }

    /// Returns a parser whose limits and policy can be changed.
    ///
    /// ```
    /// # use filterset::{Field, Limits, Op, Policy, Schema};
    /// # let links = Schema::builder("links").field(Field::text("id").ops([Op::In])).build().unwrap();
    /// let parser = links.parser().limits(Limits { list_items: 2, ..Limits::DEFAULT });
    /// assert!(parser.parse("id__in=a,b").is_ok());
    /// assert!(parser.parse("id__in=a,b,c").is_err());
    /// ```
    pub fn parser(&self) -> Parser<'_> {
        Parser { schema: self, limits: *self.limits(), policy: Policy::STRICT }
    }
}

impl Parser<'_> {
    /// Overrides the schema's limits.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Overrides [`Policy::STRICT`].
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// Parses a query; see [`Schema::parse`].
    ///
    /// # Errors
    ///
    /// Returns all errors of the query, in the order of the text.
    pub fn parse<'q>(&self, query: &'q str) -> Result<Filter<'q>, Errors> {
        self.check_length(query)?;
        let mut reader = self.reader(query);
        reader.read_pairs();
        let filter = reader.finish()?;
        self.check_canonical(query, || filter.canonical_len())?;
        Ok(filter)
    }

    /// Parses a query and also returns the pairs with reserved names; see [`Schema::parse_with_reserved`].
    ///
    /// # Errors
    ///
    /// Returns all errors of the query, in the order of the text.
    pub fn parse_with_reserved<'q>(&self, query: &'q str) -> Result<Parsed<'q>, Errors> {
        self.check_length(query)?;
        let mut reader = self.reader(query);
        reader.keep_reserved();
        reader.read_pairs();
        let filter = reader.finish()?;
        self.check_canonical(query, || filter.canonical_len())?;
        Ok(Parsed { filter, reserved: reader.take_reserved() })
    }

    #[inline]
    fn reader<'q>(&self, query: &'q str) -> Reader<'_, 'q> {
        Reader::new(self.schema, self.policy, self.limits, query)
    }

    /// Checks the length of a query before it is parsed.
    fn check_length(&self, query: &str) -> Result<(), Errors> {
        if query.len() > self.limits.input_bytes { Err(self.length_error(query, query.len(), false)) } else { Ok(()) }
    }

    /// Checks the length of the canonical form of a parsed query.
    fn check_canonical(&self, query: &str, len: impl FnOnce() -> usize) -> Result<(), Errors> {
        if self.is_canonical_short(query) {
            return Ok(());
        }
        let found = len();
        if found > self.limits.input_bytes { Err(self.length_error(query, found, true)) } else { Ok(()) }
    }

    /// Returns `true` if the canonical form can't exceed the limit: escaping at most triples the length.
    fn is_canonical_short(&self, query: &str) -> bool {
        query.len() <= self.limits.input_bytes / 3
    }

    fn length_error(&self, query: &str, found: usize, is_canonical: bool) -> Errors {
        let kind = ErrorKind::InputTooLong { is_canonical, limit: self.limits.input_bytes, found };
        Errors::one(Error::new(kind, None, Some(0..query.len())))
    }
}
