//! Functions that derived code calls: compile-time checks, schemas and conditions.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{LazyLock, PoisonError, RwLock};

use super::{FieldType, ValueFor};
use crate::builder::FilterBuilder;
use crate::schema::{Schema, SchemaBuilder};
use crate::value::{Arity, Op, ValueType, supports_op};

/// Checks the constants of a type.
///
/// # Panics
///
/// Panics if the choices or the bounds are missing, invalid, or of another type of values.
#[track_caller]
pub const fn check_field_type(field_type: FieldType) {
    if matches!(field_type.value_type, ValueType::Choice) {
        assert!(
            !field_type.choices.is_empty(),
            "empty `CHOICES`: a type with `ValueType::Choice` must have at least one choice"
        );
        assert!(
            are_choices(field_type.choices),
            "invalid `CHOICES` of this type: expected unique choices that are not empty and have no NUL"
        );
    } else {
        assert!(
            field_type.choices.is_empty(),
            "unexpected `CHOICES`: only a type with `ValueType::Choice` can have them"
        );
    }
    if let (None, None) = (field_type.minimum, field_type.maximum) {
        return;
    }
    let is_integer = matches!(field_type.value_type, ValueType::Integer);
    assert!(is_integer, "unexpected `MINIMUM` or `MAXIMUM`: only a type with `ValueType::Integer` can have them");
    if let (Some(minimum), Some(maximum)) = (field_type.minimum, field_type.maximum) {
        assert!(minimum <= maximum, "invalid bounds of this type: `MINIMUM` is greater than `MAXIMUM`");
    }
}

/// Checks that a field of the type can have an operator.
///
/// # Panics
///
/// Panics if it can't, or if the operator takes a list and one of the type's choices can't be an item of a list.
#[track_caller]
pub const fn check_op(field_type: FieldType, op: Op) {
    check_op_of_type(field_type, op);
    assert!(
        !matches!(op.arity(), Arity::List) || can_be_items(field_type.choices),
        "this operator takes a list, but a choice of this type has a comma, or a space at either end"
    );
}

/// Checks that a field of the type can have an operator, if lists are repeated, or may be.
///
/// # Panics
///
/// Panics if it can't.
#[track_caller]
pub const fn check_op_of_type(field_type: FieldType, op: Op) {
    assert!(
        supports_op(field_type.value_type, field_type.multi_valued, field_type.nullable, op),
        "{}",
        describe_expected_ops(field_type.value_type, op)
    );
}

/// Checks that a field of the type can have `allow_empty`.
///
/// # Panics
///
/// Panics if the type isn't text.
#[track_caller]
pub const fn check_allow_empty(field_type: FieldType) {
    let is_text = matches!(field_type.value_type, ValueType::Text);
    assert!(is_text, "unexpected `allow_empty`: only a text field can have it");
}

/// Checks that a field of the type can have a time zone, and that names of time zones are supported if it is a name.
///
/// # Panics
///
/// Panics if the type isn't date-time, or if the time zone is a name and the feature `tz` is off.
#[track_caller]
pub const fn check_time_zone(field_type: FieldType, time_zone: &str) {
    let is_date_time = matches!(field_type.value_type, ValueType::DateTime);
    assert!(is_date_time, "unexpected `time_zone`: only a date-time field can have it");
    let is_known = cfg!(feature = "tz") || matches!(time_zone.as_bytes(), b"UTC" | [b'+' | b'-', ..]);
    assert!(is_known, "unknown time zone: expected UTC or an offset such as -06:00; names need the feature `tz`");
}

/// The maximum number of choices that are compared with each other, which takes quadratic time at compile time. The
/// derive macro always compares the choices of an enum, and building a schema compares all choices.
const MAX_COMPARED: usize = 128;

/// Returns `true` if the strings are valid choices: not empty, without NUL, and unique.
const fn are_choices(texts: &[&str]) -> bool {
    let are_compared = texts.len() <= MAX_COMPARED;
    let mut texts = texts;
    while let [text, others @ ..] = texts {
        let mut bytes = text.as_bytes();
        if bytes.is_empty() {
            return false;
        }
        while let [byte, rest @ ..] = bytes {
            if *byte == 0 {
                return false;
            }
            bytes = rest;
        }
        let mut rest = if are_compared { others } else { &[] };
        while let [other, more @ ..] = rest {
            if are_equal(text.as_bytes(), other.as_bytes()) {
                return false;
            }
            rest = more;
        }
        texts = others;
    }
    true
}

