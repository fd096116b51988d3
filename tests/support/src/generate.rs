//! Generates schemas, calls of builders and invalid queries from arbitrary bytes, for property tests, fuzz targets and
//! replays. If the bytes run out, the generated values are simple ones. The generators of filters and of their spellings
//! are those of the crate.

use arbitrary::{Result, Unstructured};
use chrono::{DateTime, NaiveDate, Utc};
use filterset::generate::Query;
use filterset::schema::{FieldBuilder, ListStyle, SchemaBuilder, Spelling};
use filterset::{Field, Filter, FilterBuilder, Limits, Op, OpSet, Schema, Value, ValueType};
use rust_decimal::Decimal;
use uuid::Uuid;

/// Pieces of names, which form ambiguous keys if they are combined.
const NAMES: [&str; 16] =
    ["a", "b", "a_b", "a.b-c", "id", "in", "x", "Z9", "_", "__", "-", ".", "ne", "exact", "gt", "A"];

const RESERVED: [&str; 20] = [
    "page",
    "page_size",
    "a__c",
    "fields",
    "search",
    "b__in",
    "-x",
    "__",
    "page[x]",
    "]",
    "cf_*",
    "*_detail",
    "a__*",
    "*__in",
    "a*",
    "*n",
    "group_by[*",
    "*]",
    "__*",
    "*-",
];

/// New names of operators, which resemble names of fields and operators.
const OWN_NAMES: [&str; 16] =
    ["n", "ic", "nic", "empty", "ids", "a", "b", "id", "x", "exact_2", "in_x", "0", "not", "contains_cs", "z9", "any"];

/// Whole keys of operators. `@` stands for the name of the field.
const KEYS: [&str; 20] = [
    "@",
    "@",
    "@_after",
    "filter[@]",
    "@[in]",
    "not_@",
    "@__exact",
    "@__in",
    "@__n",
    "@__x__y",
    "@__",
    "a",
    "a__in",
    "x[y]",
    "[",
    "]",
    "a_b__ne",
    "k",
    "K.k-",
    "__@",
];

/// Pieces of queries: special characters, keywords, and texts that resemble them.
const PIECES: [&str; 55] = [
    "&",
    "=",
    "+",
    ",",
    "?",
    "#",
    ";",
    "%",
    " ",
    "\"",
    "'",
    "\\",
    "%2",
    "%zz",
    "%00",
    "%FF",
    "%E2%82",
    "%2C",
    "%2c",
    "%26",
    "%20",
    "%25",
    "__",
    "__in",
    "__exact",
    "__ne",
    "__range",
    "__isnull",
    "__not_icontains",
    "__isempty",
    "__nope",
    "__n",
    "__nic",
    "[",
    "%5B",
    "%5d",
    "\0",
    "\t",
    "\n",
    "\u{7F}",
    "\u{202E}",
    "\u{FEFF}",
    "é",
    "漢",
    "😀",
    "\u{301}",
    "true",
    "null",
    "-0",
    "1e3",
    "0001-01-01",
    "T24:00:00",
    "Z",
    "%2B01:00",
    "9999-12-31",
];

/// Generates a schema with 1 to 8 fields of any type. Half of the schemas have a spelling, and some fields of the others.
pub fn schema(u: &mut Unstructured<'_>) -> Result<Schema> {
    let name = if u.arbitrary()? { "tables/arbitrary" } else { "" };
    let spelling = if u.arbitrary()? { Some(spelling(u)?) } else { None };
    let build = |fields: &[FieldBuilder], reserved: &[&'static str]| {
        let builder = Schema::builder(name).fields(fields.iter().cloned()).reserved(reserved.iter().copied());
        spelling.iter().cloned().fold(builder, SchemaBuilder::spelling).build()
    };
    let fields = (0..u.int_in_range(1..=8)?).map(|number| field(u, number, spelling.as_ref()));
    let fields = fields.collect::<Result<_>>()?;
    let reserved = (0..u.int_in_range(0..=4)?).map(|_| u.choose(&RESERVED).copied()).collect::<Result<_>>()?;
    let mut fields = drop_conflicts(fields, |fields| build(fields, &[]).is_ok());
    if fields.is_empty() {
        // A field can conflict with itself.
        fields.push(Field::text("only").ops([Op::Exact, Op::In]));
    }
    let reserved = drop_conflicts(reserved, |reserved| build(&fields, reserved).is_ok());
    Ok(build(&fields, &reserved).expect("each field was taken"))
}

