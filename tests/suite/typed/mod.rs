//! Schemas derived from Rust types.

#[cfg(feature = "derive")]
mod derive;
mod kinds;
#[cfg(feature = "derive")]
mod libraries;
#[cfg(feature = "derive")]
mod spelling;
