//! Other spellings of a filter: its keys, values, lists and encoding.

use arbitrary::{Result, Unstructured};

use super::filter::weight_of;
use super::generator::Generator;
use super::random::{one_in, shuffle, up_to};
use crate::filter::{Condition, Filter};
use crate::schema::{Field, KnownKey, ListStyle, Resolved, Schema};
use crate::value::{Arity, Date, Input, Op, Timestamp, Value, ValueType};

/// A valid query and its meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Query {
    /// The query.
    pub text: String,
    /// The filter that the query means.
    pub filter: Filter<'static>,
    /// The pairs with reserved names, decoded, in the order of the query; none unless the generator adds
    /// [them](Generator::reserved_pairs).
    pub reserved: Vec<(String, String)>,
}

/// The choices for a whole query. They come first in the bytes, so that they are kept if a query shrinks.
pub(super) struct Style {
    is_raw: bool,
    list_items: usize,
    /// Percent-encode one in this many of the characters that don't need it; 0 for none.
    escapes: u8,
    empty_pairs: EmptyPairs,
    has_second_keys: bool,
    has_question_mark: bool,
}

/// The positions at which a query has empty pairs.
#[derive(Clone, Copy)]
enum EmptyPairs {
    None,
    AtEnd,
    BeforeLast,
    Everywhere,
}

impl Style {
    pub(super) fn choose(generator: &Generator, u: &mut Unstructured<'_>) -> Result<Style> {
        use EmptyPairs::{AtEnd, BeforeLast, Everywhere, None};
        let is_raw = generator.is_raw;
        Ok(Style {
            is_raw,
            list_items: generator.limits.list_items,
            escapes: *u.choose(&[0, 0, 8, 8, 8, 1])?,
            empty_pairs: *u.choose(&[None, None, None, AtEnd, BeforeLast, Everywhere])?,
            has_second_keys: one_in(u, 2)?,
            // A parser skips a `?` at the start. In a URL it would be a second one, which belongs to the first key.
            has_question_mark: is_raw && one_in(u, 4)?,
        })
    }
}

/// Spells a filter in another way, within the limits of the generator.
pub(super) fn spell(generator: &Generator, u: &mut Unstructured<'_>, filter: &Filter<'_>) -> Result<Query> {
    let style = Style::choose(generator, u)?;
    let mut pairs = spell_pairs(&style, u, filter, generator.limits.operands)?;
    shuffle(u, &mut pairs)?;
    let reserved = if generator.has_reserved { insert_reserved(&style, u, filter, &mut pairs)? } else { Vec::new() };
    let text = join(&style, u, &pairs)?;
    let filter = filter.clone().into_owned();
    Ok(if text.len() > generator.limits.input_bytes {
        Query { text: filter.to_string(), filter, reserved: Vec::new() }
    } else {
        Query { text, filter, reserved }
    })
}

/// Spells the conditions of a filter as pairs with at most a number of operand values.
pub(super) fn spell_pairs(
    style: &Style,
    u: &mut Unstructured<'_>,
    filter: &Filter<'_>,
    operands: usize,
) -> Result<Vec<String>> {
    let mut room = operands.saturating_sub(filter.iter().map(weight_of).sum());
    let mut pairs = Vec::new();
    for condition in filter {
        pairs.extend(spell_condition(style, u, condition, &mut room)?);
    }
    Ok(pairs)
}

fn spell_condition(
    style: &Style,
    u: &mut Unstructured<'_>,
    condition: Condition<'_>,
    room: &mut usize,
) -> Result<Vec<String>> {
    let (field, op) = (condition.field(), condition.op());
    let mut values: Vec<Value<'_>> = condition.predicate().values().collect();
    if op.arity() == Arity::List {
        let spare = style.list_items.saturating_sub(values.len()).min(*room / 2).min(2);
        for _ in 0..u.int_in_range(0..=spare)? {
            values.push(u.choose(&values)?.clone());
            *room = room.saturating_sub(2);
        }
        shuffle(u, &mut values)?;
    }
    let mut texts = Vec::new();
    for value in &values {
        texts.push(spell_value(u, field, value)?);
    }
    let texts = match (op.arity(), field.list_style(op)) {
        (Arity::One, _) | (Arity::List, ListStyle::Repeat) => texts,
        (Arity::List, ListStyle::Both) => {
            let (mut parts, mut rest) = (Vec::new(), texts.as_slice());
            while let Some((part, others)) = rest.split_at_checked(up_to(u, rest.len())?).filter(|_| !rest.is_empty()) {
                parts.push(join_items(u, part)?);
                rest = others;
            }
            parts
        }
        (Arity::Two | Arity::List, _) => vec![join_items(u, &texts)?],
    };
    let mut pairs = Vec::new();
    for text in texts {
        let key = spell_key(style, u, condition)?;
        pairs.push(spell_pair(style, u, &key, &text)?);
    }
    Ok(pairs)
}

