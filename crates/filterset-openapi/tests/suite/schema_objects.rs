//! Schema Objects: types, bounds, and how schemas combine.

use crate::support::{gives, schema};

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
