//! The keys by which a document says what OpenAPI has no words for.

pub(super) const PREFIX: &str = "x-filterset-";

/// Of an operation: the table's name.
pub(super) const NAME: &str = "x-filterset-name";
/// Of an operation: the table's limits.
pub(super) const LIMITS: &str = "x-filterset-limits";
/// Of an operation: what the table's lists take, as the table format says it.
pub(super) const LIST: &str = "x-filterset-list";

/// Of a parameter: that it is a reserved name.
pub(super) const RESERVED: &str = "x-filterset-reserved";
/// Of a parameter: its field.
pub(super) const FIELD: &str = "x-filterset-field";
/// Of a parameter: its operator.
pub(super) const OP: &str = "x-filterset-op";
/// Of a parameter: the schema of its field's values, where its own is that of `isnull`.
pub(super) const VALUES: &str = "x-filterset-values";
/// Of a parameter: that its field holds many values.
pub(super) const MANY: &str = "x-filterset-many";
/// Of a parameter: that its field can be null.
pub(super) const NULLABLE: &str = "x-filterset-nullable";
/// Of a parameter: that its field takes the empty text.
pub(super) const ALLOW_EMPTY: &str = "x-filterset-allow-empty";
/// Of a parameter: its field's time zone.
pub(super) const TIME_ZONE: &str = "x-filterset-time-zone";

/// Those of a parameter.
pub(super) const OF_PARAMETER: [&str; 8] = [RESERVED, FIELD, OP, VALUES, MANY, NULLABLE, ALLOW_EMPTY, TIME_ZONE];
