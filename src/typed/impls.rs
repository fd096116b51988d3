//! The types of values and fields that the crate supports.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use rust_decimal::Decimal;
use uuid::Uuid;

use super::sealed::Seal;
use super::{FilterField, FilterValue, ValueOf};
use crate::value::{Date, Day, Timestamp, Value, ValueType};

#[diagnostic::do_not_recommend]
impl<T: FilterValue> FilterField for T {
    const SEAL: Seal = Seal;
    type Value = T;

    #[inline]
    fn values(&self) -> impl Iterator<Item = &T> {
        std::iter::once(self)
    }
}

#[diagnostic::do_not_recommend]
impl<F: FilterField> FilterField for Option<F> {
    const SEAL: Seal = Seal;
    type Value = F::Value;
    const NULLABLE: bool = true;
    const MULTI_VALUED: bool = F::MULTI_VALUED;

    #[inline]
    fn values(&self) -> impl Iterator<Item = &F::Value> {
        self.iter().flat_map(F::values)
    }
}

macro_rules! impl_collections {
    ($($collection:ty where [$($generics:tt)*];)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($generics)*> FilterField for $collection {
            const SEAL: Seal = Seal;
            type Value = T;
            const MULTI_VALUED: bool = true;

            #[inline]
            fn values(&self) -> impl Iterator<Item = &T> {
                self.iter()
            }
        }
    )*};
}

impl_collections! {
    Vec<T> where [T: FilterValue];
    BTreeSet<T> where [T: FilterValue];
    HashSet<T, S> where [T: FilterValue, S];
}

impl FilterValue for String {
    const VALUE_TYPE: ValueType = ValueType::Text;

    #[inline]
    fn to_value(&self) -> Value<'_> {
        self.into()
    }

    fn into_value<'v>(self) -> Value<'v> {
        self.into()
    }
}

impl FilterValue for &str {
    const VALUE_TYPE: ValueType = ValueType::Text;

    #[inline]
    fn to_value(&self) -> Value<'_> {
        self.into()
    }

    fn into_value<'v>(self) -> Value<'v>
    where
        Self: 'v,
    {
        self.into()
    }
}

impl FilterValue for Cow<'_, str> {
    const VALUE_TYPE: ValueType = ValueType::Text;

    #[inline]
    fn to_value(&self) -> Value<'_> {
        self.as_ref().into()
    }

    fn into_value<'v>(self) -> Value<'v>
    where
        Self: 'v,
    {
        self.into()
    }
}

macro_rules! impl_copied_values {
    ($($rust:ty => $variant:ident),* $(,)?) => {$(
        impl FilterValue for $rust {
            const VALUE_TYPE: ValueType = ValueType::$variant;

            #[inline]
            fn to_value(&self) -> Value<'_> {
                self.into()
            }
        }
    )*};
}

impl_copied_values! { i64 => Integer, bool => Boolean, Decimal => Decimal, Uuid => Uuid, Date => Date, Timestamp => DateTime }

/// Implements [`FilterValue`] for integers of fewer than 64 bits.
macro_rules! impl_bounded_integers {
    ($($integer:ty)*) => {$(
        impl FilterValue for $integer {
            const VALUE_TYPE: ValueType = ValueType::Integer;
            const MINIMUM: Option<i64> = Some(<$integer>::MIN as i64);
            const MAXIMUM: Option<i64> = Some(<$integer>::MAX as i64);

            #[inline]
            fn to_value(&self) -> Value<'_> {
                self.into()
            }
        }
    )*};
}

impl_bounded_integers! { i8 i16 i32 u8 u16 u32 }

#[diagnostic::do_not_recommend]
impl<'v, T: FilterValue + 'v> ValueOf<'v, T> for T {
    fn convert_value(self) -> Value<'v> {
        self.into_value()
    }
}

#[diagnostic::do_not_recommend]
impl<'v, T: FilterValue> ValueOf<'v, T> for &'v T {
    fn convert_value(self) -> Value<'v> {
        self.to_value()
    }
}

