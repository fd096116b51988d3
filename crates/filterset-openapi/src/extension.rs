//! The extension keys, for what OpenAPI can't express.

pub(crate) const PREFIX: &str = "x-filterset-";

/// Of an operation: the name of the schema.
pub(crate) const NAME: &str = "x-filterset-name";
/// Of an operation: the limits of the schema.
pub(crate) const LIMITS: &str = "x-filterset-limits";
/// Of an operation: the list options, as in the schema file format.
pub(crate) const LIST: &str = "x-filterset-list";

/// Of a parameter: that it is a reserved name.
pub(crate) const RESERVED: &str = "x-filterset-reserved";
/// Of a parameter: its field.
pub(crate) const FIELD: &str = "x-filterset-field";
/// Of a parameter: its operator.
pub(crate) const OP: &str = "x-filterset-op";
/// Of a parameter: the schema of its field's values, if its own is that of `isnull`.
pub(crate) const VALUES: &str = "x-filterset-values";
/// Of a parameter: that its field is multi-valued.
pub(crate) const MULTI_VALUED: &str = "x-filterset-many";
/// Of a parameter: that its field can be null.
pub(crate) const NULLABLE: &str = "x-filterset-nullable";
/// Of a parameter: that its field accepts the empty text.
pub(crate) const ALLOW_EMPTY: &str = "x-filterset-allow-empty";
/// Of a parameter: its field's time zone.
pub(crate) const TIME_ZONE: &str = "x-filterset-time-zone";

/// The keys of a parameter.
pub(crate) const PARAMETER_KEYS: [&str; 8] =
    [RESERVED, FIELD, OP, VALUES, MULTI_VALUED, NULLABLE, ALLOW_EMPTY, TIME_ZONE];
