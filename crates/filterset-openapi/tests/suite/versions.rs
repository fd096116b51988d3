//! The versions of the specification.

use filterset_openapi::{Document, Import, Importer};

use crate::support::format_field;

/// Returns the fields and notes of the path `/t`.
fn import_path(text: &str) -> Vec<String> {
    let document = Document::parse(text).unwrap();
    let Import { schema, notes } = Importer::new().import(&document, "/t").unwrap();
    schema.fields().map(format_field).chain(notes.iter().map(ToString::to_string)).collect()
}

/// In version 2.0, the keywords of a schema are next to the name of the parameter.
#[test]
fn imports_swagger() {
    let text = "
swagger: '2.0'
parameters:
  status: { name: status, in: query, type: string, enum: [valid, invalid] }
paths:
  /t:
    parameters:
      - { $ref: '#/parameters/status' }
      - { name: body, in: body, schema: { type: object } }
    get:
      parameters:
        - { name: id, in: query, type: integer, format: int32, minimum: 1, required: true }
        - { name: at, in: query, type: string, format: date-time, x-nullable: true }
        - { name: a, in: query, type: array, items: { type: integer } }
        - { name: a__in, in: query, type: array, items: { type: integer } }
        - { name: b__in, in: query, type: array, items: { type: string }, collectionFormat: csv }
        - { name: c__in, in: query, type: array, items: { type: string }, collectionFormat: multi }
        - { name: d, in: query, type: array, items: { type: string }, collectionFormat: multi }
        - { name: e, in: query, type: array, items: { type: string }, collectionFormat: ssv }
        - { name: f, in: query, type: array, items: { type: array, items: { type: string }, collectionFormat: csv } }
        - { name: file, in: formData, type: file }
";
    assert_eq!(
        import_path(text),
        [
            "a: integer [in]",
            "at: date-time nullable [exact]",
            "b: text [in]",
            "c: text [in]",
            "d: text [in]",
            "id: integer from 1 to 2147483647 [exact]",
            "status: choice valid|invalid [exact]",
            "id: lossy: a schema cannot express required",
            "a: ambiguous: a list under the field's name: it is imported as \"in\", so that any of the items matches",
            "d: ambiguous: a list under the field's name: it is imported as \"in\", so that any of the items matches",
            "e: skipped: unsupported collectionFormat ssv: expected csv or multi",
            "f: skipped: unsupported list of lists",
            "a__in: skipped: operator \"in\" has another parameter",
        ]
    );
    assert!(Document::parse("{ \"swagger\": \"2.0\", \"paths\": {} }").is_ok());
    assert!(Document::parse("swagger: 2.0").is_ok());
}

#[test]
fn imports_version_3_2() {
    let text = |version: &str| {
        format!(
            "
openapi: {version}
$self: https://example.com/api
paths:
  /t:
    query: {{}}
    additionalOperations: {{ COPY: {{}} }}
    get:
      parameters:
        - {{ name: a, in: query, schema: {{ type: integer }} }}
        - {{ name: selector, in: querystring, content: {{ application/json: {{}} }} }}
        - {{ $ref: 'https://example.com/api#/components/parameters/b' }}
components:
  parameters:
    b: {{ name: b, in: query, schema: {{ type: boolean }} }}
"
        )
    };
    assert_eq!(
        import_path(&text("3.2.0")),
        [
            "a: integer [exact]",
            "b: boolean [exact]",
            "ambiguous: query, which is new in OpenAPI 3.2, is ignored: the parameters are those of get",
            "ambiguous: additionalOperations, which is new in OpenAPI 3.2, is ignored: the parameters are those of get",
            "selector: skipped: unsupported in \"querystring\": expected a parameter for each condition",
        ]
    );
    assert_eq!(import_path(&text("3.1.0")).len(), 3);
}

/// A description next to a reference is new in version 3.1.
#[test]
fn takes_descriptions_next_to_references() {
    let describe = |version: &str| {
        let text = format!(
            "
openapi: {version}
paths: {{ /t: {{ get: {{ parameters: [{{ $ref: '#/components/parameters/a', description: Near. }}] }} }} }}
components: {{ parameters: {{ a: {{ name: a, in: query, description: Far., schema: {{ type: integer }} }} }} }}
"
        );
        let schema = Importer::new().import(&Document::parse(&text).unwrap(), "/t").unwrap().schema;
        schema.field("a").unwrap().description().unwrap().to_owned()
    };
    assert_eq!([describe("3.0.3"), describe("3.1.0"), describe("3.2.0")], ["Far.", "Near.", "Near."]);
}
