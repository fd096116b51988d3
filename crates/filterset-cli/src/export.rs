//! `filterset export`: exports a schema as an OpenAPI document.

use std::io::Write;

use filterset_openapi::Export;

use crate::args::ExportArgs;
use crate::failure::Failure;
use crate::notes::write_notes;
use crate::schema_arg::load_schema;
use crate::{escape, terminal};

pub(crate) fn export_schema(args: &ExportArgs) -> Result<(), Failure> {
    let schema = load_schema(&args.schema)?;
    let mut export = Export::new(&schema).plain(args.plain);
    if let Some(path) = &args.path {
        if !path.starts_with('/') {
            return Err(Failure::Message("--path: expected a path that starts with /".to_owned()));
        }
        export = export.path(path);
    }
    write_notes(&export.notes(), "")?;
    let document = escape::to_pretty_json(&export)
        .map_err(|error| Failure::Message(format!("cannot write the document: {error}")))?;
    let (mut out, _) = terminal::open_stdout();
    writeln!(out, "{document}")?;
    Ok(out.flush()?)
}
