//! Splits the names of parameters into fields and operators, which depends on all names of a path.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use filterset::Op;

use crate::own_operators::common_meaning;
use crate::reserved::Role;
use crate::whole_name::{split_paired_name, split_whole_name};

/// The operators of other filter styles and the lookups of Django that the language has no operator for.
const FOREIGN_OPERATORS: [&str; 12] =
    ["like", "ilike", "year", "month", "day", "week", "quarter", "hour", "minute", "second", "time", "overlap"];

/// The meaning of a parameter's name.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum ParameterName<'n> {
    Condition(&'n str, Op),
    /// A key of another field, by its prefix or suffix.
    WholeName(&'n str, Op),
    /// A key of a field that has no parameter of its own, by the prefix or suffix of two names.
    PairedName(&'n str, Op),
    /// A field's name and one of the API's own operators, with its meaning.
    OwnOperator(&'n str, &'n str, Op),
    /// A field's name that looks like another field's name and an operator, which is unknown.
    UnknownOperator(&'n str),
    Regex,
    Reserved(Role),
    /// A field's name, or an operator after another field's name.
    Ambiguous(&'n str, Op),
}

/// The names of all parameters of a path.
pub(crate) struct Names<'n> {
    all: HashSet<&'n str>,
    /// The number of names that consist of this one, `__` and an operator.
    heads: HashMap<&'n str, usize>,
    /// The suffixes that are operators of the API.
    own_operators: &'n BTreeSet<String>,
    /// The operators of the API whose meaning is given.
    named_operators: &'n BTreeMap<String, Op>,
    /// Whether a name that begins with `re_` is a regular expression: if at least half of the names without it are known.
    has_regex_prefix: bool,
}

/// The prefix of regular expressions.
const REGEX_PREFIX: &str = "re_";

impl<'n> Names<'n> {
    pub(crate) fn new(
        names: impl Iterator<Item = &'n str>,
        own_operators: &'n BTreeSet<String>,
        named_operators: &'n BTreeMap<String, Op>,
    ) -> Names<'n> {
        let all: HashSet<&str> = names.collect();
        let mut heads: HashMap<&str, usize> = HashMap::new();
        for (head, _) in all.iter().filter_map(|name| split_name(name)) {
            let count = heads.entry(head).or_default();
            *count = count.saturating_add(1);
        }
        let (known, unknown): (Vec<&str>, Vec<&str>) =
            all.iter().filter_map(|name| name.strip_prefix(REGEX_PREFIX)).partition(|rest| all.contains(rest));
        let has_regex_prefix = !known.is_empty() && known.len() >= unknown.len();
        Names { all, heads, own_operators, named_operators, has_regex_prefix }
    }

    /// Classifies a name. If other names extend it by an operator, it is the name of a field. Otherwise it is split
    /// before an operator at its end, if it has one.
    pub(crate) fn classify_name<'k>(&self, name: &'k str) -> ParameterName<'k> {
        let role = Role::from_name(name).filter(|_| !self.heads.contains_key(name));
        role.map_or_else(|| self.classify_filter_name(name), ParameterName::Reserved)
    }

    /// Classifies the name of a parameter that isn't reserved.
    pub(crate) fn classify_filter_name<'k>(&self, name: &'k str) -> ParameterName<'k> {
        let has_siblings = self.heads.contains_key(name);
        match split_name(name) {
            Some((head, op)) if !has_siblings => ParameterName::Condition(head, op),
            // One of the names that begin with `head` is the name itself.
            Some((head, op)) if self.all.contains(head) || self.heads.get(head).is_some_and(|count| *count > 1) => {
                ParameterName::Ambiguous(head, op)
            }
            _ if has_siblings => ParameterName::Condition(name, Op::Exact),
            _ => self.classify_by_convention(name),
        }
    }

    /// Classifies a name that doesn't end with an operator of the language.
    fn classify_by_convention<'k>(&self, name: &'k str) -> ParameterName<'k> {
        if let Some((field, op)) = split_whole_name(name, |field| self.has_field(field)) {
            return ParameterName::WholeName(field, op);
        }
        if self.has_regex_prefix && name.starts_with(REGEX_PREFIX) {
            return ParameterName::Regex;
        }
        if let Some((field, op)) = split_paired_name(name, |other| self.all.contains(other)) {
            return ParameterName::PairedName(field, op);
        }
        let Some((field, suffix)) = name.rsplit_once("__") else { return ParameterName::Condition(name, Op::Exact) };
        if let Some(op) = self.named_operators.get(suffix) {
            return ParameterName::OwnOperator(field, suffix, *op);
        }
        if !self.has_field(field) {
            return ParameterName::Condition(name, Op::Exact);
        }
        match (suffix, common_meaning(suffix)) {
            ("regex" | "iregex", _) => ParameterName::Regex,
            (_, Some(op)) if self.own_operators.contains(suffix) => ParameterName::OwnOperator(field, suffix, op),
            (_, Some(_)) => ParameterName::UnknownOperator(suffix),
            _ if FOREIGN_OPERATORS.contains(&suffix) || self.own_operators.contains(suffix) => {
                ParameterName::UnknownOperator(suffix)
            }
            _ => ParameterName::Condition(name, Op::Exact),
        }
    }

    /// Returns `true` if a field of this name has a parameter that isn't reserved.
    fn has_field(&self, field: &str) -> bool {
        let is_named = self.all.contains(field) && Role::from_name(field).is_none();
        is_named || self.heads.contains_key(field)
    }
}

