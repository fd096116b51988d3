//! Tables from OpenAPI documents, and back.
#![cfg(feature = "openapi")]

use filterset_test_support::{generate, laws, lists};

use std::fmt::Write;

use arbitrary::{Result, Unstructured};
use filterset::list::{ListOptions, Pagination};
use filterset::openapi::{Document, Export, Import, Importer, NoteKind};
use filterset::{Field, Op, Schema};
use proptest::collection::vec;
use proptest::prelude::*;

/// A table of any names, limits, lists and reserved names: such that are known and such that are not.
fn any_schema(u: &mut Unstructured<'_>) -> Result<Schema> {
    let schema = generate::schema(u)?;
    let name = *u.choose(&["", "links", "api/links", "a b", "{id}"])?;
    let limits = generate::limits(u)?;
    let mut fields: Vec<Field> = schema.fields().cloned().collect();
    let mut reserved: Vec<String> = schema.reserved().map(str::to_owned).collect();
    let list_options = if u.arbitrary()? { lists::list_options(u)? } else { ListOptions::builder() };
    let is_free = |name: &str| list_options.parameters().all(|parameter| parameter != name);
    for known in ["search", "limit", "ordering"].into_iter().filter(|name| is_free(name)) {
        if u.arbitrary()? {
            fields.push(Field::integer(known).ops([Op::Exact]));
        } else if !reserved.iter().any(|name| name == known) {
            reserved.push(known.to_owned());
        }
    }
    reserved.retain(|name| is_free(name) && fields.iter().all(|field| field.name() != name));
    let builder = Schema::builder(name).fields(fields).reserved(reserved).limits(limits).list_options(list_options);
    Ok(builder.build().expect("each was sound"))
}

fn exported(export: &Export<'_>) -> Import {
    let json = serde_json::to_string(export).expect("it can be written");
    let document = Document::parse(&json).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(document.paths().collect::<Vec<_>>(), [export.declared_path()]);
    Importer::new().import(&document, export.declared_path()).unwrap_or_else(|error| panic!("{error}"))
}

fn config() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(2048);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

const NAMES: [&str; 23] = [
    "a",
    "a__exact",
    "a__in",
    "a__in__in",
    "a__in__gt",
    "a__range",
    "a__isnull",
    "a__allin",
    "a__icontains",
    "a__nin",
    "a__b",
    "a__b__ne",
    "page",
    "page__gt",
    "page_size",
    "search",
    "ordering",
    "fields",
    "__",
    "__in",
    "____in",
    "x[y]",
    "",
];

const SCHEMAS: [&str; 19] = [
    "schema: { type: string }",
    "schema: { type: integer, minimum: 1 }",
    "schema: { type: integer, default: 1, maximum: 9 }",
    "schema: { type: string, maxLength: 9 }",
    "explode: false, schema: { type: array, items: { enum: [x, -x] } }",
    "schema: { type: number }",
    "schema: { type: boolean }",
    "schema: { type: string, format: date }",
    "schema: { type: string, format: date-time }",
    "schema: { type: string, format: uuid }",
    "schema: { enum: [x, y] }",
    "schema: { enum: ['x,y'] }",
    "schema: { type: object }",
    "explode: false, schema: { type: array, items: { type: integer } }",
    "explode: false, schema: { type: array, items: { enum: [x, z] } }",
    "schema: { type: array, items: { type: string } }",
    "schema: { type: string }, example: '2022-05-04'",
    "x-filterset-field: a, x-filterset-op: in",
    "x-filterset-field: a__in, schema: { type: integer }",
];

const PIECES: [&str; 32] = [
    "", " ", "\n", "\t", ":", ": ", "- ", "? ", ",", "{", "}", "[", "]", "'", "\"", "&a ", "*a", "!!str ", "|", ">",
    "#", "%", "---", "<<", "null", "-1", "1e9", "\u{FEFF}", "\0", "é", "$ref", "__in",
];

proptest! {
    #![proptest_config(config())]

    /// Each query parameter is a key of the table, a reserved name, or left out with a note; never two of these.
    #[test]
    fn no_parameter_is_dropped_in_silence(picked in vec((0..NAMES.len(), 0..SCHEMAS.len()), 1..12), infer: bool) {
        let parameters: Vec<String> =
            picked.iter().map(|(name, schema)| format!("name: '{}', {}", NAMES[*name], SCHEMAS[*schema])).collect();
        let text = document(&parameters.iter().map(String::as_str).collect::<Vec<_>>());
        let import = Importer::new().infer(infer).import(&Document::parse(&text).unwrap(), "/t").unwrap();
        for name in picked.iter().map(|(name, _)| NAMES[*name]) {
            let code = import.schema.parse(&format!("{name}=x")).err().map(|errors| errors.iter().next().unwrap().code());
            let is_taken = !matches!(code, Some("empty_key" | "unknown_field" | "unknown_operator" | "operator_not_allowed"));
            let is_left_out =
                import.notes.iter().any(|note| note.kind() == NoteKind::Skipped && note.parameter() == name);
            // Both are one key: it is taken where one of them can be read.
            let is_exact = ["a", "a__exact"].contains(&name) && is_taken;
            prop_assert!(is_exact || is_taken != is_left_out, "{}: {:?} {:?} {}", name, code, import.notes, text);
        }
    }

    /// A document of which bytes were changed is read or refused.
    #[test]
    fn every_text_returns(changes in vec((any::<usize>(), 0..PIECES.len()), 1..8), is_json: bool) {
        let mut text = include_str!("documents/openapi.yaml").to_owned();
        if is_json {
            let links = filterset::Schema::builder("t").field(Field::choice("a", ["b"]).nullable().ops([Op::In, Op::IsNull])).build().unwrap();
            text = serde_json::to_string(&Export::new(&links)).unwrap();
        }
        for (location, piece) in changes {
            let location = (0..=location % text.len()).rev().find(|location| text.is_char_boundary(*location)).unwrap();
            let end = text[location..].char_indices().nth(piece % 4).map_or(text.len(), |(length, _)| location + length);
            text.replace_range(location..end, PIECES[piece]);
        }
        if let Ok(document) = Document::parse(&text) {
            for path in document.paths() {
                let _ = Importer::new().infer(true).import(&document, path);
            }
        }
    }

    #[test]
    fn what_is_exported_is_imported_as_the_same_schema(bytes in vec(any::<u8>(), 1024)) {
        let schema = any_schema(&mut Unstructured::new(&bytes)).expect("enough bytes");
        let export = Export::new(&schema);
        prop_assert_eq!(export.notes(), []);
        let import = exported(&export);
        prop_assert_eq!(&import.schema, &schema, "{:?}", import.notes);
        let unexpected = import.notes.iter().find(|note| note.kind() != NoteKind::Reserved && !note.message().contains("compares texts"));
        prop_assert_eq!(unexpected, None);

        // Without the keys either nothing is lost, or a note says what.
        let plain = export.plain(true);
        prop_assert!(!serde_json::to_string(&plain).expect("it can be written").contains("x-filterset-"));
        let Import { schema: read, .. } = exported(&plain);
        prop_assert!(read == schema || !plain.notes().is_empty(), "{:?}", read);
    }
}
/// A document of version 3.1 whose path `/t` has these parameters, each the members of a flow mapping of YAML.
fn document(parameters: &[&str]) -> String {
    let list: Vec<String> =
        parameters.iter().map(|members| format!("        - {{ in: query, {members} }}\n")).collect();
    let list = list.concat();
    format!("openapi: 3.1.0\npaths:\n  /t:\n    get:\n      parameters:\n{list}{COMPONENTS}")
}

