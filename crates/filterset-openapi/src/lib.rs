//! Import of [`filterset`] schemas from OpenAPI documents of version 2.0 to 3.2, and export to version 3.1 and to JSON
//! Schemas of tool calls.
//!
//! An API that has an OpenAPI document already declares its filters: `status`, `status__in` and `created_at__range` are
//! query parameters there. [`Importer`] makes a [`Schema`](filterset::Schema) of the query parameters of a path, and
//! returns a [`Note`] for each parameter that it skips, changes or infers:
//!
//! ```
//! use filterset_openapi::{Document, Importer, NoteKind};
//!
//! let document = Document::parse(r#"
//! openapi: 3.1.0
//! info: { title: Links, version: "1" }
//! paths:
//!   /api/links/:
//!     get:
//!       parameters:
//!         - { name: page, in: query, schema: { type: integer } }
//!         - { name: status, in: query, schema: { type: string, enum: [valid, invalid] } }
//!         - name: status__in
//!           in: query
//!           explode: false
//!           schema: { type: array, items: { type: string, enum: [valid, invalid] } }
//!         - { name: "meta[tag]", in: query, schema: { type: string } }
//! "#)?;
//! let import = Importer::new().import(&document, "/api/links/")?;
//! let filter = import.schema.parse("status__in=valid,invalid")?;
//! assert_eq!(filter.to_string(), "status__in=invalid,valid");
//!
//! let notes: Vec<_> = import.notes.iter().map(|note| (note.parameter(), note.kind())).collect();
//! assert_eq!(notes, [("page", NoteKind::Reserved), ("meta[tag]", NoteKind::Skipped)]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`Export`] turns a schema into the parameters of a document. Extension keys, which begin with `x-filterset-`, hold what
//! OpenAPI can't express, so that an exported schema is imported unchanged:
//!
//! ```
//! use filterset::{Field, Op, Schema};
//! use filterset_openapi::{Document, Export, Importer};
//!
//! let links = Schema::builder("links")
//!     .field(Field::choice("status", ["valid", "invalid"]).ops([Op::Exact, Op::In]))
//!     .field(Field::date_time("created_at").time_zone("-06:00").ops([Op::Range]))
//!     .build()?;
//! let json = serde_json::to_string_pretty(&Export::new(&links).path("/api/links/"))?;
//!
//! let import = Importer::new().import(&Document::parse(&json)?, "/api/links/")?;
//! assert_eq!(import.schema, links);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`ToolSchema`] turns a schema into a JSON Schema of the arguments of a tool call, for LLM agents.
//!
//! [The guide](https://docs.rs/filterset/latest/filterset/guide/start_from_openapi/index.html) lists the rules of both
//! directions, the reserved names and the extension keys.
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
mod classify;
mod constraint;
mod document;
mod error;
mod export;
mod extension;
mod field;
mod guess;
mod import;
mod infer;
mod json;
mod keywords;
mod list_options;
mod lists;
mod node;
mod note;
mod own_operators;
mod parameter;
mod parameter_name;
mod parameter_object;
mod query_description;
mod reserved;
mod schema_file;
mod schema_object;
mod schema_reader;
mod sentence;
mod spelling;
mod spelling_tally;
mod tool_schema;
mod value_schema;
mod whole_name;
mod yaml;

pub use document::Document;
pub use error::OpenApiError;
pub use export::Export;
pub use import::{Import, Importer};
pub use note::{Note, NoteKind};
pub use tool_schema::ToolSchema;
