//! The extension keys, for what OpenAPI can't express.

pub(crate) const PREFIX: &str = "x-filterset-";

// Keys of an operation.

/// The name of the schema.
pub(crate) const NAME: &str = "x-filterset-name";
/// The limits of the schema.
pub(crate) const LIMITS: &str = "x-filterset-limits";
/// The list options, as in the schema file format.
pub(crate) const LIST: &str = "x-filterset-list";
/// The spelling, as in the schema file format.
pub(crate) const SPELLING: &str = "x-filterset-spelling";

// Keys of a parameter.

/// `true` if the parameter is a reserved name. Of an operation: all reserved names in order, if one is a pattern.
pub(crate) const RESERVED: &str = "x-filterset-reserved";
/// The field.
pub(crate) const FIELD: &str = "x-filterset-field";
/// The operator.
pub(crate) const OP: &str = "x-filterset-op";
/// The schema of the field's values, if the parameter's own is that of `isnull` or `isempty`.
pub(crate) const VALUES: &str = "x-filterset-values";
/// `true` if the field is multi-valued.
pub(crate) const MULTI_VALUED: &str = "x-filterset-many";
/// `true` if the field can be null.
pub(crate) const NULLABLE: &str = "x-filterset-nullable";
/// `true` if the field accepts the empty text.
pub(crate) const ALLOW_EMPTY: &str = "x-filterset-allow-empty";
/// The time zone of the field.
pub(crate) const TIME_ZONE: &str = "x-filterset-time-zone";
/// The operator that the field's bare name means.
pub(crate) const BARE: &str = "x-filterset-bare";
/// How the field's lists are written.
pub(crate) const LISTS: &str = "x-filterset-lists";
/// `true` if the parameter's name is a whole key, which the field declares for the operator.
pub(crate) const KEY: &str = "x-filterset-key";

/// The keys of a parameter.
pub(crate) const PARAMETER_KEYS: [&str; 11] =
    [RESERVED, FIELD, OP, VALUES, MULTI_VALUED, NULLABLE, ALLOW_EMPTY, TIME_ZONE, BARE, LISTS, KEY];
