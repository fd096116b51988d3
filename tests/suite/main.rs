//! The tests of the crate as one program: a module for each module of `src`.

mod accepts;
mod auto_traits;
mod builder;
#[cfg(feature = "derive")]
mod derive;
mod examples;
mod explain;
mod kinds;
mod lengths;
mod libraries;
mod limits;
mod list;
mod meaning;
mod naive;
mod parameters;
mod policies;
#[cfg(feature = "serde")]
mod problem;
#[cfg(feature = "derive")]
mod records;
mod regressions;
mod rejects;
mod schema;
#[cfg(feature = "serde")]
mod serde;
mod sinks;
#[cfg(any(feature = "http", feature = "url"))]
mod uri;
