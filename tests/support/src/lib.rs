//! Schemas, generators, laws and a second parser, shared by the tests and the fuzz targets.

pub mod agree;
pub mod generate;
pub mod laws;
pub mod lists;
pub mod meaning;
pub mod naive;
pub mod schemas;
pub mod targets;
