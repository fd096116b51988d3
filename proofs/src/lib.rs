//! What the proofs of time and memory share: hostile queries of any length, and a table for them.
//!
//! This package is no part of what is published.

use std::fmt::Write;

use filterset::{Field, Filter, Limits, Op, OpSet, Schema};

/// The default limits but for the faults that are told: there is none on what is read.
pub const RAISED: Limits = Limits {
    input_bytes: usize::MAX,
    conditions: usize::MAX,
    list_items: usize::MAX,
    operands: usize::MAX,
    errors: Limits::DEFAULT.errors,
};

/// No limit at all: each fault is told.
pub const NONE: Limits = Limits { errors: usize::MAX, ..RAISED };

/// A kind of query that is meant to cost.
#[derive(Clone, Copy)]
pub struct Shape {
    /// What it is, in a few words.
    pub name: &'static str,
    /// Whether the language takes it, within limits.
    pub is_accepted: bool,
    make: fn(usize) -> String,
}

/// The tables that queries of shapes are read against.
pub struct Tables {
    every_type: Schema,
    many_keys: Schema,
}

impl Tables {
    /// Each table.
    pub fn iter(&self) -> impl Iterator<Item = &Schema> {
        [&self.every_type, &self.many_keys].into_iter()
    }

    /// The table of a shape.
    #[must_use]
    pub fn of(&self, shape: Shape) -> &Schema {
        if shape.name.contains("keys") && !shape.name.contains("unknown") { &self.many_keys } else { &self.every_type }
    }
}

impl Shape {
    /// The query of about so many bytes; of none, the empty one.
    #[must_use]
    pub fn query(&self, bytes: usize) -> String {
        if bytes == 0 { String::new() } else { (self.make)(bytes) }
    }
}

/// How many fields of three letters there are.
const MANY: usize = 62 * 62 * 5;

/// A table with each type and names that look like operators, and a table of many short keys.
///
/// # Panics
///
/// Never: the tables are sound.
#[must_use]
pub fn tables() -> Tables {
    let all = OpSet::EQUALITY.union(OpSet::ORDER);
    let every_type = Schema::builder("every type")
        .field(Field::text("institution").allow_empty().ops(all))
        .field(Field::text("t").allow_empty().ops(all))
        .field(Field::integer("i").ops(all))
        .field(Field::decimal("d").ops(all))
        .field(Field::boolean("b").ops(OpSet::EQUALITY))
        .field(Field::uuid("u").ops(OpSet::EQUALITY))
        .field(Field::date("o").ops(all))
        .field(Field::date_time("z").time_zone("America/Sao_Paulo").ops(all))
        .field(Field::choice("c", ["valid", "invalid", "unconfirmed", "token_required"]).ops(OpSet::EQUALITY))
        .field(Field::text("a__a").ops([Op::Exact]))
        .reserved(["p", "page_size"])
        .build()
        .expect("a sound table");
    let many_keys = Schema::builder("many keys")
        .field(Field::boolean("b").ops([Op::Exact]))
        .field(Field::text("institution").ops(OpSet::EQUALITY))
        .reserved(["p"])
        .fields((0..MANY).map(|number| Field::boolean(short(number)).ops([Op::Exact])))
        .build()
        .expect("a sound table");
    Tables { every_type, many_keys }
}

/// A name of three letters and digits.
fn short(number: usize) -> String {
    let letters: Vec<char> = ('a'..='z').chain('A'..='Z').chain('0'..='9').collect();
    [number / 62 / 62, number / 62 % 62, number % 62].into_iter().filter_map(|place| letters.get(place)).collect()
}

/// The whole work on a query: it is read; what it means is written, or what is wrong with it is drawn.
///
/// # Errors
///
/// The report of the faults.
#[inline(never)]
pub fn work(schema: &Schema, limits: Limits, query: &str) -> Result<String, String> {
    let filter: Result<Filter<'_>, _> = schema.parser().limits(limits).parse(query);
    filter.map(|filter| filter.to_string()).map_err(|errors| errors.report(query))
}

/// A head, and as many pieces as fit into so many bytes.
fn repeat(head: &str, piece: &str, bytes: usize) -> String {
    format!("{head}{}", piece.repeat(bytes.saturating_sub(head.len()) / piece.len()))
}

/// A head, and pieces of their number while they fit.
fn count(head: &str, bytes: usize, piece: impl Fn(&mut String, usize)) -> String {
    let mut text = head.to_owned();
    for number in 0.. {
        piece(&mut text, number);
        if text.len() >= bytes {
            break;
        }
    }
    text
}

macro_rules! shapes {
    ($($accepted:ident $name:literal: $make:expr,)*) => {
        [$(Shape { name: $name, is_accepted: shapes!(@ $accepted), make: $make }),*]
    };
    (@ accepted) => { true };
    (@ refused) => { false };
}