/// Spells the key of a condition. A field that isn't spelled has two keys for equality.
fn spell_key(style: &Style, u: &mut Unstructured<'_>, condition: Condition<'_>) -> Result<String> {
    let has_second = style.has_second_keys && condition.op() == Op::Exact && !condition.field().is_spelled();
    let suffix = if has_second && !one_in(u, 4)? { "__exact" } else { "" };
    Ok(format!("{}{suffix}", condition.key()))
}

/// Encodes a pair.
pub(super) fn spell_pair(style: &Style, u: &mut Unstructured<'_>, key: &str, value: &str) -> Result<String> {
    Ok(format!("{}={}", encode(style, u, key, Some('='))?, encode(style, u, value, None)?))
}

/// Joins pairs to a query, with empty pairs between some of them.
pub(super) fn join(style: &Style, u: &mut Unstructured<'_>, pairs: &[String]) -> Result<String> {
    let mut query = String::from(if style.has_question_mark { "?" } else { "" });
    for (number, pair) in pairs.iter().enumerate() {
        let is_last = number.saturating_add(1) == pairs.len();
        let has_empty = match style.empty_pairs {
            EmptyPairs::None | EmptyPairs::AtEnd => false,
            EmptyPairs::BeforeLast => is_last,
            EmptyPairs::Everywhere => !one_in(u, 4)?,
        };
        query.push_str(if number > 0 { "&" } else { "" });
        query.push_str(if has_empty { "&&" } else { "" });
        query.push_str(pair);
    }
    query.push_str(if matches!(style.empty_pairs, EmptyPairs::AtEnd | EmptyPairs::Everywhere) { "&" } else { "" });
    Ok(query)
}

/// Joins items with commas, with spaces around some of them.
pub(super) fn join_items(u: &mut Unstructured<'_>, items: &[String]) -> Result<String> {
    let mut text = String::new();
    for (number, item) in items.iter().enumerate() {
        text.push_str(if number > 0 { "," } else { "" });
        text.push_str(u.choose(&["", "", "", " ", "  "])?);
        text.push_str(item);
        text.push_str(u.choose(&["", "", "", " ", "  "])?);
    }
    Ok(text)
}

/// Spells a value in another way. Strings, dates and whole days have only one spelling.
pub(super) fn spell_value(u: &mut Unstructured<'_>, field: &Field, value: &Value<'_>) -> Result<String> {
    let text = value.to_string();
    let zeros = "0".repeat(u.int_in_range(0..=3)?);
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None if text == "0" && one_in(u, 2)? => ("-", "0"),
        None => ("", text.as_str()),
    };
    Ok(match value {
        Value::Integer(_) => format!("{sign}{zeros}{digits}"),
        Value::Decimal(_) => {
            let point = if digits.contains('.') || zeros.is_empty() { "" } else { "." };
            format!("{sign}{zeros}{digits}{point}{zeros}")
        }
        Value::Boolean(is_true) => match u.int_in_range(0..=3)? {
            1 => String::from(if *is_true { "1" } else { "0" }),
            2 => text.to_ascii_uppercase(),
            3 => String::from(if *is_true { "True" } else { "False" }),
            _ => text,
        },
        Value::Uuid(_) => match u.int_in_range(0..=3)? {
            1 => text.replace('-', ""),
            2 => text.to_ascii_uppercase(),
            3 => text.replace('-', "").to_ascii_uppercase(),
            _ => text,
        },
        Value::Instant(instant) => match u.int_in_range(0..=3)? {
            1 => spell_local(field, *instant).unwrap_or(text),
            2 => spell_at_offset(u, *instant)?.unwrap_or(text),
            3 if !text.contains('.') => text.replace('Z', ".000Z"),
            _ => text,
        },
        _ => text,
    })
}

