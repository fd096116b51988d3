//! User-defined types with contradictory constants.
use filterset::{FilterSet, FilterValue, Value, ValueType};

macro_rules! kind {
    ($name:ident $($constants:tt)*) => {
        struct $name;

        impl FilterValue for $name {
            $($constants)*

            fn to_value(&self) -> Value<'_> {
                Value::Integer(0)
            }
        }
    };
}

kind! { NoChoices const VALUE_TYPE: ValueType = ValueType::Choice; }
kind! { EmptyChoice
    const VALUE_TYPE: ValueType = ValueType::Choice;
    const CHOICES: &'static [&'static str] = &["a", ""];
}
kind! { TwiceChoice
    const VALUE_TYPE: ValueType = ValueType::Choice;
    const CHOICES: &'static [&'static str] = &["a", "b", "a"];
}
kind! { OtherChoices
    const VALUE_TYPE: ValueType = ValueType::Text;
    const CHOICES: &'static [&'static str] = &["a"];
}
kind! { OtherBounds
    const VALUE_TYPE: ValueType = ValueType::Date;
    const MINIMUM: Option<i64> = Some(1);
}
kind! { ReversedBounds
    const VALUE_TYPE: ValueType = ValueType::Integer;
    const MINIMUM: Option<i64> = Some(1);
    const MAXIMUM: Option<i64> = Some(0);
}

#[derive(FilterSet)]
struct Row {
    #[filter(exact)]
    a: NoChoices,
    #[filter(exact)]
    b: Option<EmptyChoice>,
    #[filter(exact)]
    c: Vec<TwiceChoice>,
    #[filter(exact)]
    d: OtherChoices,
    #[filter(exact)]
    e: OtherBounds,
    #[filter(exact)]
    f: ReversedBounds,
    #[filter(exact, time_zone = "America/Mexico_City")]
    g: chrono::DateTime<chrono::Utc>,
}

fn main() {}
