//! Parses only the members of a JSON object that a filter needs. Skipping the others takes a fraction of the time of
//! keeping them.

use std::collections::BTreeMap;
use std::fmt;

use filterset::{Filter, ValueType};
use rust_decimal::Decimal;
use serde::de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Number, Value as Json};

/// The parts of a JSON value that a filter needs. No field is an object, so an object only needs the members on the
/// paths of fields.
#[derive(Default)]
pub(crate) struct Projection {
    /// The members on the paths of fields.
    members: BTreeMap<String, Projection>,
    /// Whether a path ends here, so that the items of an array are needed.
    is_field: bool,
    /// Whether that field is a decimal, which needs all its digits.
    is_decimal: bool,
}

impl Projection {
    pub(crate) fn new(filter: &Filter<'_>) -> Projection {
        let mut projection = Projection::default();
        for condition in filter {
            projection.add_field(condition.field().name(), condition.field().value_type() == ValueType::Decimal);
        }
        projection
    }

    /// Adds a field: the member of its name or, split at `__`, a member of a member.
    fn add_field(&mut self, name: &str, is_decimal: bool) {
        let member = self.member_mut(name);
        member.is_field = true;
        member.is_decimal |= is_decimal;
        if let Some((first, rest)) = name.split_once("__") {
            self.member_mut(first).add_field(rest, is_decimal);
        }
    }

    fn member_mut(&mut self, name: &str) -> &mut Projection {
        self.members.entry(name.to_owned()).or_default()
    }

    /// Parses a text that must be exactly one JSON object.
    pub(crate) fn parse_record(&self, text: &str) -> Result<Json, String> {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let read = self.deserialize(&mut deserializer).and_then(|json| deserializer.end().map(|()| json));
        match read {
            Ok(json) if json.is_object() => Ok(json),
            Ok(_) => Err("expected a JSON object".to_owned()),
            Err(error) => {
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

impl Projection {
    /// Parses the value of a decimal field. A number becomes the text of its digits.
    fn parse_exact(&self, text: &str) -> serde_json::Result<Json> {
        match text.as_bytes() {
            [b'[', ..] if self.is_field => {
                let items: Vec<&RawValue> = serde_json::from_str(text)?;
                let item = Projection::default();
                items.into_iter().map(|value| item.parse_exact(value.get())).collect()
            }
            [b'-' | b'0'..=b'9', ..] => Ok(Json::String(expand_exponent(text))),
            _ => {
                let mut deserializer = serde_json::Deserializer::from_str(text);
                self.deserialize(&mut deserializer)
            }
        }
    }
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

impl<'de> DeserializeSeed<'de> for &Projection {
    type Value = Json;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for &Projection {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(Number::from_f64(value).map_or(Json::Null, Json::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(Json::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        // An array or object within an array isn't a value of a field, so its content isn't needed.
        let item = Projection::default();
        let mut values = Vec::new();
        if self.is_field {
            while let Some(value) = items.next_element_seed(&item)? {
                values.push(value);
            }
        }
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Json::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json, A::Error> {
        let mut object = Map::new();
        while let Some(member) = members.next_key_seed(Key(self))? {
            let Some((name, projection)) = member else {
                members.next_value::<IgnoredAny>()?;
                continue;
            };
            let value = if projection.is_decimal {
                // Taken from the source text, because a float would round the number.
                projection.parse_exact(members.next_value::<&RawValue>()?.get()).map_err(A::Error::custom)?
            } else {
                members.next_value_seed(projection)?
            };
            // A repeated member would be ambiguous.
            if object.insert(name.clone(), value).is_some() {
                return Err(A::Error::custom(format_args!("duplicate member {name:?} of an object")));
            }
        }
        Ok(Json::Object(object))
    }
}

/// The name of a member, if the filter needs it.
struct Key<'p>(&'p Projection);

impl<'de, 'p> DeserializeSeed<'de> for Key<'p> {
    type Value = Option<(&'p String, &'p Projection)>;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'p> Visitor<'_> for Key<'p> {
    type Value = Option<(&'p String, &'p Projection)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.0.members.get_key_value(name))
    }
}

#[cfg(test)]
mod tests {
    use filterset::{Field, Filter, Op, Schema};
    use proptest::prelude::*;
    use serde_json::{Value as Json, json};

    use super::Projection;

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

    /// Matches both the whole record and its projection.
    fn match_both(filter: &Filter<'_>, record: &Json) -> [Result<bool, String>; 2] {
        let matcher = filter.matcher::<Json>().unwrap();
        let ask = |record: &Json| matcher.try_matches(record).map_err(|error| error.to_string());
        [ask(record), Projection::new(filter).parse_record(&record.to_string()).and_then(|projected| ask(&projected))]
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
    }

    fn parse_record(query: &str, text: &str) -> Result<Json, String> {
        Projection::new(&schema().parse(query).unwrap()).parse_record(text)
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
