//! The laws of the language, as functions that panic if a law is broken. Property tests, fuzz targets and replays call
//! them.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use filterset::generate::{NearMiss, Query};
use filterset::parse::Parsed;
use filterset::schema::{ListStyle, SchemaError};
use filterset::{Condition, Error, ErrorKind, Errors, Filter, FilterBuilder, Limits, Op, Schema, ValueType};

use crate::generate;

/// Every error code. The codes are part of the wire format.
const CODES: [&str; 24] = [
    "unexpected_character",
    "malformed_percent",
    "invalid_utf8",
    "null_character",
    "missing_equals",
    "empty_key",
    "unknown_field",
    "unknown_operator",
    "operator_not_allowed",
    "duplicate_condition",
    "duplicate_parameter",
    "conflicting_parameters",
    "duplicate_item",
    "value_too_long",
    "empty_value",
    "empty_list",
    "empty_item",
    "wrong_item_count",
    "reversed_range",
    "invalid_value",
    "unrepresentable_value",
    "input_too_long",
    "too_many_conditions",
    "too_many_items",
];

/// The errors of a key. A pair has at most one of them.
const OF_NAMES: [&str; 8] = [
    "missing_equals",
    "empty_key",
    "unknown_field",
    "unknown_operator",
    "operator_not_allowed",
    "duplicate_condition",
    "duplicate_parameter",
    "conflicting_parameters",
];

/// The errors with two locations.
const OF_REPEATS: [&str; 4] =
    ["duplicate_condition", "duplicate_parameter", "conflicting_parameters", "duplicate_item"];

/// The maximum number of characters of input that a message echoes, with a `…`.
const ECHOED: usize = 64 + 1;

/// The maximum number of characters in a message: echoed input, twelve choices, three suggestions and a sentence.
const MESSAGE: usize = 2_500;

/// The maximum number of bytes of a report's line around a message.
const HEAD: usize = 64;

/// The maximum number of characters in a line that shows a part of the input: 100 columns, twice as many zero-width
/// characters, and a margin. Each location has two such lines, with at most four bytes a character.
const LINE: usize = 4 + 3 * 100 + 2;
const DRAWN: usize = 2 * 4 * LINE + HEAD;

/// Checks laws 2, 5 and 6 for any text, laws 1 and 4 for a valid query, and the errors of an invalid one.
pub fn check_query(schema: &Schema, text: &str) {
    let answer = schema.parse_with_reserved(text);
    let filter = answer.as_ref().map(|parsed| parsed.filter.clone());
    assert_eq!(schema.parse(text).as_ref(), filter.as_ref().map_err(|errors| *errors), "parsers disagree on {text:?}");
    match &answer {
        Ok(parsed) => check_accepted(schema, text, parsed),
        Err(errors) => check_errors(errors, Some(text), schema.limits().errors),
    }
}

/// Checks laws 1, 2 and 4: a filter, its canonical string and the builder have the same meaning.
pub fn check_filter(filter: &Filter<'_>) {
    let (schema, text) = (filter.schema(), filter.to_string());
    check_canonical(filter, &text);
    let mut appended = "?".to_owned();
    filter.append_to(&mut appended);
    assert_eq!(appended.strip_prefix('?'), Some(text.as_str()), "appended");

    let parsed = schema.parse(&text).unwrap_or_else(|errors| panic!("law 1: {text:?} is refused: {errors}"));
    same(filter, &parsed, "law 1");
    same(filter, &filter.clone().into_owned(), "owned");
    same(filter, &filter.clone().into_builder().build().expect("what was built builds again"), "edited by nothing");

    let typed = filter.iter().fold(schema.filter(), |builder, condition| {
        builder.with(condition.field().name(), condition.op(), condition.predicate().values())
    });
    same(filter, &typed.build().unwrap_or_else(|errors| panic!("law 4: {text:?}: {errors}")), "law 4, by values");

    let pairs: Vec<(&str, String)> = filter.pairs().collect();
    assert!(pairs.is_sorted_by_key(|(key, _)| *key), "{pairs:?}");
    let spelt = filter.iter().fold(schema.filter(), |builder, condition| {
        assert_eq!(schema.key(condition.field().name(), condition.op()), Some(condition.key()));
        let values = pairs.iter().filter(|(key, _)| *key == condition.key());
        let texts: Vec<&str> = values.flat_map(|(_, value)| items(condition, value)).collect();
        builder.with(condition.field().name(), condition.op(), texts)
    });
    assert!(pairs.iter().map(|(k, v)| ((*k).to_owned(), v.clone())).eq(self::pairs(&text)), "{pairs:?} of {text:?}");
    same(filter, &spelt.build().unwrap_or_else(|errors| panic!("law 4: {text:?}: {errors}")), "law 4, by texts");
}

