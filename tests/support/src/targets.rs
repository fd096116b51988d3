//! The bodies of the fuzz targets, which tests can replay.

use std::sync::LazyLock;

use arbitrary::Unstructured;
use filterset::schema::SchemaBuilder;
use filterset::{Limits, Policy, Schema};

use crate::{agree, generate, laws, lists, schemas};

/// Parses any text against one of several schemas, chosen by the first byte (one with a spelling if its bit 0x40 is set): as a list request if the text contains the
/// name of a list parameter, and otherwise as a filter.
pub fn parse(data: &[u8]) {
    let Some((shape, text)) = data.split_first() else { return };
    let shapes: &[Schema; 4] = if *shape & 0x40 == 0 { &SHAPES } else { &SPELLED };
    let Some(schema) = shapes.get(usize::from(*shape) % shapes.len()) else { return };
    let text = String::from_utf8_lossy(text);
    if schema.list_options().parameters().any(|parameter| text.contains(parameter.name())) {
        lists::check_query(schema, &text);
    } else {
        laws::check_query(schema, &text);
    }
}

/// Checks an arbitrary schema, a filter, another spelling of it, and calls of a builder, many of which are invalid.
pub fn builder(data: &[u8]) {
    // An error means that the data has ended, so there is nothing left to check.
    let _ = try_builder(&mut Unstructured::new(data));
}

fn try_builder(u: &mut Unstructured<'_>) -> arbitrary::Result<()> {
    let schema = generate::schema(u)?;
    let filter = schema.arbitrary_filter(u)?;
    laws::check_filter(&filter);
    let query = generate::respell_filter(u, &filter)?;
    laws::check_respelling(&query);
    laws::check_near_miss(&schema, &schema.generator().raw_text().near_miss_of(&filter, u)?);
    laws::check_query(&schema, &generate::mutate_query(u, &query.text)?);
    laws::check_builder(generate::any_calls(u, &schema)?, generate::limits(u)?);
    laws::check_builder(filter.into_builder(), generate::limits(u)?);
    Ok(())
}

/// Compares the crate with the naive parser on an arbitrary schema and its queries.
pub fn naive(data: &[u8]) {
    let Ok((schema, limits, policy, queries)) = agree::queries(&mut Unstructured::new(data)) else { return };
    for query in queries {
        agree::compare_parsers(&schema, limits, policy, &query);
    }
}

/// Checks that the errors of a query and of a builder are printable, bounded and correctly located.
pub fn render(data: &[u8]) {
    let _ = try_render(&mut Unstructured::new(data));
}

fn try_render(u: &mut Unstructured<'_>) -> arbitrary::Result<()> {
    let schema = generate::schema(u)?;
    let limits = generate::limits(u)?;
    if let Err(errors) = generate::any_calls(u, &schema)?.limits(limits).build() {
        laws::check_rendering(&errors, None);
    }
    let filter = schema.arbitrary_filter(u)?;
    let query = generate::respell_filter(u, &filter)?.text;
    let texts = [generate::mutate_query(u, &query)?, generate::any_text(u, &schema)?];
    let rest = String::from_utf8_lossy(u.bytes(u.len())?).into_owned();
    for text in texts.iter().chain([&rest]) {
        if let Err(errors) = schema.parser().limits(limits).parse(text) {
            laws::check_rendering(&errors, Some(text));
            laws::check_errors(&errors, Some(text), limits.errors);
        }
    }
    Ok(())
}

/// Parses any TOML or JSON, chosen by the first byte, as a schema. If its bit 0x40 is set, generates a schema with a
/// spelling instead, and compares the crate with the naive parser.
pub fn schema(data: &[u8]) {
    let Some((format, text)) = data.split_first() else { return };
    if format & 0x40 != 0 {
        let mut u = Unstructured::new(text);
        if let Ok(Some(schema)) = agree::compare_schemas(&mut u) {
            laws::check_schema(&schema);
            let Ok(query) = agree::any_keys(&mut u, &schema) else { return };
            agree::compare_parsers(&schema, Limits::DEFAULT, Policy::STRICT, &query);
        }
        return;
    }
    let Ok(text) = std::str::from_utf8(text) else { return };
    let builder: Option<SchemaBuilder> =
        if format.is_multiple_of(2) { toml::from_str(text).ok() } else { serde_json::from_str(text).ok() };
    match builder.map(SchemaBuilder::build) {
        Some(Ok(schema)) => laws::check_schema(&schema),
        Some(Err(error)) => laws::check_schema_error(&error),
        None => {}
    }
}

static SHAPES: LazyLock<[Schema; 4]> =
    LazyLock::new(|| [schemas::links(), schemas::every_type(), schemas::names(), schemas::small()].map(sound));

static SPELLED: LazyLock<[Schema; 4]> = LazyLock::new(|| {
    [schemas::devices(), schemas::spellings(), schemas::small_spellings(), schemas::documents()].map(sound)
});

fn sound(schema: SchemaBuilder) -> Schema {
    schema.build().expect("the table is sound")
}

/// Compares the crate with the naive parser on any text against a schema with a spelling, which the first byte chooses
/// with a policy and limits, as a filter and as a list request.
pub fn spelled(data: &[u8]) {
    let Some(([shape, choice, small], text)) = data.split_first_chunk() else { return };
    let Some(schema) = SPELLED.get(usize::from(*shape) % SPELLED.len()) else { return };
    let text = String::from_utf8_lossy(text);
    let policy =
        Policy { unknown_names: choice & 1 == 1, empty_values: choice & 2 == 2, repeated_keys: choice & 4 == 4 };
    let limits = if choice & 8 == 8 {
        let small = usize::from(*small);
        Limits { conditions: small % 8, list_items: small / 8 % 8, operands: small / 32, ..*schema.limits() }
    } else {
        *schema.limits()
    };
    agree::compare_parsers(schema, limits, policy, &text);
    agree::compare_parsers(schema, limits, Policy::STRICT, &text);
    if choice & 16 == 16 {
        lists::check_query(schema, &text);
        laws::check_query(schema, &text);
    }
}
