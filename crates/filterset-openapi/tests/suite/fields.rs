//! Fields: how their parameters combine, how names are split, and the extension keys.

use filterset::{Op, ValueType};
use filterset_openapi::{Document, Importer};

use crate::support::{assert_import, build_document, import_lines};

/// The note on a list under a bare name.
const BARE_LIST: &str =
    "a: ambiguous: a list under the field's name: it is imported as \"in\", so that any of the items matches";

/// Imports parameters, and checks the queries that the schema accepts with their canonical form.
fn assert_reads(parameters: &[&str], queries: &[(&str, &str)]) {
    let document = Document::parse(&build_document(parameters)).expect("a document");
    let schema = Importer::new().import(&document, "/t").expect("a schema").schema;
    for (query, canonical) in queries {
        let read = schema.parse(query).map_or_else(|errors| errors.to_string(), |filter| filter.to_string());
        assert_eq!(read, *canonical, "{query}");
    }
}

#[test]
fn imports_repeated_lists() {
    let list = |explode: &str| format!("{explode}schema: {{ type: array, items: {{ type: string }} }}");
    let repeated = [("a=x&a=y,z", "a=x&a=y,z")];
    assert_reads(&[&format!("name: a, {}", list("explode: true, "))], &repeated);
    assert_reads(&[&format!("name: a, {}", list(""))], &repeated);
    assert_reads(&[&format!("name: a, {}", list("explode: false, "))], &[("a=y,x", "a=x,y")]);
    assert_reads(
        &[&format!("name: a__in, {}", list("explode: true, "))],
        &[("a__in=x&a__in=y,z", "a__in=x&a__in=y,z")],
    );
    // A field has one style of lists, and one key for each operator. The bare name is kept.
    assert_reads(
        &[
            &format!("name: a, {}", list("explode: true, ")),
            &format!("name: a__in, {}", list("explode: false, ")),
            &format!("name: a__not_in, {}", list("explode: true, ")),
            "name: a__icontains, schema: { type: string }",
        ],
        &[
            ("a__not_in=y&a=x&a__icontains=z&a=w", "a=w&a=x&a__icontains=z&a__not_in=y"),
            ("a__in=x", "operator \"in\" of field \"a\" has another key; did you mean \"a\"?"),
        ],
    );
    assert_import(
        &[
            &format!("name: a__in, {}", list("explode: true, ")),
            &format!("name: a__not_in, {}", list("explode: false, ")),
        ],
        &[
            "a: text [in]",
            "a__not_in: skipped: its list is written in another way than that of another parameter of the field",
        ],
    );
}

#[test]
fn imports_lists() {
    let list = "explode: false, schema: { type: array, items: { type: string, format: uuid } }";
    assert_import(&[&format!("name: a__in, {list}"), &format!("name: a__not_in, {list}")], &["a: uuid [in, not_in]"]);
    assert_import(
        &[&format!("name: a__range, {list}")],
        &["a__range: skipped: operator \"range\" is not allowed for a uuid"],
    );
    assert_import(&[&format!("name: a__allin, {list}")], &["a: uuid many [allin]"]);
    assert_import(
        &[&format!("name: a__allin, {list}"), "name: a__isempty, schema: { type: boolean }"],
        &["a: uuid many [allin, isempty]"],
    );
    assert_import(&[&format!("name: a, {list}")], &["a: uuid [in]", BARE_LIST]);
    assert_import(
        &[&format!("name: a__gt, {list}")],
        &["a__gt: skipped: its schema is a list, but \"gt\" takes one value"],
    );
    assert_import(&["name: a__in, schema: { type: string }"], &["a: text [in]"]);
    assert_import(
        &["name: a__in, schema: { type: integer }", "name: a__range, schema: { type: integer, minimum: 1 }"],
        &[
            "a: integer from 1 [in, range]",
            "a__in: ambiguous: its schema accepts an integer, but \"in\" takes a list of such values",
            "a__range: ambiguous: its schema accepts an integer from 1, but \"range\" takes a list of such values",
        ],
    );
    assert_import(
        &["name: a__in, explode: false, schema: { type: array }"],
        &["a: text [in]", "a__in: ambiguous: the type of a is not declared: it is imported as text"],
    );
    assert_import(
        &["name: a__in, explode: false, style: pipeDelimited, schema: { type: array, items: { type: string } }"],
        &["a__in: skipped: unsupported style pipeDelimited: expected form"],
    );
    assert_import(&["name: a__in, explode: true, schema: { type: array, items: { type: string } }"], &["a: text [in]"]);
    assert_import(&["name: a__in, schema: { type: array, items: { type: string } }"], &["a: text [in]"]);
    assert_import(
        &["name: a__in, explode: false, schema: { type: array, items: { type: array } }"],
        &["a__in: skipped: unsupported list of lists"],
    );
    assert_import(
        &["name: a__in, explode: false, schema: { type: array, items: { enum: ['a,b'] } }"],
        &[
            "a__in: skipped: fields.a.choices: invalid choice \"a,b\": expected no commas or surrounding spaces, because the field has a list operator",
        ],
    );
}

