//! What a mistake in a query is made from.

use arbitrary::{Result, Unstructured};

use super::filter::{Draft, build, weight};
use super::generator::Generator;
use super::random::{one_in, shuffle};
use super::spell::{Style, encode, join, spell_pair, spell_pairs, spell_value};
use super::value::operand;
use crate::filter::Filter;
use crate::schema::{Field, Limits, Resolved};
use crate::value::{Op, Value};

/// The data from which a mistake is made.
pub(super) struct Mistake<'g> {
    pub(super) generator: &'g Generator,
    pub(super) filter: &'g Filter<'g>,
    pub(super) style: Style,
    pub(super) keys: Vec<(&'g Field, Op)>,
}

impl<'g> Mistake<'g> {
    pub(super) fn limits(&self) -> Limits {
        self.generator.limits
    }

    /// Chooses a key that passes a test.
    pub(super) fn choose_key(
        &self,
        u: &mut Unstructured<'_>,
        test: impl Fn(&Field, Op) -> bool,
    ) -> Result<Option<(&'g Field, Op)>> {
        let keys: Vec<_> = self.keys.iter().copied().filter(|(field, op)| test(field, *op)).collect();
        Ok(if keys.is_empty() { None } else { Some(*u.choose(&keys)?) })
    }

    pub(super) fn key(&self, (field, op): (&Field, Op)) -> &str {
        self.generator.schema.key(field.name(), op).unwrap_or_default()
    }

    pub(super) fn spell_pair(&self, u: &mut Unstructured<'_>, key: (&Field, Op), value: &str) -> Result<String> {
        spell_pair(&self.style, u, self.key(key), value)
    }

    /// Adds pairs with an error to the conditions of the filter. Leaves out the condition of the same key, and those for
    /// which the limits leave no room. The pairs count as a number of conditions and a number of operand values.
    pub(super) fn insert(
        &self,
        u: &mut Unstructured<'_>,
        key: Option<(&Field, Op)>,
        broken: &[String],
        (conditions, operands): (usize, usize),
    ) -> Result<Option<String>> {
        let limits = self.limits();
        let (Some(conditions), Some(operands)) =
            (limits.conditions.checked_sub(conditions), limits.operands.checked_sub(operands))
        else {
            return Ok(None);
        };
        let mut room = operands;
        let mut kept: Vec<Draft<'_>> = Vec::new();
        for condition in self.filter {
            let (field, op) = (condition.field(), condition.op());
            let values: Vec<_> = condition.predicate().values().map(Value::into_owned).collect();
            let is_other = key.is_none_or(|(other, other_op)| (other.name(), other_op) != (field.name(), op));
            if let Some(rest) = room.checked_sub(weight(&values)).filter(|_| is_other && kept.len() < conditions) {
                room = rest;
                kept.push((field, op, values));
            }
        }
        // The pairs alone, if all are too long.
        for drafts in [kept, Vec::new()] {
            let filter = build(self.generator, drafts)?;
            let mut pairs = spell_pairs(&self.style, u, &filter, operands)?;
            shuffle(u, &mut pairs)?;
            let mut index = 0;
            for pair in broken {
                index = u.int_in_range(index..=pairs.len())?;
                pairs.insert(index, pair.clone());
                index = index.saturating_add(1);
            }
            let query = join(&self.style, u, &pairs)?;
            if query.len() <= limits.input_bytes {
                return Ok(Some(query));
            }
        }
        Ok(None)
    }

    /// Adds a pair that can't be decoded.
    pub(super) fn add_undecodable(
        &self,
        u: &mut Unstructured<'_>,
        parts: &[&str],
        can_be_in_key: bool,
    ) -> Result<Option<String>> {
        let Some(key) = self.choose_key(u, |_, _| true)? else { return Ok(None) };
        let part = format!("{}{}", u.choose(&["", "a", "1"])?, u.choose(parts)?);
        let name = encode(&self.style, u, self.key(key), Some('='))?;
        let pair = if can_be_in_key && one_in(u, 4)? { format!("{name}{part}=1") } else { format!("{name}={part}") };
        self.insert(u, Some(key), &[pair], (1, 0))
    }

    /// Adds a pair whose key is rejected.
    pub(super) fn add_rejected_key(&self, u: &mut Unstructured<'_>, key: &str) -> Result<Option<String>> {
        let value = *u.choose(&["1", "a", "", "true"])?;
        let pair = spell_pair(&self.style, u, key, value)?;
        self.insert(u, None, &[pair], (1, 0))
    }

    /// Chooses a key of a field with the text of an operator that the schema rejects for a reason.
    pub(super) fn choose_rejected_key(
        &self,
        u: &mut Unstructured<'_>,
        is_wanted: impl Fn(&Resolved<'_, '_>) -> bool,
    ) -> Result<Option<String>> {
        let schema = &self.generator.schema;
        let mut fields: Vec<&Field> = schema.fields().collect();
        shuffle(u, &mut fields)?;
        for field in fields {
            let built_in = Op::ALL.iter().map(|op| op.wire_name().to_owned());
            let own = Op::ALL.iter().map(|op| schema.operator_name(*op).to_owned());
            let others = field.ops().iter().map(|op| schema.operator_name(op).to_ascii_uppercase());
            let texts = built_in.chain(own).chain(others).chain(["nope", "eq", "nin", ""].map(str::to_owned));
            let keys = texts.map(|text| format!("{}__{text}", field.name())).chain([field.name().to_owned()]);
            let keys: Vec<String> = keys.filter(|key| is_wanted(&schema.resolve(key))).collect();
            if !keys.is_empty() {
                return u.choose(&keys).cloned().map(Some);
            }
        }
        Ok(None)
    }
}

/// Generates the spelling of an operand, and the number of operand values that it counts as.
pub(super) fn spell_operand(u: &mut Unstructured<'_>, (field, op): (&Field, Op)) -> Result<(String, usize)> {
    let value = operand(u, field, op)?;
    Ok((spell_value(u, field, &value)?, weight([&value])))
}
