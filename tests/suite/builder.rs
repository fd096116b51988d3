//! The calls that the builder accepts and rejects.
#![allow(clippy::needless_borrows_for_generic_args, reason = "values are taken by reference too")]

use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, Utc};
use filterset::schema::FieldBuilder;
use filterset::value::Day;
use filterset::{Error, ErrorKind, Errors, Field, Filter, FilterBuilder, Limits, Op, OpSet, Predicate, Schema, Value};
use rust_decimal::Decimal;
use uuid::Uuid;

/// Builds a schema with a field of each type with all of its operators, named by the first letters of the type.
fn schema() -> Schema {
    let all = |field: FieldBuilder| {
        let ops = field.value_type().ops().with(Op::IsNull).with(Op::AllIn).with(Op::IsEmpty);
        field.multi_valued().nullable().ops(ops)
    };
    Schema::builder("t")
        .fields([Field::text("text"), Field::integer("int"), Field::decimal("dec"), Field::boolean("bool")].map(all))
        .fields([Field::uuid("uuid"), Field::date("date"), Field::date_time("at")].map(all))
        .field(all(Field::date_time("local").time_zone("-06:00")))
        .field(all(Field::choice("choice", ["valid", "invalid"])))
        .field(Field::choice("odd", ["a,b", " "]).ops([Op::Exact]))
        .field(all(Field::text("empty").allow_empty()))
        .field(Field::text("few").ops([Op::In]))
        .reserved(["page"])
        .build()
        .expect("a sound table")
}

fn build<'v>(calls: impl FnOnce(FilterBuilder<'v>) -> FilterBuilder<'v>) -> Result<Filter<'v>, Errors> {
    calls(schema().filter()).build()
}

#[track_caller]
fn gives<'v>(canonical: &str, calls: impl FnOnce(FilterBuilder<'v>) -> FilterBuilder<'v>) {
    let filter = build(calls).unwrap_or_else(|errors| panic!("{errors}"));
    assert_eq!(filter.to_string(), canonical);
    assert_eq!(schema().parse(canonical), Ok(filter));
}

#[track_caller]
fn refuses<'v>(codes: &[&str], calls: impl FnOnce(FilterBuilder<'v>) -> FilterBuilder<'v>) -> Errors {
    let errors = build(calls).expect_err("the builder refuses");
    assert_eq!(errors.iter().map(Error::code).collect::<Vec<_>>(), codes, "{errors}");
    assert!(errors.iter().all(|error| error.span().is_none()));
    errors
}

fn decimal(text: &str) -> Decimal {
    text.parse().expect("a decimal")
}

fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a date")
}

fn instant(text: &str) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(text).expect("an instant")
}

const ID: Uuid = Uuid::from_u128(0x2d2f_b5a4_9b2a_4e4a_8f5c_6a0e_0b6f_3a51);

#[test]
fn has_a_method_for_each_operator() {
    gives("text=a", |b| b.exact("text", "a"));
    gives("text__ne=a", |b| b.ne("text", "a"));
    gives("text__in=a,b", |b| b.is_in("text", ["b", "a", "b"]));
    gives("text__not_in=a,b", |b| b.not_in("text", ["b", "a"]));
    gives("text__gt=a", |b| b.gt("text", "a"));
    gives("text__gte=a", |b| b.gte("text", "a"));
    gives("text__lt=a", |b| b.lt("text", "a"));
    gives("text__lte=a", |b| b.lte("text", "a"));
    gives("text__range=a,b", |b| b.range("text", "a", "b"));
    gives("text__iexact=a", |b| b.iexact("text", "a"));
    gives("text__contains=a", |b| b.contains("text", "a"));
    gives("text__icontains=a", |b| b.icontains("text", "a"));
    gives("text__startswith=a", |b| b.starts_with("text", "a"));
    gives("text__istartswith=a", |b| b.istarts_with("text", "a"));
    gives("text__endswith=a", |b| b.ends_with("text", "a"));
    gives("text__iendswith=a", |b| b.iends_with("text", "a"));
    gives("text__isnull=true", |b| b.is_null("text", true));
    gives("int__isnull=false", |b| b.is_null("int", false));
    gives("text__allin=a,b", |b| b.all_in("text", ["b", "a"]));
    gives("text__not_iexact=a", |b| b.not_iexact("text", "a"));
    gives("text__not_contains=a", |b| b.not_contains("text", "a"));
    gives("text__not_icontains=a", |b| b.not_icontains("text", "a"));
    gives("text__not_startswith=a", |b| b.not_starts_with("text", "a"));
    gives("text__not_istartswith=a", |b| b.not_istarts_with("text", "a"));
    gives("text__not_endswith=a", |b| b.not_ends_with("text", "a"));
    gives("text__not_iendswith=a", |b| b.not_iends_with("text", "a"));
    gives("text__isempty=true", |b| b.is_empty("text", true));
    gives("int__isempty=false", |b| b.is_empty("int", false));
}

