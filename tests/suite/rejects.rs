//! What is refused, a line each: a query, and every fault's code and place. Then the sentences, and how they are drawn.

use filterset::error::InvalidReason;
use filterset::{Error, ErrorKind, Errors, Field, Limits, Op, OpSet, Schema, ValueType};
use insta::assert_snapshot;

const COMPARED: OpSet = OpSet::EQUALITY.union(OpSet::ORDER);

fn links() -> Schema {
    Schema::builder("links")
        .field(Field::text("institution").ops([Op::Exact, Op::In, Op::Contains]))
        .field(Field::text("note").allow_empty().nullable().ops([Op::Exact, Op::In, Op::Contains, Op::IsNull]))
        .field(Field::choice("status", ["valid", "invalid", "token_required"]).ops([Op::Exact, Op::In]))
        .field(Field::uuid("created_by").ops([Op::NotIn]))
        .field(Field::integer("count").ops(COMPARED))
        .field(Field::decimal("balance__available").ops(COMPARED))
        .field(Field::boolean("active").ops(OpSet::EQUALITY))
        .field(Field::date("on").ops(COMPARED))
        .field(Field::date_time("created_at").time_zone("-06:00").ops(COMPARED))
        .reserved(["page"])
        .build()
        .expect("a sound table")
}

fn errors(query: &str) -> Errors {
    links().parse(query).expect_err(query)
}

/// `query => code @ span, code @ span;` for each case, with every fault in order.
macro_rules! rejects {
    ($($query:literal => $($code:ident @ $span:expr),+;)+) => {
        let links = links();
        $({
            let errors = links.parse($query).expect_err($query);
            let found: Vec<_> = errors.iter().map(|error| (error.code(), error.span())).collect();
            assert_eq!(found, [$((stringify!($code), Some($span))),+], "faults of {:?}", $query);
            assert_eq!(errors.omitted(), 0, "faults of {:?}", $query);
        })+
    };
}

#[test]
fn pairs() {
    rejects! {
        "status" => missing_equals @ 0..6;
        "?page" => missing_equals @ 1..5;
        "count=1&%zz#" => missing_equals @ 8..12;
        "=x" => empty_key @ 0..0;
        "count=1&=" => empty_key @ 8..8;
        "?=%zz" => empty_key @ 1..1, malformed_percent @ 2..5;
        "count=1#top" => unexpected_character @ 7..8;
        "status#=valid" => unexpected_character @ 6..7;
        "count=1\r\n" => unexpected_character @ 7..8, unexpected_character @ 8..9;
        "??count=1" => unknown_field @ 1..7;
        "count=1&amp;on=2022-03-03" => unknown_field @ 8..14;
    }
}

#[test]
fn encodings() {
    rejects! {
        "institution=%" => malformed_percent @ 12..13;
        "institution=%é1" => malformed_percent @ 12..16;
        "institution=%%41" => malformed_percent @ 12..13;
        "institution=é%zz#" => malformed_percent @ 14..17, unexpected_character @ 17..18;
        "institution=caf%E9" => invalid_utf8 @ 15..18;
        "institution=%E2%82x%FF" => invalid_utf8 @ 12..18, invalid_utf8 @ 19..22;
        "inst%FFitution=x" => invalid_utf8 @ 4..7;
        "institution=a%00b%00" => null_character @ 13..16, null_character @ 17..20;
        "page=%00" => null_character @ 5..8;
        "page%00=" => unknown_field @ 0..7;
    }
}

#[test]
fn keys() {
    rejects! {
        "nope=1" => unknown_field @ 0..4;
        "Status=valid" => unknown_field @ 0..6;
        "balance=1" => unknown_field @ 0..7;
        "page__in=1" => unknown_field @ 0..8;
        "status__IN=valid" => unknown_operator @ 0..10;
        "status__=" => unknown_operator @ 0..8;
        "status__in__in=%FF" => unknown_operator @ 0..14, invalid_utf8 @ 15..18;
        "status__gt=bogus" => operator_not_allowed @ 0..10;
        "created_by=" => operator_not_allowed @ 0..10;
        "count=1&count=1" => duplicate_condition @ 8..13;
        "count=1&count__exact=x" => duplicate_condition @ 8..20, invalid_value @ 21..22;
        "count=&count=1" => empty_value @ 6..6, duplicate_condition @ 7..12;
    }
}

