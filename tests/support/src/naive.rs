//! A naive second parser of the language, to compare the crate with. It is slow and simple, uses only the standard
//! library, and follows docs/language.md, not the code of the crate. Comments with a number refer to the sections of
//! that page. Time zones are limited to UTC and fixed offsets, and there are no policies.

use std::collections::{BTreeMap, BTreeSet};

pub struct Schema {
    pub fields: Vec<Field>,
    pub reserved: Vec<String>,
    pub limits: Limits,
}

pub struct Field {
    pub name: String,
    /// The name of the type in the schema file format.
    pub kind: String,
    pub ops: Vec<String>,
    pub choices: Vec<String>,
    pub minimum: i64,
    pub maximum: i64,
    pub allow_empty: bool,
    /// The offset of the time zone, in seconds east of UTC.
    pub offset: i64,
}

pub struct Limits {
    pub input_bytes: usize,
    pub conditions: usize,
    pub list_items: usize,
    pub operands: usize,
}

/// The meaning of an accepted query.
#[derive(Debug, PartialEq, Eq)]
pub struct Reading {
    /// The field, the operator and the canonical values of each condition, sorted by key.
    pub conditions: Vec<(String, String, Vec<String>)>,
    pub canonical: String,
    pub reserved: Vec<(String, String)>,
}

type Codes = Vec<&'static str>;

/// A value: its sort key, its canonical spelling, and whether it is a day of a date-time field.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Item {
    order: (i128, i128),
    text: String,
    is_day: bool,
}

const OPS: [&str; 26] = [
    "exact",
    "ne",
    "in",
    "not_in",
    "gt",
    "gte",
    "lt",
    "lte",
    "range",
    "iexact",
    "contains",
    "icontains",
    "startswith",
    "istartswith",
    "endswith",
    "iendswith",
    "isnull",
    "allin",
    "not_iexact",
    "not_contains",
    "not_icontains",
    "not_startswith",
    "not_istartswith",
    "not_endswith",
    "not_iendswith",
    "isempty",
];
const DAY: i64 = 86_400;
/// The number of days from 0001-01-01 to 9999-12-31.
const DAYS: i64 = 3_652_059;

/// Parses a query. Returns its meaning, or the code of each error in order.
pub fn parse(schema: &Schema, query: &str) -> Result<Reading, Codes> {
    if query.len() > schema.limits.input_bytes {
        return Err(vec!["input_too_long"]);
    }
    let (mut errors, mut reserved, mut pairs, mut operands) = (Codes::new(), Vec::new(), 0, 0);
    let mut seen = BTreeSet::new();
    let mut conditions = BTreeMap::new();
    // Section 1.
    for pair in query.strip_prefix('?').unwrap_or(query).split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').map_or((pair, None), |(key, value)| (key, Some(value)));
        let key = decode(key, false);
        if let (Ok(key), Some(value)) = (&key, value)
            && schema.reserved.contains(key)
        {
            match decode(value, true) {
                Ok(value) => reserved.push((key.clone(), value)),
                Err(codes) => errors.extend(codes),
            }
            continue;
        }
        pairs += 1;
        if pairs > schema.limits.conditions {
            errors.push("too_many_conditions");
            break;
        }
        let Some(value) = value else {
            errors.push("missing_equals");
            continue;
        };
        let name = match key {
            Ok(key) if key.is_empty() => Err(vec!["empty_key"]),
            Ok(key) => resolve_key(schema, &key).map_err(|code| vec![code]),
            Err(codes) => Err(codes),
        };
        // Section 5.
        if let Ok((field, op)) = &name
            && !seen.insert((&field.name, op.clone()))
        {
            errors.push("duplicate_condition");
        }
        let value = if operands > schema.limits.operands { Err(Codes::new()) } else { decode(value, true) };
        errors.extend(name.as_ref().err().into_iter().flatten());
        match (name, value) {
            (Ok((field, op)), Ok(text)) => match parse_operand(field, &op, &text, &schema.limits, &mut operands) {
                Ok(items) => {
                    let key = if op == "exact" { field.name.clone() } else { format!("{}__{op}", field.name) };
                    let texts: Vec<String> = items.into_iter().map(|item| item.text).collect();
                    conditions.entry(key).or_insert((field.name.clone(), op, texts));
                }
                Err(codes) => errors.extend(codes),
            },
            (_, Err(codes)) => errors.extend(codes),
            (Err(_), Ok(_)) => {}
        }
    }
    // Section 6.
    let written = |texts: &[String]| texts.iter().map(|text| encode(text)).collect::<Vec<_>>().join(",");
    let canonical: Vec<String> =
        conditions.iter().map(|(key, (.., texts))| format!("{key}={}", written(texts))).collect();
    let canonical = canonical.join("&");
    if errors.is_empty() && canonical.len() > schema.limits.input_bytes {
        errors.push("input_too_long");
    }
    let conditions = conditions.into_values().collect();
    if errors.is_empty() { Ok(Reading { conditions, canonical, reserved }) } else { Err(errors) }
}