#[test]
fn accepts_every_operator_in_with() {
    for op in Op::ALL {
        let (value, text): (&[&str], _) = match op {
            Op::IsNull | Op::IsEmpty => (&["1"], "true"),
            Op::In | Op::NotIn | Op::AllIn => (&["b", "a"], "a,b"),
            Op::Range => (&["a", "b"], "a,b"),
            _ => (&["a"], "a"),
        };
        let key = if op == Op::Exact { "text".to_owned() } else { format!("text__{op}") };
        gives(&format!("{key}={text}"), |b| b.with("text", op, value));
    }
    for op in Op::ALL {
        match op {
            Op::In | Op::NotIn | Op::AllIn => drop(refuses(&["empty_list"], |b| b.with("text", op, [""; 0]))),
            Op::Range => {
                refuses(&["empty_list"], |b| b.with("text", op, [""; 0]));
                refuses(&["wrong_item_count"], |b| b.with("text", op, ["a"]));
                refuses(&["wrong_item_count"], |b| b.with("text", op, ["a", "b", "c"]));
            }
            _ => {
                refuses(&["wrong_item_count"], |b| b.with("text", op, [""; 0]));
                refuses(&["wrong_item_count"], |b| b.with("text", op, ["1", "1"]));
            }
        }
    }
}

#[test]
fn infers_types_of_values() {
    let owned = vec!["b".to_owned(), "a".to_owned()];
    gives("text__in=a,b", |b| b.is_in("text", &owned));
    gives("text__in=a,b", |b| b.is_in("text", owned.clone()));
    gives("text__in=a,b", |b| b.is_in("text", owned.iter().map(String::as_str)));
    gives("text__in=a,b", |b| b.is_in("text", vec!["a", "b"]));
    gives("text__in=a,b", |b| b.is_in("text", ["a", "b"]));
    gives("text__in=a,b", |b| b.is_in("text", &["a", "b"]));
    gives("text__in=a,b", |b| b.is_in("text", ["a", "b"].as_slice()));
    gives("text__in=a", |b| b.is_in("text", Some("a")));
    gives("text__in=a,b", |b| b.is_in("text", std::collections::BTreeSet::from(["b", "a"])));
    gives("text=a", |b| b.exact("text", owned[1].as_str()));
    gives("text=a", |b| b.exact("text", &owned[1]));
    gives("text=a", |b| b.exact("text", "a".to_owned()));
    gives("text=a", |b| b.exact("text", Cow::Borrowed("a")));
    gives("choice=valid", |b| b.exact("choice", "valid"));

    gives("int=5", |b| b.exact("int", 5));
    gives("int=-5", |b| b.exact("int", -5));
    gives("int=-5", |b| b.exact("int", &-5));
    gives("int__in=-3,-2,-1,1,2,3,4", |b| {
        b.is_in(
            "int",
            [Value::from(-3_i8), (-2_i16).into(), (-1_i32).into(), 1_i64.into()].into_iter().chain([
                2_u8.into(),
                3_u16.into(),
                4_u32.into(),
            ]),
        )
    });
    gives("int__in=1,2", |b| b.is_in("int", [2, 1]));
    gives("int__in=1,2", |b| b.is_in("int", vec![2_u32, 1]));
    gives("int__in=1,2", |b| b.is_in("int", &vec![2_i64, 1]));
    gives("int__in=1,2,3", |b| b.is_in("int", 1..=3));
    gives("int__range=-9223372036854775808,9223372036854775807", |b| b.range("int", i64::MIN, i64::MAX));

    gives("dec=-5", |b| b.exact("dec", -5));
    gives("dec=12.5", |b| b.exact("dec", decimal("12.50")));
    gives("dec__in=-1,0.5", |b| b.is_in("dec", &[decimal("0.5"), decimal("-1.0")]));
    gives("dec__range=-1,0.5", |b| b.range("dec", -1, decimal("0.5")));

    gives("bool=true", |b| b.exact("bool", true));
    gives("bool__in=false,true", |b| b.is_in("bool", &[true, false]));
    gives("uuid=2d2fb5a4-9b2a-4e4a-8f5c-6a0e0b6f3a51", |b| b.exact("uuid", ID));
    gives("uuid__in=00000000-0000-0000-0000-000000000000,2d2fb5a4-9b2a-4e4a-8f5c-6a0e0b6f3a51", |b| {
        b.is_in("uuid", &[ID, Uuid::nil()])
    });

    gives("date=2022-03-03", |b| b.exact("date", date(2022, 3, 3)));
    gives("date__in=2022-03-03", |b| b.is_in("date", &[date(2022, 3, 3)]));
    gives("at=2022-03-03", |b| b.exact("at", date(2022, 3, 3)));
    gives("at=2022-03-03T10:30:00.5Z", |b| b.exact("at", instant("2022-03-03T12:30:00.500+02:00")));
    gives("at=2022-03-03T10:30:00Z", |b| b.exact("at", instant("2022-03-03T10:30:00Z").to_utc()));
    gives("at__in=2022-03-03,2022-03-03T00:00:00Z", |b| {
        b.is_in("at", [Value::from(instant("2022-03-03T00:00:00Z")), date(2022, 3, 3).into()])
    });
    gives("at__range=2022-03-03,2022-03-03T10:30:00Z", |b| {
        b.range("at", date(2022, 3, 3), instant("2022-03-03T10:30:00Z"))
    });
}

