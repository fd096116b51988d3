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

#[cfg(any(feature = "http", feature = "url"))]
mod address;
#[cfg(feature = "belvo")]
pub mod belvo;
mod bits;
mod builder;
mod check;
#[cfg(feature = "serde")]
mod data;
mod error;
mod excerpt;
mod explain;
mod extent;
mod field;
mod filter;
#[cfg(feature = "axum")]
mod http;
mod implies;
mod limits;
mod list;
mod listing;
mod matches;
mod nearest;
mod op;
#[cfg(feature = "openapi")]
pub mod openapi;
mod parameters;
mod parse;
mod percent;
mod policy;
#[cfg(feature = "serde")]
mod problem;
mod query;
mod render;
mod report;
mod schema;
mod schema_error;
#[cfg(feature = "sea-query")]
mod sql;
mod typed;
mod unmapped;
mod value;

#[cfg(any(feature = "http", feature = "url"))]
pub use address::Address;
pub use builder::FilterBuilder;
pub use error::{Error, ErrorKind, Errors};
pub use field::Field;
pub use filter::{Condition, Conditions, Filter, List, Predicate};
#[cfg(feature = "derive")]
#[doc = include_str!("typed/filter_set.md")]
pub use filterset_derive::FilterSet;
#[cfg(feature = "derive")]
#[doc = include_str!("typed/filter_value.md")]
pub use filterset_derive::FilterValue;
#[cfg(feature = "axum")]
pub use http::{Filtered, FilteredBy, Listed, ListedBy, Refused};
pub use limits::Limits;
pub use list::{Direction, ListBuilder, ListQuery, ParsedList, Projection};
pub use listing::{Listing, Paging};
pub use matches::{Getter, Matcher, Misfit, Record};
pub use op::{Op, OpSet};
pub use parse::{Parsed, Parser};
pub use policy::Policy;
#[cfg(feature = "serde")]
pub use problem::Problem;
pub use schema::{Schema, SchemaBuilder};
pub use schema_error::{SchemaError, SchemaFault};
#[cfg(feature = "sea-query")]
pub use sql::{Column, Columns, Dialect};
pub use typed::{FilterField, FilterSet, FilterValue, ValueFor, ValueOf};
#[cfg(feature = "serde")]
pub use typed::{deserialize, deserialize_option};
pub use unmapped::Unmapped;
pub use value::{Day, Reason, Value, ValueType};

#[doc(hidden)]
pub use typed::checks as __derive;

/// Papers that go with the crate.
#[cfg(doc)]
pub mod _documentation {
    #[doc = include_str!("../LANGUAGE.md")]
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
