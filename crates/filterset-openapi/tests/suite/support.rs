//! Builds documents with one path, and imports and exports them.

use filterset::Field;
use filterset_openapi::{Document, Export, Import, Importer};

/// Builds a document of version 3.1 whose path `/t` has the parameters, each given as the members of a YAML flow
/// mapping.
pub(crate) fn build_document(parameters: &[&str]) -> String {
    let list: Vec<String> =
        parameters.iter().map(|members| format!("        - {{ in: query, {members} }}\n")).collect();
    let list = list.concat();
    format!("openapi: 3.1.0\npaths:\n  /t:\n    get:\n      parameters:\n{list}{COMPONENTS}")
}

pub(crate) const COMPONENTS: &str = "
components:
  parameters:
    page: { name: page, in: query, schema: { type: integer } }
    loop: { $ref: '#/components/parameters/pool' }
    pool: { $ref: '#/components/parameters/loop' }
  schemas:
    Status: { type: string, enum: [valid, invalid] }
    Blank: { enum: [''] }
    Null: { enum: [null] }
    Loop: { allOf: [{ $ref: '#/components/schemas/Loop' }] }
    a/b~c %: { type: integer }
";

/// Formats a field in one line.
pub(crate) fn format_field(field: &Field) -> String {
    let choices: Vec<&str> = field.choices().collect();
    let parts = [
        Some(format!("{}: {}", field.name(), field.value_type())),
        (!choices.is_empty()).then(|| choices.join("|")),
        field.minimum().map(|minimum| format!("from {minimum}")),
        field.maximum().map(|maximum| format!("to {maximum}")),
        field.is_multi_valued().then(|| "many".to_owned()),
        field.is_nullable().then(|| "nullable".to_owned()),
        field.allows_empty().then(|| "empty".to_owned()),
        field.time_zone().map(|zone| format!("in {zone}")),
        Some(format!("[{}]", field.ops())),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Returns the fields and notes that parameters result in, one a line.
pub(crate) fn import_lines(importer: &Importer, parameters: &[&str]) -> Vec<String> {
    let document = build_document(parameters);
    let parsed = Document::parse(&document).unwrap_or_else(|error| panic!("{error}:\n{document}"));
    let Import { schema, notes } =
        importer.import(&parsed, "/t").unwrap_or_else(|error| panic!("{error}:\n{document}"));
    let reserved: Vec<&str> = schema.reserved().collect();
    let mut lines: Vec<String> = schema.fields().map(format_field).collect();
    lines.extend((!reserved.is_empty()).then(|| format!("reserved: {}", reserved.join(" "))));
    let list_options = schema.list_options();
    lines.extend((!list_options.is_empty()).then(|| format!("list: {}", serde_json::to_string(list_options).unwrap())));
    lines.extend(notes.iter().map(ToString::to_string));
    lines
}

#[track_caller]
pub(crate) fn assert_import(parameters: &[&str], lines: &[&str]) {
    assert_eq!(import_lines(&Importer::new(), parameters), lines);
}

/// Asserts the result with inference.
#[track_caller]
pub(crate) fn assert_inference(parameters: &[&str], lines: &[&str]) {
    assert_eq!(import_lines(&Importer::new().infer(true), parameters), lines);
}

/// Asserts the import of a parameter `a` with this schema.
#[track_caller]
pub(crate) fn assert_schema(schema: &str, lines: &[&str]) {
    assert_import(&[&format!("name: a, schema: {schema}")], lines);
}

pub(crate) fn reimport(export: &Export<'_>) -> Import {
    let json = serde_json::to_string(export).expect("it can be written");
    let document = Document::parse(&json).unwrap_or_else(|error| panic!("{error}"));
    let paths: Vec<&str> = document.paths().collect();
    let [path] = paths.as_slice() else { panic!("not one path: {paths:?}") };
    Importer::new().import(&document, path).unwrap_or_else(|error| panic!("{error}"))
}
