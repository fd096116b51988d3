//! Schemas of Rust types.

#[cfg(feature = "derive")]
mod derive;
mod kinds;
