//! The material of the checks: the schema, the values of the first pages, and the choice among them.

use filterset::schema::{Arity, ListStyle};
use filterset::{Field, Op, OpSet, Schema, ValueType};

use super::query::Query;
use super::survey::Survey;

/// The operators of text that search for a part, or fold the case.
const SEARCHES: OpSet = OpSet::of(&[
    Op::Contains,
    Op::IContains,
    Op::StartsWith,
    Op::IStartsWith,
    Op::EndsWith,
    Op::IEndsWith,
    Op::NotContains,
    Op::NotIContains,
    Op::NotStartsWith,
    Op::NotIStartsWith,
    Op::NotEndsWith,
    Op::NotIEndsWith,
]);
/// The maximum number of characters that a search is for.
const MAX_SEARCH: usize = 4;

pub(crate) struct Context<'a> {
    pub(crate) schema: &'a Schema,
    pub(crate) survey: &'a Survey,
    rng: fastrand::Rng,
}

/// A valid condition.
pub(crate) struct Base<'a> {
    pub(crate) field: &'a Field,
    pub(crate) op: Op,
    pub(crate) values: Vec<String>,
    pub(crate) query: Query,
}

impl<'a> Context<'a> {
    pub(crate) fn new(schema: &'a Schema, survey: &'a Survey, seed: u64) -> Context<'a> {
        Context { schema, survey, rng: fastrand::Rng::with_seed(seed) }
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        self.rng.shuffle(items);
    }

    /// Returns a condition for each operator of each field, in any order.
    pub(crate) fn bases(&mut self) -> Vec<Base<'a>> {
        let schema = self.schema;
        let mut bases = Vec::new();
        for field in schema.fields() {
            for op in field.ops().iter() {
                bases.extend(self.base(field, op));
            }
        }
        self.shuffle(&mut bases);
        bases
    }

    /// Returns a condition with values of the first pages. If they have none, the values are only of the field's type.
    pub(crate) fn base(&mut self, field: &'a Field, op: Op) -> Option<Base<'a>> {
        let values = self.operand(field, op);
        let query = self.condition(field, op, &values)?;
        Some(Base { field, op, values, query })
    }

    /// Returns the query of a condition.
    pub(crate) fn condition(&self, field: &Field, op: Op, values: &[String]) -> Option<Query> {
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        Query::condition(self.schema, field, op, &values)
    }

    /// Returns the query that a field equals one of the values, whichever operator it lists for that.
    pub(crate) fn equality(&self, field: &Field, values: &[String]) -> Option<Query> {
        let single = (values.len() == 1).then(|| self.condition(field, Op::Exact, values)).flatten();
        single.or_else(|| self.condition(field, Op::In, values))
    }

    /// Returns up to `count` different values of a field in the first pages, in any order.
    pub(crate) fn pick(&mut self, field: &Field, count: usize) -> Vec<String> {
        let Some(sample) = self.survey.sample(field) else { return Vec::new() };
        let values = sample.values.iter().filter(|value| !value.is_empty());
        self.rng.choose_multiple(values, count).into_iter().cloned().collect()
    }

    /// Returns two values of a field in ascending order.
    pub(crate) fn pick_ascending(&mut self, field: &Field) -> Option<[String; 2]> {
        let mut values = self.pick(field, 2);
        if Query::condition(self.schema, field, Op::Range, &[values.first()?, values.get(1)?]).is_none() {
            values.sort_by(|a, b| compare(field, a, b));
        }
        <[String; 2]>::try_from(values).ok()
    }

    /// Returns values for an operator.
    fn operand(&mut self, field: &Field, op: Op) -> Vec<String> {
        if op.takes_boolean() {
            return vec!["true".to_owned()];
        }
        let mut values = match op.arity() {
            Arity::Two => self.pick_ascending(field).map_or_else(Vec::new, Vec::from),
            Arity::List => self.pick(field, 2),
            Arity::One => self.pick(field, 1),
        };
        if values.is_empty() {
            let count = if op.arity() == Arity::Two { 2 } else { 1 };
            values = vec![placeholder(field); count];
        }
        if SEARCHES.contains(op) {
            values = values.iter().map(|value| self.cut(op, value)).collect();
        }
        values
    }

    /// Cuts a part from a value, for a search.
    fn cut(&mut self, op: Op, value: &str) -> String {
        let characters: Vec<char> = value.chars().collect();
        let len = characters.len().min(MAX_SEARCH);
        let last = characters.len().saturating_sub(len);
        let start = match op.negated().unwrap_or(op) {
            Op::StartsWith | Op::IStartsWith => 0,
            Op::EndsWith | Op::IEndsWith => last,
            _ => self.rng.usize(0..=last),
        };
        characters.into_iter().skip(start).take(len).collect()
    }

    /// Returns a search for a part that is at the other end of a value, which finds an API that searches everywhere.
    pub(crate) fn misplaced_search(&mut self, field: &Field, op: Op) -> Option<Query> {
        let other = match op.negated().unwrap_or(op) {
            Op::StartsWith | Op::IStartsWith => Op::EndsWith,
            Op::EndsWith | Op::IEndsWith => Op::StartsWith,
            _ => return None,
        };
        let value = self.pick(field, 1).pop()?;
        let part = self.cut(other, &value);
        self.condition(field, op, &[part])
    }

    /// Returns `true` if the items of a list are split at commas.
    pub(crate) fn splits_at_commas(field: &Field, op: Op) -> bool {
        field.list_style(op) != ListStyle::Repeat
    }
}

/// Returns a value of a field's type, for fields without a value in the first pages.
fn placeholder(field: &Field) -> String {
    let value = match field.value_type() {
        ValueType::Integer => return field.minimum().or(field.maximum()).unwrap_or(1).to_string(),
        ValueType::Decimal => "1",
        ValueType::Boolean => "true",
        ValueType::Uuid => "00000000-0000-4000-8000-000000000000",
        ValueType::Date => "2022-05-04",
        ValueType::DateTime => "2022-05-04T00:00:00Z",
        ValueType::Choice => field.choices().next().unwrap_or_default(),
        _ => "a",
    };
    value.to_owned()
}

/// Compares two values of a field without a `range` operator.
fn compare(field: &Field, a: &str, b: &str) -> std::cmp::Ordering {
    match field.value_type() {
        ValueType::Integer | ValueType::Decimal => {
            let number = |text: &str| text.parse::<rust_decimal::Decimal>().unwrap_or_default();
            number(a).cmp(&number(b))
        }
        _ => a.cmp(b),
    }
}
