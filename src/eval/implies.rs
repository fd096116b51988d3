//! Logical consequences of a filter, decided field by field: that it matches no record, or only records that another
//! filter matches.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::interval::Intervals;
use super::satisfies;
use crate::filter::{Condition, Filter, Predicate};
use crate::schema::Field;
use crate::value::{Op, Value};

impl Filter<'_> {
    /// Returns `true` if conditions on the same field are known to contradict each other, so that no record matches.
    ///
    /// `true` is always correct, and `false` means that the answer isn't known. Intervals, lists, nulls and prefixes
    /// are decided; other string searches are decided only if the filter also determines the whole string.
    ///
    /// With this, a server can return an empty page without a query to its database.
    ///
    /// ```
    /// # use filterset::{Field, Op, Schema};
    /// # let orders = Schema::builder("orders").field(Field::integer("amount").ops([Op::Gt, Op::Lt])).build().unwrap();
    /// assert!(orders.parse("amount__gt=9&amount__lt=5")?.is_unsatisfiable());
    /// assert!(orders.parse("amount__gt=4&amount__lt=5")?.is_unsatisfiable());
    /// assert!(!orders.parse("amount__gt=4&amount__lt=6")?.is_unsatisfiable());
    /// # Ok::<(), filterset::Errors>(())
    /// ```
    #[must_use]
    pub fn is_unsatisfiable(&self) -> bool {
        facts_by_field(self).values().any(Facts::are_contradictory)
    }

    /// Returns `true` if every record that this filter matches is known to match the other filter.
    ///
    /// `true` is always correct, and `false` means that the answer isn't known. The filters can have different schemas,
    /// such as two versions of one: fields are compared by name and must have the same type.
    ///
    /// With this, the cached result of a wider filter can be searched again for a narrower one.
    ///
    /// ```
    /// # use filterset::{Field, Op, Schema};
    /// # let links = Schema::builder("links")
    /// #     .field(Field::date_time("created_at").ops([Op::Exact, Op::Gte]))
    /// #     .field(Field::choice("status", ["valid", "invalid"]).ops([Op::Exact, Op::In]))
    /// #     .build().unwrap();
    /// let narrow = links.parse("created_at=2022-03-03&status=invalid")?;
    /// let wide = links.parse("created_at__gte=2022-03-01&status__in=valid,invalid")?;
    /// assert!(narrow.implies(&wide));
    /// assert!(!wide.implies(&narrow));
    /// # Ok::<(), filterset::Errors>(())
    /// ```
    #[must_use]
    pub fn implies(&self, other: &Filter<'_>) -> bool {
        let facts = facts_by_field(self);
        let none = Facts::none();
        let follows = |condition: Condition<'_>| {
            let field = condition.field();
            self.schema().field(field.name()).is_some_and(|own| {
                let is_same =
                    (own.value_type(), own.is_multi_valued()) == (field.value_type(), field.is_multi_valued());
                let facts = facts.get(field.name()).unwrap_or(&none);
                is_same && facts.satisfy(condition.predicate(), field.is_multi_valued())
            })
        };
        facts.values().any(Facts::are_contradictory) || other.iter().all(follows)
    }
}

/// The facts that a filter's conditions establish about the values of a record in one field.
struct Facts<'f> {
    is_null: Option<bool>,
    /// For each of these sets, the record has a value in it. In a single-valued field, it is the same value.
    held: Vec<Intervals<'f>>,
    /// The record has no value in this set.
    absent: Intervals<'f>,
    /// The string searches that a value satisfies. In a single-valued field, it is the same value.
    searches: Vec<&'f Predicate<'f>>,
}