const COMPONENTS: &str = "
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

/// A field in a line.
fn line(field: &Field) -> String {
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

/// The fields and notes that parameters give, a line each.
fn read(importer: &Importer, parameters: &[&str]) -> Vec<String> {
    let document = document(parameters);
    let parsed = Document::parse(&document).unwrap_or_else(|error| panic!("{error}:\n{document}"));
    let Import { schema, notes } =
        importer.import(&parsed, "/t").unwrap_or_else(|error| panic!("{error}:\n{document}"));
    let reserved: Vec<&str> = schema.reserved().collect();
    let mut lines: Vec<String> = schema.fields().map(line).collect();
    lines.extend((!reserved.is_empty()).then(|| format!("reserved: {}", reserved.join(" "))));
    let list_options = schema.list_options();
    lines.extend((!list_options.is_empty()).then(|| format!("list: {}", serde_json::to_string(list_options).unwrap())));
    lines.extend(notes.iter().map(ToString::to_string));
    lines
}

#[track_caller]
fn gives(parameters: &[&str], lines: &[&str]) {
    assert_eq!(read(&Importer::new(), parameters), lines);
}

/// What an importer that infers makes of them.
#[track_caller]
fn infers(parameters: &[&str], lines: &[&str]) {
    assert_eq!(read(&Importer::new().infer(true), parameters), lines);
}

/// What a parameter `a` says of its field.
#[track_caller]
fn schema(schema: &str, lines: &[&str]) {
    gives(&[&format!("name: a, schema: {schema}")], lines);
}

#[test]
fn types_and_formats() {
    schema("{ type: string }", &["a: text [exact]"]);
    schema("{ type: string, format: email }", &["a: text [exact]"]);
    schema("{ type: string, format: date }", &["a: date [exact]"]);
    schema("{ format: date-time }", &["a: date-time [exact]"]);
    schema("{ type: string, format: uuid }", &["a: uuid [exact]"]);
    schema("{ type: string, format: decimal }", &["a: decimal [exact]"]);
    schema("{ type: string, format: int64 }", &["a: integer [exact]"]);
    schema("{ type: integer, format: int32 }", &["a: integer [exact]"]);
    schema("{ type: number, format: double }", &["a: decimal [exact]"]);
    schema("{ type: boolean }", &["a: boolean [exact]"]);
    schema("{ type: [string, 'null'] }", &["a: text nullable [exact]"]);
    schema("{ type: [integer, number] }", &["a: decimal [exact]"]);
    schema("{ type: string, nullable: true, format: date }", &["a: date nullable [exact]"]);
    schema("{ type: string, enum: [b, a] }", &["a: choice b|a [exact]"]);
    schema("{ enum: [24h, 7] }", &["a: choice 24h|7 [exact]"]);
    schema("{ type: string, enum: [7, 'on', NO] }", &["a: choice 7|on|NO [exact]"]);
    schema("{ const: a }", &["a: choice a [exact]"]);
    schema("{ type: string, enum: [a, null] }", &["a: choice a nullable [exact]"]);
    schema("{ enum: [true, false] }", &["a: boolean [exact]"]);
    schema("{ const: true }", &["a: boolean [exact]", "a: not kept: a table can't say enum"]);
    schema("true", &["a: text [exact]", "a: doubtful: nothing says what a holds: it is taken as text"]);
    schema("{ enum: [1, 2] }", &["a: integer [exact]", "a: not kept: a table can't say enum"]);
    schema("{ type: 'null' }", &["a: text [exact]", "a: doubtful: nothing says what a holds: it is taken as text"]);
    schema("{ enum: [1, 1.5] }", &["a: decimal [exact]", "a: not kept: a table can't say enum"]);
    schema(
        "{ type: string, format: date, enum: ['2022-05-04'] }",
        &["a: date [exact]", "a: not kept: a table can't say enum"],
    );
    schema("{}", &["a: text [exact]", "a: doubtful: nothing says what a holds: it is taken as text"]);
    gives(&["name: a"], &["a: text [exact]", "a: doubtful: nothing says what a holds: it is taken as text"]);
}

#[test]
fn bounds() {
    schema("{ type: integer, minimum: 1, maximum: 31 }", &["a: integer from 1 to 31 [exact]"]);
    schema("{ type: integer, exclusiveMinimum: 0, exclusiveMaximum: 32 }", &["a: integer from 1 to 31 [exact]"]);
    schema("{ type: integer, minimum: 0, exclusiveMinimum: true }", &["a: integer from 1 [exact]"]);
    schema("{ type: integer, minimum: 5, exclusiveMinimum: 2 }", &["a: integer from 5 [exact]"]);
    schema("{ type: integer, minimum: 0.5 }", &["a: integer [exact]", "a: not kept: a table can't say minimum"]);
    schema("{ type: number, maximum: 3 }", &["a: decimal [exact]", "a: not kept: a table can't say maximum"]);
    schema(
        "{ type: integer, minimum: 2, maximum: 1 }",
        &["a: left out: fields.a: the minimum 2 lies above the maximum 1"],
    );
}

/// Bounds and choices that are said in parts: what all say, or what one of them says.
#[test]
fn bounds_and_choices_of_parts() {
    let from_3_to_5 = ["a: integer from 3 to 5 [exact]"];
    schema("{ type: integer, allOf: [{ minimum: 1 }, { maximum: 5 }, { minimum: 3 }] }", &from_3_to_5);
    schema("{ allOf: [{ minimum: 1 }, { type: integer, maximum: 5 }, { minimum: 3, maximum: 9 }] }", &from_3_to_5);
    schema("{ type: integer, allOf: [{ minimum: 3 }] }", &["a: integer from 3 [exact]"]);
    schema("{ $ref: '#/components/schemas/a~1b~0c%20%25', maximum: 3 }", &["a: integer to 3 [exact]"]);
    schema("{ type: integer, exclusiveMaximum: 1e2 }", &["a: integer to 99 [exact]"]);
    schema("{ type: integer, minimum: 3.0, maximum: 5.0e0 }", &from_3_to_5);
    schema("{ type: integer, maximum: 1e30 }", &["a: integer [exact]", "a: not kept: a table can't say maximum"]);
    schema(
        "{ type: integer, allOf: [{ minimum: 5 }, { maximum: 3 }] }",
        &["a: left out: fields.a: the minimum 5 lies above the maximum 3"],
    );
    schema("{ allOf: [{ enum: [x, y, z] }, { enum: [z, y] }] }", &["a: choice y|z [exact]"]);
    schema("{ allOf: [{ enum: [x] }, { enum: [y] }] }", &["a: left out: its schema says one of x and one of y"]);

    let gap = "a: not kept: a table can't say the gap between bounds, whose values it takes too";
    let range = |minimum: i32, maximum: i32| format!("{{ type: integer, minimum: {minimum}, maximum: {maximum} }}");
    let any = |parts: &[String], field: &str, notes: &[&str]| {
        for key in ["anyOf", "oneOf"] {
            schema(&format!("{{ {key}: [{}] }}", parts.join(", ")), &[&[field], notes].concat());
        }
    };
    any(&[range(1, 2), range(7, 8)], "a: integer from 1 to 8 [exact]", &[gap]);
    any(&[range(7, 8), range(1, 2)], "a: integer from 1 to 8 [exact]", &[gap]);
    any(&[range(7, 8), range(1, 2), range(3, 6)], "a: integer from 1 to 8 [exact]", &[]);
    let (low, high) = ("{ type: integer, maximum: 2 }".to_owned(), "{ type: integer, minimum: 7 }".to_owned());
    any(&[high.clone(), low.clone()], "a: integer [exact]", &[gap]);
    any(&[high.clone(), low, range(3, 6)], "a: integer [exact]", &[]);
    any(&[high.clone(), "{ type: 'null' }".to_owned()], "a: integer from 7 nullable [exact]", &[]);
    schema(&format!("{{ anyOf: [{high}, {{ type: integer }}] }}"), &["a: integer [exact]"]);
    schema(
        "{ type: integer, anyOf: [{ minimum: 1, maximum: 2 }, { minimum: 7 }] }",
        &["a: integer from 1 [exact]", gap],
    );
    gives(
        &[&format!(
            "name: a__in, explode: false, schema: {{ anyOf: [{{ type: array, items: {} }}, {{ type: array, items: {} }}] }}",
            range(7, 8),
            range(1, 2)
        )],
        &["a: integer from 1 to 8 [in]", &gap.replace("a: not", "a__in: not")],
    );
}

#[test]
fn what_a_schema_cannot_say_is_reported() {
    schema(
        "{ type: string, pattern: '^a', minLength: 2, maxLength: 3, default: ab }",
        &["a: text [exact]", "a: not kept: a table can't say default, maxLength, minLength, pattern"],
    );
    schema("{ type: string, minLength: 1, default: null }", &["a: text [exact]"]);
    gives(
        &["name: a, required: true, schema: { type: boolean }"],
        &["a: boolean [exact]", "a: not kept: a table can't say required"],
    );
    gives(
        &["name: a__in, explode: false, schema: { type: array, maxItems: 50, items: { type: integer } }"],
        &["a: integer [in]", "a__in: not kept: a table can't say maxItems"],
    );
    gives(
        &[
            "name: a__in, explode: false, schema: { type: array, maxItems: 500, items: { type: integer } }",
            "name: a__range, explode: false, schema: { type: array, maxItems: 2, items: { type: integer } }",
        ],
        &["a: integer [in, range]"],
    );
}

#[test]
fn schemas_made_of_others() {
    schema("{ $ref: '#/components/schemas/Status' }", &["a: choice valid|invalid [exact]"]);
    schema("{ $ref: '#/components/schemas/a~1b~0c%20%25' }", &["a: integer [exact]"]);
    schema("{ allOf: [{ $ref: '#/components/schemas/Status' }] }", &["a: choice valid|invalid [exact]"]);
    schema("{ $ref: '#/components/schemas/Status', type: string }", &["a: choice valid|invalid [exact]"]);
    schema("{ anyOf: [{ type: integer }, { type: 'null' }] }", &["a: integer nullable [exact]"]);
    schema("{ anyOf: [{ format: date }, { format: date-time }] }", &["a: date-time [exact]"]);
    schema("{ anyOf: [{ enum: [x] }, { enum: [x, y] }] }", &["a: choice x|y [exact]"]);
    schema("{ anyOf: [{ type: string }, { enum: [x] }] }", &["a: text [exact]"]);
    schema("{ oneOf: [{ enum: [x] }, { enum: [y] }, { type: 'null' }] }", &["a: choice x|y nullable [exact]"]);
    schema("{ oneOf: [{ format: date }, { format: date-time }] }", &["a: date-time [exact]"]);
    schema("{ oneOf: [{ type: integer }] }", &["a: integer [exact]"]);
    schema(
        "{ oneOf: [{ type: array, items: { enum: [x] } }, { type: array, items: { enum: [y] } }] }",
        &["a: left out: it takes a list, and \"exact\" takes one value"],
    );
    schema(
        "{ oneOf: [{ $ref: '#/components/schemas/Status' }, { $ref: '#/components/schemas/Blank' }, { $ref: '#/components/schemas/Null' }] }",
        &["a: choice valid|invalid nullable [exact]", "a: not kept: a table can't say the empty text of its enum"],
    );
    schema(
        "{ anyOf: [{ type: integer }, { type: string }] }",
        &["a: left out: its schema says an integer or a string"],
    );
    schema("{ type: integer, allOf: [{ type: boolean }] }", &["a: left out: its schema says an integer and a boolean"]);
    schema("{ type: [string, integer] }", &["a: left out: its type is string or integer"]);
    schema(
        "{ $ref: '#/components/schemas/Nothing' }",
        &["a: left out: its $ref \"#/components/schemas/Nothing\" leads nowhere in the document"],
    );
    schema(
        "{ $ref: 'other.yaml#/Status' }",
        &["a: left out: its $ref \"other.yaml#/Status\" leads nowhere in the document"],
    );
}

/// A value of two schemas is none of `oneOf`; the table takes it.
#[test]
fn schemas_of_which_one_is_to_hold() {
    let one = "a: not kept: a table can't say that just one of its oneOf holds";
    let integer = |bounds: &str| format!("{{ type: integer{bounds} }}");
    for (parts, field) in [
        (["{ enum: [x] }".to_owned(), "{ enum: [x, y] }".to_owned()], "a: choice x|y [exact]"),
        (["{ type: string }".to_owned(), "{ enum: [x] }".to_owned()], "a: text [exact]"),
        (["{ type: string }".to_owned(), "{ format: uuid }".to_owned()], "a: text [exact]"),
        (["{ type: boolean }".to_owned(), "{ type: boolean }".to_owned()], "a: boolean [exact]"),
        ([integer(""), "{ type: number }".to_owned()], "a: decimal [exact]"),
        ([integer(", minimum: 7"), integer("")], "a: integer [exact]"),
        ([integer(", minimum: 0"), integer(", minimum: 1, maximum: 2")], "a: integer from 0 [exact]"),
        ([integer(", minimum: 3, maximum: 4"), integer(", minimum: 1, maximum: 3")], "a: integer from 1 to 4 [exact]"),
    ] {
        let [first, second] = &parts;
        schema(&format!("{{ oneOf: [{first}, {second}] }}"), &[field, one]);
        schema(&format!("{{ oneOf: [{second}, {first}] }}"), &[field, one]);
        schema(&format!("{{ anyOf: [{first}, {second}] }}"), &[field]);
    }
    gives(
        &["name: a__in, explode: false, schema: { type: array, items: { oneOf: [{ enum: [x] }, { enum: [x] }] } }"],
        &["a: choice x [in]", &one.replace("a: not", "a__in: not")],
    );
    gives(
        &[
            "name: a__in, explode: false, schema: { oneOf: [{ type: array, items: { enum: [x] } }, { type: array, items: { enum: [x] } }] }",
        ],
        &["a: choice x [in]", &one.replace("a: not", "a__in: not")],
    );
}

#[test]
fn what_is_no_value_is_left_out() {
    schema("{ type: object }", &["a: left out: it is an object"]);
    schema("{ properties: { b: { type: string } } }", &["a: left out: it is an object"]);
    schema("{ type: file }", &["a: left out: its type is file"]);
    schema("{ enum: [[1]] }", &["a: left out: its enum has a list or an object"]);
    gives(
        &["name: a, content: { application/json: { schema: { type: string } } }"],
        &["a: left out: it is described by its content and not by a schema"],
    );
    gives(
        &[
            "name: a, style: deepObject, schema: { type: object }",
            "name: b, style: deepObject, schema: { type: string }",
        ],
        &["a: left out: it is an object", "b: left out: its style is deepObject, and the language's is form"],
    );
    gives(&["name: 'a[in]', schema: {}"], &["a[in]: left out: it is no name: 1 to 64 of A-Z a-z 0-9 _ . -"]);
    let empty = ["a: left out: its enum is empty"];
    schema("{ enum: [] }", &empty);
    schema("{ type: string, enum: [] }", &empty);
    schema("{ type: integer, allOf: [{ enum: [] }] }", &empty);
    schema("{ enum: { x: y } }", &["a: left out: its enum is no list"]);
    let nothing = ["a: left out: its schema takes nothing"];
    schema("false", &nothing);
    schema("{ not: {} }", &nothing);
    schema("{ type: string, not: true }", &nothing);
    schema("{ type: string, allOf: [false] }", &nothing);
    schema("string", &["a: left out: its schema is no object"]);
    schema("{ type: string, $ref: 5 }", &["a: left out: its $ref is no text"]);
    schema("{ type: string, anyOf: [] }", &["a: left out: its anyOf is no list of schemas"]);
    schema("{ type: string, allOf: { type: string } }", &["a: left out: its allOf is no list of schemas"]);
}

#[test]
fn lists() {
    let list = "explode: false, schema: { type: array, items: { type: string, format: uuid } }";
    gives(&[&format!("name: a__in, {list}"), &format!("name: a__not_in, {list}")], &["a: uuid [in, not_in]"]);
    gives(&[&format!("name: a__range, {list}")], &["a__range: left out: a uuid can't have \"range\""]);
    gives(&[&format!("name: a__allin, {list}")], &["a: uuid many [allin]"]);
    gives(&[&format!("name: a, {list}")], &["a: left out: it takes a list, and \"exact\" takes one value"]);
    gives(&["name: a__in, schema: { type: string }"], &["a: text [in]"]);
    gives(
        &["name: a__in, schema: { type: integer }", "name: a__range, schema: { type: integer, minimum: 1 }"],
        &[
            "a: integer from 1 [in, range]",
            "a__in: doubtful: it takes an integer, and \"in\" takes a list of such",
            "a__range: doubtful: it takes an integer from 1, and \"range\" takes a list of such",
        ],
    );
    gives(
        &["name: a__in, explode: false, schema: { type: array }"],
        &["a: text [in]", "a__in: doubtful: nothing says what a holds: it is taken as text"],
    );
    gives(
        &["name: a__in, explode: false, style: pipeDelimited, schema: { type: array, items: { type: string } }"],
        &["a__in: left out: its style is pipeDelimited, and the language's is form"],
    );
    gives(
        &["name: a__in, explode: true, schema: { type: array, items: { type: string } }"],
        &["a__in: left out: explode: true repeats the key for each item, and the language takes a key once"],
    );
    gives(
        &["name: a__in, schema: { type: array, items: { type: string } }"],
        &[
            "a__in: left out: explode isn't said to be false, so the key repeats for each item, and the language takes a key once",
        ],
    );
    gives(
        &["name: a__in, explode: false, schema: { type: array, items: { type: array } }"],
        &["a__in: left out: it is a list of lists"],
    );
    gives(
        &["name: a__in, explode: false, schema: { type: array, items: { enum: ['a,b'] } }"],
        &[
            "a__in: left out: fields.a.choices: \"a,b\" can't be a choice: a choice that can stand in a list has no comma and no space at either end",
        ],
    );
}

#[test]
fn the_parameters_of_a_field_say_it_together() {
    let date = "schema: { type: string, format: date }";
    gives(&[&format!("name: a, {date}"), "name: a__gte, schema: { type: string }"], &["a: date [exact, gte]"]);
    gives(
        &[
            "name: a, schema: { enum: [x, y] }",
            "name: a__in, schema: { type: string }",
            "name: a__icontains, schema: { type: string }",
        ],
        &["a: choice x|y [exact, in]", "a__icontains: left out: one of x, y can't have \"icontains\""],
    );
    gives(
        &[
            "name: a, schema: { enum: [x, y] }",
            "name: a__in, explode: false, schema: { type: array, items: { enum: [y, x] } }",
        ],
        &["a: choice x|y [exact, in]"],
    );
    gives(
        &["name: a, schema: { type: integer, minimum: 1 }", "name: a__gt, schema: { type: integer }"],
        &["a: integer from 1 [exact, gt]"],
    );
    gives(
        &["name: a, schema: { type: integer }", "name: a__isnull, schema: { type: boolean }"],
        &["a: integer nullable [exact, isnull]"],
    );
    gives(
        &["name: a__isnull, schema: { type: boolean }"],
        &["a: text nullable [isnull]", "a__isnull: doubtful: nothing says what a holds: it is taken as text"],
    );
    gives(
        &["name: a, schema: { type: integer }", &format!("name: a__gt, {date}")],
        &[
            "a: left out: two readings: a is an integer, and a__gt is a date",
            "a__gt: left out: two readings: a is an integer, and a__gt is a date",
        ],
    );
    gives(
        &["name: a__gt, schema: { type: string }"],
        &["a: text [gt]", "a__gt: doubtful: only a string is said, so \"gt\" compares texts"],
    );
    gives(&["name: a, allowEmptyValue: true, schema: { type: string }"], &["a: text empty [exact]"]);
}

#[test]
fn names_are_split_given_all_of_them() {
    let t = |name: &str| format!("name: {name}, schema: {{ type: integer }}");
    let all = |names: &[&str]| {
        let parameters: Vec<String> = names.iter().map(|name| t(name)).collect();
        let mut reported = read(&Importer::new(), &parameters.iter().map(String::as_str).collect::<Vec<_>>());
        // That is of the schema, which is the same for all.
        reported.retain(|line| !line.ends_with(" takes a list of such"));
        reported
    };
    assert_eq!(all(&["account__type", "account__type__in"]), ["account__type: integer [exact, in]"]);
    assert_eq!(all(&["account", "account__type"]), ["account: integer [exact]", "account__type: integer [exact]"]);
    assert_eq!(all(&["created_by__not_in"]), ["created_by: integer [not_in]"]);
    assert_eq!(all(&["a", "a__exact"]), ["a: integer [exact]"]);
    assert_eq!(all(&["a__range", "a__range__gt"]), ["a__range: integer [exact, gt]"]);
    assert_eq!(
        all(&["a", "a__range", "a__range__gt"]),
        [
            "a: integer [exact]",
            "a__range: integer [gt]",
            "a__range: left out: two readings: a field of this name, and the field \"a\" with \"range\"",
        ]
    );
    assert_eq!(
        all(&["a", "a__exact__gt"]),
        [
            "a: integer [exact]",
            "a__exact__gt: left out: two readings: the field \"a__exact\", and the field \"a\" with \"exact\"",
        ]
    );
    assert_eq!(
        all(&["a", "a__nin"]),
        [
            "a: integer [exact]",
            "a__nin: integer [exact]",
            "a__nin: doubtful: \"nin\" is no operator, so it belongs to the field's name",
        ]
    );
}

#[test]
fn reserved_names() {
    let integer = "schema: { type: integer }";
    let page = "name: page, schema: { type: integer }";
    gives(
        &[page, "name: search", "name: x"],
        &[
            "x: text [exact]",
            "reserved: page search",
            "page: reserved: a name of paging",
            "search: reserved: a name of searching",
            "x: doubtful: nothing says what x holds: it is taken as text",
        ],
    );
    gives(
        &[&format!("name: limit, {integer}"), &format!("name: limit__gte, {integer}")],
        &["limit: integer [exact, gte]"],
    );
    let importer = Importer::new().reserved(["seed", "nothing", "x__in"]);
    assert_eq!(read(&importer, &["name: seed", "name: x__in"]), ["reserved: seed x__in"]);
    let clash = document(&["name: x__in", "name: x__in__gt, schema: { type: integer }"]);
    let error = Importer::new().reserved(["x__in"]).import(&Document::parse(&clash).unwrap(), "/t").unwrap_err();
    assert_eq!(
        error.to_string(),
        "what was read is no table:\n\"x__in\" can be read in two ways: as the field \"x__in\" and as a reserved name"
    );
}

#[test]
fn inference_says_why() {
    let text = |name: &str, example: &str| format!("name: {name}, schema: {{ type: string }}, example: {example}");
    infers(
        &[&text("a", "'2022-05-04'")],
        &["a: date [exact]", "a: inferred: a date, as its examples are such values (\"2022-05-04\")"],
    );
    infers(
        &[&text("a__range", "'2022-05-04,2022-05-05T00:00:00Z'")],
        &["a: date-time [range]", "a__range: inferred: a date-time, as its examples are such values (\"2022-05-04\")"],
    );
    infers(
        &[&text("a__in", "'2d2fb5a4-9b2a-4e4a-8f5c-6a0e0b6f3a51, 2d2fb5a4-9b2a-4e4a-8f5c-6a0e0b6f3a52'")],
        &[
            "a: uuid [in]",
            "a__in: inferred: a uuid, as its examples are such values (\"2d2fb5a4-9b2a-4e4a-8f5c-6a0e0b6f3a51\")",
        ],
    );
    infers(&[&text("a", "'12'")], &["a: text [exact]"]);
    infers(
        &[&text("a", "'12'"), "name: a__gt, schema: { type: string }"],
        &[
            "a: integer [exact, gt]",
            "a: inferred: an integer, as its examples are such values (\"12\"), and it takes gt",
            "a__gt: inferred: an integer, as its examples are such values (\"12\"), and it takes gt",
        ],
    );
    infers(
        &[&text("a__gt", "12.5")],
        &["a: decimal [gt]", "a__gt: inferred: a decimal, as its examples are such values (\"12.5\"), and it takes gt"],
    );
    infers(
        &[&text("a", "'2022-05-04'"), "name: a__icontains, schema: { type: string }"],
        &["a: text [exact, icontains]"],
    );
    infers(&["name: a, schema: { type: string, examples: ['2022-05-04', today] }"], &["a: text [exact]"]);
    infers(
        &["name: a, schema: { type: string }, examples: { one: { value: '2022-05-04' } }"],
        &["a: date [exact]", "a: inferred: a date, as its examples are such values (\"2022-05-04\")"],
    );
    gives(&[&text("a", "'2022-05-04'")], &["a: text [exact]"]);
    infers(
        &["name: a, schema: { format: date }", "name: a__gt, schema: { format: date-time }"],
        &["a: date-time [exact, gt]", "a__gt: inferred: a date-time, as a is a date, and a__gt is a date-time"],
    );
    infers(
        &["name: a, schema: { enum: [x] }", "name: a__in, schema: { enum: [y] }"],
        &[
            "a: choice x|y [exact, in]",
            "a__in: doubtful: it takes one of y, and \"in\" takes a list of such",
            "a__in: inferred: one of x, y, as a is one of x, and a__in is one of y",
        ],
    );
    infers(
        &["name: a, schema: { type: integer }", "name: a__in, schema: { format: date }"],
        &[
            "a__in: doubtful: it takes a date, and \"in\" takes a list of such",
            "a: left out: two readings: a is an integer, and a__in is a date",
            "a__in: left out: two readings: a is an integer, and a__in is a date",
        ],
    );
    infers(
        &["name: a__in, schema: { type: array, items: { type: integer } }"],
        &["a: integer [in]", "a__in: inferred: commas between the items, though explode isn't said to be false"],
    );
}

#[test]
fn keys_of_the_crate() {
    gives(
        &["name: a__in, x-filterset-field: a__in, x-filterset-op: exact, schema: { type: integer }"],
        &["a__in: integer [exact]"],
    );
    gives(
        &["name: a__in, x-filterset-field: b, x-filterset-op: in"],
        &["a__in: left out: x-filterset-field and x-filterset-op don't make this name"],
    );
    gives(&["name: a, x-filterset-reserved: true"], &["reserved: a"]);
    gives(
        &["name: a__isnull, x-filterset-values: { enum: [x] }, schema: { type: boolean }"],
        &["a: choice x nullable [isnull]"],
    );
    gives(
        &["name: a, x-filterset-nulable: true, schema: { type: integer }"],
        &["a: integer [exact]", "a: doubtful: \"x-filterset-nulable\" isn't known"],
    );
    gives(
        &["name: \"\\e[1m\", x-filterset-reserved: true", "name: \"\\e[2m\", x-filterset-field: \"\\e[2m\""],
        &[
            "\\u{1b}[1m: left out: it is no name: 1 to 64 of A-Z a-z 0-9 _ . -",
            "\\u{1b}[2m: left out: x-filterset-field and x-filterset-op don't make this name",
        ],
    );
    gives(
        &["name: __in, x-filterset-field: '', x-filterset-op: in, schema: { type: integer }"],
        &["__in: left out: x-filterset-field and x-filterset-op don't make this name"],
    );
    let lines = read(&Importer::new(), &["name: a, x-filterset-time-zone: Nowhere, schema: { format: date-time }"]);
    assert!(lines[0].starts_with("a: left out: fields.a.time_zone: \"Nowhere\" is no known time zone"), "{lines:?}");
}

#[test]
fn parameters_of_the_path_and_of_the_operation() {
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
        schema.fields().map(line).collect::<Vec<_>>(),
        ["a: integer [exact]", "b: text [exact]", "c: decimal [exact]"]
    );
    assert_eq!(schema.field("b").unwrap().description(), Some("Of b."));
    assert_eq!(
        notes.iter().map(ToString::to_string).collect::<Vec<_>>(),
        [
            "a: doubtful: it is declared twice: the first one counts",
            "#/nowhere: left out: its $ref \"#/nowhere\" leads nowhere in the document",
            "left out: a query parameter without a name",
        ]
    );
    let third = Importer::new().import(&document, "/api/third/{id}/").unwrap().schema;
    assert_eq!((third.name(), third.fields().len()), ("third", 1));
    let error = |path: &str| Importer::new().import(&document, path).unwrap_err().to_string();
    assert_eq!(error("/api/link/"), "no path \"/api/link/\"; did you mean \"/api/links/\"?");
    assert_eq!(error("/api/links"), "no path \"/api/links\"; did you mean \"/api/links/\"?");
    assert_eq!(error("links"), "no path \"links\"; did you mean \"/api/links/\"?");
    assert_eq!(error("/nothing/like/it"), "no path \"/nothing/like/it\"");
    assert_eq!(error("/api/post/"), "the path \"/api/post/\" has no get operation");
}

