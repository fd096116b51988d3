//! What doesn't compile and what is no table are the same: the derives' checks, run on types and operators, and the
//! tables of the same fields. `derive/tests/ui` says what the compiler says.

use std::panic::catch_unwind;

use chrono::{DateTime, NaiveDate, Utc};
use filterset::__derive::{Kind, check_allow_empty, check_kind, check_op, check_time_zone};
use filterset::{Field, FilterField, FilterValue, Op, Schema, Value, ValueType};
use rust_decimal::Decimal;
use uuid::Uuid;

/// Types of the user's own: what they hold, their choices and their bounds.
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

/// More choices than are compared with each other when a type is compiled.
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
    Sound: Choice, ["a", "aa", "b"], None, None;
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
    Least: Integer, [], Some(1), None;
    Greatest: Integer, [], None, Some(1);
    Reversed: Integer, [], Some(1), Some(0);
    BoundedDate: Date, [], None, Some(1);
}

/// What a check says where it fails.
fn refusal(check: impl FnOnce() + std::panic::UnwindSafe) -> Option<String> {
    let payload = catch_unwind(check).err()?;
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned()).or_else(|| panic!("a check says why it fails"))
}

fn is_table(field: Field) -> bool {
    Schema::builder("t").field(field).build().is_ok()
}

/// A type's kind, and fields of it.
#[track_caller]
fn agree<F: FilterField>() {
    let kind = Kind::of::<F>();
    let field = |op| Field::of::<F>("f").ops([op]);
    let is_sound = refusal(|| check_kind(kind)).is_none();
    assert_eq!(is_sound, is_table(field(Op::Exact)), "{kind:?}");
    if !is_sound {
        return;
    }
    for op in Op::ALL {
        assert_eq!(refusal(|| check_op(kind, op)).is_none(), is_table(field(op)), "{op} of {kind:?}");
    }
    let is_allowed = refusal(|| check_allow_empty(kind)).is_none();
    assert_eq!(is_allowed, is_table(field(Op::Exact).allow_empty()), "allow_empty of {kind:?}");
    // That a name is a zone's is known only when the table is built.
    for zone in ["UTC", "+05:30", "-06:00", "Europe/Rome"] {
        let is_taken = refusal(|| check_time_zone(kind, zone)).is_none();
        assert_eq!(is_taken, is_table(field(Op::Exact).time_zone(zone)), "the time zone {zone} of {kind:?}");
    }
}

#[test]
fn of_each_type() {
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
fn of_types_of_the_user_s_own() {
    agree::<Sound>();
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
    agree::<Least>();
    agree::<Greatest>();
    agree::<Reversed>();
    agree::<BoundedDate>();
}

/// What is said of an operator that a type doesn't have names all those that it has.
#[test]
fn the_operators_are_named() {
    #[track_caller]
    fn named<F: FilterField>(of: &str) {
        let ops = F::Value::VALUE_TYPE.ops();
        assert_eq!(
            refusal(|| check_op(Kind::of::<F>(), Op::Contains)),
            Some(format!("{of} has only the operators {ops}"))
        );
    }
    named::<i64>("an integer");
    named::<Decimal>("a decimal");
    named::<bool>("a boolean");
    named::<Uuid>("a uuid");
    named::<NaiveDate>("a date");
    named::<DateTime<Utc>>("a date-time");
    named::<Sound>("a choice");
}
