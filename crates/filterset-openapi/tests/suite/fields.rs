//! Fields: how their parameters combine, how names are split, and the extension keys.

use filterset_openapi::{Document, Importer};

use crate::support::{assert_import, build_document, import_lines};

#[test]
fn imports_lists() {
    let list = "explode: false, schema: { type: array, items: { type: string, format: uuid } }";
    assert_import(&[&format!("name: a__in, {list}"), &format!("name: a__not_in, {list}")], &["a: uuid [in, not_in]"]);
    assert_import(&[&format!("name: a__range, {list}")], &["a__range: skipped: a uuid can't have \"range\""]);
    assert_import(&[&format!("name: a__allin, {list}")], &["a: uuid many [allin]"]);
    assert_import(&[&format!("name: a, {list}")], &["a: skipped: it takes a list, and \"exact\" takes one value"]);
    assert_import(&["name: a__in, schema: { type: string }"], &["a: text [in]"]);
    assert_import(
        &["name: a__in, schema: { type: integer }", "name: a__range, schema: { type: integer, minimum: 1 }"],
        &[
            "a: integer from 1 [in, range]",
            "a__in: ambiguous: it takes an integer, and \"in\" takes a list of such",
            "a__range: ambiguous: it takes an integer from 1, and \"range\" takes a list of such",
        ],
    );
    assert_import(
        &["name: a__in, explode: false, schema: { type: array }"],
        &["a: text [in]", "a__in: ambiguous: nothing says what a holds: it is taken as text"],
    );
    assert_import(
        &["name: a__in, explode: false, style: pipeDelimited, schema: { type: array, items: { type: string } }"],
        &["a__in: skipped: its style is pipeDelimited, and the language's is form"],
    );
    assert_import(
        &["name: a__in, explode: true, schema: { type: array, items: { type: string } }"],
        &["a__in: skipped: explode: true repeats the key for each item, and the language takes a key once"],
    );
    assert_import(
        &["name: a__in, schema: { type: array, items: { type: string } }"],
        &[
            "a__in: skipped: explode isn't said to be false, so the key repeats for each item, and the language takes a key once",
        ],
    );
    assert_import(
        &["name: a__in, explode: false, schema: { type: array, items: { type: array } }"],
        &["a__in: skipped: it is a list of lists"],
    );
    assert_import(
        &["name: a__in, explode: false, schema: { type: array, items: { enum: ['a,b'] } }"],
        &[
            "a__in: skipped: fields.a.choices: \"a,b\" can't be a choice: a choice that can stand in a list has no comma and no space at either end",
        ],
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
        &["a: choice x|y [exact, in]", "a__icontains: skipped: one of x, y can't have \"icontains\""],
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
        &["a: text nullable [isnull]", "a__isnull: ambiguous: nothing says what a holds: it is taken as text"],
    );
    assert_import(
        &["name: a, schema: { type: integer }", &format!("name: a__gt, {date}")],
        &[
            "a: skipped: two readings: a is an integer, and a__gt is a date",
            "a__gt: skipped: two readings: a is an integer, and a__gt is a date",
        ],
    );
    assert_import(
        &["name: a__gt, schema: { type: string }"],
        &["a: text [gt]", "a__gt: ambiguous: only a string is said, so \"gt\" compares texts"],
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
            "a__range: skipped: two readings: a field of this name, and the field \"a\" with \"range\"",
        ]
    );
    assert_eq!(
        all(&["a", "a__exact__gt"]),
        [
            "a: integer [exact]",
            "a__exact__gt: skipped: two readings: the field \"a__exact\", and the field \"a\" with \"exact\"",
        ]
    );
    assert_eq!(
        all(&["a", "a__nin"]),
        [
            "a: integer [exact]",
            "a__nin: integer [exact]",
            "a__nin: ambiguous: \"nin\" is no operator, so it belongs to the field's name",
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
            "page: reserved: a name of paging",
            "search: reserved: a name of searching",
            "x: ambiguous: nothing says what x holds: it is taken as text",
        ],
    );
    assert_import(
        &[&format!("name: limit, {integer}"), &format!("name: limit__gte, {integer}")],
        &["limit: integer [exact, gte]"],
    );
    let importer = Importer::new().reserved(["seed", "nothing", "x__in"]);
    assert_eq!(import_lines(&importer, &["name: seed", "name: x__in"]), ["reserved: seed x__in"]);
    let clash = build_document(&["name: x__in", "name: x__in__gt, schema: { type: integer }"]);
    let error = Importer::new().reserved(["x__in"]).import(&Document::parse(&clash).unwrap(), "/t").unwrap_err();
    assert_eq!(
        error.to_string(),
        "what was read is no table:\n\"x__in\" can be read in two ways: as the field \"x__in\" and as a reserved name"
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
        &["a__in: skipped: x-filterset-field and x-filterset-op don't make this name"],
    );
    assert_import(&["name: a, x-filterset-reserved: true"], &["reserved: a"]);
    assert_import(
        &["name: a__isnull, x-filterset-values: { enum: [x] }, schema: { type: boolean }"],
        &["a: choice x nullable [isnull]"],
    );
    assert_import(
        &["name: a, x-filterset-nulable: true, schema: { type: integer }"],
        &["a: integer [exact]", "a: ambiguous: \"x-filterset-nulable\" isn't known"],
    );
    assert_import(
        &["name: \"\\e[1m\", x-filterset-reserved: true", "name: \"\\e[2m\", x-filterset-field: \"\\e[2m\""],
        &[
            "\\u{1b}[1m: skipped: it is no name: 1 to 64 of A-Z a-z 0-9 _ . -",
            "\\u{1b}[2m: skipped: x-filterset-field and x-filterset-op don't make this name",
        ],
    );
    assert_import(
        &["name: __in, x-filterset-field: '', x-filterset-op: in, schema: { type: integer }"],
        &["__in: skipped: x-filterset-field and x-filterset-op don't make this name"],
    );
    let lines =
        import_lines(&Importer::new(), &["name: a, x-filterset-time-zone: Nowhere, schema: { format: date-time }"]);
    assert!(lines[0].starts_with("a: skipped: fields.a.time_zone: \"Nowhere\" is no known time zone"), "{lines:?}");
}