/// What stands beside the reference of a path counts too, and before what it leads to.
#[test]
fn a_path_may_refer_to_another() {
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
                schema.fields().map(line).chain(notes.iter().map(ToString::to_string)).collect::<Vec<_>>()
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
            "doubtful: its $ref leads to another get operation: its own counts",
            "c: left out: another get operation stands beside the $ref that leads to its own",
        ]
    );
    assert_eq!(
        reported(&format!("{{ $ref: '#/nowhere', get: {{ parameters: [{}] }} }}", text("d"))),
        ["d: text [exact]", "left out: its $ref \"#/nowhere\" leads nowhere in the document"]
    );
    assert_eq!(reported("{ $ref: '#/nowhere' }"), ["the path \"/t\" has no get operation"]);
}

#[test]
fn what_is_no_parameter_is_reported() {
    let listed = |list: &str, notes: &[&str]| {
        let text = format!("openapi: 3.1.0\npaths: {{ /t: {{ get: {{ parameters: {list} }} }} }}\nx: text");
        let import = Importer::new().import(&Document::parse(&text).unwrap(), "/t").unwrap();
        assert_eq!(import.schema.fields().len(), 0, "{list}");
        assert_eq!(import.notes.iter().map(ToString::to_string).collect::<Vec<_>>(), notes, "{list}");
    };
    listed("", &[]);
    for location in ["path", "header", "cookie"] {
        listed(&format!("[{{ name: a, in: {place} }}]"), &[]);
    }
    listed("[{ name: a, in: Query }]", &["a: left out: its in is \"Query\": it is query, path, header or cookie"]);
    listed("[{ name: a, in: 1 }]", &["a: left out: its in is no text: it is query, path, header or cookie"]);
    listed("[{ name: a }]", &["a: left out: it has no in: it is query, path, header or cookie"]);
    listed("[{ name: 7, in: query }]", &["7: left out: its name is no text"]);
    listed("[{ in: query }]", &["left out: a query parameter without a name"]);
    listed("[a, null]", &["left out: a parameter that is no object"; 2]);
    listed(
        "[{ $ref: 5 }, { $ref: 5, name: a }]",
        &["left out: its $ref is no text", "a: left out: its $ref is no text"],
    );
    listed("[{ $ref: '#/x' }]", &["#/x: left out: a parameter that is no object"]);
    listed("{ name: a, in: query }", &["left out: its parameters are no list"]);
}

