//! `filterset schemas`: the built-in tables, or one table.

use std::io::{self, Write};

use filterset::{Field, Schema, belvo};

use super::show::{self, Palette, printable, table};
use super::{Failure, Schemas, TableFormat, table as source};

pub(super) fn run(arguments: &Schemas) -> Result<(), Failure> {
    let (mut out, palette) = show::output();
    let Some(name) = &arguments.schema else {
        let rows = belvo::all().map(|(name, schema)| [name.to_owned(), format!("{} fields", schema.fields().len())]);
        table(&mut out, rows)?;
        return Ok(out.flush()?);
    };
    let schema = source::load(name)?;
    match arguments.format {
        TableFormat::Text => people(&mut out, palette, &schema)?,
        TableFormat::Toml => write!(out, "{}", toml::to_string(&schema).map_err(unwritten)?)?,
        TableFormat::Json => writeln!(out, "{}", serde_json::to_string_pretty(&schema).map_err(unwritten)?)?,
    }
    Ok(out.flush()?)
}

fn unwritten(error: impl std::fmt::Display) -> Failure {
    Failure::Told(format!("the table can't be written: {error}"))
}

fn people(out: &mut impl Write, Palette { strong, .. }: Palette, schema: &Schema) -> io::Result<()> {
    writeln!(out, "{strong}{}{strong:#}", printable(schema.name()))?;
    let head = ["field", "type", "operators", ""].map(str::to_owned);
    table(out, std::iter::once(head).chain(schema.fields().map(row)))?;
    let (reserved, list) = (schema.reserved().collect::<Vec<_>>(), schema.listing().parameters().collect::<Vec<_>>());
    for (what, names) in [("reserved", reserved), ("list", list)].iter().filter(|(_, names)| !names.is_empty()) {
        writeln!(out, "  {what}: {}", names.join(", "))?;
    }
    Ok(())
}

fn row(field: &Field) -> [String; 4] {
    let choices: Vec<String> = field.declared_choices().map(printable).collect();
    let notes = [
        (!choices.is_empty()).then(|| choices.join(" | ")),
        field.is_many().then(|| "many".to_owned()),
        field.is_nullable().then(|| "nullable".to_owned()),
        field.allows_empty().then(|| "may be empty".to_owned()),
        field.declared_time_zone().map(|zone| format!("in {}", printable(zone))),
        field.declared_description().map(printable),
    ];
    let notes: Vec<String> = notes.into_iter().flatten().collect();
    [field.name().to_owned(), field.value_type().to_string(), field.allowed_ops().to_string(), notes.join("; ")]
}
