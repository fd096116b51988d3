//! The grammar of a query, in nom: it splits text into pairs, and values into items. It knows no fields and returns
//! sub-slices of its input, whose positions [`span_of`] computes.

use std::ops::Range;

use memchr::{memchr, memchr_iter, memchr2, memchr2_iter};
use nom::branch::alt;
use nom::bytes::complete::{tag, tag_no_case};
use nom::combinator::opt;
use nom::error::{Error, ErrorKind};
use nom::sequence::preceded;
use nom::{IResult, Parser};

/// The separator between the items of a list or a range.
const SEPARATOR: u8 = b',';

/// One raw pair of a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pair<'a> {
    /// The part before the first `=`, or the whole pair if there is none.
    pub(crate) key: &'a str,
    /// The part after the first `=`.
    pub(crate) value: Option<&'a str>,
}

/// Returns the pairs of a query, in order. Empty pairs are skipped.
///
/// `query = ["?"] [ pair *( "&" pair ) ]`
#[inline]
pub(crate) fn pairs(query: &str) -> Pairs<'_> {
    Pairs { rest: query.strip_prefix('?').unwrap_or(query) }
}

/// An iterator over pairs.
#[derive(Clone, Debug)]
pub(crate) struct Pairs<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Pairs<'a> {
    type Item = Pair<'a>;

    #[inline]
    fn next(&mut self) -> Option<Pair<'a>> {
        let (rest, _) = separators(self.rest).ok()?;
        if rest.is_empty() {
            return None;
        }
        let (rest, key) = key(rest).ok()?;
        let (rest, value) = opt(preceded(sign(b'='), value)).parse(rest).ok()?;
        self.rest = rest;
        Some(Pair { key, value })
    }
}

/// Parses `separators = *"&"`.
#[inline]
fn separators(input: &str) -> IResult<&str, &str> {
    split_input(input, input.bytes().position(|byte| byte != b'&'))
}

/// Parses `key = *( any character but "&" "=" )`.
#[inline]
fn key(input: &str) -> IResult<&str, &str> {
    split_input(input, find_first(input, [b'&', b'='], |far| memchr2(b'&', b'=', far)))
}

/// Parses `value = *( any character but "&" )`.
#[inline]
fn value(input: &str) -> IResult<&str, &str> {
    split_input(input, find_first(input, [b'&'], |far| memchr(b'&', far)))
}

/// Returns the index of the first of several ASCII characters. The first 64 bytes are searched with the SWAR zero-byte
/// test, eight at a time, and the rest with memchr. This saves 9 % of the instructions of parsing a query of one
/// condition.
#[inline]
fn find_first<const N: usize>(
    text: &str,
    signs: [u8; N],
    search: impl FnOnce(&[u8]) -> Option<usize>,
) -> Option<usize> {
    let bytes = text.as_bytes();
    let (near, far) = bytes.split_at_checked(NEAR).unwrap_or((bytes, &[]));
    let (words, rest) = near.as_chunks();
    let mut position = 0_usize;
    for word in words {
        let word = u64::from_le_bytes(*word);
        let found = signs.iter().fold(0, |found, sign| found | zeros(word ^ u64::from_le_bytes([*sign; 8])));
        if found != 0 {
            return Some(position.saturating_add(found.trailing_zeros() as usize / 8));
        }
        position = position.saturating_add(8);
    }
    match rest.iter().position(|byte| signs.iter().any(|sign| sign == byte)) {
        Some(last) => Some(position.saturating_add(last)),
        None if far.is_empty() => None,
        None => Some(position.saturating_add(search(far)?)),
    }
}

/// The number of bytes in which most characters are found.
const NEAR: usize = 64;

/// Sets the highest bit of the first byte that is zero, and of no byte before it.
const fn zeros(word: u64) -> u64 {
    word.wrapping_sub(u64::from_le_bytes([1; 8])) & !word & u64::from_le_bytes([0x80; 8])
}

/// Parses one ASCII character.
fn sign<'a>(sign: u8) -> impl Parser<&'a str, Output = &'a str, Error = Error<&'a str>> {
    move |input: &'a str| match input.as_bytes() {
        [first, ..] if *first == sign => split_input(input, Some(1)),
        _ => Err(nom::Err::Error(Error::new(input, ErrorKind::Char))),
    }
}