#[test]
fn parses_a_string_for_any_type_like_a_query() {
    gives("int=-5", |b| b.exact("int", "-005"));
    gives("dec=1.5", |b| b.exact("dec", "01.50"));
    gives("bool=true", |b| b.exact("bool", "TRUE"));
    gives("text__isnull=false", |b| b.with("text", Op::IsNull, ["0"]));
    gives("uuid=2d2fb5a4-9b2a-4e4a-8f5c-6a0e0b6f3a51", |b| b.exact("uuid", "2D2FB5A49B2A4E4A8F5C6A0E0B6F3A51"));
    gives("date=2022-03-03", |b| b.exact("date", "2022-03-03"));
    gives("at=2022-03-03", |b| b.exact("at", "2022-03-03"));
    gives("local=2022-03-03T16:30:00Z", |b| b.exact("local", "2022-03-03T10:30:00"));
    gives("local=2022-03-03T10:30:00Z", |b| b.exact("local", instant("2022-03-03T10:30:00Z")));
    gives("int__in=1,2", |b| b.is_in("int", ["02", "1", "2"]));
}

#[test]
fn keeps_text_unchanged() {
    gives("text=%20a%2Cb%20".replace("%2C", ",").as_str(), |b| b.exact("text", " a,b "));
    gives("text__contains=%26%3D%2B%25%23%3F%3B", |b| b.contains("text", "&=+%#?;"));
    gives("text=%01%7F%E2%80%AE%C3%A9", |b| b.exact("text", "\u{1}\u{7F}\u{202E}é"));
    gives("text__in=%09a,%C2%A0", |b| b.is_in("text", ["\u{A0}", "\ta"]));
    gives("odd=a,b", |b| b.exact("odd", "a,b"));
    gives("odd=%20", |b| b.exact("odd", " "));
    gives("empty=&empty__iexact=&empty__ne=", |b| b.exact("empty", "").ne("empty", "").iexact("empty", ""));
}

#[test]
fn accepts_extreme_values() {
    gives("dec__range=-9999999999999999999999999999,9999999999999999999999999999", |b| {
        b.range("dec", decimal("-9999999999999999999999999999"), decimal("9999999999999999999999999999"))
    });
    gives("dec=0.0000000000000000000000000001", |b| b.exact("dec", Decimal::new(1, 28)));
    gives("dec=0", |b| b.exact("dec", decimal("-0.00")));
    gives("dec=10000000000000000000000000", |b| b.exact("dec", decimal("10000000000000000000000000.000")));
    gives("date__range=0001-01-01,9999-12-31", |b| b.range("date", date(1, 1, 1), date(9999, 12, 31)));
    gives("at__range=0001-01-01,9999-12-31", |b| b.range("at", date(1, 1, 1), date(9999, 12, 31)));
    gives("local__lte=9999-12-31", |b| b.lte("local", date(9999, 12, 31)));
    gives("at=9999-12-31T23:59:59.999999999Z", |b| b.exact("at", instant("9999-12-31T23:59:59.999999999Z")));
    gives("at=0001-01-01T00:00:00.000000001Z", |b| b.exact("at", instant("0001-01-01T00:00:00.000000001Z")));
}

