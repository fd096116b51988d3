//! `filterset export`: a table as an OpenAPI document.

use std::io::Write;

use filterset_openapi;

use super::{Export, Failure, escape, import, schema_arg, show};

pub(super) fn run(arguments: &Export) -> Result<(), Failure> {
    let schema = schema_arg::load(&arguments.schema)?;
    let mut export = filterset_openapi::Export::new(&schema).plain(arguments.plain);
    if let Some(path) = &arguments.path {
        if !path.starts_with('/') {
            return Err(Failure::Message("--path: a path of OpenAPI begins with /".to_owned()));
        }
        export = export.path(path);
    }
    import::report(&export.notes(), "")?;
    let document = escape::pretty_json(&export)
        .map_err(|error| Failure::Message(format!("the document can't be written: {error}")))?;
    let (mut out, _) = show::output();
    writeln!(out, "{document}")?;
    Ok(out.flush()?)
}