#[test]
fn describes_fields_by_their_bare_parameter() {
    let described = |parameters: &[&str]| {
        let document = build_document(parameters);
        let schema = Importer::new().import(&Document::parse(&document).unwrap(), "/t").unwrap().schema;
        schema.field("a").unwrap().description().map(str::to_owned)
    };
    let list = "name: a__range, description: Values are separated by commas., schema: { type: string }";
    assert_eq!(described(&[list]), None);
    assert_eq!(described(&[list, "name: a, schema: { type: integer }"]), None);
    assert_eq!(
        described(&["name: a, description: The price., schema: { type: integer }", list]).unwrap(),
        "The price."
    );
    let exported =
        "name: a__gt, description: \"The price.\\n\\n`a` is greater than the value.\", schema: { type: integer }";
    assert_eq!(described(&[exported]).unwrap(), "The price.");
}

#[test]
fn imports_whole_names_as_keys() {
    let date = |name: &str| format!("name: {name}, schema: {{ type: string, format: date }}");
    assert_reads(
        &[
            &date("made"),
            &date("made_after"),
            &date("made_before"),
            "name: tag, schema: { type: string }",
            "name: not_tag, explode: true, schema: { type: array, items: { type: string } }",
            "name: min_size, schema: { type: integer }",
            "name: size, schema: { type: integer }",
        ],
        &[
            ("made_before=2022-05-04&made_after=2022-05-01", "made_after=2022-05-01&made_before=2022-05-04"),
            ("not_tag=x&not_tag=a,b", "not_tag=a,b&not_tag=x"),
            ("min_size=07&made=2022-05-04", "made=2022-05-04&min_size=7"),
            (
                "made__gte=2022-05-01",
                "operator \"gte\" of field \"made\" has another key; did you mean \"made_after\"?",
            ),
        ],
    );
    // Without the field, the name is a field of its own.
    assert_import(&[&date("made_after")], &["made_after: date [exact]"]);
    assert_import(
        &[&date("made"), &date("made_after")],
        &[
            "made: date [exact, gte]",
            "made_after: inferred: a key of the field \"made\" with the operator \"gte\", by its name",
        ],
    );
    // A text isn't a bound.
    let text = |name: &str| format!("name: {name}, schema: {{ type: string }}");
    let no_bound = "ship_to: ambiguous: not imported as a key of the field \"ship\" with the operator \"lte\", by its name: it is not a number, date or instant";
    assert_import(&[&text("ship"), &text("ship_to")], &["ship: text [exact]", "ship_to: text [exact]", no_bound]);
    let integer = |name: &str| format!("name: {name}, schema: {{ type: integer }}");
    assert_import(
        &[&integer("ship"), &integer("ship_to")],
        &["ship: integer [exact]", "ship_to: integer [exact]", no_bound],
    );
    assert_import(
        &[&text("ship"), &text("not_ship")],
        &[
            "ship: text [exact, ne]",
            "not_ship: inferred: a key of the field \"ship\" with the operator \"ne\", by its name",
        ],
    );
    // An operator has one key.
    assert_import(
        &[&date("made"), &date("made_from"), &date("made__gte")],
        &["made: date [exact, gte]", "made_from: skipped: made__gte is the key of the operator \"gte\" of its field"],
    );
}

#[test]
fn skips_regular_expressions() {
    let why = "skipped: a regular expression, for which the language has no operator";
    assert_import(
        &[
            "name: a, schema: { type: string }",
            "name: a__iregex, schema: { type: string }",
            "name: re_a, schema: { type: string }",
        ],
        &["a: text [exact]", &format!("a__iregex: {why}"), &format!("re_a: {why}")],
    );
    assert_import(&["name: re_a, schema: { type: string }"], &["re_a: text [exact]"]);
}

