//! Export and import of schemas with spellings.

use filterset::schema::{ListStyle, SchemaBuilder, Spelling};
use filterset::{Field, Op, Schema};
use filterset_openapi::{Document, Export, Import, Importer};
use serde_json::{Value, json};

use crate::support::{assert_import, reimport};

fn build_schema(data: Value) -> Schema {
    serde_json::from_value::<SchemaBuilder>(data).unwrap().build().unwrap_or_else(|error| panic!("{error}"))
}

/// Devices, as `NetBox` spells them.
fn devices() -> Schema {
    build_schema(json!({
        "name": "devices",
        "reserved": ["limit", "offset", "q", "cf_*"],
        "spelling": {
            "lists": "repeat", "bare": "in",
            "operators": {
                "n": "not_in", "ie": "iexact", "nie": "not_iexact", "ic": "icontains", "nic": "not_icontains",
                "isw": "istartswith", "nisw": "not_istartswith", "iew": "iendswith", "niew": "not_iendswith",
                "empty": "isempty",
            },
        },
        "fields": {
            "name": {
                "type": "text", "nullable": true, "allow_empty": true, "description": "The name.",
                "ops": [
                    "in", "not_in", "iexact", "not_iexact", "icontains", "not_icontains", "istartswith",
                    "not_istartswith", "iendswith", "not_iendswith", "isnull", "isempty",
                ],
            },
            "status": {"type": "choice", "choices": ["active", "planned", "failed, lost"], "ops": ["in", "not_in"]},
            "tag": {"type": "text", "many": true, "ops": ["allin", "not_in"], "bare": "allin"},
            "vid": {"type": "integer", "ops": ["in", "not_in", "gte", "lte"]},
            "has_ipv4": {"type": "boolean", "ops": ["exact"], "bare": "exact"},
        },
    }))
}

/// Launches, as Launch Library spells them.
fn launches() -> Schema {
    build_schema(json!({
        "name": "launches",
        "reserved": ["limit", "offset", "mode"],
        "spelling": {"bare": "in", "operators": {"ids": "in", "contains": "icontains", "contains_cs": "contains"}},
        "fields": {
            "location": {"type": "integer", "ops": ["in"], "keys": {"location__ids": "in"}},
            "lsp__name": {"type": "text", "ops": ["in", "icontains"]},
            "status": {"type": "integer", "ops": ["in", "not_in"], "lists": "both"},
            "crewed": {"type": "boolean", "nullable": true, "ops": ["exact", "isnull"], "bare": "exact"},
            "net": {"type": "date-time", "ops": ["gte", "lte", "range"]},
        },
    }))
}

/// Documents, with whole keys and without a spelling of the schema.
fn documents() -> Schema {
    build_schema(json!({
        "name": "documents",
        "reserved": ["page", "*_detail", "group_by[*", "group_by[x]"],
        "fields": {
            "title": {"type": "text", "allow_empty": true, "ops": ["exact", "in", "icontains", "not_icontains"]},
            "created": {
                "type": "date-time", "ops": ["gte", "lt", "exact"],
                "keys": {"created_after": "gte", "created_before": "lt"},
            },
            "cost": {"type": "decimal", "ops": ["exact", "gt"], "keys": {"filter[cost]": "exact"}},
            "owner": {"type": "text", "allow_empty": true, "ops": ["in", "not_in", "isempty"], "bare": "in", "lists": "repeat"},
            // A name that looks like a key of another field.
            "owner__in": {"type": "text", "ops": ["exact"], "bare": "exact"},
        },
    }))
}

/// Articles, whose repeated `tag` means all of the tags.
fn articles() -> Schema {
    build_schema(json!({
        "name": "articles",
        "fields": {
            "tag": {
                "type": "text", "many": true, "ops": ["allin", "in", "not_in", "isempty"], "bare": "allin", "lists": "repeat",
                "keys": {"any_tag": "in", "not_tag": "not_in"},
            },
            "topic": {
                "type": "choice", "choices": ["tech", "art, music"], "many": true, "ops": ["exact", "allin"],
                "lists": "repeat",
            },
        },
    }))
}

