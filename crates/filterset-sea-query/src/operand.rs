//! The bind parameters of operands, and the comparison to make if the column can't hold the operand itself.

use std::cmp::Ordering;

use filterset::Value;
use filterset::value::Timestamp;
use rust_decimal::Decimal;
use sea_query::{BinOper, Value as SqlValue};

use crate::column::Encoding;
use crate::date::Target;
use crate::dialect::Dialect;

/// A comparison of a column with an operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    Greater,
    AtLeast,
    Less,
    AtMost,
}

impl Comparison {
    pub(crate) const fn operator(self) -> BinOper {
        match self {
            Comparison::Equal => BinOper::Equal,
            Comparison::Greater => BinOper::GreaterThan,
            Comparison::AtLeast => BinOper::GreaterThanOrEqual,
            Comparison::Less => BinOper::SmallerThan,
            Comparison::AtMost => BinOper::SmallerThanOrEqual,
        }
    }

    /// Returns PostgreSQL's operator that compares the bytes of texts, whatever their collation. Indexes of the class
    /// `text_pattern_ops` have these operators.
    pub(crate) const fn bytes_operator(self) -> BinOper {
        match self {
            Comparison::Equal => BinOper::Equal,
            Comparison::Greater => BinOper::Custom("~>~"),
            Comparison::AtLeast => BinOper::Custom("~>=~"),
            Comparison::Less => BinOper::Custom("~<~"),
            Comparison::AtMost => BinOper::Custom("~<=~"),
        }
    }

    /// Returns the comparison with its sides exchanged.
    pub(crate) const fn reversed(self) -> Comparison {
        match self {
            Comparison::Equal => Comparison::Equal,
            Comparison::Greater => Comparison::Less,
            Comparison::AtLeast => Comparison::AtMost,
            Comparison::Less => Comparison::Greater,
            Comparison::AtMost => Comparison::AtLeast,
        }
    }
}

/// Returns a comparison in the column's encoding that is equivalent to one with the value. The bind parameter is null if
/// no value of the column satisfies it.
pub(crate) fn encode_operand(
    target: Target,
    encoding: Encoding,
    comparison: Comparison,
    value: &Value<'_>,
) -> (Comparison, SqlValue) {
    if let (Encoding::Scaled(digits), Some((mantissa, scale_of_value))) = (encoding, fraction(value)) {
        return encode_integer(comparison, scale(mantissa, scale_of_value, digits.into()));
    }
    match (encoding, value) {
        (Encoding::Real, Value::Decimal(decimal)) => encode_real(comparison, *decimal),
        (_, Value::Instant(instant)) => encode_instant(target, comparison, *instant),
        (Encoding::Native, Value::Uuid(uuid)) if target.dialect != Dialect::Postgres => {
            (comparison, SqlValue::from(uuid.as_bytes().to_vec()))
        }
        (Encoding::Native, Value::Date(date)) => (comparison, target.bind_date(*date)),
        (_, Value::Integer(integer)) => (comparison, SqlValue::from(*integer)),
        (_, Value::Boolean(boolean)) => (comparison, SqlValue::from(*boolean)),
        (_, text) => (comparison, SqlValue::from(text.to_string())),
    }
}

/// Returns `true` if a scaled column can hold a value.
#[cfg(feature = "cursors")]
pub(crate) fn is_exact(encoding: Encoding, value: &Value<'_>) -> bool {
    let (Encoding::Scaled(digits), Some((mantissa, scale_of_value))) = (encoding, fraction(value)) else {
        return false;
    };
    let Nearest { floor, ceil } = scale(mantissa, scale_of_value, digits.into());
    floor == ceil && i64::try_from(floor).is_ok()
}

/// Returns a decimal or an instant as an integer and the number of its decimal places.
fn fraction(value: &Value<'_>) -> Option<(i128, u32)> {
    match value {
        Value::Decimal(decimal) => Some((decimal.mantissa(), decimal.scale())),
        Value::Instant(instant) => Some((instant.unix_nanos(), 9)),
        _ => None,
    }
}

/// The values of a column that are nearest to an operand: the maximum at or below it, and the minimum at or above it.
struct Nearest<T> {
    floor: T,
    ceil: T,
}

/// Converts `mantissa` / 10^`scale` to units of 10^-`digits`, saturating at the limits of the type.
fn scale(mantissa: i128, scale: u32, digits: u32) -> Nearest<i128> {
    if digits >= scale {
        let factor = 10_i128.checked_pow(digits.saturating_sub(scale));
        let saturated = match mantissa.cmp(&0) {
            Ordering::Less => i128::MIN,
            Ordering::Equal => 0,
            Ordering::Greater => i128::MAX,
        };
        let units = factor.and_then(|factor| mantissa.checked_mul(factor)).unwrap_or(saturated);
        Nearest { floor: units, ceil: units }
    } else {
        let divisor = 10_i128.checked_pow(scale.saturating_sub(digits)).unwrap_or(i128::MAX);
        let floor = mantissa.div_euclid(divisor);
        let ceil = if mantissa.rem_euclid(divisor) == 0 { floor } else { floor.saturating_add(1) };
        Nearest { floor, ceil }
    }
}

