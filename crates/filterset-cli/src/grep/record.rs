//! Parses only the members of a JSON object that a filter needs. Skipping the others takes a fraction of the time of
//! keeping them.

use std::fmt;

use rust_decimal::Decimal;
use serde::de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Number, Value as Json};

use super::projection::Projection;

/// A reader of records. Each record takes the allocations of the last one, which saves a third of the time of `grep`.
pub(super) struct RecordReader {
    projection: Projection,
    record: Json,
    /// The number of records that have been read.
    count: u64,
}

impl RecordReader {
    pub(super) fn new(projection: Projection) -> RecordReader {
        RecordReader { projection, record: Json::Null, count: 0 }
    }

    /// Parses a text that must be exactly one JSON object.
    pub(super) fn parse_record(&mut self, text: &str) -> Result<&Json, String> {
        self.count = self.count.saturating_add(1);
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let part = Part { projection: &mut self.projection, json: &mut self.record, number: self.count };
        match part.deserialize(&mut deserializer).and_then(|()| deserializer.end()) {
            Ok(()) if self.record.is_object() => Ok(&self.record),
            Ok(()) => Err("expected a JSON object".to_owned()),
            Err(error) => {
                // It has members of this record and of the last one.
                self.record = Json::Null;
                let message = error.to_string();
                let what = message.rsplit_once(" at line ").map_or(message.as_str(), |(what, _)| what);
                Err(if error.is_data() {
                    what.to_owned()
                } else {
                    format!("invalid JSON: {what} at column {}", error.column())
                })
            }
        }
    }
}

/// A part of a record, which is replaced by that of the next record.
struct Part<'r> {
    projection: &'r mut Projection,
    json: &'r mut Json,
    /// The number of the next record.
    number: u64,
}

impl Part<'_> {
    /// Parses the value of a decimal field. A number becomes the text of its digits.
    fn parse_exact(self, text: &str) -> serde_json::Result<()> {
        match text.as_bytes() {
            [b'[', ..] if self.projection.is_field => {
                let items: Vec<&RawValue> = serde_json::from_str(text)?;
                *self.json = items.into_iter().map(|item| parse_exact_item(item.get())).collect::<Result<_, _>>()?;
            }
            [b'-' | b'0'..=b'9', ..] => *self.json = Json::String(expand_exponent(text)),
            _ => self.deserialize(&mut serde_json::Deserializer::from_str(text))?,
        }
        Ok(())
    }
}

/// Parses an item of a decimal field.
fn parse_exact_item(text: &str) -> serde_json::Result<Json> {
    let mut json = Json::Null;
    Part { projection: &mut Projection::default(), json: &mut json, number: 1 }.parse_exact(text)?;
    Ok(json)
}

/// The maximum number of digits of a decimal.
const MAX_DIGITS: usize = 28;

/// Converts a JSON number to the syntax of decimals. One with too many digits stays unchanged, and isn't a valid decimal.
fn expand_exponent(number: &str) -> String {
    let mantissa = number.split(['e', 'E']).next().unwrap_or(number);
    let has_exponent = mantissa.len() < number.len();
    // The library rounds longer numbers.
    let exact = (has_exponent && mantissa.bytes().filter(u8::is_ascii_digit).count() <= MAX_DIGITS)
        .then(|| Decimal::from_scientific(number).ok())
        .flatten();
    exact.map_or_else(|| number.to_owned(), |decimal| decimal.normalize().to_string())
}

