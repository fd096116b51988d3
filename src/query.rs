//! The grammar of a query, in nom: text to pairs, and values to items. It knows no field, and hands back sub-slices of
//! what it was given; where they lie is computed at the edge, by [`span_of`].

use std::ops::Range;

use memchr::{memchr, memchr2};
use nom::character::complete::char;
use nom::combinator::{opt, verify};
use nom::multi::many0_count;
use nom::sequence::preceded;
use nom::{IResult, Parser};

/// One pair of a query, as it stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pair<'a> {
    /// What is before the first `=`, or all of the pair where there is none.
    pub(crate) key: &'a str,
    /// What is after the first `=`.
    pub(crate) value: Option<&'a str>,
}

/// The pairs of a query, in order.
///
/// `query = ["?"] [ pair *( "&" pair ) ]`, where empty pairs are skipped
pub(crate) fn pairs(query: &str) -> impl Iterator<Item = Pair<'_>> {
    let mut rest = query.strip_prefix('?').unwrap_or(query);
    std::iter::from_fn(move || {
        let (after, pair) = preceded(many0_count(char('&')), pair).parse(rest).ok()?;
        rest = after;
        Some(pair)
    })
}

/// `pair = key [ "=" value ]`, not empty
fn pair(input: &str) -> IResult<&str, Pair<'_>> {
    let non_empty = |pair: &Pair<'_>| !pair.key.is_empty() || pair.value.is_some();
    verify((key, opt(preceded(char('='), value))).map(|(key, value)| Pair { key, value }), non_empty).parse(input)
}

/// `key = *( any character but "&" "=" )`
fn key(input: &str) -> IResult<&str, &str> {
    up_to(input, memchr2(b'&', b'=', input.as_bytes()))
}

/// `value = *( any character but "&" )`
fn value(input: &str) -> IResult<&str, &str> {
    up_to(input, memchr(b'&', input.as_bytes()))
}

/// What is left from a place on, and what is before it; nothing and all where there is none.
#[expect(clippy::unnecessary_wraps, reason = "a parser answers so")]
fn up_to(input: &str, end: Option<usize>) -> IResult<&str, &str> {
    let (part, rest) = end.and_then(|end| input.split_at_checked(end)).unwrap_or((input, ""));
    Ok((rest, part))
}

/// The items of a well-formed list or range, as they stand there, spaces included; none of a value of no text.
///
/// `items = item *( separator item )`
pub(crate) fn items(value: &str) -> impl Iterator<Item = &str> + Clone {
    let mut rest = (!value.is_empty()).then_some(value);
    std::iter::from_fn(move || {
        let (after, item) = item(rest?).ok()?;
        rest = separator(after).ok().map(|(next, _)| next);
        Some(item)
    })
}

/// `item = *( any character that begins no separator )`
fn item(input: &str) -> IResult<&str, &str> {
    let bytes = input.as_bytes();
    let mut starts = memchr::memchr2_iter(b',', b'%', bytes);
    let end = starts.find(|start| bytes.get(*start..).is_some_and(|rest| separator_len(rest).is_some()));
    up_to(input, end)
}

/// `separator = "," / "%2C"`, in either case
fn separator(input: &str) -> IResult<&str, &str> {
    match separator_len(input.as_bytes()) {
        Some(len) => up_to(input, Some(len)),
        None => Err(nom::Err::Error(nom::error::Error::new(input, nom::error::ErrorKind::Tag))),
    }
}

const fn separator_len(text: &[u8]) -> Option<usize> {
    match text {
        [b',', ..] => Some(1),
        [b'%', b'2', b'C' | b'c', ..] => Some(3),
        _ => None,
    }
}

/// An item of a well-formed value without the spaces around it.
///
/// `space = " " / "+" / "%20"`
pub(crate) fn trim(item: &str) -> &str {
    const SPACES: [&str; 3] = [" ", "+", "%20"];
    let mut text = item;
    while let Some(rest) = SPACES.into_iter().find_map(|space| text.strip_prefix(space)) {
        text = rest;
    }
    while let Some(rest) = SPACES.into_iter().find_map(|space| text.strip_suffix(space)) {
        text = rest;
    }
    text
}

/// Where a sub-slice of a query lies in it, in bytes.
pub(crate) fn span_of(query: &str, part: &str) -> Range<usize> {
    let start = part.as_ptr().addr().saturating_sub(query.as_ptr().addr());
    start..start.saturating_add(part.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(query: &str) -> Vec<(&str, Option<&str>)> {
        pairs(query).map(|pair| (pair.key, pair.value)).collect()
    }

    #[test]
    fn pairs_split_at_ampersands_and_the_first_equals() {
        assert_eq!(split(""), []);
        assert_eq!(split("?"), []);
        assert_eq!(split("?a=1&&b=2&"), [("a", Some("1")), ("b", Some("2"))]);
        assert_eq!(split("??a=b=c;d"), [("?a", Some("b=c;d"))]);
        assert_eq!(split("a&=&=x&b="), [("a", None), ("", Some("")), ("", Some("x")), ("b", Some(""))]);
    }

    #[test]
    fn items_split_at_commas_however_written() {
        assert_eq!(items("").count(), 0);
        assert_eq!(items("a%2Cb,c%2cd%20e").collect::<Vec<_>>(), ["a", "b", "c", "d%20e"]);
        assert_eq!(items(",").collect::<Vec<_>>(), ["", ""]);
        assert_eq!(items("%2520,").collect::<Vec<_>>(), ["%2520", ""]);
    }

    #[test]
    fn trims_spaces_however_written() {
        assert_eq!(trim("+ %20a+b%20 +"), "a+b");
        assert_eq!(trim("%20+ "), "");
        assert_eq!(trim("a%2520"), "a%2520");
    }
}
