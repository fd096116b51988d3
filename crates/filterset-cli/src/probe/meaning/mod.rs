//! Queries that the language accepts: an API must give them the same meaning.

mod order;
mod spelling;

use filterset::{Field, Op, OpSet, ValueType};

use super::check::{Check, Probe, Relation};
use super::context::Context;
use super::query::Query;

/// Returns the queries that an API must understand, with the relations between their records.
pub(crate) fn make_probes(context: &mut Context<'_>) -> Vec<Probe> {
    let mut probes = Vec::new();
    add_conditions(context, &mut probes);
    let mut fields: Vec<&Field> = context.schema.fields().collect();
    context.shuffle(&mut fields);
    for field in &fields {
        let has_values = context.survey.sample(field).is_some_and(|sample| !sample.values.is_empty());
        add_null(context, field, &mut probes);
        if has_values {
            add_union(context, field, &mut probes);
            add_complements(context, field, &mut probes);
            order::add_probes(context, field, &mut probes);
        }
    }
    add_intersections(context, &fields, &mut probes);
    spelling::add_probes(context, &mut probes);
    order::add_orderings(context, &mut probes);
    probes
}

/// Adds a condition with each operator of each field.
fn add_conditions(context: &mut Context<'_>, probes: &mut Vec<Probe>) {
    for base in context.bases() {
        let is_search = OpSet::TEXT.contains(base.op);
        let check = if is_search { Check::Text } else { Check::Condition };
        probes.push(Probe::new(check, [base.query.clone()], Relation::Any));
        if is_search {
            let misplaced = context.misplaced_search(base.field, base.op);
            probes.extend(misplaced.map(|query| Probe::new(Check::Text, [query], Relation::Any)));
            add_letter_case(context, base.field, base.op, &base.values, probes);
        }
        let is_equality = matches!(base.op, Op::Exact | Op::Ne);
        if base.field.value_type() == ValueType::Text && is_equality {
            let special = ["", " "].map(str::to_owned);
            let queries =
                special.iter().filter_map(|value| context.condition(base.field, base.op, std::slice::from_ref(value)));
            probes.extend(queries.map(|query| Probe::new(Check::Condition, [query], Relation::Any)));
        }
        if base.field.value_type() == ValueType::Boolean && !base.op.takes_boolean() {
            let queries = ["true", "false"].map(str::to_owned);
            let queries =
                queries.iter().filter_map(|value| context.condition(base.field, base.op, std::slice::from_ref(value)));
            probes.extend(queries.map(|query| Probe::new(Check::Condition, [query], Relation::Any)));
        }
    }
}

/// Adds the same search in the other case, if the operator folds the case.
fn add_letter_case(context: &Context<'_>, field: &Field, op: Op, values: &[String], probes: &mut Vec<Probe>) {
    let folds = matches!(op.negated().unwrap_or(op), Op::IExact | Op::IContains | Op::IStartsWith | Op::IEndsWith);
    let upper: Vec<String> = values.iter().map(|value| value.to_ascii_uppercase()).collect();
    let lower: Vec<String> = values.iter().map(|value| value.to_ascii_lowercase()).collect();
    if folds
        && upper != lower
        && let (Some(upper), Some(lower)) = (context.condition(field, op, &upper), context.condition(field, op, &lower))
    {
        probes.push(Probe::new(Check::Text, [upper, lower], Relation::Same));
    }
}

/// Adds a list, and each of its items.
fn add_union(context: &mut Context<'_>, field: &Field, probes: &mut Vec<Probe>) {
    let values = context.pick(field, 2);
    let [first, second] = values.as_slice() else { return };
    let items = [first, second].map(|value| context.equality(field, std::slice::from_ref(value)));
    if let (Some(both), [Some(first), Some(second)]) = (context.condition(field, Op::In, &values), items) {
        let relation = Relation::Union { is_disjoint: !field.is_multi_valued() };
        probes.push(Probe::new(Check::Union, [both, first, second], relation));
    }
}

/// Adds each negative operator with the one that it negates.
fn add_complements<'a>(context: &mut Context<'a>, field: &'a Field, probes: &mut Vec<Probe>) {
    for op in field.ops().iter() {
        let Some(negated) = op.negated() else { continue };
        let Some(base) = context.base(field, op) else { continue };
        let positive = match negated {
            Op::Exact | Op::In => context.equality(field, &base.values),
            other => context.condition(field, other, &base.values),
        };
        if let Some(positive) = positive {
            probes.push(Probe::new(
                Check::Complement,
                [positive, base.query],
                Relation::Partition { may_have_others: false },
            ));
        }
    }
}

/// Adds both values of `isnull` and `isempty`.
fn add_null(context: &Context<'_>, field: &Field, probes: &mut Vec<Probe>) {
    for op in [Op::IsNull, Op::IsEmpty] {
        let query = |value: &str| context.condition(field, op, &[value.to_owned()]);
        if let (Some(yes), Some(no)) = (query("true"), query("false")) {
            probes.push(Probe::new(Check::Null, [yes, no], Relation::Partition { may_have_others: false }));
        }
    }
}

/// Adds pairs of conditions on two fields.
fn add_intersections<'a>(context: &mut Context<'a>, fields: &[&'a Field], probes: &mut Vec<Probe>) {
    let mut bases = Vec::new();
    for field in fields {
        let op = field.ops().iter().find(|op| !op.takes_boolean());
        bases.extend(op.and_then(|op| context.base(field, op)));
    }
    for (first, second) in bases.iter().zip(bases.iter().skip(1)) {
        let text = format!("{}&{}", first.query.text, second.query.text);
        probes.extend(Query::spelled(context.schema, text).map(|both| {
            let queries = [both, first.query.clone(), second.query.clone()];
            Probe::new(Check::Intersection, queries, Relation::Intersection)
        }));
    }
}
