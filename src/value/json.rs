//! The types, spellings and exact numbers of JSON values.

use std::borrow::Cow;
use std::fmt::{self, Write};

use rust_decimal::Decimal;
use serde_json::{Number, Value as Json};

use super::JsonType;

/// The maximum number of decimal digits that a 64-bit JSON number holds exactly.
const MAX_EXACT_DIGITS: usize = 15;

impl JsonType {
    pub(crate) const fn of(json: &Json) -> JsonType {
        match json {
            Json::Null => JsonType::Null,
            Json::Bool(_) => JsonType::Boolean,
            Json::Number(_) => JsonType::Number,
            Json::String(_) => JsonType::String,
            Json::Array(_) => JsonType::Array,
            Json::Object(_) => JsonType::Object,
        }
    }
}

/// Returns a JSON value's spelling for messages, without the content of arrays and objects.
pub(crate) fn spell_json(json: &Json) -> Cow<'_, str> {
    match json {
        Json::Null => Cow::Borrowed("null"),
        Json::Bool(true) => Cow::Borrowed("true"),
        Json::Bool(false) => Cow::Borrowed("false"),
        Json::Number(number) => Cow::Owned(spell_number(number)),
        Json::String(text) => Cow::Borrowed(text),
        Json::Array(_) => Cow::Borrowed("[…]"),
        Json::Object(_) => Cow::Borrowed("{…}"),
    }
}

/// Prints a number without `to_string`, which has a code path that panics.
pub(crate) fn spell_number(number: &Number) -> String {
    let mut text = String::new();
    let _ = write!(text, "{number}");
    text
}

/// Converts a number without rounding.
pub(crate) fn exact_decimal(number: &Number) -> Option<Decimal> {
    if let Some(integer) = number.as_i128() {
        return Decimal::try_from_i128_with_scale(integer, 0).ok();
    }
    let mut text = ShortText::default();
    write!(text, "{number}").ok()?;
    let text = text.as_str()?;
    let mantissa = text.split(['e', 'E']).next().unwrap_or(text);
    let digits = mantissa.bytes().filter(u8::is_ascii_digit).skip_while(|digit| *digit == b'0').count();
    if digits > MAX_EXACT_DIGITS {
        return None;
    }
    if text.len() == mantissa.len() { Decimal::from_str_exact(text).ok() } else { Decimal::from_scientific(text).ok() }
}

/// A short string without an allocation.
#[derive(Default)]
struct ShortText {
    bytes: [u8; 32],
    len: usize,
}

impl ShortText {
    fn as_str(&self) -> Option<&str> {
        std::str::from_utf8(self.bytes.get(..self.len)?).ok()
    }
}

impl Write for ShortText {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.len.saturating_add(text.len());
        self.bytes.get_mut(self.len..end).ok_or(fmt::Error)?.copy_from_slice(text.as_bytes());
        self.len = end;
        Ok(())
    }
}