/// Checks law 3: another spelling of a query results in the same filter, and in the reserved pairs in order.
pub fn check_respelling(respelling: &Query) {
    let Query { text: query, filter, reserved, .. } = respelling;
    let parsed = filter.schema().parse_with_reserved(query);
    let parsed = parsed.unwrap_or_else(|errors| panic!("law 3: {query:?} is refused: {errors}"));
    same(filter, &parsed.filter, "law 3");
    let handed_back = parsed.reserved.iter().map(|(key, value)| (key.as_ref(), value.as_ref()));
    let expected = reserved.iter().map(|(key, value)| (key.as_str(), value.as_str()));
    assert!(handed_back.eq(expected), "law 3: {query:?} hands back {:?}", parsed.reserved);
}

/// Checks that a near miss is rejected for its mistake alone.
pub fn check_near_miss(schema: &Schema, near_miss: &NearMiss) {
    let NearMiss { query, code, .. } = near_miss;
    let errors = schema.parse(query).expect_err(query);
    let codes: Vec<&str> = errors.iter().map(filterset::Error::code).collect();
    assert_eq!(codes, [*code], "{query:?}: {errors}");
}

/// Checks the result of a builder after any calls: a filter that satisfies the laws under the final limits, or errors.
pub fn check_builder(builder: FilterBuilder<'_>, limits: Limits) {
    match builder.limits(limits).build() {
        Ok(built) => {
            let text = built.to_string();
            let parsed = built.schema().parser().limits(limits).parse(&text);
            same(&built, &parsed.unwrap_or_else(|errors| panic!("{text:?} under {limits:?}: {errors}")), "limits");
            // The limits of the schema are no lower.
            check_filter(&built);
        }
        // Errors that were reported under earlier limits are kept.
        Err(errors) => check_errors(&errors, None, usize::MAX),
    }
}

/// Checks that a schema survives serialization, with its fields in any order.
pub fn check_schema(schema: &Schema) {
    let json = serde_json::to_string(schema).expect("a table is data");
    assert_eq!(serde_json::from_str::<Schema>(&json).as_ref().ok(), Some(schema), "{json}");
    let value = serde_json::to_value(schema).expect("a table is data");
    assert_eq!(serde_json::from_value::<Schema>(value).as_ref().ok(), Some(schema), "{json}");
    match toml::to_string(schema) {
        Ok(toml) => assert_eq!(toml::from_str::<Schema>(&toml).as_ref().ok(), Some(schema), "{toml}"),
        Err(error) => panic!("no TOML of {json}: {error}"),
    }
}

/// Checks that every error of a schema has a printable message.
pub fn check_schema_error(error: &SchemaError) {
    assert!(error.iter().len() > 0, "there is always one");
    let text = error.to_string();
    assert_eq!(text.lines().count(), error.iter().len(), "{text:?}");
    error.iter().for_each(|error| check_printable(&error.to_string()));
}

/// Checks that two filters are equal if and only if their canonical strings are, and that hash and order agree.
pub fn check_equality(one: &Filter<'_>, other: &Filter<'_>) {
    let is_same_text = one.to_string() == other.to_string();
    assert_eq!(one == other, is_same_text, "{one:?} and {other:?}");
    assert_eq!(one.cmp(other).is_eq(), is_same_text, "{one:?} and {other:?}");
    assert_eq!(one.cmp(other), other.cmp(one).reverse(), "{one:?} and {other:?}");
    assert_eq!(hash(one) == hash(other), is_same_text, "{one:?} and {other:?}");
}

