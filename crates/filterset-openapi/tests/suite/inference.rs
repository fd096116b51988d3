//! Inference of types and of list options.

use filterset_openapi::Importer;

use crate::support::{assert_import, assert_inference, import_lines};

#[test]
fn notes_the_reason_of_an_inference() {
    let text = |name: &str, example: &str| format!("name: {name}, schema: {{ type: string }}, example: {example}");
    assert_inference(
        &[&text("a", "'2022-05-04'")],
        &["a: date [exact]", "a: inferred: a date, as its examples are such values (\"2022-05-04\")"],
    );
    assert_inference(
        &[&text("a__range", "'2022-05-04,2022-05-05T00:00:00Z'")],
        &["a: date-time [range]", "a__range: inferred: a date-time, as its examples are such values (\"2022-05-04\")"],
    );
    assert_inference(
        &[&text("a__in", "'2d2fb5a4-9b2a-4e4a-8f5c-6a0e0b6f3a51, 2d2fb5a4-9b2a-4e4a-8f5c-6a0e0b6f3a52'")],
        &[
            "a: uuid [in]",
            "a__in: inferred: a uuid, as its examples are such values (\"2d2fb5a4-9b2a-4e4a-8f5c-6a0e0b6f3a51\")",
        ],
    );
    assert_inference(&[&text("a", "'12'")], &["a: text [exact]"]);
    assert_inference(
        &[&text("a", "'12'"), "name: a__gt, schema: { type: string }"],
        &[
            "a: integer [exact, gt]",
            "a: inferred: an integer, as its examples are such values (\"12\"), and it takes gt",
            "a__gt: inferred: an integer, as its examples are such values (\"12\"), and it takes gt",
        ],
    );
    assert_inference(
        &[&text("a__gt", "12.5")],
        &["a: decimal [gt]", "a__gt: inferred: a decimal, as its examples are such values (\"12.5\"), and it takes gt"],
    );
    assert_inference(
        &[&text("a", "'2022-05-04'"), "name: a__icontains, schema: { type: string }"],
        &["a: text [exact, icontains]"],
    );
    assert_inference(&["name: a, schema: { type: string, examples: ['2022-05-04', today] }"], &["a: text [exact]"]);
    assert_inference(
        &["name: a, schema: { type: string }, examples: { one: { value: '2022-05-04' } }"],
        &["a: date [exact]", "a: inferred: a date, as its examples are such values (\"2022-05-04\")"],
    );
    assert_import(&[&text("a", "'2022-05-04'")], &["a: text [exact]"]);
    assert_inference(
        &["name: a, schema: { format: date }", "name: a__gt, schema: { format: date-time }"],
        &["a: date-time [exact, gt]", "a__gt: inferred: a date-time, as a is a date, and a__gt is a date-time"],
    );
    assert_inference(
        &["name: a, schema: { enum: [x] }", "name: a__in, schema: { enum: [y] }"],
        &[
            "a: choice x|y [exact, in]",
            "a__in: ambiguous: it takes one of y, and \"in\" takes a list of such",
            "a__in: inferred: one of x, y, as a is one of x, and a__in is one of y",
        ],
    );
    assert_inference(
        &["name: a, schema: { type: integer }", "name: a__in, schema: { format: date }"],
        &[
            "a__in: ambiguous: it takes a date, and \"in\" takes a list of such",
            "a: skipped: two readings: a is an integer, and a__in is a date",
            "a__in: skipped: two readings: a is an integer, and a__in is a date",
        ],
    );
    assert_inference(
        &["name: a__in, schema: { type: array, items: { type: integer } }"],
        &["a: integer [in]", "a__in: inferred: commas between the items, though explode isn't said to be false"],
    );
}

