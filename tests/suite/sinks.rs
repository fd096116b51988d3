//! Writers of limited capacity: writing fails if they are full, so that a truncated text is never mistaken for the
//! whole.

use std::fmt::{self, Debug, Display, Write};

use filterset::record::Accessor;
use filterset::value::Timestamp;
use filterset::{Field, Filter, Limits, Op, OpSet, Record, Schema, Value};

/// A writer with room for this many bytes.
struct Sink(usize);

impl Write for Sink {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0 = self.0.checked_sub(text.len()).ok_or(fmt::Error)?;
        Ok(())
    }
}

#[track_caller]
fn is_whole(arguments: fmt::Arguments<'_>) {
    let text = arguments.to_string();
    assert!(!text.is_empty());
    for room in 0..text.len() {
        assert_eq!(Sink(room).write_fmt(arguments), Err(fmt::Error), "{room} bytes of {text:?}");
    }
    assert_eq!(Sink(text.len()).write_fmt(arguments), Ok(()), "{text:?}");
}

#[track_caller]
fn prints(input: impl Display) {
    is_whole(format_args!("{input}"));
}

#[track_caller]
fn shows(input: impl Debug) {
    is_whole(format_args!("{input:?}"));
}

fn schema() -> Schema {
    Schema::builder("t")
        .field(Field::text("text").ops(OpSet::TEXT.with(Op::In)))
        .field(Field::choice("choice", (0..20).map(|n| n.to_string())).ops([Op::Exact]))
        .field(Field::integer("number").minimum(1).ops([Op::Exact, Op::Range]))
        .field(Field::date_time("at").time_zone("-06:00").nullable().ops([Op::Range, Op::Gt, Op::IsNull]))
        .reserved(["page"])
        .build()
        .expect("a sound table")
}

fn filter() -> Filter<'static> {
    schema()
        .parse("at__range=2022-03-03,2022-03-04T00:00:00.0625Z&at__isnull=0&number=5&text__in=a%22,%C3%A9&text__contains=%25,b")
        .expect("a sound query")
        .into_owned()
}

const FAULTY: &str = "?&x&=&page=%zz&textt=1&text__im=1&number__gt=1&choice=21&number=0&number=1&number__range=2&text__contains=\
                      &text__in=,a&text__iexact=%00#&at__range=2022-03-04,2022-03-03&at__gt=2022-02-30";

#[test]
fn reports_full_writers_for_filters() {
    let filter = filter();
    prints(&filter);
    shows(&filter);
    for condition in &filter {
        prints(condition);
        shows(condition);
        prints(condition.predicate());
        condition.predicate().values().for_each(prints);
    }
    prints(OpSet::TEXT);
    prints(Value::Instant(Timestamp::from_unix_nanos(1_500_000_000).expect("an instant")));
}

#[test]
fn reports_full_writers_for_errors() {
    let errors = schema().parse(FAULTY).expect_err("many faults");
    prints(&errors);
    errors.iter().for_each(prints);
    let limits = Limits { errors: 2, ..Limits::DEFAULT };
    prints(schema().parser().limits(limits).parse(FAULTY).expect_err("more faults than are told"));
    let schema = Schema::builder("t").field(Field::uuid("a b").ops([Op::Gt])).reserved(["page", "page"]).build();
    prints(schema.expect_err("three faults"));
}

/// A record without any field.
struct Nothing;

impl Record for Nothing {
    fn accessor(_: &Field) -> Option<Accessor<'_, Nothing>> {
        None
    }
}

#[test]
fn reports_full_writers_for_unsupported_fields() {
    prints(filter().matches(&Nothing).expect_err("it has no field"));
}

#[cfg(feature = "serde")]
#[test]
fn reports_full_writers_for_serialization() {
    fn is_whole(input: &impl serde::Serialize) {
        let json = serde_json::to_vec(input).expect("data");
        let mut bytes = vec![0; json.len()];
        for room in 0..json.len() {
            let written = serde_json::to_writer(&mut bytes[..room], input);
            assert!(written.is_err(), "{room} bytes of {}", String::from_utf8_lossy(&json));
        }
        serde_json::to_writer(&mut bytes[..], input).expect("room for all");
        assert_eq!(bytes, json);
    }
    is_whole(&schema());
    let limits = Limits { conditions: 2, ..Limits::DEFAULT };
    is_whole(&Schema::builder("t").field(Field::text("a").ops([Op::Exact])).limits(limits).build().expect("a table"));
    is_whole(&schema().parser().limits(limits).parse(FAULTY).expect_err("too many conditions"));
    is_whole(&filter());
    filter().iter().for_each(|condition| is_whole(&condition));
    is_whole(&schema().parse(FAULTY).expect_err("many faults"));
}
