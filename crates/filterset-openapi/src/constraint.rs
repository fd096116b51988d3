//! The constraints that schemas set on values: types, choices and bounds, and how two of them combine.

use std::collections::HashSet;
use std::fmt;

use filterset::ValueType;
use filterset::text::excerpt;

/// The maximum number of choices that a message shows.
const MAX_SHOWN_CHOICES: usize = 4;

/// The constraint of a schema on its values.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Constraint {
    #[default]
    Any,
    Null,
    /// A string of any format.
    Text,
    Type(TypeConstraint),
    /// A list whose items have a constraint.
    List(Box<Constraint>),
}

/// A type, with its choices and its bounds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TypeConstraint {
    pub(crate) value_type: ValueType,
    pub(crate) choices: Vec<String>,
    pub(crate) bounds: Bounds,
    /// The integers that the format can hold. Unlike the bounds, parameters of a field may disagree on them.
    pub(crate) format_bounds: Bounds,
}

/// The minimum and the maximum integer, if there are any.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Bounds {
    pub(crate) minimum: Option<i64>,
    pub(crate) maximum: Option<i64>,
}

impl Bounds {
    /// Returns the bounds of the values that both include.
    pub(crate) fn intersect(self, other: Bounds) -> Bounds {
        Bounds {
            minimum: self.minimum.into_iter().chain(other.minimum).max(),
            maximum: self.maximum.into_iter().chain(other.maximum).min(),
        }
    }

    /// Returns the narrowest bounds that include both.
    pub(crate) fn unite(self, other: Bounds) -> Bounds {
        Bounds {
            minimum: self.minimum.zip(other.minimum).map(|(one, other)| one.min(other)),
            maximum: self.maximum.zip(other.maximum).map(|(one, other)| one.max(other)),
        }
    }

    /// Returns `true` if integers lie between these bounds and others that start no lower.
    pub(crate) fn has_gap_to(self, other: Bounds) -> bool {
        self.maximum.zip(other.minimum).is_some_and(|(end, begin)| end.saturating_add(1) < begin)
    }

    /// Returns `true` if these bounds and others, which start no lower, have a value in common.
    pub(crate) fn overlaps(self, other: Bounds) -> bool {
        self.maximum.zip(other.minimum).is_none_or(|(end, begin)| begin <= end)
    }

    /// Returns the bounds that either declares, unless they declare different ones.
    fn reconcile(self, other: Bounds) -> Option<Bounds> {
        if contradict(self.minimum, other.minimum) || contradict(self.maximum, other.maximum) {
            return None;
        }
        Some(Bounds { minimum: self.minimum.or(other.minimum), maximum: self.maximum.or(other.maximum) })
    }
}

fn contradict(one: Option<i64>, other: Option<i64>) -> bool {
    one.zip(other).is_some_and(|(one, other)| one != other)
}

/// The reason why a parameter isn't imported.
pub(crate) enum ParameterError {
    /// A reference that leads to itself, which ends the import.
    CircularReference(String),
    /// The parameter is skipped, for this reason.
    Skipped(String),
}

impl TypeConstraint {
    pub(crate) const fn new(value_type: ValueType) -> TypeConstraint {
        let bounds = Bounds { minimum: None, maximum: None };
        TypeConstraint { value_type, choices: Vec::new(), bounds, format_bounds: bounds }
    }

    /// Returns the bounds of the values, including those of the format.
    pub(crate) fn narrowest_bounds(&self) -> Bounds {
        self.bounds.intersect(self.format_bounds)
    }

    /// Returns `true` if the values are strings in JSON.
    const fn is_string(&self) -> bool {
        matches!(self.value_type, ValueType::Choice | ValueType::Date | ValueType::DateTime | ValueType::Uuid)
    }

