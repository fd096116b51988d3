//! [Filter a list endpoint]: crate::guide::filter_a_list_endpoint
//! [query a database]: crate::guide::query_a_database
//! [build filters in a client]: crate::guide::build_filters_in_a_client
//! [migrate from django-filter]: crate::guide::migrate_from_django_filter
//! [probe an API]: crate::guide::find_out_whether_your_api_widens
//! [give agents a tool]: crate::guide::give_agents_a_tool
//! [give clients types]: crate::guide::give_your_clients_types
//! [the language]: crate::guide::language
//! [comparison]: crate::guide::comparison
//!
// The example of a client needs the derive macros.
#![cfg_attr(any(feature = "derive", not(doctest)), doc = include_str!("../README.md"))]
//!
//! All guides: [filter a list endpoint](guide::filter_a_list_endpoint), [query a database](guide::query_a_database),
//! [paginate and sort](guide::paginate_and_sort), [build filters in a client](guide::build_filters_in_a_client),
//! [describe an API you don't own](guide::describe_an_api_you_dont_own),
//! [start from OpenAPI](guide::start_from_openapi), [give agents a tool](guide::give_agents_a_tool),
//! [give your clients types](guide::give_your_clients_types), [keep your API secure](guide::security),
//! [migrate from django-filter](guide::migrate_from_django_filter),
//! [find out whether your API widens](guide::find_out_whether_your_api_widens),
//! [use the command in scripts](guide::use_the_command_in_scripts),
//! [fuzz your own endpoint](guide::fuzz_your_own_endpoint),
//! [set limits and policies](guide::security_and_limits), and [differences between databases](guide::databases).
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

#[cfg(feature = "serde_json")]
mod arguments;
pub mod builder;
pub mod error;
mod eval;
pub mod filter;
#[cfg(feature = "arbitrary")]
pub mod generate;
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
pub mod value;

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
pub use value::{Op, OpSet, Value, ValueType};

/// Matches records in memory.
pub mod record {
    pub use crate::eval::{Accessor, Matcher, Record, RecordTypeError, UnsupportedFieldsError};
}

/// Quotes untrusted text in messages, and suggests similar names.
pub mod text {
    pub use crate::util::{excerpt, nearest};
}

/// Items for derived code, which can change in any release.
#[doc(hidden)]
pub mod __private {
    pub use crate::builder::FilterBuilder;
    pub use crate::error::Errors;
    pub use crate::eval::Accessor;
    pub use crate::filter::Filter;
    pub use crate::schema::{Field, ListOptions, ListOptionsBuilder, ListStyle, Schema};
    pub use crate::typed::checks::{
        add_condition, add_list_condition, add_range_condition, build_generic_schema, build_schema, check_allow_empty,
        check_field_type, check_op, check_op_of_type, check_time_zone,
    };
    pub use crate::typed::{FieldType, FilterField, ValueFor};
    pub use crate::value::{Op, OpSet, Value, ValueType};
}