/// Every shape.
pub const SHAPES: [Shape; 50] = shapes! {
    accepted "ampersands": |n| repeat("", "&", n),
    refused "question marks": |n| repeat("", "?", n),
    refused "equals signs": |n| repeat("", "=", n),
    refused "pairs without a key": |n| repeat("", "=&", n),
    refused "pairs without a value": |n| repeat("", "i=&", n),
    refused "pairs without an equals sign": |n| repeat("", "i&", n),
    refused "percent signs": |n| repeat("t=", "%", n),
    refused "percent signs in a key": |n| repeat("", "%", n) + "=1",
    refused "escapes of no digits": |n| repeat("t=", "%zz", n),
    refused "halves of escapes": |n| repeat("t__in=", "%2", n),
    refused "halves of characters": |n| repeat("t=", "%E2%82", n),
    refused "escaped NULs": |n| repeat("t=", "%00", n),
    refused "hashes": |n| repeat("t=", "#", n),
    accepted "escaped letters": |n| repeat("t=", "%41", n),
    accepted "escaped characters": |n| repeat("t=", "%F0%9F%98%80", n),
    accepted "multi-byte text": |n| repeat("t=", "é漢😀", n),
    accepted "plus signs": |n| repeat("t=", "+", n),
    accepted "commas in a text": |n| repeat("t=", ",", n),
    refused "commas in a list": |n| repeat("t__in=", ",", n),
    refused "escaped commas in a list": |n| repeat("t__in=", "%2c", n),
    refused "commas in a range": |n| repeat("t__range=", ",", n),
    refused "spaces in a list": |n| repeat("t__in=", "+%20", n),
    refused "blank items": |n| repeat("t__in=", "+,%20,", n),
    accepted "spaces around items": |n| repeat("t__in=a", "%20+", n) + "," + &repeat("", "+", n) + "b",
    accepted "equal texts in a list": |n| repeat("t__in=x", ",x", n),
    accepted "equal escaped texts in a list": |n| repeat("t__in=%41", ",%41", n),
    accepted "texts that differ at their end": |n| count("t__in=x", n, |t, i| _ = write!(t, ",common/beginning/{i}")),
    accepted "numbers, descending": |n| count("i__in=0", n, |t, i| _ = write!(t, ",-{i}")),
    accepted "single digits in a list": |n| repeat("i__in=1", ",2", n),
    accepted "decimals in a list": |n| count("d__in=0", n, |t, i| _ = write!(t, ",{}.5", i * 7919 % 10007)),
    accepted "days of a zone": |n| count("z__in=2020-01-01", n, |t, i| {
        _ = write!(t, ",{:04}-{:02}-{:02}", 1900 + i / 336 % 200, 1 + i / 28 % 12, 1 + i % 28);
    }),
    refused "no numbers in a list": |n| repeat("i__in=x", ",x", n),
    refused "near choices in a list": |n| repeat("c__in=valid", ",vaild", n),
    refused "a long integer": |n| repeat("i=", "9", n),
    accepted "a long zero": |n| repeat("i=", "0", n),
    accepted "a decimal of zeros": |n| repeat("d=1.", "0", n),
    refused "a long decimal": |n| repeat("d=1.", "7", n),
    refused "one key of operators": |n| repeat("a", "__a", n) + "=1",
    refused "a long operator": |n| repeat("t__", "_", n) + "=1",
    refused "near-miss keys": |n| repeat("", "instituton__in=a&", n),
    refused "equal keys": |n| repeat("", "b=1&", n),
    refused "equal encoded keys": |n| repeat("", "%69nstitution=x&", n),
    refused "distinct unknown keys": |n| count("", n, |t, i| _ = write!(t, "k{i}=1&")),
    accepted "distinct keys": |n| count("", n.min(MANY * 6), |t, i| _ = write!(t, "{}=1&", short(i))),
    accepted "reserved pairs": |n| repeat("", "p=&", n),
    refused "a fault before reserved pairs": |n| repeat("i=x&", "p=&", n),
    accepted "keys among reserved pairs": |n| count("", n.min(MANY * 9), |t, i| _ = write!(t, "{}=1&p=&", short(i))),
    refused "keys and one of them again": |n| count("", n.min(MANY * 6), |t, i| _ = write!(t, "{}=1&", short(i))) + "aaa=1",
    refused "keys and the last of them again": |n| {
        let keys = count("", n.min(MANY * 12) / 2, |t, i| _ = write!(t, "{}=1&", short(i)));
        let last = keys.get(keys.len() - 6..).unwrap_or_default().to_owned();
        repeat(&keys, &last, n.min(MANY * 12))
    },
    refused "an item before commas": |n| repeat("t__in=x", ",", n),
};
