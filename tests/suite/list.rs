//! List options, builders of list requests, and list requests in Rust. The cases in `tests/cases/list.json` determine
//! which queries are accepted.

use filterset::list::{Direction, ListOptions, ListOptionsBuilder, ListRequest, Pagination};
use filterset::{ErrorKind, Errors, Field, Limits, Op, Schema};

fn links() -> Schema {
    Schema::builder("links")
        .field(Field::text("institution").ops([Op::Exact, Op::In]))
        .field(Field::choice("status", ["valid", "invalid"]).ops([Op::Exact]))
        .list_options(
            ListOptions::builder()
                .pagination(Pagination::by_page())
                .ordering(["created_at", "id"])
                .fields(["id", "status", "account", "account__id"])
                .omit(["id", "status"])
                .search(8),
        )
        .build()
        .expect("a sound table")
}

fn paged(pagination: Pagination) -> Schema {
    Schema::builder("paged").list_options(ListOptions::builder().pagination(pagination)).build().expect("a sound table")
}

fn codes(errors: &Errors) -> Vec<&'static str> {
    errors.iter().map(filterset::Error::code).collect()
}

#[test]
fn defaults_to_100_records_and_at_most_1000() {
    let pagination = links().list_options().pagination().expect("it is paged");
    assert_eq!((pagination.size, pagination.max_size, pagination.clamp), (100, 1000, false));
    assert_eq!(links().parse_list_request("").map(|list| list.limit()), Ok(Some(100)));
    assert!(
        links().parse_list_request("page_size=1000").is_ok() && links().parse_list_request("page_size=1001").is_err()
    );
}

