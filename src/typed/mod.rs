//! Schemas of Rust types: the traits that users implement or derive, and the support for generated code.

pub(crate) mod checks;
mod impls;

use std::borrow::Cow;

use crate::error::Errors;
use crate::filter::Filter;
use crate::list::ListRequest;
use crate::schema::{Field, FieldBuilder, Schema};
use crate::value::{Value, ValueType};

/// A type with a schema of filterable fields. `#[derive(FilterSet)]` implements it (feature `derive`).
///
/// Code that serves any resource can be generic over it:
///
/// ```
/// use filterset::{Errors, FilterSet};
///
/// fn canonical<T: FilterSet>(query: &str) -> Result<String, Errors> {
///     T::parse(query).map(|filter| filter.to_string())
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no schema of filterable fields",
    note = "derive it with `#[derive(FilterSet)]` and the feature `derive` of filterset"
)]
pub trait FilterSet {
    /// The builder of this type's filters, with a method for each field and operator.
    type Builder<'v>;

    /// The name of each field, with the name of the database column that holds it. Companion crates map fields to columns
    /// with these pairs; queries don't contain the names of columns.
    ///
    /// The derive declares them: a column has the name of the struct's field, unless the attribute `column` gives it
    /// another one. In an implementation by hand, the default has no columns.
    ///
    /// ```
    /// # #[cfg(feature = "derive")] {
    /// use filterset::FilterSet;
    ///
    /// #[derive(FilterSet)]
    /// struct Link {
    ///     #[filter(exact, rename = "institution")]
    ///     bank: String,
    ///     #[filter(exact, column = "link_status")]
    ///     status: String,
    /// }
    ///
    /// assert_eq!(Link::COLUMNS, [("institution", "bank"), ("status", "link_status")]);
    /// # }
    /// ```
    const COLUMNS: &'static [(&'static str, &'static str)] = &[];

    /// Returns the schema, which is built once.
    ///
    /// # Panics
    ///
    /// The first call panics if the schema is invalid, which a derived one can be in ways that the compiler can't find.
    /// Call this function when the program starts, before the first request.
    fn schema() -> &'static Schema;

    /// Starts a filter.
    fn filter<'v>() -> Self::Builder<'v>;

    /// Parses a query against the schema; see [`Schema::parse`].
    ///
    /// # Errors
    ///
    /// Returns all errors of the query, in the order of the text.
    fn parse(query: &str) -> Result<Filter<'_>, Errors> {
        Self::schema().parse(query)
    }

    /// Parses a query with the parameters of a list; see [`Schema::parse_list_request`].
    ///
    /// # Errors
    ///
    /// Returns all errors of the query, in the order of the text.
    fn parse_list_request(query: &str) -> Result<ListRequest<'_>, Errors> {
        Self::schema().parse_list_request(query)
    }
}

