//! The OpenAPI document of the server, made from the schemas that its lists check.

use axum::Json;
use axum::extract::State;
use filterset::{Field, Schema, ValueType};
use filterset_utoipa::{UnknownPathError, describe, parameters};
use utoipa::openapi::path::{Operation, OperationBuilder, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, SchemaType, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{ComponentsBuilder, ContentBuilder, HttpMethod, Required, Response, ResponseBuilder, Server};
use utoipa::{OpenApi, openapi};

use crate::app::App;
use crate::data::Kind;
use crate::error::ApiError;
use crate::link;
use crate::resource::Resource;

/// The list whose handler declares its parameters. The schemas of the others are known only when the server runs.
#[derive(OpenApi)]
#[openapi(
    info(title = "links-api", version = "0.0.0", description = "A sandbox of links, which reaches no institution."),
    paths(link::routes::list)
)]
struct Declared;

/// The operations other than lists.
const OPERATIONS: &[(HttpMethod, &str, &str)] = &[
    (HttpMethod::Get, "/api/", "Checks the key."),
    (HttpMethod::Post, "/api/links/", "Registers a link."),
    (HttpMethod::Patch, "/api/links/", "Finishes a login with a token."),
    (HttpMethod::Get, "/api/links/{id}/", "Shows a link."),
    (HttpMethod::Put, "/api/links/{id}/", "Replaces the password of a link."),
    (HttpMethod::Patch, "/api/links/{id}/", "Changes the access mode or the refresh rate of a link."),
    (HttpMethod::Delete, "/api/links/{id}/", "Deletes a link with its data."),
    (HttpMethod::Get, "/api/webhooks/", "Lists the URLs that receive webhooks."),
    (HttpMethod::Post, "/api/webhooks/", "Adds a URL that receives webhooks."),
    (HttpMethod::Delete, "/api/webhooks/{id}/", "Deletes a URL that receives webhooks."),
    (HttpMethod::Get, "/api/webhooks/deliveries/{id}/", "Shows a delivery."),
    (HttpMethod::Post, "/api/webhooks/deliveries/{id}/resend/", "Sends a delivery again."),
    (HttpMethod::Get, "/api/sandbox/clock/", "Shows the time of the sandbox."),
    (HttpMethod::Post, "/api/sandbox/clock/", "Moves the time of the sandbox forward."),
    (HttpMethod::Post, "/api/token/", "Creates an access token for the widget."),
];

/// Returns the document.
pub(crate) async fn show(State(app): State<App>) -> Result<Json<openapi::OpenApi>, ApiError> {
    Ok(Json(document(&app)?))
}

fn document(app: &App) -> Result<openapi::OpenApi, UnknownPathError> {
    let mut document = Declared::openapi();
    document.servers = Some(vec![Server::new(app.base_url.to_string())]);
    document.security = Some(vec![SecurityRequirement::new("basic", Vec::<String>::new())]);
    let basic = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Basic).build());
    document.components = Some(ComponentsBuilder::new().security_scheme("basic", basic).build());
    for resource in app.lists() {
        let (path, schema) = (format!("/api/{}/", resource.path()), resource.as_ref());
        let list = OperationBuilder::new().parameters(Some(parameters(schema))).build();
        if document.paths.get_path_operation(&path, HttpMethod::Get).is_none() {
            document.paths.add_path_operation(&path, vec![HttpMethod::Get], list);
        }
        if let Some(operation) = document.paths.paths.get_mut(&path).and_then(|path| path.get.as_mut()) {
            operation.operation_id = Some(format!("list_{}", resource.path().replace(['/', '-'], "_")));
            operation.tags = None;
            operation.summary = Some(format!("Lists {}.", schema.name()));
            operation.responses.responses.insert("200".to_owned(), page(resource).into());
            operation.responses.responses.insert("400".to_owned(), errors().into());
        }
        describe(&mut document, &path, schema)?;
    }
    let kinds = Kind::ALL.into_iter().flat_map(operations_of_data);
    let others =
        OPERATIONS.iter().map(|(method, path, summary)| (method.clone(), (*path).to_owned(), (*summary).to_owned()));
    for (method, path, summary) in others.chain(kinds) {
        let operation = other(&path, &summary);
        document.paths.add_path_operation(&path, vec![method], operation);
    }
    Ok(document)
}

fn operations_of_data(kind: Kind) -> [(HttpMethod, String, String); 4] {
    let name = kind.name();
    let (list, record) = (format!("/api/{name}/"), format!("/api/{name}/{{id}}/"));
    [
        (HttpMethod::Post, list.clone(), format!("Fetches {name} of a link.")),
        (HttpMethod::Patch, list, format!("Finishes such a fetch with a token, for {name}.")),
        (HttpMethod::Get, record.clone(), format!("Shows one of {name}.")),
        (HttpMethod::Delete, record, format!("Deletes one of {name}.")),
    ]
}

/// Returns an operation without parameters in its query.
fn other(path: &str, summary: &str) -> Operation {
    let operation = OperationBuilder::new().summary(Some(summary));
    let operation = if path.contains("{id}") { operation.parameter(id()) } else { operation };
    operation.response("default", ResponseBuilder::new().description("JSON.").build()).build()
}

fn id() -> Parameter {
    let parameter = ParameterBuilder::new().name("id").parameter_in(ParameterIn::Path).required(Required::True);
    parameter.schema(Some(object_of(&[Type::String]))).build()
}

/// Returns the response with a page of records.
fn page(resource: &Resource) -> Response {
    let members = resource.members().iter();
    let record =
        members.fold(ObjectBuilder::new(), |object, name| object.property(*name, member(resource.as_ref(), name)));
    let link = || object_of(&[Type::String, Type::Null]);
    let page = ObjectBuilder::new()
        .property("count", object_of(&[Type::Integer]))
        .property("next", link())
        .property("previous", link())
        .property("results", ArrayBuilder::new().items(record));
    let page = ["count", "next", "previous", "results"].into_iter().fold(page, ObjectBuilder::required);
    let content = ContentBuilder::new().schema(Some(page)).build();
    ResponseBuilder::new().description("A page of records.").content("application/json", content).build()
}

/// Returns the response to an invalid query, in the server's own format.
fn errors() -> Response {
    let text = || object_of(&[Type::String]);
    let error = ObjectBuilder::new().property("code", text()).property("message", text()).property("field", text());
    let content = ContentBuilder::new().schema(Some(ArrayBuilder::new().items(error))).build();
    ResponseBuilder::new().description("The errors of the query.").content("application/json", content).build()
}

/// Returns the JSON Schema of a member of a record. Members that aren't fields can have any type.
fn member(schema: &Schema, name: &str) -> ObjectBuilder {
    let value_type = schema.field(name).filter(|field| !field.is_multi_valued()).map(Field::value_type);
    match value_type {
        Some(ValueType::Boolean) => object_of(&[Type::Boolean, Type::Null]),
        Some(ValueType::Integer | ValueType::Decimal) => object_of(&[Type::Number, Type::Null]),
        Some(_) => object_of(&[Type::String, Type::Null]),
        None => ObjectBuilder::new().schema_type(SchemaType::AnyValue),
    }
}

fn object_of(types: &[Type]) -> ObjectBuilder {
    let schema_type = match types {
        [one] => SchemaType::Type(one.clone()),
        types => SchemaType::Array(types.to_vec()),
    };
    ObjectBuilder::new().schema_type(schema_type)
}
