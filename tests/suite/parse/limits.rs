//! The default limits: queries one below, at, and one above each limit, in every spelling that counts.

use std::ops::Range;

use filterset::{Error, ErrorKind, Errors, Field, Filter, Limits, Op, OpSet, Policy, Schema};

const DEFAULT: Limits = Limits::DEFAULT;

/// Builds a schema with more keys than a filter may have conditions.
fn schema() -> Schema {
    let lists = [Op::In, Op::NotIn];
    Schema::builder("limits")
        .fields((0..80).map(|number| Field::integer(format!("f{number:02}")).ops([Op::Exact, Op::Ne])))
        .field(Field::text("text").ops(OpSet::EQUALITY.union(OpSet::ORDER)))
        .field(Field::text("more").ops(lists))
        .field(Field::text("many").multi_valued().ops([Op::AllIn]))
        .field(Field::integer("number").ops(lists))
        .field(Field::date("day").ops(lists))
        .field(Field::date_time("at").ops(OpSet::EQUALITY.union(OpSet::ORDER)))
        .reserved(["page"])
        .build()
        .expect("a sound table")
}

/// The code of an error, its span, the limit, and the number found.
type Over = (&'static str, Option<Range<usize>>, usize, usize);

/// Formats the pair with a number.
type Spell = fn(usize) -> String;

fn over(result: Result<Filter<'_>, Errors>) -> Over {
    let errors = result.expect_err("over the limit");
    let [error] = &errors.iter().collect::<Vec<_>>()[..] else { panic!("one fault expected:\n{errors}") };
    assert_eq!(errors.omitted(), 0);
    let (limit, found) = match error.kind() {
        ErrorKind::InputTooLong { limit, found, .. }
        | ErrorKind::TooManyConditions { limit, found }
        | ErrorKind::TooManyItems { limit, found, .. } => (*limit, *found),
        other => panic!("no limit: {other}"),
    };
    (error.code(), error.span(), limit, found)
}

fn codes(result: Result<Filter<'_>, Errors>) -> Vec<&'static str> {
    result.err().iter().flatten().map(Error::code).collect()
}

/// Joins `count` items.
fn joined(count: usize, separator: &str, item: impl Fn(usize) -> String) -> String {
    (0..count).map(item).collect::<Vec<_>>().join(separator)
}

/// Returns a day from 2000-01-01 on, in months of 28 days.
fn day(number: usize) -> String {
    format!("{}-{:02}-{:02}", 2000 + number / 336, 1 + number / 28 % 12, 1 + number % 28)
}

fn instant(number: usize) -> String {
    format!("{}T12:00:00Z", day(number))
}

#[test]
fn has_the_limits_of_the_reference() {
    let Limits { input_bytes, conditions, list_items, operands, errors } = DEFAULT;
    assert_eq!((input_bytes, conditions, list_items, operands, errors), (65_536, 64, 500, 900, 32));
    assert_eq!(*schema().limits(), DEFAULT);
}

#[test]
fn limits_bytes_of_the_input() {
    let schema = schema();
    let limit = DEFAULT.input_bytes;
    // The text before and after the filling.
    for (head, tail) in [
        ("text=", ""),
        ("?text=", ""),
        ("text__in=a,", ""),
        ("page=", ""),
        ("&&&page=1&text=", "&&"),
        ("f00=1&text=", "&f01=2"),
        ("text=%20+%C3%A9", ""),
    ] {
        let query = |len: usize| format!("{head}{}{tail}", "a".repeat(len - head.len() - tail.len()));
        for len in [limit - 1, limit] {
            let query = query(len);
            // The canonical form may be too long because it encodes more characters.
            let fits = !head.contains('+') || len < limit - 2;
            assert!(schema.parse(&query).is_ok() == fits, "{head:?} {len}");
        }
        let query = query(limit + 1);
        assert_eq!(over(schema.parse(&query)), ("input_too_long", Some(0..limit + 1), limit, limit + 1), "{head:?}");
    }
    // It is the only error, whatever the query contains.
    for filling in ["&", "%", "#", "=", "é&", "nope=%zz&", "\t"] {
        let query = filling.repeat(limit / filling.len() + 1);
        assert_eq!(
            over(schema.parse(&query)),
            ("input_too_long", Some(0..query.len()), limit, query.len()),
            "{filling}"
        );
    }
}

#[test]
fn limits_bytes_of_the_canonical_form() {
    let schema = schema();
    let limit = DEFAULT.input_bytes;
    // `text=` has five bytes, and each semicolon is encoded in three.
    let semicolons = (limit - 5) / 3;
    let query = |rest: usize| format!("?text={}{}", ";".repeat(semicolons), "a".repeat(rest));
    for rest in [0, 1, 2] {
        let query = query(rest);
        let filter = schema.parse(&query).expect("a canonical form within the limit");
        assert_eq!(filter.to_string().len(), limit - 2 + rest);
        assert_eq!(schema.parse(&filter.to_string()).as_ref(), Ok(&filter));
    }
    let long = query(3);
    assert_eq!(over(schema.parse(&long)), ("input_too_long", Some(0..long.len()), limit, limit + 1));

    let value = |rest: usize| format!("{}{}", ";".repeat(semicolons), "a".repeat(rest));
    assert!(schema.filter().exact("text", value(1)).build().is_ok());
    assert!(schema.filter().exact("text", value(2)).build().is_ok());
    assert_eq!(over(schema.filter().exact("text", value(3)).build()), ("input_too_long", None, limit, limit + 1));
}

#[test]
fn limits_conditions_in_every_spelling() {
    let schema = schema();
    let limit = DEFAULT.conditions;
    let parser = schema.parser().limits(Limits { errors: 1000, ..DEFAULT });
    let spellings: [(&str, Spell); 11] = [
        ("sound", |number| format!("f{number:02}=1")),
        ("long spelling", |number| format!("f{number:02}__exact=1")),
        ("encoded key", |number| format!("%66{number:02}__n%65=1")),
        ("no equals sign", |number| format!("f{number:02}")),
        ("reserved, no equals sign", |_| "page".to_owned()),
        ("empty key", |_| "=1".to_owned()),
        ("undecodable key", |_| "f%zz=1".to_owned()),
        ("undecodable reserved key", |_| "page%FF=1".to_owned()),
        ("unknown field", |number| format!("nope{number}=1")),
        ("unlisted operator", |number| format!("f{number:02}__in=1")),
        ("one key", |_| "f00=1".to_owned()),
    ];
    for (what, pair) in spellings {
        // Reserved and empty pairs between them don't count.
        let query = |count| format!("?page=1&{}&&page=2&", joined(count, "&&page=0&", pair));
        for count in [limit - 1, limit] {
            let query = query(count);
            assert!(!codes(parser.parse(&query)).contains(&"too_many_conditions"), "{what} {count}");
        }
        for count in [limit + 1, limit + 2, limit + 10] {
            let query = query(count);
            let errors = parser.parse(&query).expect_err("too many conditions");
            let last = errors.iter().last().expect("at least one");
            let ErrorKind::TooManyConditions { limit: reported, found } = last.kind() else { panic!("{what}: {last}") };
            assert_eq!((*reported, *found), (limit, limit + 1), "{what}");
            let first_over =
                query.len() - joined(count - limit, "&&page=0&", |n| pair(n + limit)).len() - "&&page=2&".len();
            let key = pair(limit).split('=').next().map_or(0, str::len);
            assert_eq!(last.span(), Some(first_over..first_over + key), "{what}");
            let reported = errors.iter().filter(|error| error.code() == "too_many_conditions").count();
            assert_eq!(reported, 1, "{what}: reported once, and the rest isn't read");
        }
    }

    let build =
        |count| (0..count).fold(schema.filter(), |filter, number| filter.exact(&format!("f{number:02}"), 1)).build();
    assert_eq!(build(limit).map(|filter| filter.len()), Ok(limit));
    assert_eq!(over(build(limit + 1)), ("too_many_conditions", None, limit, limit + 1));
}

#[test]
fn limits_items_of_a_list_in_every_spelling() {
    let schema = schema();
    let limit = DEFAULT.list_items;
    let item = |number: usize| format!("i{number}");
    for key in ["text__in", "text__not_in", "more__in", "many__allin"] {
        for separator in [",", "%2C", "%2c", ", ", "+,+", "%20%2C%20"] {
            for count in [limit - 1, limit] {
                let query = format!("{key}={}", joined(count, separator, item));
                assert!(schema.parse(&query).is_ok(), "{key} {separator:?} {count}");
            }
            for count in [limit + 1, limit + 2] {
                let query = format!("{key}={}", joined(count, separator, item));
                let location = Some(key.len() + 1..query.len());
                assert_eq!(
                    over(schema.parse(&query)),
                    ("too_many_items", location, limit, count),
                    "{key} {separator:?}"
                );
            }
        }
        // Repeated items count, although they are removed.
        let query = format!("{key}={}", joined(limit, ",", |_| "a".to_owned()));
        assert_eq!(schema.parse(&query).map(|filter| filter.to_string()), Ok(format!("{key}=a")));
        let query = format!("{key}={}", joined(limit + 1, ",", |_| "a".to_owned()));
        assert_eq!(over(schema.parse(&query)).0, "too_many_items");
        // Blank items count, although each of them is an error.
        for blank in ["", " ", "+%20"] {
            let query = format!("{key}={}", joined(limit, ",", |_| blank.to_owned()));
            let errors = schema.parse(&query).expect_err("blank items");
            assert_eq!((errors.len(), errors.omitted()), (DEFAULT.errors, limit - DEFAULT.errors));
            assert!(errors.iter().all(|error| error.code() == "empty_item"));
            let query = format!("{key}={}", joined(limit + 1, ",", |_| blank.to_owned()));
            let location = Some(key.len() + 1..query.len());
            assert_eq!(over(schema.parse(&query)), ("too_many_items", location, limit, limit + 1));
        }
    }
    // A single value isn't a list, even if it contains commas.
    assert!(schema.parse(&format!("text={}", ",".repeat(2 * limit))).is_ok());

    let build = |count| schema.filter().is_in("text", (0..count).map(item)).build();
    assert!(build(limit).is_ok());
    assert_eq!(over(build(limit + 1)), ("too_many_items", None, limit, limit + 1));
    let repeats = |count| schema.filter().not_in("text", std::iter::repeat_n("a", count)).build();
    assert!(repeats(limit).is_ok());
    assert_eq!(over(repeats(limit + 1)), ("too_many_items", None, limit, limit + 1));
}

#[test]
fn limits_the_total_of_operand_values() {
    let schema = schema();
    let limit = DEFAULT.operands;
    let numbers = |count: usize| joined(count, ",", |number| number.to_string());
    // Lists of 500 and of at least 395, a range of two, and two single values.
    let query = |rest: usize| {
        format!("text__in={}&number__in={}&text__range=a,b&f00=1&text={}", numbers(500), numbers(395 + rest), "x")
    };
    assert!(schema.parse(&query(0)).is_ok());
    assert!(schema.parse(&query(1)).is_ok());
    let long = query(2);
    assert_eq!(over(schema.parse(&long)), ("too_many_items", Some(long.len() - 1..long.len()), limit, limit + 1));

    // The first value over the limit is reported. Later values aren't parsed, but their keys are.
    let head = format!("text__in={}&more__in=", numbers(500));
    let query = format!("{head}{}&number__in=x,,y&f00=x&text=%00&day__in=", numbers(401));
    let location = Some(head.len()..head.len() + numbers(401).len());
    assert_eq!(over(schema.parse(&query)), ("too_many_items", location, limit, limit + 1));
    let query = format!("{head}{}&f00=x&nope=1&f00=y", numbers(401));
    assert_eq!(codes(schema.parse(&query)), ["too_many_items", "unknown_field", "duplicate_condition"]);

    // A list with too many items doesn't count.
    let query = format!("text__in={}&more__in={}&number__in={}", numbers(501), numbers(500), numbers(400));
    assert_eq!(over(schema.parse(&query)), ("too_many_items", Some(9..9 + numbers(501).len()), 500, 501));

    let build = |rest: i64| {
        schema
            .filter()
            .is_in("number", 0..500_i64)
            .not_in("number", 0..400 - 3 + rest)
            .range("text", "a", "b")
            .exact("f00", 1)
    };
    assert!(build(0).build().is_ok());
    assert_eq!(over(build(1).build()), ("too_many_items", None, limit, limit + 1));
}

#[test]
fn counts_a_day_of_a_date_time_field_as_two() {
    let schema = schema();
    let limit = DEFAULT.operands;
    for separator in [",", "%2C", " , "] {
        let days = |count: usize, rest: &str| format!("at__in={}{rest}", joined(count, separator, day));
        let fits = [days(449, ""), days(449, ",2020-01-01T00:00:00Z"), days(450, ""), days(449, "&at=2020-01-01")];
        for query in fits {
            assert!(schema.parse(&query).is_ok(), "{query}");
        }
        let query = days(451, "");
        assert_eq!(over(schema.parse(&query)), ("too_many_items", Some(7..query.len()), limit, limit + 2));
        let query = days(450, ",2020-01-01T00:00:00Z");
        assert_eq!(over(schema.parse(&query)), ("too_many_items", Some(7..query.len()), limit, limit + 1));
        let query = days(450, "&f00=1");
        assert_eq!(
            over(schema.parse(&query)),
            ("too_many_items", Some(query.len() - 1..query.len()), limit, limit + 1)
        );
    }
    // As an item, a day counts once.
    assert_eq!(over(schema.parse(&format!("at__in={}", joined(501, ",", day)))).2, DEFAULT.list_items);
    // Encoded, and repeated.
    let encoded =
        |count| format!("at__in={}", joined(count, ",", |number| format!("+{}", day(number).replace('-', "%2D"))));
    assert!(schema.parse(&encoded(450)).is_ok());
    assert_eq!(over(schema.parse(&encoded(451))).3, limit + 2);
    let repeated = |count| format!("at__not_in={}", joined(count, ",", |_| "2022-03-03".to_owned()));
    assert!(schema.parse(&repeated(450)).is_ok());
    assert_eq!(over(schema.parse(&repeated(451))).3, limit + 2);
    // In a range and as a single value.
    let with = |count: usize, rest: &str| format!("at__in={}{rest}", joined(count, ",", day));
    assert!(schema.parse(&with(447, "&at__range=2022-03-03,2022-03-04&at__lt=2022-03-03")).is_ok());
    assert_eq!(over(schema.parse(&with(447, "&at__range=2022-03-03,2022-03-04&at__lt=2022-03-03&f00=1"))).3, limit + 1);
    assert!(schema.parse(&with(447, "&at__range=2022-03-03,2022-03-04T00:00:00Z&at__lt=2022-03-03&f00=1")).is_ok());
    // An instant counts as one, and so does a date of a date field.
    assert!(
        schema.parse(&format!("at__in={}&at__not_in={}", joined(500, ",", instant), joined(400, ",", instant))).is_ok()
    );
    assert!(schema.parse(&format!("day__in={}&day__not_in={}", joined(500, ",", day), joined(400, ",", day))).is_ok());
    assert_eq!(
        over(schema.parse(&format!("day__in={}&day__not_in={}", joined(500, ",", day), joined(401, ",", day)))).3,
        901
    );

    let build = |count| schema.filter().is_in("at", (0..count).map(day)).build();
    assert!(build(450).is_ok());
    assert_eq!(over(build(451)), ("too_many_items", None, limit, limit + 2));
}

#[test]
fn limits_reported_errors() {
    let schema = schema();
    for (errors, reported, more) in [(31, 31, 0), (32, 32, 0), (33, 32, 1), (500, 32, 468)] {
        let query = format!("number__in={}", joined(errors, ",", |_| "x".to_owned()));
        let errors = schema.parse(&query).expect_err("faults");
        assert_eq!((errors.len(), errors.omitted()), (reported, more));
    }
    let query = format!("text={}", "%".repeat(60_000));
    let errors = schema.parse(&query).expect_err("faults");
    assert_eq!((errors.len(), errors.omitted()), (32, 60_000 - 32));
}

#[test]
fn accepts_limits_from_the_schema_and_the_call() {
    let limits = Limits { input_bytes: 20, conditions: 2, list_items: 2, operands: 3, errors: 1 };
    let schema = Schema::builder("small")
        .field(Field::integer("i").ops(OpSet::EQUALITY))
        .limits(limits)
        .build()
        .expect("a sound table");
    assert!(schema.parse("i__in=1,2&i=3").is_ok());
    assert_eq!(over(schema.parse("i__in=1,2,3")), ("too_many_items", Some(6..11), 2, 3));
    assert_eq!(over(schema.parse("i__in=1,2&i__not_in=3,4")), ("input_too_long", Some(0..23), 20, 23));
    assert_eq!(over(schema.parse("i=1&i__ne=2&i__in=3")), ("too_many_conditions", Some(12..17), 2, 3));
    let errors = schema.parse("i=x&i__ne=y").expect_err("two faults");
    assert_eq!((errors.len(), errors.omitted()), (1, 1));

    let wide = schema.parser().limits(DEFAULT);
    assert!(wide.parse("i__in=1,2,3&i__not_in=4,5,6&i=7&i__ne=8").is_ok());
    let narrow = wide.limits(Limits { list_items: 1, ..DEFAULT });
    assert_eq!(over(narrow.parse("i__in=1,2")), ("too_many_items", Some(6..9), 1, 2));
    assert_eq!(over(schema.filter().limits(Limits { operands: 1, ..DEFAULT }).is_in("i", [1, 2]).build()).2, 1);
}

/// Every spelling of the comma between two items, and all of them in turn.
const SEPARATORS: [&[&str]; 8] = [
    &[","],
    &["%2C"],
    &["%2c"],
    &[" , "],
    &["+,%20"],
    &["%20%2C+"],
    &[",", "%2C", "%2c"],
    &["%2c", " ,", ",+", "%20%2C", ","],
];

/// Joins `count` items with the separators in turn.
fn separated(count: usize, separators: &[&str], item: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    for number in 0..count {
        text.push_str(if number == 0 { "" } else { separators[number % separators.len()] });
        text.push_str(&item(number));
    }
    text
}

/// Percent-encodes each character of a text, in lower and upper case in turn.
fn escaped(text: &str) -> String {
    let escape = |(at, byte): (usize, u8)| if at % 2 == 0 { format!("%{byte:02x}") } else { format!("%{byte:02X}") };
    text.bytes().enumerate().map(escape).collect()
}

#[test]
fn limits_items_of_a_list_with_every_separator() {
    let schema = schema();
    let limit = DEFAULT.list_items;
    let plain = |number: usize| format!("i{number}");
    let encoded = |number: usize| escaped(&plain(number));
    for separators in SEPARATORS {
        for item in [&plain as &dyn Fn(usize) -> String, &encoded] {
            // The key and its encoded spelling.
            for key in ["text__in", "more__not_in", "many__allin", "%74ext__%69n"] {
                for count in [limit - 1, limit] {
                    let query = format!("{key}={}", separated(count, separators, item));
                    let items = schema.parse(&query).map(|filter| {
                        filter.iter().map(|condition| condition.predicate().values().count()).sum::<usize>()
                    });
                    assert_eq!(items, Ok(count), "{key} {separators:?}");
                }
                let query = format!("{key}={}", separated(limit + 1, separators, item));
                let location = Some(key.len() + 1..query.len());
                assert_eq!(
                    over(schema.parse(&query)),
                    ("too_many_items", location, limit, limit + 1),
                    "{separators:?}"
                );
            }
        }
    }
}

#[test]
fn counts_empty_items_in_every_spelling() {
    let schema = schema();
    let limit = DEFAULT.list_items;
    for separators in SEPARATORS {
        // All items are blank, every other one, or only the last.
        for blank in [|_, _| true, |number, _| number % 2 == 1, |number, count| number + 1 == count] {
            let item = |count| move |number| if blank(number, count) { "+".to_owned() } else { "a".to_owned() };
            for count in [limit - 1, limit] {
                let query = format!("text__in={}", separated(count, separators, item(count)));
                let errors = schema.parse(&query).expect_err("blank items");
                assert!(errors.iter().all(|error| error.code() == "empty_item"), "{separators:?}: {errors}");
                let blanks = (0..count).filter(|number| blank(*number, count)).count();
                assert_eq!(errors.len() + errors.omitted(), blanks, "{separators:?}");
            }
            let query = format!("text__in={}", separated(limit + 1, separators, item(limit + 1)));
            assert_eq!(
                over(schema.parse(&query)),
                ("too_many_items", Some(9..query.len()), limit, limit + 1),
                "{separators:?}"
            );
        }
    }
}

#[test]
fn limits_operand_values_with_every_separator() {
    let schema = schema();
    let limit = DEFAULT.operands;
    let item = |number: usize| format!("i{number}");
    for separators in SEPARATORS {
        let range = separated(2, separators, item);
        // In lists, in a range and as a single value, with the excess in the last or in the first of them.
        let queries = |total: usize| {
            let (half, rest) = ((total - 3) / 2, total - 3 - (total - 3) / 2);
            let (half, rest) = (separated(half, separators, item), separated(rest, separators, item));
            [
                format!("text__in={half}&text__not_in={rest}&text__range={range}&f00=1"),
                format!("f00=1&text__range={range}&text__in={half}&text__not_in={rest}"),
            ]
        };
        for total in [limit - 1, limit] {
            for query in queries(total) {
                assert!(schema.parse(&query).is_ok(), "{separators:?} {total}");
            }
        }
        for query in queries(limit + 1) {
            let start = query.rfind('=').expect("a value") + 1;
            let location = Some(start..query.len());
            assert_eq!(over(schema.parse(&query)), ("too_many_items", location, limit, limit + 1), "{separators:?}");
        }
    }
}

/// A list that is split over pairs with the same key is rejected for the duplicate key. Under the lenient policy, the
/// values of all pairs count.
#[test]
fn limits_operand_values_of_repeated_keys() {
    let schema = schema();
    let limit = DEFAULT.operands;
    let lenient = schema.parser().policy(Policy { repeated_keys: true, ..Policy::STRICT });
    for separators in SEPARATORS {
        for key in ["text__in", "%74ext__in", "text%5F_in"] {
            let query = |total: usize| {
                let list = |count| separated(count, separators, |number| format!("i{number}"));
                format!("text__in={}&{key}={}", list(limit / 2), list(total - limit / 2))
            };
            for total in [limit - 1, limit] {
                let query = query(total);
                assert_eq!(codes(schema.parse(&query)), ["duplicate_condition"], "{key} {separators:?} {total}");
                assert!(lenient.parse(&query).is_ok(), "{key} {separators:?} {total}");
            }
            let query = query(limit + 1);
            assert_eq!(codes(schema.parse(&query)), ["duplicate_condition", "too_many_items"], "{key} {separators:?}");
            let start = query.rfind('=').expect("a value") + 1;
            let location = Some(start..query.len());
            assert_eq!(over(lenient.parse(&query)), ("too_many_items", location, limit, limit + 1), "{separators:?}");
        }
    }
    // Single values, within the limit of pairs.
    let parser = lenient.limits(Limits { conditions: usize::MAX, ..DEFAULT });
    let query = |count| joined(count, "&", |_| "f00=1".to_owned());
    assert!(parser.parse(&query(limit - 1)).is_ok());
    assert!(parser.parse(&query(limit)).is_ok());
    let long = query(limit + 1);
    assert_eq!(over(parser.parse(&long)), ("too_many_items", Some(long.len() - 1..long.len()), limit, limit + 1));
}

#[test]
fn counts_days_as_two_with_every_separator() {
    let schema = schema();
    let limit = DEFAULT.operands;
    for separators in SEPARATORS {
        for encode in [|text: String| text, |text: String| escaped(&text)] {
            // A number of days, followed by instants.
            let query = |days: usize, instants: usize| {
                let item = |number: usize| encode(if number < days { day(number) } else { instant(number) });
                format!("at__in={}", separated(days + instants, separators, item))
            };
            for (days, instants) in [(449, 1), (450, 0), (449, 2), (400, 100)] {
                assert!(schema.parse(&query(days, instants)).is_ok(), "{separators:?} {days} {instants}");
            }
            for (days, instants) in [(450, 1), (449, 3), (401, 99), (451, 0)] {
                let query = query(days, instants);
                let location = Some(7..query.len());
                let found = 2 * days + instants;
                assert_eq!(over(schema.parse(&query)), ("too_many_items", location, limit, found), "{separators:?}");
            }
        }
    }
}

#[test]
fn limits_conditions_between_empty_pairs() {
    let schema = schema();
    let limit = DEFAULT.conditions;
    for separator in ["&", "&&", "&&&&", "&page=&", "&&page=%2C&&p%61ge=1&"] {
        for head in ["", "?", "&", "?&&"] {
            let query = |count| format!("{head}{}", joined(count, separator, |number| format!("f{number:02}=1")));
            for count in [limit - 1, limit] {
                let length = schema.parse(&query(count)).map(|filter| filter.len());
                assert_eq!(length, Ok(count), "{head:?} {separator:?}");
            }
            let query = query(limit + 1);
            let key = query.rfind('f').expect("the last key");
            let location = Some(key..key + 3);
            assert_eq!(
                over(schema.parse(&query)),
                ("too_many_conditions", location, limit, limit + 1),
                "{separator:?}"
            );
        }
    }
}

#[test]
fn counts_encoded_bytes() {
    let schema = schema();
    let limit = DEFAULT.input_bytes;
    // An escape is three bytes of input, whatever it decodes to. Empty pairs and spaces are bytes too.
    for piece in ["%41", "%C3%A9", "+", "é", "😀", "%2c"] {
        for filling in ["&", "a"] {
            let tail = if filling == "&" { "&" } else { "&page=" };
            let query = |len: usize| {
                let head = format!("text={}{tail}", piece.repeat(1000));
                format!("{head}{}", filling.repeat(len - head.len()))
            };
            for len in [limit - 1, limit] {
                assert!(schema.parse(&query(len)).is_ok(), "{piece:?} {filling:?} {len}");
            }
            let long = query(limit + 1);
            assert_eq!(over(schema.parse(&long)), ("input_too_long", Some(0..limit + 1), limit, limit + 1));
        }
    }
}

#[test]
fn limits_bytes_of_a_canonical_list() {
    let schema = schema();
    let limit = DEFAULT.input_bytes;
    // Each `é` is two bytes of input, but six of the canonical form. Repeats and spaces aren't part of it.
    let item = |number: usize| format!("é{number:03}{}", "é".repeat(21));
    for separators in SEPARATORS {
        let count = 400;
        let query = |rest: usize| format!("text__in={},{}", separated(count, separators, item), "z".repeat(rest));
        let fixed = "text__in=".len() + count * (22 * 6 + 3 + 1);
        for len in [limit - 1, limit] {
            let query = query(len - fixed);
            let length = schema.parse(&query).map(|filter| filter.to_string().len());
            assert_eq!(length, Ok(len), "{separators:?}");
        }
        let long = query(limit + 1 - fixed);
        let location = Some(0..long.len());
        assert_eq!(over(schema.parse(&long)), ("input_too_long", location, limit, limit + 1), "{separators:?}");
    }
}

#[test]
fn limits_reported_errors_in_every_spelling() {
    let schema = schema();
    let limit = DEFAULT.errors;
    for separators in SEPARATORS {
        for item in ["x", "+", "%78"] {
            for count in [limit - 1, limit, limit + 1] {
                let query = format!("number__in={}", separated(count, separators, |_| item.to_owned()));
                let errors = schema.parse(&query).expect_err("faults");
                let expected = (count.min(limit), count.saturating_sub(limit));
                assert_eq!((errors.len(), errors.omitted()), expected, "{separators:?} {item:?}");
            }
        }
    }
    for pair in ["nope=1", "=1", "page", "f00__nope=1", "f%zz=1", "f00="] {
        for count in [limit - 1, limit, limit + 1] {
            let query = joined(count, "&", |_| pair.to_owned());
            let errors = schema.parse(&query).expect_err("faults");
            // A repeated key is an additional error.
            let total = if pair == "f00=" { 2 * count - 1 } else { count };
            assert_eq!((errors.len(), errors.omitted()), (total.min(limit), total.saturating_sub(limit)), "{pair}");
        }
    }
}
