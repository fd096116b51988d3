//! Inference of types and of list options.

use filterset_openapi::Importer;

use crate::support::{assert_import, assert_inference, import_lines};

#[test]
fn notes_the_reason_of_an_inference() {
    let text = |name: &str, example: &str| format!("name: {name}, schema: {{ type: string }}, example: {example}");
    assert_inference(
        &[&text("a", "'2022-05-04'")],
        &["a: date [exact]", "a: inferred: a date, from examples such as \"2022-05-04\""],
    );
    assert_inference(
        &[&text("a__range", "'2022-05-04,2022-05-05T00:00:00Z'")],
        &["a: date-time [range]", "a__range: inferred: a date-time, from examples such as \"2022-05-04\""],
    );
    assert_inference(
        &[&text("a__in", "'2d2fb5a4-9b2a-4e4a-8f5c-6a0e0b6f3a51, 2d2fb5a4-9b2a-4e4a-8f5c-6a0e0b6f3a52'")],
        &["a: uuid [in]", "a__in: inferred: a uuid, from examples such as \"2d2fb5a4-9b2a-4e4a-8f5c-6a0e0b6f3a51\""],
    );
    assert_inference(&[&text("a", "'12'")], &["a: text [exact]"]);
    assert_inference(
        &[&text("a", "'12'"), "name: a__gt, schema: { type: string }"],
        &[
            "a: integer [exact, gt]",
            "a: inferred: an integer, from examples such as \"12\" and the operator \"gt\"",
            "a__gt: inferred: an integer, from examples such as \"12\" and the operator \"gt\"",
        ],
    );
    assert_inference(
        &[&text("a__gt", "12.5")],
        &["a: decimal [gt]", "a__gt: inferred: a decimal, from examples such as \"12.5\" and the operator \"gt\""],
    );
    assert_inference(
        &[&text("a", "'2022-05-04'"), "name: a__icontains, schema: { type: string }"],
        &["a: text [exact, icontains]"],
    );
    assert_inference(&["name: a, schema: { type: string, examples: ['2022-05-04', today] }"], &["a: text [exact]"]);
    assert_inference(
        &["name: a, schema: { type: string }, examples: { one: { value: '2022-05-04' } }"],
        &["a: date [exact]", "a: inferred: a date, from examples such as \"2022-05-04\""],
    );
    assert_import(&[&text("a", "'2022-05-04'")], &["a: text [exact]"]);
    assert_inference(
        &["name: a, schema: { format: date }", "name: a__gt, schema: { format: date-time }"],
        &["a: date-time [exact, gt]", "a__gt: inferred: a date-time, because a is a date, and a__gt is a date-time"],
    );
    assert_inference(
        &["name: a, schema: { enum: [x] }", "name: a__in, schema: { enum: [y] }"],
        &[
            "a: choice x|y [exact, in]",
            "a__in: ambiguous: its schema accepts one of y, but \"in\" takes a list of such values",
            "a__in: inferred: one of x, y, because a is one of x, and a__in is one of y",
        ],
    );
    assert_inference(
        &["name: a, schema: { type: integer }", "name: a__in, schema: { format: date }"],
        &[
            "a__in: ambiguous: its schema accepts a date, but \"in\" takes a list of such values",
            "a: skipped: conflicting types: a is an integer, and a__in is a date",
            "a__in: skipped: conflicting types: a is an integer, and a__in is a date",
        ],
    );
    assert_inference(
        &["name: a__in, schema: { type: array, items: { type: integer } }"],
        &["a: integer [in]", "a__in: inferred: commas between the items, although explode is not declared as false"],
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
            "page: inferred: pagination with the page size in page_size",
            "page_size: inferred: 50 records by default and at most 200, from its default and maximum",
            "limit: reserved: a pagination parameter",
        ],
    );
    assert_import(
        &[page, size],
        &[
            "reserved: page page_size",
            "page: reserved: a pagination parameter",
            "page_size: reserved: a pagination parameter",
        ],
    );
    assert_inference(
        &["name: offset, schema: { type: integer }", "name: limit, schema: { type: integer, maximum: 9, default: 9 }"],
        &[
            r#"list: {"paging":{"by":"offset","size":9,"max_size":9}}"#,
            "offset: inferred: pagination with the page size in limit",
            "limit: inferred: 9 records by default and at most 9, from its default and maximum",
        ],
    );
    assert_inference(
        &["name: cursor, schema: { type: string, maxLength: 99 }", size],
        &[
            r#"list: {"paging":{"by":"cursor","size":50,"max_size":200}}"#,
            "cursor: inferred: pagination with the page size in page_size",
            "cursor: lossy: a schema cannot express maxLength",
            "page_size: inferred: 50 records by default and at most 200, from its default and maximum",
        ],
    );
    assert_inference(
        &["name: ordering, explode: false, schema: { type: array, items: { enum: [id, -id, -a, a] }, default: id }"],
        &[
            r#"list: {"ordering":["a","id"]}"#,
            "ordering: inferred: a list of the names in its enum",
            "ordering: lossy: a schema cannot express default",
        ],
    );
    assert_inference(
        &["name: ordering, schema: { enum: [id, -id] }"],
        &[
            r#"list: {"ordering":["id"]}"#,
            "ordering: inferred: a list of the names in its enum, although the document accepts a single name",
        ],
    );
    assert_inference(
        &["name: fields, schema: { type: array, items: { enum: [id, account__id] } }"],
        &[
            r#"list: {"fields":["account__id","id"]}"#,
            "fields: inferred: commas between the items, although explode is not declared as false",
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
            "search: inferred: text of at most 64 characters, from its maxLength",
            "search: lossy: a schema cannot express pattern",
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
        let note = format!("{name}; nothing is inferred: {why}");
        assert!(reported.contains(&note), "{note}: {reported:?}");
    };
    let size = "name: page_size, schema: { type: integer, maximum: 200, default: 50 }";
    let page = |schema: &str, why: &str| {
        let page = format!("name: page, schema: {schema}");
        stays(&[&page, size], "page: reserved: a pagination parameter", why);
        stays(&[&page, size], "page_size: reserved: a pagination parameter", why);
    };
    page("{ type: string }", "invalid page: expected an integer of at least 1");
    page("{ type: integer, minimum: 0 }", "invalid page: expected an integer of at least 1");
    page("{ type: integer, default: 0 }", "invalid page: expected an integer of at least 1");
    page("{ type: integer, maximum: 9 }", "invalid page: expected an integer of at least 1");
    let sized = |schema: &str, why: &str| {
        let size = format!("name: page_size, schema: {schema}");
        stays(&["name: page, schema: { type: integer }", &size], "page: reserved: a pagination parameter", why);
    };
    let no_size = "invalid page_size: expected an integer of at least 1 with a maximum and a default";
    sized("{ type: integer, maximum: 9 }", no_size);
    sized("{ type: integer, default: 9 }", no_size);
    sized("{ type: integer, default: 9, maximum: 9, minimum: 0 }", no_size);
    sized("{ type: integer, default: 9, maximum: -1 }", no_size);
    sized(
        "{ type: integer, default: 9, maximum: 8 }",
        "list.paging: invalid size: expected a value from 1 to max_size",
    );
    stays(&["name: page, schema: { type: integer }"], "page: reserved: a pagination parameter", "missing page_size");
    stays(&[size], "page_size: reserved: a pagination parameter", "missing page, offset or cursor");
    let both = ["name: page, schema: { type: integer }", "name: cursor, schema: { type: string }", size];
    stays(&both, "cursor: reserved: a pagination parameter", "page and cursor are two kinds of pagination");
    let ordering = |schema: &str, why: &str| {
        stays(&[&format!("name: ordering, {schema}")], "ordering: reserved: an ordering parameter", why);
    };
    ordering("schema: { type: string }", "missing enum");
    ordering("schema: { enum: [id, -id, a] }", "its enum has \"a\" but not \"-a\"");
    ordering("schema: { enum: [-id] }", "its enum has \"-id\" but not \"id\"");
    let descending = "list.ordering: invalid name: a leading \"-\" means descending order";
    ordering("schema: { enum: [--id, -id, id] }", descending);
    ordering(
        "explode: true, schema: { type: array, items: { enum: [id, -id] } }",
        "unsupported explode: true, which repeats the key for each item: expected false",
    );
    ordering("content: {}", "unsupported content: expected a schema");
    stays(
        &["name: fields, schema: { enum: ['a b'] }"],
        "fields: reserved: a projection parameter",
        "list.fields: invalid name \"a b\": expected 1 to 128 characters from A-Z a-z 0-9 _ . -",
    );
    let search = |schema: &str, why: &str| {
        stays(&[&format!("name: search, schema: {schema}")], "search: reserved: a search parameter", why);
    };
    search("{ type: string }", "expected a string with a maxLength");
    search("{ type: string, maxLength: 0 }", "list.search: invalid maximum length 0: expected at least 1 character");
    // The options of the importer and the extension key override the inference.
    let infer = Importer::new().infer(true).reserved(["search"]);
    let bounded = "schema: { type: string, maxLength: 9 }";
    assert_eq!(import_lines(&infer, &[&format!("name: search, {bounded}")]), ["reserved: search"]);
    assert_inference(&[&format!("name: search, x-filterset-reserved: true, {bounded}")], &["reserved: search"]);
    assert_inference(
        &[&format!("name: search, {bounded}"), "name: search__in, schema: { type: string }"],
        &["search: text [exact, in]", "search: lossy: a schema cannot express maxLength"],
    );
}
