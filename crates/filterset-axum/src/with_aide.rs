//! The extractors in the OpenAPI documents of aide.

use aide::OperationInput;
use aide::generate::GenContext;
use aide::openapi::{Operation, Parameter, ReferenceOr, Response};
use filterset::error::Problem;
use filterset::{FilterSet, Schema};
use filterset_openapi::Export;
use serde_json::{Value, json};

use crate::{FilterQuery, ListQuery};

/// Documents the parameters that are checked: those of the filter.
#[cfg_attr(docsrs, doc(cfg(feature = "aide")))]
impl<T: FilterSet> OperationInput for FilterQuery<T> {
    fn operation_input(_: &mut GenContext, operation: &mut Operation) {
        let options = T::schema().list_options();
        let is_of_filter = |name: &str| options.parameter(name).is_none();
        operation.parameters.extend(parameters(T::schema(), is_of_filter));
    }

    fn inferred_early_responses(_: &mut GenContext, _: &mut Operation) -> Vec<(Option<u16>, Response)> {
        vec![rejection()]
    }
}

/// Documents the parameters that are checked, those of the filter and of the list options, and adds the extension keys of
/// the schema to the operation.
#[cfg_attr(docsrs, doc(cfg(feature = "aide")))]
impl<T: FilterSet> OperationInput for ListQuery<T> {
    fn operation_input(_: &mut GenContext, operation: &mut Operation) {
        operation.parameters.extend(parameters(T::schema(), |_| true));
        // The path isn't known, so it doesn't imply the name.
        if let Ok(Value::Object(keys)) = serde_json::to_value(Export::new(T::schema()).path("/").extension_keys()) {
            operation.extensions.extend(keys);
        }
    }

    fn inferred_early_responses(_: &mut GenContext, _: &mut Operation) -> Vec<(Option<u16>, Response)> {
        vec![rejection()]
    }
}

/// Returns the parameters of a schema with certain names.
fn parameters(schema: &Schema, is_included: impl Fn(&str) -> bool) -> Vec<ReferenceOr<Parameter>> {
    let exported = serde_json::to_value(Export::new(schema).parameters());
    let Ok(Value::Array(exported)) = exported else { return Vec::new() };
    let name = |parameter: &Value| parameter.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
    let included = exported.into_iter().filter(|parameter| is_included(&name(parameter)));
    included.filter_map(|parameter| serde_json::from_value(parameter).ok().map(ReferenceOr::Item)).collect()
}

/// Returns the response to a query with errors, and its status.
fn rejection() -> (Option<u16>, Response) {
    let content = [(Problem::MEDIA_TYPE, json!({"schema": {"type": "object"}}))];
    let response = json!({"description": "The query has errors.", "content": serde_json::Map::from_iter(
        content.map(|(media_type, content)| (media_type.to_owned(), content)),
    )});
    (Some(Problem::STATUS), serde_json::from_value(response).unwrap_or_default())
}
