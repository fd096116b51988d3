//! `filterset schemas`: lists the built-in schemas, or prints one schema.

use std::borrow::Cow;
use std::io::{self, Write};

use filterset::list::{ListOptions, Pagination};
use filterset::schema::{Arity, ListStyle};
use filterset::{Field, Op, Schema};
use filterset_belvo as belvo;

use crate::args::{SchemaFormat, SchemasArgs};
use crate::escape;
use crate::failure::Failure;
use crate::schema_arg::load_schema;
use crate::terminal::{self, Palette, escape_text, write_columns};

pub(crate) fn print_schemas(args: &SchemasArgs) -> Result<(), Failure> {
    let (mut out, palette) = terminal::open_stdout();
    let Some(name) = &args.schema else {
        let rows = belvo::all().map(|(name, schema)| [name.to_owned(), format!("{} fields", schema.fields().len())]);
        write_columns(&mut out, rows)?;
        return Ok(out.flush()?);
    };
    let schema = load_schema(name)?;
    match args.format {
        SchemaFormat::Text => write_schema(&mut out, palette, &schema)?,
        SchemaFormat::Toml => write!(out, "{}", escape::to_toml(&schema).map_err(to_failure)?)?,
        SchemaFormat::Json => writeln!(out, "{}", escape::to_pretty_json(&schema).map_err(to_failure)?)?,
    }
    Ok(out.flush()?)
}

fn to_failure(error: impl std::fmt::Display) -> Failure {
    Failure::Message(format!("cannot write the schema: {error}"))
}

fn write_schema(out: &mut impl Write, Palette { strong, .. }: Palette, schema: &Schema) -> io::Result<()> {
    writeln!(out, "{strong}{}{strong:#}", escape_text(schema.name()))?;
    let head = ["field", "type", "operators", ""].map(str::to_owned);
    write_columns(out, std::iter::once(head).chain(schema.fields().map(|field| to_row(schema, field))))?;
    let reserved: Vec<&str> = schema.reserved().collect();
    if !reserved.is_empty() {
        writeln!(out, "  reserved: {}", reserved.join(", "))?;
    }
    let list_options = schema.list_options();
    let head = (!list_options.is_empty()).then(|| ["parameter", "values"].map(str::to_owned));
    let parameters = list_options
        .parameters()
        .map(|parameter| [parameter.name().to_owned(), describe_parameter(list_options, parameter.name())]);
    write_columns(out, head.into_iter().chain(parameters))
}

/// Describes the values of a parameter of lists.
fn describe_parameter(list_options: &ListOptions, parameter: &str) -> String {
    let names = |names: &[Cow<'static, str>]| if names.is_empty() { "any name".into() } else { names.join(", ") };
    let pagination = list_options.pagination();
    match parameter {
        "cursor" => "a cursor from the server".to_owned(),
        "fields" => list_options.fields().map(names).unwrap_or_default(),
        "limit" | "page_size" => pagination.map(describe_sizes).unwrap_or_default(),
        "offset" => "from 0".to_owned(),
        "omit" => list_options.omit().map(names).unwrap_or_default(),
        "ordering" => names(list_options.ordering()),
        "page" => "from 1".to_owned(),
        "search" => format!("at most {} characters", list_options.search().unwrap_or_default()),
        _ => String::new(),
    }
}

fn describe_sizes(pagination: Pagination) -> String {
    let (size, most) = (pagination.size, pagination.max_size);
    let clamped = if pagination.clamp { "; a greater value is treated as the maximum" } else { "" };
    format!("1 to {most}, default {size}{clamped}")
}

/// Lists the operators of a field, each with its key if that isn't the usual one.
fn describe_operators(schema: &Schema, field: &Field) -> String {
    let name = field.name();
    let usual = |op: Op| if op == Op::Exact { name.to_owned() } else { format!("{name}__{op}") };
    let describe = |op: Op| match schema.key(name, op) {
        Some(key) if key != usual(op) => format!("{op} ({key})"),
        _ => op.to_string(),
    };
    field.ops().iter().map(describe).collect::<Vec<_>>().join(", ")
}

/// Describes how the lists of a field are written, if a comma isn't the only way.
fn describe_lists(field: &Field) -> Option<&'static str> {
    let list = field.ops().iter().find(|op| op.arity() == Arity::List)?;
    match field.list_style(list) {
        ListStyle::Repeat => Some("a pair for each item"),
        ListStyle::Both => Some("lists may be repeated"),
        _ => None,
    }
}

fn to_row(schema: &Schema, field: &Field) -> [String; 4] {
    let choices: Vec<String> = field.choices().map(escape_text).collect();
    let notes = [
        (!choices.is_empty()).then(|| choices.join(" | ")),
        describe_lists(field).map(str::to_owned),
        field.is_multi_valued().then(|| "many".to_owned()),
        field.is_nullable().then(|| "nullable".to_owned()),
        field.allows_empty().then(|| "may be empty".to_owned()),
        field.time_zone().map(|zone| format!("in {}", escape_text(zone))),
        field.description().map(escape_text),
    ];
    let notes: Vec<String> = notes.into_iter().flatten().collect();
    let ops = describe_operators(schema, field);
    [field.name().to_owned(), field.value_type().to_string(), ops, notes.join("; ")]
}