/// Checks that errors are in order, within the input and the limit, and printable. The errors of a builder have no
/// input.
pub fn check_errors(errors: &Errors, input: Option<&str>, limit: usize) {
    let limit = limit.max(1);
    assert!((1..=limit).contains(&errors.len()), "{} errors are told, the limit is {limit}", errors.len());
    assert!(
        errors.omitted() == 0 || limit == usize::MAX || errors.len() == limit,
        "{} more than {}",
        errors.omitted(),
        errors.len()
    );
    let mut last = 0;
    let mut named = BTreeSet::new();
    for error in errors {
        check_message(error);
        let Some(input) = input else {
            assert_eq!(error.span(), None, "a builder has no text: {error:?}");
            continue;
        };
        let span = error.span().unwrap_or_else(|| panic!("no span of {error:?} in {input:?}"));
        assert!(input.get(span.clone()).is_some(), "{span:?} of {error:?} is no part of {input:?}");
        assert!(last <= span.start, "{error:?} comes after a later one in {input:?}");
        last = span.start;
        let is_second = OF_NAMES.contains(&error.code()) && !named.insert(span.start);
        assert!(!is_second, "a second fault of a name, {error:?}, in {input:?}");
        let first = first_location(error);
        assert_eq!(first.is_some(), OF_REPEATS.contains(&error.code()), "a text has a first place: {error:?}");
        if let Some(first) = first {
            assert!(first.end <= span.start && input.get(first).is_some(), "{error:?} in {input:?}");
        }
    }
    let report = errors.report(input.unwrap_or(""));
    check_printable(&report.replace('\n', ""));
    let reported = report.lines().filter(|line| line.starts_with("error[")).count();
    assert_eq!(reported, errors.len(), "the report leaves an error out");
    // Reports on other texts take longer than all other checks. Tests make them every time, fuzz targets for one error
    // in 16. The choice depends only on the report, so that findings are reproducible.
    if cfg!(test) || hash(&report).is_multiple_of(16) {
        check_reports(errors, input);
    }
}

/// Checks that reports are printable even for other texts, and for spans outside of the text.
fn check_reports(errors: &Errors, input: Option<&str>) {
    let far = errors.clone().offset_spans(usize::MAX);
    for text in [input.unwrap_or("a=1"), "", "é\u{1F600}漢\0\u{202E}"] {
        check_printable(&errors.report(text).replace('\n', ""));
        check_printable(&far.report(text).replace('\n', ""));
    }
}

/// Checks that messages and reports are bounded for any input, printable, and correctly located.
pub fn check_rendering(errors: &Errors, input: Option<&str>) {
    let mut messages = 0;
    let mut drawn = 0;
    for error in errors {
        check_message(error);
        messages += error.to_string().len();
        let span = error.span();
        let is_location = match (&span, input) {
            (Some(span), Some(input)) => input.get(span.clone()).is_some(),
            (None, None) => true,
            _ => false,
        };
        assert!(is_location, "{span:?} of {error:?} is no place in {input:?}");
        drawn += usize::from(span.is_some());
        if let Some(first) = first_location(error) {
            assert!(input.is_some_and(|input| input.get(first.clone()).is_some()), "{error:?} in {input:?}");
            drawn += 1;
        }
    }
    check_printable(&errors.to_string().replace('\n', ""));
    let (mut own, mut others) = (Vec::new(), ["", "\0é\u{1F600}\u{202E}"].to_vec());
    own.extend(input);
    others.append(&mut own);
    for text in others {
        let report = errors.report(text);
        check_printable(&report.replace('\n', ""));
        let most = messages + errors.len() * HEAD + drawn * DRAWN + HEAD;
        assert!(report.len() <= most, "{} bytes for {messages} of messages:\n{report}", report.len());
        for line in report.lines().filter(|line| line.starts_with("  | ")) {
            let width = line.chars().count();
            assert!(width <= LINE, "{width} characters in {line:?}");
        }
    }
}

/// Checks law 6: an accepted query means what its text says. Nothing was dropped, guessed or repaired.
fn check_accepted(schema: &Schema, text: &str, parsed: &Parsed<'_>) {
    let (conditions, reserved): (Vec<_>, Vec<_>) = pairs(text).partition(|(key, _)| is_key(schema, key));
    for (key, _) in &reserved {
        // Parameters of lists are reserved names in a filter.
        let is_reserved = schema.reserved().any(|name| name == key || matches_pattern(name, key));
        assert!(is_reserved || schema.list_options().parameter(key).is_some(), "law 6: {key:?} of {text:?} is lost");
    }
    let handed_back: Vec<_> = parsed.reserved.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect();
    assert_eq!(handed_back, reserved, "reserved pairs of {text:?}");
    check_conditions(&parsed.filter, &conditions);
    check_filter(&parsed.filter);
}