    /// Returns the constraint of two parameters of a field, or `None` if they contradict each other. Anything that only
    /// one of them declares is taken from that one.
    pub(crate) fn reconcile(self, other: TypeConstraint) -> Option<TypeConstraint> {
        let (choices, others) = (self.choices, other.choices);
        let is_same = choices.is_empty() || others.is_empty() || have_same_choices(&choices, &others);
        (is_same && self.value_type == other.value_type).then_some(())?;
        Some(TypeConstraint {
            value_type: self.value_type,
            choices: if choices.is_empty() { others } else { choices },
            bounds: self.bounds.reconcile(other.bounds)?,
            format_bounds: self.format_bounds.unite(other.format_bounds),
        })
    }

    /// Returns the constraint of the values that satisfy both, if there are any.
    fn intersect(self, other: TypeConstraint) -> Option<TypeConstraint> {
        let (mut choices, others) = (self.choices, other.choices);
        if choices.is_empty() {
            choices = others;
        } else if !others.is_empty() {
            let others: HashSet<String> = others.into_iter().collect();
            choices.retain(|choice| others.contains(choice));
            (!choices.is_empty()).then_some(())?;
        }
        (self.value_type == other.value_type).then_some(TypeConstraint {
            value_type: self.value_type,
            choices,
            bounds: self.bounds.intersect(other.bounds),
            format_bounds: self.format_bounds.intersect(other.format_bounds),
        })
    }

    /// Returns the constraint with each choice once.
    pub(crate) fn deduplicate_choices(mut self) -> TypeConstraint {
        let mut known: HashSet<&str> = HashSet::new();
        let is_new: Vec<bool> = self.choices.iter().map(|choice| known.insert(choice)).collect();
        let mut is_new = is_new.into_iter();
        self.choices.retain(|_| is_new.next().unwrap_or(true));
        self
    }

    /// Returns the narrowest constraint that includes the values of both. Choices that both have are repeated.
    pub(crate) fn unite(mut self, other: TypeConstraint) -> Option<TypeConstraint> {
        use ValueType::{Choice, Date, DateTime, Decimal, Integer};
        match (self.value_type, other.value_type) {
            (Choice, Choice) => {
                self.choices.extend(other.choices);
                Some(self)
            }
            (Date, DateTime) | (DateTime, Date) => Some(TypeConstraint::new(DateTime)),
            (Integer, Decimal) | (Decimal, Integer) => Some(TypeConstraint::new(Decimal)),
            (one, other) if one != other => None,
            (value_type, _) => Some(TypeConstraint {
                bounds: self.bounds.unite(other.bounds),
                format_bounds: self.format_bounds.unite(other.format_bounds),
                ..TypeConstraint::new(value_type)
            }),
        }
    }
}

fn have_same_choices(one: &[String], other: &[String]) -> bool {
    let sorted = |choices: &[String]| {
        let mut choices = choices.to_vec();
        choices.sort_unstable();
        choices.dedup();
        choices
    };
    sorted(one) == sorted(other)
}

/// Formats the constraint for messages: `a date`, `one of valid, invalid`.
impl fmt::Display for TypeConstraint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let article = if self.value_type == ValueType::Integer { "an" } else { "a" };
        match self.value_type {
            ValueType::Choice => {
                let choices: Vec<&str> = self.choices.iter().take(MAX_SHOWN_CHOICES).map(String::as_str).collect();
                let more = if self.choices.len() > MAX_SHOWN_CHOICES { ", …" } else { "" };
                write!(f, "one of {}{more}", excerpt(&choices.join(", ")))
            }
            value_type => write!(f, "{article} {value_type}"),
        }?;
        match (self.bounds.minimum, self.bounds.maximum) {
            (Some(minimum), Some(maximum)) => write!(f, " from {minimum} to {maximum}"),
            (Some(minimum), None) => write!(f, " from {minimum}"),
            (None, Some(maximum)) => write!(f, " up to {maximum}"),
            (None, None) => Ok(()),
        }
    }
}

