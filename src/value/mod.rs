//! Types, values, and their spellings.

mod date;
mod day;
mod from;
mod input;
#[cfg(feature = "serde_json")]
mod json;
mod json_type;
mod number;
mod offset;
mod op;
mod reason;
mod timestamp;
pub(crate) mod uuid;
#[cfg(feature = "chrono")]
mod with_chrono;
#[cfg(feature = "jiff")]
mod with_jiff;
#[cfg(feature = "time")]
mod with_time;
mod zone;

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt::{self, Write};

use ::uuid::Uuid;
use rust_decimal::Decimal;

pub use date::Date;
pub use day::Day;
pub(crate) use input::Input;
#[cfg(feature = "serde_json")]
pub(crate) use json::{exact_decimal, spell_json, spell_number};
pub use json_type::JsonType;
pub use op::{Arity, Op, OpSet};
pub use reason::{DateTimeError, InvalidReason};
pub use timestamp::Timestamp;
pub(crate) use zone::Zone;

/// The separator between the items of a list or a range.
pub(crate) const SEPARATOR: char = ',';

/// The type of a field's values.
///
/// | type | accepted strings | supported operators |
/// |---|---|---|
/// | `text` | any Unicode string without NUL; empty only if the field [allows it](crate::schema::FieldBuilder::allow_empty) | `exact ne in not_in gt gte lt lte range iexact contains icontains startswith istartswith endswith iendswith not_iexact not_contains not_icontains not_startswith not_istartswith not_endswith not_iendswith isempty` |
/// | `integer` | `-?[0-9]+` within `i64` | `exact ne in not_in gt gte lt lte range` |
/// | `decimal` | `-?[0-9]+(\.[0-9]+)?`, at most 28 digits without leading and trailing zeros, never rounded | `exact ne in not_in gt gte lt lte range` |
/// | `boolean` | `true` and `false` (ASCII case-insensitive), `1`, `0` | `exact ne in not_in` |
/// | `uuid` | hyphenated or 32 hex digits, case-insensitive (RFC 9562, section 4) | `exact ne in not_in` |
/// | `date` | `YYYY-MM-DD`, years 0001-9999 | `exact ne in not_in gt gte lt lte range` |
/// | `date-time` | a date, or `YYYY-MM-DDTHH:MM:SS[.1-9 digits]` with `Z`, an offset or neither (a profile of RFC 3339, section 5.6) | `exact ne in not_in gt gte lt lte range` |
/// | `choice` | one of the declared strings, exactly | `exact ne in not_in` |
///
/// A [nullable](crate::schema::FieldBuilder::nullable) field of any type also supports `isnull` and `isempty`, and a
/// [multi-valued](crate::schema::FieldBuilder::multi_valued) field also supports `allin` and `isempty`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ValueType {
    /// Text, ordered by code point.
    Text,
    /// A 64-bit signed integer.
    Integer,
    /// An exact decimal number with at most 28 digits.
    Decimal,
    /// True or false.
    Boolean,
    /// A UUID (RFC 9562).
    Uuid,
    /// A calendar date.
    Date,
    /// An instant. A date in a query means that whole day.
    DateTime,
    /// One of the strings that the field declares.
    Choice,
}

impl ValueType {
    /// All types, in the order of the documentation.
    pub const ALL: [ValueType; 8] = [
        ValueType::Text,
        ValueType::Integer,
        ValueType::Decimal,
        ValueType::Boolean,
        ValueType::Uuid,
        ValueType::Date,
        ValueType::DateTime,
        ValueType::Choice,
    ];

    /// Returns the name of the type in schemas and messages, such as `date-time`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            ValueType::Text => "text",
            ValueType::Integer => "integer",
            ValueType::Decimal => "decimal",
            ValueType::Boolean => "boolean",
            ValueType::Uuid => "uuid",
            ValueType::Date => "date",
            ValueType::DateTime => "date-time",
            ValueType::Choice => "choice",
        }
    }

    /// Returns the type with this name, which is case-sensitive.
    #[must_use]
    pub fn from_name(name: &str) -> Option<ValueType> {
        ValueType::ALL.into_iter().find(|value_type| value_type.name() == name)
    }

    /// Returns the operators that every field of the type supports. [`IsNull`](Op::IsNull), [`AllIn`](Op::AllIn) and, for
    /// types other than text, [`IsEmpty`](Op::IsEmpty) depend on the field.
    #[must_use]
    pub const fn ops(self) -> OpSet {
        match self {
            ValueType::Text => OpSet::EQUALITY.union(OpSet::ORDER).union(OpSet::TEXT).with(Op::IsEmpty),
            ValueType::Integer | ValueType::Decimal | ValueType::Date | ValueType::DateTime => {
                OpSet::EQUALITY.union(OpSet::ORDER)
            }
            ValueType::Boolean | ValueType::Uuid | ValueType::Choice => OpSet::EQUALITY,
        }
    }

    /// Returns the expected format of the type's values, for messages.
    pub(crate) const fn shape(self) -> &'static str {
        match self {
            ValueType::Text => "text",
            ValueType::Integer => "an integer such as 42",
            ValueType::Decimal => "a decimal such as 12.50",
            ValueType::Boolean => "true or false",
            ValueType::Uuid => "a uuid such as 2d2fb5a4-9b2a-4e4a-8f5c-6a0e0b6f3a51",
            ValueType::Date => "a date such as 2022-03-03",
            ValueType::DateTime => "a date such as 2022-03-03 or a date-time such as 2022-03-03T10:30:00Z",
            ValueType::Choice => "one of the field's choices",
        }
    }
}