/// Section 1, rules 6 to 10.
fn decode(raw: &str, is_value: bool) -> Result<String, Codes> {
    let characters: Vec<char> = raw.chars().collect();
    let is_control = |character: char| character == '#' || character.is_ascii_control();
    let (mut text, mut escaped, mut errors, mut at) = (String::new(), Vec::new(), Codes::new(), 0);
    while at <= characters.len() {
        let digits = if characters[at..].starts_with(&['%']) { 2 } else { 0 };
        let digits: String = characters.iter().skip(at + 1).take(digits).collect();
        let is_escape = digits.len() == 2 && digits.chars().all(|digit| digit.is_ascii_hexdigit());
        if is_escape {
            escaped.push(u8::from_str_radix(&digits, 16).expect("two hex digits"));
            at += 3;
            continue;
        }
        for chunk in escaped.utf8_chunks() {
            text.push_str(chunk.valid());
            errors.extend(chunk.valid().chars().filter(|&c| c == '\0' && is_value).map(|_| "null_character"));
            errors.extend((!chunk.invalid().is_empty()).then_some("invalid_utf8"));
        }
        escaped.clear();
        match characters.get(at) {
            None => {}
            Some('%') => {
                errors.push("malformed_percent");
                at += digits.chars().take_while(|&c| c != '%' && !is_control(c)).count();
            }
            Some(&character) if is_control(character) => errors.push("unexpected_character"),
            Some('+') => text.push(' '),
            Some(&character) => text.push(character),
        }
        at += 1;
    }
    if errors.is_empty() { Ok(text) } else { Err(errors) }
}

