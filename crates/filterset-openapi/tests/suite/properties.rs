//! Properties of import and export over generated schemas and documents.

use arbitrary::{Result, Unstructured};
use filterset::list::ListOptions;
use filterset::schema::{FieldBuilder, SchemaBuilder};
use filterset::{Field, Op, Schema};
use filterset_openapi::{Document, Export, Import, Importer, NoteKind};
use filterset_test_support::{generate, lists};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::json;

use crate::support::{build_document, reimport};

/// Generates a schema with any name, limits, list options and reserved names.
fn any_schema(u: &mut Unstructured<'_>) -> Result<Schema> {
    let schema = generate::schema(u)?;
    let name = *u.choose(&["", "links", "api/links", "a b", "{id}"])?;
    let limits = generate::limits(u)?;
    let mut fields: Vec<FieldBuilder> = schema.fields().cloned().map(FieldBuilder::from).collect();
    let mut names: Vec<String> = schema.fields().map(|field| field.name().to_owned()).collect();
    let mut reserved: Vec<String> = schema.reserved().map(str::to_owned).collect();
    let list_options = if u.arbitrary()? { lists::list_options(u)? } else { ListOptions::builder() };
    let lists = Schema::builder("").list_options(list_options.clone()).build().expect("list options are valid");
    let is_free = |name: &str| lists.list_options().parameter(name).is_none();
    for known in ["search", "limit", "ordering"].into_iter().filter(|name| is_free(name)) {
        if u.arbitrary()? {
            names.push(known.to_owned());
            fields.push(Field::integer(known).ops([Op::Exact]));
        } else if !reserved.iter().any(|name| name == known) {
            reserved.push(known.to_owned());
        }
    }
    reserved.retain(|name| is_free(name) && !names.contains(name));
    let builder = Schema::builder(name).fields(fields).reserved(reserved).limits(limits).list_options(list_options);
    let builder = schema.spelling().cloned().into_iter().fold(builder, SchemaBuilder::spelling);
    // A known name can also be a key, or match a reserved pattern.
    Ok(builder.build().unwrap_or(schema))
}

/// Changes a part of the spelling at random. Returns `None` if the result is invalid.
fn vary_spelling(u: &mut Unstructured<'_>, schema: &Schema) -> Result<Option<Schema>> {
    let names: Vec<&str> = schema.fields().map(Field::name).collect();
    let name = *u.choose(&names)?;
    let mut schema = serde_json::to_value(schema).expect("data");
    let style = *u.choose(&["comma", "repeat", "both"])?;
    let op = u.choose(&[Op::Exact, Op::In, Op::Gte, Op::NotIn, Op::IsNull])?.wire_name();
    match u.int_in_range(0..=7)? {
        0 => schema["spelling"] = json!({}),
        1 => schema["spelling"] = json!({"lists": style, "bare": op}),
        2 => schema["spelling"] = json!({"lists": style, "operators": {"n": op}}),
        3 => schema["fields"][name]["lists"] = style.into(),
        4 => schema["fields"][name]["bare"] = op.into(),
        5 => schema["fields"][name]["keys"] = json!({"other_key": op}),
        6 => schema["fields"][name]["keys"] = json!({"filter[a]": op}),
        _ => schema["reserved"] = json!(*u.choose(&[&["q", "xy_*", "limit", "a[b]"] as &[&str], &["*_xy"]])?),
    }
    Ok(serde_json::from_value::<SchemaBuilder>(schema).ok().and_then(|builder| builder.build().ok()))
}

fn config() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(2048);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

const NAMES: [&str; 25] = [
    "a",
    "a__exact",
    "a__in",
    "a__in__in",
    "a__in__gt",
    "a__range",
    "a__isnull",
    "a__allin",
    "a__isempty",
    "a__not_icontains",
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

    /// Each query parameter is exactly one of these: a key of the schema, a reserved name, or skipped with a note.
    #[test]
    fn drops_no_parameter_silently(picked in vec((0..NAMES.len(), 0..SCHEMAS.len()), 1..12), infer: bool) {
        let parameters: Vec<String> =
            picked.iter().map(|(name, schema)| format!("name: '{}', {}", NAMES[*name], SCHEMAS[*schema])).collect();
        let text = build_document(&parameters.iter().map(String::as_str).collect::<Vec<_>>());
        let import = Importer::new().infer(infer).import(&Document::parse(&text).unwrap(), "/t").unwrap();
        for name in picked.iter().map(|(name, _)| NAMES[*name]) {
            let code = import.schema.parse(&format!("{name}=x")).err().map(|errors| errors.iter().next().unwrap().code());
            let is_taken = !matches!(code, Some("empty_key" | "unknown_field" | "unknown_operator" | "operator_not_allowed"));
            let is_left_out =
                import.notes.iter().any(|note| note.kind() == NoteKind::Skipped && note.parameter() == name);
            // Both names are the same key, which is imported if either of them is valid.
            let is_exact = ["a", "a__exact"].contains(&name) && is_taken;
            prop_assert!(is_exact || is_taken != is_left_out, "{}: {:?} {:?} {}", name, code, import.notes, text);
        }
    }

    /// Mutated documents are parsed or rejected without a panic.
    #[test]
    fn parses_or_rejects_every_text(changes in vec((any::<usize>(), 0..PIECES.len()), 1..8), is_json: bool) {
        let mut text = include_str!("../documents/openapi.yaml").to_owned();
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
    fn imports_exported_spellings_unchanged(bytes in vec(any::<u8>(), 1024)) {
        let mut u = Unstructured::new(&bytes);
        let mut schema = any_schema(&mut u).expect("enough bytes");
        for _ in 0..4 {
            schema = vary_spelling(&mut u, &schema).expect("enough bytes").unwrap_or(schema);
        }
        let export = Export::new(&schema);
        prop_assert_eq!(export.notes(), []);
        let import = reimport(&export);
        prop_assert_eq!(&import.schema, &schema, "{:?}", import.notes);
        let plain = export.plain(true);
        let Import { schema: read, .. } = reimport(&plain);
        prop_assert!(read == schema || !plain.notes().is_empty(), "{:?}", read);
    }

    #[test]
    fn imports_exported_schemas_unchanged(bytes in vec(any::<u8>(), 1024)) {
        let schema = any_schema(&mut Unstructured::new(&bytes)).expect("enough bytes");
        let export = Export::new(&schema);
        prop_assert_eq!(export.notes(), []);
        let import = reimport(&export);
        prop_assert_eq!(&import.schema, &schema, "{:?}", import.notes);
        let unexpected = import.notes.iter().find(|note| note.kind() != NoteKind::Reserved && !note.message().contains("compares text"));
        prop_assert_eq!(unexpected, None);

        // Without the extension keys, either nothing is lost or a note reports it.
        let plain = export.plain(true);
        prop_assert!(!serde_json::to_string(&plain).expect("it can be written").contains("x-filterset-"));
        let Import { schema: read, .. } = reimport(&plain);
        prop_assert!(read == schema || !plain.notes().is_empty(), "{:?}", read);
    }
}
