//! Schemas that several tests and fuzz targets use.

use filterset::list::{ListOptions, Pagination};
use filterset::schema::{FieldBuilder, ListStyle, SchemaBuilder, Spelling};
use filterset::{Field, Limits, Op, OpSet, Schema};

const COMPARED: OpSet = OpSet::EQUALITY.union(OpSet::ORDER);

/// Returns the schema of links, with every filter and list option.
pub fn links() -> SchemaBuilder {
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

/// Returns a schema with a field of each type, with all of its operators.
pub fn every_type() -> SchemaBuilder {
    let all = |field: FieldBuilder| {
        let ops = field.value_type().ops().with(Op::IsNull).with(Op::AllIn).with(Op::IsEmpty);
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

/// A time zone that skips and repeats hours, even at midnight, if time zones are available.
const ZONE: &str = "America/Sao_Paulo";

/// Returns a schema with names that resemble operators.
pub fn names() -> SchemaBuilder {
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

/// Returns a schema whose lists are repeated keys, as NetBox spells them.
pub fn devices() -> SchemaBuilder {
    let text = |name: &'static str| {
        Field::text(name).nullable().ops([
            Op::In,
            Op::NotIn,
            Op::IExact,
            Op::NotIContains,
            Op::IStartsWith,
            Op::IsEmpty,
        ])
    };
    let spelling = Spelling::new()
        .lists(ListStyle::Repeat)
        .bare(Op::In)
        .operator("n", Op::NotIn)
        .operator("ie", Op::IExact)
        .operator("nic", Op::NotIContains)
        .operator("isw", Op::IStartsWith)
        .operator("empty", Op::IsEmpty);
    Schema::builder("devices")
        .spelling(spelling)
        .field(text("name"))
        .field(text("note").allow_empty())
        .field(Field::choice("status", ["active", "planned", "art, music"]).ops([Op::In, Op::NotIn]))
        .field(Field::text("tag").multi_valued().bare(Op::AllIn).ops([Op::AllIn, Op::NotIn]))
        .field(Field::integer("vid").ops([Op::In, Op::NotIn, Op::Gte, Op::Lte, Op::Range]))
        .field(Field::boolean("has_ipv4").bare(Op::Exact).ops([Op::Exact]))
        .reserved(["limit", "offset", "q", "cf_*"])
}

/// Returns a schema with exchanged names of operators, whole keys, and each style of lists.
pub fn spellings() -> SchemaBuilder {
    let spelling = Spelling::new()
        .lists(ListStyle::Both)
        .operator("gte", Op::Gt)
        .operator("gt", Op::Gte)
        .operator("contains", Op::IContains)
        .operator("contains_cs", Op::Contains)
        .operator("ids", Op::In);
    Schema::builder("spellings")
        .spelling(spelling)
        .field(Field::integer("a").bare(Op::In).ops([Op::In, Op::NotIn, Op::Gt, Op::Gte]))
        .field(Field::text("a__b").ops([Op::Exact, Op::In, Op::Contains, Op::IContains]))
        .field(Field::date_time("at").key("at_after", Op::Gte).key("filter[at]", Op::In).ops(COMPARED))
        .field(Field::text("t").allow_empty().lists(ListStyle::Repeat).key("t[]", Op::In).ops(OpSet::EQUALITY))
        .field(Field::choice("c", ["a", "b"]).lists(ListStyle::Comma).ops([Op::Exact, Op::In]))
        .reserved(["page[size]", "*_detail", "group_by[*"])
        .list_options(ListOptions::builder().pagination(Pagination::by_page()).ordering(["a", "at"]).any_fields())
}

/// Returns the second schema with limits that short texts exceed.
pub fn small_spellings() -> SchemaBuilder {
    spellings().limits(Limits { input_bytes: 160, conditions: 3, list_items: 3, operands: 7, errors: 3 })
}

/// Returns a schema without a spelling, in which some fields are spelled.
pub fn documents() -> SchemaBuilder {
    Schema::builder("documents")
        .field(Field::text("title").allow_empty().ops([Op::Exact, Op::In, Op::IContains, Op::NotIContains]))
        .field(Field::date_time("created").key("created_after", Op::Gte).ops([Op::Gte, Op::Lt, Op::Exact]))
        .field(Field::decimal("cost").key("filter[cost]", Op::Exact).ops([Op::Exact, Op::Gt]))
        .field(Field::text("owner").allow_empty().bare(Op::In).lists(ListStyle::Repeat).ops([
            Op::In,
            Op::NotIn,
            Op::IsEmpty,
        ]))
        .reserved(["page", "*_detail", "group_by[*"])
}

/// Returns a schema with limits that short texts exceed.
pub fn small() -> SchemaBuilder {
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

/// Returns a schema with a field of each type, with typical operators.
#[must_use]
pub fn accounts() -> Schema {
    Schema::builder("links")
        .field(Field::text("institution").ops([Op::Exact, Op::In, Op::Contains]))
        .field(Field::text("note").allow_empty().nullable().ops([Op::Exact, Op::In, Op::Contains, Op::IsNull]))
        .field(Field::choice("status", ["valid", "invalid", "token_required"]).ops([Op::Exact, Op::In]))
        .field(Field::uuid("created_by").ops([Op::NotIn]))
        .field(Field::integer("count").ops(COMPARED))
        .field(Field::decimal("balance__available").ops(COMPARED))
        .field(Field::boolean("active").ops(OpSet::EQUALITY))
        .field(Field::date("on").ops(COMPARED))
        .field(Field::date_time("created_at").time_zone("-06:00").ops(COMPARED))
        .reserved(["page"])
        .build()
        .expect("a sound table")
}
