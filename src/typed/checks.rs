//! What `#[derive(FilterSet)]` writes calls of: checks at compile time, tables and conditions.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use super::{FilterField, FilterValue, ValueOf};
use crate::builder::FilterBuilder;
use crate::op::{Arity, Op};
use crate::schema::{Schema, SchemaBuilder};
use crate::value::{ValueType, can_list};

/// Refuses to compile an operator that a field of this type doesn't have.
///
/// # Panics
///
/// Where it doesn't have it, or where it takes a list and the type's choices couldn't stand in one.
#[track_caller]
pub const fn check_op<F: FilterField>(op: Op) {
    let value_type = F::Value::VALUE_TYPE;
    assert!(can_list(value_type, F::MANY, F::NULLABLE, op), "{}", why_not(value_type, op));
    assert!(
        !matches!(op.arity(), Arity::List) || can_be_items(F::Value::CHOICES),
        "a choice of this type has a comma, or a space at either end: it can't stand in a list"
    );
}

/// Refuses to compile `allow_empty` on another type than text.
///
/// # Panics
///
/// On another type.
#[track_caller]
pub const fn check_allow_empty<F: FilterField>() {
    let is_text = matches!(F::Value::VALUE_TYPE, ValueType::Text);
    assert!(is_text, "only a text can be empty: `allow_empty` is for text");
}

/// Refuses to compile a time zone on another type than date-time.
///
/// # Panics
///
/// On another type.
#[track_caller]
pub const fn check_time_zone<F: FilterField>() {
    let is_date_time = matches!(F::Value::VALUE_TYPE, ValueType::DateTime);
    assert!(is_date_time, "only a date-time has a time zone: `time_zone` is for `DateTime`");
}

const fn why_not(value_type: ValueType, op: Op) -> &'static str {
    match (op, value_type) {
        (Op::IsNull, _) => "only a field that can be null has `isnull`: make its type an `Option`",
        (Op::AllIn, _) => "only a field of many values has `allin`: make its type a `Vec` or a set",
        (_, ValueType::Boolean) => "a boolean has only the operators exact, ne, in, not_in",
        (_, ValueType::Uuid) => "a uuid has only the operators exact, ne, in, not_in",
        (_, ValueType::Choice) => "a choice has only the operators exact, ne, in, not_in",
        (_, ValueType::Integer) => "an integer has only the operators exact, ne, in, not_in, gt, gte, lt, lte, range",
        (_, ValueType::Decimal) => "a decimal has only the operators exact, ne, in, not_in, gt, gte, lt, lte, range",
        (_, ValueType::Date) => "a date has only the operators exact, ne, in, not_in, gt, gte, lt, lte, range",
        (_, ValueType::DateTime) => "a date-time has only the operators exact, ne, in, not_in, gt, gte, lt, lte, range",
        (_, ValueType::Text) => "a text doesn't have this operator",
    }
}

/// Whether each text can stand in a list: without a comma, and without a space at either end.
const fn can_be_items(texts: &[&str]) -> bool {
    let mut texts = texts;
    while let [text, others @ ..] = texts {
        if let [b' ', ..] | [.., b' '] = text.as_bytes() {
            return false;
        }
        let mut bytes = text.as_bytes();
        while let [byte, rest @ ..] = bytes {
            if *byte == b',' {
                return false;
            }
            bytes = rest;
        }
        texts = others;
    }
    true
}

/// Builds a type's table.
///
/// # Panics
///
/// Where the table has a fault that can't be seen when the type is compiled, such as an unknown time zone.
#[must_use]
#[expect(clippy::panic, reason = "a fault of the program, found at the first use of the table")]
pub fn build(name: &str, table: SchemaBuilder) -> Schema {
    table.build().unwrap_or_else(|error| panic!("the table of `{name}`: {error}"))
}

/// The table of a generic type, built once for each of its types.
///
/// # Panics
///
/// As [`build`] does.
pub fn build_once<T: 'static>(name: &str, table: impl FnOnce() -> SchemaBuilder) -> &'static Schema {
    static TABLES: LazyLock<Mutex<HashMap<TypeId, &'static Schema>>> = LazyLock::new(Mutex::default);
    let mut tables = TABLES.lock().unwrap_or_else(PoisonError::into_inner);
    tables.entry(TypeId::of::<T>()).or_insert_with(|| Box::leak(Box::new(build(name, table()))))
}

/// A condition of one value.
pub fn one<'v, T>(builder: FilterBuilder<'v>, field: &str, op: Op, value: impl ValueOf<'v, T>) -> FilterBuilder<'v> {
    builder.with(field, op, [value.value()])
}

/// A condition of a list.
pub fn list<'v, T>(
    builder: FilterBuilder<'v>,
    field: &str,
    op: Op,
    values: impl IntoIterator<Item = impl ValueOf<'v, T>>,
) -> FilterBuilder<'v> {
    builder.with(field, op, values.into_iter().map(ValueOf::value))
}

/// A range.
pub fn range<'v, T>(
    builder: FilterBuilder<'v>,
    field: &str,
    low: impl ValueOf<'v, T>,
    high: impl ValueOf<'v, T>,
) -> FilterBuilder<'v> {
    builder.range(field, low.value(), high.value())
}
