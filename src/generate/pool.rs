//! The values of records, near which operands are generated.

use std::collections::BTreeMap;

use super::value::canonical_value;
use crate::eval::{Record, read_values};
use crate::schema::{Field, Schema};
use crate::value::Value;

/// The values of a record by field; none if the field is null.
#[derive(Clone, Debug)]
pub(super) struct Row(BTreeMap<String, Vec<Value<'static>>>);

impl Row {
    /// Reads the fields of a schema from a record. A field that the record doesn't have is null.
    pub(super) fn read<R: Record>(schema: &Schema, record: &R) -> Row {
        let values = |field: &Field| {
            let values = read_values(field, record).into_iter();
            values.filter_map(|value| canonical_value(field, value)).collect()
        };
        Row(schema.fields().map(|field| (field.name().to_owned(), values(field))).collect())
    }

    pub(super) fn held(&self, field: &Field) -> &[Value<'static>] {
        self.0.get(field.name()).map_or(&[], Vec::as_slice)
    }
}
