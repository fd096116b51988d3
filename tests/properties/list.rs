//! The laws of list requests over arbitrary schemas and queries.

use std::collections::BTreeMap;

use arbitrary::{Result, Unstructured};
use filterset::Schema;
use filterset_test_support::{generate, laws, lists};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;

use super::{config, made};

fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(2048)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..config() })]

    #[test]
    fn parses_what_it_builds(
        (list, other) in made(2048, |u| {
            let schema = lists::schema(u)?;
            Ok((lists::list_request(u, &schema)?.0, lists::list_request(u, &schema)?.0))
        })
    ) {
        lists::check_request(&list);
        lists::check_equality(&list, &other);
    }

    #[test]
    fn parses_other_spellings_to_the_same_list(bytes in vec(any::<u8>(), 2048)) {
        let mut u = Unstructured::new(&bytes);
        let schema = lists::schema(&mut u).expect("enough bytes");
        let (list, given) = lists::list_request(&mut u, &schema).expect("enough bytes");
        lists::check_respelling(&mut u, &list, &given).expect("enough bytes");
    }

    #[cfg(feature = "serde")]
    #[test]
    fn deserializes_what_it_serializes(schema in made(1024, lists::schema)) {
        laws::check_schema(&schema);
    }
}

/// Parses mutated and arbitrary queries. Every result satisfies the laws, and every error occurs.
#[test]
fn answers_every_query() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut accepted, mut rejected) = (0, BTreeMap::<&str, usize>::new());
    for _ in 0..cases() * 2 {
        let bytes = vec(any::<u8>(), 1536).new_tree(&mut runner).expect("bytes").current();
        let mut u = Unstructured::new(&bytes);
        let (schema, text) = sent(&mut u).expect("enough bytes");
        match lists::check_query(&schema, &text) {
            None => accepted += 1,
            Some(codes) => codes.into_iter().for_each(|code| *rejected.entry(code).or_default() += 1),
        }
    }
    println!("{accepted} accepted; rejected for {rejected:#?}");
    let met = ["duplicate_parameter", "conflicting_parameters", "duplicate_item", "value_too_long", "invalid_value"];
    assert!(met.iter().all(|code| rejected.contains_key(code)) || cases() < 1000, "{rejected:?}");
    assert!(accepted > cases() / 2, "only {accepted} are accepted");
}

fn sent(u: &mut Unstructured<'_>) -> Result<(Schema, String)> {
    let schema = lists::schema(u)?;
    let (list, given) = lists::list_request(u, &schema)?;
    let mut pairs: Vec<String> = list.filter().iter().map(|condition| condition.to_string()).collect();
    for (name, value) in &given {
        pairs.push(format!("{name}={}", generate::percent_encode(u, value, false)?));
        if u.ratio(1, 16)? {
            pairs.push(format!("{name}={value}x"));
        }
    }
    for name in ["fields", "omit", "ordering", "search", "page", "limit", "cursor"] {
        if u.ratio(1, 24)? {
            let value = u.choose(&["", "id", "id,id", "0", "+1", "1e3", "a,,b", "nope", "-id,id", "1001"])?;
            pairs.push(format!("{name}={}", if u.ratio(1, 4)? { "é".repeat(5000) } else { (*value).to_owned() }));
        }
    }
    generate::shuffle(u, &mut pairs)?;
    let query = pairs.join("&");
    let text = if u.ratio(1, 3)? { generate::mutate_query(u, &query)? } else { query };
    Ok((schema, text))
}