/// Generates a valid spelling. Operators have new names, exchange their names, or take the name of one with a new name.
pub fn spelling(u: &mut Unstructured<'_>) -> Result<Spelling> {
    let mut spelling = Spelling::new();
    if u.arbitrary()? {
        spelling = spelling.lists(*u.choose(&ListStyle::ALL)?);
    }
    if u.arbitrary()? {
        spelling = spelling.bare(*u.choose(&[Op::In, Op::In, Op::AllIn, Op::Gte, Op::IContains, Op::NotIn])?);
    }
    let mut ops = Op::ALL.to_vec();
    shuffle(u, &mut ops)?;
    let mut names = OWN_NAMES.to_vec();
    shuffle(u, &mut names)?;
    while !ops.is_empty() && !names.is_empty() && u.ratio(3, 4)? {
        let mut group = ops.split_off(ops.len().saturating_sub(u.int_in_range(1..=3)?));
        let mut given: Vec<&str> = group.iter().map(|op| op.wire_name()).collect();
        given.rotate_left(1);
        if group.len() == 1 || u.arbitrary()? {
            given.pop();
            given.extend(names.pop());
        }
        for (op, name) in group.drain(..).zip(given) {
            spelling = spelling.operator(name, op);
        }
    }
    Ok(spelling)
}

/// Returns `true` if each operator of the field has one key only.
#[must_use]
pub fn is_spelled(schema: &Schema, field: &Field) -> bool {
    let is_declared = field.bare().is_some() || field.lists().is_some() || field.keys().len() > 0;
    schema.spelling().is_some() || is_declared
}

/// Returns all items if they are valid together. Otherwise it drops each one that conflicts with those before it. The
/// usual case builds one schema instead of one for each item.
pub(crate) fn drop_conflicts<T>(all: Vec<T>, is_valid: impl Fn(&[T]) -> bool) -> Vec<T> {
    if is_valid(&all) {
        return all;
    }
    let mut kept = Vec::new();
    for one in all {
        kept.push(one);
        if !is_valid(&kept) {
            kept.pop();
        }
    }
    kept
}

fn field(u: &mut Unstructured<'_>, number: usize, spelling: Option<&Spelling>) -> Result<FieldBuilder> {
    let mut name = String::from(*u.choose(&NAMES)?);
    for _ in 0..u.int_in_range(0..=2)? {
        name.push_str(if u.arbitrary()? { "__" } else { "_" });
        name.push_str(u.choose(&NAMES)?);
    }
    if number == 7 {
        name.extend(std::iter::repeat_n('n', 128 - name.len()));
    }
    let value_type = *u.choose(&ValueType::ALL)?;
    let mut field = FieldBuilder::new(name.clone(), value_type);
    let (multi_valued, nullable): (bool, bool) = (u.arbitrary()?, u.arbitrary()?);
    field = if multi_valued { field.multi_valued() } else { field };
    field = if nullable { field.nullable() } else { field };
    let mask = u.arbitrary::<u32>()?;
    let of_type = |op: &Op| match op {
        Op::AllIn => multi_valued,
        Op::IsNull => nullable,
        Op::IsEmpty => value_type == ValueType::Text || multi_valued || nullable,
        op => value_type.ops().contains(*op),
    };
    let mut ops: OpSet = Op::ALL.into_iter().filter(of_type).filter(|op| mask >> (*op as u32) & 1 == 1).collect();
    if ops.is_empty() {
        ops = OpSet::of(&[Op::Exact]);
    }
    field = field.ops(ops);
    let has_list = [Op::In, Op::NotIn, Op::AllIn].into_iter().any(|op| ops.contains(op));
    let mut style = spelling.map_or(ListStyle::Comma, Spelling::list_style);
    if u.ratio(1, 3)? {
        let listed: Vec<Op> = ops.iter().collect();
        if u.arbitrary()? {
            let from: &[Op] = if u.arbitrary()? { &listed } else { &Op::ALL };
            field = field.bare(*u.choose(from)?);
        }
        if has_list && u.arbitrary()? {
            style = *u.choose(&ListStyle::ALL)?;
            field = field.lists(style);
        }
        for op in listed {
            if u.ratio(1, 6)? {
                field = field.key(u.choose(&KEYS)?.replace('@', &name).chars().take(128).collect::<String>(), op);
            }
        }
    }
    if value_type == ValueType::Integer && u.ratio(1, 4)? {
        let (one, other): (i64, i64) = (u.arbitrary()?, u.arbitrary()?);
        field = field.minimum(one.min(other)).maximum(one.max(other));
    }
    if value_type == ValueType::Text && u.arbitrary()? {
        field = field.allow_empty();
    }
    if value_type == ValueType::DateTime && u.arbitrary()? {
        field = field.time_zone(time_zone(u)?);
    }
    if value_type == ValueType::Choice {
        let mut choices = vec!["c".to_owned()];
        let is_item = has_list && style != ListStyle::Repeat;
        for _ in 0..u.int_in_range(0..=4)? {
            let choice = text(u, is_item)?;
            if !choices.contains(&choice) {
                choices.push(choice);
            }
        }
        field = field.choices(choices);
    }
    if u.ratio(1, 4)? {
        field = field.description(text(u, false)?);
    }
    Ok(field)
}

