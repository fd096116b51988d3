//! The bodies of the fuzz targets, from raw bytes: what a fuzzer finds is replayed by a plain test.

use std::sync::LazyLock;

use arbitrary::Unstructured;
use filterset::list::{ListOptions, Pagination};
use filterset::schema::FieldBuilder;
use filterset::{Field, Limits, Op, OpSet, Schema};

use crate::{agree, generate, laws, lists};

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
    let builder: Option<filterset::schema::SchemaBuilder> =
        if format.is_multiple_of(2) { toml::from_str(text).ok() } else { serde_json::from_str(text).ok() };
    match builder.map(filterset::schema::SchemaBuilder::build) {
        Some(Ok(schema)) => laws::schema(&schema),
        Some(Err(error)) => laws::rejected_schema(&error),
        None => {}
    }
}

static SHAPES: LazyLock<Vec<Schema>> = LazyLock::new(|| {
    let shapes = [links(), every_type(), names(), small()];
    shapes.into_iter().map(|shape| shape.build().expect("the table is sound")).collect()
});

fn links() -> filterset::schema::SchemaBuilder {
    Schema::builder("links")
        .field(Field::choice("access_mode", ["single", "recurrent"]).ops([Op::Exact]))
        .field(Field::uuid("created_by").ops([Op::NotIn]))
        .field(Field::text("institution").ops([Op::Exact, Op::In]))
        .field(Field::choice("status", ["valid", "invalid", "unconfirmed", "token_required"]).ops([Op::Exact, Op::In]))
        .reserved(["format"])
        .list_options(
            ListOptions::builder()
                .pagination(Pagination::by_page())
                .ordering(["created_at", "id"])
                .any_fields()
                .any_omit()
                .search(16),
        )
}

/// Each type with every operator that it has.
fn every_type() -> filterset::schema::SchemaBuilder {
    let all = |field: FieldBuilder| {
        let ops = field.value_type().ops().with(Op::IsNull).with(Op::AllIn);
        field.multi_valued().nullable().ops(ops)
    };
    Schema::builder("every type")
        .field(all(Field::text("text").allow_empty()))
        .field(all(Field::integer("integer")))
        .field(all(Field::decimal("decimal")))
        .field(all(Field::boolean("boolean")))
        .field(all(Field::uuid("uuid")))
        .field(all(Field::date("date")))
        .field(all(Field::date_time("at")))
        .field(all(Field::date_time("local").time_zone(ZONE)))
        .field(all(Field::choice("choice", ["a", "a b", "é", "%2C", "\u{202E}", "true"])))
        .reserved(["page"])
}

/// A zone that skips and repeats hours, at midnight too, where there is one.
const ZONE: &str = "America/Sao_Paulo";

/// Names that only the table can tell from operators.
fn names() -> filterset::schema::SchemaBuilder {
    let text = |name: &'static str| Field::text(name).ops([Op::Exact, Op::NotIn, Op::Range]);
    let names = ["a", "a__b", "a__in", "a__b__c", "_", "__", "a_", "-.", "exact", "not_in", "a__exact__ne"];
    let nested = ["a", "a_", "a__b", "a__b__c", "a___b", "a.b-c"];
    let list_options =
        ListOptions::builder().pagination(Pagination::by_cursor()).ordering(nested).fields(nested).omit(["a", "a__b"]);
    Schema::builder("names")
        .fields(names.map(text))
        .reserved(["in", "a__c", "b__exact", "-"])
        .list_options(list_options)
}

/// Limits that short texts reach.
fn small() -> filterset::schema::SchemaBuilder {
    Schema::builder("small")
        .field(Field::text("t").ops(OpSet::EQUALITY))
        .field(Field::date_time("d").ops(OpSet::EQUALITY.union(OpSet::ORDER)))
        .field(Field::boolean("b").ops([Op::Exact]))
        .list_options(
            ListOptions::builder()
                .pagination(Pagination::by_offset().size(2).max_size(5).clamp())
                .ordering(["b", "d", "t"])
                .search(4),
        )
        .limits(Limits { input_bytes: 96, conditions: 3, list_items: 3, operands: 5, errors: 2 })
}