#[test]
fn circular_references_are_an_error() {
    let error = |parameters: &[&str]| {
        let document = Document::parse(&document(parameters)).unwrap();
        Importer::new().import(&document, "/t").unwrap_err().to_string()
    };
    let loops = "the $ref \"#/components/parameters/pool\" leads to itself";
    assert_eq!(error(&["$ref: '#/components/parameters/pool'"]), loops);
    let loops = "the $ref \"#/components/schemas/Loop\" leads to itself";
    assert_eq!(error(&["name: a, schema: { $ref: '#/components/schemas/Loop' }"]), loops);
}

#[track_caller]
fn unreadable(text: &str, why: &str) {
    assert_eq!(Document::parse(text).unwrap_err().to_string(), why);
}

#[test]
fn documents_that_cannot_be_read() {
    unreadable("", "the document can't be read: it is empty");
    unreadable("{", "the document can't be read: EOF while parsing an object at line 1 column 1");
    unreadable("{} {}", "the document can't be read: trailing characters at line 1 column 4");
    unreadable(
        "a: [",
        "the document can't be read: while parsing a node, did not find expected node content at line 2 column 1",
    );
    unreadable("a: *b", "the document can't be read: while parsing node, found unknown anchor at line 1 column 4");
    unreadable("a: &b [*b]", "the document can't be read: an alias stands within what it names at line 1 column 8");
    unreadable("a: 1\n---\nb: 1", "the document can't be read: a second document begins at line 2 column 1");
    unreadable("? [a]\n: 1", "the document can't be read: a key is no text at line 1 column 3");
    unreadable(
        "a: &a { b: 1 }\nc: { <<: *a }",
        "the document can't be read: YAML 1.2 has no merge keys (<<): write the members out at line 2 column 6",
    );
    let twice = "the document can't be read: \"a\" stands twice in an object at line 1 column";
    unreadable("{\"a\": 1, \"a\": 2}", &format!("{twice} 16"));
    unreadable("{a: 1, a: 2}\n", "the document can't be read: key must be a string at line 1 column 2");
    unreadable("a: { a: 1, a: 2 }", &format!("{twice} 17"));
    let other = |found: &str| format!("this is no OpenAPI document of version 3.0 or 3.1: {found}");
    unreadable("text", &other("it has no key \"openapi\""));
    unreadable("swagger: '2.0'", &other("swagger: 2.0"));
    unreadable("openapi: 3.2.0", &other("openapi: 3.2.0"));
    unreadable("openapi: 3.10", &other("openapi: 3.10"));
    unreadable("openapi: \"\\e[31m\"", &other("openapi: \\u{1b}[31m"));
    assert!(Document::parse("\u{FEFF}openapi: 3.1").is_ok());
    assert!(Document::parse("\u{FEFF} {\"openapi\": \"3.0.0\"}").is_ok());
}