#[test]
fn infers_list_options() {
    let page = "name: page, schema: { type: integer, minimum: 1, default: 1 }";
    let size = "name: page_size, schema: { type: integer, minimum: 1, maximum: 200, default: 50 }";
    assert_inference(
        &[page, size, "name: limit"],
        &[
            "reserved: limit",
            r#"list: {"paging":{"by":"page","size":50,"max_size":200}}"#,
            "page: inferred: lists come in parts by it, whose size is page_size",
            "page_size: inferred: 50 records, and at most 200, as its default and its maximum are",
            "limit: reserved: a name of paging",
        ],
    );
    assert_import(
        &[page, size],
        &["reserved: page page_size", "page: reserved: a name of paging", "page_size: reserved: a name of paging"],
    );
    assert_inference(
        &["name: offset, schema: { type: integer }", "name: limit, schema: { type: integer, maximum: 9, default: 9 }"],
        &[
            r#"list: {"paging":{"by":"offset","size":9,"max_size":9}}"#,
            "offset: inferred: lists come in parts by it, whose size is limit",
            "limit: inferred: 9 records, and at most 9, as its default and its maximum are",
        ],
    );
    assert_inference(
        &["name: cursor, schema: { type: string, maxLength: 99 }", size],
        &[
            r#"list: {"paging":{"by":"cursor","size":50,"max_size":200}}"#,
            "cursor: inferred: lists come in parts by it, whose size is page_size",
            "cursor: lossy: a table can't say maxLength",
            "page_size: inferred: 50 records, and at most 200, as its default and its maximum are",
        ],
    );
    assert_inference(
        &["name: ordering, explode: false, schema: { type: array, items: { enum: [id, -id, -a, a] }, default: id }"],
        &[
            r#"list: {"ordering":["a","id"]}"#,
            "ordering: inferred: a list of the names in its enum",
            "ordering: lossy: a table can't say default",
        ],
    );
    assert_inference(
        &["name: ordering, schema: { enum: [id, -id] }"],
        &[
            r#"list: {"ordering":["id"]}"#,
            "ordering: inferred: a list of the names in its enum, of which the document takes one",
        ],
    );
    assert_inference(
        &["name: fields, schema: { type: array, items: { enum: [id, account__id] } }"],
        &[
            r#"list: {"fields":["account__id","id"]}"#,
            "fields: inferred: commas between the items, though explode isn't said to be false",
            "fields: inferred: a list of the names in its enum",
        ],
    );
    assert_inference(
        &["name: omit, explode: false, schema: { type: array, items: { enum: [id] } }"],
        &[r#"list: {"omit":["id"]}"#, "omit: inferred: a list of the names in its enum"],
    );
    assert_inference(
        &["name: search, schema: { type: string, maxLength: 64, pattern: a }"],
        &[
            r#"list: {"search":64}"#,
            "search: inferred: a text of at most 64 characters, as its maxLength is",
            "search: lossy: a table can't say pattern",
        ],
    );
}

/// A parameter that declares too little, or something that list options can't express, stays reserved.
#[test]
fn reserves_list_parameters_that_declare_too_little() {
    let stays = |parameters: &[&str], name: &str, why: &str| {
        let reported = import_lines(&Importer::new().infer(true), parameters);
        assert!(
            reported[0].starts_with("reserved: ") && !reported.iter().any(|line| line.starts_with("list: ")),
            "{reported:?}"
        );
        let note = format!("{name}; nothing is inferred, as {why}");
        assert!(reported.contains(&note), "{note}: {reported:?}");
    };
    let size = "name: page_size, schema: { type: integer, maximum: 200, default: 50 }";
    let page = |schema: &str, why: &str| {
        let page = format!("name: page, schema: {schema}");
        stays(&[&page, size], "page: reserved: a name of paging", why);
        stays(&[&page, size], "page_size: reserved: a name of paging", why);
    };
    page("{ type: string }", "page isn't an integer from 1 on");
    page("{ type: integer, minimum: 0 }", "page isn't an integer from 1 on");
    page("{ type: integer, default: 0 }", "page isn't an integer from 1 on");
    page("{ type: integer, maximum: 9 }", "page isn't an integer from 1 on");
    let sized = |schema: &str, why: &str| {
        let size = format!("name: page_size, schema: {schema}");
        stays(&["name: page, schema: { type: integer }", &size], "page: reserved: a name of paging", why);
    };
    let no_size = "page_size isn't an integer from 1 to a maximum, with a default";
    sized("{ type: integer, maximum: 9 }", no_size);
    sized("{ type: integer, default: 9 }", no_size);
    sized("{ type: integer, default: 9, maximum: 9, minimum: 0 }", no_size);
    sized("{ type: integer, default: 9, maximum: -1 }", no_size);
    sized("{ type: integer, default: 9, maximum: 8 }", "list.paging: its size isn't from 1 to its max_size");
    stays(&["name: page, schema: { type: integer }"], "page: reserved: a name of paging", "there is no page_size");
    stays(&[size], "page_size: reserved: a name of paging", "there is no page, offset or cursor");
    let both = ["name: page, schema: { type: integer }", "name: cursor, schema: { type: string }", size];
    stays(&both, "cursor: reserved: a name of paging", "page and cursor are two ways of paging");
    let ordering = |schema: &str, why: &str| {
        stays(&[&format!("name: ordering, {schema}")], "ordering: reserved: a name of ordering", why);
    };
    ordering("schema: { type: string }", "it has no enum");
    ordering("schema: { enum: [id, -id, a] }", "its enum has \"a\" and no \"-a\"");
    ordering("schema: { enum: [-id] }", "its enum has \"-id\" and no \"id\"");
    let descending = "list.ordering: a name begins with \"-\", which means descending";
    ordering("schema: { enum: [--id, -id, id] }", descending);
    ordering(
        "explode: true, schema: { type: array, items: { enum: [id, -id] } }",
        "explode: true repeats the key for each item, and the language takes a key once",
    );
    ordering("content: {}", "it is described by its content and not by a schema");
    stays(
        &["name: fields, schema: { enum: ['a b'] }"],
        "fields: reserved: a name of projection",
        "list.fields: \"a b\" is no name: 1 to 64 of A-Z a-z 0-9 _ . -",
    );
    let search = |schema: &str, why: &str| {
        stays(&[&format!("name: search, schema: {schema}")], "search: reserved: a name of searching", why);
    };
    search("{ type: string }", "it isn't a string with a maxLength");
    search("{ type: integer, maxLength: 9 }", "it isn't a string with a maxLength");
    search("{ type: string, maxLength: 0 }", "list.search: it takes no character");
    // The options of the importer and the extension key override the inference.
    let infer = Importer::new().infer(true).reserved(["search"]);
    let bounded = "schema: { type: string, maxLength: 9 }";
    assert_eq!(import_lines(&infer, &[&format!("name: search, {bounded}")]), ["reserved: search"]);
    assert_inference(&[&format!("name: search, x-filterset-reserved: true, {bounded}")], &["reserved: search"]);
    assert_inference(
        &[&format!("name: search, {bounded}"), "name: search__in, schema: { type: string }"],
        &["search: text [exact, in]", "search: lossy: a table can't say maxLength"],
    );
}