impl<'de> DeserializeSeed<'de> for Part<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Part<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        *self.json = Json::Null;
        Ok(())
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        *self.json = Json::Bool(value);
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        *self.json = Json::Number(value.into());
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        *self.json = Json::Number(value.into());
        Ok(())
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        *self.json = Number::from_f64(value).map_or(Json::Null, Json::Number);
        Ok(())
    }

    fn visit_str<E>(self, value: &str) -> Result<(), E> {
        match self.json {
            Json::String(text) => value.clone_into(text),
            json => *json = Json::String(value.to_owned()),
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let mut values = Vec::new();
        if self.projection.is_field {
            // An array or object within an array isn't a value of a field, so its content isn't needed.
            let mut projection = Projection::default();
            let mut json = Json::Null;
            while let Some(()) =
                items.next_element_seed(Part { projection: &mut projection, json: &mut json, number: self.number })?
            {
                values.push(json.take());
            }
        }
        while items.next_element::<IgnoredAny>()?.is_some() {}
        *self.json = Json::Array(values);
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        if !self.json.is_object() {
            *self.json = Json::Object(Map::new());
        }
        let Json::Object(object) = self.json else { return Ok(()) };
        let mut count = 0_usize;
        while let Some(member) = members.next_key_seed(Key(&mut *self.projection))? {
            let Some(projection) = member else {
                members.next_value::<IgnoredAny>()?;
                continue;
            };
            // A repeated member would be ambiguous.
            if projection.seen == self.number {
                return Err(A::Error::custom(format_args!("duplicate member {:?} of an object", projection.name)));
            }
            projection.seen = self.number;
            count = count.saturating_add(1);
            let is_decimal = projection.is_decimal;
            let json = match object.get_mut(&projection.name) {
                Some(json) => json,
                None => object.entry(projection.name.as_str()).or_insert(Json::Null),
            };
            let part = Part { projection, json, number: self.number };
            if is_decimal {
                // Taken from the source text, because a float would round the number.
                part.parse_exact(members.next_value::<&RawValue>()?.get()).map_err(A::Error::custom)?;
            } else {
                members.next_value_seed(part)?;
            }
        }
        if count < object.len() {
            let members = &self.projection.members;
            object.retain(|name, _| members.get(name).is_some_and(|member| member.seen == self.number));
        }
        Ok(())
    }
}

/// The name of a member, if the filter needs it.
struct Key<'p>(&'p mut Projection);

impl<'de, 'p> DeserializeSeed<'de> for Key<'p> {
    type Value = Option<&'p mut Projection>;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'p> Visitor<'_> for Key<'p> {
    type Value = Option<&'p mut Projection>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.0.members.get_mut(name))
    }
}

#[cfg(test)]
mod tests {
    use filterset::{Field, Filter, Op, Schema};
    use proptest::prelude::*;
    use serde_json::{Value as Json, json};

    use super::{Projection, RecordReader};

    fn schema() -> Schema {
        let ops = [Op::Exact, Op::Ne, Op::IsNull];
        Schema::builder("paths")
            .field(Field::text("a").nullable().ops(ops))
            .field(Field::text("a__b").nullable().ops(ops))
            .field(Field::integer("a__b__c").nullable().ops(ops))
            .field(Field::decimal("b__c").nullable().ops(ops))
            .field(Field::text("c").multi_valued().nullable().ops([Op::Exact, Op::Ne, Op::AllIn, Op::IsNull]))
            .field(Field::text("a__c").multi_valued().nullable().ops([Op::AllIn]))
            .build()
            .unwrap()
    }

    fn query() -> impl Strategy<Value = String> {
        let condition = prop::sample::select(vec![
            "a=x",
            "a__ne=x",
            "a__isnull=true",
            "a__b=x",
            "a__b__ne=y",
            "a__b__isnull=false",
            "a__b__c=1",
            "b__c=1",
            "b__c__ne=1.5",
            "a__b__c__isnull=true",
            "c=x",
            "c__ne=y",
            "c__allin=x,y",
            "c__isnull=false",
            "a__c__allin=y",
        ]);
        prop::collection::btree_set(condition, 0..4).prop_map(|all| all.into_iter().collect::<Vec<_>>().join("&"))
    }

