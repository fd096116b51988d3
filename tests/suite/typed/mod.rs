//! Schemas derived from Rust types.

#[cfg(feature = "derive")]
mod derive;
mod kinds;