#[test]
fn recognizes_the_operators_of_an_api() {
    let list = "explode: true, schema: { type: array, items: { type: string } }";
    let mut parameters: Vec<String> = Vec::new();
    for field in ["name", "asset", "serial"] {
        parameters.extend(["", "__n", "__nic", "__empty"].map(|op| {
            format!("name: {field}{op}, {}", if op == "__empty" { "schema: { type: boolean }" } else { list })
        }));
        parameters.push(format!("name: {field}__zz, schema: {{ type: string }}"));
    }
    let parameters: Vec<&str> = parameters.iter().map(String::as_str).collect();
    assert_reads(
        &parameters,
        &[
            (
                "name=b&name=a&name__n=c,d&name__nic=e&name__empty=1",
                "name=a&name=b&name__empty=true&name__n=c,d&name__nic=e",
            ),
            ("asset__nic=a&asset__nic=b", "duplicate key \"asset__nic\": each key may appear once"),
        ],
    );
    let lines = import_lines(&Importer::new(), &parameters);
    assert!(
        lines.contains(&"name__n: inferred: operator \"n\" of the API, which means \"not_in\"".to_owned()),
        "{lines:#?}"
    );
    let named = Importer::new().operator("zz", Op::Contains);
    assert!(
        import_lines(&named, &parameters).iter().any(|line| line.starts_with("name: text [in, not_in, contains, "))
    );
    let unknown =
        "name__zz: ambiguous: \"zz\" may be an operator of the field \"name\": it is imported as part of the name";
    assert!(lines.contains(&unknown.to_owned()), "{lines:#?}");
    // Two fields are no evidence.
    assert_import(
        &["name: a, schema: { type: string }", "name: a__n, schema: { type: string }"],
        &[
            "a: text [exact]",
            "a__n: text [exact]",
            "a__n: ambiguous: \"n\" may be an operator of the field \"a\": it is imported as part of the name",
        ],
    );
}

#[test]
fn adds_operators_by_type() {
    let importer = Importer::new()
        .operators_by_type(ValueType::Integer, [Op::Gt, Op::Lt])
        .operators_by_type(ValueType::Text, [Op::IContains, Op::Gt]);
    assert_eq!(
        import_lines(
            &importer,
            &[
                "name: a, schema: { type: integer }",
                "name: b, schema: { type: string }",
                "name: b__in, schema: { type: string }",
                "name: c__gte, schema: { type: integer }",
                "name: limit, schema: { type: integer }",
            ]
        ),
        [
            "a: integer [exact, gt, lt]",
            "b: text [exact, in, gt, icontains]",
            "c: integer [gte]",
            "reserved: limit",
            "limit: reserved: a pagination parameter",
            "a: inferred: its field also has gt, lt, as every integer field",
            "b: inferred: its field also has gt, icontains, as every text field",
        ]
    );
}

#[test]
fn keeps_fields_whose_type_contradicts_a_reserved_name() {
    let field = |name: &str, schema: &str| {
        import_lines(&Importer::new(), &[&format!("name: {name}, schema: {schema}")]).remove(0)
    };
    for name in ["order", "query", "o", "fields", "mode"] {
        assert_eq!(field(name, "{ type: integer }"), format!("{name}: integer [exact]"));
        assert_eq!(field(name, "{ type: string }"), format!("reserved: {name}"));
        assert_eq!(field(name, "{ type: array, items: { enum: [x] } }"), format!("reserved: {name}"));
    }
    assert_eq!(field("include", "{ type: boolean }"), "reserved: include");
    assert_eq!(field("part_detail", "{ type: boolean }"), "reserved: part_detail");
    assert_eq!(field("part_detail", "{ type: string }"), "part_detail: text [exact]");
    assert_eq!(field("depth", "{ type: integer }"), "reserved: depth");
    assert_eq!(field("depth", "{ type: number }"), "depth: decimal [exact]");
    assert_eq!(field("page", "{ type: boolean }"), "page: boolean [exact]");
}

#[test]
fn reserves_names_by_patterns() {
    let importer = Importer::new().reserved(["cf_*", "*_at", "b"]);
    assert_eq!(
        import_lines(&importer, &["name: cf_a", "name: cf_b__in", "name: c, schema: { type: integer }", "name: at_at"]),
        ["c: integer [exact]", "reserved: cf_* *_at"]
    );
    let document = Document::parse(&build_document(&["name: a__in, schema: { type: string }"])).unwrap();
    let error = Importer::new().reserved(["x*y"]).import(&document, "/t").unwrap_err().to_string();
    assert!(error.contains("x*y"), "{error}");
}