// The items of an iterator over a slice of references.
#[diagnostic::do_not_recommend]
impl<'v, T: FilterValue> ValueOf<'v, T> for &&'v T {
    fn convert_value(self) -> Value<'v> {
        self.to_value()
    }
}

/// Implements [`ValueOf`] for types that convert into a [`Value`].
macro_rules! impl_value_of {
    ($($given:ty => $held:ty where [$($generics:tt)*];)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<'v, $($generics)*> ValueOf<'v, $held> for $given {
            fn convert_value(self) -> Value<'v> {
                self.into()
            }
        }
    )*};
}

/// Implements [`ValueOf`] for each string type, for each string type of a field.
macro_rules! impl_strings {
    ($($held:ty: $($given:ty),*;)*) => {$(
        impl_value_of! {
            Box<str> => $held where [];
            &'v Box<str> => $held where [];
            &&'v Box<str> => $held where [];
            Arc<str> => $held where [];
            &'v Arc<str> => $held where [];
            &&'v Arc<str> => $held where [];
            Rc<str> => $held where [];
            &'v Rc<str> => $held where [];
            &&'v Rc<str> => $held where [];
            $($given => $held where [];)*
        }
    )*};
}

impl_strings! {
    String: &'v str, &&'v str, Cow<'v, str>, &'v Cow<'_, str>;
    Cow<'_, str>: &'v str, &&'v str, String, &'v String, &&'v String;
    &str: String, &'v String, &&'v String, Cow<'v, str>, &'v Cow<'_, str>;
}

impl_value_of! {
    Date => Timestamp where [];
    &Date => Timestamp where [];
    Day => Timestamp where [];
    &Day => Timestamp where [];
}

/// Implements [`FilterValue`] for the types of another library, and [`ValueOf`] for the arguments of their builders: the
/// crate's own types, and the library's dates for a field of instants.
#[cfg(any(feature = "chrono", feature = "jiff", feature = "time"))]
macro_rules! impl_library {
    ($date:ty; $($instant:ty where [$($generics:tt)*]),*) => {
        impl FilterValue for $date {
            const VALUE_TYPE: ValueType = ValueType::Date;

            #[inline]
            fn to_value(&self) -> Value<'_> {
                self.into()
            }
        }

        impl_value_of! {
            Date => $date where [];
            &Date => $date where [];
            $date => Timestamp where [];
            &$date => Timestamp where [];
        }

        $(
            impl_value_of! {
                $instant => Timestamp where [$($generics)*];
                &$instant => Timestamp where [$($generics)*];
            }

            impl<$($generics)*> FilterValue for $instant {
                const VALUE_TYPE: ValueType = ValueType::DateTime;

                #[inline]
                fn to_value(&self) -> Value<'_> {
                    self.into()
                }
            }

            impl_value_of! {
                Timestamp => $instant where [$($generics)*];
                &Timestamp => $instant where [$($generics)*];
                Date => $instant where [$($generics)*];
                &Date => $instant where [$($generics)*];
                Day => $instant where [$($generics)*];
                &Day => $instant where [$($generics)*];
                $date => $instant where [$($generics)*];
                &$date => $instant where [$($generics)*];
            }
        )*
    };
}

#[cfg(feature = "chrono")]
impl_library! { chrono::NaiveDate; chrono::DateTime<Tz> where [Tz: chrono::TimeZone] }

#[cfg(feature = "chrono")]
impl_value_of! {
    chrono::DateTime<chrono::Utc> => chrono::DateTime<chrono::FixedOffset> where [];
    &chrono::DateTime<chrono::Utc> => chrono::DateTime<chrono::FixedOffset> where [];
    chrono::DateTime<chrono::FixedOffset> => chrono::DateTime<chrono::Utc> where [];
    &chrono::DateTime<chrono::FixedOffset> => chrono::DateTime<chrono::Utc> where [];
}

#[cfg(feature = "jiff")]
impl_library! { jiff::civil::Date; jiff::Timestamp where [], jiff::ZonedDateTime where [] }

#[cfg(feature = "time")]
impl_library! { time::Date; time::OffsetDateTime where [], time::UtcDateTime where [] }
