//! Schema Objects: types, bounds, and how schemas combine.

use crate::support::{assert_import, assert_schema};

#[test]
fn imports_types_and_formats() {
    assert_schema("{ type: string }", &["a: text [exact]"]);
    assert_schema("{ type: string, format: email }", &["a: text [exact]"]);
    assert_schema("{ type: string, format: date }", &["a: date [exact]"]);
    assert_schema("{ format: date-time }", &["a: date-time [exact]"]);
    assert_schema("{ type: string, format: uuid }", &["a: uuid [exact]"]);
    assert_schema("{ type: string, format: decimal }", &["a: decimal [exact]"]);
    assert_schema("{ type: string, format: int64 }", &["a: integer [exact]"]);
    assert_schema("{ type: number, format: double }", &["a: decimal [exact]"]);
    assert_schema("{ type: boolean }", &["a: boolean [exact]"]);
    assert_schema("{ type: [string, 'null'] }", &["a: text nullable [exact]"]);
    assert_schema("{ type: [integer, number] }", &["a: decimal [exact]"]);
    assert_schema("{ type: string, nullable: true, format: date }", &["a: date nullable [exact]"]);
    assert_schema("{ type: string, enum: [b, a] }", &["a: choice b|a [exact]"]);
    assert_schema("{ enum: [24h, 7] }", &["a: choice 24h|7 [exact]"]);
    assert_schema("{ type: string, enum: [7, 'on', NO] }", &["a: choice 7|on|NO [exact]"]);
    assert_schema("{ const: a }", &["a: choice a [exact]"]);
    assert_schema("{ type: string, enum: [a, null] }", &["a: choice a nullable [exact]"]);
    assert_schema("{ enum: [true, false] }", &["a: boolean [exact]"]);
    assert_schema("{ const: true }", &["a: boolean [exact]", "a: lossy: a schema cannot express enum"]);
    assert_schema("true", &["a: text [exact]", "a: ambiguous: the type of a is not declared: it is imported as text"]);
    assert_schema("{ enum: [1, 2] }", &["a: integer [exact]", "a: lossy: a schema cannot express enum"]);
    assert_schema(
        "{ type: 'null' }",
        &["a: text [exact]", "a: ambiguous: the type of a is not declared: it is imported as text"],
    );
    assert_schema("{ enum: [1, 1.5] }", &["a: decimal [exact]", "a: lossy: a schema cannot express enum"]);
    assert_schema(
        "{ type: string, format: date, enum: ['2022-05-04'] }",
        &["a: date [exact]", "a: lossy: a schema cannot express enum"],
    );
    assert_schema("{}", &["a: text [exact]", "a: ambiguous: the type of a is not declared: it is imported as text"]);
    assert_import(
        &["name: a"],
        &["a: text [exact]", "a: ambiguous: the type of a is not declared: it is imported as text"],
    );
}

#[test]
fn imports_bounds() {
    assert_schema("{ type: integer, minimum: 1, maximum: 31 }", &["a: integer from 1 to 31 [exact]"]);
    assert_schema("{ type: integer, exclusiveMinimum: 0, exclusiveMaximum: 32 }", &["a: integer from 1 to 31 [exact]"]);
    assert_schema("{ type: integer, minimum: 0, exclusiveMinimum: true }", &["a: integer from 1 [exact]"]);
    assert_schema("{ type: integer, minimum: 5, exclusiveMinimum: 2 }", &["a: integer from 5 [exact]"]);
    assert_schema("{ type: number, maximum: 3 }", &["a: decimal [exact]", "a: lossy: a schema cannot express maximum"]);
    assert_schema(
        "{ type: integer, minimum: 2, maximum: 1 }",
        &["a: skipped: fields.a: the minimum 2 is greater than the maximum 1"],
    );
}

