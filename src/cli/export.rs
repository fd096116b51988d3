//! `filterset export`: a table as an OpenAPI document.

use std::io::Write;

use filterset::openapi;

use super::{Export, Failure, import, show, table, written};

pub(super) fn run(arguments: &Export) -> Result<(), Failure> {
    let schema = table::load(&arguments.schema)?;
    let mut export = openapi::Export::of(&schema).plain(arguments.plain);
    if let Some(path) = &arguments.path {
        export = export.path(path);
    }
    if !export.declared_path().starts_with('/') {
        return Err(Failure::Told("--path: a path of OpenAPI begins with /".to_owned()));
    }
    import::tell(&export.notes(), "")?;
    let document = written::pretty_json(&export)
        .map_err(|error| Failure::Told(format!("the document can't be written: {error}")))?;
    let (mut out, _) = show::output();
    writeln!(out, "{document}")?;
    Ok(out.flush()?)
}
