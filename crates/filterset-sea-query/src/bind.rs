//! How operands are written for a column, and what is asked where the column can't hold the very operand.

use std::cmp::Ordering;

use chrono::{DateTime, Datelike, SubsecRound, TimeDelta, Utc};
use rust_decimal::Decimal;
use sea_query::Value as Bind;

use crate::Dialect;
use crate::gap::Gap;
use filterset::{Value, ValueType};

/// How a column holds values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Native,
    Scaled(u8),
    Text,
    Collated(&'static str),
    Real,
}

impl Shape {
    /// Whether a column of a database can hold a type in this way.
    pub(super) fn check(self, dialect: Dialect, value_type: ValueType) -> Result<(), Gap> {
        use ValueType::{Choice, Date, DateTime, Decimal, Text, Uuid};
        match (self, value_type) {
            (Shape::Native, Decimal) if dialect == Dialect::Sqlite => Err(Gap::NoDecimals),
            (Shape::Native, _)
            | (Shape::Scaled(_), Decimal | DateTime)
            | (Shape::Text, Text | Choice | Uuid | Date | Decimal)
            | (Shape::Collated(_) | Shape::Real, Decimal) => Ok(()),
            (_, schema) => Err(Gap::OtherShape { schema }),
        }
    }
}

/// How a column is compared with an operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    Greater,
    AtLeast,
    Less,
    AtMost,
}

/// A comparison of what a column holds that asks the same as one with the value. The bind is null where nothing in the
/// column can satisfy it.
pub(super) fn bind(dialect: Dialect, shape: Shape, comparison: Comparison, value: &Value<'_>) -> (Comparison, Bind) {
    match (shape, value) {
        (Shape::Scaled(digits), Value::Decimal(decimal)) => {
            let (numerator, exponent) = (decimal.mantissa(), decimal.scale());
            integer(comparison, scaled(numerator, u32::from(digits), exponent))
        }
        (Shape::Scaled(digits), Value::Instant(instant)) => {
            integer(comparison, scaled(nanoseconds(*instant), u32::from(digits), 9))
        }
        (Shape::Real, Value::Decimal(decimal)) => real(comparison, *decimal),
        (_, Value::Instant(instant)) => moment(dialect, comparison, *instant),
        (Shape::Native, Value::Decimal(decimal)) => (comparison, Bind::from(*decimal)),
        (Shape::Native, Value::Uuid(uuid)) => (comparison, Bind::from(*uuid)),
        (Shape::Native, Value::Date(date)) => (comparison, Bind::from(*date)),
        (_, Value::Integer(integer)) => (comparison, Bind::from(*integer)),
        (_, Value::Boolean(boolean)) => (comparison, Bind::from(*boolean)),
        (_, text) => (comparison, Bind::from(text.to_string())),
    }
}

/// A number in units of a column: the greatest number of units that isn't above it, and the least that isn't below it.
struct Units<T> {
    floor: T,
    ceil: T,
}

/// `numerator` / 10^`exponent`, in units of 10^-`digits`; at the ends of the type where it would be beyond them.
fn scaled(numerator: i128, digits: u32, exponent: u32) -> Units<i128> {
    let end = match numerator.cmp(&0) {
        Ordering::Less => i128::MIN,
        Ordering::Equal => 0,
        Ordering::Greater => i128::MAX,
    };
    let power = |exponent: u32| 10_i128.checked_pow(exponent);
    if digits >= exponent {
        let units =
            power(digits.saturating_sub(exponent)).and_then(|factor| numerator.checked_mul(factor)).unwrap_or(end);
        Units { floor: units, ceil: units }
    } else {
        let divisor = power(exponent.saturating_sub(digits)).unwrap_or(i128::MAX);
        let floor = numerator.div_euclid(divisor);
        Units { floor, ceil: if numerator.rem_euclid(divisor) == 0 { floor } else { floor.saturating_add(1) } }
    }
}

#[expect(clippy::arithmetic_side_effects, reason = "a product of 64 and 30 bits is far from 128")]
fn nanoseconds(instant: DateTime<Utc>) -> i128 {
    i128::from(instant.timestamp()) * 1_000_000_000 + i128::from(instant.timestamp_subsec_nanos())
}

/// Of integers of 64 bits.
fn integer(comparison: Comparison, Units { floor, ceil }: Units<i128>) -> (Comparison, Bind) {
    let (minimum, most) = (i128::from(i64::MIN), i128::from(i64::MAX));
    let above = |units: i128| (units <= most).then_some(units.max(minimum));
    let below = |units: i128| (units >= minimum).then_some(units.min(most));
    let (comparison, units) = match comparison {
        Comparison::Equal => (comparison, Some(floor).filter(|floor| *floor == ceil)),
        Comparison::Greater => (Comparison::AtLeast, above(floor.saturating_add(1))),
        Comparison::AtLeast => (comparison, above(ceil)),
        Comparison::Less => (Comparison::AtMost, below(ceil.saturating_sub(1))),
        Comparison::AtMost => (comparison, below(floor)),
    };
    (comparison, Bind::from(units.and_then(|units| i64::try_from(units).ok())))
}

/// Of floating point numbers, each of which stands for the shortest decimal that is read as it.
fn real(comparison: Comparison, decimal: Decimal) -> (Comparison, Bind) {
    let nearest = decimal.to_string().parse::<f64>().ok();
    let stands_for = |nearest: f64| Decimal::from_str_exact(&nearest.to_string()).ok();
    let units = nearest.and_then(|nearest| {
        Some(match stands_for(nearest)?.cmp(&decimal) {
            Ordering::Less => Units { floor: nearest, ceil: nearest.next_up() },
            Ordering::Equal => Units { floor: nearest, ceil: nearest },
            Ordering::Greater => Units { floor: nearest.next_down(), ceil: nearest },
        })
    });
    let bind = units.and_then(|Units { floor, ceil }| match comparison {
        Comparison::Equal => (floor.to_bits() == ceil.to_bits()).then_some(floor),
        Comparison::Greater | Comparison::AtMost => Some(floor),
        Comparison::AtLeast | Comparison::Less => Some(ceil),
    });
    (comparison, Bind::from(bind))
}

/// Of instants: to the microsecond, but for SQLite, whose drivers write them as text.
fn moment(dialect: Dialect, comparison: Comparison, instant: DateTime<Utc>) -> (Comparison, Bind) {
    const MICROSECOND: TimeDelta = TimeDelta::microseconds(1);
    if dialect == Dialect::Sqlite {
        // The end of the last day isn't a text of four digits of a year; this is above all that are.
        let is_beyond = instant.year() > 9999;
        return (comparison, if is_beyond { Bind::from("9999-12-31~") } else { Bind::from(instant) });
    }
    let floor = instant.trunc_subsecs(6);
    let ceil = if floor == instant { floor } else { floor.checked_add_signed(MICROSECOND).unwrap_or(floor) };
    match (comparison, dialect) {
        (Comparison::Equal, _) => (comparison, Bind::from(Some(floor).filter(|floor| *floor == ceil))),
        // It has no instants after the year 9999.
        (Comparison::Less, Dialect::MySql) => {
            (Comparison::AtMost, Bind::from(ceil.checked_sub_signed(MICROSECOND).unwrap_or(ceil)))
        }
        (Comparison::Greater | Comparison::AtMost, _) => (comparison, Bind::from(floor)),
        (Comparison::AtLeast | Comparison::Less, _) => (comparison, Bind::from(ceil)),
    }
}