#[test]
fn rounds_bounds_of_integers_inwards() {
    assert_schema("{ type: integer, minimum: 1.5, maximum: 3.5 }", &["a: integer from 2 to 3 [exact]"]);
    assert_schema("{ type: integer, minimum: -1.5, maximum: -0.5 }", &["a: integer from -1 to -1 [exact]"]);
    assert_schema("{ type: integer, exclusiveMinimum: 1.5 }", &["a: integer from 2 [exact]"]);
    assert_schema("{ type: integer, maximum: 1.5, exclusiveMaximum: true }", &["a: integer to 1 [exact]"]);
}

#[test]
fn bounds_integers_by_their_format() {
    let int32 = "a: integer from -2147483648 to 2147483647 [exact]";
    assert_schema("{ type: integer, format: int32 }", &[int32]);
    assert_schema("{ type: string, format: int32 }", &[int32]);
    assert_schema("{ type: number, format: int32 }", &[int32]);
    assert_schema("{ type: integer, format: uint8 }", &["a: integer from 0 to 255 [exact]"]);
    assert_schema("{ type: integer, format: uint64, maximum: 9 }", &["a: integer from 0 to 9 [exact]"]);
    assert_schema("{ type: integer, format: int32, minimum: 1 }", &["a: integer from 1 to 2147483647 [exact]"]);
    // Documents declare the format at some parameters of a field only.
    let gte = "name: a__gte, schema: { type: integer, minimum: 1 }";
    assert_import(&["name: a, schema: { type: integer, format: int32 }", gte], &["a: integer from 1 [exact, gte]"]);
}

#[test]
fn imports_enum_and_const_together() {
    assert_schema("{ enum: [a, b], const: a }", &["a: choice a [exact]"]);
    let nothing = "a: skipped: its schema accepts no value: its enum does not have its const";
    assert_schema("{ enum: [a, b], const: c }", &[nothing]);
    assert_schema("{ enum: [1, 2], const: '1' }", &[nothing]);
    assert_schema("{ allOf: [{ enum: [a, b] }, { const: b }] }", &["a: choice b [exact]"]);
}

#[test]
fn imports_repeated_choices_once() {
    let repetition = "a: lossy: a schema cannot express the repetition of values in its enum";
    assert_schema("{ type: string, enum: [a, b, a] }", &["a: choice a|b [exact]", repetition]);
    assert_schema("{ enum: [a, a] }", &["a: choice a [exact]", repetition]);
}

/// An author of YAML may omit the quotes of a string.
#[test]
fn keeps_the_spelling_of_strings_without_quotes() {
    assert_schema("{ type: string, enum: [007, 010, +5, 0x1F, True] }", &["a: choice 007|010|+5|0x1F|True [exact]"]);
    assert_schema("{ type: integer, minimum: +5, maximum: 0x1F }", &["a: integer from 5 to 31 [exact]"]);
    assert_schema("{ enum: [True, FALSE] }", &["a: boolean [exact]"]);
}

#[test]
fn imports_tuples_of_one_type() {
    let tuple = |schema: &str| format!("name: a__range, explode: false, schema: {{ type: array, {schema} }}");
    for end in ["", ", items: false", ", items: true", ", items: { type: integer }"] {
        let schema = format!("prefixItems: [{{ type: integer }}, {{ type: integer }}]{end}");
        assert_import(&[&tuple(&schema)], &["a: integer [range]"]);
    }
    assert_import(
        &[&tuple("prefixItems: [{ type: integer, minimum: 1 }, { type: integer, minimum: 2 }]")],
        &["a: integer from 1 [range]", "a__range: lossy: a schema cannot express prefixItems"],
    );
    assert_import(
        &[&tuple("prefixItems: [{ type: integer }, { type: boolean }]")],
        &["a__range: skipped: unsupported schema: an integer or a boolean"],
    );
    assert_import(&[&tuple("items: false")], &["a__range: skipped: its schema accepts no value"]);
    let one = "explode: false, schema: { type: array, prefixItems: [{ type: integer }], items: false }";
    assert_import(
        &[&format!("name: a__in, {one}")],
        &["a: integer [in]", "a__in: lossy: a schema cannot express maxItems"],
    );
}

