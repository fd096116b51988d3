//! Documents that can't be parsed, and hostile ones.

use std::fmt::Write;

use filterset_openapi::{Document, Import, Importer};

#[track_caller]
fn unreadable(text: &str, why: &str) {
    assert_eq!(Document::parse(text).unwrap_err().to_string(), why);
}

#[test]
fn rejects_malformed_documents() {
    unreadable("", "invalid document: it is empty");
    unreadable("{", "invalid document: EOF while parsing an object at line 1 column 1");
    unreadable("{} {}", "invalid document: trailing characters at line 1 column 4");
    unreadable("a: [", "invalid document: while parsing a node, did not find expected node content at line 2 column 1");
    unreadable("a: *b", "invalid document: while parsing node, found unknown anchor at line 1 column 4");
    unreadable("a: &b [*b]", "invalid document: circular alias at line 1 column 8");
    unreadable("a: 1\n---\nb: 1", "invalid document: expected a single document at line 2 column 1");
    unreadable("? [a]\n: 1", "invalid document: invalid key: expected a string at line 1 column 3");
    unreadable(
        "a: &a { b: 1 }\nc: { <<: *a }",
        "invalid document: unsupported merge key \"<<\": expected the members themselves at line 2 column 6",
    );
    let twice = "invalid document: duplicate key \"a\" at line 1 column";
    unreadable("{\"a\": 1, \"a\": 2}", &format!("{twice} 16"));
    unreadable("{a: 1, a: 2}\n", "invalid document: key must be a string at line 1 column 2");
    unreadable("a: { a: 1, a: 2 }", &format!("{twice} 17"));
    let other =
        |found: &str| format!("unsupported document: expected OpenAPI 3.0 to 3.2 or Swagger 2.0, found {found}");
    unreadable("text", &other("no key \"openapi\""));
    unreadable("swagger: '1.2'", &other("swagger: 1.2"));
    unreadable("swagger: '3.0'", &other("swagger: 3.0"));
    unreadable("openapi: '2.0'", &other("openapi: 2.0"));
    unreadable("openapi: 3.3.0", &other("openapi: 3.3.0"));
    unreadable("openapi: 3.10", &other("openapi: 3.10"));
    unreadable("openapi: \"\\e[31m\"", &other("openapi: \\u{1b}[31m"));
    assert!(Document::parse("\u{FEFF}openapi: 3.1").is_ok());
    assert!(Document::parse("\u{FEFF} {\"openapi\": \"3.0.0\"}").is_ok());
}

#[test]
fn rejects_hostile_documents() {
    let deep = |open: &str, close: &str, count: usize| open.repeat(count) + &close.repeat(count);
    for count in [200, 1000, 1_000_000] {
        for text in [
            format!("{{\"a\": {}}}", deep("[", "]", count)),
            format!("{{\"a\": {}1{}}}", "{\"a\":".repeat(count), "}".repeat(count)),
            format!("a: {}", deep("[", "]", count)),
            format!("a: {}1{}", "{a: ".repeat(count), "}".repeat(count)),
            "- ".repeat(count),
            "? ".repeat(count),
            "[".repeat(count),
        ] {
            let error = Document::parse(&text).unwrap_err().to_string();
            assert!(error.starts_with("invalid document: "), "{count}: {error}");
        }
    }
    // As many values as the length allows.
    for text in [format!("{{\"a\": [{}0]}}", "0,".repeat(2_000_000)), format!("a: [{}0]", "0,".repeat(2_000_000))] {
        let error = Document::parse(&text).unwrap_err().to_string();
        assert!(error.starts_with("invalid document: too many values: expected at most 2000000"), "{error}");
    }
    // Aliases that nest, each within the value of the next anchor.
    let chain = |count: usize| {
        let mut text = "openapi: 3.1.0\na0: &a0 [1]\n".to_owned();
        for level in 1..count {
            writeln!(text, "a{level}: &a{level} [*a{}]", level - 1).unwrap();
        }
        Document::parse(&text)
    };
    assert!(chain(99).is_ok());
    let deep = "invalid document: values are nested too deeply: expected at most 100 levels at line 101 column 12";
    assert_eq!(chain(200_000).unwrap_err().to_string(), deep);
    let long = format!("# {}", "a".repeat(Document::MAX_BYTES));
    let limit = "the document is too long: expected at most 67108864 bytes, found 67108866";
    assert_eq!(Document::parse(&long).unwrap_err().to_string(), limit);
}

/// Aliases share their value, so a document that expands to 10^30 values stays small.
#[test]
fn shares_the_values_of_aliases() {
    let mut text = "openapi: 3.1.0\nx0: &x0 [1]\n".to_owned();
    for level in 1..30 {
        writeln!(text, "x{level}: &x{level} [{}]", vec![format!("*x{}", level - 1); 10].join(", ")).unwrap();
    }
    text += "paths: { /t: { get: { parameters: *x29 } }, /u: { get: { parameters: [{ name: a, in: query, schema: { enum: *x29 }, example: *x29 }] } }, /v: { get: { x-filterset-list: { fields: *x29, omit: *x29, x: *x29 } } } }";
    let document = Document::parse(&text).unwrap();
    let import = |path: &str| Importer::new().import(&document, path).unwrap();
    assert_eq!(import("/t").schema.fields().len(), 0);
    let notes = import("/u").notes;
    assert_eq!(
        notes.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["a: skipped: invalid enum: expected no lists or objects"]
    );
    assert_eq!(import("/v").notes.len(), 1);
}