#[test]
fn imports_pairs_of_names_by_inference() {
    let date = |name: &str| format!("name: {name}, schema: {{ type: string, format: date }}");
    let parameters = [&date("made_after"), &date("made_before"), "name: ids, schema: { type: string }"];
    let note = |name: &str, field: &str, op: &str| {
        format!(
            "{name}: ambiguous: not imported as a key of the field \"{field}\" with the operator \"{op}\", by its name: \
             that field has no parameter"
        )
    };
    assert_import(
        &parameters,
        &[
            "ids: text [exact]",
            "made_after: date [exact]",
            "made_before: date [exact]",
            &note("made_after", "made", "gte"),
            &note("made_before", "made", "lte"),
            &note("ids", "id", "in"),
        ],
    );
    assert_eq!(
        import_lines(&Importer::new().infer(true), &parameters),
        [
            "id: text [in]",
            "made: date [gte, lte]",
            "made_after: inferred: a key of the field \"made\" with the operator \"gte\", by its name",
            "made_before: inferred: a key of the field \"made\" with the operator \"lte\", by its name",
            "ids: inferred: a key of the field \"id\" with the operator \"in\", by its name",
        ]
    );
}

/// A convention of names doesn't change what the document declares.
#[test]
fn keeps_fields_that_contradict_a_convention() {
    let lines = |importer: &Importer, parameters: &[&str]| {
        let all = import_lines(importer, parameters);
        all.into_iter().filter(|line| !line.contains(": ambiguous: ")).collect::<Vec<_>>()
    };
    let literal = |parameters: &[&str]| lines(&Importer::new(), parameters);
    let (text, boolean) = ("{ type: string }", "{ type: boolean }");
    let of = |name: &str, schema: &str| format!("name: {name}, schema: {schema}");
    let list = |name: &str, schema: &str| of(name, &format!("{{ type: array, items: {schema} }}"));
    let (integer, date) = ("{ type: integer }", "{ type: string, format: date }");
    let instant = "{ type: string, format: date-time }";
    assert_eq!(
        literal(&[&of("user", text), &list("user_ids", integer)]),
        ["user: text [exact]", "user_ids: integer [in]"]
    );
    assert_eq!(
        literal(&[&of("parent", text), &of("exclude_parent", boolean)]),
        ["exclude_parent: boolean [exact]", "parent: text [exact]"]
    );
    assert_eq!(
        literal(&[&of("expires", boolean), &of("expires_after", instant)]),
        ["expires: boolean [exact]", "expires_after: date-time [exact]"]
    );
    assert_eq!(
        literal(&[&of("made", instant), &of("made_from", date)]),
        ["made: date-time [exact]", "made_from: date [exact]"]
    );
    assert_eq!(
        literal(&[&of("owner_ids", text), &of("owner_id", text), &of("owner_ids__in", text)]),
        ["owner_id: text [exact]", "owner_ids: text [exact, in]"]
    );
    assert_eq!(
        literal(&[&of("id", integer), &list("ids", integer), &list("exclude_ids", integer)]),
        [
            "id: integer [exact, in, not_in]",
            "ids: inferred: a key of the field \"id\" with the operator \"in\", by its name",
            "exclude_ids: inferred: a key of the field \"id\" with the operator \"not_in\", by its name",
        ]
    );
    let infer = Importer::new().infer(true);
    assert_eq!(lines(&infer, &[&list("ids", integer), &list("exclude_ids", integer)])[0], "id: integer [in, not_in]");
    assert_eq!(
        lines(&infer, &[&of("depth", integer), &of("depth_min", integer), &of("depth_max", integer)])[0],
        "depth: integer [exact, gte, lte]"
    );
    // A reserved name is no field.
    let reserved = Importer::new().reserved(["made"]);
    assert_eq!(
        lines(&reserved, &[&of("made", instant), &of("made_after", instant)]),
        ["made_after: date-time [exact]", "reserved: made"]
    );
}

