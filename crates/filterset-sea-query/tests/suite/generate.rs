//! Generates random records and filters. Values often repeat, are adjacent, or are at the limits of their types.

use filterset::value::{Date, Timestamp};
use filterset::{Filter, Op, Schema, Value, ValueType};
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::columns::{CHOICES, COLUMNS, Column, Values};
use crate::random::Random;
use crate::records::{Cell, Row};

/// Pieces of texts, which could break patterns, quoting, folding or order.
const PIECES: [&str; 50] = [
    "a",
    "A",
    "b",
    "B",
    "ab",
    "Ab",
    "z",
    "Z",
    "i",
    "I",
    "k",
    "s",
    "SS",
    "é",
    "É",
    "e\u{301}",
    "ß",
    "ẞ",
    "İ",
    "ı",
    "ſ",
    "\u{212A}",
    "ǆ",
    "Ǆ",
    "%",
    "_",
    "\\",
    "!",
    "'",
    "\"",
    "[",
    "]",
    "*",
    "?",
    "^",
    "$1",
    "😀",
    "👍🏽",
    "שלום",
    "ع",
    "\u{202E}",
    "\u{200D}",
    "\u{FFFD}",
    "\u{10FFFF}",
    "\u{E000}",
    " ",
    ",",
    "\n",
    "0",
    "-",
];

/// Selects one of each two adjacent columns. The inverted bits select all the others.
pub(crate) fn columns(picks: u64) -> Vec<&'static Column> {
    COLUMNS.chunks(2).enumerate().map(|(pair, both)| &both[usize::from(picks >> pair & 1 == 1)]).collect()
}

/// Generates records with values in the columns.
pub(crate) fn rows(random: &mut Random, columns: &[&Column], count: usize) -> Vec<Row> {
    (0..count)
        .map(|_| {
            let mut row = Row::empty();
            for (index, column) in
                COLUMNS.iter().enumerate().filter(|(_, it)| columns.iter().any(|c| c.name == it.name))
            {
                let count = match column.multi_valued {
                    Some(_) => random.within(0..=4),
                    None if column.is_nullable && random.percent(15) => 0,
                    None => 1,
                };
                let values = (0..count).map(|_| value(random, column)).collect();
                row.cells[index] = Cell::new(column.value_type, values);
            }
            row
        })
        .collect()
}

/// Generates a value that a record can hold in a column.
fn value(random: &mut Random, column: &Column) -> Value<'static> {
    match column.value_type {
        ValueType::Text if column.name != "label" && random.percent(8) => "".into(),
        ValueType::Text => text(random, column.values).into(),
        ValueType::Choice => (*random.choose(&CHOICES)).into(),
        ValueType::Integer => match column.values {
            Values::Bits(bits) => integer(random, -(1 << (bits - 1)), (1 << (bits - 1)) - 1).into(),
            Values::Unsigned(bits) => integer(random, 0, i64::MAX >> (63 - bits)).into(),
            _ => integer(random, i64::MIN, i64::MAX).into(),
        },
        ValueType::Decimal => decimal(random, column.values).into(),
        ValueType::Boolean => random.percent(50).into(),
        ValueType::Uuid => uuid(random).into(),
        ValueType::Date => date(random).into(),
        ValueType::DateTime => instant(random, column.values).into(),
        other => panic!("{other} is new: what are its values?"),
    }
}

/// Generates a value that can be an item of a list.
pub(crate) fn item(random: &mut Random, column: &Column) -> Value<'static> {
    match value(random, column) {
        Value::Text(text) if column.value_type == ValueType::Text => {
            let text = text.replace(',', "");
            let text = text.trim_matches(' ');
            if text.is_empty() { "a".into() } else { text.to_owned().into() }
        }
        value => value,
    }
}

