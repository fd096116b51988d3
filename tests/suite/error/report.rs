//! Reports, which mark errors under the query.

use filterset::{Errors, Limits};
use filterset_test_support::schemas::accounts as links;
use insta::assert_snapshot;

fn errors(query: &str) -> Errors {
    links().parse(query).expect_err(query)
}

/// Returns the report of the query's errors.
fn drawn(query: &str) -> String {
    errors(query).report(query)
}

#[test]
fn marks_errors_under_the_query() {
    assert_snapshot!(drawn("?instituton__in=erebor&status=bogus"), @r#"
    error[unknown_field]: unknown field "instituton__in"; did you mean "institution__in"?
      | ?instituton__in=erebor&status=bogus
      |  ^^^^^^^^^^^^^^
    error[invalid_value]: field "status": invalid choice "bogus": expected one of valid, invalid, token_required
      | ?instituton__in=erebor&status=bogus
      |                               ^^^^^
    "#);
}

#[test]
fn marks_the_first_location_of_a_repeated_key() {
    assert_snapshot!(drawn("count=1&active=true&count__exact=2"), @r#"
    error[duplicate_condition]: duplicate key "count": each key may appear once
      | count=1&active=true&count__exact=2
      |                     ^^^^^^^^^^^^
      first given here:
      | count=1&active=true&count__exact=2
      | ^^^^^
    "#);
}

#[test]
fn marks_errors_of_empty_spans() {
    assert_snapshot!(drawn("=x&status=&status__in=&count__in=1,,2&note__in=a,"), @r#"
    error[empty_key]: missing key before "=": expected key=value
      | =x&status=&status__in=&count__in=1,,2&note__in=a,
      | ^
    error[empty_value]: field "status": empty value: expected one of the field's choices
      | =x&status=&status__in=&count__in=1,,2&note__in=a,
      |           ^
    error[empty_list]: field "status": empty list: expected at least one item
      | =x&status=&status__in=&count__in=1,,2&note__in=a,
      |                       ^
    error[empty_item]: field "count": empty list item: expected a value
      | =x&status=&status__in=&count__in=1,,2&note__in=a,
      |                                    ^
    error[empty_item]: field "note": empty list item: expected a value
      | =x&status=&status__in=&count__in=1,,2&note__in=a,
      |                                                  ^
    "#);
}

#[test]
fn aligns_carets_with_multibyte_characters() {
    assert_snapshot!(drawn("institution=é&count=ñ"), @r#"
    error[invalid_value]: field "count": invalid integer "ñ": expected an integer such as 42
      | institution=é&count=ñ
      |                     ^
    "#);
}

#[test]
fn aligns_carets_with_wide_characters() {
    assert_snapshot!(drawn("institution=日本&count=数字&on=x"), @r#"
    error[invalid_value]: field "count": invalid integer "数字": expected an integer such as 42
      | institution=日本&count=数字&on=x
      |                        ^^^^
    error[invalid_value]: field "on": invalid date "x": expected a date such as 2022-03-03
      | institution=日本&count=数字&on=x
      |                                ^
    "#);
    assert_snapshot!(drawn("institution=😀&count=😀😀"), @r#"
    error[invalid_value]: field "count": invalid integer "😀😀": expected an integer such as 42
      | institution=😀&count=😀😀
      |                      ^^^^
    "#);
}

#[test]
fn escapes_control_characters() {
    assert_snapshot!(drawn("institution=a\u{200b}\u{1b}[31m&count=\u{202e}x"), @r#"
    error[unexpected_character]: field "institution": unexpected control character U+001B: it must be percent-encoded as %1B
      | institution=a\u{200b}\u{1b}[31m&count=\u{202e}x
      |                      ^^^^^^
    error[invalid_value]: field "count": invalid integer "\u{202e}x": expected an integer such as 42
      | institution=a\u{200b}\u{1b}[31m&count=\u{202e}x
      |                                       ^^^^^^^^^
    "#);
}

#[test]
fn shows_an_excerpt_of_a_long_input() {
    let many = "a,".repeat(500);
    assert_snapshot!(drawn(&format!("institution={many}&count=x&note={many}")), @r#"
    error[invalid_value]: field "count": invalid integer "x": expected an integer such as 42
      | …,a,a,a,a,a,a,a,a,&count=x&note=a,a,a,a,a,a,a,a,a,…
      |                          ^
    "#);
    assert_snapshot!(drawn(&format!("count={}", "9".repeat(100))), @r#"
    error[invalid_value]: field "count": invalid integer "9999999999999999999999999999999999999999999999999999999999999999…": out of range
      | count=999999999999999999999999999999999999999999999999…
      |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    "#);
}

#[test]
fn counts_errors_that_are_not_reported() {
    let links = links();
    let limits = Limits { errors: 1, ..Limits::DEFAULT };
    let query = "count__in=x,y,z";
    let errors = links.parser().limits(limits).parse(query).expect_err(query);
    assert_snapshot!(errors.report(query), @r#"
    error[invalid_value]: field "count": invalid integer "x": expected an integer such as 42
      | count__in=x,y,z
      |           ^
    and 2 more errors
    "#);
}
