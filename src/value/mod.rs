//! What fields hold: types, values, and the texts that spell them.

mod from;
mod input;
mod number;
mod offset;
mod op;
mod reason;
mod time;
mod uuid;
mod zone;

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt::{self, Write};

use ::uuid::Uuid;
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

pub(crate) use input::Input;
pub use op::{Arity, Op, OpSet};
pub use reason::InvalidReason;
pub use time::Day;
pub(crate) use zone::Zone;

/// What stands between the items of a list or a range.
pub(crate) const SEPARATOR: char = ',';

/// What a field holds.
///
/// | type | accepted texts | operators a field can list |
/// |---|---|---|
/// | `text` | any Unicode text without NUL; empty only where the field [says so](crate::Field::allow_empty) | `exact ne in not_in gt gte lt lte range iexact contains icontains startswith istartswith endswith iendswith` |
/// | `integer` | `-?[0-9]+` within `i64` | `exact ne in not_in gt gte lt lte range` |
/// | `decimal` | `-?[0-9]+(\.[0-9]+)?`, at most 28 digits without needless zeros, never rounded | `exact ne in not_in gt gte lt lte range` |
/// | `boolean` | `true`, `false` in any ASCII case, `1`, `0` | `exact ne in not_in` |
/// | `uuid` | hyphenated or 32 hex digits, any case (RFC 9562) | `exact ne in not_in` |
/// | `date` | `YYYY-MM-DD`, years 0001-9999 | `exact ne in not_in gt gte lt lte range` |
/// | `date-time` | a date, or `YYYY-MM-DDTHH:MM:SS[.1-9 digits]` with `Z`, an offset or neither (a profile of RFC 3339) | `exact ne in not_in gt gte lt lte range` |
/// | `choice` | one of the declared strings, exactly | `exact ne in not_in` |
///
/// Besides, a [nullable](crate::Field::nullable) field of any type can list `isnull`, and a field that holds
/// [many](crate::Field::multi_valued) values can list `allin`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ValueType {
    /// Text, ordered by code point.
    Text,
    /// A 64-bit signed integer.
    Integer,
    /// An exact decimal number of at most 28 digits.
    Decimal,
    /// True or false.
    Boolean,
    /// A UUID, RFC 9562.
    Uuid,
    /// A calendar date.
    Date,
    /// An instant; a date given to such a field means that whole day.
    DateTime,
    /// One of the strings that the field declares.
    Choice,
}

impl ValueType {
    /// Every type, in the order of the documentation.
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

    /// The type's name in tables and messages, such as `date-time`.
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

    /// The type of that name, spelled exactly.
    #[must_use]
    pub fn from_name(name: &str) -> Option<ValueType> {
        ValueType::ALL.into_iter().find(|value_type| value_type.name() == name)
    }

    /// The operators that a field of this type can list, [`IsNull`](Op::IsNull) and [`AllIn`](Op::AllIn) aside.
    #[must_use]
    pub const fn ops(self) -> OpSet {
        match self {
            ValueType::Text => OpSet::EQUALITY.union(OpSet::ORDER).union(OpSet::TEXT),
            ValueType::Integer | ValueType::Decimal | ValueType::Date | ValueType::DateTime => {
                OpSet::EQUALITY.union(OpSet::ORDER)
            }
            ValueType::Boolean | ValueType::Uuid | ValueType::Choice => OpSet::EQUALITY,
        }
    }

    /// What its texts look like, for messages.
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

/// The name.
impl fmt::Display for ValueType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A value of a condition: a datum, not its spelling.
///
/// Builders take anything that converts into one: texts, integers, booleans, decimals, uuids, dates and date-times,
/// owned or by reference. There is no conversion from a float, which would be a different number than was written.
/// A text given for a field of another type is read as a query's text would be.
///
/// `Display` gives the canonical spelling, before percent-encoding.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Value<'a> {
    /// Text, or one of a field's choices.
    Text(Cow<'a, str>),
    /// An integer.
    Integer(i64),
    /// A decimal, without needless zeros.
    Decimal(Decimal),
    /// A boolean.
    Boolean(bool),
    /// A UUID.
    Uuid(Uuid),
    /// A calendar date.
    Date(NaiveDate),
    /// A whole day of a date-time field.
    Day(Day),
    /// An instant of a date-time field.
    Instant(DateTime<Utc>),
}

impl Value<'_> {
    /// The same value, free of what it borrowed.
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

    /// The same value, borrowing its text from this one.
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

    /// Whether two date-time values can hold no instant between them, both included.
    pub(crate) fn is_reversed_range(low: &Value<'_>, high: &Value<'_>) -> bool {
        match (low, high) {
            (Value::Day(low), Value::Day(high)) => low.start() >= high.end(),
            (Value::Instant(low), Value::Day(high)) => *low >= high.end(),
            (Value::Day(low), Value::Instant(high)) => low.start() > *high,
            _ => low > high,
        }
    }

    /// The place of its type in the order of values.
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

/// Numbers by value, dates by calendar, text by code point, false before true, uuids by bytes; date-times by start, a
/// day before an instant at its start. Values of different types follow the order of the types.
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
            (Value::Day(day), Value::Instant(instant)) => time::day_to_instant(*day, *instant),
            (Value::Instant(instant), Value::Day(day)) => time::day_to_instant(*day, *instant).reverse(),
            _ => self.rank().cmp(&other.rank()),
        }
    }
}

impl PartialOrd for Value<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The canonical spelling, before percent-encoding.
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
            Value::Date(date) => time::write_date(out, *date),
            Value::Day(day) => time::write_date(out, day.date()),
            Value::Instant(instant) => time::write_instant(out, *instant),
        }
    }
}

/// Whether a field of this kind can list the operator.
pub(crate) const fn supports_op(value_type: ValueType, multi_valued: bool, nullable: bool, op: Op) -> bool {
    match op {
        Op::AllIn => multi_valued,
        Op::IsNull => nullable,
        _ => value_type.ops().contains(op),
    }
}

/// Whether a text can be an item of a list or a range: it would be split at a comma and lose a space at either end.
pub(crate) fn can_be_in_list(text: &str) -> bool {
    !text.contains(SEPARATOR) && !text.starts_with(' ') && !text.ends_with(' ')
}
