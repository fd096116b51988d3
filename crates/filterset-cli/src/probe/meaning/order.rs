//! Bounds, ranges, whole days, and the order of records.

use filterset::value::Date;
use filterset::{Field, Op, ValueType};

use super::super::check::{Check, Probe, Relation};
use super::super::context::Context;
use super::super::query::Query;

/// Adds the relations between the bounds of a field.
pub(super) fn add_probes(context: &mut Context<'_>, field: &Field, probes: &mut Vec<Probe>) {
    let Some([low, high]) = context.pick_ascending(field) else { return };
    add_partitions(context, field, &low, probes);
    add_range(context, field, &low, &high, probes);
    for (op, values) in
        [(Op::Lt, [&low, &high]), (Op::Lte, [&low, &high]), (Op::Gt, [&high, &low]), (Op::Gte, [&high, &low])]
    {
        if let [Some(narrow), Some(wide)] = values.map(|value| bound(context, field, op, value)) {
            probes.push(Probe::new(Check::Monotonic, [narrow, wide], Relation::Growing));
        }
    }
    if field.value_type() == ValueType::DateTime {
        add_whole_day(context, field, &low, probes);
    }
}

/// Returns the query of a bound.
fn bound(context: &Context<'_>, field: &Field, op: Op, value: &str) -> Option<Query> {
    Query::condition(context.schema, field, op, &[value])
}

/// Returns the query of two bounds.
fn bounds(context: &Context<'_>, field: &Field, low: (Op, &str), high: (Op, &str)) -> Option<Query> {
    Query::conditions(context.schema, &[(field, low.0, &[low.1]), (field, high.0, &[high.1])])
}

/// Adds a bound and its opposite. Null satisfies neither.
fn add_partitions(context: &Context<'_>, field: &Field, value: &str, probes: &mut Vec<Probe>) {
    // A record with several values can satisfy both.
    if field.is_multi_valued() {
        return;
    }
    let null = bound(context, field, Op::IsNull, "true");
    let has_null = field.is_nullable() || context.survey.sample(field).is_none_or(|sample| sample.has_null);
    for (below, above) in [(Op::Lt, Op::Gte), (Op::Lte, Op::Gt)] {
        if let (Some(below), Some(above)) = (bound(context, field, below, value), bound(context, field, above, value)) {
            let may_have_others = null.is_none() && (has_null || !context.survey.is_complete());
            let queries: Vec<Query> = [below, above].into_iter().chain(null.clone()).collect();
            probes.push(Probe::new(Check::Partition, queries, Relation::Partition { may_have_others }));
        }
    }
}

/// Adds a range and the two bounds that mean the same.
fn add_range(context: &Context<'_>, field: &Field, low: &str, high: &str, probes: &mut Vec<Probe>) {
    let range = Query::condition(context.schema, field, Op::Range, &[low, high]);
    // One value of a record must be in the range, but two values can satisfy the two bounds.
    let both = bounds(context, field, (Op::Gte, low), (Op::Lte, high)).filter(|_| !field.is_multi_valued());
    if let (Some(range), Some(both)) = (range, both) {
        probes.push(Probe::new(Check::Range, [range, both], Relation::Same));
    }
}

/// Adds the conditions on a day that mean the same.
fn add_whole_day(context: &Context<'_>, field: &Field, instant: &str, probes: &mut Vec<Probe>) {
    let Some(date) = instant.get(..10).and_then(|date| date.parse::<Date>().ok()) else { return };
    let Some(next) = date.unix_days().checked_add(1).and_then(Date::from_unix_days) else { return };
    let (day, next) = (date.to_string(), next.to_string());
    let is_utc = field.time_zone().is_none_or(|zone| zone == "UTC");
    let instant = |day: &str| format!("{day}T00:00:00Z");
    let spellings = |op: Op, value: &str| {
        let at = is_utc.then(|| bound(context, field, op, &instant(value))).flatten();
        [bound(context, field, op, value), at].into_iter().flatten()
    };
    let within = |op: Op| Query::condition(context.schema, field, op, &[&day, &day]);
    let groups: [Vec<Query>; 4] = [
        bound(context, field, Op::Lte, &day).into_iter().chain(spellings(Op::Lt, &next)).collect(),
        bound(context, field, Op::Gt, &day).into_iter().chain(spellings(Op::Gte, &next)).collect(),
        spellings(Op::Gte, &day).collect(),
        [
            bound(context, field, Op::Exact, &day),
            within(Op::Range),
            bound(context, field, Op::In, &day),
            bounds(context, field, (Op::Gte, &day), (Op::Lte, &day)).filter(|_| !field.is_multi_valued()),
            bounds(context, field, (Op::Gte, &day), (Op::Lt, &next)).filter(|_| !field.is_multi_valued()),
        ]
        .into_iter()
        .flatten()
        .collect(),
    ];
    probes.extend(
        groups
            .into_iter()
            .filter(|queries| !queries.is_empty())
            .map(|queries| Probe::new(Check::WholeDay, queries, Relation::Same)),
    );
}

/// Adds the list parameter that sorts by each of its names, in both directions.
pub(super) fn add_orderings(context: &mut Context<'_>, probes: &mut Vec<Probe>) {
    let mut names: Vec<String> = context.schema.list_options().ordering().iter().map(ToString::to_string).collect();
    context.shuffle(&mut names);
    for name in names {
        for is_descending in [false, true] {
            let text = format!("ordering={}{name}", if is_descending { "-" } else { "" });
            let relation = Relation::Ordered { field: name.clone(), is_descending };
            probes.extend(
                Query::spelled(context.schema, text).map(|query| Probe::new(Check::Ordering, [query], relation)),
            );
        }
    }
}
