//! Why no table can be read from a document.

use filterset::schema::SchemaError;

/// Why a document, or a path of it, gives no table.
///
/// What only one parameter is concerned with is a [`Note`](crate::Note).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OpenApiError {
    /// The document is longer than [`Document::MAX_BYTES`](crate::Document::MAX_BYTES).
    #[error("the document is too long: {found} bytes, at most {limit} are read")]
    TooLong {
        /// How many bytes are read.
        limit: usize,
        /// How many there are.
        found: usize,
    },
    /// The document is no JSON and no YAML, nests too deep, has too many values, or an object with a key twice.
    #[error("the document can't be read: {message}")]
    Syntax {
        /// Why, and where.
        message: String,
    },
    /// The document is no OpenAPI document of version 3.0 or 3.1.
    #[error("this is no OpenAPI document of version 3.0 or 3.1: {found}")]
    UnsupportedVersion {
        /// What it says of itself.
        found: String,
    },
    /// The document has no such path.
    #[error("no path \"{path}\"{}", meant(.nearest))]
    UnknownPath {
        /// The path.
        path: String,
        /// The nearest paths.
        nearest: Vec<String>,
    },
    /// The path has no operation `get`.
    #[error("the path \"{path}\" has no get operation")]
    NoGetOperation {
        /// The path.
        path: String,
    },
    /// A `$ref` that leads to itself.
    #[error("the $ref \"{reference}\" leads to itself")]
    CircularReference {
        /// The reference.
        reference: String,
    },
    /// What was read is no table: a name that was declared reserved is also a field's key.
    #[error("what was read is no table:\n{0}")]
    InvalidSchema(#[from] SchemaError),
}

fn meant(nearest: &[String]) -> String {
    let quoted: Vec<String> = nearest.iter().map(|path| format!("\"{path}\"")).collect();
    if quoted.is_empty() { String::new() } else { format!("; did you mean {}?", quoted.join(" or ")) }
}