#[test]
fn describes_the_accepted_values() {
    let reported = |query: &str| links().parse_list_request(query).expect_err(query).to_string();
    insta::assert_snapshot!(reported("page=0&page_size=1001&ordering=id,-creatd_at,-id&omit=idd&fields=nope&search=123456789&page=&cursor=a"), @r#"
    parameter "page": invalid integer "0": expected a value from 1 to 9223372036854775
    parameter "page_size": invalid integer "1001": expected a value from 1 to 1000
    parameter "ordering": invalid choice "-creatd_at": expected one of created_at, id; did you mean "-created_at"?
    parameter "ordering": duplicate item "-id": each name may appear once
    parameter "omit": invalid choice "idd": expected one of id, status; did you mean "id"?
    parameter "fields" conflicts with "omit": expected only one of them
    parameter "fields": invalid choice "nope": expected one of account, account__id, id, status
    parameter "search": the value is too long: expected at most 8 characters, found 9
    duplicate parameter "page": each parameter may appear once
    parameter "page": empty value: expected an integer such as 42
    unknown field "cursor"
    "#);
    let any = Schema::builder("any").list_options(ListOptions::builder().any_fields()).build().expect("a sound table");
    assert_eq!(
        any.parse_list_request("fields=a b").expect_err("no name").to_string(),
        "parameter \"fields\": invalid name \"a b\": expected 1 to 128 characters from A-Z a-z 0-9 _ . -"
    );
}

#[test]
fn marks_both_locations_in_a_report() {
    let query = "page=1&status=valid&page=2&ordering=id,-id";
    insta::assert_snapshot!(links().parse_list_request(query).expect_err(query).report(query), @r#"
    error[duplicate_parameter]: duplicate parameter "page": each parameter may appear once
      | page=1&status=valid&page=2&ordering=id,-id
      |                     ^^^^
      first given here:
      | page=1&status=valid&page=2&ordering=id,-id
      | ^^^^
    error[duplicate_item]: parameter "ordering": duplicate item "-id": each name may appear once
      | page=1&status=valid&page=2&ordering=id,-id
      |                                        ^^^
      first given here:
      | page=1&status=valid&page=2&ordering=id,-id
      |                                     ^^
    "#);
}

#[test]
fn returns_the_key_of_an_error_and_offsets_its_span() {
    let errors = links().parse_list_request("page=1&page=2").expect_err("twice").offset_spans(5);
    let error = errors.iter().next().expect("one");
    assert_eq!((error.parameter(), error.field(), error.span()), (Some("page"), None, Some(12..16)));
    assert!(matches!(error.kind(), ErrorKind::DuplicateParameter { first: Some(first), .. } if *first == (5..9)));
}

#[test]
fn reports_the_same_errors_without_spans_from_a_builder() {
    let list = links().list_request().page(2).page_size(100).ordering(["-created_at"]).search("ron").build();
    assert_eq!(list.map(|list| list.to_string()).as_deref(), Ok("ordering=-created_at&page=2&search=ron"));
    let errors = links()
        .filter()
        .exact("nope", 1)
        .list_request()
        .page(0)
        .page(1)
        .limit(5)
        .ordering(["id", "-id", "a,b", "", " id"])
        .fields([""; 0])
        .omit(["id"])
        .search("a\0b")
        .build()
        .expect_err("faults");
    assert_eq!(
        codes(&errors),
        [
            "unknown_field",
            "invalid_value",
            "duplicate_parameter",
            "unknown_field",
            "duplicate_item",
            "invalid_value",
            "empty_item",
            "invalid_value",
            "empty_list",
            "conflicting_parameters",
            "null_character",
        ]
    );
    assert!(errors.iter().all(|error| error.span().is_none()));
}

#[test]
fn enforces_limits_in_a_builder() {
    let small = Limits { list_items: 2, input_bytes: 20, errors: 1, ..Limits::DEFAULT };
    let build = |ordering: &'static [&'static str]| {
        links().list_request().limits(small).ordering(ordering.iter().copied()).build()
    };
    assert_eq!(codes(&build(&["id", "created_at", "id"]).expect_err("three")), ["too_many_items"]);
    assert_eq!(codes(&build(&["id", "created_at"]).expect_err("22 bytes")), ["input_too_long"]);
    assert!(build(&["created_at"]).is_ok(), "20 bytes");
    let four = build(&["id"; 4]).expect_err("four");
    assert!(four.iter().all(|error| matches!(error.kind(), ErrorKind::TooManyItems { found: 4, limit: 2, .. })));
    let endless = links().list_request().ordering(std::iter::repeat("id")).build().expect_err("it has no end");
    assert_eq!(codes(&endless), ["too_many_items"]);
    let long = || links().filter().limits(small).exact("institution", "a text of some length").list_request();
    assert_eq!(codes(&long().build().expect_err("too long")), ["input_too_long"]);
    // A request with errors has no canonical form.
    assert_eq!(codes(&long().page(0).build().expect_err("a fault")), ["invalid_value"]);
    let errors = links().list_request().limits(small).page(0).page_size(0).build().expect_err("two");
    assert_eq!((errors.len(), errors.omitted()), (1, 1));
}

#[test]
fn accepts_a_removed_parameter_again() {
    let list =
        links().parse_list_request("page=2&omit=id&ordering=id&search=ron&page_size=7&status=valid").expect("sound");
    let names = ["page", "omit", "ordering", "search", "page_size", "nope"];
    let without = names.iter().fold(list.clone().into_builder(), |builder, name| builder.remove(name));
    assert_eq!(without.clone().build().map(|list| list.to_string()).as_deref(), Ok("status=valid"));
    assert_eq!(
        without.page(2).fields(["id"]).build().map(|list| list.to_string()).as_deref(),
        Ok("status=valid&fields=id&page=2")
    );
    assert_eq!(codes(&list.into_builder().page(3).build().expect_err("it is given")), ["duplicate_parameter"]);
}

#[test]
fn removes_one_projection_and_keeps_the_other() {
    let text = |builder: filterset::builder::ListRequestBuilder<'_>| builder.build().map(|list| list.to_string());
    let list = || links().list_request();
    assert_eq!(text(list().fields(["id"]).remove("omit")).as_deref(), Ok("fields=id"));
    assert_eq!(text(list().omit(["id"]).remove("fields")).as_deref(), Ok("omit=id"));
    assert_eq!(text(list().fields(["id"]).remove("fields").omit(["id"])).as_deref(), Ok("omit=id"));
}

#[test]
fn returns_adjacent_pages_by_page() {
    let schema = links();
    let list = schema.parse_list_request("page=2&page_size=10&status=valid").expect("sound");
    let text = |list: Option<ListRequest<'_>>| list.map(|list| list.to_string());
    assert_eq!(text(list.next(21)).as_deref(), Some("status=valid&page=3&page_size=10"));
    assert_eq!((list.next(20), list.next(0)), (None, None));
    assert_eq!(text(list.previous()).as_deref(), Some("status=valid&page_size=10"));
    assert_eq!(list.previous().and_then(|first| first.previous()), None);
    let end = schema.parse_list_request("page=9223372036854775&page_size=1000").expect("the last page");
    assert_eq!((end.offset(), end.next(u64::MAX)), (Some(9_223_372_036_854_774_000), None));
}

#[test]
fn returns_adjacent_pages_by_offset() {
    let schema = paged(Pagination::by_offset().size(20).max_size(50));
    let list = schema.parse_list_request("offset=30").expect("sound");
    assert_eq!((list.page(), list.offset(), list.limit()), (None, Some(30), Some(20)));
    assert_eq!(list.next(51).map(|list| list.to_string()).as_deref(), Some("offset=50"));
    assert_eq!(list.next(50), None);
    let previous = list.previous().expect("there is less");
    assert_eq!(previous.to_string(), "offset=10");
    assert_eq!(previous.previous().map(|list| list.to_string()).as_deref(), Some(""));
}

#[test]
fn returns_the_last_page_after_the_end() {
    let before = |schema: &Schema, query: &str, count| {
        let list = schema.parse_list_request(query).expect("a valid query");
        list.previous_within(count).map(|list| list.to_string())
    };
    let pages = paged(Pagination::by_page().size(10));
    for (query, count, expected) in [
        ("page=99", 30, Some("page=3")),
        ("page=99", 31, Some("page=4")),
        ("page=99&page_size=7", 30, Some("page=5&page_size=7")),
        ("page=99", 1, Some("")),
        ("page=99", 0, Some("")),
        ("page=99", u64::MAX, Some("page=98")),
        ("page=4", 31, Some("page=3")),
        ("page=4", 21, Some("page=3")),
        ("page=4", 20, Some("page=2")),
        ("page=2", 0, Some("")),
        ("page=1", 0, None),
        ("", 50, None),
    ] {
        assert_eq!(before(&pages, query, count).as_deref(), expected, "{query} of {count}");
    }
    let offsets = paged(Pagination::by_offset().size(10));
    for (query, count, expected) in [
        ("offset=500", 25, Some("offset=15")),
        ("offset=500", 10, Some("")),
        ("offset=500", 0, Some("")),
        ("offset=30", 21, Some("offset=20")),
        ("offset=30", 20, Some("offset=10")),
        ("offset=5", 0, Some("")),
        ("", 25, None),
    ] {
        assert_eq!(before(&offsets, query, count).as_deref(), expected, "{query} of {count}");
    }
    assert_eq!(before(&paged(Pagination::by_cursor()), "cursor=x", 9), None);
}

#[test]
fn returns_adjacent_pages_by_cursor() {
    let schema = paged(Pagination::by_cursor());
    let list = schema.parse_list_request("cursor=abc&page_size=7").expect("sound");
    assert_eq!((list.cursor(), list.offset(), list.limit(), list.page()), (Some("abc"), None, Some(7), None));
    assert_eq!((list.next(u64::MAX), list.previous()), (None, None));
    let at = |cursor: &str| list.at_cursor(cursor.to_owned());
    assert_eq!(at("x=").map(|list| list.to_string()).as_deref(), Ok("cursor=x%3D&page_size=7"));
    assert_eq!(codes(&at("").expect_err("empty")), ["empty_value"]);
    assert!(at(&"a".repeat(4096)).is_ok());
    assert_eq!(codes(&at(&"a".repeat(4097)).expect_err("too long")), ["value_too_long"]);
    assert_eq!(
        codes(&links().list_request().build().expect("empty").at_cursor("a").expect_err("no cursor")),
        ["unknown_field"]
    );
}

#[test]
fn parses_an_ordering_to_names_with_directions() {
    let schema = links();
    let list = schema.parse_list_request("ordering=-created_at,id").expect("sound");
    let ordering: Vec<_> = list.ordering().collect();
    assert_eq!(ordering, [("created_at", Direction::Descending), ("id", Direction::Ascending)]);
}

#[test]
fn includes_parents_and_children_in_a_projection() {
    let schema = Schema::builder("any")
        .list_options(ListOptions::builder().any_fields().any_omit())
        .build()
        .expect("a sound table");
    for (query, name, expected) in [
        ("fields=a__b", "a", true),
        ("fields=a__b", "a__b__c", true),
        ("fields=a__b", "a__c", false),
        ("fields=a__b", "a_", false),
        ("fields=a__", "a", true),
        ("omit=a__b", "a", true),
        ("omit=a", "a__b", false),
    ] {
        let list = schema.parse_list_request(query).expect("sound");
        assert!(!list.projection().is_all(), "{query}");
        assert_eq!(list.projection().includes(name), expected, "{query} includes {name}");
    }
}

#[test]
fn has_no_list_parameters_without_list_options() {
    let schema = Schema::builder("plain").reserved(["page"]).build().expect("a sound table");
    assert!(schema.list_options().is_empty());
    let list = schema.parse_list_request("page=x").expect("it is a reserved name");
    assert_eq!((list.page(), list.limit(), list.search(), list.to_string().as_str()), (None, None, None, ""));
    assert!(list.projection().is_all() && list.projection().includes("anything"));
}

#[test]
fn reserves_list_parameters_in_a_filter() {
    let schema = links();
    let parsed = schema.parse_with_reserved("page=0&status=valid&page=").expect("sound");
    assert_eq!(parsed.reserved, [("page".into(), "0".into()), ("page".into(), "".into())]);
    assert_eq!(schema.reserved().len(), 0);
}

#[test]
fn reports_errors_of_list_options_with_those_of_the_schema() {
    let reported = |list_options: ListOptionsBuilder| {
        Schema::builder("t").list_options(list_options).build().expect_err("a faulty table").to_string()
    };
    let new = ListOptions::builder;
    assert_eq!(
        reported(new().pagination(Pagination::by_page().size(0))),
        "list.paging: invalid size: expected a value from 1 to max_size"
    );
    assert_eq!(
        reported(new().pagination(Pagination::by_offset().size(1001))),
        "list.paging: invalid size: expected a value from 1 to max_size"
    );
    assert_eq!(
        reported(new().pagination(Pagination::by_cursor().max_size(1 << 32))),
        "list.paging: invalid max_size: expected at most 4294967295"
    );
    assert_eq!(reported(new().search(0)), "list.search: invalid maximum length 0: expected at least 1 character");
    assert_eq!(reported(new().ordering([""; 0])), "list.ordering: empty list: expected at least one name");
    assert_eq!(
        reported(new().ordering(["-id"])),
        "list.ordering: invalid name: a leading \"-\" means descending order"
    );
    assert_eq!(reported(new().fields(["b", "a", "b", "b"])), "list.fields: duplicate name \"b\"");
    assert_eq!(
        reported(new().omit(["a b"])),
        "list.omit: invalid name \"a b\": expected 1 to 128 characters from A-Z a-z 0-9 _ . -"
    );
}

#[test]
fn rejects_ambiguous_parameters() {
    let list_options = ListOptions::builder().pagination(Pagination::by_page()).ordering(["id"]);
    let reported = |builder: filterset::schema::SchemaBuilder| {
        builder.list_options(list_options.clone()).build().expect_err("faulty").to_string()
    };
    assert_eq!(
        reported(Schema::builder("t").field(Field::text("page").ops([Op::In]))),
        "ambiguous key \"page\": it can mean the field \"page\" or the page parameter of lists"
    );
    assert_eq!(
        reported(Schema::builder("t").reserved(["ordering"])),
        "ambiguous key \"ordering\": it can mean the ordering parameter of lists or a reserved name"
    );
    assert!(
        Schema::builder("t")
            .field(Field::text("limit").ops([Op::Exact]))
            .list_options(list_options.clone())
            .build()
            .is_ok()
    );
}

#[test]
fn compares_list_options_of_schemas() {
    let schema = |names: [&'static str; 2]| {
        Schema::builder("t").list_options(ListOptions::builder().ordering(names)).build().expect("sound")
    };
    assert_eq!(schema(["a", "b"]), schema(["b", "a"]));
    assert_ne!(schema(["a", "b"]), schema(["a", "c"]));
}

#[cfg(feature = "serde")]
#[test]
fn serializes_a_list_request_as_its_canonical_string() {
    let schema = links();
    let list = schema.parse_list_request("page=2&status=valid").expect("sound");
    assert_eq!(serde_json::to_value(&list).expect("it is data"), "status=valid&page=2");
}

#[cfg(feature = "serde")]
#[test]
fn rejects_invalid_data_of_list_options() {
    let reported = |list: &str| {
        let schema = format!(r#"{{"name": "t", "fields": {{}}, "list": {list}}}"#);
        let builder =
            serde_json::from_str::<filterset::schema::SchemaBuilder>(&schema).map_err(|error| error.to_string())?;
        builder.build().map(drop).map_err(|error| error.to_string())
    };
    assert_eq!(reported("{}"), Ok(()));
    assert_eq!(reported(r#"{"fields": "any", "omit": ["a"], "search": 5}"#), Ok(()));
    assert_eq!(
        reported(r#"{"paging": {"by": "pages", "sizes": 1}, "order": []}"#),
        Err("list: unknown key \"order\": expected one of paging, ordering, fields, omit, search\nlist.paging: unknown key \"sizes\": expected one of by, size, max_size, clamp\n\
            list.paging.by: unknown kind of pagination \"pages\": expected one of page, offset, cursor"
            .into())
    );
    for shape in [r#"{"fields": "all"}"#, r#"{"fields": true}"#] {
        assert!(reported(shape).is_err_and(|error| error.contains("a list of names, or \"any\"")), "{shape}");
    }
    assert!(matches!(
        serde_json::from_str::<filterset::schema::SchemaBuilder>(
            r#"{"name": "t", "fields": {}, "list": {"ordering": []}}"#
        )
        .expect("it has the shape")
        .build()
        .expect_err("no names")
        .iter()
        .next(),
        Some(filterset::schema::SchemaErrorKind::InvalidListOptions { location: "list.ordering", .. })
    ));
}

#[test]
fn debugs_a_list_request_as_its_canonical_string_and_returns_its_filter() {
    let schema = Schema::builder("t")
        .field(Field::text("a").ops([Op::Exact]))
        .list_options(ListOptions::builder().pagination(Pagination::by_offset()))
        .build()
        .expect("a sound table");
    let list = schema.parse_list_request("offset=100&a=b").expect("sound");
    assert_eq!(format!("{list:?}"), "ListQuery(a=b&offset=100)");
    let first = list.clone().into_builder().remove("offset").build().expect("sound");
    assert_eq!(first.to_string(), "a=b");
    assert_eq!(list.into_filter().to_string(), "a=b");
}

#[test]
fn converts_a_parsed_list_request_to_owned() {
    let schema = Schema::builder("t")
        .field(Field::text("a").ops([Op::Exact]))
        .list_options(ListOptions::builder().pagination(Pagination::by_page()))
        .reserved(["lang"])
        .build()
        .expect("a sound table");
    let query = String::from("lang=%C3%A9&a=b&page=2");
    let owned = schema.parse_list_request_with_reserved(&query).expect("a list query").into_owned();
    drop(query);
    assert_eq!(owned.list.to_string(), "a=b&page=2");
    assert_eq!(owned.reserved, [("lang".into(), "é".into())]);
}