fn text(random: &mut Random, values: Values) -> String {
    let fits = |piece: &&&str| match values {
        Values::Latin1 => piece.chars().all(|character| character <= 'ÿ'),
        Values::Bmp => piece.chars().all(|character| character <= '\u{FFFF}'),
        _ => true,
    };
    let pieces: Vec<&&str> = PIECES.iter().filter(fits).collect();
    let mut text: String = (0..random.within(1..=4)).map(|_| **random.choose(&pieces)).collect();
    if values == Values::Trimmed && text.ends_with(' ') {
        text.push('a');
    }
    text
}

fn integer(random: &mut Random, minimum: i64, most: i64) -> i64 {
    match random.within(0..=9) {
        0 => minimum,
        1 => most,
        2 => minimum + 1,
        3 => most - 1,
        4 => i64::try_from(random.within(minimum.into()..=most.into())).expect("within"),
        _ => i64::try_from(random.within(-4..=4)).expect("few").clamp(minimum, most),
    }
}

fn decimal(random: &mut Random, values: Values) -> Decimal {
    let (digits, scale, is_fixed) = match values {
        Values::Digits(digits, scale) => (digits, scale, false),
        Values::Units(digits, scale) => (digits, scale, true),
        _ => (28, 28, false),
    };
    let most = 10_i128.pow(digits) - 1;
    let mantissa = match random.within(0..=9) {
        0 => most,
        1 => -most,
        2 => most / 10 * if random.percent(50) { 1 } else { -1 },
        3 => random.within(-most..=most),
        4 => 0,
        5 => random.within(-5..=5) * 100,
        _ => random.within(-30..=30),
    };
    let scale = if is_fixed || random.percent(20) {
        scale
    } else if random.percent(70) {
        u32::try_from(random.within(0..=2)).expect("few").min(scale)
    } else {
        u32::try_from(random.within(0..=scale.into())).expect("few")
    };
    Decimal::from_i128_with_scale(mantissa, scale)
}

fn uuid(random: &mut Random) -> Uuid {
    match random.within(0..=9) {
        0 => Uuid::nil(),
        1 => Uuid::max(),
        // Only a few different values, so that they repeat.
        2..=8 => Uuid::from_u128(0x2d2f_b5a4_9b2a_4e4a_8f5c_6a0e_0b6f_3a51 ^ u128::from(random.bits() % 12) << 60),
        _ => Uuid::from_u128(u128::from(random.bits()) << 64 | u128::from(random.bits())),
    }
}

fn day(year: u16, month: u8, day: u8) -> Date {
    Date::new(year, month, day).expect("a day")
}

fn days_after(date: Date, days: i128) -> Date {
    Date::from_unix_days(date.unix_days() + i32::try_from(days).expect("few")).expect("a day")
}

pub(crate) fn date(random: &mut Random) -> Date {
    match random.within(0..=11) {
        0 => day(1, 1, 1),
        1 => day(9999, 12, 31),
        2 => day(1969, 12, 31),
        3 => day(2024, 2, 29),
        4 => days_after(day(1, 1, 1), random.within(0..=3_652_058)),
        _ => days_after(day(2022, 5, 2), random.within(0..=4)),
    }
}

/// Generates an instant in whole microseconds, which is the precision of PostgreSQL and MySQL.
fn instant(random: &mut Random, values: Values) -> Timestamp {
    const DAY: i128 = 86_400_000_000;
    let ends = |first: &str, last: &str| [first, last].map(|text| text.parse::<Timestamp>().expect("an instant"));
    let [first, last] = match values {
        Values::Stamps => ends("1970-01-01T00:00:01Z", "2038-01-19T03:14:07.999999Z"),
        Values::Seconds => ends("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"),
        _ => ends("0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"),
    };
    match random.within(0..=29) {
        0 => return first,
        1 => return last,
        _ => {}
    }
    let date = date(random);
    // The first and the last microseconds of days, in the time zones of the fields.
    let start = *random.choose(&[0, 6 * DAY / 24, DAY * 73 / 96]);
    let microseconds = match random.within(0..=6) {
        0 => start,
        1 => start + 1,
        2 => (start + DAY - 1) % DAY,
        3 => random.within(0..=86_399) * 1_000_000,
        4 => random.within(0..=86_399_999) * 1_000,
        5 => DAY / 2,
        _ => random.within(0..=DAY - 1),
    };
    let microseconds = i128::from(date.unix_days()) * DAY + microseconds;
    let microseconds =
        if values == Values::Seconds { microseconds.div_euclid(1_000_000) * 1_000_000 } else { microseconds };
    Timestamp::from_unix_nanos(microseconds * 1_000).expect("of a day").clamp(first, last)
}

