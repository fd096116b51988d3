//! What nom costs: the crate's grammar by itself, beside the same splitting by the standard library and by memchr.

use crate::measure::{Contestant, Effort, Measured, measure};
use crate::workloads::Workload;

#[expect(dead_code, reason = "places aren't measured")]
#[path = "../../../src/query.rs"]
mod query;

/// Counts pairs and the bytes of their parts.
fn nom(text: &str) -> (usize, usize) {
    query::pairs(text)
        .fold((0, 0), |(pairs, bytes), pair| (pairs + 1, bytes + pair.key.len() + pair.value.map_or(0, <str>::len)))
}

fn by_std(text: &str) -> (usize, usize) {
    text.split('&').filter(|pair| !pair.is_empty()).fold((0, 0), |(pairs, bytes), pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        (pairs + 1, bytes + key.len() + value.len())
    })
}

fn by_memchr(text: &str) -> (usize, usize) {
    let (mut pairs, mut bytes) = (0, 0);
    let mut rest = text.as_bytes();
    while !rest.is_empty() {
        let (pair, after) = match memchr::memchr(b'&', rest) {
            Some(end) => (&rest[..end], &rest[end + 1..]),
            None => (rest, &rest[rest.len()..]),
        };
        rest = after;
        if !pair.is_empty() {
            pairs += 1;
            bytes += pair.len() - usize::from(memchr::memchr(b'=', pair).is_some());
        }
    }
    (pairs, bytes)
}

/// Counts the items of every value and their bytes.
fn nom_items(text: &str) -> (usize, usize) {
    query::pairs(text)
        .flat_map(|pair| query::items(pair.value.unwrap_or("")))
        .fold((0, 0), |(items, bytes), item| (items + 1, bytes + item.len()))
}

fn std_items(text: &str) -> (usize, usize) {
    text.split('&')
        .flat_map(|pair| pair.split_once('=').map_or("", |(_, value)| value).split(','))
        .fold((0, 0), |(items, bytes), item| (items + 1, bytes + item.trim_matches(' ').len()))
}

/// Splits into pairs: nom, the standard library, memchr.
pub fn pairs(workload: &Workload, effort: Effort) -> Vec<Measured> {
    let text = workload.query.as_str();
    let expected = by_std(text);
    let contestant = |name, split: fn(&str) -> (usize, usize)| {
        Contestant::new(name, move || split(std::hint::black_box(text)), move |found| *found == expected)
    };
    measure(
        &mut [contestant("std, pairs", by_std), contestant("nom, pairs", nom), contestant("memchr, pairs", by_memchr)],
        effort,
    )
}

/// Splits into pairs and every value at its commas.
pub fn items(workload: &Workload, effort: Effort) -> Vec<Measured> {
    let text = workload.query.as_str();
    let contestant = |name, split: fn(&str) -> (usize, usize)| {
        Contestant::new(name, move || split(std::hint::black_box(text)), |(items, _)| *items > 0)
    };
    measure(&mut [contestant("std, items", std_items), contestant("nom, items", nom_items)], effort)
}
