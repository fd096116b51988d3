//! Integers and decimals. Their shape is checked first, because the libraries accept more than the language does.

use std::fmt::{self, Write};

use rust_decimal::Decimal;

use super::InvalidReason;

/// The maximum number of digits of a decimal, without leading zeros of the whole part and trailing zeros of the
/// fraction.
const MAX_DIGITS: usize = 28;

/// Parses `-?[0-9]+` within `i64`.
pub(super) fn parse_integer(text: &str) -> Result<i64, InvalidReason> {
    match text.parse() {
        // The library also accepts a plus sign.
        Ok(integer) if !text.starts_with('+') => Ok(integer),
        Err(_) if is_digits(text.strip_prefix('-').unwrap_or(text)) => Err(InvalidReason::OutOfRange),
        _ => Err(InvalidReason::Malformed),
    }
}

/// Parses `-?[0-9]+(\.[0-9]+)?` without rounding.
#[expect(clippy::arithmetic_side_effects, reason = "28 decimal digits are far below 128 bits")]
pub(super) fn parse_decimal(text: &str) -> Result<Decimal, InvalidReason> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) if is_digits(fraction) => (whole, fraction),
        Some(_) => return Err(InvalidReason::Malformed),
        None => (digits, ""),
    };
    if !is_digits(whole) {
        return Err(InvalidReason::Malformed);
    }
    let whole = whole.trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    if whole.len().saturating_add(fraction.len()) > MAX_DIGITS {
        return Err(InvalidReason::TooManyDigits);
    }
    let magnitude =
        whole.bytes().chain(fraction.bytes()).fold(0_i128, |sum, digit| sum * 10 + i128::from(digit - b'0'));
    let mantissa = if negative { -magnitude } else { magnitude };
    u32::try_from(fraction.len())
        .ok()
        .and_then(|scale| Decimal::try_from_i128_with_scale(mantissa, scale).ok())
        .ok_or(InvalidReason::TooManyDigits)
}

/// Removes redundant zeros of a decimal and checks the number of its digits.
pub(super) fn canonical_decimal(decimal: Decimal) -> Result<Decimal, InvalidReason> {
    let decimal = decimal.normalize();
    let limit = 10_u128.pow(28);
    if decimal.mantissa().unsigned_abs() < limit { Ok(decimal) } else { Err(InvalidReason::TooManyDigits) }
}

pub(super) fn write_integer(out: &mut impl Write, integer: i64) -> fmt::Result {
    out.write_str(itoa::Buffer::new().format(integer))
}

/// Writes the same as the library's `Display`, without the cost of a formatter.
pub(super) fn write_decimal(out: &mut impl Write, decimal: Decimal) -> fmt::Result {
    if decimal.is_sign_negative() {
        out.write_str("-")?;
    }
    let mantissa = decimal.mantissa().unsigned_abs();
    let mut buffer = itoa::Buffer::new();
    // Formatting a `u64` is faster than a `u128`, and most numbers fit.
    let digits = match u64::try_from(mantissa) {
        Ok(few) => buffer.format(few),
        Err(_) => buffer.format(mantissa),
    };
    let scale = decimal.scale() as usize;
    let whole = digits.len().saturating_sub(scale);
    let (whole, fraction) = digits.split_at_checked(whole).unwrap_or((digits, ""));
    out.write_str(if whole.is_empty() { "0" } else { whole })?;
    if scale > 0 {
        out.write_str(".")?;
        (fraction.len()..scale).try_for_each(|_| out.write_str("0"))?;
    }
    out.write_str(fraction)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(decimal: Decimal) -> String {
        let mut text = String::new();
        write_decimal(&mut text, decimal).expect("writing to a String");
        text
    }

    proptest! {
        #[test]
        fn a_decimal_is_written_as_the_library_writes_it(
            mantissa in prop_oneof![-(1_i128 << 96) + 1..1 << 96, -1_000_000_i128..1_000_000, Just(0)],
            scale in 0_u32..=28,
        ) {
            let decimal = Decimal::from_i128_with_scale(mantissa, scale);
            prop_assert_eq!(written(decimal), decimal.to_string());
        }
    }
}