/// A type of single values, which the fields of a [`FilterSet`] hold.
///
/// It is implemented for `String`, `&str` and `Cow<str>`, `bool`, `i8` to `i64` and `u8` to `u32` (with the bounds of
/// the type), `Decimal`, `Uuid`, [`Date`](crate::value::Date) and [`Timestamp`](crate::value::Timestamp).
/// `#[derive(FilterValue)]` implements it for an enum without data (feature `derive`). These features implement it for the
/// types of other crates:
///
/// | feature and version | dates | instants |
/// |---|---|---|
/// | `chrono` 0.4 | `NaiveDate` | `DateTime<Tz>`; a leap second matches no condition, and a builder rejects it |
/// | `jiff` 1 | `civil::Date` | `Timestamp`, `ZonedDateTime` |
/// | `time` 0.3 | `Date` | `OffsetDateTime`, `UtcDateTime` |
///
/// A filter holds an instant in UTC, so a time zone or an offset is lost. A date or an instant outside the years 0001 to
/// 9999 is before or after all operands of filters, and a builder rejects it; in a JSON record, such a text isn't a value of
/// the field. A date-time without a time zone, such as `NaiveDateTime`, isn't an instant, so it isn't a `FilterValue`.
///
/// You can also implement the trait for your own type:
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
/// assert_eq!(Field::typed::<LinkId>("id").ops([Op::Exact]), Field::uuid("id").ops([Op::Exact]));
/// assert_eq!(Field::typed::<Option<LinkId>>("id"), Field::uuid("id").nullable());
/// ```
///
/// # Types of fields
///
/// If `T` is a `FilterValue`, such as a type of the table above, a field can have the type `T`, `Option<T>` (it is
/// [nullable](FieldBuilder::nullable)), or `Vec<T>`, `BTreeSet<T>` or `HashSet<T>` (it is
/// [multi-valued](FieldBuilder::multi_valued)). An `Option` of a collection is both.
///
/// # Arguments of builders
///
/// The methods of a derived builder accept these values for a field of `T`:
///
/// - `T`, `&T` and `&&T`; the last is an item of an iterator over references.
/// - If `T` is a string type: `&str`, `String`, `Cow<str>`, `Box<str>`, `Rc<str>` and `Arc<str>`, or a reference to one
///   of them.
/// - If `T` is a type of dates: a [`Date`](crate::value::Date).
/// - If `T` is a type of instants: a [`Timestamp`](crate::value::Timestamp); or a date of this crate or of the crate of
///   `T`, or a [`Day`](crate::value::Day), which mean that whole day in the field's time zone. A `Day` is rejected if that
///   time zone has other instants for its date.
/// - If `T` is `Timestamp`: the instants of the crates above. If `T` is `DateTime<Utc>` or `DateTime<FixedOffset>` of
///   chrono: the other one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a filterable type",
    label = "not a filterable type",
    note = "filterable types are `String`, `&str`, `Cow<str>`, `i8` to `i64`, `u8` to `u32`, `bool`, `Decimal`, `Uuid`, `Date`, `Timestamp`, and `Option`, `Vec` and sets of them; the features `chrono`, `jiff` and `time` add the dates and instants of chrono 0.4, jiff 1 and time 0.3",
    note = "derive `FilterValue` for an enum without data, or implement it for a type of your own; use `Decimal` instead of a float",
    note = "a date-time without a time zone, such as `NaiveDateTime`, `PrimitiveDateTime` or `civil::DateTime`, isn't an instant: use `Timestamp`, `chrono::DateTime<Utc>`, `time::OffsetDateTime` or `jiff::Timestamp`"
)]
pub trait FilterValue {
    /// The type of the values.
    const VALUE_TYPE: ValueType;

    /// The choices, if the type is [`ValueType::Choice`].
    const CHOICES: &'static [&'static str] = &[];

    /// The minimum, if the type is [`ValueType::Integer`] and has one.
    const MINIMUM: Option<i64> = None;

    /// The maximum, if the type is [`ValueType::Integer`] and has one.
    const MAXIMUM: Option<i64> = None;

    /// Returns the value, which can borrow from this one.
    fn to_value(&self) -> Value<'_>;

    /// Returns the index of the value in [`CHOICES`](FilterValue::CHOICES), or `None` if it isn't known. The index
    /// makes the evaluation of filters faster.
    fn choice(&self) -> Option<usize> {
        None
    }

    /// Converts into the value.
    fn into_value<'v>(self) -> Value<'v>
    where
        Self: Sized + 'v,
    {
        self.to_value().into_owned()
    }
}

/// Seals the hidden traits, because other crates can't name the type of a constant that an implementation needs. With a
/// sealed supertrait, the compiler would report that trait instead for a type that isn't filterable.
mod sealed {
    pub struct Seal;
}

/// A type of fields: a [`FilterValue`], or an `Option`, a `Vec` or a set of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a filterable type",
    label = "not a filterable type",
    note = "filterable types are `String`, `&str`, `Cow<str>`, `i8` to `i64`, `u8` to `u32`, `bool`, `Decimal`, `Uuid`, `Date`, `Timestamp`, and `Option`, `Vec` and sets of them; the features `chrono`, `jiff` and `time` add the dates and instants of chrono 0.4, jiff 1 and time 0.3",
    note = "derive `FilterValue` for an enum without data, or implement it for a type of your own; use `Decimal` instead of a float",
    note = "a date-time without a time zone, such as `NaiveDateTime`, `PrimitiveDateTime` or `civil::DateTime`, isn't an instant: use `Timestamp`, `chrono::DateTime<Utc>`, `time::OffsetDateTime` or `jiff::Timestamp`"
)]
pub trait FilterField {
    #[doc(hidden)]
    const SEAL: sealed::Seal;