/// Generates a filter on a table with these records. Most conditions use the values of one record, so that many filters
/// match something. Increasing numbers cycle through all fields and operators in the first condition.
pub(crate) fn filter(
    random: &mut Random,
    schema: &Schema,
    columns: &[&Column],
    rows: &[Row],
    number: usize,
) -> Filter<'static> {
    let keys: Vec<(&Column, Op)> = columns
        .iter()
        .flat_map(|column| {
            let field = schema.field(column.name).expect("a field");
            field.ops().iter().map(|op| (*column, op))
        })
        .collect();
    let is_text = |(column, _): &&(&Column, Op)| column.value_type == ValueType::Text;
    let of_text: Vec<_> = keys.iter().filter(is_text).copied().collect();
    let mut chosen = vec![keys[number % keys.len()]];
    let count = *random.choose(&[1, 1, 1, 2, 2, 3, 4]);
    while chosen.len() < count {
        // Text is preferred, because it is most likely to differ between databases.
        let from = if random.percent(25) { &of_text } else { &keys };
        let key = *random.choose(from);
        if !chosen.contains(&key) {
            chosen.push(key);
        }
    }
    let target = random.choose(rows);
    let mut builder = schema.filter();
    for (column, op) in chosen {
        let mut values = operands(random, column, op, target, rows);
        let is_reversed = || schema.filter().with(column.name, op, values.iter().map(Value::borrowed)).build().is_err();
        if op == Op::Range && is_reversed() {
            values.reverse();
        }
        builder = builder.with(column.name, op, values);
    }
    builder.build().unwrap_or_else(|errors| panic!("a filter at random: {errors}"))
}

fn operands(random: &mut Random, column: &Column, op: Op, target: &Row, rows: &[Row]) -> Vec<Value<'static>> {
    // The number of operands, and the probability in percent that each is from the target record.
    let (count, percent) = match op {
        Op::IsNull | Op::IsEmpty => return vec![random.percent(50).into()],
        Op::Range => (2, 50),
        Op::In | Op::NotIn => (random.within(1..=6), 40),
        Op::AllIn => (random.within(1..=3), 85),
        negative if negative.negated().is_some() => (1, 20),
        _ => (1, 75),
    };
    (0..count)
        .map(|_| {
            let row = if random.percent(percent) { target } else { random.choose(rows) };
            let values = row.cell(column).values();
            let own =
                if values.is_empty() { value(random, column) } else { random.choose(&values).clone().into_owned() };
            operand(random, column, op, own)
        })
        .collect()
}