const fn are_equal(one: &[u8], other: &[u8]) -> bool {
    let (mut one, mut other) = (one, other);
    while let ([a, one_rest @ ..], [b, other_rest @ ..]) = (one, other) {
        if *a != *b {
            return false;
        }
        (one, other) = (one_rest, other_rest);
    }
    one.is_empty() && other.is_empty()
}

const fn describe_expected_ops(value_type: ValueType, op: Op) -> &'static str {
    match (op, value_type) {
        (Op::IsNull, _) => "`isnull` needs a nullable field; make its type an `Option`",
        (Op::IsEmpty, _) => {
            "`isempty` needs a text, nullable or multi-valued field; make its type an `Option`, a `Vec` or a set"
        }
        (Op::AllIn, _) => "`allin` needs a multi-valued field; make its type a `Vec` or a set",
        (_, ValueType::Boolean) => "invalid operator for a boolean: expected one of exact, ne, in, not_in",
        (_, ValueType::Uuid) => "invalid operator for a uuid: expected one of exact, ne, in, not_in",
        (_, ValueType::Choice) => "invalid operator for a choice: expected one of exact, ne, in, not_in",
        (_, ValueType::Integer) => {
            "invalid operator for an integer: expected one of exact, ne, in, not_in, gt, gte, lt, lte, range"
        }
        (_, ValueType::Decimal) => {
            "invalid operator for a decimal: expected one of exact, ne, in, not_in, gt, gte, lt, lte, range"
        }
        (_, ValueType::Date) => {
            "invalid operator for a date: expected one of exact, ne, in, not_in, gt, gte, lt, lte, range"
        }
        (_, ValueType::DateTime) => {
            "invalid operator for a date-time: expected one of exact, ne, in, not_in, gt, gte, lt, lte, range"
        }
        (_, ValueType::Text) => "invalid operator for a text",
    }
}

/// Returns `true` if each string can be an item of a list: it has no comma, and no space at either end.
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

/// Builds the schema of a type.
///
/// # Panics
///
/// Panics if the schema has an error that the compiler can't find, such as an unknown time zone.
#[must_use]
#[expect(clippy::panic, reason = "an error of the program, found at the first use of the schema")]
pub fn build_schema(name: &str, builder: SchemaBuilder) -> Schema {
    builder.build().unwrap_or_else(|error| panic!("invalid schema of `{name}`: {error}"))
}

/// Returns the schema of a generic type, which is built once for each of its instances.
///
/// # Panics
///
/// Panics if [`build_schema`] does.
pub fn build_generic_schema<T: 'static>(name: &str, make_builder: impl FnOnce() -> SchemaBuilder) -> &'static Schema {
    static SCHEMAS: LazyLock<RwLock<HashMap<TypeId, &'static Schema>>> = LazyLock::new(RwLock::default);
    let key = TypeId::of::<T>();
    if let Some(known) = SCHEMAS.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
        return known;
    }
    // The expressions of the limits and the list options can use another schema, so no lock is held while they are evaluated.
    let built = build_schema(name, make_builder());
    let mut schemas = SCHEMAS.write().unwrap_or_else(PoisonError::into_inner);
    schemas.entry(key).or_insert_with(|| Box::leak(Box::new(built)))
}

/// Adds a condition with one value to a builder.
pub fn add_condition<'v, F>(
    builder: FilterBuilder<'v>,
    field: &str,
    op: Op,
    value: impl ValueFor<'v, F>,
) -> FilterBuilder<'v> {
    builder.with(field, op, [value.convert_value_for()])
}

/// Adds a condition with a list to a builder.
pub fn add_list_condition<'v, F>(
    builder: FilterBuilder<'v>,
    field: &str,
    op: Op,
    values: impl IntoIterator<Item = impl ValueFor<'v, F>>,
) -> FilterBuilder<'v> {
    builder.with(field, op, values.into_iter().map(ValueFor::convert_value_for))
}

/// Adds a condition with a range to a builder.
pub fn add_range_condition<'v, F>(
    builder: FilterBuilder<'v>,
    field: &str,
    low: impl ValueFor<'v, F>,
    high: impl ValueFor<'v, F>,
) -> FilterBuilder<'v> {
    builder.range(field, low.convert_value_for(), high.convert_value_for())
}

#[cfg(test)]
mod tests {
    use std::panic::catch_unwind;

    use super::{FieldType, check_allow_empty, check_field_type, check_op, check_op_of_type, check_time_zone};
    use crate::value::{Op, ValueType};

    const TEXT: FieldType = FieldType {
        value_type: ValueType::Text,
        choices: &[],
        minimum: None,
        maximum: None,
        nullable: false,
        multi_valued: false,
    };
    const INTEGER: FieldType = FieldType { value_type: ValueType::Integer, ..TEXT };
    const DATE_TIME: FieldType = FieldType { value_type: ValueType::DateTime, ..TEXT };

