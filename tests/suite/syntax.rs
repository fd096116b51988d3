//! Long texts take other code paths than short ones. These tests try every length around the thresholds, with the
//! special character at every position.

use filterset::{Field, Op, Policy, Schema};

/// Letters that share bits with `&`, `=` and `,` or are adjacent to them, of one byte and of two.
const LETTERS: [char; 8] = ['a', '\'', 'Ħ', '<', 'Ľ', '>', 'Ĭ', '-'];

/// Returns a text of `len` bytes that varies with `number`.
fn text(len: usize, number: usize) -> String {
    let mut text = String::new();
    for letter in LETTERS.iter().cycle().skip(number % LETTERS.len()) {
        if text.len() + letter.len_utf8() <= len {
            text.push(*letter);
        } else {
            break;
        }
    }
    text.extend(std::iter::repeat_n('z', len - text.len()));
    text
}

#[test]
fn splits_pairs_at_every_position() {
    let schema = Schema::builder("t").field(Field::text("t").ops([Op::Exact])).build().expect("a sound table");
    let policy = Policy { unknown_names: true, ..Policy::STRICT };
    for key in 1..=90 {
        for value in (0..=90).step_by(if key % 8 == 0 { 1 } else { 9 }) {
            for tail in ["", "&", "&b=&&cc=1=2"] {
                let query = format!("{}={}{tail}", text(key, value), text(value, key));
                let expected = query.split('&').filter_map(|pair| pair.split_once('='));
                let parsed = schema.parser().policy(policy).parse_with_reserved(&query).expect("unknown names pass");
                assert!(parsed.reserved.iter().map(|(key, value)| (&**key, &**value)).eq(expected), "{query}");
            }
        }
    }
}

#[test]
fn splits_items_at_every_position() {
    let schema = Schema::builder("t").field(Field::text("t").ops([Op::In])).build().expect("a sound table");
    for len in 1..=90 {
        for tail in ["", ",b", ",b,cc"] {
            let items = text(len, len) + tail;
            let query = format!("t__in={items}");
            let filter = schema.parse(&query).expect("a list");
            let predicate = filter.get("t", Op::In).expect("the condition").predicate();
            let mut expected: Vec<&str> = items.split(',').collect();
            expected.sort_unstable();
            assert!(predicate.values().map(|value| value.to_string()).eq(expected), "{query}");
        }
    }
}

#[test]
fn decodes_and_encodes_at_every_position() {
    let schema = Schema::builder("t").field(Field::text("t").ops([Op::Exact])).build().expect("a sound table");
    for len in 0..=40 {
        for position in 0..=len {
            for (escape, character) in [("+", ' '), ("%3b", ';'), ("%C3%A9", 'é'), (";", ';')] {
                let (before, after) = ("a".repeat(position), "b".repeat(len - position));
                let query = format!("t={before}{escape}{after}");
                let filter = schema.parse(&query).expect("a text");
                let condition = filter.get("t", Op::Exact).expect("the condition");
                let value = condition.predicate().values().next().expect("a value").to_string();
                assert_eq!(value, format!("{before}{character}{after}"), "{query}");
            }
            let query = format!("t={}#{}", "a".repeat(position), "b".repeat(len - position));
            let errors = schema.parse(&query).expect_err("no `#` stands in a value");
            assert_eq!(
                errors.iter().next().and_then(filterset::Error::span),
                Some(position + 2..position + 3),
                "{query}"
            );
        }
        let query = format!("t=a{}", ";".repeat(len));
        assert_eq!(schema.parse(&query).expect("a text").to_string(), format!("t=a{}", "%3B".repeat(len)));
    }
}

#[test]
fn sorts_any_number_of_conditions() {
    for ranks in [40, 131, 132, 136, 400] {
        let schema = Schema::builder("t")
            .fields((0..ranks).map(|number| Field::integer(format!("f{number:03}")).ops([Op::Exact])))
            .build()
            .expect("a sound table");
        for count in 0..=40 {
            // 7 is coprime to the number of ranks, so no key is repeated.
            let keys: Vec<String> = (0..count).map(|number| format!("f{:03}=1", number * 7 % ranks)).collect();
            let mut sorted = keys.clone();
            sorted.sort_unstable();
            for query in [keys.join("&"), sorted.iter().rev().cloned().collect::<Vec<_>>().join("&")] {
                assert_eq!(schema.parse(&query).expect("integers").to_string(), sorted.join("&"), "{ranks}: {query}");
            }
        }
    }
}

#[test]
fn finds_each_of_any_number_of_choices() {
    for count in 1..=12 {
        let choices = (0..count).map(|number| format!("c{number}"));
        let field = Field::choice("c", choices.clone()).ops([Op::Exact]);
        let schema = Schema::builder("t").field(field).build().expect("a sound table");
        for choice in choices {
            let query = format!("c={choice}");
            assert_eq!(schema.parse(&query).expect("a choice").to_string(), query);
        }
        let errors = schema.parse(&format!("c=c{count}")).map(|filter| filter.to_string()).expect_err("no choice");
        assert_eq!(errors.iter().map(filterset::Error::code).collect::<Vec<_>>(), ["invalid_value"]);
    }
}

#[test]
fn distinguishes_lists_that_differ_in_one_value() {
    let field = Field::integer("i").ops([Op::In]);
    let schema = Schema::builder("t").field(field).build().expect("a sound table");
    for count in 1..=40 {
        let items: Vec<String> = (0..count).map(|number| number.to_string()).collect();
        let [list, other, longer] = ["", "9", ",99"].map(|tail| format!("i__in={}{tail}", items.join(",")));
        let filter = schema.parse(&list).expect("a list");
        assert_eq!(filter, schema.parse(&list).expect("the same list"));
        assert_ne!(filter, schema.parse(&other).expect("a list"), "{other}");
        assert_ne!(filter, schema.parse(&longer).expect("a list"), "{longer}");
    }
}
