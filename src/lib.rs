//! [LANGUAGE.md]: crate::_documentation::language
//! [SECURITY.md]: crate::_documentation::security
//! [CHANGELOG]: crate::_documentation::changelog
//! [run.md]: crate::_documentation::run
//! [list.md]: crate::_documentation::list
//! [web.md]: crate::_documentation::web
//! [databases.md]: crate::_documentation::databases
//! [django.md]: crate::_documentation::django
//! [proof.md]: crate::_documentation::proof
//! [openapi.md]: crate::_documentation::openapi
//! [`Policy`]: crate::Policy
//! [`Policy::STRICT`]: crate::Policy::STRICT
//! [`Filter`]: crate::Filter
//! [`Error`]: crate::Error
//! [`ErrorKind`]: crate::ErrorKind
//! [`Errors::report`]: crate::Errors::report
//! [`Limits`]: crate::Limits
//! [`Record`]: crate::Record
//! [`is_unsatisfiable`]: crate::Filter::is_unsatisfiable
//! [`implies`]: crate::Filter::implies
//! [`explain`]: crate::Filter::explain
//!
#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![deny(missing_docs)]
#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::string_slice,
        clippy::unwrap_used
    )
)]

mod builder;
mod error;
mod eval;
mod filter;
mod list;
mod parse;
mod schema;
#[cfg(feature = "serde")]
mod serde;
mod syntax;
mod typed;
#[cfg(any(feature = "http", feature = "url"))]
mod uri;
mod util;
mod validate;
mod value;

#[cfg(feature = "serde")]
pub use self::serde::{deserialize, deserialize_option};
pub use builder::FilterBuilder;
#[cfg(feature = "serde")]
pub use error::Problem;
pub use error::{Error, ErrorKind, Errors};
pub use eval::{Getter, Matcher, Misfit, Record, Unmapped};
pub use filter::{Condition, Conditions, Filter, List, Predicate};
#[cfg(feature = "derive")]
#[doc = include_str!("typed/filter_set.md")]
pub use filterset_derive::FilterSet;
#[cfg(feature = "derive")]
#[doc = include_str!("typed/filter_value.md")]
pub use filterset_derive::FilterValue;
pub use list::{Direction, ListBuilder, ListQuery, ParsedList, Projection};
pub use parse::{Parsed, Parser, Policy};
pub use schema::{
    By, Field, Limits, Listing, Paging, Parameter, Schema, SchemaBuilder, SchemaError, SchemaFault, is_name,
};
pub use typed::{FilterField, FilterSet, FilterValue, ValueFor, ValueOf};
#[cfg(any(feature = "http", feature = "url"))]
pub use uri::Address;
pub use value::{Arity, Day, Op, OpSet, Reason, Value, ValueType};

/// Helpers for messages about untrusted text.
pub mod text {
    pub use crate::util::{excerpt, nearest};
}

#[doc(hidden)]
pub use typed::checks as __derive;

/// Papers that go with the crate.
#[cfg(doc)]
pub mod _documentation {
    #[doc = include_str!("../docs/language.md")]
    pub mod language {}
    /// [LANGUAGE.md]: crate::_documentation::language
    /// [databases.md]: crate::_documentation::databases
    /// [`Record`]: crate::Record
    /// [`Unmapped`]: crate::Unmapped
    /// [`Filter::is_unsatisfiable`]: crate::Filter::is_unsatisfiable
    /// [`Filter::implies`]: crate::Filter::implies
    /// [`Filter::explain`]: crate::Filter::explain
    /// [is empty]: crate::Filter::is_empty
    ///
    // Its examples need database drivers: the tests of `databases` run them.
    #[cfg_attr(not(doctest), doc = include_str!("../docs/run.md"))]
    pub mod run {}
    /// [LANGUAGE.md]: crate::_documentation::language
    ///
    #[doc = include_str!("../docs/list.md")]
    pub mod list {}
    /// [SECURITY.md]: crate::_documentation::security
    /// [limits]: crate::Limits
    /// [list.md]: crate::_documentation::list
    ///
    // Its examples need a router: the tests of `links-api` run them.
    #[cfg_attr(not(doctest), doc = include_str!("../docs/web.md"))]
    pub mod web {}
    #[doc = include_str!("../docs/databases.md")]
    pub mod databases {}
    #[doc = include_str!("../docs/django.md")]
    pub mod django {}
    /// [LANGUAGE.md]: crate::_documentation::language
    /// [limits]: crate::Limits
    /// [`Schema::parse`]: crate::Schema::parse
    ///
    #[doc = include_str!("../docs/openapi.md")]
    pub mod openapi {}
    /// [SECURITY.md]: crate::_documentation::security
    ///
    #[doc = include_str!("../docs/proof.md")]
    pub mod proof {}
    #[doc = include_str!("../SECURITY.md")]
    pub mod security {}
    #[doc = include_str!("../CHANGELOG.md")]
    pub mod changelog {}
}
