//! The laws of the language over arbitrary tables, filters and texts.
//!
//! `PROPTEST_CASES` sets the number of cases of each, 4,096 where it isn't set.

mod list;
mod naive;
mod regressions;
#[cfg(feature = "serde")]
mod serde;

use filterset_test_support::{generate, laws};

use arbitrary::{Result, Unstructured};
use filterset::{Errors, Filter};
use proptest::collection::vec;
use proptest::prelude::*;

fn config() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(4096);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// What a generator makes of arbitrary bytes.
fn made<T: std::fmt::Debug>(bytes: usize, make: fn(&mut Unstructured<'_>) -> Result<T>) -> impl Strategy<Value = T> {
    vec(any::<u8>(), bytes).prop_map(move |bytes| make(&mut Unstructured::new(&bytes)).expect("enough bytes"))
}

fn filters() -> impl Strategy<Value = Filter<'static>> {
    made(768, |u| {
        let schema = generate::schema(u)?;
        generate::filter(u, &schema)
    })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_is_built_parses_back(filter in filters()) {
        laws::filter(&filter);
    }

    #[test]
    fn another_spelling_is_the_same_filter(
        (filter, (query, reserved)) in made(1536, |u| {
            let schema = generate::schema(u)?;
            let filter = generate::filter(u, &schema)?;
            let respelling = generate::respelling(u, &filter)?;
            Ok((filter, respelling))
        })
    ) {
        laws::respelt(&filter, &query, &reserved);
        laws::query(filter.schema(), &query);
    }

    #[test]
    fn another_text_of_a_value_is_the_same_value(
        (filter, texts) in made(1024, |u| {
            let schema = generate::schema(u)?;
            let filter = generate::filter(u, &schema)?;
            let mut texts = Vec::new();
            for condition in &filter {
                let values: Vec<_> = condition.predicate().values().collect();
                texts.push(values.iter().map(|value| generate::other_text(u, value)).collect::<Result<Vec<_>>>()?);
            }
            Ok((filter, texts))
        })
    ) {
        let builder = filter.iter().zip(texts).fold(filter.schema().filter(), |builder, (condition, texts)| {
            builder.with(condition.field().name(), condition.op(), texts)
        });
        prop_assert_eq!(builder.build(), Ok::<_, Errors>(filter.clone()));
    }

    #[test]
    fn every_text_is_answered(
        (schema, text) in made(512, |u| {
            let schema = generate::schema(u)?;
            let text = generate::any_text(u, &schema)?;
            Ok((schema, text))
        })
    ) {
        laws::query(&schema, &text);
    }

    #[test]
    fn every_string_is_answered(schema in made(256, generate::schema), text in any::<String>()) {
        laws::query(&schema, &text);
    }

    #[test]
    fn every_mutation_of_a_query_is_answered(
        (schema, text) in made(1536, |u| {
            let schema = generate::schema(u)?;
            let filter = generate::filter(u, &schema)?;
            let (query, _) = generate::respelling(u, &filter)?;
            Ok((schema, generate::mutation(u, &query)?))
        })
    ) {
        laws::query(&schema, &text);
    }

    #[test]
    fn every_call_of_a_builder_is_answered(
        (filter, builder, limits) in made(1536, |u| {
            let schema = generate::schema(u)?;
            let filter = generate::filter(u, &schema)?;
            let builder = generate::any_calls(u, &schema)?;
            Ok((filter, builder, generate::limits(u)?))
        })
    ) {
        laws::built(builder, limits);
        laws::built(filter.into_builder(), limits);
    }

    #[test]
    fn filters_are_equal_where_their_strings_are(
        (one, other) in made(1536, |u| {
            let schema = generate::schema(u)?;
            let one = generate::filter(u, &schema)?;
            // Half of the pairs differ in one condition only.
            let other = match (one.iter().last(), u.arbitrary()?) {
                (Some(last), true) => {
                    let (field, op) = (last.field().name().to_owned(), last.op());
                    one.clone().into_builder().remove(&field, op).build().expect("fewer conditions")
                }
                _ => generate::filter(u, &schema)?,
            };
            Ok((one, other))
        })
    ) {
        laws::equality(&one, &other);
        laws::equality(&one, &one.clone());
    }
}
