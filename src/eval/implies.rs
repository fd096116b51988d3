//! Logical consequences of a filter, decided field by field: that it matches no record, or only records that another
//! filter matches.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::interval::Intervals;
use super::predicate::{Check, is_single_text};
use crate::filter::{Condition, Filter, Predicate};
use crate::schema::Field;
use crate::value::{Op, Value, ValueType};

impl Filter<'_> {
    /// Returns `true` if conditions on the same field are known to contradict each other, so that no record matches.
    ///
    /// `true` is always correct, and `false` means that the answer isn't known. Intervals, lists, nulls and prefixes
    /// are decided; other string searches are decided only if the filter also determines the whole string, or negates a
    /// search that finds every string with theirs. The answer is the same for every engine, even for one that folds more
    /// letters than A to Z.
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
                is_same && facts.satisfy(condition.predicate(), field)
            })
        };
        facts.values().any(Facts::are_contradictory) || other.iter().all(follows)
    }
}

/// The facts that a filter's conditions establish about the values of a record in one field.
struct Facts<'f> {
    /// Whether the record has no values.
    is_null: bool,
    /// For each of these sets, the record has a value in it. In a single-valued field, it is the same value.
    held: Vec<Intervals<'f>>,
    /// The record has no value in this set.
    absent: Intervals<'f>,
    /// The string searches that a value satisfies. In a single-valued field, it is the same value.
    searches: Vec<Search<'f>>,
    /// The string searches that no value satisfies.
    failed: Vec<Search<'f>>,
}

impl<'f> Facts<'f> {
    fn none() -> Facts<'f> {
        Facts { is_null: false, held: Vec::new(), absent: Intervals::none(), searches: Vec::new(), failed: Vec::new() }
    }

    fn add_predicate(&mut self, predicate: &'f Predicate<'f>, field: &Field) {
        match predicate {
            Predicate::IsEmpty(true) if is_single_text(field) => {
                self.absent = self.absent.union(&Intervals::non_empty_text());
            }
            Predicate::IsEmpty(false) if is_single_text(field) => self.held.push(Intervals::non_empty_text()),
            Predicate::IsNull(true) | Predicate::IsEmpty(true) => self.is_null = true,
            Predicate::IsNull(false) | Predicate::IsEmpty(false) => self.held.push(Intervals::all()),
            Predicate::Ne(_) | Predicate::NotIn(_) => {
                self.absent = self.absent.union(&Intervals::from_predicate(predicate));
            }
            Predicate::AllIn(list) => self.held.extend(list.iter().map(Intervals::from_value)),
            _ => match (Search::new(predicate), predicate.op().negated()) {
                (Some(search), None) => {
                    self.held.push(search.interval());
                    self.searches.push(search);
                }
                (Some(search), Some(_)) => {
                    if search.is_interval() {
                        self.absent = self.absent.union(&search.interval());
                    }
                    self.failed.push(search);
                }
                (None, _) => self.held.push(Intervals::from_predicate(predicate)),
            },
        }
    }

    /// Combines the facts about the same value.
    fn combine(&mut self, is_multi_valued: bool) {
        if !is_multi_valued && !self.held.is_empty() {
            let mut value = self.held.drain(..).fold(Intervals::all(), |all, next| all.intersection(&next));
            value.retain(|known| self.searches.iter().all(|search| search.may_find(known)));
            self.held.push(value);
        }
        for value in &mut self.held {
            *value = value.difference(&self.absent);
            if !self.failed.is_empty() {
                value.retain(|known| !self.failed.iter().any(|search| search.finds(known)));
            }
        }
        self.is_null |= Intervals::all().is_subset(&self.absent);
        Intervals::sort(&mut self.held);
    }

    fn are_contradictory(&self) -> bool {
        let fails = |found: &Search<'_>| self.failed.iter().any(|failed| failed.is_found_by(found));
        self.held.iter().any(Intervals::is_empty)
            || (self.is_null && !self.held.is_empty())
            || self.searches.iter().any(fails)
    }

    /// Returns `true` if the record is known to satisfy a condition on the field.
    fn satisfy(&self, predicate: &Predicate<'_>, field: &Field) -> bool {
        match predicate {
            Predicate::IsEmpty(true) if is_single_text(field) => {
                let non_empty = Intervals::non_empty_text();
                let is_empty = |value: &Intervals<'_>| value.intersection(&non_empty).is_empty();
                self.is_null || non_empty.is_subset(&self.absent) || self.held.iter().any(is_empty)
            }
            Predicate::IsEmpty(false) if is_single_text(field) => self.hold(&Intervals::non_empty_text()),
            Predicate::IsNull(true) | Predicate::IsEmpty(true) => self.is_null,
            Predicate::IsNull(false) | Predicate::IsEmpty(false) => !self.held.is_empty(),
            Predicate::Ne(_) | Predicate::NotIn(_) => self.exclude(predicate, field.is_multi_valued()),
            Predicate::AllIn(list) => list.iter().all(|value| self.hold(&Intervals::from_value(value))),
            _ => match (Search::new(predicate), predicate.op().negated()) {
                (Some(search), None) => {
                    let finds = |known: &&Value<'_>| search.finds(known);
                    let is_found =
                        |value: &Intervals<'_>| value.values().is_some_and(|values| values.iter().all(finds));
                    self.searches.iter().any(|own| search.is_found_by(own)) || self.held.iter().any(is_found)
                }
                (Some(search), Some(_)) => self.fail(&search, field.is_multi_valued()),
                (None, _) => self.hold(&Intervals::from_predicate(predicate)),
            },
        }
    }

    /// Returns `true` if the record is known to have a value in a set.
    fn hold(&self, within: &Intervals<'_>) -> bool {
        within.contains_one_of(&self.held)
    }

    /// Returns `true` if the record is known to satisfy `ne` or `not_in`.
    fn exclude(&self, predicate: &Predicate<'_>, is_multi_valued: bool) -> bool {
        let rejected = Intervals::from_predicate(predicate);
        let is_other = |value: &Intervals<'_>| value.intersection(&rejected).is_empty();
        let is_found = |value: &&Value<'_>| self.searches.iter().all(|search| search.may_find(value));
        let fails = |value: &&Value<'_>| self.failed.iter().any(|search| search.finds(value));
        self.is_null
            || rejected.is_subset(&self.absent)
            || (!is_multi_valued && self.held.iter().any(is_other))
            || (!is_multi_valued && rejected.values().is_some_and(|values| !values.iter().any(is_found)))
            || (!self.failed.is_empty()
                && rejected.difference(&self.absent).values().is_some_and(|values| values.iter().all(fails)))
    }

    /// Returns `true` if no value of the record is known to satisfy a search.
    fn fail(&self, search: &Search<'_>, is_multi_valued: bool) -> bool {
        let interval = search.interval();
        let is_other = |value: &Intervals<'_>| {
            let may_find = |known: &&Value<'_>| search.may_find(known);
            value.intersection(&interval).is_empty()
                || value.values().is_some_and(|values| !values.iter().any(may_find))
        };
        self.is_null
            || interval.is_subset(&self.absent)
            || self.failed.iter().any(|failed| failed.is_found_by(search))
            || (!is_multi_valued && self.held.iter().any(is_other))
    }
}