/// The guides, one for each job, and the reference of the language.
#[cfg(doc)]
pub mod guide {
    /// Checks the query of a list endpoint with axum, runs it on a database, and responds to errors.
    ///
    /// [SECURITY.md]: crate::guide::security
    /// [limits]: crate::guide::security_and_limits
    /// [paginate-and-sort.md]: crate::guide::paginate_and_sort
    /// [query-a-database.md]: crate::guide::query_a_database
    /// [`QueryString`]: https://docs.rs/filterset/latest/filterset/uri/trait.QueryString.html
    ///
    // Its examples need a router and a database: the tests of `links-api` run them.
    #[cfg_attr(not(doctest), doc = include_str!("../docs/filter-a-list-endpoint.md"))]
    pub mod filter_a_list_endpoint {}
    /// Runs a filter on records in memory, on SQLite, PostgreSQL, and other databases.
    ///
    /// [language.md]: crate::guide::language
    /// [databases.md]: crate::guide::databases
    /// [paginate-and-sort.md]: crate::guide::paginate_and_sort
    /// [`Errors::invalid_cursor`]: crate::Errors::invalid_cursor
    /// [`Record`]: crate::Record
    /// [`UnsupportedFieldsError`]: crate::record::UnsupportedFieldsError
    /// [`Filter::is_unsatisfiable`]: crate::Filter::is_unsatisfiable
    /// [`Filter::implies`]: crate::Filter::implies
    /// [`Filter::explain`]: crate::Filter::explain
    /// [`Filter::is_empty`]: crate::Filter::is_empty
    ///
    // Its examples need database drivers: the tests of `filterset-sea-query` run them.
    #[cfg_attr(not(doctest), doc = include_str!("../docs/query-a-database.md"))]
    pub mod query_a_database {}
    /// Declares and parses the pages, the order, the fields and the search of a list.
    ///
    /// [language.md]: crate::guide::language
    /// [filter-a-list-endpoint.md]: crate::guide::filter_a_list_endpoint
    /// [query-a-database.md]: crate::guide::query_a_database
    /// [use-the-command-in-scripts.md]: crate::guide::use_the_command_in_scripts
    ///
    #[doc = include_str!("../docs/paginate-and-sort.md")]
    pub mod paginate_and_sort {}
    /// Builds filters that the server accepts, and puts them into URLs.
    ///
    /// [language.md]: crate::guide::language
    /// [paginate-and-sort.md]: crate::guide::paginate_and_sort
    /// [start-from-openapi.md]: crate::guide::start_from_openapi
    /// [`FilterBuilder`]: crate::FilterBuilder
    /// [`QueryString`]: https://docs.rs/filterset/latest/filterset/uri/trait.QueryString.html
    ///
    #[doc = include_str!("../docs/build-filters-in-a-client.md")]
    pub mod build_filters_in_a_client {}
    /// Describes the parameters of another API, checks and builds its queries, and compares its versions.
    ///
    /// [language.md]: crate::guide::language
    /// [start-from-openapi.md]: crate::guide::start_from_openapi
    ///
    #[doc = include_str!("../docs/describe-an-api-you-dont-own.md")]
    pub mod describe_an_api_you_dont_own {}
    /// Imports schemas from an OpenAPI document, and exports them.
    ///
    /// [language.md]: crate::guide::language
    /// [limits]: crate::guide::security_and_limits
    /// [tool]: crate::guide::give_agents_a_tool
    /// [`Schema::parse`]: crate::Schema::parse
    ///
    #[doc = include_str!("../docs/start-from-openapi.md")]
    pub mod start_from_openapi {}
    /// Exports a schema as a tool for LLM agents, and checks their calls.
    ///
    /// [limits]: crate::guide::security_and_limits
    /// [use-the-command-in-scripts.md]: crate::guide::use_the_command_in_scripts
    ///
    #[doc = include_str!("../docs/give-agents-a-tool.md")]
    pub mod give_agents_a_tool {}
    /// Publishes an OpenAPI document, and generates typed clients from it.
    ///
    /// [language.md]: crate::guide::language
    ///
    #[cfg_attr(not(doctest), doc = include_str!("../docs/give-your-clients-types.md"))]
    pub mod give_your_clients_types {}
    /// Moves an API from django-filter, difference by difference.
    ///
    /// [databases.md]: crate::guide::databases
    /// [policies]: crate::guide::language#9-policies
    /// [probe]: crate::guide::find_out_whether_your_api_widens
    ///
    #[doc = include_str!("../docs/migrate-from-django-filter.md")]
    pub mod migrate_from_django_filter {}
    /// Checks a running API for filters that it ignores or reads differently.
    ///
    /// [describe]: crate::guide::describe_an_api_you_dont_own
    /// [import]: crate::guide::start_from_openapi
    ///
    #[doc = include_str!("../docs/find-out-whether-your-api-widens.md")]
    pub mod find_out_whether_your_api_widens {}
    /// Checks queries, compares schemas and searches records in shell scripts and CI.
    ///
    /// [language.md]: crate::guide::language
    /// [probe]: crate::guide::find_out_whether_your_api_widens
    /// [security-and-limits.md]: crate::guide::security_and_limits
    /// [start-from-openapi.md]: crate::guide::start_from_openapi
    /// [tool]: crate::guide::give_agents_a_tool
    /// [`SchemaBuilder`]: crate::schema::SchemaBuilder
    ///
    #[doc = include_str!("../docs/use-the-command-in-scripts.md")]
    pub mod use_the_command_in_scripts {}
    /// Generates queries, near misses and records to test an endpoint with, in property tests and fuzz targets.
    ///
    // Its examples need all of these features.
    #[cfg_attr(
        any(all(feature = "derive", feature = "proptest", feature = "serde_json"), not(doctest)),
        doc = include_str!("../docs/fuzz-your-own-endpoint.md")
    )]
    pub mod fuzz_your_own_endpoint {}
    /// Sets limits and policies, and lists the guarantees and responsibilities around untrusted input.
    ///
    /// [SECURITY.md]: crate::guide::security
    /// [language.md]: crate::guide::language
    /// [databases.md]: crate::guide::databases
    /// [query-a-database.md]: crate::guide::query_a_database
    /// [`Filter::is_empty`]: crate::Filter::is_empty
    /// [`Limits`]: crate::Limits
    /// [`Policy`]: crate::Policy
    ///
    #[doc = include_str!("../docs/security-and-limits.md")]
    pub mod security_and_limits {}
    /// Defines the language of filters: the reference.
    ///
    #[doc = include_str!("../docs/language.md")]
    pub mod language {}
    /// Lists the differences between databases, and how conditions in SQL account for them.
    ///
    #[doc = include_str!("../docs/databases.md")]
    pub mod databases {}
    /// Compares the crate with other libraries, and lists its costs.
    ///
    /// [language.md]: crate::guide::language
    /// [migrate-from-django-filter.md]: crate::guide::migrate_from_django_filter
    ///
    #[doc = include_str!("../docs/comparison.md")]
    pub mod comparison {}
    /// States the promises about untrusted input, their limits, and how to report a vulnerability.
    ///
    /// [the language]: crate::guide::language
    /// [databases]: crate::guide::databases
    ///
    #[doc = include_str!("../SECURITY.md")]
    pub mod security {}
    /// Lists the changes of each release.
    ///
    #[doc = include_str!("../CHANGELOG.md")]
    pub mod changelog {}
}