#[test]
fn rejects_values_that_a_query_cannot_represent() {
    for text in ["a,b", ",", " a", "a ", " "] {
        refuses(&["unrepresentable_value"], |b| b.is_in("text", [text]));
        refuses(&["unrepresentable_value"], |b| b.not_in("text", ["ok", text]));
        refuses(&["unrepresentable_value"], |b| b.all_in("text", [text]));
        refuses(&["unrepresentable_value"], |b| b.range("text", text, "zz"));
    }
    refuses(&["unrepresentable_value"; 2], |b| b.is_in("text", ["a,", "b", " c"]));
}

#[track_caller]
#[expect(clippy::needless_pass_by_value, reason = "a value is written in each call")]
fn invalid(field: &'static str, value: Value<'static>, reason: &str) {
    let errors = refuses(&["invalid_value"], |b| b.exact(field, value.clone()));
    let message = errors.to_string();
    assert!(message.contains(reason), "{message}");
    refuses(&["invalid_value"], |b| b.is_in(field, [value.clone()]));
}

#[test]
fn rejects_values_that_the_field_does_not_allow() {
    invalid("text", 5.into(), "another type");
    invalid("text", true.into(), "another type");
    invalid("text", date(2022, 3, 3).into(), "another type");
    invalid("int", decimal("5").into(), "another type");
    invalid("int", true.into(), "another type");
    invalid("int", "1.5".into(), "invalid integer");
    invalid("int", " 5".into(), "invalid integer");
    invalid("int", "9223372036854775808".into(), "out of range");
    invalid("dec", true.into(), "another type");
    invalid("dec", "1e3".into(), "invalid decimal");
    invalid("dec", decimal("10000000000000000000000000001").into(), "28 digits");
    invalid("dec", Decimal::MAX.into(), "28 digits");
    invalid("dec", Decimal::MIN.into(), "28 digits");
    invalid("dec", decimal("1.2345678901234567890123456789").into(), "28 digits");
    invalid("dec", decimal("10000000000000000000000000000").into(), "28 digits");
    invalid("dec", "10000000000000000000000000000".into(), "28 digits");
    invalid("bool", 1.into(), "another type");
    invalid("bool", "yes".into(), "invalid boolean");
    invalid("uuid", "{2d2fb5a4-9b2a-4e4a-8f5c-6a0e0b6f3a51}".into(), "invalid uuid");
    invalid("uuid", 5.into(), "another type");
    invalid("date", instant("2022-03-03T00:00:00Z").into(), "another type");
    invalid("date", "2022-02-30".into(), "no such date");
    invalid("date", date(0, 12, 31).into(), "invalid date \"0000-12-31\": out of range");
    invalid("date", date(10_000, 1, 1).into(), "invalid date \"+10000-01-01\": out of range");
    invalid("date", date(-1, 1, 1).into(), "invalid date \"0000-12-31\": out of range");
    invalid("date", NaiveDate::MAX.into(), "out of range");
    invalid("at", date(0, 12, 31).into(), "out of range");
    invalid("at", NaiveDate::MAX.into(), "out of range");
    invalid("at", NaiveDate::MIN.into(), "out of range");
    invalid("at", DateTime::<Utc>::MAX_UTC.into(), "out of range");
    invalid("at", DateTime::<Utc>::MIN_UTC.into(), "out of range");
    let late = date(10_000, 1, 1).and_time(NaiveTime::MIN).and_utc();
    invalid("at", late.into(), "invalid date-time \"+10000-01-01T00:00:00Z\": out of range");
    invalid("at", leap_second(0).into(), "invalid date-time \"2016-12-31T23:59:60Z\": no such time of day");
    invalid("at", leap_second(500).into(), "invalid date-time \"2016-12-31T23:59:60.500Z\": no such time of day");
    invalid("at", 5.into(), "another type");
    invalid("at", "2022-03-03 10:30".into(), "invalid date-time");
    invalid("choice", "vali".into(), ": expected one of valid, invalid; did you mean \"valid\"?");
    invalid("choice", 1.into(), "another type");
    invalid("choice", "a,b".into(), "invalid choice \"a,b\": expected one of");
    refuses(&["invalid_value"], |b| b.with("text", Op::IsNull, ["no"]));
    refuses(&["invalid_value"], |b| b.with("int", Op::IsNull, [1]));
}

