//! Queries with exactly one error.

use arbitrary::{Error, Result, Unstructured};

use super::filter::{Draft, build, keys, operands, weight, weight_of};
use super::generator::Generator;
use super::invalid::{has_invalid_text, invalid_text};
use super::mistake::{Mistake, spell_operand};
use super::random::{one_in, shuffle};
use super::spell::{Style, encode, join, join_items, spell_pairs, spell_value};
use super::value::operand;
use crate::filter::Filter;
use crate::schema::{Field, Limits, ListStyle, Resolved};
use crate::validate::takes_empty;
use crate::value::{Arity, Op, Value};

/// A query with exactly one error.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NearMiss {
    /// The query.
    pub query: String,
    /// The code of the error; see [`ErrorKind::code`](crate::ErrorKind::code).
    pub code: &'static str,
}

/// Makes a query with an error of one code, or `None` if the schema, the limits or the policy has no such error.
type Make = fn(&Mistake<'_>, &mut Unstructured<'_>) -> Result<Option<String>>;

const MISTAKES: [(&str, Make); 19] = [
    ("unknown_field", misspell_field),
    ("unknown_operator", misspell_operator),
    ("operator_not_allowed", use_unlisted_operator),
    ("duplicate_condition", repeat_condition),
    ("empty_value", omit_value),
    ("empty_list", omit_list),
    ("empty_item", omit_item),
    ("wrong_item_count", miscount_items),
    ("reversed_range", reverse_range),
    ("invalid_value", misspell_value),
    ("missing_equals", omit_equals),
    ("empty_key", omit_key),
    ("malformed_percent", |it, u| it.add_undecodable(u, &["%", "%2", "%zz", "%g1", "%2G"], true)),
    ("invalid_utf8", |it, u| it.add_undecodable(u, &["%FF", "%E9", "%E2%82", "%c0"], true)),
    ("null_character", |it, u| it.add_undecodable(u, &["%00", "%00a"], false)),
    ("unexpected_character", add_unexpected_character),
    ("too_many_conditions", exceed_conditions),
    ("too_many_items", exceed_items),
    ("input_too_long", exceed_input),
];

/// Generates a query with one error and conditions of a filter.
pub(super) fn near_miss(generator: &Generator, u: &mut Unstructured<'_>, filter: &Filter<'_>) -> Result<NearMiss> {
    let style = Style::choose(generator, u)?;
    let mistake = Mistake { generator, filter, style, keys: keys(&generator.schema) };
    let mut mistakes = MISTAKES;
    shuffle(u, &mut mistakes)?;
    for (code, make) in mistakes {
        if let Some(query) = make(&mistake, u)? {
            return Ok(NearMiss { query, code });
        }
    }
    Err(Error::IncorrectFormat)
}

fn misspell_field(it: &Mistake<'_>, u: &mut Unstructured<'_>) -> Result<Option<String>> {
    if it.generator.policy.unknown_names {
        return Ok(None);
    }
    let schema = &it.generator.schema;
    for _ in 0..4 {
        let Some(key) = it.choose_key(u, |_, _| true)? else { return Ok(None) };
        let mut characters: Vec<char> = it.key(key).chars().collect();
        let index = u.int_in_range(0..=characters.len().saturating_sub(1))?;
        match u.int_in_range(0..=3)? {
            0 if characters.len() > 1 => drop(characters.remove(index)),
            1 if index > 0 => characters.swap(index.saturating_sub(1), index),
            2 => characters.insert(index, 'x'),
            _ => characters.push('s'),
        }
        let typo: String = characters.into_iter().collect();
        if matches!(schema.resolve(&typo), Resolved::UnknownField) {
            return it.add_rejected_key(u, &typo);
        }
    }
    Ok(None)
}

fn misspell_operator(it: &Mistake<'_>, u: &mut Unstructured<'_>) -> Result<Option<String>> {
    let is_wanted = |resolved: &Resolved<'_, '_>| match resolved {
        Resolved::UnknownOperator(..) => !it.generator.policy.unknown_names,
        resolved => matches!(resolved, Resolved::OtherKey(..)),
    };
    match it.choose_rejected_key(u, is_wanted)? {
        Some(key) => it.add_rejected_key(u, &key),
        None => Ok(None),
    }
}

fn use_unlisted_operator(it: &Mistake<'_>, u: &mut Unstructured<'_>) -> Result<Option<String>> {
    match it.choose_rejected_key(u, |resolved| matches!(resolved, Resolved::OperatorNotAllowed(..)))? {
        Some(key) => it.add_rejected_key(u, &key),
        None => Ok(None),
    }
}

