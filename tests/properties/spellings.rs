//! Lists of spelled fields: builders, and the meaning of repeated keys.

use arbitrary::Unstructured;
use filterset::schema::{ListStyle, Spelling};
use filterset::{Errors, Field, Limits, Op, Schema};
use filterset_test_support::{generate, laws};
use proptest::prelude::*;

use super::{config, made};

fn schema(style: ListStyle, allow_empty: bool) -> Schema {
    let field = Field::text("t").multi_valued().ops([Op::In, Op::NotIn, Op::AllIn]);
    let field = if allow_empty { field.allow_empty() } else { field };
    let limits = Limits { list_items: 6, ..Limits::DEFAULT };
    let spelling = Spelling::new().lists(style).bare(Op::In);
    Schema::builder("lists").spelling(spelling).field(field).limits(limits).build().expect("a valid schema")
}

/// The codes of the errors that section 11 requires for a list of a builder.
fn expected(style: ListStyle, allow_empty: bool, items: &[String]) -> Vec<&'static str> {
    if items.is_empty() {
        return vec!["empty_list"];
    }
    if items.len() > 6 {
        return vec!["too_many_items"];
    }
    let code_of = |item: &String| match style {
        ListStyle::Repeat if item.is_empty() && !allow_empty => Some("empty_value"),
        ListStyle::Repeat => None,
        _ if item.is_empty() => Some("empty_item"),
        _ if item.contains(',') || item.trim_matches(' ') != item => Some("unrepresentable_value"),
        _ => None,
    };
    items.iter().filter_map(code_of).collect()
}

fn codes(errors: &Errors) -> Vec<&'static str> {
    errors.iter().map(filterset::Error::code).collect()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn builds_lists_that_can_be_written(
        (style, allow_empty, items, is_twice) in made(512, |u| {
            let style = *u.choose(&ListStyle::ALL)?;
            let mut items = Vec::new();
            for _ in 0..u.int_in_range(0..=7)? {
                items.push(match u.int_in_range(0..=7)? {
                    0 => String::new(),
                    1 => "a,b".to_owned(),
                    2 => " a".to_owned(),
                    _ => generate::text(u, true)?,
                });
            }
            Ok((style, u.arbitrary::<bool>()?, items, u.ratio(1, 4)?))
        })
    ) {
        let schema = schema(style, allow_empty);
        let mut expected = expected(style, allow_empty, &items);
        let mut builder = schema.filter().not_in("t", items.clone());
        if is_twice {
            builder = builder.not_in("t", ["x"]);
            expected.push("duplicate_condition");
        }
        match builder.build() {
            Ok(filter) => {
                prop_assert_eq!(expected, Vec::<&str>::new());
                laws::check_filter(&filter);
                // The items of a list as repeated keys or as parts give the same filter.
                let mut query = String::new();
                for (number, item) in items.iter().enumerate() {
                    let joint = if number > 0 && style == ListStyle::Comma { "," } else { "&t__not_in=" };
                    query.push_str(joint);
                    let bytes: Vec<u8> = vec![0xA5; 64];
                    query.push_str(&generate::percent_encode(&mut Unstructured::new(&bytes), item, false).expect("text"));
                }
                prop_assert_eq!(schema.parse(&query), Ok::<_, Errors>(filter), "{}", query);
            }
            Err(errors) => prop_assert_eq!(codes(&errors), expected),
        }
    }

    #[test]
    fn ignores_the_order_of_pairs(
        (filter, pairs) in made(1536, |u| {
            let schema = generate::schema(u)?;
            let filter = schema.arbitrary_filter(u)?;
            let mut pairs: Vec<String> = filter.to_string().split('&').map(str::to_owned).collect();
            generate::shuffle(u, &mut pairs)?;
            Ok((filter, pairs))
        })
    ) {
        // Under `repeat`, a canonical pair is an item, so its repetition changes nothing.
        let schema = filter.schema();
        let query = pairs.join("&");
        prop_assert_eq!(schema.parse(&query), Ok::<_, Errors>(filter.clone()));
        for (condition, text) in filter.iter().map(|condition| (condition, condition.to_string())) {
            let first = text.split('&').next().expect("a pair");
            let style = condition.field().list_style(condition.op());
            let again = format!("{query}&{first}");
            let parsed = schema.parse(&again).map_err(|errors| codes(&errors));
            let is_once = style == ListStyle::Comma;
            let expected = if is_once { Err(vec!["duplicate_condition"]) } else { Ok(filter.clone()) };
            prop_assert_eq!(parsed, expected);
        }
    }
}