/// Descriptions, choices and examples that many parameters share are copied only up to a limit.
#[test]
fn limits_the_text_of_a_path() {
    let long = "x".repeat(1 << 20);
    let mut text = format!("openapi: 3.1.0\nlong: &long {long}\npaths:\n  /t:\n    get:\n      parameters:\n");
    for number in 0..100 {
        writeln!(text, "        - {{ name: p{number}, in: query, description: *long, schema: {{ type: integer }} }}")
            .unwrap();
        writeln!(text, "        - {{ name: c{number}, in: query, schema: {{ type: string, enum: [*long] }} }}")
            .unwrap();
        let examples = "*long, ".repeat(100);
        writeln!(
            text,
            "        - {{ name: e{number}, in: query, schema: {{ type: string, examples: [{examples}] }} }}"
        )
        .unwrap();
    }
    let Import { schema, notes } = Importer::new().import(&Document::parse(&text).unwrap(), "/t").unwrap();
    assert_eq!((schema.fields().len(), notes.len()), (164, 136));
    assert_eq!(notes[0].message(), "too many bytes of text in the parameters of its path: expected at most 67108864");
}

/// Paths that share their parameters, whose names are the evidence of operators.
#[test]
fn recognizes_operators_in_linear_time() {
    let mut text = "openapi: 3.1.0\nx: &x\n  get:\n    parameters:\n".to_owned();
    for number in 0..20_000 {
        writeln!(text, "      - {{ name: p{number}__n, in: query, schema: {{ type: integer }} }}").unwrap();
    }
    text += "paths:\n";
    for number in 0..20_000 {
        writeln!(text, "  /p{number}: *x").unwrap();
    }
    let document = Document::parse(&text).unwrap();
    let import = Importer::new().import(&document, "/p1").unwrap();
    assert_eq!(import.schema.fields().len(), 20_000);
}

/// Schemas that refer to others twice, thirty levels deep, and one list of choices for every parameter.
#[test]
fn skips_parameters_of_too_many_schemas() {
    let mut text = "openapi: 3.1.0\ncomponents:\n  schemas:\n    s0: { type: string }\n".to_owned();
    for level in 1..30 {
        let below = format!("{{ $ref: '#/components/schemas/s{}' }}", level - 1);
        writeln!(text, "    s{level}: {{ allOf: [{below}, {below}], anyOf: [{below}, {below}] }}").unwrap();
    }
    let choices: Vec<String> = (0..20_000).map(|choice| choice.to_string()).collect();
    writeln!(text, "    many: {{ type: string, enum: [{}] }}", choices.join(", ")).unwrap();
    text += "paths:\n  /t: { get: { parameters: [{ name: a, in: query, schema: { $ref: '#/components/schemas/s29' } }] } }\n";
    text += "  /u:\n    get:\n      parameters:\n";
    for number in 0..200 {
        let schema = "{ $ref: '#/components/schemas/many' }";
        writeln!(text, "        - {{ name: p{number}, in: query, schema: {schema} }}").unwrap();
    }
    let document = Document::parse(&text).unwrap();
    let import = |path: &str| Importer::new().import(&document, path).unwrap();
    assert_eq!(import("/t").notes[0].to_string(), "a: skipped: its schema nests too many other schemas");
    let Import { schema, notes } = import("/u");
    assert_eq!((schema.fields().len(), notes.len()), (50, 150));
    assert_eq!(notes[0].message(), "too many choices in the parameters of its path: expected at most 1000000");

    // One schema of many parts for every parameter, by reference and by alias.
    let parts = "{ maximum: 9 }, ".repeat(900);
    let mut text = format!("openapi: 3.1.0\nx: &x {{ anyOf: [{parts}], type: integer }}\npaths:\n");
    for (path, schema) in [("/t", "{ $ref: '#/x' }"), ("/u", "*x")] {
        writeln!(text, "  {path}:\n    get:\n      parameters:").unwrap();
        for number in 0..3000 {
            writeln!(text, "        - {{ name: p{number}, in: query, schema: {schema} }}").unwrap();
        }
    }
    let document = Document::parse(&text).unwrap();
    for (path, read) in [("/t", 1108), ("/u", 1109)] {
        let Import { schema, notes } = Importer::new().import(&document, path).unwrap();
        assert_eq!((schema.fields().len(), notes.len()), (read, 3000 - read), "{path}");
        assert_eq!(notes[0].message(), "too many schemas in the parameters of its path: expected at most 1000000");
    }
}