#[test]
fn values() {
    rejects! {
        "status=" => empty_value @ 7..7;
        "note__contains=" => empty_value @ 15..15;
        "note__isnull=" => empty_value @ 13..13;
        "note__isnull=null" => invalid_value @ 13..17;
        "status=Valid" => invalid_value @ 7..12;
        "count=1.0" => invalid_value @ 6..9;
        "count=+1" => invalid_value @ 6..8;
        "count=9223372036854775808" => invalid_value @ 6..25;
        "balance__available=.5" => invalid_value @ 19..21;
        "active=yes" => invalid_value @ 7..10;
        "created_by__not_in=x" => invalid_value @ 19..20;
        "on=2022-02-29" => invalid_value @ 3..13;
        "on=2022-03-03T00:00:00Z" => invalid_value @ 3..23;
        "created_at=2022-03-03T10:30:00+01:00" => invalid_value @ 11..36;
        "created_at=2022-03-03T1O:30:00Z" => invalid_value @ 11..31;
        "created_at=2022-03-03T10:3O:00Z" => invalid_value @ 11..31;
        "created_at=2022-03-03T10:30:O0Z" => invalid_value @ 11..31;
        "created_at=2022-03-03T10:30:00-O1:00" => invalid_value @ 11..36;
        "created_at=2022-03-03T10:30:00-01:0O" => invalid_value @ 11..36;
        "created_at=9999-12-31T18:00:00" => invalid_value @ 11..30;
        "created_at=2022-03-03T10:30:59.1000000000Z" => invalid_value @ 11..42;
        "?count=日本" => invalid_value @ 7..13;
    }
}

#[test]
fn lists_and_ranges() {
    rejects! {
        "status__in=" => empty_list @ 11..11;
        "status__in=+" => empty_item @ 11..12;
        "note__in=a,,b" => empty_item @ 11..11;
        "status__in=valid%2C%20" => empty_item @ 19..22;
        "count__in=1, x ,y" => invalid_value @ 13..14, invalid_value @ 16..17;
        "count__range=1" => wrong_item_count @ 13..14;
        "count__range=a,b,c" => wrong_item_count @ 13..18;
        "count__range=," => empty_item @ 13..13, empty_item @ 14..14;
        "count__range= 2,1" => reversed_range @ 13..17;
        "created_at__range=2022-03-04T06:00:00Z,2022-03-03" => reversed_range @ 18..49;
    }
}

#[test]
fn in_the_order_of_the_text() {
    rejects! {
        "?instituton=x&status=bogus&=&count__range=2,1&status=valid&active" =>
            unknown_field @ 1..11, invalid_value @ 21..26, empty_key @ 27..27, reversed_range @ 42..45,
            duplicate_condition @ 46..52, missing_equals @ 59..65;
    }
}

/// The sentences, a line for each fault.
fn reported(query: &str) -> String {
    errors(query).to_string()
}