#[test]
fn imports_names_in_brackets_as_keys() {
    assert_reads(
        &[
            "name: 'filter[name]', schema: { type: string }",
            "name: 'filter[price][gte]', schema: { type: number }",
            "name: 'price[lt]', schema: { type: number }",
            "name: 'tags[]', schema: { type: array, items: { type: string } }",
            "name: 'page[size]', schema: { type: integer }",
        ],
        &[
            (
                "tags[]=b&tags[]=a&filter[name]=x&price[lt]=9&filter[price][gte]=1.50",
                "filter%5Bname%5D=x&filter%5Bprice%5D%5Bgte%5D=1.5&price%5Blt%5D=9&tags%5B%5D=a&tags%5B%5D=b",
            ),
            ("name=x", "operator \"exact\" of field \"name\" has another key; did you mean \"filter[name]\"?"),
        ],
    );
    let why = "skipped: invalid name: expected 1 to 128 characters from A-Z a-z 0-9 _ . -";
    assert_import(&["name: 'price[cents]', schema: { type: integer }"], &[&format!("price[cents]: {why}")]);
}

/// An import accepts no key that the document doesn't have.
#[test]
fn accepts_only_the_parameters_of_the_document() {
    assert_reads(
        &["name: a__exact, schema: { type: integer }", "name: b, schema: { type: integer }"],
        &[
            ("a__exact=01", "a__exact=1"),
            ("a=1", "operator \"exact\" of field \"a\" has another key; did you mean \"a__exact\"?"),
            ("b__exact=1", "operator \"exact\" of field \"b\" has another key; did you mean \"b\"?"),
        ],
    );
}

#[test]
fn requires_booleans_for_null_tests() {
    assert_import(
        &["name: a, schema: { type: string }", "name: a__isnull, schema: { enum: ['yes', 'no'] }"],
        &[
            "a: text [exact]",
            "a__isnull: skipped: its schema accepts one of yes, no, but \"isnull\" takes true or false",
        ],
    );
    assert_import(
        &["name: a__isnull, schema: { enum: ['true', 'false'] }", "name: a, schema: { type: string }"],
        &["a: text nullable [exact, isnull]"],
    );
}

#[test]
fn combines_the_parameters_of_a_field() {
    let date = "schema: { type: string, format: date }";
    assert_import(&[&format!("name: a, {date}"), "name: a__gte, schema: { type: string }"], &["a: date [exact, gte]"]);
    assert_import(
        &[
            "name: a, schema: { enum: [x, y] }",
            "name: a__in, schema: { type: string }",
            "name: a__icontains, schema: { type: string }",
        ],
        &["a: choice x|y [exact, in]", "a__icontains: skipped: operator \"icontains\" is not allowed for one of x, y"],
    );
    assert_import(
        &[
            "name: a, schema: { enum: [x, y] }",
            "name: a__in, explode: false, schema: { type: array, items: { enum: [y, x] } }",
        ],
        &["a: choice x|y [exact, in]"],
    );
    assert_import(
        &["name: a, schema: { type: integer, minimum: 1 }", "name: a__gt, schema: { type: integer }"],
        &["a: integer from 1 [exact, gt]"],
    );
    assert_import(
        &["name: a, schema: { type: integer }", "name: a__isnull, schema: { type: boolean }"],
        &["a: integer nullable [exact, isnull]"],
    );
    assert_import(
        &["name: a__isnull, schema: { type: boolean }"],
        &["a: text nullable [isnull]", "a__isnull: ambiguous: the type of a is not declared: it is imported as text"],
    );
    assert_import(
        &["name: a, schema: { type: integer }", "name: a__isempty, schema: { type: boolean }"],
        &["a: integer nullable [exact, isempty]"],
    );
    assert_import(
        &["name: a__not_icontains, schema: { type: string }", "name: a__isempty, schema: { type: boolean }"],
        &["a: text [not_icontains, isempty]"],
    );
    assert_import(
        &["name: a, schema: { type: integer }", &format!("name: a__gt, {date}")],
        &[
            "a: skipped: conflicting types: a is an integer, and a__gt is a date",
            "a__gt: skipped: conflicting types: a is an integer, and a__gt is a date",
        ],
    );
    assert_import(
        &["name: a__gt, schema: { type: string }"],
        &["a: text [gt]", "a__gt: ambiguous: only the type string is declared, so \"gt\" compares text"],
    );
    assert_import(&["name: a, allowEmptyValue: true, schema: { type: string }"], &["a: text empty [exact]"]);
}

