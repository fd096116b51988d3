//! Loads built-in schemas and schema files.

use std::ffi::OsStr;
use std::path::Path;

use filterset::Schema;
use filterset::schema::SchemaBuilder;
use filterset_belvo as belvo;

use crate::failure::Failure;

/// Loads a built-in schema by its name, or else a schema file.
pub(crate) fn load_schema(name: &OsStr) -> Result<Schema, Failure> {
    if let Some(schema) = name.to_str().and_then(belvo::get) {
        return Ok(schema);
    }
    let path = Path::new(name);
    let fail = |message: &dyn std::fmt::Display| Failure::Message(format!("{}: {message}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => {
            fail(&"no file or built-in schema has this name; `filterset schemas` lists the built-in schemas")
        }
        _ => fail(&error),
    })?;
    let builder: SchemaBuilder = match path.extension().and_then(OsStr::to_str) {
        Some("toml") => toml::from_str(&text).map_err(|error| fail(&error.to_string().trim_end()))?,
        Some("json") => serde_json::from_str(&text).map_err(|error| fail(&error))?,
        _ => return Err(fail(&"expected a .toml or .json file")),
    };
    builder.build().map_err(|error| fail(&format!("invalid schema:\n{error}")))
}
