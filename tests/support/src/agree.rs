//! Compares the crate with the naive parser: both must accept the same queries with the same meaning, and report the
//! same error codes.

use std::fmt::Write;
use std::ops::Range;

use arbitrary::{Result, Unstructured};
use filterset::list::{ListOptions, Pagination};
use filterset::schema::{FieldBuilder, ListStyle, SchemaBuilder, Spelling};
use filterset::{ErrorKind, Field, Filter, Limits, Op, Policy, Schema};

use crate::{generate, naive};

/// Parses a query with both parsers. Returns the code of each error in order, or no code if the query is accepted.
/// Panics if the parsers disagree.
pub fn compare_parsers(schema: &Schema, limits: Limits, policy: Policy, query: &str) -> Vec<&'static str> {
    let parsed = schema.parser().limits(limits).policy(policy).parse_with_reserved(query);
    let read = naive::parse(&to_naive(schema, limits, policy), query);
    let what = || {
        let json = serde_json::to_string(schema).unwrap_or_default();
        format!("{query:?} of {json} under {limits:?} and {policy:?}")
    };
    let has_parameter = schema.list_options().parameters().any(|it| query.contains('%') || query.contains(it.name()));
    if !has_parameter {
        // Without parameters, a list request is its filter.
        let list = schema.parser().limits(limits).policy(policy).parse_list_request_with_reserved(query);
        let list = list.map(|parsed| (parsed.list.filter().clone(), parsed.reserved));
        let filter = parsed.clone().map(|parsed| (parsed.filter, parsed.reserved));
        assert_eq!(list, filter, "{}", what());
    }
    match (parsed, read) {
        (Ok(parsed), Ok(read)) => {
            let conditions = parsed.filter.iter().map(|condition| {
                let values = condition.predicate().values().map(|value| value.to_string()).collect::<Vec<_>>();
                (condition.field().name().to_owned(), condition.op().wire_name().to_owned(), values)
            });
            let conditions: Vec<_> = conditions.collect();
            assert_eq!(conditions, read.conditions, "{}", what());
            let canonical = parsed.filter.to_string();
            assert_eq!(canonical, read.canonical, "{}", what());
            let reserved: Vec<_> = parsed.reserved.into_iter().map(|(k, v)| (k.into_owned(), v.into_owned())).collect();
            assert_eq!(reserved, read.reserved, "{}", what());
            let strict = schema.parser().limits(limits).parse(&canonical);
            // Repeated keys can hide more conditions than the limits allow.
            assert_eq!(strict.as_ref(), Ok(&parsed.filter), "{}", what());
            Vec::new()
        }
        (Err(errors), Err(read)) => {
            let reported: Vec<_> = errors.iter().map(located).collect();
            let expected: Vec<_> = read.iter().take(limits.errors.max(1)).map(located_naive).collect();
            assert_eq!(reported, expected, "{}", what());
            assert_eq!(reported.len() + errors.omitted(), read.len(), "{}", what());
            read.iter().map(|error| error.code).collect()
        }
        (parsed, read) => {
            panic!("{}: {parsed:?}, but the plain reader: {read:?}", what())
        }
    }
}

