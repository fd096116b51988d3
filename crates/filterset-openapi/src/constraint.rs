//! What is said of values: types, their choices and bounds, and how two sayings go together.

use std::collections::HashSet;
use std::fmt;

use filterset::ValueType;
use filterset::text::excerpt;

/// How many choices a message shows.
const MOST_SHOWN: usize = 4;

/// What a schema says that a value is.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Constraint {
    #[default]
    Nothing,
    Null,
    /// A string, and no more than that.
    Text,
    Kind(Kind),
    ValueSet(Box<Constraint>),
}

/// A type, with what belongs to it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Kind {
    pub(super) value_type: ValueType,
    pub(super) choices: Vec<String>,
    pub(super) bounds: Bounds,
}

/// The least and the greatest integer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Bounds {
    pub(super) minimum: Option<i64>,
    pub(super) maximum: Option<i64>,
}

impl Bounds {
    /// What lies within both.
    pub(super) fn and(self, other: Bounds) -> Bounds {
        Bounds {
            minimum: self.minimum.into_iter().chain(other.minimum).max(),
            maximum: self.maximum.into_iter().chain(other.maximum).min(),
        }
    }

    /// The least bounds in which both lie.
    pub(super) fn or(self, other: Bounds) -> Bounds {
        Bounds {
            minimum: self.minimum.zip(other.minimum).map(|(one, other)| one.min(other)),
            maximum: self.maximum.zip(other.maximum).map(|(one, other)| one.max(other)),
        }
    }

    /// Whether integers lie between these and others, which don't begin before them.
    pub(super) fn has_gap_to(self, other: Bounds) -> bool {
        self.maximum.zip(other.minimum).is_some_and(|(end, begin)| end.saturating_add(1) < begin)
    }

    /// Whether these go on to where others begin, which don't begin before them.
    pub(super) fn reaches(self, other: Bounds) -> bool {
        self.maximum.zip(other.minimum).is_none_or(|(end, begin)| begin <= end)
    }

    /// The bounds that one of them says and the other doesn't, or that both say alike.
    fn agreed(self, other: Bounds) -> Option<Bounds> {
        let both = |one: Option<i64>, other: Option<i64>| match (one, other) {
            (Some(one), Some(other)) => (one == other).then_some(Some(one)),
            (one, other) => Some(one.or(other)),
        };
        Some(Bounds { minimum: both(self.minimum, other.minimum)?, maximum: both(self.maximum, other.maximum)? })
    }
}

/// Why a schema can't be read.
pub(super) enum Problem {
    Circular(String),
    Skipped(String),
}

impl Kind {
    pub(super) const fn of(value_type: ValueType) -> Kind {
        Kind { value_type, choices: Vec::new(), bounds: Bounds { minimum: None, maximum: None } }
    }

    /// What both say, where they don't contradict each other; what one doesn't say the other does.
    pub(super) fn agreed(self, other: Kind) -> Option<Kind> {
        let (choices, others) = (self.choices, other.choices);
        let is_same = choices.is_empty() || others.is_empty() || is_same_set(&choices, &others);
        (is_same && self.value_type == other.value_type).then_some(())?;
        Some(Kind {
            value_type: self.value_type,
            choices: if choices.is_empty() { others } else { choices },
            bounds: self.bounds.agreed(other.bounds)?,
        })
    }

    /// What is of both, if anything is.
    fn and(self, other: Kind) -> Option<Kind> {
        let (mut choices, others) = (self.choices, other.choices);
        if choices.is_empty() {
            choices = others;
        } else if !others.is_empty() {
            let others: HashSet<String> = others.into_iter().collect();
            choices.retain(|choice| others.contains(choice));
            (!choices.is_empty()).then_some(())?;
        }
        let bounds = self.bounds.and(other.bounds);
        (self.value_type == other.value_type).then_some(Kind { value_type: self.value_type, choices, bounds })
    }

    /// The same with each choice once.
    pub(super) fn deduplicated(mut self) -> Kind {
        let mut known: HashSet<&str> = HashSet::new();
        let is_new: Vec<bool> = self.choices.iter().map(|choice| known.insert(choice)).collect();
        let mut is_new = is_new.into_iter();
        self.choices.retain(|_| is_new.next().unwrap_or(true));
        self
    }

    /// The type that takes the values of both; choices that both have it has twice.
    pub(super) fn or(mut self, other: Kind) -> Option<Kind> {
        use ValueType::{Choice, Date, DateTime, Decimal, Integer};
        match (self.value_type, other.value_type) {
            (Choice, Choice) => {
                self.choices.extend(other.choices);
                Some(self)
            }
            (Date, DateTime) | (DateTime, Date) => Some(Kind::of(DateTime)),
            (Integer, Decimal) | (Decimal, Integer) => Some(Kind::of(Decimal)),
            (one, other) if one != other => None,
            (value_type, _) => Some(Kind { bounds: self.bounds.or(other.bounds), ..Kind::of(value_type) }),
        }
    }
}

