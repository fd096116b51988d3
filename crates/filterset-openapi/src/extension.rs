//! The extension keys, for what OpenAPI can't express.

pub(crate) const PREFIX: &str = "x-filterset-";

// Keys of an operation.

/// The name of the schema.
pub(crate) const NAME: &str = "x-filterset-name";
/// The limits of the schema.
pub(crate) const LIMITS: &str = "x-filterset-limits";
/// The list options, as in the schema file format.
pub(crate) const LIST: &str = "x-filterset-list";

// Keys of a parameter.

/// `true` if the parameter is a reserved name.
pub(crate) const RESERVED: &str = "x-filterset-reserved";
/// The field.
pub(crate) const FIELD: &str = "x-filterset-field";
/// The operator.
pub(crate) const OP: &str = "x-filterset-op";
/// The schema of the field's values, if the parameter's own is that of `isnull`.
pub(crate) const VALUES: &str = "x-filterset-values";
/// `true` if the field is multi-valued.
pub(crate) const MULTI_VALUED: &str = "x-filterset-many";
/// `true` if the field can be null.
pub(crate) const NULLABLE: &str = "x-filterset-nullable";
/// `true` if the field accepts the empty text.
pub(crate) const ALLOW_EMPTY: &str = "x-filterset-allow-empty";
/// The time zone of the field.
pub(crate) const TIME_ZONE: &str = "x-filterset-time-zone";

/// The keys of a parameter.
pub(crate) const PARAMETER_KEYS: [&str; 8] =
    [RESERVED, FIELD, OP, VALUES, MULTI_VALUED, NULLABLE, ALLOW_EMPTY, TIME_ZONE];