impl<'f> Facts<'f> {
    fn none() -> Facts<'f> {
        Facts { is_null: None, held: Vec::new(), absent: Intervals::none(), searches: Vec::new() }
    }

    fn add_predicate(&mut self, predicate: &'f Predicate<'f>) {
        match predicate {
            Predicate::IsNull(is_null) => self.is_null = Some(*is_null),
            Predicate::Ne(_) | Predicate::NotIn(_) => {
                self.absent = self.absent.union(&Intervals::from_predicate(predicate));
            }
            Predicate::AllIn(list) => self.held.extend(list.iter().map(Intervals::from_value)),
            positive => {
                self.held.push(Intervals::from_predicate(positive));
                if searched_text(positive).is_some() {
                    self.searches.push(positive);
                }
            }
        }
    }

    /// Combines the facts about the same value.
    fn combine(&mut self, is_multi_valued: bool) {
        if self.is_null == Some(false) {
            self.held.push(Intervals::all());
        }
        if !is_multi_valued && !self.held.is_empty() {
            let mut value = self.held.drain(..).fold(Intervals::all(), |all, next| all.intersection(&next));
            value.retain(|known| self.searches.iter().all(|search| satisfies(search, known)));
            self.held.push(value);
        }
        for value in &mut self.held {
            *value = value.difference(&self.absent);
        }
        Intervals::sort(&mut self.held);
    }

    fn are_contradictory(&self) -> bool {
        self.held.iter().any(Intervals::is_empty) || (self.is_null == Some(true) && !self.held.is_empty())
    }

    /// Returns `true` if the record is known to satisfy a condition on the field.
    fn satisfy(&self, predicate: &Predicate<'_>, is_multi_valued: bool) -> bool {
        let holds = |within: &Intervals<'_>| within.contains_one_of(&self.held);
        match predicate {
            Predicate::IsNull(true) => self.is_null == Some(true),
            Predicate::IsNull(false) => !self.held.is_empty(),
            Predicate::Ne(_) | Predicate::NotIn(_) => {
                let rejected = Intervals::from_predicate(predicate);
                let is_other = |value: &Intervals<'_>| value.intersection(&rejected).is_empty();
                let is_found = |value: &&Value<'_>| self.searches.iter().all(|search| satisfies(search, value));
                self.is_null == Some(true)
                    || rejected.is_subset(&self.absent)
                    || (!is_multi_valued && self.held.iter().any(is_other))
                    || (!is_multi_valued && rejected.values().is_some_and(|values| !values.iter().any(is_found)))
            }
            Predicate::AllIn(list) => list.iter().all(|value| holds(&Intervals::from_value(value))),
            positive if searched_text(positive).is_some() => {
                let is_found = |value: &Intervals<'_>| {
                    value.values().is_some_and(|values| values.iter().all(|value| satisfies(positive, value)))
                };
                self.searches.iter().any(|own| is_found_by(positive, own)) || self.held.iter().any(is_found)
            }
            positive => holds(&Intervals::from_predicate(positive)),
        }
    }
}

/// Collects the facts about each field that has a condition.
fn facts_by_field<'f>(filter: &'f Filter<'_>) -> HashMap<&'f str, Facts<'f>, RandomState> {
    let mut facts: HashMap<_, _, _> = HashMap::default();
    for condition in filter {
        facts.entry(condition.field().name()).or_insert_with(Facts::none).add_predicate(condition.predicate());
    }
    for (name, facts) in &mut facts {
        facts.combine(filter.schema().field(name).is_some_and(Field::is_multi_valued));
    }
    facts
}

/// Returns the string that a predicate searches for, if it is a string search.
fn searched_text<'p>(predicate: &'p Predicate<'_>) -> Option<&'p str> {
    match predicate {
        Predicate::IExact(text)
        | Predicate::Contains(text)
        | Predicate::IContains(text)
        | Predicate::StartsWith(text)
        | Predicate::IStartsWith(text)
        | Predicate::EndsWith(text)
        | Predicate::IEndsWith(text) => Some(text),
        _ => None,
    }
}

/// Returns `true` if every string that satisfies `own` is known to satisfy `wanted`: the searched string of `own`
/// satisfies it, and `own` determines enough about its position and case.
fn is_found_by(wanted: &Predicate<'_>, own: &Predicate<'_>) -> bool {
    let op = own.op();
    let is_case_sensitive = matches!(op, Op::Contains | Op::StartsWith | Op::EndsWith);
    let is_start = matches!(op, Op::IExact | Op::StartsWith | Op::IStartsWith);
    let is_end = matches!(op, Op::IExact | Op::EndsWith | Op::IEndsWith);
    let is_determined = match wanted.op() {
        Op::IExact => op == Op::IExact,
        Op::Contains => is_case_sensitive,
        Op::IContains => true,
        Op::StartsWith => is_case_sensitive && is_start,
        Op::IStartsWith => is_start,
        Op::EndsWith => is_case_sensitive && is_end,
        Op::IEndsWith => is_end,
        _ => false,
    };
    is_determined && searched_text(own).is_some_and(|text| satisfies(wanted, &text.into()))
}