fn leap_second(milliseconds: u32) -> DateTime<Utc> {
    let time = NaiveTime::from_hms_milli_opt(23, 59, 59, 1_000 + milliseconds).expect("a leap second");
    date(2016, 12, 31).and_time(time).and_utc()
}

#[test]
fn rejects_a_day_of_another_time_zone() {
    let day_of = |field: &str| -> Day {
        let filter = build(|b| b.lte(field, date(2022, 5, 4))).expect("a sound filter");
        match filter.iter().next().expect("a condition").predicate() {
            Predicate::Lte(Value::Day(day)) => *day,
            other => panic!("{other:?} is no day"),
        }
    };
    let (utc, local) = (day_of("at"), day_of("local"));
    assert!(utc < local && utc.start() < local.start() && utc.end() < local.end(), "{utc:?} and {local:?}");
    let instants = "start: 2022-05-04T06:00:00Z, end: 2022-05-05T06:00:00Z";
    assert_eq!(format!("{local:?}"), format!("Day {{ date: 2022-05-04, {instants} }}"));
    gives("at__lte=2022-05-04", |b| b.lte("at", utc));
    gives("local__in=2022-05-04", |b| b.is_in("local", [local]));
    invalid("at", local.into(), "invalid date-time \"2022-05-04\": it is a day in another time zone");
    invalid("local", utc.into(), "it is a day in another time zone; expected its date or its instants");
    gives("at__lte=2022-05-04", |b| b.lte("at", local.date()));
    gives("at__gte=2022-05-04T06:00:00Z&at__lt=2022-05-05T06:00:00Z", |b| {
        b.gte("at", local.start()).lt("at", local.end())
    });
}

#[test]
fn accepts_every_string_type() {
    let (boxed, shared, counted) = (Box::<str>::from("a"), Arc::<str>::from("a"), Rc::<str>::from("a"));
    let (owned, cow) = ("a".to_owned(), Cow::Borrowed("a"));
    gives("text=a", |b| b.exact("text", &boxed));
    gives("text=a", |b| b.exact("text", &shared));
    gives("text=a", |b| b.exact("text", &counted));
    gives("text=a", |b| b.exact("text", &cow));
    gives("text__in=a", |b| b.is_in("text", [&owned].iter()));
    gives("text=a", |b| b.exact("text", boxed.clone()));
    gives("text=a", |b| b.exact("text", shared.clone()));
    gives("text=a", |b| b.exact("text", counted.clone()));
}

#[test]
fn rejects_empty_values() {
    refuses(&["empty_value"], |b| b.exact("text", ""));
    refuses(&["empty_value"], |b| b.contains("empty", ""));
    refuses(&["empty_value"], |b| b.gte("empty", ""));
    refuses(&["empty_value"], |b| b.exact("int", ""));
    refuses(&["empty_value"], |b| b.exact("choice", ""));
    refuses(&["empty_list"], |b| b.is_in("text", [""; 0]));
    refuses(&["empty_list"], |b| b.not_in("int", Vec::<i64>::new()));
    refuses(&["empty_list"], |b| b.all_in("text", None::<&str>));
    refuses(&["empty_item"], |b| b.is_in("text", [""]));
    refuses(&["empty_item"], |b| b.is_in("empty", ["a", ""]));
    refuses(&["empty_item", "empty_item"], |b| b.range("int", "", ""));
    refuses(&["null_character"], |b| b.exact("text", "a\0"));
    refuses(&["null_character"], |b| b.is_in("text", ["\0", "a"]));
    refuses(&["null_character"], |b| b.iexact("empty", "\0"));
}

