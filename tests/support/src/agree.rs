//! Compares the crate with the naive parser: both must accept the same queries with the same meaning, and report the
//! same error codes.

use std::fmt::Write;

use arbitrary::{Result, Unstructured};
use filterset::{Filter, Limits, Op, Schema};

use crate::{generate, naive};

/// Parses a query with both parsers. Returns the code of each error in order, or no code if the query is accepted.
/// Panics if the parsers disagree.
pub fn compare_parsers(schema: &Schema, limits: Limits, query: &str) -> Vec<&'static str> {
    let parsed = schema.parser().limits(limits).parse_with_reserved(query);
    let read = naive::parse(&to_naive(schema, limits), query);
    match (parsed, read) {
        (Ok(parsed), Ok(read)) => {
            let conditions = parsed.filter.iter().map(|condition| {
                let values = condition.predicate().values().map(|value| value.to_string()).collect::<Vec<_>>();
                (condition.field().name().to_owned(), condition.op().wire_name().to_owned(), values)
            });
            let conditions: Vec<_> = conditions.collect();
            assert_eq!(conditions, read.conditions, "{query:?} of {schema:?}");
            assert_eq!(parsed.filter.to_string(), read.canonical, "{query:?} of {schema:?}");
            let reserved: Vec<_> = parsed.reserved.into_iter().map(|(k, v)| (k.into_owned(), v.into_owned())).collect();
            assert_eq!(reserved, read.reserved, "{query:?} of {schema:?}");
            Vec::new()
        }
        (Err(errors), Err(codes)) => {
            let reported: Vec<_> = errors.iter().map(filterset::Error::code).collect();
            let expected = &codes[..codes.len().min(limits.errors.max(1))];
            assert_eq!(reported, expected, "{query:?} of {schema:?} under {limits:?}");
            assert_eq!(reported.len() + errors.omitted(), codes.len(), "{query:?} of {schema:?} under {limits:?}");
            codes
        }
        (parsed, read) => {
            panic!("{query:?} of {schema:?} under {limits:?}: {parsed:?}, but the plain reader: {read:?}")
        }
    }
}

/// Converts a schema for the naive parser.
fn to_naive(schema: &Schema, limits: Limits) -> naive::Schema {
    let field = |field: &filterset::Field| naive::Field {
        name: field.name().to_owned(),
        kind: field.value_type().name().to_owned(),
        ops: field.ops().iter().map(|op| op.wire_name().to_owned()).collect(),
        choices: field.choices().map(str::to_owned).collect(),
        minimum: field.minimum().unwrap_or(i64::MIN),
        maximum: field.maximum().unwrap_or(i64::MAX),
        allow_empty: field.allows_empty(),
        offset: match field.time_zone() {
            None | Some("UTC") => 0,
            Some(zone) => naive::parse_offset(zone).unwrap_or_else(|| panic!("{zone:?} is no fixed offset")),
        },
    };
    naive::Schema {
        fields: schema.fields().map(field).collect(),
        reserved: schema.reserved().map(str::to_owned).collect(),
        limits: naive::Limits {
            input_bytes: limits.input_bytes,
            conditions: limits.conditions,
            list_items: limits.list_items,
            operands: limits.operands,
        },
    }
}

/// Generates a schema, limits, and queries: a respelled filter, two mutations of it, the filter with other spellings of
/// its values, the same with mutated values, and an arbitrary text.
pub fn queries(u: &mut Unstructured<'_>) -> Result<(Schema, Limits, [String; 6])> {
    let schema = generate::schema(u)?;
    let limits = if u.ratio(1, 4)? { generate::limits(u)? } else { Limits::DEFAULT };
    let filter = generate::filter(u, &schema)?;
    let (query, _) = generate::respell_filter(u, &filter)?;
    let mutations = [generate::mutate_query(u, &query)?, generate::mutate_query(u, &query)?];
    let [one, other] = mutations;
    let texts = [respell_values(u, &filter, false)?, respell_values(u, &filter, true)?];
    let [same, near] = texts;
    let any = generate::any_text(u, &schema)?;
    Ok((schema, limits, [query, one, other, same, near, any]))
}

/// Formats the filter with other spellings of its values, or with mutated ones if `is_near`.
fn respell_values(u: &mut Unstructured<'_>, filter: &Filter<'_>, is_near: bool) -> Result<String> {
    let mut query = String::new();
    for condition in filter {
        let mut texts = Vec::new();
        for value in condition.predicate().values() {
            let text = generate::respell_value(u, &value)?;
            texts.push(if is_near && u.arbitrary()? { mutate_text(u, &text)? } else { text });
        }
        if is_near && condition.op() == Op::Range && u.ratio(1, 4)? {
            texts.reverse();
        }
        let is_list = matches!(condition.op(), Op::In | Op::NotIn | Op::AllIn | Op::Range);
        let text = texts.join(if is_list { "," } else { "" });
        let text = if is_near && u.ratio(1, 8)? { String::new() } else { text };
        query.push_str(condition.key());
        query.push('=');
        for byte in text.bytes() {
            if byte.is_ascii_alphanumeric() || byte == b'-' {
                query.push(char::from(byte));
            } else {
                write!(query, "%{byte:02x}").expect("writing to a String");
            }
        }
        query.push('&');
    }
    Ok(query)
}

/// Inserts, replaces or removes characters, or inserts a text that libraries accept and the language doesn't.
pub fn mutate_text(u: &mut Unstructured<'_>, text: &str) -> Result<String> {
    const PIECES: [&str; 24] = [
        "", "0", "1", "2", "9", "-", "+", ".", "_", ":", ",", " ", "e", "T", "t", "Z", "z", "{", "60", "24", "00", "X",
        "١", "\u{2212}",
    ];
    let mut characters: Vec<char> = text.chars().collect();
    let start = u.int_in_range(0..=characters.len())?;
    let end = u.int_in_range(start..=characters.len().min(start + 2))?;
    characters.splice(start..end, u.choose(&PIECES)?.chars());
    Ok(characters.into_iter().collect())
}