    fn json_value() -> impl Strategy<Value = Json> {
        let leaf = prop::sample::select(vec![
            Json::Null,
            json!(true),
            json!(1),
            json!(-1),
            json!(1.5),
            json!(u64::MAX),
            json!(1e300),
            json!("x"),
            json!("y"),
            json!(""),
        ]);
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![prop::collection::vec(inner.clone(), 0..4).prop_map(Json::Array), object(inner)]
        })
    }

    fn object(member: impl Strategy<Value = Json>) -> impl Strategy<Value = Json> {
        let names = prop::sample::select(vec!["a", "b", "c", "a__b", "b__c", "a__b__c", "d"]);
        prop::collection::btree_map(names.prop_map(str::to_owned), member, 0..5)
            .prop_map(|members| Json::Object(members.into_iter().collect()))
    }

    fn parse(filter: &Filter<'_>, text: &str) -> Result<Json, String> {
        RecordReader::new(Projection::new(filter)).parse_record(text).cloned()
    }

    /// Matches both the whole record and its projection.
    fn match_both(filter: &Filter<'_>, record: &Json) -> [Result<bool, String>; 2] {
        let matcher = filter.matcher::<Json>().unwrap();
        let ask = |record: &Json| matcher.try_matches(record).map_err(|error| error.to_string());
        [ask(record), parse(filter, &record.to_string()).and_then(|projected| ask(&projected))]
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 4096, ..ProptestConfig::default() })]

        #[test]
        fn matches_like_the_whole_object(query in query(), record in object(json_value())) {
            let schema = schema();
            let filter = schema.parse(&query).unwrap();
            let [whole, projected] = match_both(&filter, &record);
            prop_assert_eq!(whole, projected, "{} of {}", query, record);
        }

        #[test]
        fn keeps_nothing_of_other_records(
            query in query(),
            records in prop::collection::vec((object(json_value()), any::<bool>()), 1..5),
        ) {
            let schema = schema();
            let filter = schema.parse(&query).unwrap();
            let mut reader = RecordReader::new(Projection::new(&filter));
            for (record, is_cut) in records {
                let mut text = record.to_string();
                if is_cut {
                    text.truncate(text.len() - 1);
                }
                prop_assert_eq!(reader.parse_record(&text).cloned(), parse(&filter, &text));
            }
        }
    }

    fn parse_record(query: &str, text: &str) -> Result<Json, String> {
        parse(&schema().parse(query).unwrap(), text)
    }

    #[test]
    fn keeps_only_needed_members() {
        let text =
            r#"{"d": {"a": 1}, "a": {"b": {"c": 1, "d": [2]}, "c": "x"}, "c": ["x", ["y"], {"a": 1}], "b": [1, 2]}"#;
        assert_eq!(parse_record("a__b__c=1", text), Ok(json!({"a": {"b": {"c": 1}}})));
        assert_eq!(parse_record("c=x&b__c=1", text), Ok(json!({"c": ["x", [], {}], "b": []})));
        assert_eq!(parse_record("", text), Ok(json!({})));
    }

    #[test]
    fn keeps_all_digits_of_decimals() {
        for (number, spelling) in [
            ("1", "1"),
            ("-0.0", "-0.0"),
            ("1.00000000000000001", "1.00000000000000001"),
            ("10000000000000000000001", "10000000000000000000001"),
            ("1e2", "100"),
            ("125E-2", "1.25"),
            ("1.5e+3", "1500"),
            ("1e300", "1e300"),
            ("1.00000000000000000000000000001e1", "1.00000000000000000000000000001e1"),
        ] {
            assert_eq!(
                parse_record("b__c=1", &format!("{{\"b\": {{\"c\": {number}}}}}")),
                Ok(json!({"b": {"c": spelling}}))
            );
        }
    }

    #[test]
    fn rejects_repeated_members_that_are_needed() {
        let twice = |name: &str| Err(format!("duplicate member {name:?} of an object"));
        assert_eq!(parse_record("c=x", r#"{"c": "x", "\u0063": "x"}"#), twice("c"));
        assert_eq!(parse_record("a__b=x", r#"{"a": {"b": "x", "b": "x"}}"#), twice("b"));
        assert_eq!(parse_record("a__b=x", r#"{"a": null, "a": {"b": "x"}}"#), twice("a"));
        assert_eq!(parse_record("c=x", r#"{"c": "x", "b": 1, "b": 2}"#), Ok(json!({"c": "x"})));
    }

    #[test]
    fn rejects_lines_that_are_not_one_object() {
        for (text, error) in [
            ("[]", "expected a JSON object"),
            ("1", "expected a JSON object"),
            ("{} {}", "invalid JSON: trailing characters at column 4"),
            ("{\"d\": [1, 2}", "invalid JSON: expected `,` or `]` at column 12"),
            ("{\"d\": \"\\x\"}", "invalid JSON: invalid escape at column 9"),
            ("{\"d\": 01}", "invalid JSON: invalid number at column 8"),
            ("{\"d\": \"", "invalid JSON: EOF while parsing a string at column 7"),
            (
                "{\"d\": \"\u{1}\"}",
                "invalid JSON: control character (\\u0000-\\u001F) found while parsing a string at column 7",
            ),
        ] {
            assert_eq!(parse_record("a=x", text), Err(error.to_owned()), "{text}");
        }
        assert_eq!(parse_record("a=x", " {\"a\": \"x\"}\t"), Ok(json!({"a": "x"})));
    }

    #[test]
    fn survives_any_depth() {
        for inner in ["[", "{\"a\":"] {
            let deep = inner.repeat(1_000_000);
            for (query, name) in [("a=x", "a"), ("a=x", "d"), ("c=x", "c")] {
                assert!(parse_record(query, &format!("{{\"{name}\":{deep}")).is_err());
            }
        }
        let deep = format!("{{\"d\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(parse_record("a=x", &deep), Ok(json!({})));
    }
}
