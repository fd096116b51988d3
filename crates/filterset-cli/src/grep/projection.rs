//! The parts of a JSON object that a filter needs.

use std::collections::BTreeMap;

use filterset::{Filter, ValueType};

/// The parts of a JSON value that a filter needs. No field is an object, so an object only needs the members on the
/// paths of fields.
#[derive(Clone, Default)]
pub(super) struct Projection {
    /// The name of the member; empty for a record.
    pub(super) name: String,
    /// The members on the paths of fields.
    pub(super) members: BTreeMap<String, Projection>,
    /// Whether a path ends here, so that the items of an array are needed.
    pub(super) is_field: bool,
    /// Whether that field is a decimal, which needs all its digits.
    pub(super) is_decimal: bool,
    /// The number of the last record that has the member; 0 for none.
    pub(super) seen: u64,
}

impl Projection {
    pub(super) fn new(filter: &Filter<'_>) -> Projection {
        let mut projection = Projection::default();
        for condition in filter {
            projection.add_field(condition.field().name(), condition.field().value_type() == ValueType::Decimal);
        }
        projection
    }

    /// Adds a field: the member of its name or, split at `__`, a member of a member.
    fn add_field(&mut self, name: &str, is_decimal: bool) {
        let member = self.member_mut(name);
        member.is_field = true;
        member.is_decimal |= is_decimal;
        if let Some((first, rest)) = name.split_once("__") {
            self.member_mut(first).add_field(rest, is_decimal);
        }
    }

    fn member_mut(&mut self, name: &str) -> &mut Projection {
        let new = || Projection { name: name.to_owned(), ..Projection::default() };
        self.members.entry(name.to_owned()).or_insert_with(new)
    }
}