#[test]
fn hostile_documents_are_rejected() {
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
            assert!(error.starts_with("the document can't be read: "), "{count}: {error}");
        }
    }
    // As many values as bytes allow.
    for text in [format!("{{\"a\": [{}0]}}", "0,".repeat(2_000_000)), format!("a: [{}0]", "0,".repeat(2_000_000))] {
        let error = Document::parse(&text).unwrap_err().to_string();
        assert!(error.starts_with("the document can't be read: it has more than 2000000 values"), "{error}");
    }
    // Aliases that nest as deep, each in what the next one names.
    let chain = |count: usize| {
        let mut text = "openapi: 3.1.0\na0: &a0 [1]\n".to_owned();
        for level in 1..count {
            writeln!(text, "a{level}: &a{level} [*a{}]", level - 1).unwrap();
        }
        Document::parse(&text)
    };
    assert!(chain(99).is_ok());
    let deep = "the document can't be read: values nest deeper than 100 at line 101 column 12";
    assert_eq!(chain(200_000).unwrap_err().to_string(), deep);
    let long = format!("# {}", "a".repeat(Document::MAX_BYTES));
    let limit = "the document is too long: 67108866 bytes, at most 67108864 are read";
    assert_eq!(Document::parse(&long).unwrap_err().to_string(), limit);
}

