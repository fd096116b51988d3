//! Tables from OpenAPI documents, and back.
//!
//! [`Importer`] reads a table from the query parameters of a path, and says what it couldn't read; [`Export`] writes a
//! table as query parameters. What OpenAPI has no words for stands under keys that begin with `x-filterset-`, so that
//! what is exported is imported as the same table. The rules of both, and the keys, are on [a page of their
//! own](crate::_documentation::openapi).

mod allowance;
mod document;
mod error;
mod export;
mod gather;
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
mod said;
mod sentence;
mod shape;
mod yaml;

pub use document::Document;
pub use error::OpenApiError;
pub use export::Export;
pub use import::{Import, Importer};
pub use note::{Note, NoteKind};
