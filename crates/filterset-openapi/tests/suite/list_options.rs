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
            r#"fields: explode: false, {"items":{"enum":["account","account__id","id"],"type":"string"},"maxItems":500,"minItems":1,"type":"array"} Which fields the records are answered with, and no others."#,
            r#"omit: explode: false, {"items":{"minLength":1,"type":"string"},"maxItems":500,"minItems":1,"type":"array"} Which fields the records are answered without."#,
            r#"ordering: explode: false, {"items":{"enum":["created_at","-created_at","id","-id"],"type":"string"},"maxItems":500,"minItems":1,"type":"array"} By which fields the records are ordered, each at most once; `-` means descending."#,
            r#"page: {"format":"int64","minimum":1,"type":"integer"} Which page of the list is answered, counted from 1."#,
            r#"page_size: {"default":50,"format":"int64","maximum":200,"minimum":1,"type":"integer"} How many records are answered at most."#,
            r#"search: {"maxLength":64,"minLength":1,"type":"string"} The text that is searched for."#,
        ]
    );
    assert_eq!(
        parameters(&schema(ListOptions::builder().pagination(Pagination::by_offset().clamp()))),
        [
            r#"limit: {"default":100,"format":"int64","minimum":1,"type":"integer"} How many records are answered at most; a greater number means 1000."#,
            r#"offset: {"format":"int64","minimum":0,"type":"integer"} How many records of the list come before those that are answered."#,
        ]
    );
    assert_eq!(
        parameters(&schema(ListOptions::builder().pagination(Pagination::by_cursor())))[0],
        r#"cursor: {"maxLength":4096,"minLength":1,"type":"string"} Where the answered records begin, as an earlier answer said it."#,
    );
    assert_eq!(reimport(&Export::new(&links)).schema, links);
    let plain = Export::new(&links).plain(true);
    assert_eq!(
        plain.notes().iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["lossy: x-filterset-list isn't said"]
    );
    let names = ["fields", "omit", "ordering", "page", "page_size", "search"];
    assert_eq!(reimport(&plain).schema, Schema::builder("links").reserved(names).build().unwrap());
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
            "page_size: ambiguous: x-filterset-list declares it, and the path has no such parameter",
            "limit: reserved: a name of paging",
        ]
    );
    assert_eq!(
        import_declared("{ omit: any, search: 9 }", &["name: omit", "name: search"]),
        [r#"{"omit":"any","search":9}"#]
    );
    assert_eq!(import_declared("{}", &["name: page"]), ["{}", "reserved: page", "page: reserved: a name of paging"]);
    for (list, why) in [
        ("{ paging: { by: token } }", "list.paging.by: \"token\" is no paging: page, offset or cursor"),
        ("{ pages: 1 }", "list: \"pages\" is no key of the table format"),
        ("{ ordering: [-id] }", "list.ordering: a name begins with \"-\", which means descending"),
        ("{ ordering: [\"\\e[1m\"] }", "list.ordering: \"\\u{1b}[1m\" is no name: 1 to 64 of A-Z a-z 0-9 _ . -"),
        ("{ ordering: [[id]] }", "invalid type: sequence, expected a string"),
        ("{ paging: page }", "invalid type: string \"page\", expected a table of how lists are p…"),
        ("7", "invalid type: integer `7`, expected a table of what lists take"),
    ] {
        let reported = import_declared(list, &["name: page"]);
        let [list_options, reserved, why_not, known] = reported.as_slice() else { panic!("{reported:?}") };
        assert_eq!([list_options, reserved, known], ["{}", "reserved: page", "page: reserved: a name of paging"]);
        assert_eq!(*why_not, format!("ambiguous: x-filterset-list can't be read: {why}"));
    }
    // A name that is also reserved makes the schema invalid.
    let both = build_document(&["name: page, x-filterset-reserved: true", "name: page_size"]);
    let both = both.replace("get:\n", "get:\n      x-filterset-list: { paging: { by: page } }\n");
    let error = Importer::new().import(&Document::parse(&both).unwrap(), "/t").unwrap_err().to_string();
    assert_eq!(
        error,
        "what was read is no table:\n\"page\" can be read in two ways: as a parameter of the list and as a reserved name"
    );
}
