//! Compares the crate with the naive parser over generated and mutated queries.
//!
//! `NAIVE_QUERIES` sets the number of queries, 50,000 by default.

use filterset_test_support::agree;

use std::collections::BTreeMap;

use arbitrary::Unstructured;
use filterset::{Limits, Policy};

/// Every error that the queries can have.
const CODES: [&str; 19] = [
    "unexpected_character",
    "malformed_percent",
    "invalid_utf8",
    "null_character",
    "missing_equals",
    "empty_key",
    "unknown_field",
    "unknown_operator",
    "operator_not_allowed",
    "duplicate_condition",
    "empty_value",
    "empty_list",
    "empty_item",
    "wrong_item_count",
    "reversed_range",
    "invalid_value",
    "input_too_long",
    "too_many_conditions",
    "too_many_items",
];

/// Returns pseudorandom bytes that are the same on every run (SplitMix64).
fn bytes(seed: u64, count: usize) -> Vec<u8> {
    let word = |number: u64| {
        let mut word = (seed << 32 | number).wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        word = (word ^ word >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        word = (word ^ word >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        word ^ word >> 31
    };
    (0..).flat_map(|number| word(number).to_le_bytes()).take(count).collect()
}

#[test]
fn agrees_with_the_naive_parser() {
    let count = std::env::var("NAIVE_QUERIES").ok().map_or(50_000, |count| count.parse().expect("a number"));
    let (mut run, mut accepted, mut pairs) = (0_usize, 0_usize, 0_usize);
    let mut rejected: BTreeMap<&str, usize> = BTreeMap::new();
    for seed in 0.. {
        if run >= count {
            break;
        }
        let bytes = bytes(seed, 6144);
        let (schema, limits, policy, queries) = agree::queries(&mut Unstructured::new(&bytes)).expect("enough bytes");
        for query in queries {
            let mut codes = agree::compare_parsers(&schema, limits, policy, &query);
            run += 1;
            accepted += usize::from(codes.is_empty());
            pairs += if codes.is_empty() { query.matches('=').count() } else { 0 };
            codes.sort_unstable();
            codes.dedup();
            for code in codes {
                *rejected.entry(code).or_default() += 1;
            }
        }
    }
    println!("{run} queries, {accepted} accepted with {pairs} pairs; rejected by cause: {rejected:#?}");
    // Ensures that the queries cover every error.
    let rare: Vec<_> =
        CODES.iter().filter(|code| rejected.get(**code).is_none_or(|found| *found < run / 2000)).collect();
    assert!(rare.is_empty(), "too few are refused for {rare:?}");
    assert!((run / 5..run * 4 / 5).contains(&accepted), "{accepted} of {run} are accepted");
    assert!(pairs > accepted, "{pairs} pairs in {accepted} accepted queries");
}

#[test]
fn agrees_on_the_validity_of_schemas() {
    let (mut valid, count) = (0, 20_000);
    for seed in 0..count {
        let bytes = bytes(seed, 1024);
        let mut u = Unstructured::new(&bytes);
        let Some(schema) = agree::compare_schemas(&mut u).expect("enough bytes") else { continue };
        valid += 1;
        for _ in 0..4 {
            let query = agree::any_keys(&mut u, &schema).expect("enough bytes");
            agree::compare_parsers(&schema, Limits::DEFAULT, Policy::STRICT, &query);
            agree::compare_parsers(&schema, Limits::DEFAULT, Policy::DJANGO_FILTER, &query);
        }
    }
    println!("{valid} of {count} schemas are valid");
    assert!((count / 10..count * 9 / 10).contains(&valid), "{valid} of {count} are valid");
}
