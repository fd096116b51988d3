//! Parsed Schema Objects, and how `allOf`, `anyOf` and `oneOf` combine them.

use std::collections::HashSet;

use filterset::ValueType;

use crate::constraint::{Bounds, Constraint, ParameterError};

/// The maximum number of examples to keep for a schema.
pub(crate) const MAX_EXAMPLES: usize = 100;
/// The maximum length in bytes of an example to keep. A value from which a type can be inferred is shorter.
pub(crate) const MAX_EXAMPLE: usize = 1024;

/// A Schema Object, including the schemas that it refers to.
#[derive(Clone, Debug, Default)]
pub(crate) struct SchemaObject {
    pub(crate) constraint: Constraint,
    /// The bounds of a number. They may be declared separately from its type, and are moved to the constraint at the
    /// end.
    pub(crate) bounds: Bounds,
    pub(crate) nullable: bool,
    pub(crate) max_items: Option<i64>,
    pub(crate) max_length: Option<i64>,
    /// The default, if it is an integer.
    pub(crate) default: Option<i64>,
    pub(crate) examples: Vec<String>,
    /// The keywords that a schema of the crate can't express.
    pub(crate) lost: Vec<&'static str>,
}
impl SchemaObject {
    /// Returns the schema that combines both parts.
    pub(crate) fn intersect(mut self, mut other: SchemaObject) -> Result<SchemaObject, ParameterError> {
        let constraint = take_constraint(&mut self).intersect(take_constraint(&mut other))?;
        let bounds = self.bounds.intersect(other.bounds);
        let nullable = self.nullable || other.nullable;
        let minimum = |one: Option<i64>, other: Option<i64>| one.into_iter().chain(other).min();
        let max_items = minimum(self.max_items, other.max_items);
        let max_length = minimum(self.max_length, other.max_length);
        Ok(SchemaObject { constraint, bounds, nullable, max_items, max_length, ..self.merge_annotations(other) })
    }

    /// Returns `true` if both declare the same values.
    pub(crate) fn has_same_values(&self, other: &SchemaObject) -> bool {
        self.constraint == other.constraint && self.bounds == other.bounds
    }

    /// Returns the schema of values that satisfy at least one of the schemas, or `None` if there are none. Under
    /// `oneOf`, a value may satisfy only one schema.
    pub(crate) fn unite_all(
        mut schemas: Vec<SchemaObject>,
        is_one: bool,
    ) -> Result<Option<SchemaObject>, ParameterError> {
        // In this order, the values between two bounds are a gap.
        schemas.sort_by_key(SchemaObject::effective_minimum);
        let is_lost = is_one && have_overlap(&schemas);
        let mut schemas = schemas.into_iter();
        let Some(mut either) = schemas.next() else { return Ok(None) };
        for schema in schemas {
            either = either.unite(schema)?;
        }
        either.constraint = either.constraint.deduplicate_choices();
        if is_lost {
            either.lost.push("that exactly one schema of oneOf matches");
        }
        Ok(Some(either))
    }

    /// Returns the schema of values that satisfy either.
    fn unite(mut self, mut other: SchemaObject) -> Result<SchemaObject, ParameterError> {
        let (is_null, is_other_null) = (self.constraint == Constraint::Null, other.constraint == Constraint::Null);
        let bounds = match (is_null, is_other_null) {
            (true, _) => other.bounds,
            (_, true) => self.bounds,
            _ => self.bounds.unite(other.bounds),
        };
        let both = self.effective_bounds().zip(other.effective_bounds());
        let has_gap = !is_null && !is_other_null && both.is_some_and(|(one, other)| one.has_gap_to(other));
        let nullable = self.nullable || other.nullable || is_null || is_other_null;
        let constraint = take_constraint(&mut self).unite(take_constraint(&mut other))?;
        let most = |one: Option<i64>, other: Option<i64>| one.into_iter().chain(other).max();
        let max_items = most(self.max_items, other.max_items);
        let max_length = most(self.max_length, other.max_length);
        let mut either =
            SchemaObject { constraint, bounds, nullable, max_items, max_length, ..self.merge_annotations(other) };
        if has_gap {
            either.lost.push("the gap between bounds, whose values are accepted");
        }
        Ok(either)
    }

    /// Adds the examples, the default and the lost keywords of another schema.
    fn merge_annotations(mut self, other: SchemaObject) -> SchemaObject {
        let room = MAX_EXAMPLES.saturating_sub(self.examples.len());
        self.examples.extend(other.examples.into_iter().take(room));
        self.lost.extend(other.lost);
        SchemaObject { default: self.default.or(other.default), ..self }
    }

    /// Returns the bounds of the values, or of the items of a list.
    fn effective_bounds(&self) -> Option<Bounds> {
        self.constraint.effective_bounds(self.bounds)
    }

    fn effective_minimum(&self) -> Option<i64> {
        self.effective_bounds()?.minimum
    }

    /// Moves the bounds into the constraint if it is an integer's, because only integers have bounds.
    pub(crate) fn settle_bounds(mut self) -> SchemaObject {
        match &mut self.constraint {
            Constraint::Type(kind) if kind.value_type == ValueType::Integer => kind.bounds = self.bounds,
            _ => {
                self.lost.extend(self.bounds.minimum.map(|_| "minimum"));
                self.lost.extend(self.bounds.maximum.map(|_| "maximum"));
            }
        }
        self.bounds = Bounds::default();
        self
    }
}

/// Returns `true` if a value may satisfy two of the schemas. They must be sorted by their minimum.
fn have_overlap(schemas: &[SchemaObject]) -> bool {
    let mut choices = HashSet::new();
    let mut others: Vec<&SchemaObject> = Vec::new();
    for schema in schemas.iter().filter(|schema| schema.constraint != Constraint::Null) {
        match schema.constraint.item_constraint() {
            Constraint::Type(kind) if kind.value_type == ValueType::Choice => {
                if !kind.choices.iter().all(|choice| choices.insert(choice)) {
                    return true;
                }
            }
            _ => others.push(schema),
        }
    }
    let is_any_text =
        others.iter().any(|schema| matches!(schema.constraint.item_constraint(), Constraint::Any | Constraint::Text));
    let meet = |one: &SchemaObject, next: &SchemaObject| {
        let bounds = one.effective_bounds().zip(next.effective_bounds());
        one.constraint.item_constraint().may_share_values(next.constraint.item_constraint())
            && bounds.is_none_or(|(one, next)| one.overlaps(next))
    };
    !choices.is_empty() && is_any_text || others.windows(2).any(|pair| matches!(pair, [one, next] if meet(one, next)))
}

fn take_constraint(schema: &mut SchemaObject) -> Constraint {
    std::mem::take(&mut schema.constraint)
}
