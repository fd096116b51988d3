//! `filterset schemas`: the built-in tables, or one table.

use std::borrow::Cow;
use std::io::{self, Write};

use filterset::list::{ListOptions, Pagination};
use filterset::{Field, Schema};
use filterset_belvo as belvo;

use super::show::{self, Palette, printable, write_table};
use super::{Failure, SchemaFormat, Schemas, escape, schema_arg as source};

pub(super) fn run(arguments: &Schemas) -> Result<(), Failure> {
    let (mut out, palette) = show::output();
    let Some(name) = &arguments.schema else {
        let rows = belvo::all().map(|(name, schema)| [name.to_owned(), format!("{} fields", schema.fields().len())]);
        write_table(&mut out, rows)?;
        return Ok(out.flush()?);
    };
    let schema = source::load(name)?;
    match arguments.format {
        SchemaFormat::Text => people(&mut out, palette, &schema)?,
        SchemaFormat::Toml => write!(out, "{}", escape::toml(&schema).map_err(unwritten)?)?,
        SchemaFormat::Json => writeln!(out, "{}", escape::pretty_json(&schema).map_err(unwritten)?)?,
    }
    Ok(out.flush()?)
}

fn unwritten(error: impl std::fmt::Display) -> Failure {
    Failure::Message(format!("the table can't be written: {error}"))
}

fn people(out: &mut impl Write, Palette { strong, .. }: Palette, schema: &Schema) -> io::Result<()> {
    writeln!(out, "{strong}{}{strong:#}", printable(schema.name()))?;
    let head = ["field", "type", "operators", ""].map(str::to_owned);
    write_table(out, std::iter::once(head).chain(schema.fields().map(row)))?;
    let reserved: Vec<&str> = schema.reserved().collect();
    if !reserved.is_empty() {
        writeln!(out, "  reserved: {}", reserved.join(", "))?;
    }
    let list_options = schema.list_options();
    let head = (!list_options.is_empty()).then(|| ["parameter", "what it takes"].map(str::to_owned));
    let taken =
        list_options.parameters().map(|parameter| [parameter.name().to_owned(), taken(list_options, parameter.name())]);
    write_table(out, head.into_iter().chain(taken))
}

/// What a parameter of lists takes.
fn taken(list_options: &ListOptions, parameter: &str) -> String {
    let names = |names: &[Cow<'static, str>]| if names.is_empty() { "any name".into() } else { names.join(", ") };
    let pagination = list_options.pagination();
    match parameter {
        "cursor" => "what the server made".to_owned(),
        "fields" => list_options.fields().map(names).unwrap_or_default(),
        "limit" | "page_size" => pagination.map(sizes).unwrap_or_default(),
        "offset" => "from 0".to_owned(),
        "omit" => list_options.omit().map(names).unwrap_or_default(),
        "ordering" => names(list_options.ordering()),
        "page" => "from 1".to_owned(),
        "search" => format!("at most {} characters", list_options.search().unwrap_or_default()),
        _ => String::new(),
    }
}

fn sizes(pagination: Pagination) -> String {
    let (size, most) = (pagination.size, pagination.max_size);
    let clamped = if pagination.clamp { "; a greater one is taken as that" } else { "" };
    format!("1 to {most}, {size} where it isn't given{clamped}")
}

fn row(field: &Field) -> [String; 4] {
    let choices: Vec<String> = field.choices().map(printable).collect();
    let notes = [
        (!choices.is_empty()).then(|| choices.join(" | ")),
        field.is_multi_valued().then(|| "many".to_owned()),
        field.is_nullable().then(|| "nullable".to_owned()),
        field.allows_empty().then(|| "may be empty".to_owned()),
        field.time_zone().map(|zone| format!("in {}", printable(zone))),
        field.description().map(printable),
    ];
    let notes: Vec<String> = notes.into_iter().flatten().collect();
    [field.name().to_owned(), field.value_type().to_string(), field.ops().to_string(), notes.join("; ")]
}