#[test]
fn imports_exported_spellings_unchanged() {
    for schema in [devices(), launches(), documents(), articles()] {
        let export = Export::new(&schema);
        assert_eq!(export.notes(), []);
        let import = reimport(&export);
        assert_eq!(import.schema, schema, "{:?}", import.notes);
        let reserved = |note: &str| note.contains(": reserved: ");
        let notes: Vec<String> = import.notes.iter().map(ToString::to_string).filter(|note| !reserved(note)).collect();
        assert_eq!(notes, [""; 0], "{}", schema.name());
        assert!(!export.plain(true).notes().is_empty());
    }
}

#[test]
fn notes_the_bare_operators_that_a_plain_export_loses() {
    let ops = |bare: &str| json!({"type": "text", "many": true, "ops": [bare], "bare": bare});
    let bare = ["exact", "ne", "icontains", "isempty", "in", "not_in", "allin", "range"];
    let fields: serde_json::Map<_, _> = bare.iter().map(|op| (format!("a_{op}"), ops(op))).collect();
    let schema = build_schema(json!({"name": "t", "fields": fields}));
    let export = Export::new(&schema).plain(true);
    let notes: Vec<String> = export.notes().iter().map(ToString::to_string).collect();
    let read = reimport(&export).schema;
    for op in bare {
        let name = format!("a_{op}");
        let read = read.field(&name).and_then(|field| field.ops().iter().next()).expect("one operator").wire_name();
        let note = format!("{name}: lossy: the name alone means \"{read}\" instead of \"{op}\"");
        assert_eq!(notes.contains(&note), read != op, "{note}: {notes:#?}");
    }
}

/// Returns the parameters of an export by name.
fn parameters(schema: &Schema) -> Vec<(String, Value)> {
    let parameters = serde_json::to_value(Export::new(schema).parameters()).unwrap();
    let parameters = parameters.as_array().unwrap().iter();
    parameters.map(|parameter| (parameter["name"].as_str().unwrap().to_owned(), parameter.clone())).collect()
}

#[test]
fn exports_parameters_with_the_keys_of_the_spelling() {
    let names = |schema: &Schema| parameters(schema).into_iter().map(|(name, _)| name).collect::<Vec<_>>().join(" ");
    assert_eq!(
        names(&devices()),
        "has_ipv4 name name__n name__ie name__ic name__isw name__iew name__isnull name__nie name__nic name__nisw \
         name__niew name__empty status status__n tag__n tag vid vid__n vid__gte vid__lte limit offset q"
    );
    assert_eq!(
        names(&documents()),
        "filter[cost] cost__gt created created_after created_before owner owner__not_in owner__isempty owner__in title \
         title__in title__icontains title__not_icontains page group_by[x]"
    );
    let find = |schema: &Schema, name: &str| parameters(schema).into_iter().find(|(key, _)| key == name).unwrap().1;
    assert_eq!(
        find(&devices(), "status"),
        json!({
            "name": "status", "in": "query", "description": "`status` equals one of the values.",
            "style": "form", "explode": true,
            "schema": {
                "type": "array", "items": {"type": "string", "enum": ["active", "planned", "failed, lost"]},
                "minItems": 1, "maxItems": 500,
            },
            "x-filterset-field": "status", "x-filterset-op": "in",
        })
    );
    assert_eq!(
        find(&launches(), "status__not_in"),
        json!({
            "name": "status__not_in", "in": "query",
            "description": "`status` does not equal any of the values. Commas separate values too.",
            "style": "form", "explode": true,
            "schema": {
                "type": "array", "items": {"type": "integer", "format": "int64"}, "minItems": 1, "maxItems": 500,
            },
            "x-filterset-lists": "both",
        })
    );
    // The empty text is an item.
    assert_eq!(find(&devices(), "name")["schema"]["items"], json!({"type": "string"}));
    // A range always uses the comma.
    assert_eq!(find(&launches(), "net__range")["explode"], json!(false));
    assert_eq!(find(&launches(), "lsp__name")["explode"], json!(false));
    assert_eq!(find(&articles(), "any_tag")["x-filterset-key"], json!(true));
    let operation = serde_json::to_value(Export::new(&devices())).unwrap()["paths"]["/devices"]["get"].clone();
    assert_eq!(operation["x-filterset-reserved"], json!(["limit", "offset", "q", "cf_*"]));
    assert_eq!(operation["x-filterset-spelling"]["bare"], json!("in"));
}

