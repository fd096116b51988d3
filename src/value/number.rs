//! Integers and decimals: their shape is checked first, as their libraries accept more than the language does.

use rust_decimal::Decimal;

use super::Reason;

/// The most digits a decimal has, without leading zeros of the whole part and trailing zeros of the fraction.
const MAX_DIGITS: usize = 28;

/// `-?[0-9]+` within `i64`.
pub(super) fn integer(text: &str) -> Result<i64, Reason> {
    if !is_digits(text.strip_prefix('-').unwrap_or(text)) {
        return Err(Reason::Malformed);
    }
    text.parse().map_err(|_| Reason::OutOfRange)
}

/// `-?[0-9]+(\.[0-9]+)?`, never rounded.
#[expect(clippy::arithmetic_side_effects, reason = "28 digits, each of which is one, are far from 128 bits")]
pub(super) fn decimal(text: &str) -> Result<Decimal, Reason> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) if is_digits(fraction) => (whole, fraction),
        Some(_) => return Err(Reason::Malformed),
        None => (digits, ""),
    };
    if !is_digits(whole) {
        return Err(Reason::Malformed);
    }
    let whole = whole.trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    if whole.len().saturating_add(fraction.len()) > MAX_DIGITS {
        return Err(Reason::TooManyDigits);
    }
    let magnitude =
        whole.bytes().chain(fraction.bytes()).fold(0_i128, |sum, digit| sum * 10 + i128::from(digit - b'0'));
    let mantissa = if negative { -magnitude } else { magnitude };
    u32::try_from(fraction.len())
        .ok()
        .and_then(|scale| Decimal::try_from_i128_with_scale(mantissa, scale).ok())
        .ok_or(Reason::TooManyDigits)
}

/// The canonical form of a decimal that code made: without needless zeros, within the digits that text can have.
pub(super) fn canonical_decimal(decimal: Decimal) -> Result<Decimal, Reason> {
    let decimal = decimal.normalize();
    let limit = 10_u128.pow(28);
    if decimal.mantissa().unsigned_abs() < limit { Ok(decimal) } else { Err(Reason::TooManyDigits) }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