    /// The type of a single value.
    type Value: FilterValue;

    /// `true` if the field is [nullable](FieldBuilder::nullable).
    const NULLABLE: bool = false;

    /// `true` if the field is [multi-valued](FieldBuilder::multi_valued).
    const MULTI_VALUED: bool = false;

    // Generated code uses these two through the trait so that the compiler reports a type that isn't filterable only
    // once.

    /// The properties of the type that are known at compile time.
    const FIELD_TYPE: FieldType = FieldType::new::<Self>();

    /// Declares a field of this type.
    fn declare_field(name: &'static str) -> FieldBuilder
    where
        Self: Sized,
    {
        Field::typed::<Self>(name)
    }

    /// Returns the values, or none if the field is null.
    fn values(&self) -> impl Iterator<Item = &Self::Value>;
}

/// The properties of a field's type that are known at compile time.
#[derive(Clone, Copy, Debug)]
pub struct FieldType {
    value_type: ValueType,
    choices: &'static [&'static str],
    minimum: Option<i64>,
    maximum: Option<i64>,
    nullable: bool,
    multi_valued: bool,
}

impl FieldType {
    /// Collects the properties of a type.
    #[must_use]
    pub const fn new<F: FilterField + ?Sized>() -> FieldType {
        FieldType {
            value_type: F::Value::VALUE_TYPE,
            choices: F::Value::CHOICES,
            minimum: F::Value::MINIMUM,
            maximum: F::Value::MAXIMUM,
            nullable: F::NULLABLE,
            multi_valued: F::MULTI_VALUED,
        }
    }
}

/// A type that converts into a value of a field that holds `T`; see [`FilterValue`]. Its module is private, which seals
/// it.
pub trait ValueOf<'v, T> {
    /// Converts into the value.
    fn convert_value(self) -> Value<'v>;
}

/// A type that converts into a value of a field of type `F`, such as `Option<String>`. It is implemented through
/// `ValueOf`, and makes the compiler report the type of the field as it is declared.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a value of a field of type `{F}`",
    label = "expected a value of `{F}`"
)]
pub trait ValueFor<'v, F> {
    #[doc(hidden)]
    const SEAL: sealed::Seal;

    /// Converts into the value.
    fn convert_value_for(self) -> Value<'v>;
}

#[diagnostic::do_not_recommend]
impl<'v, F: FilterField, G: ValueOf<'v, F::Value>> ValueFor<'v, F> for G {
    const SEAL: sealed::Seal = sealed::Seal;

    fn convert_value_for(self) -> Value<'v> {
        self.convert_value()
    }
}

impl Field {
    /// Starts a field of a Rust type. The type determines the field's type, choices and bounds, and whether it is
    /// nullable or multi-valued. [`FilterValue`] lists the supported types.
    ///
    /// ```
    /// # use filterset::Field;
    /// assert_eq!(Field::typed::<Option<String>>("name"), Field::text("name").nullable());
    /// assert_eq!(Field::typed::<Vec<u8>>("levels"), Field::integer("levels").minimum(0).maximum(255).multi_valued());
    /// ```
    pub fn typed<F: FilterField>(name: impl Into<Cow<'static, str>>) -> FieldBuilder {
        let mut field = FieldBuilder::new(name, F::Value::VALUE_TYPE).choices(F::Value::CHOICES.iter().copied());
        field = field.minimum(F::Value::MINIMUM).maximum(F::Value::MAXIMUM);
        if F::NULLABLE {
            field = field.nullable();
        }
        if F::MULTI_VALUED {
            field = field.multi_valued();
        }
        field
    }
}