/// `allOf` intersects bounds and choices, `anyOf` and `oneOf` unite them.
#[test]
fn combines_bounds_and_choices_of_subschemas() {
    let from_3_to_5 = ["a: integer from 3 to 5 [exact]"];
    assert_schema("{ type: integer, allOf: [{ minimum: 1 }, { maximum: 5 }, { minimum: 3 }] }", &from_3_to_5);
    assert_schema(
        "{ allOf: [{ minimum: 1 }, { type: integer, maximum: 5 }, { minimum: 3, maximum: 9 }] }",
        &from_3_to_5,
    );
    assert_schema("{ type: integer, allOf: [{ minimum: 3 }] }", &["a: integer from 3 [exact]"]);
    assert_schema("{ $ref: '#/components/schemas/a~1b~0c%20%25', maximum: 3 }", &["a: integer to 3 [exact]"]);
    assert_schema("{ type: integer, exclusiveMaximum: 1e2 }", &["a: integer to 99 [exact]"]);
    assert_schema("{ type: integer, minimum: 3.0, maximum: 5.0e0 }", &from_3_to_5);
    assert_schema(
        "{ type: integer, maximum: 1e30 }",
        &["a: integer [exact]", "a: lossy: a schema cannot express maximum"],
    );
    assert_schema(
        "{ type: integer, allOf: [{ minimum: 5 }, { maximum: 3 }] }",
        &["a: skipped: fields.a: the minimum 5 is greater than the maximum 3"],
    );
    assert_schema("{ allOf: [{ enum: [x, y, z] }, { enum: [z, y] }] }", &["a: choice y|z [exact]"]);
    assert_schema(
        "{ allOf: [{ enum: [x] }, { enum: [y] }] }",
        &["a: skipped: contradictory schema: one of x and one of y"],
    );

    let gap = "a: lossy: a schema cannot express the gap between bounds, whose values are accepted";
    let range = |minimum: i32, maximum: i32| format!("{{ type: integer, minimum: {minimum}, maximum: {maximum} }}");
    let any = |parts: &[String], field: &str, notes: &[&str]| {
        for key in ["anyOf", "oneOf"] {
            assert_schema(&format!("{{ {key}: [{}] }}", parts.join(", ")), &[&[field], notes].concat());
        }
    };
    any(&[range(1, 2), range(7, 8)], "a: integer from 1 to 8 [exact]", &[gap]);
    any(&[range(7, 8), range(1, 2)], "a: integer from 1 to 8 [exact]", &[gap]);
    any(&[range(7, 8), range(1, 2), range(3, 6)], "a: integer from 1 to 8 [exact]", &[]);
    let (low, high) = ("{ type: integer, maximum: 2 }".to_owned(), "{ type: integer, minimum: 7 }".to_owned());
    any(&[high.clone(), low.clone()], "a: integer [exact]", &[gap]);
    any(&[high.clone(), low, range(3, 6)], "a: integer [exact]", &[]);
    any(&[high.clone(), "{ type: 'null' }".to_owned()], "a: integer from 7 nullable [exact]", &[]);
    assert_schema(&format!("{{ anyOf: [{high}, {{ type: integer }}] }}"), &["a: integer [exact]"]);
    assert_schema(
        "{ type: integer, anyOf: [{ minimum: 1, maximum: 2 }, { minimum: 7 }] }",
        &["a: integer from 1 [exact]", gap],
    );
    assert_import(
        &[&format!(
            "name: a__in, explode: false, schema: {{ anyOf: [{{ type: array, items: {} }}, {{ type: array, items: {} }}] }}",
            range(7, 8),
            range(1, 2)
        )],
        &["a: integer from 1 to 8 [in]", &gap.replace("a: lossy", "a__in: lossy")],
    );
}