fn encode_integer(comparison: Comparison, Nearest { floor, ceil }: Nearest<i128>) -> (Comparison, SqlValue) {
    let (comparison, units) = match comparison {
        Comparison::Equal => (comparison, if floor == ceil { i64::try_from(floor).ok() } else { None }),
        Comparison::Greater => (Comparison::AtLeast, lower_bound(floor.saturating_add(1))),
        Comparison::AtLeast => (comparison, lower_bound(ceil)),
        Comparison::Less => (Comparison::AtMost, upper_bound(ceil.saturating_sub(1))),
        Comparison::AtMost => (comparison, upper_bound(floor)),
    };
    (comparison, SqlValue::from(units))
}

/// Returns the minimum 64-bit integer that is at least `units`.
fn lower_bound(units: i128) -> Option<i64> {
    i64::try_from(units.max(i64::MIN.into())).ok()
}

/// Returns the maximum 64-bit integer that is at most `units`.
fn upper_bound(units: i128) -> Option<i64> {
    i64::try_from(units.min(i64::MAX.into())).ok()
}

fn encode_real(comparison: Comparison, decimal: Decimal) -> (Comparison, SqlValue) {
    let operand = nearest_reals(decimal).and_then(|Nearest { floor, ceil }| match comparison {
        Comparison::Equal => (floor.to_bits() == ceil.to_bits()).then_some(floor),
        Comparison::Greater | Comparison::AtMost => Some(floor),
        Comparison::AtLeast | Comparison::Less => Some(ceil),
    });
    (comparison, SqlValue::from(operand))
}

/// Finds the nearest floating point numbers. Each represents the shortest decimal that parses as it.
fn nearest_reals(decimal: Decimal) -> Option<Nearest<f64>> {
    let real: f64 = decimal.to_string().parse().ok()?;
    let shortest = Decimal::from_str_exact(&real.to_string()).ok()?;
    Some(match shortest.cmp(&decimal) {
        Ordering::Less => Nearest { floor: real, ceil: real.next_up() },
        Ordering::Equal => Nearest { floor: real, ceil: real },
        Ordering::Greater => Nearest { floor: real.next_down(), ceil: real },
    })
}

/// The first and the last instant of MySQL's DATETIME that a record can have: 0001-01-01T00:00:00Z and
/// 9999-12-31T23:59:59.999999Z, in microseconds of Unix time.
const FIRST_OF_MYSQL: i128 = -62_135_596_800_000_000;
const LAST_OF_MYSQL: i128 = 253_402_300_799_999_999;

/// Returns a comparison with an instant that MySQL can hold. The bounds are inclusive, because the end of the last day
/// isn't an instant of MySQL. The instant is null if no row satisfies the comparison: MySQL would convert a later one to
/// 0000-00-00, which every row is after.
fn encode_for_mysql(comparison: Comparison, Nearest { floor, ceil }: Nearest<i128>) -> (Comparison, Option<i128>) {
    let at_least = |first: i128| (Comparison::AtLeast, (first <= LAST_OF_MYSQL).then_some(first.max(FIRST_OF_MYSQL)));
    let at_most = |last: i128| (Comparison::AtMost, (last >= FIRST_OF_MYSQL).then_some(last.min(LAST_OF_MYSQL)));
    match comparison {
        Comparison::Equal => {
            let is_held = floor == ceil && (FIRST_OF_MYSQL..=LAST_OF_MYSQL).contains(&floor);
            (comparison, is_held.then_some(floor))
        }
        Comparison::Greater => at_least(floor.saturating_add(1)),
        Comparison::AtLeast => at_least(ceil),
        Comparison::Less => at_most(ceil.saturating_sub(1)),
        Comparison::AtMost => at_most(floor),
    }
}

/// Returns the nearest microseconds of Unix time.
fn nearest_microseconds(instant: Timestamp) -> Nearest<i128> {
    scale(instant.unix_nanos(), 9, 6)
}

/// Returns an instant from microseconds of Unix time, or the other one outside the range of the type.
fn from_microseconds(microseconds: i128, otherwise: Timestamp) -> Timestamp {
    Timestamp::from_unix_nanos(microseconds.saturating_mul(1_000)).unwrap_or(otherwise)
}

/// Columns hold instants to the microsecond, except in SQLite: its drivers write them as text, with all their digits.
fn encode_instant(target: Target, comparison: Comparison, instant: Timestamp) -> (Comparison, SqlValue) {
    let dialect = target.dialect;
    if dialect == Dialect::Sqlite {
        // The end of the last day has a year of five digits, which drivers write with a sign, before all digits. This text
        // sorts after every row whose year has four digits. The guide to databases says how to keep other rows out.
        let is_beyond = instant.date().year() > 9999;
        let parameter = if is_beyond { SqlValue::from("9999-12-31~") } else { target.bind_instant(Some(instant)) };
        return (comparison, parameter);
    }
    let nearest = nearest_microseconds(instant);
    let (comparison, operand) = match comparison {
        _ if dialect == Dialect::MySql => encode_for_mysql(comparison, nearest),
        Comparison::Equal => (comparison, (nearest.floor == nearest.ceil).then_some(nearest.floor)),
        Comparison::Greater | Comparison::AtMost => (comparison, Some(nearest.floor)),
        Comparison::AtLeast | Comparison::Less => (comparison, Some(nearest.ceil)),
    };
    (comparison, target.bind_instant(operand.map(|microseconds| from_microseconds(microseconds, instant))))
}
