//! `filterset export`: exports a schema as an OpenAPI document or as a JSON Schema for tool calls.

use std::io::Write;

use filterset::Schema;
use filterset_openapi::{Export, ToolSchema};
use serde::Serialize;

use crate::args::{ExportArgs, ExportFormat};
use crate::failure::Failure;
use crate::notes::write_notes;
use crate::schema_arg::load_schema;
use crate::{escape, terminal};

pub(crate) fn export_schema(args: &ExportArgs) -> Result<(), Failure> {
    let schema = load_schema(&args.schema)?;
    match args.format {
        ExportFormat::Openapi if args.query => Err(Failure::Message("--query: expected --format tool".to_owned())),
        ExportFormat::Openapi => export_document(args, &schema),
        ExportFormat::Tool if args.path.is_some() || args.plain => {
            let option = if args.plain { "--plain" } else { "--path" };
            Err(Failure::Message(format!("{option}: expected --format openapi")))
        }
        ExportFormat::Tool if args.query => write_document(&ToolSchema::of_query(&schema)),
        ExportFormat::Tool => write_document(&ToolSchema::new(&schema)),
    }
}

fn export_document(args: &ExportArgs, schema: &Schema) -> Result<(), Failure> {
    let mut export = Export::new(schema).plain(args.plain);
    if let Some(path) = &args.path {
        if !path.starts_with('/') {
            return Err(Failure::Message("--path: expected a path that starts with /".to_owned()));
        }
        export = export.path(path);
    }
    write_notes(&export.notes(), "")?;
    write_document(&export)
}

fn write_document(document: &impl Serialize) -> Result<(), Failure> {
    let document = escape::to_pretty_json(document)
        .map_err(|error| Failure::Message(format!("cannot write the document: {error}")))?;
    let (mut out, _) = terminal::open_stdout();
    writeln!(out, "{document}")?;
    Ok(out.flush()?)
}
