//! The parameter of a query that each error is about.

use filterset::{Field, Limits, Op, Schema};
use proptest::prelude::*;

fn links() -> Schema {
    Schema::builder("links")
        .field(Field::text("institution").ops([Op::Exact, Op::In]))
        .field(Field::choice("status", ["valid", "invalid"]).ops([Op::Exact, Op::In]))
        .field(Field::integer("n").ops([Op::Range]))
        .reserved(["page"])
        .limits(Limits { conditions: 3, input_bytes: 120, ..Limits::DEFAULT })
        .build()
        .expect("a sound table")
}

/// Formats the code and the parameter of each error; `-` is none.
fn reported(query: &str) -> Vec<String> {
    let errors = links().parse(query).expect_err("a faulty query");
    let reported = errors.iter_with_keys(query);
    reported.map(|(error, key)| format!("{} {}", error.code(), key.as_deref().unwrap_or("-"))).collect()
}

#[test]
fn returns_the_key_of_the_pair_of_each_error() {
    assert_eq!(reported("instituton=a"), ["unknown_field instituton"]);
    assert_eq!(reported("?status__inn=valid"), ["unknown_operator status__inn"]);
    assert_eq!(reported("n=1"), ["operator_not_allowed n"]);
    assert_eq!(reported("page=1&&status="), ["empty_value status"]);
    assert_eq!(reported("institution__in="), ["empty_list institution__in"]);
    assert_eq!(reported("institution__in=a,,b,"), ["empty_item institution__in", "empty_item institution__in"]);
    assert_eq!(reported("status=valid&status=valid"), ["duplicate_condition status"]);
    assert_eq!(reported("n__range=1&status=x=y"), ["wrong_item_count n__range", "invalid_value status"]);
    assert_eq!(reported("status"), ["missing_equals status"]);
    assert_eq!(reported("page=%zz&status=%00"), ["malformed_percent page", "null_character status"]);
    assert_eq!(
        reported("a=1&b=2&c=3&d=4"),
        ["unknown_field a", "unknown_field b", "unknown_field c", "too_many_conditions d"]
    );
}

#[test]
fn decodes_and_escapes_keys() {
    assert_eq!(reported("%73tatus=x"), ["invalid_value status"]);
    assert_eq!(reported("a+b=1"), ["unknown_field a b"]);
    assert_eq!(reported("%E2%80%AE=1"), ["unknown_field \\u{202e}"]);
    assert_eq!(reported("a%zz=1"), ["malformed_percent a%zz"]);
    assert_eq!(reported("a%00%41=1"), ["unknown_field a\\u{0}A"]);
    assert_eq!(reported(&format!("{}=1", "k".repeat(70))), [format!("unknown_field {}…", "k".repeat(64))]);
}

/// Decoding the key again for each error would take minutes.
#[test]
fn decodes_the_key_of_many_errors_once() {
    let limits = Limits { input_bytes: usize::MAX, errors: usize::MAX, ..Limits::DEFAULT };
    let schema = Schema::builder("t").limits(limits).build().unwrap();
    let query = format!("{}=%zz{}", "k".repeat(1_000_000), "%".repeat(100_000));
    let errors = schema.parse(&query).unwrap_err();
    let key = format!("{}…", "k".repeat(64));
    assert_eq!(errors.len(), 100_002);
    assert!(errors.iter_with_keys(&query).all(|(_, found)| found.as_deref() == Some(&key)));
}

#[test]
fn returns_no_key_for_an_error_outside_pairs() {
    assert_eq!(reported("=1"), ["empty_key -"]);
    assert_eq!(reported(&format!("institution={}", "x".repeat(200))), ["input_too_long -"]);
    let built = links().filter().exact("status", "nope").build().expect_err("no choice");
    assert_eq!(built.iter_with_keys("status=nope").map(|(_, key)| key).collect::<Vec<_>>(), [None]);
}

proptest! {
    #[test]
    fn places_every_span_in_the_pair_of_its_key(query in "[a=&%,?n2]{0,40}") {
        if let Err(errors) = links().parse(&query) {
            prop_assert_eq!(errors.iter_with_keys(&query).count(), errors.len());
            for (error, parameter) in errors.iter_with_keys(&query) {
                let start = error.span().map_or(0, |span| span.start);
                let body = usize::from(query.starts_with('?'));
                let from = query[..start].rfind('&').map_or(body, |location| location + 1).min(start.max(body));
                let pair = query[from..].split('&').next().unwrap_or_default();
                let key = pair.split('=').next().unwrap_or_default();
                prop_assert_eq!(parameter.is_none(), key.is_empty(), "{:?} of {:?}", key, &query);
                if let Some(parameter) = parameter.filter(|_| !key.contains('%')) {
                    prop_assert_eq!(parameter, key, "of {:?}", &query);
                }
            }
        }
    }
}
