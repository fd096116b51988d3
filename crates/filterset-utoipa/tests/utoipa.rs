//! Compares the documents of utoipa with exports, and imports them again.

use filterset::list::{ListOptions, Pagination};
use filterset::schema::{FieldBuilder, ListStyle, Spelling};
use filterset::{Field, FilterSet, Limits, Op, Schema, ValueType};
use filterset_openapi::{Document, Export, Importer};
use filterset_utoipa::{Params, Problem, describe, filter_parameters, parameters};
use serde_json::{Value, json};
use utoipa::OpenApi;
use utoipa::openapi::path::{Operation, PathItem, PathsBuilder};
use utoipa::openapi::{HttpMethod, OpenApiBuilder, RefOr};

/// Schemas with everything that an export can express.
fn schemas() -> Vec<Schema> {
    let every = ValueType::ALL.into_iter().map(|value_type| {
        let field = FieldBuilder::new(format!("a_{}", value_type.name().replace('-', "_")), value_type);
        let field = if value_type == ValueType::Choice { field.choices(["x", "y z"]) } else { field };
        field.ops(value_type.ops()).nullable()
    });
    let every = Schema::builder("every").fields(every).build();
    let list = ListOptions::builder()
        .pagination(Pagination::by_page().size(7).max_size(50))
        .ordering(["id", "created_at"])
        .fields(["id"])
        .search(40);
    let listed = Schema::builder("links")
        .field(Field::date_time("created_at").time_zone("-06:00").ops([Op::Range, Op::Exact]))
        .field(Field::integer("id").minimum(Some(1)).maximum(Some(9)).ops([Op::Exact, Op::In]))
        .field(Field::text("tags").multi_valued().allow_empty().ops([Op::AllIn]))
        .reserved(["format", "cf_*"])
        .limits(Limits { list_items: 20, ..Limits::DEFAULT })
        .list_options(list)
        .build();
    let spelled = Schema::builder("devices")
        .spelling(Spelling::new().operator("n", Op::Ne).lists(ListStyle::Repeat))
        .field(Field::text("name").ops([Op::Exact, Op::Ne, Op::In]))
        .build();
    let mut schemas: Vec<Schema> = [every, listed, spelled].map(|schema| schema.expect("a schema")).into();
    schemas.extend(filterset_belvo::all().map(|(_, schema)| schema));
    schemas
}

/// The parameters are those of an export, and the document imports to the same schema.
#[test]
fn documents_the_parameters_that_are_checked() {
    for schema in schemas() {
        let mut exported = serde_json::to_value(Export::new(&schema).parameters()).expect("JSON");
        for parameter in exported.as_array_mut().expect("an array") {
            // This is the default of OpenAPI.
            parameter["required"] = false.into();
        }
        assert_eq!(serde_json::to_value(parameters(&schema)).expect("JSON"), exported, "{}", schema.name());

        let path = "/api/list/";
        let mut operation = Operation::new();
        operation.parameters = Some(parameters(&schema).into_iter().map(RefOr::T).collect());
        let paths = PathsBuilder::new().path(path, PathItem::new(HttpMethod::Get, operation)).build();
        let mut document = OpenApiBuilder::new().paths(paths).build();
        describe(&mut document, path, &schema).expect("the path");
        let import = |json: String| {
            let document = Document::parse(&json).expect("a document");
            let import = Importer::new().import(&document, path).expect("a schema");
            (import.schema, import.notes)
        };
        let imported = import(serde_json::to_string(&document).expect("JSON"));
        assert_eq!(imported.0, schema);
        assert_eq!(imported, import(serde_json::to_string(&Export::new(&schema).path(path)).expect("JSON")));
    }
}

#[derive(FilterSet)]
#[filter(name = "links", list = ListOptions::builder().pagination(Pagination::by_offset()))]
struct Link {
    #[filter(exact, in)]
    institution: String,
}

#[utoipa::path(get, path = "/api/links/", params(Params<Link>, ("key" = String, Header)), responses((status = 200), Problem))]
#[expect(dead_code, reason = "only the document is used")]
fn list_links() {}

#[derive(OpenApi)]
#[openapi(paths(list_links))]
struct Api;

#[test]
fn adds_parameters_and_responses_to_an_operation() {
    let document = serde_json::to_value(Api::openapi()).expect("JSON");
    let operation = &document["paths"]["/api/links/"]["get"];
    let parameters = operation["parameters"].as_array().expect("parameters").iter();
    let names: Vec<_> = parameters.map(|parameter| (parameter["name"].as_str(), parameter["in"].as_str())).collect();
    let expected = [("institution", "query"), ("institution__in", "query"), ("limit", "query"), ("offset", "query")];
    assert_eq!(
        names,
        expected.iter().chain(&[("key", "header")]).map(|(a, b)| (Some(*a), Some(*b))).collect::<Vec<_>>()
    );
    let schema = &operation["responses"]["400"]["content"]["application/problem+json"]["schema"];
    assert_eq!(schema["properties"]["status"], json!({"type": "integer"}));

    // Every member of a problem is in the document.
    let query = "institution__gt=a&limt=3";
    let errors = Link::parse_list_request(query).expect_err("two errors");
    let problem = serde_json::to_value(errors.problem(query)).expect("JSON");
    let assert_documented = |value: &Value, schema: &Value| {
        for key in value.as_object().expect("an object").keys() {
            assert!(schema["properties"].get(key).is_some(), "{key} should be in {schema:#}");
        }
    };
    assert_documented(&problem, schema);
    for error in problem["errors"].as_array().expect("errors") {
        assert_documented(error, &schema["properties"]["errors"]["items"]);
    }
}

#[test]
fn omits_the_parameters_of_lists() {
    let names: Vec<_> = filter_parameters(Link::schema()).into_iter().map(|parameter| parameter.name).collect();
    assert_eq!(names, ["institution", "institution__in"]);
}

#[test]
fn rejects_unknown_paths() {
    let error = describe(&mut Api::openapi(), "/api/link/", Link::schema()).expect_err("an unknown path");
    assert_eq!(error.to_string(), "unknown path \"/api/link/\": expected one of the document with an operation GET");
}
