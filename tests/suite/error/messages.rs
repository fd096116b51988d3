//! The message of each error.

use filterset::error::InvalidReason;
use filterset::schema::Spelling;
use filterset::{Error, ErrorKind, Errors, Field, Limits, Op, OpSet, Schema, ValueType};
use filterset_test_support::schemas::accounts as links;
use insta::assert_snapshot;

fn errors(query: &str) -> Errors {
    links().parse(query).expect_err(query)
}

/// Formats the messages, one a line.
fn reported(query: &str) -> String {
    errors(query).to_string()
}

#[test]
fn describes_pairs_and_encodings() {
    assert_snapshot!(reported("status"), @r#"missing "=" after "status": expected key=value"#);
    assert_snapshot!(reported("=x"), @r#"missing key before "=": expected key=value"#);
    assert_snapshot!(reported("status=valid#top"), @r##"field "status": unexpected "#": it must be percent-encoded as %23"##);
    assert_snapshot!(
        reported("status=valid\n"),
        @r#"field "status": unexpected control character U+000A: it must be percent-encoded as %0A"#
    );
    assert_snapshot!(
        reported("institution=100%25%"),
        @r#"field "institution": invalid percent-encoding "%": expected "%" and two hex digits"#
    );
    assert_snapshot!(reported("institution=caf%E9"), @r#"field "institution": invalid bytes "%E9": expected percent-encoded UTF-8"#);
    assert_snapshot!(reported("inst%FFitution=x"), @r#"invalid bytes "%FF": expected percent-encoded UTF-8"#);
    assert_snapshot!(reported("institution=%00"), @r#"field "institution": invalid value: it contains a NUL character"#);
}

#[test]
fn describes_keys() {
    assert_snapshot!(reported("color=1"), @r#"unknown field "color""#);
    assert_snapshot!(reported("instituton=x"), @r#"unknown field "instituton"; did you mean "institution"?"#);
    assert_snapshot!(reported("institution_in=x"), @r#"unknown field "institution_in"; did you mean "institution__in"?"#);
    assert_snapshot!(
        reported("status__like=valid"),
        @r#"unknown operator "like" for field "status": expected one of exact, in"#
    );
    assert_snapshot!(reported("status__gt=valid"), @r#"operator "gt" is not allowed for field "status": expected one of exact, in"#);
    assert_snapshot!(reported("created_by=x"), @r#"operator "exact" is not allowed for field "created_by": expected "not_in""#);
    assert_snapshot!(reported("count=1&count__exact=1"), @r#"duplicate key "count": each key may appear once"#);
}

#[test]
fn names_operators_as_the_schema_spells_them() {
    let spelling =
        Spelling::new().bare(Op::In).operator("any", Op::In).operator("gt", Op::Lt).operator("above", Op::Gt);
    let schema = Schema::builder("t")
        .spelling(spelling.operator("has", Op::IContains))
        .field(Field::integer("n").ops([Op::In, Op::Gt]))
        .field(Field::text("s").ops([Op::IContains, Op::Exact]).key("s_has", Op::IContains))
        .build()
        .expect("a valid schema");
    let reported = |query| schema.parse(query).expect_err(query).to_string();
    assert_snapshot!(reported("n__gt=1"), @r#"operator "gt" is not allowed for field "n": expected one of n, n__above"#);
    assert_snapshot!(reported("s=a"), @r#"operator "any" is not allowed for field "s": expected one of s__exact, s_has"#);
    assert_snapshot!(reported("n__any=1"), @r#"operator "any" of field "n" has another key; did you mean "n"?"#);
    assert_snapshot!(reported("s__has=1"), @r#"operator "has" of field "s" has another key; did you mean "s_has"?"#);
    assert_snapshot!(reported("s__icontains=1"), @r#"operator "icontains" of field "s" has another key; did you mean "s_has"?"#);
    let error = schema.filter().lt("n", 1).build().expect_err("an operator that isn't listed");
    assert_snapshot!(error.to_string(), @r#"operator "gt" is not allowed for field "n": expected one of n, n__above"#);
}

#[test]
fn describes_values() {
    assert_snapshot!(reported("count="), @r#"field "count": empty value: expected an integer such as 42"#);
    assert_snapshot!(reported("status__in="), @r#"field "status": empty list: expected at least one item"#);
    assert_snapshot!(reported("status__in=valid,"), @r#"field "status": empty list item: expected a value"#);
    assert_snapshot!(
        reported("count__range=1"),
        @r#"field "count": expected two values separated by a comma, found 1"#
    );
    assert_snapshot!(
        reported("on__range=2022-03-04,2022-03-03"),
        @r#"field "on": reversed range: the lower bound "2022-03-04" is greater than the upper bound "2022-03-03""#
    );
    assert_snapshot!(
        reported("status=bogus"),
        @r#"field "status": invalid choice "bogus": expected one of valid, invalid, token_required"#
    );
    assert_snapshot!(reported("count=1.5"), @r#"field "count": invalid integer "1.5": expected an integer such as 42"#);
    assert_snapshot!(
        reported("count=9223372036854775808"),
        @r#"field "count": invalid integer "9223372036854775808": out of range"#
    );
    assert_snapshot!(
        reported("balance__available=1.00000000000000000000000000001"),
        @r#"field "balance__available": invalid decimal "1.00000000000000000000000000001": expected at most 28 digits"#
    );
    assert_snapshot!(reported("active=yes"), @r#"field "active": invalid boolean "yes": expected true or false"#);
    assert_snapshot!(reported("note__isnull=x"), @r#"field "note": invalid boolean "x": expected true or false"#);
    assert_snapshot!(reported("on=2022-02-30"), @r#"field "on": invalid date "2022-02-30": no such date in the calendar"#);
    assert_snapshot!(
        reported("created_at=2022-03-03T24:00:00"),
        @r#"field "created_at": invalid date-time "2022-03-03T24:00:00": no such time of day or UTC offset"#
    );
    assert_snapshot!(
        reported("created_at=2022-03-03T10:30:00+01:00"),
        @r#"field "created_at": invalid date-time "2022-03-03T10:30:00 01:00": expected the sign of the offset, found a space; "+" must be percent-encoded as %2B"#
    );
    assert_snapshot!(
        reported("created_at=2022-03-03T10:30:00+1:00"),
        @r#"field "created_at": invalid date-time "2022-03-03T10:30:00 1:00": expected a date such as 2022-03-03 or a date-time such as 2022-03-03T10:30:00Z"#
    );
    let built = links().filter().is_in("institution", ["a,b"]).build().expect_err("a comma in a list");
    assert_snapshot!(
        built,
        @r#"field "institution": invalid list item "a,b": expected text without commas or surrounding spaces"#
    );
}

#[cfg(feature = "tz")]
#[test]
fn describes_time_zones() {
    let schema = Schema::builder("zones")
        .field(Field::date_time("at").time_zone("America/Mexico_City").ops([Op::Exact]))
        .build()
        .expect("a sound table");
    let reported = |query| schema.parse(query).expect_err(query).to_string();
    assert_snapshot!(
        reported("at=2022-04-03T02:30:00"),
        @r#"field "at": invalid date-time "2022-04-03T02:30:00": it does not exist in the field's time zone"#
    );
    assert_snapshot!(
        reported("at=2022-10-30T01:30:00"),
        @r#"field "at": invalid date-time "2022-10-30T01:30:00": it occurs twice in the field's time zone; expected an offset such as -06:00"#
    );
}

#[test]
fn describes_limits() {
    let links = links();
    let limits = Limits { input_bytes: 32, conditions: 2, list_items: 2, ..Limits::DEFAULT };
    let reported = |query| links.parser().limits(limits).parse(query).expect_err(query).to_string();
    assert_snapshot!(
        reported("institution__in=erebor_mx_retail,gringotts_mx_retail"),
        @"the input is too long: expected at most 32 bytes, found 52"
    );
    assert_snapshot!(reported("count=1&active=1&status=valid"), @"too many conditions: expected at most 2, found 3");
    assert_snapshot!(reported("count__in=1,2,3"), @r#"field "count": too many items in the list: expected at most 2, found 3"#);
}

/// Errors that code can construct, but no query has.
#[test]
fn describes_constructed_errors() {
    let (field, expected) = ("a".to_owned(), ValueType::Integer);
    let none = ErrorKind::OperatorNotAllowed {
        field,
        op: Op::In,
        name: "in".to_owned(),
        allowed: OpSet::EMPTY,
        keys: Vec::new(),
    };
    assert_eq!(none.to_string(), "operator \"in\" is not allowed for field \"a\"");
    let reason = InvalidReason::OutOfBounds { minimum: None, maximum: None };
    let choices = Vec::new().into();
    let unbounded = ErrorKind::InvalidValue { found: "1".to_owned(), expected, reason, choices, nearest: Vec::new() };
    assert_eq!(unbounded.to_string(), "invalid integer \"1\"");
}

#[test]
fn iterates_over_errors_in_order() {
    let all = errors("nope=1&count=x");
    let codes: Vec<_> = all.iter().map(Error::code).collect();
    assert_eq!(codes, ["unknown_field", "invalid_value"]);
    assert!(all.clone().into_iter().eq(all.iter().cloned()));
}

#[test]
fn lists_at_most_twelve_choices() {
    for (count, last) in [(11, "c11"), (12, "c12"), (13, "c12, …"), (14, "c12, …")] {
        let choices = (1..=count).map(|number| format!("c{number:02}"));
        let schema = Schema::builder("t").field(Field::choice("f", choices).ops([Op::Exact])).build().expect("sound");
        let message = schema.parse("f=another").expect_err("no choice").to_string();
        let reported = message.split_once("expected one of c01, c02, ").map(|(_, reported)| reported);
        assert!(reported.is_some_and(|reported| reported.ends_with(&format!(", {last}"))), "{message}");
    }
}

#[test]
fn quotes_choices_that_a_list_would_blur() {
    let reported = |choices: &'static [&'static str]| {
        let schema = Schema::builder("t").field(Field::choice("f", choices.iter().copied()).ops([Op::Exact])).build();
        schema.expect("a valid schema").parse("f=another").expect_err("no choice").to_string()
    };
    assert_snapshot!(reported(&["art, music", "c d", " e", "f ", "g\"h", "\ti"]), @r#"field "f": invalid choice "another": expected one of "art, music", c d, " e", "f ", "g\"h", "\u{9}i""#);
    assert_snapshot!(reported(&["a,\"b\""]), @r#"field "f": invalid choice "another": expected "a,\"b\"""#);
}

#[test]
fn escapes_and_truncates_echoed_text() {
    assert_snapshot!(reported("%1B%5B31mred%C2%85=1"), @r#"unknown field "\u{1b}[31mred\u{85}""#);
    assert_snapshot!(reported("\u{202e}sutats=1"), @r#"unknown field "\u{202e}sutats""#);
    assert_snapshot!(
        reported("count=\u{feff}1\u{200b}\u{2066}"),
        @r#"field "count": invalid integer "\u{feff}1\u{200b}\u{2066}": expected an integer such as 42"#
    );
    let most = "é".repeat(64);
    assert_eq!(reported(&format!("{most}=1")), format!("unknown field \"{most}\""));
    assert_eq!(reported(&format!("{most}é=1")), format!("unknown field \"{most}…\""));
    assert_eq!(
        reported(&format!("count={}", "日".repeat(65))),
        format!("field \"count\": invalid integer \"{}…\": expected an integer such as 42", "日".repeat(64))
    );
}

#[test]
fn truncates_two_echoed_values_together() {
    let schema = Schema::builder("t").field(Field::text("t").ops([Op::Range])).build().expect("a sound table");
    let reported = |low: &str, high: &str| {
        let query = format!("t__range={low},{high}");
        schema.parse(&query).expect_err(&query).to_string()
    };
    let (low, high) = ("b".repeat(32), "a".repeat(32));
    assert_eq!(
        reported(&low, &high),
        format!("field \"t\": reversed range: the lower bound \"{low}\" is greater than the upper bound \"{high}\"")
    );
    let (longer, long) = (format!("{low}b"), format!("{high}a"));
    assert_eq!(
        reported(&longer, &long),
        format!("field \"t\": reversed range: the lower bound \"{low}…\" is greater than the upper bound \"{high}…\"")
    );
}

#[test]
fn iterates_by_reference_and_by_value() {
    let errors = errors("nope=1&count=x");
    let codes = ["unknown_field", "invalid_value"];
    assert_eq!((&errors).into_iter().map(Error::code).collect::<Vec<_>>(), codes);
    assert_eq!(errors.into_iter().map(|error| error.code()).collect::<Vec<_>>(), codes);
}
