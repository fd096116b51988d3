//! Conversions into values, for the types that builders accept. There is none from floats, which aren't exact.

use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

use rust_decimal::Decimal;
use uuid::Uuid;

use super::{Date, Day, Timestamp, Value};

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Value::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&&'a str> for Value<'a> {
    fn from(text: &&'a str) -> Self {
        Value::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<Cow<'a, str>> for Value<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        Value::Text(text)
    }
}

impl<'a> From<&'a Cow<'_, str>> for Value<'a> {
    fn from(text: &'a Cow<'_, str>) -> Self {
        Value::Text(Cow::Borrowed(text))
    }
}

/// Implements the conversions of owned strings: by value, and by reference without a copy.
macro_rules! from_text {
    ($($text:ty => $owned:expr;)*) => {$(
        impl From<$text> for Value<'_> {
            fn from(text: $text) -> Self {
                Value::Text(Cow::Owned($owned(text)))
            }
        }

        impl<'a> From<&'a $text> for Value<'a> {
            fn from(text: &'a $text) -> Self {
                Value::Text(Cow::Borrowed(text))
            }
        }

        impl<'a> From<&&'a $text> for Value<'a> {
            fn from(text: &&'a $text) -> Self {
                Value::from(*text)
            }
        }
    )*};
}

from_text! {
    String => std::convert::identity;
    Box<str> => String::from;
    Arc<str> => |text: Arc<str>| String::from(&*text);
    Rc<str> => |text: Rc<str>| String::from(&*text);
}

/// Implements the conversions of types that are `Copy`, by value and by reference.
macro_rules! from_copy {
    ($($from:ty => $variant:ident),* $(,)?) => {$(
        impl From<$from> for Value<'_> {
            fn from(value: $from) -> Self {
                Value::$variant(value.into())
            }
        }

        impl From<&$from> for Value<'_> {
            fn from(value: &$from) -> Self {
                Value::from(*value)
            }
        }
    )*};
}

from_copy! {
    i8 => Integer, i16 => Integer, i32 => Integer, i64 => Integer,
    u8 => Integer, u16 => Integer, u32 => Integer,
    bool => Boolean, Decimal => Decimal, Uuid => Uuid, Date => Date, Day => Day, Timestamp => Instant,
}