/// Splits a name into a field's name and an operator.
pub(crate) fn split_name(name: &str) -> Option<(&str, Op)> {
    let (head, op) = name.rsplit_once("__")?;
    if head.is_empty() { None } else { Some((head, Op::from_wire_name(op)?)) }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::{Names, Op, ParameterName, Role};

    fn classify<'n>(name: &'n str, others: &[&'n str]) -> ParameterName<'n> {
        let own_operators = BTreeSet::from(["n", "zz"].map(str::to_owned));
        let named_operators = BTreeMap::from([("yy".to_owned(), Op::Contains)]);
        Names::new(others.iter().copied().chain([name]), &own_operators, &named_operators).classify_name(name)
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
    fn recognizes_conventions_of_names() {
        assert_eq!(classify("made_after", &["made"]), ParameterName::WholeName("made", Op::Gte));
        assert_eq!(classify("not_tag", &["tag__in"]), ParameterName::WholeName("tag", Op::Ne));
        assert_eq!(classify("made_after", &["mad"]), ParameterName::Condition("made_after", Op::Exact));
        assert_eq!(
            classify("made_after", &["made", "made_after__in"]),
            ParameterName::Condition("made_after", Op::Exact)
        );
        assert_eq!(classify("tag__n", &["tag"]), ParameterName::OwnOperator("tag", "n", Op::NotIn));
        assert_eq!(classify("tag__n", &["page"]), ParameterName::Condition("tag__n", Op::Exact));
        assert_eq!(classify("tag__zz", &["tag"]), ParameterName::UnknownOperator("zz"));
        assert_eq!(classify("tag__yy", &[]), ParameterName::OwnOperator("tag", "yy", Op::Contains));
        assert_eq!(classify("tag__empty", &["tag"]), ParameterName::UnknownOperator("empty"));
        assert_eq!(classify("tag__like", &["tag"]), ParameterName::UnknownOperator("like"));
        assert_eq!(classify("tag__like", &["page"]), ParameterName::Condition("tag__like", Op::Exact));
        assert_eq!(classify("tag__name", &["tag"]), ParameterName::Condition("tag__name", Op::Exact));
        assert_eq!(classify("tag__iregex", &["tag"]), ParameterName::Regex);
        assert_eq!(classify("re_tag", &["tag"]), ParameterName::Regex);
        assert_eq!(classify("re_tag", &["re_name", "name"]), ParameterName::Regex);
        assert_eq!(classify("re_tag", &["name"]), ParameterName::Condition("re_tag", Op::Exact));
        assert_eq!(classify("made_after", &["made_before"]), ParameterName::PairedName("made", Op::Gte));
        assert_eq!(classify("max_size", &["min_size"]), ParameterName::PairedName("size", Op::Lte));
        assert_eq!(classify("max_size", &["size_min"]), ParameterName::Condition("max_size", Op::Exact));
        assert_eq!(classify("tag_ids", &["tag_id", "tag"]), ParameterName::WholeName("tag_id", Op::In));
        assert_eq!(classify("tag_ids", &["tag"]), ParameterName::WholeName("tag", Op::In));
        assert_eq!(classify("ids", &[]), ParameterName::PairedName("id", Op::In));
        assert_eq!(classify("bids", &["bid"]), ParameterName::Condition("bids", Op::Exact));
    }
}
