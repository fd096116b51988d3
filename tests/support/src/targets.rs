//! The bodies of the fuzz targets, from raw bytes: what a fuzzer finds is replayed by a plain test.

use std::sync::LazyLock;

use arbitrary::Unstructured;
use filterset::Schema;
use filterset::schema::SchemaBuilder;

use crate::{agree, generate, laws, lists, schemas};

/// Any text against one of a few tables, which the first byte chooses: as a list query where it names what lists of the
/// table take, and as a filter where it doesn't.
pub fn parse(data: &[u8]) {
    let Some((shape, text)) = data.split_first() else { return };
    let Some(schema) = SHAPES.get(usize::from(*shape) % SHAPES.len()) else { return };
    let text = String::from_utf8_lossy(text);
    if schema.list_options().parameters().any(|parameter| text.contains(parameter.name())) {
        lists::query(schema, &text);
    } else {
        laws::query(schema, &text);
    }
}

/// An arbitrary table, a filter of it, another way to ask the same, and builder's calls of which many are wrong.
pub fn builder(data: &[u8]) {
    // An Err is the end of the data, where there is nothing left to try.
    let _ = try_builder(&mut Unstructured::new(data));
}

fn try_builder(u: &mut Unstructured<'_>) -> arbitrary::Result<()> {
    let schema = generate::schema(u)?;
    let filter = generate::filter(u, &schema)?;
    laws::filter(&filter);
    let (query, reserved) = generate::respelling(u, &filter)?;
    laws::respelt(&filter, &query, &reserved);
    laws::query(&schema, &generate::mutation(u, &query)?);
    laws::built(generate::any_calls(u, &schema)?, generate::limits(u)?);
    laws::built(filter.into_builder(), generate::limits(u)?);
    Ok(())
}

/// The crate beside a second, plain reader: an arbitrary table and queries of it.
pub fn naive(data: &[u8]) {
    let Ok((schema, limits, queries)) = agree::queries(&mut Unstructured::new(data)) else { return };
    for query in queries {
        agree::query(&schema, limits, &query);
    }
}

/// What is said of faults, of a text and of a builder's calls: fit for any log or terminal, bounded, in its place.
pub fn render(data: &[u8]) {
    let _ = try_render(&mut Unstructured::new(data));
}

fn try_render(u: &mut Unstructured<'_>) -> arbitrary::Result<()> {
    let schema = generate::schema(u)?;
    let limits = generate::limits(u)?;
    if let Err(errors) = generate::any_calls(u, &schema)?.limits(limits).build() {
        laws::rendered(&errors, None);
    }
    let filter = generate::filter(u, &schema)?;
    let (query, _) = generate::respelling(u, &filter)?;
    let texts = [generate::mutation(u, &query)?, generate::any_text(u, &schema)?];
    let rest = String::from_utf8_lossy(u.bytes(u.len())?).into_owned();
    for text in texts.iter().chain([&rest]) {
        if let Err(errors) = schema.parser().limits(limits).parse(text) {
            laws::rendered(&errors, Some(text));
            laws::rejected(&errors, Some(text), limits.errors);
        }
    }
    Ok(())
}

/// Any TOML or JSON, which the first byte chooses, as a table.
pub fn schema(data: &[u8]) {
    let Some((format, text)) = data.split_first() else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    let builder: Option<SchemaBuilder> =
        if format.is_multiple_of(2) { toml::from_str(text).ok() } else { serde_json::from_str(text).ok() };
    match builder.map(SchemaBuilder::build) {
        Some(Ok(schema)) => laws::schema(&schema),
        Some(Err(error)) => laws::rejected_schema(&error),
        None => {}
    }
}

static SHAPES: LazyLock<Vec<Schema>> = LazyLock::new(|| {
    let shapes = [schemas::links(), schemas::every_type(), schemas::names(), schemas::small()];
    shapes.into_iter().map(|shape| shape.build().expect("the table is sound")).collect()
});
