//! The choice of probes, as long as the number of requests lasts.

use std::collections::{BTreeMap, HashMap, HashSet};

use filterset::Op;

use super::check::{Check, Probe, Relation};
use super::exchange::RequestId;
use super::finding::Coverage;
use super::query::Query;

/// An operator of a field.
type Operator = (String, Op);

/// Probes in turns: first one of each check, then one of each operator of each field, and then some of each check.
#[derive(Default)]
pub(super) struct Turns {
    probes: BTreeMap<(usize, Check, usize), Probe>,
    counts: HashMap<Check, usize>,
    seen: HashSet<(Check, Vec<String>)>,
    operators: HashSet<Operator>,
}

impl Turns {
    /// Adds a probe, unless it was added before.
    pub(super) fn add(&mut self, probe: Probe) {
        let texts: Vec<String> = probe.queries.iter().map(|query| query.text.clone()).collect();
        if !self.seen.insert((probe.check, texts)) {
            return;
        }
        let count = self.counts.entry(probe.check).or_default();
        let is_condition = matches!(probe.relation, Relation::Any);
        let is_new = is_condition && operators_of(&probe).any(|operator| self.operators.insert(operator));
        let turn = match *count {
            0 => 0,
            _ if is_new => 1,
            count => (count / probe.check.per_turn()).saturating_add(2),
        };
        self.probes.insert((turn, probe.check, *count), probe);
        *count = count.saturating_add(1);
    }

    /// Adds a probe before all others of its check.
    pub(super) fn add_first(&mut self, probe: Probe) {
        self.probes.insert((0, probe.check, 0), probe);
    }

    /// Chooses probes until there are `max` queries.
    pub(super) fn choose(self, choice: &mut Choice, max: usize) -> Coverage {
        let (mut operators, mut tried, mut wanted) = (HashSet::new(), HashSet::new(), HashSet::new());
        let mut queries_of_operators = 0;
        for probe in self.probes.into_values() {
            wanted.extend(probe.queries.iter().map(|query| query.text.clone()));
            let alone: Vec<Operator> = operators_of(&probe).collect();
            for operator in &alone {
                if operators.insert(operator.clone()) {
                    queries_of_operators = wanted.len();
                }
            }
            if choice.add(probe, max) {
                tried.extend(alone);
            }
        }
        Coverage { operators: operators.len(), tried: tried.len(), queries: queries_of_operators }
    }
}

/// Chosen probes, with their different queries.
#[derive(Default)]
pub(super) struct Choice {
    pub(super) probes: Vec<Probe>,
    /// The queries by their id, minus one.
    pub(super) queries: Vec<String>,
    pub(super) ids: HashMap<String, RequestId>,
}

impl Choice {
    pub(super) fn add_query(&mut self, query: &str) {
        if !self.ids.contains_key(query) {
            self.queries.push(query.to_owned());
            self.ids.insert(query.to_owned(), self.queries.len());
        }
    }

    /// Adds a probe, unless there would be more than `max` queries.
    fn add(&mut self, probe: Probe, max: usize) -> bool {
        let texts: HashSet<&String> = probe.queries.iter().map(|query| &query.text).collect();
        let new = texts.into_iter().filter(|text| !self.ids.contains_key(*text)).count();
        if self.queries.len().saturating_add(new) > max {
            return false;
        }
        for query in &probe.queries {
            self.add_query(&query.text);
        }
        self.probes.push(probe);
        true
    }
}

/// Returns the operators that a probe tries alone.
fn operators_of(probe: &Probe) -> impl Iterator<Item = Operator> {
    probe.queries.iter().filter_map(Query::filter).filter_map(|filter| {
        let mut conditions = filter.iter();
        let condition = conditions.next().filter(|_| conditions.next().is_none())?;
        Some((condition.field().name().to_owned(), condition.op()))
    })
}