/// Checks that each pair gives an operand to exactly one condition, and that no condition has another operand.
pub fn check_conditions(filter: &Filter<'_>, pairs: &[(String, String)]) {
    for (key, _) in pairs {
        let of_key = filter.iter().filter(|condition| is_key_of(filter.schema(), key, *condition)).count();
        assert_eq!(of_key, 1, "law 6: {key:?} of {pairs:?} in {filter}");
    }
    for condition in filter {
        let own: Vec<_> = pairs.iter().filter(|(key, _)| is_key_of(filter.schema(), key, condition)).collect();
        let is_list = matches!(condition.op(), Op::In | Op::NotIn | Op::AllIn);
        let takes_many = is_list && style(condition) != ListStyle::Comma;
        assert!(own.len() == 1 || (takes_many && !own.is_empty()), "law 6: {condition} is of {own:?}");
        check_condition(condition, own.iter().map(|(_, value)| value.as_str()));
    }
}

/// Returns `true` if the key is one of an operator that a field lists.
#[must_use]
pub fn is_key(schema: &Schema, key: &str) -> bool {
    schema.fields().any(|field| {
        let is_second = field.ops().contains(Op::Exact) && !generate::is_spelled(schema, field);
        (is_second && key.strip_suffix("__exact") == Some(field.name()))
            || field.ops().iter().any(|op| schema.key(field.name(), op) == Some(key))
    })
}

fn matches_pattern(pattern: &str, key: &str) -> bool {
    let ends = pattern.split_once('*');
    ends.is_some_and(|(start, end)| key.len() >= pattern.len() && key.starts_with(start) && key.ends_with(end))
}

fn is_key_of(schema: &Schema, key: &str, condition: Condition<'_>) -> bool {
    let has_second = condition.op() == Op::Exact && !generate::is_spelled(schema, condition.field());
    key == condition.key() || (has_second && key.strip_suffix("__exact") == Some(condition.key()))
}

/// Returns how the list of a condition is written.
fn style(condition: Condition<'_>) -> ListStyle {
    condition.field().list_style(condition.op())
}

/// Checks that a condition has the values in its text.
fn check_condition<'v>(condition: Condition<'_>, values: impl Iterator<Item = &'v str>) {
    let value_type = if condition.op().takes_boolean() { ValueType::Boolean } else { condition.field().value_type() };
    let items: Vec<&str> = values.flat_map(|value| items(condition, value)).collect();
    let Some(mut expected) = items.iter().map(|item| canonical_spelling(value_type, item)).collect::<Option<Vec<_>>>()
    else {
        return;
    };
    let mut found: Vec<String> = condition.predicate().values().map(|value| value.to_string()).collect();
    if matches!(condition.op(), Op::In | Op::NotIn | Op::AllIn) {
        expected.sort();
        expected.dedup();
        found.sort();
    }
    assert_eq!(found, expected, "{condition} is of {items:?}");
}

/// Returns the canonical spelling of a value, or `None` for an instant. Uses no code of the crate.
fn canonical_spelling(value_type: ValueType, text: &str) -> Option<String> {
    let number = |text: &str| {
        let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("-", digits));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        let whole = if whole.is_empty() { "0" } else { whole };
        let sign = if whole == "0" && fraction.is_empty() { "" } else { sign };
        format!("{sign}{whole}{}{fraction}", if fraction.is_empty() { "" } else { "." })
    };
    match value_type {
        ValueType::Text | ValueType::Choice | ValueType::Date => Some(text.to_owned()),
        ValueType::Integer | ValueType::Decimal => Some(number(text)),
        ValueType::Boolean => Some((text == "1" || text.eq_ignore_ascii_case("true")).to_string()),
        ValueType::Uuid => {
            let hex = text.replace('-', "").to_ascii_lowercase();
            Some([&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-"))
        }
        ValueType::DateTime => (text.len() == 10).then(|| text.to_owned()),
        _ => None,
    }
}

/// Splits a decoded value into the items of a condition.
fn items<'v>(condition: Condition<'_>, value: &'v str) -> Vec<&'v str> {
    match condition.op() {
        Op::In | Op::NotIn | Op::AllIn if style(condition) == ListStyle::Repeat => vec![value],
        Op::In | Op::NotIn | Op::AllIn | Op::Range => value.split(',').map(|item| item.trim_matches(' ')).collect(),
        _ => vec![value],
    }
}

/// Splits an accepted text into decoded pairs. Uses no code of the crate.
pub fn pairs(text: &str) -> impl Iterator<Item = (String, String)> {
    let pairs = text.strip_prefix('?').unwrap_or(text).split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or_else(|| panic!("{pair:?} was accepted"));
        (decode(key), decode(value))
    })
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let hex = [rest.next(), rest.next()].map(|digit| char::from(digit.expect("a digit")));
                u8::from_str_radix(&hex.iter().collect::<String>(), 16).expect("two hex digits")
            }
            _ => byte,
        });
    }
    String::from_utf8(bytes).expect("what was accepted is UTF-8")
}

