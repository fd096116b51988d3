//! The parameters of a schema.

use std::marker::PhantomData;

use filterset::{FilterSet, Schema};
use filterset_openapi::Export;
use serde_json::Value;
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};

/// The parameters of the schema of a type, for `params(...)` of `#[utoipa::path]`. It has no values.
pub struct Params<T>(PhantomData<fn() -> T>);

impl<T: FilterSet> IntoParams for Params<T> {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        parameters(T::schema())
    }
}

/// Returns the query parameters of a schema: one for each field and operator, then those of the list options, then the
/// reserved names.
#[must_use]
pub fn parameters(schema: &Schema) -> Vec<Parameter> {
    let exported = serde_json::to_value(Export::new(schema).parameters());
    let Ok(Value::Array(exported)) = exported else { return Vec::new() };
    exported.into_iter().map(to_parameter).collect()
}

/// Converts a Parameter Object.
fn to_parameter(mut exported: Value) -> Parameter {
    let name = exported.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
    if let Value::Object(members) = &mut exported {
        members.insert("required".to_owned(), false.into());
    }
    // A schema that utoipa doesn't know must not remove the parameter.
    let otherwise = || ParameterBuilder::new().name(name).parameter_in(ParameterIn::Query).build();
    serde_json::from_value(exported).unwrap_or_else(|_| otherwise())
}

/// Returns the query parameters of a schema without those of the list options, for an endpoint that doesn't check them.
#[must_use]
pub fn filter_parameters(schema: &Schema) -> Vec<Parameter> {
    let mut parameters = parameters(schema);
    parameters.retain(|parameter| schema.list_options().parameter(&parameter.name).is_none());
    parameters
}