#[test]
fn notes_keywords_that_a_schema_cannot_express() {
    assert_schema(
        "{ type: string, pattern: '^a', minLength: 2, maxLength: 3, default: ab }",
        &["a: text [exact]", "a: lossy: a schema cannot express default, maxLength, minLength, pattern"],
    );
    assert_schema("{ type: string, minLength: 1, default: null }", &["a: text [exact]"]);
    assert_import(
        &["name: a, required: true, schema: { type: boolean }"],
        &["a: boolean [exact]", "a: lossy: a schema cannot express required"],
    );
    assert_import(
        &["name: a__in, explode: false, schema: { type: array, maxItems: 50, items: { type: integer } }"],
        &["a: integer [in]", "a__in: lossy: a schema cannot express maxItems"],
    );
    assert_import(
        &[
            "name: a__in, explode: false, schema: { type: array, maxItems: 500, items: { type: integer } }",
            "name: a__range, explode: false, schema: { type: array, maxItems: 2, items: { type: integer } }",
        ],
        &["a: integer [in, range]"],
    );
}

#[test]
fn combines_subschemas() {
    assert_schema("{ $ref: '#/components/schemas/Status' }", &["a: choice valid|invalid [exact]"]);
    assert_schema("{ $ref: '#/components/schemas/a~1b~0c%20%25' }", &["a: integer [exact]"]);
    assert_schema("{ allOf: [{ $ref: '#/components/schemas/Status' }] }", &["a: choice valid|invalid [exact]"]);
    assert_schema("{ $ref: '#/components/schemas/Status', type: string }", &["a: choice valid|invalid [exact]"]);
    assert_schema("{ anyOf: [{ type: integer }, { type: 'null' }] }", &["a: integer nullable [exact]"]);
    assert_schema("{ anyOf: [{ format: date }, { format: date-time }] }", &["a: date-time [exact]"]);
    assert_schema("{ anyOf: [{ enum: [x] }, { enum: [x, y] }] }", &["a: choice x|y [exact]"]);
    assert_schema("{ anyOf: [{ type: string }, { enum: [x] }] }", &["a: text [exact]"]);
    assert_schema("{ oneOf: [{ enum: [x] }, { enum: [y] }, { type: 'null' }] }", &["a: choice x|y nullable [exact]"]);
    assert_schema("{ oneOf: [{ format: date }, { format: date-time }] }", &["a: date-time [exact]"]);
    assert_schema("{ oneOf: [{ type: integer }] }", &["a: integer [exact]"]);
    assert_schema(
        "{ oneOf: [{ type: array, items: { enum: [x] } }, { type: array, items: { enum: [y] } }] }",
        &[
            "a: choice x|y [in]",
            "a: ambiguous: a list under the field's name: it is imported as \"in\", so that any of the items matches",
        ],
    );
    assert_schema(
        "{ oneOf: [{ $ref: '#/components/schemas/Status' }, { $ref: '#/components/schemas/Blank' }, { $ref: '#/components/schemas/Null' }] }",
        &["a: choice valid|invalid nullable [exact]", "a: lossy: a schema cannot express the empty string of its enum"],
    );
    assert_schema(
        "{ anyOf: [{ type: integer }, { type: string }] }",
        &["a: skipped: unsupported schema: an integer or a string"],
    );
    assert_schema(
        "{ type: integer, allOf: [{ type: boolean }] }",
        &["a: skipped: contradictory schema: an integer and a boolean"],
    );
    assert_schema("{ type: [string, integer] }", &["a: skipped: unsupported type: string or integer"]);
    assert_schema(
        "{ $ref: '#/components/schemas/Nothing' }",
        &["a: skipped: unresolved $ref \"#/components/schemas/Nothing\": the document does not have it"],
    );
    assert_schema(
        "{ $ref: 'other.yaml#/Status' }",
        &["a: skipped: unresolved $ref \"other.yaml#/Status\": the document does not have it"],
    );
}

