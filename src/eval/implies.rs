//! What follows from a filter, decided field by field: that it matches nothing, or only what another one matches.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::interval::Extent;
use super::satisfies;
use crate::filter::{Condition, Filter, Predicate};
use crate::schema::Field;
use crate::value::{Op, Value};

impl Filter<'_> {
    /// Whether it is known that no record matches: conditions of one field contradict each other.
    ///
    /// `true` is never wrong, and `false` means that it isn't known. Intervals, lists, nulls and the beginnings of
    /// texts are decided; other searches in a text only where the text itself is given.
    ///
    /// A server can answer an empty page without asking its database.
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
        claims_by_field(self).values().any(Claims::are_contradictory)
    }

    /// Whether it is known that each record that this filter matches is matched by the other one too.
    ///
    /// `true` is never wrong, and `false` means that it isn't known. Filters of two tables can be compared where the
    /// fields of one name have one type; the same goes for two versions of a table.
    ///
    /// What a wider filter found can be kept, and searched again for a narrower one.
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
        let claims = claims_by_field(self);
        let nothing = Claims::nothing();
        let follows = |condition: Condition<'_>| {
            let field = condition.field();
            self.schema().field(field.name()).is_some_and(|own| {
                let is_same =
                    (own.value_type(), own.is_multi_valued()) == (field.value_type(), field.is_multi_valued());
                let claims = claims.get(field.name()).unwrap_or(&nothing);
                is_same && claims.imply(condition.predicate(), field.is_multi_valued())
            })
        };
        claims.values().any(Claims::are_contradictory) || other.iter().all(follows)
    }
}

/// What a filter says of the values that a record holds in one field.
struct Claims<'f> {
    is_null: Option<bool>,
    /// For each of these the record holds a value in it. Of a field of one value that is the same value.
    held: Vec<Extent<'f>>,
    /// The record holds no value in this.
    absent: Extent<'f>,
    /// The searches in a text that a value satisfies. Of a field of one value that is the same value.
    searches: Vec<&'f Predicate<'f>>,
}

impl<'f> Claims<'f> {
    /// Returns the claims of no condition.
    fn nothing() -> Claims<'f> {
        Claims { is_null: None, held: Vec::new(), absent: Extent::nothing(), searches: Vec::new() }
    }

    fn add(&mut self, predicate: &'f Predicate<'f>) {
        match predicate {
            Predicate::IsNull(is_null) => self.is_null = Some(*is_null),
            Predicate::Ne(_) | Predicate::NotIn(_) => self.absent = self.absent.or(&Extent::of(predicate)),
            Predicate::AllIn(list) => self.held.extend(list.iter().map(Extent::of_value)),
            positive => {
                self.held.push(Extent::of(positive));
                if search(positive).is_some() {
                    self.searches.push(positive);
                }
            }
        }
    }

    /// Brings together what is said of the same value.
    fn conclude(&mut self, is_multi_valued: bool) {
        if self.is_null == Some(false) {
            self.held.push(Extent::everything());
        }
        if !is_multi_valued && !self.held.is_empty() {
            let mut value = self.held.drain(..).fold(Extent::everything(), |all, next| all.and(&next));
            value.retain(|known| self.searches.iter().all(|search| satisfies(search, known)));
            self.held.push(value);
        }
        for value in &mut self.held {
            *value = value.without(&self.absent);
        }
        Extent::sort(&mut self.held);
    }

    fn are_contradictory(&self) -> bool {
        self.held.iter().any(Extent::is_empty) || (self.is_null == Some(true) && !self.held.is_empty())
    }

    /// Whether the record is known to satisfy a condition on the field.
    fn imply(&self, predicate: &Predicate<'_>, is_multi_valued: bool) -> bool {
        let holds = |within: &Extent<'_>| within.has_one_of(&self.held);
        match predicate {
            Predicate::IsNull(true) => self.is_null == Some(true),
            Predicate::IsNull(false) => !self.held.is_empty(),
            Predicate::Ne(_) | Predicate::NotIn(_) => {
                let rejected = Extent::of(predicate);
                let is_other = |value: &Extent<'_>| value.and(&rejected).is_empty();
                let is_found = |value: &&Value<'_>| self.searches.iter().all(|search| satisfies(search, value));
                self.is_null == Some(true)
                    || rejected.is_within(&self.absent)
                    || (!is_multi_valued && self.held.iter().any(is_other))
                    || (!is_multi_valued && rejected.values().is_some_and(|values| !values.iter().any(is_found)))
            }
            Predicate::AllIn(list) => list.iter().all(|value| holds(&Extent::of_value(value))),
            positive if search(positive).is_some() => {
                let is_found = |value: &Extent<'_>| {
                    value.values().is_some_and(|values| values.iter().all(|value| satisfies(positive, value)))
                };
                self.searches.iter().any(|own| is_found_by(positive, own)) || self.held.iter().any(is_found)
            }
            positive => holds(&Extent::of(positive)),
        }
    }
}

/// Collects what a filter says of each field that it has conditions on.
fn claims_by_field<'f>(filter: &'f Filter<'_>) -> HashMap<&'f str, Claims<'f>, RandomState> {
    let mut claims: HashMap<_, _, _> = HashMap::default();
    for condition in filter {
        claims.entry(condition.field().name()).or_insert_with(Claims::nothing).add(condition.predicate());
    }
    for (name, claims) in &mut claims {
        claims.conclude(filter.schema().field(name).is_some_and(Field::is_multi_valued));
    }
    claims
}

/// The text that a search looks for.
fn search<'p>(predicate: &'p Predicate<'_>) -> Option<&'p str> {
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

/// Whether each text that satisfies `own` satisfies the search: where the text of `own` does, and `own` says enough of
/// where that text is, and of its case.
fn is_found_by(wanted: &Predicate<'_>, own: &Predicate<'_>) -> bool {
    let op = own.op();
    let minds_case = matches!(op, Op::Contains | Op::StartsWith | Op::EndsWith);
    let is_start = matches!(op, Op::IExact | Op::StartsWith | Op::IStartsWith);
    let is_end = matches!(op, Op::IExact | Op::EndsWith | Op::IEndsWith);
    let says_enough = match wanted.op() {
        Op::IExact => op == Op::IExact,
        Op::Contains => minds_case,
        Op::IContains => true,
        Op::StartsWith => minds_case && is_start,
        Op::IStartsWith => is_start,
        Op::EndsWith => minds_case && is_end,
        Op::IEndsWith => is_end,
        _ => false,
    };
    says_enough && search(own).is_some_and(|text| satisfies(wanted, &text.into()))
}
