//! Tables of Rust types: what a type's table is, and how its fields' types are declared.

pub mod checks;
mod impls;

use std::borrow::Cow;

use crate::error::Errors;
use crate::filter::Filter;
use crate::list::ListQuery;
use crate::schema::{Field, Schema};
use crate::value::{Value, ValueType};

/// A type that has a table: what `#[derive(FilterSet)]` implements (feature `derive`).
///
/// Code that serves any resource is generic over it.
///
/// ```
/// use filterset::{Errors, FilterSet};
///
/// fn canonical<T: FilterSet>(query: &str) -> Result<String, Errors> {
///     T::parse(query).map(|filter| filter.to_string())
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no table of filterable fields",
    note = "write `#[derive(FilterSet)]` on it, with the feature `derive` of filterset"
)]
pub trait FilterSet {
    /// The type's own builder, with a method for each field and operator.
    type Builder<'v>;

    /// The table, built once.
    fn schema() -> &'static Schema;

    /// Starts a filter.
    fn filter<'v>() -> Self::Builder<'v>;

    /// Parses a query against the table; see [`Schema::parse`].
    ///
    /// # Errors
    ///
    /// Every fault of the query in one pass, in the order of the text.
    fn parse(query: &str) -> Result<Filter<'_>, Errors> {
        Self::schema().parse(query)
    }

    /// Parses a query with the parameters of a list; see [`Schema::parse_list`].
    ///
    /// # Errors
    ///
    /// Every fault of the query in one pass, in the order of the text.
    fn parse_list(query: &str) -> Result<ListQuery<'_>, Errors> {
        Self::schema().parse_list(query)
    }
}

/// A type of single values, such as a field of a [`FilterSet`] holds.
///
/// It is implemented for `String` and `Cow<str>`, the integers that fit 64 bits with a sign (each with its bounds),
/// `bool`, `Decimal`, `Uuid`, `NaiveDate` and `DateTime`. An enum of choices gets it from `#[derive(FilterValue)]`
/// (feature `derive`); a type of your own says what it is:
///
/// ```
/// use filterset::{Field, FilterValue, Op, Value, ValueType};
/// use uuid::Uuid;
///
/// struct LinkId(Uuid);
///
/// impl FilterValue for LinkId {
///     const VALUE_TYPE: ValueType = ValueType::Uuid;
///
///     fn to_value(&self) -> Value<'_> {
///         self.0.into()
///     }
/// }
///
/// assert_eq!(Field::of::<LinkId>("id").ops([Op::Exact]), Field::uuid("id").ops([Op::Exact]));
/// assert_eq!(Field::of::<Option<LinkId>>("id"), Field::uuid("id").nullable());
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` isn't a type of filterable values",
    label = "not a type of filterable values",
    note = "there are `String`, `Cow<str>`, `i8` to `i64`, `u8` to `u32`, `bool`, `Decimal`, `Uuid`, `NaiveDate`, `DateTime<Utc>`; `Option` of them, `Vec` and sets",
    note = "an enum without data gets it by `#[derive(FilterValue)]`, a type of your own by `impl FilterValue`; instead of a float use `Decimal`"
)]
pub trait FilterValue {
    /// What a field of this type holds.
    const VALUE_TYPE: ValueType;

    /// The choices, where that is [`ValueType::Choice`].
    const CHOICES: &'static [&'static str] = &[];

    /// The least value, where that is [`ValueType::Integer`] and there is one.
    const MINIMUM: Option<i64> = None;

    /// The greatest value, where that is [`ValueType::Integer`] and there is one.
    const MAXIMUM: Option<i64> = None;

    /// The value.
    fn to_value(&self) -> Value<'_>;

    /// The value's place among the [choices](FilterValue::CHOICES), where it knows it: running a filter on records is
    /// faster with it.
    fn choice(&self) -> Option<usize> {
        None
    }

    /// The value, free of what was given.
    fn into_value<'v>(self) -> Value<'v>
    where
        Self: Sized + 'v,
    {
        self.to_value().into_owned()
    }
}