fn is_same_set(one: &[String], other: &[String]) -> bool {
    let sorted = |choices: &[String]| {
        let mut choices = choices.to_vec();
        choices.sort_unstable();
        choices.dedup();
        choices
    };
    sorted(one) == sorted(other)
}

/// For people: `a date`, `one of valid, invalid`.
impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let article = if self.value_type == ValueType::Integer { "an" } else { "a" };
        match self.value_type {
            ValueType::Choice => {
                let choices: Vec<&str> = self.choices.iter().take(MOST_SHOWN).map(String::as_str).collect();
                let more = if self.choices.len() > MOST_SHOWN { ", …" } else { "" };
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
            Constraint::Nothing => f.write_str("anything"),
            Constraint::Null => f.write_str("null"),
            Constraint::Text => f.write_str("a string"),
            Constraint::Kind(kind) => kind.fmt(f),
            Constraint::ValueSet(_) => f.write_str("a list"),
        }
    }
}

impl Constraint {
    /// The bounds of values: those that are said with them, or of a list those of its items.
    pub(super) fn bounds(&self, beside: Bounds) -> Option<Bounds> {
        match self {
            Constraint::ValueSet(item) => match item.as_ref() {
                Constraint::Kind(kind) => Some(kind.bounds),
                _ => None,
            },
            Constraint::Null => None,
            _ => Some(beside),
        }
    }

    /// What the items of a list are; of what is no list, itself.
    pub(super) const fn item(&self) -> &Constraint {
        match self {
            Constraint::ValueSet(item) => item,
            constraint => constraint,
        }
    }

    /// Whether a value may be of both types: no date is a date-time.
    pub(super) fn may_equal(&self, other: &Constraint) -> bool {
        let value_type = |constraint: &Constraint| match constraint {
            Constraint::Kind(kind) => Some(kind.value_type),
            _ => None,
        };
        !matches!(
            (value_type(self), value_type(other)),
            (Some(ValueType::Date), Some(ValueType::DateTime)) | (Some(ValueType::DateTime), Some(ValueType::Date))
        )
    }

    /// The same with each choice once.
    pub(super) fn deduplicated(self) -> Constraint {
        match self {
            Constraint::Kind(kind) => Constraint::Kind(kind.deduplicated()),
            Constraint::ValueSet(item) => match *item {
                Constraint::Kind(kind) => Constraint::ValueSet(Box::new(Constraint::Kind(kind.deduplicated()))),
                item => Constraint::ValueSet(Box::new(item)),
            },
            constraint => constraint,
        }
    }

    /// What holds where both are said.
    pub(super) fn and(self, other: Constraint) -> Result<Constraint, Problem> {
        let contradiction = format!("its schema says {self} and {other}");
        match (self, other) {
            (Constraint::Nothing, constraint) | (constraint, Constraint::Nothing) => Some(constraint),
            (Constraint::Null, Constraint::Null) => Some(Constraint::Null),
            (Constraint::Text, Constraint::Text) => Some(Constraint::Text),
            (Constraint::Text, Constraint::Kind(kind)) | (Constraint::Kind(kind), Constraint::Text) => {
                Some(Constraint::Kind(kind))
            }
            (Constraint::Kind(one), Constraint::Kind(other)) => one.and(other).map(Constraint::Kind),
            (Constraint::ValueSet(one), Constraint::ValueSet(other)) => {
                Some(Constraint::ValueSet(Box::new(one.and(*other)?)))
            }
            _ => None,
        }
        .ok_or(Problem::Skipped(contradiction))
    }

    /// What holds where one of them does.
    pub(super) fn or(self, other: Constraint) -> Result<Constraint, Problem> {
        let is_string = |kind: &Kind| {
            use ValueType::{Choice, Date, DateTime, Uuid};
            matches!(kind.value_type, Choice | Date | DateTime | Uuid)
        };
        let choice = format!("its schema says {self} or {other}");
        match (self, other) {
            (Constraint::Nothing, _) | (_, Constraint::Nothing) => Some(Constraint::Nothing),
            (Constraint::Null, constraint) | (constraint, Constraint::Null) => Some(constraint),
            (Constraint::Text, Constraint::Text) => Some(Constraint::Text),
            (Constraint::Text, Constraint::Kind(kind)) | (Constraint::Kind(kind), Constraint::Text)
                if is_string(&kind) =>
            {
                Some(Constraint::Text)
            }
            (Constraint::Kind(one), Constraint::Kind(other)) => one.or(other).map(Constraint::Kind),
            (Constraint::ValueSet(one), Constraint::ValueSet(other)) => {
                Some(Constraint::ValueSet(Box::new(one.or(*other)?)))
            }
            _ => None,
        }
        .ok_or(Problem::Skipped(choice))
    }
}