/// Section 2.
fn resolve_key<'t>(schema: &'t Schema, key: &str) -> Result<(&'t Field, String), &'static str> {
    let field = |name: &str| schema.fields.iter().find(|field| field.name == name);
    let found = match (field(key), key.rfind("__")) {
        (Some(field), _) => Some((field, "exact")),
        (None, Some(index)) => field(&key[..index]).map(|field| (field, &key[index + 2..])),
        (None, None) => None,
    };
    match found {
        Some((field, op)) if field.ops.iter().any(|listed| listed == op) => Ok((field, op.to_owned())),
        Some((_, op)) if OPS.contains(&op) => Err("operator_not_allowed"),
        _ if schema.fields.iter().any(|field| key.starts_with(&format!("{}__", field.name))) => Err("unknown_operator"),
        _ => Err("unknown_field"),
    }
}

/// Sections 3, 4 and 8.
fn parse_operand(
    field: &Field,
    op: &str,
    text: &str,
    limits: &Limits,
    operands: &mut usize,
) -> Result<Vec<Item>, Codes> {
    let is_list = ["in", "not_in", "allin"].contains(&op);
    let is_boolean = ["isnull", "isempty"].contains(&op);
    let texts: Vec<&str> = if is_list || op == "range" {
        text.split(',').map(|item| item.trim_matches(' ')).collect()
    } else {
        vec![text]
    };
    if text.is_empty() && (is_list || op == "range") {
        return Err(vec!["empty_list"]);
    }
    if op == "range" && texts.len() != 2 {
        return Err(vec!["wrong_item_count"]);
    }
    if is_list && texts.len() > limits.list_items {
        return Err(vec!["too_many_items"]);
    }
    let days = texts.iter().filter(|text| field.kind == "date-time" && parse_date(text).is_some()).count();
    let days = if is_boolean { 0 } else { days };
    *operands += texts.len() + days;
    if *operands > limits.operands {
        return Err(vec!["too_many_items"]);
    }
    let takes_empty = field.allow_empty && ["exact", "ne", "iexact", "not_iexact"].contains(&op);
    let blank = if is_list || op == "range" { "empty_item" } else { "empty_value" };
    let (mut items, mut errors) = (Vec::new(), Codes::new());
    for text in texts {
        match if is_boolean { parse_boolean(text) } else { parse_value(field, text) } {
            _ if text.is_empty() && !takes_empty => errors.push(blank),
            Some(item) => items.push(item),
            None => errors.push("invalid_value"),
        }
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    if is_list {
        items.sort();
        items.dedup();
    }
    let is_reversed = match items.as_slice() {
        [low, high] if op == "range" && high.is_day => low.order.0 >= high.order.0 + i128::from(DAY),
        [low, high] if op == "range" => low > high,
        _ => false,
    };
    if is_reversed { Err(vec!["reversed_range"]) } else { Ok(items) }
}

/// Section 4.
fn parse_value(field: &Field, text: &str) -> Option<Item> {
    let item = |order, text: &str| Some(Item { order, text: text.to_owned(), is_day: false });
    match field.kind.as_str() {
        "text" => item((0, 0), text),
        "choice" => item((0, 0), field.choices.iter().find(|choice| *choice == text)?),
        "boolean" => parse_boolean(text),
        "integer" => {
            let digits = parse_digits(text.strip_prefix('-').unwrap_or(text), 1..=usize::MAX)?.trim_start_matches('0');
            let whole: i128 = if digits.len() > 19 { None } else { format!("0{digits}").parse().ok() }?;
            let whole = if text.starts_with('-') { -whole } else { whole };
            let is_within = (field.minimum.into()..=field.maximum.into()).contains(&whole);
            if is_within { item((whole, 0), &whole.to_string()) } else { None }
        }
        "decimal" => {
            let unsigned = text.strip_prefix('-').unwrap_or(text);
            let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
            let whole = parse_digits(whole, 1..=usize::MAX)?.trim_start_matches('0');
            let fraction = parse_digits(fraction, 1..=usize::MAX)?.trim_end_matches('0');
            if whole.len() + fraction.len() > 28 {
                return None;
            }
            let is_negative = text.starts_with('-') && !(whole.is_empty() && fraction.is_empty());
            let sign = if is_negative { -1 } else { 1 };
            let order: (i128, i128) = (format!("0{whole}").parse().ok()?, format!("{fraction:0<28}").parse().ok()?);
            let whole = if whole.is_empty() { "0" } else { whole };
            let point = if fraction.is_empty() { "" } else { "." };
            let minus = if is_negative { "-" } else { "" };
            item((order.0 * sign, order.1 * sign), &format!("{minus}{whole}{point}{fraction}"))
        }
        "uuid" => {
            let parts: Vec<&str> = text.split('-').collect();
            let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
            let digits = parts.concat().to_ascii_lowercase();
            let is_hex = digits.chars().all(|digit| digit.is_ascii_hexdigit());
            if !is_hex || (lengths != [32] && lengths != [8, 4, 4, 4, 12]) {
                return None;
            }
            let part = |from, to| digits.get(from..to);
            let parts = [part(0, 8)?, part(8, 12)?, part(12, 16)?, part(16, 20)?, part(20, 32)?];
            item((0, 0), &parts.join("-"))
        }
        "date" => item((parse_date(text)?.into(), 0), text),
        "date-time" => match parse_date(text) {
            Some(day) => {
                let start = day * DAY - field.offset;
                Some(Item { order: (start.into(), 0), text: text.to_owned(), is_day: true })
            }
            None => parse_instant(text, field.offset),
        },
        other => panic!("no type is called {other}"),
    }
}

fn parse_boolean(text: &str) -> Option<Item> {
    let is_true = match text.to_ascii_lowercase().as_str() {
        "true" | "1" => true,
        "false" | "0" => false,
        _ => return None,
    };
    Some(Item { order: (is_true.into(), 0), text: is_true.to_string(), is_day: false })
}

/// Returns the text if it has only ASCII digits, and a number of them within `lengths`.
fn parse_digits(text: &str, lengths: std::ops::RangeInclusive<usize>) -> Option<&str> {
    let is_number = lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some(text)
}

/// Parses two digits.
fn parse_two_digits(text: &str) -> Option<i64> {
    parse_digits(text, 2..=2)?.parse().ok()
}

fn days_of_year(year: i64) -> [i64; 12] {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    [31, if is_leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
}

/// Returns the number of days from 0001-01-01 to the first day of a year.
fn days_before(year: i64) -> i64 {
    let past = year - 1;
    past * 365 + past / 4 - past / 100 + past / 400
}

/// Parses a date to the number of days since 0001-01-01.
fn parse_date(text: &str) -> Option<i64> {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts[..] else { return None };
    let (year, month, day): (i64, _, _) =
        (parse_digits(year, 4..=4)?.parse().ok()?, parse_two_digits(month)?, parse_two_digits(day)?);
    let months = days_of_year(year);
    let days = *months.get(usize::try_from(month - 1).ok()?)?;
    let is_date = year > 0 && (1..=days).contains(&day);
    let before: i64 = months.iter().zip(1..).filter(|(_, number)| *number < month).map(|(days, _)| days).sum();
    is_date.then(|| days_before(year) + before + day - 1)
}

/// Parses an instant (section 4). Its year must be from 0001 to 9999, both as written and in UTC.
fn parse_instant(text: &str, offset: i64) -> Option<Item> {
    let (day, time) = text.split_once('T')?;
    let day = parse_date(day)?;
    let zone_at = time.find(['Z', '+', '-']).unwrap_or(time.len());
    let (clock, zone) = time.split_at(zone_at);
    let offset = match zone {
        "" => offset,
        "Z" => 0,
        other => parse_offset(other)?,
    };
    let (clock, fraction) = clock.split_once('.').map_or((clock, None), |(clock, fraction)| (clock, Some(fraction)));
    let parts: Vec<&str> = clock.split(':').collect();
    let [hours, minutes, seconds] = parts[..] else { return None };
    let (hours, minutes, seconds) = (parse_two_digits(hours)?, parse_two_digits(minutes)?, parse_two_digits(seconds)?);
    let fraction = fraction.map_or(Some(""), |fraction| parse_digits(fraction, 1..=9))?.trim_end_matches('0');
    let seconds = day * DAY + hours * 3600 + minutes * 60 + seconds - offset;
    if hours > 23 || minutes > 59 || parse_two_digits(parts[2])? > 59 || !(0..DAYS * DAY).contains(&seconds) {
        return None;
    }
    let (mut day, time) = (seconds / DAY, seconds % DAY);
    let year = (1..=day / 365 + 1).rev().find(|&year| days_before(year) <= day)?;
    day -= days_before(year);
    let mut month = 1;
    for days in days_of_year(year) {
        if day < days {
            break;
        }
        day -= days;
        month += 1;
    }
    let (hours, minutes, second) = (time / 3600, time / 60 % 60, time % 60);
    let point = if fraction.is_empty() { "" } else { "." };
    let text = format!("{year:04}-{month:02}-{:02}T{hours:02}:{minutes:02}:{second:02}{point}{fraction}Z", day + 1);
    // A day is less than the instant at its start.
    let nanoseconds: i128 = format!("{fraction:0<9}").parse().ok()?;
    Some(Item { order: (seconds.into(), nanoseconds + 1), text, is_day: false })
}

/// Parses an offset to seconds east of UTC.
#[must_use]
pub fn parse_offset(text: &str) -> Option<i64> {
    let unsigned = text.strip_prefix(['+', '-'])?;
    let (hours, minutes) = unsigned.split_once(':')?;
    let (hours, minutes) = (parse_two_digits(hours)?, parse_two_digits(minutes)?);
    let seconds = hours * 3600 + minutes * 60;
    (hours < 24 && minutes < 60).then_some(if text.starts_with('-') { -seconds } else { seconds })
}

/// Section 6.
fn encode(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/@,".contains(&byte);
    text.bytes()
        .map(|byte| if is_plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