/// Generates `UTC` or a fixed offset.
fn time_zone(u: &mut Unstructured<'_>) -> Result<String> {
    let minutes: i32 = u.int_in_range(-(24 * 60 - 1)..=24 * 60 - 1)?;
    let sign = if minutes < 0 { '-' } else { '+' };
    let (hours, minutes) = (minutes.abs() / 60, minutes.abs() % 60);
    Ok(if u.ratio(1, 4)? { "UTC".to_owned() } else { format!("{sign}{hours:02}:{minutes:02}") })
}

/// Adds a valid condition with the method of the operator.
fn condition<'v>(
    u: &mut Unstructured<'_>,
    builder: FilterBuilder<'v>,
    field: &Field,
    op: Op,
) -> Result<FilterBuilder<'v>> {
    let name = field.name();
    let mut one = |op| field.arbitrary_operand(op, u);
    Ok(match op {
        Op::Exact => builder.exact(name, one(op)?),
        Op::Ne => builder.ne(name, one(op)?),
        Op::Gt => builder.gt(name, one(op)?),
        Op::Gte => builder.gte(name, one(op)?),
        Op::Lt => builder.lt(name, one(op)?),
        Op::Lte => builder.lte(name, one(op)?),
        Op::IExact => builder.iexact(name, one(op)?),
        Op::Contains => builder.contains(name, one(op)?),
        Op::IContains => builder.icontains(name, one(op)?),
        Op::StartsWith => builder.starts_with(name, one(op)?),
        Op::IStartsWith => builder.istarts_with(name, one(op)?),
        Op::EndsWith => builder.ends_with(name, one(op)?),
        Op::IEndsWith => builder.iends_with(name, one(op)?),
        Op::NotIExact => builder.not_iexact(name, one(op)?),
        Op::NotContains => builder.not_contains(name, one(op)?),
        Op::NotIContains => builder.not_icontains(name, one(op)?),
        Op::NotStartsWith => builder.not_starts_with(name, one(op)?),
        Op::NotIStartsWith => builder.not_istarts_with(name, one(op)?),
        Op::NotEndsWith => builder.not_ends_with(name, one(op)?),
        Op::NotIEndsWith => builder.not_iends_with(name, one(op)?),
        Op::IsNull => builder.is_null(name, u.arbitrary()?),
        Op::IsEmpty => builder.is_empty(name, u.arbitrary()?),
        Op::Range => {
            let (low, high) = (one(op)?, one(op)?);
            // One order of the two bounds is valid.
            match builder.clone().range(name, low.clone(), high.clone()).build() {
                Ok(_) => builder.range(name, low, high),
                Err(_) => builder.range(name, high, low),
            }
        }
        Op::In => builder.is_in(name, list(u, field, op)?),
        Op::NotIn => builder.not_in(name, list(u, field, op)?),
        Op::AllIn => builder.all_in(name, list(u, field, op)?),
        other => panic!("{other} is new: how is it built?"),
    })
}

