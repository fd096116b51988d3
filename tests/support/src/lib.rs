//! Schemas, generators, laws and a second parser, shared by the tests and the fuzz targets.
#![allow(
    clippy::missing_errors_doc,
    clippy::missing_panics_doc,
    reason = "a law that is broken panics, and a generator fails at the end of its bytes"
)]

pub mod agree;
pub mod extractors;
pub mod generate;
pub mod laws;
pub mod lists;
pub mod meaning;
pub mod naive;
pub mod schemas;
pub mod targets;
