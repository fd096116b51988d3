//! The tests of what a filter is, as one program: a mutant costs one link and not one for each file. It runs where it is
//! asked for (`just mutants`); `cargo test` has each file as a program of its own.
#![allow(clippy::duplicate_mod, clippy::module_inception, reason = "files share what is in common/, by its names")]

mod accepts;
mod auto_traits;
mod builder;
mod conformance;
mod derive;
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
mod problem;
mod properties;
mod records;
mod regressions;
mod rejects;
mod schema;
mod serde;
mod sinks;
