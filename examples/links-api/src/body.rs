//! The bodies of requests, which are checked by a JSON Schema, so that a response has every error at once.

use filterset::text::{excerpt, nearest};
use jsonschema::error::ValidationErrorKind;
use jsonschema::{ValidationError, Validator};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::error::{ApiError, ErrorItem};

/// A JSON Schema of bodies that are flat objects.
pub(crate) struct BodySchema {
    properties: Map<String, Value>,
    validator: Validator,
}

impl BodySchema {
    /// Creates the schema of objects with these properties, and no others.
    ///
    /// # Panics
    ///
    /// Panics if the properties aren't valid.
    #[expect(clippy::needless_pass_by_value, reason = "the macro creates a value")]
    pub(crate) fn new(properties: Value, required: &[&str]) -> BodySchema {
        let object = properties.as_object().cloned().expect("an object");
        let schema = json!({
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": false,
        });
        let validator = jsonschema::options().should_validate_formats(true).build(&schema).expect("a valid schema");
        BodySchema { properties: object, validator }
    }

    /// Parses a body.
    pub(crate) fn parse<T: DeserializeOwned>(&self, body: &[u8]) -> Result<T, ApiError> {
        let Ok(value) = serde_json::from_slice::<Value>(body) else {
            return Err(ApiError::invalid(vec![ErrorItem::new("parse_error", "invalid JSON: expected an object")]));
        };
        // PostgreSQL has no text with NUL.
        if has_null_character(&value) {
            let item = ErrorItem::new("null_character", "NUL in a text: expected a text without it");
            return Err(ApiError::invalid(vec![item]));
        }
        let errors: Vec<_> = self.validator.iter_errors(&value).flat_map(|error| self.describe(&error)).collect();
        if !errors.is_empty() {
            return Err(ApiError::invalid(errors));
        }
        // JSON Schema takes 1.0 as an integer. The error would have values, which can be credentials.
        let item =
            || ErrorItem::new("invalid", "invalid number: expected an integer without a fraction and an exponent");
        serde_json::from_value(value).map_err(|_| ApiError::invalid(vec![item()]))
    }

    /// Describes an error, without the value, which can be a credential.
    fn describe(&self, error: &ValidationError<'_>) -> Vec<ErrorItem> {
        let path = error.instance_path().to_string();
        let field = path.trim_start_matches('/').replace('/', "__");
        let item = |code, message: String| vec![ErrorItem::new(code, message).with_field(&field)];
        match error.kind() {
            ValidationErrorKind::Required { property } => {
                let name = property.as_str().unwrap_or_default();
                vec![ErrorItem::new("required", "missing field: expected a value").with_field(name)]
            }
            ValidationErrorKind::AdditionalProperties { unexpected } => {
                unexpected.iter().map(|name| self.describe_unknown(name)).collect()
            }
            ValidationErrorKind::Type { .. } => {
                item("invalid_type", format!("invalid type: expected {}", self.expected(&field)))
            }
            ValidationErrorKind::Enum { options } => {
                let options = options.as_array().into_iter().flatten().filter_map(Value::as_str).collect::<Vec<_>>();
                item("invalid_choice", format!("invalid choice: expected one of {}", options.join(", ")))
            }
            ValidationErrorKind::MinLength { .. } => item("empty_value", "empty value: expected text".to_owned()),
            ValidationErrorKind::MaxLength { limit } => {
                item("value_too_long", format!("value too long: expected at most {limit} characters"))
            }
            ValidationErrorKind::Format { format } => item("invalid", format!("invalid value: expected a {format}")),
            ValidationErrorKind::Minimum { limit } => {
                item("invalid", format!("number too small: expected at least {limit}"))
            }
            ValidationErrorKind::Maximum { limit } => {
                item("invalid", format!("number too large: expected at most {limit}"))
            }
            _ => item("invalid", "invalid value".to_owned()),
        }
    }

    fn describe_unknown(&self, name: &str) -> ErrorItem {
        let mut message = format!("unknown field {}", excerpt(name));
        if let Some(near) = nearest(name, self.properties.keys().map(String::as_str)).first() {
            message = format!("{message}; did you mean \"{near}\"?");
        }
        ErrorItem::new("unknown_field", message).with_field(name)
    }

    fn expected(&self, field: &str) -> String {
        let expected = match self.properties.get(field).map(|property| &property["type"]) {
            Some(Value::String(name)) => name.as_str(),
            Some(Value::Array(names)) => {
                return names.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" or ");
            }
            _ => "object",
        };
        expected.to_owned()
    }
}

/// Returns `true` if a text in a value has a NUL.
fn has_null_character(value: &Value) -> bool {
    let mut values = vec![value];
    while let Some(value) = values.pop() {
        match value {
            Value::String(text) if text.contains('\0') => return true,
            Value::Array(items) => values.extend(items),
            Value::Object(members) => values.extend(members.values()),
            _ => {}
        }
    }
    false
}
