//! Tables from OpenAPI documents, and back.
//!
//! [`Importer`] reads a table from the query parameters of a path, and says what it couldn't read; [`Export`] writes a
//! table as query parameters. What OpenAPI has no words for stands under keys that begin with `x-filterset-`, so that
//! what is exported is imported as the same table. The rules of both, and the keys, are on [a page of their
//! own](crate::guide::openapi).
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

mod budget;
mod constraint;
mod document;
mod error;
mod export;
mod field;
mod import;
mod infer;
mod json;
mod key;
mod keys;
mod lists;
mod node;
mod note;
mod object;
mod parameter;
mod reserved;
mod schema_object;
mod sentence;
mod yaml;

pub use document::Document;
pub use error::OpenApiError;
pub use export::Export;
pub use import::{Import, Importer};
pub use note::{Note, NoteKind};