fn repeat_condition(it: &Mistake<'_>, u: &mut Unstructured<'_>) -> Result<Option<String>> {
    let is_possible = !it.generator.policy.repeated_keys && it.limits().conditions > 1;
    let is_given_once = |field: &Field, op| field.list_style(op) == ListStyle::Comma;
    let Some((field, op)) = it.choose_key(u, is_given_once)?.filter(|_| is_possible) else {
        return Ok(None);
    };
    let Some(values) = operands(it.generator, u, field, op, None, it.limits().operands / 2)? else { return Ok(None) };
    let operands = weight(&values);
    let filter = build(it.generator, vec![(field, op, values)])?;
    let mut pairs = spell_pairs(&it.style, u, &filter, operands)?;
    pairs.extend(spell_pairs(&it.style, u, &filter, operands)?);
    if pairs.is_empty() { Ok(None) } else { it.insert(u, Some((field, op)), &pairs, (2, operands.saturating_mul(2))) }
}

fn omit_value(it: &Mistake<'_>, u: &mut Unstructured<'_>) -> Result<Option<String>> {
    let has_items = it.limits().list_items > 0;
    let takes_value = |field: &Field, op: Op| match op.arity() {
        Arity::One => true,
        Arity::Two => false,
        Arity::List => has_items && field.list_style(op) == ListStyle::Repeat,
    };
    let key = it.choose_key(u, |field, op| takes_value(field, op) && !takes_empty(field, op))?;
    let Some(key) = key.filter(|_| !it.generator.policy.empty_values) else { return Ok(None) };
    let pair = it.spell_pair(u, key, "")?;
    it.insert(u, Some(key), &[pair], (1, 1))
}

fn is_split(field: &Field, op: Op) -> bool {
    op.arity() != Arity::One && field.list_style(op) != ListStyle::Repeat
}

fn omit_list(it: &Mistake<'_>, u: &mut Unstructured<'_>) -> Result<Option<String>> {
    let key = it.choose_key(u, is_split)?.filter(|_| !it.generator.policy.empty_values);
    let Some(key) = key else { return Ok(None) };
    let pair = it.spell_pair(u, key, "")?;
    it.insert(u, Some(key), &[pair], (1, 0))
}

fn omit_item(it: &Mistake<'_>, u: &mut Unstructured<'_>) -> Result<Option<String>> {
    let Some(key) = it.choose_key(u, is_split)? else { return Ok(None) };
    let (text, operands) = spell_operand(u, key)?;
    let has_first = one_in(u, 2)?;
    let value = match (key.1.arity(), it.limits().list_items) {
        (Arity::List, 0) => return Ok(None),
        (Arity::List, 1) => " ".to_owned(),
        _ if has_first => join_items(u, &[text, String::new()])?,
        _ => join_items(u, &[String::new(), text])?,
    };
    let pair = it.spell_pair(u, key, &value)?;
    it.insert(u, Some(key), &[pair], (1, operands.saturating_add(1)))
}

fn miscount_items(it: &Mistake<'_>, u: &mut Unstructured<'_>) -> Result<Option<String>> {
    let Some(key) = it.choose_key(u, |_, op| op.arity() == Arity::Two)? else { return Ok(None) };
    let mut items = Vec::new();
    for _ in 0..*u.choose(&[1, 3])? {
        items.push(spell_operand(u, key)?.0);
    }
    let value = join_items(u, &items)?;
    let pair = it.spell_pair(u, key, &value)?;
    it.insert(u, Some(key), &[pair], (1, 0))
}

fn reverse_range(it: &Mistake<'_>, u: &mut Unstructured<'_>) -> Result<Option<String>> {
    let Some((field, op)) = it.choose_key(u, |_, op| op.arity() == Arity::Two)? else { return Ok(None) };
    for _ in 0..8 {
        let (mut low, mut high) = (operand(u, field, op)?, operand(u, field, op)?);
        if !Value::is_reversed_range(&low, &high) {
            std::mem::swap(&mut low, &mut high);
        }
        if Value::is_reversed_range(&low, &high) {
            let items = [spell_value(u, field, &low)?, spell_value(u, field, &high)?];
            let value = join_items(u, &items)?;
            let pair = it.spell_pair(u, (field, op), &value)?;
            return it.insert(u, Some((field, op)), &[pair], (1, weight([&low, &high])));
        }
    }
    Ok(None)
}