/// The type of a struct's field: single values, `Option` of what can be null, `Vec` or a set of many.
///
/// A collection of your own can have it too:
///
/// ```
/// use filterset::{Field, FilterField};
///
/// struct Tags(Vec<String>);
///
/// impl FilterField for Tags {
///     type Value = String;
///     const MANY: bool = true;
///
///     fn values(&self) -> impl Iterator<Item = &String> {
///         self.0.iter()
///     }
/// }
///
/// assert_eq!(Field::of::<Tags>("tags"), Field::text("tags").many());
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` isn't a type of filterable values",
    label = "not a type of filterable values",
    note = "there are `String`, `Cow<str>`, `i8` to `i64`, `u8` to `u32`, `bool`, `Decimal`, `Uuid`, `NaiveDate`, `DateTime<Utc>`; `Option` of them, `Vec` and sets",
    note = "an enum without data gets it by `#[derive(FilterValue)]`, a type of your own by `impl FilterValue`; instead of a float use `Decimal`"
)]
pub trait FilterField {
    /// What a single value is.
    type Value: FilterValue;

    /// Whether it can be [null](Field::nullable).
    const NULLABLE: bool = false;

    /// Whether it holds [many](Field::many) values.
    const MANY: bool = false;

    /// The values that it holds: none where it is null.
    fn values(&self) -> impl Iterator<Item = &Self::Value>;

    // What the derives ask goes through the trait itself: where a type isn't a field's, the compiler says so once.
    #[doc(hidden)]
    const __KIND: checks::Kind = checks::Kind::of::<Self>();

    #[doc(hidden)]
    #[must_use]
    fn __field(name: &'static str) -> Field
    where
        Self: Sized,
    {
        Field::of::<Self>(name)
    }
}

/// What can be given as a value of a field that holds `T`.
///
/// That is `T` itself and references to it, also `&&T`, which iterators over references give. For text it is any of
/// `str`, `String`, `Cow<str>`, `Box<str>`, `Arc<str>` and `Rc<str>`, or a reference to it. For instants it is also a
/// date, which means that whole day of the field's time zone, and a [`Day`](crate::Day), which is refused when the filter
/// is built where the field's time zone has other instants for its date.
#[diagnostic::on_unimplemented(
    message = "`{Self}` isn't a value of a field that holds `{T}`",
    label = "expected a value of `{T}`"
)]
pub trait ValueOf<'v, T> {
    /// The value.
    fn value(self) -> Value<'v>;
}

/// What can be given for a field of type `F`, such as `Option<String>`: a [value](ValueOf) of what it
/// [holds](FilterField::Value), which is `String`.
///
/// Nobody implements it: it follows from [`ValueOf`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` isn't a value of a field of type `{F}`",
    label = "expected a value of `{F}`"
)]
pub trait ValueFor<'v, F> {
    /// The value.
    fn value_for(self) -> Value<'v>;
}

#[diagnostic::do_not_recommend]
impl<'v, F: FilterField, G: ValueOf<'v, F::Value>> ValueFor<'v, F> for G {
    fn value_for(self) -> Value<'v> {
        self.value()
    }
}

impl Field {
    /// A field of a Rust type: its type, choices and bounds, whether it can be null and whether it holds many values.
    ///
    /// ```
    /// # use filterset::Field;
    /// assert_eq!(Field::of::<Option<String>>("name"), Field::text("name").nullable());
    /// assert_eq!(Field::of::<Vec<u8>>("levels"), Field::integer("levels").minimum(0).maximum(255).many());
    /// ```
    #[must_use]
    pub fn of<F: FilterField>(name: impl Into<Cow<'static, str>>) -> Field {
        let mut field = Field::new(name, F::Value::VALUE_TYPE).choices(F::Value::CHOICES.iter().copied());
        field.minimum = F::Value::MINIMUM;
        field.maximum = F::Value::MAXIMUM;
        field.nullable = F::NULLABLE;
        field.many = F::MANY;
        field
    }
}
