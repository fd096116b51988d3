//! Splits the names of parameters into fields and operators, which depends on all names of a path.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use filterset::Op;

use crate::own_operators::common_meaning;
use crate::reserved::Role;
use crate::whole_name::{has_bounds, split_bracketed_name, split_paired_name, split_whole_name, strip_negation};

/// The operators of other filter styles and the lookups of Django that the language has no operator for.
const FOREIGN_OPERATORS: [&str; 15] = [
    "like", "ilike", "year", "month", "day", "week", "quarter", "hour", "minute", "second", "time", "overlap", "after",
    "before", "since",
];

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
    /// A field's name that looks like another field's name and an operator.
    UnknownOperator(&'n str, &'n str),
    /// A field's name in brackets, or an operator in brackets after it: `filter[name]`, `price[gte]`.
    Bracketed(&'n str, Op),
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
    /// Whether to infer fields that have no parameter of their own.
    infer: bool,
}

/// The prefix of regular expressions.
const REGEX_PREFIX: &str = "re_";

impl<'n> Names<'n> {
    pub(crate) fn new(
        names: impl Iterator<Item = &'n str>,
        own_operators: &'n BTreeSet<String>,
        named_operators: &'n BTreeMap<String, Op>,
        infer: bool,
    ) -> Names<'n> {
        let all: HashSet<&str> = names.collect();
        let mut heads: HashMap<&str, usize> = HashMap::new();
        let is_own = |suffix: &str| own_operators.contains(suffix) || named_operators.contains_key(suffix);
        let split_own =
            |name: &'n str| name.rsplit_once("__").filter(|(head, suffix)| !head.is_empty() && is_own(suffix));
        for head in
            all.iter().filter_map(|name| split_name(name).map(|(head, _)| head).or_else(|| Some(split_own(name)?.0)))
        {
            let count = heads.entry(head).or_default();
            *count = count.saturating_add(1);
        }
        let (known, unknown): (Vec<&str>, Vec<&str>) =
            all.iter().filter_map(|name| name.strip_prefix(REGEX_PREFIX)).partition(|rest| all.contains(rest));
        let has_regex_prefix = !known.is_empty() && known.len() >= unknown.len();
        Names { all, heads, own_operators, named_operators, has_regex_prefix, infer }
    }

    /// Classifies a name. If other names extend it by an operator, it is the name of a field. Otherwise it is split
    /// before an operator at its end, if it has one.
    pub(crate) fn classify_name<'k>(&self, name: &'k str) -> ParameterName<'k> {
        match self.find_role(name) {
            Some(role) => ParameterName::Reserved(role),
            None => self.classify_filter_name(name),
        }
    }

    /// Returns the role of a well-known name. A name with an operator or two bounds is a field.
    fn find_role(&self, name: &str) -> Option<Role> {
        let head = name.split_once('[').map_or(name, |(head, _)| head);
        let is_field = self.heads.contains_key(name) || has_bounds(name, |other| self.all.contains(other));
        Role::from_name(head).filter(|_| !is_field)
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
        let has_field = |field: &str| self.has_field(field);
        // The negation of a list is one of the list's field.
        if let Some((field, Op::In)) = strip_negation(name).and_then(|rest| split_whole_name(rest, has_field)) {
            return ParameterName::WholeName(field, Op::NotIn);
        }
        if self.infer && strip_negation(name) == Some("ids") {
            return ParameterName::PairedName("id", Op::NotIn);
        }
        if let Some((field, op)) = split_whole_name(name, has_field) {
            return ParameterName::WholeName(field, op);
        }
        if self.has_regex_prefix && name.starts_with(REGEX_PREFIX) {
            return ParameterName::Regex;
        }
        if let Some((field, op)) = split_paired_name(name, |other| self.all.contains(other)) {
            return ParameterName::PairedName(field, op);
        }
        if let Some((field, op)) = split_bracketed_name(name) {
            return ParameterName::Bracketed(field, op);
        }
        let Some((field, suffix)) = name.rsplit_once("__") else { return self.classify_by_last_word(name) };
        if let Some(op) = self.named_operators.get(suffix) {
            return ParameterName::OwnOperator(field, suffix, *op);
        }
        if !self.has_field(field) {
            return self.classify_by_last_word(name);
        }
        match (suffix, common_meaning(suffix)) {
            ("regex" | "iregex", _) => ParameterName::Regex,
            (_, Some(op)) if self.own_operators.contains(suffix) => ParameterName::OwnOperator(field, suffix, op),
            (_, Some(_)) => ParameterName::UnknownOperator(field, suffix),
            _ if FOREIGN_OPERATORS.contains(&suffix) || self.own_operators.contains(suffix) => {
                ParameterName::UnknownOperator(field, suffix)
            }
            _ => ParameterName::Condition(name, Op::Exact),
        }
    }

    /// Classifies a name by its last word, such as `created_gte` or `createdAfter`.
    fn classify_by_last_word<'k>(&self, name: &'k str) -> ParameterName<'k> {
        let separator = name.rfind(['_', '.']).map(|at| (at, at.saturating_add(1)));
        let hump = name.rfind(|character: char| character.is_ascii_uppercase()).map(|at| (at, at));
        for (end, start) in [separator, hump].into_iter().flatten() {
            let (Some(field), Some(word)) = (name.get(..end), name.get(start..)) else { continue };
            let lower = word.to_ascii_lowercase();
            let is_known = Op::from_wire_name(&lower).is_some()
                || common_meaning(&lower).is_some()
                || FOREIGN_OPERATORS.contains(&lower.as_str());
            if is_known && self.has_field(field) {
                return ParameterName::UnknownOperator(field, word);
            }
        }
        ParameterName::Condition(name, Op::Exact)
    }

    /// Returns `true` if a field of this name has a parameter that isn't reserved.
    fn has_field(&self, field: &str) -> bool {
        (self.all.contains(field) && self.find_role(field).is_none()) || self.heads.contains_key(field)
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
        Names::new(others.iter().copied().chain([name]), &own_operators, &named_operators, true).classify_name(name)
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
        assert_eq!(classify("tag__n", &["tag"]), ParameterName::OwnOperator("tag", "n", Op::Ne));
        assert_eq!(classify("tag__n", &["page"]), ParameterName::OwnOperator("tag", "n", Op::Ne));
        assert_eq!(classify("tag__zz", &["tag"]), ParameterName::UnknownOperator("tag", "zz"));
        assert_eq!(classify("tag__yy", &[]), ParameterName::OwnOperator("tag", "yy", Op::Contains));
        assert_eq!(classify("tag__empty", &["tag"]), ParameterName::UnknownOperator("tag", "empty"));
        assert_eq!(classify("tag__like", &["tag"]), ParameterName::UnknownOperator("tag", "like"));
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
        assert_eq!(classify("exclude_ids", &["id", "ids"]), ParameterName::WholeName("id", Op::NotIn));
        assert_eq!(classify("exclude_ids", &["ids"]), ParameterName::PairedName("id", Op::NotIn));
        assert_eq!(
            classify("made_after", &["made", "made_after__n"]),
            ParameterName::Condition("made_after", Op::Exact)
        );
        assert_eq!(classify("made_gte", &["made"]), ParameterName::UnknownOperator("made", "gte"));
        assert_eq!(classify("madeAfter", &["made"]), ParameterName::UnknownOperator("made", "After"));
        assert_eq!(classify("made.lt", &["made"]), ParameterName::UnknownOperator("made", "lt"));
        assert_eq!(classify("made_by", &["made"]), ParameterName::Condition("made_by", Op::Exact));
    }

    #[test]
    fn reads_brackets() {
        assert_eq!(classify("filter[name]", &[]), ParameterName::Bracketed("name", Op::Exact));
        assert_eq!(classify("filter[name][in]", &[]), ParameterName::Bracketed("name", Op::In));
        assert_eq!(classify("price[gte]", &[]), ParameterName::Bracketed("price", Op::Gte));
        assert_eq!(classify("tags[]", &[]), ParameterName::Bracketed("tags", Op::Exact));
        assert_eq!(classify("price[cents]", &[]), ParameterName::Condition("price[cents]", Op::Exact));
        assert_eq!(classify("page[size]", &[]), ParameterName::Reserved(Role::Pagination));
        assert_eq!(classify("depth", &["depth_min", "depth_max"]), ParameterName::Condition("depth", Op::Exact));
    }
}