#[test]
fn rejects_a_reversed_range() {
    refuses(&["reversed_range"], |b| b.range("text", "b", "a"));
    refuses(&["reversed_range"], |b| b.range("int", 2, 1));
    refuses(&["reversed_range"], |b| b.range("dec", decimal("0.2"), decimal("0.10")));
    refuses(&["reversed_range"], |b| b.range("date", date(2022, 3, 4), date(2022, 3, 3)));
    refuses(&["reversed_range"], |b| b.range("at", date(2022, 3, 4), date(2022, 3, 3)));
    refuses(&["reversed_range"], |b| b.range("at", instant("2022-03-04T00:00:00Z"), date(2022, 3, 3)));
    refuses(&["reversed_range"], |b| b.range("at", date(2022, 3, 4), instant("2022-03-03T23:59:59.9Z")));
    gives("at__range=2022-03-03T23:59:59Z,2022-03-03", |b| {
        b.range("at", instant("2022-03-03T23:59:59Z"), date(2022, 3, 3))
    });
    gives("at__range=2022-03-04,2022-03-04T00:00:00Z", |b| {
        b.range("at", date(2022, 3, 4), instant("2022-03-04T00:00:00Z"))
    });
    gives("int__range=1,1", |b| b.range("int", 1, 1));
}

#[test]
fn rejects_unknown_fields_and_operators() {
    let errors = refuses(&["unknown_field"], |b| b.exact("tex", "a"));
    assert_eq!(errors.to_string(), "unknown field \"tex\"; did you mean \"text\"?");
    let errors = refuses(&["unknown_field"], |b| b.is_in("choices", ["a"]));
    assert_eq!(errors.to_string(), "unknown field \"choices\"; did you mean \"choice\"?");
    let errors = refuses(&["unknown_field"], |b| b.exact("\u{202E}x", "a"));
    assert_eq!(errors.to_string(), "unknown field \"\\u{202e}x\"");
    // A field and an operator are two arguments, not one key. A reserved name isn't a field.
    refuses(&["unknown_field"], |b| b.exact("text__exact", "a"));
    refuses(&["unknown_field"], |b| b.exact("page", "1"));
    let errors = refuses(&["operator_not_allowed"], |b| b.gte("bool", true));
    let allowed = OpSet::EQUALITY.with(Op::IsNull).with(Op::AllIn).with(Op::IsEmpty);
    let (field, name) = ("bool".to_owned(), "gte".to_owned());
    assert_eq!(
        errors.iter().next().expect("one").kind(),
        &ErrorKind::OperatorNotAllowed { field, op: Op::Gte, name, allowed, keys: Vec::new() }
    );
    let errors = refuses(&["operator_not_allowed"], |b| b.exact("few", "a"));
    assert_eq!(errors.to_string(), "operator \"exact\" is not allowed for field \"few\": expected \"in\"");
}

#[test]
fn rejects_duplicate_keys() {
    let errors = refuses(&["duplicate_condition"], |b| b.exact("text", "a").exact("text", "a"));
    let kind = ErrorKind::DuplicateCondition { key: "text".to_owned(), first: None };
    assert_eq!(errors.iter().next().map(Error::kind), Some(&kind));
    // The second value is checked too, even if the first one is invalid.
    refuses(&["duplicate_condition", "invalid_value"], |b| b.gt("int", 1).gt("int", "x"));
    refuses(&["invalid_value", "duplicate_condition"], |b| b.gt("int", "x").gt("int", 1));
    gives("int=1&int__gt=1&int__gte=1", |b| b.exact("int", 1).gt("int", 1).gte("int", 1));
}

#[test]
fn reports_every_error_in_call_order() {
    let errors = refuses(
        &["unknown_field", "operator_not_allowed", "empty_list", "invalid_value", "empty_item", "reversed_range"],
        |b| {
            b.exact("nope", 1)
                .lt("few", "a")
                .is_in("int", [0; 0])
                .is_in("date", ["2022-03-03", "x", ""])
                .exact("text", "fine")
                .range("int", 2, 1)
        },
    );
    let fields: Vec<_> = errors.iter().map(Error::field).collect();
    assert_eq!(fields, [Some("nope"), Some("few"), Some("int"), Some("date"), Some("date"), Some("int")]);
}

#[test]
fn reports_errors_up_to_the_limit_and_counts_the_rest() {
    let calls = |most| {
        let builder = schema().filter().limits(Limits { errors: most, ..Limits::DEFAULT });
        (0..5).fold(builder, |builder, _| builder.exact("nope", 1)).build().expect_err("five faults")
    };
    assert_eq!(
        [0, 1, 2, 5, 6].map(|most| (calls(most).len(), calls(most).omitted())),
        [(1, 4), (1, 4), (2, 3), (5, 0), (5, 0)]
    );
}

