//! The laws of the language over arbitrary schemas, filters and texts.
//!
//! `PROPTEST_CASES` sets the number of cases of each test, 4,096 by default.

mod list;
mod naive;
mod regressions;
#[cfg(feature = "serde")]
mod serde;
mod spellings;

use filterset_test_support::{generate, laws};

use arbitrary::{Result, Unstructured};
use filterset::{Errors, Filter};
use proptest::collection::vec;
use proptest::prelude::*;

fn config() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(4096);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// Makes values with a generator from this many arbitrary bytes.
fn made<T: std::fmt::Debug>(bytes: usize, make: fn(&mut Unstructured<'_>) -> Result<T>) -> impl Strategy<Value = T> {
    vec(any::<u8>(), bytes).prop_map(move |bytes| make(&mut Unstructured::new(&bytes)).expect("enough bytes"))
}

fn filters() -> impl Strategy<Value = Filter<'static>> {
    made(768, |u| {
        let schema = generate::schema(u)?;
        schema.arbitrary_filter(u)
    })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn parses_what_it_builds(filter in filters()) {
        laws::check_filter(&filter);
    }

    #[test]
    fn parses_other_spellings_to_the_same_filter(
        query in made(1536, |u| generate::schema(u)?.generator().reserved_pairs().raw_text().query(u))
    ) {
        laws::check_respelling(&query);
        laws::check_query(query.filter.schema(), &query.text);
    }

    #[test]
    fn rejects_near_misses_for_their_mistake(
        (schema, near_miss) in made(1536, |u| {
            let schema = generate::schema(u)?;
            let near_miss = schema.generator().raw_text().near_miss(u)?;
            Ok((schema, near_miss))
        })
    ) {
        laws::check_near_miss(&schema, &near_miss);
        laws::check_query(&schema, &near_miss.query);
    }

    #[test]
    fn parses_other_texts_of_a_value_to_the_same_value(
        (filter, texts) in made(1024, |u| {
            let schema = generate::schema(u)?;
            let filter = schema.arbitrary_filter(u)?;
            let mut texts = Vec::new();
            for condition in &filter {
                let values: Vec<_> = condition.predicate().values().collect();
                let field = condition.field();
                texts.push(values.iter().map(|value| field.arbitrary_spelling(value, u)).collect::<Result<Vec<_>>>()?);
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
    fn answers_every_text(
        (schema, text) in made(512, |u| {
            let schema = generate::schema(u)?;
            let text = generate::any_text(u, &schema)?;
            Ok((schema, text))
        })
    ) {
        laws::check_query(&schema, &text);
    }

    #[test]
    fn answers_every_string(schema in made(256, generate::schema), text in any::<String>()) {
        laws::check_query(&schema, &text);
    }

    #[test]
    fn answers_every_mutation_of_a_query(
        (schema, text) in made(1536, |u| {
            let schema = generate::schema(u)?;
            let filter = schema.arbitrary_filter(u)?;
            let query = generate::respell_filter(u, &filter)?.text;
            Ok((schema, generate::mutate_query(u, &query)?))
        })
    ) {
        laws::check_query(&schema, &text);
    }

    #[test]
    fn answers_every_call_of_a_builder(
        (filter, builder, limits) in made(1536, |u| {
            let schema = generate::schema(u)?;
            let filter = schema.arbitrary_filter(u)?;
            let builder = generate::any_calls(u, &schema)?;
            Ok((filter, builder, generate::limits(u)?))
        })
    ) {
        laws::check_builder(builder, limits);
        laws::check_builder(filter.into_builder(), limits);
    }

    #[test]
    fn compares_filters_like_their_canonical_strings(
        (one, other) in made(1536, |u| {
            let schema = generate::schema(u)?;
            let one = schema.arbitrary_filter(u)?;
            // Half of the pairs differ only in one condition.
            let other = match (one.iter().last(), u.arbitrary()?) {
                (Some(last), true) => {
                    let (field, op) = (last.field().name().to_owned(), last.op());
                    one.clone().into_builder().remove(&field, op).build().expect("fewer conditions")
                }
                _ => schema.arbitrary_filter(u)?,
            };
            Ok((one, other))
        })
    ) {
        laws::check_equality(&one, &other);
        laws::check_equality(&one, &one.clone());
    }
}
