//! Derived schemas with spellings.
#![cfg(feature = "derive")]
#![allow(dead_code, reason = "the types are declared for their schemas")]

use filterset::schema::{ListStyle, Spelling};
use filterset::{Field, FilterSet, FilterValue, Op, Schema};

#[derive(Clone, Copy, FilterValue)]
#[filter(rename_all = "lowercase")]
enum Status {
    Active,
    Planned,
    #[filter(rename = "failed, lost")]
    Failed,
}

/// A device, as `NetBox` spells it.
#[derive(FilterSet)]
#[filter(
    name = "devices",
    reserved("limit", "cf_*"),
    spelling = Spelling::new()
        .lists(ListStyle::Repeat)
        .bare(Op::In)
        .operator("n", Op::NotIn)
        .operator("isw", Op::IStartsWith)
)]
struct Device {
    #[filter(in, not_in, istartswith)]
    name: String,
    #[filter(in, not_in)]
    status: Status,
    #[filter(in, allin, bare = "allin", lists = "comma")]
    tag: Vec<String>,
    #[filter(exact, gte, bare = "exact", keys(gte = "filter[min]"))]
    vid: i64,
}

#[test]
fn derives_a_spelling_of_a_schema() {
    let spelling =
        Spelling::new().lists(ListStyle::Repeat).bare(Op::In).operator("n", Op::NotIn).operator("isw", Op::IStartsWith);
    let devices = Schema::builder("devices")
        .spelling(spelling)
        .field(Field::text("name").ops([Op::In, Op::NotIn, Op::IStartsWith]))
        .field(Field::choice("status", ["active", "planned", "failed, lost"]).ops([Op::In, Op::NotIn]))
        .field(Field::text("tag").multi_valued().ops([Op::In, Op::AllIn]).bare(Op::AllIn).lists(ListStyle::Comma))
        .field(Field::integer("vid").ops([Op::Exact, Op::Gte]).bare(Op::Exact).key("filter[min]", Op::Gte))
        .reserved(["limit", "cf_*"])
        .build()
        .unwrap();
    assert_eq!(*Device::schema(), devices);

    let query = "status=planned&tag=b,a&cf_x=1&filter[min]=3&status=failed,%20lost&name__isw=edge";
    let parsed = Device::parse(query).unwrap();
    let canonical = "filter%5Bmin%5D=3&name__isw=edge&status=failed,%20lost&status=planned&tag=a,b";
    assert_eq!(parsed.to_string(), canonical);
    let built = Device::filter()
        .status_in([Status::Failed, Status::Planned])
        .tag_allin(["a", "b"])
        .vid_gte(3)
        .name_istartswith("edge")
        .build()
        .unwrap();
    assert_eq!(built, parsed);
    assert_eq!(Device::parse(canonical).as_ref(), Ok(&built));
    for query in ["name__in=x", "name__not_in=x", "vid__gte=3", "status=active,planned", "tag=a&tag=b", "cf_=1"] {
        assert!(Device::parse(query).is_err(), "{query}");
    }
}

/// A document with whole keys, in a schema without a spelling. Names and keys have up to 128 characters.
#[derive(FilterSet)]
struct Document {
    #[filter(exact, in)]
    title: String,
    #[filter(exact, in, lt, keys(in = "created_on", lt = "created_before"))]
    created: i64,
    #[filter(in, not_in, allow_empty, bare = "in", lists = "both")]
    owner: String,
    #[filter(
        gt,
        rename = "a23456789_123456789_123456789_123456789_123456789_123456789_123456789_123456789_123456789_123456789_123456789_123456789_12345678",
        keys(
            gt = "b23456789_123456789_123456789_123456789_123456789_123456789_123456789_123456789_123456789_123456789_123456789_123456789_12345678"
        )
    )]
    long: i64,
}

#[test]
fn derives_spellings_of_fields() {
    let digits = &"_123456789".repeat(13)[2..129];
    let (name, key) = (format!("a{digits}"), format!("b{digits}"));
    assert_eq!((name.len(), key.len()), (128, 128));
    let documents = Schema::builder("Document")
        .field(Field::text("title").ops([Op::Exact, Op::In]))
        .field(
            Field::integer("created")
                .ops([Op::Exact, Op::In, Op::Lt])
                .key("created_on", Op::In)
                .key("created_before", Op::Lt),
        )
        .field(Field::text("owner").ops([Op::In, Op::NotIn]).allow_empty().bare(Op::In).lists(ListStyle::Both))
        .field(Field::integer(name).ops([Op::Gt]).key(key.clone(), Op::Gt))
        .build()
        .unwrap();
    assert_eq!(*Document::schema(), documents);
    let query = format!("owner=b&title__exact=x&created_on=2,1&created=5&owner=c,a&{key}=1");
    let parsed = Document::parse(&query).unwrap();
    assert_eq!(parsed.to_string(), format!("{key}=1&created=5&created_on=1,2&owner=a,b,c&title=x"));
    let built = Document::filter()
        .long_gt(1)
        .created(5)
        .created_in([1, 2])
        .owner_in(["a", "b", "c"])
        .title("x")
        .build()
        .unwrap();
    assert_eq!(built, parsed);
    assert_eq!(Document::parse(&built.to_string()).as_ref(), Ok(&built));
    for query in ["created__exact=1", "created__in=1", "owner__in=a", "owner__exact=a"] {
        assert!(Document::parse(query).is_err(), "{query}");
    }
}

/// The macro can't read the operators' names in the expression.
#[derive(FilterSet)]
#[filter(spelling = names())]
struct Clash {
    #[filter(in)]
    size: i64,
    #[filter(exact, rename = "size__any")]
    other: i64,
}

fn names() -> Spelling {
    Spelling::new().operator("any", Op::In)
}

#[test]
#[should_panic(expected = "ambiguous key \"size__any\"")]
fn panics_on_an_ambiguous_key_of_a_spelling() {
    Clash::schema();
}
