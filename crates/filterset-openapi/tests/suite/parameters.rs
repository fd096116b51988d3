//! Parameters of a path and of its operation, and their references.

use filterset_openapi::{Document, Import, Importer};

use crate::support::{build_document, format_field};

#[test]
fn merges_parameters_of_the_path_and_of_the_operation() {
    let text = "
openapi: 3.0.3
paths:
  /api/links/:
    parameters:
      - { name: a, in: query, schema: { type: string } }
      - { name: b, in: query, schema: { type: string }, description: Of b. }
      - { name: id, in: path, schema: { type: string } }
    get:
      parameters:
        - { name: a, in: query, schema: { type: integer } }
        - { name: a, in: query, schema: { type: boolean } }
        - { name: X-Version, in: header, schema: { type: string } }
        - { $ref: '#/paths/~1api~1other/get/parameters/0' }
        - { $ref: '#/nowhere' }
        - { in: query }
  /api/other:
    get: { parameters: [{ name: c, in: query, schema: { type: number } }] }
  /api/third/{id}/: { $ref: '#/paths/~1api~1other' }
  /api/post/: { post: {} }
";
    let document = Document::parse(text).unwrap();
    let Import { schema, notes } = Importer::new().import(&document, "/api/links/").unwrap();
    assert_eq!(schema.name(), "links");
    assert_eq!(
        schema.fields().map(format_field).collect::<Vec<_>>(),
        ["a: integer [exact]", "b: text [exact]", "c: decimal [exact]"]
    );
    assert_eq!(schema.field("b").unwrap().description(), Some("Of b."));
    assert_eq!(
        notes.iter().map(ToString::to_string).collect::<Vec<_>>(),
        [
            "#/nowhere: skipped: unresolved $ref \"#/nowhere\": the document does not have it",
            "skipped: missing name of a query parameter",
            "a: ambiguous: duplicate parameter: the first one is used",
        ]
    );
    let third = Importer::new().import(&document, "/api/third/{id}/").unwrap().schema;
    assert_eq!((third.name(), third.fields().len()), ("third", 1));
    let error = |path: &str| Importer::new().import(&document, path).unwrap_err().to_string();
    assert_eq!(error("/api/link/"), "unknown path \"/api/link/\"; did you mean \"/api/links/\"?");
    assert_eq!(error("/api/links"), "unknown path \"/api/links\"; did you mean \"/api/links/\"?");
    assert_eq!(error("links"), "unknown path \"links\"; did you mean \"/api/links/\"?");
    assert_eq!(error("/nothing/like/it"), "unknown path \"/nothing/like/it\"");
    assert_eq!(error("/api/post/"), "the path \"/api/post/\" has no get operation");
}

/// Parameters next to the reference of a path override those of its target.
#[test]
fn follows_references_of_paths() {
    let reported = |item: &str| {
        let text = format!(
            "
openapi: 3.1.0
paths:
  /t: {item}
  /u:
    parameters: [{{ name: a, in: query, schema: {{ type: integer }} }}, {{ name: b, in: query, schema: {{ type: date }} }}]
    get: {{ parameters: [{{ name: c, in: query, schema: {{ type: string }} }}] }}
  /none: {{ parameters: [{{ name: a, in: query, schema: {{ type: integer }} }}] }}
"
        );
        match Importer::new().import(&Document::parse(&text).unwrap(), "/t") {
            Ok(Import { schema, notes }) => {
                schema.fields().map(format_field).chain(notes.iter().map(ToString::to_string)).collect::<Vec<_>>()
            }
            Err(error) => vec![error.to_string()],
        }
    };
    let text = |name: &str| format!("{{ name: {name}, in: query, schema: {{ type: string }} }}");
    assert_eq!(
        reported(&format!("{{ $ref: '#/paths/~1u', parameters: [{}, {}] }}", text("b"), text("d"))),
        ["a: integer [exact]", "b: text [exact]", "c: text [exact]", "d: text [exact]"]
    );
    assert_eq!(
        reported(&format!("{{ $ref: '#/paths/~1none', get: {{ parameters: [{}] }} }}", text("d"))),
        ["a: integer [exact]", "d: text [exact]"]
    );
    assert_eq!(
        reported(&format!("{{ $ref: '#/paths/~1u', get: {{ parameters: [{}, {}] }} }}", text("b"), text("d"))),
        [
            "a: integer [exact]",
            "b: text [exact]",
            "d: text [exact]",
            "ambiguous: the get operation of its $ref is ignored, because it has one of its own",
            "c: skipped: it belongs to the get operation of a $ref, which is ignored",
        ]
    );
    assert_eq!(
        reported(&format!("{{ $ref: '#/nowhere', get: {{ parameters: [{}] }} }}", text("d"))),
        ["d: text [exact]", "skipped: unresolved $ref \"#/nowhere\": the document does not have it"]
    );
    assert_eq!(reported("{ $ref: '#/nowhere' }"), ["the path \"/t\" has no get operation"]);
}

#[test]
fn notes_entries_that_are_not_parameters() {
    let listed = |list: &str, notes: &[&str]| {
        let text = format!("openapi: 3.1.0\npaths: {{ /t: {{ get: {{ parameters: {list} }} }} }}\nx: text");
        let import = Importer::new().import(&Document::parse(&text).unwrap(), "/t").unwrap();
        assert_eq!(import.schema.fields().len(), 0, "{list}");
        assert_eq!(import.notes.iter().map(ToString::to_string).collect::<Vec<_>>(), notes, "{list}");
    };
    listed("", &[]);
    for location in ["path", "header", "cookie"] {
        listed(&format!("[{{ name: a, in: {location} }}]"), &[]);
    }
    listed("[{ name: a, in: Query }]", &["a: skipped: invalid in \"Query\": expected query, path, header or cookie"]);
    listed("[{ name: a, in: 1 }]", &["a: skipped: invalid in: expected query, path, header or cookie"]);
    listed("[{ name: a }]", &["a: skipped: missing in: expected query, path, header or cookie"]);
    listed("[{ name: 7, in: query }]", &["7: skipped: invalid name: expected a string"]);
    listed("[{ in: query }]", &["skipped: missing name of a query parameter"]);
    listed("[a, null]", &["skipped: invalid parameter: expected an object"; 2]);
    listed(
        "[{ $ref: 5 }, { $ref: 5, name: a }]",
        &["skipped: invalid $ref: expected a string", "a: skipped: invalid $ref: expected a string"],
    );
    listed("[{ $ref: '#/x' }]", &["#/x: skipped: invalid parameter: expected an object"]);
    listed("{ name: a, in: query }", &["skipped: invalid parameters: expected a list"]);
}

#[test]
fn rejects_circular_references() {
    let error = |parameters: &[&str]| {
        let document = Document::parse(&build_document(parameters)).unwrap();
        Importer::new().import(&document, "/t").unwrap_err().to_string()
    };
    let loops = "circular $ref \"#/components/parameters/pool\"";
    assert_eq!(error(&["$ref: '#/components/parameters/pool'"]), loops);
    let loops = "circular $ref \"#/components/schemas/Loop\"";
    assert_eq!(error(&["name: a, schema: { $ref: '#/components/schemas/Loop' }"]), loops);
}