/// A string search that is compiled once, without the negation of its predicate.
///
/// Every engine folds A to Z, and it may fold other letters, or letters by their context. So a case-insensitive search is
/// decided only as far as it depends on ASCII characters.
struct Search<'f> {
    op: Op,
    text: &'f str,
    /// Whether the text has only ASCII characters, or their case matters.
    is_certain: bool,
    check: Check<'f>,
}

impl<'f> Search<'f> {
    /// Returns the search of a predicate, if it is one or the negation of one.
    fn new(predicate: &'f Predicate<'_>) -> Option<Search<'f>> {
        let text = predicate.searched_text()?;
        let check = Check::new(predicate.op(), predicate.values().collect(), ValueType::Text);
        let op = predicate.op().negated().unwrap_or(predicate.op());
        Some(Search { op, text, is_certain: is_case_sensitive(op) || text.is_ascii(), check })
    }

    /// Returns `true` if every engine finds the value.
    fn finds(&self, value: &Value<'_>) -> bool {
        self.is_certain && self.passes(value)
    }

    /// Returns `false` if no engine finds the value.
    fn may_find(&self, value: &Value<'_>) -> bool {
        let is_ascii = matches!(value, Value::Text(text) if text.is_ascii());
        self.passes(value) || !(is_case_sensitive(self.op) || (self.is_certain && is_ascii))
    }

    fn passes(&self, value: &Value<'_>) -> bool {
        self.check.passes(value) == Some(true)
    }

    /// Returns a set that includes every string that the search finds.
    fn interval(&self) -> Intervals<'f> {
        match self.op {
            Op::StartsWith => Intervals::from_prefix(self.text),
            _ if self.text.is_empty() => Intervals::from_value(self.text.into()),
            _ => Intervals::non_empty_text(),
        }
    }

    /// Returns `true` if the search finds every string of its interval.
    fn is_interval(&self) -> bool {
        self.op == Op::StartsWith || self.text.is_empty()
    }

    /// Returns `true` if every string that `own` finds is known to be found by this search: it finds the string of
    /// `own`, which determines enough about its position and case.
    fn is_found_by(&self, own: &Search<'_>) -> bool {
        let op = own.op;
        let is_start = matches!(op, Op::IExact | Op::StartsWith | Op::IStartsWith);
        let is_end = matches!(op, Op::IExact | Op::EndsWith | Op::IEndsWith);
        let is_determined = match self.op {
            Op::IExact => op == Op::IExact,
            Op::Contains => is_case_sensitive(op),
            Op::IContains => true,
            Op::StartsWith => is_case_sensitive(op) && is_start,
            Op::IStartsWith => is_start,
            Op::EndsWith => is_case_sensitive(op) && is_end,
            Op::IEndsWith => is_end,
            _ => false,
        };
        // An engine folds both texts in the same way.
        let is_same = !is_case_sensitive(op) && own.text.eq_ignore_ascii_case(self.text);
        is_determined && (self.is_certain || is_same) && self.passes(&own.text.into())
    }
}

fn is_case_sensitive(op: Op) -> bool {
    matches!(op, Op::Contains | Op::StartsWith | Op::EndsWith)
}

/// Collects the facts about each field that has a condition.
fn facts_by_field<'f>(filter: &'f Filter<'_>) -> HashMap<&'f str, Facts<'f>, RandomState> {
    let mut facts: HashMap<_, _, _> = HashMap::default();
    for condition in filter {
        facts
            .entry(condition.field().name())
            .or_insert_with(Facts::none)
            .add_predicate(condition.predicate(), condition.field());
    }
    for (name, facts) in &mut facts {
        facts.combine(filter.schema().field(name).is_some_and(Field::is_multi_valued));
    }
    facts
}
