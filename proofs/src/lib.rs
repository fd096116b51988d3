//! What the proofs of time and memory share: hostile queries of any length, and a table for them.
//!
//! This package is no part of what is published.

use std::fmt::Write;

use filterset::{Errors, Field, Limits, Listing, Op, OpSet, Paging, Schema};

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
    table: Table,
    make: fn(usize) -> String,
}

/// Against which table a query is read; where the table declares a listing, as a list query.
#[derive(Clone, Copy)]
enum Table {
    EveryType,
    ManyKeys,
    Lists,
    ManyNames,
}

/// The tables that queries of shapes are read against.
pub struct Tables {
    every_type: Schema,
    many_keys: Schema,
    lists: Schema,
    many_names: Schema,
}

impl Tables {
    /// Each table.
    pub fn iter(&self) -> impl Iterator<Item = &Schema> {
        [&self.every_type, &self.many_keys, &self.lists, &self.many_names].into_iter()
    }

    /// The table of a shape.
    #[must_use]
    pub fn of(&self, shape: Shape) -> &Schema {
        match shape.table {
            Table::EveryType => &self.every_type,
            Table::ManyKeys => &self.many_keys,
            Table::Lists => &self.lists,
            Table::ManyNames => &self.many_names,
        }
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

/// A table with each type and names that look like operators, and a table of many short keys; a table of lists, and one
/// of lists that can be ordered by many names.
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
    let names = ["a", "created_at", "id", "account", "account__id", "account__owner__name"];
    let lists = Schema::builder("lists")
        .field(Field::text("t").ops(all))
        .reserved(["p"])
        .list(Listing::new().paging(Paging::by_page()).ordering(names).fields(names).any_omit().search(usize::MAX))
        .build()
        .expect("a sound table");
    let many_names = Schema::builder("many names")
        .list(Listing::new().paging(Paging::by_cursor()).ordering((0..MANY).map(short)).any_fields())
        .build()
        .expect("a sound table");
    Tables { every_type, many_keys, lists, many_names }
}

/// A name of three letters and digits.
fn short(number: usize) -> String {
    let letters: Vec<char> = ('a'..='z').chain('A'..='Z').chain('0'..='9').collect();
    [number / 62 / 62, number / 62 % 62, number % 62].into_iter().filter_map(|place| letters.get(place)).collect()
}

/// A query is read by all that reads it, and what it means is let go.
///
/// # Errors
///
/// The faults.
pub fn read(schema: &Schema, limits: Limits, query: &str) -> Result<(), Errors> {
    let parser = schema.parser().limits(limits);
    if schema.listing().is_empty() {
        parser.parse_with_reserved(query).map(drop)
    } else {
        parser.parse_list_with_reserved(query).map(drop)
    }
}

/// The whole work on a query: it is read; what it means is written, or what is wrong with it is drawn.
///
/// # Errors
///
/// The report of the faults.
#[inline(never)]
pub fn work(schema: &Schema, limits: Limits, query: &str) -> Result<String, String> {
    let parser = schema.parser().limits(limits);
    let meant = if schema.listing().is_empty() {
        parser.parse(query).map(|filter| filter.to_string())
    } else {
        parser.parse_list(query).map(|list| list.to_string())
    };
    meant.map_err(|errors| errors.report(query))
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

/// A head, names that differ as [`short`] ones do, each written in some way, with commas between them, and a tail.
fn names(head: &str, bytes: usize, name: impl Fn(&mut String, String)) -> String {
    count(head, bytes, |text, number| {
        text.push_str(if number == 0 { "" } else { "," });
        name(text, short(number));
    })
}

macro_rules! shapes {
    ($($table:ident: $($accepted:ident $name:literal: $make:expr,)*;)*) => {
        [$($(Shape { name: $name, is_accepted: shapes!(@ $accepted), table: Table::$table, make: $make },)*)*]
    };
    (@ accepted) => { true };
    (@ refused) => { false };
}

/// Every shape.
pub const SHAPES: [Shape; 88] = shapes! {
    EveryType:
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
        refused "distinct unknown keys": |n| count("", n, |t, i| _ = write!(t, "k{i}=1&")),
        accepted "reserved pairs": |n| repeat("", "p=&", n),
        refused "a fault before reserved pairs": |n| repeat("i=x&", "p=&", n),
        refused "an item before commas": |n| repeat("t__in=x", ",", n),
        accepted "a condition before ampersands": |n| repeat("i=1&", "&", n),
        accepted "a list before ampersands": |n| repeat(&repeat("i=1&t__in=a", ",a", n / 5 * 4), "&", n),
        accepted "an escaped list before ampersands": |n| repeat(&repeat("i=1&t__in=%61", ",a", n / 5 * 4), "&", n),
        refused "a condition before pairs of a letter": |n| repeat("i=1&", "x&", n),
    ;
    ManyKeys:
        refused "near-miss keys": |n| repeat("", "instituton__in=a&", n),
        refused "equal keys": |n| repeat("", "b=1&", n),
        refused "equal encoded keys": |n| repeat("", "%69nstitution=x&", n),
        accepted "distinct keys": |n| count("", n.min(MANY * 6), |t, i| _ = write!(t, "{}=1&", short(i))),
        accepted "keys among reserved pairs": |n| count("", n.min(MANY * 9), |t, i| _ = write!(t, "{}=1&p=&", short(i))),
        refused "keys and one of them again": |n| count("", n.min(MANY * 6), |t, i| _ = write!(t, "{}=1&", short(i))) + "aaa=1",
        refused "keys and the last of them again": |n| {
            let keys = count("", n.min(MANY * 12) / 2, |t, i| _ = write!(t, "{}=1&", short(i)));
            let last = keys.get(keys.len() - 6..).unwrap_or_default().to_owned();
            repeat(&keys, &last, n.min(MANY * 12))
        },
    ;
    Lists:
        refused "an ordering of one name": |n| repeat("ordering=id", ",-id", n),
        refused "an ordering of one letter": |n| repeat("ordering=a", ",a", n),
        refused "an ordering of an escaped letter": |n| repeat("ordering=a", ",%61", n),
        refused "an ordering of one letter, one escaped": |n| repeat("ordering=%61", ",a", n),
        refused "commas in an ordering": |n| repeat("ordering=", ",", n),
        refused "a name before commas": |n| repeat("ordering=id", ",", n),
        refused "blank items of an ordering": |n| repeat("ordering=", "+,%20,", n),
        refused "near names of an ordering": |n| repeat("ordering=id", ",-creatd_at", n),
        accepted "equal names of fields": |n| repeat("fields=a", ",a", n),
        accepted "equal escaped names of fields": |n| repeat("fields=%61", ",%61", n),
        accepted "equal names of fields, one escaped": |n| repeat("fields=%61", ",a", n),
        accepted "nested names of fields": |n| repeat("fields=account__owner__name", ",account,account__id", n),
        refused "commas in fields": |n| repeat("fields=", ",", n),
        refused "near names of fields": |n| repeat("fields=id", ",acount__id", n),
        accepted "distinct names to omit": |n| names("omit=", n.min(MANY * 4), |t, name| t.push_str(&name)),
        accepted "distinct escaped names to omit": |n| names("omit=", n.min(MANY * 6), |t, name| _ = write!(t, "%61{name}")),
        accepted "deeply nested names to omit": |n| count("omit=x", n, |t, i| _ = write!(t, ",{i}{}", "__a".repeat(18))),
        refused "what is no name to omit": |n| repeat("omit=a", ",é", n),
        refused "a long page": |n| repeat("page=", "9", n),
        accepted "zeros before a page": |n| repeat("page=", "0", n) + "2",
        accepted "a long search": |n| repeat("search=", "a", n),
        accepted "an escaped search": |n| repeat("search=", "%C3%A9", n),
        refused "a search of NULs": |n| repeat("search=a", "%00", n),
        refused "a parameter again": |n| repeat("", "page=2&", n),
        refused "a parameter again, empty": |n| repeat("", "page=&", n),
        refused "an escaped parameter again": |n| repeat("", "p%61ge=2&", n),
        refused "fields beside omit, again": |n| repeat("", "fields=id&omit=id&", n),
        accepted "reserved pairs beside a page": |n| repeat("page=2&", "p=&", n),
    ;
    ManyNames:
        accepted "names of an ordering": |n| names("ordering=", n.min(MANY * 4), |t, name| t.push_str(&name)),
        accepted "escaped names of an ordering": |n| names("ordering=", n.min(MANY * 6), |t, name| {
            let (first, rest) = name.split_at(1);
            _ = write!(t, "-%{:02x}{rest}", first.bytes().next().unwrap_or_default());
        }),
        refused "names and the last of them again": |n| {
            let names = names("ordering=", n.min(MANY * 8) / 2, |t, name| t.push_str(&name));
            let last = format!(",{}", names.get(names.len() - 3..).unwrap_or_default());
            repeat(&names, &last, n.min(MANY * 8))
        },
        accepted "a long cursor": |n| repeat("cursor=", "a", n.min(4096)),
        accepted "an escaped cursor": |n| repeat("cursor=", "%41", n.min(4096 * 3)),
        refused "too long a cursor": |n| repeat("cursor=", "a", n.max(4200)),
    ;
};