/// Returns the value, a part of it, or a value near to it.
fn operand(random: &mut Random, column: &Column, op: Op, own: Value<'static>) -> Value<'static> {
    let is_near = random.percent(25);
    match own {
        Value::Text(text) if column.value_type == ValueType::Text => text_operand(random, column, op, &text).into(),
        Value::Integer(_) if random.percent(3) => (*random.choose(&[i64::MIN, i64::MAX])).into(),
        Value::Integer(integer) if is_near => integer.saturating_add(*random.choose(&[-1, 1, 65_536])).into(),
        Value::Decimal(_) if random.percent(5) => decimal(random, Values::Digits(28, 28)).into(),
        Value::Decimal(decimal) if is_near => near_decimal(random, decimal).into(),
        Value::Date(date) if is_near => near_date(random, date).into(),
        Value::Instant(instant) if random.percent(40) => near_date(random, instant.date()).into(),
        Value::Instant(_) if random.percent(3) => last_instant().into(),
        Value::Instant(instant) if is_near => near_instant(random, instant).into(),
        Value::Uuid(uuid) if is_near => Uuid::from_u128(uuid.as_u128() ^ 1).into(),
        own => own,
    }
}

/// Returns the text, or a part of it for the operators that search. Sometimes its case or its end differs. An item of a
/// list has nothing that would be split or trimmed.
fn text_operand(random: &mut Random, column: &Column, op: Op, own: &str) -> String {
    let characters: Vec<char> = own.chars().collect();
    let (length, whole) = (characters.len(), 0..characters.len());
    let part = |random: &mut Random| random.index(length.max(1));
    let range = match op.negated().unwrap_or(op) {
        Op::Contains | Op::IContains => {
            let start = part(random);
            start..(start + 1 + random.index(2)).min(length)
        }
        Op::StartsWith | Op::IStartsWith => 0..(1 + random.index(2)).min(length),
        Op::EndsWith | Op::IEndsWith => length.saturating_sub(1 + random.index(2))..length,
        _ if random.percent(10) => 0..part(random),
        _ => whole,
    };
    let mut text: String = characters.get(range).unwrap_or_default().iter().collect();
    match random.within(0..=19) {
        0 => text.push_str(random.choose::<&str>(&PIECES)),
        1 | 2 => text = text.to_uppercase(),
        3 | 4 => text = text.to_lowercase(),
        5 | 6 => text = text.to_ascii_uppercase(),
        7 | 8 => text = text.to_ascii_lowercase(),
        _ => {}
    }
    if matches!(op, Op::In | Op::NotIn | Op::AllIn | Op::Range) {
        text.retain(|character| character != ',');
        text = text.trim_matches(' ').into();
    }
    let takes_empty = column.name != "label" && matches!(op, Op::Exact | Op::Ne | Op::IExact | Op::NotIExact);
    if text.is_empty() && !takes_empty { (*random.choose(&["a", "B", "%", "é"])).to_owned() } else { text }
}

/// Changes the last digit of a decimal by one, or the last of 28 digits.
fn near_decimal(random: &mut Random, decimal: Decimal) -> Decimal {
    let sign = if random.percent(50) { 1 } else { -1 };
    let digits = decimal.mantissa().unsigned_abs().to_string().len();
    let finest = (28 - u32::try_from(digits).expect("few") + decimal.scale()).min(28);
    let scale = *random.choose(&[decimal.scale(), decimal.scale(), finest]);
    let mantissa = decimal.mantissa() * 10_i128.pow(scale - decimal.scale()) + sign;
    // The successor of 28 nines has 29 digits.
    if mantissa.unsigned_abs() < 10_u128.pow(28) { Decimal::from_i128_with_scale(mantissa, scale) } else { decimal }
}

fn near_date(random: &mut Random, date: Date) -> Date {
    let step = match random.within(0..=3) {
        0 => -1,
        1 => 1,
        _ => 0,
    };
    let near = days_after(date, step);
    if (day(1, 1, 1)..=day(9999, 12, 31)).contains(&near) { near } else { date }
}

fn near_instant(random: &mut Random, instant: Timestamp) -> Timestamp {
    let nanoseconds = *random.choose(&[-1_000, 1_000, -1, 1, 500, -999]);
    let near = Timestamp::from_unix_nanos(instant.unix_nanos() + nanoseconds).expect("an instant");
    let first = Timestamp::new(day(1, 1, 1), 0, 0, 0, 0).expect("an instant");
    if (first..=last_instant()).contains(&near) { near } else { instant }
}

fn last_instant() -> Timestamp {
    Timestamp::new(day(9999, 12, 31), 23, 59, 59, 999_999_999).expect("an instant")
}
