//! Checks at the start of a program: the columns support what a schema declares.

use std::collections::BTreeMap;

use filterset::record::UnsupportedFieldsError;
use filterset::{Field, OpSet, Schema, ValueType};

use crate::column::{Column, Encoding, Storage};
use crate::date::Target;
use crate::dialect::Dialect;
use crate::projection::is_outer_name;
use crate::reason::UnsupportedReason;

/// The names without a suitable column, each with its first reason, in the order of the names.
#[derive(Default)]
pub(crate) struct Gaps(BTreeMap<String, UnsupportedReason>);

impl Gaps {
    pub(crate) fn add(&mut self, name: &str, checked: Result<(), UnsupportedReason>) {
        if let Err(reason) = checked {
            self.0.entry(name.to_owned()).or_insert(reason);
        }
    }

    pub(crate) fn into_result(self) -> Result<(), UnsupportedFieldsError> {
        let reasons = self.0.into_iter().map(|(name, reason)| (name, reason.to_string()));
        UnsupportedFieldsError::new(reasons).map_or(Ok(()), Err)
    }
}

/// Checks that a column holds the values of a field, and supports each of its operators.
pub(crate) fn check_field(target: Target, field: &Field, column: Option<Column>) -> Result<(), UnsupportedReason> {
    let column = column.ok_or(UnsupportedReason::NoColumn)?;
    match (&column.storage, field.is_multi_valued()) {
        (Storage::Single(_), true) => return Err(UnsupportedReason::SingleColumn),
        (Storage::Array(_) | Storage::Rows(..), false) => return Err(UnsupportedReason::MultiValuedColumn),
        (Storage::Array(_), true) if target.dialect != Dialect::Postgres => return Err(UnsupportedReason::NoArrays),
        (Storage::Single(_), false) | (Storage::Rows(..) | Storage::Array(_), true) => {}
    }
    let value_type = field.value_type();
    column.encoding.check(target.dialect, target.library, value_type)?;
    let has_order = OpSet::ORDER.iter().any(|op| field.ops().contains(op));
    if has_order && !is_ordered(column.encoding, value_type) {
        Err(UnsupportedReason::NoOrder { value_type })
    } else {
        Ok(())
    }
}

/// Returns `true` if the column's values are in the order of the values that they represent.
pub(crate) fn is_ordered(encoding: Encoding, value_type: ValueType) -> bool {
    !(encoding == Encoding::Text && value_type == ValueType::Decimal)
}

/// Checks that a name of a projection has an expression. The name of an outer field needs none if it has inner fields.
pub(crate) fn check_selected(schema: &Schema, name: &str, column: Option<Column>) -> Result<(), UnsupportedReason> {
    match column {
        Some(column) if column.selected_expr().is_some() => Ok(()),
        Some(_) => Err(UnsupportedReason::NoSelection),
        None if is_outer_name(schema, name) => Ok(()),
        None => Err(UnsupportedReason::NoColumn),
    }
}