/// Extension keys that people changed. A parameter is in the schema only if its name is the key of its operator.
#[test]
fn skips_parameters_that_contradict_their_spelling() {
    let text = "schema: { type: string }";
    let list = "schema: { type: array, items: { type: string } }";
    assert_import(
        &[
            &format!("name: a, x-filterset-bare: inn, {text}"),
            &format!("name: b, x-filterset-lists: commas, {text}"),
            &format!("name: c, x-filterset-bare: in, {text}"),
            &format!(
                "name: d, x-filterset-lists: repeat, explode: false, x-filterset-field: d, x-filterset-op: in, {list}"
            ),
            &format!("name: e__gt, x-filterset-bare: in, {text}"),
            &format!("name: e__lt, x-filterset-bare: ne, {text}"),
            &format!("name: f, x-filterset-field: g, x-filterset-key: true, {text}"),
            &format!("name: f__in, {text}"),
            &format!("name: h, x-filterset-bare: in, x-filterset-op: in, x-filterset-field: h, {list}"),
            &format!(
                "name: i, x-filterset-bare: in, x-filterset-lists: repeat, x-filterset-op: in, x-filterset-field: i, {list}"
            ),
        ],
        &[
            "i: text [in]",
            "a: skipped: invalid x-filterset-bare \"inn\"",
            "b: skipped: invalid x-filterset-lists \"commas\"",
            "d: skipped: explode is false, but the key is repeated for each item",
            "h: skipped: missing explode: false, without which the key is repeated for each item",
            "c: skipped: under the spelling, the key of the field \"c\" with the operator \"exact\" is \"c__exact\", not \"c\"",
            "e__gt: ambiguous: only the type string is declared, so \"gt\" compares text",
            "e__gt: skipped: conflicting x-filterset-bare or x-filterset-lists",
            "e__lt: skipped: conflicting x-filterset-bare or x-filterset-lists",
            "f__in: skipped: ambiguous name: it can mean the field \"f\" or the field \"g\" with the operator \"exact\"",
            "f: skipped: ambiguous name: it can mean the field \"g\" or the field \"f\" with the operator \"exact\"",
        ],
    );
}