#[test]
fn sentences_of_pairs_and_encodings() {
    assert_snapshot!(reported("status"), @r#""status" has no "=""#);
    assert_snapshot!(reported("=x"), @r#"a key is missing before "=""#);
    assert_snapshot!(reported("status=valid#top"), @r##"field "status": unexpected "#": it must be percent-encoded"##);
    assert_snapshot!(
        reported("status=valid\n"),
        @r#"field "status": unexpected control character U+000A: it must be percent-encoded"#
    );
    assert_snapshot!(
        reported("institution=100%25%"),
        @r#"field "institution": "%" is no percent-encoding: two hex digits must follow a "%""#
    );
    assert_snapshot!(reported("institution=caf%E9"), @r#"field "institution": "%E9" is no UTF-8"#);
    assert_snapshot!(reported("inst%FFitution=x"), @r#""%FF" is no UTF-8"#);
    assert_snapshot!(reported("institution=%00"), @r#"field "institution": a value can't contain a NUL character"#);
}

#[test]
fn sentences_of_keys() {
    assert_snapshot!(reported("color=1"), @r#"unknown field "color""#);
    assert_snapshot!(reported("instituton=x"), @r#"unknown field "instituton"; did you mean "institution"?"#);
    assert_snapshot!(reported("institution_in=x"), @r#"unknown field "institution_in"; did you mean "institution__in"?"#);
    assert_snapshot!(
        reported("status__like=valid"),
        @r#"field "status" has no operator "like"; it has: exact, in"#
    );
    assert_snapshot!(reported("status__gt=valid"), @r#"field "status" doesn't allow "gt"; it allows: exact, in"#);
    assert_snapshot!(reported("created_by=x"), @r#"field "created_by" doesn't allow "exact"; it allows: not_in"#);
    assert_snapshot!(reported("count=1&count__exact=1"), @r#""count" was given before: a key can be given once"#);
}

#[test]
fn sentences_of_values() {
    assert_snapshot!(reported("count="), @r#"field "count": the value is empty; expected an integer such as 42"#);
    assert_snapshot!(reported("status__in="), @r#"field "status": the list is empty"#);
    assert_snapshot!(reported("status__in=valid,"), @r#"field "status": an item of the list is empty"#);
    assert_snapshot!(
        reported("count__range=1"),
        @r#"field "count": expected two values separated by a comma, found 1"#
    );
    assert_snapshot!(
        reported("on__range=2022-03-04,2022-03-03"),
        @r#"field "on": the range is reversed: "2022-03-04" lies above "2022-03-03""#
    );
    assert_snapshot!(
        reported("status=bogus"),
        @r#"field "status": "bogus" isn't one of the choices: valid, invalid, token_required"#
    );
    assert_snapshot!(reported("count=1.5"), @r#"field "count": "1.5" is no integer; expected an integer such as 42"#);
    assert_snapshot!(
        reported("count=9223372036854775808"),
        @r#"field "count": "9223372036854775808" is no integer: it is out of range"#
    );
    assert_snapshot!(
        reported("balance__available=1.00000000000000000000000000001"),
        @r#"field "balance__available": "1.00000000000000000000000000001" is no decimal: it has more than 28 digits"#
    );
    assert_snapshot!(reported("active=yes"), @r#"field "active": "yes" is no boolean; expected true or false"#);
    assert_snapshot!(reported("note__isnull=x"), @r#"field "note": "x" is no boolean; expected true or false"#);
    assert_snapshot!(reported("on=2022-02-30"), @r#"field "on": "2022-02-30" is no date: there is no such date"#);
    assert_snapshot!(
        reported("created_at=2022-03-03T24:00:00"),
        @r#"field "created_at": "2022-03-03T24:00:00" is no date-time: there is no such time of day or offset"#
    );
    assert_snapshot!(
        reported("created_at=2022-03-03T10:30:00+01:00"),
        @r#"field "created_at": "2022-03-03T10:30:00 01:00" is no date-time: it has a space where a sign belongs: a raw "+" means a space, an offset's "+" must be sent as %2B"#
    );
    assert_snapshot!(
        reported("created_at=2022-03-03T10:30:00+1:00"),
        @r#"field "created_at": "2022-03-03T10:30:00 1:00" is no date-time; expected a date such as 2022-03-03 or a date-time such as 2022-03-03T10:30:00Z"#
    );
    let built = links().filter().is_in("institution", ["a,b"]).build().expect_err("a comma in a list");
    assert_snapshot!(
        built,
        @r#"field "institution": "a,b" can't be in a list: a text there has no comma and no space at either end"#
    );
}

#[cfg(feature = "chrono-tz")]
#[test]
fn sentences_of_time_zones() {
    let schema = Schema::builder("zones")
        .field(Field::date_time("at").time_zone("America/Mexico_City").ops([Op::Exact]))
        .build()
        .expect("a sound table");
    let reported = |query| schema.parse(query).expect_err(query).to_string();
    assert_snapshot!(
        reported("at=2022-04-03T02:30:00"),
        @r#"field "at": "2022-04-03T02:30:00" is no date-time: the field's time zone skips it"#
    );
    assert_snapshot!(
        reported("at=2022-10-30T01:30:00"),
        @r#"field "at": "2022-10-30T01:30:00" is no date-time: the field's time zone has it twice: give an offset"#
    );
}

#[test]
fn sentences_of_limits() {
    let links = links();
    let limits = Limits { input_bytes: 32, conditions: 2, list_items: 2, ..Limits::DEFAULT };
    let reported = |query| links.parser().limits(limits).parse(query).expect_err(query).to_string();
    assert_snapshot!(
        reported("institution__in=erebor_mx_retail,gringotts_mx_retail"),
        @"the input is too long: 52 bytes, at most 32 are taken"
    );
    assert_snapshot!(reported("count=1&active=1&status=valid"), @"too many conditions: 3, at most 2 are taken");
    assert_snapshot!(reported("count__in=1,2,3"), @r#"field "count": too many items in the list: 3, at most 2 are taken"#);
}

/// Kinds that code can make, and no query has.
#[test]
fn sentences_of_kinds_that_are_made() {
    let (field, expected) = ("a".to_owned(), ValueType::Integer);
    let none = ErrorKind::OperatorNotAllowed { field, op: Op::In, allowed: OpSet::EMPTY };
    assert_eq!(none.to_string(), "field \"a\" doesn't allow \"in\"; it allows: none");
    let reason = InvalidReason::OutOfBounds { minimum: None, maximum: None };
    let choices = Vec::new().into();
    let unbounded = ErrorKind::InvalidValue { found: "1".to_owned(), expected, reason, choices, nearest: Vec::new() };
    assert_eq!(unbounded.to_string(), "\"1\" is no integer");
}

#[test]
fn errors_are_taken_one_by_one() {
    let all = errors("nope=1&count=x");
    let codes: Vec<_> = all.iter().map(Error::code).collect();
    assert_eq!(codes, ["unknown_field", "invalid_value"]);
    assert!(all.clone().into_iter().eq(all.iter().cloned()));
}

#[test]
fn twelve_choices_are_reported() {
    for (count, last) in [(11, "c11"), (12, "c12"), (13, "c12, …"), (14, "c12, …")] {
        let choices = (1..=count).map(|number| format!("c{number:02}"));
        let schema = Schema::builder("t").field(Field::choice("f", choices).ops([Op::Exact])).build().expect("sound");
        let message = schema.parse("f=another").expect_err("no choice").to_string();
        let reported = message.split_once("choices: c01, c02, ").map(|(_, reported)| reported);
        assert!(reported.is_some_and(|reported| reported.ends_with(&format!(", {last}"))), "{message}");
    }
}

#[test]
fn what_is_echoed_is_escaped_and_short() {
    assert_snapshot!(reported("%1B%5B31mred%C2%85=1"), @r#"unknown field "\u{1b}[31mred\u{85}""#);
    assert_snapshot!(reported("\u{202e}sutats=1"), @r#"unknown field "\u{202e}sutats""#);
    assert_snapshot!(
        reported("count=\u{feff}1\u{200b}\u{2066}"),
        @r#"field "count": "\u{feff}1\u{200b}\u{2066}" is no integer; expected an integer such as 42"#
    );
    let most = "é".repeat(64);
    assert_eq!(reported(&format!("{most}=1")), format!("unknown field \"{most}\""));
    assert_eq!(reported(&format!("{most}é=1")), format!("unknown field \"{most}…\""));
    assert_eq!(
        reported(&format!("count={}", "日".repeat(65))),
        format!("field \"count\": \"{}…\" is no integer; expected an integer such as 42", "日".repeat(64))
    );
}

#[test]
fn two_values_share_what_is_echoed() {
    let schema = Schema::builder("t").field(Field::text("t").ops([Op::Range])).build().expect("a sound table");
    let reported = |low: &str, high: &str| {
        let query = format!("t__range={low},{high}");
        schema.parse(&query).expect_err(&query).to_string()
    };
    let (low, high) = ("b".repeat(32), "a".repeat(32));
    assert_eq!(reported(&low, &high), format!("field \"t\": the range is reversed: \"{low}\" lies above \"{high}\""));
    let (longer, long) = (format!("{low}b"), format!("{high}a"));
    assert_eq!(
        reported(&longer, &long),
        format!("field \"t\": the range is reversed: \"{low}…\" lies above \"{high}…\"")
    );
}

#[test]
fn errors_are_lent_and_handed_over() {
    let errors = errors("nope=1&count=x");
    let codes = ["unknown_field", "invalid_value"];
    assert_eq!((&errors).into_iter().map(Error::code).collect::<Vec<_>>(), codes);
    assert_eq!(errors.into_iter().map(|error| error.code()).collect::<Vec<_>>(), codes);
}

/// The faults drawn under the query.
fn drawn(query: &str) -> String {
    errors(query).report(query)
}

#[test]
fn drawn_under_the_query() {
    assert_snapshot!(drawn("?instituton__in=erebor&status=bogus"), @r#"
    error[unknown_field]: unknown field "instituton__in"; did you mean "institution__in"?
      | ?instituton__in=erebor&status=bogus
      |  ^^^^^^^^^^^^^^
    error[invalid_value]: field "status": "bogus" isn't one of the choices: valid, invalid, token_required
      | ?instituton__in=erebor&status=bogus
      |                               ^^^^^
    "#);
}

#[test]
fn drawn_with_the_first_location_of_a_repeated_key() {
    assert_snapshot!(drawn("count=1&active=true&count__exact=2"), @r#"
    error[duplicate_condition]: "count" was given before: a key can be given once
      | count=1&active=true&count__exact=2
      |                     ^^^^^^^^^^^^
      first given here:
      | count=1&active=true&count__exact=2
      | ^^^^^
    "#);
}

#[test]
fn drawn_where_there_is_no_text() {
    assert_snapshot!(drawn("=x&status=&status__in=&count__in=1,,2&note__in=a,"), @r#"
    error[empty_key]: a key is missing before "="
      | =x&status=&status__in=&count__in=1,,2&note__in=a,
      | ^
    error[empty_value]: field "status": the value is empty; expected one of the field's choices
      | =x&status=&status__in=&count__in=1,,2&note__in=a,
      |           ^
    error[empty_list]: field "status": the list is empty
      | =x&status=&status__in=&count__in=1,,2&note__in=a,
      |                       ^
    error[empty_item]: field "count": an item of the list is empty
      | =x&status=&status__in=&count__in=1,,2&note__in=a,
      |                                    ^
    error[empty_item]: field "note": an item of the list is empty
      | =x&status=&status__in=&count__in=1,,2&note__in=a,
      |                                                  ^
    "#);
}

#[test]
fn drawn_in_columns_for_characters_of_many_bytes() {
    assert_snapshot!(drawn("institution=é&count=ñ"), @r#"
    error[invalid_value]: field "count": "ñ" is no integer; expected an integer such as 42
      | institution=é&count=ñ
      |                     ^
    "#);
}

#[test]
fn drawn_in_columns_for_wide_characters() {
    assert_snapshot!(drawn("institution=日本&count=数字&on=x"), @r#"
    error[invalid_value]: field "count": "数字" is no integer; expected an integer such as 42
      | institution=日本&count=数字&on=x
      |                        ^^^^
    error[invalid_value]: field "on": "x" is no date; expected a date such as 2022-03-03
      | institution=日本&count=数字&on=x
      |                                ^
    "#);
    assert_snapshot!(drawn("institution=😀&count=😀😀"), @r#"
    error[invalid_value]: field "count": "😀😀" is no integer; expected an integer such as 42
      | institution=😀&count=😀😀
      |                      ^^^^
    "#);
}

#[test]
fn drawn_with_what_a_terminal_would_act_on_escaped() {
    assert_snapshot!(drawn("institution=a\u{200b}\u{1b}[31m&count=\u{202e}x"), @r#"
    error[unexpected_character]: field "institution": unexpected control character U+001B: it must be percent-encoded
      | institution=a\u{200b}\u{1b}[31m&count=\u{202e}x
      |                      ^^^^^^
    error[invalid_value]: field "count": "\u{202e}x" is no integer; expected an integer such as 42
      | institution=a\u{200b}\u{1b}[31m&count=\u{202e}x
      |                                       ^^^^^^^^^
    "#);
}

#[test]
fn drawn_with_the_surroundings_of_a_long_input() {
    let many = "a,".repeat(500);
    assert_snapshot!(drawn(&format!("institution={many}&count=x&note={many}")), @r#"
    error[invalid_value]: field "count": "x" is no integer; expected an integer such as 42
      | …,a,a,a,a,a,a,a,a,&count=x&note=a,a,a,a,a,a,a,a,a,…
      |                          ^
    "#);
    assert_snapshot!(drawn(&format!("count={}", "9".repeat(100))), @r#"
    error[invalid_value]: field "count": "9999999999999999999999999999999999999999999999999999999999999999…" is no integer: it is out of range
      | count=999999999999999999999999999999999999999999999999…
      |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    "#);
}

#[test]
fn drawn_as_many_as_are_reported() {
    let links = links();
    let limits = Limits { errors: 1, ..Limits::DEFAULT };
    let query = "count__in=x,y,z";
    let errors = links.parser().limits(limits).parse(query).expect_err(query);
    assert_snapshot!(errors.report(query), @r#"
    error[invalid_value]: field "count": "x" is no integer; expected an integer such as 42
      | count__in=x,y,z
      |           ^
    and 2 more errors
    "#);
}
