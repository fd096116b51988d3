//! The tests of the crate in one program, with a module for each module of `src`.

#[cfg(feature = "serde_json")]
mod arguments;
mod auto_traits;
mod builder;
mod dates;
mod error;
mod eval;
#[cfg(feature = "arbitrary")]
mod generate;
mod list;
mod parse;
mod schema;
#[cfg(feature = "serde")]
mod serde;
#[cfg(feature = "serde")]
mod serde_keys;
mod sinks;
#[cfg(feature = "serde")]
mod spelling_errors;
mod syntax;
mod typed;
#[cfg(any(feature = "http", feature = "url"))]
mod uri;
mod value;
#[cfg(feature = "tz")]
mod zones;
