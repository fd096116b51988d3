//! What `#[derive(FilterSet)]` writes calls of: checks at compile time, tables and conditions.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{LazyLock, PoisonError, RwLock};

use super::{FilterField, FilterValue, ValueFor};
use crate::builder::FilterBuilder;
use crate::schema::{Schema, SchemaBuilder};
use crate::value::{Arity, Op, ValueType, can_list};

/// What can be known of a field's type when it is compiled.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    value_type: ValueType,
    choices: &'static [&'static str],
    minimum: Option<i64>,
    maximum: Option<i64>,
    nullable: bool,
    many: bool,
}

impl Kind {
    /// What the type says of itself.
    #[must_use]
    pub const fn of<F: FilterField + ?Sized>() -> Kind {
        Kind {
            value_type: F::Value::VALUE_TYPE,
            choices: F::Value::CHOICES,
            minimum: F::Value::MINIMUM,
            maximum: F::Value::MAXIMUM,
            nullable: F::NULLABLE,
            many: F::MANY,
        }
    }
}

/// Refuses to compile a type that contradicts itself.
///
/// # Panics
///
/// Where its choices are missing, bad or of no use, or its bounds are.
#[track_caller]
pub const fn check_kind(kind: Kind) {
    if matches!(kind.value_type, ValueType::Choice) {
        assert!(!kind.choices.is_empty(), "this type is a choice without choices: its `CHOICES` are empty");
        assert!(are_choices(kind.choices), "a choice of this type is empty, has a NUL, or is there twice");
    } else {
        assert!(kind.choices.is_empty(), "only a choice has `CHOICES`: the `VALUE_TYPE` of this type is another");
    }
    if let (None, None) = (kind.minimum, kind.maximum) {
        return;
    }
    let is_integer = matches!(kind.value_type, ValueType::Integer);
    assert!(is_integer, "only an integer has a `MINIMUM` or a `MAXIMUM`: the `VALUE_TYPE` of this type is another");
    if let (Some(minimum), Some(maximum)) = (kind.minimum, kind.maximum) {
        assert!(minimum <= maximum, "the `MINIMUM` of this type lies above its `MAXIMUM`");
    }
}

/// Refuses to compile an operator that a field of this type doesn't have.
///
/// # Panics
///
/// Where it doesn't have it, or where it takes a list and the type's choices couldn't stand in one.
#[track_caller]
pub const fn check_op(kind: Kind, op: Op) {
    assert!(can_list(kind.value_type, kind.many, kind.nullable, op), "{}", why_not(kind.value_type, op));
    assert!(
        !matches!(op.arity(), Arity::List) || can_be_items(kind.choices),
        "a choice of this type has a comma, or a space at either end: it can't stand in a list"
    );
}

/// Refuses to compile `allow_empty` on another type than text.
///
/// # Panics
///
/// On another type.
#[track_caller]
pub const fn check_allow_empty(kind: Kind) {
    let is_text = matches!(kind.value_type, ValueType::Text);
    assert!(is_text, "only a text can be empty: `allow_empty` is for text");
}

/// Refuses to compile a time zone on another type than date-time, and a name of one where names aren't known.
///
/// # Panics
///
/// On another type; on a name without the feature `chrono-tz`.
#[track_caller]
pub const fn check_time_zone(kind: Kind, time_zone: &str) {
    let is_date_time = matches!(kind.value_type, ValueType::DateTime);
    assert!(is_date_time, "only a date-time has a time zone: `time_zone` is for `DateTime`");
    let is_known = cfg!(feature = "chrono-tz") || matches!(time_zone.as_bytes(), b"UTC" | [b'+' | b'-', ..]);
    assert!(is_known, "without the feature `chrono-tz` a time zone is UTC or an offset such as -06:00");
}

/// How many choices are compared with each other: more would take the compiler long. A derived enum's are compared
/// where it is derived, whatever their number; all are compared when the table is built.
const COMPARED: usize = 128;

/// Whether the texts can be choices: without an empty one, a NUL and a repetition.
const fn are_choices(texts: &[&str]) -> bool {
    let are_compared = texts.len() <= COMPARED;
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
    static TABLES: LazyLock<RwLock<HashMap<TypeId, &'static Schema>>> = LazyLock::new(RwLock::default);
    let key = TypeId::of::<T>();
    if let Some(known) = TABLES.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
        return known;
    }
    // The table's limits are any expression, which can ask for another table: no lock is held meanwhile.
    let built = build(name, table());
    let mut tables = TABLES.write().unwrap_or_else(PoisonError::into_inner);
    tables.entry(key).or_insert_with(|| Box::leak(Box::new(built)))
}

/// A condition of one value.
pub fn one<'v, F>(builder: FilterBuilder<'v>, field: &str, op: Op, value: impl ValueFor<'v, F>) -> FilterBuilder<'v> {
    builder.with(field, op, [value.value_for()])
}

