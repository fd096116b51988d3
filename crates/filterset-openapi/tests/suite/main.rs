//! Tests of the import and the export of OpenAPI documents.

mod documents;
mod exports;
mod fields;
mod inference;
mod list_options;
mod parameters;
mod properties;
mod schema_objects;
mod spellings;
mod support;
mod tool_schemas;
mod versions;
