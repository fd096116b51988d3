//! The grammar of a query, in nom: text to pairs, and values to items. It knows no field, and hands back sub-slices of
//! what it was given; where they lie is computed at the edge, by [`span_of`].

use std::ops::Range;

use memchr::{memchr, memchr_iter, memchr2};
use nom::bytes::complete::tag;
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
        let (after, pair) = preceded(many0_count(tag("&")), pair).parse(rest).ok()?;
        rest = after;
        Some(pair)
    })
}

/// `pair = key [ "=" value ]`, not empty
fn pair(input: &str) -> IResult<&str, Pair<'_>> {
    let non_empty = |pair: &Pair<'_>| !pair.key.is_empty() || pair.value.is_some();
    verify((key, opt(preceded(tag("="), value))).map(|(key, value)| Pair { key, value }), non_empty).parse(input)
}

/// `key = *( any character but "&" "=" )`
fn key(input: &str) -> IResult<&str, &str> {
    // Keys are short, which is no work for a search of many bytes at once.
    up_to(input, input.bytes().position(|byte| matches!(byte, b'&' | b'=')))
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

/// How many items [`items`] has.
pub(crate) fn count_items(value: &str) -> usize {
    let text = value.as_bytes();
    let commas = memchr_iter(b',', text).count();
    let escapes = memchr_iter(b'%', text).filter(|start| separator_at(value, *start).is_some()).count();
    if value.is_empty() { 0 } else { commas.saturating_add(escapes).saturating_add(1) }
}

/// `item = *( any character that begins no separator )`
fn item(input: &str) -> IResult<&str, &str> {
    let mut end = memchr2(b',', b'%', input.as_bytes());
    while let Some(place) = end
        && separator_at(input, place).is_none()
    {
        let next = place.saturating_add(1);
        end = input.as_bytes().get(next..).and_then(|rest| memchr2(b',', b'%', rest)?.checked_add(next));
    }
    up_to(input, end)
}

/// `separator = "," / "%2C"`, in either case
fn separator(input: &str) -> IResult<&str, &str> {
    match separator_at(input, 0) {
        Some(len) => up_to(input, Some(len)),
        None => Err(nom::Err::Error(nom::error::Error::new(input, nom::error::ErrorKind::Tag))),
    }
}

/// The length of the separator at a place.
fn separator_at(text: &str, place: usize) -> Option<usize> {
    match text.as_bytes().get(place..)? {
        [b',', ..] => Some(1),
        [b'%', b'2', b'C' | b'c', ..] => Some(3),
        _ => None,
    }
}

/// An item of a well-formed value without the spaces around it.
///
/// `space = " " / "+" / "%20"`
pub(crate) fn trim(item: &str) -> &str {
    let mut text = item;
    loop {
        let trimmed = match text.as_bytes() {
            [b' ' | b'+', ..] => text.get(1..),
            [b'%', b'2', b'0', ..] => text.get(3..),
            [.., b' ' | b'+'] => text.get(..text.len().saturating_sub(1)),
            [.., b'%', b'2', b'0'] => text.get(..text.len().saturating_sub(3)),
            _ => return text,
        };
        text = trimmed.unwrap_or_default();
    }
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