fn list(u: &mut Unstructured<'_>, field: &Field, op: Op) -> Result<Vec<Value<'static>>> {
    let count = u.int_in_range(1..=5)?;
    (0..count).map(|_| field.arbitrary_operand(op, u)).collect()
}

/// Generates a value of any type, which few fields accept.
pub fn any_value(u: &mut Unstructured<'_>) -> Result<Value<'static>> {
    Ok(match u.int_in_range(0..=8)? {
        0 => text(u, false)?.into(),
        1 => (*u.choose(&PIECES)?).into(),
        2 => u.arbitrary::<i64>()?.into(),
        3 => Decimal::deserialize(u.arbitrary()?).into(),
        4 => u.arbitrary::<bool>()?.into(),
        5 => Uuid::from_u128(u.arbitrary()?).into(),
        6 => NaiveDate::from_num_days_from_ce_opt(u.arbitrary()?).unwrap_or(NaiveDate::MAX).into(),
        7 => {
            let (seconds, nanoseconds) = (u.arbitrary()?, u.int_in_range(0..=1_999_999_999)?);
            DateTime::<Utc>::from_timestamp(seconds, nanoseconds).unwrap_or(DateTime::<Utc>::MAX_UTC).into()
        }
        _ => "".into(),
    })
}

/// Generates a text that isn't empty and has no NUL. An item of a list has nothing that would be split or trimmed.
pub fn text(u: &mut Unstructured<'_>, is_item: bool) -> Result<String> {
    let mut text = String::new();
    for _ in 0..u.int_in_range(1..=6)? {
        match u.int_in_range(0..=3)? {
            0 => text.push(u.arbitrary()?),
            1 => text.push_str(u.choose(&PIECES)?),
            2 => text.push(char::from(u.int_in_range(1..=0x7F)?)),
            _ => text.push(char::from(u.int_in_range(b'a'..=b'e')?)),
        }
    }
    text.retain(|character| character != '\0' && !(is_item && character == ','));
    let text = if is_item { text.trim_matches(' ') } else { &text };
    Ok(if text.is_empty() { "x".to_owned() } else { text.to_owned() })
}

/// Generates calls of a builder, many of which are invalid.
pub fn any_calls<'v>(u: &mut Unstructured<'_>, schema: &Schema) -> Result<FilterBuilder<'v>> {
    let fields: Vec<&Field> = schema.fields().collect();
    let mut builder = schema.filter();
    for _ in 0..u.int_in_range(0..=12)? {
        let field = *u.choose(&fields)?;
        let allowed: Vec<Op> = field.ops().iter().collect();
        let listed = *u.choose(&allowed)?;
        builder = match u.int_in_range(0..=7)? {
            0..=3 => condition(u, builder, field, listed)?,
            4 => builder.with(field.name(), *u.choose(&Op::ALL)?, [any_value(u)?]),
            5 => {
                let values = (0..u.int_in_range(0..=6)?).map(|_| any_value(u)).collect::<Result<Vec<_>>>()?;
                builder.with(field.name(), listed, values)
            }
            6 => builder.remove(field.name(), *u.choose(&Op::ALL)?),
            _ => builder.exact(&text(u, false)?, any_value(u)?),
        };
    }
    Ok(builder)
}

/// Generates limits that are no larger than the default ones, and equal to them half of the time.
pub fn limits(u: &mut Unstructured<'_>) -> Result<Limits> {
    if u.arbitrary()? {
        return Ok(Limits::DEFAULT);
    }
    Ok(Limits {
        input_bytes: u.int_in_range(0..=256)?,
        conditions: u.int_in_range(0..=4)?,
        list_items: u.int_in_range(0..=4)?,
        operands: u.int_in_range(0..=12)?,
        errors: u.int_in_range(0..=4)?,
    })
}

/// Spells a filter in another way, with reserved pairs and raw text.
pub fn respell_filter(u: &mut Unstructured<'_>, filter: &Filter<'_>) -> Result<Query> {
    filter.schema().generator().reserved_pairs().raw_text().query_of(filter, u)
}

