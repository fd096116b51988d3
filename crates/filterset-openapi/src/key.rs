//! What the names of parameters are, given all of them.

use std::collections::{HashMap, HashSet};

use filterset::Op;

use crate::reserved::Role;

/// What other styles of filters, or Django's other lookups, call operators.
const ELSEWHERE: [&str; 21] = [
    "eq", "neq", "nin", "ge", "le", "between", "like", "ilike", "regex", "iregex", "year", "month", "day", "week",
    "quarter", "hour", "minute", "second", "time", "overlap", "isempty",
];

/// What a parameter's name is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Key<'n> {
    Condition(&'n str, Op),
    Reserved(Role),
    /// A field's name, or another field's with an operator.
    TwoReadings(&'n str, Op),
}

/// The names of all parameters.
pub(super) struct Names<'n> {
    names: HashSet<&'n str>,
    /// How many names are this one, `__` and an operator.
    heads: HashMap<&'n str, usize>,
}

impl<'n> Names<'n> {
    pub(super) fn of(names: impl Iterator<Item = &'n str>) -> Names<'n> {
        let names: HashSet<&str> = names.collect();
        let mut heads: HashMap<&str, usize> = HashMap::new();
        for (head, _) in names.iter().filter_map(|name| split(name)) {
            let count = heads.entry(head).or_default();
            *count = count.saturating_add(1);
        }
        Names { names, heads }
    }

    /// What a name is. A name with siblings, which are it and an operator, is a field's; else an operator at its end is
    /// one; else all of it is a field's.
    pub(super) fn read<'k>(&self, name: &'k str) -> Key<'k> {
        let has_siblings = self.heads.contains_key(name);
        if let (Some(role), false) = (Role::of(name), has_siblings) {
            return Key::Reserved(role);
        }
        match split(name) {
            Some((head, op)) if !has_siblings => Key::Condition(head, op),
            // The name itself is one of those that begin with `head`.
            Some((head, op)) if self.names.contains(head) || self.heads.get(head).is_some_and(|count| *count > 1) => {
                Key::TwoReadings(head, op)
            }
            _ => Key::Condition(name, Op::Exact),
        }
    }

    /// The operator of another style that seems to be at the end of a name.
    pub(super) fn foreign<'k>(&self, name: &'k str) -> Option<&'k str> {
        let (head, suffix) = name.rsplit_once("__")?;
        let is_meant = self.names.contains(head) || self.heads.contains_key(head);
        (is_meant && ELSEWHERE.contains(&suffix)).then_some(suffix)
    }
}

/// A name as a field's and an operator.
pub(super) fn split(name: &str) -> Option<(&str, Op)> {
    let (head, op) = name.rsplit_once("__")?;
    if head.is_empty() { None } else { Some((head, Op::from_wire_name(op)?)) }
}

#[cfg(test)]
mod tests {
    use super::{Key, Names, Op, Role};

    fn read<'n>(name: &'n str, others: &[&'n str]) -> Key<'n> {
        Names::of(others.iter().copied().chain([name])).read(name)
    }

    #[test]
    fn a_name_is_read_given_all() {
        assert_eq!(read("status", &[]), Key::Condition("status", Op::Exact));
        assert_eq!(read("status__in", &[]), Key::Condition("status", Op::In));
        assert_eq!(read("status__exact", &[]), Key::Condition("status", Op::Exact));
        assert_eq!(read("account__type", &["account"]), Key::Condition("account__type", Op::Exact));
        assert_eq!(read("account__type__in", &["account"]), Key::Condition("account__type", Op::In));
        assert_eq!(read("status__IN", &[]), Key::Condition("status__IN", Op::Exact));
        assert_eq!(read("a__range", &["a__range__gte"]), Key::Condition("a__range", Op::Exact));
        assert_eq!(read("a__range", &["a__range__gte", "a"]), Key::TwoReadings("a", Op::Range));
        assert_eq!(read("a__range", &["a__range__gte", "a__lt"]), Key::TwoReadings("a", Op::Range));
        assert_eq!(read("__in", &[]), Key::Condition("__in", Op::Exact));
        assert_eq!(read("page", &[]), Key::Reserved(Role::Pagination));
        assert_eq!(read("limit", &["limit__gte"]), Key::Condition("limit", Op::Exact));
    }

    #[test]
    fn an_operator_of_another_style_is_seen() {
        let names = Names::of(["status", "status__nin", "born__year"].into_iter());
        assert_eq!(names.foreign("status__nin"), Some("nin"));
        assert_eq!(names.foreign("born__year"), None);
    }
}