#[test]
fn enforces_every_limit() {
    let under = |limits: Limits| schema().filter().limits(limits);
    let codes = |builder: FilterBuilder<'_>| match builder.build() {
        Ok(filter) => vec![filter.to_string()],
        Err(errors) => errors.iter().map(|error| format!("{} {error}", error.code())).collect(),
    };

    let two = Limits { conditions: 2, ..Limits::DEFAULT };
    assert_eq!(codes(under(two).exact("int", 1).gt("int", 1)), ["int=1&int__gt=1"]);
    let over = "too_many_conditions too many conditions: expected at most 2, found 3";
    assert_eq!(codes(under(two).exact("int", 1).gt("int", 1).lt("int", "x").lte("int", "x")), [over]);
    let unknown = "unknown_field unknown field \"nope\"";
    assert_eq!(codes(under(two).exact("nope", 1).gt("int", 1).lt("int", "x")), [unknown, over]);

    let items = Limits { list_items: 2, ..Limits::DEFAULT };
    assert_eq!(codes(under(items).is_in("int", [1, 2])), ["int__in=1,2"]);
    let over = "too_many_items field \"int\": too many items in the list: expected at most 2, found 3";
    assert_eq!(codes(under(items).is_in("int", [1, 1, 1])), [over]);
    assert_eq!(codes(under(items).is_in("int", ["x", "y", "z"])), [over]);
    assert_eq!(codes(under(Limits { list_items: 1, ..items }).range("int", 1, 2)), ["int__range=1,2"]);

    let operands = Limits { operands: 4, ..Limits::DEFAULT };
    let list = || under(operands).is_in("int", [1, 2, 3]);
    assert_eq!(codes(list().exact("int", 1)), ["int=1&int__in=1,2,3"]);
    let over = "too_many_items field \"int\": too many values in the query: expected at most 4, found 5 (a day of a date-time field counts as two)";
    assert_eq!(codes(list().range("int", 1, 2)), [over]);
    // Later values aren't checked.
    assert_eq!(codes(list().range("int", 1, 2).exact("int", "x")), [over]);
    // A day counts as two values for a date-time field, and as one for a date field.
    let days = |field| under(operands).is_in(field, [date(2022, 3, 3), date(2022, 3, 4), date(2022, 3, 5)]);
    assert_eq!(codes(days("date")), ["date__in=2022-03-03,2022-03-04,2022-03-05"]);
    assert_eq!(
        codes(days("at")),
        [
            "too_many_items field \"at\": too many values in the query: expected at most 4, found 6 (a day of a date-time field counts as two)"
        ]
    );
    let texts = under(operands).is_in("at", ["2022-03-03", "2022-03-04", "2022-03-05T00:00:00Z"]);
    assert_eq!(
        codes(texts),
        [
            "too_many_items field \"at\": too many values in the query: expected at most 4, found 5 (a day of a date-time field counts as two)"
        ]
    );
    // A rejected list doesn't count.
    let both = Limits { list_items: 3, ..operands };
    let rejected = under(both).is_in("int", [1, 2, 3, 4]).is_in("uuid", [ID]).range("date", "x", date(2022, 3, 3));
    assert_eq!(
        rejected.build().expect_err("two faults").iter().map(Error::code).collect::<Vec<_>>(),
        ["too_many_items", "invalid_value"]
    );

    let bytes = Limits { input_bytes: 8, ..Limits::DEFAULT };
    assert_eq!(codes(under(bytes).exact("text", "abc")), ["text=abc"]);
    let over = "input_too_long the canonical form is too long: expected at most 8 bytes, found 9";
    assert_eq!(codes(under(bytes).exact("text", "abcd")), [over]);
    // The limit applies to the bytes of the canonical form.
    let over = "input_too_long the canonical form is too long: expected at most 8 bytes, found 11";
    assert_eq!(codes(under(bytes).exact("text", "é")), [over]);
}

#[test]
fn uses_the_limits_of_the_schema_by_default() {
    let limits = Limits { conditions: 1, ..Limits::DEFAULT };
    let schema = Schema::builder("t").field(Field::integer("a").ops([Op::Gt, Op::Lt])).limits(limits).build();
    let schema = schema.expect("a sound table");
    let both = |builder: FilterBuilder<'static>| builder.gt("a", 1).lt("a", 2).build().is_ok();
    assert!(!both(schema.filter()));
    assert!(both(schema.filter().limits(Limits::DEFAULT)));
}