    const fn choice(choices: &'static [&'static str]) -> FieldType {
        FieldType { value_type: ValueType::Choice, choices, ..TEXT }
    }

    /// Asserts that the check fails, with a message that contains `part`.
    #[track_caller]
    fn assert_panics(check: impl FnOnce() + std::panic::UnwindSafe, part: &str) {
        let payload = catch_unwind(check).expect_err(part);
        let message = match payload.downcast::<&str>() {
            Ok(message) => (*message).to_owned(),
            Err(payload) => *payload.downcast::<String>().expect("a message"),
        };
        assert!(message.contains(part), "{message:?} doesn't contain {part:?}");
    }

    #[test]
    fn rejects_contradictory_constants() {
        check_field_type(TEXT);
        check_field_type(choice(&["a", "ab", "b"]));
        check_field_type(FieldType { minimum: Some(3), maximum: Some(3), ..INTEGER });
        check_field_type(FieldType { maximum: Some(-1), ..INTEGER });
        assert_panics(|| check_field_type(choice(&[])), "empty `CHOICES`");
        for choices in [&["a", ""] as &[_], &["a\0b"], &["a", "ab", "b", "ab"]] {
            assert_panics(|| check_field_type(choice(choices)), "expected unique choices");
        }
        assert_panics(|| check_field_type(FieldType { choices: &["a"], ..TEXT }), "unexpected `CHOICES`");
        assert_panics(|| check_field_type(FieldType { minimum: Some(0), ..TEXT }), "unexpected `MINIMUM`");
        assert_panics(|| check_field_type(FieldType { maximum: Some(0), ..DATE_TIME }), "unexpected `MINIMUM`");
        let reversed = FieldType { minimum: Some(4), maximum: Some(3), ..INTEGER };
        assert_panics(move || check_field_type(reversed), "`MINIMUM` is greater than `MAXIMUM`");
    }

    #[test]
    fn rejects_operators_of_other_types() {
        check_op(TEXT, Op::IContains);
        check_op(TEXT, Op::IsEmpty);
        check_op(FieldType { nullable: true, ..INTEGER }, Op::IsEmpty);
        check_op(FieldType { multi_valued: true, ..DATE_TIME }, Op::IsEmpty);
        check_op(FieldType { nullable: true, ..TEXT }, Op::IsNull);
        check_op(FieldType { multi_valued: true, ..choice(&["a"]) }, Op::AllIn);
        for (value_type, what) in [
            (ValueType::Integer, "for an integer: expected one of"),
            (ValueType::Decimal, "for a decimal: expected one of"),
            (ValueType::Boolean, "for a boolean: expected one of"),
            (ValueType::Uuid, "for a uuid: expected one of"),
            (ValueType::Date, "for a date: expected one of"),
            (ValueType::DateTime, "for a date-time: expected one of"),
            (ValueType::Choice, "for a choice: expected one of"),
        ] {
            assert_panics(move || check_op(FieldType { value_type, ..TEXT }, Op::Contains), what);
        }
        assert_panics(|| check_op(TEXT, Op::IsNull), "`isnull` needs a nullable field");
        assert_panics(|| check_op(INTEGER, Op::IsEmpty), "`isempty` needs a text, nullable or multi-valued field");
        assert_panics(|| check_op(TEXT, Op::AllIn), "`allin` needs a multi-valued field");
    }

    #[test]
    fn rejects_choices_that_cannot_be_items_of_a_list() {
        check_op(choice(&["a b", "é"]), Op::In);
        for choices in [&["a", "b,c"] as &[_], &[" a"], &["a "], &["a", "b", " "]] {
            check_op(choice(choices), Op::Exact);
            check_op_of_type(choice(choices), Op::In);
            assert_panics(|| check_op(choice(choices), Op::In), "this operator takes a list");
        }
    }

    #[test]
    fn rejects_attributes_of_other_types() {
        check_allow_empty(TEXT);
        assert_panics(|| check_allow_empty(INTEGER), "unexpected `allow_empty`");
        for zone in ["UTC", "-06:00", "+05:30"] {
            check_time_zone(DATE_TIME, zone);
            assert_panics(|| check_time_zone(TEXT, zone), "unexpected `time_zone`");
        }
        if cfg!(feature = "tz") {
            check_time_zone(DATE_TIME, "America/Mexico_City");
        } else {
            assert_panics(|| check_time_zone(DATE_TIME, "America/Mexico_City"), "names need the feature `tz`");
        }
    }
}
