//! The checks, and the relation between the responses to the queries of a check.

use std::num::NonZeroUsize;

use filterset::text::{excerpt, nearest};

use super::query::Query;
use crate::failure::Failure;

/// Defines the checks with their names in the output.
macro_rules! checks {
    ($($check:ident => $name:literal;)*) => {
        /// A kind of defect that is searched for.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) enum Check {
            $($check,)*
        }

        impl Check {
            const ALL: &[Check] = &[$(Check::$check,)*];

            pub(crate) const fn name(self) -> &'static str {
                match self {
                    $(Check::$check => $name,)*
                }
            }
        }
    };
}

checks! {
    // Queries that must be rejected.
    UnknownField => "unknown_field";
    UnknownOperator => "unknown_operator";
    OperatorNotAllowed => "operator_not_allowed";
    MisspeltName => "misspelt_name";
    LetterCase => "letter_case";
    EmptyValue => "empty_value";
    BlankItem => "blank_item";
    HalfRange => "half_range";
    ReversedRange => "reversed_range";
    WrongType => "wrong_type";
    UnknownChoice => "unknown_choice";
    RepeatedKey => "repeated_key";
    NullCharacter => "null_character";
    InvalidUtf8 => "invalid_utf8";
    MalformedPercent => "malformed_percent";
    MissingEquals => "missing_equals";
    EmptyKey => "empty_key";
    LongList => "long_list";
    ListParameter => "list_parameter";
    // Queries that mean something.
    Condition => "condition";
    Union => "union";
    Complement => "complement";
    Partition => "partition";
    Null => "null";
    Range => "range";
    Monotonic => "monotonic";
    WholeDay => "whole_day";
    Text => "text";
    Intersection => "intersection";
    LongName => "long_name";
    PairOrder => "pair_order";
    ItemOrder => "item_order";
    Space => "space";
    Encoding => "encoding";
    Ordering => "ordering";
    Pagination => "pagination";
    DataChange => "data_change";
}

impl Check {
    /// Parses the name of a check.
    pub(crate) fn parse(name: &str) -> Result<Check, Failure> {
        Check::ALL.iter().copied().find(|check| check.name() == name).ok_or_else(|| {
            let similar = nearest(name, Check::ALL.iter().map(|check| check.name()));
            let hint = similar.first().map_or_else(String::new, |name| format!("; did you mean \"{name}\"?"));
            let names: Vec<&str> = Check::ALL.iter().map(|check| check.name()).collect();
            let (name, names) = (excerpt(name), names.join(", "));
            Failure::Message(format!("unknown check \"{name}\"{hint}: expected one of {names}"))
        })
    }

    /// Returns the number of probes in a turn. There are more operators than cases of any other check.
    pub(crate) const fn per_turn(self) -> NonZeroUsize {
        match self {
            Check::Condition => NonZeroUsize::MIN.saturating_add(5),
            Check::Text | Check::ListParameter => NonZeroUsize::MIN.saturating_add(2),
            _ => NonZeroUsize::MIN,
        }
    }
}

/// Queries, and the relation that their responses must have.
pub(crate) struct Probe {
    pub(crate) check: Check,
    pub(crate) queries: Vec<Query>,
    pub(crate) relation: Relation,
}

/// The relation between the responses to the queries of a probe. Each valid query must also select what its filter means.
pub(crate) enum Relation {
    /// Every query is rejected with a status from 400 to 499.
    Rejected,
    /// No relation.
    Any,
    /// All queries select the same records.
    Same,
    /// The first query selects the records that one of the others selects. `is_disjoint` if the others have no record in
    /// common.
    Union { is_disjoint: bool },
    /// Every record is selected by exactly one query; by at most one if `may_have_others`.
    Partition { may_have_others: bool },
    /// Each query selects all records of the one before it.
    Growing,
    /// The first query selects the records that both others select.
    Intersection,
    /// The records are in the order of a field.
    Ordered { field: String, is_descending: bool },
    /// The queries are those of the first pages.
    Pages,
    /// The page of the first query has the records of the other pages.
    JoinedPages,
}

impl Probe {
    pub(crate) fn new(check: Check, queries: impl Into<Vec<Query>>, relation: Relation) -> Probe {
        Probe { check, queries: queries.into(), relation }
    }
}
