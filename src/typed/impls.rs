//! The types of values that come with the crate.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeZone};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::{FilterField, FilterValue, ValueOf};
use crate::value::{Day, Value, ValueType};

#[diagnostic::do_not_recommend]
impl<T: FilterValue> FilterField for T {
    type Value = T;

    #[inline]
    fn values(&self) -> impl Iterator<Item = &T> {
        std::iter::once(self)
    }
}

impl<F: FilterField> FilterField for Option<F> {
    type Value = F::Value;
    const NULLABLE: bool = true;
    const MANY: bool = F::MANY;

    #[inline]
    fn values(&self) -> impl Iterator<Item = &F::Value> {
        self.iter().flat_map(F::values)
    }
}

/// Collections of many values.
macro_rules! many {
    ($($collection:ty where [$($generics:tt)*];)*) => {$(
        impl<$($generics)*> FilterField for $collection {
            type Value = T;
            const MANY: bool = true;

            #[inline]
            fn values(&self) -> impl Iterator<Item = &T> {
                self.iter()
            }
        }
    )*};
}

many! {
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

impl<Tz: TimeZone> FilterValue for DateTime<Tz> {
    const VALUE_TYPE: ValueType = ValueType::DateTime;

    #[inline]
    fn to_value(&self) -> Value<'_> {
        self.into()
    }
}

/// Types that are cheap to copy.
macro_rules! copied {
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

copied! { i64 => Integer, bool => Boolean, Decimal => Decimal, Uuid => Uuid, NaiveDate => Date }

/// Integers of fewer than 64 bits.
macro_rules! bounded {
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

bounded! { i8 i16 i32 u8 u16 u32 }

#[diagnostic::do_not_recommend]
impl<'v, T: FilterValue + 'v> ValueOf<'v, T> for T {
    fn value(self) -> Value<'v> {
        self.into_value()
    }
}

#[diagnostic::do_not_recommend]
impl<'v, T: FilterValue> ValueOf<'v, T> for &'v T {
    fn value(self) -> Value<'v> {
        self.to_value()
    }
}

/// What an iterator over references to references gives.
#[diagnostic::do_not_recommend]
impl<'v, T: FilterValue> ValueOf<'v, T> for &&'v T {
    fn value(self) -> Value<'v> {
        self.to_value()
    }
}

/// What converts into a value by itself.
macro_rules! value_of {
    ($($given:ty => $held:ty where [$($generics:tt)*];)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<'v, $($generics)*> ValueOf<'v, $held> for $given {
            fn value(self) -> Value<'v> {
                self.into()
            }
        }
    )*};
}

/// Every kind of text, for each kind that a field can hold.
macro_rules! texts {
    ($($held:ty: $($given:ty),*;)*) => {$(
        value_of! {
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

texts! {
    String: &'v str, &&'v str, Cow<'v, str>, &'v Cow<'_, str>;
    Cow<'_, str>: &'v str, &&'v str, String, &'v String, &&'v String;
    &str: String, &'v String, &&'v String, Cow<'v, str>, &'v Cow<'_, str>;
}

value_of! {
    NaiveDate => DateTime<Tz> where [Tz: TimeZone];
    &NaiveDate => DateTime<Tz> where [Tz: TimeZone];
    Day => DateTime<Tz> where [Tz: TimeZone];
    &Day => DateTime<Tz> where [Tz: TimeZone];
}
