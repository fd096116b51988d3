//! Generates random records within the ranges and the precision of the columns, which no schema declares. Values often
//! repeat, are adjacent, or are at the limits of their types. The generator of filters is that of the crate.

use arbitrary::Unstructured;
use filterset::generate::Generator;
use filterset::value::{Date, Timestamp};
use filterset::{Filter, Value, ValueType};
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

pub(crate) fn filter(random: &mut Random, generator: &Generator) -> Filter<'static> {
    let bytes = random.bytes(1024);
    generator.filter(&mut Unstructured::new(&bytes)).expect("enough bytes")
}