#[test]
fn splits_names_by_considering_all_of_them() {
    let t = |name: &str| format!("name: {name}, schema: {{ type: integer }}");
    let all = |names: &[&str]| {
        let parameters: Vec<String> = names.iter().map(|name| t(name)).collect();
        let mut reported = import_lines(&Importer::new(), &parameters.iter().map(String::as_str).collect::<Vec<_>>());
        // This note is the same for all schemas.
        reported.retain(|line| !line.ends_with(" takes a list of such values"));
        reported
    };
    assert_eq!(all(&["account__type", "account__type__in"]), ["account__type: integer [exact, in]"]);
    assert_eq!(all(&["account", "account__type"]), ["account: integer [exact]", "account__type: integer [exact]"]);
    assert_eq!(all(&["created_by__not_in"]), ["created_by: integer [not_in]"]);
    assert_eq!(
        all(&["a", "a__exact"]),
        ["a: integer [exact]", "a__exact: skipped: operator \"exact\" has another parameter"]
    );
    assert_eq!(all(&["a__range", "a__range__gt"]), ["a__range: integer [exact, gt]"]);
    assert_eq!(
        all(&["a", "a__range", "a__range__gt"]),
        [
            "a: integer [exact]",
            "a__range: integer [gt]",
            "a__range: skipped: ambiguous name: it can mean a field of this name or the field \"a\" with the operator \"range\"",
        ]
    );
    assert_eq!(all(&["a", "a__exact__gt"]), ["a: integer [exact]", "a__exact: integer [gt]"]);
    assert_eq!(
        all(&["a", "a__nin"]),
        [
            "a: integer [exact]",
            "a__nin: integer [exact]",
            "a__nin: ambiguous: \"nin\" may be an operator of the field \"a\": it is imported as part of the name",
        ]
    );
}

#[test]
fn reserves_names() {
    let integer = "schema: { type: integer }";
    let page = "name: page, schema: { type: integer }";
    assert_import(
        &[page, "name: search", "name: x"],
        &[
            "x: text [exact]",
            "reserved: page search",
            "page: reserved: a pagination parameter",
            "search: reserved: a search parameter",
            "x: ambiguous: the type of x is not declared: it is imported as text",
        ],
    );
    assert_import(
        &[&format!("name: limit, {integer}"), &format!("name: limit__gte, {integer}")],
        &["limit: integer [exact, gte]"],
    );
    let importer = Importer::new().reserved(["seed", "nothing", "x__in"]);
    assert_eq!(import_lines(&importer, &["name: seed", "name: x__in"]), ["reserved: seed x__in"]);
    assert_eq!(
        import_lines(
            &Importer::new().reserved(["x__in"]),
            &["name: x__in", "name: x__in__gt, schema: { type: integer }", "name: y"]
        ),
        [
            "y: text [exact]",
            "reserved: x__in",
            "y: ambiguous: the type of y is not declared: it is imported as text",
            "x__in: skipped: its operators are skipped, because the name of the field is reserved",
        ]
    );
}

#[test]
fn imports_extension_keys() {
    assert_import(
        &["name: a__in, x-filterset-field: a__in, x-filterset-op: exact, schema: { type: integer }"],
        &["a__in: integer [exact]"],
    );
    assert_import(
        &["name: a__in, x-filterset-field: b, x-filterset-op: in"],
        &["a__in: skipped: x-filterset-field and x-filterset-op do not match this name"],
    );
    assert_import(&["name: a, x-filterset-reserved: true"], &["reserved: a"]);
    assert_import(
        &["name: a__isnull, x-filterset-values: { enum: [x] }, schema: { type: boolean }"],
        &["a: choice x nullable [isnull]"],
    );
    assert_import(
        &["name: a, x-filterset-nulable: true, schema: { type: integer }"],
        &["a: integer [exact]", "a: ambiguous: unknown key \"x-filterset-nulable\""],
    );
    assert_import(
        &["name: \"\\e[1m\", x-filterset-reserved: true", "name: \"\\e[2m\", x-filterset-field: \"\\e[2m\""],
        &[
            "\\u{1b}[1m: skipped: invalid name: expected 1 to 128 characters from A-Z a-z 0-9 _ . -",
            "\\u{1b}[2m: skipped: x-filterset-field and x-filterset-op do not match this name",
        ],
    );
    assert_import(
        &["name: __in, x-filterset-field: '', x-filterset-op: in, schema: { type: integer }"],
        &["__in: skipped: x-filterset-field and x-filterset-op do not match this name"],
    );
    let lines =
        import_lines(&Importer::new(), &["name: a, x-filterset-time-zone: Nowhere, schema: { format: date-time }"]);
    assert!(lines[0].starts_with("a: skipped: fields.a.time_zone: unknown time zone \"Nowhere\""), "{lines:?}");
}
