//! The value libraries accept more texts than the language does. Those texts are rejected, and an accepted text has the
//! same value in both.
//!
//! `PROPTEST_CASES` sets the number of cases of each property, 4,096 by default.

use filterset_test_support::agree;

use std::fmt::Write;

use arbitrary::Unstructured;
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use filterset::{Field, Op, Predicate, Schema, Value};
use proptest::collection::vec;
use proptest::prelude::*;
use rust_decimal::Decimal;
use uuid::Uuid;

fn schema() -> Schema {
    let exact = [Op::Exact];
    Schema::builder("libraries")
        .field(Field::integer("integer").ops(exact))
        .field(Field::decimal("decimal").ops(exact))
        .field(Field::boolean("boolean").ops(exact))
        .field(Field::uuid("uuid").ops(exact))
        .field(Field::date("date").ops(exact))
        .field(Field::date_time("at").ops(exact))
        .build()
        .expect("a sound table")
}

/// Parses a text with the crate, with every byte percent-encoded.
fn read(schema: &Schema, field: &str, text: &str) -> Option<Value<'static>> {
    let mut query = format!("{field}=");
    for byte in text.bytes() {
        write!(query, "%{byte:02X}").expect("writing to a String");
    }
    let filter = schema.parse(&query).ok()?;
    match filter.get(field, Op::Exact)?.predicate() {
        Predicate::Exact(value) => Some(value.clone().into_owned()),
        other => panic!("{other:?}"),
    }
}

/// Parses a text with the library's own parser.
fn read_by_library(field: &str, text: &str) -> Option<Value<'static>> {
    Some(match field {
        "integer" => text.parse::<i64>().ok()?.into(),
        "decimal" => text.parse::<Decimal>().ok()?.into(),
        "boolean" => match text {
            "1" => true.into(),
            "0" => false.into(),
            other => other.to_ascii_lowercase().parse::<bool>().ok()?.into(),
        },
        "uuid" => text.parse::<Uuid>().ok()?.into(),
        "date" => text.parse::<NaiveDate>().ok()?.into(),
        "at" => {
            let by_offset = text.parse::<DateTime<Utc>>().ok();
            let by_rfc = || DateTime::parse_from_rfc3339(text).ok().map(|instant| instant.to_utc());
            let local = || text.parse::<NaiveDateTime>().ok().map(|local| local.and_utc());
            by_offset.or_else(by_rfc).or_else(local)?.into()
        }
        other => panic!("no field {other}"),
    })
}

/// Texts that a library accepts and the language rejects.
const LAXER: [(&str, &[&str]); 5] = [
    ("integer", &["+5", "+0", "+9223372036854775807"]),
    (
        "decimal",
        &[
            // Rounded, or with more digits than a decimal can hold.
            "0.12345678901234567890123456789",
            "1.99999999999999999999999999999",
            "0.00000000000000000000000000001",
            "79228162514264337593543950335",
            "1_000",
            "1_",
            "1__0",
            "1.0_0",
            ".5",
            "-.5",
            "5.",
            "-5.",
            "+1",
            "+.5",
        ],
    ),
    ("uuid", &["{2d2fb5a4-9b2a-4e4a-8f5c-6a0e0b6f3a51}", "urn:uuid:2d2fb5a4-9b2a-4e4a-8f5c-6a0e0b6f3a51"]),
    (
        "date",
        &[
            "2022-3-3",
            "2022-03-3",
            "+2022-03-03",
            "-0001-03-03",
            "0000-01-01",
            "+12022-03-03",
            " 2022-03-03",
            "2022 - 03 - 03",
        ],
    ),
    (
        "at",
        &[
            "2022-03-03t10:30:00Z",
            "2022-03-03T10:30:00z",
            "2022-03-03 10:30:00Z",
            "2022-03-03T10:30:60Z",
            "2022-03-03T23:59:60Z",
            "2022-03-03T10:30:60",
            "2022-03-03T10:30:00 +01:00",
            "2022-03-03T10:30:00+0100",
            "2022-03-03T10:30:00.1234567891Z",
            "2022-03-03T1:30:00Z",
            "2022-3-3T10:30:00Z",
            "2022-03-03T10:30:00\u{2212}06:00",
            "2022-03-03T10:30:00UTC",
            "+12022-03-03T10:30:00Z",
            "0000-03-03T10:30:00Z",
        ],
    ),
];

#[test]
fn rejects_texts_that_only_libraries_accept() {
    let schema = schema();
    for (field, texts) in LAXER {
        for text in texts {
            assert_eq!(read(&schema, field, text), None, "{field} takes {text:?}");
            // If a library becomes stricter, its line can be removed.
            assert!(read_by_library(field, text).is_some(), "no library takes {text:?} as {field} any more");
        }
    }
}

/// Texts that neither the libraries nor the language accept, but that another version or another parser might.
#[test]
fn rejects_texts_that_other_parsers_might_accept() {
    let schema = schema();
    for (field, text) in [
        ("date", "20240301"),
        ("at", "20240301"),
        ("at", "20240301T103000Z"),
        ("at", "2022-03-03T10:30:00+24:00"),
        ("at", "2022-03-03T10:30:00-24:00"),
        ("at", "2022-03-03T10:30:00+99:59"),
        ("uuid", "{2d2fb5a49b2a4e4a8f5c6a0e0b6f3a51}"),
        ("uuid", "URN:UUID:2d2fb5a4-9b2a-4e4a-8f5c-6a0e0b6f3a51"),
        ("uuid", "urn:uuid:2d2fb5a49b2a4e4a8f5c6a0e0b6f3a51"),
        ("decimal", "1e3"),
        ("decimal", "1_000.5"),
        ("decimal", "_1"),
        ("integer", "1_000"),
    ] {
        assert_eq!(read(&schema, field, text), None, "{field} takes {text:?}");
    }
}

fn config() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(4096);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn parses_accepted_texts_like_the_library(bytes in vec(any::<u8>(), 512)) {
        let schema = schema();
        let mut u = Unstructured::new(&bytes);
        for field in schema.fields() {
            let value = field.arbitrary_operand(Op::Exact, &mut u).expect("enough bytes");
            let mut text = field.arbitrary_spelling(&value, &mut u).expect("enough bytes");
            for changes in 0..4 {
                if let Some(value) = read(&schema, field.name(), &text)
                    && !matches!(value, Value::Day(_))
                {
                    prop_assert_eq!(Some(value), read_by_library(field.name(), &text), "{} {:?}", field.name(), text);
                } else {
                    prop_assert!(changes > 0 || field.name() == "at" && text.len() == 10, "{} {:?}", field.name(), text);
                }
                text = agree::mutate_text(&mut u, &text).expect("enough bytes");
            }
        }
    }
}
