//! `filterset schemas`: the built-in tables, or one table.

use std::borrow::Cow;
use std::io::{self, Write};

use filterset::{Field, Listing, Paging, Schema};
use filterset_belvo as belvo;

use super::show::{self, Palette, printable, table};
use super::{Failure, Schemas, TableFormat, escape, schema_arg as source};

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
        TableFormat::Toml => write!(out, "{}", escape::toml(&schema).map_err(unwritten)?)?,
        TableFormat::Json => writeln!(out, "{}", escape::pretty_json(&schema).map_err(unwritten)?)?,
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
    let reserved: Vec<&str> = schema.reserved().collect();
    if !reserved.is_empty() {
        writeln!(out, "  reserved: {}", reserved.join(", "))?;
    }
    let listing = schema.listing();
    let head = (!listing.is_empty()).then(|| ["parameter", "what it takes"].map(str::to_owned));
    let taken = listing.parameters().map(|parameter| [parameter.to_owned(), taken(listing, parameter)]);
    table(out, head.into_iter().chain(taken))
}

/// What a parameter of lists takes.
fn taken(listing: &Listing, parameter: &str) -> String {
    let names = |names: &[Cow<'static, str>]| if names.is_empty() { "any name".into() } else { names.join(", ") };
    let paging = listing.declared_paging();
    match parameter {
        "cursor" => "what the server made".to_owned(),
        "fields" => listing.declared_fields().map(names).unwrap_or_default(),
        "limit" | "page_size" => paging.map(sizes).unwrap_or_default(),
        "offset" => "from 0".to_owned(),
        "omit" => listing.declared_omit().map(names).unwrap_or_default(),
        "ordering" => names(listing.declared_ordering()),
        "page" => "from 1".to_owned(),
        "search" => format!("at most {} characters", listing.declared_search().unwrap_or_default()),
        _ => String::new(),
    }
}

fn sizes(paging: Paging) -> String {
    let (size, most) = (paging.declared_size(), paging.declared_max_size());
    let clamped = if paging.clamps() { "; a greater one is taken as that" } else { "" };
    format!("1 to {most}, {size} where it isn't given{clamped}")
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
