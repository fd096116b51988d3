//! What each lenient policy accepts, and nothing else.

use filterset::{Errors, Field, Limits, Op, Policy, Schema};

const UNKNOWN_NAMES: Policy = Policy { unknown_names: true, ..Policy::STRICT };
const EMPTY_VALUES: Policy = Policy { empty_values: true, ..Policy::STRICT };
const REPEATED_KEYS: Policy = Policy { repeated_keys: true, ..Policy::STRICT };
const POLICIES: [Policy; 5] = [Policy::STRICT, UNKNOWN_NAMES, EMPTY_VALUES, REPEATED_KEYS, Policy::DJANGO_FILTER];

fn schema() -> Schema {
    Schema::builder("t")
        .field(Field::text("name").ops([Op::Exact, Op::In, Op::Contains]).allow_empty())
        .field(Field::choice("status", ["valid", "invalid"]).ops([Op::Exact, Op::In]))
        .field(Field::date("on").ops([Op::Range]))
        .reserved(["page"])
        .build()
        .expect("a sound table")
}

/// Formats the canonical string and the reserved pairs as a query, or the codes with their spans.
fn answer(policy: Policy, query: &str) -> String {
    match schema().parser().policy(policy).parse_with_reserved(query) {
        Ok(parsed) => {
            let reserved: Vec<String> = parsed.reserved.iter().map(|(key, value)| format!("{key}={value}")).collect();
            format!("{} | {}", parsed.filter, reserved.join("&"))
        }
        Err(errors) => codes(&errors),
    }
}

fn codes(errors: &Errors) -> String {
    let code = |error: &filterset::Error| format!("{} {:?}", error.code(), error.span().expect("a text has spans"));
    errors.iter().map(code).collect::<Vec<_>>().join(", ")
}

#[track_caller]
fn asserts(policy: Policy, cases: &[(&str, &str)]) {
    for (query, expected) in cases {
        assert_eq!(answer(policy, query), *expected, "{query:?} under {policy:?}");
    }
}

#[test]
fn rejects_everything_under_the_strict_policy() {
    assert_eq!(Policy::default(), Policy::STRICT);
    asserts(
        Policy::STRICT,
        &[
            ("nam=a", "unknown_field 0..3"),
            ("name__nope=a", "unknown_operator 0..10"),
            ("status=", "empty_value 7..7"),
            ("status__in=", "empty_list 11..11"),
            ("name=a&name=a", "duplicate_condition 7..11"),
            ("name=&page=&page=2", "name= | page=&page=2"),
        ],
    );
}

#[test]
fn returns_unknown_names_with_the_reserved_ones() {
    asserts(
        UNKNOWN_NAMES,
        &[
            ("nam=a&name=b", "name=b | nam=a"),
            ("page=1&x=&name__nope=%2B&page=2&x=3", " | page=1&x=&name__nope=+&page=2&x=3"),
            ("name__gt=a", "operator_not_allowed 0..8"),
            ("on=2022-03-03", "operator_not_allowed 0..2"),
            ("x", "missing_equals 0..1"),
            ("=x", "empty_key 0..0"),
            ("x=%FF&%zz=1", "invalid_utf8 2..5, malformed_percent 6..9"),
            ("x=%00", "null_character 2..5"),
            ("x#=1", "unexpected_character 1..2"),
            ("status=&name__in=", "empty_value 7..7, empty_list 17..17"),
            ("name=a&name=b", "duplicate_condition 7..11"),
        ],
    );
}

#[test]
fn counts_unknown_names_as_conditions() {
    let schema = schema();
    let parser = schema.parser().policy(UNKNOWN_NAMES).limits(Limits { conditions: 2, ..Limits::DEFAULT });
    assert!(parser.parse("x=1&name=a&page=1").is_ok());
    assert_eq!(codes(&parser.parse("x=1&name=a&y=1").unwrap_err()), "too_many_conditions 11..12");
}

#[test]
fn ignores_empty_values() {
    asserts(
        EMPTY_VALUES,
        &[
            ("status=", " | "),
            ("status=&status__in=&on__range=&name__contains=", " | "),
            ("name=", "name= | "),
            ("name__in=", " | "),
            ("status=+", "invalid_value 7..8"),
            ("status__in=,", "empty_item 11..11, empty_item 12..12"),
            ("status__in=%20", "empty_item 11..14"),
            ("on__range=,2022-03-03", "empty_item 10..10"),
            ("status=&status=valid", "duplicate_condition 8..14"),
            ("nam=", "unknown_field 0..3"),
            ("status__contains=", "operator_not_allowed 0..16"),
            ("status", "missing_equals 0..6"),
        ],
    );
}

#[test]
fn uses_the_last_of_repeated_keys_and_checks_all() {
    asserts(
        REPEATED_KEYS,
        &[
            ("name=a&name=b", "name=b | "),
            ("name=b&name__exact=a", "name=a | "),
            ("name__exact=b&name=a&status=valid", "name=a&status=valid | "),
            ("name__in=a&name__in=b,c&name__in=d", "name__in=d | "),
            ("status=x&status=valid", "invalid_value 7..8"),
            ("status=valid&status=x", "invalid_value 20..21"),
            ("status=valid&status=", "empty_value 20..20"),
            ("status=&status=valid", "empty_value 7..7"),
            ("nam=a&nam=b", "unknown_field 0..3, unknown_field 6..9"),
            ("page=1&page=2", " | page=1&page=2"),
        ],
    );
}

#[test]
fn combines_all_leniencies_in_django_filter() {
    assert_eq!(Policy::DJANGO_FILTER, Policy { unknown_names: true, empty_values: true, repeated_keys: true });
    asserts(
        Policy::DJANGO_FILTER,
        &[
            ("nam=a&status=&name=a&name=b", "name=b | nam=a"),
            ("status=valid&status=", " | "),
            ("status=&status=valid", "status=valid | "),
            ("name=a&name=", "name= | "),
            ("status=nope", "invalid_value 7..11"),
            ("status=nope&status=valid", "invalid_value 7..11"),
            ("name__gt=a", "operator_not_allowed 0..8"),
            ("x", "missing_equals 0..1"),
        ],
    );
}

#[test]
fn returns_many_unknown_names_in_order() {
    let names: Vec<String> = (0..20).map(|n| format!("name__{n}={n}&page={n}&x{n}=&name__in{n}=%41")).collect();
    let query = names.join("&");
    let handed_back = format!("name=a | {}", query.replace("%41", "A"));
    assert_eq!(answer(UNKNOWN_NAMES, &format!("{query}&name=a")), handed_back);
    assert_eq!(answer(UNKNOWN_NAMES, &format!("name=a&{query}")), handed_back);
}

#[test]
fn parses_strict_queries_alike_under_every_policy() {
    let query = "page=2&name__in=b,a&status=valid&on__range=2022-03-03,2022-05-04&name=";
    let strict = answer(Policy::STRICT, query);
    assert_eq!(strict, "name=&name__in=a,b&on__range=2022-03-03,2022-05-04&status=valid | page=2");
    for policy in POLICIES {
        assert_eq!(answer(policy, query), strict, "{policy:?}");
    }
}