/// Writes the items of a list as the values of its pairs.
pub fn spread(u: &mut Unstructured<'_>, style: ListStyle, items: &[&str]) -> Result<Vec<String>> {
    Ok(match style {
        ListStyle::Repeat => items.iter().map(|item| (*item).to_owned()).collect(),
        ListStyle::Both => {
            let (mut values, mut rest) = (Vec::new(), items);
            while !rest.is_empty() {
                let (part, others) = rest.split_at(u.int_in_range(1..=rest.len())?);
                values.push(join_spaced(u, part)?);
                rest = others;
            }
            values
        }
        _ => vec![join_spaced(u, items)?],
    })
}

/// Generates a mutation of a query, which may be valid or not.
pub fn mutate_query(u: &mut Unstructured<'_>, query: &str) -> Result<String> {
    let mut characters: Vec<char> = query.chars().collect();
    for _ in 0..u.int_in_range(1..=3)? {
        let index = u.int_in_range(0..=characters.len())?;
        let end = u.int_in_range(index..=characters.len().min(index + 4))?;
        let inserted: Vec<char> = match u.int_in_range(0..=4)? {
            0 => vec![],
            1 => vec![u.arbitrary()?],
            2 => characters.iter().skip(u.int_in_range(0..=characters.len())?).take(12).copied().collect(),
            _ => u.choose(&PIECES)?.chars().collect(),
        };
        characters.splice(index..end, inserted);
    }
    Ok(characters.into_iter().collect())
}

/// Generates any text. Most texts consist of pieces that have a meaning in queries of the schema.
pub fn any_text(u: &mut Unstructured<'_>, schema: &Schema) -> Result<String> {
    let mut names: Vec<&str> = schema.fields().map(Field::name).chain(schema.reserved()).collect();
    let mut keys = vec!["a"];
    for field in schema.fields() {
        keys.extend(field.ops().iter().filter_map(|op| schema.key(field.name(), op)));
    }
    names.extend(&keys);
    let own: Vec<&str> =
        schema.spelling().into_iter().flat_map(|spelling| spelling.operators().map(|(n, _)| n)).collect();
    let mut text = String::new();
    for _ in 0..u.int_in_range(0..=24)? {
        match u.int_in_range(0..=6)? {
            0 => text.push(u.arbitrary()?),
            1 => text.push_str(u.choose(&names)?),
            2 if !own.is_empty() && u.arbitrary()? => text.extend(["__", *u.choose(&own)?]),
            2 => text.extend(["__", u.choose(&Op::ALL)?.wire_name()]),
            6 => text.extend(["&", *u.choose(&keys)?, "="]),
            3 => text.push_str(u.choose(&["=", "&", ","])?),
            _ => text.push_str(u.choose(&PIECES)?),
        }
    }
    Ok(text)
}

/// Joins items with commas, with spaces around some of them.
pub fn join_spaced(u: &mut Unstructured<'_>, items: &[&str]) -> Result<String> {
    let mut text = String::new();
    for (number, item) in items.iter().enumerate() {
        text.push_str(if number > 0 { "," } else { "" });
        text.push_str(u.choose(&["", "", " ", "  "])?);
        text.push_str(item);
        text.push_str(u.choose(&["", "", " ", "  "])?);
    }
    Ok(text)
}

/// Percent-encodes the characters that need it, and some others.
pub fn percent_encode(u: &mut Unstructured<'_>, text: &str, is_key: bool) -> Result<String> {
    let mut encoded = String::new();
    for character in text.chars() {
        let must = matches!(character, '%' | '&' | '+' | '#') || character.is_ascii_control();
        let must = must || (is_key && character == '=');
        if character == ' ' && u.arbitrary()? {
            encoded.push('+');
        } else if must || u.ratio(1, 8)? {
            for byte in character.encode_utf8(&mut [0; 4]).bytes() {
                let escape = format!("{byte:02X}");
                encoded.push('%');
                encoded.push_str(&if u.arbitrary()? { escape.to_ascii_lowercase() } else { escape });
            }
        } else {
            encoded.push(character);
        }
    }
    Ok(encoded)
}

pub fn shuffle<T>(u: &mut Unstructured<'_>, items: &mut [T]) -> Result<()> {
    for last in (1..items.len()).rev() {
        items.swap(u.int_in_range(0..=last)?, last);
    }
    Ok(())
}