/// Splits the input at an index, or takes all of it. Returns the rest first, as nom does.
#[inline]
#[expect(clippy::unnecessary_wraps, reason = "the signature of a parser")]
fn split_input(input: &str, end: Option<usize>) -> IResult<&str, &str> {
    let (part, rest) = end.and_then(|end| input.split_at_checked(end)).unwrap_or((input, ""));
    Ok((rest, part))
}

/// Returns the items of a decoded list or range, without the spaces around them. The empty string has no items.
///
/// `items = item *( "," item )`
pub(crate) fn items(text: &str) -> impl Iterator<Item = &str> + Clone {
    let mut rest = (!text.is_empty()).then_some(text);
    std::iter::from_fn(move || {
        let (after, item) = item(rest?).ok()?;
        rest = sign(SEPARATOR).parse(after).ok().map(|(next, _)| next);
        Some(trim(item))
    })
}

/// Returns the number of [`items`].
pub(crate) fn count_items(text: &str) -> usize {
    if text.is_empty() { 0 } else { memchr_iter(SEPARATOR, text.as_bytes()).count().saturating_add(1) }
}

/// Parses `item = *( any character but "," )`.
fn item(input: &str) -> IResult<&str, &str> {
    split_input(input, find_first(input, [SEPARATOR], |far| memchr(SEPARATOR, far)))
}

/// Removes the spaces around an item.
fn trim(item: &str) -> &str {
    let mut text = item;
    while let Some(rest) = text.strip_prefix(' ').or_else(|| text.strip_suffix(' ')) {
        text = rest;
    }
    text
}

/// Returns the raw items of a well-formed list or range, to locate errors. The spaces around an item are removed,
/// unless it consists of spaces.
///
/// `raw_items = raw_item *( separator raw_item )`
pub(crate) fn raw_items(value: &str) -> impl Iterator<Item = &str> {
    let mut rest = (!value.is_empty()).then_some(value);
    std::iter::from_fn(move || {
        let (after, item) = raw_item(rest?).ok()?;
        rest = separator(after).ok().map(|(next, _)| next);
        Some(Some(trim_raw(item)).filter(|text| !text.is_empty()).unwrap_or(item))
    })
}

/// Parses `raw_item = *( any character that begins no separator )`.
fn raw_item(input: &str) -> IResult<&str, &str> {
    let mut starts = memchr2_iter(b',', b'%', input.as_bytes());
    split_input(input, starts.find(|start| input.get(*start..).is_some_and(|rest| separator(rest).is_ok())))
}

/// Parses `separator = "," / "%2C"`, case-insensitively.
fn separator(input: &str) -> IResult<&str, &str> {
    alt((tag(","), tag_no_case("%2C"))).parse(input)
}

/// Removes the encoded or raw spaces around an item: `space = " " / "+" / "%20"`.
fn trim_raw(item: &str) -> &str {
    const SPACES: [&str; 3] = [" ", "+", "%20"];
    let mut text = item;
    while let Some(rest) =
        SPACES.into_iter().find_map(|space| text.strip_prefix(space).or_else(|| text.strip_suffix(space)))
    {
        text = rest;
    }
    text
}

/// Returns the span of a sub-slice of a query, in bytes.
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
        assert_eq!(raw_items("").count(), 0);
        assert_eq!(raw_items("a%2Cb,c%2cd%20e").collect::<Vec<_>>(), ["a", "b", "c", "d%20e"]);
        assert_eq!(raw_items(",").collect::<Vec<_>>(), ["", ""]);
        assert_eq!(raw_items("%2520,").collect::<Vec<_>>(), ["%2520", ""]);
        assert_eq!(raw_items("+ %20a+b%20 +,%20+ ,a%2520").collect::<Vec<_>>(), ["a+b", "%20+ ", "a%2520"]);
    }

    #[test]
    fn decoded_items_split_at_commas_and_have_no_spaces_around() {
        for (text, expected) in [("", vec![]), ("a", vec!["a"]), ("  a b ,c,", vec!["a b", "c", ""]), (" ", vec![""])] {
            assert_eq!(items(text).collect::<Vec<_>>(), expected);
            assert_eq!(count_items(text), expected.len());
        }
    }
}