#[test]
fn stops_reading_endless_iterators() {
    let errors = refuses(&["too_many_items"], |b| b.is_in("int", vec![1_i64; 600]));
    assert_eq!(errors.to_string(), "field \"int\": too many items in the list: expected at most 500, found 600");
    let errors = refuses(&["too_many_items"], |b| b.is_in("int", (0..600).filter(|number| *number >= 0)));
    assert_eq!(errors.to_string(), "field \"int\": too many items in the list: expected at most 500, found 501");
    refuses(&["too_many_items"], |b| b.is_in("int", 0_i64..));
    refuses(&["too_many_items"], |b| b.is_in("text", std::iter::repeat("a")));
    refuses(&["wrong_item_count"], |b| b.with("int", Op::Range, 0_i64..));
    refuses(&["wrong_item_count"], |b| b.with("int", Op::Exact, 0_i64..));
    refuses(&["unknown_field"], |b| b.is_in("nope", 0_i64..));
    refuses(&["operator_not_allowed"], |b| b.not_in("few", std::iter::repeat("a")));
}

#[test]
fn removes_conditions() {
    let two = |b: FilterBuilder<'static>| b.exact("int", 1).is_in("text", ["a", "b"]);
    gives("int=1", |b| two(b).remove("text", Op::In));
    gives("text__in=a,b", |b| two(b).remove("int", Op::Exact));
    gives("int=2&text__in=a,b", |b| two(b).remove("int", Op::Exact).exact("int", 2));
    // Removing a nonexistent condition isn't an error.
    gives("int=1&text__in=a,b", |b| two(b).remove("int", Op::Gt).remove("nope", Op::In).remove("text", Op::Exact));
    // An error remains an error, and its key remains used.
    refuses(&["invalid_value"], |b| b.exact("int", "x").remove("int", Op::Exact));
    refuses(&["duplicate_condition"], |b| b.exact("int", 1).exact("int", 2).remove("int", Op::Exact));

    // A removed condition doesn't count.
    let tight = Limits { conditions: 1, operands: 2, ..Limits::DEFAULT };
    gives("text__in=c,d", |b| {
        b.limits(tight).is_in("text", ["a", "b"]).remove("text", Op::In).is_in("text", ["c", "d"])
    });
    gives("at=2022-03-04", |b| {
        b.limits(tight).exact("at", date(2022, 3, 3)).remove("at", Op::Exact).exact("at", date(2022, 3, 4))
    });
}

#[test]
fn converts_a_filter_to_a_builder() {
    let schema = schema();
    let saved = schema.parse("int=1&local__gte=2022-03-03&text__in=b,a").expect("a sound query");
    assert_eq!(saved.clone().into_builder().build(), Ok(saved.clone()));
    let edited = saved.clone().into_builder().remove("int", Op::Exact).exact("int", 2).lt("int", 9).build();
    assert_eq!(
        edited.map(|filter| filter.to_string()).as_deref(),
        Ok("int=2&int__lt=9&local__gte=2022-03-03&text__in=a,b")
    );
    let errors = saved.clone().into_builder().exact("int", 2).build().expect_err("the key is there");
    assert_eq!(errors.iter().map(Error::code).collect::<Vec<_>>(), ["duplicate_condition"]);

    // The conditions count against the current limits.
    let len = saved.to_string().len();
    for (limits, code) in [
        (Limits { conditions: 2, ..Limits::DEFAULT }, "too_many_conditions"),
        (Limits { operands: 4, ..Limits::DEFAULT }, "too_many_items"),
        (Limits { list_items: 1, ..Limits::DEFAULT }, "too_many_items"),
        (Limits { input_bytes: len - 1, ..Limits::DEFAULT }, "input_too_long"),
    ] {
        let errors = saved.clone().into_builder().limits(limits).build().expect_err(code);
        assert_eq!(errors.iter().map(Error::code).collect::<Vec<_>>(), [code]);
    }
    let exactly = Limits { conditions: 3, operands: 5, list_items: 2, input_bytes: len, errors: 1 };
    assert_eq!(saved.clone().into_builder().limits(exactly).build(), Ok(saved));
}

#[test]
fn orders_values_of_different_types_by_type() {
    let values: [Value<'_>; 7] = [
        "z".into(),
        9.into(),
        decimal("1").into(),
        false.into(),
        ID.into(),
        date(2022, 3, 3).into(),
        instant("0001-01-01T00:00:00Z").into(),
    ];
    assert!(values.is_sorted_by(|a, b| a < b), "{values:?}");
}