/// Prints the name.
impl fmt::Display for ValueType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A typed value of a condition.
///
/// Builders accept every type that converts into a value: strings, integers, booleans, decimals, UUIDs, dates and
/// date-times, owned or by reference. Floats don't convert, because they aren't exact. A string for a field of another
/// type than text is parsed as in a query.
///
/// `Display` prints the canonical spelling, before percent-encoding.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Value<'a> {
    /// A string, or one of the field's choices.
    Text(Cow<'a, str>),
    /// An integer.
    Integer(i64),
    /// A decimal without redundant zeros.
    Decimal(Decimal),
    /// A boolean.
    Boolean(bool),
    /// A UUID.
    Uuid(Uuid),
    /// A calendar date.
    Date(Date),
    /// A whole day of a date-time field.
    Day(Day),
    /// An instant of a date-time field.
    Instant(Timestamp),
}

impl Value<'_> {
    /// Returns the same value without borrowed data.
    #[must_use]
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Value::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Value::Integer(integer) => Value::Integer(integer),
            Value::Decimal(decimal) => Value::Decimal(decimal),
            Value::Boolean(boolean) => Value::Boolean(boolean),
            Value::Uuid(uuid) => Value::Uuid(uuid),
            Value::Date(date) => Value::Date(date),
            Value::Day(day) => Value::Day(day),
            Value::Instant(instant) => Value::Instant(instant),
        }
    }

    /// Returns the same value, which borrows its string from this one.
    #[must_use]
    pub fn borrowed(&self) -> Value<'_> {
        match self {
            Value::Text(text) => Value::Text(Cow::Borrowed(text)),
            Value::Integer(integer) => Value::Integer(*integer),
            Value::Decimal(decimal) => Value::Decimal(*decimal),
            Value::Boolean(boolean) => Value::Boolean(*boolean),
            Value::Uuid(uuid) => Value::Uuid(*uuid),
            Value::Date(date) => Value::Date(*date),
            Value::Day(day) => Value::Day(*day),
            Value::Instant(instant) => Value::Instant(*instant),
        }
    }

    /// Returns `true` if no instant is between two date-time values, both inclusive.
    pub(crate) fn is_reversed_range(low: &Value<'_>, high: &Value<'_>) -> bool {
        match (low, high) {
            (Value::Day(low), Value::Day(high)) => low.start() >= high.end(),
            (Value::Instant(low), Value::Day(high)) => *low >= high.end(),
            (Value::Day(low), Value::Instant(high)) => low.start() > *high,
            _ => low > high,
        }
    }

    /// Returns the rank of the value's type in the order of values.
    const fn rank(&self) -> u8 {
        match self {
            Value::Text(_) => 0,
            Value::Integer(_) => 1,
            Value::Decimal(_) => 2,
            Value::Boolean(_) => 3,
            Value::Uuid(_) => 4,
            Value::Date(_) => 5,
            Value::Day(_) | Value::Instant(_) => 6,
        }
    }
}

/// Orders numbers by value, dates by calendar, text by code point, `false` before `true`, UUIDs by bytes, and
/// date-times by their start, with a day before an instant at its start. Values of different types are ordered by their
/// types.
impl Ord for Value<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Value::Text(a), Value::Text(b)) => a.cmp(b),
            (Value::Integer(a), Value::Integer(b)) => a.cmp(b),
            (Value::Decimal(a), Value::Decimal(b)) => a.cmp(b),
            (Value::Boolean(a), Value::Boolean(b)) => a.cmp(b),
            (Value::Uuid(a), Value::Uuid(b)) => a.cmp(b),
            (Value::Date(a), Value::Date(b)) => a.cmp(b),
            (Value::Day(a), Value::Day(b)) => a.cmp(b),
            (Value::Instant(a), Value::Instant(b)) => a.cmp(b),
            (Value::Day(day), Value::Instant(instant)) => day.compare_to_instant(*instant),
            (Value::Instant(instant), Value::Day(day)) => day.compare_to_instant(*instant).reverse(),
            _ => self.rank().cmp(&other.rank()),
        }
    }
}

impl PartialOrd for Value<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Prints the canonical spelling, before percent-encoding.
impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f)
    }
}

impl Value<'_> {
    /// Writes the canonical spelling, before percent-encoding.
    pub(crate) fn write(&self, out: &mut impl Write) -> fmt::Result {
        match self {
            Value::Text(text) => out.write_str(text),
            Value::Integer(integer) => number::write_integer(out, *integer),
            Value::Decimal(decimal) => number::write_decimal(out, *decimal),
            Value::Boolean(boolean) => out.write_str(if *boolean { "true" } else { "false" }),
            Value::Uuid(uuid) => out.write_str(uuid.as_hyphenated().encode_lower(&mut [0; 36])),
            Value::Date(date) => date.write(out),
            Value::Day(day) => day.date().write(out),
            Value::Instant(instant) => instant.write(out),
        }
    }
}

/// Returns `true` if a field with these properties supports the operator.
pub(crate) const fn supports_op(value_type: ValueType, multi_valued: bool, nullable: bool, op: Op) -> bool {
    match op {
        Op::AllIn => multi_valued,
        Op::IsNull => nullable,
        Op::IsEmpty => matches!(value_type, ValueType::Text) || multi_valued || nullable,
        _ => value_type.ops().contains(op),
    }
}

/// Returns `true` if a string can be an item of a list or a range, which is split at commas and trimmed.
pub(crate) fn can_be_in_list(text: &str) -> bool {
    !text.contains(SEPARATOR) && !text.starts_with(' ') && !text.ends_with(' ')
}