/// What an alias names is shared: a document that would be ten to the thirtieth values is read as what it is.
#[test]
fn alias_bombs_stay_small() {
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
        ["a: left out: its enum has a list or an object"]
    );
    assert_eq!(import("/v").notes.len(), 1);
}

/// Schemas that refer to others twice, thirty levels deep, and one list of choices for every parameter.
#[test]
fn schemas_that_multiply_are_left_out() {
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
    assert_eq!(import("/t").notes[0].to_string(), "a: left out: its schema is made of too many others");
    let Import { schema, notes } = import("/u");
    assert_eq!((schema.fields().len(), notes.len()), (50, 150));
    assert_eq!(notes[0].message(), "the parameters of its path have more than 1000000 choices");

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
        assert_eq!(notes[0].message(), "the parameters of its path have more than 1000000 schemas");
    }
}

/// What a listing is as parameters, and what becomes of them without the key.
#[test]
fn lists_are_exported() {
    let list_options = ListOptions::builder()
        .pagination(Pagination::by_page().size(50).max_size(200))
        .ordering(["created_at", "id"])
        .fields(["id", "account", "account__id"])
        .any_omit()
        .search(64);
    let schema = |list_options: ListOptions| Schema::builder("links").list_options(list_options).build().unwrap();
    let parameters = |schema: &Schema| {
        let parameters = serde_json::to_value(Export::new(schema).parameters()).unwrap();
        let line = |parameter: &serde_json::Value| {
            let explode = parameter.get("explode").map(|explode| format!("explode: {explode}, ")).unwrap_or_default();
            let text = |key: &str| parameter[key].as_str().unwrap().to_owned();
            format!("{}: {explode}{} {}", text("name"), parameter["schema"], text("description"))
        };
        parameters.as_array().unwrap().iter().map(line).collect::<Vec<_>>()
    };
    let schema = schema(list_options);
    assert_eq!(
        parameters(&schema),
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
    assert_eq!(exported(&Export::new(&schema)).schema, schema);
    let plain = Export::new(&schema).plain(true);
    assert_eq!(
        plain.notes().iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["not kept: x-filterset-list isn't said"]
    );
    let names = ["fields", "omit", "ordering", "page", "page_size", "search"];
    assert_eq!(exported(&plain).schema, Schema::builder("links").reserved(names).build().unwrap());
    // The greatest that a table can declare, and names that would be conditions without the key.
    let odd = Schema::builder("links").field(Field::integer("page__in").ops([Op::Gt])).list_options(
        ListOptions::builder().pagination(Pagination::by_page().max_size(4_294_967_295)).search(usize::MAX),
    );
    let odd = odd.build().unwrap();
    assert_eq!(exported(&Export::new(&odd)), Import { schema: odd, notes: Vec::new() });
}

/// What an operation with the key `x-filterset-list` gives: its listing as data, the reserved names, and the notes.
fn declares(list: &str, parameters: &[&str]) -> Vec<String> {
    let document = document(parameters).replace("get:\n", &format!("get:\n      x-filterset-list: {list}\n"));
    let import = Importer::new().import(&Document::parse(&document).unwrap(), "/t").unwrap();
    let reserved: Vec<&str> = import.schema.reserved().collect();
    let mut lines = vec![serde_json::to_string(import.schema.list_options()).unwrap()];
    lines.extend((!reserved.is_empty()).then(|| format!("reserved: {}", reserved.join(" "))));
    lines.extend(import.notes.iter().map(ToString::to_string));
    lines
}

#[test]
fn lists_are_declared_under_a_key() {
    let by_page = r#"{"paging":{"by":"page","size":100,"max_size":1000}}"#;
    assert_eq!(declares("{ paging: { by: page } }", &["name: page", "name: page_size"]), [by_page]);
    assert_eq!(
        declares("{ paging: { by: page } }", &["name: page", "name: limit"]),
        [
            by_page,
            "reserved: limit",
            "page_size: doubtful: x-filterset-list declares it, and the path has no such parameter",
            "limit: reserved: a name of paging",
        ]
    );
    assert_eq!(declares("{ omit: any, search: 9 }", &["name: omit", "name: search"]), [r#"{"omit":"any","search":9}"#]);
    assert_eq!(declares("{}", &["name: page"]), ["{}", "reserved: page", "page: reserved: a name of paging"]);
    for (list, why) in [
        ("{ paging: { by: token } }", "list.paging.by: \"token\" is no paging: page, offset or cursor"),
        ("{ pages: 1 }", "list: \"pages\" is no key of the table format"),
        ("{ ordering: [-id] }", "list.ordering: a name begins with \"-\", which means descending"),
        ("{ ordering: [\"\\e[1m\"] }", "list.ordering: \"\\u{1b}[1m\" is no name: 1 to 64 of A-Z a-z 0-9 _ . -"),
        ("{ ordering: [[id]] }", "invalid type: sequence, expected a string"),
        ("{ paging: page }", "invalid type: string \"page\", expected a table of how lists are p…"),
        ("7", "invalid type: integer `7`, expected a table of what lists take"),
    ] {
        let reported = declares(list, &["name: page"]);
        let [list_options, reserved, why_not, known] = reported.as_slice() else { panic!("{told:?}") };
        assert_eq!([list_options, reserved, known], ["{}", "reserved: page", "page: reserved: a name of paging"]);
        assert_eq!(*why_not, format!("doubtful: x-filterset-list can't be read: {why}"));
    }
    // A name that is said to be reserved too is no table.
    let both = document(&["name: page, x-filterset-reserved: true", "name: page_size"]);
    let both = both.replace("get:\n", "get:\n      x-filterset-list: { paging: { by: page } }\n");
    let error = Importer::new().import(&Document::parse(&both).unwrap(), "/t").unwrap_err().to_string();
    assert_eq!(
        error,
        "what was read is no table:\n\"page\" can be read in two ways: as a parameter of the list and as a reserved name"
    );
}

#[test]
fn what_lists_take_is_inferred() {
    let page = "name: page, schema: { type: integer, minimum: 1, default: 1 }";
    let size = "name: page_size, schema: { type: integer, minimum: 1, maximum: 200, default: 50 }";
    infers(
        &[page, size, "name: limit"],
        &[
            "reserved: limit",
            r#"list: {"paging":{"by":"page","size":50,"max_size":200}}"#,
            "page: inferred: lists come in parts by it, whose size is page_size",
            "page_size: inferred: 50 records, and at most 200, as its default and its maximum are",
            "limit: reserved: a name of paging",
        ],
    );
    gives(
        &[page, size],
        &["reserved: page page_size", "page: reserved: a name of paging", "page_size: reserved: a name of paging"],
    );
    infers(
        &["name: offset, schema: { type: integer }", "name: limit, schema: { type: integer, maximum: 9, default: 9 }"],
        &[
            r#"list: {"paging":{"by":"offset","size":9,"max_size":9}}"#,
            "offset: inferred: lists come in parts by it, whose size is limit",
            "limit: inferred: 9 records, and at most 9, as its default and its maximum are",
        ],
    );
    infers(
        &["name: cursor, schema: { type: string, maxLength: 99 }", size],
        &[
            r#"list: {"paging":{"by":"cursor","size":50,"max_size":200}}"#,
            "cursor: inferred: lists come in parts by it, whose size is page_size",
            "cursor: not kept: a table can't say maxLength",
            "page_size: inferred: 50 records, and at most 200, as its default and its maximum are",
        ],
    );
    infers(
        &["name: ordering, explode: false, schema: { type: array, items: { enum: [id, -id, -a, a] }, default: id }"],
        &[
            r#"list: {"ordering":["a","id"]}"#,
            "ordering: inferred: a list of the names in its enum",
            "ordering: not kept: a table can't say default",
        ],
    );
    infers(
        &["name: ordering, schema: { enum: [id, -id] }"],
        &[
            r#"list: {"ordering":["id"]}"#,
            "ordering: inferred: a list of the names in its enum, of which the document takes one",
        ],
    );
    infers(
        &["name: fields, schema: { type: array, items: { enum: [id, account__id] } }"],
        &[
            r#"list: {"fields":["account__id","id"]}"#,
            "fields: inferred: commas between the items, though explode isn't said to be false",
            "fields: inferred: a list of the names in its enum",
        ],
    );
    infers(
        &["name: omit, explode: false, schema: { type: array, items: { enum: [id] } }"],
        &[r#"list: {"omit":["id"]}"#, "omit: inferred: a list of the names in its enum"],
    );
    infers(
        &["name: search, schema: { type: string, maxLength: 64, pattern: a }"],
        &[
            r#"list: {"search":64}"#,
            "search: inferred: a text of at most 64 characters, as its maxLength is",
            "search: not kept: a table can't say pattern",
        ],
    );
}

/// A name of which too little is said, or what a list can't say, stays reserved.
#[test]
fn lists_that_are_said_otherwise_are_not_inferred() {
    let stays = |parameters: &[&str], name: &str, why: &str| {
        let reported = read(&Importer::new().infer(true), parameters);
        assert!(
            reported[0].starts_with("reserved: ") && !reported.iter().any(|line| line.starts_with("list: ")),
            "{told:?}"
        );
        let note = format!("{name}; nothing is inferred, as {why}");
        assert!(reported.contains(&note), "{note}: {told:?}");
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
    // What is said to be reserved is, and what the key says counts.
    let infer = Importer::new().infer(true).reserved(["search"]);
    let bounded = "schema: { type: string, maxLength: 9 }";
    assert_eq!(read(&infer, &[&format!("name: search, {bounded}")]), ["reserved: search"]);
    infers(&[&format!("name: search, x-filterset-reserved: true, {bounded}")], &["reserved: search"]);
    infers(
        &[&format!("name: search, {bounded}"), "name: search__in, schema: { type: string }"],
        &["search: text [exact, in]", "search: not kept: a table can't say maxLength"],
    );
}
