//! The extension keys of an operation.

use std::fmt;

use filterset::Schema;
use filterset_openapi::Export;
use serde_json::Value;
use utoipa::openapi::OpenApi;
use utoipa::openapi::extensions::ExtensionsBuilder;

/// A path that a document doesn't have, or that has no operation GET.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownPathError(String);

impl fmt::Display for UnknownPathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown path {:?}: expected one of the document with an operation GET", self.0)
    }
}

impl std::error::Error for UnknownPathError {}

/// Adds the extension keys of a schema to the operation GET of a path.
///
/// The keys, which begin with `x-filterset-`, are what the parameters can't express: the name of the schema, its limits, list
/// options and spelling. With them, `filterset import` reads the same schema from the document.
///
/// ```
/// # use filterset::{Field, Op, Schema};
/// # use utoipa::OpenApi;
/// # #[utoipa::path(get, path = "/api/links/", responses((status = 200)))]
/// # async fn list_links() {}
/// #[derive(OpenApi)]
/// #[openapi(paths(list_links))]
/// struct Api;
///
/// let links = Schema::builder("links").field(Field::text("institution").ops([Op::In])).build()?;
/// let mut document = Api::openapi();
/// filterset_utoipa::describe(&mut document, "/api/links/", &links)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// Returns an error if the document has no operation GET at the path.
pub fn describe(document: &mut OpenApi, path: &str, schema: &Schema) -> Result<(), UnknownPathError> {
    let operation = document.paths.paths.get_mut(path).and_then(|path| path.get.as_mut());
    let operation = operation.ok_or_else(|| UnknownPathError(path.to_owned()))?;
    let keys = serde_json::to_value(Export::new(schema).path(path).extension_keys());
    // They are an object.
    let keys = keys.ok().and_then(|keys| if let Value::Object(keys) = keys { Some(keys) } else { None });
    let keys = keys.unwrap_or_default().into_iter();
    let extensions = keys.fold(ExtensionsBuilder::new(), |builder, (key, value)| builder.add(key, value));
    operation.extensions.get_or_insert_default().merge(extensions.build());
    Ok(())
}
