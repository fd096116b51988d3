//! [LANGUAGE.md]: crate::guide::language
//! [SECURITY.md]: crate::guide::security
//! [CHANGELOG]: crate::guide::changelog
//! [run.md]: crate::guide::run
//! [list.md]: crate::guide::list
//! [web.md]: crate::guide::web
//! [databases.md]: crate::guide::databases
//! [django.md]: crate::guide::django
//! [openapi.md]: crate::guide::openapi
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

pub mod builder;
pub mod error;
mod eval;
mod filter;
pub mod list;
pub mod parse;
pub mod schema;
#[cfg(feature = "serde")]
pub mod serde;
mod syntax;
mod typed;
#[cfg(any(feature = "http", feature = "url"))]
pub mod uri;
mod util;
mod validate;
mod value;

pub use builder::FilterBuilder;
pub use error::{Error, ErrorKind, Errors};
pub use eval::Record;
pub use filter::{Condition, Filter, Predicate, ValueSet};
#[cfg(feature = "derive")]
#[doc = include_str!("typed/filter_set.md")]
pub use filterset_derive::FilterSet;
#[cfg(feature = "derive")]
#[doc = include_str!("typed/filter_value.md")]
pub use filterset_derive::FilterValue;
pub use parse::Policy;
pub use schema::{Field, Limits, Schema};
pub use typed::{FilterSet, FilterValue};
pub use value::{Day, Op, OpSet, Value, ValueType};

/// Filters run on records in memory.
pub mod record {
    pub use crate::eval::{Accessor, Matcher, Record, RecordTypeError, UnsupportedFieldsError};
}

/// Helpers for messages about untrusted text.
pub mod text {
    pub use crate::util::{excerpt, nearest};
}

/// The items that derived code uses, besides the traits that it implements. They can change in any release.
#[doc(hidden)]
pub mod __private {
    pub use crate::builder::FilterBuilder;
    pub use crate::error::Errors;
    pub use crate::eval::Accessor;
    pub use crate::filter::Filter;
    pub use crate::schema::{Field, ListOptions, ListOptionsBuilder, Schema};
    pub use crate::typed::checks::{
        add_condition, add_list_condition, add_range_condition, build_generic_schema, build_schema, check_allow_empty,
        check_field_type, check_op, check_time_zone,
    };
    pub use crate::typed::{FieldType, FilterField, ValueFor};
    pub use crate::value::{Op, OpSet, Value, ValueType};
}

/// The guides and the reference.
#[cfg(doc)]
pub mod guide {
    #[doc = include_str!("../docs/language.md")]
    pub mod language {}
    /// [LANGUAGE.md]: crate::guide::language
    /// [databases.md]: crate::guide::databases
    /// [`Record`]: crate::Record
    /// [`UnsupportedFieldsError`]: crate::UnsupportedFieldsError
    /// [`Filter::is_unsatisfiable`]: crate::Filter::is_unsatisfiable
    /// [`Filter::implies`]: crate::Filter::implies
    /// [`Filter::explain`]: crate::Filter::explain
    /// [is empty]: crate::Filter::is_empty
    ///
    // Its examples need database drivers: the tests of `databases` run them.
    #[cfg_attr(not(doctest), doc = include_str!("../docs/run.md"))]
    pub mod run {}
    /// [LANGUAGE.md]: crate::guide::language
    ///
    #[doc = include_str!("../docs/list.md")]
    pub mod list {}
    /// [SECURITY.md]: crate::guide::security
    /// [limits]: crate::Limits
    /// [list.md]: crate::guide::list
    ///
    // Its examples need a router: the tests of `links-api` run them.
    #[cfg_attr(not(doctest), doc = include_str!("../docs/web.md"))]
    pub mod web {}
    #[doc = include_str!("../docs/databases.md")]
    pub mod databases {}
    #[doc = include_str!("../docs/migrate-from-django-filter.md")]
    pub mod migrate_from_django_filter {}
    /// [LANGUAGE.md]: crate::guide::language
    /// [limits]: crate::Limits
    /// [`Schema::parse`]: crate::Schema::parse
    ///
    #[doc = include_str!("../docs/openapi.md")]
    pub mod openapi {}
    #[doc = include_str!("../SECURITY.md")]
    pub mod security {}
    #[doc = include_str!("../CHANGELOG.md")]
    pub mod changelog {}
}