/// A condition of a list.
pub fn list<'v, F>(
    builder: FilterBuilder<'v>,
    field: &str,
    op: Op,
    values: impl IntoIterator<Item = impl ValueFor<'v, F>>,
) -> FilterBuilder<'v> {
    builder.with(field, op, values.into_iter().map(ValueFor::value_for))
}

/// A range.
pub fn range<'v, F>(
    builder: FilterBuilder<'v>,
    field: &str,
    low: impl ValueFor<'v, F>,
    high: impl ValueFor<'v, F>,
) -> FilterBuilder<'v> {
    builder.range(field, low.value_for(), high.value_for())
}

#[cfg(test)]
mod tests {
    use std::panic::catch_unwind;

    use super::{Kind, check_allow_empty, check_kind, check_op, check_time_zone};
    use crate::value::{Op, ValueType};

    const KIND: Kind =
        Kind { value_type: ValueType::Text, choices: &[], minimum: None, maximum: None, nullable: false, many: false };
    const INTEGER: Kind = Kind { value_type: ValueType::Integer, ..KIND };
    const DATE_TIME: Kind = Kind { value_type: ValueType::DateTime, ..KIND };

    const fn choice(choices: &'static [&'static str]) -> Kind {
        Kind { value_type: ValueType::Choice, choices, ..KIND }
    }

    /// What the compiler would say has this part.
    #[track_caller]
    fn refused(check: impl FnOnce() + std::panic::UnwindSafe, part: &str) {
        let said = catch_unwind(check).expect_err(part);
        let said = said
            .downcast::<&str>()
            .map_or_else(|said| *said.downcast::<String>().expect("a message"), |said| (*said).to_owned());
        assert!(said.contains(part), "{said:?} doesn't say {part:?}");
    }

    #[test]
    fn a_type_doesnt_contradict_itself() {
        check_kind(KIND);
        check_kind(choice(&["a", "ab", "b"]));
        check_kind(Kind { minimum: Some(3), maximum: Some(3), ..INTEGER });
        check_kind(Kind { maximum: Some(-1), ..INTEGER });
        refused(|| check_kind(choice(&[])), "a choice without choices");
        for choices in [&["a", ""] as &[_], &["a\0b"], &["a", "ab", "b", "ab"]] {
            refused(|| check_kind(choice(choices)), "is empty, has a NUL, or is there twice");
        }
        refused(|| check_kind(Kind { choices: &["a"], ..KIND }), "only a choice has `CHOICES`");
        refused(|| check_kind(Kind { minimum: Some(0), ..KIND }), "only an integer has a `MINIMUM`");
        refused(|| check_kind(Kind { maximum: Some(0), ..DATE_TIME }), "only an integer has a `MINIMUM`");
        let reversed = Kind { minimum: Some(4), maximum: Some(3), ..INTEGER };
        refused(move || check_kind(reversed), "lies above its `MAXIMUM`");
    }

    #[test]
    fn an_operator_is_one_of_the_type() {
        check_op(KIND, Op::IContains);
        check_op(Kind { nullable: true, ..KIND }, Op::IsNull);
        check_op(Kind { many: true, ..choice(&["a"]) }, Op::AllIn);
        for (value_type, what) in [
            (ValueType::Integer, "an integer has only"),
            (ValueType::Decimal, "a decimal has only"),
            (ValueType::Boolean, "a boolean has only"),
            (ValueType::Uuid, "a uuid has only"),
            (ValueType::Date, "a date has only"),
            (ValueType::DateTime, "a date-time has only"),
            (ValueType::Choice, "a choice has only"),
        ] {
            refused(move || check_op(Kind { value_type, ..KIND }, Op::Contains), what);
        }
        refused(|| check_op(KIND, Op::IsNull), "only a field that can be null has `isnull`");
        refused(|| check_op(KIND, Op::AllIn), "only a field of many values has `allin`");
    }

    #[test]
    fn a_choice_of_a_list_can_stand_in_it() {
        check_op(choice(&["a b", "é"]), Op::In);
        for choices in [&["a", "b,c"] as &[_], &[" a"], &["a "], &["a", "b", " "]] {
            check_op(choice(choices), Op::Exact);
            refused(|| check_op(choice(choices), Op::In), "it can't stand in a list");
        }
    }

    #[test]
    fn attributes_are_of_their_types() {
        check_allow_empty(KIND);
        refused(|| check_allow_empty(INTEGER), "`allow_empty` is for text");
        for zone in ["UTC", "-06:00", "+05:30"] {
            check_time_zone(DATE_TIME, zone);
            refused(|| check_time_zone(KIND, zone), "only a date-time has a time zone");
        }
        if cfg!(feature = "chrono-tz") {
            check_time_zone(DATE_TIME, "America/Mexico_City");
        } else {
            refused(|| check_time_zone(DATE_TIME, "America/Mexico_City"), "without the feature `chrono-tz`");
        }
    }
}
