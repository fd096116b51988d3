//! The errors of keys that a schema doesn't accept.

use super::{Field, Resolved, Schema};
use crate::error::ErrorKind;
use crate::util::excerpt;
use crate::value::Op;

impl<'s> Resolved<'s, '_> {
    /// Returns the field that the key names, if it is rejected because of its operator.
    pub(crate) const fn rejected_field(&self) -> Option<&'s Field> {
        match self {
            Resolved::OperatorNotAllowed(field, _)
            | Resolved::OtherKey(field, _)
            | Resolved::UnknownOperator(field, _) => Some(field),
            Resolved::UnknownField | Resolved::Known(_) => None,
        }
    }

    /// Describes the error of a rejected key. `suggest` returns the nearest names.
    pub(crate) fn describe(&self, schema: &Schema, key: &str, suggest: impl FnOnce() -> Vec<String>) -> ErrorKind {
        match *self {
            Resolved::OperatorNotAllowed(field, op) => ErrorKind::OperatorNotAllowed {
                field: field.name().to_owned(),
                op,
                name: schema.operator_name(op).to_owned(),
                allowed: field.ops(),
                keys: schema.spelled_keys(field),
            },
            Resolved::OtherKey(field, op) => {
                let nearest = schema.keys_of(field, [op]);
                describe_operator(schema, field, (schema.operator_name(op), Some(op)), nearest)
            }
            Resolved::UnknownOperator(field, operator) => {
                // The built-in name of an operator with an own name.
                let listed = Op::from_wire_name(operator).filter(|op| field.ops().contains(*op));
                describe_operator(schema, field, (operator, listed), suggest())
            }
            Resolved::UnknownField | Resolved::Known(_) => {
                ErrorKind::UnknownField { name: excerpt(key), nearest: suggest() }
            }
        }
    }
}

/// Describes an operator that the schema doesn't know, or knows by another key.
fn describe_operator(
    schema: &Schema,
    field: &Field,
    (operator, listed): (&str, Option<Op>),
    nearest: Vec<String>,
) -> ErrorKind {
    ErrorKind::UnknownOperator {
        field: field.name().to_owned(),
        operator: excerpt(operator),
        listed,
        nearest,
        allowed: field.ops(),
        keys: schema.spelled_keys(field),
    }
}
