//! The error of an import.

use filterset::schema::SchemaError;

/// The reason why a document can't be parsed, or a path of it can't be imported.
///
/// A problem of a single parameter is a [`Note`](crate::Note) instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OpenApiError {
    /// The document is longer than [`Document::MAX_BYTES`](crate::Document::MAX_BYTES).
    #[error("the document is too long: expected at most {limit} bytes, found {found}")]
    TooLong {
        /// The maximum length in bytes.
        limit: usize,
        /// The length of the document in bytes.
        found: usize,
    },
    /// The document is neither JSON nor YAML, nests too deeply, has too many values, or an object with a repeated key.
    #[error("invalid document: {message}")]
    Syntax {
        /// The reason, with the line and the column.
        message: String,
    },
    /// The document isn't an OpenAPI document of version 2.0 (Swagger), 3.0, 3.1 or 3.2.
    #[error("unsupported document: expected OpenAPI 3.0 to 3.2 or Swagger 2.0, found {found}")]
    UnsupportedVersion {
        /// The version that the document declares.
        found: String,
    },
    /// The document doesn't have the path.
    #[error("unknown path \"{path}\"{}", format_suggestions(.nearest))]
    UnknownPath {
        /// The path.
        path: String,
        /// The most similar paths, at most three.
        nearest: Vec<String>,
    },
    /// The path doesn't have a get operation.
    #[error("the path \"{path}\" has no get operation")]
    NoGetOperation {
        /// The path.
        path: String,
    },
    /// A `$ref` leads to itself.
    #[error("circular $ref \"{reference}\"")]
    CircularReference {
        /// The reference.
        reference: String,
    },
    /// The imported declarations aren't a valid schema: a name that was declared as reserved is also a field's key.
    #[error("invalid schema:\n{0}")]
    InvalidSchema(#[from] SchemaError),
}

fn format_suggestions(nearest: &[String]) -> String {
    let quoted: Vec<String> = nearest.iter().map(|path| format!("\"{path}\"")).collect();
    if quoted.is_empty() { String::new() } else { format!("; did you mean {}?", quoted.join(" or ")) }
}