/// The code, the span, the field, the span of the first key of a duplicate, and the number found over a limit.
type Located = (&'static str, Option<Range<usize>>, Option<String>, Option<Range<usize>>, Option<usize>);

fn located(error: &filterset::Error) -> Located {
    let (first, found) = match error.kind() {
        ErrorKind::DuplicateCondition { first, .. } => (first.clone(), None),
        ErrorKind::TooManyItems { found, .. }
        | ErrorKind::TooManyConditions { found, .. }
        | ErrorKind::InputTooLong { found, .. } => (None, Some(*found)),
        _ => (None, None),
    };
    // The name of an unknown field is the key.
    let field = error.field().filter(|_| error.code() != "unknown_field").map(str::to_owned);
    (error.code(), error.span(), field, first, found)
}

fn located_naive(error: &naive::Error) -> Located {
    let field = error.field.as_deref().map(filterset::text::excerpt);
    (error.code, Some(error.span.clone()), field, error.first.clone(), error.found)
}

/// Converts a schema for the naive parser.
fn to_naive(schema: &Schema, limits: Limits, policy: Policy) -> naive::Schema {
    let named = |(name, op): (&str, Op)| (name.to_owned(), op.wire_name().to_owned());
    let field = |field: &Field| naive::Field {
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
        bare: field.bare().map(|op| op.wire_name().to_owned()),
        lists: field.lists().map(|style| style.name().to_owned()),
        keys: field.keys().map(named).collect(),
    };
    let spelling = |spelling: &Spelling| naive::Spelling {
        bare: spelling.bare_op().wire_name().to_owned(),
        lists: spelling.list_style().name().to_owned(),
        operators: spelling.operators().map(named).collect(),
    };
    naive::Schema {
        fields: schema.fields().map(field).collect(),
        reserved: schema.reserved().map(str::to_owned).collect(),
        parameters: schema.list_options().parameters().map(|parameter| parameter.name().to_owned()).collect(),
        spelling: schema.spelling().map(spelling),
        limits: naive::Limits {
            input_bytes: limits.input_bytes,
            conditions: limits.conditions,
            list_items: limits.list_items,
            operands: limits.operands,
        },
        policy: naive::Policy {
            unknown_names: policy.unknown_names,
            empty_values: policy.empty_values,
            repeated_keys: policy.repeated_keys,
        },
    }
}

/// Generates a schema, limits, a policy, and queries: a respelled filter, two mutations of it, the filter with other
/// spellings of its values, the same with mutated values, an arbitrary text, and pairs of few keys with odd values.
pub fn queries(u: &mut Unstructured<'_>) -> Result<(Schema, Limits, Policy, [String; 7])> {
    let schema = generate::schema(u)?;
    let limits = if u.ratio(1, 4)? { generate::limits(u)? } else { Limits::DEFAULT };
    let policy = if u.ratio(1, 3)? { policy(u)? } else { Policy::STRICT };
    let filter = schema.arbitrary_filter(u)?;
    let query = generate::respell_filter(u, &filter)?.text;
    let mutations = [generate::mutate_query(u, &query)?, generate::mutate_query(u, &query)?];
    let [one, other] = mutations;
    let texts = [respell_values(u, &filter, false)?, respell_values(u, &filter, true)?];
    let [same, near] = texts;
    let any = generate::any_text(u, &schema)?;
    let (crowd, small) = crowd(u, &schema)?;
    let limits = if small && limits == Limits::DEFAULT { few(u)? } else { limits };
    Ok((schema, limits, policy, [query, one, other, same, near, any, crowd]))
}

/// Generates limits on items, operands and conditions that a few pairs exceed.
fn few(u: &mut Unstructured<'_>) -> Result<Limits> {
    Ok(Limits {
        conditions: u.int_in_range(1..=8)?,
        list_items: u.int_in_range(1..=5)?,
        operands: u.int_in_range(1..=12)?,
        ..Limits::DEFAULT
    })
}

/// Generates pairs of few keys, most of them of lists, with blank, invalid and undecodable values, and whether to use
/// small limits.
fn crowd(u: &mut Unstructured<'_>, schema: &Schema) -> Result<(String, bool)> {
    const VALUES: [&str; 24] = [
        "",
        "",
        "",
        ",",
        "+",
        "%20",
        "a",
        "b",
        "a,b",
        "b,+a",
        "a,,b",
        "+a+",
        "1",
        "01",
        "1,2",
        "true",
        "0",
        "2022-01-01",
        "2022-01-01,2022-01-02",
        "2022-13-01",
        "%zz",
        "%00",
        "%FF",
        "c",
    ];
    let mut keys: Vec<(&Field, Op)> = Vec::new();
    for field in schema.fields() {
        keys.extend(field.ops().iter().map(|op| (field, op)));
    }
    let is_list = |(field, op): &&(&Field, Op)| field.list_style(*op) != ListStyle::Comma;
    let lists: Vec<_> = keys.iter().filter(is_list).copied().collect();
    let mut few = Vec::new();
    for _ in 0..u.int_in_range(1..=3)? {
        few.push(*u.choose(if lists.is_empty() { &keys } else { &lists })?);
    }
    few.push(*u.choose(&keys)?);
    let mut query = String::new();
    for _ in 0..u.int_in_range(1..=14)? {
        let (field, op) = *u.choose(&few)?;
        let key = schema.key(field.name(), op).unwrap_or("a");
        query += &match u.int_in_range(0..=15)? {
            0 => (*u.choose(&["x", "nope=1", "=", "%zz=1", "page=%zz", "cf_x=1", "a__=", "page=1"])?).to_owned(),
            1..=3 => generate::percent_encode(u, key, true)? + "=",
            _ => key.to_owned() + "=",
        };
        if !query.ends_with('=') {
        } else if u.ratio(1, 3)? {
            let value = field.arbitrary_operand(op, u)?;
            let text = field.arbitrary_spelling(&value, u)?;
            query.push_str(&generate::percent_encode(u, &text, false)?);
        } else {
            query.push_str(u.choose(&VALUES)?);
        }
        query.push('&');
    }
    Ok((query, u.arbitrary()?))
}

/// Generates any policy.
pub fn policy(u: &mut Unstructured<'_>) -> Result<Policy> {
    Ok(Policy { unknown_names: u.arbitrary()?, empty_values: u.arbitrary()?, repeated_keys: u.arbitrary()? })
}

/// Formats the filter with other spellings of its values, or with mutated ones and other keys if `is_near`.
fn respell_values(u: &mut Unstructured<'_>, filter: &Filter<'_>, is_near: bool) -> Result<String> {
    let mut pairs = Vec::new();
    for condition in filter {
        let (field, op) = (condition.field(), condition.op());
        let mut texts = Vec::new();
        for value in condition.predicate().values() {
            let text = field.arbitrary_spelling(&value, u)?;
            texts.push(if is_near && u.arbitrary()? { mutate_text(u, &text)? } else { text });
        }
        if is_near && op == Op::Range && u.ratio(1, 4)? {
            texts.reverse();
        }
        let mut values = match op {
            Op::In | Op::NotIn | Op::AllIn if field.list_style(op) != ListStyle::Comma => {
                generate::spread(u, field.list_style(op), &texts.iter().map(String::as_str).collect::<Vec<_>>())?
            }
            Op::In | Op::NotIn | Op::AllIn | Op::Range => vec![texts.join(",")],
            _ => texts,
        };
        if is_near && u.ratio(1, 8)? {
            values.push(String::new());
        }
        for mut value in values {
            if is_near && u.ratio(1, 8)? {
                value.clear();
            }
            let mut pair = if is_near && u.ratio(1, 8)? {
                let other = *u.choose(&Op::ALL)?;
                let name = filter.schema().spelling().map_or(other.wire_name(), |spelling| spelling.name_of(other));
                let name = if u.arbitrary()? { name } else { other.wire_name() };
                format!("{}__{name}=", field.name())
            } else {
                format!("{}=", condition.key())
            };
            for byte in value.bytes() {
                if byte.is_ascii_alphanumeric() || byte == b'-' {
                    pair.push(char::from(byte));
                } else {
                    write!(pair, "%{byte:02x}").expect("writing to a String");
                }
            }
            pairs.push(pair);
        }
    }
    if is_near {
        generate::shuffle(u, &mut pairs)?;
    }
    Ok(pairs.join("&"))
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

/// Generates a schema with names and spellings of few characters, which is often invalid, and checks that the crate and
/// the naive parser find the same ones valid and give the same keys. Returns the schema, if it is valid.
pub fn compare_schemas(u: &mut Unstructured<'_>) -> Result<Option<Schema>> {
    let (declared, builder) = declared_schema(u)?;
    let built = builder.clone().build();
    assert_eq!(built.is_ok(), declared.is_valid(), "{builder:?}: {:?}", built.err());
    let Ok(schema) = built else { return Ok(None) };
    for field in &declared.fields {
        for op in Op::ALL {
            let key = field.ops.iter().any(|listed| listed == op.wire_name());
            let key = key.then(|| declared.key(field, op.wire_name()));
            assert_eq!(schema.key(&field.name, op), key.as_deref(), "{} {op} of {builder:?}", field.name);
        }
    }
    Ok(Some(schema))
}

fn declared_schema(u: &mut Unstructured<'_>) -> Result<(naive::Schema, SchemaBuilder)> {
    const OPS: [Op; 8] = [Op::Exact, Op::Exact, Op::In, Op::In, Op::NotIn, Op::AllIn, Op::Gte, Op::IsEmpty];
    const NAMES: [&str; 14] =
        ["a", "b", "a__b", "a__in", "a__n", "a_", "a__exact", "x.y", "page", "c", "c__", "d", "e", "a__b__n"];
    const KEYS: [&str; 16] = [
        "a", "b", "a__in", "a__exact", "k", "k[x]", "page", "a__b", "c", "cf_x", "b__n", "x_detail", "a*", "", "é",
        "d[",
    ];
    const RESERVED: [&str; 20] = [
        "a", "k", "limit", "cf_*", "*_detail", "k[*", "*", "**", "a*b", "a__*", "*__exact", "*__in", "page", "page*",
        "a__exact", "b__exact", "cf_x", "*]", "d__n", "é",
    ];
    const OWN: [&str; 14] = ["n", "in", "not_in", "exact", "b", "ids", "gte", "a_b", "_n", "n__b", "N", "", "b_", "x1"];
    let mut declared =
        naive_of(&Schema::builder("").field(Field::text("a").ops([Op::Exact])).build().expect("a field alone"));
    declared.fields.clear();
    let mut builder = Schema::builder("");
    if u.ratio(1, 2)? {
        let (mut spelling, bare) = (Spelling::new(), *u.choose(&OPS)?);
        let mut operators = Vec::new();
        for _ in 0..u.int_in_range(0..=2)? {
            let (name, op) = (*u.choose(&OWN)?, *u.choose(&OPS)?);
            spelling = spelling.operator(name, op);
            operators.push((name.to_owned(), op.wire_name().to_owned()));
        }
        let lists = "comma".to_owned();
        declared.spelling = Some(naive::Spelling { bare: bare.wire_name().to_owned(), lists, operators });
        builder = builder.spelling(spelling.bare(bare));
    }
    for _ in 0..u.int_in_range(1..=3)? {
        let name = *u.choose(&NAMES)?;
        let mut field = Field::text(name).multi_valued();
        let mut ops = vec![*u.choose(&OPS)?];
        for _ in 0..u.int_in_range(0..=3)? {
            let op = *u.choose(&OPS)?;
            if !ops.contains(&op) {
                ops.push(op);
            }
        }
        field = field.ops(ops.iter().copied());
        let bare = if u.ratio(1, 4)? { Some(*u.choose(&OPS)?) } else { None };
        field = bare.into_iter().fold(field, FieldBuilder::bare);
        let lists = u.ratio(1, 6)?;
        field = if lists { field.lists(ListStyle::Repeat) } else { field };
        let mut keys = Vec::new();
        for _ in 0..u.int_in_range(0..=2)? {
            if u.ratio(1, 3)? {
                let op = {
                    let from: &[Op] = if u.ratio(7, 8)? { &ops } else { &OPS };
                    *u.choose(from)?
                };
                let key = if u.ratio(1, 4)? { name } else { u.choose(&KEYS)? };
                field = field.key(key, op);
                keys.push((key.to_owned(), op.wire_name().to_owned()));
            }
        }
        builder = builder.field(field);
        declared.fields.push(naive::Field {
            name: name.to_owned(),
            kind: "text".to_owned(),
            ops: ops.iter().map(|op| op.wire_name().to_owned()).collect(),
            choices: Vec::new(),
            minimum: i64::MIN,
            maximum: i64::MAX,
            allow_empty: false,
            offset: 0,
            bare: bare.map(|op| op.wire_name().to_owned()),
            lists: lists.then(|| "repeat".to_owned()),
            keys,
        });
    }
    for _ in 0..u.int_in_range(0..=2)? {
        let name = *u.choose(&RESERVED)?;
        builder = builder.reserved([name]);
        declared.reserved.push(name.to_owned());
    }
    if u.ratio(1, 4)? {
        builder = builder.list_options(ListOptions::builder().pagination(Pagination::by_page()));
        declared.parameters = vec!["page".to_owned(), "page_size".to_owned()];
    }
    Ok((declared, builder))
}

/// Converts a schema with its limits and the strict policy.
fn naive_of(schema: &Schema) -> naive::Schema {
    to_naive(schema, *schema.limits(), Policy::STRICT)
}

/// Generates a query of keys that are joined from names of the schema.
pub fn any_keys(u: &mut Unstructured<'_>, schema: &Schema) -> Result<String> {
    let mut pieces =
        vec!["__", "__", "in", "n", "exact", "not_in", "gte", "_", "cf_", "x", "_detail", "k[", "]", "page", "ids"];
    for field in schema.fields() {
        pieces.push(field.name());
        pieces.push(field.name());
        pieces.extend(field.ops().iter().filter_map(|op| schema.key(field.name(), op)));
    }
    let mut query = String::new();
    for _ in 0..u.int_in_range(1..=6)? {
        for _ in 0..u.int_in_range(1..=4)? {
            query.push_str(u.choose(&pieces)?);
        }
        query.push_str("=1&");
    }
    Ok(query)
}