#[test]
fn notes_invalid_keys_of_the_operation() {
    let import = |key: &str| {
        let text = format!(
            "openapi: 3.1.0\npaths:\n  /t:\n    get:\n      {key}\n      parameters:\n        - {{ name: a__n, in: query, \
             schema: {{ type: string }}, x-filterset-field: a, x-filterset-op: not_in }}\n"
        );
        Importer::new().import(&Document::parse(&text).unwrap(), "/t").map_err(|error| error.to_string())
    };
    let notes = |key: &str| {
        let notes = import(key).unwrap().notes;
        notes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    assert_eq!(
        import("x-filterset-spelling: { operators: { n: not_in } }").unwrap().schema.key("a", filterset::Op::NotIn),
        Some("a__n")
    );
    assert_eq!(notes("x-filterset-spelling: { operators: { n: not_in } }"), "");
    let skipped = "a__n: skipped: x-filterset-field and x-filterset-op do not match this name";
    let invalid = |why: &str| format!("ambiguous: invalid x-filterset-spelling: {why}\n{skipped}");
    assert_eq!(
        notes("x-filterset-spelling: { list: comma }"),
        invalid("spelling: unknown key \"list\": expected one of lists, bare, operators")
    );
    let expected = "invalid type: integer `1`, expected a map of the spelling";
    assert_eq!(notes("x-filterset-spelling: 1"), invalid(expected));
    let names = ["b", "*", "c*", ""].map(|name| format!("ambiguous: invalid name \"{name}\" in x-filterset-reserved"));
    assert_eq!(
        notes("x-filterset-reserved: [b, '*', 'c*', 'c*', 1]"),
        [&[skipped.to_owned()] as &[_], &names].concat().join("\n")
    );
    let spelling = "x-filterset-spelling: { operators: { n: not_in } }";
    let error = import(&format!("x-filterset-reserved: ['a*']\n      {spelling}")).unwrap_err();
    assert!(error.contains("the pattern \"a*\" matches \"a__n\""), "{error}");
}

/// A document whose lists repeat their key, with two operators of its own.
fn build_spelled_document(path: &str) -> String {
    let list = |name: &str| {
        format!("{{ name: {name}, in: query, explode: true, schema: {{ type: array, items: {{ type: string }} }} }}")
    };
    let devices = ["name", "name__n", "name__ic", "site", "site__n", "site__ic", "tag", "tag__n", "tag__ic"].map(list);
    format!(
        "openapi: 3.1.0\npaths:\n  /devices: {{ get: {{ parameters: [{}] }} }}\n  /t: {{ get: {{ {path} }} }}\n",
        devices.join(", ")
    )
}

fn import_spelled(path: &str) -> Import {
    Importer::new().import(&Document::parse(&build_spelled_document(path)).unwrap(), "/t").unwrap()
}

#[test]
fn imports_the_spelling_that_the_paths_share() {
    let parameters = [
        "{ name: a, in: query, schema: { type: integer } }",
        "{ name: a__n, in: query, schema: { type: array, items: { type: integer } } }",
        "{ name: a_min, in: query, schema: { type: integer } }",
        "{ name: b__in, in: query, explode: false, schema: { type: array, items: { type: string } } }",
    ];
    let Import { schema, .. } = import_spelled(&format!("parameters: [{}]", parameters.join(", ")));
    let spelling =
        Spelling::new().lists(ListStyle::Repeat).bare(Op::In).operator("n", Op::NotIn).operator("ic", Op::IContains);
    let expected = Schema::builder("t")
        .spelling(spelling)
        .field(Field::integer("a").ops([Op::Exact, Op::NotIn, Op::Gte]).bare(Op::Exact).key("a_min", Op::Gte))
        .field(Field::text("b").ops([Op::In]).lists(ListStyle::Comma).bare(Op::Exact))
        .build()
        .unwrap();
    assert_eq!(schema, expected);
    assert_eq!(reimport(&Export::new(&schema)).schema, schema);
}

/// The operation declares a spelling, or a key would be ambiguous under that of the document.
#[test]
fn imports_exceptions_to_the_spelling_of_a_document() {
    let declared = import_spelled(
        "x-filterset-spelling: { operators: { has: contains } }, \
         parameters: [{ name: a__has, in: query, x-filterset-field: a, x-filterset-op: contains }]",
    );
    assert_eq!(declared.schema.spelling(), Some(&Spelling::new().operator("has", Op::Contains)));
    let ambiguous = import_spelled(
        "parameters: [{ name: a__n, in: query, schema: { type: integer } }, \
         { name: a__n__gt, in: query, schema: { type: integer } }, \
         { name: a__not_in, in: query, explode: false, schema: { type: array, items: { type: integer } } }]",
    );
    let names: Vec<&str> = ambiguous.schema.fields().map(Field::name).collect();
    assert_eq!(names, ["a", "a__n"]);
}
