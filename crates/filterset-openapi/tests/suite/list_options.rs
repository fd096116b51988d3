//! List options: exported as parameters and imported again, and declared under the extension key.

use filterset::list::{ListOptions, ListOptionsBuilder, Pagination};
use filterset::{Field, Op, Schema};
use filterset_openapi::{Document, Export, Import, Importer};

use crate::support::{build_document, reimport};

/// List options become parameters. Without the extension key, they are only reserved names.
#[test]
fn exports_list_options() {
    let list_options = ListOptions::builder()
        .pagination(Pagination::by_page().size(50).max_size(200))
        .ordering(["created_at", "id"])
        .fields(["id", "account", "account__id"])
        .any_omit()
        .search(64);
    let schema =
        |list_options: ListOptionsBuilder| Schema::builder("links").list_options(list_options).build().unwrap();
    let parameters = |schema: &Schema| {
        let parameters = serde_json::to_value(Export::new(schema).parameters()).unwrap();
        let line = |parameter: &serde_json::Value| {
            let explode = parameter.get("explode").map(|explode| format!("explode: {explode}, ")).unwrap_or_default();
            let text = |key: &str| parameter[key].as_str().unwrap().to_owned();
            format!("{}: {explode}{} {}", text("name"), parameter["schema"], text("description"))
        };
        parameters.as_array().unwrap().iter().map(line).collect::<Vec<_>>()
    };
    let links = schema(list_options);
    assert_eq!(
        parameters(&links),
        [
            r#"fields: explode: false, {"items":{"enum":["account","account__id","id"],"type":"string"},"maxItems":500,"minItems":1,"type":"array"} The fields that each record contains."#,
            r#"omit: explode: false, {"items":{"minLength":1,"type":"string"},"maxItems":500,"minItems":1,"type":"array"} The fields that each record omits."#,
            r#"ordering: explode: false, {"items":{"enum":["created_at","-created_at","id","-id"],"type":"string"},"maxItems":500,"minItems":1,"type":"array"} The fields that the records are ordered by, each at most once; `-` means descending."#,
            r#"page: {"format":"int64","minimum":1,"type":"integer"} The number of the page, counted from 1."#,
            r#"page_size: {"default":50,"format":"int64","maximum":200,"minimum":1,"type":"integer"} The maximum number of records to return."#,
            r#"search: {"maxLength":64,"minLength":1,"type":"string"} The text to search for."#,
        ]
    );
    assert_eq!(
        parameters(&schema(ListOptions::builder().pagination(Pagination::by_offset().clamp()))),
        [
            r#"limit: {"default":100,"format":"int64","minimum":1,"type":"integer"} The maximum number of records to return; a greater number is treated as 1000."#,
            r#"offset: {"format":"int64","minimum":0,"type":"integer"} The number of records to skip."#,
        ]
    );
    assert_eq!(
        parameters(&schema(ListOptions::builder().pagination(Pagination::by_cursor())))[0],
        r#"cursor: {"maxLength":4096,"minLength":1,"type":"string"} The position of the first record, from an earlier response."#,
    );
    assert_eq!(reimport(&Export::new(&links)).schema, links);
    let plain = Export::new(&links).plain(true);
    assert_eq!(
        plain.notes().iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["lossy: x-filterset-list is omitted", "lossy: x-filterset-spelling is omitted"]
    );
    let names = ["fields", "omit", "ordering", "page", "page_size", "search"];
    assert_eq!(
        reimport(&plain).schema,
        Schema::builder("links").spelling(filterset::schema::Spelling::new()).reserved(names).build().unwrap()
    );
    // The maximum values that a schema can declare, and names that would be conditions without the key.
    let odd = Schema::builder("links").field(Field::integer("page__in").ops([Op::Gt])).list_options(
        ListOptions::builder().pagination(Pagination::by_page().max_size(4_294_967_295)).search(usize::MAX),
    );
    let odd = odd.build().unwrap();
    assert_eq!(reimport(&Export::new(&odd)), Import { schema: odd, notes: Vec::new() });
}

/// Imports an operation with the key `x-filterset-list`: its list options as JSON, the reserved names, and the notes.
fn import_declared(list: &str, parameters: &[&str]) -> Vec<String> {
    let document = build_document(parameters).replace("get:\n", &format!("get:\n      x-filterset-list: {list}\n"));
    let import = Importer::new().import(&Document::parse(&document).unwrap(), "/t").unwrap();
    let reserved: Vec<&str> = import.schema.reserved().collect();
    let mut lines = vec![serde_json::to_string(import.schema.list_options()).unwrap()];
    lines.extend((!reserved.is_empty()).then(|| format!("reserved: {}", reserved.join(" "))));
    lines.extend(import.notes.iter().map(ToString::to_string));
    lines
}

#[test]
fn imports_list_options_of_the_extension_key() {
    let by_page = r#"{"paging":{"by":"page","size":100,"max_size":1000}}"#;
    assert_eq!(import_declared("{ paging: { by: page } }", &["name: page", "name: page_size"]), [by_page]);
    assert_eq!(
        import_declared("{ paging: { by: page } }", &["name: page", "name: limit"]),
        [
            by_page,
            "reserved: limit",
            "page_size: ambiguous: x-filterset-list declares it, but the path does not have this parameter",
            "limit: reserved: a pagination parameter",
        ]
    );
    assert_eq!(
        import_declared("{ omit: any, search: 9 }", &["name: omit", "name: search"]),
        [r#"{"omit":"any","search":9}"#]
    );
    assert_eq!(
        import_declared("{}", &["name: page"]),
        ["{}", "reserved: page", "page: reserved: a pagination parameter"]
    );
    for (list, why) in [
        (
            "{ paging: { by: token } }",
            "list.paging.by: unknown kind of pagination \"token\": expected one of page, offset, cursor",
        ),
        ("{ pages: 1 }", "list: unknown key \"pages\": expected one of paging, ordering, fields, omit, search"),
        ("{ ordering: [-id] }", "list.ordering: invalid name: a leading \"-\" means descending order"),
        (
            "{ ordering: [\"\\e[1m\"] }",
            "list.ordering: invalid name \"\\u{1b}[1m\": expected 1 to 128 characters from A-Z a-z 0-9 _ . -",
        ),
        ("{ ordering: [[id]] }", "invalid type: sequence, expected a string"),
        ("{ paging: page }", "invalid type: string \"page\", expected a map of pagination option…"),
        ("7", "invalid type: integer `7`, expected a map of list options"),
    ] {
        let reported = import_declared(list, &["name: page"]);
        let [list_options, reserved, why_not, known] = reported.as_slice() else { panic!("{reported:?}") };
        assert_eq!([list_options, reserved, known], ["{}", "reserved: page", "page: reserved: a pagination parameter"]);
        assert_eq!(*why_not, format!("ambiguous: invalid x-filterset-list: {why}"));
    }
    // A name that is also reserved makes the schema invalid.
    let both = build_document(&["name: page, x-filterset-reserved: true", "name: page_size"]);
    let both = both.replace("get:\n", "get:\n      x-filterset-list: { paging: { by: page } }\n");
    let error = Importer::new().import(&Document::parse(&both).unwrap(), "/t").unwrap_err().to_string();
    assert_eq!(
        error,
        "invalid schema:\nambiguous key \"page\": it can mean the page parameter of lists or a reserved name"
    );
}