/// A value that satisfies two schemas doesn't satisfy `oneOf`, but the imported schema accepts it.
#[test]
fn notes_one_of_that_overlaps() {
    let one = "a: lossy: a schema cannot express that exactly one schema of oneOf matches";
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
        assert_schema(&format!("{{ oneOf: [{first}, {second}] }}"), &[field, one]);
        assert_schema(&format!("{{ oneOf: [{second}, {first}] }}"), &[field, one]);
        assert_schema(&format!("{{ anyOf: [{first}, {second}] }}"), &[field]);
    }
    assert_import(
        &["name: a__in, explode: false, schema: { type: array, items: { oneOf: [{ enum: [x] }, { enum: [x] }] } }"],
        &["a: choice x [in]", &one.replace("a: lossy", "a__in: lossy")],
    );
    assert_import(
        &[
            "name: a__in, explode: false, schema: { oneOf: [{ type: array, items: { enum: [x] } }, { type: array, items: { enum: [x] } }] }",
        ],
        &["a: choice x [in]", &one.replace("a: lossy", "a__in: lossy")],
    );
}

#[test]
fn skips_parameters_that_are_not_values() {
    assert_schema("{ type: object }", &["a: skipped: unsupported type: object"]);
    assert_schema("{ properties: { b: { type: string } } }", &["a: skipped: unsupported type: object"]);
    assert_schema(
        "{ type: string, format: regex }",
        &["a: skipped: its value is a regular expression, which a schema cannot check"],
    );
    assert_schema("{ type: file }", &["a: skipped: unsupported type: file"]);
    assert_schema("{ enum: [[1]] }", &["a: skipped: invalid enum: expected no lists or objects"]);
    assert_import(
        &["name: a, content: { application/json: { schema: { type: string } } }"],
        &["a: skipped: unsupported content: expected a schema"],
    );
    assert_import(
        &[
            "name: a, style: deepObject, schema: { type: object }",
            "name: b, style: deepObject, schema: { type: string }",
        ],
        &["a: skipped: unsupported type: object", "b: skipped: unsupported style deepObject: expected form"],
    );
    let list = "schema: { type: array, items: { type: string } }";
    assert_import(
        &[&format!("name: a, explode: 'false', {list}"), &format!("name: b, style: 5, {list}")],
        &["a: skipped: invalid explode: expected true or false", "b: skipped: invalid style: expected form"],
    );
    assert_import(
        &["name: 'a[b]', schema: {}"],
        &["a[b]: skipped: invalid name: expected 1 to 128 characters from A-Z a-z 0-9 _ . -"],
    );
    let empty = ["a: skipped: invalid enum: expected at least one value"];
    assert_schema("{ enum: [] }", &empty);
    assert_schema("{ type: string, enum: [] }", &empty);
    assert_schema("{ type: integer, allOf: [{ enum: [] }] }", &empty);
    assert_schema("{ enum: { x: y } }", &["a: skipped: invalid enum: expected a list"]);
    let nothing = ["a: skipped: its schema accepts no value"];
    assert_schema("false", &nothing);
    assert_schema("{ not: {} }", &nothing);
    assert_schema("{ type: string, not: true }", &nothing);
    assert_schema("{ type: string, allOf: [false] }", &nothing);
    assert_schema("string", &["a: skipped: invalid schema: expected an object"]);
    assert_schema("{ type: string, $ref: 5 }", &["a: skipped: invalid $ref: expected a string"]);
    assert_schema("{ type: string, anyOf: [] }", &["a: skipped: invalid anyOf: expected a list of schemas"]);
    assert_schema(
        "{ type: string, allOf: { type: string } }",
        &["a: skipped: invalid allOf: expected a list of schemas"],
    );
}
