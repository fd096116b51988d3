//! The compile-time checks of derived code agree with the checks of a schema. The tests in
//! `crates/filterset-derive/tests/ui` cover the compile errors.

use std::panic::catch_unwind;

use chrono::{DateTime, NaiveDate, Utc};
use filterset::__private::{FieldType, FilterField, check_allow_empty, check_field_type, check_op, check_time_zone};
use filterset::schema::FieldBuilder;
use filterset::{Field, FilterValue, Op, Schema, Value, ValueType};
use rust_decimal::Decimal;
use uuid::Uuid;

/// User-defined types, with their value types, choices and bounds.
macro_rules! kinds {
    ($($name:ident: $value_type:ident, $choices:expr, $minimum:expr, $maximum:expr;)*) => {$(
        struct $name;

        impl FilterValue for $name {
            const VALUE_TYPE: ValueType = ValueType::$value_type;
            const CHOICES: &'static [&'static str] = &$choices;
            const MINIMUM: Option<i64> = $minimum;
            const MAXIMUM: Option<i64> = $maximum;

            fn to_value(&self) -> Value<'_> {
                Value::Integer(0)
            }
        }
    )*};
}

/// More choices than the compile-time check compares with each other.
const MANY: [&str; 129] = {
    let mut all = [""; 129];
    let mut len = 0;
    while len < all.len() {
        all[len] = include_str!("kinds.rs").split_at(len + 1).0;
        len += 1;
    }
    all
};

kinds! {
    Valid: Choice, ["a", "aa", "b"], None, None;
    Comma: Choice, ["a", "b,c"], None, None;
    Many: Choice, MANY, None, None;
    SpaceBefore: Choice, [" a"], None, None;
    SpaceAfter: Choice, ["a", "b "], None, None;
    NoChoice: Choice, [], None, None;
    Empty: Choice, ["a", ""], None, None;
    Nul: Choice, ["a\0"], None, None;
    Twice: Choice, ["a", "b", "a"], None, None;
    TextOfChoices: Text, ["a"], None, None;
    One: Integer, [], Some(1), Some(1);
    Minimum: Integer, [], Some(1), None;
    Maximum: Integer, [], None, Some(1);
    Reversed: Integer, [], Some(1), Some(0);
    BoundedDate: Date, [], None, Some(1);
}

/// Returns the message of a check that panics.
fn catch_message(check: impl FnOnce() + std::panic::UnwindSafe) -> Option<String> {
    let payload = catch_unwind(check).err()?;
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned()).or_else(|| panic!("a check fails with a message"))
}

fn is_valid_schema(field: FieldBuilder) -> bool {
    Schema::builder("t").field(field).build().is_ok()
}

/// Asserts that both checks agree on a type.
#[track_caller]
fn agree<F: FilterField>() {
    let field_type = FieldType::new::<F>();
    let field = |op| Field::typed::<F>("f").ops([op]);
    let is_valid = catch_message(|| check_field_type(field_type)).is_none();
    assert_eq!(is_valid, is_valid_schema(field(Op::Exact)), "{field_type:?}");
    if !is_valid {
        return;
    }
    for op in Op::ALL {
        assert_eq!(
            catch_message(|| check_op(field_type, op)).is_none(),
            is_valid_schema(field(op)),
            "{op} of {field_type:?}"
        );
    }
    let is_allowed = catch_message(|| check_allow_empty(field_type)).is_none();
    assert_eq!(is_allowed, is_valid_schema(field(Op::Exact).allow_empty()), "allow_empty of {field_type:?}");
    // Whether a time zone is known is checked only when the schema is built.
    for zone in ["UTC", "+05:30", "-06:00", "Europe/Rome"] {
        let is_taken = catch_message(|| check_time_zone(field_type, zone)).is_none();
        assert_eq!(
            is_taken,
            is_valid_schema(field(Op::Exact).time_zone(zone)),
            "the time zone {zone} of {field_type:?}"
        );
    }
}

#[test]
fn agrees_with_schema_checks_for_built_in_types() {
    agree::<String>();
    agree::<Option<String>>();
    agree::<Vec<String>>();
    agree::<Option<Vec<String>>>();
    agree::<i64>();
    agree::<u8>();
    agree::<Option<Decimal>>();
    agree::<bool>();
    agree::<Vec<Uuid>>();
    agree::<NaiveDate>();
    agree::<DateTime<Utc>>();
    agree::<Vec<DateTime<Utc>>>();
}

#[test]
fn agrees_with_schema_checks_for_user_defined_types() {
    agree::<Valid>();
    agree::<Comma>();
    agree::<Many>();
    agree::<SpaceBefore>();
    agree::<Option<SpaceAfter>>();
    agree::<NoChoice>();
    agree::<Empty>();
    agree::<Nul>();
    agree::<Vec<Twice>>();
    agree::<TextOfChoices>();
    agree::<One>();
    agree::<Minimum>();
    agree::<Maximum>();
    agree::<Reversed>();
    agree::<BoundedDate>();
}

#[test]
fn lists_the_operators_of_a_type() {
    #[track_caller]
    fn check_message<F: FilterField>(of: &str) {
        let ops = F::Value::VALUE_TYPE.ops();
        assert_eq!(
            catch_message(|| check_op(FieldType::new::<F>(), Op::Contains)),
            Some(format!("invalid operator for {of}: expected one of {ops}"))
        );
    }
    check_message::<i64>("an integer");
    check_message::<Decimal>("a decimal");
    check_message::<bool>("a boolean");
    check_message::<Uuid>("a uuid");
    check_message::<NaiveDate>("a date");
    check_message::<DateTime<Utc>>("a date-time");
    check_message::<Valid>("a choice");
}