impl fmt::Display for Constraint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Constraint::Any => f.write_str("anything"),
            Constraint::Null => f.write_str("null"),
            Constraint::Text => f.write_str("a string"),
            Constraint::Type(constraint) => constraint.fmt(f),
            Constraint::List(_) => f.write_str("a list"),
        }
    }
}

impl Constraint {
    /// Returns the bounds of a list's items, or else the declared ones.
    pub(crate) fn effective_bounds(&self, declared: Bounds) -> Option<Bounds> {
        match self {
            Constraint::List(item) => match item.as_ref() {
                Constraint::Type(kind) => Some(kind.bounds),
                _ => None,
            },
            Constraint::Null => None,
            _ => Some(declared),
        }
    }

    /// Returns the constraint of a list's items, or this one if it isn't a list's.
    pub(crate) const fn item_constraint(&self) -> &Constraint {
        match self {
            Constraint::List(item) => item,
            constraint => constraint,
        }
    }

    const fn value_type(&self) -> Option<ValueType> {
        match self {
            Constraint::Type(constraint) => Some(constraint.value_type),
            _ => None,
        }
    }

    /// Returns `true` if both types can have a value in common. Dates and date-times have none.
    pub(crate) fn may_share_values(&self, other: &Constraint) -> bool {
        !matches!(
            (self.value_type(), other.value_type()),
            (Some(ValueType::Date), Some(ValueType::DateTime)) | (Some(ValueType::DateTime), Some(ValueType::Date))
        )
    }

    /// Returns the constraint with each choice once.
    pub(crate) fn deduplicate_choices(self) -> Constraint {
        match self {
            Constraint::Type(kind) => Constraint::Type(kind.deduplicate_choices()),
            Constraint::List(item) => match *item {
                Constraint::Type(kind) => Constraint::List(Box::new(Constraint::Type(kind.deduplicate_choices()))),
                item => Constraint::List(Box::new(item)),
            },
            constraint => constraint,
        }
    }

    /// Returns the constraint of the values that satisfy both.
    pub(crate) fn intersect(self, other: Constraint) -> Result<Constraint, ParameterError> {
        let contradiction = format!("contradictory schema: {self} and {other}");
        match (self, other) {
            (Constraint::Any, constraint) | (constraint, Constraint::Any) => Some(constraint),
            (Constraint::Null, Constraint::Null) => Some(Constraint::Null),
            (Constraint::Text, Constraint::Text) => Some(Constraint::Text),
            (Constraint::Text, Constraint::Type(kind)) | (Constraint::Type(kind), Constraint::Text) => {
                Some(Constraint::Type(kind))
            }
            (Constraint::Type(one), Constraint::Type(other)) => one.intersect(other).map(Constraint::Type),
            (Constraint::List(one), Constraint::List(other)) => {
                Some(Constraint::List(Box::new(one.intersect(*other)?)))
            }
            _ => None,
        }
        .ok_or(ParameterError::Skipped(contradiction))
    }

    /// Returns the constraint of the values that satisfy either.
    pub(crate) fn unite(self, other: Constraint) -> Result<Constraint, ParameterError> {
        let choice = format!("unsupported schema: {self} or {other}");
        match (self, other) {
            (Constraint::Any, _) | (_, Constraint::Any) => Some(Constraint::Any),
            (Constraint::Null, constraint) | (constraint, Constraint::Null) => Some(constraint),
            (Constraint::Text, Constraint::Text) => Some(Constraint::Text),
            (Constraint::Text, Constraint::Type(kind)) | (Constraint::Type(kind), Constraint::Text)
                if kind.is_string() =>
            {
                Some(Constraint::Text)
            }
            (Constraint::Type(one), Constraint::Type(other)) => one.unite(other).map(Constraint::Type),
            (Constraint::List(one), Constraint::List(other)) => Some(Constraint::List(Box::new(one.unite(*other)?))),
            _ => None,
        }
        .ok_or(ParameterError::Skipped(choice))
    }
}