fn misspell_value(it: &Mistake<'_>, u: &mut Unstructured<'_>) -> Result<Option<String>> {
    let list_items = it.limits().list_items;
    let can_be_invalid = |field: &Field, op: Op| {
        (op.arity() != Arity::List || list_items > 0) && (op.takes_boolean() || has_invalid_text(field))
    };
    let Some(key) = it.choose_key(u, can_be_invalid)? else { return Ok(None) };
    let invalid = invalid_text(u, key.0, key.1)?;
    let (text, operands) = spell_operand(u, key)?;
    let values = match (key.1.arity(), key.0.list_style(key.1)) {
        (Arity::One, _) => vec![invalid],
        (Arity::List, _) if list_items < 2 || one_in(u, 2)? => vec![invalid],
        (Arity::List, ListStyle::Repeat) => vec![text, invalid],
        _ if one_in(u, 2)? => vec![join_items(u, &[invalid, text])?],
        _ => vec![join_items(u, &[text, invalid])?],
    };
    let mut pairs = Vec::new();
    for value in values {
        pairs.push(it.spell_pair(u, key, &value)?);
    }
    // An invalid value counts as one or two operand values.
    it.insert(u, Some(key), &pairs, (1, operands.saturating_add(2)))
}

fn omit_equals(it: &Mistake<'_>, u: &mut Unstructured<'_>) -> Result<Option<String>> {
    let Some(key) = it.choose_key(u, |_, _| true)? else { return Ok(None) };
    let pair = encode(&it.style, u, it.key(key), Some('='))?;
    it.insert(u, Some(key), &[pair], (1, 0))
}

fn omit_key(it: &Mistake<'_>, u: &mut Unstructured<'_>) -> Result<Option<String>> {
    let pair = format!("={}", u.choose(&["", "1", "a"])?);
    it.insert(u, None, &[pair], (1, 0))
}

/// A raw `#` begins the fragment of a URL, and no URL has a raw control character.
fn add_unexpected_character(it: &Mistake<'_>, u: &mut Unstructured<'_>) -> Result<Option<String>> {
    if !it.generator.is_raw {
        return Ok(None);
    }
    it.add_undecodable(u, &["#", "#a", "\t", "\n", "\0", "\u{7F}"], true)
}

/// More conditions than the limit, all with other keys: any other pair would have a second error.
fn exceed_conditions(it: &Mistake<'_>, u: &mut Unstructured<'_>) -> Result<Option<String>> {
    let limits = it.limits();
    if it.keys.len() <= limits.conditions {
        return Ok(None);
    }
    exceed(it, u, Limits { conditions: limits.conditions.saturating_add(1), ..limits })
}

/// One item more than the limit, or operands that exceed their limit together.
fn exceed_items(it: &Mistake<'_>, u: &mut Unstructured<'_>) -> Result<Option<String>> {
    let limits = it.limits();
    let count = limits.list_items.saturating_add(1);
    if let Some(key) = it.choose_key(u, |_, op| op.arity() == Arity::List)?
        && count <= limits.input_bytes
    {
        let (text, _) = spell_operand(u, key)?;
        let pairs = if key.0.list_style(key.1) == ListStyle::Repeat {
            vec![it.spell_pair(u, key, &text)?; count]
        } else {
            vec![it.spell_pair(u, key, &vec![text; count].join(","))?]
        };
        return it.insert(u, Some(key), &pairs, (1, 0));
    }
    // A whole day counts as two.
    exceed(it, u, Limits { operands: limits.operands.saturating_add(2), ..limits })
}

/// Makes a query that higher limits allow, if the limits don't.
fn exceed(it: &Mistake<'_>, u: &mut Unstructured<'_>, higher: Limits) -> Result<Option<String>> {
    let generator = Generator { limits: higher, ..it.generator.clone() };
    let mut keys = it.keys.clone();
    shuffle(u, &mut keys)?;
    let (mut drafts, mut room): (Vec<Draft<'_>>, _) = (Vec::new(), higher.operands);
    for (field, op) in keys {
        if drafts.len() < higher.conditions
            && let Some(values) = operands(&generator, u, field, op, None, room)?
        {
            room = room.saturating_sub(weight(&values));
            drafts.push((field, op, values));
        }
    }
    let filter = build(&generator, drafts)?;
    let operands = filter.iter().map(weight_of).sum();
    if filter.len() <= it.limits().conditions && operands <= it.limits().operands {
        return Ok(None);
    }
    let mut pairs = spell_pairs(&it.style, u, &filter, operands)?;
    shuffle(u, &mut pairs)?;
    let query = join(&it.style, u, &pairs)?;
    Ok(Some(query).filter(|query| query.len() <= higher.input_bytes))
}

fn exceed_input(it: &Mistake<'_>, u: &mut Unstructured<'_>) -> Result<Option<String>> {
    // Servers accept URLs of at most 64 KiB.
    const MAX_URL: usize = 60_000;
    let limit = it.limits().input_bytes;
    if !it.generator.is_raw && limit > MAX_URL {
        return Ok(None);
    }
    let pairs = spell_pairs(&it.style, u, it.filter, it.limits().operands)?;
    let mut query = join(&it.style, u, &pairs)?;
    let missing = limit.saturating_add(1).saturating_sub(query.len());
    query.extend(std::iter::repeat_n('&', missing));
    Ok(Some(query))
}
