//! Exports: the parameters of reserved names and of decimals.

use filterset::{Field, Op, Schema};
use filterset_openapi::Export;
use serde_json::{Value, json};

use crate::support::reimport;

fn export_parameters(schema: &Schema) -> Vec<Value> {
    let parameters = serde_json::to_value(Export::new(schema).parameters()).unwrap();
    parameters.as_array().unwrap().clone()
}

#[test]
fn describes_each_reserved_name_by_its_meaning() {
    let names = ["omit", "exclude", "page", "page_size", "limit", "offset", "per_page", "seed", "part_detail", "order"];
    let schema = Schema::builder("t").reserved(names).build().unwrap();
    let described: Vec<Option<String>> = export_parameters(&schema)
        .iter()
        .map(|parameter| parameter.get("description").map(|text| text.as_str().unwrap().to_owned()))
        .collect();
    let most = Some("The maximum number of records to return.");
    let expected = [
        Some("The fields that each record omits."),
        None,
        Some("The number of the page."),
        most,
        most,
        Some("The number of records to skip."),
        most,
        None,
        None,
        None,
    ];
    assert_eq!(described.iter().map(Option::as_deref).collect::<Vec<_>>(), expected);
    assert_eq!(reimport(&Export::new(&schema)).schema, schema);
}

#[test]
fn exports_decimals_as_numbers() {
    let schema = Schema::builder("t").field(Field::decimal("a").ops([Op::Exact, Op::In])).build().unwrap();
    let schemas: Vec<Value> = export_parameters(&schema).iter().map(|parameter| parameter["schema"].clone()).collect();
    assert_eq!(
        schemas,
        [
            json!({ "type": "number" }),
            json!({ "type": "array", "items": { "type": "number" }, "minItems": 1, "maxItems": 500 })
        ]
    );
}

/// An importer would read these names as operators, regular expressions or reserved names.
#[test]
fn declares_fields_whose_names_look_like_operators() {
    let names = ["a", "a__zz", "b", "b__zz", "c", "c__zz", "a__nin", "d__year", "re_a", "e__regex", "mode"];
    let fields = names.map(|name| Field::text(name).ops([Op::Exact]));
    let schema = Schema::builder("t").fields(fields).build().unwrap();
    let import = reimport(&Export::new(&schema));
    assert_eq!((import.schema, import.notes), (schema, Vec::new()));
}
