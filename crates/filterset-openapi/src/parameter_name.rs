//! Splits the names of parameters into fields and operators, which depends on all names of a path.

use std::collections::{HashMap, HashSet};

use filterset::Op;

use crate::reserved::Role;

/// The operators of other filter styles, and the other lookups of Django.
const FOREIGN_OPERATORS: [&str; 20] = [
    "eq", "neq", "nin", "ge", "le", "between", "like", "ilike", "regex", "iregex", "year", "month", "day", "week",
    "quarter", "hour", "minute", "second", "time", "overlap",
];

/// The meaning of a parameter's name.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum ParameterName<'n> {
    Condition(&'n str, Op),
    Reserved(Role),
    /// A field's name, or an operator after another field's name.
    Ambiguous(&'n str, Op),
}

/// The names of all parameters of a path.
pub(crate) struct Names<'n> {
    names: HashSet<&'n str>,
    /// The number of names that consist of this one, `__` and an operator.
    heads: HashMap<&'n str, usize>,
}

impl<'n> Names<'n> {
    pub(crate) fn new(names: impl Iterator<Item = &'n str>) -> Names<'n> {
        let names: HashSet<&str> = names.collect();
        let mut heads: HashMap<&str, usize> = HashMap::new();
        for (head, _) in names.iter().filter_map(|name| split_name(name)) {
            let count = heads.entry(head).or_default();
            *count = count.saturating_add(1);
        }
        Names { names, heads }
    }

    /// Classifies a name. If other names extend it by an operator, it is the name of a field. Otherwise it is split
    /// before an operator at its end, if it has one.
    pub(crate) fn classify_name<'k>(&self, name: &'k str) -> ParameterName<'k> {
        let has_siblings = self.heads.contains_key(name);
        if let (Some(role), false) = (Role::from_name(name), has_siblings) {
            return ParameterName::Reserved(role);
        }
        match split_name(name) {
            Some((head, op)) if !has_siblings => ParameterName::Condition(head, op),
            // One of the names that begin with `head` is the name itself.
            Some((head, op)) if self.names.contains(head) || self.heads.get(head).is_some_and(|count| *count > 1) => {
                ParameterName::Ambiguous(head, op)
            }
            _ => ParameterName::Condition(name, Op::Exact),
        }
    }

    /// Returns `true` if a field of this name has a parameter that isn't reserved.
    pub(crate) fn has_field(&self, field: &str) -> bool {
        let is_named = self.names.contains(field) && Role::from_name(field).is_none();
        is_named || self.heads.contains_key(field)
    }

    /// Returns the operator of another filter style at the end of a name.
    pub(crate) fn find_foreign_operator<'k>(&self, name: &'k str) -> Option<&'k str> {
        let (head, suffix) = name.rsplit_once("__")?;
        let is_meant = self.names.contains(head) || self.heads.contains_key(head);
        (is_meant && FOREIGN_OPERATORS.contains(&suffix)).then_some(suffix)
    }
}

/// Splits a name into a field's name and an operator.
pub(crate) fn split_name(name: &str) -> Option<(&str, Op)> {
    let (head, op) = name.rsplit_once("__")?;
    if head.is_empty() { None } else { Some((head, Op::from_wire_name(op)?)) }
}

#[cfg(test)]
mod tests {
    use super::{Names, Op, ParameterName, Role};

    fn classify<'n>(name: &'n str, others: &[&'n str]) -> ParameterName<'n> {
        Names::new(others.iter().copied().chain([name])).classify_name(name)
    }

    #[test]
    fn splits_names_by_considering_all_of_them() {
        assert_eq!(classify("status", &[]), ParameterName::Condition("status", Op::Exact));
        assert_eq!(classify("status__in", &[]), ParameterName::Condition("status", Op::In));
        assert_eq!(classify("status__exact", &[]), ParameterName::Condition("status", Op::Exact));
        assert_eq!(classify("account__type", &["account"]), ParameterName::Condition("account__type", Op::Exact));
        assert_eq!(classify("account__type__in", &["account"]), ParameterName::Condition("account__type", Op::In));
        assert_eq!(classify("status__IN", &[]), ParameterName::Condition("status__IN", Op::Exact));
        assert_eq!(classify("a__range", &["a__range__gte"]), ParameterName::Condition("a__range", Op::Exact));
        assert_eq!(classify("a__range", &["a__range__gte", "a"]), ParameterName::Ambiguous("a", Op::Range));
        assert_eq!(classify("a__range", &["a__range__gte", "a__lt"]), ParameterName::Ambiguous("a", Op::Range));
        assert_eq!(classify("__in", &[]), ParameterName::Condition("__in", Op::Exact));
        assert_eq!(classify("page", &[]), ParameterName::Reserved(Role::Pagination));
        assert_eq!(classify("limit", &["limit__gte"]), ParameterName::Condition("limit", Op::Exact));
    }

    #[test]
    fn finds_operators_of_other_styles() {
        let names = Names::new(["status", "status__nin", "born__year"].into_iter());
        assert_eq!(names.find_foreign_operator("status__nin"), Some("nin"));
        assert_eq!(names.find_foreign_operator("born__year"), None);
    }
}
