//! Operators, their names in keys, and sets of operators.

use std::fmt;

/// An operator: the relation between a field and the operand of a condition.
///
/// Its [name](Op::wire_name) follows `__` in a key: `institution__in` is the field `institution` with [`Op::In`].
/// Equality is usually written as the bare field name.
///
/// The declaration order is the order in which operators are iterated and printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
#[doc(alias = "lookup")]
pub enum Op {
    /// `exact`, or the bare field name: equals the value.
    Exact,
    /// `ne`: doesn't equal the value, or is null.
    Ne,
    /// `in`: equals one of the values.
    In,
    /// `not_in`: equals none of the values, or is null.
    NotIn,
    /// `gt`: is greater than the value.
    Gt,
    /// `gte`: is greater than or equal to the value.
    Gte,
    /// `lt`: is less than the value.
    Lt,
    /// `lte`: is less than or equal to the value.
    Lte,
    /// `range`: is between two values, both inclusive.
    Range,
    /// `iexact`: equals the string, case-insensitively.
    IExact,
    /// `contains`: contains the string.
    Contains,
    /// `icontains`: contains the string, case-insensitively.
    IContains,
    /// `startswith`: begins with the string.
    StartsWith,
    /// `istartswith`: begins with the string, case-insensitively.
    IStartsWith,
    /// `endswith`: ends with the string.
    EndsWith,
    /// `iendswith`: ends with the string, case-insensitively.
    IEndsWith,
    /// `isnull`: is null (`true`) or isn't null (`false`).
    IsNull,
    /// `allin`: a multi-valued field contains all of the values.
    AllIn,
    /// `not_iexact`: doesn't equal the string, case-insensitively, or is null.
    NotIExact,
    /// `not_contains`: doesn't contain the string, or is null.
    NotContains,
    /// `not_icontains`: doesn't contain the string, case-insensitively, or is null.
    NotIContains,
    /// `not_startswith`: doesn't begin with the string, or is null.
    NotStartsWith,
    /// `not_istartswith`: doesn't begin with the string, case-insensitively, or is null.
    NotIStartsWith,
    /// `not_endswith`: doesn't end with the string, or is null.
    NotEndsWith,
    /// `not_iendswith`: doesn't end with the string, case-insensitively, or is null.
    NotIEndsWith,
    /// `isempty`: is null, is the empty string or, if the field is multi-valued, has no values (`true`); the opposite
    /// (`false`).
    IsEmpty,
}

/// The number of values that an operator takes.
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
    /// All operators, in order.
    pub const ALL: [Op; 26] = [
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
        Op::NotIExact,
        Op::NotContains,
        Op::NotIContains,
        Op::NotStartsWith,
        Op::NotIStartsWith,
        Op::NotEndsWith,
        Op::NotIEndsWith,
        Op::IsEmpty,
    ];

    /// Returns the name of the operator in a key.
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
            Op::NotIExact => "not_iexact",
            Op::NotContains => "not_contains",
            Op::NotIContains => "not_icontains",
            Op::NotStartsWith => "not_startswith",
            Op::NotIStartsWith => "not_istartswith",
            Op::NotEndsWith => "not_endswith",
            Op::NotIEndsWith => "not_iendswith",
            Op::IsEmpty => "isempty",
        }
    }

    /// Returns the operator with this name, which is case-sensitive.
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

    /// Returns the number of values that the operator takes.
    #[must_use]
    pub const fn arity(self) -> Arity {
        match self {
            Op::In | Op::NotIn | Op::AllIn => Arity::List,
            Op::Range => Arity::Two,
            _ => Arity::One,
        }
    }

    /// Returns the operator that a negative operator negates, or `None` for the other operators. A record satisfies a
    /// negative condition exactly if it doesn't satisfy the negated one, so null satisfies it.
    ///
    /// ```
    /// # use filterset::Op;
    /// assert_eq!(Op::NotIContains.negated(), Some(Op::IContains));
    /// assert_eq!(Op::Ne.negated(), Some(Op::Exact));
    /// assert_eq!(Op::IContains.negated(), None);
    /// ```
    #[must_use]
    pub const fn negated(self) -> Option<Op> {
        Some(match self {
            Op::Ne => Op::Exact,
            Op::NotIn => Op::In,
            Op::NotIExact => Op::IExact,
            Op::NotContains => Op::Contains,
            Op::NotIContains => Op::IContains,
            Op::NotStartsWith => Op::StartsWith,
            Op::NotIStartsWith => Op::IStartsWith,
            Op::NotEndsWith => Op::EndsWith,
            Op::NotIEndsWith => Op::IEndsWith,
            _ => return None,
        })
    }

    /// Returns `true` if the operand is a boolean, whatever the type of the field.
    #[must_use]
    pub const fn takes_boolean(self) -> bool {
        matches!(self, Op::IsNull | Op::IsEmpty)
    }
}

/// Prints the name.
impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.wire_name())
    }
}

/// A set of operators that can be built in a constant.
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

const _: () = assert!(Op::ALL.len() <= u32::BITS as usize);

impl OpSet {
    /// The empty set.
    pub const EMPTY: OpSet = OpSet(0);
    /// The operators of every type: `exact`, `ne`, `in` and `not_in`.
    pub const EQUALITY: OpSet = OpSet::of(&[Op::Exact, Op::Ne, Op::In, Op::NotIn]);
    /// The operators of ordered types: `gt`, `gte`, `lt`, `lte` and `range`.
    pub const ORDER: OpSet = OpSet::of(&[Op::Gt, Op::Gte, Op::Lt, Op::Lte, Op::Range]);
    /// The operators of text: `iexact`, the six that search within a string, and the negations of these seven.
    pub const TEXT: OpSet = OpSet::of(&[
        Op::IExact,
        Op::Contains,
        Op::IContains,
        Op::StartsWith,
        Op::IStartsWith,
        Op::EndsWith,
        Op::IEndsWith,
        Op::NotIExact,
        Op::NotContains,
        Op::NotIContains,
        Op::NotStartsWith,
        Op::NotIStartsWith,
        Op::NotEndsWith,
        Op::NotIEndsWith,
    ]);

    /// Returns the set of these operators.
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

    /// Returns the set with one more operator.
    #[must_use]
    pub const fn with(self, op: Op) -> OpSet {
        OpSet(self.0 | 1 << op as u32)
    }

    /// Returns the union of both sets.
    #[must_use]
    pub const fn union(self, other: OpSet) -> OpSet {
        OpSet(self.0 | other.0)
    }

    /// Returns `true` if the set contains the operator.
    #[must_use]
    pub const fn contains(self, op: Op) -> bool {
        self.0 & (1 << op as u32) != 0
    }

    /// Returns `true` if the set is empty.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Returns the number of operators in the set.
    #[must_use]
    pub const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Returns the operators, in order.
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

/// Prints the names in order, separated by `, `.
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
