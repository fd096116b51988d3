//! Operators, sets of them, and their names on the wire.

use std::fmt;

/// What a condition asks of a field: the part of a key after `__`.
///
/// The name on the wire is [`wire_name`](Op::wire_name): `institution__in` is the field `institution` under
/// [`Op::In`]. Equality is an operator like any other; its usual spelling is the bare field.
///
/// Operators are declared, iterated and printed in the order given here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
#[doc(alias = "lookup")]
pub enum Op {
    /// `exact`, or the bare field: equals the value.
    Exact,
    /// `ne`: doesn't equal the value. True of a null.
    Ne,
    /// `in`: equals one of the values.
    In,
    /// `not_in`: equals none of the values. True of a null.
    NotIn,
    /// `gt`: is greater than the value.
    Gt,
    /// `gte`: is greater than the value or equal to it.
    Gte,
    /// `lt`: is less than the value.
    Lt,
    /// `lte`: is less than the value or equal to it.
    Lte,
    /// `range`: lies between two values, both ends included.
    Range,
    /// `iexact`: equals the text without regard to case.
    IExact,
    /// `contains`: contains the text.
    Contains,
    /// `icontains`: contains the text without regard to case.
    IContains,
    /// `startswith`: begins with the text.
    StartsWith,
    /// `istartswith`: begins with the text without regard to case.
    IStartsWith,
    /// `endswith`: ends with the text.
    EndsWith,
    /// `iendswith`: ends with the text without regard to case.
    IEndsWith,
    /// `isnull`: is null (`true`) or isn't (`false`).
    IsNull,
    /// `allin`: a field that holds many values contains all of these.
    AllIn,
}

/// How many values an operator takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Arity {
    /// One value.
    One,
    /// The two ends of a range.
    Two,
    /// A list of values.
    List,
}

impl Op {
    /// Every operator, in order.
    pub const ALL: [Op; 18] = [
        Op::Exact,
        Op::Ne,
        Op::In,
        Op::NotIn,
        Op::Gt,
        Op::Gte,
        Op::Lt,
        Op::Lte,
        Op::Range,
        Op::IExact,
        Op::Contains,
        Op::IContains,
        Op::StartsWith,
        Op::IStartsWith,
        Op::EndsWith,
        Op::IEndsWith,
        Op::IsNull,
        Op::AllIn,
    ];

    /// The operator's name in a key.
    ///
    /// ```
    /// # use filterset::Op;
    /// assert_eq!(Op::NotIn.wire_name(), "not_in");
    /// ```
    #[must_use]
    pub const fn wire_name(self) -> &'static str {
        match self {
            Op::Exact => "exact",
            Op::Ne => "ne",
            Op::In => "in",
            Op::NotIn => "not_in",
            Op::Gt => "gt",
            Op::Gte => "gte",
            Op::Lt => "lt",
            Op::Lte => "lte",
            Op::Range => "range",
            Op::IExact => "iexact",
            Op::Contains => "contains",
            Op::IContains => "icontains",
            Op::StartsWith => "startswith",
            Op::IStartsWith => "istartswith",
            Op::EndsWith => "endswith",
            Op::IEndsWith => "iendswith",
            Op::IsNull => "isnull",
            Op::AllIn => "allin",
        }
    }

    /// The operator of that name, spelled exactly.
    ///
    /// ```
    /// # use filterset::Op;
    /// assert_eq!(Op::from_wire_name("not_in"), Some(Op::NotIn));
    /// assert_eq!(Op::from_wire_name("NOT_IN"), None);
    /// ```
    #[must_use]
    pub fn from_wire_name(name: &str) -> Option<Op> {
        Op::ALL.into_iter().find(|op| op.wire_name() == name)
    }

    /// Returns how many values the operator takes.
    #[must_use]
    pub const fn arity(self) -> Arity {
        match self {
            Op::In | Op::NotIn | Op::AllIn => Arity::List,
            Op::Range => Arity::Two,
            _ => Arity::One,
        }
    }
}

/// The wire name.
impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.wire_name())
    }
}

/// A set of operators, as a bitset that can be a constant.
///
/// ```
/// # use filterset::{Field, Op, OpSet};
/// const SEARCH: OpSet = OpSet::of(&[Op::Exact, Op::IContains]);
/// assert!(SEARCH.contains(Op::IContains));
/// assert_eq!(SEARCH.to_string(), "exact, icontains");
///
/// let name = Field::text("name").ops(SEARCH);
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OpSet(u32);

impl OpSet {
    /// No operator.
    pub const EMPTY: OpSet = OpSet(0);
    /// What every type has: `exact`, `ne`, `in`, `not_in`.
    pub const EQUALITY: OpSet = OpSet::of(&[Op::Exact, Op::Ne, Op::In, Op::NotIn]);
    /// What an ordered type has besides: `gt`, `gte`, `lt`, `lte`, `range`.
    pub const ORDER: OpSet = OpSet::of(&[Op::Gt, Op::Gte, Op::Lt, Op::Lte, Op::Range]);
    /// What text has besides: `iexact` and the six that look inside a text.
    pub const TEXT: OpSet = OpSet::of(&[
        Op::IExact,
        Op::Contains,
        Op::IContains,
        Op::StartsWith,
        Op::IStartsWith,
        Op::EndsWith,
        Op::IEndsWith,
    ]);

    /// The set of these operators.
    #[must_use]
    pub const fn of(ops: &[Op]) -> OpSet {
        let mut set = OpSet::EMPTY;
        let mut rest = ops;
        while let [first, others @ ..] = rest {
            set = set.with(*first);
            rest = others;
        }
        set
    }

    /// This set and one operator more.
    #[must_use]
    pub const fn with(self, op: Op) -> OpSet {
        OpSet(self.0 | 1 << op as u32)
    }

    /// What is in either set.
    #[must_use]
    pub const fn union(self, other: OpSet) -> OpSet {
        OpSet(self.0 | other.0)
    }

    /// Whether the operator is in the set.
    #[must_use]
    pub const fn contains(self, op: Op) -> bool {
        self.0 & (1 << op as u32) != 0
    }

    /// Whether the set holds no operator.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many operators the set holds.
    #[must_use]
    pub const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// The operators, in order.
    pub fn iter(self) -> impl Iterator<Item = Op> + Clone {
        Op::ALL.into_iter().filter(move |op| self.contains(*op))
    }
}

impl FromIterator<Op> for OpSet {
    fn from_iter<I: IntoIterator<Item = Op>>(ops: I) -> OpSet {
        ops.into_iter().fold(OpSet::EMPTY, OpSet::with)
    }
}

impl IntoIterator for OpSet {
    type Item = Op;
    type IntoIter = std::vec::IntoIter<Op>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter().collect::<Vec<_>>().into_iter()
    }
}

/// The wire names in order, joined by `, `.
impl fmt::Display for OpSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, op) in self.iter().enumerate() {
            if i > 0 {
                f.write_str(", ")?;
            }
            f.write_str(op.wire_name())?;
        }
        Ok(())
    }
}

impl fmt::Debug for OpSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}