/// Checks the canonical form: keys are ascending, lists are ascending sets, and only the documented characters are raw.
fn check_canonical(filter: &Filter<'_>, text: &str) {
    let keys: Vec<&str> = filter.iter().map(|condition| condition.key()).collect();
    assert!(keys.is_sorted_by(|a, b| a < b), "keys of {text:?}");
    let parts: Vec<String> = filter.iter().map(|condition| condition.to_string()).collect();
    assert_eq!(parts.join("&"), text);
    for (part, condition) in parts.iter().zip(filter) {
        let values: Vec<_> = condition.predicate().values().collect();
        let is_list = matches!(condition.op(), Op::In | Op::NotIn | Op::AllIn);
        assert!(!values.is_empty() && (!is_list || values.is_sorted_by(|a, b| a < b)), "values of {part:?}");
        let key = condition.key().replace('[', "%5B").replace(']', "%5D");
        let is_repeated = is_list && style(condition) == ListStyle::Repeat;
        assert_eq!(part.split('&').count(), if is_repeated { values.len() } else { 1 }, "pairs of {part:?}");
        for pair in part.split('&') {
            let value = pair.strip_prefix(&key).and_then(|rest| rest.strip_prefix('=')).expect("key and value");
            check_encoding(value, part);
        }
    }
}

fn check_encoding(value: &str, part: &str) {
    let mut rest = value.bytes();
    while let Some(byte) = rest.next() {
        let is_hex = |byte: Option<u8>| byte.is_some_and(|byte| matches!(byte, b'0'..=b'9' | b'A'..=b'F'));
        match byte {
            b'%' => assert!(is_hex(rest.next()) && is_hex(rest.next()), "escapes of {part:?}"),
            _ => assert!(byte.is_ascii_alphanumeric() || b"-._~:/@,".contains(&byte), "raw characters of {part:?}"),
        }
    }
}

fn same(one: &Filter<'_>, other: &Filter<'_>, what: &str) {
    assert!(one == other, "{what}: {one} is not {other}");
    assert_eq!(one.to_string(), other.to_string(), "{what}");
    assert!(one.cmp(other).is_eq() && hash(one) == hash(other), "{what}: order or hash of {one}");
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Checks that an error has a known code and a printable message.
fn check_message(error: &Error) {
    assert!(CODES.contains(&error.code()), "{} is no code", error.code());
    let message = error.to_string();
    check_printable(&message);
    assert!(!message.is_empty() && message.chars().count() <= MESSAGE, "the length of {message:?}");
    let parts: Vec<&str> = match error.kind() {
        ErrorKind::MalformedPercent { found }
        | ErrorKind::InvalidUtf8 { found }
        | ErrorKind::MissingEquals { found }
        | ErrorKind::InvalidValue { found, .. }
        | ErrorKind::DuplicateItem { found, .. }
        | ErrorKind::UnrepresentableValue { found } => vec![found],
        ErrorKind::UnknownField { name, .. } => vec![name],
        ErrorKind::UnknownOperator { operator, .. } => vec![operator],
        ErrorKind::ReversedRange { low, high } => vec![low, high],
        _ => vec![],
    };
    for part in &parts {
        check_printable(part);
    }
    let echoed: usize = parts.iter().map(|part| part.chars().filter(|c| *c != '…').count()).sum();
    assert!(echoed < ECHOED, "{echoed} characters are echoed in {message:?}");
    if let Some(field) = error.field() {
        check_printable(field);
        assert!(field.chars().count() <= ECHOED, "the field of {message:?}");
    }
}

/// Returns the first location of a repeated item.
fn first_location(error: &Error) -> Option<Range<usize>> {
    match error.kind() {
        ErrorKind::DuplicateCondition { first, .. }
        | ErrorKind::DuplicateParameter { first, .. }
        | ErrorKind::ConflictingParameters { first, .. }
        | ErrorKind::DuplicateItem { first, .. } => first.clone(),
        _ => None,
    }
}

/// Checks that a text has nothing that a terminal or a log would interpret.
fn check_printable(text: &str) {
    let is_escaped = |character| {
        matches!(character,
            '\0'..='\x1F'
            | '\x7F'..='\u{9F}'
            | '\u{61C}'
            | '\u{200B}'..='\u{200F}'
            | '\u{2028}'..='\u{202E}'
            | '\u{2066}'..='\u{2069}'
            | '\u{FEFF}')
    };
    assert!(!text.contains(is_escaped), "{text:?} isn't escaped");
}