/// Spells an instant with an offset, unless the date is out of range there.
fn spell_at_offset(u: &mut Unstructured<'_>, instant: Timestamp) -> Result<Option<String>> {
    const MAX_MINUTES: i32 = 24 * 60 - 1;
    let minutes = u.int_in_range(MAX_MINUTES.saturating_neg()..=MAX_MINUTES)?;
    let sign = if minutes < 0 { '-' } else { '+' };
    let offset = format!("{sign}{:02}:{:02}", minutes.unsigned_abs() / 60, minutes.unsigned_abs() % 60);
    let nanoseconds = i128::from(minutes).saturating_mul(60_000_000_000);
    let local = without_z(Timestamp::from_unix_nanos(instant.unix_nanos().saturating_add(nanoseconds)));
    Ok(local.map(|local| local + &offset))
}

/// Spells an instant as a local time in the time zone of a field, unless the clock shows it twice.
fn spell_local(field: &Field, instant: Timestamp) -> Option<String> {
    let parse = |text: &str| match Input::Temporary(text).parse(ValueType::DateTime, field.zone()) {
        Ok(Value::Instant(instant)) => Some(instant),
        _ => None,
    };
    let nanoseconds = instant.unix_nanos();
    // The digits of the instant in UTC, as a local time, are another instant. The difference is the offset.
    let offset = nanoseconds.saturating_sub(parse(&without_z(Some(instant))?)?.unix_nanos());
    let local = without_z(Timestamp::from_unix_nanos(nanoseconds.saturating_add(offset)))?;
    (parse(&local) == Some(instant)).then_some(local)
}

/// Spells an instant without the `Z`, unless its date can't be spelled.
fn without_z(instant: Option<Timestamp>) -> Option<String> {
    let instant = instant.filter(|instant| !matches!(instant.date(), Date::MIN | Date::MAX))?;
    Some(instant.to_string().trim_end_matches('Z').to_owned())
}

/// Percent-encodes the characters that need it, and some others. In a URL, more characters need it.
pub(super) fn encode(style: &Style, u: &mut Unstructured<'_>, text: &str, also: Option<char>) -> Result<String> {
    let mut encoded = String::new();
    for character in text.chars() {
        let is_special = matches!(character, '%' | '&' | '+' | '#') || character.is_ascii_control();
        let is_outside_urls = !character.is_ascii() || matches!(character, ' ' | '"' | '<' | '>' | '[' | ']');
        let is_outside_urls = is_outside_urls || matches!(character, '\\' | '^' | '`' | '{' | '|' | '}');
        if character == ' ' && one_in(u, 2)? {
            encoded.push('+');
        } else if is_special
            || also == Some(character)
            || (is_outside_urls && !style.is_raw)
            || (style.escapes > 0 && one_in(u, style.escapes)?)
        {
            for byte in character.encode_utf8(&mut [0; 4]).bytes() {
                let escape = format!("%{byte:02X}");
                encoded.push_str(&if one_in(u, 2)? { escape.to_ascii_lowercase() } else { escape });
            }
        } else {
            encoded.push(character);
        }
    }
    Ok(encoded)
}

/// Inserts up to four pairs with reserved names, and returns them decoded.
fn insert_reserved(
    style: &Style,
    u: &mut Unstructured<'_>,
    filter: &Filter<'_>,
    pairs: &mut Vec<String>,
) -> Result<Vec<(String, String)>> {
    let names: Vec<&str> = filter.schema().reserved().collect();
    let (mut reserved, mut index) = (Vec::new(), 0);
    for _ in 0..if names.is_empty() { 0 } else { u.int_in_range(0..=4)? } {
        let key = u.choose(&names)?.replace('*', u.choose(&["[.-]", "x", "Id_2"])?);
        // A key that matches a pattern can also be a misspelled operator of a field.
        if !is_reserved(filter.schema(), &key) {
            continue;
        }
        let value = u.choose(&["", "1", "a b", "%", "é&=+"])?;
        index = u.int_in_range(index..=pairs.len())?;
        pairs.insert(index, spell_pair(style, u, &key, value)?);
        index = index.saturating_add(1);
        reserved.push((key, (*value).to_owned()));
    }
    Ok(reserved)
}

fn is_reserved(schema: &Schema, key: &str) -> bool {
    matches!(schema.resolve(key), Resolved::Known(KnownKey::Reserved))
}
